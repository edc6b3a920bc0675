"""What the tests in a terminal stand on: a morning at every hour of the real day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.terminal.furnish import MORNING, morning_zone


def test_a_site_of_the_tests_shows_morning_at_every_hour() -> None:
    midnight = datetime(2026, 12, 31, 0, 59, tzinfo=UTC)
    for instant in (midnight + timedelta(hours=hour) for hour in range(24)):
        assert instant.astimezone(ZoneInfo(morning_zone(instant))).hour == MORNING
