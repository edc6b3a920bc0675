"""How far a long command is: a bar on a terminal, nothing elsewhere; Ctrl+C stops it at its next step."""

import sys
import threading
from typing import Any

import click

from models.errors import ComptoirError


class Progress:
    """The bar ``label``; once ``stop`` is set, the next step raises what ``stopped`` says."""

    def __init__(self, stop: threading.Event, label: str, stopped: str) -> None:
        self._stop = stop
        self._label = label
        self._stopped = stopped
        self._bar: Any = None

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_error: object) -> None:
        self._finish()

    def step(self, number: int, total: int) -> None:
        """``number`` of ``total`` are done; another total, or fewer done, begins another bar."""
        if self._stop.is_set():
            raise ComptoirError("Import arrêté", self._stopped)
        if not sys.stderr.isatty() or not total:
            return
        if self._bar is not None and (total != self._bar.length or number < self._bar.pos):
            self._finish()
        if self._bar is None:
            self._bar = click.progressbar(length=total, label=self._label, file=sys.stderr, show_eta=False)
            self._bar.render_progress()
        # A hundred drawings at most: a terminal far away would hold the work up.
        if number == total or (number - self._bar.pos) * 100 >= total:
            self._bar.update(number - self._bar.pos)

    def _finish(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None
