"""What the commands of the agenda read and say alike: agents, days, hours."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from comptoir import usage

if TYPE_CHECKING:
    from models.agent import Agent
    from models.database import Database


def active(database: "Database", login: str) -> "Agent":
    """The agent of that login. Raises :class:`ComptoirError` when there is none, or when it is closed."""
    from models import agent
    from models.errors import ComptoirError

    account = database.call(agent.find, login)
    if not account.active:
        raise ComptoirError(
            "Agent fermé",
            f"{account.agent.name} est fermé. « comptoir agents rouvrir {account.agent.login} » d’abord.",
        )
    return account.agent


def read_day(words: str, option: str) -> date:
    """A day of the calendar, also said in a word (« demain », « lundi »).

    Raises :class:`usage.Misuse` naming ``option``, or :class:`InvalidInput`.
    """
    from models import constraint, text

    if words.strip() and not any(letter.isdigit() for letter in words):
        return constraint.read_day(words)
    day = text.read_date(words)
    if day is None:
        raise usage.Misuse(f"{option} attend un jour, comme 1.12.2026")
    if day.year < 2000:  # « 27 » is read as the year of a birth
        raise usage.Misuse(f"{option} : « {words} » se lit {day.year} ; écrivez l’année en quatre chiffres")
    return day


def read_moment(words: str, option: str) -> tuple[date, time | None]:
    """A day, and the hour that follows it if there is one."""
    from models import text

    day, _, hour = words.strip().partition(" ")
    return read_day(day, option), text.read_hour(hour) if hour.strip() else None


def read_times(first: str, last: str | None) -> tuple[datetime, datetime]:
    """From when to when (UTC): whole days where no hour is given, the same day where no last one is."""
    from models import clock

    day, hour = read_moment(first, "--du")
    last_day, last_hour = read_moment(last, "--au") if last else (day, None)
    start = clock.at(day, hour or time())
    return start, clock.at(last_day, last_hour) if last_hour else clock.day_bounds(last_day)[1]


def short(day: date | datetime) -> str:
    """``1.12.2026``."""
    return f"{day.day}.{day.month}.{day.year}"
