"""Days as they are typed, the rule they make, and how it is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import recurrence
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
