"""The options of ``comptoir plages`` that add and change a range share, and how they are read."""

from datetime import time
from typing import TYPE_CHECKING

import click

from comptoir.commands import typed, usage
from comptoir.commands.prepared import Prepared

if TYPE_CHECKING:
    from models.hours.change import Change
    from models.hours.opening_range import Changes, More, OpeningRange
    from models.service.profile import Profile
    from models.service.venue import Venue

# As models.service.venue.Venue names them, not loaded to show the help; a test holds the two together.
VENUES = ("sur-place", "telephone", "domicile", "visio")
# Takes away what a range says: no pause, no last day, no site.
NONE = ("aucun", "aucune", "sans", "tous", "toutes")


def read_more(
    here: Prepared,
    last: str | None,
    venues: str | None,
    motives: str | None,
    pause: str | None,
    minutes: int | None,
    buffer: int | None,
    capacity: int | None,
    overbooking: int | None,
    site_name: str | None,
) -> "More":
    """What was given of a range besides its days and hours; « aucun » takes away."""
    from models.service import site

    more: More = {}
    if last is not None:
        more["ends_on"] = None if last in NONE else typed.read_day(last)
    if venues is not None:
        more["venues"] = _venues(venues)
    if motives is not None:
        more["motives"] = () if motives in NONE else _motives(here.profile, motives)
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
    if site_name is not None:
        more["site_id"] = None if site_name in NONE else here.ask(site.find, site_name).id
    return more


def read_rule(rule: str, days: str | None, every: int | None) -> str:
    """``rule`` on other days, or another number of weeks apart."""
    from models.dates import recurrence

    if days is None and every is None:
        return rule
    said, weeks = recurrence.weeks_of(rule)
    return recurrence.weekly(recurrence.read_days(days) if days is not None else said, every or weeks)


def wanted(before: "OpeningRange", changes: "Changes") -> "Change":
    """The change of a range, to know what it hits."""
    from dataclasses import replace

    from models.hours.change import Change

    return Change(removed=before.id, added=replace(before, **changes))


def more_options(command: click.decorators.FC) -> click.decorators.FC:
    """The options that adding a range shares with changing one; each says what nothing said means."""
    return _options(command, [f"{help}{unsaid}." for _, _, _, _, help, unsaid in _OPTIONS])


def changing_options(command: click.decorators.FC) -> click.decorators.FC:
    """The same for a range there is already: what is not said stays."""
    return _options(command, [f"{help}." for _, _, _, _, help, _ in _OPTIONS])


def _options(command: click.decorators.FC, helps: list[str]) -> click.decorators.FC:
    for (flag, name, metavar, kind, _, _), words in reversed(list(zip(_OPTIONS, helps, strict=True))):
        command = click.option(flag, name, metavar=metavar, type=kind, help=words)(command)
    return command


# Option, parameter, example, type, what it says, what nothing said means when a range is added.
_OPTIONS: tuple[tuple[str, str, str, usage.Number | None, str, str], ...] = (
    ("--au", "last", "30.6.2027", None, "Dernier jour", " : sans fin si rien n’est dit"),
    (
        "--lieux",
        "venues",
        "sur-place,telephone",
        None,
        f"Où, parmi {', '.join(VENUES)}",
        " : sur place et au téléphone si rien n’est dit",
    ),
    ("--motifs", "motives", "MOTIF,MOTIF", None, "Motifs du profil reçus", " : tous si rien n’est dit"),
    ("--pause", "pause", "12:00-13:00", None, "Pause dans la plage, chaque jour", ""),
    (
        "--duree",
        "minutes",
        "30",
        usage.Number(),
        "Minutes de chaque rendez-vous",
        " : celles du motif si rien n’est dit",
    ),
    ("--battement", "buffer", "5", usage.Number(), "Minutes libres après chacun", ""),
    ("--personnes", "capacity", "8", usage.Number(), "Personnes à la fois (groupe)", ""),
    ("--surnombre", "overbooking", "1", usage.Number(), "Personnes de plus si urgent", ""),
    ("--site", "site_name", "NOM", None, "Site où l’agent reçoit alors", ""),
)


def _pause(words: str) -> tuple[time | None, time | None]:
    from models.dates import reader

    if words in NONE:
        return None, None
    start, dash, end = words.replace("–", "-").partition("-")
    if not dash:
        raise usage.Misuse(f"--pause : « {words} » ; écrivez 12:00-13:00, ou aucune")
    return reader.read_hour(start), reader.read_hour(end)


def _venues(words: str) -> "tuple[Venue, ...]":
    from models import text
    from models.service.venue import Venue

    known = {text.fold(place.label): place for place in Venue}
    named = [text.fold(word) for word in words.split(",") if text.fold(word)]
    if not named or not set(named) <= set(known):
        raise usage.Misuse(f"--lieux : « {words} » n’est pas proposé ; choisissez parmi {', '.join(VENUES)}")
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
