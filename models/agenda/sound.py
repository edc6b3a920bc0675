"""Cells against appointments: each that takes place holds just its time, and nothing else holds any."""

from collections.abc import Iterator

from models import clock
from models.agenda.appointment import CANCELLED, AppointmentRow
from models.cells import cell

SHOWN = 5


def problems() -> list[str]:
    """One line for each appointment whose time is not held as it should be, the first few of them."""
    found = list(_astray())
    more = [f"et {len(found) - SHOWN} autres rendez-vous"] if len(found) > SHOWN else []
    return found[:SHOWN] + more


def _astray() -> Iterator[str]:
    held = cell.held()
    for row in AppointmentRow.select().iterator():
        time = cell.cells(row.starts_at, row.ends_at)
        who = [] if row.status in CANCELLED else [row.agent_id, row.second_agent_id]
        wanted = {one: (len(time), time.start, time.stop - 1) for one in who if one is not None}
        if held.pop(row.id, {}) != wanted:
            when = f"{clock.local(row.starts_at):%d.%m.%Y %H:%M}"
            yield f"le rendez-vous n° {row.id} du {when} ne tient pas son temps dans l’agenda."
    for number in held:
        yield f"du temps est pris pour le rendez-vous n° {number}, qui n’existe pas."
