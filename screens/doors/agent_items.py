"""The forms about an account, line by line."""

from collections.abc import Sequence

from models.service import permission
from models.service.agent import Account, Agent
from screens.frame.forms import Choice, ChoiceField, Item, Note, Option, PickField, TextField, Values

TITLES = {
    "own": "Votre mot de passe",
    "new": "Nouvel agent",
    "change": "Agent à modifier",
    "password": "Mot de passe d’un agent",
    "give": "Formulaires à remettre",
}
# Only these are parked: nothing keeps a password.
PARKED = ("new", "change")
_KEYS = "123456789abcdefghijklm"


def items(kind: str, who: Agent | None, colleagues: Sequence[Account]) -> list[Item]:
    """The fields of the form ``kind`` about ``who``."""
    head: list[Item] = [Note(f"{who.name}, {who.role.label}", "Agent", strong=True)] if who else []
    if kind == "own":
        return [TextField("current", "Mot de passe actuel", secret=True), *_twice()]
    if kind == "new":
        return [
            TextField("login", "Identifiant", hint="ce qui se tape pour se présenter", max_length=40),
            TextField("name", "Nom", hint="affiché, et imprimé sur les courriers", max_length=80),
            _role(),
            *_twice(),
        ]
    if kind == "change":
        return [
            *head,
            _role(),
            TextField("languages", "Langues", hint="en plus du français : albanais, portugais"),
            TextField("sectors", "Secteurs", hint="tous ; 1203, Vernier, Haute-Savoie"),
        ]
    if kind == "password":
        return [*head, *_twice()]
    return [*head, PickField("heir", "Remettre à", hint="nom du collègue")]


def _role() -> ChoiceField:
    known = zip(_KEYS, permission.roles(), strict=False)
    return ChoiceField("role", "Rôle", tuple(Choice(key, one, one.label) for key, one in known))


def _twice() -> list[Item]:
    return [
        TextField("password", "Nouveau mot de passe", secret=True),
        TextField("again", "Encore une fois", secret=True),
    ]


def values_of(who: Agent) -> Values:
    """What the form of a change begins with."""
    return {"role": who.role, "languages": ", ".join(who.languages), "sectors": ", ".join(who.sectors)}


def heirs(colleagues: Sequence[Account], words: str) -> list[Option]:
    """The colleagues whose account is open and whose name or login contains ``words``."""
    found = [one.agent for one in colleagues if one.active]
    return [
        Option(str(one.id), one.name, one.name)
        for one in found
        if words.casefold() in f"{one.name} {one.login}".casefold()
    ]
