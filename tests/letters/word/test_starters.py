"""The templates that ship are those the script makes, and carry nothing a letter should not."""

import io
import zipfile
from xml.etree.ElementTree import canonicalize

import pytest

from letters.fields.kinds import NEEDS, LetterKind
from letters.word.check import SHIPPED
from tests.letters.word.starters import LAYOUTS, docx

CASES = [(profile, kind) for profile in LAYOUTS for kind in LetterKind]


def _parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: canonicalize(package.read(name).decode()) for name in package.namelist()}


@pytest.mark.parametrize(("profile", "kind"), CASES)
def test_a_shipped_template_is_what_the_script_makes(profile: str, kind: LetterKind) -> None:
    shipped = (SHIPPED / profile / f"{kind.value}.docx").read_bytes()
    assert _parts(shipped) == _parts(docx(kind, LAYOUTS[profile]))


def test_nothing_else_ships() -> None:
    shipped = {path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*") if path.is_file()}
    assert shipped == {f"{profile}/{kind.value}.docx" for profile, kind in CASES}


@pytest.mark.parametrize(("profile", "kind"), CASES)
def test_a_template_is_a4_neutral_and_without_macro_or_author(profile: str, kind: LetterKind) -> None:
    from docx import Document
    from docx.shared import Mm

    content = docx(kind, LAYOUTS[profile])
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section.left_margin == section.right_margin
    assert abs((section.left_margin or 0) - Mm(20)) < Mm(1)
    assert NEEDS[kind].subject in [paragraph.text for paragraph in document.paragraphs]
    assert document.core_properties.author == ""
    assert not [name for name in _parts(content) if "vba" in name.lower()]
