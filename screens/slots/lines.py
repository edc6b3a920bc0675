"""How proposed slots are read, and kept in a form: enough to book them again after a break."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from models import clock, text
from models.dates.constraint import Constraint, Found
from models.service.venue import Place
from models.slots.slot import Slot
from screens.agenda.lines import Delay, cell, distance, until, when_words
from screens.frame.forms import Option
from screens.frame.widgets.lines import columns
from screens.frame.words import shorten

# What else may be taken from the list of slots: one more person where it is full, or to wait.
ABOVE, CALL_LIST = "above", "list"
NOWHERE: Mapping[int, str] = MappingProxyType({})
# With the two lines above, as many slots as the list shows at once.
_SHOWN_LATE = 7
# How much of the words is said again; they stand in the field below.
_ECHO = 40
_UNDERSTOOD = 140


@dataclass(frozen=True, slots=True)
class Pick:
    """A slot taken. ``with_agent_id`` receives at the same time, ``then`` is the time just after."""

    agent_id: int
    agent_name: str
    starts_at: datetime
    ends_at: datetime
    site_id: int | None = None
    with_agent_id: int | None = None
    with_name: str = ""
    # The name of the site, when it is not the one where one sits.
    site_name: str = ""
    then: "Pick | None" = None

    @property
    def agents(self) -> str:
        """``Mme Rey``, ``Mme Rey et M. Favre``, ``Mme Rey, puis M. Favre à 10:00``."""
        if self.then is not None:
            return (
                f"{self.agent_name}, puis {self.then.agent_name} à {clock.local(self.then.starts_at):%H:%M}"
            )
        return f"{self.agent_name} et {self.with_name}" if self.with_name else self.agent_name

    @property
    def day(self) -> date:
        """Its day, by the site's clock."""
        return clock.local(self.starts_at).date()

    def when(self, place: Place) -> str:
        """``mardi 24 novembre à 09:15 avec Mme Rey, sur place``, with its site when that is another one."""
        words = when_words(self.starts_at, self.agents, place)
        return f"{words} à {self.site_name}" if self.site_name and place is Place.ON_SITE else words

    @property
    def value(self) -> str:
        """Plain text, for the value of a field."""
        then = self.then.value if self.then else None
        start, end = self.starts_at.isoformat(), self.ends_at.isoformat()
        return json.dumps(
            [
                self.agent_id,
                self.agent_name,
                start,
                end,
                self.site_id,
                self.with_agent_id,
                self.with_name,
                self.site_name,
                then,
            ]
        )


def pick_of(one: Slot, sites: Mapping[int, str] = NOWHERE) -> Pick:
    """What taking a slot means; ``sites`` names those that are not where one sits."""
    second = one.second
    pick = Pick(
        one.agent_id,
        one.agent_name,
        one.starts_at,
        one.ends_at,
        one.site_id,
        site_name=sites.get(one.site_id or 0, ""),
    )
    if second is None:
        return pick
    if second.starts_at == one.starts_at:
        return replace(pick, with_agent_id=second.agent_id, with_name=second.agent_name)
    return replace(pick, then=pick_of(second, sites))


def read_pick(value: str) -> Pick | None:
    """The pick that :attr:`Pick.value` wrote; ``None`` for anything else."""
    try:
        agent_id, name, start, end, site_id, with_id, with_name, site_name, then = json.loads(value)
        starts_at, ends_at = datetime.fromisoformat(start), datetime.fromisoformat(end)
    except (ValueError, TypeError):
        return None
    after = read_pick(then) if then else None
    return Pick(agent_id, name, starts_at, ends_at, site_id, with_id, with_name, site_name, after)


