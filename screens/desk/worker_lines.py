"""What a worker reads of their day, and how its lines are worded."""

from datetime import datetime

from models import clock, telephone, text
from models.agenda.appointment import Appointment, Status
from models.contact.message import Message
from models.person.person import Person
from models.room.overview import Day
from models.room.visit import Visit, VisitStatus
from models.service.profile import Profile
from models.service.venue import Venue
from models.triage.triage import Urgency
from screens.agenda.lines import details, phone_words
from screens.desk.desk_lines import label
from screens.frame.widgets.lines import Line, columns
from screens.frame.words import cell, shorten

# A line of somebody who waits without an appointment of today: sent on by the reception.
SENT = "visit:"


def head(day: Day) -> str:
    """How many come today, how many of them are in the room here, and in that of another site."""
    waits = [day.rooms[one.id] for one, _name in day.here if one.status is VisitStatus.WAITING]
    here = waits.count("")
    away = f", {len(waits) - here} ailleurs" if len(waits) > here else ""
    people = text.counted(here, "personne") if here else "personne"
    return f" Mes rendez-vous   {len(day.appointments)} aujourd’hui   {people} dans la salle{away}"


def lines(profile: Profile, day: Day, width: int) -> list[Line]:
    """Everybody of the day, by the urgency of who is here, then by hour; who is in danger is never hidden."""
    booked = {one.id for one in day.appointments}
    found = [
        (day.came(one.id), one.starts_at, str(one.id), _booked(profile, day, one, width))
        for one in day.appointments
    ]
    found += [
        (one, one.line_at, f"{SENT}{one.id}", _sent(profile, day, one, name, width))
        for one, name in day.here
        if one.appointment_id not in booked
    ]
    found.sort(key=lambda one: _rank(one[0], one[1]))
    return [
        Line(key, said, stays=came is not None and came.urgency is Urgency.N0)
        for came, _hour, key, said in found
    ]


def _rank(came: Visit | None, hour: datetime) -> tuple[str, datetime]:
    """Who is not here yet is not urgent."""
    return (came.urgency if came else Urgency.N4).value, hour


def _booked(profile: Profile, day: Day, one: Appointment, width: int) -> str:
    by_phone, came = one.venue is Venue.PHONE, day.came(one.id)
    words = []
    if by_phone:
        words.append(telephone.show(one.person_phone, profile.service.phone_region) or "sans téléphone")
    if one.second_agent_name:
        words.append(f"avec {one.second_agent_name if one.agent_id == day.agent_id else one.agent_name}")
    words += _asked(profile, day, came) if came else []
    words.append(label(profile.motive, one.motive))
    waits = text.late(one.overdue) or ("à appeler" if by_phone else "attendu")
    state = _here(came) if came else waits
    return columns(
        (f"{clock.local(one.starts_at):%H:%M}", 5),
        (came.urgency.value if came else "", 2),
        cell(one.person_name, 22),
        cell(", ".join(words), _room(width, 58)),
        (shorten(day.rooms.get(came.id, "") if came else "", 10) or one.venue.label, 10),
        cell(state if one.status is Status.UPCOMING else one.status.label, 14),
    )


def _sent(profile: Profile, day: Day, one: Visit, name: str, width: int) -> str:
    """Who was sent on by the reception: why, and what they said themselves."""
    words = ", ".join(filter(None, (day.rooms[one.id], *_asked(profile, day, one))))
    return columns(
        (f"{clock.local(one.line_at):%H:%M}", 5),
        (one.urgency.value, 2),
        cell(name, 22),
        cell(words or "envoyé par l’accueil", _room(width, 47)),
        cell(_here(one), 14),
    )


def _asked(profile: Profile, day: Day, one: Visit) -> list[str]:
    """Why the reception sent somebody, and what they ask, in their words where they were noted."""
    asked = [each.words or label(profile.theme, each.theme) for each in day.asked.get(one.id, ())]
    return [each for each in (one.reason, *asked) if each]


def _here(came: Visit) -> str:
    """Where somebody who came is, beside their ticket."""
    words = {VisitStatus.CALLED: "appelé", VisitStatus.HELD: "patiente"}
    return f"{words.get(came.status, 'là')}, n° {came.number}"


def notice_line(one: Message, width: int) -> str:
    """A notice: where it stands, when it came, about whom, and how it begins."""
    at = clock.local(one.created_at)
    day = "" if at.date() == clock.today() else text.short_date(at.date())
    return columns(
        (one.status.label, 6),
        (day or f"{at:%H:%M}", 11),
        (one.person_name, 18),
        (one.body, _room(width, 40)),
    )


def _room(width: int, others: int) -> int:
    """How wide the column of words is beside ``others`` columns and the mark of the pick."""
    return max(width - 2 - others, 20)


def in_full(
    profile: Profile, day: Day, who: Person, one: Appointment | None, came: Visit | None, why: str
) -> str:
    """What a line has no room for, of an appointment and of who is here, ``why`` in that place."""
    said = details(profile, one) if one is not None else phone_words(who, profile.service.phone_region)
    parts = [f"{who.name}, {said}"]
    if came is not None:
        parts.append(why)
        parts += [f"« {words} »" for words in _asked(profile, day, came)]
    return "\n".join(parts)
