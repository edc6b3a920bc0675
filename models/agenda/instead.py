"""Two times to propose in a letter instead of an appointment that was missed."""

from dataclasses import replace
from datetime import date, timedelta

from models import clock
from models.agenda.appointment import Appointment
from models.contact import delay
from models.errors import NotFound
from models.person.person import Person
from models.service import site
from models.service.profile import Profile
from models.service.venue import Venue
from models.slots import propose as slot_search
from models.slots import slot
from models.slots.slot import Slot
from models.slots.wish import Wish, wish_for

# How long a letter is on its way, and its reader has to answer.
ON_ITS_WAY = timedelta(days=5)
COUNT = 2


def instead_of(profile: Profile, missed: Appointment, who: Person | None) -> tuple[Slot, ...]:
    """A verb for the database thread: two free times for the same motive and place, on two days if it can be.

    With the same worker where there are any, else with others; late enough for a letter to arrive, within
    the delay of what can be planned. Nobody keeps them free. Fewer, or none, when there are no more.
    """
    try:
        motive = profile.motive(missed.motive)
    except NotFound:
        return ()
    wish = wish_for(profile, motive, missed.venue.value, delay.delay_of(profile, None).deadline)
    wish = replace(wish, first=clock.today() + ON_ITS_WAY, site_id=site_of(missed))
    wish = slot_search.near(wish, who)
    same = replace(wish, agent_id=missed.agent_id)
    found: list[Slot] = []
    for wanted in (same, wish):
        _add_days(found, wanted)
    if len(found) == 1:
        day = _day(found[0])
        that_day = slot.free(replace(wish, agent_id=found[0].agent_id, first=day, last=day), COUNT)
        found += [one for one in that_day if one.starts_at != found[0].starts_at][:1]
    return tuple(sorted(found, key=lambda one: one.starts_at))


def site_of(missed: Appointment) -> int | None:
    """Where it is proposed to come: where the appointment was, else where one sits."""
    return missed.site_id or site.here() if missed.venue is Venue.ON_SITE else None


def _add_days(found: list[Slot], wish: Wish) -> None:
    """The first free time of each day, until there are enough."""
    while len(found) < COUNT and (slots := slot.free(wish, 1)):
        day = _day(slots[0])
        if all(_day(one) != day for one in found):
            found.append(slots[0])
        wish = replace(wish, first=day + timedelta(days=1))


def _day(one: Slot) -> date:
    return clock.local(one.starts_at).date()
