"""What a place is about: one class a destination, given by whoever opens it, never changed by the place.

What a form notes while it is filled in is its :class:`Memory`. Both are plain JSON in a draft, side by side.
"""

import re
from datetime import date, datetime
from typing import Any, NamedTuple, Self

import msgspec
from msgspec import field
from msgspec.structs import replace

from models.contact.request import Outcome
from models.hours.undo import Step
from screens.frame.forms import Values


class Chosen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whom and what is picked on a place, by id: it goes along to the place whose key is pressed there."""

    person: int | None = None
    request: int | None = None
    appointment: int | None = None
    visit: int | None = None
    # What a form begins with: who was searched for by name, or somebody new as far as typed.
    begins: Values = {}
    # That somebody is being typed in a form: whoever comes or calls meanwhile is somebody else.
    in_form: bool = False
    # That they are on the telephone.
    calls: bool = False


def _name(kind: str) -> str:
    return re.sub("(?<=.)(?=[A-Z])", "_", kind).lower()


class About(Chosen, frozen=True, kw_only=True, omit_defaults=True, tag_field="place", tag=_name):
    """A destination. Its subclasses say what else one can be about."""

    # Opened by its key: nothing led there, what was chosen before is only what is likely.
    by_key: bool = False
    # What was just kept led there: worth taking up again before a key is pressed in it.
    led: bool = False
    # What is opened, one after the other, once this place is done with.
    then: tuple["About", ...] = ()
    # What the form held when it was left, as its draft keeps it; empty for a new one.
    parked: dict[str, Any] = {}

    @property
    def name(self) -> str:
        """How a draft, a key and the list of screens name the place."""
        return str(self.__struct_config__.tag)

    @classmethod
    def chosen(cls, what: Chosen) -> Self:
        """This place as its key opens it where ``what`` is chosen."""
        return cls(**{name: getattr(what, name) for name in Chosen.__struct_fields__}, by_key=True)


class Mark(NamedTuple):
    """What ``u`` takes back in the agenda: of which appointment, what it was or what was done, what else."""

    appointment: int
    before: str
    others: tuple[int, ...] = ()


class View(About, frozen=True, kw_only=True):
    """A day of the agenda, as list or table; ``appointment`` is the one picked."""

    day: date | None = None
    # The row and the column of a table, and how long a row is.
    at: str = ""
    agent: int | None = None
    site: int | None = None
    minutes: int = 0
    undo: tuple[Mark, ...] = ()


class Phone(About, frozen=True, kw_only=True):
    # The message that asks to be called back, and the number (E.164).
    call_back: int | None = None
    phone: str = ""


class Slots(About, frozen=True, kw_only=True):
    """``appointment`` is the one that is moved, ``None`` to book a new one."""

    motive: str = ""
    # A time picked in a table.
    starts_at: datetime | None = None
    agent: int | None = None
    venue: str = ""


# fmt: off
# The views, and what is about no more than what was chosen.
class Agenda(View, frozen=True): ...
class Grid(View, frozen=True): ...
class Week(View, frozen=True): ...
class Desk(About, frozen=True): ...
class Worker(About, frozen=True): ...
class Intake(About, frozen=True): ...
class Orientation(About, frozen=True): ...
class Repeat(About, frozen=True): ...
class Messages(About, frozen=True): ...
class Journal(About, frozen=True): ...
# fmt: on


class Listed(About, frozen=True, kw_only=True):
    """A list, with the line that is picked there."""

    pick: str = ""


class Hours(Listed, frozen=True, kw_only=True):
    undo: tuple[Step, ...] = ()
    # Whether one goes on at once to the appointments outside the hours.
    misplaced: bool = False


class HoursForm(About, frozen=True, kw_only=True):
    kind: str = "absence"
    agent: int | None = None
    # The range that is changed, ``None`` for a new one.
    range: int | None = None
    undo: tuple[Step, ...] = ()


class Misplaced(Listed, frozen=True, kw_only=True):
    # Only these; ``None`` for all of them.
    only: tuple[int, ...] | None = None
    undo: tuple[tuple[int, str], ...] = ()


class Letters(About, frozen=True, kw_only=True):
    kind: str = ""
    orientation: int | None = None
    partner: int | None = None


class Agents(Listed, frozen=True): ...


class Casefile(Listed, frozen=True):
    """The files of the person chosen; of nobody, those that whoever sits there answers for."""


class File(About, frozen=True, kw_only=True):
    file: int


class CasefileForm(About, frozen=True, kw_only=True):
    # One of :data:`screens.casefile.items.TITLES`, and of which file unless it is new.
    kind: str = "open"
    file: int | None = None


class AgentForm(About, frozen=True, kw_only=True):
    # One's own password, unless another of :data:`screens.doors.agent_items.TITLES` is asked for, about whom.
    kind: str = "own"
    agent: int | None = None


class Todo(About, frozen=True, kw_only=True):
    pick: str = ""


class Person(About, frozen=True, kw_only=True):
    # The key of the form that comes back afterwards, and what was begun to be corrected there.
    back_to: str = field(name="return", default="")
    corrections: Values = {}


class Story(About, frozen=True, kw_only=True):
    # The key of the form that comes back afterwards.
    back_to: str = field(name="return", default="")


class Merge(About, frozen=True, kw_only=True):
    left: int
    right: int
    back_to: str = field(name="return", default="")


class Room(About, frozen=True, kw_only=True):
    do: str = "hold"


# Where one goes on with a request that is kept and still waits for its outcome.
GOES_ON: dict[Outcome, type[About]] = {
    Outcome.APPOINTMENT: Slots,
    Outcome.ORIENTATION: Orientation,
    Outcome.LETTER: Letters,
}


def named(name: str) -> type[About]:
    """The destination of that name."""
    known = [one for kind in (About, View, Listed) for one in kind.__subclasses__()]
    return next(one for one in known if one.__struct_config__.tag == name)


def kept(about: About) -> dict[str, Any]:
    """What a draft keeps of it, as JSON; :func:`left` reads it again."""
    said: dict[str, Any] = msgspec.to_builtins(replace(about, parked={}))
    return said


def left(place: str, state: dict[str, Any]) -> About:
    """A form as its draft keeps it: ``place`` and ``state``, also as version 0.1 kept them."""
    return replace(_read({**state, "place": place, "form": None}), parked=state)


def _read(state: dict[str, Any]) -> About:
    said = {name: one for name, one in state.items() if one not in ("", None)}
    kind, then = named(said["place"]), tuple(map(_read, said.pop("then", ())))
    # Version 0.1 kept a step like a draft, some of it by other names.
    if not str(said.get("person", 0)).isdigit():
        said["begins"] = {"person": said.pop("person")}
    if "form" in said:
        said |= {"parked": state} if "resumed" in said else {"begins": said["form"]["values"]}
    if issubclass(kind, View | Slots):
        said.setdefault("appointment", said.get("pick") or said.get("move"))
    if issubclass(kind, View):
        said["undo"] = [
            [*one[:2], *(more if isinstance(more, list) else [more] for more in one[2:])]
            for one in said.get("undo", ())
        ]
    return replace(msgspec.convert(said, kind, strict=False), then=then)


class Memory(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a form notes besides the values of its fields; each form what it needs."""

    # When it was first opened (UTC).
    started: datetime | None = None
    # Whether the person was known before: then the form only names them.
    whom: bool = False
    # Whose telephone and address stand in the form; and the form before somebody known was taken.
    phone_of: int | None = None
    before_known: Values | None = None
    # Requests taken down before the one on screen, and the answers that were proposed.
    earlier: list[Values] = []
    proposed: Values = {}
    # The words that slots were last asked for with; whether full times are shown; whether a time picked
    # in a table was taken.
    wanted: str = ""
    above: bool = False
    time_taken: bool = False
    # Whether the letters already written are listed.
    reprint: bool = False
    # The fields of a person as they were when the form was filled in, and the line of two forms compared.
    base: Values = {}
    focus: str = ""
