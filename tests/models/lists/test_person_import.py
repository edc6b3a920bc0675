"""Lists of persons brought in: each bad line named, the good ones kept whole, twice changing nothing."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import ComptoirError
from models.known import search
from models.lists import person_columns, person_import
from models.lists.import_run import ImportedPersonRow, ImportRunRow
from models.lists.person_import import PersonReport
from models.lists.person_source import PersonSourceRow
from models.person import change as person_change
from models.person import person
from models.person.person import Person, PersonRow
from models.service.agent import SYSTEM, Agent
from models.store import journal
from models.store.database import Database

LIST = """N° dossier;Nom;Prénom;Date de naissance;Téléphone;Titre;Interprète;Logement;Couleur
A1;Dupont;Marie;12.03.1980;022 420 00 01;Mme;oui;Locataire;bleu
A2;Rey;Zoé;1.2.1990;;F;;;rouge
A3;;;;;;;;
A4;Blanc;Jean;31.02.1980;;;;;
A5;Noir;Ana;;12;;;;
A6;Vert;Luc;;;Docteur;;;
A1;Gris;Paul;;;;;;
"""

Bring = Callable[..., PersonReport]


@pytest.fixture
def bring(db: Database, alice: Agent, tmp_path: Path, monday: datetime) -> Bring:
    """``bring(text)`` imports a list; ``name`` and the options of the verb besides."""

    def run(content: str | bytes, name: str = "liste.csv", **options: object) -> PersonReport:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return db.call(person_import.import_persons, SYSTEM, path, "CH", **options)  # type: ignore[arg-type]

    return run


def _counts(report: PersonReport) -> tuple[int, int, int]:
    return report.lines.added, report.lines.changed, report.lines.unchanged


def _all(db: Database) -> list[Person]:
    return db.call(lambda: [person.from_row(row) for row in PersonRow.select().order_by(PersonRow.id)])


def test_the_good_lines_are_kept_and_each_bad_one_is_named(db: Database, alice: Agent, bring: Bring) -> None:
    report = bring(LIST)
    assert _counts(report) == (6, 0, 0)
    assert report.ignored == ("couleur",)
    assert [(one.line, one.reason.split("\u00a0")[0]) for one in report.lines.rejected] == [
        (4, "nom manquant")
    ]
    # Nobody is lost over one cell: what no field could hold is in the note, and told.
    unsure = {one.line: one.reason.replace("\u00a0", " ") for one in report.unsure}
    assert unsure == {5: "date de naissance : 31.02.1980", 6: "téléphone : 12", 7: "titre : Docteur"}
    assert [one.note.replace("\u00a0", " ") for one in _all(db)[2:5]] == list(unsure.values())
    assert report.shared == 1
    marie, zoe, *_others = _all(db)
    assert (marie.name, marie.civility, marie.phone) == ("DUPONT Marie", "Madame", "+41224200001")
    assert (marie.interpreter, marie.housing, marie.birth_date) == (True, "tenant", date(1980, 3, 12))
    assert (zoe.civility, zoe.interpreter) == ("Madame", False)
    assert [one.person_id for one in db.call(search.search, "rey zoe")] == [zoe.id]
    (line,) = [one for one in db.call(journal.latest) if one.action == "person.imported"]
    assert (line.agent_id, line.detail["added"], line.detail["rejected"]) == (None, 6, 1)


@pytest.mark.parametrize("content", [LIST, LIST.replace("N° dossier", "Sans objet")])
def test_a_second_run_changes_nothing(db: Database, bring: Bring, content: str) -> None:
    assert _counts(bring(content)) == (6, 0, 0)
    before = _all(db)
    again = bring(content)
    assert (_counts(again), again.unsure) == ((0, 0, 6), ())
    assert _all(db) == before


def test_a_line_known_by_its_number_brings_what_it_says_otherwise(
    db: Database, alice: Agent, bring: Bring
) -> None:
    bring("Id;Nom;Prénom;Tél;Ville\n1;Dupont;Marie;022 420 00 01;Carouge\n")
    (marie,) = _all(db)
    # Corrected at the counter; the list of the next month still says what it said before.
    form = person.form_of(marie)
    corrected = {name: getattr(form, name) for name in form.__slots__} | {"commune": "Lancy"}
    db.call(person.change, alice, marie.id, person.PersonForm(**corrected), "CH")
    report = bring("Id;Nom;Prénom;Tél;Ville\n1;Durand;Marie;079 555 00 00;Carouge\n")
    assert _counts(report) == (0, 1, 0)
    (now,) = _all(db)
    assert (now.name, now.phone, now.commune) == ("DURAND Marie", "+41795550000", "Lancy")
    assert [one.before for one in db.call(person_change.history, marie.id)] == ["Dupont"]


def test_the_number_of_another_list_is_another_number(db: Database, bring: Bring) -> None:
    bring("Id;Nom;Prénom\n1;Dupont;Marie\n", "un.csv")
    assert _counts(bring("Id;Nom;Prénom\n1;Rey;Zoé\n", "deux.csv")) == (1, 0, 0)
    assert [one.family_name for one in _all(db)] == ["Dupont", "Rey"]


def test_a_number_given_to_somebody_else_is_refused(db: Database, bring: Bring) -> None:
    bring("Id;Nom;Né le\n1;Dupont;12.3.1980\n")
    before = _all(db)
    (refused,) = bring("Id;Nom;Né le\n1;Rey;1.1.1990\n").lines.rejected
    assert "désignait quelqu’un d’autre" in refused.reason
    assert _all(db) == before


def test_who_is_perhaps_known_is_left_to_somebody_at_the_counter(
    db: Database, marie: Person, bring: Bring
) -> None:
    report = bring("Nom;Prénom;Naissance;E-mail\nDupont;Marie;12.03.1980;autre@exemple.ch\n")
    (refused,) = report.lines.rejected
    assert f"fiche n° {marie.id}" in refused.reason
    assert _all(db) == [marie]
    # What the counter knows says more than the line: nothing is missing, nothing is done.
    assert _counts(bring("Nom;Prénom;Naissance\nDUPONT;marie;12.03.1980\n")) == (0, 0, 1)


TWICE = """Nom;Prénom;Né le;Tél
Dupont;Marie;12.3.1980;022 420 00 01
Rey;Zoé;1.2.1990;
Dupond;Marie;12.3.1980;
Rey;Zoé;2.1.1990;
Blanc;Jean;5.5.1975;022 420 00 09
Blanc;Jean;;
Noir;Ana;;
Noir;Ana;;
Dupont;Marie;12.3.1980;079 555 00 00
Dupont;Paul;12.3.1980;022 420 00 01
"""


@pytest.mark.parametrize("rehearse", [True, False])
def test_two_lines_of_a_list_that_are_perhaps_one_person_are_told_and_never_merged(
    db: Database, bring: Bring, rehearse: bool
) -> None:
    report = bring(TWICE, rehearse=rehearse)
    assert {one.line: one.reason for one in report.doubled} == {
        line: f"peut-être la même personne que la ligne {other} ({why})"
        for line, other, why in (
            (4, 2, "nom à une lettre près, même naissance"),
            (5, 3, "même nom, jour et mois inversés"),
            (7, 6, "même nom"),
            (9, 8, "même nom"),
            (10, 2, "même nom, même naissance"),
        )
    }
    # Kept as they would be alone: one said nothing else than a line before, one is refused as known.
    assert _counts(report) == (8, 0, 1)
    assert [one.line for one in report.lines.rejected] == [10]
    if not rehearse:
        assert len(_all(db)) == 8
        assert bring(TWICE).lines.added == 0


def test_a_couple_that_shares_a_telephone_is_two_persons(db: Database, marie: Person, bring: Bring) -> None:
    assert _counts(bring("Nom;Prénom;Tél\nDupont;Paul;022 420 00 01\n")) == (1, 0, 0)


def test_a_rehearsal_says_the_same_and_keeps_nothing(db: Database, bring: Bring) -> None:
    lines = len(db.call(journal.latest, 1000))
    rehearsed = bring(LIST, rehearse=True)
    assert _all(db) == []
    assert db.call(search.search, "dupont") == []
    assert len(db.call(journal.latest, 1000)) == lines
    assert bring(LIST) == rehearsed


def test_stopped_on_its_way_it_leaves_nothing_half_done(db: Database, bring: Bring) -> None:
    steps: list[tuple[int, int]] = []

    def step(done: int, total: int) -> None:
        steps.append((done, total))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(LIST, step=step)
    assert steps == [(0, 7), (1, 7), (2, 7)]
    assert _all(db) == []
    assert (
        db.call(lambda: [*ImportRunRow.select(), *ImportedPersonRow.select(), *PersonSourceRow.select()])
        == []
    )
    assert db.call(search.search, "dupont") == []
    assert _counts(bring(LIST)) == (6, 0, 0)


def test_columns_can_be_named(db: Database, bring: Bring) -> None:
    content = "Désignation,Appelé\nDupont,Marie\n"
    with pytest.raises(ComptoirError, match="Aucune colonne ne dit le nom"):
        bring(content)
    bring(content, chosen={"désignation": "family_name", "Appelé": "prénom"})
    assert [one.name for one in _all(db)] == ["DUPONT Marie"]
    with pytest.raises(ComptoirError, match="pas de colonne « Nom »"):
        bring(content, chosen={"Nom": "family_name"})
    with pytest.raises(ComptoirError, match="n’est pas un champ : identifiant, nom, prénom"):
        bring(content, chosen={"Désignation": "taille"})


def test_of_two_columns_of_one_field_the_one_that_is_filled_counts(db: Database, bring: Bring) -> None:
    bring("Nom;Téléphone;Portable\nDupont;;079 555 00 00\nRey;022 420 00 01;079 555 00 01\n")
    assert [one.phone for one in _all(db)] == ["+41795550000", "+41224200001"]


def test_what_an_export_defused_is_read_as_it_was(db: Database, bring: Bring) -> None:
    bring("Nom;Téléphone\n'=Dupont;'+41795550000\n'Abc;\n")
    assert [(one.family_name, one.phone) for one in _all(db)] == [("=Dupont", "+41795550000"), ("'Abc", "")]


def test_a_spreadsheet_is_read_like_a_list(db: Database, bring: Bring, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["Nom", "Prénom", "Date de naissance", "NPA", "Téléphone", "Interprète"])
    sheet.append(["Dupont", "Marie", date(1980, 3, 12), 1227.0, 791234567, True])
    sheet.append([None] * 6)
    sheet.append([None, None, "hier", None, None, None])
    book.save(tmp_path / "source.xlsx")
    report = bring((tmp_path / "source.xlsx").read_bytes(), "liste.XLSX")
    assert _counts(report) == (1, 0, 0)
    assert [one.line for one in report.lines.rejected] == [4]
    (marie,) = _all(db)
    assert (marie.birth_date, marie.postcode, marie.phone) == (date(1980, 3, 12), "1227", "+41791234567")
    assert marie.interpreter


@pytest.mark.parametrize("charset", ["cp1252", "utf-16", "utf-8-sig"])
def test_a_list_is_read_in_the_charset_a_spreadsheet_saves(db: Database, bring: Bring, charset: str) -> None:
    report = bring("Nom;Prénom;Commune\r\nMüller;Zoé;Chêne-Bourg\r\n".encode(charset))
    assert (_counts(report), report.lines.rejected) == ((1, 0, 0), ())
    assert [one.name for one in _all(db)] == ["MÜLLER Zoé"]


def test_lines_without_anything_are_passed_over(db: Database, bring: Bring, tmp_path: Path) -> None:
    from openpyxl import Workbook

    report = bring("\r\n;;\r\nNom;Prénom;Naissance\r\n;;\r\n;;hier\r\n;;\r\n")
    assert [one.line for one in report.lines.rejected] == [5]
    book = Workbook()
    for row in ([None], ["Nom", "Naissance"], ["", ""], ["", "hier"]):
        book.active.append(row)
    book.save(tmp_path / "source.xlsx")
    report = bring((tmp_path / "source.xlsx").read_bytes(), "liste.xlsx")
    assert [one.line for one in report.lines.rejected] == [4]


def test_of_two_columns_of_one_name_the_second_is_told(db: Database, bring: Bring) -> None:
    content = "Nom;Nom;Prénom\nDupont;Rossi;Marie\n"
    assert bring(content, rehearse=True).ignored == ("nom (2)",)
    bring(content, chosen={"Nom (2)": "nom de naissance"})
    assert [(one.family_name, one.birth_name) for one in _all(db)] == [("Dupont", "Rossi")]


@pytest.mark.parametrize("content", [b"\0\1\2", b"PK\x03\x04 nothing"])
def test_what_is_no_spreadsheet_is_refused_plainly(db: Database, bring: Bring, content: bytes) -> None:
    with pytest.raises(ComptoirError, match="ne se lit pas comme un classeur"):
        bring(content, "liste.xlsx")
    assert _all(db) == []


def test_a_file_that_is_not_there_is_refused(db: Database, alice: Agent, tmp_path: Path) -> None:
    with pytest.raises(ComptoirError, match="ne peut pas être lu"):
        db.call(person_import.import_persons, SYSTEM, tmp_path / "rien.csv", "CH")


def test_an_empty_list_is_told_as_such(bring: Bring) -> None:
    for content in ("", "Nom;Prénom\n"):
        with pytest.raises(ComptoirError, match="Liste vide"):
            bring(content)


@given(st.lists(st.text(max_size=20), max_size=5))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_header_is_mapped_or_refused(header: list[str]) -> None:
    try:
        columns = person_columns.mapped(header, {})
    except ComptoirError as refused:
        assert refused.title in ("Colonnes manquantes", "Liste de lieux")
    else:
        assert set(columns) <= set(header)
