"""Walk-in intake: who is here, what is asked, how soon, and what happens now."""

from collections.abc import Sequence

from textual.app import ComposeResult

from models.contact.request import Outcome
from models.errors import InvalidInput
from models.room import visit
from models.room.again import Already
from models.room.contact import Contact, Kept
from screens.contact import triage_form
from screens.contact.contact import CONTACT_KEYS, ContactPlace
from screens.frame.forms import Choice, ChoiceField, Item, Values, typed
from screens.frame.widgets.form import Form
from screens.person import form as person_form

# No letter of a question: a key typed ahead for one that is not asked any more must choose nothing here.
OUTCOMES = (
    Choice("a", Outcome.WAIT, "attendre"),
    Choice("r", Outcome.APPOINTMENT, "rendez-vous"),
    Choice("p", Outcome.ORIENTATION, "orienter"),
    Choice("m", Outcome.MESSAGE, "message"),
    Choice("l", Outcome.LETTER, "courrier"),
    Choice("i", Outcome.INFORMED, "renseigné"),
    Choice("b", Outcome.CALL_BACK, "rappeler"),
    Choice("s", Outcome.UNMET, "sans solution"),
)


# The answer to whether one goes on with what today knows of the person, and what it was asked about.
AGAIN, OF = "again", "again.of"
ANSWERS = {
    "waits": ("ajouter à son ticket", "un autre ticket"),
    "expected": ("noter son arrivée", "autre chose"),
    "gone": ("remettre dans la file", "un autre ticket"),
}


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
            *self._again_items(),
            *self.earlier_notes(),
            *triage_form.request_items(profile, values, OUTCOMES, number=self.number()),
        ]

    def contact(self) -> Contact:
        """The person, the visit and the requests."""
        whom = self.whom_asked()
        if not whom.named:
            raise InvalidInput("Personne manquante", "Tapez un nom, « + » ou « * » pour anonyme.", "person")
        going_on = self._again()
        asked = () if self._only_comes(going_on) else self.asked()
        known = self.already.again if self.already else None
        return Contact(whom, asked, again=known if going_on else None, known=known)

    # --- who is here already, or expected

    async def loaded(self) -> None:
        """Besides: whether to go on with what today knows of the person; « oui » to begin with."""
        await super().loaded()
        found = self.already
        of = f"{found.kind} {found.again.visit or found.again.appointment}" if found else ""
        if self.values.get(OF, "") != of:
            self.values.update({AGAIN: "oui" if found else "", OF: of})

    def _again_items(self) -> list[Item]:
        if self.already is None:
            return []
        yes, no = ANSWERS[self.already.kind]
        return [
            *self.already_notes(" ; Maj+Tab si c’est autre chose"),
            ChoiceField(AGAIN, "Alors", (Choice("o", "oui", yes), Choice("n", "non", no))),
        ]

    def _again(self) -> Already | None:
        """What one goes on with, unless it was answered that this is something else."""
        return None if self.values.get(AGAIN) == "non" else self.already

    def _only_comes(self, going_on: Already | None) -> bool:
        """Whether to come is all: nothing has to be asked of who is expected, or comes back."""
        asks = self.values.get("theme") or self.values.get(typed("theme"), "").strip() or self.memory.earlier
        return going_on is not None and going_on.kind != "waits" and not asks

    def refuse(self, error: InvalidInput) -> None:
        """Besides: what another desk noted meanwhile is read, and asked about."""
        super().refuse(error)
        if error.field == AGAIN:
            self.load()

    async def receipt(self, kept: Kept) -> str:
        """Their number, and whether they wait."""
        assert kept.visit is not None
        name = await self.ask(visit.name_of, kept.visit.id)
        going_on = self._again()
        if going_on is not None and going_on.kind == "waits":
            return f"Ajouté au n° {kept.visit.number} {name}."
        if going_on is not None and going_on.kind == "expected":
            booked = self.already.appointment if self.already else None
            whom = booked.agents if booked else "l’intervenant"
            return f"N° {kept.visit.number} {name} attend ; avis à {whom}."
        if kept.visit.status is visit.VisitStatus.WAITING:
            return f"N° {kept.visit.number} {name} attend."
        return f"{name}."
