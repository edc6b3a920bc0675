"""``[touches]`` of the settings: each line moves a command that exists to a key that can be pressed."""

import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from comptoir.settings import KEYS_TABLE, Settings
from models.errors import ComptoirError

if TYPE_CHECKING:
    from screens.commands import Command

# What a terminal sends as another key, or keeps for itself: Tab, Enter, Backspace, copying.
NOT_OURS = {
    "ctrl+i": "la touche Tab",
    "ctrl+m": "la touche Entrée",
    "ctrl+h": "la touche Retour arrière",
    "ctrl+c": "la copie",
}
# Keys that write or move inside a field: taken for a whole place, they would do so no more.
TYPING = {"space", "tab", "enter", "backspace", "delete", "left", "right", "up", "down", "home", "end"}


def verify(settings: Settings) -> None:
    """Raises :class:`ComptoirError`, with file and line, for an unknown command or an impossible key."""
    if not settings.keys:
        return
    scopes = dict(_scopes())
    known = {one.id: one for commands in scopes.values() for one in commands}
    for command, keys in settings.keys.items():
        if command not in known:
            raise _refused(settings, command, f"n’est pas une commande{_instead(command, known)}")
        for key in _split(keys):
            fault = _fault(key, everywhere=command in {one.id for one in scopes[""]})
            if fault:
                raise _refused(settings, command, f"ne peut pas prendre la touche « {key} » : {fault}")
    for commands in scopes.values():
        _refuse_clash(settings, commands)


def _scopes() -> Iterator[tuple[str, tuple["Command", ...]]]:
    """The commands that work together on each screen, by its name; "" is what works on all of them."""
    from comptoir.navigation import SCREENS
    from screens.commands import EVERYWHERE, PLACES

    yield "", (*PLACES, *EVERYWHERE)
    for name, where in SCREENS.items():
        module, _, screen = where.partition(":")
        own = _own(getattr(importlib.import_module(module), screen))
        if own:
            yield name, (*own, *PLACES, *EVERYWHERE)


def _own(screen: type) -> tuple["Command", ...]:
    found: tuple[Command, ...] = getattr(screen, "KEYS", ())
    return found


def _refuse_clash(settings: Settings, commands: Iterable["Command"]) -> None:
    """Two commands of one screen on one key: only one of them could ever be run."""
    taken: dict[str, str] = {}
    # Those that were moved last, so that it is their line which is named.
    for one in sorted(commands, key=lambda one: one.id in settings.keys):
        for key in _split(settings.keys.get(one.id, one.key)):
            other = taken.setdefault(key, one.id)
            if other != one.id and one.id in settings.keys:
                raise _refused(
                    settings, one.id, f"prend la touche « {key} », qui est celle de « {other} » : déplacez-la aussi"
                )


def _split(keys: str) -> list[str]:
    return [key.strip() for key in keys.split(",")]


def _fault(key: str, *, everywhere: bool) -> str:
    """Why ``key`` cannot serve; empty when it can."""
    if key in NOT_OURS:
        return f"un terminal l’emploie pour {NOT_OURS[key]}"
    possible = _possible()
    if len(key) > 1 and key not in possible:
        return f"aucun terminal n’a cette touche{_instead(key.lower().replace('-', '+'), possible)}"
    if everywhere and (len(key) == 1 or key in TYPING):
        return "elle sert à écrire ou à se déplacer ; prenez une touche F ou Ctrl et une lettre"
    return "" if key.isprintable() and key else "ce n’est pas une touche"


def _possible() -> set[str]:
    """The names of the keys longer than one character, as Textual has them."""
    from textual.keys import Keys, _character_to_key

    # With Ctrl, a terminal sends letters and the keys that move, no digit.
    named = {key.value for key in Keys if re.fullmatch(r"(ctrl\+|shift\+|ctrl\+shift\+)?([a-z]|f?\d\d|f\d|[a-z]{2,})", key.value)}
    signs = {_character_to_key(chr(code)) for code in range(33, 127)}
    return (named | signs) - set(NOT_OURS)


def _instead(word: str, known: Mapping[str, object] | set[str]) -> str:
    near = get_close_matches(word, list(known), 1)
    return f" ; vouliez-vous dire « {near[0]} » ?" if near else ""


def _refused(settings: Settings, command: str, reason: str) -> ComptoirError:
    return settings.refusal(f"{KEYS_TABLE}.{command}", reason)
