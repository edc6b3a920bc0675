"""Who may be meant when nobody has just the words that were typed."""

import functools
from collections.abc import Callable, Collection
from typing import Any

from models import text
from models.known import alike, asking
from models.person.person import PersonRow
from models.store import person_index
from models.store.database import engine

# Under this many hits one way of guessing is followed by the next.
FEW = 5
# Letters that may be initials.
_INITIALS = (2, 3)
Find = Callable[[list[list[str]]], list[int]]


def guessed(prefixes: list[str], wanted: list[list[str]], find: Find) -> tuple[list[int], list[int]]:
    """Persons whose names were typed in one word, or by initials, or who have a word in their e-mail address;
    and those found when words are spelled or said alike.

    ``find`` looks for persons who have, for each list of words, one of its words.
    """
    every = {one for one in prefixes if not one.isdigit()}
    unknown = {one for one in every if not alike.known(one)}
    apart = [*_apart(prefixes, unknown, find), *_in_addresses(prefixes, wanted, unknown, find)]
    return apart, _alike(prefixes, wanted, unknown, every, find)


def _apart(prefixes: list[str], unknown: Collection[str], find: Find) -> list[int]:
    """« elamrani », « jeanpierre »: the words that were run together in one that no name begins with."""
    words = [word for one in prefixes for word in (one in unknown and alike.parts(one)) or [one]]
    if words != prefixes:
        return find([asking.beginnings(one) for one in words])
    short = [one for one in prefixes if one in unknown and len(one) in _INITIALS]
    if not short:
        return []
    words = [word for one in prefixes for word in (one if one in short else [one])]
    return _with_initials(short, find([asking.beginnings(one) for one in words]))


def _with_initials(initials: list[str], people: list[int]) -> list[int]:
    """Those of ``people`` whose names begin with these letters one after the other: jp is Jean-Pierre."""
    names = (PersonRow.family_name, PersonRow.given_name, PersonRow.birth_name)
    rows: Any = PersonRow.select(PersonRow.id, *names).where(PersonRow.id.in_(people)).tuples()
    letters = {
        number: [
            "".join(word[0] for word in text.fold(f"{one} {given} {other}").split())
            for one, other in ((family, birth_name), (birth_name, family))
        ]
        for number, family, given, birth_name in rows
    }
    return [one for one in people if all(any(i in has for has in letters.get(one, ())) for i in initials)]


def _in_addresses(
    prefixes: list[str], wanted: list[list[str]], unknown: Collection[str], find: Find
) -> list[int]:
    """Persons who have a word that no name begins with in their e-mail address."""
    parts = {one: f"{person_index.address(one)}*" for one in unknown if len(one) > max(_INITIALS)}
    # Asked one by one first: what is misspelled is in no address either, and this is asked with each letter.
    parts = {one: part for one, part in parts.items() if engine().find_persons([[part]], 1)}
    if not parts:
        return []
    return find([[*own, *filter(None, (parts.get(one),))] for one, own in zip(prefixes, wanted, strict=True)])


def _alike(
    prefixes: list[str],
    wanted: list[list[str]],
    unknown: Collection[str],
    every: Collection[str],
    find: Find,
) -> list[int]:
    """Persons found when words may be other known words, said alike or some slips away.

    First only the ``unknown`` words, that no name begins with, by the few nearest; then any word, by more.
    """
    found: list[int] = []
    tried: list[list[str]] = []
    instead = functools.cache(alike.instead)
    for doubted, slips, most in ((unknown, 1, 3), (unknown, 2, 3), (every, 1, 8), (every, 2, 8)):
        others = [instead(one, slips)[:most] if one in doubted else [] for one in prefixes]
        if any(others) and others != tried:
            found = find([[*own, *other] for own, other in zip(wanted, others, strict=True)])
            tried = others
        if len(found) >= FEW:
            break
    return found
