"""The sheet of a day as a Word file: A4, one section a place, black on white, boxes to tick by hand."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from letters.sheet.page import CONFIDENTIAL, Page, Sheet, SheetLine, counted

MARGIN, PAPER = Mm(15), (Mm(210), Mm(297))
HEADINGS = ("Heure", "Personne", "Intervenant", "Lieu", "Tél.", "Là", "Abs.")
# In millimetres, 180 in all.
WIDTHS = (15, 60, 40, 23, 14, 12, 16)


def as_docx(sheet: Sheet) -> bytes:
    """The Word file. Each place begins on its own page and repeats its title, the date and its headings."""
    document: Any = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(10.5)
    style.paragraph_format.space_after = Pt(0)
    document.core_properties.title = sheet.title
    document.core_properties.author = sheet.service
    for number, page in enumerate(sheet.pages):
        section = document.add_section(WD_SECTION.NEW_PAGE) if number else document.sections[0]
        _set_up(section, sheet, page)
        _fill(document, page)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def _set_up(section: Any, sheet: Sheet, page: Page) -> None:
    section.page_width, section.page_height = PAPER
    section.left_margin = section.right_margin = section.bottom_margin = MARGIN
    section.top_margin, section.header_distance = Mm(34), Mm(12)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    head = section.header.paragraphs[0]
    _tab_right(head)
    _run(head, f"{sheet.title}\t", bold=True, size=14)
    _run(head, CONFIDENTIAL, bold=True)
    below = section.header.add_paragraph()
    _run(below, " - ".join(part for part in (sheet.service, page.title, counted(page)) if part), size=11)
    foot = section.footer.paragraphs[0]
    _tab_right(foot)
    _run(foot, "À détruire après usage\tpage ")
    _field(foot, "PAGE")
    _run(foot, " sur ")
    _field(foot, "NUMPAGES")


def _fill(document: Any, page: Page) -> None:
    # LibreOffice begins no new page at a table: a paragraph too thin to be seen stands before it.
    document.add_paragraph().paragraph_format.line_spacing = Pt(1)
    if not page.count:
        document.add_paragraph("Aucun rendez-vous.")
    for title, lines in page.groups:
        if title:
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.space_before = Pt(10)
            paragraph.paragraph_format.keep_with_next = True
            _run(paragraph, title, bold=True, size=12)
        if lines:
            _table(document, lines)


def _table(document: Any, lines: tuple[SheetLine, ...]) -> None:
    table = document.add_table(rows=1, cols=len(HEADINGS), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    _row(table.rows[0], [(heading, True) for heading in HEADINGS])
    _mark(table.rows[0], "w:tblHeader")
    for line in lines:
        row = table.add_row()
        words = [(line.hour, True), (line.person, True), (line.agent, False), (line.venue, False)]
        # The last two cells are the boxes to tick.
        _row(row, [*words, (line.phone, False), ("", False), ("", False)])
        if line.below:
            row.cells[1].add_paragraph(line.below)


def _row(row: Any, words: list[tuple[str, bool]]) -> None:
    row.height = Mm(8)
    _mark(row, "w:cantSplit")
    for cell, width, (said, bold) in zip(row.cells, WIDTHS, words, strict=True):
        cell.width = Mm(width)
        _run(cell.paragraphs[0], said, bold=bold)


def _mark(row: Any, name: str) -> None:
    """A property of a row that python-docx has no word for: a heading that is repeated, a row kept whole."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _run(paragraph: Any, words: str, *, bold: bool = False, size: float = 0) -> None:
    run = paragraph.add_run(words)
    run.bold = bold
    if size:
        run.font.size = Pt(size)


def _tab_right(paragraph: Any) -> None:
    """One stop at the right margin; those of the style would come first."""
    stops = paragraph.paragraph_format.tab_stops
    paragraph.style = "Normal"
    stops.add_tab_stop(PAPER[0] - 2 * MARGIN, WD_TAB_ALIGNMENT.RIGHT)


def _field(paragraph: Any, name: str) -> None:
    """A number that Word fills in: ``PAGE``, ``NUMPAGES``."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    shown = OxmlElement("w:t")
    shown.text = "1"
    run.append(shown)
    field.append(run)
    paragraph._p.append(field)
