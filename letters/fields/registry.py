"""The registry of merge fields: every word a template may put between braces, and what it becomes.

The fields themselves are beside this module, by what they speak of; importing them registers them.
"""

from letters.fields import base as base_fields
from letters.fields import partner as partner_fields
from letters.fields.context import FIELDS, PARTS, Context, Field, Value
from letters.fields.kinds import NEEDS, LetterKind
from models import clock, text
from models.agenda.appointment import CANCELLED, Status
from models.errors import ComptoirError, InvalidInput

__all__ = ["base_fields", "fields_of", "partner_fields", "said", "samples", "values"]


def values(kind: LetterKind, context: Context) -> dict[str, Value]:
    """What each field of ``kind`` says: cleaned text or lines, never a model a template could act upon.

    Raises :class:`ComptoirError` naming what is missing, or what cannot be certified.
    """
    needs = NEEDS[kind]
    missing = [PARTS[part] for part in needs.parts if not context.has(part)]
    if missing:
        raise ComptoirError(
            "Courrier incomplet", f"Pour « {kind.label} », indiquez d’abord : {', '.join(missing)}."
        )
    _refuse_untrue(kind, context)
    return {name: said(one, context) for name, one in fields_of(kind).items()}


def fields_of(kind: LetterKind) -> dict[str, Field]:
    """The fields a template of ``kind`` may use, in the order of the registry."""
    parts = {*NEEDS[kind].parts, *NEEDS[kind].optional}
    return {name: one for name, one in FIELDS.items() if parts.issuperset(one.needs)}


def samples(kind: LetterKind) -> dict[str, Value]:
    """Sample values of the fields of ``kind``, to try a template without a real person."""
    return {name: one.sample for name, one in fields_of(kind).items()}


def said(one: Field, context: Context) -> Value:
    """What one field says about ``context``: cleaned text or lines."""
    value = one.render(context) if all(context.has(part) for part in one.needs) else one.absent
    if isinstance(value, str):
        return text.safe(value)
    return [line for line in map(text.safe, value) if line]


def _refuse_untrue(kind: LetterKind, context: Context) -> None:
    """A letter promises nothing in the past and certifies nothing that was not seen."""
    if context.deadline is not None and context.deadline < context.day:
        raise InvalidInput(
            "Délai passé", "La date limite est avant la date du courrier. Choisissez-en une autre.", "delai"
        )
    if kind is LetterKind.CONFIRMATION and context.appointment and context.appointment.status in CANCELLED:
        raise ComptoirError(
            "Rendez-vous annulé",
            "Ce rendez-vous n’a plus lieu. Choisissez celui qui le remplace, ou prenez-en un autre.",
        )
    if kind is LetterKind.ABSENCE and context.appointment and context.appointment.status is not Status.ABSENT:
        raise ComptoirError(
            "Absence pas notée",
            "Ce rendez-vous n’est pas noté « absent ». Notez-le d’abord dans l’agenda (F5, b).",
        )
    if kind is not LetterKind.ATTESTATION or context.visit is None or context.person is None:
        return
    if context.person.anonymous:
        raise ComptoirError(
            "Personne anonyme",
            "Une attestation porte un nom. Complétez d’abord la fiche avec l’accord de la personne.",
        )
    if context.visit.closed_at is None and context.visit.day != clock.today():
        raise ComptoirError(
            "Heure de départ inconnue",
            f"Le passage du {text.long_date(context.visit.day)} n’a pas été terminé : l’heure de départ "
            "ne peut pas être attestée.",
        )
