"""Decisions are dated, told in four parts, and listed."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.docs import names
from tests.docs.pages import DOCS, name, text

FOLDER = DOCS / "decisions"
NOTES = sorted(FOLDER.glob("[0-9]*.md"))
PARTS = ["Context", "Decision", "What was tried", "Consequences"]
# Before that day there was nothing to decide about.
FIRST = date(2026, 11, 22)


def told(note: Path) -> tuple[str, str, str]:
    """(title, date, state) as a note says them."""
    found = re.match(r"# \d+\. (.+)\n\nDate: (\d{4}-\d\d-\d\d)\. State: (.+)\.\n", text(note))
    assert found, f"{note.name} begins with « # N. Title », then « Date: YYYY-MM-DD. State: ….»"
    return found[1], found[2], found[3]


def listed() -> list[tuple[int, str, str, str, str]]:
    """(number, file, date, title, state) as the list has them."""
    row = r"(?m)^\| \[(\d+)\]\((.+?)\) \| (.+?) \| (.+?) \| (.+?) \|$"
    return [(int(number), *rest) for number, *rest in re.findall(row, text(FOLDER / "README.md"))]


def test_the_list_says_what_the_notes_say() -> None:
    said = [(number, note.name, *told(note)) for number, note in enumerate(NOTES, 1)]
    assert [(number, file, title, day, state) for number, file, day, title, state in listed()] == said


def test_numbers_follow_one_another_in_names_and_titles() -> None:
    assert [int(note.name[:4]) for note in NOTES] == list(range(1, len(NOTES) + 1))
    assert [re.match(r"# (\d+)\.", text(note))[1] for note in NOTES] == [  # type: ignore[index]
        str(number) for number in range(1, len(NOTES) + 1)
    ]


@pytest.mark.parametrize("note", NOTES, ids=name)
def test_a_note_has_its_day_and_its_four_parts(note: Path) -> None:
    assert date.fromisoformat(told(note)[1]) >= FIRST
    sections = re.split(r"(?m)^## (.+)\n", text(note))
    assert sections[1::2] == PARTS
    assert all(len(words.split()) > 25 for words in sections[2::2])


@pytest.mark.parametrize("note", NOTES, ids=name)
def test_a_note_names_what_holds_it(note: Path) -> None:
    _, found, held = text(note).partition("\n- Held by ")
    assert found and re.search(r"`tests/[\w/]+\.py`", held)


# Words of libraries and of the standard, named beside a file of ours.
ELSEWHERE = {"sqlcipher3", "autoconnect", "driver_class", "icalendar"}


@pytest.mark.parametrize("note", NOTES, ids=name)
def test_what_a_note_names_beside_a_file_stands_in_it(note: Path) -> None:
    wrong = []
    for block in names.blocks(text(note)):
        if files := names.files_of(block):
            known = set().union(*map(names.defined, files)) | ELSEWHERE
            wrong += [one for one in names.named(block) if one not in known]
    assert not wrong
