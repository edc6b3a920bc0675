"""How a day and a time are said."""

from datetime import date, datetime

from models import clock, text
from models.dates.moment import END_OF_DAY
from models.service.venue import Venue


def until(deadline: date) -> str:
    """``aujourd’hui`` or ``d’ici au lundi 7 décembre``."""
    if deadline < clock.today():
        return "dans le délai, déjà passé"
    return "aujourd’hui" if deadline == clock.today() else f"d’ici au {day_words(deadline)}"


def distance(day: date) -> str:
    """``aujourd’hui``, ``demain``, ``dans 8 jours``, ``il y a 3 jours``."""
    days = (day - clock.today()).days
    if days in (0, 1):
        return ("aujourd’hui", "demain")[days]
    if days < 0:
        return "hier" if days == -1 else f"il y a {-days} jours"
    return f"dans {days} jours"


def due_words(due: datetime) -> str:
    """``14:30``, ``7.12. 09:00``; what is due in the course of a day: ``aujourd’hui``, ``7.12.``."""
    at = clock.local(due)
    hour = "" if at.time() >= END_OF_DAY else f"{at:%H:%M}"
    if at.date() == clock.today():
        return hour or "aujourd’hui"
    return f"{at.day}.{at.month}. {hour}".rstrip()


def day_words(day: date) -> str:
    """``mardi 24 novembre``, with its year when it is not this one."""
    words = text.long_date(day)
    return words.rsplit(" ", 1)[0] if day.year == clock.today().year else words


def when_words(start: datetime, agents: str, venue: Venue) -> str:
    """``mardi 24 novembre à 09:15 avec Mme Rey, sur place``."""
    at = clock.local(start)
    return f"{day_words(at.date())} à {at:%H:%M} avec {agents}, {venue.label}"
