"""How far a long command is, as a terminal shows it."""

import io
import threading

import pytest

from comptoir.commands.progress import Progress
from models.errors import ComptoirError


class Screen(io.StringIO):
    """What is written to somebody who looks at it."""

    def isatty(self) -> bool:
        return True


def looked_at(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Standard error as a terminal; in the test itself, for pytest takes it back after the fixtures."""
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    return screen


def test_the_work_is_seen_on_a_terminal_and_stops_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = looked_at(monkeypatch)
    stop = threading.Event()
    with Progress(stop, "Import", "Rien n’a été gardé.") as bar:
        for number in range(101):
            bar.step(number, 100)
        stop.set()
        with pytest.raises(ComptoirError, match="Rien n’a été gardé"):
            bar.step(1, 100)
    assert "50%" in shown.getvalue()
    assert "100%" in shown.getvalue()


def test_a_million_steps_are_not_a_million_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = looked_at(monkeypatch)
    with Progress(threading.Event(), "Import", "") as bar:
        for number in range(100_001):
            bar.step(number, 100_000)
    assert shown.getvalue().count("%") <= 110


def test_what_begins_again_begins_at_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = looked_at(monkeypatch)
    with Progress(threading.Event(), "Import", "") as bar:
        bar.step(10, 10)
        before = len(shown.getvalue())
        bar.step(1, 4)
    assert "25%" in shown.getvalue()[before:]


def test_nothing_is_drawn_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr("sys.stderr", pipe)
    with Progress(threading.Event(), "Import", "") as bar:
        bar.step(1, 2)
    assert pipe.getvalue() == ""
