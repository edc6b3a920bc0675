"""A site for the tests, furnished as the demonstration, where it is morning whatever hour it is here.

The programs that tests start live by the real clock: near midnight the demonstration has no appointments
left, and what begins in a minute ends on another day. So the site lies where the sun has just risen.
"""

import shutil
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from comptoir.demo import scene
from comptoir.setup import installation
from models import clock

# The hour that a furnished site shows when it is made, and how far east of Greenwich zones go.
MORNING, EASTMOST = 9, 14


def morning_zone(instant: datetime) -> str:
    """A zone in which ``instant`` (UTC) is past nine: ``Etc/GMT-9`` is nine hours *ahead* (IANA)."""
    ahead = (MORNING - instant.hour) % 24
    ahead -= 24 if ahead > EASTMOST else 0
    return f"Etc/GMT{-ahead:+d}"


def furnish(folder: Path, profile: str = "geneve") -> None:
    """Make the site in ``folder``, of the shipped ``profile`` but for its time zone."""
    with TemporaryDirectory() as aside:
        shipped = Path(shutil.copytree(installation.SHIPPED, Path(aside, "profiles")))
        named = shipped / f"{profile}.toml"
        text = named.read_text(encoding="utf-8")
        theirs = next(line for line in text.splitlines() if line.startswith("fuseau = "))
        ours = f'fuseau = "{morning_zone(clock.now())}"'
        named.write_text(text.replace(theirs, ours), encoding="utf-8")
        installation.SHIPPED = shipped
        scene.build(folder, profile)


if __name__ == "__main__":
    furnish(Path(sys.argv[1]))
