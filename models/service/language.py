"""Languages: which one somebody has to be received in, and who speaks it."""

import re
from collections.abc import Iterable

from models import text
from models.service.agent import Agent

# What everybody at the counter speaks.
OWN = "francais"


def needed(spoken: str, interpreter: bool = False) -> tuple[str, ...]:
    """What somebody has to be received in: nothing when they speak French, unless they need an interpreter.

    ``spoken`` is what was written of their languages: « portugais, un peu d’espagnol ».
    """
    languages = [one.strip() for one in re.split(r"[,;/]| et ", spoken) if one.strip()]
    others = tuple(one for one in languages if text.fold(one) != OWN)
    return others if interpreter or len(others) == len(languages) else ()


def common(languages: Iterable[str], agents: Iterable[Agent]) -> str:
    """The first of ``languages`` that one of ``agents`` speaks; empty when none does."""
    known = {text.fold(spoken) for one in agents for spoken in one.languages}
    return next((one for one in languages if text.fold(one) in known), "")
