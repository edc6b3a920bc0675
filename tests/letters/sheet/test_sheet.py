"""The sheet of a day: who is expected where, to be printed and ticked by hand."""

import io
import re
import subprocess
from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from letters.sheet import text as sheet_text
from letters.sheet import write as sheet
from letters.sheet.page import Order, Page, Scope, Sheet, SheetLine
from letters.sheet.paper import as_docx
from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, AppointmentRow, Booking, Status
from models.errors import ComptoirError
from models.person import person
from models.person.person import PersonForm
from models.service import agent, site
from models.service.agent import SYSTEM, Agent, AgentRow
from models.service.permission import Role
from models.service.profile import Profile
from models.service.profile_file import load
from models.service.venue import Venue
from models.store import journal
from models.store.database import Database
from tests.conftest import receives_always
from tests.project import PROFILES

pytestmark = pytest.mark.usefixtures("monday")

FRIDAY = date(2026, 11, 27)
TOMORROW = date(2026, 11, 24)
Book = Callable[..., Appointment]


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load(PROFILES / "geneve.toml")


@pytest.fixture
def book(db: Database, alice: Agent) -> Book:
    """``book("Lopes", "rey", time(9))`` books tomorrow; the worker is made when there is none yet."""

    def made(name: str, login: str, hour: time, *, day: date = TOMORROW, **more: Any) -> Appointment:
        who = db.call(
            person.create, alice, PersonForm(family_name=name, phone="022 000 02 08"), "CH", f"who-{name}"
        )
        start = clock.at(day, hour)
        booking = Booking(
            who.id,
            "premier_entretien",
            _worker(db, login),
            start,
            start + timedelta(minutes=45),
            Venue.ON_SITE,
            **more,
        )
        kept: Appointment = db.call(agenda.book, alice, booking, f"book-{name}")
        return kept

    return made


def _worker(db: Database, login: str) -> int:
    names = {"rey": "Mme Rey", "favre": "M. Favre"}
    found = [one for one in db.call(agent.everyone, Role.SOCIAL_WORKER) if one.login == login]
    if found:
        return found[0].id or 0
    made = db.call(AgentRow.create, login=login, name=names[login], role=Role.SOCIAL_WORKER, password="")
    receives_always(db, made.id)
    return int(made.id)


def words(content: bytes) -> str:
    """Everything a Word file says, its headers and footers too."""
    document: Any = Document(io.BytesIO(content))
    said = [one.text for one in document.paragraphs]
    said += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for section in document.sections:
        said += [one.text for one in (*section.header.paragraphs, *section.footer.paragraphs)]
    return "\n".join(said)


def many(count: int, below: str = "") -> Sheet:
    lines = tuple(
        SheetLine(
            f"{8 + n // 6:02d}:{n % 6 * 10:02d}", f"NOM{n:03d} Prénom", "Mme Rey", "sur place", "..208", below
        )
        for n in range(count)
    )
    return Sheet("Rendez-vous du mardi 24 novembre 2026", "CAS (exemple)", (Page("", (("", lines),)),))


def test_tomorrow_by_hour_without_motive_nor_whole_number(db: Database, profile: Profile, book: Book) -> None:
    book("Lopes", "rey", time(10))
    book("Arnaud", "favre", time(9))
    read = db.call(sheet.read, Scope(TOMORROW), profile)
    for said in (sheet_text.as_text(read), words(as_docx(read))):
        assert said.index("ARNAUD") < said.index("LOPES")
        for word in ("mardi 24 novembre 2026", "CONFIDENTIEL", "09:00", "Mme Rey", "sur place", "..208"):
            assert word in said
        assert "entretien" not in said
        assert "022 000" not in said


def test_motives_and_whole_numbers_when_they_are_asked_for(
    db: Database, profile: Profile, alice: Agent, book: Book
) -> None:
    book("Lopes", "rey", time(10))
    read = db.call(sheet.read, Scope(TOMORROW, motives=True, phones=True), profile)
    for said in (sheet_text.as_text(read), words(as_docx(read))):
        assert "1er entretien, 022 000 02 08" in said


def test_a_motive_the_profile_no_longer_has_is_printed_as_it_was_kept(
    db: Database, profile: Profile, book: Book
) -> None:
    one = book("Lopes", "rey", time(10))
    db.call(AppointmentRow.update(motive="ancien").where(AppointmentRow.id == one.id).execute)
    assert "ancien" in sheet_text.as_text(db.call(sheet.read, Scope(TOMORROW, motives=True), profile))


