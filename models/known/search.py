"""Finding a person by what is typed: words in any order, a birth date, a telephone, a ``#`` number.

A search never reads more than :data:`POOL` persons, however many there are: the index gives those seen last
first, and stops there. Those of today are looked at one by one, so none of them is ever left out.
"""

import functools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from models import clock, text
from models.agenda.appointment import CANCELLED, AppointmentRow
from models.dates import reader
from models.known import alike
from models.lists import import_run
from models.person.person import PROTECTED, PersonRow, from_row
from models.room import ticket
from models.room.visit import VisitRow, VisitStatus, of_room
from models.service import site
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import engine, read, write
from models.store.rows import filled

LIMIT = 20
# As much of what was typed is kept in the journal.
WORDS = 80
# Under this many exact hits, words that are spelled or said alike are tried too.
FEW = 5
# How many of those seen last are put in order; more would only be read to be left out.
POOL = 200
RECENT = timedelta(days=90)
_ORDERED = (
    PersonRow.id,
    PersonRow.seen_at,
    PersonRow.site_id,
    PersonRow.family_name,
    PersonRow.given_name,
    PersonRow.birth_name,
    PersonRow.nickname,
)
# What is left out from abroad: +41 (0)22.
_ABROAD = "(0)"
# A day among other words; the groups of a telephone number (06.12.34.56.78) are none.
_DAY = re.compile(r"(?<![\d./-])(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2})|[./-])?(?![./-]?\d)")


# What each agent of this program is typing, until it has its line in the journal.
_under_way: dict[int | None, str] = {}


@dataclass(frozen=True, slots=True)
class Match:
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
    nickname: str = ""
    # « parti 09:41 »: when they left today without having been received.
    left: str = ""


def search(typed: str, limit: int = LIMIT) -> list[Match]:
    """Persons matching ``typed``: who waits, who is expected today, seen in 90 days, anybody; then by name.

    At a site only those who wait or are expected there come first, and each time those last seen there come
    before the others. Words are beginnings of names in any order; digits a birth date or a telephone number;
    ``#12`` the ticket of today or the file number; a whole e-mail address whoever has it. Under five hits,
    words spelled or said alike, and words that were run together, are added, marked ``alike``, after all
    others, those written most like it first.
    """
    typed = text.clean(typed)
    today = _expected_today()
    if typed.startswith("#"):
        return _results(_by_number(typed[1:]), _Asked([], today), limit)
    if "@" in typed and (same := _by_email(typed)):
        return _results(same, _Asked([], today), limit)
    prefixes = _prefixes(typed)
    if not prefixes:
        return []
    wanted = [_beginnings(prefix) for prefix in prefixes]
    exact = _find(wanted, today)
    # Among too many, whoever bears just that name: « Li » would drown in the Limas.
    whole = _latest([[one] for one in prefixes]) if len(exact) >= POOL else []
    apart, guessed = _guessed(prefixes, wanted, today) if len(exact) < FEW else ([], [])
    asked = _Asked(prefixes, today, set(whole), {*apart, *guessed}.difference(exact), set(apart))
    return _results([*exact, *whole, *apart, *guessed], asked, limit)


@read(Permission.SEARCH)
def asked(by: Agent, typed: str) -> list[Match]:
    """What :func:`search` finds for ``by``, who is never shown more than one page of it.

    Their searches are journaled, not each letter of one: a search is over when another begins, or when
    :func:`settle` is called.
    """
    found, words = search(typed), text.clean(typed)
    before = _under_way.get(by.id, "")
    if not (words.startswith(before) or before.startswith(words)):
        settle(by)
        before = ""
    _under_way[by.id] = max(words, before, key=len)
    return found


def under_way(by: Agent) -> bool:
    """Whether ``by`` searched for something that has no line yet; it reads nothing."""
    return by.id in _under_way


def settle(by: Agent) -> None:
    """Leave a line of what ``by`` searched for last, if it has none yet."""
    if words := _under_way.get(by.id, ""):
        _searched(by, words)
    _under_way.pop(by.id, None)


