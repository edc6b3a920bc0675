"""Until when somebody has to be seen, and how that is said."""

from dataclasses import dataclass
from datetime import date, timedelta

from models import clock, text
from models.contact.request import Request
from models.dates.words import day_words
from models.service.profile import Profile
from models.triage.triage import Urgency


def urgency_line(profile: Profile, level: Urgency, deadline: date, reason: str) -> str:
    """``N3 : à voir au plus tard le lundi 7 décembre, car sans revenu``."""
    if level is Urgency.N0:
        when, reason = "danger maintenant", ""
    elif deadline == clock.today():
        when = "à voir aujourd’hui"
    else:
        when = f"à voir au plus tard le {text.long_date(deadline).rsplit(' ', 1)[0]}"
    return f"{level.value} : {when}" + (f", car {reason}" if reason else "")


@dataclass(frozen=True, slots=True)
class Delay:
    """Until when somebody has to be seen: ``line`` says why, ``advice`` what else to do."""

    deadline: date
    line: str = ""
    advice: str = ""


def delay_of(profile: Profile, asked: Request | None) -> Delay:
    """The delay of a request, counted from the day it was made; without one, that of what can be planned."""
    if asked is None:
        return Delay(clock.today() + timedelta(days=profile.level("N4").days))
    level = profile.level(asked.urgency.value)
    deadline = clock.local(asked.created_at).date() + timedelta(days=level.days)
    if deadline < clock.today():
        why = f", car {asked.urgency_reason}" if asked.urgency_reason else ""
        line = f"{level.code} : échéance passée, c’était le {day_words(deadline)}{why}"
    else:
        line = urgency_line(profile, asked.urgency, deadline, asked.urgency_reason)
    return Delay(deadline, line, level.advice)
