"""Calendars people keep elsewhere: when they say that somebody is busy, and what is wrong with them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import clock
from models.calendars import lines as calendar_lines
from models.calendars import read as calendar_read
from models.errors import ComptoirError
from tests.conftest import MORNING
from tests.models.calendars.made import CORPUS, FIRST, LAST, event, read, shown, written

TIMES = {
    "outlook.ics": [
        "24.11.2026 09:00 – 10:30",
        "26.11.2026 10:00 – 11:00",
        "08.12.2026 14:30 – 16:00",
        "10.12.2026 00:00 – 12.12.2026 00:00",
        "15.12.2026 09:00 – 10:30",
    ],
    "exchange.ics": ["24.11.2026 14:00 – 15:00", "25.11.2026 14:00 – 15:00", "27.11.2026 15:00 – 16:00"],
    "google.ics": [
        "27.11.2026 10:00 – 11:00",
        "22.03.2027 08:30 – 09:15",
        "29.03.2027 08:30 – 09:15",
        "13.04.2027 10:00 – 10:45",
    ],
    "thunderbird.ics": [
        "02.12.2026 13:30 – 15:30",
        "11.12.2026 13:30 – 15:30",
        "06.01.2027 13:30 – 15:30",
        "03.02.2027 13:30 – 15:30",
    ],
    "apple.ics": [
        "30.11.2026 09:30 – 10:30",
        "09.12.2026 00:00 – 10.12.2026 00:00",
        "10.12.2026 10:00 – 11:00",
        "28.03.2027 00:00 – 29.03.2027 00:00",
        "31.10.2027 00:00 – 01.11.2027 00:00",
    ],
    "nextcloud.ics": [
        "24.11.2026 11:00 – 12:00",
        "25.11.2026 11:00 – 12:00",
        "26.11.2026 11:00 – 12:00",
        "27.11.2026 15:00 – 16:00",
        "28.11.2026 15:00 – 16:00",
        "30.11.2026 22:00 – 01.12.2026 07:00",
    ],
    "careless.ics": [
        "24.11.2026 10:00 – 11:00",
        "25.11.2026 10:00 – 11:00",
        "26.11.2026 10:00 – 11:00",
        "27.11.2026 10:00 – 11:00",
        "27.11.2026 12:00 – 13:00",
    ],
    "availability.ics": [
        "24.11.2026 09:00 – 10:00",
        "25.11.2026 09:00 – 10:30",
        "26.11.2026 09:00 – 17:00",
    ],
    "broken.ics": ["26.11.2026 13:00 – 14:00", "27.11.2026 12:00 – 13:00"],
}


@pytest.mark.parametrize("name", TIMES)
def test_a_calendar_is_read_as_its_program_meant_it(name: str, monday: datetime) -> None:
    assert shown(read(CORPUS / name)) == TIMES[name]


def test_every_calendar_of_the_corpus_is_held_to_its_times() -> None:
    assert {path.name for path in CORPUS.glob("*.ics")} == {*TIMES, "many.ics"}


def test_whole_days_have_the_hours_of_the_day(monday: datetime) -> None:
    hours = [(end - start) / timedelta(hours=1) for start, end in read(CORPUS / "apple.ics").times]
    assert hours[-2:] == [23, 25]


def test_each_event_that_cannot_be_read_is_named_with_its_line(monday: datetime) -> None:
    reading = read(CORPUS / "broken.ics")
    assert [(one.line, one.reason) for one in reading.rejected] == [
        (3, "la ligne 5 n’a pas de deux-points"),
        (8, "DTSTART ne se lit pas"),
        (13, "la fin vient avant le début"),
        (18, "la répétition revient plus de 24 fois par jour, ou ne se lit pas"),
        (24, "la répétition nomme un jour qui n’existe pas"),
        (30, "DTSTART manque"),
        (35, "la répétition revient plus de 24 fois par jour, ou ne se lit pas"),
        (41, "l’événement n’est pas fermé (END:VEVENT)"),
    ]
    assert [(one.line, "Atlantis/Center" in one.reason) for one in reading.notes] == [(52, True)]
    assert reading.events == 10


def test_a_rule_of_ten_thousand_times_is_followed_where_it_matters(monday: datetime) -> None:
    times = read(CORPUS / "many.ics").times
    assert len(times) == 402
    assert {clock.local(start).hour for start, _ in times} == {7}


def test_an_invitation_is_free_for_whom_declined_it(tmp_path: Path, monday: datetime) -> None:
    invited = event(
        "DTSTART:20261126T090000Z",
        "DTEND:20261126T100000Z",
        "ATTENDEE;CN=Rey;PARTSTAT=DECLINED:mailto:Claire.Rey@service.example",
    )
    path = written(tmp_path, *invited)
    assert read(path, owner="claire.rey@service.example").times == []
    assert len(read(path, owner="somebody@service.example").times) == 1
    assert len(read(path).times) == 1


def test_an_unknown_zone_is_that_of_the_calendar_when_it_says_one(tmp_path: Path, monday: datetime) -> None:
    lines = event("DTSTART;TZID=Atlantis:20261124T100000", "DTEND;TZID=Atlantis:20261124T110000")
    (note,) = read(written(tmp_path, "X-WR-TIMEZONE:Europe/Lisbon", *lines)).notes
    assert "Europe/Lisbon" in note.reason
    assert shown(read(tmp_path / "agenda.ics")) == ["24.11.2026 11:00 – 12:00"]


def test_an_hour_without_end_takes_no_time_and_is_said(tmp_path: Path, monday: datetime) -> None:
    reading = read(written(tmp_path, *event("DTSTART:20261124T100000Z")))
    assert reading.times == []
    assert [one.line for one in reading.notes] == [3]


@pytest.mark.parametrize(
    ("length", "expected"),
    [("P1D", "27.03.2027 10:00 – 28.03.2027 10:00"), ("PT23H", "27.03.2027 10:00 – 28.03.2027 10:00"),
     ("PT2H", "27.03.2027 10:00 – 12:00"), ("P1W", "27.03.2027 10:00 – 03.04.2027 10:00")],
)  # fmt: skip
def test_days_are_counted_on_the_calendar_and_hours_by_the_clock(
    length: str, expected: str, tmp_path: Path, monday: datetime
) -> None:
    lines = event("DTSTART;TZID=Europe/Zurich:20270327T100000", f"DURATION:{length}")
    assert shown(read(written(tmp_path, *lines))) == [expected]


def test_a_series_keeps_its_hour_when_the_clocks_change(tmp_path: Path, monday: datetime) -> None:
    lines = event(
        "DTSTART;TZID=Europe/Zurich:20270320T083000",
        "DTEND;TZID=Europe/Zurich:20270320T090000",
        "RRULE:FREQ=DAILY;COUNT=20",
    )
    times = read(written(tmp_path, *lines)).times
    assert {f"{clock.local(start):%H:%M}" for start, _ in times} == {"08:30"}
    assert {start.hour for start, _ in times} == {7, 6}


def test_the_newest_of_two_copies_counts(tmp_path: Path, monday: datetime) -> None:
    old = event("SEQUENCE:1", "DTSTART:20261124T100000Z", "DTEND:20261124T110000Z")
    new = event("SEQUENCE:2", "DTSTART:20261125T100000Z", "DTEND:20261125T110000Z")
    assert shown(read(written(tmp_path, *new, *old))) == ["25.11.2026 11:00 – 12:00"]


def test_appointments_of_this_database_are_not_taken_twice(tmp_path: Path, monday: datetime) -> None:
    ours = event("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z", uid="7@ours.comptoir")
    theirs = event("DTSTART:20261125T100000Z", "DTEND:20261125T110000Z", uid="7@other.comptoir")
    reading = read(written(tmp_path, *ours, *theirs))
    assert (reading.own, shown(reading)) == (1, ["25.11.2026 11:00 – 12:00"])


def test_a_calendar_that_is_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_lines, "MOST_BYTES", 1000)
    path = written(tmp_path, *event("DTSTART:20261124T100000Z", "X-LONG:" + "x" * 2000))
    with pytest.raises(ComptoirError, match="Exportez une période plus courte"):
        read(path)


def test_an_endless_line_is_not_kept_in_memory(tmp_path: Path, monday: datetime) -> None:
    folded = [" " + "x" * 70] * 20_000
    lines = event("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z", "ATTACH:x", *folded)
    assert shown(read(written(tmp_path, *lines))) == ["24.11.2026 11:00 – 12:00"]


# A time zone as a file describes it, under a name that nobody knows: the rules of Geneva.
DESCRIBED = (
    "BEGIN:VTIMEZONE", "TZID:Chez nous", "BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD", "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE",
)  # fmt: skip


# Not the hours between two and three of the night, which a Sunday has twice or not at all.
WALL = st.builds(
    lambda day, hour, minute: datetime(2026, 11, 23) + timedelta(days=day, hours=hour, minutes=minute),  # noqa: DTZ001
    st.integers(0, 390),
    st.sampled_from([0, 1, 4, 8, 12, 17, 22]),
    st.integers(0, 59),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(WALL, min_size=1, max_size=5))
def test_a_zone_the_file_describes_is_read_like_the_known_one(
    tmp_path_factory: pytest.TempPathFactory, walls: list[datetime]
) -> None:
    folder = tmp_path_factory.mktemp("zones", numbered=True)
    found = []
    for zone in ("Chez nous", "Europe/Zurich", "W. Europe Standard Time"):
        lines: list[str] = []
        for number, wall in enumerate(walls):
            start = f"DTSTART;TZID={zone}:{wall:%Y%m%dT%H%M%S}"
            lines += event(start, "DURATION:PT5M", uid=str(number))
        with clock.frozen(MORNING):
            found.append(read(written(folder, *DESCRIBED, *lines)))
    assert found[0].times == found[1].times == found[2].times != []
    assert not any(one.notes or one.rejected for one in found)


def test_a_zone_whose_clock_changes_every_second_is_not_followed(tmp_path: Path, monday: datetime) -> None:
    rules = [line.replace("FREQ=YEARLY;BYDAY=-1SU", "FREQ=SECONDLY") for line in DESCRIBED]
    lines = event("DTSTART;TZID=Chez nous:20261124T100000", "DURATION:PT1H")
    reading = read(written(tmp_path, *rules, *lines))
    assert shown(reading) == ["24.11.2026 10:00 – 11:00"]
    assert ["Chez nous" in one.reason for one in reading.notes] == [True]


def _stamp(day: date) -> str:
    return f"{day:%Y%m%d}"


EDGES = st.sampled_from([FIRST.date(), LAST.date()])
AROUND = st.builds(lambda edge, days: edge + timedelta(days=days), EDGES, st.integers(-6, 6))
ENDS = st.one_of(
    st.just(""),
    st.integers(0, 5).map(lambda days: f"DURATION:P{days}D"),
    st.integers(0, 30).map(lambda hours: f"DURATION:PT{hours}H"),
)


@settings(deadline=None, max_examples=80)
@given(AROUND, st.integers(0, 8), ENDS, st.sampled_from(["", "RRULE:FREQ=DAILY;COUNT=3", "until"]))
def test_what_is_left_unread_would_have_taken_no_time(
    tmp_path_factory: pytest.TempPathFactory, day: date, length: int, end: str, rule: str
) -> None:
    folder = tmp_path_factory.mktemp("edges", numbered=True)
    if rule == "until":
        rule = f"RRULE:FREQ=DAILY;UNTIL={_stamp(day + timedelta(days=3))}"
    end = end or f"DTEND;VALUE=DATE:{_stamp(day + timedelta(days=length))}"
    lines = event(f"DTSTART;VALUE=DATE:{_stamp(day)}", end, *filter(None, [rule]))
    path = written(folder, *lines)
    with clock.frozen(MORNING), pytest.MonkeyPatch.context() as patch:
        found = _or_refused(path)
        patch.setattr(calendar_read, "_may_matter", lambda *_arguments: True)
        assert found == _or_refused(path)


def _or_refused(path: Path) -> list[str]:
    try:
        return shown(read(path))
    except ComptoirError:
        return []


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_inside_an_event_end_the_reading(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes
) -> None:
    path = tmp_path_factory.mktemp("noise", numbered=True) / "a.ics"
    good = "\r\n".join(event("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z", uid="good")).encode()
    path.write_bytes(
        b"BEGIN:VCALENDAR\r\n" + good + b"\r\nBEGIN:VEVENT\r\nRRULE:" + noise
        + b"\r\nDTSTART:20261125T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )  # fmt: skip
    with clock.frozen(MORNING):
        try:
            found = read(path)
        except ComptoirError:
            return  # the noise closed the calendar, or began another thing
    assert found.times[0][0] == datetime(2026, 11, 24, 10, tzinfo=UTC)


RULES = st.builds(
    lambda frequency, interval, more: f"FREQ={frequency};INTERVAL={interval}{more}",
    st.sampled_from(["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY", "NEVER", ""]),
    st.sampled_from(["0", "1", "7", "-1", "x", "400"]),
    st.sampled_from(
        ["", ";COUNT=3", ";UNTIL=20270101", ";UNTIL=20270101T000000Z", ";BYHOUR=8,9,10", ";BYMINUTE=1,2,3",
         ";BYMONTH=13", ";BYDAY=XX", ";COUNT=0", ";BYSETPOS=400", ";BYDAY=MO,TU;BYHOUR=9;BYMINUTE=0,30"]
    ),
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(RULES)
def test_a_rule_is_followed_or_named_whatever_it_says(
    tmp_path_factory: pytest.TempPathFactory, rule: str
) -> None:
    folder = tmp_path_factory.mktemp("rules", numbered=True)
    lines = event("DTSTART:20261124T100000Z", "DTEND:20261124T103000Z", f"RRULE:{rule}")
    other = event("DTSTART:20261124T150000Z", "DTEND:20261124T160000Z", uid="other")
    with clock.frozen(MORNING):
        found = read(written(folder, *lines, *other))
    assert any(start <= datetime(2026, 11, 24, 15, tzinfo=UTC) < end for start, end in found.times)
    assert found.rejected or any(start.hour == 10 for start, _ in found.times)
