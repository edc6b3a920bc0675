"""The hours as lines: each agent with their ranges and absences, then the closures and holidays to come."""

from collections.abc import Mapping
from datetime import timedelta

from models import clock, text
from models.agenda.receiving import Hours
from models.dates import span
from models.hours import absence, opening_words
from models.hours.closure import Closure
from models.service.agent import Agent
from models.service.profile import Profile
from screens.frame.widgets.lines import Line


def lines(hours: Hours, profile: Profile) -> list[Line]:
    """What is to be moved, the agents by name, then the closures."""
    found: list[Line] = []
    motives = {motive.id: motive.label for motive in profile.motives}
    if hours.misplaced:
        count = text.counted(hours.misplaced, "rendez-vous à déplacer", "rendez-vous à déplacer")
        found.append(Line("misplaced:", f"{count}, hors des heures (Entrée)"))
    for who in hours.agents:
        found.append(Line(f"agent:{who.id}", _agent_words(who, hours)))
        own = sorted((one for one in hours.ranges if one.agent_id == who.id), key=opening_words.in_the_week)
        found += [
            Line(f"range:{one.id}", f"   {opening_words.words(one, hours.sites, motives)}") for one in own
        ]
        away = [one for one in hours.absences if one.agent_id == who.id]
        found += [Line(f"absence:{one.id}", f"   absence {_with(one.words, one.reason)}") for one in away]
    if hours.closures or hours.holidays:
        found.append(Line("", "Fermetures et jours fériés"))
    found += [Line(f"closure:{one.id}", f"   {_closure_words(one, hours.sites)}") for one in hours.closures]
    found += [Line("", f"   férié le {span.day_words(day)} ({name})") for day, name in hours.holidays.items()]
    return found


def _agent_words(who: Agent, hours: Hours) -> str:
    now = clock.now()
    own = [one for one in hours.absences if one.agent_id == who.id]
    away = any(absence.times(one, now, now + timedelta(minutes=1)) for one in own)
    known = any(one.agent_id == who.id for one in hours.ranges)
    return who.name + ("  (absence en cours)" if away else "" if known else "  (aucune plage)")


def _closure_words(one: Closure, sites: Mapping[int, str]) -> str:
    where = "partout" if one.site_id is None else sites.get(one.site_id, f"site {one.site_id}")
    return _with(f"fermé {one.words}, {where}", one.reason)


def _with(words: str, reason: str) -> str:
    return f"{words} ({reason})" if reason else words
