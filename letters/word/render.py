"""A template and its values become a .docx; a .docx becomes the text a terminal can show."""

import io
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from letters.word.sandbox import environment
from models.errors import ComptoirError, reason

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNDEFINED = re.compile(r"^'(\w+)' is undefined")
_JUMP = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}


class TemplateProblem(ComptoirError):
    """A template that cannot be used as it is; ``field`` is the unknown field, if that is what is wrong."""

    def __init__(self, template: str, problem: str, field: str = "") -> None:
        super().__init__("Modèle de courrier", f"Modèle « {template} » : {problem}")
        self.problem = problem
        self.field = field


def render(template: Path, values: Mapping[str, str | list[str]]) -> bytes:
    """The .docx that ``template`` makes of ``values``, which stay literal text whatever they hold.

    Raises :class:`TemplateProblem` naming the template and what is wrong with it.
    """
    return render_bytes(read_template(template), template.name, values)


def read_template(template: Path) -> bytes:
    """The bytes of a template file. Raises :class:`TemplateProblem`."""
    try:
        return template.read_bytes()
    except OSError as error:
        raise TemplateProblem(
            template.name,
            f"illisible dans {template.parent} : {reason(error)}.",
        ) from error


def render_bytes(template: bytes, name: str, values: Mapping[str, str | list[str]]) -> bytes:
    """Like :func:`render`, for a template already read; ``name`` is what messages call it."""
    from jinja2 import TemplateError

    document = open_template(template, name)
    output = io.BytesIO()
    try:
        document.render(dict(values), environment(), autoescape=True)
        document.save(output)
    except TemplateError as error:
        raise explained(error, name, values) from error
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
        # docxtpl leaves the errors of lxml, python-docx and the template's own sums as they come.
        raise TemplateProblem(
            name, "il ne se lit pas jusqu’au bout. Repartez du modèle livré avec Comptoir."
        ) from error
    return output.getvalue()


def open_template(template: bytes, name: str) -> Any:
    """A docxtpl document over ``template``. Raises :class:`TemplateProblem` when it is no .docx."""
    import zipfile

    from docx.opc.exceptions import OpcError  # 90 ms with docxtpl: only when a letter is written
    from docxtpl import DocxTemplate

    try:
        document = DocxTemplate(io.BytesIO(template))
        document.init_docx()
    # lxml calls broken XML a SyntaxError.
    except (OpcError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError, AttributeError) as error:
        raise TemplateProblem(
            name, "ce n’est pas un .docx lisible. Enregistrez-le depuis Word ou LibreOffice au format .docx."
        ) from error
    return document


def unknown_field(field: str, known: Mapping[str, Any]) -> str:
    """« champ inconnu… », with the closest known field if one is close."""
    close = get_close_matches(field, known, 1)
    return f"champ inconnu « {field} »" + (f" (peut-être « {close[0]} »)." if close else ".")


def explained(error: Any, name: str, values: Mapping[str, Any]) -> TemplateProblem:
    """A Jinja error as a sentence naming the template ``name`` and the field or place that is wrong.

    What Jinja said is in English: it stays the cause of the error, for the log.
    """
    from jinja2 import TemplateSyntaxError, UndefinedError

    example = next(iter(values), "agent_nom")
    undefined = _UNDEFINED.match(str(error.message or error))
    if undefined:
        return TemplateProblem(name, unknown_field(undefined[1], values), undefined[1])
    if isinstance(error, TemplateSyntaxError):
        shown = " ".join("".join(getattr(error, "docx_context", ())).split())[:120]
        near = f" près de « {shown} »" if shown else ""
        return TemplateProblem(name, f"accolades mal écrites{near}. Vérifiez les {{{{ }}}} et les {{% %}}.")
    if isinstance(error, UndefinedError):
        return TemplateProblem(
            name, f"il demande à un champ ce qu’il n’a pas. Écrivez le champ seul, comme {{{{ {example} }}}}."
        )
    return TemplateProblem(
        name, f"il fait plus que montrer un champ. Écrivez le champ seul, comme {{{{ {example} }}}}."
    )


