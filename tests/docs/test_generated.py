"""What the program itself says on a page is what it says today."""

from pathlib import Path

import pytest

from comptoir.program.navigation import SCREENS
from screens.frame.place import Place
from tests.docs import book, generated, pages


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_a_page_shows_what_the_program_says(page: Path) -> None:
    assert pages.text(page) == generated.expected(page), f"make pages writes {pages.name(page)} again"


def test_what_the_program_says_no_more_is_written_again() -> None:
    page = pages.BOOK / "arriver.md"
    changed = pages.text(page).replace("| F2 | ", "| F22 | ")
    assert generated.again(page, changed) == pages.text(page) != changed


def test_the_book_has_every_chapter_in_its_order_and_every_heading_in_its_contents() -> None:
    assert {*book.CHAPTERS, book.INDEX, pages.BOOK / "README.md"} == set(pages.BOOK.glob("*.md"))
    said = pages.text(pages.BOOK / "README.md")
    assert [said.index(f"]({one.name})") for one in book.CHAPTERS] == sorted(
        said.index(f"]({one.name})") for one in book.CHAPTERS
    )
    assert all(f"[{one.title}]({one.link})" in said for one in book.sections())


def test_the_index_finds_what_somebody_looks_for() -> None:
    lines = {line.partition("**")[2].partition("**")[0]: line for line in book.index().splitlines()}
    assert {"F11", "Ctrl+P", "F12", "référent", "surnombre", "créneau", "guichet"} <= set(lines)
    assert "imprevus.md" in lines["F11"] and "personne.md" in lines["référent"]


def test_every_part_of_every_kind_is_on_some_page() -> None:
    parts = [name for page in pages.PAGES for _, name, _, _ in generated.PART.findall(pages.text(page))]
    found = [one for one in parts if one != "suite"]
    assert len(found) == len(set(found))
    assert {"commandes", "réglages", "touches", "champs"} <= set(found)
    # What people press all day is in their guide.
    places = ("partout", "desk", "agenda", "grid", "week", "hours", "todo", "worker")
    assert {f"touches {name}" for name in places} <= set(found)


def test_every_screen_with_keys_has_a_name_to_be_called_by() -> None:
    places = [one for name in SCREENS if issubclass(one := generated.screen(name), Place)]
    assert not [one.__name__ for one in places if one.KEYS and not one.HEADING]
