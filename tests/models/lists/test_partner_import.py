"""A directory is read as it comes: bad lines named, good ones kept, a second time nothing changes."""

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import ComptoirError
from models.files import import_file
from models.files.import_file import ImportReport, Rejected
from models.lists.partner_import import import_partners
from models.lists.partner_line import FORMATS
from models.network import partner
from models.service import profile_file
from models.service.agent import SYSTEM, Agent
from models.store import journal
from models.store.database import Database
from tests.project import PROFILES

GENEVA = [
    "id",
    "theme",
    "official_name",
    "what",
    "audience",
    "address",
    "phone",
    "website",
    "source",
    "confidence",
    "note",
]

# Not a lone carriage return: Python's own writer leaves it without quotes.
TEXT = st.text(st.characters(exclude_characters="\r", codec="utf-8"), max_size=20)

Import = Callable[..., ImportReport]


def line(**values: str) -> dict[str, str]:
    return (
        dict.fromkeys(GENEVA, "") | {"id": "A1", "official_name": "Abri", "confidence": "official"} | values
    )


def written(lines: list[dict[str, str]], separator: str = ",") -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, GENEVA, delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue()


@pytest.fixture
def bring(db: Database, alice: Agent, tmp_path: Path) -> Import:
    """Import text (or bytes) as a file of the directory kept line by line."""

    def run(content: str | bytes, format: str = "geneve") -> ImportReport:
        path = tmp_path / "liste.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return db.call(import_partners, SYSTEM, path, format).lines

    return run


def only(db: Database) -> partner.Partner:
    (found,) = db.call(partner.search)
    return found


@pytest.mark.parametrize(
    ("file", "format", "entries"),
    [
        ("geneve/partners.csv", "geneve", 80),
        ("france/partners.csv", "france-services", 2845),
        ("france/national.csv", "national", 5),
    ],
)
def test_shipped_lists_come_in_whole_and_twice_changes_nothing(
    db: Database, alice: Agent, file: str, format: str, entries: int
) -> None:
    # Of the processor, of every thread: how busy the machine is beside it is nothing of the import.
    started = time.process_time()
    assert db.call(import_partners, SYSTEM, PROFILES / file, format).lines == ImportReport(entries, 0, 0, ())
    # Generous: 0.7 s where it was written. It guards against one statement for each line.
    assert time.process_time() - started < 10
    before = db.call(partner.search, limit=3000)
    assert db.call(import_partners, SYSTEM, PROFILES / file, format).lines == ImportReport(0, 0, entries, ())
    assert db.call(partner.search, limit=3000) == before
    lines = [one for one in db.call(journal.latest) if one.action == "partner.imported"]
    assert len(lines) == 2 and lines[0].detail["unchanged"] == entries


@pytest.mark.parametrize("name", ["geneve", "france"])
def test_every_theme_of_a_shipped_profile_finds_the_partners_it_names(db: Database, name: str) -> None:
    site = profile_file.load(PROFILES / f"{name}.toml")
    for file in site.files:
        if file.kind == "partenaires":
            db.call(import_partners, SYSTEM, PROFILES / file.path, file.format)
    for wanted in {word for theme in site.themes for word in theme.partner_themes}:
        assert db.call(partner.search, theme=wanted, department=site.service.subdivision), wanted


def test_somebody_sleeping_outside_in_france_has_a_partner_to_go_to(db: Database, alice: Agent) -> None:
    db.call(import_partners, SYSTEM, PROFILES / "france/partners.csv", "france-services")
    db.call(import_partners, SYSTEM, PROFILES / "france/national.csv", "national")
    (found,) = db.call(partner.search, theme="hébergement d’urgence", department="74", commune="Annecy")
    assert (found.phone, found.hours) == ("115", "24h/24, 7j/7, gratuit")
    assert found.verified == "à vérifier (source officielle)"


def test_a_place_of_france_services_is_read_whole(db: Database, alice: Agent) -> None:
    path = PROFILES / "france/partners.csv"
    db.call(import_partners, SYSTEM, path, "france-services", dated="2024-08-01")
    found = db.call(partner.search, words="gaillard", department="74")[0]
    assert found.name == "France services Gaillard"
    assert (found.address, found.postcode, found.commune) == ("159 Rue de Genève", "74240", "Gaillard")
    assert (found.phone, found.email) == ("+33450920674", "alm@gaillard.fr")
    assert found.hours.startswith("lu-me 08:00-12:00, 13:30-17:00\u00a0; je 08:00-12:00")
    assert found.conditions == "Prise de rendez-vous possible"
    assert "Sur RDV uniquement" in found.note and "01.08.2024" in found.note
    assert (found.themes, found.verified_on) == (("démarches",), None)


