"""What is wrong with a file or a command line is said in French: no library speaks to the counter."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest

from tests.comptoir.conftest import Office
from tests.project import ROOT

ENGLISH = re.compile(
    r"(?i)\b(?:the|is|not|and|with|cannot|could|failed?|invalid|expected|missing|unknown|unexpected|must|error|"
    r"warning|exception|traceback|object|given|got|refused|no such|unable)\b"
)


def words(said: str) -> str:
    """What was said, without the paths and the options, which are nobody's words."""
    return re.sub(r"\S*/\S*|--?\w[\w-]*|«[^»]*»", "", said)


def _torn_workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types")
        archive.writestr("xl/workbook.xml", "<workbook><sheets>")


def _workbook_with_an_extension(path: Path) -> None:
    """A list of choices as Excel 2010 writes it, of which openpyxl warns."""
    book = openpyxl.Workbook()
    book.active.append(["Nom", "Prénom"])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    listed = (
        f'<extLst><ext xmlns="{main}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"/></extLst></worksheet>'
    )
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</worksheet>", listed.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _calendar(path: Path) -> None:
    path.write_text(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:hier\r\nRRULE:FREQ=JAMAIS\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def _bytes(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


FILES: Mapping[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "torn.xlsx": (_torn_workbook, ("importer", "personnes")),
    "bytes.xlsx": (_bytes, ("importer", "personnes")),
    "bytes.csv": (_bytes, ("importer", "partenaires")),
    "dates.ics": (_calendar, ("calendriers", "importer", "--agent", "rey")),
    "bytes.ics": (_bytes, ("calendriers", "importer", "--agent", "rey")),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_told_in_french(office: Office, home: Path, name: str) -> None:
    write, command = FILES[name]
    write(home / name)
    done = office(*command, str(home / name))
    assert done.out + done.err
    assert not ENGLISH.findall(words(done.out + done.err)), done.out + done.err


def test_a_library_that_warns_of_a_workbook_is_not_heard(home: Path) -> None:
    path = home / "extension.xlsx"
    _workbook_with_an_extension(path)
    with pytest.warns(UserWarning, match="extension"):
        openpyxl.load_workbook(path)
    command = [
        sys.executable,
        "-W",
        "always",
        "-m",
        "comptoir",
        "importer",
        "personnes",
        str(path),
        "--essai",
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=ROOT)
    assert done.stdout + done.stderr
    assert not ENGLISH.findall(words(done.stdout + done.stderr)), done.stdout + done.stderr


@pytest.mark.parametrize(
    "said", ["File is not a zip file", "Expected '=' after a key (at line 1)", "Missing option"]
)
def test_what_a_library_says_would_be_seen(said: str) -> None:
    assert ENGLISH.search(words(said))


@pytest.mark.parametrize("name", ["confirmation.docx", "pieces.docx"])
def test_a_template_that_cannot_be_read_is_told_in_french(office: Office, home: Path, name: str) -> None:
    assert office("modeles", str(home / "modeles")).code == 0
    template = home / "modeles" / name
    if name == "pieces.docx":
        template.write_bytes(template.read_bytes()[: template.stat().st_size // 2])
    else:
        with zipfile.ZipFile(template) as archive:
            parts = {one: archive.read(one) for one in archive.namelist()}
        document = parts["word/document.xml"]
        parts["word/document.xml"] = document.replace(b"{{ rdv_date }}", b"{{ rdv_date | }}")
        assert parts["word/document.xml"] != document
        with zipfile.ZipFile(template, "w") as archive:
            for one, content in parts.items():
                archive.writestr(one, content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPTOIR_MODELES", str(home / "modeles"))
        done = office("check")
    assert name in done.out
    assert not ENGLISH.findall(words(done.out + done.err)), done.out + done.err


@pytest.mark.parametrize(
    "address", ["postgresql://nobody@127.0.0.1:1/comptoir", "postgresql://[::1/x", "postgresql://h:x/y"]
)
def test_a_server_that_does_not_answer_is_told_in_french(
    office: Office, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("COMPTOIR_BASE", address)
    done = office("agents")
    assert done.code
    assert not ENGLISH.findall(words(done.out + done.err)), done.out + done.err


@pytest.mark.parametrize(
    "line",
    [
        "chek",
        "agents ajouter",
        "agents modifier rey --role roi",
        "agents --tout",
        "demo --persons beaucoup",
        "sauvegarde --toutes-les",
        "plages ajouter --agent rey --de 99",
        "importer personnes",
        "check un deux",
    ],
)
def test_a_mistyped_command_is_told_in_french(office: Office, line: str) -> None:
    done = office(*line.split())
    assert done.code
    assert not ENGLISH.findall(words(done.out + done.err)), done.out + done.err


@pytest.mark.parametrize("which", ["profil.toml", "reglages.toml"])
@pytest.mark.parametrize("wrong", ["nom =", "a = [1", "x = 2026-13-45", 'x = "\\q"', "[a]\n[a]"])
def test_a_file_of_settings_that_cannot_be_read_is_told_in_french(
    office: Office, home: Path, which: str, wrong: str
) -> None:
    (home / ".config" / "comptoir" / which).write_text(wrong)
    done = office("agents")
    assert done.code
    assert not ENGLISH.findall(words(done.out + done.err)), done.out + done.err


def test_an_empty_home_is_told_to_be_prepared(office: Office, home: Path) -> None:
    (home / ".config" / "comptoir" / "profil.toml").unlink()
    done = office("agents")
    assert done.code == 1
    assert "Lancez « comptoir init »" in done.err
    assert "illisible" not in done.err
