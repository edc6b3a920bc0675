"""The units of ``docs/deploiement``, as systemd itself reads them."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.pages import DOCS

SHIPPED = DOCS / "deploiement"
UNITS = sorted(SHIPPED.glob("*.service"))


@pytest.mark.parametrize("service", UNITS, ids=[one.stem for one in UNITS])
def test_systemd_finds_nothing_to_say(service: Path, needs: Callable[[str], str], tmp_path: Path) -> None:
    analyze = needs("systemd-analyze")
    units = [one for one in (service, service.with_suffix(".timer")) if one.exists()]
    for one in units:
        # The program is elsewhere here; all else is read as it ships.
        text = re.sub(r"(?m)^(ExecStart=)/opt/comptoir/bin/comptoir", r"\1/bin/true", one.read_text("utf-8"))
        (tmp_path / one.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", *(tmp_path / one.name for one in units)],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "comptoir" in line]
    assert (done.returncode, said) == (0, [])


def test_a_fault_in_a_unit_would_be_seen(needs: Callable[[str], str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.service"
    wrong.write_text("[Service]\nType=oneshot\nExecStart=/bin/true\nProtectSistem=strict\n")
    done = subprocess.run(
        [needs("systemd-analyze"), "verify", "--man=no", wrong], capture_output=True, text=True, check=False
    )
    assert "ProtectSistem" in done.stderr