@write(Permission.SEARCH)
def _searched(by: Agent, words: str) -> None:
    journal.note(by, "person.searched", subject="person", words=words[:WORDS])


def _find(wanted: list[list[str]], today: Collection[int]) -> list[int]:
    """Those of today, then those seen last."""
    came = engine().find_persons(wanted, POOL, among=sorted(today)) if today else []
    return list(dict.fromkeys([*came, *_latest(wanted)]))


def _latest(wanted: list[list[str]]) -> list[int]:
    """Those seen last, here too."""
    return engine().find_persons(wanted, POOL, site=site.here())


def _expected_today() -> set[int]:
    """Persons who came to this room today or have an appointment here: every key asks for them again."""
    start, end = clock.day_bounds(clock.today())
    came: Any = VisitRow.select(VisitRow.person).where(of_room()).tuples()
    booked: Any = AppointmentRow.select(AppointmentRow.person).where(
        AppointmentRow.starts_at >= start,
        AppointmentRow.starts_at < end,
        AppointmentRow.status.not_in(CANCELLED),
    )
    if (here := site.here()) is not None:
        booked = booked.where(AppointmentRow.site_id.is_null() | (AppointmentRow.site_id == here))
    return {number for (number,) in [*came, *booked.tuples()] if number}


def _prefixes(typed: str) -> list[str]:
    """Folded words, digits joined: ``Dup 12.3.1980`` → ``dup``, ``12031980``."""
    if whole := reader.written(typed):
        return [whole.strftime("%d%m%Y")]
    words = text.fold(_DAY.sub(_joined, typed.replace(_ABROAD, " "))).split()
    # 0041 is dialled for +41, and no birth date begins so.
    digits = "".join(word for word in words if word.isdigit()).removeprefix("00")
    return [word for word in words if not word.isdigit()] + ([digits] if digits else [])


def _joined(found: re.Match[str]) -> str:
    """``12.3.`` → ``1203``, ``12.3.80`` → ``12031980``: the start of the digits indexed."""
    if whole := reader.written(found[0]):
        return whole.strftime("%d%m%Y")
    return found[1].zfill(2) + found[2].zfill(2) + (found[3] or "")


def _beginnings(prefix: str) -> list[str]:
    """How the index is asked for a word as far as it is typed; ``120380`` may also be a birth date."""
    days = (
        [prefix[:4] + century + prefix[4:] for century in ("19", "20")]
        if re.fullmatch(r"\d{6}", prefix)
        else []
    )
    # A number without its first 0, as it is said after +41.
    dialled = [f"0{prefix}*"] if re.fullmatch(r"[1-9]\d{6,8}", prefix) else []
    return [f"{prefix}*", *days, *dialled]


def _by_number(digits: str) -> list[int]:
    if not digits.strip().isdecimal() or len(digits) > 9:
        return []
    number = int(digits)
    # Who turned out to be another person is found under both numbers.
    kept = PersonRow.select(PersonRow.merged_into).where(PersonRow.id == number).scalar()
    return [*ticket.bearers(number), kept or number]


def _by_email(typed: str) -> list[int]:
    """Who has that address; a household may share it."""
    rows: Any = PersonRow.select(PersonRow.id).where(PersonRow.email == typed.lower()).limit(POOL).tuples()
    return [number for (number,) in rows]


def _guessed(
    prefixes: list[str], wanted: list[list[str]], today: Collection[int]
) -> tuple[list[int], list[int]]:
    """Persons whose names were typed in one word; and those found when words are spelled or said alike."""
    every = {one for one in prefixes if not one.isdigit()}
    unknown = {one for one in every if not alike.known(one)}
    return _apart(prefixes, unknown, today), _alike(prefixes, wanted, unknown, every, today)


