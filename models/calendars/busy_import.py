"""Bring in when an agent is taken elsewhere, from a calendar file of their own."""

import os
from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from models import clock, text
from models.agenda import agenda
from models.agenda.appointment import Appointment
from models.calendars import export as calendar_export
from models.calendars import lines as calendar_lines
from models.calendars import read as calendar_read
from models.calendars.lines import Step
from models.calendars.read import Reading
from models.errors import ComptoirError, reason
from models.hours import busy
from models.hours.busy import NAME_LENGTH, Replaced
from models.service import agent
from models.service.agent import Agent
from models.store import identity

# From yesterday, for what lasts over midnight, to more than a year ahead.
BEHIND = timedelta(days=1)
AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a calendar brought: its name, what was read in it, what that changed, whom it hits."""

    calendar: str
    reading: Reading
    replaced: Replaced
    hit: tuple[Appointment, ...]


def import_calendar(
    by: Agent, agent_id: int, path: Path, *, owner: str = "", step: Step = lambda _done, _of: None
) -> Imported:
    """Let the calendar at ``path`` say when an agent is taken; what it said at the last reading goes.

    It is known by its file name. ``owner`` is the agent's e-mail address: invitations they declined take
    no time. Everything is read before anything is written. Raises :class:`ComptoirError`, and then
    nothing has changed: what was known stays.
    """
    name = text.clean(calendar_lines.decoded(os.fsencode(path.name)))
    if not 0 < len(name) <= NAME_LENGTH:
        raise ComptoirError("Nom trop long", f"Donnez au fichier un nom d’au plus {NAME_LENGTH} lettres.")
    today = clock.today()
    first, last = clock.day_bounds(today - BEHIND)[0], clock.day_bounds(today + AHEAD)[1]
    reading = calendar_read.read(path, first, last, domain=identity.domain(), owner=owner, step=step)
    replaced = busy.replace(by, agent_id, name, reading.times)
    return Imported(name, reading, replaced, tuple(hit(agent_id, name)))


def hit(agent_id: int, calendar: str) -> list[Appointment]:
    """The appointments to come of an agent at times that ``calendar`` says are taken, next first."""
    times = busy.of_calendar(agent_id, calendar)
    ends = [end for _, end in times]
    found = []
    for one in agenda.ahead(agent_id, clock.now()):
        # Busy times of one calendar never overlap: only the first that ends later can be in the way.
        place = bisect_right(ends, one.starts_at)
        if place < len(times) and times[place][0] < one.ends_at:
            found.append(one)
    return found


def files(folder: Path) -> list[Path]:
    """The calendars of ``folder``, by name.

    Raises :class:`ComptoirError` when the folder cannot be read or holds no calendar.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.casefold() == ".ics")
    except OSError as error:
        raise ComptoirError("Dossier illisible", f"{folder} : {reason(error)}.") from error
    if not paths:
        raise ComptoirError("Aucun calendrier", f"{folder} ne contient aucun fichier .ics.")
    return paths


def owners(folder: Path) -> tuple[list[tuple[Path, Agent]], list[Path]]:
    """The calendars of ``folder`` with the active agent whose login names each, and those of nobody.

    Raises :class:`ComptoirError` as :func:`files` does.
    """
    paths = files(folder)
    known: dict[str, Agent | None] = {}
    for who in agent.everyone():
        key = calendar_export.slug(who.login)
        known[key] = None if key in known else who
    found = [(path, known.get(calendar_export.slug(path.stem))) for path in paths]
    return [(path, who) for path, who in found if who], [path for path, who in found if who is None]
