"""When a calendar says that its owner is taken, from one instant to another (RFC 5545)."""

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from models.calendars import lines as calendar_lines
from models.calendars import repair as calendar_repair
from models.calendars import rule as calendar_rule
from models.calendars.event import NONSENSE, begin_later, every, parse, periods, span, steps
from models.calendars.lines import WHEN, Block, CalendarLines, Step, property_name
from models.calendars.zone import Zones
from models.errors import ComptoirError
from models.files.import_file import Rejected
from models.hours import busy
from models.hours.busy import Times

# A day further than any zone is from another.
_MARGIN = timedelta(days=2)
# How long after the last time its rule names an occurrence may still go on.
_LONGEST = timedelta(days=40)
_REPEATS = ("RRULE", "RDATE", "RECURRENCE-ID")
_DAY = re.compile(r"\d{8}")
# How much work all the rules of a file may be: a little more than five hundred that come back each weekday.
MOST_STEPS = 1_500_000
# What an event that takes place once is read from.
_ONCE = frozenset(("DTSTART", "DTEND", "DURATION", "ATTENDEE"))


@dataclass(slots=True)
class Reading:
    """What a calendar says: busy times (UTC, merged), and what was left aside, with its lines.

    ``events`` were read; of these, ``own`` are appointments of this database and ``free`` take no time
    of their owner. ``rejected`` could not be read, ``notes`` were read with a reserve.
    """

    times: Times = field(default_factory=list)
    events: int = 0
    own: int = 0
    free: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    notes: list[Rejected] = field(default_factory=list)


def read(path: Path, first: datetime, last: datetime, *, domain: str, owner: str, step: Step) -> Reading:
    """What the calendar at ``path`` says is taken between ``first`` and ``last``.

    ``domain`` ends the UIDs of our own events; ``owner`` is the e-mail address whose refused invitations
    take no time. Raises :class:`ComptoirError` for what is no whole calendar, or has no readable event.
    """
    lines = calendar_lines.read(path, lambda block: _may_matter(block, first, last), step)
    found = _Expander(lines, first, last, domain, owner).read(lines, step)
    if lines.count and len(found.rejected) >= lines.count and not found.times:
        one = found.rejected[0]
        raise ComptoirError(
            "Calendrier refusé",
            f"Aucun événement de {path.name} ne se lit (ligne {one.line} : {one.reason}). "
            "Rien n’a été changé.",
        )
    return found


def _may_matter(block: Block, first: datetime, last: datetime) -> bool:
    """Whether an event may touch the time looked at: most of a calendar lies behind, and is not parsed."""
    days: dict[str, str] = {}
    for _, line in block.lines:
        name = property_name(line)
        if name in ("RDATE", "RECURRENCE-ID"):
            return True
        value = line.rpartition(":")[2]
        if name == "RRULE":
            match = re.search(r"(?:^|;)UNTIL=(\d{8})", value.upper())
            if match is None:
                return True
            value = match[1]
        match = _DAY.match(value.strip())
        if match:
            days[name] = match[0]
    until = days.get("RRULE")
    if until:
        return until >= f"{first - _LONGEST:%Y%m%d}"
    start, end = days.get("DTSTART"), days.get("DTEND")
    if start is None or block.named("DURATION") or (end is None and block.named("DTEND")):
        return True
    return start <= f"{last + _MARGIN:%Y%m%d}" and (end or start) >= f"{first - _MARGIN:%Y%m%d}"


