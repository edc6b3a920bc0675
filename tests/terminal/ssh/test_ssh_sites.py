"""Where a machine stands, over SSH: said by its key or by its network, as docs/deploiement.md has it."""

import re
import signal

import pytest

from tests.terminal.conftest import sign_in
from tests.terminal.ssh import ssh
from tests.terminal.ssh.ssh import Server

pytestmark = [pytest.mark.pty, pytest.mark.ssh]

SITES = "sshd-comptoir-sites.conf"


def say_by_key(server: Server, words: str) -> None:
    """The line of the key gets more words before the key, as the shipped list shows them."""
    path = server.folder / ssh.KEYS
    lines = path.read_text("utf-8").splitlines()
    path.write_text(
        "\n".join(line.replace("restrict,pty,", f"restrict,pty,{words}") for line in lines) + "\n"
    )


def say_by_network(server: Server) -> None:
    """The shipped blocks, with this machine on the network of the first site."""
    changes = ssh.substitutions(server.folder, server.site, server.key)
    blocks = ssh.substituted(SITES, changes).replace("10.1.0.0/16", "127.0.0.0/8")
    (server.folder / SITES).write_text(blocks, "utf-8")
    config = server.folder / "sshd_config"
    text = config.read_text("utf-8")
    # In the order in which the folder of Debian's server is read.
    read = "".join(f"Include {server.folder / name}\n" for name in sorted((SITES, ssh.FRAGMENT), key=target))
    config.write_text(text.replace(f"Include {server.folder / ssh.FRAGMENT}", read), "utf-8")
    server.process.send_signal(signal.SIGHUP)
    ssh.wait_until(lambda: "restarting" in server.log and server.log.count("Server listening") == 2)


def target(name: str) -> str:
    """Where a shipped file goes, by its first line."""
    shipped = (ssh.SHIPPED / name).read_text("utf-8")
    return str(re.findall(r"\A# (\S+):", shipped)[0])


def add_sites(server: Server) -> None:
    for name in ("Jonction", "Meyrin"):
        assert server.comptoir("sites", "ajouter", "--nom", name).returncode == 0


def test_a_key_says_at_which_site_and_counter_its_machine_stands(server: Server) -> None:
    add_sites(server)
    (words,) = re.findall(r"^#   (environment=.*,)$", (ssh.SHIPPED / ssh.KEYS).read_text("utf-8"), re.M)
    say_by_key(server, words)
    terminal = server.open()
    sign_in(terminal, "accueil")
    terminal.wait_for("Comptoir   Jonction")
    seen = server.environment_of_session()
    assert (seen["COMPTOIR_SITE"], seen["COMPTOIR_GUICHET"]) == ("Jonction", "guichet 2")


def test_a_key_says_nothing_but_that(server: Server) -> None:
    say_by_key(server, 'environment="COMPTOIR_BASE=/tmp/other.db",environment="LD_PRELOAD=libutil.so.1",')
    terminal = server.open()
    seen = server.environment_of_session()
    # On another day everything that runs is preloaded.
    assert "COMPTOIR_BASE" not in seen and "libutil" not in seen.get("LD_PRELOAD", "")
    terminal.press("ctrl+q")


def test_a_network_says_at_which_site_its_machines_stand_and_the_key_at_which_counter(server: Server) -> None:
    add_sites(server)
    say_by_network(server)
    say_by_key(server, 'environment="COMPTOIR_SITE=Meyrin",environment="COMPTOIR_GUICHET=guichet 2",')
    terminal = server.open()
    sign_in(terminal, "accueil")
    # Who carries a key to the other house works in the room of that house.
    terminal.wait_for("Comptoir   Jonction")
    seen = server.environment_of_session()
    assert seen["COMPTOIR_REGLAGES"] == str(server.site.folder / ssh.SETTINGS)
    assert seen["COMPTOIR_GUICHET"] == "guichet 2"
    # The rest of the door is as shut as before.
    assert server.run("cat", "/etc/passwd").returncode == 2


def test_a_site_that_the_service_does_not_have_is_said_at_the_door(server: Server) -> None:
    add_sites(server)
    say_by_key(server, 'environment="COMPTOIR_SITE=Lancy",')
    terminal = server.site.open_terminal(command=tuple(server.client()))
    terminal.wait_for("Sites\u00a0: Jonction, Meyrin")
    assert "COMPTOIR_SITE" in terminal.text
    assert terminal.exit_code == 1