def test_what_was_only_remembered_is_never_a_contact(db: Database, alice: Agent) -> None:
    db.call(import_partners, SYSTEM, PROFILES / "geneve/partners.csv", "geneve")
    found = {one.source_id: one for one in db.call(partner.search, limit=100)}
    debts = found["GE042"]
    assert (debts.phone, debts.verified) == ("", "à vérifier (de mémoire)")
    assert "à vérifier, téléphone\u00a0: 0800 708 708" in debts.note
    assert "à vérifier, de mémoire\u00a0: rue de Carouge 53" in found["GE006"].note
    assert (found["GE034"].address, found["GE034"].postcode) == ("Rue du Grand-Bureau 13", "")
    assert found["GE077"].phone == ""
    assert not [one.name for one in found.values() if "non vérifié" in one.note or "mémoire" in one.website]
    assert all(
        one.confidence != "memory" or not (one.phone or one.website or one.address) for one in found.values()
    )


def test_numbers_are_kept_short_or_in_full_and_remarks_go_to_the_note(db: Database, bring: Import) -> None:
    bring(written([line(phone="022 300 27 59 (bénévolat)", address="Rue Blavignac 16, 1227 Carouge")]))
    found = only(db)
    assert (found.phone, found.note) == ("+41223002759", "téléphone\u00a0: bénévolat")
    assert (found.address, found.postcode, found.commune) == ("Rue Blavignac 16", "1227", "Carouge")
    assert found.department == "GE"
    bring(written([line(phone="147")]))
    assert only(db).phone == "147"


def test_an_address_is_a_street_a_postcode_and_a_commune(db: Database, bring: Import) -> None:
    bring(written([line(address="Route de Chêne 54, 1208 Genève ; courrier CP 6375, 1211 Genève 6")]))
    found = only(db)
    assert (found.address, found.postcode, found.commune) == ("Route de Chêne 54", "1208", "Genève")
    assert found.note == "courrier CP 6375, 1211 Genève 6"
    bring(written([line(address="Cours de Rive 12, case postale 3360, 1211 Genève 3 (2014)")]))
    found = only(db)
    assert (found.address, found.postcode) == ("Cours de Rive 12, case postale 3360", "1211")
    assert (found.commune, found.note) == ("Genève", "adresse relevée en 2014")
    bring(written([line(address="Rue du Lac 12 (2013)")]))
    assert (only(db).address, only(db).postcode) == ("Rue du Lac 12 (2013)", "")


def test_hours_are_told_apart_from_the_rest_of_a_note(db: Database, bring: Import) -> None:
    bring(written([line(note="lu-ve 8h00-12h30 / 13h30-17h00 ; urgence 117")]))
    assert (only(db).hours, only(db).note) == ("lu-ve 8h00-12h30 / 13h30-17h00", "urgence 117")


