"""The appointments of a worker as a calendar file that Outlook, Thunderbird and Google keep up to date.

What makes them update instead of doubling: one UID for each appointment for ever, and a SEQUENCE that
grows whenever it is moved or its state changes (RFC 5545 3.8.4.7, 3.8.7.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import peewee

from models import clock, text
from models.agenda.appointment import (
    CANCELLED,
    Appointment,
    AppointmentMoveRow,
    AppointmentRow,
    from_row,
    joined,
)
from models.errors import ComptoirError
from models.files import own_file
from models.glossary import Word
from models.service import agent, site
from models.service.agent import Agent
from models.service.permission import Permission, Role
from models.service.profile import Profile
from models.service.venue import Venue
from models.store import identity, journal
from models.store.database import write
from models.store.identity import IdentityRow
from models.store.journal import JournalRow

PRODID = "-//Comptoir//comptoir//FR"
# Who sees a calendar may be anybody the worker shares it with: nothing in it says who comes, or why.
PLAIN = "Rendez-vous"
_CHANGES = ("appointment.booked", "appointment.moved", "appointment.marked")


class Title(Word):
    """What the title of an exported appointment says."""

    NEUTRAL = "neutre", "rien de plus que « Rendez-vous »"
    INITIALS = "initiales", "le libellé neutre du motif et les initiales"
    NAME = "nom", "le libellé neutre du motif et le nom"


@dataclass(frozen=True, slots=True)
class Layout:
    """How appointments are written: the title, the neutral label of each motive, where the service is."""

    title: Title = Title.NEUTRAL
    labels: Mapping[str, str] = field(default_factory=dict)
    address: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """A calendar file: whose, where, with how many appointments, and whether it had to be written."""

    agent: Agent
    path: Path
    events: int
    written: bool


@dataclass(frozen=True, slots=True)
class _Event:
    """One appointment as the calendar shows it."""

    uid: str
    title: str
    location: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    sequence: int
    changed_at: datetime


def export(by: Agent, who: Agent, path: Path, since: datetime, layout: Layout) -> Exported:
    """Write what ``who`` has from ``since`` on to ``path``, over the calendar exported there before.

    A file that would not change is not touched. Raises :class:`ComptoirError` for a path that holds
    something else, or cannot be written.
    """
    events = _events(who.id or 0, since, layout)
    content = _content(who, events)
    _refuse_other(path)
    if own_file.holds(path, content):
        return Exported(who, path, len(events), False)
    _write(by, who, path, content, len(events), layout.title)
    return Exported(who, path, len(events), True)


@write(Permission.EXPORT)
def _write(by: Agent, who: Agent, path: Path, content: bytes, count: int, title: Title) -> None:
    # The line first: no file leaves without it, and it goes again when the file cannot be written.
    journal.note(by, "calendar.exported", who.id, subject="agent", count=count, title=title.value)
    own_file.replace(path, content)


def _refuse_other(path: Path) -> None:
    """Raises :class:`ComptoirError` when ``path`` is there and is no calendar of ours."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise ComptoirError(
            "Fichier refusé",
            f"{path} est un lien ou un dossier. Choisissez un autre nom. Rien n’a été écrit.",
        )
    try:
        with path.open("rb") as file:
            ours = PRODID.encode() in file.read(400)
    except FileNotFoundError:
        return
    except OSError as error:
        raise own_file.unwritten(path, error) from error
    if not ours:
        raise ComptoirError(
            "Fichier déjà là",
            f"{path} n’est pas un calendrier exporté par Comptoir. Choisissez un autre nom : il est resté "
            "comme il était.",
        )


def layout(profile: Profile, title: str) -> Layout:
    """How the service of ``profile`` writes its appointments; ``title`` is the code of a :class:`Title`."""
    service = profile.service
    labels = {one.id: one.neutral_label for one in profile.motives}
    town = f"{service.postcode} {service.city}".strip()
    parts = [service.name, *service.address, town]
    return Layout(Title(title), labels, ", ".join(part for part in parts if part))


def file_name(files: Mapping[str, Agent], who: Agent) -> str:
    """The name of the file of ``who``: the one :func:`files` gives, or the one it would give."""
    known = next((name for name, one in files.items() if one.id == who.id), "")
    return known or f"{slug(who.login) or f'agent-{who.id}'}.ics"


def files(since: datetime) -> dict[str, Agent]:
    """The name of the file of each agent who has a calendar: active workers, and whoever has appointments."""
    first, second = AppointmentRow.agent, AppointmentRow.second_agent_id
    booked: set[int] = set()
    for column in (first, second):
        rows: Any = AppointmentRow.select(column).where(AppointmentRow.starts_at >= since).distinct().tuples()
        booked.update(number for (number,) in rows if number is not None)
    found: dict[str, Agent] = {}
    for account in sorted(agent.accounts(), key=lambda one: one.agent.id or 0):
        who = account.agent
        if who.id in booked or (account.active and who.role == Role.SOCIAL_WORKER):
            name = slug(who.login) or "agent"
            taken = f"{name}.ics" in found or name == "agent"
            found[f"{name}-{who.id}.ics" if taken else f"{name}.ics"] = who
    return found


