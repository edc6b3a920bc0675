"""What each word of a constraint means: days, hours, or a name; and how that is said on screen."""

from dataclasses import dataclass
from datetime import time

from models import text
from models.dates.constraint_days import (
    DAY,
    days_of,
    no_day,
    of_week,
    one_day,
    since,
    span,
    told,
    until,
    within,
)
from models.dates.constraint_sets import DaySet, HourSet, between
from models.dates.constraint_words import MONTHS, Part


@dataclass(frozen=True, slots=True)
class Meaning:
    """Days that are listed or that lie within others, hours, or a word: that of a name, or not understood."""

    point: DaySet | None = None
    span: DaySet | None = None
    hours: HourSet | None = None
    name: str = ""
    unread: str = ""


# How the words are meant at a counter, not what any text of law says: school is over, a day is at its
# end. Said of a start, on the site's clock, from the first time to the second (left out).
_HOURS: dict[str, tuple[time, time | None, str]] = {
    "morning": (time(0), time(12), "matin"),
    "noon": (time(12), time(14), "de 12 h à 14 h"),
    "afternoon": (time(12), None, "après-midi"),
    "evening": (time(17), None, "dès 17 h"),
    "early": (time(0), time(10), "avant 10 h"),
    "mid_morning": (time(9), time(11), "de 9 h à 11 h"),
    "late_morning": (time(10, 30), time(12), "de 10 h 30 à 12 h"),
    "early_afternoon": (time(12), time(15), "de 12 h à 15 h"),
    "mid_afternoon": (time(14), time(16), "de 14 h à 16 h"),
    "late": (time(16), None, "dès 16 h"),
    "before_school": (time(0), time(8), "avant 8 h"),
    "school": (time(8), time(16), "de 8 h à 16 h"),
    "after_school": (time(16), None, "dès 16 h"),
    "before_work": (time(0), time(8), "avant 8 h"),
    "after_work": (time(17), None, "dès 17 h"),
}
# What each bound keeps, by how it begins, longest first: « dès » keeps the day named, « après » does not.
_BOUNDS = (
    ("plus tard qu", "after"), ("plus tard", "until"), ("au plus tard", "until"), ("plus tot qu", "before"),
    ("plus tot", "since"), ("au plus tot", "since"), ("avant", "before"), ("apres", "after"),
    ("jusqu", "until"), ("max", "until"), ("<=", "until"), ("<", "before"), (">=", "since"), (">", "after"),
    ("sem", "week"),
)  # fmt: skip
_SMALL = frozenset(
    """a au aux avec car c ca chez ci creneau creneaux d dans de debut des disponible disponibles dispo du
    elle elles en environ est et etre fin h ici il ils j jour jours journee jusqu l la le les leur libre
    libres lui merci mieux mois n ne on ou par peu peut peuvent peux pile possible pour preference prefere
    prend qu quand rdv rendez s sa se sem semaine semaines sera si son soit stp sur svp tous toute toutes
    tout tres trop un une vers veut vient voudrait vous y ideal idealement horaire importe autour
    heure heures moment""".split()  # noqa: SIM905
)
# A word that is still being typed is not one that was not understood.
_BEGUN = (
    "apres", "aprem", "avant", "partir", "matin", "matinee", "midi", "soir", "demain", "aujourd", "semaine",
    "cette", "prochaine", "pas", "sauf", "hors", "excepte", "entre", "ecole", "journee", "debut", "milieu",
    "sortie", "jusqu", "dans", "tard", "tot", "plus", "possible", "impossible", "disponible", "indisponible",
    "seulement", "plutot", "sinon", "mais", "travail", "travaille", "paires", "impaires", "mois", "prochain",
    "week", "ouvrable", "surtout", "rendez", *text.DAYS, *MONTHS,
)  # fmt: skip


