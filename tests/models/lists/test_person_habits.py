"""Lists in the habits of the programs of the trade: domiciliation, CCAS, housing, benefits, Geneva's centres…

Each is small and invented; what it shows is how such a program writes, not what any of them is called.
"""

import csv
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.lists import person_import, postcodes
from models.lists.person_import import PersonReport
from models.person import person
from models.person.person import Person, PersonRow
from models.service.agent import SYSTEM, Agent
from models.store.database import Database
from tests.project import PROFILES

pytestmark = pytest.mark.usefixtures("monday")
Bring = Callable[..., tuple[PersonReport, list[Person]]]


@pytest.fixture
def bring(db: Database, alice: Agent, tmp_path: Path) -> Bring:
    """``bring(lines, region)`` imports a list of lines: the report, then everybody there is."""

    def run(content: str | bytes, region: str = "FR") -> tuple[PersonReport, list[Person]]:
        path = tmp_path / "liste.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        report = db.call(person_import.import_persons, SYSTEM, path, region)
        rows = db.call(lambda: list(PersonRow.select().order_by(PersonRow.id)))
        return report, [person.from_row(row) for row in rows]

    return run


def _plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def test_domiciliation_names_people_by_their_name_of_birth(bring: Bring) -> None:
    report, (claire, jean) = bring(
        "Civilité;Nom de naissance;Prénom;Nom d'usage / Surnom;Date de naissance;Téléphone;Courriel\n"
        "Madame;MARTIN;Claire;Dupont;12/03/1980;06 12 34 56 78;claire@exemple.fr\n"
        "Monsieur;PETIT;Jean\n"
    )
    assert (report.lines.rejected, report.ignored, report.unsure) == ((), (), ())
    assert (claire.name, claire.nickname) == ("MARTIN Claire", "Dupont")
    assert (jean.name, jean.civility) == ("PETIT Jean", "Monsieur")


def test_a_household_shares_the_number_of_its_file(bring: Bring) -> None:
    content = (
        "Dossier;Noms;Prénoms;Né(e) le\n"
        "12;MARTIN;Jean;01.02.1975\n12;MARTIN;Léa;03.04.2010\n12;MARTIN;Léo;03.04.2010\n"
        "13;PETIT;Paul;\n13;Petit;Paul;05.06.1990\n"
    )
    report, people = bring(content)
    assert [one.name for one in people] == ["MARTIN Jean", "MARTIN Léa", "MARTIN Léo", "PETIT Paul"]
    assert [one.line for one in report.lines.rejected] == [6]
    assert report.shared == 1
    # Each is known again as who they are, in whichever order; one who joins is new.
    again, people = bring(
        "Dossier;Noms;Prénoms;Né(e) le;Tél\n12;MARTIN;Léo;03.04.2010;\n"
        "12;MARTIN;Jean;01.02.1975;04 50 00 00 01\n"
        "12;MARTIN;Zoé;;\n12;MARTIN;Léa;03.04.2010;\n13;Petit-Rey;Paul;;\n"
    )
    assert (again.lines.added, again.lines.changed, again.lines.unchanged) == (1, 2, 2)
    assert [one.name for one in people] == [
        "MARTIN Jean", "MARTIN Léa", "MARTIN Léo", "PETIT-REY Paul", "MARTIN Zoé",
    ]  # fmt: skip
    assert [one.phone for one in people] == ["+33450000001", "", "", "", ""]


def test_excel_drops_the_separators_at_the_end_of_a_line(bring: Bring) -> None:
    report, people = bring(
        "Nom;Prénom;Téléphone;CP;Ville;Remarque\r\n"
        "Dupont;Marie\r\nRey;Zoé;;74000;Annecy\r\nBlanc;Ana;04 50 00 00 01;74100;Annemasse;vient le soir\r\n"
        "Total\r\n"
    )
    assert [(one.name, one.commune, one.note) for one in people] == [
        ("DUPONT Marie", "", ""), ("REY Zoé", "Annecy", ""), ("BLANC Ana", "Annemasse", "vient le soir"),
    ]  # fmt: skip
    assert [(one.line, one.reason) for one in report.lines.rejected] == [(5, "1 colonne au lieu de 6")]


def test_a_line_that_a_break_cut_in_two_makes_nobody_of_its_second_half(bring: Bring) -> None:
    report, people = bring(
        "Nom;Prénom;Adresse;CP;Ville;Remarque\n"
        "Dupont;Marie;3 rue du Lac\nBât. B;74000;Annecy;\nRey;Zoé;;74000;Annecy;\n"
    )
    assert [one.name for one in people] == ["REY Zoé"]
    assert [one.line for one in report.lines.rejected] == [2, 3]


