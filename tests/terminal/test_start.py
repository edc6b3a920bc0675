"""Opening, signing in, locking, leaving: what the program does to the terminal it is given."""

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from comptoir.demo.scene import PEOPLE, STAFF
from tests.terminal.conftest import Open, Site, sign_in
from tests.terminal.stopwatch import Stopwatch
from tests.terminal.terminal import COMPTOIR, Terminal, environment

pytestmark = pytest.mark.pty

OWN_PASSWORD = "une phrase assez longue"
# A whole program that is the real one but for a key that breaks.
BREAKS = """
import sys
from pathlib import Path
from comptoir.demo import scene
from comptoir.program import app

def breaks(self):
    secret_of_a_person = "DUPONT"
    raise RuntimeError("broken on purpose")

app.ComptoirApp.key_ctrl_b = breaks
folder = Path(sys.argv[1])
sys.exit(app.run(scene.build(folder, "geneve"), demo="geneve"))
"""


@pytest.fixture
def desk(site: Site) -> Terminal:
    """A desk with its receptionist."""
    terminal = site.open_desk()
    terminal.wait_quiet()
    return terminal


def test_the_demonstration_opens_the_desk_and_leaves_nothing(open_terminal: Open, home: Path) -> None:
    folder = home / "tmp"
    folder.mkdir()
    demo = open_terminal("demo", env={"TMPDIR": str(folder)})
    demo.wait_for("DUPONT Marie")
    assert "Alice Aubert" in demo.lines[0]
    assert list(folder.rglob("*.db"))
    demo.press("ctrl+q")
    demo.wait_for("verrouillé")
    demo.press("ctrl+q")
    assert demo.exit_code == 0
    assert list(folder.iterdir()) == []
    assert not any(path.is_file() for path in home.rglob("*"))


def test_leaving_gives_the_terminal_back(desk: Terminal) -> None:
    assert not desk.echoes
    desk.press("ctrl+q")
    desk.wait_for("verrouillé")
    desk.press("ctrl+q")
    assert desk.exit_code == 0
    assert desk.echoes
    ends = bytes(desk.raw[-300:])
    assert b"\x1b[?1049l" in ends, "still on the alternate screen"
    assert b"\x1b[?25h" in ends, "the cursor is still hidden"
    assert b"\x1b[?2004l" in ends, "pastes still come in brackets"


def test_the_locked_screen_shows_nothing_of_anybody(desk: Terminal) -> None:
    desk.press("f2")
    desk.type("dupont")
    desk.wait_for("DUPONT Marie")
    desk.press("ctrl+q")
    desk.wait_for("verrouillé")
    desk.wait_quiet()
    names = {name for person in PEOPLE for name in person[:3] if name} | {name for _, name, _ in STAFF}
    shown = desk.text.casefold()
    assert [name for name in names if name.casefold() in shown] == []
    # Nor does a place key open anything behind the lock.
    desk.press("f2", "f5", "f10", "f12", "ctrl+f")
    desk.wait_quiet()
    assert "verrouillé" in desk.text
    assert "dupont" not in desk.text.casefold()


def test_unlocking_brings_back_what_was_being_typed(desk: Terminal) -> None:
    desk.press("f2")
    desk.type("zbinden+\rUrs")
    desk.wait_for("Urs")
    desk.press("ctrl+q")
    desk.wait_for("verrouillé")
    desk.type("demonstration\r")
    desk.wait_for("Urs")
    desk.type("ula")
    desk.wait_for("Ursula")


def test_another_agent_sees_their_own_day(desk: Terminal) -> None:
    desk.press("ctrl+q")
    desk.wait_for("verrouillé")
    desk.wait_quiet()
    mark = desk.received
    sign_in(desk, "rey")
    desk.wait_for("Ma journée")
    assert "Mme Rey" in desk.lines[0]
    desk.wait_for("Nouveau rendez-vous")
    # Not even for an instant: what goes over the line can be read.
    assert b"Alice Aubert" not in desk.raw[mark:]


def test_every_place_opens_with_its_key_and_comes_back(desk: Terminal) -> None:
    headings = {
        "2": "Accueil", "3": "Téléphone", "4": "Orientation", "5": "Agenda", "6": "Courrier",
        "7": "Dossiers", "8": "Messages", "9": "Journal d’activité",
    }  # fmt: skip
    for digit, heading in headings.items():
        for keys in ((f"f{digit}",), ("ctrl+g", digit)):
            desk.press(*keys)
            _wait_heading(desk, heading)
            desk.press("escape")
            _wait_heading(desk, "Comptoir")


