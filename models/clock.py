"""The only source of time. Instants are aware and in UTC; days and hours are those of the site.

Tests freeze it; nothing else in the project asks the system what time it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_zone = ZoneInfo("Europe/Zurich")
_frozen: datetime | None = None


def use_zone(name: str) -> None:
    """Set the site's IANA time zone (``Europe/Zurich``). Raises ``ZoneInfoNotFoundError`` if unknown."""
    global _zone
    _zone = ZoneInfo(name)


def now() -> datetime:
    """The present instant, aware, UTC, to the microsecond."""
    return _frozen or datetime.now(UTC)


def today() -> date:
    """The site's present day."""
    return now().astimezone(_zone).date()


def local(instant: datetime) -> datetime:
    """``instant`` (aware) as the site's wall clock shows it."""
    return instant.astimezone(_zone)


def at(day: date, hour: time) -> datetime:
    """The instant (UTC) when the site's clock shows ``hour`` on ``day``."""
    return datetime.combine(day, hour, tzinfo=_zone).astimezone(UTC)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First instant of the site's ``day`` and of the next one (UTC); 23 or 25 hours apart twice a year."""
    return at(day, time()), at(day + timedelta(days=1), time())


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Hold the clock at ``instant`` (aware) while the block runs; blocks nest."""
    global _frozen
    before, _frozen = _frozen, instant.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before


def advance(**delta: float) -> None:
    """Move a frozen clock forward by ``timedelta(**delta)``."""
    global _frozen
    if _frozen is None:
        raise RuntimeError("the clock is not frozen")
    _frozen += timedelta(**delta)