def meaning(part: Part, bound: str = "", day_follows: bool = False, last: bool = False) -> Meaning | None:
    """What a part asks for, after ``bound`` (« avant », « dès »…) if any; ``None`` when that is nothing.

    The ``last`` word of a line may still be being typed.
    """
    if part["unread"]:
        return Meaning(unread=part["unread"])
    if bound and (found := _bounded(bound, day_follows, part)):
        return found
    if part["whole_day"]:
        return Meaning(hours=between(time(0), None, "toute la journée"))
    for name, (start, end, said) in _HOURS.items():
        if part[name]:
            return Meaning(hours=between(start, end, _spaced(said)))
    if point := one_day(part) or of_week(part):
        return Meaning(point=point)
    if found := _hours(part):
        return found
    if days := span(part):
        return Meaning(span=days)
    return _word(part["word"] or "", last)


def _hours(part: Part) -> Meaning | None:
    """« 10 h », « 9 h 15 », « entre 10 h et 12 h », « 10 h - 12 h »."""
    for start, end in (("from", "to"), ("from_h", "to_h"), ("from_n", "to_n")):
        if part[start]:
            first = _hour(part[start], part.get(f"{start}_minute"))
            last = _hour(part[end], part[f"{end}_minute"])
            if first is None or last is None:
                return _no_hour(part[start] if first is None else part[end])
            return Meaning(hours=between(first, last, f"de {_at(first)} à {_at(last)}"))
    if part["hour"]:
        minute = part["minute"] or part["pointed"]
        at = _hour(part["hour"], minute)
        if at is None:
            return _no_hour(part["hour"])
        until = at.replace(minute=59) if minute is None else at
        count = (until.minute - at.minute) + 1
        begins = at.hour * 60 + at.minute
        return Meaning(hours=HourSet(((1 << count) - 1) << begins, f"à {_at(at)}", exact=True))
    return None


def _word(word: str, last: bool) -> Meaning | None:
    typing = last and any(begun != word and begun.startswith(word) for begun in _BEGUN)
    return None if not word or word in _SMALL or typing else Meaning(name=word)


def _bounded(bound: str, day_follows: bool, part: Part) -> Meaning | None:
    """An hour, or a day when « le » or a month says so."""
    kept = (
        "until"
        if bound.endswith("ici")
        else next((kind for begins, kind in _BOUNDS if bound.startswith(begins)), "since")
    )
    before = kept in ("before", "until")
    of_day = day_follows or bound.endswith(("au", "du")) or bool(part["month"] or part["month_name"])
    if part["hour"] or (part["day"] and not of_day):
        limit = _hour(part["hour"] or part["day"], part["minute"] or part["pointed"])
        if limit is None:
            return _no_hour(part["hour"] or part["day"])
        if before:
            return Meaning(hours=between(time(0), limit, f"avant {_at(limit)}"))
        return Meaning(hours=between(limit, None, f"dès {_at(limit)}"))
    days = days_of(part)
    if days is None:
        return None
    first, last = days
    if first is None or last is None:
        return Meaning(span=no_day("?"))
    if kept == "week":
        monday = first - first.weekday() * DAY
        return Meaning(span=within(monday, monday + 6 * DAY, told(monday, monday + 6 * DAY)))
    if before:
        # « avant la fin du mois » is as good as its last day.
        whole = kept == "until" or part["month_part"] == "fin"
        return Meaning(span=until(last if whole else first - DAY))
    return Meaning(span=since(last + DAY if kept == "after" else first))


def _no_hour(said: str | None) -> Meaning:
    return Meaning(hours=HourSet(0, _spaced(f"à {said} h (n’existe pas)")))


def _hour(hour: str | None, minute: str | None) -> time | None:
    number, minutes = int(hour or 0), int(minute or 0)
    return time(number, minutes) if number < 24 and minutes < 60 else None


def _at(hour: time) -> str:
    return _spaced(f"{hour.hour} h {hour.minute:02d}" if hour.minute else f"{hour.hour} h")


def _spaced(said: str) -> str:
    """An hour is not cut from its number."""
    return said.replace(" h", "\u00a0h")