def text_of(docx: bytes) -> str:
    """The text of a .docx in reading order: headers, frames, text boxes, paragraphs, lists, tables, footers.

    One line a paragraph; an empty line where the letter leaves room. A tab is one space, the cells
    of a row are two spaces apart. Raises :class:`TemplateProblem` when it is no .docx.
    """
    document = open_template(docx, "courrier").docx
    styles = _Styles(document)
    lines: list[str] = []
    section = document.sections[0] if document.sections else None
    first = "first_page_" if section is not None and section.different_first_page_header_footer else ""
    for part in ("header", "body", "footer"):
        around = None if part == "body" else getattr(section, first + part, None)
        if part == "body":
            lines += _lines(document.element.body, styles)
        elif around is not None and not around.is_linked_to_previous:
            lines += ["", *_lines(around._element, styles), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


class _Styles:
    """What a paragraph has of its own or from its style: the room around it, its place in a list."""

    ROOM = 120  # six points, in twentieths: less is no empty line on a screen

    def __init__(self, document: Any) -> None:
        styles = document.styles.element.iter(f"{W}style")
        self._styles = {style.get(f"{W}styleId"): style for style in styles}

    def room(self, paragraph: Any, side: str) -> bool:
        """Whether there is room on that side (``before``, ``after``) of ``paragraph``."""
        given = (owner.find(f"{W}pPr/{W}spacing") for owner in self._owners(paragraph))
        sizes = (one.get(f"{W}{side}") for one in given if one is not None)
        return int(next((size for size in sizes if size), 0)) >= self.ROOM

    def listed(self, paragraph: Any) -> bool:
        """Whether Word puts a bullet or a number before ``paragraph``."""
        return any(owner.find(f"{W}pPr/{W}numPr") is not None for owner in self._owners(paragraph))

    def _owners(self, paragraph: Any) -> Iterator[Any]:
        yield paragraph
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        for _ in range(10):  # a chain of styles that turns in circles is not worth an endless loop
            style = self._styles.get(named.get(f"{W}val")) if named is not None else None
            if style is None:
                return
            yield style
            named = style.find(f"{W}basedOn")


def _lines(parent: Any, styles: _Styles) -> Iterator[str]:
    frame: Any = None
    for child in parent:
        if child.tag == f"{W}p":
            here = child.find(f"{W}pPr/{W}framePr")
            here = None if here is None else tuple(sorted(here.attrib.items()))
            if styles.room(child, "before") or here != frame:
                yield ""
            frame = here
            yield from _paragraph(child, styles)
            if styles.room(child, "after"):
                yield ""
        elif child.tag == f"{W}tbl":
            yield from _table(child, styles)
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins"):
            yield from _lines(child, styles)


def _paragraph(paragraph: Any, styles: _Styles) -> Iterator[str]:
    words, boxes = [], []
    skipped: set[Any] = set()
    for element in paragraph.iter():
        if element.getparent() in skipped or element.tag in (ALTERNATE, f"{W}del", f"{W}pPr"):
            skipped.add(element)
        elif element.tag == f"{W}txbxContent":
            boxes.append(element)
            skipped.add(element)
        elif element.tag == f"{W}t":
            words.append(element.text or "")
        else:
            words.append(_JUMP.get(element.tag, ""))
    mark = "- " if styles.listed(paragraph) else ""
    yield mark + "".join(words).strip(" ")
    for box in boxes:
        yield from _lines(box, styles)


def _table(table: Any, styles: _Styles) -> Iterator[str]:
    for row in table.findall(f"{W}tr"):
        cells = (" ".join(line for line in _lines(cell, styles) if line) for cell in row.findall(f"{W}tc"))
        yield "  ".join(cell for cell in cells if cell)
