"""What is wrong in a profile file, said in French with the line to go to.

``msgspec`` answers with a path (``$.theme[3].urgence``): :func:`locate` finds its line.
"""

import difflib
import re
import tomllib
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from models.errors import ComptoirError
from models.files.toml_lines import join, locate

_AT = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")
_TYPES = {
    "int": "un nombre entier",
    "float": "un nombre",
    "str": "un texte entre guillemets",
    "bool": "true ou false",
    "array": "une liste entre crochets",
    "object": "une section",
    "date": "une date comme 2026-11-22",
    "datetime": "une date avec une heure",
    "null": "rien",
}
_SYNTAX = {
    "Expected '=' after a key": "il manque le signe = après le nom de la clé",
    "Unclosed array": "une liste n’est pas fermée : il manque un crochet ]",
    "Cannot overwrite a value": "cette clé est déjà écrite plus haut dans la même section",
    "Cannot declare": "cette section est déjà écrite plus haut",
    "Illegal character": 'un caractère est interdit ici ; un guillemet " manque ou est de trop',
    "Unterminated string": 'un texte n’est pas fermé : il manque le guillemet " de la fin',
    "Expected newline or end of document": "il y a quelque chose de trop après la valeur",
    "Unescaped '\\'": "la barre \\ se double (\\\\) dans un texte",
    "Invalid value": 'la valeur n’est pas reconnue ; un texte s’écrit entre guillemets "',
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at a path of the file (``theme[3].urgence``) or directly at a ``line``."""

    what: str
    path: str = ""
    line: int = 0


def refuse(path: Path, problems: Sequence[Problem], source: str) -> ComptoirError:
    """The error that names the file and, for each of the first five problems, its line."""
    lines = [(problem.line or locate(source, problem.path), problem.what) for problem in problems]
    told = [
        f"ligne {line} : {what}" + ("" if what.endswith("?") else ".") for line, what in sorted(lines)[:5]
    ]
    if len(lines) > 5:
        told.append(f"Il y a encore {len(lines) - 5} autres erreurs.")
    return ComptoirError(
        "Profil à corriger", f"{path.name}, " + "\n".join(told) + "\nCorrigez le fichier puis relancez."
    )


def syntax_problem(error: tomllib.TOMLDecodeError, source: str) -> Problem:
    """A TOML syntax error, in French."""
    message = str(error)
    place = _AT.search(message)
    line = int(place[1]) if place and place[1] else max(1, len(source.splitlines()))
    what = next((french for english, french in _SYNTAX.items() if message.startswith(english)), None)
    return Problem(what or "cette ligne ne suit pas la syntaxe TOML (clé = valeur)", line=line)


def explain(
    error: msgspec.ValidationError, root: type[Any], raw: Any, words: Mapping[str, Mapping[str, str]]
) -> Problem:
    """What msgspec refused, in French, with its path.

    ``words``: the accepted words of a key, where they are not the codes.
    """
    message, _, place = str(error).partition(" - at `")
    path = place.rstrip("`").removeprefix("$").lstrip(".")
    if match := re.match(r"Object contains unknown field `(.*)`", message):
        known = _keys(_type_at(root, path))
        near = difflib.get_close_matches(match[1], known, 1)
        hint = f" ; vouliez-vous dire « {near[0]} » ?" if near else f" ; clés possibles : {', '.join(known)}"
        return Problem(
            f"la clé « {match[1]} » est inconnue ici{hint}".removesuffix("."), join(path, match[1])
        )
    if match := re.match(r"Object missing required field `(.*)`", message):
        return Problem(f"il manque la clé « {match[1]} » dans cette section", path)
    if match := re.match(r"Expected `([\w |]+)`, got `(\w+)`", message):
        wanted = " ou ".join(_TYPES.get(name, name) for name in match[1].split(" | ") if name != "null")
        return Problem(f"« {_name(path)} » attend {wanted}, pas {_TYPES.get(match[2], match[2])}", path)
    if message.startswith("Invalid enum value"):
        key = _name(path)
        accepted = list(words.get(key, {})) or [str(word) for word in _literals(_type_at(root, path)) if word]
        value = message.removeprefix("Invalid enum value ").strip("'\"")
        near = difflib.get_close_matches(value, accepted, 1)
        hint = f" ; vouliez-vous dire « {near[0]} » ?" if near else ""
        return Problem(f"« {value} » n’est pas possible pour « {key} » : {', '.join(accepted)}{hint}", path)
    if "date" in message:
        return Problem(f"« {_name(path)} » attend {_TYPES['date']}, sans guillemets", path)
    return Problem(f"la valeur de « {_name(path)} » ne convient pas", path)


def _name(path: str) -> str:
    """The key a path ends with, without index."""
    return path.rpartition(".")[2].partition("[")[0]


def _type_at(root: Any, path: str) -> Any:
    """The declared type at ``path``; ``None`` where the path leaves the declared sections."""
    kind = root
    for key, _ in _STEP.findall(f".{path}" if path else ""):
        if not key:
            kind = next(iter(typing.get_args(kind)), None)
            continue
        fields = msgspec.structs.fields(kind) if isinstance(kind, type) else ()
        kind = next((field.type for field in fields if field.encode_name == key), None)
    return kind


def _keys(kind: Any) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(kind)] if isinstance(kind, type) else []


def _literals(kind: Any) -> list[Any]:
    if kind is None:
        return []
    if typing.get_origin(kind) is typing.Literal:
        return list(typing.get_args(kind))
    return [word for inner in typing.get_args(kind) for word in _literals(inner)]
