"""``comptoir check`` for a program that watches: exit codes and a line of JSON."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from comptoir.setup.settings import load
from models import clock
from models.store import journal
from models.store.engines.mark import Mark
from tests.comptoir.conftest import Office, opened
from tests.working_day import work


def _told(office: Office) -> dict[str, Any]:
    said = office("check", "--json")
    found = json.loads(said.out)
    assert found["code"] == said.code
    assert len(said.out.splitlines()) == 1
    return dict(found)


def test_a_sound_site_ends_with_0_and_says_its_last_write(office: Office) -> None:
    with opened() as db:
        work(db, 2)
        last = db.call(db.engine.content)
    assert office("sauvegarde").code == 0
    found = _told(office)
    assert (found["code"], found["problems"]) == (0, [])
    assert found["last_write"]["line"] == last.last_line + 1
    assert found["backup"] == {"last": clock.now().isoformat(), "overdue": False}
    assert any("documents de la base ne sont rattachés à rien" in one for one in found["advice"])


def test_what_is_to_mend_ends_with_1(office: Office) -> None:
    load().profile.write_text("nonsense = [")
    found = _told(office)
    assert found["code"] == 1
    assert found["problems"][0].startswith("Profil")


def test_a_damaged_base_ends_with_3(office: Office) -> None:
    with opened() as db:
        work(db, 12)
    base = Path(load().database)
    with base.open("r+b") as file:
        file.seek(base.stat().st_size // 8192 * 4096)
        file.write(os.urandom(4096))
    assert _told(office)["code"] == 3


def test_a_base_without_its_last_writes_ends_with_3_until_that_is_accepted(office: Office) -> None:
    Mark(Path(load().database)).note(10_000)
    found = _told(office)
    assert found["code"] == 3
    assert "Écritures manquantes" in found["problems"][0]
    assert office("sites").code == 1
    assert office("check", "--reprendre").code == 0
    assert office("sites").code == 0
    with opened() as db:
        given_up = [one.detail for one in db.call(journal.latest) if one.action == "base.loss_accepted"]
    assert [one["acknowledged"] for one in given_up] == [10_000]
    # Nothing is missing any more: saying it again changes nothing.
    assert office("check", "--reprendre").code == 0
    with opened() as db:
        assert [one.action for one in db.call(journal.latest)].count("base.loss_accepted") == 1


def test_a_backup_that_is_too_old_ends_with_4(office: Office) -> None:
    assert office("sauvegarde").code == 0
    with clock.frozen(clock.now() + timedelta(days=3)):
        found = _told(office)
        assert (found["code"], found["backup"]["overdue"]) == (4, True)
