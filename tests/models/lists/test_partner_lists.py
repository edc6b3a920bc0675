"""Directories as they are handed out: any columns, any country, hours and numbers read as they are meant."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.errors import ComptoirError
from models.lists import partner_hours, partner_phone, person_import, postcodes
from models.lists.partner_import import PartnerReport, import_partners
from models.lists.partner_line import Home
from models.network import partner
from models.network.partner import Partner
from models.service.agent import SYSTEM, Agent
from models.store.database import Database
from tests.project import PROFILES

GENEVA, SAVOY = Home("CH", "GE"), Home("FR", "74")
Bring = Callable[..., PartnerReport]


@pytest.fixture
def bring(db: Database, alice: Agent, tmp_path: Path) -> Bring:
    def run(content: str, home: Home = GENEVA, name: str = "liste.csv", **options: object) -> PartnerReport:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return db.call(import_partners, SYSTEM, path, "", home, **options)  # type: ignore[arg-type]

    return run


def only(db: Database) -> Partner:
    (found,) = db.call(partner.search)
    return found


LIST = (
    "Annuaire du réseau;;;;;;\n"
    "Nom de la structure;Thématiques;Adresse;CP;Ville;Téléphone;Horaires\n"
    "Les Amis;logement, dettes;3 rue Neuve;74100;Annemasse;04 50 00 00 00;"
    '"Mo-Fr 09:00-12:00 ; Sa 10:00-12:00"\n'
)


def test_a_directory_is_read_by_its_titles(db: Database, alice: Agent, bring: Bring) -> None:
    db.call(postcodes.bring, SYSTEM, (PROFILES / "postcodes").glob("*.csv"))
    report = bring(LIST, SAVOY)
    assert (report.lines.added, report.ignored, report.doubtful) == (1, (), 0)
    found = only(db)
    assert (found.name, found.themes, found.address) == ("Les Amis", ("logement", "dettes"), "3 rue Neuve")
    assert (found.postcode, found.commune, found.department) == ("74100", "Annemasse", "74")
    assert (found.phone, found.hours) == ("+33450000000", "lu-ve 09:00-12:00 ; sa 10:00-12:00")
    assert (found.source, found.verified) == ("liste", "à vérifier")
    assert bring(LIST, SAVOY).lines.unchanged == 1


def test_the_country_of_the_service_decides_and_that_of_the_address_before_it(
    db: Database, alice: Agent, bring: Bring
) -> None:
    db.call(postcodes.bring, SYSTEM, (PROFILES / "postcodes").glob("*.csv"))
    bring(LIST, GENEVA)
    assert (only(db).phone, only(db).department) == ("+33450000000", "74")
    # Without an address the service's own: 04 50 … is no Swiss number, and is said to be the neighbour's.
    report = bring("Nom;Tél\nEcoute;04 50 00 00 00\nAbri;022 420 00 00\n", GENEVA, "autre.csv")
    entries = {one.name: one for one in db.call(partner.search)}
    assert (entries["Ecoute"].phone, entries["Ecoute"].department) == ("+33450000000", "GE")
    assert "écrit 04 50 00 00 00" in entries["Ecoute"].note
    assert (entries["Abri"].phone, report.doubtful) == ("+41224200000", 1)


def test_a_number_between_strokes_is_whole_and_a_second_one_is_noted(db: Database, bring: Bring) -> None:
    bring("Nom;Tél\nAbri;03/20/05/06/07\nEcoute;022 420 00 00 / 079 555 01 23\n", SAVOY)
    entries = {one.name: one for one in db.call(partner.search)}
    assert (entries["Abri"].phone, entries["Abri"].note) == ("+33320050607", "")
    assert entries["Ecoute"].phone == "+41224200000"
    assert "079 555 01 23" in entries["Ecoute"].note


def test_a_directory_of_a_french_service_is_not_filed_under_geneva(db: Database, bring: Bring) -> None:
    titles = "id,theme,official_name,what,audience,address,phone,website,source,confidence,note\n"
    bring(titles + "1,,Les Amis,,,,04 50 00 00 00,,,official,\n", SAVOY)
    assert (only(db).source, only(db).phone, only(db).department) == ("national", "+33450000000", "")
    assert db.call(partner.search, department="74") == [only(db)]


@pytest.mark.parametrize(
    ("number", "country", "read", "doubtful"),
    [
        ("022 420 00 00", "CH", "+41224200000", False),
        ("07 81 23 45 67", "CH", "+33781234567", True),
        ("0781234567", "CH", "+41781234567", True),
        ("078 123 45 67", "FR", "+41781234567", True),
        ("07 81 23 45 67", "FR", "+33781234567", False),
        ("04 50 00 00 00", "CH", "+33450000000", True),
        ("04 50 00 00 00", "FR", "+33450000000", False),
        ("+33 7 81 23 45 67", "CH", "+33781234567", False),
        ("0041 22 420 00 00", "FR", "+41224200000", False),
        ("3919", "CH", "3919", False),
    ],
)
def test_the_way_its_digits_are_grouped_says_whose_number_it_is(
    number: str, country: str, read: str, doubtful: bool
) -> None:
    assert partner_phone.read(number, country) == (read, doubtful)


@pytest.mark.parametrize(
    ("said", "hours", "rest"),
    [
        ("Mo-Fr 09:00-12:00 ; Sa 10:00-12:00", "lu-ve 09:00-12:00 ; sa 10:00-12:00", []),
        ("Sa off ; Mo-Fr 09:00-12:00; PH off",
         "sa fermé ; lu-ve 09:00-12:00 ; jours fériés fermé", []),
        ("Mo-Fr 10:00-18:00; PH off", "lu-ve 10:00-18:00 ; jours fériés fermé", []),
        ("Mo-Fr 09:00-12:00 ; sonner deux fois", "lu-ve 09:00-12:00", ["sonner deux fois"]),
        ("PH off; SH off", "", ["jours fériés fermé ; vacances scolaires fermé"]),
        ("lu-ve 8h-12h ; sa 9h-11h ; urgence 117", "lu-ve 8h-12h ; sa 9h-11h", ["urgence 117"]),
        ("24/7", "24/7", []),
    ],
)  # fmt: skip
def test_hours_stay_together_in_the_language_of_the_whole(said: str, hours: str, rest: list[str]) -> None:
    assert partner_hours.split(said.replace(" ;", " ;")) == (hours, rest)


def test_a_column_is_said_and_what_is_not_read_is_named(db: Database, bring: Bring) -> None:
    content = "Intitulé;Parking;Tél\nAbri;oui;022 420 00 00\n"
    with pytest.raises(ComptoirError, match="Aucune colonne ne dit le nom"):
        bring(content)
    report = bring(content, chosen={"intitulé": "nom"}, source="réseau")
    assert report.ignored == ("parking",) and ("intitulé", "nom") in report.fields
    assert (only(db).name, only(db).source) == ("Abri", "réseau")
    with pytest.raises(ComptoirError, match="pas de colonne"):
        bring(content, chosen={"titre": "nom"})
    with pytest.raises(ComptoirError, match="n’est pas un champ"):
        bring(content, chosen={"intitulé": "pointure"})


def test_a_rehearsal_keeps_nothing(db: Database, bring: Bring) -> None:
    assert bring(LIST, rehearse=True).lines.added == 1
    assert db.call(partner.search) == []
    assert bring(LIST).lines.added == 1


def test_persons_are_no_partners_and_partners_no_persons(
    db: Database, alice: Agent, bring: Bring, tmp_path: Path
) -> None:
    with pytest.raises(ComptoirError, match="comptoir importer personnes"):
        bring("Nom;Prénom;Né(e) le;Téléphone\nDupont;Marie;12.03.1980;022 420 00 00\n")
    path = tmp_path / "lieux.csv"
    path.write_text(LIST.partition("\n")[2], encoding="utf-8")
    with pytest.raises(ComptoirError, match="comptoir importer partenaires"):
        db.call(person_import.import_persons, SYSTEM, path, "FR")
    assert db.call(partner.search) == []


def test_a_list_is_of_the_day_it_says_and_of_none_when_it_says_none(
    db: Database, alice: Agent, tmp_path: Path
) -> None:
    lines = (PROFILES / "france/partners.csv").read_text("utf-8").splitlines()[:2]

    def come(name: str, dated: str = "") -> Partner:
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding="utf-8")
        db.call(import_partners, SYSTEM, path, "", SAVOY, dated=dated)
        return only(db)

    assert "état au" not in come("liste.csv").note + come("liste.csv").source_url
    db.call(partner.verify, alice, only(db).id)
    newer = come("france_services_2026-11-01.csv")
    assert "état au 01.11.2026" in newer.note and "état au 01.11.2026" in newer.source_url
    # A later date is no reason to ask again what somebody verified.
    assert newer.verified_on is not None
    assert "état au 02.12.2026" in come("liste.csv", "2026-12-02").note
