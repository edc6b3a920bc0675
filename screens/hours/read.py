"""What is typed about hours, absences and closures, read; and what is kept, as it would be typed."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from models import clock, text
from models.dates import moment, reader, recurrence, span
from models.errors import InvalidInput
from models.hours import absence, closure, opening_exception
from models.hours.absence import Absence
from models.hours.change import Change
from models.hours.closure import Closure
from models.hours.opening_range import OpeningRange
from models.service.profile import Profile
from models.service.site import Site
from models.service.venue import Venue
from screens.frame.forms import Values

ONCE = "0"
# From how many days on an absence is said to be so long.
LONG = 31


def read_times(values: Values) -> tuple[datetime, datetime]:
    """From when to when: whole days unless hours are typed; the same day when no end is."""
    again = values.get("again", ONCE) != ONCE
    return moment.read_span(values.get("from", ""), values.get("to", ""), ("from", "to"), again=again)


def read_agent(values: Values) -> int:
    """Whose hours. Raises :class:`InvalidInput` when nobody was taken from the list."""
    if not values.get("agent"):
        raise InvalidInput("Agent manquant", "Choisissez l’agent dans la liste (flèches, Entrée).", "agent")
    return int(values["agent"])


def read_absence(values: Values) -> Absence:
    """The absence that the form asks for. Raises :class:`InvalidInput` naming the field."""
    who = read_agent(values)
    start, end = read_times(values)
    every, rule, until = values.get("again", ONCE), "", None
    if every != ONCE:
        weekday = clock.local(start).weekday()
        rule = recurrence.weekly((recurrence.DAYS[weekday][0],), int(every))
        until = moment.read_day(values["until"], "until") if values.get("until", "").strip() else None
    wanted = Absence(0, who, start, end, text.clean(values.get("reason", "")), rule, until)
    absence.check(wanted)
    return wanted


def read_closure(values: Values, sites: Sequence[Site]) -> Closure:
    """The closure that the form asks for. Raises :class:`InvalidInput` naming the field."""
    start, end = read_times(values)
    reason = text.clean(values.get("reason", ""))
    wanted = Closure(0, _read_site(values, sites), start, end, reason)
    closure.check(wanted)
    return wanted


def read_range(
    values: Values, profile: Profile, sites: Sequence[Site], before: OpeningRange | None
) -> OpeningRange:
    """The range that the form asks for; of one that is changed, what the form does not show stays.

    Raises :class:`InvalidInput` naming the field; :func:`models.hours.opening.check` says the rest.
    """
    who = read_agent(values)
    days, every = values.get("days", ""), _read_number(values, "every", 1)
    same_rule = before is not None and (days, every) == _days_typed(before.rule)
    rule = (
        before.rule if before and same_rule else recurrence.weekly(recurrence.read_days(days, "days"), every)
    )
    starts_on = clock.today() if before is None else before.starts_on
    if values.get("first", "").strip():
        starts_on = moment.read_day(values["first"], "first")
    ends_on = moment.read_day(values["last"], "last") if values.get("last", "").strip() else None
    from_hour = reader.read_hour(values.get("from_hour", ""), "from_hour")
    to_hour = reader.read_end_hour(values.get("to_hour", ""), "to_hour")
    venues = _read_venues(values.get("venues", ""))
    made = OpeningRange(0, who, starts_on, ends_on, rule, from_hour, to_hour, venues, ())
    pause = _read_pause(values.get("pause", ""))
    exceptions = _read_exceptions(values.get("except", ""))
    known = before.exceptions if before else ()
    opening_exception.check(made, [day for day in exceptions if day not in known])
    return replace(
        made,
        id=before.id if before else 0,
        motives=_read_motives(profile, values.get("motives", "")),
        site_id=_read_site(values, sites),
        minutes=_read_number(values, "minutes", 0) or None,
        buffer=_read_number(values, "buffer", 0),
        capacity=_read_number(values, "capacity", 1),
        overbooking=_read_number(values, "overbooking", 0),
        pause_from=pause[0] if pause else None,
        pause_to=pause[1] if pause else None,
        exceptions=exceptions,
    )


def range_values(one: OpeningRange, profile: Profile, sites: Sequence[Site]) -> Values:
    """A range as it would be typed."""
    days, every = _days_typed(one.rule)
    labels = {motive.id: motive.label for motive in profile.motives}
    pause = f"{span.hour_words(one.pause_from)}-" if one.pause_from else ""
    shown = {
        "agent": str(one.agent_id),
        "days": days,
        "every": str(every) if every > 1 else "",
        "from_hour": span.hour_words(one.from_hour),
        "to_hour": span.end_words(one.to_hour),
        "first": span.day_words(one.starts_on) if one.starts_on > clock.today() else "",
        "last": span.day_words(one.ends_on) if one.ends_on else "",
        "venues": ", ".join(venue.label for venue in one.venues),
        "pause": pause + span.hour_words(one.pause_to) if one.pause_to else "",
        "except": ", ".join(span.day_words(day) for day in one.exceptions if day >= clock.today()),
        "motives": ", ".join(labels.get(motive, motive) for motive in one.motives),
        "minutes": str(one.minutes or ""),
        "buffer": str(one.buffer or ""),
        "capacity": str(one.capacity) if one.capacity > 1 else "",
        "overbooking": str(one.overbooking or ""),
        "site": next((site.name for site in sites if site.id == one.site_id), ""),
    }
    return {name: value for name, value in shown.items() if value}


def change_of(
    kind: str, values: Values, profile: Profile, sites: Sequence[Site], before: OpeningRange | None
) -> Change:
    """What the form is about to change. Raises :class:`InvalidInput` naming the field."""
    if kind == "absence":
        return Change(absence=read_absence(values))
    if kind == "closure":
        return Change(closure=read_closure(values, sites))
    return Change(removed=before.id if before else None, added=read_range(values, profile, sites, before))


def change_words(change: Change) -> str:
    """The change as it was understood: the day above all."""
    away = change.absence or change.closure
    if away is not None:
        days = (away.ends_at - away.starts_at).days
        # A year typed wrong is seen by how long it lasts.
        long = f", soit {text.counted(days, 'jour')}" if days > LONG else ""
        return _with_weekday(away.words, away.starts_at) + long
    one = change.added
    if one is None:
        return ""
    pause = (
        f", pause {span.hour_words(one.pause_from)}–{span.hour_words(one.pause_to)}"
        if one.pause_from and one.pause_to
        else ""
    )
    return one.words + pause


def _with_weekday(words: str, start: datetime) -> str:
    weekday = text.long_date(clock.local(start).date()).partition(" ")[0]
    first, _, rest = words.partition(" ")
    # « du lundi 23.11.2026 au 27.11.2026 »
    return f"{first} {weekday} {rest}" if first in ("le", "du") else words


def _days_typed(rule: str) -> tuple[str, int]:
    """The days of a weekly rule as they are typed, and how many weeks apart; another rule as it is."""
    codes, every = recurrence.weeks_of(rule)
    shorts = {code: short for code, _, short in recurrence.DAYS}
    return ",".join(shorts[code] for code in codes) or recurrence.spoken(rule), every


def _read_number(values: Values, field: str, empty: int) -> int:
    words = text.clean(values.get(field, ""))
    if not words:
        return empty
    if not re.fullmatch(r"\d{1,3}", words):
        raise InvalidInput(
            "Nombre illisible", f"« {words[:20]} » n’est pas un nombre. Écrivez-le en chiffres.", field
        )
    return int(words)


def _read_pause(words: str) -> tuple[time, time] | None:
    """``12:00-13:00``."""
    if not words.strip():
        return None
    start, _, end = words.replace("–", "-").partition("-")
    return reader.read_hour(start, "pause"), reader.read_hour(end, "pause")


def _read_exceptions(words: str) -> tuple[date, ...]:
    days = {moment.read_day(word, "except") for word in re.split(r"[,;]", words) if word.strip()}
    return tuple(sorted(days))


def _read_venues(words: str) -> tuple[Venue, ...]:
    """Places by the start of their names, in their own order."""
    found = set()
    for word in _parts(words):
        known = [place for place in Venue if text.fold(place.label).startswith(word)]
        if not known:
            labels = ", ".join(place.label for place in Venue)
            raise InvalidInput("Lieu inconnu", f"Écrivez un ou plusieurs de : {labels}.", "venues")
        found.update(known[:1])
    return tuple(place for place in Venue if place in found)


def _read_motives(profile: Profile, words: str) -> tuple[str, ...]:
    """Motives by their name, the start of it, or their id; all of them when empty."""
    found = []
    for word in _parts(words):
        known = [
            one.id
            for one in profile.motives
            if text.fold(one.label).startswith(word) or text.fold(one.id) == word
        ]
        if not known:
            raise InvalidInput("Motif inconnu", f"« {word[:30]} » n’est pas un motif du profil.", "motives")
        found.append(known[0])
    return tuple(dict.fromkeys(found))


def _read_site(values: Values, sites: Sequence[Site]) -> int | None:
    """A site by the start of its name; every site when empty."""
    word = text.fold(values.get("site", ""))
    if not word:
        return None
    found = next((one.id for one in sites if text.fold(one.name).startswith(word)), None)
    if found is None:
        names = ", ".join(one.name for one in sites) or "aucun"
        raise InvalidInput("Site inconnu", f"Sites de ce service : {names}.", "site")
    return found


def _parts(words: str) -> list[str]:
    return [text.fold(word) for word in re.split(r"[,;]", words) if text.fold(word)]
