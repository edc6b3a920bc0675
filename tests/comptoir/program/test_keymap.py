"""``[touches]``: commands that exist, on keys that can be pressed."""

import dataclasses
from pathlib import Path

import pytest

from comptoir.program import app, keymap
from comptoir.setup import settings
from models.errors import ComptoirError
from tests.comptoir.conftest import Office


def loaded(tmp_path: Path, lines: str) -> settings.Settings:
    file = tmp_path / "reglages.toml"
    file.write_text(f"[touches]\n{lines}\n", "utf-8")
    return settings.load({"COMPTOIR_REGLAGES": str(file)})


@pytest.mark.parametrize(
    "lines",
    [
        '"place.phone" = "f13"',
        "place.phone = 'ctrl+b'",
        ' place . "phone" = "f13"',
        '"desk.next" = "y"',
        '"desk.next" = "+, f13"',
        '"sign_in.submit" = "f13"',
        '"slots.submit" = "f13"\n"letters.submit" = "f13"',
        '"place.phone" = "f4"\n"place.orientation" = "f3"',
    ],
)
def test_a_key_that_can_be_is_taken(tmp_path: Path, lines: str) -> None:
    keymap.verify(loaded(tmp_path, lines))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            '"place.fone" = "f13"',
            "« touches.place.fone » n’est pas une commande ; vouliez-vous dire « place.phone »",
        ),
        ('aide = "f13"', "« touches.aide » n’est pas une commande"),
        ('"place.phone" = "F11"', "ce n’est pas une touche ; vouliez-vous dire « f11 »"),
        ('"place.phone" = "ctrl-t"', "vouliez-vous dire « ctrl+t »"),
        ('"place.phone" = "ctrl+1"', "ce n’est pas une touche"),
        ('"place.phone" = "alt+x"', "ce n’est pas une touche"),
        ('"place.phone" = "f11,"', "ce n’est pas une touche"),
        ('"place.phone" = "ctrl+i"', "un terminal l’emploie pour la touche Tab"),
        ('"place.phone" = "x"', "elle sert à écrire ou à se déplacer"),
        ('"contact.submit" = "enter"', "elle sert à écrire ou à se déplacer"),
        ('"place.phone" = "f4"', "qui est celle de « place.orientation »"),
        ('place.phone = "f4"', "qui est celle de « place.orientation »"),
        ('"desk.next" = "/"', "qui est celle de « desk.search »"),
        ('"desk.next" = "f5"', "qui est celle de « place.agenda »"),
    ],
)
def test_a_key_that_cannot_be_is_refused_with_its_line(tmp_path: Path, lines: str, said: str) -> None:
    with pytest.raises(ComptoirError) as refused:
        keymap.verify(loaded(tmp_path, lines))
    message = refused.value.message.replace("\u00a0", " ")
    assert message.startswith(f"{tmp_path}/reglages.toml:2 : « touches.")
    assert said in message


def test_two_moved_commands_on_one_key_name_the_second_line(tmp_path: Path) -> None:
    with pytest.raises(ComptoirError, match=r"reglages\.toml:3\b.*place\.help"):
        keymap.verify(loaded(tmp_path, '"place.phone" = "f13"\n"place.help" = "f13"'))


def test_one_command_written_in_two_ways_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ComptoirError, match="deux fois"):
        loaded(tmp_path, '"place.phone" = "f13"\nplace.phone = "f13"')


def test_the_program_refuses_before_it_opens_anything(tmp_path: Path) -> None:
    wrong = dataclasses.replace(settings.in_directory(tmp_path), keys={"place.fone": "f13"})
    with pytest.raises(ComptoirError, match=r"place\.phone"):
        app.run(wrong, demo=None)


def test_check_says_which_key_is_wrong(office: Office, home: Path) -> None:
    (home / ".config/comptoir/reglages.toml").write_text('[touches]\nplace.fone = "f13"\n', "utf-8")
    done = office("check")
    assert done.code == 1
    assert "Touches : Réglage refusé." in done.out
    assert "reglages.toml:2" in done.out
