"""What is known and proposed while a time is looked for: for whom, within which delay, and the slots."""

from collections.abc import Sequence

from textual.app import ComposeResult

from models import clock, telephone
from models.agenda import subject
from models.agenda.subject import Subject
from models.contact.delay import delay_of
from models.person import person
from models.person.person import Person
from models.service.venue import Venue
from models.slots import propose as slot_search
from models.slots.wish import wish_for
from screens.agenda import lines as agenda_lines
from screens.frame.about import Slots
from screens.frame.forms import Item, Option, PickField, Values, typed
from screens.frame.place import step
from screens.frame.widgets.form import Form
from screens.person import form as person_form
from screens.person.follow_up import FollowUp
from screens.slots import confirm as slot_confirm
from screens.slots import form as slot_form
from screens.slots import lines as slot_lines


class SlotPlace(FollowUp):
    """A form that proposes slots. The subclass books them."""

    about: Slots

    def __init__(self, about: Slots) -> None:
        super().__init__(about)
        self.subject = Subject()
        # What is said above the slots, and whether Enter has just taken one rather than asked to book it.
        self._understood = self._unheard = self._said_above = self._language_note = ""
        self._just_taken = False
        self._read = False
        self._starts = not about.parked

    def body(self) -> ComposeResult:
        yield Form(self._items, self.form_state, id="form")

    def _items(self, values: Values) -> Sequence[Item]:
        if not self._read:
            return []
        said = (self._understood, self._said_above, self._language_note)
        return [
            *slot_form.person_items(self.profile, values, self.person, self.subject, self.memory.whom),
            *slot_form.time_items(
                self.profile, values, self.subject, said, self.person, self.memory.above, self._unheard
            ),
        ]

    # --- what is known and proposed

    async def loaded(self) -> None:
        """The request or the appointment this is about, and what follows from it."""
        about = self.about
        self.subject = await self.ask(
            subject.subject, self.profile, self.person_id, about.request, about.appointment
        )
        moved, asked = self.subject.moved, self.subject.request
        if moved is not None and self.person is None:
            self.person = await self.act(person.opened, moved.person_id)
            self.values["person"], self.memory.whom = str(moved.person_id), True
        self._propose_contacts(self.person)
        if not self.values.get("motive"):
            known = moved.motive if moved else about.motive or (asked.motive if asked else "")
            slot_form.take_motive(self.profile, self.values, known)
        if moved is not None and "venue" not in self.values:
            self.values["venue"] = moved.venue.value
        self._default_place()
        await self._take_wanted_time()
        self._read = True
        self.form.rebuild()
        if self._starts:
            self._start()
        else:
            self._ask_again()
        self._starts = False

    def _default_place(self) -> None:
        slot_form.default_place(self.profile, self.values, self.subject.request, self.about.venue)

    async def _take_wanted_time(self) -> None:
        """A time chosen elsewhere, in the grid: taken once, as soon as it is known what for."""
        motive, about = slot_form.motive_of(self.profile, self.values), self.about
        start, agent = about.starts_at, about.agent
        if motive is None or start is None or agent is None or self.memory.time_taken:
            return
        self.memory.time_taken = True
        place = slot_form.venue_of(self.values, motive)
        wish = wish_for(self.profile, motive, place.value, clock.today())
        pick = await self.ask(slot_search.at_time, wish, motive, agent, start)
        if not isinstance(pick, str):
            slot_form.take_pick(self.values, pick, place)
            return
        at, next_step = clock.local(start), "Celui d’avant reste choisi."
        if not self.values.get("slot"):
            # The other times of that day are what is nearest to what was wanted.
            self.values[typed("slot")] = f"{at.day}.{at.month}."
            next_step = "Choisissez un autre créneau."
        self.say(f"{at:%H:%M} ne convient pas ({motive.minutes} min) : {pick}. {next_step}")

    @step
    async def take_wanted_time(self) -> None:
        """The same, once the motive was taken from its list."""
        await self._take_wanted_time()
        self.form.rebuild()
        self.form.put_cursor("slot")

    def _propose_contacts(self, who: Person | None) -> None:
        """How whoever it is for is known to be reached, until something else is typed."""
        self.values["alerts"] = "  ".join(who.alerts) if who is not None else ""
        if who is not None and self.memory.phone_of != who.id:
            self.memory.phone_of = who.id
            self.values["phone"] = telephone.show(who.phone, self.phone_region)
            self.values.update({name: getattr(who, name) for name in slot_confirm.CONTACTS})

    def _start(self) -> None:
        """The cursor where there is something to say: who, then what for, then when."""
        if not self.values.get("person"):
            self.form.put_cursor("person")
        elif self.values["person"] in (person_form.NEW, person_form.ANONYMOUS):
            self.form.put_cursor("person")
            self.form.to_empty()
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
        delay = delay_of(self.profile, self.subject.request)
        venue = slot_form.venue_of(self.values, motive)
        wish = wish_for(self.profile, motive, venue.value, delay.deadline)
        self.memory.wanted = words
        told = await self.ask(slot_search.propose, wish, words, self.person, self.memory.above)
        self._language_note = told.note
        self._understood = slot_lines.understood(told.found.said)
        self._unheard = slot_lines.unheard(told.found.said)
        if self.memory.above:
            self._said_above = slot_lines.above_words(told.found, words, delay.deadline)
            self.form.rebuild()
            return [slot_lines.option(one, venue, delay.deadline, told.sites) for one in told.found.slots]
        others = ", ".join(Venue(one).label for one in motive.venues if one != venue.value)
        self._said_above = slot_lines.found_words(told.found, words, delay, venue.label, others)
        self.form.rebuild()
        return slot_lines.options(told.found, venue, delay.deadline, told.above, words, told.sites)
