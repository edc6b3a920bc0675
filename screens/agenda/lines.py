"""How times are read on screen: slots to take, appointments of a day. No screen here, only words."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from models import clock, telephone, text
from models.agenda.appointment import CANCELLED, Appointment, Move, Status
from models.agenda.series import Planned
from models.dates.words import distance, when_words
from models.errors import ComptoirError
from models.person.person import Person
from models.room.visit import Visit
from models.service.profile import Motive, Profile
from models.slots.slot import Slot
from screens.frame.forms import Option
from screens.frame.widgets.lines import Line, columns
from screens.frame.words import cell, shorten

# What fits beside a name; the full words are said when the line is opened.
_STATUS = {Status.REVOKED: "annulé"}


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the screen shows it; ``tickets`` are the numbers of those who are here, by appointment.

    ``came`` are the appointments whose person came, here still or not.
    """

    appointments: tuple[Appointment, ...]
    tickets: dict[int, int]
    came: frozenset[int] = frozenset()

    def state(self, one: Appointment) -> str:
        """What the line of an appointment says of it."""
        return _STATUS.get(one.status) or state_words(one, self.tickets, self.came) or one.status.label


def state_words(one: Appointment, tickets: Mapping[int, int], came: Container[int]) -> str:
    """What became of it: the person is here, or late, or nobody noted it; nothing while it is to come.

    ``tickets`` are the numbers of those who are here, ``came`` those whose person came, by appointment.
    """
    if one.status is not Status.UPCOMING:
        return one.status.label
    if one.id in tickets:
        return f"là n° {tickets[one.id]}"
    if one.ends_at <= clock.now():
        return "à noter"
    return "en retard" if one.overdue and one.id not in came else ""


def motive_label(profile: Profile, motive_id: str) -> str:
    """The profile's label, or the stored id when the profile no longer has it."""
    try:
        return profile.motive(motive_id).label
    except ComptoirError:
        return motive_id


def motive_options(profile: Profile, words: str) -> list[Option]:
    """The motives whose label contains ``words``."""
    wanted = text.fold(words)
    return [
        Option(one.id, _motive_words(one), _motive_words(one))
        for one in profile.motives
        if wanted in text.fold(one.label)
    ]


def _motive_words(one: Motive) -> str:
    return f"{one.label}, {one.minutes} min"


def appointment_words(one: Appointment, *then: Appointment) -> str:
    """When, with whom and where: :func:`when_words` of an appointment and of what follows just after it."""
    after = "".join(f", puis {each.agents} à {clock.local(each.starts_at):%H:%M}" for each in then)
    return when_words(one.starts_at, f"{one.agents}{after}", one.venue)


def appointment_line(profile: Profile, one: Appointment, state: str, width: int) -> str:
    """One line of the day, ``width`` columns: hour, person, motive, agent, place, state, end of the phone."""
    spare = max(width - 78, 0)
    tail = f"..{one.person_phone[-3:]}" if one.person_phone else ""
    return columns(
        (f"{clock.local(one.starts_at):%H:%M}", 5),
        cell(one.person_name, 20 + spare // 3),
        cell(motive_label(profile, one.motive), 14 + spare // 3),
        cell(_agents_in(one, 10 + spare // 3), 10 + spare // 3),
        (one.venue.label, 9),
        (state, 9),
        (tail, 5),
    ).rstrip()


def _agents_in(one: Appointment, width: int) -> str:
    """Who receives; of two who do not fit side by side, the names alone: ``Favre, Rey``."""
    if not one.second_agent_name or len(one.agents) <= width:
        return one.agents
    names = (one.agent_name, one.second_agent_name)
    return ", ".join(name.removeprefix("Mme ").removeprefix("M. ") for name in names)


def free_lines(found: list[tuple[Motive, Slot | None]]) -> list[Line]:
    """The next free slot of each motive; one without any cannot be picked."""
    lines = []
    for motive, one in found:
        head = (f"{shorten(motive.label, 22)}, {motive.minutes} min", 30)
        if one is None:
            lines.append(Line("", columns(head, ("aucun dans les six mois", 40)).rstrip()))
            continue
        at = clock.local(one.starts_at)
        when = ((text.short_date(at.date()), 14), (f"{at:%H:%M}", 5), cell(one.agent_name, 11))
        lines.append(Line(motive.id, columns(head, *when, (distance(at.date()), 14)).rstrip()))
    return lines


def phone_words(one: Appointment | Person, region: str) -> str:
    """``tél. 022 000 00 00``, whole: only where the person is called or written to."""
    number, alerts = (
        (one.phone, one.alerts) if isinstance(one, Person) else (one.person_phone, one.person_alerts)
    )
    phone = f"tél. {telephone.show(number, region)}" if number else "sans téléphone"
    # A number to dial is not cut in two at the end of a line.
    phone = phone.replace(" ", "\u00a0")
    return "  ".join((phone, *alerts))


def details(profile: Profile, one: Appointment, moves: Sequence[Move] = ()) -> str:
    """What the line of an appointment has no room for; ``moves`` are its trace (``agenda.moves``)."""
    moved = f" ; {moved_words(one, moves)}" if one.moved else ""
    reach = phone_words(one, profile.service.phone_region)
    above = f" En surnombre : {one.overbooked}." if one.overbooked else ""
    note = f" {one.note}" if one.note else ""
    what = f"{motive_label(profile, one.motive)}, {appointment_words(one)}"
    return f"{reach} : {what} ({one.status.label}{moved}).{above}{note}"


def moved_words(one: Appointment, moves: Sequence[Move]) -> str:
    """``déplacé 2 fois : le 3.12. par Alice Aubert (malade)``: how often, and the last time."""
    said = "déplacé une fois" if one.moved == 1 else f"déplacé {one.moved} fois"
    if not moves:
        return said
    last = max(moves, key=lambda move: move.at)
    at = clock.local(last.at)
    why = f" ({last.reason})" if last.reason else ""
    was = clock.local(last.starts_at)
    return f"{said} : le {at.day}.{at.month}. par {last.by}{why}, était le {was.day}.{was.month}. {was:%H:%M}"


def after_mark(one: Appointment, region: str, here: Visit | None = None) -> str:
    """What was noted, and what to do next; ``here`` is who still sits in the waiting room for it."""
    said = f"{one.person_name} : {one.status.label}"
    if one.status in CANCELLED and here is not None:
        there = f"La personne est là, n° {here.number} : prévenez-la"
        return f"{said}. {there}, ou notez son départ dans la salle ; n reprend rendez-vous, u défait."
    if one.status is Status.REVOKED:
        return f"{said}. Prévenez la personne ({phone_words(one, region)}) ; n reprend rendez-vous, u défait."
    if one.status is Status.EXCUSED:
        return f"{said}, l’heure est libre. n reprend rendez-vous, u défait."
    if one.status is Status.ABSENT:
        return f"{said}. n reprend rendez-vous, l le courrier, u défait."
    return f"{said}. u défait."


def stays_words(others: Sequence[Appointment]) -> str:
    """What is still to come of two that follow one another, when one was cancelled."""
    return "".join(f" Reste à venir : {appointment_words(one)}." for one in others)


def missed_words(missed: Sequence[Planned]) -> str:
    """``ven. 25 déc. (jour férié : Noël), ven. 1er janv. (pris)``."""
    return ", ".join(f"{text.short_date(one.day)} ({one.refusal or 'pris'})" for one in missed)
