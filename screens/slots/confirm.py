"""What is read out before an appointment is kept: when, how the person is reached, what else to know."""

from dataclasses import dataclass
from datetime import date, timedelta

from models import clock
from models.agenda.appointment import Appointment
from models.errors import InvalidInput
from models.person.person import Person
from models.service.profile import Motive
from models.service.venue import Venue
from models.slots.pick import Pick
from screens.agenda.lines import appointment_words
from screens.frame.forms import OUI_NON, ChoiceField, Item, Note, TextField, Values
from screens.slots.lines import same_week_words

CALL_LIST_QUESTION = (
    "Mettre sur la liste d’attente ? Entrée ou Ctrl+S. La personne paraît dans « À faire » (s) dès qu’un "
    "créneau se libère."
)
# From so far ahead on somebody may be glad to come earlier.
FAR = timedelta(days=7)
# Fields of the person that this form may correct besides the telephone.
CONTACTS = ("address", "commune", "email")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is about to be kept."""

    pick: Pick
    motive: Motive
    moves: bool
    above: bool
    deadline: date
    unasked: bool


def contact_items(values: Values, who: Person) -> list[Item]:
    """How to come to the person, or where to send the link: only where the place needs it."""
    venue = values.get("venue", "")
    if venue == Venue.HOME:
        items: list[Item] = [
            TextField("address", "Adresse", hint="rue et numéro, étage, code", max_length=200)
        ]
        if not who.commune:
            items.append(TextField("commune", "Commune", hint="où aller", max_length=80))
        return items
    if venue == Venue.VIDEO:
        return [TextField("email", "E-mail", hint="pour envoyer le lien", max_length=120)]
    return []


def require_contacts(values: Values, venue: Venue) -> None:
    """Raises :class:`InvalidInput` for a visit without address, or a link that nobody could receive."""
    if venue is Venue.HOME and not values.get("address", "").strip():
        raise InvalidInput("Adresse manquante", "Demandez où aller : rue, numéro, commune.", "address")
    if venue is Venue.VIDEO and not (values.get("email", "").strip() or values.get("phone", "").strip()):
        raise InvalidInput("Lien de visio", "Demandez une adresse e-mail ou un numéro pour le lien.", "email")


def items(values: Values, asked: Asked, ahead: tuple[Appointment, ...], who: Person | None) -> list[Item]:
    """The question, what to verify, and at most one thing more to ask: Enter passes over it."""
    pick, motive = asked.pick, asked.motive
    if clash := _clash(pick, ahead):
        return [
            Note(f"A déjà rendez-vous : {appointment_words(clash)}. Ctrl+T montre les créneaux.", strong=True)
        ]
    venue = Venue(values.get("venue") or motive.venues[0])
    verb = "Déplacer au" if asked.moves else "Réserver le"
    minutes = int((pick.ends_at - pick.starts_at).total_seconds()) // 60
    shown: list[Item] = []
    if asked.above:
        shown.append(
            TextField("overbooked", "Pourquoi", hint=("pourquoi une personne de plus"), max_length=200)
        )
    length = f"{minutes} min chacun" if pick.then else f"{minutes} min"
    shown.append(Note(f"{verb} {pick.when(venue)}, {length} ? Entrée ou Ctrl+S", strong=True))
    shown.append(Note(_reach(values, venue, who), "À vérifier"))
    second = same_week_words(pick.day, [(one.starts_at, one.agents, one.venue) for one in ahead])
    if second:
        shown.append(Note(second, "Attention", strong=True))
    # Said again where the telephone or a letter is about to be used.
    if values.get("alerts"):
        shown.append(Note(values["alerts"], "Attention", strong=True))
    if motive.bring:
        shown.append(Note(" ; ".join(motive.bring), "À apporter"))
    return shown if asked.above else [*shown, *_last_question(values, asked, who)]


def _clash(pick: Pick, ahead: tuple[Appointment, ...]) -> Appointment | None:
    """What the person has at that very time: nothing else is asked then."""
    end = (pick.then or pick).ends_at
    return next((one for one in ahead if one.starts_at < end and one.ends_at > pick.starts_at), None)


def _reach(values: Values, venue: Venue, who: Person | None) -> str:
    """How the person is reached, or where they live: read out to be verified."""
    phone = values.get("phone", "").strip()
    tail = f"tél. {phone}" if phone else "aucun numéro pour prévenir la personne"
    if venue is Venue.PHONE:
        return f"Nous appellerons le {phone}." if phone else "Demandez à quel numéro appeler."
    if venue is Venue.HOME:
        town = " ".join(
            part for part in (who.postcode if who else "", values.get("commune", "").strip()) if part
        )
        where = ", ".join(part for part in (values.get("address", "").strip(), town) if part)
        return f"Chez la personne : {where} ; {tail}" if where else "Demandez l’adresse où aller."
    if venue is Venue.VIDEO:
        to = values.get("email", "").strip() or phone
        return f"Le lien sera envoyé à {to} ; {tail}" if to else "Demandez où envoyer le lien."
    return tail


def _last_question(values: Values, asked: Asked, who: Person | None) -> list[Item]:
    """Whether they may be called before, while nobody knows; else whether to call when earlier is free."""
    if asked.unasked and who is not None and not who.no_call and values.get("phone", "").strip():
        return [ChoiceField("reminders", "Rappel avant ?", OUI_NON)]
    far = asked.pick.day > asked.deadline or asked.pick.day >= clock.today() + FAR
    if far and not asked.moves and asked.pick.then is None:
        return [ChoiceField("earlier", "Si plus tôt ?", OUI_NON)]
    return []
