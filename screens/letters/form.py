"""The form of a letter: which lines it asks for by kind, and what they say together."""

from collections.abc import Mapping, Sequence
from datetime import date

from letters.fields.kinds import LetterKind
from letters.gather import Known, LetterForm
from models import clock, text
from models.agenda.appointment import Appointment
from models.contact.letter import Letter
from models.dates import moment
from models.errors import InvalidInput
from models.room.visit import Visit
from screens.frame.forms import (
    OUI_NON,
    Choice,
    ChoiceField,
    Item,
    Note,
    Option,
    PickField,
    TextField,
    Values,
    typed,
)
from screens.frame.widgets.form_lines import ANSWERS
from screens.frame.widgets.lines import columns

KINDS = (
    Choice("1", LetterKind.CONFIRMATION, "rendez-vous"),
    Choice("2", LetterKind.PIECES, "documents"),
    Choice("3", LetterKind.ATTESTATION, "présence"),
    Choice("4", LetterKind.ORIENTATION, "partenaire"),
    Choice("5", LetterKind.ABSENCE, "manqué"),
)
# What each key of [service] in the profile is called on a letter.
SERVICE = {
    "nom": "nom",
    "adresse": "adresse",
    "telephone": "téléphone",
    "courriel": "courriel",
    "horaires": "horaires",
    "venir": "accès",
}
# What belongs to one person: asked again when it is somebody else.
OF_A_PERSON = ("appointment", "missed", "visit", "partner", "written")
_PIECE = "piece."
# The field that holds the appointment a letter is about.
_APPOINTMENTS = {LetterKind.CONFIRMATION: "appointment", LetterKind.ABSENCE: "missed"}
# Before the id of a partner without an orientation, in the field that may hold either.
_PARTNER = "p"


def kind_items(values: Values, known: Known, width: int) -> list[Item]:
    """The lines that the chosen kind needs, on a screen of ``width`` columns."""
    match values.get("kind"):
        case LetterKind.CONFIRMATION:
            empty = [Note("Aucun rendez-vous à venir : prenez-en un dans l’agenda (F5).", strong=True)]
            field = PickField("appointment", "Rendez-vous", rows=4)
            return [field, *_others(len(known.appointments))] if known.appointments else [*empty]
        case LetterKind.PIECES:
            asked = [ChoiceField(_PIECE + one, _question(one, width), OUI_NON) for one in known.pieces]
            return [
                *asked,
                TextField("other", "Autre document", hint="s’il n’est pas dans la liste", max_length=120),
                TextField("deadline", "À remettre le", hint="12.03.2027", max_length=20),
            ]
        case LetterKind.ATTESTATION:
            return [
                PickField("visit", "Passage", hint="aucun passage noté", rows=4),
                *_others(len(known.visits)),
                ChoiceField("identity", "Pièce d’identité vue", OUI_NON),
                ChoiceField("discreet", "Sans le nom du service", OUI_NON),
            ]
        case LetterKind.ORIENTATION:
            return [PickField("partner", "Partenaire", hint="un nom, un mot", rows=4, eager=False)]
        case LetterKind.ABSENCE:
            if not known.missed:
                return [Note("Aucun rendez-vous noté « absent » ces deux derniers mois.", strong=True)]
            return [PickField("missed", "Manqué", rows=4), *_others(len(known.missed))]
    return []


def _question(piece: str, width: int) -> str:
    """A piece on one line with its answers beside it; the preview has all of it."""
    room = max(width - ANSWERS, 20)
    return piece[:1].upper() + (piece[1:] if len(piece) <= room else f"{piece[1 : room - 1]}…")


def _others(count: int) -> list[Note]:
    return [Note(f"{count} au choix : effacez la ligne pour les voir.")] if count > 1 else []


def propose_defaults(values: Values, known: Known, about: dict[str, int | None], *, due: bool) -> None:
    """Fill in what needs no question: the next appointment, the last visit, the last orientation.

    Which letter it is, only where what it is ``about`` is ``due`` one.
    """
    if (at := about.get("appointment")) and due:
        missed = any(one.id == at for one in known.missed)
        values.setdefault("kind", LetterKind.ABSENCE if missed else LetterKind.CONFIRMATION)
    if about.get("orientation") or about.get("partner"):
        values.setdefault("kind", LetterKind.ORIENTATION)
    if known.deadline:
        values.setdefault("deadline", f"{known.deadline:%d.%m.%Y}")
    _prefer(values, "appointment", appointment_options(known), str(about.get("appointment") or ""))
    _prefer(values, "missed", missed_options(known), str(about.get("appointment") or ""))
    _prefer(values, "visit", visit_options(known), str(about.get("visit") or ""))
    chosen = str(about.get("orientation") or "")
    if not chosen and known.partner is not None:
        chosen = f"{_PARTNER}{known.partner.id}"
    _prefer(values, "partner", partner_options(known), chosen)


def _prefer(values: Values, field: str, options: Sequence[Option], chosen: str) -> None:
    if values.get(field) or values.get(typed(field)) or not options:
        return
    one = next((option for option in options if option.value == chosen), options[0])
    values[field], values[typed(field)] = one.value, one.shown or one.line


def appointment_options(known: Known) -> list[Option]:
    """The appointments ahead, next first."""
    return [Option(str(one.id), _appointment_line(one)) for one in known.appointments]


def missed_options(known: Known) -> list[Option]:
    """The appointments that were missed, last first."""
    return [Option(str(one.id), _appointment_line(one)) for one in known.missed]


def _appointment_line(one: Appointment) -> str:
    at = clock.local(one.starts_at)
    return f"{text.long_date(at.date())} à {at:%H:%M}, {one.agents}, {one.venue.label}"


