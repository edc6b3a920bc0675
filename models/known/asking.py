"""What is typed into the search, as the index is asked for it."""

import re

from models import text
from models.dates import reader
from models.store import person_index

# What is left out from abroad: +41 (0)22.
_ABROAD = "(0)"
# How many digits say how a telephone ends: fewer are those of one in ten.
_ENDING = re.compile(r"\d{3,9}")
# A day among other words; the groups of a telephone number (06.12.34.56.78) are none.
_DAY = re.compile(r"(?<![\d./-])(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2})|[./-])?(?![./-]?\d)")


def dated(typed: str) -> bool:
    """Whether a day stands in what is typed, written with its points or slashes."""
    return bool(_DAY.search(typed))


def prefixes(typed: str) -> list[str]:
    """Folded words, digits joined: ``Dup 12.3.1980`` → ``dup``, ``12031980``."""
    if whole := reader.written(typed):
        return [whole.strftime("%d%m%Y")]
    words = text.fold(_DAY.sub(_joined, typed.replace(_ABROAD, " "))).split()
    digits = "".join(word for word in words if word.isdigit())
    return [word for word in words if not word.isdigit()] + ([digits] if digits else [])


def _joined(day: re.Match[str]) -> str:
    """``12.3.`` → ``1203``, ``12.3.80`` → ``12031980``: the start of the digits indexed."""
    if whole := reader.written(day[0]):
        return whole.strftime("%d%m%Y")
    return day[1].zfill(2) + day[2].zfill(2) + (day[3] or "")


def beginnings(prefix: str, *, ends: bool = False) -> list[str]:
    """How the index is asked for a word as far as it is typed; ``120380`` may also be a birth date.

    With ``ends`` digits may be the last of a telephone.
    """
    days = (
        [prefix[:4] + century + prefix[4:] for century in ("19", "20")]
        if re.fullmatch(r"\d{6}", prefix)
        else []
    )
    # A number without its first 0, as it is said after +41.
    dialled = [f"0{prefix}*"] if re.fullmatch(r"[1-9]\d{6,8}", prefix) else []
    if re.fullmatch(r"00[1-9]\d\d+", prefix):  # dialled for +
        dialled.append(f"{prefix[2:]}*")
    tails = [f"{person_index.tail(prefix)}*"] if ends and _ENDING.fullmatch(prefix) else []
    return [f"{prefix}*", *days, *dialled, *tails]
