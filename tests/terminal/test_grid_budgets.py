"""What the grid of a full day and the week of one worker cost on the line: bytes are the same everywhere."""

from statistics import median

import pytest

from tests.terminal import full_day
from tests.terminal.conftest import Site
from tests.terminal.driver.test_driver_budgets import ARROW, PLACE, cost
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.pty


@pytest.fixture(params=["xterm-256color", "linux", "vt220"])
def desk(request: pytest.FixtureRequest, site: Site) -> Terminal:
    with site.database() as database:
        database.call(full_day.fill)
    terminal = site.desk(TERM=request.param)
    terminal.press("f5", "right")
    terminal.wait_for("demain")
    terminal.wait_quiet(0.4)
    return terminal


def turning(terminal: Terminal, key: str, words: str) -> int:
    """Bytes of another view, from its key until its words are there and nothing more comes."""
    mark = terminal.received
    terminal.press(key)
    terminal.wait_for(words)
    terminal.wait_quiet(0.25)
    return terminal.bytes_since(mark)


def test_the_grid_of_a_full_day_keeps_its_budgets(desk: Terminal) -> None:
    opened = turning(desk, "g", "Mme Exemple 1")
    assert opened <= PLACE, opened
    across = [cost(desk, key) for key in ("right", "right", "left", "left")]
    down = [cost(desk, "down") for _ in range(24)]
    up = [cost(desk, "up") for _ in range(20)]
    assert max(across) <= ARROW, across
    assert median([*down, *up]) <= ARROW, (down, up)
    assert max([*down, *up]) <= ARROW, (down, up)
    turned = [cost(desk, key) for key in ("right", "right", "right", "right", "right", "pagedown", "+", "-")]
    assert max(turned) <= PLACE, turned
    day = turning(desk, ">", "dans 2 jours")
    back = turning(desk, "escape", "demain")
    assert max(day, back) <= PLACE, (day, back)
    mark = desk.received
    desk.wait_quiet(1.0)
    assert desk.bytes_since(mark) == 0


def test_the_week_keeps_its_budgets(desk: Terminal) -> None:
    opened = turning(desk, "w", "< > semaine")
    week = [cost(desk, key) for key in ("tab", "tab", ">")]
    arrows = [cost(desk, key) for key in ("right", "down", "down", "left", "up")]
    assert max([opened, *week]) <= PLACE, (opened, week)
    assert max(arrows) <= ARROW, arrows
