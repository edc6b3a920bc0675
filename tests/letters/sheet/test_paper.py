"""On paper: LibreOffice converts every letter; all words are there, the window shows only the address."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from letters.fields.kinds import LetterKind
from letters.fields.registry import samples
from letters.word.check import template_path
from letters.word.render import render, text_of
from tests.letters.word.starters import LAYOUTS

pytestmark = pytest.mark.libreoffice

MILLIMETRE = 25.4 / 72
ADDRESS = [
    "Madame Camille DUPONT",
    "Résidence des Marronniers",
    "Bâtiment C, escalier 4",
    "Chemin des Exemples 12 bis",
    "Case postale 123",
    "1227 Carouge",
]
# The safe zone of each country, then everything its window can show as the sheet slides in the envelope.
SAFE = {"geneve": (122, 44, 193, 69), "france": (100, 55, 190, 79)}
VISIBLE = {"geneve": (103, 29, 212, 84), "france": (90, 34, 200, 90)}


class Word(NamedTuple):
    """A printed word and its box, in millimetres from the top left."""

    x: float
    y: float
    right: float
    bottom: float
    text: str

    def inside(self, box: tuple[int, int, int, int]) -> bool:
        return self.x >= box[0] and self.y >= box[1] and self.right <= box[2] and self.bottom <= box[3]

    def touches(self, box: tuple[int, int, int, int]) -> bool:
        return self.x < box[2] and self.right > box[0] and self.y < box[3] and self.bottom > box[1]


@pytest.fixture(scope="module")
def printed(needs: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every letter as .docx and .pdf; one start of LibreOffice for all of them."""
    soffice = needs("soffice")
    folder = tmp_path_factory.mktemp("papier")
    for profile in LAYOUTS:
        for kind in LetterKind:
            said = samples(kind) | {"usager_adresse": ADDRESS}
            (folder / f"{profile}-{kind.value}.docx").write_bytes(render(template_path(kind, profile), said))
    subprocess.run(
        [
            soffice,
            "--headless",
            f"-env:UserInstallation=file://{folder}/profil",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *map(str, sorted(folder.glob("*.docx"))),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder


def _words(pdf: Path, pdftotext: str) -> list[Word]:
    boxes = subprocess.run(
        [pdftotext, "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    found = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', boxes)
    sides = [[float(side) * MILLIMETRE for side in one[:4]] for one in found]
    return [
        Word(x, y, right, bottom, one[4]) for one, (x, y, right, bottom) in zip(found, sides, strict=True)
    ]


@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("profile", LAYOUTS)
def test_the_window_shows_the_address_and_nothing_else(
    profile: str, kind: LetterKind, printed: Path, needs: Callable[[str], str]
) -> None:
    words = _words(printed / f"{profile}-{kind.value}.pdf", needs("pdftotext"))
    shown = [word for word in words if word.touches(VISIBLE[profile])]
    assert " ".join(word.text for word in shown) == " ".join(ADDRESS)
    assert all(word.inside(SAFE[profile]) for word in shown), shown


@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("profile", LAYOUTS)
def test_what_is_printed_is_what_the_screen_showed(
    profile: str, kind: LetterKind, printed: Path, needs: Callable[[str], str]
) -> None:
    name = f"{profile}-{kind.value}"
    pdf = subprocess.run(
        [needs("pdftotext"), "-layout", str(printed / f"{name}.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    shown = text_of((printed / f"{name}.docx").read_bytes())
    # A line broken after a hyphen is printed in two halves.
    assert sorted(re.sub(r"-\n\s*", "-", pdf).split()) == sorted(shown.split())
    assert pdf.count("\f") == 1, "one page"
