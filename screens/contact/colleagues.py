"""Colleagues as lines to choose among."""

from collections.abc import Iterable, Mapping

from models.hours.colleague import Colleague
from screens.frame.forms import Option


def options(colleagues: Iterable[Colleague], places: Mapping[str, str] | None = None) -> list[Option]:
    """A line for each colleague, with where, and until when away.

    ``places`` (login → counter) are those of the waiting room; else the role is said. Who is away can still
    be chosen, and the field goes on saying it.
    """
    found = []
    for one in colleagues:
        who = one.agent
        where = (places or {}).get(who.login, "") or who.role.label
        said = ", ".join(filter(None, (where, one.away)))
        shown = f"{who.name} ({one.away})" if one.away else who.name
        found.append(Option(str(who.id), f"{who.name}  ({said})", shown))
    return found
