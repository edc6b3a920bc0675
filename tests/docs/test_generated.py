"""What the program itself says on a page is what it says today."""

import shutil
from pathlib import Path

import pytest

from comptoir.program.navigation import SCREENS
from screens.frame.place import Place
from tests.docs import generated, pages


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_a_page_shows_what_the_program_says(page: Path) -> None:
    assert pages.text(page) == generated.expected(page), f"make pages writes {pages.name(page)} again"


def test_what_the_program_says_no_more_is_written_again(tmp_path: Path) -> None:
    page = tmp_path / "guide.md"
    shutil.copy(pages.GUIDE, page)
    page.write_text(pages.text(page).replace("| F2 | ", "| F22 | "), "utf-8")
    assert generated.expected(page) == pages.text(pages.GUIDE) != pages.text(page)


def test_every_part_of_every_kind_is_on_some_page() -> None:
    found = [name for page in pages.PAGES for _, name, _, _ in generated.PART.findall(pages.text(page))]
    assert len(found) == len(set(found))
    assert {"commandes", "réglages", "touches", "champs"} <= set(found)
    # What people press all day is in their guide.
    places = ("partout", "desk", "agenda", "grid", "week", "hours", "todo", "worker")
    assert {f"touches {name}" for name in places} <= set(found)


def test_every_screen_with_keys_has_a_name_to_be_called_by() -> None:
    places = [one for name in SCREENS if issubclass(one := generated.screen(name), Place)]
    assert not [one.__name__ for one in places if one.KEYS and not one.HEADING]
