"""Alarms: somebody is in danger at a desk, and every desk of the site knows it until a colleague takes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee

from models import clock
from models.errors import ComptoirError
from models.service import site
from models.service.agent import Agent, AgentRow
from models.service.permission import Permission
from models.service.waiting_room import Room
from models.store import journal
from models.store.database import Instant, Row, write
from models.store.rows import filled

_ANY_ROOM = Room()


class AlarmRow(Row):
    raised_at = Instant()
    agent_id = peewee.IntegerField(null=True)
    # The counter or office, as the public reads it.
    counter = peewee.CharField(max_length=80, default="")
    site_id = peewee.IntegerField(null=True)
    taken_at = Instant(null=True, index=True)
    taken_by = peewee.IntegerField(null=True)

    class Meta:
        table_name = "alarm"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm; instants are UTC, ``name`` is who gave it, ``taker`` who takes it. It names no visitor."""

    id: int
    raised_at: datetime
    agent_id: int | None
    name: str
    counter: str
    site_id: int | None
    taken_at: datetime | None
    taken_by: int | None
    taker: str

    @property
    def where(self) -> str:
        """``guichet 1, Alice Aubert``: where to go, and whom to help."""
        return ", ".join(filter(None, (self.counter, self.name))) or "un poste verrouillé"


@write(Permission.OPEN)
def give(by: Agent, room: Room = _ANY_ROOM) -> Alarm:
    """Tell every desk of this site that somebody is in danger here; one that stands already is the same."""
    counter = room.called_to(by, by)[:80]
    mine = _standing().where(AlarmRow.agent_id == by.id, AlarmRow.counter == counter).first()
    if mine is not None:
        journal.note(by, "alarm.repeated", mine.id)
        return get(mine.id)
    kept = AlarmRow.create(raised_at=clock.now(), agent_id=by.id, counter=counter, site_id=site.here())
    journal.note(by, "alarm.given", kept.id)
    return get(kept.id)


@write(Permission.OPEN)
def take(by: Agent, alarm_id: int) -> Alarm:
    """``by`` goes there, or says that it is over: nobody else is told any more.

    Raises :class:`ComptoirError` naming the colleague who was quicker.
    """
    taken = AlarmRow.update(taken_at=clock.now(), taken_by=by.id)
    if not taken.where(AlarmRow.id == alarm_id, AlarmRow.taken_at.is_null()).execute():
        raise ComptoirError("Alarme déjà prise", f"{get(alarm_id).taker or 'Un collègue'} y répond déjà.")
    journal.note(by, "alarm.taken", alarm_id)
    return get(alarm_id)


def standing() -> list[Alarm]:
    """The alarms that nobody has taken and that this session is to know of, the oldest first.

    Those of its site, and those of a desk that says no site; a desk that says none knows of all.
    """
    return [_alarm(row) for row in _named(_standing().order_by(AlarmRow.id))]


def get(alarm_id: int) -> Alarm:
    """Raises :class:`models.errors.NotFound`."""
    row = AlarmRow.numbered(alarm_id, "Alarme introuvable", "Cette alarme n’existe plus. Échap ferme.")
    return _alarm(next(iter(_named(AlarmRow.select().where(AlarmRow.id == row.id)))))


def _standing() -> Any:
    here, open_ones = site.here(), AlarmRow.taken_at.is_null()
    near = AlarmRow.site_id.is_null() | (AlarmRow.site_id == here)
    return AlarmRow.select().where(open_ones if here is None else open_ones & near)


def _named(query: Any) -> Any:
    """With the names of who gave and who took each."""
    gave, took = AgentRow.alias(), AgentRow.alias()
    return (
        query.select(AlarmRow, gave.name.alias("name"), took.name.alias("taker"))
        .join(gave, peewee.JOIN.LEFT_OUTER, on=(gave.id == AlarmRow.agent_id))
        .join(took, peewee.JOIN.LEFT_OUTER, on=(took.id == AlarmRow.taken_by))
        .objects()
    )


def _alarm(row: Any) -> Alarm:
    return filled(Alarm, row, name=row.name or "", taker=row.taker or "")