def test_help_menu_and_their_second_keys(desk: Terminal) -> None:
    for keys, words in (
        (("f1",), "Dans un formulaire"),
        (("ctrl+g", "1"), "Dans un formulaire"),
        (("f10",), "Recevoir quelqu’un"),
        (("ctrl+g", "0"), "Recevoir quelqu’un"),
    ):
        desk.press(*keys)
        desk.wait_for(words)
        desk.press("escape")
        desk.wait_gone(words)
        desk.wait_for("Salle d’attente")


def test_a_site_is_prepared_then_opened_with_a_password(open_terminal: Open) -> None:
    made = open_terminal("init", "--profile", "geneve", "--identifiant", "ida", "--nom-agent", "Ida Egli")
    for prompt in ("Mot de passe", "Encore une fois"):
        made.wait_for(prompt)
        made.type(f"{OWN_PASSWORD}\r")
    assert made.exit_code == 0
    assert OWN_PASSWORD not in made.text

    desk = open_terminal()
    sign_in(desk, "ida", "pas le bon mot de passe")
    desk.wait_for("Connexion refusée")
    assert "Salle d’attente" not in desk.text
    sign_in(desk, "ida", OWN_PASSWORD)
    desk.wait_for("Ida Egli")
    desk.wait_for("Salle d’attente")
    assert OWN_PASSWORD.encode() not in desk.raw


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"TERM": "dumb"}, "TERM=linux"),
        ({"TERM": ""}, "TERM=linux"),
        ({"LC_ALL": "C"}, "UTF-8"),
        ({"LC_ALL": "", "LANG": "fr_CH.ISO-8859-1"}, "UTF-8"),
    ],
)
@pytest.mark.parametrize("arguments", [(), ("demo",)])
def test_an_unfit_terminal_is_refused_in_one_sentence(
    open_terminal: Open, env: dict[str, str], said: str, arguments: tuple[str, ...]
) -> None:
    refused = open_terminal(*arguments, env=env)
    assert refused.exit_code == 2
    # Where the machine has that locale, the sentence comes in its charset.
    known = "latin-1" if b"\xa0" in refused.raw.replace(b"\xc2\xa0", b"") else "utf-8"
    (sentence,) = [line for line in refused.raw.decode(known).splitlines() if line]
    assert said in sentence
    assert b"\x1b" not in refused.raw


@pytest.mark.parametrize("arguments", [(), ("demo",)])
def test_no_terminal_is_refused_in_one_sentence(home: Path, arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [*COMPTOIR, *arguments],
        env=environment(home, {}),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert len(done.stderr.decode().splitlines()) == 1
    assert "ssh -t" in done.stderr.decode()


def test_a_crash_is_one_sentence_and_the_path_of_the_log(open_terminal: Open, tmp_path: Path) -> None:
    folder, program = tmp_path / "broken", tmp_path / "breaks.py"
    folder.mkdir()
    program.write_text(BREAKS, "utf-8")
    crashed = open_terminal(str(program), str(folder), command=(sys.executable,))
    crashed.wait_for("Salle d’attente")
    crashed.press("ctrl+b")
    code = crashed.exit_code
    said = re.sub(r"\s+", " ", crashed.raw.decode().rpartition("\x1b[?1049l")[2])
    log = folder / "comptoir.log"
    assert code == 1
    assert "panne imprévue" in said
    assert str(log) in said.replace(" ", "")
    for leak in ("Traceback", "RuntimeError", "broken on purpose", "DUPONT", "secret_of_a_person"):
        assert leak not in said
    assert crashed.echoes
    assert "broken on purpose" in log.read_text("utf-8")
    assert "DUPONT" not in log.read_text("utf-8")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def _wait_heading(terminal: Terminal, heading: str) -> None:
    """Wait until the first line is that of a place."""
    watch = Stopwatch(terminal.process.pid)
    while not terminal.lines[0].startswith(f" {heading} "):
        assert watch.seconds < 4, f"{heading} never opened:\n{terminal.text}"
        terminal.wait_quiet(0.02)
