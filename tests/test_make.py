"""`make run` on a machine where nothing is installed yet: it speaks at once, and goes on speaking."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.project import ROOT

# Nobody takes a program for stuck that said something so long ago, in seconds.
SILENCE = 4.0
# How long each step of the installation takes here, longer than that.
STEP = 5


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What `make` needs of the project, nothing installed; Python and pip are slow and do nothing else."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    _program(tmp_path / "python", f'[ "$1" = -c ] && exit 0 ; sleep {STEP} ; mkdir -p .venv/bin')
    _program(tmp_path / "pip", f"sleep {STEP}")
    return tmp_path


def _program(path: Path, words: str) -> None:
    path.write_text(f"#!/bin/sh\n{words}\n")
    path.chmod(0o755)


def _make(folder: Path, *arguments: str) -> tuple[int, str, float]:
    """The code, everything that was said, and the longest silence before, between and after it."""
    command = ["make", *arguments]
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    # These tests may themselves run under make, which would then speak of folders first.
    env = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")
    }
    at, longest, said = time.monotonic(), 0.0, b""
    with subprocess.Popen(command, cwd=folder, env=env, **pipe) as make:  # type: ignore[call-overload]
        while block := os.read(make.stdout.fileno(), 1000):
            longest, at, said = max(longest, time.monotonic() - at), time.monotonic(), said + block
        return make.wait(), said.decode(), max(longest, time.monotonic() - at)


def test_it_speaks_at_once_and_goes_on_while_it_installs(folder: Path) -> None:
    code, said, silence = _make(folder, "venv", "PYTHON=./python", "PIP=./pip")
    assert code == 0, said
    assert "Comptoir se prépare" in said.splitlines()[0]
    assert [line.split()[0] for line in said.splitlines() if "/3" in line] == ["1/3", "2/3", "3/3"]
    assert silence < SILENCE
    # Once it is there, nothing is installed again.
    assert "1/3" not in _make(folder, "venv", "PYTHON=./python", "PIP=./pip")[1]


def test_what_cannot_be_installed_stops_it_and_leaves_nothing_running(folder: Path) -> None:
    _program(folder / "pip", "echo no network ; exit 7")
    _program(folder / "python", "mkdir -p .venv/bin")
    code, said, silence = _make(folder, "venv", "PYTHON=./python", "PIP=./pip")
    assert code == 2
    assert "no network" in said
    assert "3/3" not in said
    # A point that went on by itself would hold the pipe open.
    assert silence < SILENCE
