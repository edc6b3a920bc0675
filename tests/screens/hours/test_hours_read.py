"""What is typed about hours is read as people write it, and shown again as they would."""

from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import clock
from models.dates import moment
from models.errors import InvalidInput
from models.service.venue import Venue
from screens.hours import read as hours_read
from tests.screens.conftest import Sit

pytestmark = pytest.mark.usefixtures("monday")

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


async def test_all_that_a_range_can_say_is_read_and_shown_again(sit: Sit) -> None:
    async with sit() as counter:
        profile = counter.profile
        typed = {
            "agent": "2", "days": "sa", "from_hour": "8:00", "to_hour": "17:00", "pause": "12:00-13:00",
            "every": "2", "first": "5.12.2026", "last": "30.6.2027", "except": "19.12.2026",
            "motives": profile.motives[0].label, "minutes": "30", "buffer": "5", "capacity": "8",
            "overbooking": "2", "venues": "sur place, visio",
        }  # fmt: skip
        one = hours_read.read_range(typed, profile, (), None)
        assert one.rule == "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=SA"
        assert (one.capacity, one.overbooking, one.minutes, one.buffer) == (8, 2, 30, 5)
        assert (one.pause_from, one.pause_to) == (time(12), time(13))
        assert (one.starts_on, one.ends_on) == (date(2026, 12, 5), date(2027, 6, 30))
        assert (one.exceptions, one.motives) == ((date(2026, 12, 19),), (profile.motives[0].id,))
        assert one.venues == (Venue.ON_SITE, Venue.VIDEO)
        assert hours_read.range_values(one, profile, ()) == typed


@pytest.mark.parametrize(
    ("typed", "day", "hour"),
    [
        ("", MONDAY, None),
        ("aujourd’hui", MONDAY, None),
        ("demain", TUESDAY, None),
        ("demain 14h", TUESDAY, time(14)),
        ("24.12", date(2026, 12, 24), None),
        ("24.12 14:00", date(2026, 12, 24), time(14)),
        ("24.12.2027 8h30", date(2027, 12, 24), time(8, 30)),
        ("2 janvier", date(2027, 1, 2), None),
        ("14:00", MONDAY, time(14)),
        ("14h", MONDAY, time(14)),
        ("2026-12-24 14:00", date(2026, 12, 24), time(14)),
        ("29.2.2028", date(2028, 2, 29), None),
    ],
)
def test_a_moment_is_read_as_people_write_it(typed: str, day: date, hour: time | None) -> None:
    assert moment.read(typed, "from", clock.today()) == (day, hour)


@pytest.mark.parametrize(
    "typed", ["31.2", "29.2.2027", "2027-02-29", "24.12 25:00", "24.12 14:75", "bientôt", "99"]
)
def test_what_is_no_moment_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        moment.read(typed, "to", clock.today())
    assert refused.value.field == "to"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="0123456789 .:hH/demainlu’-", max_size=20))
def test_any_text_is_a_moment_or_a_refusal(monday: datetime, typed: str) -> None:
    try:
        moment.read(typed, "from", clock.today())
    except InvalidInput as error:
        assert error.field == "from"
