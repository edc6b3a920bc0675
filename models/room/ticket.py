"""What is read of the line: the numbers the public sees, who went, why somebody stands where they do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from models import clock, text
from models.person import person
from models.person.person import PersonRow
from models.room import visit
from models.room.visit import GONE, PRESENT, Visit, VisitRow, VisitStatus, from_row, of_room
from models.service import agent, site

WAITING, *_ = PRESENT


@dataclass(frozen=True, slots=True)
class Shown:
    """A called number as everybody may read it: never whose it is."""

    number: int
    counter: str


def gone() -> list[Visit]:
    """Who went today without being received (absent, left, removed), the latest first."""
    here = of_room() & VisitRow.status.in_(GONE)
    return [from_row(one) for one in VisitRow.select().where(here).order_by(VisitRow.closed_at.desc())]


def shown(limit: int = 4) -> list[Shown]:
    """The last numbers called today in this room, the latest first: what the public screen shows."""
    called = of_room() & VisitRow.shown_at.is_null(False)
    query = VisitRow.select().where(called).order_by(VisitRow.shown_at.desc(), VisitRow.id.desc())
    latest = [from_row(one) for one in query.limit(limit)]
    rooms = elsewhere(latest)
    return [Shown(one.number, ", ".join(filter(None, (one.counter, rooms[one.id])))) for one in latest]


def elsewhere(visits: Iterable[Visit]) -> dict[int, str]:
    """The site in whose room somebody is, by visit; empty for the site of this session, and for none."""
    here, wanted = site.here(), list(visits)
    rooms = {one.site_id for one in wanted} - {here, None}
    names = site.short_names() if rooms else {}
    return {one.id: names.get(one.site_id or 0, "") if one.site_id != here else "" for one in wanted}


def words(one: Visit) -> str:
    """A ticket as a colleague of any site reads it: « n° 12 », « n° 12, Jonction »."""
    rooms = site.short_names() if one.site_id else {}
    return ", ".join(filter(None, (f"n° {one.number}", rooms.get(one.site_id or 0))))


def named(one: Visit) -> str:
    """A ticket with whose it is, and where when that is elsewhere: « N° 12 DUPONT Marie (Jonction) »."""
    where = elsewhere([one])[one.id]
    return f"N° {one.number} {visit.name_of(one.id)}" + (f" ({where})" if where else "")


def why(visit_id: int) -> str:
    """Why somebody has their place in the line of their room: rank, then what it comes from."""
    one = visit.get(visit_id)
    room = (each for each in visit.present() if each.site_id == one.site_id)
    line = [each.id for each in room if each.status is WAITING]
    if one.id not in line:
        reason = f" : {one.reason}" if one.reason else ""
        return f"N° {one.number} : {one.status.label}{reason}."
    rank = f"N° {one.number} : place {line.index(one.id) + 1} sur {len(line)}"
    if where := elsewhere([one])[one.id]:
        rank += f" ({where})"
    if one.ahead_at is not None:
        who = agent.get(one.ahead_by).name if one.ahead_by else "Comptoir"
        return f"{rank}, passe avant : {one.ahead_reason} ({who}, {_at(one.ahead_at)})."
    hour = f"arrivée à {_at(one.arrived_at)}"
    if one.appointment_id is not None:
        hour = ", ".join(filter(None, (f"rendez-vous de {_at(one.line_at)}", hour, text.late(one.late))))
    elif one.line_at != one.arrived_at:
        hour = f"retour à {_at(one.line_at)}"
    return f"{rank}, urgence {one.urgency.value} puis l’heure : {hour}."


def _at(instant: datetime) -> str:
    return f"{clock.local(instant):%H:%M}"


def came() -> set[int]:
    """The appointments of today whose person came, to whatever room, received or not."""
    here = (VisitRow.day == clock.today()) & (VisitRow.status != VisitStatus.NOT_ARRIVED)
    query = VisitRow.select(VisitRow.appointment_id).where(here, VisitRow.appointment_id.is_null(False))
    return {one.appointment_id for one in query if one.appointment_id is not None}


def numbers() -> dict[int, int]:
    """The numbers of those who are here, in whatever room, by the appointment they came for."""
    return {one.appointment_id: one.number for one in visit.present() if one.appointment_id}


def bearers(number: int) -> list[int]:
    """The persons who bear a ticket of today in this room; one, but where several rooms are seen."""
    query = VisitRow.select(VisitRow.person).where(of_room(), VisitRow.number == number)
    return [one.person_id for one in query.order_by(VisitRow.id.desc()) if one.person_id]


def names(visits: Sequence[Visit]) -> dict[int, str]:
    """How the screens name who came, by visit: one query for a whole room."""
    ids = {one.person_id for one in visits if one.person_id is not None}
    known = {
        row.id: person.from_row(row).name for row in PersonRow.select().where(PersonRow.id.in_(list(ids)))
    }
    return {one.id: known.get(one.person_id or 0, "anonyme") for one in visits}
