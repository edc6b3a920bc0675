"""Walk-in intake: who is here, what is asked, how soon, and what happens now."""

from collections.abc import Sequence

from textual.app import ComposeResult

from models.contact.request import Outcome
from models.errors import InvalidInput
from models.room import visit
from models.room.contact import Contact, Kept
from screens.contact import triage_form
from screens.contact.contact import CONTACT_KEYS, ContactPlace
from screens.frame.forms import Choice, Item, Values
from screens.frame.widgets.form import Form
from screens.person import form as person_form

# No letter of a question: a key typed ahead for one that is not asked any more must choose nothing here.
OUTCOMES = (
    Choice("a", Outcome.WAIT, "attendre"),
    Choice("r", Outcome.APPOINTMENT, "rendez-vous"),
    Choice("p", Outcome.ORIENTATION, "orienter"),
    Choice("m", Outcome.MESSAGE, "message"),
    Choice("l", Outcome.LETTER, "lettre"),
    Choice("i", Outcome.INFORMED, "renseigné"),
    Choice("b", Outcome.CALL_BACK, "rappeler"),
    Choice("s", Outcome.UNMET, "sans réponse"),
)


class IntakeScreen(ContactPlace):
    """F2: somebody stands at the counter."""

    HEADING = "Accueil"
    KEYS = CONTACT_KEYS

    def body(self) -> ComposeResult:
        yield Form(self._items, self.form_state, id="form")

    def _items(self, values: Values) -> Sequence[Item]:
        profile = self.profile
        return [
            *person_form.person_items(values, self.person, profile.service.phone_region),
            *self.earlier_notes(),
            *triage_form.request_items(profile, values, OUTCOMES, number=self.number()),
        ]

    def contact(self) -> Contact:
        """The person, the visit and the requests."""
        whom = self.whom_asked()
        if not whom.named:
            raise InvalidInput("Personne manquante", "Tapez un nom, « + » ou « * » pour anonyme.", "person")
        return Contact(whom, self.asked())

    async def receipt(self, kept: Kept) -> str:
        """Their number, and whether they wait or stay at the counter."""
        assert kept.visit is not None
        name = await self.ask(visit.name_of, kept.visit.id)
        if kept.visit.status is visit.VisitStatus.WAITING:
            return f"N° {kept.visit.number} {name} attend."
        return f"{name} : noté."
