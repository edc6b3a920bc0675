"""The appointments of a worker as a calendar file that Outlook, Thunderbird and Google keep up to date.

What makes them update instead of doubling: one UID for each appointment for ever, and a SEQUENCE that
grows whenever it is moved or its state changes (RFC 5545 3.8.4.7, 3.8.7.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from models import clock, text
from models.agenda import held as of_agents
from models.agenda.appointment import CANCELLED, Appointment
from models.errors import ComptoirError
from models.files import own_file
from models.glossary import Word
from models.service import agent, site
from models.service.agent import Agent
from models.service.permission import Permission, Role
from models.service.profile import Profile
from models.service.venue import Venue
from models.store import identity, journal
from models.store.database import read, write

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


@read(Permission.EXPORT)
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
    with own_file.replaced(path, content):
        # The line first: no file leaves without it.
        _note(by, who, len(events), layout.title)
    return Exported(who, path, len(events), True)


@write(Permission.EXPORT)
def _note(by: Agent, who: Agent, count: int, title: Title) -> None:
    journal.note(by, "calendar.exported", who.id, subject="agent", count=count, title=title.value)


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
    booked = of_agents.by_agents(since)
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
    held, domain, first = of_agents.by_agent(agent_id, since), identity.domain(), identity.made_at()
    changed = journal.last("appointment", _CHANGES, {one.appointment.person_id for one in held})
    sites = {one.id: one for one in site.everyone(closed=True)}
    found = []
    for one in held:
        booked = one.appointment
        starts_at = one.moved_away or booked.starts_at
        found.append(
            _Event(
                uid=f"{booked.id}@{domain}",
                title=_plain(_title(booked, one.anonymous, layout)),
                location=_plain(_location(booked.venue, sites.get(booked.site_id or 0), layout.address)),
                starts_at=starts_at,
                ends_at=starts_at + (booked.ends_at - booked.starts_at),
                cancelled=one.moved_away is not None or booked.status in CANCELLED,
                sequence=booked.sequence,
                changed_at=changed.get(booked.id, first),
            )
        )
    return sorted(found, key=lambda one: (one.starts_at, one.uid))


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
