"""Opening ranges as the floors above know them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypedDict

from models.dates import recurrence, span
from models.service.venue import Venue


@dataclass(frozen=True, slots=True)
class OpeningRange:
    """``rule`` is an RFC 5545 RRULE of days (``FREQ=WEEKLY;BYDAY=MO,TH``); hours are those of the site,
    and one that ends at midnight ends at ``time()``.

    ``motives`` lists the motive ids received, all of them when empty. ``minutes`` is the length of its
    slots when it is not the motive's, ``buffer`` the rest in minutes after each. ``capacity`` persons are
    received at once, ``overbooking`` more when it is urgent. Nobody is received during the pause, nor on
    the days of ``exceptions``.
    """

    id: int
    agent_id: int
    starts_on: date
    ends_on: date | None
    rule: str
    from_hour: time
    to_hour: time
    venues: tuple[Venue, ...]
    motives: tuple[str, ...]
    site_id: int | None = None
    minutes: int | None = None
    buffer: int = 0
    capacity: int = 1
    overbooking: int = 0
    pause_from: time | None = None
    pause_to: time | None = None
    exceptions: tuple[date, ...] = ()

    @property
    def words(self) -> str:
        """``lu ma je, 8:30–12:00``, ``le 22.11.2026, 8:30–12:00``: for a list or a sentence."""
        hours = span.hour_words(self.from_hour), span.end_words(self.to_hour)
        days = f"le {span.day_words(self.starts_on)}" if self.once else recurrence.spoken(self.rule)
        return f"{days}, {'–'.join(hours)}"

    @property
    def once(self) -> bool:
        """Whether it is one day only, from its first day to its last."""
        return self.ends_on == self.starts_on

    @property
    def pieces(self) -> tuple[tuple[time, time], ...]:
        """(from, to) of each part of a day: two around a pause."""
        if self.pause_from is None or self.pause_to is None:
            return ((self.from_hour, self.to_hour),)
        parts = (self.from_hour, self.pause_from), (self.pause_to, self.to_hour)
        return tuple((start, end) for start, end in parts if span.minute(start) < span.end_minute(end))

    def days(self, first: date, last: date) -> list[date]:
        """The days it opens between ``first`` and ``last`` (both included), those left out apart."""
        last = min(last, self.ends_on) if self.ends_on else last
        found = recurrence.days(self.rule, self.starts_on, first, last)
        return [day for day in found if day not in self.exceptions] if self.exceptions else list(found)

    def opens_on(self, day: date) -> bool:
        """Whether ``day`` is one of its days."""
        over = self.ends_on is not None and day > self.ends_on
        return not over and day not in self.exceptions and recurrence.falls_on(self.rule, self.starts_on, day)


@dataclass(frozen=True, slots=True)
class Opening:
    """An agent receives from ``starts_at`` to ``ends_at`` (UTC): a range, or what a pause leaves of it."""

    agent_id: int
    starts_at: datetime
    ends_at: datetime
    venues: tuple[Venue, ...]
    site_id: int | None = None
    minutes: int | None = None
    buffer: int = 0
    capacity: int = 1
    overbooking: int = 0
    # The motives received, all of them when empty.
    motives: tuple[str, ...] = ()


class More(TypedDict, total=False):
    """What a range may say besides its days and hours, as :class:`OpeningRange` names it."""

    ends_on: date | None
    venues: tuple[Venue, ...]
    motives: tuple[str, ...]
    site_id: int | None
    minutes: int | None
    buffer: int
    capacity: int
    overbooking: int
    pause_from: time | None
    pause_to: time | None
    exceptions: tuple[date, ...]


class Changes(More, total=False):
    """What may be changed in a range."""

    starts_on: date
    rule: str
    from_hour: time
    to_hour: time