def slug(login: str) -> str:
    """``login`` in letters that every system takes for a file name: ``Jean.Réy`` → ``jean-rey``."""
    return text.fold(login).encode("ascii", "ignore").decode().strip().replace(" ", "-")


def _events(agent_id: int, since: datetime, layout: Layout) -> list[_Event]:
    """What the agent has, joint appointments and cancelled ones too, and what was moved to somebody else."""
    mine = (AppointmentRow.agent == agent_id) | (AppointmentRow.second_agent_id == agent_id)
    rows = list(joined().where(mine, AppointmentRow.starts_at >= since))
    moves = _moved_away(agent_id, since, {row.id for row in rows})
    gone = list(joined().where(AppointmentRow.id.in_(list(moves)))) if moves else []
    domain, changed = identity.domain(), _changes(agent_id, [row.person_id for row in gone])
    first = IdentityRow.select().order_by(IdentityRow.id).get().made_at
    sites = {one.id: one for one in site.everyone(closed=True)}
    found = []
    for row in [*rows, *gone]:
        one = from_row(row)
        away = moves.get(one.id)
        starts_at = away or one.starts_at
        found.append(
            _Event(
                uid=f"{one.id}@{domain}",
                title=_plain(_title(one, bool(row.who.anonymous), layout)),
                location=_plain(_location(one.venue, sites.get(one.site_id or 0), layout.address)),
                starts_at=starts_at,
                ends_at=starts_at + (one.ends_at - one.starts_at),
                cancelled=away is not None or one.status in CANCELLED,
                sequence=one.sequence,
                changed_at=changed.get(one.id, first),
            )
        )
    return sorted(found, key=lambda one: (one.starts_at, one.uid))


def _moved_away(agent_id: int, since: datetime, besides: set[int]) -> dict[int, datetime]:
    """When each appointment was, that an agent had and others have now: a copy of it must go."""
    rows = AppointmentMoveRow.select().where(
        (AppointmentMoveRow.with_whom == agent_id) | (AppointmentMoveRow.and_whom == agent_id),
        AppointmentMoveRow.starts_at >= since,
    )
    return {
        row.appointment_id: row.starts_at
        for row in rows.order_by(AppointmentMoveRow.id)
        if row.appointment_id not in besides
    }


def _changes(agent_id: int, persons: list[int]) -> dict[int, datetime]:
    """When each appointment last changed, as the journal tells; found by person, which it is sorted by."""
    mine = (AppointmentRow.agent == agent_id) | (AppointmentRow.second_agent_id == agent_id)
    whose: Any = JournalRow.person_id.in_(AppointmentRow.select(AppointmentRow.person).where(mine))
    if persons:
        whose = whose | JournalRow.person_id.in_(persons)
    query = JournalRow.select(JournalRow.subject_id, peewee.fn.MAX(JournalRow.at)).where(
        JournalRow.subject == "appointment", JournalRow.action.in_(_CHANGES), whose
    )
    rows: Any = query.group_by(JournalRow.subject_id).tuples()
    return dict(rows)


def _plain(words: str) -> str:
    """Without the backslash, which some programs take for the end of a line, and then refuse the event."""
    return words.replace("\\", "/")


def _title(one: Appointment, anonymous: bool, layout: Layout) -> str:
    if layout.title is Title.NEUTRAL:
        return PLAIN
    label = layout.labels.get(one.motive, PLAIN)
    if anonymous:
        return label
    if layout.title is Title.NAME:
        return f"{label}, {one.person_name}"
    words = one.person_name.replace("-", " ").split()
    return f"{label}, {' '.join(f'{word[0].upper()}.' for word in words)}"


def _location(venue: Venue, where: site.Site | None, address: str) -> str:
    """Where the worker has to be; never the address of a person."""
    if venue is not Venue.ON_SITE:
        return venue.label
    if where is None:
        return address or venue.label
    parts = (where.name, where.address, f"{where.postcode} {where.city}".strip())
    return ", ".join(part for part in parts if part)


def _content(who: Agent, events: list[_Event]) -> bytes:
    """The file. Instants are in UTC: none of these events repeats, so every program shows its own hour
    rightly, and no time zone has to be described that a program could know under another name.
    """
    from icalendar import Calendar, Event  # 90 ms: only when a calendar is written

    calendar: Any = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{PLAIN}, {who.name}")
    calendar.add("x-published-ttl", "PT15M")
    for one in events:
        event: Any = Event()
        event.add("uid", one.uid)
        event.add("sequence", one.sequence)
        event.add("dtstamp", _second(one.changed_at))
        event.add("last-modified", _second(one.changed_at))
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.ends_at)
        event.add("summary", one.title)
        event.add("location", one.location)
        event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT" if one.cancelled else "OPAQUE")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _second(instant: datetime) -> datetime:
    return instant.replace(microsecond=0)


def since(days: int) -> datetime:
    """The first instant of the site's day ``days`` ago."""
    start = clock.local(clock.now()).date()
    return clock.day_bounds(start.fromordinal(start.toordinal() - days))[0]
