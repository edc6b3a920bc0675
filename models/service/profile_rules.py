"""What a profile asks at the counter and concludes: questions, conditions, benefits, routes, urgency.

A section of the profile file each, read by :mod:`models.service.profile`; its keys are French, named here.
"""

from datetime import date
from typing import Literal

import msgspec

Sure = Literal["officiel", "secondaire", "à vérifier"]


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section of the file: a key that none of its fields is called by is refused."""


class UrgencyLevel(Section, frozen=True, rename={"label": "libelle", "days": "jours", "advice": "conseil"}):
    """One of N0 to N4: within how many days, and what to do."""

    code: Literal["N0", "N1", "N2", "N3", "N4"]
    label: str
    days: int
    advice: str = ""


class Choice(Section, frozen=True, rename={"label": "libelle"}):
    """One answer of a question of kind ``choix``."""

    id: str
    label: str


class Question(
    Section,
    frozen=True,
    rename={"text": "texte", "kind": "genre", "choices": "choix", "known_from": "connu_par", "hint": "aide"},
):
    """What the counter may ask; ``hint`` says why, or how to ask it."""

    id: str
    text: str
    kind: Literal["oui_non", "choix"] = "oui_non"
    choices: list[Choice] = []
    known_from: Literal["", "birth_date", "commune", "permit"] = ""
    hint: str = ""

    @property
    def answers(self) -> dict[str, str]:
        """Every sure answer, with its label."""
        if self.kind == "choix":
            return {choice.id: choice.label for choice in self.choices}
        return {"oui": "oui", "non": "non"}


class Condition(
    Section,
    frozen=True,
    rename={
        "label": "libelle",
        "otherwise": "sinon",
        "expected": "attendu",
        "any": "une_parmi",
        "checked_on": "verifie_le",
        "sure": "surete",
    },
):
    """One condition: a question with the answers expected, an age, or one among several.

    ``label`` is the reason shown when it holds, ``otherwise`` when it does not.
    """

    label: str
    otherwise: str = ""
    question: str = ""
    expected: list[str] = []
    age_min: int | None = None
    any: list["Condition"] = []
    source: str = ""
    checked_on: date | None = None
    sure: Sure = "secondaire"


class Benefit(
    Section, frozen=True, rename={"label": "libelle", "conditions": "condition", "checked_on": "verifie_le"}
):
    """What somebody may be entitled to, what the counter can ask about it, the first pieces to bring."""

    id: str
    label: str
    conditions: list[Condition]
    source: str
    checked_on: date
    pieces: list[str] = []
    note: str = ""


class Route(Section, frozen=True, rename={"values": "valeurs", "to": "vers", "sure": "surete"}):
    """Which desk an answer leads to; never a decision."""

    question: str
    values: list[str]
    to: str
    source: str
    note: str = ""
    sure: Sure = "à vérifier"


class Match(Section, frozen=True, rename={"expected": "attendu"}):
    """A question whose known answer is one of ``expected``."""

    question: str
    expected: list[str]


class UrgencyRule(Section, frozen=True, rename={"when": "quand", "level": "niveau", "reason": "raison"}):
    """When every match holds, the request is at least this urgent, for this reason."""

    when: list[Match]
    level: str
    reason: str