def _apart(prefixes: list[str], unknown: Collection[str], today: Collection[int]) -> list[int]:
    """« elamrani », « jeanpierre »: the words that were run together in one that no name begins with."""
    words = [word for one in prefixes for word in (one in unknown and alike.parts(one)) or [one]]
    return _find([_beginnings(one) for one in words], today) if words != prefixes else []


def _alike(
    prefixes: list[str],
    wanted: list[list[str]],
    unknown: Collection[str],
    every: Collection[str],
    today: Collection[int],
) -> list[int]:
    """Persons found when words may be other known words, said alike or some slips away.

    First only the ``unknown`` words, that no name begins with, by the few nearest; then any word, by more.
    """
    found: list[int] = []
    tried: list[list[str]] = []
    instead = functools.cache(alike.instead)
    for doubted, slips, most in ((unknown, 1, 3), (unknown, 2, 3), (every, 1, 8), (every, 2, 8)):
        others = [instead(one, slips)[:most] if one in doubted else [] for one in prefixes]
        if any(others) and others != tried:
            found = _find([[*own, *other] for own, other in zip(wanted, others, strict=True)], today)
            tried = others
        if len(found) >= FEW:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the order of the results depends on besides the persons themselves."""

    prefixes: list[str]
    today: Collection[int]
    whole: Collection[int] = ()
    guessed: Collection[int] = ()
    # Of those guessed, whose names were only run together.
    apart: Collection[int] = ()


def _results(ids: Iterable[int], asked: _Asked, limit: int) -> list[Match]:
    """The first ``limit`` of ``ids`` in their order, as :class:`Match`; nobody of a list still coming in."""
    ids = dict.fromkeys(ids)
    ids = ids.keys() - import_run.unfinished(ids)
    waiting = _waiting(asked.today)
    since, here = clock.now() - RECENT, site.here()

    def order(row: Any) -> tuple[Any, ...]:
        number, seen_at, site_id, *names = row
        today = 0 if number in waiting else 1 if number in asked.today else 2
        recent = seen_at is not None and seen_at >= since
        elsewhere = here is not None and site_id != here
        guessed = number in asked.guessed
        folded = text.fold(" ".join(names))
        spelled = not guessed or number in asked.apart
        missed = 0 if spelled else alike.distance(asked.prefixes, folded.split())
        return guessed, missed, today, not recent, elsewhere, number not in asked.whole, folded, number

    rows: Any = PersonRow.select(*_ORDERED).where(PersonRow.id.in_(list(ids))).tuples()
    first = [row[0] for row in sorted(rows, key=order)[:limit]]
    persons = {row.id: row for row in PersonRow.select().where(PersonRow.id.in_(first))}
    left = _left([number for number in first if number in asked.today])
    return [
        _found(persons[number], number in waiting, number in asked.guessed, left.get(number, ""))
        for number in first
    ]


def _waiting(today: Collection[int]) -> set[int]:
    if not today:
        return set()
    rows: Any = VisitRow.select(VisitRow.person).where(of_room(), VisitRow.status == VisitStatus.WAITING)
    return {number for (number,) in rows.tuples() if number}


def _left(people: list[int]) -> dict[int, str]:
    """« parti 09:41 » for each of ``people`` whose last visit of today ended without being received."""
    if not people:
        return {}
    today = VisitRow.select().where(VisitRow.day == clock.today(), VisitRow.person.in_(people))
    last = {row.person_id: row for row in today.order_by(VisitRow.id)}
    gone = {number: row for number, row in last.items() if row.status == VisitStatus.LEFT}
    return {number: f"parti {clock.local(row.closed_at):%H:%M}" for number, row in gone.items()}


def _found(row: Any, waiting: bool, guessed: bool, left: str) -> Match:
    if row.protected:
        return Match(row.id, PROTECTED, "", None, "", "", None, waiting, guessed, left=left)
    return filled(
        Match,
        row,
        person_id=row.id,
        name=from_row(row).name,
        phone_tail=row.phone[-3:],
        waiting=waiting,
        alike=guessed,
        left=left,
    )
