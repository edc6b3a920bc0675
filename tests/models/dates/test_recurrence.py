"""Days as they are typed, the rule they make, and how it is said."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.dates import recurrence
from models.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("lu,ma,je", "MO,TU,TH"),
        ("Jeudi lundi", "MO,TH"),
        ("lu-ve", "MO,TU,WE,TH,FR"),
        ("sa-lu", "MO,SA"),
        ("mer, mer ; DIMANCHE", "WE,SU"),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, codes: str) -> None:
    assert ",".join(recurrence.read_days(typed)) == codes


@pytest.mark.parametrize("typed", ["", "l", "lx", "lu-", "-", "lu-ma-me", "lundis", "8:30"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        recurrence.read_days(typed, "days")
    assert refused.value.field == "days"


@given(st.text(max_size=30))
def test_any_text_is_days_or_a_refusal(typed: str) -> None:
    try:
        assert recurrence.read_days(typed)
    except InvalidInput as error:
        assert error.title == "Jour inconnu"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (recurrence.weekly(("MO", "TH")), "lu je"),
        (recurrence.weekly(("MO",), 2), "lu, toutes les 2 semaines"),
        ("FREQ=DAILY", "tous les jours"),
        ("FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=1MO"),
    ],
)
def test_a_rule_is_said_in_french_when_it_can_be(rule: str, words: str) -> None:
    assert recurrence.spoken(rule) == words


@pytest.mark.parametrize("every", [0, -1, 9])
def test_too_many_weeks_are_refused(every: int) -> None:
    with pytest.raises(InvalidInput, match="de 1 à 8 semaines"):
        recurrence.weekly(("MO",), every)


# --- against dateutil, which reads every rule but walks each from its first day on

CODES = [code for code, _, _ in recurrence.DAYS]
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@st.composite
def rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 6))}"]
    if draw(st.booleans()):
        # dateutil reads « TU,2WE » as both at once, RFC 5545 as either: all numbered, or none.
        which = ("1", "2", "5", "-1", "-2") if freq == "MONTHLY" and draw(st.booleans()) else ("",)
        named = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=4, unique=True))
        parts.append("BYDAY=" + ",".join(draw(st.sampled_from(which)) + code for code in named))
    if freq != "WEEKLY" and draw(st.booleans()):
        parts.append(f"BYMONTHDAY={draw(st.sampled_from((1, 13, 28, 29, 31, -1, -3)))}")
    if draw(st.booleans()):
        parts.append(f"BYMONTH={draw(st.integers(1, 12))}")
    parts += draw(st.sampled_from(([], ["WKST=SU"], ["COUNT=7"], ["UNTIL=20271231"])))
    return ";".join(parts)


@given(rules(), DAYS, DAYS, st.integers(0, 400))
def test_the_days_of_a_rule_are_those_that_dateutil_finds(
    rule: str, starts_on: date, first: date, length: int
) -> None:
    from dateutil.rrule import rrulestr

    last = first + timedelta(days=length)
    # dateutil looks for a day that never comes until the year 9999.
    assume(recurrence.days(rule, starts_on, starts_on, starts_on + timedelta(days=2000)))
    walk = rrulestr(rule, dtstart=datetime.combine(starts_on, time()))
    begin, end = datetime.combine(first, time()), datetime.combine(last, time())
    wanted = tuple(one.date() for one in walk.between(begin, end, inc=True))
    assert recurrence.days(rule, starts_on, first, last) == wanted
    assert all(recurrence.falls_on(rule, starts_on, day) for day in wanted)


def test_a_numbered_weekday_beside_an_ordinary_one_is_either_of_them() -> None:
    days = recurrence.days(
        "FREQ=MONTHLY;BYDAY=MO,2WE", date(2026, 11, 1), date(2026, 11, 1), date(2026, 11, 30)
    )
    assert [day.day for day in days] == [2, 9, 11, 16, 23, 30]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=DAILY;COUNT=10000", "au plus 1000 fois"),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "Aucun jour"),
        ("FREQ=DAILY;UNTIL=20251231", "Aucun jour"),
        ("FREQ=DAILY;INTERVAL=0", "n’est pas une règle"),
        ("FREQ=DAILY;BYHOUR=9", "n’est pas une règle"),
        ("FREQ=DAILY;BYDAY=2MO", "n’est pas une règle"),
        ("FREQ=DAILY;UNTIL=demain", "n’est pas une règle"),
        ("FREQ=DAILY;FREQ", "n’est pas une règle"),
    ],
)
def test_a_rule_that_never_comes_or_never_ends_is_refused(rule: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as refused:
        recurrence.check(rule, date(2026, 1, 5))
    assert refused.value.field == "rule"


def test_an_old_rule_costs_no_more_than_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[date] = []
    matches = recurrence._matches

    def counted(read: Any, since: date, day: date) -> bool:
        looked_at.append(day)
        return matches(read, since, day)

    monkeypatch.setattr(recurrence, "_matches", counted)
    first, last = date(2026, 3, 2), date(2026, 3, 15)
    for rule in ("FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY;BYMONTHDAY=5", "FREQ=YEARLY"):
        looked_at.clear()
        recurrence.days(rule, date(1931, 3, 5), first, last)
        assert len(looked_at) <= 14
