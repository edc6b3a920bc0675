"""Finding a person by what is typed: words in any order, a birth date, a telephone, a ``#`` number."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from models import clock, text
from models.appointment import AppointmentRow
from models.database import engine
from models.errors import InvalidInput
from models.person import PersonRow, from_row
from models.visit import VisitRow, VisitStatus

LIMIT = 20
# Under this many exact hits, words that are spelled alike are tried too.
FEW = 5
# A day among other words; the groups of a telephone number (06.12.34.56.78) are none.
_DAY = re.compile(r"(?<![\d./-])(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2})|[./-])?(?![./-]?\d)")


@dataclass(frozen=True, slots=True)
class Found:
    """One result: enough to tell homonyms apart, no more (the telephone's last three digits only)."""

    person_id: int
    name: str
    birth_name: str
    birth_date: date | None
    commune: str
    phone_tail: str
    seen_at: datetime | None
    waiting: bool
    alike: bool


def search(typed: str, limit: int = LIMIT) -> list[Found]:
    """Persons matching ``typed``, those in the waiting room first, then the latest seen.

    Words are prefixes in any order; digits a birth date or a telephone number; ``#12`` the ticket of
    today or the file number. Under five hits, words spelled alike are added, marked ``alike``.
    """
    typed = text.clean(typed)
    if typed.startswith("#"):
        return _results(_by_number(typed[1:]), set())
    prefixes = _prefixes(typed)
    if not prefixes:
        return []
    # Those of today first: among homonyms, they are who is meant.
    exact = engine().find_persons(prefixes, limit, among=_expected_today())
    exact += engine().find_persons(prefixes, limit)
    exact = list(dict.fromkeys(exact))
    alike = _alike(prefixes, limit) if len(exact) < FEW else []
    return _results([*exact, *alike], set(alike) - set(exact))[:limit]


def _expected_today() -> list[int]:
    """Persons who came today or have an appointment."""
    start, end = clock.day_bounds(clock.today())
    came = VisitRow.select(VisitRow.person).where(VisitRow.day == clock.today())
    booked = AppointmentRow.select(AppointmentRow.person).where(
        AppointmentRow.starts_at >= start, AppointmentRow.starts_at < end
    )
    ids: set[int] = {row.person_id for row in [*came, *booked] if row.person_id}
    return sorted(ids)


def _prefixes(typed: str) -> list[str]:
    """Folded words, digits joined: ``Dup 12.3.1980`` → ``dup``, ``12031980``."""
    try:
        day = text.read_date(typed)
    except InvalidInput:
        day = None
    if day:
        return [day.strftime("%d%m%Y")]
    words = text.fold(_DAY.sub(_joined, typed)).split()
    digits = "".join(word for word in words if word.isdigit())
    return [word for word in words if not word.isdigit()] + ([digits] if digits else [])


def _joined(day: re.Match[str]) -> str:
    """``12.3.`` → ``1203``, ``12.3.80`` → ``12031980``: the start of the digits indexed."""
    try:
        whole = text.read_date(day[0])
    except InvalidInput:
        whole = None
    if whole:
        return whole.strftime("%d%m%Y")
    return day[1].zfill(2) + day[2].zfill(2) + (day[3] or "")


def _by_number(digits: str) -> list[int]:
    if not digits.strip().isdecimal() or len(digits) > 9:
        return []
    number = int(digits)
    today = VisitRow.select(VisitRow.person).where(VisitRow.day == clock.today(), VisitRow.number == number)
    return [row.person_id for row in today if row.person_id] + [number]


def _alike(prefixes: list[str], limit: int) -> list[int]:
    """Persons found when each word may be another known word spelled nearly the same."""
    from rapidfuzz import fuzz, process  # 30 ms: only when the exact words found too little

    known: list[str] | None = None
    choices: list[list[str]] = []
    for prefix in prefixes:
        if prefix.isdigit() or len(prefix) < 4:
            choices.append([prefix])
            continue
        known = engine().words() if known is None else known
        close = process.extract(prefix, known, scorer=fuzz.ratio, limit=3, score_cutoff=75)
        choices.append([prefix, *(word for word, _score, _index in close if word != prefix)])
    found: list[int] = []
    for position, words in enumerate(choices):
        for word in words[1:]:
            found += engine().find_persons([*prefixes[:position], word, *prefixes[position + 1 :]], limit)
    return list(dict.fromkeys(found))


def _results(ids: list[int], alike: set[int]) -> list[Found]:
    rows = {row.id: row for row in PersonRow.select().where(PersonRow.id.in_(ids))}
    present = {
        row.person_id
        for row in VisitRow.select(VisitRow.person).where(
            VisitRow.day == clock.today(), VisitRow.status == VisitStatus.WAITING, VisitRow.person.in_(ids)
        )
    }
    found = [
        Found(
            row.id,
            from_row(row).name,
            row.birth_name,
            row.birth_date,
            row.commune,
            row.phone[-3:],
            row.seen_at,
            row.id in present,
            row.id in alike,
        )
        for row in (rows[person_id] for person_id in dict.fromkeys(ids) if person_id in rows)
    ]
    return sorted(
        found, key=lambda one: (one.alike, not one.waiting, -(one.seen_at or _NEVER).timestamp(), one.name)
    )


_NEVER = datetime.fromtimestamp(0, clock.zone())
