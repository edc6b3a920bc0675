"""Days and hours from one moment to another, as they are read: ``du 24.12.2026 au 2.1.2027``."""

from datetime import date, datetime, time, timedelta

# Minutes.
DAY = 24 * 60


def day_words(day: date) -> str:
    """``1.12.2026``."""
    return f"{day.day}.{day.month}.{day.year}"


def hour_words(hour: time | datetime) -> str:
    """``8:30``."""
    return f"{hour.hour}:{hour.minute:02d}"


def end_words(hour: time | datetime) -> str:
    """An hour at which something ends: midnight is the one after it, ``24:00``."""
    return hour_words(hour) if end_minute(hour) < DAY else "24:00"


def end_minute(hour: time | datetime) -> int:
    """The minute of the day at which something ends; midnight is the one after it."""
    return minute(hour) or DAY


def minute(hour: time | datetime) -> int:
    """The minute of the day."""
    return hour.hour * 60 + hour.minute


def hours_words(start: datetime, end: datetime) -> str:
    """``8:30–12:00`` by the site's clock; nothing for whole days."""
    if start.time() == time() and end.time() == time():
        return ""
    return f"{hour_words(start)}–{end_words(end)}"


def words(start: datetime, end: datetime) -> str:
    """From when to when by the site's clock, without hours for whole days."""
    whole = end.time() == time()
    last = day_words(end.date() - timedelta(days=1) if whole else end.date())
    first = day_words(start.date())
    until = "" if whole else f" à {hour_words(end)}"
    if start.time() == time() and whole and first == last:
        return f"le {first}"
    if first == last:
        return f"le {first} de {hour_words(start)}{until or ' à la fin du jour'}"
    since = "" if start.time() == time() else f" à {hour_words(start)}"
    return f"du {first}{since} au {last}{until}"
