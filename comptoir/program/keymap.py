"""``[touches]`` of the settings: each line moves a command that exists to a key that can be pressed."""

import importlib
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from comptoir.setup.settings import KEYS_TABLE, Settings
from models.errors import ComptoirError

if TYPE_CHECKING:
    from textual.binding import Binding

# What a terminal sends as another key, or keeps for itself: Tab, Enter, Backspace, copying.
NOT_OURS = {
    "ctrl+i": "la touche Tab",
    "ctrl+m": "la touche Entrée",
    "ctrl+h": "la touche Retour arrière",
    "ctrl+c": "la copie",
}


def verify(settings: Settings) -> None:
    """Raises :class:`ComptoirError`, with file and line, for an unknown command or an impossible key."""
    if not settings.keys:
        return
    scopes = list(_scopes())
    known = {one.id: one for commands in scopes for one in commands if one.id}
    for command, keys in settings.keys.items():
        if command not in known:
            raise _refused(settings, command, f"n’est pas une commande{_instead(command, known)}")
        for key in _split(keys):
            fault = _fault(key, known[command].key)
            if fault:
                raise _refused(settings, command, f"ne peut pas prendre la touche « {key} » : {fault}")
    for commands in scopes:
        _refuse_clash(settings, commands)


def _scopes() -> Iterator[list["Binding"]]:
    """The commands that work together: those of each screen and, unless it is modal, those of everywhere."""
    from textual.screen import ModalScreen

    from comptoir.program.navigation import SCREENS
    from screens.frame.commands import EVERYWHERE, PLACES

    everywhere = [one.binding for one in (*PLACES, *EVERYWHERE)]
    yield everywhere
    for where in SCREENS.values():
        module, _, name = where.partition(":")
        screen = getattr(importlib.import_module(module), name)
        yield _own(screen) if issubclass(screen, ModalScreen) else [*_own(screen), *everywhere]


def _own(screen: type) -> list["Binding"]:
    """The commands of a screen: what its classes bind under an id."""
    ours = [one for one in screen.__mro__ if one.__module__.startswith("screens.")]
    bound = [binding for one in ours for binding in one.__dict__.get("BINDINGS", [])]
    return [one for one in bound if getattr(one, "id", None)]


def _refuse_clash(settings: Settings, commands: Iterable["Binding"]) -> None:
    """Two commands of one screen on one key: only one of them could ever be run."""
    taken: dict[str, str] = {}
    # Those that were moved come last, in their order, so that it is the later line which is named.
    moved = list(settings.keys)
    for one in sorted(commands, key=lambda one: moved.index(one.id) if one.id in moved else -1):
        name = one.id or ""
        for key in _split(settings.keys.get(name, one.key)):
            other = taken.setdefault(key, name)
            if other != name and name in settings.keys:
                reason = f"prend la touche « {key} », qui est celle de « {other} » : déplacez-la aussi"
                raise _refused(settings, name, reason)


def _split(keys: str) -> list[str]:
    """The names of the keys, as Textual reads them from a setting: ``/`` is ``slash``."""
    from textual.keys import _character_to_key

    return [_character_to_key(key) if len(key) == 1 else key for key in map(str.strip, keys.split(","))]


def _fault(key: str, default: str) -> str:
    """Why a command whose key is ``default`` cannot move to ``key``; empty when it can."""
    if key in NOT_OURS:
        return f"un terminal l’emploie pour {NOT_OURS[key]}"
    possible = _possible()
    if key not in possible and not (len(key) == 1 and key.isalnum()):
        return f"ce n’est pas une touche{_instead(key.lower().replace('-', '+'), possible)}"
    # Ctrl and the function keys work while one types; what replaces them must too.
    if re.match(r"ctrl\+|f\d", default) and not re.match(r"ctrl\+|f\d|shift\+|insert|page|escape", key):
        return "elle sert à écrire ou à se déplacer ; prenez une touche F, ou Ctrl et une lettre"
    return ""


def _possible() -> set[str]:
    """The keys a terminal can send that have a name, as Textual names them."""
    from textual.keys import Keys, _character_to_key

    # With Ctrl a terminal sends letters and the keys that move, no digit.
    form = re.compile(r"(ctrl\+|shift\+|ctrl\+shift\+)?([a-z]|f\d\d?|[a-z]{2,})")
    named = {key.value for key in Keys if form.fullmatch(key.value)}
    signs = {_character_to_key(chr(code)) for code in range(33, 127)}
    return (named | signs) - set(NOT_OURS)


def _instead(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), 1)
    return f" ; vouliez-vous dire « {near[0]} »" if near else ""


def _refused(settings: Settings, command: str, reason: str) -> ComptoirError:
    return settings.refusal(f"{KEYS_TABLE}.{command}", reason)