def visit_options(known: Known) -> list[Option]:
    """The visits, last first."""
    return [Option(str(one.id), _visit_line(one)) for one in known.visits]


def _visit_line(one: Visit) -> str:
    left = f" à {clock.local(one.closed_at):%H:%M}" if one.closed_at else f", {one.status.label}"
    return f"{text.long_date(one.day)}, de {clock.local(one.arrived_at):%H:%M}{left}"


def partner_options(known: Known) -> list[Option]:
    """The partners a person was sent to, last first, and the one looked up."""
    options = [
        Option(
            str(sent.id), f"{one.name}  (orientation du {clock.local(sent.created_at):%d.%m.%Y})", one.name
        )
        for sent, one in known.orientations
    ]
    if known.partner is not None:
        options.append(Option(f"{_PARTNER}{known.partner.id}", known.partner.name))
    return options


def partner_option(partner_id: int, name: str, commune: str) -> Option:
    """A partner of the directory, without an orientation."""
    return Option(f"{_PARTNER}{partner_id}", columns((name, 45), (commune, 20)), name)


def letter_options(letters: Sequence[Letter], changed: Mapping[int, Sequence[str]]) -> list[Option]:
    """The letters already written: when, which, what ``changed`` since, by whom."""
    return [
        Option(
            str(one.id),
            f"{clock.local(one.created_at):%d.%m.%Y %H:%M}  {_since(changed.get(one.id, ()))}{one.title}"
            f"  ({one.agent})",
        )
        for one in letters
    ]


def _since(others: Sequence[str]) -> str:
    return f"changé depuis ({', '.join(others)}) : " if others else ""


def read(values: Values, known: Known, person_id: int | None, *, calls: bool = False) -> LetterForm:
    """What the form asks for, of somebody who ``calls`` or is there.

    Raises :class:`InvalidInput` naming the field of what is missing.
    """
    if not values.get("kind"):
        raise InvalidInput("Courrier à choisir", "Indiquez lequel : 1, 2, 3, 4 ou 5.", "kind")
    kind = LetterKind(values["kind"])
    if person_id is None and kind is not LetterKind.ORIENTATION:
        raise InvalidInput(
            "Personne manquante", "Cherchez la personne par son nom : ce courrier en porte un.", "person"
        )
    asked = tuple(piece for piece in known.pieces if values.get(_PIECE + piece) == "oui")
    other = text.clean(values.get("other", ""))
    chosen = values.get("partner", "")
    sent = next((one for one, _ in known.orientations if str(one.id) == chosen), None)
    wanted = LetterForm(
        kind,
        person_id,
        appointment_id=_number(values, _APPOINTMENTS[kind]) if kind in _APPOINTMENTS else None,
        visit_id=_number(values, "visit") if kind is LetterKind.ATTESTATION else None,
        orientation_id=sent.id if sent and kind is LetterKind.ORIENTATION else None,
        partner_id=_partner(chosen, sent.partner_id if sent else None)
        if kind is LetterKind.ORIENTATION
        else None,
        pieces=(*asked, *([other] if other else [])) if kind is LetterKind.PIECES else (),
        deadline=_deadline(values.get("deadline", "")) if kind is LetterKind.PIECES else None,
        identity_verified=values.get("identity") == "oui",
        discreet=kind is LetterKind.ATTESTATION and values.get("discreet") == "oui",
        on_the_phone=calls or known.called,
    )
    _refuse_incomplete(wanted, known)
    return wanted


def _refuse_incomplete(wanted: LetterForm, known: Known) -> None:
    match wanted.kind:
        case LetterKind.CONFIRMATION if wanted.appointment_id is None:
            what = (
                "Prenez une ligne."
                if known.appointments
                else "Prenez d’abord un rendez-vous dans l’agenda (F5)."
            )
            raise InvalidInput("Rendez-vous manquant", what, "appointment" if known.appointments else "kind")
        case LetterKind.ABSENCE if wanted.appointment_id is None:
            what = "Prenez une ligne." if known.missed else "Notez d’abord l’absence dans l’agenda (F5, b)."
            raise InvalidInput("Rendez-vous manquant", what, "missed" if known.missed else "kind")
        case LetterKind.ATTESTATION if wanted.visit_id is None:
            what = "Prenez une ligne." if known.visits else "Notez d’abord le passage à l’accueil (F2)."
            raise InvalidInput("Passage manquant", what, "visit")
        case LetterKind.ORIENTATION if wanted.partner_id is None:
            raise InvalidInput(
                "Partenaire manquant", "Tapez un mot de son nom, puis prenez une ligne.", "partner"
            )
        case LetterKind.PIECES if not wanted.pieces:
            first = _PIECE + known.pieces[0] if known.pieces else "other"
            raise InvalidInput("Documents manquants", "Répondez o devant chaque document qui manque.", first)


def _number(values: Values, field: str) -> int | None:
    return int(values[field]) if values.get(field, "").isdigit() else None


def _partner(chosen: str, sent_to: int | None) -> int | None:
    without = chosen.removeprefix(_PARTNER)
    return sent_to or (int(without) if without != chosen and without.isdigit() else None)


def _deadline(value: str) -> date:
    if not value.strip():
        raise InvalidInput(
            "Délai manquant", "Indiquez jusqu’à quel jour, par exemple 12.03.2027.", "deadline"
        )
    day = moment.read_day(value, "deadline", ahead=True)
    if day < clock.today():
        raise InvalidInput("Délai passé", "Cette date est passée. Choisissez-en une à venir.", "deadline")
    return day
