"""Invented people in households, the same ones for the same number: names, ages, addresses, telephones."""

import tomllib
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

COLUMNS = (
    "id", "anonymous", "family_name", "given_name", "birth_name", "nickname", "birth_date", "civility",
    "phone", "email", "address", "postcode", "commune", "language",
)  # fmt: skip
# Everybody's age is counted from here, so that the same people come out whatever the day.
_BIRTHDAYS = date(2026, 1, 1).toordinal()
_YEAR = 365.25
_TAIL, _BORN_ELSEWHERE, _NICKNAMED, _SHARES_PHONE = 0.35, 0.3, 0.04, 0.6
_MIDDLES = ("al", "an", "ar", "bel", "del", "el", "en", "er", "il", "in", "ma", "on", "or", "ra", "re", "ri")
_SIZES = (1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a family comes from, as ``crowd_names.toml`` says it."""

    share: int
    language: str
    borne: int
    families: tuple[str, ...]
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]


def _of(words: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in words.split())


def _origin(said: dict[str, Any], french: dict[str, str]) -> Origin:
    families, heads, tails, women, men = (
        _of(f"{french.get(name, '') if said.get('french') else ''} {said.get(name, '')}")
        for name in ("families", "heads", "tails", "women", "men")
    )
    return Origin(said["share"], said["language"], said.get("borne", 1), families, heads, tails, women, men)


_NAMES = tomllib.loads(Path(__file__).with_name("crowd_names.toml").read_text("utf-8"))
NICKNAMES, STREETS = _of(_NAMES["nicknames"]), _of(_NAMES["streets"])
ORIGINS = tuple(_origin(one, _NAMES["french"]) for one in _NAMES["origin"])


@dataclass(frozen=True, slots=True)
class Country:
    """What differs between the two sides of the border."""

    places: tuple[tuple[str, str], ...]
    # Mobile numbers that are given to nobody (phonenumbers knows none), then how many digits follow.
    phone: str
    digits: int
    number_first: bool


class Common:
    """Picks from ``items`` as often as their place says: the first ones are met most."""

    def __init__(self, items: Sequence[str]) -> None:
        self.items = items
        self._sums = list(accumulate(1 / (place + 3) for place in range(len(items))))

    def pick(self, random: Random) -> str:
        """One of them."""
        return self.items[bisect(self._sums, random.random() * self._sums[-1])]


class _Names:
    """How the people of one origin are called."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self._families = Common(origin.families or origin.men)
        self._given = {True: Common(origin.women), False: Common(origin.men)}

    def family(self, random: Random) -> str:
        """One family name, or as many as people of this origin bear."""
        name = self._one(random)
        if self.origin.borne == 2 and random.random() < 0.8:
            name += " " + ("da " if random.random() < 0.1 else "") + self._one(random)
        return name

    def _one(self, random: Random) -> str:
        if self.origin.heads and random.random() < _TAIL:
            middle = random.choice(_MIDDLES) if random.random() < 0.4 else ""
            return random.choice(self.origin.heads) + middle + random.choice(self.origin.tails)
        return self._families.pick(random)

    def given(self, random: Random, woman: bool) -> str:
        """One given name, now and then two."""
        name, other = self._given[woman].pick(random), self._given[woman].pick(random)
        return name if random.random() < 0.9 or other == name else f"{name} {other}"


def people(count: int, country: Country) -> Iterator[tuple[object, ...]]:
    """``count`` persons as :data:`COLUMNS` says, household after household, numbered from 1."""
    random = Random(f"comptoir {count}")
    names = [_Names(origin) for origin in ORIGINS]
    shares = list(accumulate(origin.share for origin in ORIGINS))
    homes = Common([f"{postcode} {commune}" for postcode, commune in country.places])
    telephones = _telephones(country)
    number = 1
    while number <= count:
        of = names[bisect(shares, random.random() * shares[-1])]
        for row in _household(random, of, homes, country, telephones):
            if number <= count:
                yield (number, *row)
            number += 1


def _household(
    random: Random, of: _Names, homes: Common, country: Country, telephones: Iterator[str]
) -> Iterator[tuple[object, ...]]:
    """Who lives together: one or two adults, then children; one address, often one telephone."""
    family, shared = of.family(random), next(telephones)
    postcode, _, commune = homes.pick(random).partition(" ")
    street, house = random.choice(STREETS), random.randint(1, 120)
    address = f"{house} {street}" if country.number_first else f"{street} {house}"
    age = random.triangular(18, 95, 40)
    father = of.given(random, False)
    for place in range(random.choice(_SIZES)):
        adult = place < 2
        woman = random.random() < 0.5 if place != 1 else random.random() < 0.9
        years = (
            age
            if place == 0
            else age + random.uniform(-8, 6)
            if adult
            else max(age - random.uniform(18, 42), 0)
        )
        # Where there are no family names a child bears the father's given one.
        name = family if of.origin.families else (father if place > 1 else of.family(random))
        married = adult and woman and random.random() < _BORN_ELSEWHERE
        yield (
            False,
            name,
            of.given(random, woman),
            of.family(random) if married else "",
            random.choice(NICKNAMES) if random.random() < _NICKNAMED else "",
            date.fromordinal(_BIRTHDAYS - int(max(years, 0) * _YEAR) - random.randrange(1, 365)).isoformat(),
            ("Madame" if woman else "Monsieur") if years > 17 else "",
            shared if random.random() < _SHARES_PHONE else next(telephones) if years > 12 else "",
            f"{shared[-7:]}.{place}@example.org" if random.random() < 0.25 else "",
            address,
            postcode,
            commune,
            of.origin.language,
        )


def _telephones(country: Country) -> Iterator[str]:
    """Numbers that nobody has, each once, in no visible order."""
    room, turn = 10**country.digits, 0
    while True:
        yield f"{country.phone}{turn * 7_919 % room:0{country.digits}d}"
        turn += 1
