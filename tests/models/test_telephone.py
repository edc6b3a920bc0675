"""Telephone numbers: whole or refused, one a value, and never a stranger's of the neighbouring country."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import telephone
from models.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("022 420 00 00", "CH", "+41224200000"),
        ("+41 22 420 00 00", "FR", "+41224200000"),
        ("0041224200000", "CH", "+41224200000"),
        ("04.50.00.00.00", "FR", "+33450000000"),
        ("079/123.45.67", "CH", "+41791234567"),
        ("", "CH", ""),
    ],
)
def test_a_telephone_is_read_as_dialled_from_the_site(typed: str, region: str, kept: str) -> None:
    assert telephone.read(typed, region) == kept


@pytest.mark.parametrize("typed", ["12", "abc", "022 420", "0" * 30, "+999 1"])
def test_half_a_telephone_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="n’est pas un numéro complet"):
        telephone.read(typed, "CH", "phone")


@pytest.mark.parametrize(
    ("kept", "region", "shown"),
    [
        ("+41224200000", "CH", "022 420 00 00"),
        ("+41224200000", "FR", "+41 22 420 00 00"),
        ("", "CH", ""),
        ("144", "CH", "144"),
    ],
)
def test_a_telephone_is_shown_as_people_write_it(kept: str, region: str, shown: str) -> None:
    assert telephone.show(kept, region) == shown


@pytest.mark.parametrize("region", ["CH", "FR"])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07 81 23 45 67", "+33781234567"),
        ("07.81.23.45.67", "+33781234567"),
        ("7 81 23 45 67", "+33781234567"),
        ("03/20/05/06/07", "+33320050607"),
        ("0 800 12 34 56", "+33800123456"),
        ("33 6 12 34 56 78", "+33612345678"),
        ("078 123 45 67", "+41781234567"),
        ("078/123.45.67", "+41781234567"),
        ("78 123 45 67", "+41781234567"),
        ("(022) 420 00 01", "+41224200001"),
        ("0800 123 456", "+41800123456"),
        ("41791234567", "+41791234567"),
        ("tél. 022 420 00 01", "+41224200001"),
        ("+41 (0)22 420 00 01", "+41224200001"),
        ("+49 30 / 1234567", "+49301234567"),
        # Valid on one side of the border only, however it is grouped.
        ("0450000000", "+33450000000"),
    ],
)
def test_the_way_digits_are_grouped_says_of_which_country_they_are(
    typed: str, kept: str, region: str
) -> None:
    assert telephone.read(typed, region) == kept


@pytest.mark.parametrize(
    ("typed", "swiss", "french"),
    [
        ("0781234567", "+41781234567", "+33781234567"),
        ("0224200001", "+41224200001", "+33224200001"),
        ("791234567", "+41791234567", "+33791234567"),
    ],
)
def test_a_number_of_either_country_is_asked_about(typed: str, swiss: str, french: str) -> None:
    assert telephone.readings(typed, "CH") == (swiss, french)
    assert telephone.readings(typed, "FR") == (french, swiss)
    for region in ("CH", "FR"):
        with pytest.raises(InvalidInput) as asked:
            telephone.read(typed, region, "phone")
        for number in (swiss, french):
            assert telephone.show(number, telephone.country_of(number)) in asked.value.message
        assert asked.value.field == "phone"
        # Where somebody lives tells, as long as the digits do not.
        assert telephone.read(typed, region, postcode="1227") == swiss
        assert telephone.read(typed, region, postcode="74100") == french
    assert telephone.read("07 81 23 45 67", "CH", postcode="1227") == "+33781234567"


@pytest.mark.parametrize(
    "typed", ["079 555 01 2", "079 555 01 234", "+41 079 555 01 2", "(soir)", "022 420 00 01 079 555 01 23"]
)
@pytest.mark.parametrize("region", ["CH", "FR"])
def test_a_digit_too_few_or_too_many_is_refused(typed: str, region: str) -> None:
    with pytest.raises(InvalidInput, match="n’est pas un numéro complet"):
        telephone.read(typed, region)


@pytest.mark.parametrize(
    ("typed", "first", "rest"),
    [
        ("0795550123/24", "0795550123", "24"),
        ("022 420 00 01 / 079 555 01 23", "022 420 00 01", "079 555 01 23"),
        ("022-420-00-01 ou 0795550123 (fils)", "022-420-00-01", "0795550123 (fils)"),
        ("079 555 01 23 (soir)", "079 555 01 23", "soir"),
        ("022 420 00 01 int. 12", "022 420 00 01", "int. 12"),
    ],
)
def test_one_value_holds_one_number_and_what_else_stands_there_is_told(
    typed: str, first: str, rest: str
) -> None:
    assert telephone.first_of(typed, "CH") == (first, rest)
    with pytest.raises(InvalidInput, match="Un seul numéro"):
        telephone.read(typed, "CH")


@given(st.sampled_from(["CH", "FR"]), st.sampled_from(["CH", "FR"]), st.integers(100_000_000, 999_999_999))
def test_what_is_shown_reads_as_the_same_number(home: str, country: str, digits: int) -> None:
    number = phonenumbers.PhoneNumber({"CH": 41, "FR": 33}[country], digits)
    if phonenumbers.is_valid_number(number):
        kept = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert telephone.read(telephone.show(kept, home), home) == kept


@given(st.text("0123456789+()/.-; oué", max_size=25))
def test_a_telephone_is_read_or_refused_whatever_was_typed(typed: str) -> None:
    first, _rest = telephone.first_of(typed, "CH")
    assert bool(first) == bool(telephone.readings(first, "CH"))
    try:
        kept = telephone.read(typed, "CH")
    except InvalidInput as refused:
        assert refused.message
    else:
        assert not kept or kept.startswith("+")
