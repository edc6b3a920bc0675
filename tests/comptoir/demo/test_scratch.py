"""The folder of a demonstration goes with it, whatever ends it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from comptoir.demo import scratch

PREFIX = "comptoir-essai-"
HOLD = "import time\nfrom comptoir.demo import scratch\nwith scratch.folder('comptoir-essai-') as one:\n"
HOLD += "    (one / 'base').write_text('x')\n    print(one, flush=True)\n    time.sleep(60)\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@contextmanager
def somebody(place: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process that has a folder open."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        env={**os.environ, "TMPDIR": str(place)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())
    finally:
        process.kill()
        process.communicate()


def test_left_it_is_gone(place: Path) -> None:
    with scratch.folder(PREFIX) as one:
        (one / "base").write_text("x")
        assert one.stat().st_mode & 0o777 == 0o700
        assert scratch.sweep(PREFIX) == 0
    assert list(place.iterdir()) == []


def test_an_error_leaves_nothing_either(place: Path) -> None:
    with pytest.raises(ValueError, match="x"), scratch.folder(PREFIX):
        raise ValueError("x")
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_leaves_nothing(place: Path, number: signal.Signals) -> None:
    with somebody(place) as (process, one):
        assert one.exists()
        process.send_signal(number)
        assert process.wait(10) == 128 + number
        assert not one.exists()


def test_what_was_killed_goes_with_the_next_one_and_what_lives_stays(place: Path) -> None:
    with somebody(place) as (process, dead), somebody(place) as (_other, living):
        process.kill()
        process.wait()
        assert dead.exists()
        deadline = time.monotonic() + 5
        while dead.exists() and time.monotonic() < deadline:
            with scratch.folder(PREFIX):
                pass
        assert not dead.exists()
        assert (living / "base").exists()


def test_what_is_not_ours_is_left_alone(place: Path) -> None:
    precious = place / "precious"
    precious.mkdir()
    (precious / scratch.LOCK).write_text("")
    (place / f"{PREFIX}link").symlink_to(precious)
    (place / f"{PREFIX}unlocked").mkdir()
    (place / f"{PREFIX}file").write_text("")
    trap = place / f"{PREFIX}trap"
    trap.mkdir()
    (trap / scratch.LOCK).symlink_to(precious / scratch.LOCK)
    assert scratch.sweep(PREFIX) == 0
    assert precious.exists()
    assert len(list(place.iterdir())) == 5


def test_signals_are_as_they_were_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with scratch.folder(PREFIX):
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
