"""What walk-in and telephone do alike: find the person, take down requests, hand over to the next place."""

from models import agent, message, person, postcode, request, text, visit
from models.agent import Agent
from models.errors import InvalidInput
from models.person import Person, PersonForm
from models.request import Outcome, RequestForm
from screens import person_form, triage_form
from screens.commands import Command
from screens.counter import About
from screens.forms import Note, Option, Values, typed
from screens.place import FormPlace, step, task
from screens.widgets.form import Form

CONTACT_KEYS = (
    Command("contact.submit", "ctrl+s", "submit", "Valider", "Enregistrer et passer à ce qui suit"),
    Command("contact.more", "ctrl+n", "another_request", "Autre demande", "Noter une demande de plus"),
    Command(
        "contact.edit", "ctrl+e", "edit_person", "Compléter", "Compléter ou corriger la fiche de la personne"
    ),
    Command(
        "contact.back", "escape", "back", "Retour", "Revenir à l’accueil ; ce qui est écrit reste en attente"
    ),
)
# Which place goes on with a request once it is kept.
_NEXT = {Outcome.APPOINTMENT: "slots", Outcome.ORIENTATION: "orientation", Outcome.LETTER: "letters"}


class ContactPlace(FormPlace):
    """A form about a person and one or more requests. Subclasses give the items and :meth:`record`."""

    def __init__(self, about: About | None = None) -> None:
        super().__init__(about)
        self.person: Person | None = None
        # Requests taken down before the one on screen, as the values of their fields.
        self.earlier: list[Values] = self.about.setdefault("earlier", [])
        self.proposed: dict[str, str] = self.about.setdefault("proposed", {})

    @property
    def values(self) -> Values:
        """The values of the form."""
        return self.form_state.values

    def draft_title(self) -> str:
        """The place and who it is about, so that parked work is told apart."""
        who = self.person.name if self.person else self.values.get("family_name", "")
        return f"{self.HEADING.lower()} {who}".strip()

    def on_mount(self) -> None:
        who = self.values.get("person") or str(self.about.pop("person", ""))
        if who:
            self.values["person"] = who
            self.load_person(who)

    # --- the person

    @task(exclusive=True, group="person")
    async def load_person(self, who: str) -> None:
        """Open a known person (which is journaled) and answer what is known of them."""
        if who.isdigit():
            self.person = await self.act(person.opened, int(who))
            self.values[typed("person")] = self.person.name
        elif not self.values.get(typed("person")):
            self.values[typed("person")] = {"+": "nouvelle personne", "*": "anonyme"}.get(who, "")
        await self.know()
        if self.form.state.focus in ("", "person") and self.values.get("person") == who and who != "+":
            self.form.rebuild()
            self.form.put_cursor("given_name" if who == "*" else "theme")

    async def know(self) -> None:
        """Propose the answers that the person's own data give."""
        commune = self.values.get("commune") or (self.person.commune if self.person else "")
        # A commune that the list does not know proves nothing: it stays to be asked.
        in_area = await self.ask(postcode.is_known_commune, commune) or None
        profile = self.counter.site.profile
        if self.person and self.person.birth_date and not self.values.get("birth_date"):
            self.values["birth_date"] = f"{self.person.birth_date:%d.%m.%Y}"
        permit = self.person.permit if self.person else ""
        triage_form.propose_known(profile, self.values, self.proposed, in_area, permit)
        self.form.rebuild()

    def earlier_notes(self) -> list[Note]:
        """One line for each request already taken down."""
        profile = self.counter.site.profile
        return [
            Note(f"{number}. {profile.theme(one['theme']).label} ({Outcome(one.get('outcome', 'wait')).label})")
            for number, one in enumerate(self.earlier, 1)
        ]

    # --- what the form asks

    @task(exclusive=True, group="propose")
    async def propose(self, field: str, words: str) -> None:
        """Lines for a pick field: persons and communes from the database, themes from the profile."""
        options: list[Option] = []
        if field == "person":
            options = await self.ask(person_form.search_persons, words) if words.strip() else []
        elif field == "commune":
            options = await self.ask(person_form.commune_options, self.values.get("postcode", ""), words)
        elif field == "theme":
            options = triage_form.theme_options(self.counter.site.profile, words)
        elif field == "to":
            options = await self.ask(_agents, words)
        self.form.propose(field, words, options)

    def on_form_asked(self, event: Form.Asked) -> None:
        self.propose(event.field_id, event.words)

    def on_form_taken(self, event: Form.Taken) -> None:
        if event.field_id == "person":
            if event.option.value == person_form.NEW:
                words = event.option.shown.partition(":")[2]
                self.values.update({k: v for k, v in person_form.new_values(words).items() if v})
                self.person = None
                self.form.rebuild()
                self.form.put_cursor("given_name" if self.values.get("family_name") else "family_name")
            else:
                self.person = None
                self.load_person(event.option.value)

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.field_id in ("birth_date", "commune"):
            self.know_again()
        if event.field_id == "person" and self.person and self.values.get("person") != str(self.person.id):
            self.person = None
            self.form.rebuild()

    @task(exclusive=True, group="person")
    async def know_again(self) -> None:
        """The birth date or the commune changed: propose again."""
        await self.know()

    # --- the keys

    def action_edit_person(self) -> None:
        """Show the fields of the person picked."""
        if self.person is not None and not self.values.get("edit"):
            self.values.update(person_form.values_of(self.person), edit="oui")
            self.form.rebuild()
            self.form.put_cursor("phone")

    def action_another_request(self) -> None:
        """Set the request on screen aside, complete, and take down the next."""
        profile = self.counter.site.profile
        try:
            triage_form.read_request(profile, self.values)
        except InvalidInput as error:
            self.refuse(error)
            return
        self.earlier.append(dict(self.values))
        kept = triage_form.without_request(self.values)
        self.values.clear()
        self.values.update(kept)
        self.form.rebuild()
        self.form.put_cursor("theme")

    def refuse(self, error: InvalidInput) -> None:
        """Say what cannot be kept and put the cursor there."""
        self.form.put_cursor(error.field)
        self.say(f"{error.title} : {error.message}", error=True)

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
        self.counter.follow(steps, said)

    async def record(self) -> tuple[int | None, int | None, list[RequestForm], tuple[int, ...], str]:
        """Keep the contact: (person, visit, requests as sent, their ids, what to say)."""
        raise NotImplementedError

    def requests(self) -> list[RequestForm]:
        """All requests of this contact, in the order taken down."""
        profile = self.counter.site.profile
        values = (
            [*self.earlier, self.values] if self.values.get("theme") or not self.earlier else self.earlier
        )
        return [triage_form.read_request(profile, one) for one in values]

    async def who(self) -> tuple[int | None, PersonForm | None]:
        """(id of a known person, form of a new one); corrections to a known one are kept first."""
        region = self.counter.site.profile.service.phone_region
        who = self.values.get("person", "")
        if who.isdigit():
            known = self.person if self.person is not None else await self.ask(person.get, int(who))
            if self.values.get("edit"):
                await self.act(person.change, known.id, person_form.read_person(self.values, known), region)
            return known.id, None
        if who:
            return None, person_form.read_person(self.values)
        return None, None

    async def after(self, person_id: int | None, forms: list[RequestForm], ids: tuple[int, ...]) -> None:
        """Send the messages that the outcomes ask for."""
        everything = [*self.earlier, self.values][: len(forms)]
        for values, form, request_id in zip(everything, forms, ids, strict=False):
            if form.outcome in (Outcome.MESSAGE, Outcome.CALL_BACK):
                await self.act(
                    _pass_on,
                    values,
                    form,
                    request_id,
                    person_id,
                    self.counter.site.profile.service.phone_region,
                )

    def action_back(self) -> None:
        """Home; what is written is parked on the way."""
        self.counter.follow([])


def _agents(words: str) -> list[Option]:
    wanted = text.fold(words)
    return [
        Option(str(one.id), f"{one.name}  ({one.role.label})", one.name)
        for one in agent.everyone()
        if wanted in text.fold(one.name)
    ]


def _pass_on(
    by: Agent, values: Values, form: RequestForm, request_id: int, person_id: int | None, region: str
) -> None:
    """Leave the message or the call to give back that a request leads to; once, whatever is sent again."""
    if request.get(request_id).settled_at is not None:
        return
    if form.outcome is Outcome.CALL_BACK:
        due = text.read_due(values.get("call_back_at", ""), "call_back_at")
        phone = text.read_phone(values.get("caller_phone") or values.get("phone", ""), region, "caller_phone")
        body = values.get("words") or "à rappeler"
        message.send(
            by,
            None,
            body,
            kind=message.Kind.CALL_BACK,
            person_id=person_id,
            request_id=request_id,
            phone=phone,
            due_at=due,
        )
        return
    to = values.get("to", "")
    body = values.get("body") or values.get("words", "")
    message.send(by, int(to) if to.isdigit() else None, body, person_id=person_id, request_id=request_id)
