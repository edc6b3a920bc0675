"""The desk of a prepared site, its receptionist signed in: ``desk.py FOLDER [MODULE:DRIVER]``.

The second argument opens it with another driver of Textual than its own, to compare them.
"""

import importlib
import sys
from pathlib import Path
from typing import Any

from comptoir import start
from comptoir.cli import spare_server_driver

start.begin()
spare_server_driver()

from comptoir import app  # noqa: E402  after what the command does first
from comptoir.settings import in_directory  # noqa: E402


def use_driver(named: str) -> None:
    """Every app opened from here on writes through the driver ``module:class``."""
    module, name = named.split(":")
    driver = getattr(importlib.import_module(module), name)
    initialize = app.ComptoirApp.__init__

    def with_driver(self: app.ComptoirApp, *args: Any, **kwargs: Any) -> None:
        initialize(self, *args, **kwargs)
        self.driver_class = driver

    app.ComptoirApp.__init__ = with_driver  # type: ignore[method-assign]


if __name__ == "__main__":
    folder, *others = sys.argv[1:]
    for one in others:
        use_driver(one)
    sys.exit(app.run(in_directory(Path(folder)), demo="geneve"))
