"""The file of a profile: read, its words turned into codes, and every mistake sent back with its line."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from models.errors import ComptoirError
from models.service.permission import PROFILE_WORDS, ROLE_WORDS
from models.service.profile import Profile
from models.service.profile_check import problems
from models.service.profile_errors import Problem, explain, refuse, syntax_problem

# The words of the file beside the codes of the database, for the lists that are stored.
WORDS = {
    "lieux": {"sur_place": "on_site", "téléphone": "phone", "domicile": "home", "visio": "video"},
    "roles": {word: str(role) for word, role in ROLE_WORDS.items()},
    "peut": {word: permission.value for word, permission in PROFILE_WORDS.items()},
    "connu_par": {"naissance": "birth_date", "commune": "commune", "titre_de_séjour": "permit"},
}
WORDS["avec"] = WORDS["roles"]


def load(path: Path) -> Profile:
    """Read and verify the profile at ``path``.

    Raises :class:`ComptoirError` whose message names the file, the line and what is expected there.
    """
    try:
        source = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ComptoirError(
            "Poste pas encore préparé",
            f"Aucun profil dans {path}. Lancez « comptoir init », qui prépare ce poste.",
        ) from error
    except OSError as error:
        raise ComptoirError(
            "Profil illisible",
            f"{path} ne peut pas être lu. Vérifiez que le fichier existe et qu’il est lisible.",
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        wrong = "le fichier n’est pas en UTF-8 ; enregistrez-le dans ce codage"
        raise refuse(path, [Problem(wrong, line=line)], "") from error
    try:
        raw = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise refuse(path, [syntax_problem(error, source)], source) from error
    _use_codes(raw)
    try:
        profile = msgspec.convert(raw, Profile)
    except msgspec.ValidationError as error:
        raise refuse(path, [explain(error, Profile, raw, WORDS)], source) from error
    if found := problems(profile, path.parent):
        raise refuse(path, found, source)
    return profile


def _use_codes(raw: dict[str, Any]) -> None:
    """Replace the file's words of :data:`WORDS` by the codes; what is unknown stays and is refused."""
    for motive in _tables(raw, "motif"):
        for key in ("lieux", "roles", "avec"):
            if isinstance(motive.get(key), list):
                motive[key] = [_code(key, word) for word in motive[key]]
    for kind in _tables(raw, "dossier"):
        if isinstance(kind.get("roles"), list):
            kind["roles"] = [_code("roles", word) for word in kind["roles"]]
    for role in _tables(raw, "role"):
        if isinstance(role.get("peut"), list):
            role["peut"] = [_code("peut", word) for word in role["peut"]]
    for question in _tables(raw, "question"):
        if "connu_par" in question:
            question["connu_par"] = _code("connu_par", question["connu_par"])


def _tables(raw: dict[str, Any], name: str) -> list[dict[str, Any]]:
    tables = raw.get(name)
    return [table for table in tables if isinstance(table, dict)] if isinstance(tables, list) else []


def _code(key: str, word: Any) -> Any:
    return WORDS[key].get(word, word) if isinstance(word, str) else word