def test_what_was_cancelled_is_not_expected(db: Database, profile: Profile, alice: Agent, book: Book) -> None:
    one = book("Lopes", "rey", time(10))
    db.call(agenda.mark, alice, one.id, Status.EXCUSED)
    said = sheet_text.as_text(db.call(sheet.read, Scope(TOMORROW), profile))
    assert "LOPES" not in said
    assert "aucun rendez-vous" in said
    assert "Aucun rendez-vous" in words(as_docx(db.call(sheet.read, Scope(TOMORROW), profile)))


def test_each_place_is_a_page_of_its_own(db: Database, profile: Profile, alice: Agent, book: Book) -> None:
    carouge, meyrin = (db.call(site.add, SYSTEM, name).id for name in ("Carouge", "Meyrin"))
    for name, hour, place in (
        ("Lopes", time(10), meyrin),
        ("Arnaud", time(9), carouge),
        ("Bekele", time(8), None),
    ):
        one = book(name, "rey", hour)
        db.call(AppointmentRow.update(site_id=place).where(AppointmentRow.id == one.id).execute)
    read = db.call(sheet.read, Scope(TOMORROW), profile)
    assert [page.title for page in read.pages] == ["Carouge", "Meyrin", "Sans site"]
    assert len(Document(io.BytesIO(as_docx(read))).sections) == 3
    assert sheet_text.as_text(read).count("\f") == 2
    only = db.call(sheet.read, Scope(TOMORROW, site_id=meyrin), profile)
    assert [page.title for page in only.pages] == ["Meyrin"]
    assert "ARNAUD" not in sheet_text.as_text(only)


def test_by_worker_a_joint_appointment_is_on_both_lists(db: Database, profile: Profile, book: Book) -> None:
    book("Lopes", "rey", time(10), second_agent_id=_worker(db, "favre"))
    read = db.call(sheet.read, Scope(TOMORROW, Order.AGENT), profile)
    ((first, first_lines), (second, second_lines)) = read.pages[0].groups
    assert (first, second) == ("M. Favre", "Mme Rey")
    assert first_lines == second_lines
    assert first_lines[0].agent == "Mme Rey et M. Favre"


def test_the_text_fits_in_eighty_columns_whatever_the_names(
    db: Database, profile: Profile, book: Book
) -> None:
    book("Wolfeschlegelsteinhausenbergerdorff" * 2, "rey", time(10), second_agent_id=_worker(db, "favre"))
    said = sheet_text.as_text(db.call(sheet.read, Scope(TOMORROW, motives=True, phones=True), profile))
    assert max(len(line) for line in said.splitlines()) <= sheet_text.WIDTH
    assert said.count("[ ] [ ]") == 1


def test_the_next_day_is_one_that_is_worked(db: Database, alice: Agent, book: Book) -> None:
    assert db.call(sheet.next_day) == TOMORROW
    with clock.frozen(clock.at(FRIDAY, time(17))):
        assert db.call(sheet.next_day) == date(2026, 11, 30)
        book("Lopes", "rey", time(10), day=FRIDAY + timedelta(days=1))
        assert db.call(sheet.next_day) == FRIDAY + timedelta(days=1)
    with clock.frozen(clock.at(date(2026, 12, 24), time(17))):
        assert db.call(sheet.next_day) == date(2026, 12, 28)


def test_the_file_is_journaled_for_its_owner_alone_and_overwrites_nothing(
    db: Database, profile: Profile, alice: Agent, book: Book, tmp_path: Path
) -> None:
    book("Lopes", "rey", time(10))
    first = db.call(sheet.write, alice, Scope(TOMORROW), profile, tmp_path / "courriers")
    assert first.name == "feuille-2026-11-24.docx"
    assert first.stat().st_mode & 0o777 == 0o600
    book("Arnaud", "rey", time(11))
    second = db.call(sheet.write, alice, Scope(TOMORROW, phones=True), profile, tmp_path / "courriers")
    assert second.name == "feuille-2026-11-24-2.docx"
    assert "ARNAUD" in words(second.read_bytes())
    lines = [line for line in db.call(journal.latest) if line.action == "sheet.printed"]
    assert [(line.agent_id, line.detail["count"], line.detail["phones"]) for line in lines] == [
        *((alice.id, 2, True), (alice.id, 1, False))
    ]
    assert "LOPES" not in str([line.detail for line in lines])


def test_a_folder_that_refuses_says_what_to_do(
    db: Database, profile: Profile, alice: Agent, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ComptoirError) as error:
        db.call(sheet.write, alice, Scope(TOMORROW), profile, tmp_path / "file")
    assert error.value.title == "Feuille non déposée"
    assert "demandez la feuille encore une fois" in error.value.message
    assert "Courrier (F6)" not in error.value.message


