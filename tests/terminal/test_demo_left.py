"""A demonstration leaves nothing in the folder for temporary files, however it ends."""

import signal
from pathlib import Path

import pytest

from tests.terminal.conftest import Open

pytestmark = pytest.mark.pty


def test_killed_its_folder_goes_with_the_next_one_hung_up_it_goes_at_once(
    open_terminal: Open, tmp_path: Path
) -> None:
    killed = open_terminal("demo", env={"TMPDIR": str(tmp_path)})
    killed.wait_for("Salle d’attente", 30)
    killed.kill()
    (left,) = tmp_path.glob("comptoir-demo-*")
    terminal = open_terminal("demo", env={"TMPDIR": str(tmp_path)})
    terminal.wait_for("Salle d’attente", 30)
    assert not left.exists()
    assert len(list(tmp_path.glob("comptoir-demo-*"))) == 1
    terminal.signal(signal.SIGTERM)
    assert terminal.exit_code == 0
    assert list(tmp_path.glob("comptoir-demo-*")) == []
