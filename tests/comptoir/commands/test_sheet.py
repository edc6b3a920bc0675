"""``comptoir feuille``: the sheet of a day, as a file or as text for a printer."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from comptoir.commands import sheet as cli_sheet
from letters.sheet.page import Order
from models import clock
from models.service import site
from models.service.agent import SYSTEM
from models.store import journal
from tests.comptoir.conftest import Office, book, opened
from tests.conftest import receives_always

TOMORROW = date(2026, 11, 24)


@pytest.fixture
def expected(home: Path, monday: object) -> None:
    """Somebody is expected tomorrow at ten."""
    with opened() as db:
        receives_always(db, 2)
        start = clock.at(TOMORROW, time(10))
        book(db, "rey", start, start + timedelta(minutes=45))


def test_the_orders_of_the_command_are_those_of_the_sheet() -> None:
    assert tuple(one.value for one in Order) == cli_sheet.ORDERS


def test_tomorrow_is_written_beside_the_letters(office: Office, expected: None) -> None:
    done = office("feuille")
    assert (done.code, done.err) == (0, "")
    path = Path(done.out.removeprefix("Feuille : ").strip())
    assert path.name == "feuille-2026-11-24.docx"
    assert path.stat().st_mode & 0o777 == 0o600
    with opened() as db:
        assert [line.detail["count"] for line in db.call(journal.latest) if line.subject == "sheet"] == [1]


def test_plain_text_goes_to_the_printer_and_leaves_no_file(
    office: Office, home: Path, expected: None
) -> None:
    done = office("feuille", "--texte")
    assert (done.code, done.err) == (0, "")
    assert "10:00 ZWAHLEN Ana" in done.out
    assert "Mme Rey" in done.out
    assert "entretien" not in done.out.lower()
    assert not list(home.rglob("feuille-*"))
    assert "Entretien de suivi" in office("feuille", "--texte", "--motifs").out
    assert "sans téléphone" in office("feuille", "--texte", "--telephones", "--par", "intervenant").out


def test_a_day_and_a_site_can_be_named(office: Office, expected: None) -> None:
    assert "aucun rendez-vous" in office("feuille", "--texte", "--jour", "25.11.2026").out
    assert "10:00 ZWAHLEN Ana" in office("feuille", "--texte", "--jour", "demain").out
    assert "aucun rendez-vous" in office("feuille", "--texte", "--jour", "mercredi").out
    refused = office("feuille", "--texte", "--jour", "bientôt")
    assert (refused.code, refused.out) == (1, "") and "n’est pas un jour" in refused.err
    with opened() as db:
        db.call(site.add, SYSTEM, "Carouge")
    assert "ZWAHLEN" not in office("feuille", "--texte", "--site", "carouge").out
    assert "Site inconnu" in office("feuille", "--texte", "--site", "Meyrin").err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--jour", "31.2.2026"], "31.2.2026"),
        (["--par", "motif"], "choisissez parmi heure, intervenant"),
        (["tout"], "tout"),
    ],
)
def test_what_cannot_be_read_is_said(office: Office, arguments: list[str], said: str) -> None:
    done = office("feuille", *arguments)
    assert done.code in (1, 2)
    assert said in done.err