def test_the_paper_is_black_on_white_a4_with_headings_that_come_back() -> None:
    document: Any = Document(io.BytesIO(as_docx(many(3))))
    (section,), (table,) = document.sections, document.tables
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    xml = document.element.xml + section.header._element.xml + section.footer._element.xml
    assert "w:shd" not in xml
    assert set(re.findall(r'<w:color w:val="(\w+)"', xml)) <= {"000000", "auto"}
    assert table.rows[0]._tr.xml.count("w:tblHeader") == 1
    assert [cell.text for cell in table.rows[0].cells][-2:] == ["Là", "Abs."]
    assert [cell.text for cell in table.rows[1].cells][-2:] == ["", ""]
    assert 'w:instr="PAGE"' in section.footer._element.xml
    sizes = [run.font.size.pt for one in document.paragraphs for run in one.runs if run.font.size]
    assert min([document.styles["Normal"].font.size.pt, *sizes]) >= 10


def test_names_that_look_like_code_are_just_names() -> None:
    lines = (SheetLine("09:00", "<b>& {{ x }} [/bold]", "Mme Rey", "sur place", ""),)
    read = Sheet("Rendez-vous", "CAS", (Page("", (("", lines),)),))
    assert "<b>& {{ x }} [/bold]" in words(as_docx(read))


def test_nobody_is_half_named_on_the_text() -> None:
    below = "1er entretien, ne parle pas français, entrée par la cour, code à demander au téléphone"
    name = "VON DER MÜHLEN-DE WATTEVILLE Marie-Antoinette"
    line = SheetLine("09:00", name, "Mme Alexandra Constantin", "visio", "..147", below)
    service = "Centre d’action sociale des Eaux-Vives et de la Vieille-Ville, antenne du boulevard"
    said = sheet_text.as_text(Sheet("Rendez-vous", service, (Page("Carouge", (("", (line,)),)),)))
    assert max(len(one) for one in said.splitlines()) <= sheet_text.WIDTH
    for word in ("Marie-Antoinette", "Constantin", "au téléphone", "Carouge - 1 rendez-vous"):
        assert word in " ".join(said.split())


def test_a_long_day_is_several_pages_of_text_each_with_its_headings() -> None:
    pages = sheet_text.as_text(many(60, "1er entretien")).split("\f")
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert len(page.splitlines()) <= sheet_text.LENGTH
        assert "mardi 24 novembre 2026" in page
        assert f"page {number} sur 3" in page
        assert page.count("intervenant") == 1
        assert page.count("NOM") == page.count("1er entretien")
    assert sum(page.count("NOM") for page in pages) == 60


def paper(sheet: Sheet, needs: Callable[[str], str], tmp_path: Path) -> list[str]:
    """What LibreOffice prints of a sheet, page by page."""
    (tmp_path / "feuille.docx").write_bytes(as_docx(sheet))
    soffice = [needs("soffice"), "--headless", f"-env:UserInstallation=file://{tmp_path}/profil"]
    convert = ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "feuille.docx")]
    subprocess.run([*soffice, *convert], check=True, capture_output=True, timeout=120)
    printed = subprocess.run(
        [needs("pdftotext"), "-layout", str(tmp_path / "feuille.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return printed.rstrip("\f").split("\f")


@pytest.mark.libreoffice
def test_sixty_appointments_are_three_pages_each_with_its_title(
    needs: Callable[[str], str], tmp_path: Path
) -> None:
    pages = paper(many(60), needs, tmp_path)
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert "mardi 24 novembre 2026" in page
        assert "CONFIDENTIEL" in page
        assert "Intervenant" in page
        assert f"page {number} sur 3" in page
    assert sum(page.count("NOM") for page in pages) == 60


@pytest.mark.libreoffice
def test_each_place_is_printed_on_its_own_page_under_its_own_title(
    needs: Callable[[str], str], tmp_path: Path
) -> None:
    (whole,) = many(2).pages
    places = tuple(Page(title, whole.groups) for title in ("Carouge", "Meyrin"))
    pages = paper(Sheet("Rendez-vous du mardi 24 novembre 2026", "CAS", places), needs, tmp_path)
    assert [[word for word in ("Carouge", "Meyrin") if word in page] for page in pages] == [
        ["Carouge"],
        ["Meyrin"],
    ]
    assert [page.count("NOM") for page in pages] == [2, 2]
