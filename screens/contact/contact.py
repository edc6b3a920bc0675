"""What walk-in and telephone do alike: find the person, take down requests, hand over to the next place."""

from collections.abc import Sequence
from typing import ClassVar

from models import clock, telephone, text
from models.contact.onward import Slip
from models.contact.request import SETTLED_AT_ONCE, Outcome
from models.errors import InvalidInput
from models.hours import colleague
from models.room import again
from models.room import contact as verbs
from models.room.again import Already
from models.room.contact import Asked, Contact, Kept
from models.service import postcode
from screens.contact import call_back, colleagues, triage_form
from screens.contact.told import told
from screens.frame import phone_field
from screens.frame.about import GOES_ON
from screens.frame.commands import Command
from screens.frame.forms import Note, Option, Values
from screens.frame.place import step, task
from screens.frame.widgets.form import Form
from screens.person import form as person_form
from screens.person.place import PERSON_KEYS, PersonPlace

CONTACT_KEYS = (
    Command("contact.submit", "ctrl+s", "submit", "Valider", "Enregistrer et passer à ce qui suit"),
    Command("contact.more", "ctrl+n", "another_request", "Autre demande", "Noter une demande de plus"),
    Command("contact.next_part", "pagedown", "next_part", "", "Aller à la demande, puis à ce qui suit"),
    Command(
        "contact.edit", "ctrl+e", "edit_person", "Compléter", "Compléter ou corriger la fiche de la personne"
    ),
    *PERSON_KEYS,
    Command(
        "contact.back", "escape", "back", "Retour", "Revenir au comptoir ; ce qui est écrit reste en attente"
    ),
)