class _Expander:
    """Turns the events of one file into times, one UID after the other."""

    def __init__(
        self, lines: CalendarLines, first: datetime, last: datetime, domain: str, owner: str
    ) -> None:
        self._first, self._last = first, last
        self._own = f"@{domain}"
        self._owners = _owners(lines.about, owner)
        self._zones = Zones(lines.about, lines.zones)
        self._reading = Reading(events=lines.count, rejected=lines.rejected)
        self._times: list[tuple[datetime, datetime]] = []
        self._steps = 0

    def read(self, lines: CalendarLines, step: Step) -> Reading:
        reading = self._reading
        series: dict[str, list[Block]] = {}
        for block in lines.events:
            # Without a UID each stands for itself.
            series.setdefault(block.value("UID") or f"line {block.line}", []).append(block)
        for block in lines.periods:
            self._take_periods(block)
        for number, (uid, blocks) in enumerate(series.items()):
            if number % 50 == 0:
                step(number, len(series))
            if uid.endswith(self._own):
                reading.own += len(blocks)
            elif any(block.named(name) for block in blocks for name in _REPEATS):
                self._take_series(blocks)
            else:
                latest = max(_sequence(block) for block in blocks)
                for block in blocks:
                    if _sequence(block) == latest:
                        self._take(block)
        reading.times = busy.merged(
            (max(start, self._first), min(end, self._last)) for start, end in self._times
        )
        reading.notes += self._zones.notes
        reading.notes.sort(key=lambda one: one.line)
        reading.rejected.sort(key=lambda one: one.line)
        return reading

    def _take(self, block: Block) -> None:
        """Add the time of an event that takes place once."""
        if _free(block.value):
            self._reading.free += 1
            return
        event = self._parsed(block, _ONCE)
        if event is not None:
            self._add(block, [event])

    def _take_periods(self, block: Block) -> None:
        """Add what a published availability says is taken: hours without any event."""
        for number, line in block.lines:
            if property_name(line) == "FREEBUSY":
                try:
                    self._times += periods(line)
                except ValueError as error:
                    self._reading.rejected.append(Rejected(number, str(error)))

    def _take_series(self, blocks: list[Block]) -> None:
        """Add the times of a series with its exceptions; a cancelled one still replaces what it cancels."""
        heads: list[tuple[Block, Any]] = []
        exceptions: list[tuple[Block, Any]] = []
        # What an exception stands for is said by its series.
        series = next((one.named("DTSTART") for one in blocks if not one.named("RECURRENCE-ID")), None)
        for block in blocks:
            event = self._parsed(block, WHEN, series[1] if series else "")
            if event is not None:
                (heads if event.get("RECURRENCE-ID") is None else exceptions).append((block, event))
        latest = max((_sequence(block) for block, _ in heads), default=0)
        # Two of one name that none replaces: both, rather than losing one without a word.
        for one in [[head] for head in heads if _sequence(head[0]) == latest] or [[]]:
            self._follow([*one, *exceptions])

    def _follow(self, series: list[tuple[Block, Any]]) -> None:
        """Add the times of one series: the event that repeats, if it is there, and its exceptions."""
        from icalendar import Calendar
        from recurring_ical_events import of  # type: ignore[import-untyped]

        calendar = Calendar()
        whole = not any("RANGE" in event["RECURRENCE-ID"].params for _, event in series[1:])
        for block, event in series:
            if whole and event.get("RECURRENCE-ID") is None:
                begin_later(event, (self._first - _LONGEST - (span(event)[1] - span(event)[0])).date())
            if self._endless(block, event):
                return
            calendar.add_component(event)
        if series:
            try:
                self._add(series[0][0], of(calendar).between(self._first - _MARGIN, self._last + _MARGIN))
            except NONSENSE:
                self._reading.rejected.append(Rejected(series[0][0].line, "la répétition ne se lit pas"))

    def _endless(self, block: Block, event: Any) -> bool:
        """Whether the rules of an event would take too long to follow; it is named then.

        Raises :class:`ComptoirError` when those of the whole file would.
        """
        found = steps(event, self._first.date(), self._last.date())
        if found > calendar_rule.MOST_STEPS:
            self._reading.rejected.append(
                Rejected(block.line, "la répétition a commencé il y a trop longtemps")
            )
            return True
        self._steps += found
        if self._steps > MOST_STEPS:
            raise ComptoirError(
                "Calendrier trop chargé",
                f"Les répétitions du fichier reviennent plus de {MOST_STEPS:_} fois".replace("_", "\xa0")
                + f" (jusqu’à la ligne {block.line}). Exportez une période plus courte. Rien n’a été changé.",
            )
        return False

    def _parsed(self, block: Block, names: frozenset[str], series: str = "") -> Any:
        """The event with these properties; ``None``, and the reason noted, when it cannot be read."""
        found, lost = calendar_repair.lines(block.lines, series)
        for number in lost:
            self._reading.notes.append(Rejected(number, "exception non comprise : ces jours restent occupés"))
        lines = [self._zones.line(number, line) for number, line in found if property_name(line) in names]
        try:
            return parse(block, lines)
        except ValueError as error:
            self._reading.rejected.append(Rejected(block.line, str(error)))
            return None

    def _add(self, block: Block, events: Iterable[Any]) -> None:
        taken = count = 0
        brief = False
        for event in events:
            count += 1
            if _free(functools.partial(_word, event)) or self._declined(event):
                continue
            taken += 1
            start, end = span(event)
            # Also one hour of a series, when the night it falls in has none: the others go on.
            brief = brief or start == end
            if start < self._last and end > self._first:
                self._times.append((start, end))
        if count and not taken:
            self._reading.free += 1
        if brief:
            self._reading.notes.append(Rejected(block.line, "sans durée : n’occupe aucun moment"))

    def _declined(self, event: Any) -> bool:
        return any(
            _addresses(one) & self._owners and str(one.params.get("PARTSTAT", "")).upper() == "DECLINED"
            for one in every(event, "ATTENDEE")
        )


def _free(value: Callable[[str], str]) -> bool:
    """Cancelled, or shown as free."""
    return (
        value("STATUS").upper() == "CANCELLED"
        or value("TRANSP").upper() == "TRANSPARENT"
        or value("X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE"
    )


def _addresses(attendee: Any) -> set[str]:
    """Where an invited person is written to; Apple writes it beside a number of its own."""
    said = (str(attendee), str(attendee.params.get("EMAIL", "")))
    return {one.strip().casefold().removeprefix("mailto:").strip() for one in said}


def _word(event: Any, name: str) -> str:
    return str(event.get(name, ""))


def _sequence(block: Block) -> int:
    value = block.value("SEQUENCE")
    return int(value) if value.isascii() and value.isdigit() else 0


def _owners(about: dict[str, str], owner: str) -> set[str]:
    """The addresses of whom the calendar belongs to, as told, or as Google and Exchange write them."""
    said = (owner, about.get("X-WR-CALNAME", ""), about.get("X-OWNER", "").rpartition(":")[2])
    return {one.strip().casefold() for one in said if "@" in one}
