"""The days on which an opening range is left out: one more, one less."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from models import clock, text
from models.errors import InvalidInput
from models.hours.opening_range import Changes, OpeningRange

_FIELD = "exceptions"


def leaving_out(one: OpeningRange, day: date) -> Changes:
    """What changes when nobody is received in a range on ``day``.

    Raises :class:`InvalidInput` when it is left out already, has passed, or is none of its days.
    """
    if day in one.exceptions:
        raise InvalidInput(
            "Jour déjà laissé de côté",
            f"La plage {one.id} n’ouvre déjà pas le {text.long_date(day)} : rien de plus à faire.",
            _FIELD,
        )
    check(one, [day])
    return {"exceptions": tuple(sorted({*one.exceptions, day}))}


def putting_back(one: OpeningRange, day: date) -> Changes:
    """What changes when a range opens again on ``day``.

    Raises :class:`InvalidInput` when it was not left out.
    """
    if day not in one.exceptions:
        known = ", ".join(text.long_date(left) for left in one.exceptions if left >= clock.today())
        raise InvalidInput(
            "Jour jamais laissé de côté",
            f"La plage {one.id} ne laisse pas de côté le {text.long_date(day)}. "
            + (f"Seulement le {known}." if known else "Elle ne laisse aucun jour de côté."),
            _FIELD,
        )
    return {"exceptions": tuple(left for left in one.exceptions if left != day)}


def check(one: OpeningRange, days: Iterable[date]) -> None:
    """Raises :class:`InvalidInput` for a day that cannot be left out: passed, or none of the range's."""
    for day in days:
        if day < clock.today():
            raise InvalidInput(
                "Jour passé", f"Le {text.long_date(day)} est passé. Écrivez un jour à venir.", _FIELD
            )
        if not replace(one, exceptions=()).opens_on(day):
            raise InvalidInput(
                "Jour hors de la plage",
                f"La plage ({one.words}) n’ouvre pas le {text.long_date(day)}. Écrivez un de ses jours.",
                _FIELD,
            )