class ContactPlace(PersonPlace):
    """A form about a person and one or more requests; subclasses say what it asks and how it is kept."""

    # What happens with a request when nobody said.
    UNSAID: ClassVar[Outcome] = Outcome.WAIT

    PROPOSES = True
    # Where the person is today: in the room, expected, gone without being received.
    already: Already | None = None

    # --- the person

    async def loaded(self) -> None:
        """Answer what is known of the person, and where they are today, then on to what is asked."""
        who = self.values.get("person", "")
        self.already = await self.ask(again.already, self.person_id) if self.person_id else None
        await self.know()
        new = who == person_form.NEW
        if who and not (new and self.about.parked) and self.form.state.focus in ("", "person"):
            if new or who == person_form.ANONYMOUS:
                self.form.put_cursor("person")
                self.form.to_empty()
            else:
                self.form.put_cursor("theme")

    @task(exclusive=True, group="person")
    async def know_again(self) -> None:
        """The birth date or the commune changed: propose again."""
        await self.know()

    async def know(self) -> None:
        """Propose the answers that the person's own data give."""
        commune = self.values.get("commune") or (self.person.commune if self.person else "")
        # A commune that the lists do not know proves nothing: it stays to be asked.
        code = self.values.get("postcode") or (self.person.postcode if self.person else "")
        in_area = await self.ask(postcode.lies_in, self.profile.service.subdivision, code, commune)
        profile = self.profile
        if self.person and not self.values.get("birth_date"):
            self.values["birth_date"] = self.person.born
        permit = self.person.permit if self.person else ""
        triage_form.propose_known(profile, self.values, self.memory.proposed, in_area, permit)
        self.form.rebuild()

    def already_notes(self, more: str = "") -> list[Note]:
        """Where the person is today, so that nobody begins from nothing."""
        return [Note(already_words(self.already) + more, "Aujourd’hui", strong=True)] if self.already else []

    def earlier_notes(self) -> list[Note]:
        """One line for each request already taken down."""
        outcomes = [Outcome(one.get("outcome") or self.UNSAID) for one in self.memory.earlier]
        return [
            Note(f"{number}. {self.profile.theme(one['theme']).label} ({outcome.label})")
            for number, (one, outcome) in enumerate(zip(self.memory.earlier, outcomes, strict=True), 1)
        ]

    # --- what the form asks

    async def options(self, field: str, words: str) -> Sequence[Option]:
        """Themes from the profile, colleagues; persons and communes as everywhere."""
        if field == "theme":
            return triage_form.theme_options(self.profile, words)
        if field == "to":
            return colleagues.options(await self.ask(colleague.everyone, words))
        return await super().options(field, words)

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.field_id in ("birth_date", "postcode", "commune"):
            self.know_again()

    # --- the keys

    def action_next_part(self) -> None:
        """From the person to what is asked, from there to what happens now."""
        self.form.put_cursor("outcome" if self.values.get("theme") else "theme")

    def action_edit_person(self) -> None:
        """Show the fields of the person picked."""
        if self.person is not None and not self.values.get("edit"):
            self.memory.base = person_form.values_of(self.person)
            self.values.update(self.memory.base, edit="oui")
            self.form.rebuild()
            self.form.put_cursor("phone")

    def action_another_request(self) -> None:
        """Set the request on screen aside, complete, and take down the next."""
        try:
            self._read(self.values)
        except InvalidInput as error:
            self.refuse(error)
            return
        self.memory.earlier.append(dict(self.values))
        kept = triage_form.without_request(self.values)
        self.values.clear()
        self.values.update(kept)
        self.form.rebuild()
        self.form.put_cursor("theme")

    @step
    async def action_submit(self) -> None:
        """Keep everything, then go where the outcomes lead."""
        self.say("")
        try:
            contact = self.contact()
            kept = await self.act(verbs.keep, contact, self.phone_region, self.key)
        except InvalidInput as error:
            self.refuse(error)
            return
        await self.finished()
        visit_id = kept.visit.id if kept.visit else None
        steps = [
            GOES_ON[one.form.outcome](
                request=number, person=kept.person_id, visit=visit_id, led=True, calls=kept.call is not None
            )
            for one, number in zip(contact.asked, kept.request_ids, strict=True)
            if one.form.outcome in GOES_ON
        ]
        said = await self.receipt(kept)
        if any(one.form.due and one.form.outcome in SETTLED_AT_ONCE for one in contact.asked):
            said += " La question du danger n’est pas posée : elle attend dans « À faire » (s)."
        asked = [
            await told(
                self.ask,
                self.profile.theme(one.form.theme).label,
                one.form.outcome,
                one.onward,
                self.phone_region,
            )
            for one in contact.asked
            if one.form.outcome is not Outcome.WAIT
        ]
        if asked:
            said += f" {' ; '.join(asked)}."
        self.counter.follow([*steps, *self.about.then], said)

    def contact(self) -> Contact:
        """What the form says. Raises :class:`InvalidInput` naming the field to return to."""
        raise NotImplementedError

    async def receipt(self, kept: Kept) -> str:
        """What to say of a contact that was kept."""
        raise NotImplementedError

    def asked(self) -> tuple[Asked, ...]:
        """All requests of this contact, in the order taken down, with what settles them at once."""
        earlier = self.memory.earlier
        values = [*earlier, self.values] if self.values.get("theme") or not earlier else earlier
        return tuple(self._read(one) for one in values)

    def _read(self, values: Values) -> Asked:
        form = triage_form.read_request(self.profile, values, self.UNSAID)
        if form.outcome is Outcome.CALL_BACK:
            return Asked(form, call_back.read(values, self.number(), self.phone_region))
        if form.outcome is Outcome.MESSAGE:
            to = values.get("to", "")
            return Asked(form, Slip(int(to) if to.isdigit() else None, values.get("body", "")))
        return Asked(form)

    def number(self) -> str:
        """Where somebody would be called back, as far as it was typed or is known."""
        known = telephone.show(self.person.phone, self.phone_region) if self.person else ""
        typed = (
            phone_field.typed(self.values, name, self.phone_region) for name in ("caller_phone", "phone")
        )
        return next(filter(None, typed), known)


def already_words(one: Already) -> str:
    """``rendez-vous de 10:15 avec M. Favre``, ``n° 12, attend, ici depuis 09:23``."""
    if one.appointment is not None:
        booked = one.appointment
        said = f"rendez-vous de {clock.local(booked.starts_at):%H:%M} avec {booked.agents}"
        return ", ".join(filter(None, (said, text.late(booked.overdue))))
    assert one.visit is not None
    came = one.visit
    since, at = ("ici depuis", came.arrived_at) if one.kind == "waits" else ("à", came.closed_at)
    hour = f"{clock.local(at or came.arrived_at):%H:%M}"
    return f"n° {came.number}, {came.status.label}, {since} {hour}"
