"""Lists as programs write them: the columns found, the values read, or a sentence that says what to do."""

import csv
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.errors import ComptoirError
from models.files import import_file
from models.lists import person_file, person_import
from models.lists.person_import import PersonReport
from models.person import person
from models.person.person import Person, PersonRow
from models.service.agent import SYSTEM, Agent
from models.store.database import Database

pytestmark = pytest.mark.usefixtures("monday")
Bring = Callable[[Path], tuple[PersonReport, list[Person]]]


@pytest.fixture
def bring(db: Database, alice: Agent) -> Bring:
    """``bring(path)`` imports a file: the report, then everybody it made."""

    def run(path: Path) -> tuple[PersonReport, list[Person]]:
        report = db.call(person_import.import_persons, SYSTEM, path, "FR")
        rows = db.call(lambda: list(PersonRow.select().order_by(PersonRow.id)))
        return report, [person.from_row(row) for row in rows]

    return run


def _sheet(path: Path, rows: Sequence[Sequence[Any]], before: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    for name in before:
        book.create_sheet(name, 0)
    sheet = book.worksheets[len(before)]
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def _excel_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", newline="", encoding="cp1252") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)
    return path


def test_a_csv_of_excel_with_the_titles_of_a_ccas(bring: Bring, tmp_path: Path) -> None:
    titles = ["Civilité", "Nom d’usage", "Nom de naissance", "Prénom(s)", "Né(e) le", "Tél. fixe",
              "Tél. portable", "Mail", "Adresse 1", "Adresse 2", "CP", "Ville", "Observations"]  # fmt: skip
    lines = [
        ["Mme", "LEFÈVRE", "Rossi", "Zoé, Anaïs", "12/03/1984", "04 50 00 00 01", "06 12 34 56 78",
         "ZOE@exemple.fr", "3 rue de l’Œuvre", "Bât. B", "74000", "Annecy", "vient avec\nson fils"],
        ["M.", "O’Brien", "", "Seán", "01.07.1990", "", "0612345679", "", "", "", "", "", 'dit "oui"'],
    ]  # fmt: skip
    report, (zoe, sean) = bring(_excel_csv(tmp_path / "usagers.csv", [titles, *lines]))
    assert (report.lines.rejected, report.ignored) == ((), ())
    assert (zoe.family_name, zoe.birth_name, zoe.given_name) == ("LEFÈVRE", "Rossi", "Zoé, Anaïs")
    assert (zoe.civility, zoe.birth_date) == ("Madame", date(1984, 3, 12))
    assert (zoe.phone, zoe.email) == ("+33612345678", "zoe@exemple.fr")
    assert (zoe.address, zoe.postcode, zoe.commune) == ("3 rue de l’Œuvre, Bât. B", "74000", "Annecy")
    # There is room for one telephone: the other is not lost.
    assert zoe.note.replace("\u00a0", " ") == "vient avec son fils ; tél. fixe : 04 50 00 00 01"
    assert (sean.civility, sean.birth_date, sean.phone) == ("Monsieur", date(1990, 7, 1), "+33612345679")
    # Grouped, it would be French; with his postcode too.
    said = "0612345679 : suisse ou français, lu comme français"
    assert sean.note.replace("\u00a0", " ") == f'dit "oui" ; {said}'
    assert report.either == 1


def test_numbers_of_a_spreadsheet_are_telephones_postcodes_and_days(bring: Bring, tmp_path: Path) -> None:
    titles: list[Any] = ["Nom", "Prénom", "Date naiss.", "Tél. portable", "Code postal", "N° dossier"]
    lines: list[list[Any]] = [
        ["Dupont", "Marie", date(1984, 3, 12), 612345678, 74000.0, 1.0],
        ["Durand", "Luc", 30753, 33612345679.0, "01170", 2.0],
        ["Martin", "Léa", "1984-03-12 00:00:00", "06 12 34 56 80 / 04 50 00 00 01", None, "2024-003"],
    ]
    report, (marie, luc, lea) = bring(_sheet(tmp_path / "liste.xlsx", [titles, *lines]))
    assert report.lines.rejected == ()
    assert (marie.birth_date, marie.phone, marie.postcode) == (date(1984, 3, 12), "+33612345678", "74000")
    assert (luc.birth_date, luc.phone, luc.postcode) == (date(1984, 3, 12), "+33612345679", "01170")
    assert (lea.birth_date, lea.phone) == (date(1984, 3, 12), "+33612345680")
    assert lea.note.replace("\u00a0", " ") == "tél. portable : 04 50 00 00 01"


TITLE = ["CCAS d’Annecy, liste au 01/11/2026"]
TITLES, LINE = ["Nom", "Prénom", "Né(e) le", "Téléphone"], ["Dupont", "Marie", "12/03/1984", "06 12 34 56 78"]


@pytest.mark.parametrize(
    "before", [[], [TITLE, []], [["Identité", "", "", "Contact"]], [["sep=;"]], [TITLE, [], ["Au", "1.11."]]]
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_titles_are_found_below_what_stands_above_them(
    bring: Bring, tmp_path: Path, before: list[list[str]], kind: str
) -> None:
    rows = [*before, TITLES, LINE, ["", "", "", ""], ["", "", "", "abc"]]
    path = tmp_path / f"liste.{kind}"
    report, (who,) = bring(_sheet(path, rows) if kind == "xlsx" else _excel_csv(path, rows))
    assert (who.name, who.birth_date, who.phone) == ("DUPONT Marie", date(1984, 3, 12), "+33612345678")
    # Lines are counted as the spreadsheet counts them.
    assert [one.line for one in report.lines.rejected] == [len(before) + 4]


def test_the_sheet_with_the_names_is_read_even_if_it_is_not_the_first(bring: Bring, tmp_path: Path) -> None:
    path = _sheet(tmp_path / "liste.xlsx", [TITLES, LINE], before=("Accueil",))
    assert [one.name for one in bring(path)[1]] == ["DUPONT Marie"]


@pytest.mark.parametrize(
    ("titles", "line", "expected"),
    [
        ("Nom;Nom d’usage;Prénom", "Rossi;Dupont;Marie", ("Dupont", "Marie", "Rossi")),
        ("Nom;Nom marital;Nom de naissance;Prénom", "X;Dupont;Bianchi;Marie", ("Dupont", "Marie", "Bianchi")),
        ("Nom et prénom;Ville", "DE SOUZA Maria José;Annecy", ("DE SOUZA", "Maria José", "")),
        ("Nom, prénom;Ville", '"Da Costa, Rui";Annecy', ("Da Costa", "Rui", "")),
        ("Nom Prénom;Ville", "dupont marie;Annecy", ("dupont marie", "", "")),
        ("Nom;Prénom;Téléphone;Téléphone;Nom", "Dupont;Marie;;0612345678;Référent", ("Dupont", "Marie", "")),
        ("NOM DE L’USAGER;1er prénom", "Dupont;Marie", ("Dupont", "Marie", "")),
    ],
)  # fmt: skip
def test_names_stand_in_many_kinds_of_columns(
    bring: Bring, tmp_path: Path, titles: str, line: str, expected: tuple[str, str, str]
) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(f"{titles}\n{line}\n")
    (who,) = bring(path)[1]
    assert (who.family_name, who.given_name, who.birth_name) == expected
    assert who.phone == ("+33612345678" if "0612345678" in line else "")


def test_what_stands_for_nothing_is_nothing(bring: Bring, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Nom;Tél;Mail;Né(e) le\nDupont;-;néant;?\nRey;NC;/;inconnu\n#N/A;;;\n")
    report, people = bring(path)
    assert [(one.phone, one.email, one.birth_date) for one in people] == [("", "", None)] * 2
    (refused,) = report.lines.rejected
    assert refused.line == 4 and "formule en erreur" in refused.reason


def _ods(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")


def _bomb(path: Path) -> None:
    _sheet(path.with_suffix(".tmp.xlsx"), [TITLES, LINE])
    with zipfile.ZipFile(path.with_suffix(".tmp.xlsx")) as honest, zipfile.ZipFile(path, "w") as archive:
        for name in honest.namelist():
            content = honest.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"Dupont", b"A" * 60_000_000)
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_ods, "LibreOffice"),
        (lambda path: path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)), "mot de passe"),
        (lambda path: path.write_text("<html><table><tr><td>Nom</td></tr></table>"), "page web"),
        (lambda path: path.write_bytes(b"%PDF-1.7\n\xff\xfe"), "ne se lit pas"),
        (lambda path: path.write_bytes(b"Nom\x00Pr\x00nom" * 50), "ne se lit pas"),
        (_bomb, "bien plus gros"),
        (lambda path: path.write_text(""), "vide"),
        (lambda path: path.write_text("Nom;Prénom\n"), "vide"),
        (lambda path: path.write_text("Dupont;Marie;12/03/1984\nRey;Zoé;\n"), "« dupont »"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["liste.csv", "liste.xlsx"])
def test_what_is_no_list_is_refused_in_a_sentence(
    bring: Bring, tmp_path: Path, make: Callable[[Path], object], said: str, name: str
) -> None:
    make(tmp_path / name)
    with pytest.raises(ComptoirError) as error:
        bring(tmp_path / name)
    words = f"{error.value.title} : {error.value.message}".replace("\u00a0", " ")
    assert said in words


def test_a_list_is_what_it_holds_whatever_it_is_called(bring: Bring, tmp_path: Path) -> None:
    named = tmp_path / "liste.csv"
    _sheet(tmp_path / "liste.xlsx", [TITLES, LINE]).rename(named)
    assert [one.name for one in bring(named)[1]] == ["DUPONT Marie"]


def test_a_file_too_large_is_refused_before_it_is_read(
    bring: Bring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_file, "LARGEST", 1_000_000)
    path = tmp_path / "liste.csv"
    path.write_text("Nom\n" + "Dupont\n" * 200_000)
    with pytest.raises(ComptoirError, match="Découpez"):
        bring(path)
    assert person_file.LINES == 200_000
