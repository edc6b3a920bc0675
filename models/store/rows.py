"""From a row to what a verb gives back: by the names of the fields, never by their order."""

import enum
import functools
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def filled(kind: Callable[..., T], row: Any, **other: Any) -> T:
    """A frozen ``kind`` filled from a row that has its fields by name; ``other`` are those it has otherwise.

    What is kept as a word becomes the enumeration, or the kind of text, of that field, and a list a tuple of
    what the field holds.
    """
    return kind(
        **other,
        **{name: make(getattr(row, name)) for name, make in _makers(kind) if name not in other},
    )


@functools.cache
def _makers(kind: Any) -> list[tuple[str, Callable[[Any], Any]]]:
    """Each field of a dataclass, and what makes its value of the one that is kept."""
    return [(name, _maker(hint)) for name, hint in get_type_hints(kind).items()]


def _maker(hint: Any) -> Callable[[Any], Any]:
    if get_origin(hint) is tuple:
        # Kept as JSON, which knows no dates.
        (item, *_) = get_args(hint)
        each = date.fromisoformat if item is date else _maker(item)
        return lambda values: tuple(map(each, values))
    if isinstance(hint, type) and (issubclass(hint, enum.Enum) or str in hint.__bases__):
        return hint
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
