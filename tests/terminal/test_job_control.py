"""A window that is too small, and a shell that waits behind."""

import shlex
import sys

import pytest

from tests.terminal.conftest import Open, Site

pytestmark = pytest.mark.pty


def test_a_small_window_says_what_it_needs_and_keeps_what_is_typed(site: Site) -> None:
    terminal = site.desk()
    terminal.press("f2")
    terminal.type("dupont")
    terminal.wait_for("Qui             dupont")
    terminal.resize(60, 20)
    terminal.wait_for("Agrandissez la fenêtre")
    assert "80 colonnes et 24 lignes, celle-ci en a 60 et 20" in terminal.text.replace("\n", " ")
    assert "DUPONT" not in terminal.text
    terminal.resize(80, 24)
    terminal.wait_for("Qui             dupont")


def test_132_columns_are_used(site: Site) -> None:
    terminal = site.desk(size=(132, 43))
    terminal.wait_for("F8 Messages")
    assert len(terminal.wait_for("DUPONT Marie").rstrip()) > 80


def test_ctrl_z_gives_the_shell_back_and_fg_brings_the_desk_back(open_terminal: Open) -> None:
    shell = open_terminal(command=("/bin/bash", "--norc", "-i"), env={"PS1": "pret> "})
    shell.wait_for("pret>")
    shell.type(f"{shlex.quote(sys.executable)} -m comptoir demo\r")
    shell.wait_for("Salle d’attente", 20)
    shell.press("ctrl+z")
    shell.wait_for("pret>")
    assert "Stopped" in shell.text or "topp" in shell.text
    shell.type("fg\r")
    shell.wait_for("Salle d’attente")
    shell.type("dup")
    shell.wait_for("DUPONT Marie")


def test_ctrl_z_without_a_shell_says_so(site: Site) -> None:
    terminal = site.desk()
    terminal.press("ctrl+z")
    terminal.wait_for("Pas de terminal")
