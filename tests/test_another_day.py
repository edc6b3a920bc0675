"""The whole suite on other days than this one, and that every program it starts is then on that day."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime

import pytest

from tests import another_day
from tests.conftest import without
from tests.project import ROOT

LEAP = datetime(2028, 2, 29, 10, tzinfo=another_day.GENEVA)
# Seconds that a program may take to say what day it is.
SLOW = 120


@pytest.fixture(scope="module", autouse=True)
def _compiler() -> None:
    if shutil.which(another_day.COMPILER) is None:
        without(f"{another_day.COMPILER} is not installed: another day takes a C compiler")


@pytest.fixture(scope="module")
def leap() -> Iterator[dict[str, str]]:
    """The environment of 29 February 2028."""
    with another_day.variables(LEAP) as environ:
        yield environ


def said(environ: dict[str, str], *command: str) -> str:
    return subprocess.run(command, env=environ, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def is_leap(seconds: str) -> bool:
    return 0 <= float(seconds) - LEAP.timestamp() < SLOW


@pytest.mark.parametrize(
    "told",
    [
        "import time; print(time.time())",
        "import datetime; print(datetime.datetime.now().timestamp())",
        "import os, subprocess; subprocess.run(['date', '+%s'], env={})",
        "import os; os.system('exec env -i date +%s')",
        "import os; os.posix_spawnp('date', ['date', '+%s'], {}); os.wait()",
        "import os; os.execve('/bin/sh', ['sh', '-c', 'exec date +%s'], {})",
    ],
)
def test_a_program_and_what_it_starts_are_on_that_day(leap: dict[str, str], told: str) -> None:
    assert is_leap(said(leap, sys.executable, "-c", told))


def test_a_process_that_python_spawns_is_on_that_day(leap: dict[str, str]) -> None:
    script = (
        "import multiprocessing, time\n"
        "if __name__ == '__main__':\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool: print(pool.apply(time.time))\n"
    )
    assert is_leap(said(leap, sys.executable, "-c", script))


def test_what_passes_is_real(leap: dict[str, str]) -> None:
    script = (
        "import threading, time\n"
        "began = time.monotonic(); time.sleep(0.05); threading.Event().wait(0.05)\n"
        "threading.Lock().acquire(timeout=0.05); print(time.monotonic() - began)\n"
    )
    assert 0.1 <= float(said(leap, sys.executable, "-c", script)) < SLOW


def test_one_day_inside_another_is_the_inner_one(leap: dict[str, str]) -> None:
    inner = said(leap, sys.executable, "-m", "tests.another_day", "2031-06-15T12:00", "date", "+%F %Z")
    assert inner.startswith("2031-06-15")


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(
    ("day", "zone"),
    [
        ("2027-02-28T23:40", "UTC"),
        ("2028-02-29T10:00", "Europe/Zurich"),
        ("2028-12-31T16:00", "Pacific/Auckland"),
        ("2031-06-15T10:00", "UTC"),
    ],
)
def test_the_whole_suite_passes_on(day: str, zone: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A month that ends while the tests run; a day that most years lack; a year's last afternoon, which is

    next year already where the system's clock is; a Sunday years ahead.
    """
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "not soak"]
    with another_day.variables(datetime.fromisoformat(day)) as environ, capfd.disabled():
        done = subprocess.run(command, env=environ | {"TZ": zone}, cwd=ROOT, check=False)
    assert done.returncode == 0
