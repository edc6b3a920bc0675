"""The picture of the README: the real desk, the same each time, and nothing fetched from elsewhere."""

import html
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from comptoir.demo import picture
from models.errors import ComptoirError
from tests import shared
from tests.project import ROOT

# A terminal that asks for no colours must not change the picture.
ENVIRON = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
SHIPPED = ROOT / "docs" / "comptoir.svg"


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Drawn in a process of its own, as ``make image`` does."""
    place = shared.once(tmp_path_factory, "picture", lambda folder: (folder / "drawn.svg").write_text(draw()))
    return (place / "drawn.svg").read_text()


def draw() -> str:
    """The picture, of a process of its own."""
    script = "import sys; from comptoir.demo import picture; sys.stdout.write(picture.draw('geneve'))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=ENVIRON | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8")


def lines(svg: str) -> list[str]:
    """What a reader of the picture sees, line by line."""
    return [html.unescape(words).replace("\u00a0", " ") for words in re.findall(r">([^<>]+)</text>", svg)]


def test_the_picture_shows_the_desk(drawn: str) -> None:
    shown = "\n".join(lines(drawn))
    for words in (
        "Salle d’attente   4 personnes",
        "DUPONT Marie",
        "LOPES Maria",
        "lundi 23 novembre",
        "F2 Accueil",
    ):
        assert words in shown, shown
    assert "09:23" in shown


def test_the_picture_fetches_nothing(drawn: str) -> None:
    assert re.findall(r"https?://[^\"'\s]+", drawn) == ["http://www.w3.org/2000/svg"]
    assert "@font-face" not in drawn
    assert "url(#" in drawn
    assert not re.findall(r"url\((?!#)", drawn)


def test_the_picture_shipped_is_the_one_the_program_draws(drawn: str) -> None:
    assert SHIPPED.read_bytes() == drawn.encode(), "the desk has changed: make image"


def test_a_picture_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "draw", lambda profile: "<svg/>")
    with pytest.raises(ComptoirError, match="Image impossible à écrire"):
        picture.save(tmp_path / "absent" / "comptoir.svg", "geneve")


def test_the_command_writes_the_picture_without_a_terminal(tmp_path: Path, drawn: str) -> None:
    file = tmp_path / "comptoir.svg"
    command = [sys.executable, "-m", "comptoir", "demo", "--image", str(file)]
    done = subprocess.run(
        command, env=ENVIRON, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()
    assert file.read_bytes() == drawn.encode()
