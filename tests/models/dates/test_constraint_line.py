"""A line as it is said at a counter: what was understood of it is said, and so is what was not."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import clock
from models.cells.days import Days
from models.dates import constraint
from models.dates.constraint import Constraint
from models.service import holiday
from models.slots import slot
from models.store.database import Database
from tests.models.slots.slot_oracle import proposals
from tests.models.slots.test_slot_oracle import Service, a_service, a_wish

pytestmark = pytest.mark.usefixtures("monday")

KNOWN = ["Claire Rey", "Luc Favre", "sur place", "téléphone", "domicile", "visio"]
# A line as it is typed, what is understood of it and, after a second bar, the words that are not.
TABLE = Path(__file__).with_name("said.txt")
LINES = [one for one in TABLE.read_text("utf-8").splitlines() if one and not one.startswith("#")]


def told(words: str) -> str:
    said = constraint.read(words, KNOWN)
    return " | ".join(filter(None, (words, said.said or "-", " + ".join(said.unknown)))).replace(
        "\u00a0", " "
    )


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_understood_or_what_is_not_is_named(line: str) -> None:
    assert told(line.split(" | ", maxsplit=1)[0]) == line


def test_there_are_enough_ways_of_saying_it() -> None:
    assert len(LINES) >= 120


@pytest.mark.parametrize("line", LINES)
def test_what_is_read_out_would_be_understood_the_same(line: str) -> None:
    """Said again as it was read out, a line means the same times."""
    words = line.split(" | ", maxsplit=1)[0]
    said = constraint.read(words, KNOWN)
    again = constraint.read(
        said.said.replace("(n’existe pas)", "").replace("(", " avec ").replace(")", ""), KNOWN
    )
    first = clock.today()
    for day in (first + timedelta(days=shift) for shift in range(28)):
        for hour in (7, 9, 10, 11, 12, 14, 15, 16, 17):
            start = clock.at(day, time(hour))
            for who in ("Claire Rey", "Luc Favre"):
                heard = (who, "téléphone" if hour % 2 else "domicile")
                assert said.fits(start, *heard) is again.fits(start, *heard), (
                    start,
                    heard,
                    said.said,
                    again.said,
                )


def test_of_a_page_pasted_by_mistake_the_beginning_is_read_and_the_rest_is_named() -> None:
    said = constraint.read("mardi matin " + "ou jeudi " * 1000, KNOWN)
    assert said.unknown == ("la fin de la ligne",)
    assert 2 < len(said.alternatives) < 30
    assert constraint.read("1" * 5000, KNOWN).unknown == ("la fin de la ligne",)


# --- against a slow and obvious reckoning

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
HOURS = {
    "matin": (0, 12),
    "l’après-midi": (12, 24),
    "après 14 h": (14, 24),
    "dès 15h": (15, 24),
    "avant 10h": (0, 10),
    "de 9h à 11h": (9, 11),
    "14h-16h": (14, 16),
    "entre 13 h et 17 h": (13, 17),
}


@dataclass(frozen=True)
class Said:
    """A line, and the times it means: (weekday, from hour, to hour), less others."""

    words: str
    wanted: list[tuple[int, int, int]]
    without: list[tuple[int | None, int, int]]

    def means(self, start: datetime) -> bool:
        local = clock.local(start)
        day, hour = local.weekday(), local.hour
        return any(one == day and low <= hour < high for one, low, high in self.wanted) and not any(
            one in (None, day) and low <= hour < high for one, low, high in self.without
        )


@st.composite
def a_line(draw: st.DrawFn) -> Said:
    """Some alternatives, with what is said of all of them before, after, or behind a comma."""
    words, wanted, pending = "", [], []
    for number in range(draw(st.integers(1, 4))):
        day, hours = draw(st.sampled_from(WEEKDAYS)), draw(st.sampled_from(("", *HOURS)))
        joined = draw(st.sampled_from((" ou ", ", ", " et ", " ; ", " ou le "))) if number else ""
        words += joined + f"{day} {hours}".strip()
        pending.append(WEEKDAYS.index(day))
        if hours:
            wanted += [(one, *HOURS[hours]) for one in pending]
            pending = []
    wanted += [(one, 0, 24) for one in pending]
    without: list[tuple[int | None, int, int]] = []
    if draw(st.booleans()):
        low = draw(st.integers(8, 16))
        bound = f"pas avant {low} h"
        if draw(st.booleans()):
            words, without = f"{words}, {bound}", [(None, 0, low)]
        elif not any(hours in words for hours in HOURS):
            words, wanted = f"{bound}, {words}", [(one, low, high) for one, _, high in wanted]
    if draw(st.booleans()):
        day, part = draw(st.sampled_from(WEEKDAYS)), draw(st.sampled_from(("", "matin", "après 14 h")))
        words += draw(st.sampled_from((" sauf le ", ", pas le ", ", sauf "))) + f"{day} {part}".strip()
        without.append((WEEKDAYS.index(day), *(HOURS[part] if part else (0, 24))))
    return Said(words, wanted, without)


@settings(max_examples=200, deadline=None)
@given(line=a_line(), first=st.sampled_from((date(2026, 11, 24), date(2026, 3, 27), date(2026, 10, 23))))
def test_a_line_means_its_alternatives_less_what_is_left_out(line: Said, first: date) -> None:
    said, days = constraint.read(line.words, KNOWN), Days(first, first + timedelta(days=6))
    assert said.unknown == ()
    starts = said.starts(days, said.heard("Claire Rey", "sur place"))
    for position in range(days.begins[0], days.begins[-1]):
        start = days.instant(position)
        assert said.fits(start, "Claire Rey", "sur place") is line.means(start), (
            line.words,
            said.said,
            start,
        )
        assert bool(starts >> position & 1) is line.means(start)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_slots_of_a_line_are_those_that_it_means_and_none_is_missed(
    db: Database, data: st.DataObject
) -> None:
    service: Service = data.draw(a_service())
    wish, line = data.draw(a_wish(service)), data.draw(a_line())
    holiday.use("CH", "GE")
    with clock.frozen(service.at(service.now) + timedelta(seconds=30)):
        db.call(service.keep)
        said: Constraint = constraint.read(line.words, KNOWN)
        found = [
            (one.agent_id, one.starts_at, one.second.agent_id if one.second else None)
            for one in db.call(slot.free, wish, 100_000, said)
        ]
        expected = [
            (first[0], first[1], second[0] if second else None)
            for first, second in db.call(lambda: list(proposals(wish).elements()))
            if line.means(first[1])
        ]
    assert sorted(found, key=str) == sorted(expected, key=str)
