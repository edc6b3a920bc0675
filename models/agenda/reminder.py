"""Reminders: who is called before an appointment, and what came of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import peewee

from models import clock
from models.agenda import agenda, consecutive
from models.agenda.appointment import Appointment, AppointmentRow, Status, from_row, joined
from models.errors import ComptoirError
from models.glossary import Word
from models.person import change as person_change
from models.person.choices import Reminders
from models.person.person import PersonRow
from models.service import holiday
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import Instant, Row, write
from models.store.word_field import WordField

# People are called two days before: late enough to be remembered, early enough to give the time to another.
AHEAD = timedelta(days=2)
# Saturdays and Sundays, as ``date.weekday`` counts.
WEEKEND = (5, 6)


class Answer(Word):
    """What came of a call; ``MOVED`` is for who cannot come then."""

    REACHED = "reached", "a répondu"
    NO_ANSWER = "no_answer", "sans réponse"
    MOVED = "moved", "à déplacer"


class ReminderRow(Row):
    appointment_id = peewee.IntegerField(index=True)
    # The hour that was reminded of: an appointment moved since is to be reminded of again.
    starts_at = Instant()
    at = Instant(default=clock.now)
    agent_id = peewee.IntegerField(null=True)
    outcome = WordField(Answer, max_length=20)
    undone_at = Instant(null=True)

    class Meta:
        table_name = "reminder"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Somebody to call: about what, in which language, and what came of the last try, if there was one.

    ``then`` is what follows just after the appointment: one call is for both.
    """

    appointment: Appointment
    language: str
    interpreter: bool
    tried: Answer | None = None
    then: tuple[Appointment, ...] = ()


@write(Permission.BOOK)
def note(by: Agent, appointment_id: int, outcome: Answer) -> None:
    """Keep what came of calling about an appointment, and what goes with it, at the hour it has now."""
    one = agenda.get(appointment_id)
    for each in consecutive.both(one):
        ReminderRow.create(appointment_id=each.id, starts_at=each.starts_at, agent_id=by.id, outcome=outcome)
    journal.note(
        by, "reminder.noted", one.id, person=one.person_id, subject="appointment", outcome=outcome.value
    )


@write(Permission.BOOK)
def agree(by: Agent, person_id: int, agreed: bool) -> None:
    """Keep whether somebody wants to be called before their appointments; their history keeps it too."""
    row = PersonRow.get_by_id(person_id)
    before, row.reminders = row.reminders, Reminders.YES if agreed else Reminders.NO
    if row.reminders != before:
        row.save()
        person_change.keep(by, row.id, {"reminders": before}, {"reminders": row.reminders})
    journal.note(by, "person.changed", row.id, person=row.id, fields=["reminders"])


def agreement(person_id: int) -> bool | None:
    """Whether somebody wants to be called before their appointments; ``None`` while nobody asked."""
    row = PersonRow.select(PersonRow.reminders).where(PersonRow.id == person_id).first()
    return row.reminders == Reminders.YES if row is not None and row.reminders else None


@write(Permission.BOOK)
def undo(by: Agent, appointment_id: int) -> None:
    """That last call was not made. Raises :class:`ComptoirError` when there is none."""
    one = agenda.get(appointment_id)
    rows = [row for each in consecutive.both(one) if (row := _last_call(each.id)) is not None]
    if not rows:
        raise ComptoirError("Rien à défaire", "Aucun appel n’est noté pour ce rendez-vous.")
    for row in rows:
        row.undone_at = clock.now()
        row.save()
    journal.note(by, "reminder.undone", one.id, person=one.person_id, subject="appointment")


def _last_call(appointment_id: int) -> Any:
    mine = (ReminderRow.appointment_id == appointment_id) & ReminderRow.undone_at.is_null()
    return ReminderRow.select().where(mine).order_by(ReminderRow.id.desc()).first()


def due(day: date) -> list[Reminder]:
    """Who is to be called about an appointment of ``day``, by hour: who agreed and was not reached yet."""
    start, end = clock.day_bounds(day)
    return _between(max(start, clock.now()), end)


def to_call() -> list[Reminder]:
    """The call list of today: the days of :func:`days`, and who was called before them without an answer."""
    today = clock.today()
    wanted = days(today)
    first, last = clock.day_bounds(today + timedelta(days=1))[0], clock.day_bounds(wanted[-1])[1]
    found = [
        one
        for one in _between(first, last)
        if one.tried is not None or clock.local(one.appointment.starts_at).date() in wanted
    ]
    # Who did not answer is called again after the others.
    return sorted(found, key=lambda one: one.tried is not None)


def days(today: date) -> list[date]:
    """The days whose appointments are called about on ``today``.

    The day after tomorrow; on the last day before a weekend or a holiday also the days after which nobody
    would be here to call: on Friday Sunday, Monday and Tuesday.
    """
    after = today + AHEAD
    closed = holiday.between(today, today + timedelta(days=30))
    found = [after]
    # While the day that would call about the next one is free, today calls about it.
    while _free(found[-1] - AHEAD + timedelta(days=1), closed):
        found.append(found[-1] + timedelta(days=1))
    return found


def _free(day: date, closed: frozenset[date]) -> bool:
    return day.weekday() in WEEKEND or day in closed


def _between(start: datetime, end: datetime) -> list[Reminder]:
    query = (
        joined()
        .where(
            AppointmentRow.starts_at >= start,
            AppointmentRow.starts_at < end,
            AppointmentRow.status == Status.UPCOMING,
            PersonRow.reminders == Reminders.YES,
            PersonRow.phone != "",
            ~PersonRow.no_call,
        )
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    rows = list(query)
    tries = _tries([row.id for row in rows])
    found = [_reminder(row, tries.get((row.id, row.starts_at))) for row in rows]
    return _once([one for one in found if one.tried is not Answer.REACHED])


def _once(found: list[Reminder]) -> list[Reminder]:
    """Of two that follow one another the first, with the other beside it."""
    listed = {one.appointment.id for one in found}
    beside = consecutive.partners([one.appointment for one in found])
    kept: list[Reminder] = []
    for one in found:
        other = beside.get(one.appointment.id)
        if other is None or other.id not in listed:
            kept.append(one)
        elif one.appointment.starts_at < other.starts_at:
            kept.append(replace(one, then=(other,)))
    return kept


def _tries(ids: list[int]) -> dict[tuple[int, datetime], Any]:
    """The last call about each (appointment, hour)."""
    mine = ReminderRow.appointment_id.in_(ids) & ReminderRow.undone_at.is_null()
    rows = ReminderRow.select().where(mine).order_by(ReminderRow.id) if ids else ()
    return {(row.appointment_id, row.starts_at): row for row in rows}


def _reminder(row: Any, last: Any) -> Reminder:
    return Reminder(
        from_row(row),
        row.who.language,
        row.who.interpreter,
        Answer(last.outcome) if last else None,
    )
