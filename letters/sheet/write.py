"""The sheet of a day: who is expected where, to be printed the evening before. Made to be ticked by hand.

It lies on a counter: the motive of an appointment and whole telephone numbers are there only when asked for.
The Word file is built by python-docx, not from a template: its tables grow with the day, and nobody has
asked to word it otherwise.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from letters import output
from letters.sheet.page import Order, Page, Scope, Sheet, SheetLine
from models import clock, telephone, text
from models.agenda import day_facts
from models.agenda.appointment import Appointment
from models.errors import ComptoirError
from models.service import holiday, site
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.profile import Profile
from models.store import journal
from models.store.database import write as writing

_AGAIN = "Corrigez, puis demandez la feuille encore une fois."
# After so many days without anything, the next one that is neither a weekend nor a holiday.
_LOOK_AHEAD = 14


def next_day() -> date:
    """The next working day: no weekend, no public holiday, unless somebody is expected on it."""
    tomorrow = clock.today() + timedelta(days=1)
    days = [tomorrow + timedelta(days=number) for number in range(_LOOK_AHEAD)]
    closed = holiday.between(days[0], days[-1])
    for day in days:
        if (day.weekday() < 5 and day not in closed) or day_facts.appointments(day, day):
            return day
    return tomorrow


def read(wanted: Scope, profile: Profile) -> Sheet:
    """A verb of the database thread: what the sheet says. What was cancelled is not on it."""
    held = day_facts.appointments(wanted.day, wanted.day)
    names = site.names()
    if wanted.site_id is not None:
        held = [one for one in held if one.site_id == wanted.site_id]
    places = sorted({one.site_id for one in held}, key=lambda one: (one is None, names.get(one or 0, "")))
    if not held:
        places = [wanted.site_id]
    pages = (
        Page(
            _place_title(place, names),
            _groups(wanted, profile, [one for one in held if one.site_id == place]),
        )
        for place in places
    )
    return Sheet(f"Rendez-vous du {text.long_date(wanted.day)}", profile.service.name, tuple(pages))


def _place_title(place: int | None, names: dict[int, str]) -> str:
    if place is not None:
        return names.get(place, "")
    return "Sans site" if names else ""


def _groups(
    wanted: Scope, profile: Profile, held: Sequence[Appointment]
) -> tuple[tuple[str, tuple[SheetLine, ...]], ...]:
    lines = [(one, _line(wanted, profile, one)) for one in held]
    if wanted.order is Order.HOUR:
        return (("", tuple(line for _, line in lines)),)
    # A joint appointment is on the list of both workers: each looks only at their own.
    agents = sorted({name for one in held for name in _agents(one)})
    return tuple((name, tuple(line for one, line in lines if name in _agents(one))) for name in agents)


def _agents(one: Appointment) -> list[str]:
    return [name for name in (one.agent_name, one.second_agent_name) if name]


def _line(wanted: Scope, profile: Profile, one: Appointment) -> SheetLine:
    region = profile.service.phone_region
    below = []
    if wanted.motives:
        try:
            below.append(profile.motive(one.motive).label)
        except ComptoirError:  # the profile no longer has it
            below.append(one.motive)
    if wanted.phones:
        below.append(telephone.show(one.person_phone, region) if one.person_phone else "sans téléphone")
        below += one.person_alerts
    return SheetLine(
        f"{clock.local(one.starts_at):%H:%M}",
        one.person_name,
        one.agents,
        one.venue.label,
        f"..{one.person_phone[-3:]}" if one.person_phone else "",
        ", ".join(below),
    )


# --- the file


def write(by: Agent, wanted: Scope, profile: Profile, folder: Path) -> Path:
    """Write the Word file of a sheet to ``folder``, journaled; gives where it is.

    A verb of the database thread. Raises :class:`ComptoirError` saying what the folder refused.
    """
    from letters.sheet.paper import as_docx

    ready = print_out(by, wanted, profile)
    try:
        return output.put(as_docx(ready), folder, f"feuille-{wanted.day.isoformat()}.docx", _AGAIN)
    except ComptoirError as error:
        raise ComptoirError("Feuille non déposée", error.message) from error


@writing(Permission.PRINT)
def print_out(by: Agent, wanted: Scope, profile: Profile) -> Sheet:
    """What a sheet says, and the journal line of whoever takes it out of the program."""
    ready = read(wanted, profile)
    journal.note(
        by,
        "sheet.printed",
        subject="sheet",
        day=wanted.day.isoformat(),
        count=sum(page.count for page in ready.pages),
        motives=wanted.motives,
        phones=wanted.phones,
    )
    return ready
