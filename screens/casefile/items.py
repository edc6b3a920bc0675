"""The forms about a case file, line by line, and what they say."""

from collections.abc import Iterable, Sequence

from models import clock, text
from models.casefile import start
from models.casefile.casefile import CaseFile, CaseFileForm
from models.casefile.responsible import Candidate
from models.casefile.rows import State
from models.casefile.start import Start
from models.contact.request import Request
from models.person.relationship import Kinship, Relative
from models.service.case_rules import CaseKind
from models.service.profile import Profile
from models.service.site import Site
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

TITLES = {
    "open": "Nouveau dossier",
    "give": "Dossier à transmettre",
    "state": "État du dossier",
    "members": "Ménage du dossier",
}
_KEYS = "123456789abcdefgh"
_YES, _NO = (one.value for one in OUI_NON)


def opening(values: Values, profile: Profile, known: Start) -> list[Item]:
    """The fields of a new file of somebody."""
    kinds = zip(_KEYS, profile.case_kinds, strict=False)
    items: list[Item] = [
        Note("  ".join(filter(None, (known.person.name, known.person.born))), "Pour", strong=True),
        ChoiceField("kind", "Genre", tuple(Choice(key, one.id, one.label) for key, one in kinds)),
        *(_asked(profile, one) for one in known.requests),
        *household(known.relatives),
    ]
    candidates = known.candidates.get(values.get("kind", ""), ())
    if values.get("kind") and not candidates:
        return [
            *items,
            Note("Personne ici ne peut répondre de ce genre de dossier.", "Attention", strong=True),
        ]
    items.append(PickField("agent", "Responsable", hint="qui répond de ce dossier"))
    taken = next((one for one in candidates if str(one.id) == values.get("agent")), None)
    if taken is not None:
        items.append(Note(taken.why))
    if taken is not None and taken != candidates[0]:
        proposed = candidates[0].colleague.agent.name
        items.append(TextField("reason", "Raison", hint=f"pourquoi pas {proposed}, proposé", max_length=200))
    return items


def _asked(profile: Profile, one: Request) -> ChoiceField:
    day = f"{clock.local(one.created_at):%d.%m.}"
    theme = next((each.label for each in profile.themes if each.id == one.theme), one.theme)
    return ChoiceField(f"request.{one.id}", f"Répond à : {theme}, {day}", OUI_NON)


def household(relatives: Iterable[Relative]) -> list[Item]:
    """A question for each of those close: whether they are of the household."""
    return [
        ChoiceField(f"member.{one.person.id}", f"Ménage : {one.person.name} ({one.kind.label})", OUI_NON)
        for one in relatives
    ]


def giving(one: CaseFile, sites: Sequence[Site]) -> list[Item]:
    """The fields of a file that goes to somebody else, or elsewhere."""
    items = [_head(one), PickField("agent", "À qui", hint=f"aujourd’hui : {one.agent_name}")]
    if len(sites) > 1:
        places = zip(_KEYS, sites, strict=False)
        choices = tuple(Choice(key, str(each.id), each.name) for key, each in places)
        items.append(ChoiceField("site", "Site", choices))
    return [*items, TextField("reason", "Raison", hint="changement de secteur, absence…", max_length=200)]


def states(one: CaseFile) -> list[Item]:
    """The fields of a file whose state changes."""
    known = zip(_KEYS, State, strict=False)
    choices = tuple(Choice(key, each, each.label) for key, each in known)
    hint = "pourquoi : demandé pour clore et archiver"
    return [_head(one), ChoiceField("state", "État", choices), TextField("reason", "Raison", hint, 200)]


def members(one: CaseFile, relatives: Sequence[Relative]) -> list[Item]:
    """The fields of the household of a file."""
    none = [Note("Aucun proche noté. Ctrl+P ouvre la fiche, où ils se notent.")]
    return [_head(one), *(household(relatives) or none)]


def _head(one: CaseFile) -> Item:
    return Note(f"{one.shown}  {one.person_name}, {one.state.label}", "Dossier", strong=True)


def begin(values: Values, known: Start, asked: int | None) -> None:
    """What a new file begins with: what it most likely answers, who usually lives there."""
    likely = known.likely(asked)
    for one in known.requests:
        values.setdefault(f"request.{one.id}", _YES if one.id in likely else _NO)
    for each in known.relatives:
        values.setdefault(f"member.{each.person.id}", _YES if start.together(each) else _NO)


def begin_members(values: Values, relatives: Iterable[Relative], there: Iterable[int]) -> None:
    """What the household is now."""
    here = set(there)
    for one in relatives:
        values.setdefault(f"member.{one.person.id}", _YES if one.person.id in here else _NO)


def propose(values: Values, known: Start) -> None:
    """Fill in who is proposed for the kind that was just chosen."""
    first = next(iter(known.candidates.get(values.get("kind", ""), ())), None)
    values["agent"] = str(first.id) if first else ""
    values[typed("agent")] = first.colleague.agent.name if first else ""


def options(candidates: Iterable[Candidate], words: str) -> list[Option]:
    """The candidates whose name holds ``words``, each with why they stand where they do."""
    return [
        Option(str(one.id), f"{one.colleague.agent.name}  ({one.why})", one.colleague.agent.name)
        for one in candidates
        if text.fold(words) in text.fold(one.colleague.agent.name)
    ]


def read(values: Values, known: Start) -> CaseFileForm:
    """What the form of a new file asks for."""
    return CaseFileForm(
        known.person.id,
        values.get("kind", ""),
        int(values.get("agent") or 0),
        tuple(one.id for one in known.requests if values.get(f"request.{one.id}") == _YES),
        read_members(values, known.relatives),
        values.get("reason", ""),
    )


def read_members(values: Values, relatives: Iterable[Relative]) -> tuple[tuple[int, Kinship], ...]:
    """Who of those close is of the household, with their tie."""
    return tuple(
        (one.person.id, one.kind) for one in relatives if values.get(f"member.{one.person.id}") == _YES
    )


def kind_of(profile: Profile, kind_id: str) -> CaseKind | None:
    """The kind of that id, if the profile still has it."""
    return next((one for one in profile.case_kinds if one.id == kind_id), None)
