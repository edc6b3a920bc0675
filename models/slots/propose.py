"""What is looked for when a time is wanted for somebody: within the delay, in their language, near them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from models import clock
from models.dates import span
from models.dates.constraint import HORIZON
from models.hours import colleague, fit
from models.person import referent
from models.person.person import Person
from models.service import agent, language, site
from models.service.profile import Motive
from models.service.venue import Venue
from models.slots import find, slot
from models.slots.find import Found
from models.slots.pick import Pick, pick_of
from models.slots.slot import Slot
from models.slots.wish import Wish

# Shorter ones, a lunch say, are no reason why there is no time for days.
_A_DAY = timedelta(hours=20)
# So many times of each who follows somebody stand before all others.
THEIRS = 3


@dataclass(frozen=True, slots=True)
class Proposed:
    """What was found; ``above`` is the first time that admits one person more, where the delay leaves none.

    ``note`` says what to know about the language or the site; ``sites`` names those that are not this one.
    """

    found: Found
    above: Slot | None = None
    note: str = ""
    sites: Mapping[int, str] = field(default_factory=dict)


def near(wish: Wish, who: Person | None) -> Wish:
    """The same wish for somebody who lives somewhere: sectors are named by commune or postcode."""
    return replace(wish, postcode=who.postcode, commune=who.commune) if who is not None else wish


def propose(wish: Wish, words: str, who: Person | None, above: bool) -> Proposed:
    """A verb for the database thread: slots for ``wish`` and ``words``; with ``above`` the full ones."""
    wish = near(wish, who)
    wanted = language.needed(who.language, who.interpreter) if who is not None else ()
    spoken = language.common(wanted, agent.everyone(*wish.roles)) if wanted else ""
    note = f"Personne ne parle {wanted[0]} : prévoyez un interprète." if wanted and not spoken else ""
    here = site.here() if wish.venue is Venue.ON_SITE else None
    wish = replace(wish, language=spoken, site_id=here)
    sites = {one.id: one.name for one in site.everyone() if one.id != site.here()}
    if above:
        found = find.find(replace(wish, overbooking=True), words)
        # Later than the delay, one person more is no help.
        return Proposed(replace(found, slots=()) if found.late else found, None, note, sites)
    found = find.find(wish, words)
    found = _theirs_first(found, wish, words, who)
    away = _away(found)
    if spoken:
        note = f"Créneaux avec qui parle {spoken}."
    for wider, said in _wider(wish):
        if not found.late:
            break
        elsewhere = find.find(wider, words)
        if elsewhere.slots and not elsewhere.late:
            found, note = elsewhere, said
    full = slot.free(replace(wish, overbooking=True), 1) if found.late else []
    return Proposed(found, full[0] if full else None, " ".join(filter(None, (away, note))), sites)


def _theirs_first(found: Found, wish: Wish, words: str, who: Person | None) -> Found:
    """The next times of who follows ``who`` before the others, unless the words name somebody."""
    follow = referent.of_person(who.id) if who is not None else ()
    if found.late or (found.said is not None and any(found.said.heard(one.name) for one in agent.everyone())):
        return found
    theirs: list[Slot] = []
    for one in follow:
        mine = find.find(replace(wish, agent_id=one.agent_id), words)
        theirs += [] if mine.late else mine.slots[:THEIRS]
    return replace(found, slots=(*theirs, *(one for one in found.slots if one not in theirs)))


def _away(found: Found) -> str:
    """Of whom the words name: why there is no time before the first one found, absence or no hours today."""
    if found.said is None:
        return ""
    named = [one for one in agent.everyone() if found.said.heard(one.name)]
    now = clock.now()
    until = found.slots[0].starts_at if found.slots else now + HORIZON
    said = [
        f"{one.name} : absence {span.words(clock.local(start), clock.local(end))}."
        for one in named
        for start, end in colleague.absences([one], now, until).get(one.id or 0, ())
        if start <= now or end - start >= _A_DAY
    ]
    off = colleague.off_today(named) if clock.local(until).date() > clock.today() else {}
    said += [f"{one.name} ne reçoit pas aujourd’hui." for one in named if one.id in off]
    return " ".join(said)


def _wider(wish: Wish) -> Iterator[tuple[Wish, str]]:
    """What to give up before the delay is, and how to say it: the site, then the language."""
    if wish.site_id is not None:
        yield replace(wish, site_id=None), "Rien ici dans le délai : voici les autres sites."
    if wish.language:
        yield (
            replace(wish, language=""),
            f"Qui parle {wish.language} n’a plus de place dans le délai : prévoyez un interprète.",
        )


def at_time(wish: Wish, motive: Motive, agent_id: int, starts_at: datetime) -> Pick | str:
    """A verb for the database thread: the slot that begins just then with this agent, or why there is none.

    A time between two slots is taken as it is asked for, unless the motive does not fit there or a second
    worker is needed: booking says whether it is free.
    """
    day = clock.local(starts_at).date()
    for one in slot.free(replace(wish, agent_id=agent_id, first=day, last=day), 200):
        if one.starts_at == starts_at:
            return pick_of(one)
    if motive.second_roles:
        return "personne d’autre n’est libre à cette heure"
    ends_at = starts_at + timedelta(minutes=motive.minutes)
    refusal = fit.refusal([agent_id], starts_at, ends_at, motive.id, wish.venue)
    return refusal or Pick(agent_id, agent.get(agent_id).name, starts_at, ends_at)
