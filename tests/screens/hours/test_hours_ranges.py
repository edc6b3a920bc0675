"""A range typed, changed, left out on a day, taken away: refused at its field, undone by one key."""

from datetime import date, time

import pytest

from models.hours import opening
from models.service.venue import Venue
from tests.screens.conftest import Sit
from tests.screens.hours.played import MONDAY, TUESDAY, booked, open_hours, ranges, worker

pytestmark = pytest.mark.usefixtures("monday")


async def test_the_ranges_of_a_worker_stand_in_the_order_of_the_week(sit: Sit) -> None:
    async with sit() as counter:
        rey = worker(counter).id or 0
        counter.call(opening.OpeningRangeRow.delete().execute)
        for days, start, end in (
            ("FREQ=WEEKLY;BYDAY=TH", time(8), time(9)),
            ("FREQ=WEEKLY;BYDAY=MO,TU", time(14), time(17)),
            ("FREQ=WEEKLY;BYDAY=WE", time(7), time(8)),
            ("FREQ=WEEKLY;BYDAY=MO,TU", time(8, 30), time(12)),
        ):
            counter.call(opening.open_range, counter.app.agent, rey, days, start, end, starts_on=MONDAY)
        counter.call(
            opening.open_range, counter.app.agent, rey, "FREQ=DAILY", time(18), time(19),
            starts_on=TUESDAY, ends_on=TUESDAY, overbooking=1, buffer=5,
        )  # fmt: skip
        await open_hours(counter)
        assert [line.strip() for line in counter.lines if "–" in line] == [
            "lu ma, 8:30–12:00",
            "lu ma, 14:00–17:00",
            "me, 7:00–8:00",
            "je, 8:00–9:00",
            "le 24.11.2026, 18:00–19:00 ; 1 en surnombre ; battement 5 min",
        ]


async def test_a_range_is_added_changed_and_taken_away_and_each_is_undone(sit: Sit) -> None:
    async with sit() as counter:
        before = ranges(counter)
        await open_hours(counter)
        await counter.press("n")
        await counter.fill(days="sa", from_hour="9", to_hour="12")
        assert "sa, 9:00–12:00" in counter.text
        await counter.press("ctrl+s")
        assert counter.place == "hours"
        added = next(one for one in ranges(counter) if one not in before)
        assert (added.words, added.venues) == ("sa, 9:00–12:00", (Venue.ON_SITE, Venue.PHONE))
        counter.app.screen.query_one("Lines").pick(f"range:{added.id}")  # type: ignore[attr-defined]
        await counter.press("enter")
        await counter.fill(to_hour="11:30")
        await counter.press("ctrl+s")
        assert counter.call(opening.get, added.id).words == "sa, 9:00–11:30"
        await counter.press("u")
        assert "La plage est comme avant." in counter.text
        assert counter.call(opening.get, added.id) == added
        counter.app.screen.query_one("Lines").pick(f"range:{added.id}")  # type: ignore[attr-defined]
        await counter.press("x")
        assert ranges(counter) == before
        await counter.press("u")
        assert [one.words for one in ranges(counter) if one not in before] == ["sa, 9:00–12:00"]


async def test_a_range_that_overlaps_is_refused_and_nothing_is_lost(sit: Sit) -> None:
    async with sit() as counter:
        before = ranges(counter)
        await open_hours(counter)
        await counter.press("n")
        await counter.fill(days="lu", from_hour="11", to_hour="13")
        await counter.press("ctrl+s")
        assert counter.place == "hours_form"
        assert "Plages qui se chevauchent" in counter.text
        assert counter.form.state.focus == "from_hour"
        assert ranges(counter) == before
        await counter.fill(from_hour="12")
        await counter.press("ctrl+s")
        assert len(ranges(counter)) == len(before) + 1


async def test_only_a_day_of_the_range_is_left_out(sit: Sit) -> None:
    async with sit() as counter:
        before = ranges(counter)
        await open_hours(counter, f"range:{before[0].id}")
        await counter.press("enter")
        await counter.fill(**{"except": "28.11"})
        await counter.press("ctrl+s")
        assert counter.place == "hours_form"
        assert "n’ouvre pas le samedi 28 novembre 2026" in " ".join(counter.text.split())
        assert counter.form.state.focus == "except"
        assert ranges(counter) == before
        await counter.fill(**{"except": "27.11"})
        await counter.press("ctrl+s")
        assert ranges(counter)[0].exceptions == (date(2026, 11, 27),)


async def test_a_range_with_appointments_is_taken_away_when_asked_twice(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", TUESDAY, time(9))
        morning = next(one for one in ranges(counter) if one.from_hour < time(12))
        await open_hours(counter, f"range:{morning.id}")
        await counter.press("x")
        assert "1 rendez-vous touché dans cette plage" in counter.text
        assert morning in ranges(counter)
        await counter.press("x")
        assert morning not in ranges(counter)
        assert counter.place == "misplaced"
        assert "en dehors des heures de Mme Rey" in counter.text
        await counter.press("escape", "u")
        assert [one.words for one in ranges(counter)].count(morning.words) == 1
