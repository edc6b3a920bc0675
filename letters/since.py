"""What a kept letter says otherwise than it would today: an address corrected, an appointment moved."""

from collections.abc import Iterable, Iterator

from letters import gather
from letters.fields.base import BY_HAND, TO_COMPLETE
from letters.fields.context import Context, Value
from letters.fields.kinds import LetterKind
from letters.fields.registry import fields_of, said
from models.contact import letter
from models.contact.letter import Letter
from models.errors import NotFound
from models.service.agent import Agent
from models.service.profile import Profile

# How the fields that begin so are named together, the address before the name that stands in it.
_NAMED = {
    "usager_adresse": "l’adresse",
    "usager_": "le nom",
    "rdv_": "le rendez-vous",
    "service_": "les coordonnées du service",
    "partenaire_": "le partenaire",
}
_DATES = ("partenaire_verifie",)
_NO_ADDRESS = (BY_HAND, TO_COMPLETE)


def changed(letter_id: int, profile: Profile, by: Agent) -> tuple[str, ...]:
    """What of a kept letter is not true any more, each thing once; empty while it still says what is known.

    A verb of the database thread. Only what can be read again is compared: not what somebody was asked.
    """
    return _changed(letter.get(letter_id), profile, by)


def each(letters: Iterable[Letter], profile: Profile, by: Agent) -> dict[int, tuple[str, ...]]:
    """:func:`changed` of each of these letters, by their numbers: those only that something changed of."""
    found = ((one.id, _changed(one, profile, by)) for one in letters)
    return {number: others for number, others in found if others}


def _changed(kept: Letter, profile: Profile, by: Agent) -> tuple[str, ...]:
    try:
        context = gather.build(_form(kept), profile, by)
    except NotFound:
        return ()
    return tuple(dict.fromkeys(_names(kept, context)))


def _form(kept: Letter) -> gather.LetterForm:
    return gather.LetterForm(
        LetterKind(kept.kind),
        kept.person_id,
        appointment_id=kept.appointment_id,
        orientation_id=kept.orientation_id,
        partner_id=gather.partner_of(kept.orientation_id),
    )


def _names(kept: Letter, context: Context) -> Iterator[str]:
    for name, one in fields_of(LetterKind(kept.kind)).items():
        group = next((words for begin, words in _NAMED.items() if name.startswith(begin)), "")
        before = kept.values.get(name)
        # What a discreet letter leaves out is no change, nor is an entry verified again.
        if not group or not before or name in _DATES or not all(map(context.has, one.needs)):
            continue
        if _lines(name, before) != _lines(name, said(one, context)):
            yield group


def _lines(name: str, value: Value) -> list[str]:
    """What is compared: of an address the lines below the name, which has fields of its own."""
    lines = [value] if isinstance(value, str) else value[name == "usager_adresse" :]
    return [line for line in lines if line not in _NO_ADDRESS]
