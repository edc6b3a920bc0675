"""How proposed slots are read, and kept in a form: enough to book them again after a break."""

from collections.abc import Mapping
from datetime import date, datetime

from models import clock, text
from models.contact.delay import Delay
from models.dates.constraint import Constraint
from models.dates.words import distance, until, when_words
from models.service.venue import Venue
from models.slots.find import Found
from models.slots.pick import NOWHERE, pick_of
from models.slots.slot import Slot
from screens.frame.forms import Option
from screens.frame.widgets.lines import columns
from screens.frame.words import cell, shorten

# What else may be taken from the list of slots: one more person where it is full, or to wait.
ABOVE, CALL_LIST = "above", "list"
# With the two lines above, as many slots as the list shows at once.
_SHOWN_LATE = 7
# How much of the words is said again; they stand in the field below.
_ECHO = 40
_UNDERSTOOD = 140


def option(one: Slot, place: Venue, deadline: date, sites: Mapping[int, str] = NOWHERE) -> Option:
    """A slot as a line to take; another site is named instead of « sur place »."""
    pick, at = pick_of(one, sites), clock.local(one.starts_at)
    where = pick.site_name if place is Venue.ON_SITE and pick.site_name else place.label
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
    found: Found, place: Venue, deadline: date, above: Slot | None, words: str, sites: Mapping[int, str]
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
        shown.append(Option(ABOVE, f"en surnombre : dès {when}, {name}, en disant pourquoi", "en surnombre"))
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
        return "Créneaux pleins où une personne de plus est admise, avec une raison. Ctrl+N revient."
    echo = shorten(text.clean(words), _ECHO)
    asked, other = (f" pour « {echo} »", "Ctrl+U vide la contrainte, ") if echo else ("", "")
    return (
        f"Aucun créneau plein où une personne de plus soit admise{asked}, {until(deadline)}. "
        f"{other}Ctrl+N revient aux créneaux."
    )


def same_week_words(day: date, ahead: list[tuple[datetime, str, Venue]]) -> str:
    """A warning when the person comes already in the week of ``day``; empty when not."""
    week = day.isocalendar()[:2]
    for start, agents, place in ahead:
        if clock.local(start).date().isocalendar()[:2] == week:
            return f"Deuxième rendez-vous cette semaine-là : déjà {when_words(start, agents, place)}."
    return ""
