"""``comptoir calendriers``: files out for each worker, busy times in, told in French."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from comptoir.commands import calendars as cli_calendars
from comptoir.setup.setting import CALENDAR_TITLES
from models.calendars.export import Title
from models.files.import_file import Rejected
from models.hours import busy, opening
from models.service import agent
from models.service.agent import SYSTEM
from tests.comptoir.conftest import Office, book, opened

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
BUSY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Dentiste\r\n"
    "DTSTART:20261124T091500Z\r\nDTEND:20261124T103000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def receive() -> None:
    """Mme Rey receives on Tuesdays, and somebody is booked with her."""
    with opened() as db:
        rey = db.call(agent.find, "rey").agent.id or 0
        db.call(
            opening.open_range,
            SYSTEM,
            rey,
            "FREQ=WEEKLY;BYDAY=TU",
            time(8),
            time(12),
            starts_on=AT.date(),
        )
        book(db, "rey", AT, AT + timedelta(minutes=30))


def test_the_titles_of_the_setting_are_those_of_the_program() -> None:
    assert tuple(Title) == CALENDAR_TITLES


def test_every_worker_gets_a_file_that_is_written_only_when_it_differs(office: Office, home: Path) -> None:
    receive()
    folder = home / "agendas"
    done = office("calendriers", "exporter", str(folder))
    assert (done.code, done.err) == (0, "")
    assert f"Mme Rey (rey) : rendez-vous 1, {folder / 'rey.ics'} écrit." in done.out
    assert [path.name for path in folder.iterdir()] == ["rey.ics"]
    assert (folder.stat().st_mode & 0o777, (folder / "rey.ics").stat().st_mode & 0o777) == (0o700, 0o600)
    assert "Zwahlen" not in (folder / "rey.ics").read_text("utf-8")
    assert "inchangé" in office("calendriers", "exporter", str(folder)).out


def test_one_worker_goes_to_a_file(office: Office, home: Path) -> None:
    receive()
    done = office("calendriers", "exporter", str(home / "claire.ics"), "--agent", "rey", "--depuis", "0")
    assert (done.code, done.err) == (0, "")
    assert "SUMMARY:Rendez-vous" in (home / "claire.ics").read_text("utf-8")


def test_the_setting_decides_what_titles_show(office: Office, home: Path) -> None:
    receive()
    settings = home / ".config" / "comptoir" / "reglages.toml"
    settings.write_text('titre_calendrier = "nom"\n')
    assert office("calendriers", "exporter", str(home / "a")).code == 0
    assert "ZWAHLEN Ana" in (home / "a" / "rey.ics").read_text("utf-8")
    settings.write_text('titre_calendrier = "motif"\n')
    refused = office("calendriers", "exporter", str(home / "a"))
    assert refused.code == 1
    assert "attend « neutre » ou « initiales » ou « nom »" in refused.err


def test_busy_times_come_in_with_the_appointments_they_hit(office: Office, home: Path) -> None:
    receive()
    file = home / "perso.ics"
    file.write_text(BUSY)
    done = office("calendriers", "importer", str(file), "--agent", "rey")
    assert (done.code, done.err) == (0, "")
    assert "perso.ics : événements 1, moments occupés 1 (ajoutés 1, retirés 0)." in done.out
    assert "Rendez-vous déjà pris à ces moments : 1." in done.out
    assert "Dentiste" not in done.out
    assert "rien n’a changé" in office("calendriers", "importer", str(file), "--agent", "rey").out
    assert "Mme Rey (rey), perso.ics : moments occupés 1, lu le 23.11.2026 à 09:41" in (
        office("calendriers", "lister").out
    )
    gone = office("calendriers", "retirer", "perso.ics", "--agent", "rey")
    assert (gone.code, gone.out) == (0, "Agenda retiré : Mme Rey, perso.ics, moments libérés 1.\n")
    assert "Aucun agenda" in office("calendriers", "lister").out


def test_a_folder_is_read_whole_and_what_is_wrong_in_it_is_told(office: Office, home: Path) -> None:
    folder = home / "recus"
    folder.mkdir()
    (folder / "rey.ics").write_text(BUSY.replace("DTEND", "DTSTART:x\r\nDTEND", 1) + BUSY)
    (folder / "admin.ics").write_text("BEGIN:VCALENDAR\r\n")
    (folder / "inconnu.ics").write_text(BUSY)
    done = office("calendriers", "importer", str(folder))
    assert done.code == 1
    assert "inconnu.ics : aucun agent ne porte cet identifiant" in done.out
    assert "admin.ics : Calendrier refusé. admin.ics s’arrête en route" in done.out
    assert "Laissé de côté, ligne 3 : DTSTART ne se lit pas" in done.out
    with opened() as db:
        assert [(one.name, one.times) for one in db.call(busy.calendars)] == [("rey.ics", 1)]


def test_every_file_of_a_folder_may_be_of_one_agent(office: Office, home: Path) -> None:
    folder = home / "recus"
    folder.mkdir()
    for name in ("travail.ics", "equipe.ics"):
        (folder / name).write_text(BUSY)
    assert office("calendriers", "importer", str(folder), "--agent", "rey").code == 0
    with opened() as db:
        assert {one.name for one in db.call(busy.calendars)} == {"travail.ics", "equipe.ics"}


def test_mistyped_commands_are_explained(office: Office, home: Path) -> None:
    file = home / "perso.ics"
    file.write_text(BUSY)
    assert "Indiquez --agent" in office("calendriers", "importer", str(file)).err
    empty = home / "vide"
    empty.mkdir()
    assert "aucun fichier .ics" in office("calendriers", "importer", str(empty), "--agent", "rey").err
    missing = office("calendriers", "importer", str(home / "rien.ics"), "--agent", "rey")
    assert (missing.code, "Calendrier illisible" in missing.err) == (1, True)
    assert "--depuis attend" in office("calendriers", "exporter", str(home), "--depuis", "9999").err
    unknown = office("calendriers", "retirer", "x.ics", "--agent", "rey")
    assert (unknown.code, "Calendrier inconnu" in unknown.err) == (1, True)


def test_a_folder_that_cannot_be_made_is_refused_in_french(office: Office, tmp_path: Path) -> None:
    taken = tmp_path / "pris"
    taken.write_text("autre chose")
    said = office("calendriers", "exporter", str(taken))
    assert said.code == 1
    assert "un fichier porte déjà ce nom" in said.err
    assert taken.read_text() == "autre chose"


def test_what_is_left_aside_is_folded_between_words_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [Rejected(1234, "la répétition revient plus de 24 fois par jour, ou ne se lit pas")]
    cli_calendars.show_lines("Laissé de côté", lines)
    assert len(capsys.readouterr().out.splitlines()) == 1
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    cli_calendars.show_lines("Laissé de côté", lines)
    first, second = capsys.readouterr().out.splitlines()
    assert (len(first) <= 60, second.startswith("    "), first.endswith(" ")) == (True, True, False)
