"""Each word of the glossary is read by somebody, and what it stands for is in the code."""

import importlib
import re
from functools import cache

import pytest

from models.text import fold
from tests.docs.generated import stored_words
from tests.docs.pages import DOCS, FRENCH, text
from tests.project import PROFILES

PAGE = text(DOCS / "glossaire.md")
ROWS = re.findall(r"(?m)^\| ([^|`]+) \| `([\w.]+)` \| ([^|]+) \|([^|]*)\|$", PAGE)


@cache
def read_somewhere() -> str:
    """What people read, folded: their pages, which hold every key, command and setting, and the profiles."""
    pages = [*FRENCH, *sorted(PROFILES.glob("*.toml"))]
    return f" {fold(' '.join(map(text, pages)))} "


def resolve(name: str) -> object:
    """What a dotted name stands for. Raises ``ModuleNotFoundError`` or ``AttributeError``."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise ModuleNotFoundError(name)


def test_the_glossary_is_a_glossary() -> None:
    assert len(ROWS) > 50
    words = [word for word, *_ in ROWS]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(("word", "code"), [row[:2] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_word_is_read_by_somebody_and_stands_for_something(word: str, code: str) -> None:
    assert f" {fold(word)}" in read_somewhere()
    resolve(code)


def test_every_name_below_the_tables_exists() -> None:
    for name in re.findall(r"\(`((?:models|screens|letters|comptoir)\.[\w.]+)`\)", PAGE):
        resolve(name)


@pytest.mark.parametrize("gone", ["models.room.visit.Gone", "models.gone.Visit", "gone"])
def test_a_name_that_is_gone_is_seen(gone: str) -> None:
    with pytest.raises((AttributeError, ModuleNotFoundError)):
        resolve(gone)


def test_no_list_of_words_calls_two_things_by_one_word() -> None:
    for one in stored_words():
        labels = [word.label for word in one]
        assert len(labels) == len(set(labels)), one
