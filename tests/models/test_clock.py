"""Time: one source, the site's wall clock, and two odd days a year."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest

from models import clock


@pytest.mark.real_clock
def test_a_frozen_clock_stands_until_it_is_moved() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)  # the real clock: it is seen to run on afterwards
    with clock.frozen(noon):
        assert clock.now() == noon
        clock.advance(hours=1, minutes=30)
        assert clock.now() == noon + timedelta(minutes=90)
        with clock.frozen(noon):
            assert clock.now() == noon
        assert clock.now() == noon + timedelta(minutes=90)
    assert clock.now() != noon


@pytest.mark.real_clock
def test_a_running_clock_cannot_be_moved() -> None:
    with pytest.raises(RuntimeError):
        clock.advance(hours=1)


@pytest.mark.real_clock
def test_the_running_clock_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_the_day_changes_at_midnight_of_the_site() -> None:
    with clock.frozen(datetime(2026, 11, 23, 22, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 23)
        clock.advance(minutes=1)
        assert clock.today() == date(2026, 11, 24)
        clock.use_zone("UTC")
        assert clock.today() == date(2026, 11, 23)


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 11, 23), 24)])
def test_a_day_lasts_what_its_clock_says(day: tuple[int, int, int], hours: int) -> None:
    start, end = clock.day_bounds(date(*day))
    assert end - start == timedelta(hours=hours)
    assert clock.local(start).time() == clock.local(end).time() == time()


def test_an_hour_of_the_site_is_the_same_on_the_wall_in_summer_and_winter() -> None:
    for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25), date(2026, 10, 26)):
        instant = clock.at(day, time(9))
        assert instant.tzinfo is UTC
        assert clock.local(instant).replace(tzinfo=None) == datetime.combine(day, time(9))


def test_a_zone_nobody_knows_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        clock.use_zone("Europe/Carouge")


@pytest.mark.parametrize(
    "zone", ["Europe/Zurich", "America/Guadeloupe", "Pacific/Noumea", "Australia/Lord_Howe"]
)
def test_a_later_hour_of_a_day_never_comes_earlier(zone: str) -> None:
    clock.use_zone(zone)
    for day in (date(2026, 1, 1) + timedelta(days=count) for count in range(365)):
        instants = [clock.at(day, time(*divmod(minute, 60))) for minute in range(0, 1440, 5)]
        assert instants == sorted(instants), day


def test_an_hour_that_the_clock_skips_is_when_it_skips() -> None:
    spring = date(2026, 3, 29)
    for hour in (time(2), time(2, 17), time(2, 59)):
        assert clock.at(spring, hour) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert clock.at(spring, time(1, 59)) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert clock.at(spring, time(3, 1)) == datetime(2026, 3, 29, 1, 1, tzinfo=UTC)


def test_what_passes_is_counted_whatever_the_clock_is_set_to() -> None:
    began = clock.steady()
    with clock.frozen(datetime(2030, 1, 1, tzinfo=UTC)):
        stands = clock.steady()
        with clock.frozen(datetime(1990, 1, 1, tzinfo=UTC)):
            assert clock.steady() == stands
        clock.advance(minutes=3)
        assert clock.steady() == stands + 180
    assert clock.steady() >= began
