"""The names that lists put into one cell: ``DUPONT née MARTIN Claire``, ``Mme Dupont, Marie``."""

import itertools
import re

from models import text
from models.person.choices import Civility

_TITLES = {
    **dict.fromkeys(("mme", "mlle", "melle", "madame", "mademoiselle"), Civility.MADAME),
    **dict.fromkeys(("m", "mr", "monsieur"), Civility.MONSIEUR),
}
_TITLE = re.compile(r"^(mme|mlle|melle|madame|mademoiselle|m\.|mr|monsieur)\.?\s+(?!et\b)", re.IGNORECASE)
# What stands between two names: which is before it, which after.
_BETWEEN = (
    (re.compile(r"[\s,(]+n(?:é(?:\(e\)|e)?|ee)\.?\s+", re.IGNORECASE), ("family_name", "birth_name")),
    (
        re.compile(r"[\s,(]+(?:[ée]p(?:ouse|se)?\.?|veuve|vve\.?)\s+", re.IGNORECASE),
        ("birth_name", "family_name"),
    ),
)


def whole(cell: str) -> dict[str, str]:
    """The names of a cell that holds all of them, and how it addresses them; one that cannot be told apart is
    the family name."""
    words, told = _addressed(cell)
    if (two := _two(words)) is None:
        return told | _apart(words)
    (first, before), (second, after) = two
    one, other = _apart(before), _apart(after)
    if "given_name" not in one | other and " " in other["family_name"]:
        name, _, rest = other["family_name"].partition(" ")
        other = {"family_name": name, "given_name": rest}
    names = {first: one["family_name"], second: other["family_name"]}
    if given_name := one.get("given_name") or other.get("given_name"):
        names["given_name"] = given_name
    return told | names


def family(cell: str) -> dict[str, str]:
    """The names of a cell that holds the family name: of use, and the one of birth where it says so too."""
    words, told = _addressed(cell)
    return told | (dict(two) if (two := _two(words)) else {"family_name": words})


def _two(words: str) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Two names and what each is: ``DUPONT née MARTIN``; nothing for one."""
    for between, (first, second) in _BETWEEN:
        before, *after = between.split(words, maxsplit=1)
        if after and before:
            return (first, before), (second, " ".join(after[0].replace(")", " ").split()))
    return None


def _addressed(cell: str) -> tuple[str, dict[str, str]]:
    """(``cell`` without the title in front, what that says)."""
    title = _TITLE.match(cell)
    if not title:
        return cell, {}
    return cell[title.end() :], {"civility": _TITLES[text.fold(title[1])]}


def _apart(full: str) -> dict[str, str]:
    """Family and given name: ``DUPONT Marie``, ``Dupont, Marie``; else it stays whole."""
    family_name, comma, given_name = full.partition(",")
    if not comma:
        parts = full.split()
        capitals = list(
            itertools.takewhile(lambda one: one.isupper() and len(one) > 1 and one[-1] != ".", parts)
        )
        if not 0 < len(capitals) < len(parts):
            return {"family_name": full.strip()}
        family_name, given_name = " ".join(capitals), " ".join(parts[len(capitals) :])
    told = {"family_name": family_name.strip(), "given_name": given_name.strip()}
    return {name: value for name, value in told.items() if value}