BAD = [
    (line(official_name=""), "il manque le nom"),
    (line(id=" "), "il manque l’identifiant"),
    (line(id="ok"), "l’identifiant ok est déjà celui de la ligne 2"),
    (line(phone="022 30"), "«\u00a0022 30\u00a0» n’est pas un numéro de téléphone complet"),
    (line(phone="sur demande"), "«\u00a0sur demande\u00a0» n’est pas un numéro de téléphone"),
    (line(address="Rue Neuve 1, 12270 Carouge"), "le code postal «\u00a012270\u00a0» n’a pas 4 chiffres"),
    (line(confidence="sûr"), "la confiance «\u00a0sûr\u00a0» n’est pas official, secondary, dated, memory"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD)
def test_a_bad_line_is_named_and_the_good_ones_stay(
    db: Database, bring: Import, bad: dict[str, str], reason: str
) -> None:
    report = bring(written([line(id="ok"), bad, line(id="aussi")]))
    assert report == ImportReport(2, 0, 0, (Rejected(3, reason),))
    assert {one.source_id for one in db.call(partner.search)} == {"ok", "aussi"}


def test_lines_are_counted_in_the_file_even_when_a_note_has_several(bring: Import) -> None:
    content = written([line(id="1", note="un\ndeux\ntrois"), line(id="2", phone="022 30")])
    assert [one.line for one in bring(content).rejected] == [5]


def test_a_wrong_number_of_columns_names_both(bring: Import) -> None:
    report = bring(
        written([line(id="1")]) + f"2{12 * ','}trop long\n" + written([line(id="3")]).splitlines()[1] + "\n"
    )
    assert report == ImportReport(2, 0, 0, (Rejected(3, "13 colonnes au lieu de 11"),))


def test_an_unclosed_quote_costs_its_own_line_only(db: Database, bring: Import) -> None:
    good = [written([line(id=str(number))]).splitlines()[1] for number in range(100)]
    good[40] = good[40].replace("Abri", '"Abri')
    report = bring(written([]) + "\n".join(good) + "\n")
    assert (report.added, [one.line for one in report.rejected]) == (99, [42])
    report = bring(written([]) + good[0] + "\n" + good[40] + "\n")
    assert report.rejected == (Rejected(3, "un guillemet n’est pas fermé"),)


def test_bytes_that_are_not_utf8_are_rejected_where_they_are(bring: Import) -> None:
    content = written([line(id="1"), line(id="2", official_name="Café"), line(id="3", note="été")])
    report = bring(content.encode().replace("Café".encode(), b"Caf\xe9"))
    assert (report.added, [one.line for one in report.rejected]) == (2, [3])
    assert "UTF-8" in report.rejected[0].reason


def test_control_characters_are_cleaned(db: Database, bring: Import) -> None:
    bring(written([line(official_name="Ab\x1b[31mri\u202e [/bold]\x07", what="'; DROP TABLE partner")]))
    assert (only(db).name, only(db).description) == ("Abri [/bold]", "'; DROP TABLE partner")


def test_what_a_spreadsheet_saves_is_read(db: Database, bring: Import) -> None:
    content = "\ufeff" + written([line(official_name="Abri; nuit")], ";").replace("\n", "\r\n") + "\r\n\r\n"
    assert bring(content) == ImportReport(1, 0, 0, ())
    assert only(db).name == "Abri; nuit"


def test_columns_that_are_missing_are_named_and_nothing_is_written(db: Database, bring: Import) -> None:
    with pytest.raises(ComptoirError, match="colonnes theme, confidence"):
        bring(written([line()]).replace("theme", "sujet").replace("confidence", "sûreté"))
    for content in ("", "\n", "id", "\x00\xff"):
        with pytest.raises(ComptoirError, match="Rien n’a été importé"):
            bring(content)
    assert db.call(partner.search) == []


def test_a_file_that_is_not_there_or_a_format_nobody_knows_is_refused(
    db: Database, alice: Agent, bring: Import, tmp_path: Path
) -> None:
    with pytest.raises(ComptoirError, match="ne peut pas être lu"):
        db.call(import_partners, SYSTEM, tmp_path / "absent.csv", "geneve")
    with pytest.raises(ComptoirError, match="geneve, national, france-services"):
        bring(written([]), "excel")


def test_a_change_is_brought_in_and_is_to_be_verified_again(
    db: Database, alice: Agent, bring: Import
) -> None:
    bring(written([line(theme="logement"), line(id="B", theme="dettes")]))
    for one in db.call(partner.search):
        db.call(partner.verify, alice, one.id)
    report = bring(written([line(theme="santé;dettes", phone="022 300 27 59"), line(id="B", theme="dettes")]))
    assert report == ImportReport(0, 1, 1, ())
    changed, same = sorted(db.call(partner.search), key=lambda one: one.source_id)
    assert (changed.phone, changed.themes, changed.verified_on) == ("+41223002759", ("santé", "dettes"), None)
    assert same.verified_on is not None
    assert db.call(partner.themes) == [("dettes", 2), ("santé", 1)]


def test_an_entry_the_file_no_longer_has_stays(db: Database, bring: Import) -> None:
    bring(written([line(id="1"), line(id="2")]))
    assert bring(written([line(id="2")])) == ImportReport(0, 0, 1, ())
    assert len(db.call(partner.search)) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.one_of(
            st.just(b"1,a,b\n"), st.binary(max_size=30), st.sampled_from([b'"', b"\n", b"\r", b",", b"\x00"])
        )
    )
)
def test_any_bytes_are_either_entries_or_rejected_lines(tmp_path: Path, pieces: list[bytes]) -> None:
    path = tmp_path / "hasard.csv"
    path.write_bytes(b"id,x,y\n" + b"".join(pieces))
    rejected: list[Rejected] = []
    records = list(import_file.read(path, ["id"], rejected))
    lines = path.read_text("utf-8-sig", errors="surrogateescape").count("\n")
    assert all(set(record.values) == {"id", "x", "y"} for record in records)
    assert all(one.line > 1 and one.reason for one in rejected)
    numbers = [record.line for record in records]
    assert numbers == sorted(set(numbers)) and (not numbers or numbers[-1] <= lines + 1 + len(pieces) * 31)


@given(st.lists(st.dictionaries(st.sampled_from(["what", "note", "audience"]), TEXT), max_size=8))
def test_what_a_csv_writer_writes_is_read_back_line_by_line(
    tmp_path_factory: pytest.TempPathFactory, fields: list[dict[str, str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "aller-retour.csv"
    path.write_bytes(
        written([line(id=str(n), **values) for n, values in enumerate(fields)]).encode(errors="replace")
    )
    rejected: list[Rejected] = []
    records = list(import_file.read(path, FORMATS["geneve"].columns, rejected))
    assert [record.values["id"] for record in records] == [str(n) for n in range(len(fields))]
    assert rejected == []