def option(one: Slot, place: Place, deadline: date, sites: Mapping[int, str] = NOWHERE) -> Option:
    """A slot as a line to take; another site is named instead of « sur place »."""
    pick, at = pick_of(one, sites), clock.local(one.starts_at)
    where = pick.site_name if place is Place.ON_SITE and pick.site_name else place.label
    day, late = text.short_date(pick.day), "après le délai" if pick.day > deadline else ""
    left = f"reste {text.counted(one.left, 'place')}" if one.left > 1 else ""
    head = ((day, 14), (f"{at:%H:%M}", 5))
    if one.second is not None:
        line = columns(*head, cell(pick.agents, 36), (late or distance(pick.day), 16))
    else:
        line = columns(
            *head, cell(pick.agents, 15), cell(where, 9), (distance(pick.day), 14), (late or left, 14)
        )
    # Two one after the other leave no room for the place: the question below says it.
    place_words = "" if pick.then else f", {where}"
    return Option(pick.value, line.rstrip(), f"{day} {at:%H:%M}, {pick.agents}{place_words}")


def options(
    found: Found, place: Place, deadline: date, above: Slot | None, words: str, sites: Mapping[int, str]
) -> list[Option]:
    """The slots found; where the delay leaves none, what else can be done about it below them."""
    if not found.late:
        return [option(one, place, deadline, sites) for one in found.slots]
    shown = [option(one, place, deadline, sites) for one in found.slots[:_SHOWN_LATE]]
    if words.strip() and not shown:
        return []
    if above is not None:
        at, name = clock.local(above.starts_at), pick_of(above).agents
        when = f"{text.short_date(at.date())} {at:%H:%M}"
        shown.append(Option(ABOVE, f"surréserver : dès {when}, {name}, en disant pourquoi", "surréserver"))
    shown.append(
        Option(CALL_LIST, "liste d’attente : appeler dès qu’un créneau se libère", "liste d’attente")
    )
    return shown


def understood(said: Constraint | None) -> str:
    """What the words were taken to mean, so that a misreading is seen."""
    return f"Compris : {shorten(said.said, _UNDERSTOOD)}." if said is not None and said.said else ""


def unheard(said: Constraint | None) -> str:
    """Which words were not understood and narrow nothing."""
    words = ", ".join(f"« {one} »" for one in said.unknown) if said is not None else ""
    return f"Pas compris, laissé de côté : {shorten(words, _ECHO)}." if words else ""


def found_words(found: Found, words: str, delay: Delay, place: str, allowed: str) -> str:
    """What to say above the slots when they are not what was hoped for; ``allowed`` are other places."""
    echo = shorten(text.clean(words), _ECHO)
    asked = f" pour « {echo} »" if echo else ""
    if not found.slots:
        elsewhere = f" ou de lieu ({allowed})" if allowed else ""
        what_next = (
            "Videz la contrainte (Ctrl+U)"
            if asked
            else f"Changez de motif{elsewhere}, prenez la liste d’attente, ou prévenez un responsable"
        )
        return f"Aucun créneau libre{asked}, {place}, dans les six mois. {what_next}."
    if not found.late:
        return ""
    advice = f" {delay.advice}" if delay.advice and not asked else ""
    return f"Aucun créneau libre{asked}, {place}, {until(delay.deadline)}. Voici les moins tardifs.{advice}"


def above_words(found: Found, words: str, deadline: date) -> str:
    """What to say above the times that are full already."""
    if found.slots:
        return "Créneaux pleins où une personne de plus est admise, avec une raison. Ctrl+O revient."
    echo = shorten(text.clean(words), _ECHO)
    asked, other = (f" pour « {echo} »", "Ctrl+U vide la contrainte, ") if echo else ("", "")
    return (
        f"Aucun créneau plein où une personne de plus soit admise{asked}, {until(deadline)}. "
        f"{other}Ctrl+O revient aux créneaux."
    )


def same_week_words(day: date, ahead: list[tuple[datetime, str, Place]]) -> str:
    """A warning when the person comes already in the week of ``day``; empty when not."""
    week = day.isocalendar()[:2]
    for start, agents, place in ahead:
        if clock.local(start).date().isocalendar()[:2] == week:
            return f"Deuxième rendez-vous cette semaine-là : déjà {when_words(start, agents, place)}."
    return ""
