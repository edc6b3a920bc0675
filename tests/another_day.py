"""Another day for a program and all it starts: ``python -m tests.another_day 2028-02-29T10:00 make run``.

The date is moved below every program, by ``another_day.c`` that the C compiler makes here: what passes,
sleeps and timeouts stay real, so that what runs cannot tell. Files keep the date the system gives them.
"""

import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.project import ROOT

# What the library adds to the date, in seconds.
SHIFT = "ANOTHER_DAY"
COMPILER = "cc"
GENEVA = ZoneInfo("Europe/Zurich")


@contextmanager
def variables(moment: datetime) -> Iterator[dict[str, str]]:
    """The environment in which it is ``moment`` (by Geneva's clock unless it is aware), for the block's time.

    Raises ``FileNotFoundError`` where there is no C compiler.
    """
    compiler = shutil.which(COMPILER)
    if compiler is None:
        raise FileNotFoundError(f"{COMPILER}: another day takes a C compiler (Debian: build-essential)")
    aware = moment if moment.tzinfo else moment.replace(tzinfo=GENEVA)
    with tempfile.TemporaryDirectory(prefix="comptoir-day-") as folder:
        # PostgreSQL runs as another account when the tests run as root.
        Path(folder).chmod(0o755)
        library = Path(folder, "another_day.so")
        source = ROOT / "tests" / "another_day.c"
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
        # the real clock: it is what moves; this process may itself be on another day.
        shift = math.ceil(aware.timestamp() - time.time()) + int(os.environ.get(SHIFT, "0"))
        yield {**os.environ, "LD_PRELOAD": str(library), SHIFT: str(shift)}


def main() -> int:
    """Run the command of the arguments after the day; its exit code."""
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    try:
        with variables(datetime.fromisoformat(sys.argv[1])) as environ:
            return subprocess.run(sys.argv[2:], env=environ, check=False).returncode
    except FileNotFoundError as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    sys.exit(main())
