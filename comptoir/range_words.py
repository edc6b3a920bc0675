"""What the commands of the opening hours read and say: places, motives, pauses, what a change hits."""

from datetime import time
from typing import TYPE_CHECKING

import click

from comptoir import typed, usage

if TYPE_CHECKING:
    from models.database import Database
    from models.fit import Change
    from models.opening import Changes, More, OpeningRange, Place
    from models.profile import Profile

# As models.opening.Place names them, which is not loaded to show the help; a test holds the two together.
PLACES = ("sur-place", "telephone", "domicile", "visio")
# Takes away what a range says: no pause, no last day, no site.
NONE = ("aucun", "aucune", "sans", "tous", "toutes")


def read_more(
    database: "Database",
    profile: "Profile",
    last: str | None,
    places: str | None,
    motives: str | None,
    pause: str | None,
    minutes: int | None,
    buffer: int | None,
    capacity: int | None,
    overbooking: int | None,
    site: str | None,
) -> "More":
    """What was given of a range besides its days and hours; « aucun » takes away."""
    from models import site as houses

    more: More = {}
    if last is not None:
        more["ends_on"] = None if last in NONE else typed.read_day(last, "--au")
    if places is not None:
        more["places"] = _places(places)
    if motives is not None:
        more["motives"] = () if motives in NONE else _motives(profile, motives)
    if pause is not None:
        more["pause_from"], more["pause_to"] = _pause(pause)
    if minutes is not None:
        more["minutes"] = minutes or None
    if buffer is not None:
        more["buffer"] = buffer
    if capacity is not None:
        more["capacity"] = capacity
    if overbooking is not None:
        more["overbooking"] = overbooking
    if site is not None:
        more["site_id"] = None if site in NONE else database.call(houses.find, site).id
    return more


def read_rule(rule: str, days: str | None, every: int | None) -> str:
    """``rule`` on other days, or another number of weeks apart."""
    from models import recurrence

    if days is None and every is None:
        return rule
    said, weeks = recurrence.weeks_of(rule)
    return recurrence.weekly(recurrence.read_days(days) if days is not None else said, every or weeks)


def wanted(before: "OpeningRange", changes: "Changes") -> "Change":
    """The change of a range, to know what it hits."""
    from dataclasses import replace

    from models.fit import Change

    return Change(removed=before.id, added=replace(before, **changes))


def words_of(one: "OpeningRange", sites: dict[int, str]) -> str:
    """A range in one line."""
    from models import span

    parts = [one.words, ", ".join(place.label for place in one.places)]
    if one.pause_from and one.pause_to:
        parts.append(f"pause {span.hour_words(one.pause_from)}–{span.hour_words(one.pause_to)}")
    if one.minutes:
        parts.append(f"durée {one.minutes} min")
    if one.buffer:
        parts.append(f"battement {one.buffer} min")
    if one.capacity > 1:
        parts.append(f"{one.capacity} personnes à la fois")
    if one.overbooking:
        parts.append(f"{one.overbooking} en surnombre")
    if one.site_id is not None:
        parts.append(f"site {sites.get(one.site_id, one.site_id)}")
    if not one.once:
        parts.append(f"dès le {typed.short(one.starts_on)}")
    if one.ends_on and not one.once:
        parts.append(f"jusqu’au {typed.short(one.ends_on)}")
    if one.motives:
        parts.append(f"motifs : {', '.join(one.motives)}")
    if one.exceptions:
        parts.append(f"sauf {', '.join(typed.short(day) for day in one.exceptions)}")
    return " ; ".join(parts)


def site_names(database: "Database") -> dict[int, str]:
    """The names of the sites, those closed too."""
    from models import site as houses

    return {one.id: one.name for one in database.call(houses.everyone, closed=True)}


def more_options(command: click.decorators.FC) -> click.decorators.FC:
    """The options that adding and changing a range share."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option("--au", "last", metavar="30.6.2027", help="Dernier jour : sans fin si rien n’est dit."),
    click.option(
        "--lieux",
        "places",
        metavar="sur-place,telephone",
        help="Où, parmi sur-place, telephone, domicile, visio : sur place et au téléphone si rien n’est dit.",
    ),
    click.option(
        "--motifs", "motives", metavar="MOTIF,MOTIF", help="Motifs du profil reçus : tous si rien n’est dit."
    ),
    click.option("--pause", "pause", metavar="12:00-13:00", help="Pause dans la plage, chaque jour."),
    click.option(
        "--duree",
        "minutes",
        type=usage.Number(),
        metavar="30",
        help="Minutes de chaque rendez-vous : celles du motif si rien n’est dit.",
    ),
    click.option(
        "--battement", "buffer", type=usage.Number(), metavar="5", help="Minutes libres après chacun."
    ),
    click.option(
        "--personnes", "capacity", type=usage.Number(), metavar="8", help="Personnes à la fois (groupe)."
    ),
    click.option(
        "--surnombre", "overbooking", type=usage.Number(), metavar="1", help="Personnes de plus si urgent."
    ),
    click.option("--site", "site", metavar="NOM", help="Site où l’agent reçoit alors."),
)


def _pause(words: str) -> tuple[time | None, time | None]:
    from models import text

    if words in NONE:
        return None, None
    start, dash, end = words.replace("–", "-").partition("-")
    if not dash:
        raise usage.Misuse(f"--pause : « {words} » ; écrivez 12:00-13:00, ou aucune")
    return text.read_hour(start), text.read_hour(end)


def _places(words: str) -> "tuple[Place, ...]":
    from models import text
    from models.opening import Place

    known = {text.fold(place.label): place for place in Place}
    named = [text.fold(word) for word in words.split(",") if text.fold(word)]
    if not named or not set(named) <= set(known):
        raise usage.Misuse(f"--lieux : « {words} » n’est pas proposé ; choisissez parmi {', '.join(PLACES)}")
    return tuple(place for name, place in known.items() if name in named)


def _motives(profile: "Profile", words: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))
    known = [one.id for one in profile.motives]
    for word in named:
        if word not in known:
            raise usage.Misuse(
                f"--motifs : le profil n’a pas de motif « {word} » ; choisissez parmi {', '.join(known)}"
            )
    return named
