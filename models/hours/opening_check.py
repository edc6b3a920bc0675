"""What makes no opening range, each said with what to do about it."""

from collections.abc import Iterable
from datetime import time
from typing import TYPE_CHECKING

from models import clock, text
from models.dates import recurrence, span
from models.errors import InvalidInput

if TYPE_CHECKING:  # opening.py keeps what is checked here, so it is the one that imports
    from models.hours.opening_range import OpeningRange

TITLE = "Plage impossible"
MOST_TOGETHER = 50
LONGEST_BUFFER = 60
SHORTEST, LONGEST, STEP = 5, 480, 5


def check(wanted: "OpeningRange") -> None:
    """Raises :class:`InvalidInput` naming the field for what makes no range by itself."""
    if span.minute(wanted.from_hour) >= span.end_minute(wanted.to_hour):
        raise InvalidInput(
            TITLE,
            "La plage doit finir après son début, le même jour. Pour passer minuit, faites deux plages.",
            "to_hour",
        )
    if wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        raise InvalidInput(
            TITLE, "Le dernier jour vient avant le premier. Corrigez l’un des deux.", "ends_on"
        )
    if wanted.ends_on is not None and wanted.ends_on < clock.today():
        raise InvalidInput(TITLE, "Le dernier jour est déjà passé. Écrivez-en un à venir.", "ends_on")
    recurrence.check(wanted.rule, wanted.starts_on)
    if wanted.ends_on is not None and not recurrence.days(
        wanted.rule, wanted.starts_on, wanted.starts_on, wanted.ends_on
    ):
        raise InvalidInput(
            TITLE, "Aucun de ces jours ne tombe entre le premier et le dernier. Changez-en un.", "ends_on"
        )
    if not wanted.venues:
        raise InvalidInput(TITLE, "Dites au moins un lieu où l’agent reçoit.", "venues")
    _check_numbers(wanted)
    _check_pause(wanted)
    longest = max((_minutes(start, end) for start, end in wanted.pieces), default=0)
    if longest < (wanted.minutes or SHORTEST):
        raise InvalidInput(
            TITLE,
            "Aucun rendez-vous n’y tient. Allongez la plage, ou raccourcissez la durée ou la pause.",
            "minutes",
        )


def refuse_overlap(wanted: "OpeningRange", others: Iterable["OpeningRange"]) -> None:
    """Two ranges of one agent on the same day at the same hour would say two things about it."""
    for other in others:
        if other.id == wanted.id or not _meet(wanted, other):
            continue
        first = max(wanted.starts_on, other.starts_on)
        last = first + recurrence.LOOK_AHEAD
        common = set(wanted.days(first, last)).intersection(other.days(first, last))
        if common:
            raise InvalidInput(
                "Plages qui se chevauchent",
                f"Cette plage chevauche la plage {other.id} du même agent ({other.words}), "
                f"par exemple le {text.long_date(min(common))}. "
                "Changez les heures ou les jours, ou retirez d’abord l’autre plage.",
                "from_hour",
            )


def _meet(wanted: "OpeningRange", other: "OpeningRange") -> bool:
    """Whether they share an hour: what fits in the pause of one does not."""
    return any(
        span.minute(start) < span.end_minute(other_end) and span.minute(other_start) < span.end_minute(end)
        for start, end in wanted.pieces
        for other_start, other_end in other.pieces
    )


def _check_numbers(wanted: "OpeningRange") -> None:
    if wanted.minutes is not None and (
        not SHORTEST <= wanted.minutes <= LONGEST or wanted.minutes % STEP != 0
    ):
        raise InvalidInput(
            TITLE,
            f"Un rendez-vous dure de {SHORTEST} à {LONGEST} minutes, de {STEP} en {STEP}.",
            "minutes",
        )
    if not 0 <= wanted.buffer <= LONGEST_BUFFER:
        raise InvalidInput(
            TITLE, f"Laissez de 0 à {LONGEST_BUFFER} minutes entre deux rendez-vous.", "buffer"
        )
    if not 1 <= wanted.capacity <= MOST_TOGETHER:
        raise InvalidInput(TITLE, f"On reçoit de 1 à {MOST_TOGETHER} personnes à la fois.", "capacity")
    if not 0 <= wanted.overbooking <= MOST_TOGETHER:
        raise InvalidInput(TITLE, f"Permettez de 0 à {MOST_TOGETHER} personnes en surnombre.", "overbooking")


def _check_pause(wanted: "OpeningRange") -> None:
    start, end = wanted.pause_from, wanted.pause_to
    if (start is None) != (end is None):
        raise InvalidInput(TITLE, "Donnez le début et la fin de la pause.", "pause")
    if start is None or end is None:
        return
    if start >= end:
        raise InvalidInput(TITLE, "Écrivez une pause qui finit après son début.", "pause")
    if start < wanted.from_hour or span.minute(end) > span.end_minute(wanted.to_hour):
        raise InvalidInput(TITLE, "La pause doit tomber dans les heures de la plage.", "pause")


def _minutes(start: time, end: time) -> int:
    return span.end_minute(end) - span.minute(start)
