"""A day and an hour as one writes them: ``12.3.1980``, ``12 mars 1980``, ``14:30``.

With :mod:`models.dates.moment` the only reader of what is typed; apart from it because its words (« lundi »,
« demain ») take 10 ms to load.
"""

import re
from datetime import date, time

from models import clock, text
from models.errors import InvalidInput

_DATE = re.compile(
    r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4}|\d{2})|(\d{2})(\d{2})(\d{4})|(\d{4})-(\d{2})-(\d{2})"
)


def is_written(value: str) -> bool:
    """Whether ``value`` has the form of a day with its year, be it in the calendar or not."""
    return _parts(value) is not None


def written(value: str, *, past: bool = True) -> date | None:
    """The day ``12.3.1980``, ``12/03/80``, ``12031980``, ``1980-03-12`` or ``12 mars 1980``; else ``None``.

    Two digits are a year of the last hundred, as of a birth, or with ``past`` false of this century.
    """
    parts = _parts(value)
    if parts is None:
        return None
    day, month, year, short = parts
    if short:
        this_year = clock.today().year
        year += this_year - this_year % 100
        year -= 100 if past and year > this_year else 0
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _parts(value: str) -> tuple[int, int, int, bool] | None:
    """Day, month, year as written, and whether the year has two digits."""
    value = text.clean(value)
    match = _DATE.fullmatch(value) or _DATE.fullmatch(_with_month(value))
    if match is None:
        return None
    d1, m1, y1, d2, m2, y2, y3, m3, d3 = match.groups()
    return int(d1 or d2 or d3), int(m1 or m2 or m3), int(y1 or y2 or y3), len(y1 or "") == 2


def _with_month(value: str) -> str:
    """``12 mars 1958`` as ``12.3.1958``; anything else unchanged."""
    match = re.fullmatch(r"(\d{1,2})(?:er)? ([a-z]{3,}) (\d{4}|\d{2})", text.fold(value))
    months = [n for n, one in enumerate(text.MONTHS, 1) if match and text.fold(one).startswith(match[2])]
    return f"{match[1]}.{months[0]}.{match[3]}" if match and len(months) == 1 else value


def read_hour(value: str, field: str = "") -> time:
    """``14:30``, ``14h30`` or ``14``. Raises :class:`InvalidInput` naming ``field`` when it is no hour."""
    value = text.clean(value)
    match = re.fullmatch(r"(\d{1,2})(?:\s*[:hH.]\s*(\d{2})?)?", value)
    if match and int(match[1]) < 24 and int(match[2] or 0) < 60:
        return time(int(match[1]), int(match[2] or 0))
    raise InvalidInput(
        "Heure impossible", f"« {value[:20]} » n’est pas une heure. Écrivez par exemple 14:30.", field
    )


def read_end_hour(value: str, field: str = "") -> time:
    """An hour at which something ends; the midnight after it (``24:00``, ``24h``, ``0:00``) is ``time()``."""
    return (
        time() if re.fullmatch(r"24(?:\s*[:hH.]\s*(?:00)?)?", text.clean(value)) else read_hour(value, field)
    )
