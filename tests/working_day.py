"""A day of work in a base, and what the base is afterwards: every table counted and hashed."""

import hashlib
from typing import Any

from models.contact.request import RequestForm
from models.person.person import PersonForm
from models.room import queue, visit
from models.room.visit import Intake
from models.service import agent
from models.store import document, draft
from models.store.database import Database, atomic


def work(database: Database, visitors: int = 12, first: int = 0) -> None:
    """People come and are called, scans are kept, a form stays unfinished."""
    alice = database.call(agent.get, 1)
    for number in range(first, first + visitors):
        form = PersonForm(family_name=f"Visiteur{number}", given_name="Zoé", phone=f"022 420 00 {number:02}")
        intake = Intake(None, form, (RequestForm("logement"), RequestForm("dettes")))
        database.call(visit.receive, alice, intake, "CH", f"day-{number}")
        database.call(_scan, bytes([number]) * 70_000)
        draft_state = {"note": "l’essentiel\nd’une ligne\tà l’autre \\"}
        database.call(draft.save, alice, f"draft-{number}", "intake", "Accueil", draft_state)
    for _ in range(visitors // 3):
        database.call(queue.call_next, alice)


def _scan(content: bytes) -> None:
    with atomic():
        document.keep(content, "application/pdf")


def digests(database: Database) -> dict[str, tuple[int, str]]:
    """Rows and SHA-256 of every table, whatever the order in which its rows lie."""
    return database.call(_digests, database)


def _digests(database: Database) -> dict[str, tuple[int, str]]:
    base: Any = database.engine.database
    found = {}
    for table in sorted(base.get_tables()):
        rows = sorted(
            repr([_plain(value) for value in row]) for row in base.execute_sql(f"SELECT * FROM {table}")
        )
        found[table] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview | bytearray) else value
