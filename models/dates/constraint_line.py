"""A line of constraints as people say it, read into alternatives and what is left out of them.

« Lundi matin ou jeudi après-midi » is two alternatives. What is said once, before the first day, behind a
comma, or after the last of several days, is said of all of them: « mardi ou jeudi après 14 h » is after 14 h
on both. Where a line may be read in two ways, it is the narrower one: no time is proposed that was not meant.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from models.dates.constraint_days import first_of
from models.dates.constraint_meaning import Meaning, meaning
from models.dates.constraint_sets import Alternative, HourSet, Name
from models.dates.constraint_words import Part, parts

_KNOWN = ("span", "hours", "names")
# Nobody says more at a counter; what is pasted by mistake may be a page.
_LONGEST = 200


@dataclass(slots=True)
class _Piece:
    """What stands between two of « ou », « et » and commas; ``out`` when it is left out (« sauf lundi »)."""

    # How it follows what is before: "or", "and", or nothing for the first.
    joined: str = ""
    out: bool = False
    said: Alternative = field(default_factory=Alternative)
    # Hours that are refused: « pas avant 10 h ».
    refused: HourSet | None = None
    # What was said before its first day.
    lead: frozenset[str] = frozenset()
    # What was taken in last: "points", "span", "hours" or "names".
    last: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was said yet."""
        return not self.last

    @property
    def whole(self) -> Alternative:
        """All that is asked for, without the hours that are refused."""
        if self.refused is None:
            return self.said
        kept = self.refused.refused()
        return replace(self.said, hours=self.said.hours.meet(kept) if self.said.hours else kept)


@dataclass(frozen=True, slots=True)
class Read:
    """The alternatives of a line (all times when there are none), what is left out, and what is not known."""

    alternatives: tuple[Alternative, ...]
    besides: tuple[Alternative, ...]
    unknown: tuple[str, ...]


def read(words: str, spoken: Callable[[str], str]) -> Read:
    """What ``words`` ask for; ``spoken`` gives the name a word begins, or nothing."""
    line = _Line(spoken)
    kept = words if len(words) <= _LONGEST else words[:_LONGEST].rpartition(" ")[0]
    found = list(parts(kept))
    for number, part in enumerate(found, 1):
        line.add(part, last=number == len(found))
    if kept != words:
        line.unknown.append("la fin de la ligne")
    pieces = [one for one in line.pieces if not one.empty]
    wanted, besides = _united([one for one in pieces if not one.out])
    besides += [one.said for one in pieces if one.out]
    return Read(tuple(wanted), tuple(besides), tuple(dict.fromkeys(line.unknown)))


class _Line:
    """The pieces read so far, and what the next word stands after."""

    def __init__(self, spoken: Callable[[str], str]) -> None:
        self.pieces = [_Piece()]
        self.unknown: list[str] = []
        self._spoken = spoken
        # The bound that the next word follows (« avant », « dès le »); whether it is refused (« pas »).
        self._bound, self._day_follows, self._refusing = "", False, False
        # What joins the next word to something refused: « pas lundi ni mardi », « sauf lundi, mardi ».
        self._again = ""

    @property
    def piece(self) -> _Piece:
        """The one being read."""
        return self.pieces[-1]

    def add(self, part: Part, last: bool) -> None:
        """Take in one more part."""
        if part["refused"]:
            self._refusing = True
        elif part["nor"]:
            self._next("and")
            self._refusing = True
        elif joined := next((one for one in ("either", "also", "comma") if part[one]), ""):
            refused = self.piece.out or self.piece.refused is not None
            self._next("or" if joined == "either" else "and")
            self._again = joined if refused or (self._again and self.piece.empty) else ""
        elif part["rather"]:
            self._next("and")
            self._refusing = False
        elif part["impossible"]:
            self.piece.out = bool(self.piece.said.points)
        elif part["soon"]:
            self._bound = ""
        elif part["bound"]:
            self._bound, self._day_follows = part["bound"], bool(part["day_follows"])
        elif found := meaning(part, self._bound, self._day_follows, last):
            self._take(found)

    def _next(self, joined: str) -> None:
        if not self.piece.empty:
            self.pieces.append(_Piece(joined))
        elif len(self.pieces) > 1 and joined == "or":
            self.piece.joined = joined
        self._bound = ""

    def _take(self, one: Meaning) -> None:
        if one.unread or (one.name and not self._spoken(one.name)):
            self.unknown.append(one.name or one.unread)
            self._bound, self._refusing = "", False
            return
        if self._refusing or self._goes_on(one):
            self._refuse(one)
        else:
            self._ask(one)
        self._bound, self._refusing, self._again = "", False, ""

    def _goes_on(self, one: Meaning) -> bool:
        """Whether a word is refused like the one before: another day after a day, an hour after an hour."""
        if not self._again or len(self.pieces) < 2:
            return False
        before, kind = self.pieces[-2], _kind(one)
        if self._again == "also" and self._bound:
            return False
        if before.out:
            return kind in (("points", "span") if before.last != "names" else ("names",))
        return kind == "hours" and self._again != "comma"

    def _refuse(self, one: Meaning) -> None:
        piece = self.piece
        if one.hours is not None:
            if piece.out:
                self._next("and")
                piece = self.piece
            piece.refused = piece.refused.join(one.hours) if piece.refused else one.hours
            piece.last = piece.last or "hours"
            return
        within = one.span is not None and one.span.others
        if not piece.empty and (piece.out or not within):
            self._next("and")
        if one.span is not None and within:
            self._ask(Meaning(span=one.span.refused()))
        else:
            self.piece.out = True
            self._ask(one)

    def _ask(self, one: Meaning) -> None:
        piece, kind = self.piece, _kind(one)
        if kind == "points" and piece.said.points and self._begins_another():
            self._next("and")
            piece = self.piece
        said = piece.said
        if one.point is not None:
            if not said.points:
                piece.lead = said.parts | ({"hours"} if piece.refused else set())
            # « lundi 7 décembre » is one day, « lundi mardi » two.
            before = said.points[-1] if said.points and piece.last == "points" else None
            if before is not None and before.dated != one.point.dated:
                piece.said = replace(said, points=(*said.points[:-1], before.meet(one.point)))
                piece.last = "day of the week and date"
                return
            piece.said = replace(said, points=(*said.points, one.point))
        elif one.span is not None:
            piece.said = replace(said, span=said.span.meet(one.span) if said.span else one.span)
        elif one.hours is not None:
            piece.said = replace(said, hours=said.hours.meet(one.hours) if said.hours else one.hours)
        else:
            name = Name((one.name,), self._spoken(one.name))
            if said.names:
                begun = said.names[0]
                name = Name((*begun.words, *name.words), f"{begun.said} {name.said}")
            piece.said = replace(said, names=(name,))
        piece.last = kind

    def _begins_another(self) -> bool:
        """Whether a day begins another alternative: « lundi matin mardi après-midi »."""
        piece = self.piece
        has_hours = piece.said.hours is not None or piece.refused is not None
        return not piece.out and has_hours and "hours" not in piece.lead


