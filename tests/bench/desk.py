"""The desk of a prepared site, its receptionist signed in: ``desk.py FOLDER [MORE…]``.

``FOLDER`` may also be the file of a crowd. What follows opens it with another driver of Textual than its
own (``MODULE:DRIVER``), on the database of a server (``postgresql://…``), or at a site (``site=NAME``).
"""

import importlib
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from comptoir.program import start
from comptoir.program.start import spare_server_driver

start.begin()
if not any(one.startswith("postgresql:") for one in sys.argv):
    spare_server_driver()

from comptoir.program import app  # noqa: E402
from comptoir.setup.setting import POSTGRES  # noqa: E402
from comptoir.setup.settings import Settings, in_directory  # noqa: E402


def use_driver(named: str) -> None:
    """Every app opened from here on writes through the driver ``module:class``."""
    module, name = named.split(":")
    driver = getattr(importlib.import_module(module), name)
    initialize = app.ComptoirApp.__init__

    def with_driver(self: app.ComptoirApp, *args: Any, **kwargs: Any) -> None:
        initialize(self, *args, **kwargs)
        self.driver_class = driver

    app.ComptoirApp.__init__ = with_driver  # type: ignore[method-assign]


def settings(place: Path) -> Settings:
    """Those of a folder, or of a file that a crowd is in."""
    if place.is_file():
        from comptoir.demo import crowd

        return crowd.settings(place)
    return in_directory(place)


if __name__ == "__main__":
    place, *others = sys.argv[1:]
    opened = settings(Path(place))
    for one in others:
        if one.startswith(POSTGRES):
            opened = replace(opened, database=one)
        elif one.startswith("site="):
            opened = replace(opened, site=one.removeprefix("site="))
        else:
            use_driver(one)
    sys.exit(app.run(opened, demo="geneve"))