def test_nobody_is_lost_over_a_cell_that_cannot_be_read(db: Database, bring: Bring) -> None:
    content = (
        "Nom;Prénom;Civilité;Tél;Naissance;Code postal;Ville;E-mail;Interprète;Logement\n"
        "Dupont;Marie;Dr;(soir);1980-03-12T00:00:00Z;75007 CEDEX 07;Paris;à demander;parfois;Péniche\n"
        "Rey;Zoé;Non renseigné;Non renseigné;Non renseigné;;Annecy;zoe@exemple.fr (bureau);;\n"
        "Blanc;Ana;;06 12 34 56 78 (soir);1980-03-11T23:00:00.000Z;;;;oui;\n"
        "Noir;Luc;#REF!;;31.02.1980;;;;;\n"
    )
    report, (marie, zoe, ana, luc) = bring(content)
    assert report.lines.rejected == ()
    assert (marie.birth_date, marie.postcode, marie.commune) == (date(1980, 3, 12), "75007", "Paris")
    assert _plain(marie.note) == (
        "civilité : Dr ; tél : (soir) ; code postal : 75007 CEDEX 07 ; interprète : parfois ; "
        "logement : Péniche ; e-mail : à demander"
    )
    assert (zoe.civility, zoe.phone, zoe.birth_date, zoe.email) == ("", "", None, "zoe@exemple.fr")
    assert _plain(zoe.note) == "e-mail : (bureau)"
    assert (ana.phone, ana.birth_date, _plain(ana.note)) == (
        "+33612345678", date(1980, 3, 12), "tél : soir",
    )  # fmt: skip
    assert (luc.birth_date, _plain(luc.note)) == (None, "date de naissance : 31.02.1980")
    assert sorted({one.line for one in report.unsure}) == [2, 5]
    again, people = bring(content)
    assert (again.lines.unchanged, len(people)) == (4, 4)


def test_an_old_base_of_a_ccas_writes_titles_and_names_its_own_way(
    db: Database, alice: Agent, bring: Bring
) -> None:
    db.call(postcodes.bring, SYSTEM, (PROFILES / "postcodes").glob("*.csv"))
    report, people = bring(
        (
            "NomPrenom;DateNaissance;TelPortable;Adresse (n° et rue);CP Ville;Nom (conjoint)\r\n"
            "DUPONT née MARTIN Claire;12/03/1980;0781234567;3 rue du Lac;74100 Annemasse;Dupont Paul\r\n"
            "M. PETIT Jean;01/07/1990;06.12.34.56.78;;1170 GEX;\r\n"
            "MARTIN épouse DURAND Léa;;;;1170;\r\n"
        ).encode("cp1252")
    )
    claire, jean, lea = people
    assert (claire.family_name, claire.birth_name, claire.given_name) == ("DUPONT", "MARTIN", "Claire")
    # 0781234567 is Swiss too; who lives in Annemasse dials it in France.
    assert (claire.phone, claire.postcode, claire.commune) == ("+33781234567", "74100", "Annemasse")
    assert (jean.name, jean.civility) == ("PETIT Jean", "Monsieur")
    assert (jean.phone, jean.postcode, jean.commune) == ("+33612345678", "01170", "GEX")
    assert (lea.family_name, lea.birth_name, lea.postcode) == ("DURAND", "MARTIN", "1170")
    assert [(one.line, _plain(one.reason)) for one in report.unsure] == [
        (3, "code postal 1170 : lu 01170, d’après la commune"),
        (4, "code postal 1170 : suisse, ou 01170 ?"),
    ]
    assert report.ignored == ("nom (conjoint)",)


def test_a_centre_of_geneva_writes_numbers_of_both_sides_of_the_border(bring: Bring) -> None:
    report, people = bring(
        "N° usager,Nom,Prénom,NPA/Localité,Natel,Tél. fixe,Permis de séjour,Langues parlées\n"
        "1,Lopes,Maria,1227 Carouge GE,079 555 01 23,022 420 00 01,B,portugais\n"
        "2,Neyret,Paul,74100 Annemasse,0781234567,,,français\n"
        "3,Haile,Sara,,07 81 23 45 67,,F,tigrinya\n"
        "4,Rossi,Ada,,0781234568,,,italien\n"
        "5,Kaya,Can,1203 Genève,0795550123/24,,,turc\n"
        "6,Sow,Awa,1203 Genève,079 555 01 2,,,peul\n",
        "CH",
    )
    assert [one.phone for one in people] == [
        "+41795550123", "+33781234567", "+33781234567", "+41781234568", "+41795550123", "",
    ]  # fmt: skip
    assert report.either == 2
    assert [one.line for one in report.unsure] == [3, 5, 7]
    assert people[0].commune == "Carouge GE"
    assert [_plain(one.note) for one in people[4:]] == ["natel : 24", "téléphone : 079 555 01 2"]


