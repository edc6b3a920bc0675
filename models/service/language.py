"""Languages: which one somebody has to be received in, and who speaks it."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from models import text
from models.service.agent import Agent

# What everybody at the counter speaks.
OWN = "francais"
# From so many letters on the beginning of a name may stand for it.
SHORTEST = 3
NAMES = Path(__file__).with_name("languages.txt")


def needed(spoken: str, interpreter: bool = False) -> tuple[str, ...]:
    """What somebody has to be received in: nothing when they speak French, unless they need an interpreter.

    ``spoken`` is what was written of their languages: « portugais, un peu d’espagnol ».
    """
    languages = [one.strip() for one in re.split(r"[,;/]| et ", spoken) if one.strip()]
    others = tuple(one for one in languages if key(one) != OWN)
    return others if interpreter or len(others) == len(languages) else ()


def key(word: str) -> str:
    """What a language is compared by, whether ``word`` is a name of it or its ISO 639 code."""
    folded = text.fold(word)
    return _keys().get(folded, folded)


def common(languages: Iterable[str], agents: Iterable[Agent]) -> str:
    """The first of ``languages`` that one of ``agents`` speaks, in the words of the agent; empty for none.

    By name or code; else by its first letters, as far as only one language that is spoken begins so.
    """
    spoken = {key(one): one for agent in agents for one in agent.languages}
    wanted = list(languages)
    by_name = [spoken[key(one)] for one in wanted if key(one) in spoken]
    begun = (_beginning(text.fold(one), spoken) for one in wanted)
    return next((one for one in (*by_name, *begun) if one), "")


def _beginning(folded: str, spoken: dict[str, str]) -> str:
    begun = [
        one for name, one in spoken.items() if any(word.startswith(folded) for word in _words(name, one))
    ]
    return begun[0] if len(folded) >= SHORTEST and len(begun) == 1 else ""


def _words(name: str, one: str) -> list[str]:
    return [text.fold(one), *(word for word, meant in _keys().items() if meant == name)]


@cache
def _keys() -> dict[str, str]:
    """Every name and code of every language that is known, folded: what it is compared by."""
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    rows = [[text.fold(word) for word in line.split(",")] for line in lines if not line.startswith("#")]
    known = {row[0]: row[0] for row in rows}
    for row in rows:
        for word in row[1:]:
            known.setdefault(word, row[0])
    return known
