"""The only source of time. Instants are aware and in UTC; days and hours are those of the site.

Tests freeze it; nothing else in the project asks the system what time it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from time import CLOCK_BOOTTIME, clock_gettime
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)

_zone = ZoneInfo("Europe/Zurich")
_frozen: datetime | None = None
_advanced = 0.0


def use_zone(name: str) -> None:
    """Set the site's IANA time zone (``Europe/Zurich``). Raises ``ZoneInfoNotFoundError`` if unknown."""
    global _zone
    _zone = ZoneInfo(name)


def now() -> datetime:
    """The present instant, aware, UTC, to the microsecond."""
    return _frozen or datetime.now(UTC)


def steady() -> float:
    """Seconds that passed since some instant, sleep of the machine included, whatever the clock is set to."""
    return _advanced if _frozen else clock_gettime(CLOCK_BOOTTIME) + _advanced


def this_minute() -> datetime:
    """The minute that the clock shows (UTC): what begins in it is not over yet."""
    return now().replace(second=0, microsecond=0)


def today() -> date:
    """The site's present day."""
    return now().astimezone(_zone).date()


def local(instant: datetime) -> datetime:
    """``instant`` (aware) as the site's wall clock shows it."""
    return instant.astimezone(_zone)


def at(day: date, hour: time) -> datetime:
    """The instant (UTC) when the site's clock shows ``hour`` on ``day``; the first one if it does so twice.

    An hour that the clock skips in spring is the instant at which it skips: a later hour never comes earlier.
    """
    shown = datetime.combine(day, hour, tzinfo=_zone)
    if _skips_on(_zone, day):
        while _is_skipped(shown - _MINUTE):
            shown -= _MINUTE
    return shown.astimezone(UTC)


@lru_cache(maxsize=1000)
def _skips_on(zone: ZoneInfo, day: date) -> bool:
    """Whether the clock goes forward on ``day``: hardly any day, and asked for each hour of every range."""
    begins, ends = (datetime.combine(one, time(), tzinfo=zone) for one in (day, day + timedelta(days=1)))
    return _offset(begins) < _offset(ends)


def _is_skipped(shown: datetime) -> bool:
    """Whether the clock never shows this: the offset before the skip is then the smaller one (PEP 495)."""
    return _offset(shown) < _offset(shown.replace(fold=1))


def _offset(shown: datetime) -> timedelta:
    return shown.utcoffset() or timedelta()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First instant of the site's ``day`` and of the next one (UTC); 23 or 25 hours apart twice a year."""
    return at(day, time()), at(day + timedelta(days=1), time())


@contextmanager
def frozen(instant: datetime | None) -> Iterator[None]:
    """Hold the clock at ``instant`` (aware) while the block runs, or let it run (``None``); blocks nest."""
    global _frozen
    before, _frozen = _frozen, instant and instant.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before


def advance(**delta: float) -> None:
    """Move a frozen clock forward by ``timedelta(**delta)``."""
    global _frozen, _advanced
    if _frozen is None:
        raise RuntimeError("the clock is not frozen")
    _frozen += timedelta(**delta)
    _advanced += timedelta(**delta).total_seconds()
