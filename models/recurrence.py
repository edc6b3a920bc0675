"""The days on which something comes back: an RFC 5545 rule (``FREQ=WEEKLY;BYDAY=MO,TH``), made and read."""

import functools
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from models import text
from models.errors import InvalidInput

# Monday first, as ``date.weekday`` counts: the code of the rule, the day, as it is abridged.
DAYS = (
    ("MO", "lundi", "lu"),
    ("TU", "mardi", "ma"),
    ("WE", "mercredi", "me"),
    ("TH", "jeudi", "je"),
    ("FR", "vendredi", "ve"),
    ("SA", "samedi", "sa"),
    ("SU", "dimanche", "di"),
)
# Longer than any cycle of two weekly rules of at most MOST_WEEKS (7 × 8 weeks), and than a whole year
# of monthly ones: two rules that do not meet within it never do.
LOOK_AHEAD = timedelta(days=800)
MOST_WEEKS = 8


def read_days(value: str, field: str = "") -> tuple[str, ...]:
    """The codes of ``lu,ma,je``, ``lundi jeudi`` or ``lu-ve``, Monday first.

    Raises :class:`InvalidInput` naming ``field``.
    """
    found: set[int] = set()
    for part in re.split(r"[,;\s]+", text.clean(value).strip(" ,;")):
        ends = [_day(word, field) for word in part.split("-", maxsplit=1)]
        found.update(range(ends[0], ends[-1] + 1) if ends[-1] >= ends[0] else ends)
    return tuple(DAYS[number][0] for number in sorted(found))


def _day(word: str, field: str) -> int:
    folded = text.fold(word)
    for number, (_, name, _short) in enumerate(DAYS):
        if len(folded) >= 2 and name.startswith(folded):
            return number
    raise InvalidInput(
        "Jour inconnu",
        f"« {word[:20]} » n’est pas un jour. Écrivez par exemple lu,ma,je (lu ma me je ve sa di).",
        field,
    )


def weekly(days: Iterable[str], every: int = 1) -> str:
    """The rule of these days, every week or every ``every`` weeks (from the week it starts in)."""
    if not 1 <= every <= MOST_WEEKS:
        raise InvalidInput(
            "Répétition impossible", f"Indiquez de 1 à {MOST_WEEKS} semaines entre deux fois.", "every"
        )
    # WKST: two weeks are counted from Monday to Monday.
    interval = f"INTERVAL={every};WKST=MO;" if every > 1 else ""
    return f"FREQ=WEEKLY;{interval}BYDAY={','.join(days)}"


def spoken(rule: str) -> str:
    """A rule in French: ``lu ma je``, ``lu, toutes les 2 semaines``; one that cannot be said, as it is."""
    match = re.fullmatch(r"FREQ=WEEKLY;(?:INTERVAL=(\d+);(?:WKST=MO;)?)?BYDAY=([A-Z,]+)", rule.upper())
    if match is None:
        return "tous les jours" if rule.upper() == "FREQ=DAILY" else rule
    shorts = {code: short for code, _, short in DAYS}
    said = " ".join(shorts.get(code, code) for code in match[2].split(","))
    return f"{said}, toutes les {match[1]} semaines" if int(match[1] or 1) > 1 else said


# A rule is walked from its first day on, and most agents of a service share a few of them.
@functools.lru_cache(maxsize=2048)
def days(rule: str, starts_on: date, first: date, last: date) -> tuple[date, ...]:
    """The days of ``rule``, counted from ``starts_on``, between ``first`` and ``last`` (both included)."""
    if first > last:
        return ()
    from dateutil.rrule import rrulestr  # 12 ms: only where slots are looked for

    walk = rrulestr(rule, dtstart=datetime.combine(starts_on, time()))
    until = datetime.combine(last, time.max)
    return tuple(at.date() for at in walk.between(datetime.combine(first, time()), until, inc=True))


def check(rule: str, starts_on: date) -> None:
    """Raises :class:`InvalidInput` when ``rule`` cannot be read, or is not about days."""
    from dateutil.rrule import rrulestr

    # Days, not hours: a rule by the minute would be read for ever.
    of_days = re.search(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)\b", rule.upper())
    try:
        if not of_days or len(rule) > 200:
            raise ValueError(rule)
        rrulestr(rule, dtstart=datetime.combine(starts_on, time()))
    except (ValueError, TypeError) as error:
        raise InvalidInput(
            "Répétition illisible",
            f"« {rule[:40]} » n’est pas une règle du type FREQ=WEEKLY;BYDAY=MO,TH.",
            "rule",
        ) from error
