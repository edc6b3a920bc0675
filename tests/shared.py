"""What takes long to make is made once a run, by the worker that needs it first; the others find it there."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def folder(factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of this run, the same for each of its workers."""
    own = factory.getbasetemp()
    # pytest-xdist gives each worker a folder of its own inside that of the run.
    return own.parent if own.name.startswith("popen-") else own


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """No other worker is inside a block with the same ``place``; a killed one lets go."""
    with place.with_name(f"{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder ``name`` of this run as ``make`` has filled it, called by the first worker that asks."""
    made = folder(factory) / name
    with alone(made):
        if not made.exists():
            # Under another name until it is whole: who failed half-way is not taken for done.
            begun = factory.mktemp(f"{name}-begun")
            make(begun)
            begun.rename(made)
    return made
