"""What programs write beside the standard, and still mean: each case after the habit of one of them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import clock
from models.calendars import event as calendar_event
from models.calendars import read as calendar_read
from models.calendars import rule as calendar_rule
from models.errors import ComptoirError
from tests.conftest import MORNING
from tests.models.calendars.made import event, read, shown, written

START = "DTSTART;TZID=Europe/Zurich:20261124T090000"
END = "DTEND;TZID=Europe/Zurich:20261124T100000"
ONCE = ["24.11.2026 09:00 – 10:00"]
TWICE = [*ONCE, "25.11.2026 09:00 – 10:00"]
EACH_DAY = [f"{day}.11.2026 09:00 – 10:00" for day in (24, 25, 26)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # Exchange puts spaces among the days.
        ([START, END, "RRULE:FREQ=DAILY;COUNT=2;BYDAY=MO, TU, WE, TH, FR"], TWICE),
        # Sites that make calendars from a form leave empty what was not filled in.
        ([START, END, "RRULE:"], ONCE),
        ([START, END, "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:", "RDATE:"], TWICE),
        ([START, END, "RECURRENCE-ID:"], ONCE),
        # OBM says both, and means the end.
        ([START, END, "DURATION:PT30M"], ONCE),
        ([START, "DURATION:PT1H "], ONCE),
        # A last day without an hour still is one.
        ([START, END, "RRULE:UNTIL=20261126;FREQ=DAILY"], EACH_DAY),
        (["DTSTART:20261124T080000Z", "DTEND:20261124T090000Z", "RRULE:FREQ=DAILY;UNTIL=20261126"], EACH_DAY),
        ([START, END, "RRULE:FREQ=DAILY;COUNT=2;RSCALE=GREGORIAN;X-DAY=1;"], TWICE),
        # Web services write instants as the rest of the web does.
        (["DTSTART:2026-11-24T08:00:00Z", "DTEND:2026-11-24T10:00+01:00"], ONCE),
        (["DTSTART:20261124T0900", "DTEND:20261124T0900Z"], ONCE),
        (["DTSTART:2026-11-24", "DTEND:2026-11-25"], ["24.11.2026 00:00 – 25.11.2026 00:00"]),
        # An absence without an end.
        (["DTSTART:20200101T000000Z", "DTEND:99991231T235959Z"], ["22.11.2026 00:00 – 29.12.2027 00:00"]),
    ],
)  # fmt: skip
def test_an_event_is_read_as_its_program_means_it(
    lines: list[str], expected: list[str], tmp_path: Path, monday: datetime
) -> None:
    reading = read(written(tmp_path, *event(*lines)))
    assert (shown(reading), reading.rejected, reading.notes) == (expected, [], [])


DAYS = ["DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261125", "RRULE:FREQ=DAILY;COUNT=4"]
HOURS = [START, END, "RRULE:FREQ=DAILY;COUNT=4"]
# Midnight of Zurich on the 25th, as programs write it that keep instants.
MIDNIGHT = "20261124T230000Z"


@pytest.mark.parametrize("left_out", [MIDNIGHT, "20261125T000000Z", f"{MIDNIGHT},20261126T230000Z"])
def test_a_day_left_out_of_whole_days_may_be_written_as_an_instant(
    left_out: str, tmp_path: Path, monday: datetime
) -> None:
    reading = read(written(tmp_path, *event(*DAYS, f"EXDATE:{left_out}")))
    last = "27.11.2026" if "," in left_out else "28.11.2026"
    times = ["24.11.2026 00:00 – 25.11.2026 00:00", f"26.11.2026 00:00 – {last} 00:00"]
    assert (shown(reading), reading.notes) == (times, [])


@pytest.mark.parametrize(
    ("series", "exception"),
    [
        (DAYS, f"RECURRENCE-ID:{MIDNIGHT}"),
        (DAYS, "RECURRENCE-ID;TZID=Europe/Zurich:20261125T000000"),
        (HOURS, "RECURRENCE-ID;VALUE=DATE:20261125"),
        (
            ["DTSTART:20261124T080000Z", "DTEND:20261124T090000Z", HOURS[2]],
            "RECURRENCE-ID;VALUE=DATE:20261125",
        ),
    ],
)
def test_a_day_of_a_series_is_cancelled_whichever_way_it_is_said(
    series: list[str], exception: str, tmp_path: Path, monday: datetime
) -> None:
    cancelled = event(exception, *series[:2], "STATUS:CANCELLED")
    reading = read(written(tmp_path, *event(*series), *cancelled))
    left_out = read(written(tmp_path, *event(*series, "EXDATE;VALUE=DATE:20261125")))
    assert reading.times == left_out.times
    assert not any(clock.local(start).day == 25 for start, _ in reading.times) and len(reading.times) > 1


def test_a_whole_day_moved_to_an_hour_leaves_the_day(tmp_path: Path, monday: datetime) -> None:
    moved = event(f"RECURRENCE-ID:{MIDNIGHT}", "DTSTART:20261125T100000Z", "DTEND:20261125T110000Z")
    assert shown(read(written(tmp_path, *event(*DAYS), *moved))) == [
        "24.11.2026 00:00 – 25.11.2026 00:00",
        "25.11.2026 11:00 – 12:00",
        "26.11.2026 00:00 – 28.11.2026 00:00",
    ]


def test_the_last_of_whole_days_may_be_said_as_an_instant(tmp_path: Path, monday: datetime) -> None:
    until = event(*DAYS[:2], "RRULE:FREQ=DAILY;UNTIL=20261126T230000Z")
    assert shown(read(written(tmp_path, *until))) == ["24.11.2026 00:00 – 28.11.2026 00:00"]


def described(name: str, *, rules: bool = True, more: str = "") -> list[str]:
    """The hours of Zurich as a file describes them."""
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    for kind, start, before, after, month in (
        ("STANDARD", "16010101T030000", "+0200", "+0100", 10),
        ("DAYLIGHT", "16010101T020000", "+0100", "+0200", 3),
    ):
        lines += [f"BEGIN:{kind}", f"DTSTART:{start}", f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}"]
        lines += [f"RRULE:FREQ=YEARLY;BYDAY=-1SU{more};BYMONTH={month}"] if rules else []
        lines += [f"END:{kind}"]
    return [*lines, "END:VTIMEZONE"]


@pytest.mark.parametrize(
    ("zone", "hour", "before"),
    [
        ("W. Europe Standard Time 1", 9, []),
        ("(UTC+01:00) Amsterdam, Berlin, Berne, Rome, Stockholm, Vienne", 9, []),
        ("(UTC+00:00) Dublin, Édimbourg, Lisbonne, Londres", 10, []),
        ("(GMT+01.00) Amsterdam / Berlin / Bern / Rome", 9, []),
        ("(UTC+07:00) Bangkok, Hanoi, Jakarta", 3, []),
        ("tzone://Microsoft/Utc", 10, []),
        ("tzone://Microsoft/Olson/Europe/Lisbon", 10, []),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Lisbon", 10, []),
        ("europe/lisbon", 10, []),
        ("UTC+02:00", 8, []),
        ("GMT-0500", 15, []),
        # Escaped where the file describes it, bare where its events name it.
        ("(UTC+05:00) Chez nous, au loin", 9, described("(UTC+05:00) Chez nous\\, au loin")),
        ("Western/Central Europe", 9, described("Western/Central Europe", more=";BYHOUR=2;BYMINUTE=0")),
    ],
)
def test_a_zone_is_found_whatever_a_program_calls_it(
    zone: str, hour: int, before: list[str], tmp_path: Path, monday: datetime
) -> None:
    quoted = f'"{zone}"'
    for name in (quoted, zone) if "//" in zone else (quoted,):
        lines = event(f"DTSTART;TZID={name}:20261124T090000", "DURATION:PT1H")
        reading = read(written(tmp_path, *before, *lines))
        assert [clock.local(start).hour for start, _ in reading.times] == [hour]
        assert (reading.notes, reading.rejected) == ([], [])


def test_a_zone_with_two_hours_and_no_day_to_change_them_is_the_one_that_has_both(
    tmp_path: Path, monday: datetime
) -> None:
    lines = event("DTSTART;TZID=Customized Time Zone:20270701T090000", "DURATION:PT1H")
    reading = read(written(tmp_path, *described("Customized Time Zone", rules=False), *lines))
    assert shown(reading) == ["01.07.2027 09:00 – 10:00"]


def test_an_hour_without_zone_is_one_of_where_the_calendar_is_kept(tmp_path: Path, monday: datetime) -> None:
    lines = ["DTSTART:20261124T090000", "DTEND:20261124T100000"]
    series = event(*lines, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20261125T090000")
    found = shown(read(written(tmp_path, "X-WR-TIMEZONE:Europe/Lisbon", *series)))
    assert found == ["24.11.2026 10:00 – 11:00", "26.11.2026 10:00 – 11:00"]
    day = event("DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261125")
    found = shown(read(written(tmp_path, "X-WR-TIMEZONE:Europe/Lisbon", *day)))
    assert found == ["24.11.2026 00:00 – 25.11.2026 00:00"]


def test_a_name_of_a_zone_is_no_way_to_a_terminal(tmp_path: Path, monday: datetime) -> None:
    lines = event("DTSTART;TZID=A\x1b[31mB:20261124T090000", "DURATION:PT1H")
    (note,) = read(written(tmp_path, *lines)).notes
    assert "\x1b" not in note.reason


@pytest.mark.parametrize("line", ["EXDATE:quelquefois", "EXRULE:FREQ=DAILY;INTERVAL=2"])
def test_an_exception_that_is_not_understood_frees_nothing_and_is_named(
    line: str, tmp_path: Path, monday: datetime
) -> None:
    reading = read(written(tmp_path, *event(START, END, "RRULE:FREQ=DAILY;COUNT=2", line)))
    assert shown(reading) == TWICE
    assert [(one.line, "restent occupés" in one.reason) for one in reading.notes] == [(8, True)]


def test_two_series_of_one_name_both_take_their_time(tmp_path: Path, monday: datetime) -> None:
    one = event(START, END, "RRULE:FREQ=DAILY;COUNT=2")
    other = event("DTSTART:20261130T090000Z", "DTEND:20261130T100000Z", "RRULE:FREQ=DAILY;COUNT=1")
    assert shown(read(written(tmp_path, *one, *other))) == [*TWICE, "30.11.2026 10:00 – 11:00"]
    newer = event("SEQUENCE:1", *other[2:-1])
    assert shown(read(written(tmp_path, *one, *newer))) == ["30.11.2026 10:00 – 11:00"]


def test_a_night_without_that_hour_ends_no_series(tmp_path: Path, monday: datetime) -> None:
    lines = event(
        "DTSTART;TZID=Europe/Zurich:20270327T020000",
        "DTEND;TZID=Europe/Zurich:20270327T030000",
        "RRULE:FREQ=DAILY;COUNT=3",
    )
    reading = read(written(tmp_path, *lines))
    assert shown(reading) == ["27.03.2027 02:00 – 03:00", "29.03.2027 02:00 – 03:00"]
    assert [one.line for one in reading.notes] == [3]


def test_who_declined_is_known_by_the_address_that_apple_writes_beside(
    tmp_path: Path, monday: datetime
) -> None:
    guest = "ATTENDEE;EMAIL=rey@service.example;PARTSTAT=DECLINED:urn:uuid:1"
    for line in (guest, "ATTENDEE;PARTSTAT=DECLINED: MAILTO:Rey@service.example"):
        reading = read(written(tmp_path, *event(START, END, line)), owner="rey@service.example")
        assert (reading.times, reading.free) == ([], 1)


def test_a_period_that_ends_before_it_begins_is_named(tmp_path: Path, monday: datetime) -> None:
    good = "FREEBUSY:20261124T080000Z/PT1H"
    bad = "FREEBUSY:20261125T080000Z/20261124T080000Z"
    reading = read(written(tmp_path, "BEGIN:VFREEBUSY", good, bad, "END:VFREEBUSY"))
    assert (shown(reading), [one.line for one in reading.rejected]) == (ONCE, [5])


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-8", "cp1252"]
)  # fmt: skip
def test_a_calendar_is_read_in_whatever_letters_it_is_saved(
    encoding: str, tmp_path: Path, monday: datetime
) -> None:
    path = written(tmp_path, *event(START, END, "SUMMARY:Réunion d’équipe", "DESCRIPTION:é", " è"))
    path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode(encoding))
    assert shown(read(path)) == ONCE


@pytest.mark.parametrize("end", ["\n", "\r\r\n", "\r\n\r\n"])
def test_lines_may_end_as_old_programs_end_them(end: str, tmp_path: Path, monday: datetime) -> None:
    folded = [START[:20], " " + START[20:], END, "SUMMARY:x"]
    path = written(tmp_path, *event(*folded))
    path.write_bytes(path.read_bytes().replace(b"\r\n", end.encode()))
    assert shown(read(path)) == ONCE


RULES = st.builds(
    lambda often, interval, more: f"FREQ={often};INTERVAL={interval}{more}",
    st.sampled_from(["HOURLY", "DAILY", "WEEKLY"]),
    st.sampled_from([1, 2, 3, 5, 12]),
    st.sampled_from(
        ["", ";COUNT=4000", ";UNTIL=20270301T000000Z", ";BYDAY=MO,WE,SU;WKST=SU", ";BYMONTH=3,11"]
    ),
)  # fmt: skip
BEGINNINGS = st.dates(date(2015, 1, 1), date(2026, 12, 31)).map(lambda day: f"{day:%Y%m%d}")


@settings(deadline=None, max_examples=40)
@given(RULES, BEGINNINGS, st.sampled_from(["PT1H", "P3D"]))
def test_a_series_that_began_long_ago_takes_the_same_times_when_its_past_is_left_out(
    tmp_path_factory: pytest.TempPathFactory, rule: str, day: str, length: str
) -> None:
    path = written(
        tmp_path_factory.mktemp("old", numbered=True),
        *event(f"DTSTART;TZID=Europe/Zurich:{day}T090000", f"DURATION:{length}", f"RRULE:{rule}"),
    )
    with clock.frozen(MORNING), pytest.MonkeyPatch.context() as patch:
        found = read(path).times
        patch.setattr(calendar_rule, "nearer", lambda _rule, start, _wanted: start)
        assert found == read(path).times


@pytest.mark.parametrize("rule", ["FREQ=HOURLY", "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2"])
def test_how_long_ago_a_rule_began_costs_nothing(rule: str, monday: datetime) -> None:
    lines = ["UID:1", "DTSTART:00010103T100000Z", "DURATION:PT1H", f"RRULE:{rule}"]
    found = calendar_event.parse(None, lines)  # type: ignore[arg-type]
    calendar_event.begin_later(found, date(2026, 11, 1))
    start = found["DTSTART"].dt
    assert (
        timedelta() <= datetime(2026, 11, 1, tzinfo=UTC) - start + timedelta(hours=10) <= timedelta(days=15)
    )
    assert calendar_event.steps(found, date(2026, 11, 1), date(2027, 11, 1)) <= 8 * 366 * 24


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY;BYYEARDAY=40;BYMONTH=6",
        "FREQ=DAILY;BYWEEKNO=1;BYMONTH=6",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=HOURLY;INTERVAL=168;BYDAY=MO",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=6",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=3",
        "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31",
    ],
)
def test_a_rule_that_names_no_day_is_not_looked_for_until_the_year_9999(
    rule: str, tmp_path: Path, monday: datetime
) -> None:
    good = event("DTSTART:20261124T150000Z", "DTEND:20261124T160000Z", uid="good")
    reading = read(written(tmp_path, *good, *event(START, END, f"RRULE:{rule}")))
    assert [one.reason for one in reading.rejected] == ["la répétition nomme un jour qui n’existe pas"]


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "20240229"),
        ("FREQ=MONTHLY;BYMONTH=1,7;BYDAY=-1FR", "20250131"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1", "20251231"),
        ("FREQ=YEARLY;BYYEARDAY=-1,366;BYMONTH=12", "20251231"),
        ("FREQ=YEARLY;BYWEEKNO=-1,53;BYDAY=TH", "20251225"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", "20261124"),
        ("FREQ=HOURLY;INTERVAL=48;BYDAY=MO", "20261124"),
    ],
)
def test_a_rule_that_names_a_rare_day_is_followed(
    rule: str, day: str, tmp_path: Path, monday: datetime
) -> None:
    lines = event(f"DTSTART:{day}T090000Z", "DURATION:PT1H", f"RRULE:{rule}")
    assert read(written(tmp_path, *lines)).rejected == []


def test_a_zone_with_rules_without_number_is_not_followed(tmp_path: Path, monday: datetime) -> None:
    zone = described("Chez nous")
    many = [*zone[:2], *zone[2:-1] * 40, zone[-1]]
    weekly = [line.replace(";BYDAY=-1SU;BYMONTH=10", ";BYDAY=MO") for line in zone]
    lines = event("DTSTART;TZID=Chez nous:20261124T090000", "DURATION:PT1H")
    for rules in (many, weekly):
        assert ["Chez nous" in one.reason for one in read(written(tmp_path, *rules, *lines)).notes] == [True]


def test_rules_without_end_are_refused_together_before_they_are_followed_for_hours(
    tmp_path: Path, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_read, "MOST_STEPS", 10_000)
    lines = [line for number in range(9) for line in event(START, END, "RRULE:FREQ=DAILY", uid=str(number))]
    with pytest.raises(ComptoirError, match=r"ligne \d+\).*période plus courte.*Rien n’a été changé"):
        read(written(tmp_path, *lines))
    counted = event("DTSTART:19000101T090000Z", "DURATION:PT1H", "RRULE:FREQ=HOURLY;COUNT=1000000000")
    good = event(START, END, uid="good")
    monkeypatch.setattr(calendar_read, "MOST_STEPS", 2_000_000)
    reading = read(written(tmp_path, *good, *counted))
    assert [(one.line, "trop" in one.reason) for one in reading.rejected] == [(8, True)]
