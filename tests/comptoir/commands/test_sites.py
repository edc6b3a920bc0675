"""``comptoir sites``, and the settings that say where a machine stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from comptoir.setup import seat, settings
from models.errors import ComptoirError
from models.service import site
from models.service import waiting_room as room
from models.store import journal
from tests.comptoir.conftest import Office, opened


@pytest.fixture(autouse=True)
def _stand_up() -> Iterator[None]:
    yield
    site.use(None)
    room.use("")


def stands(home: Path, words: str) -> settings.Settings:
    """The settings of a machine whose file says ``words``."""
    file = settings.file_path()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words, "utf-8")
    return settings.load()


def test_sites_are_added_listed_and_closed(office: Office) -> None:
    assert "Aucun site" in office("sites").out
    done = office("sites", "ajouter", "--nom", "Jonction", "--adresse", "bd Carl-Vogt 2", "--ville", "Genève",
                  "--code-postal", "1205", "--telephone", "022 420 00 00")  # fmt: skip
    assert (done.code, done.err) == (0, "")
    assert "Site 1 ajouté : Jonction" in done.out
    assert 'site = "Jonction"' in done.out
    office("sites", "ajouter", "--nom", "Meyrin")
    assert office("sites", "fermer", "1").out == "Site 1 fermé : Jonction.\n"
    listed = office("sites").out.splitlines()
    assert listed[0].startswith("  1  Jonction ; bd Carl-Vogt 2, 1205 Genève ; +41 22 420 00 00 ; fermé")
    assert listed[1] == "  2  Meyrin"
    with opened() as db:
        assert [one.action for one in db.call(journal.latest)][:3] == [
            "site.closed",
            "site.added",
            "site.added",
        ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ajouter",), "--nom"),
        (("ajouter", "--nom", " "), "Donnez un nom"),
        (("ajouter", "--nom", "JONCTION"), "déjà"),
        (("ajouter", "--nom", "Lancy", "--telephone", "12"), "téléphone"),
        (("fermer", "9"), "numéro 9"),
        (("fermer", "un"), "n’est pas un nombre"),
    ],
)
def test_what_cannot_be_is_refused_and_said(office: Office, arguments: tuple[str, ...], said: str) -> None:
    office("sites", "ajouter", "--nom", "Jonction")
    done = office("sites", *arguments)
    assert done.code > 0
    assert said.casefold() in done.err.casefold()
    with opened() as db:
        assert [one.name for one in db.call(site.everyone)] == ["Jonction"]


def test_a_machine_sits_at_the_site_its_settings_name(office: Office, home: Path) -> None:
    for name in ("Jonction", "Meyrin"):
        office("sites", "ajouter", "--nom", name)
    kept = stands(home, 'site = "meyrin"\n')
    with opened() as db:
        seat.take(kept, db)
        assert site.here() == db.call(site.find, "Meyrin").id
    assert "Meyrin  (ce poste)" in office("sites").out
    assert office("check").code == 0


def test_a_site_that_is_unknown_or_closed_is_refused_with_its_line(office: Office, home: Path) -> None:
    for name in ("Jonction", "Meyrin"):
        office("sites", "ajouter", "--nom", name)
    office("sites", "fermer", "2")
    for name in ("Lancy", "Meyrin"):
        kept = stands(home, f'# ce poste\nsite = "{name}"\n')
        with opened() as db, pytest.raises(ComptoirError) as caught:
            seat.take(kept, db)
        said = caught.value.message.replace("\u00a0", " ")
        assert f"{settings.file_path()}:2 : « site » désigne un site inconnu" in said
        assert said.endswith("Sites : Jonction.")
        assert "reglages.toml:2" in office("check").out


def test_check_asks_a_machine_of_several_sites_for_its_own(office: Office) -> None:
    office("sites", "ajouter", "--nom", "Jonction")
    assert "plusieurs sites" not in office("check").out
    office("sites", "ajouter", "--nom", "Meyrin")
    assert "plusieurs sites" in office("check").out


def test_the_seats_of_a_site_that_is_none_are_found(office: Office) -> None:
    office("sites", "ajouter", "--nom", "Jonction")
    kept = settings.load().profile
    words = kept.read_text("utf-8")
    sized = words.replace(
        "[salle.guichets]", "[salle.capacites]\nJONCTION = 12\nMeryin = 8\n\n[salle.guichets]"
    )
    kept.write_text(sized, "utf-8")
    done = office("check")
    assert done.code == 1
    assert "« Meryin »" in done.out + done.err
    assert "JONCTION" not in done.out + done.err
    office("sites", "ajouter", "--nom", "Meryin")
    assert office("check").code == 0
