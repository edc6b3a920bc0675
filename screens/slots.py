"""Slots: the next free times for somebody, the answer first; taking one, or moving an appointment to it."""

from collections.abc import Sequence

from textual.app import ComposeResult

from models import agenda, constraint, person, text
from models.appointment import Appointment
from models.errors import InvalidInput, SlotTaken
from models.opening import Place
from models.person import Person
from models.profile import Profile
from screens import agenda_lines, person_form, slot_form
from screens.commands import Command
from screens.counter import About
from screens.follow_up import FollowUp
from screens.forms import Item, Option, PickField, Values, typed
from screens.person_place import PERSON_KEYS
from screens.place import step
from screens.slot_form import Subject
from screens.widgets.form import Form


class SlotsScreen(FollowUp):
    """Opened by a request that leads to an appointment, or from the agenda."""

    NAME = "slots"
    HEADING = "Rendez-vous"
    KEYS = (
        Command(
            "slots.submit", "ctrl+s", "submit", "Réserver", "Réserver le créneau pris (ou Entrée encore)"
        ),
        Command(
            "slots.list", "ctrl+t", "other_time", "Autre créneau", "Rendre le créneau pris, revoir la liste"
        ),
        *PERSON_KEYS,
        Command(
            "slots.back", "escape", "back", "Retour", "Revenir sans réserver ; la demande reste à suivre"
        ),
    )

    def __init__(self, about: About | None = None) -> None:
        super().__init__(about)
        self._dirty = self._dirty or bool(self.about.get("move"))
        self.subject = Subject()
        # What is said above the slots, and whether Enter has just taken one rather than asked to book it.
        self._said_above = ""
        self._just_taken = False
        self._read = False
        self._starts = not self.about.get("resumed")

    @property
    def profile(self) -> Profile:
        """The rules of the site."""
        return self.counter.site.profile

    def body(self) -> ComposeResult:
        yield Form(self._items, self.form_state, id="form")

    def _items(self, values: Values) -> Sequence[Item]:
        if not self._read:
            return []
        settled = bool(self.about.get("whom"))
        return [
            *slot_form.person_items(self.profile, values, self.person, self.subject.ahead, settled),
            *slot_form.time_items(self.profile, values, self.subject, self._said_above),
        ]

    # --- what is known and proposed

    async def loaded(self) -> None:
        """The request or the appointment this is about, and what follows from it."""
        about = self.about
        self.subject = await self.ask(
            slot_form.subject, self.person_id, about.get("request"), about.get("move")
        )
        moved, asked = self.subject.moved, self.subject.request
        if moved is not None and self.person is None:
            self.person = await self.act(person.opened, moved.person_id)
            self.values["person"], about["whom"] = str(moved.person_id), True
        self._propose_phone(self.person)
        if not self.values.get("motive"):
            known = moved.motive if moved else about.get("motive") or (asked.motive if asked else "")
            slot_form.take_motive(self.profile, self.values, known)
        if moved is not None and "place" not in self.values:
            self.values["place"] = moved.place.value
        slot_form.default_place(self.profile, self.values, asked)
        self._read = True
        self.form.rebuild()
        if self._starts:
            self._start()
        else:
            self._ask_again()
        self._starts = False

    def _propose_phone(self, who: Person | None) -> None:
        """The number known of whoever it is for, until another is typed."""
        self.values["alerts"] = "  ".join(who.alerts) if who is not None else ""
        if who is not None and self.about.get("phone_of") != who.id:
            self.about["phone_of"] = who.id
            self.values["phone"] = text.show_phone(who.phone, self.profile.service.phone_region)

    def _start(self) -> None:
        """The cursor where there is something to say: who, then what for, then when."""
        if not self.values.get("person"):
            self.form.put_cursor("person")
        elif self.values["person"] in (person_form.NEW, person_form.ANONYMOUS):
            self.form.put_cursor("given_name")
        else:
            self.form.put_cursor("slot" if self.values.get("motive") else "motive")

    def _ask_again(self) -> None:
        """A form brought back shows its proposals, its cursor untouched."""
        current = self.form.current
        if isinstance(current, PickField) and not self.values.get(current.id):
            self.propose(current.id, self.form_state.text_of(current))

    async def options(self, field: str, words: str) -> Sequence[Option]:
        """Motives, and the slots within the delay that the words allow."""
        if field == "motive":
            return agenda_lines.motive_options(self.profile, words)
        if field != "slot":
            return await super().options(field, words)
        motive = slot_form.motive_of(self.profile, self.values)
        if motive is None:
            return []
        delay = agenda_lines.delay_of(self.profile, self.subject.request)
        place = Place(self.values.get("place") or motive.places[0])
        wish = agenda_lines.wish_for(self.profile, motive, place.value, delay.deadline)
        found = await self.ask(constraint.find, wish, words)
        others = ", ".join(Place(one).label for one in motive.places if one != place.value)
        self._said_above = agenda_lines.found_words(found, words, delay, place.label, others)
        self.about["wanted"] = words
        self.form.rebuild()
        return [agenda_lines.slot_option(one, place, delay.deadline) for one in found.slots]

    # --- what the keyboard does

    def on_form_taken(self, event: Form.Taken) -> None:
        if event.field_id == "slot":
            self._just_taken = True
            self.say("")
        elif event.field_id == "motive":
            slot_form.default_place(self.profile, self.values, self.subject.request)
            self.form.rebuild()
            self.form.put_cursor("slot")
        elif event.field_id == "person":
            self._starts = event.option.value != person_form.NEW

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.field_id in ("motive", "place"):
            self._give_back()
            self.form.rebuild()
            if self.form_state.focus == "slot":
                self.form.put_cursor("slot")

    def on_form_finished(self, event: Form.Finished) -> None:
        """Enter on the last field: the first takes the slot, the next books it."""
        if self._just_taken:
            self._just_taken = False
        else:
            self.action_submit()

    def action_other_time(self) -> None:
        """Give the slot back and show the list again, as it was asked for."""
        self._give_back()
        self.form.rebuild()
        self.form.put_cursor("slot")

    def _give_back(self) -> None:
        if self.values.get("slot"):
            self.values["slot"], self.values[typed("slot")] = "", str(self.about.get("wanted", ""))

    # --- booking

    @step
    async def action_submit(self) -> None:
        """Book or move, read back what was kept, and go on to the letter."""
        self.say("")
        try:
            kept = await self._keep_appointment()
        except SlotTaken as error:
            self.action_other_time()
            self.say(f"{error.title} : {error.message}", error=True)
            return
        except InvalidInput as error:
            if error.field == "starts_at":
                self.action_other_time()
            self.refuse(error)
            return
        done = "déplacé" if self.subject.moved else "réservé"
        when = agenda_lines.when_words(kept.starts_at, kept.agent_name, kept.place)
        letter: About = {"place": "letters", "kind": "confirmation", "appointment": kept.id}
        await self.leave(f"Rendez-vous {done} : {when}.", letter | {"person": kept.person_id})

    async def _keep_appointment(self) -> Appointment:
        slot_form.required(self.profile, self.values)
        booking = slot_form.read(self.profile, self.values, self.subject, await self._person())
        if self.subject.moved is not None:
            return await self.act(agenda.move, self.subject.moved.id, booking, self.values.get("reason", ""))
        return await self.act(agenda.book, booking, self.key)

    async def _person(self) -> int:
        """Who it is for: kept now if new; a telephone number that was corrected is kept too."""
        region = self.profile.service.phone_region
        who = self.person
        if who is None:
            form = person_form.read_person(self.values, self.counter.site.profile)
            return (await self.act(person.create, form, region, f"{self.key}-person")).id
        phone = slot_form.phone_of(self.profile, self.values)
        corrected = self.values if self.values.get("edit") else {}
        if phone != who.phone or corrected:
            known = person_form.values_of(who) | corrected | {"phone": phone}
            if who.anonymous:
                known["person"] = person_form.ANONYMOUS
            await self.act(person.change, who.id, person_form.read_person(known, self.profile, who), region)
        return who.id
