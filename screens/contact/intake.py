"""Walk-in intake: who is here, what is asked, how soon, and what happens now."""

from collections.abc import Sequence

from textual.app import ComposeResult

from models.contact.request import Outcome, RequestForm
from models.errors import InvalidInput
from models.room import visit
from models.room.visit import Intake
from screens.contact import triage_form
from screens.contact.contact import CONTACT_KEYS, ContactPlace
from screens.frame.forms import Choice, Item, Values
from screens.frame.widgets.form import Form
from screens.person import form as person_form

OUTCOMES = (
    Choice("a", Outcome.WAIT, "attendre"),
    Choice("r", Outcome.APPOINTMENT, "rendez-vous"),
    Choice("o", Outcome.ORIENTATION, "orienter"),
    Choice("m", Outcome.MESSAGE, "message"),
    Choice("l", Outcome.LETTER, "lettre"),
    Choice("i", Outcome.INFORMED, "renseigné"),
    Choice("b", Outcome.CALL_BACK, "rappeler"),
    Choice("s", Outcome.UNMET, "sans réponse"),
)


class IntakeScreen(ContactPlace):
    """F2: somebody stands at the counter."""

    NAME = "intake"
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

    async def record(self) -> tuple[int | None, int | None, list[RequestForm], tuple[int, ...], str]:
        """Keep the person, the visit and the requests in one go."""
        forms = self.requests()
        person_id, new = await self.who()
        if person_id is None and new is None:
            raise InvalidInput("Personne manquante", "Tapez un nom, « + » ou « * » pour anonyme.", "person")
        region = self.phone_region
        received = await self.act(visit.receive, Intake(person_id, new, tuple(forms)), region, self.key)
        name = (await self.ask(visit.name_of, received.visit.id)) or "anonyme"
        waits = received.visit.status is visit.VisitStatus.WAITING
        said = f"N° {received.visit.number} {name} attend." if waits else f"{name} : noté."
        return received.person_id, received.visit.id, forms, received.request_ids, said