def test_a_spreadsheet_of_a_food_bank_has_remarks_in_its_titles(bring: Bring, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows: list[Sequence[Any]] = [
        ["Bénéficiaires 2026"],
        [
            "Nom *",
            "Prénom *",
            "Date de naissance (JJ/MM/AAAA)",
            "Téléphones (portable)",
            "Code Postal",
            "Villes",
        ],
        ["Dupont", "Marie", date(1980, 3, 12), 612345678, 74000, "Annecy"],
        ["Rey", "Zoé", "12 mars 1980", "06/12/34/56/79", "74000", "ANNECY CEDEX"],
        ["Blanc", None, None, "03/20/05/06/07 ou 06 12 34 56 80", None, None],
    ]
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "source.xlsx")
    report, people = bring((tmp_path / "source.xlsx").read_bytes())
    assert report.lines.rejected == ()
    assert [one.phone for one in people] == ["+33612345678", "+33612345679", "+33320050607"]
    assert [one.birth_date for one in people] == [date(1980, 3, 12), date(1980, 3, 12), None]
    assert [one.commune for one in people] == ["Annecy", "ANNECY", ""]
    assert _plain(people[2].note) == "téléphones (portable) : 06 12 34 56 80"


def test_a_service_of_benefits_exports_instants_and_english_titles(bring: Bring) -> None:
    report, (marie, luc) = bring(
        "id\tlast_name\tfirst_name\tbirth_date\tphone_number\temail\taddress\tpostal_code\tcity\tcreated_at\n"
        "a1\tDupont\tMarie\t1980-03-12T00:00:00.000Z\t+33612345678\tmarie@exemple.fr\t3 rue du Lac\t"
        "74000\tAnnecy\t2026\n"
        "a2\tPetit\tLuc\t1990-07-01\t33612345679\t\t\t\t\t2026\n"
    )
    assert (report.lines.rejected, report.ignored) == ((), ("created_at",))
    assert (marie.birth_date, marie.phone, marie.address) == (
        date(1980, 3, 12),
        "+33612345678",
        "3 rue du Lac",
    )
    assert (luc.birth_date, luc.phone) == (date(1990, 7, 1), "+33612345679")


def test_a_housing_service_keeps_names_of_use_and_titles_in_one_cell(bring: Bring) -> None:
    report, (claire, jean) = bring(
        '"Référence","Nom d’usage","Prénom usuel","Nom de famille de naissance","Titre","Mobile (perso)"\n'
        '"L-1","Mme DUPONT (née MARTIN)","Claire","","","06 12 34 56 78"\n'
        '"L-2","M. PETIT","Jean","PETIT","",""\n'
    )
    assert (claire.family_name, claire.birth_name, claire.civility) == ("DUPONT", "MARTIN", "Madame")
    assert (jean.name, jean.civility) == ("PETIT Jean", "Monsieur")
    assert report.unsure == ()


def test_a_list_that_is_saved_as_windows_text_with_quotes_and_breaks(bring: Bring, tmp_path: Path) -> None:
    path = tmp_path / "quoted.csv"
    with path.open("w", newline="", encoding="cp1252") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(
            [["NOM", "PRENOM", "DDN", "COMMENTAIRES"], ["Noël", "Zoé", "01.07.1990", "vient\navec « maman »"]]
        )
    _report, (zoe,) = bring(path.read_bytes())
    assert (zoe.name, _plain(zoe.note)) == ("NOËL Zoé", "vient avec « maman »")


def test_a_night_shelter_counts_households_and_asks_for_the_head_of_each(bring: Bring) -> None:
    report, people = bring(
        "N° demande;Nom du demandeur;Prénom du demandeur;Né(e) le;Sexe;Tél. portable;Composition du ménage;"
        "Langue(s) parlée(s);Commune d’origine\n"
        "2026-114;DIALLO;Aïssatou;12/03/1980;F;06 12 34 56 78;2 adultes 1 enfant;peul;Annemasse\n"
        "2026-115;X;;;H;aucun;1 adulte;Non renseignée;\n"
        "2026-116;DIALO;Aissatou;12/03/1980;F;;1 adulte;peul;\n"
    )
    aissatou, unknown, _again = people
    assert (aissatou.name, aissatou.civility, aissatou.language) == ("DIALLO Aïssatou", "Madame", "peul")
    assert (unknown.name, unknown.phone, unknown.language) == ("X", "", "")
    assert report.ignored == ("composition du ménage", "commune d’origine")
    # The same woman who called twice, written by two people.
    assert [one.line for one in report.doubled] == [4]


def test_the_social_service_of_a_hospital_writes_days_without_marks_between(bring: Bring) -> None:
    report, (claire, jean) = bring(
        '"IPP"|"NOM_USUEL"|"NOM_NAISSANCE"|"PRENOM"|"DATE_NAISSANCE"|"SEXE"|"TEL_PORTABLE"|"CODE_POSTAL"|"VILLE"\n'
        '"0012345"|"DUPONT"|"MARTIN"|"CLAIRE"|"19800312"|"F"|"0612345678"|"74000"|"ANNECY"\n'
        '"0012346"|"PETIT"|"PETIT"|"JEAN"|"19900701"|"M"|""|"74100"|"ANNEMASSE"\n'
    )
    assert (report.lines.rejected, report.unsure) == ((), ())
    assert (claire.family_name, claire.birth_name, claire.given_name) == ("DUPONT", "MARTIN", "CLAIRE")
    assert (claire.birth_date, claire.phone) == (date(1980, 3, 12), "+33612345678")
    assert (jean.name, jean.birth_date, jean.postcode) == ("PETIT JEAN", date(1990, 7, 1), "74100")