def _kind(one: Meaning) -> str:
    return "points" if one.point else "span" if one.span else "hours" if one.hours else "names"


def _united(pieces: list[_Piece]) -> tuple[list[Alternative], list[Alternative]]:
    """The alternatives that some pieces make, and what those of them leave out that are said of all."""
    found: list[Alternative] = []
    besides: list[Alternative] = []
    # What was said before the first day, and of which alternatives the hours stand before the day.
    leading: list[Alternative] = []
    turned: list[bool] = []
    for piece in pieces:
        one = piece.whole
        if not found:
            found, turned = [one], [bool(piece.lead)]
        elif one.points and piece.joined == "and" and not any(each.points for each in found):
            leading, found = found, [one.meet(each) for each in found]
            turned = [bool(piece.lead)] * len(found)
        elif one.points and _same_day(found[-1], piece):
            found[-1] = found[-1].meet(replace(one, points=(found[-1].points[0].meet(one.points[0]),)))
            found[-1] = replace(found[-1], points=(one.points[0],))
        elif one.points:
            each_led = [one.meet(each) for each in leading] or [one]
            found, turned = [*found, *each_led], [*turned, *[bool(piece.lead)] * len(each_led)]
        elif piece.joined == "or":
            _other(found, one)
            turned += [False] * (len(found) - len(turned))
        elif piece.refused is not None and one.parts == {"hours"} and piece.said.hours is None:
            besides.append(Alternative(hours=piece.refused))
        else:
            _narrow(found, one)
    if pieces and pieces[0].said.points:
        found = [found[0], *(one.filled(found[0], pieces[0].lead) for one in found[1:])]
    return _shared(found, turned), besides


def _same_day(before: Alternative, piece: _Piece) -> bool:
    """« lundi, 7 décembre »: a date that is on the weekday said just before it."""
    if piece.joined != "and" or before.parts != {"points"} or len(before.points) > 1:
        return False
    weekday, day = before.points[0], piece.said.points[0]
    first = first_of(day)
    return not weekday.dated and day.dated and first is not None and weekday.test(first)


def _other(found: list[Alternative], one: Alternative) -> None:
    """« ou après 16 h »: other hours of the same day, or of any day when no hours were said before."""
    last = found[-1]
    if not one.parts <= last.parts:
        found.append(one)
    elif len(one.parts) == 1:
        found[-1] = last.join(one)
    else:
        found.append(one.filled(last, last.parts))


def _narrow(found: list[Alternative], one: Alternative) -> None:
    """« , après 14 h »: of all alternatives that it does not exclude; of the last when of none."""
    if all(each.excludes(one) for each in found):
        found[-1] = found[-1].join(one)
    else:
        found[:] = [each if each.excludes(one) else each.meet(one) for each in found]


def _shared(found: list[Alternative], turned: list[bool]) -> list[Alternative]:
    """What is said after the last of some days is said of those before it that have nothing of the kind."""
    for number in range(len(found) - 2, -1, -1):
        one, after = found[number], found[number + 1]
        if one.points and after.points and not turned[number + 1]:
            found[number] = one.filled(after, _KNOWN)
    return found
