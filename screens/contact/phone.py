"""Phone triage: the clock runs from the key, the caller and the person concerned are told apart."""

from collections.abc import Sequence
from dataclasses import replace as rewritten

from msgspec.structs import replace
from textual.app import ComposeResult

from models import clock, telephone
from models.contact.call import Caller, CallForm, Direction
from models.contact.request import Outcome
from models.person import duplicate
from models.person.person import PersonForm
from models.person.whom import Whom
from models.room.contact import Contact, Kept
from screens.contact import triage_form
from screens.contact.contact import CONTACT_KEYS, ContactPlace
from screens.frame import about as to
from screens.frame import phone_field
from screens.frame.about import Chosen
from screens.frame.forms import Choice, ChoiceField, Item, Note, Option, TextField, Values
from screens.frame.widgets.form import Form
from screens.person import form as person_form

CALLERS = (
    Choice("1", Caller.PERSON, "la personne"),
    Choice("2", Caller.RELATIVE, "un proche"),
    Choice("3", Caller.PARTNER, "partenaire"),
    Choice("4", Caller.COLLEAGUE, "collègue"),
    Choice("9", Caller.WRONG_NUMBER, "erreur"),
)
OUTCOMES = (
    Choice("r", Outcome.APPOINTMENT, "rendez-vous"),
    Choice("p", Outcome.ORIENTATION, "orienter"),
    Choice("m", Outcome.MESSAGE, "message"),
    Choice("i", Outcome.INFORMED, "renseigné"),
    Choice("b", Outcome.CALL_BACK, "rappeler"),
    Choice("l", Outcome.LETTER, "courrier"),
    Choice("s", Outcome.UNMET, "sans solution"),
)


class PhoneScreen(ContactPlace):
    """F3: somebody is on the line."""

    about: to.Phone
    HEADING = "Téléphone"
    KEYS = CONTACT_KEYS
    # As at the counter, but nobody waits on the line: without an outcome, the caller was informed.
    UNSAID = Outcome.INFORMED

    def __init__(self, about: to.Phone) -> None:
        super().__init__(about)
        self.started = self.since()
        # Opened to give a call back: the number is there, and the call back is done once it is kept.
        if about.phone:
            self.values.setdefault("caller_phone", about.phone)

    def heading(self) -> str:
        """The hour the call began rather than a running clock: an idle line stays silent."""
        return f"{self.HEADING} depuis {clock.local(self.started):%H:%M}"

    def body(self) -> ComposeResult:
        yield Form(self._items, self.form_state, id="form")

    def _items(self, values: Values) -> Sequence[Item]:
        items: list[Item] = [ChoiceField("caller", "Qui appelle", CALLERS, skips="0+")]
        caller = values.get("caller")
        if caller == Caller.WRONG_NUMBER:
            return [*items, Note("Ctrl+S pour raccrocher.")]
        if caller in (Caller.RELATIVE, Caller.PARTNER, Caller.COLLEAGUE):
            items.append(TextField("caller_name", "Son nom", max_length=200))
        profile = self.profile
        return [
            *items,
            *phone_field.items(
                TextField("caller_phone", "Numéro", hint="pour rappeler si la ligne coupe", max_length=30),
                values,
                self.phone_region,
            ),
            *([] if values.get("person") else person_form.known_notes(values)),
            *person_form.person_items(
                values, self.person, profile.service.phone_region, "Pour qui", self.own_number()
            ),
            *self.already_notes(),
            *self.earlier_notes(),
            *triage_form.request_items(profile, values, OUTCOMES, profile.call_questions, self.number()),
        ]

    # --- who calls from this number

    def caller_phone(self) -> str:
        """The number of the person, unless somebody calls for them from work."""
        theirs = self.values.get("caller") in (Caller.PERSON, Caller.RELATIVE)
        return phone_field.typed(self.values, "caller_phone", self.phone_region) if theirs else ""

    def chosen(self) -> Chosen:
        """Besides: who is about to be written to is not there."""
        return replace(super().chosen(), calls=True)

    def own_number(self) -> str:
        """What the person calls from; the number of a relative is theirs alone."""
        theirs = self.values.get("caller", Caller.PERSON) in ("", Caller.PERSON)
        return self.values.get("caller_phone", "").strip() if theirs else ""

    def whom_asked(self) -> Whom:
        """Somebody named, without another number, keeps the one they call from."""
        whom = super().whom_asked()
        if whom.form is None or whom.form.anonymous or whom.form.phone.strip():
            return whom
        number = telephone.read(self.own_number(), self.phone_region, "caller_phone")
        return rewritten(whom, form=rewritten(whom.form, phone=number))

    async def loaded(self) -> None:
        """Besides: look who is known under a number that was there before anybody typed."""
        await super().loaded()
        if not self.values.get("person") and self.caller_phone():
            self.look_for_known()

    async def options(self, field: str, words: str) -> Sequence[Option]:
        """Before a name is typed: everybody who is known under the number."""
        if field == "person" and not words.strip():
            called = PersonForm(phone=self.caller_phone())
            known = person_form.by_phone(await self.ask(duplicate.find, called, self.phone_region))
            likely = await super().options(field, words)
            return [*likely, *(one for one in known if one.value not in {each.value for each in likely})]
        return await super().options(field, words)

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.field_id in ("caller", "caller_phone", "person") and not self.person_id:
            self.look_for_known()

    # --- keeping it

    def contact(self) -> Contact:
        """The call with its duration, its person and its requests."""
        caller = Caller(self.values.get("caller") or Caller.PERSON)
        form = CallForm(
            started_at=self.started,
            caller=caller,
            caller_name=self.values.get("caller_name", ""),
            caller_phone=phone_field.typed(self.values, "caller_phone", self.phone_region),
            direction=Direction.OUTGOING if self.about.call_back else Direction.INCOMING,
        )
        if caller is Caller.WRONG_NUMBER:
            return Contact(call=form, gives_back=self.about.call_back)
        return Contact(self.whom_asked(), self.asked(), form, self.about.call_back)

    async def receipt(self, kept: Kept) -> str:
        """How long the call took."""
        assert kept.call is not None
        minutes = max(1, round((kept.call.ended_at - kept.call.started_at).total_seconds() / 60))
        return f"Appel noté, {minutes} min."
