"""What a profile asks at the counter and concludes: questions, conditions, benefits, routes, urgency.

A section of the profile file each, read by :mod:`models.service.profile`; its keys are French, named here.
"""

from datetime import date
from typing import Literal

from msgspec import Struct, field

Sure = Literal["officiel", "secondaire", "à vérifier"]


class Section(Struct, frozen=True, forbid_unknown_fields=True):
    """A section of the file: a key that none of its fields is called by is refused."""


class UrgencyLevel(Section, frozen=True):
    """One of N0 to N4: within how many days, and what to do."""

    code: Literal["N0", "N1", "N2", "N3", "N4"]
    label: str = field(name="libelle")
    days: int = field(name="jours")
    advice: str = field(default="", name="conseil")


class Choice(Section, frozen=True):
    """One answer of a question of kind ``choix``."""

    id: str
    label: str = field(name="libelle")


class Question(Section, frozen=True):
    """What the counter may ask; ``hint`` says why, or how to ask it."""

    id: str
    text: str = field(name="texte")
    kind: Literal["oui_non", "choix"] = field(default="oui_non", name="genre")
    choices: list[Choice] = field(default_factory=list, name="choix")
    known_from: Literal["", "birth_date", "commune", "permit"] = field(default="", name="connu_par")
    hint: str = field(default="", name="aide")

    @property
    def answers(self) -> dict[str, str]:
        """Every sure answer, with its label."""
        if self.kind == "choix":
            return {choice.id: choice.label for choice in self.choices}
        return {"oui": "oui", "non": "non"}


class Condition(Section, frozen=True):
    """One condition: a question with the answers expected, an age, or one among several.

    ``label`` is the reason shown when it holds, ``otherwise`` when it does not.
    """

    label: str = field(name="libelle")
    otherwise: str = field(default="", name="sinon")
    question: str = ""
    expected: list[str] = field(default_factory=list, name="attendu")
    age_min: int | None = None
    any: list["Condition"] = field(default_factory=list, name="une_parmi")
    source: str = ""
    checked_on: date | None = field(default=None, name="verifie_le")
    sure: Sure = field(default="secondaire", name="surete")


class Benefit(Section, frozen=True):
    """What somebody may be entitled to, what the counter can ask about it, the first pieces to bring."""

    id: str
    label: str = field(name="libelle")
    conditions: list[Condition] = field(name="condition")
    source: str
    checked_on: date = field(name="verifie_le")
    pieces: list[str] = []
    note: str = ""


class Route(Section, frozen=True):
    """Which desk an answer leads to; never a decision."""

    question: str
    values: list[str] = field(name="valeurs")
    to: str = field(name="vers")
    source: str
    note: str = ""
    sure: Sure = field(default="à vérifier", name="surete")


class Match(Section, frozen=True):
    """A question whose known answer is one of ``expected``."""

    question: str
    expected: list[str] = field(name="attendu")


class UrgencyRule(Section, frozen=True):
    """When every match holds, the request is at least this urgent, for this reason."""

    when: list[Match] = field(name="quand")
    level: str = field(name="niveau")
    reason: str = field(name="raison")
