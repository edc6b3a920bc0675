"""The profile of a site: its rules and lists, as the service writes them in a TOML file.

Everything a counter decides by (questions, conditions, delays, motives, numbers to call) is here as
data; code holds no amount and no legal figure. Keys of the file are French, one for each field below.
"""

import re
from typing import Literal, TypeVar

from msgspec import field

from models import clock, text
from models.errors import NotFound
from models.service import holiday, permission
from models.service.case_rules import ANY_KIND, CaseKind
from models.service.permission import Grant, Permission
from models.service.profile_rules import Benefit, Question, Route, Section, Sure, UrgencyLevel, UrgencyRule
from models.service.waiting_room import Room

# « CAS (exemple) », « rue de l’Exemple 1 », accueil@cas.example, and the numbers that profiles begin with.
_EXAMPLE = re.compile(r"\bexample\b|\bexemple\b|^022 000 00 00$|^01 99 00 00 00$")


class Service(Section, frozen=True):
    """Who receives: printed on letters, shown on the desk. ``subdivision`` is the canton or département."""

    name: str = field(name="nom")
    address: list[str] = field(name="adresse")
    postcode: str = field(name="code_postal")
    city: str = field(name="ville")
    phone: str = field(name="telephone")
    country: Literal["CH", "FR"] = field(name="pays")
    subdivision: str
    timezone: str = field(name="fuseau")
    phone_region: str = field(name="indicatif")
    email: str = field(default="", name="courriel")
    hours: str = field(default="", name="horaires")
    directions: str = field(default="", name="venir")

    def examples(self) -> list[str]:
        """The keys whose values are those of a profile that ships: nobody’s, and never to be printed."""
        printed = {
            "nom": self.name,
            "adresse": " ".join(self.address),
            "telephone": self.phone,
            "courriel": self.email,
            "horaires": self.hours,
            "venir": self.directions,
        }
        return [key for key, value in printed.items() if _EXAMPLE.search(text.fold(value))]


class Theme(Section, frozen=True):
    """What somebody may ask for; ``words`` are the other names people give it."""

    id: str
    family: str = field(name="famille")
    label: str = field(name="libelle")
    urgency: str = field(name="urgence")
    words: list[str] = field(default_factory=list, name="mots")
    motive: str = field(default="", name="motif")
    benefits: list[str] = field(default_factory=list, name="prestations")
    questions: list[str] = []
    partner_themes: list[str] = field(default_factory=list, name="themes_partenaires")


class Motive(Section, frozen=True):
    """A kind of appointment; the first place is the default, ``neutral_label`` is what a letter says.

    ``second_roles`` asks for a second worker, at the same time or, ``consecutive``, just after the first.
    """

    id: str
    label: str = field(name="libelle")
    neutral_label: str = field(name="libelle_neutre")
    minutes: int
    venues: list[Literal["on_site", "phone", "home", "video"]] = field(name="lieux")
    roles: list[str]
    bring: list[str] = field(default_factory=list, name="apporter")
    second_roles: list[str] = field(default_factory=list, name="avec")
    consecutive: bool = field(default=False, name="a_la_suite")


class EmergencyNumber(Section, frozen=True):
    """A number to call, what it is for and where that is written."""

    number: str = field(name="numero")
    label: str = field(name="libelle")
    source: str
    purpose: str = field(default="", name="pour")
    sure: Sure = field(default="officiel", name="surete")


class SourceFile(Section, frozen=True):
    """A list of partners the site starts with; ``path`` is relative to the profile's own file.

    A profile of before may still name a list of postcodes: those of both countries ship, none is read.
    """

    kind: Literal["partenaires", "codes_postaux"] = field(name="genre")
    path: str = field(name="chemin")
    format: Literal["geneve", "national", "france-services"]
    source: str
    licence: str
    dated: str = field(default="", name="etat_au")


class AddedRole(Section, frozen=True):
    """A role of this service beside those of every one: what it may do, whether it sits at the reception."""

    id: str
    label: str = field(name="libelle")
    may: list[Permission] = field(name="peut")
    at_counter: bool = field(default=False, name="au_comptoir")


_Item = TypeVar("_Item", Theme, Motive, Question, Benefit, UrgencyLevel, CaseKind)


class Profile(Section, frozen=True):
    """Everything one service decides by. ``load`` is the only way to make one."""

    id: str = field(name="identifiant")
    version: str
    consent: str = field(name="consentement")
    service: Service
    urgencies: list[UrgencyLevel] = field(name="urgence")
    themes: list[Theme] = field(name="theme")
    motives: list[Motive] = field(name="motif")
    questions: list[Question] = field(name="question")
    benefits: list[Benefit] = field(default_factory=list, name="prestation")
    routes: list[Route] = field(default_factory=list, name="aiguillage")
    urgency_rules: list[UrgencyRule] = field(default_factory=list, name="regle_urgence")
    numbers: list[EmergencyNumber] = field(default_factory=list, name="numero")
    first_questions: list[str] = field(default_factory=list, name="questions_d_abord")
    call_questions: list[str] = field(default_factory=list, name="questions_au_telephone")
    languages: list[str] = field(default_factory=list, name="langues")
    files: list[SourceFile] = field(default_factory=list, name="fichier")
    room: Room = field(default=Room(), name="salle")
    roles: list[AddedRole] = field(default_factory=list, name="role")
    case_kinds: list[CaseKind] = field(default_factory=lambda: [ANY_KIND], name="dossier")

    def theme(self, theme_id: str) -> Theme:
        """The theme of that id. Raises :class:`NotFound`, like the look-ups below."""
        return _find(self.themes, theme_id, "le thème")

    def motive(self, motive_id: str) -> Motive:
        """The appointment motive of that id."""
        return _find(self.motives, motive_id, "le motif")

    def question(self, question_id: str) -> Question:
        """The question of that id."""
        return _find(self.questions, question_id, "la question")

    def benefit(self, benefit_id: str) -> Benefit:
        """The benefit of that id."""
        return _find(self.benefits, benefit_id, "la prestation")

    def case_kind(self, kind_id: str) -> CaseKind:
        """The kind of case file of that id."""
        return _find(self.case_kinds, kind_id, "le genre de dossier")

    def level(self, code: str) -> UrgencyLevel:
        """The urgency level ``N0`` to ``N4``."""
        for level in self.urgencies:
            if level.code == code:
                return level
        raise _missing("le niveau d’urgence", code)


def settle(profile: Profile) -> None:
    """Let hours, public holidays and roles be those of this service."""
    clock.use_zone(profile.service.timezone)
    holiday.use(profile.service.country, profile.service.subdivision)
    permission.use({one.id: Grant(one.label, frozenset(one.may), one.at_counter) for one in profile.roles})


def _find(items: list[_Item], wanted: str, what: str) -> _Item:
    for item in items:
        if getattr(item, "id", "") == wanted:
            return item
    raise _missing(what, wanted)


def _missing(what: str, wanted: str) -> NotFound:
    return NotFound(
        "Absent du profil",
        f"Le profil du service ne contient plus {what} « {wanted} ». Choisissez-en un autre, "
        "ou demandez à la personne qui administre Comptoir de vérifier le profil.",
    )
