"""Slots: the next free times for somebody, the answer first; taking one, or moving an appointment to it."""

from collections.abc import Sequence

from msgspec.structs import replace

from models import clock
from models.agenda import consecutive, taken
from models.agenda.taken import Taken, Wait
from models.contact.delay import delay_of
from models.dates import constraint
from models.errors import InvalidInput, SlotTaken
from models.person import person
from models.person.whom import Whom
from models.room import follow
from models.slots.pick import read_pick
from screens.agenda import lines as agenda_lines
from screens.agenda.appointment_keys import MOVED, to_undo
from screens.frame.about import About, Grid, Letters, Mark
from screens.frame.commands import Command
from screens.frame.forms import fields, typed
from screens.frame.place import step
from screens.frame.widgets.form import Form
from screens.person import form as person_form
from screens.person.place import PERSON_KEYS
from screens.slots import confirm as slot_confirm
from screens.slots import form as slot_form
from screens.slots import lines as slot_lines
from screens.slots.place import SlotPlace


class SlotsScreen(SlotPlace):
    """Opened by a request that leads to an appointment, or from the agenda."""

    HEADING = "Rendez-vous"
    KEYS = (
        Command(
            "slots.submit", "ctrl+s", "submit", "Réserver", "Réserver le créneau choisi (ou Entrée encore)"
        ),
        Command("slots.list", "ctrl+t", "other_time", "Autre", "Laisser le créneau choisi, revoir la liste"),
        Command("slots.wait", "ctrl+e", "wait", "Attente", "Mettre la personne sur la liste d’attente"),
        Command("slots.day", "ctrl+y", "day", "Journée", "Voir toute la journée du créneau, puis revenir"),
        Command(
            "slots.above", "ctrl+n", "above", "", "En surnombre : les créneaux déjà pleins, avec une raison"
        ),
        *PERSON_KEYS,
        Command(
            "slots.back", "escape", "back", "Retour", "Revenir sans réserver ; la demande reste à suivre"
        ),
    )

    def keys_line(self) -> str:
        """What is moved is not booked."""
        line = super().keys_line()
        return line.replace("Réserver", "Déplacer", 1) if self.about.appointment else line

    # --- what the keyboard does

    def on_form_taken(self, event: Form.Taken) -> None:
        if event.field_id == "slot":
            # Enter on a last field also says that the form is finished: it is not, it was just filled in.
            self._just_taken = fields(self._items(self.values))[-1].id == "slot"
            self.say("")
            if event.option.value == slot_lines.ABOVE:
                self.action_above()
        elif event.field_id == "motive":
            self._default_place()
            self.form.rebuild()
            self.form.put_cursor("slot")
            self.take_wanted_time()
        elif event.field_id == "person":
            self._starts = event.option.value != person_form.NEW

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.field_id in ("motive", "venue"):
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

    def action_above(self) -> None:
        """Look at the times that are full already, to book one person more; again: back to the others."""
        self.memory.above = not self.memory.above
        self.action_other_time()

    def action_other_time(self) -> None:
        """Give the slot back and show the list again, as it was asked for."""
        self.say("")
        self._give_back()
        self.form.rebuild()
        self.form.put_cursor("slot")

    def _give_back(self) -> None:
        if self.values.get("slot"):
            self.values["slot"], self.values[typed("slot")] = "", self.memory.wanted

    # --- booking

    @step
    async def action_submit(self) -> None:
        """Book or move, read back what was kept, and go on to the letter."""
        self.say("")
        if self.values.get("slot") == slot_lines.CALL_LIST:
            await self._wait_for_a_slot()
            return
        try:
            wanted = self._taken()
            kept = await self.serve(
                follow.following, wanted.moves, taken.keep, wanted, self.phone_region, self.key
            )
        except SlotTaken as error:
            self.action_other_time()
            self.say(str(error), error=True)
            return
        except InvalidInput as error:
            if error.field == "starts_at":
                self.action_other_time()
            self.refuse(error)
            return
        together = await self.ask(consecutive.together, self.profile, kept)
        done = "déplacé" if self.subject.moved else "réservé"
        said = f"Rendez-vous {done} : {agenda_lines.appointment_words(*together)}."
        if self.values.get("earlier") == "oui":
            said += " Un appel suivra si un créneau plus tôt se libère."
        calls = self.about.calls
        letter = Letters(
            kind="confirmation", appointment=kept.id, person=kept.person_id, led=True, calls=calls
        )
        then: Sequence[About] = self.about.then
        if wanted.moves is not None:
            then, undone = to_undo(then, Mark(kept.id, MOVED))
            said += " u dans l’agenda le défait." if undone else " Ctrl+R dans l’agenda le défait."
        await self.finished()
        self.counter.follow([letter, *then], said)

    def _taken(self) -> Taken:
        """What the form says. Raises :class:`InvalidInput` naming the field."""
        slot_form.required(self.profile, self.values, self.memory.above)
        booking, then = slot_form.read(self.profile, self.values, self.subject, self.memory.above)
        answer = self.values.get("reminders", "")
        return Taken(
            self._whom(),
            booking,
            then,
            moves=self.subject.moved.id if self.subject.moved else None,
            reason=self.values.get("reason", ""),
            reminders=answer == "oui" if answer and self.subject.unasked else None,
            earlier=self._availability() if self.values.get("earlier") == "oui" else None,
        )

    def _availability(self) -> str:
        """What the words say of when the person can come; a date or an exact hour was only for this slot."""
        words = self.memory.wanted
        return words if constraint.read(words).lasting else ""

    @step
    async def action_wait(self) -> None:
        """Put the person on the call list."""
        await self._wait_for_a_slot()

    async def _wait_for_a_slot(self) -> None:
        """On the call list: for an earlier time than the appointment being moved, or for a first one."""
        motive, moved = slot_form.motive_of(self.profile, self.values), self.subject.moved
        try:
            if not self.values.get("person") or motive is None:
                slot_form.required(self.profile, self.values)
                return
            whom = self._whom()
        except InvalidInput as error:
            self.refuse(error)
            return
        asked = self.subject.request
        wanted = Wait(
            whom,
            motive.id,
            appointment_id=moved.id if moved else None,
            request_id=asked.id if asked and not moved else None,
            venue=slot_form.venue_of(self.values, motive),
            words=self._availability(),
            deadline=None if moved else delay_of(self.profile, asked).deadline,
        )
        kept = await self.serve(taken.wait, wanted, self.phone_region, self.key)
        await self.leave(
            f"{kept.person_name} est sur la liste d’attente : « À faire » (s) le dira dès qu’un créneau "
            "se libère."
        )

    def _whom(self) -> Whom:
        """Who it is for: somebody new, or known with what was corrected about how to reach them."""
        who = self.person
        if who is None:
            return Whom(form=person_form.read_person(self.values, self.profile))
        told = {name: self.values.get(name, "").strip() for name in slot_confirm.CONTACTS}
        told["phone"] = slot_form.phone_of(self.profile, self.values, who.postcode)
        corrected = self.values if self.values.get("edit") else {}
        if not corrected and all(told[name] == getattr(who, name) for name in told):
            return Whom(who.id)
        known = person_form.values_of(who) | told | corrected | {"phone": told["phone"]}
        known["commune.typed"] = known["commune"]
        if who.anonymous:
            known["person"] = person_form.ANONYMOUS
        form = person_form.read_person(known, self.profile, who)
        return Whom(who.id, form, person.form_of(who))

    # --- elsewhere

    def action_day(self) -> None:
        """See the whole day of the slot under the cursor, then come back to this form."""
        option = self.form.picked
        pick = read_pick(self.values.get("slot") or (option.value if option else ""))
        if pick is None:
            self.say("Choisissez un créneau (flèches), puis Ctrl+Y montre sa journée.")
            return
        at = f"{clock.local(pick.starts_at):%H:%M}"
        grid = Grid(day=pick.day, at=at, agent=pick.agent_id, site=pick.site_id)
        self.counter.follow([grid, replace(self.about, parked=self.snapshot()), *self.about.then])
