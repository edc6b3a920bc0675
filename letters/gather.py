"""What a letter is made from, read on the database thread: the choices to offer, then the context itself."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from letters import write
from letters.fields.context import Context
from letters.fields.kinds import LetterKind
from letters.word import render
from models import clock
from models.agenda import agenda, consecutive, instead
from models.agenda.appointment import Appointment, Status
from models.contact import letter, orientation, request
from models.contact.letter import Letter
from models.contact.orientation import Orientation
from models.errors import NotFound
from models.network import partner
from models.network.partner import Partner
from models.person import person
from models.room import visit
from models.room.visit import Visit
from models.service import holiday, site
from models.service.agent import Agent
from models.service.profile import Motive, Profile

# What is left to find one's papers: ten days, as for the follow-up of an orientation.
TIME_TO_BRING = timedelta(days=10)
_SATURDAY = 5
# Somebody who did not come longer ago is written to about something else by now.
MISSED_SINCE = timedelta(days=60)
# Longer than any run of holidays and week-ends.
_LONGEST_BREAK = 15


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to write about, and what was written already, newest or next first."""

    appointments: tuple[Appointment, ...] = ()
    missed: tuple[Appointment, ...] = ()
    visits: tuple[Visit, ...] = ()
    orientations: tuple[tuple[Orientation, Partner], ...] = ()
    partner: Partner | None = None
    letters: tuple[Letter, ...] = ()
    pieces: tuple[str, ...] = ()
    deadline: date | None = None
    # Whether it was asked for in a call: nobody is there to hand it to.
    called: bool = False


@dataclass(frozen=True, slots=True)
class LetterForm:
    """A letter as the form asks for it; which of its parts are needed depends on ``kind``."""

    kind: LetterKind
    person_id: int | None = None
    appointment_id: int | None = None
    visit_id: int | None = None
    orientation_id: int | None = None
    partner_id: int | None = None
    pieces: tuple[str, ...] = ()
    deadline: date | None = None
    identity_verified: bool = False
    discreet: bool = False
    on_the_phone: bool = False


def known(profile: Profile, person_id: int | None, about: dict[str, int | None]) -> Known:
    """What there is for a person, and what ``about`` names by id (appointment, orientation, …)."""
    appointments = agenda.upcoming(person_id) if person_id else []
    missed = agenda.missed(person_id, clock.now() - MISSED_SINCE) if person_id else []
    if (at := about.get("appointment")) and all(one.id != at for one in (*appointments, *missed)):
        named = agenda.get(at)
        (missed if named.status is Status.ABSENT else appointments).insert(0, named)
    orientations = orientation.of_person(person_id) if person_id else []
    if (sent := about.get("orientation")) and all(one.id != sent for one in orientations):
        orientations.insert(0, orientation.get(sent))
    asked = request.get(about["request"] or 0) if about.get("request") else None
    return Known(
        tuple(appointments),
        tuple(missed),
        tuple(visit.of_person(person_id)) if person_id else (),
        tuple((one, partner.get(one.partner_id)) for one in orientations if _exists(one.partner_id)),
        partner.get(about["partner"] or 0) if about.get("partner") else None,
        tuple(letter.list_for(person_id) if person_id else _of_nobody()),
        pieces(profile, asked.theme if asked else ""),
        deadline(clock.today() + TIME_TO_BRING),
        asked is not None and asked.call_id is not None,
    )


def _exists(partner_id: int) -> bool:
    try:
        partner.get(partner_id)
    except NotFound:
        return False
    return True


def _of_nobody() -> list[Letter]:
    """Today's letters handed to people who gave no name."""
    return [one for one in letter.recent(clock.today()) if one.person_id is None]


def pieces(profile: Profile, theme_id: str) -> tuple[str, ...]:
    """The checklists of what a theme may open, or of every benefit when it names none; each piece once."""
    opens = [theme.benefits for theme in profile.themes if theme.id == theme_id]
    of_theme = [piece for name in (opens[0] if opens else ()) for piece in profile.benefit(name).pieces]
    everything = [piece for benefit in profile.benefits for piece in benefit.pieces]
    return tuple(dict.fromkeys(of_theme or everything))


def deadline(day: date) -> date:
    """``day``, or the next one on which somebody can come: no week-end, no public holiday of the site."""
    closed = holiday.between(day, day + timedelta(days=_LONGEST_BREAK))
    while day in closed or day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day


def preview(wanted: LetterForm, profile: Profile, templates: Path | None, by: Agent) -> write.Preview:
    """The letter as it would leave. Raises :class:`models.errors.ComptoirError` when something is missing."""
    return write.preview(wanted.kind, build(wanted, profile, by), profile.id, templates)


def build(wanted: LetterForm, profile: Profile, by: Agent) -> Context:
    """The parts of the letter, read by their ids."""
    booked = agenda.get(wanted.appointment_id) if wanted.appointment_id else None
    who = person.get(wanted.person_id) if wanted.person_id else None
    missed = booked if wanted.kind is LetterKind.ABSENCE else None
    after = [one for one in consecutive.both(booked) if one.starts_at > booked.starts_at] if booked else []
    return Context(
        service=profile.service,
        agent=by,
        day=clock.today(),
        person=who,
        appointment=booked,
        then=next(iter(after), None),
        motive=_motive(profile, booked.motive) if booked else None,
        site=_site(_where(booked, missed)),
        visit=visit.get(wanted.visit_id) if wanted.visit_id else None,
        partner=partner.get(wanted.partner_id) if wanted.partner_id else None,
        orientation=orientation.get(wanted.orientation_id) if wanted.orientation_id else None,
        proposed=instead.instead_of(profile, missed, who) if missed else (),
        pieces=wanted.pieces,
        deadline=wanted.deadline,
        identity_verified=wanted.identity_verified,
        discreet=wanted.discreet,
        here=not wanted.on_the_phone,
    )


def partner_of(orientation_id: int | None) -> int | None:
    """To which partner an orientation went; ``None`` without one."""
    return orientation.get(orientation_id).partner_id if orientation_id else None


def _motive(profile: Profile, name: str) -> Motive | None:
    """The profile may have lost it since: the letter then says « un rendez-vous »."""
    return next((one for one in profile.motives if one.id == name), None)


def _where(booked: Appointment | None, missed: Appointment | None) -> int | None:
    """The site a letter speaks of: that of the appointment, else the one where it is written."""
    if missed is not None:
        return instead.site_of(missed)
    return site.here() if booked is None else booked.site_id


def _site(site_id: int | None) -> site.Site | None:
    """Where the appointment is, when the service has several sites; one closed since too."""
    return next((one for one in site.everyone(closed=True) if one.id == site_id), None)


def kept_text(letter_id: int) -> str:
    """What a kept letter says, read from its own bytes."""
    return render.text_of(letter.content(letter_id))


def search_partners(words: str, department: str) -> list[Partner]:
    """Partners to hand out the details of without an orientation."""
    return partner.search(words, department=department) if words.strip() else []
