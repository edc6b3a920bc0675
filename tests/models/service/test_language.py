"""Languages: one that is typed by its code, or by another name of it, is the one that a colleague speaks."""

import pytest

from models import text
from models.service import language
from models.service.agent import Agent
from models.service.permission import Role


def speaker(*languages: str) -> Agent:
    return Agent(1, "rey", "Mme Rey", Role.SOCIAL_WORKER, languages)


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ("tig", "tigrinya"),
        ("ti", "tigrinya"),
        ("tir", "Tigrigna"),
        ("tigrigna", "ti"),
        ("Tigrinya", "tigrigna"),
        ("fa", "farsi"),
        ("iranien", "fa"),
        ("pashto", "pachto"),
        ("SQ", "albanais"),
        ("castillan", "espagnol"),
        ("mandarin", "chinois"),
        ("kurmandji", "kurde"),
        ("sorani", "ckb"),
        ("ukr", "ukrainien"),
        ("LSF", "langue des signes"),
        ("portu", "portugais"),
    ],
)
def test_a_language_typed_by_its_code_or_another_name_finds_who_speaks_it(typed: str, spoken: str) -> None:
    assert language.common([typed], [speaker("somali", spoken)]) == spoken


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [("dari", "farsi"), ("sorani", "kurmandji"), ("ta", "tagalog"), ("so", "soninké"), ("arabe", "araméen")],
)
def test_a_language_is_not_taken_for_another(typed: str, spoken: str) -> None:
    assert not language.common([typed], [speaker(spoken)])


def test_a_beginning_that_two_languages_share_means_neither() -> None:
    assert not language.common(["alb"], [speaker("somali")])
    assert not language.common(["port"], [speaker("portugais", "portoricain")])


def test_a_name_goes_before_a_beginning() -> None:
    assert language.common(["por", "somali"], [speaker("portugais", "somali")]) == "portugais"
    assert language.common(["portu", "somali"], [speaker("portugais", "somali")]) == "somali"


@pytest.mark.parametrize("typed", ["français", "fr", "French", "fra"])
def test_who_speaks_french_by_any_name_needs_nobody_else(typed: str) -> None:
    assert language.needed(f"{typed}, somali") == ()
    assert language.needed(f"{typed}, somali", interpreter=True) == ("somali",)


def test_every_name_is_one_language_only() -> None:
    names = [line.split(",")[0] for line in language.NAMES.read_text().splitlines() if line[0] != "#"]
    assert len(names) == len({language.key(one) for one in names})
    assert all(language.key(one) == text.fold(one) for one in names)
