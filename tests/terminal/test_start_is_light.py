"""What an open desk has loaded: nothing that only a later key needs."""

import sys
from pathlib import Path

import pytest

from tests.terminal.conftest import Site
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.pty

# What each is for: letters, holidays, numbers, weekly rules, misspelt names, passwords, another server.
FORBIDDEN = {
    "docx",
    "docxtpl",
    "jinja2",
    "lxml",
    "holidays",
    "babel",
    "phonenumbers",
    "dateutil",
    "rapidfuzz",
    "argon2",
    "psycopg",
    "playhouse.migrations",
    "markdown_it",
    "pygments",
}
# Opens the desk as the command does; the modules are written to a file when F11 is pressed.
PROGRAM = """
import sys
from pathlib import Path
from comptoir.program import start

start.begin()
start.spare_server_driver()

from comptoir.program import app
from comptoir.setup.settings import in_directory

def note(self):
    names = [name for name, module in sys.modules.items() if module is not None]
    Path(sys.argv[2]).write_text("\\n".join(names), "utf-8")
    self.screen.say("modules notés")

app.ComptoirApp.key_ctrl_b = note
sys.exit(app.run(in_directory(Path(sys.argv[1])), demo="geneve"))
"""


def test_an_open_desk_has_loaded_nothing_that_only_a_later_key_needs(site: Site, tmp_path: Path) -> None:
    program, noted = tmp_path / "program.py", tmp_path / "modules.txt"
    program.write_text(PROGRAM, "utf-8")
    with Terminal([sys.executable, str(program), str(site.folder), str(noted)], site.folder) as terminal:
        terminal.wait_for("Salle d’attente", 20)
        terminal.press("ctrl+b")
        terminal.wait_for("modules notés")
    loaded = set(noted.read_text("utf-8").split())
    assert {"textual.app", "peewee", "screens.desk.desk"} <= loaded
    assert loaded & FORBIDDEN == set()
