"""What a key costs on the line, on the real screens: bytes are the same on every machine."""

from statistics import median

import pytest

from tests.terminal.conftest import Site
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.pty

TYPED, FIELD, ARROW, PLACE, FIRST = 25, 200, 300, 2_500, 4_000
PLACES = {"f2": "Accueil", "f3": "Téléphone", "f4": "Orientation", "f5": "Agenda", "f6": "Courrier"}


def cost(terminal: Terminal, key: str) -> int:
    """Bytes that came after a key was pressed, until nothing more did; a late one counts for the next key."""
    mark = terminal.received
    terminal.press(key)
    terminal.wait_quiet(0.1)
    return terminal.bytes_since(mark)


@pytest.fixture(params=["xterm-256color", "linux", "vt220"])
def desk(request: pytest.FixtureRequest, site: Site) -> Terminal:
    terminal = site.desk(TERM=request.param)
    terminal.wait_quiet(0.4)
    return terminal


def test_the_desk_keeps_its_budgets(desk: Terminal) -> None:
    assert desk.received <= FIRST
    mark = desk.received
    desk.wait_quiet(1.5)
    assert desk.bytes_since(mark) == 0
    letters = [cost(desk, letter) for letter in "dupont marie"]
    assert median(letters) <= TYPED, letters
    for _ in range(9):
        cost(desk, "backspace")
    arrows = [cost(desk, key) for key in ("down", "down", "down", "up")]
    assert max(arrows) <= ARROW, arrows


def test_the_places_keep_their_budgets(desk: Terminal) -> None:
    for key, name in PLACES.items():
        assert cost(desk, key) <= PLACE, name
        assert name in desk.lines[0]


def test_the_fields_keep_their_budgets(desk: Terminal) -> None:
    desk.press("f3")
    desk.wait_quiet(0.4)
    # Where a field opens its list of choices, that list is sent as well.
    moves = [cost(desk, "tab") for _ in range(4)] + [cost(desk, "shift+tab") for _ in range(4)]
    assert median(moves) <= FIELD, moves


def test_a_list_that_scrolls_keeps_its_budget(desk: Terminal) -> None:
    desk.press("f4")
    desk.wait_for("Partenaire")
    desk.to_field("Partenaire")
    desk.wait_quiet(0.4)
    arrows = [cost(desk, "down") for _ in range(14)]
    assert median(arrows) <= ARROW, arrows
    assert max(arrows[1:]) <= ARROW, arrows
