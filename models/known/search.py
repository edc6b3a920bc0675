"""Finding a person by what is typed: words in any order, a birth date, a telephone, a ``#`` number.

A search never reads more than :data:`POOL` persons, however many there are: the index gives those seen last
first, and stops there. Those of today are looked at one by one, so none of them is ever left out.
"""

import functools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models import clock, text
from models.agenda.appointment import CANCELLED, AppointmentRow
from models.casefile import casefile
from models.known import alike, asking, guess
from models.lists import import_run
from models.person import birth, naming, referent
from models.person.person import PROTECTED, PersonRow, from_row
from models.room import ticket
from models.room.visit import VisitRow, VisitStatus, of_room
from models.service import site
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal, person_index
from models.store.database import engine, read, write
from models.store.rows import filled

LIMIT = 20
# As much of what was typed is kept in the journal.
WORDS = 80
# How many of those seen last are put in order; more would only be read to be left out.
POOL = 200
# « 2026-0042 », with or without its #.
_FILE = re.compile(r"#?((?:19|20)\d\d)-(\d{1,6})")
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


# What each agent of this program is typing, until it has its line in the journal.
_under_way: dict[int | None, str] = {}


@dataclass(frozen=True, slots=True)
class Match:
    """One result: enough to tell homonyms apart, no more (the telephone's last three digits only)."""

    person_id: int
    name: str
    born_as: str
    born: str
    commune: str
    phone_tail: str
    seen_at: datetime | None
    waiting: bool
    alike: bool
    nickname: str = ""
    # « parti 09:41 »: when they left today without having been received.
    left: str = ""
    # Who follows them; of several, whoever has for longest.
    followed_by: str = ""
    # The number of their active case file; of several, the newest.
    file: str = ""


def search(typed: str, limit: int = LIMIT) -> list[Match]:
    """Persons matching ``typed``: who waits, who is expected today, seen in 90 days, anybody; then by name.

    At a site only those who wait or are expected there come first, and each time those last seen there come
    before the others. Words are beginnings of names in any order; digits a birth date or a telephone number,
    or the last digits of one; ``#12`` the ticket of today or the form number; ``2026-0042`` a case file; an
    e-mail address, or a part of one, whoever has it. Under five hits, words spelled or said alike, words that
    were run together, initials (« jp ») and parts of an e-mail address are added, marked ``alike``, after all
    others, those written most like it first.
    """
    typed = text.clean(typed)
    today = _expected_today()
    numbered = _FILE.fullmatch(typed)
    if numbered and (whose := casefile.holders(int(numbered[1]), int(numbered[2]))):
        return _results(whose, _Asked([], today), limit)
    if typed.startswith("#"):
        return _results(_by_number(typed[1:]), _Asked([], today), limit)
    prefixes = asking.prefixes(typed)
    if not prefixes:
        return []
    if "@" in typed and (same := _by_email(typed) or _find([[f"{person_index.address(typed)}*"]], today)):
        return _results(same, _Asked([], today), limit)
    wanted = [asking.beginnings(prefix, ends=not asking.dated(typed)) for prefix in prefixes]
    find = functools.partial(_find, today=today)
    exact = find(wanted)
    # Among too many, whoever bears just that name: « Li » would drown in the Limas.
    whole = _latest([[one] for one in prefixes]) if len(exact) >= POOL else []
    apart, guessed = guess.guessed(prefixes, wanted, find) if len(exact) < guess.FEW else ([], [])
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
    followed = referent.of_people(first)
    files = casefile.numbers(first)
    left = _left([number for number in first if number in asked.today])
    return [
        _found(
            persons[number],
            waiting=number in waiting,
            alike=number in asked.guessed,
            left=left.get(number, ""),
            file=files.get(number, ""),
            followed_by=next((one.name for one in followed.get(number, ())), ""),
        )
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
    return {number: f"départ {clock.local(row.closed_at):%H:%M}" for number, row in gone.items()}


def _found(row: Any, **more: bool | str) -> Match:
    if row.protected:
        more["followed_by"] = more["file"] = ""
        return Match(row.id, PROTECTED, "", "", "", "", None, **more)  # type: ignore[arg-type]
    return filled(
        Match,
        row,
        person_id=row.id,
        name=from_row(row).name,
        born_as=naming.born_as(row),
        born=birth.shown(row),
        phone_tail=row.phone[-3:],
        **more,
    )
