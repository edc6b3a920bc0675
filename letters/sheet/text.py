"""The sheet of a day as plain text, for a printer that takes no more: 80 columns, pages of 60 lines."""

import textwrap
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from letters.sheet.page import CONFIDENTIAL, Page, Sheet, SheetLine, counted

WIDTH, LENGTH = 80, 60
# Each column with its width; the hour stands before them, the boxes to tick after.
_WIDTHS = {"personne": 25, "intervenant": 17, "lieu": 9, "tél.": 5}
# What the head of a page may take.
_HEAD = 6


def _row(hour: str, cells: Iterable[str], boxes: str = "") -> str:
    words = " ".join(f"{cell:<{width}}" for cell, width in zip(cells, _WIDTHS.values(), strict=True))
    return f"{hour:<6}{words}{boxes}".rstrip()


_COLUMNS = (_row("heure", _WIDTHS, " là  abs."), "-" * WIDTH)


def as_text(sheet: Sheet) -> str:
    """The sheet; a form feed between its pages, each with its title and its headings."""
    return "\f".join(words for page in sheet.pages for words in _pages(sheet, page))


def _pages(sheet: Sheet, page: Page) -> Iterator[str]:
    pages: list[list[str]] = [[]]
    for block in _blocks(page):
        if len(pages[-1]) + len(block) > LENGTH - _HEAD:
            pages.append([*_COLUMNS])
        pages[-1] += block
    for number, lines in enumerate(pages, 1):
        which = f"page {number} sur {len(pages)}" if len(pages) > 1 else ""
        yield "\n".join([*_head(sheet, page, which), *lines]) + "\n"


def _head(sheet: Sheet, page: Page, which: str) -> Iterator[str]:
    yield f"{sheet.title:<{WIDTH - len(CONFIDENTIAL)}}{CONFIDENTIAL}"
    parts = (sheet.service, page.title, counted(page), which)
    yield from textwrap.wrap(" - ".join(part for part in parts if part), WIDTH)
    yield "=" * WIDTH


def _blocks(page: Page) -> Iterator[list[str]]:
    """Lines that stay on one page: an appointment, the first of a group with its headings."""
    if not page.count:
        yield ["Aucun rendez-vous."]
    for title, lines in page.groups:
        above = [*(["", title] if title else []), *_COLUMNS]
        for line in lines:
            yield [*above, *_line(line)]
            above = []


def _line(line: SheetLine) -> Iterator[str]:
    """An appointment; what is too long for its column goes on below, so that nobody is half named."""
    values = (line.person, line.agent, line.venue, line.phone)
    columns = [
        textwrap.wrap(value, width, break_on_hyphens=False) or [""]
        for value, width in zip(values, _WIDTHS.values(), strict=True)
    ]
    for number, cells in enumerate(zip_longest(*columns, fillvalue="")):
        yield _row(line.hour, cells, " [ ] [ ]") if number == 0 else _row("", cells)
    yield from textwrap.wrap(line.below, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6)
