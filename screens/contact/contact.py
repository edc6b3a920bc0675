"""What walk-in and telephone do alike: find the person, take down requests, hand over to the next place."""

from collections.abc import Sequence

from models import text
from models.contact import message, request
from models.contact.request import Outcome, RequestForm
from models.errors import InvalidInput
from models.person import person
from models.person.person import PersonForm
from models.room import visit
from models.service import agent, postcode
from models.service.agent import Agent
from screens.contact import call_back, triage_form
from screens.frame.commands import Command
from screens.frame.counter import About
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
        "contact.back", "escape", "back", "Retour", "Revenir à l’accueil ; ce qui est écrit reste en attente"
    ),
)
# Which place goes on with a request once it is kept.
_NEXT = {Outcome.APPOINTMENT: "slots", Outcome.ORIENTATION: "orientation", Outcome.LETTER: "letters"}


class ContactPlace(PersonPlace):
    """A form about a person and one or more requests. Subclasses give the items and :meth:`record`."""

    def __init__(self, about: About | None = None) -> None:
        super().__init__(about)
        # Requests taken down before the one on screen, as the values of their fields.
        self.earlier: list[Values] = self.about.setdefault("earlier", [])
        self.proposed: dict[str, str] = self.about.setdefault("proposed", {})

    # --- the person

    async def loaded(self) -> None:
        """Answer what is known of the person, then on to what is asked."""
        who = self.values.get("person", "")
        await self.know()
        if who not in ("", person_form.NEW) and self.form.state.focus in ("", "person"):
            self.form.put_cursor("given_name" if who == person_form.ANONYMOUS else "theme")

    @task(exclusive=True, group="person")
    async def know_again(self) -> None:
        """The birth date or the commune changed: propose again."""
        await self.know()

    async def know(self) -> None:
        """Propose the answers that the person's own data give."""
        commune = self.values.get("commune") or (self.person.commune if self.person else "")
        # A commune that the list does not know proves nothing: it stays to be asked.
        in_area = await self.ask(postcode.is_known_commune, commune) or None
        profile = self.profile
        if self.person and self.person.birth_date and not self.values.get("birth_date"):
            self.values["birth_date"] = f"{self.person.birth_date:%d.%m.%Y}"
        permit = self.person.permit if self.person else ""
        triage_form.propose_known(profile, self.values, self.proposed, in_area, permit)
        self.form.rebuild()

    def earlier_notes(self) -> list[Note]:
        """One line for each request already taken down."""
        profile = self.profile
        return [
            Note(
                f"{number}. {profile.theme(one['theme']).label} ({Outcome(one.get('outcome', 'wait')).label})"
            )
            for number, one in enumerate(self.earlier, 1)
        ]

    # --- what the form asks

    async def options(self, field: str, words: str) -> Sequence[Option]:
        """Themes from the profile, colleagues; persons and communes as everywhere."""
        if field == "theme":
            return triage_form.theme_options(self.profile, words)
        if field == "to":
            return await self.ask(_agents, words)
        return await super().options(field, words)

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.field_id in ("birth_date", "commune"):
            self.know_again()

    # --- the keys

    def action_next_part(self) -> None:
        """From the person to what is asked, from there to what happens now."""
        self.form.put_cursor("outcome" if self.values.get("theme") else "theme")

    def action_edit_person(self) -> None:
        """Show the fields of the person picked."""
        if self.person is not None and not self.values.get("edit"):
            self.values.update(person_form.values_of(self.person), edit="oui")
            self.form.rebuild()
            self.form.put_cursor("phone")

    def action_another_request(self) -> None:
        """Set the request on screen aside, complete, and take down the next."""
        try:
            self._read(self.values)
        except InvalidInput as error:
            self.refuse(error)
            return
        self.earlier.append(dict(self.values))
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
            person_id, visit_id, forms, ids, said = await self.record()
            await self.after(person_id, forms, ids)
            if visit_id is not None:
                await self.act(visit.finish_counter, visit_id)
        except InvalidInput as error:
            self.refuse(error)
            return
        await self.finished()
        steps = [
            {"place": _NEXT[form.outcome], "request": one, "person": person_id, "visit": visit_id}
            for form, one in zip(forms, ids, strict=True)
            if form.outcome in _NEXT
        ]
        self.counter.follow([*steps, *self.about.get("then", [])], said)

    async def record(self) -> tuple[int | None, int | None, list[RequestForm], tuple[int, ...], str]:
        """Keep the contact: (person, visit, requests as sent, their ids, what to say)."""
        raise NotImplementedError

    def requests(self) -> list[RequestForm]:
        """All requests of this contact, in the order taken down."""
        values = (
            [*self.earlier, self.values] if self.values.get("theme") or not self.earlier else self.earlier
        )
        return [self._read(one) for one in values]

    def _read(self, values: Values) -> RequestForm:
        form = triage_form.read_request(self.profile, values)
        if form.outcome is Outcome.CALL_BACK:
            # Read here too: once the request is kept it is late to ask for a number.
            call_back.read(values, self.number(), self.phone_region)
        return form

    def number(self) -> str:
        """Where somebody would be called back, as far as it was typed or is known."""
        known = text.show_phone(self.person.phone, self.phone_region) if self.person else ""
        return self.values.get("caller_phone") or self.values.get("phone") or known

    async def who(self) -> tuple[int | None, PersonForm | None]:
        """(id of a known person, form of a new one); corrections to a known one are kept first."""
        self.require_choice()
        profile = self.profile
        if self.person_id is None:
            named = bool(self.values.get("person"))
            return None, person_form.read_person(self.values, profile) if named else None
        if self.values.get("edit"):
            known = await self.ask(person.get, self.person_id)
            corrected = person_form.read_person(self.values, profile, known)
            await self.act(person.change, known.id, corrected, self.phone_region)
        return self.person_id, None

    async def after(self, person_id: int | None, forms: list[RequestForm], ids: tuple[int, ...]) -> None:
        """Send the messages that the outcomes ask for."""
        everything = [*self.earlier, self.values][: len(forms)]
        for values, form, request_id in zip(everything, forms, ids, strict=False):
            if form.outcome is Outcome.CALL_BACK:
                what = call_back.read(values, self.number(), self.phone_region)
                await self.act(call_back.leave, await self.ask(request.get, request_id), what)
            if form.outcome is Outcome.MESSAGE:
                await self.act(_pass_on, values, request_id, person_id)

    def action_back(self) -> None:
        """Where one came from, or home; what is written is parked on the way."""
        self.counter.follow(self.about.pop("then", []))


def _agents(words: str) -> list[Option]:
    wanted = text.fold(words)
    return [
        Option(str(one.id), f"{one.name}  ({one.role.label})", one.name)
        for one in agent.everyone()
        if wanted in text.fold(one.name)
    ]


def _pass_on(by: Agent, values: Values, request_id: int, person_id: int | None) -> None:
    """Leave the message that a request leads to; once, whatever is sent again."""
    if request.get(request_id).settled_at is not None:
        return
    to = values.get("to", "")
    body = values.get("body") or values.get("words", "")
    message.send(by, int(to) if to.isdigit() else None, body, person_id=person_id, request_id=request_id)
