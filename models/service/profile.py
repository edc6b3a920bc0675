"""The profile of a site: its rules and lists, as the service writes them in a TOML file.

Everything a counter decides by (questions, conditions, delays, motives, numbers to call) is here as
data; code holds no amount and no legal figure. Keys of the file are French, one for each field below.
"""

from typing import Literal, TypeVar

from models import clock
from models.errors import NotFound
from models.service import holiday
from models.service.profile_rules import Benefit, Question, Route, Section, Sure, UrgencyLevel, UrgencyRule
from models.service.waiting_room import Room


class Service(
    Section,
    frozen=True,
    rename={
        "name": "nom",
        "address": "adresse",
        "postcode": "code_postal",
        "city": "ville",
        "phone": "telephone",
        "email": "courriel",
        "hours": "horaires",
        "country": "pays",
        "timezone": "fuseau",
        "phone_region": "indicatif",
        "directions": "venir",
    },
):
    """Who receives: printed on letters, shown on the desk. ``subdivision`` is the canton or département."""

    name: str
    address: list[str]
    postcode: str
    city: str
    phone: str
    country: Literal["CH", "FR"]
    subdivision: str
    timezone: str
    phone_region: str
    email: str = ""
    hours: str = ""
    directions: str = ""


class Theme(
    Section,
    frozen=True,
    rename={
        "family": "famille",
        "label": "libelle",
        "words": "mots",
        "urgency": "urgence",
        "motive": "motif",
        "benefits": "prestations",
        "partner_themes": "themes_partenaires",
    },
):
    """What somebody may ask for; ``words`` are the other names people give it."""

    id: str
    family: str
    label: str
    urgency: str
    words: list[str] = []
    motive: str = ""
    benefits: list[str] = []
    questions: list[str] = []
    partner_themes: list[str] = []


class Motive(
    Section,
    frozen=True,
    rename={
        "label": "libelle",
        "venues": "lieux",
        "bring": "apporter",
        "neutral_label": "libelle_neutre",
        "second_roles": "avec",
        "consecutive": "a_la_suite",
    },
):
    """A kind of appointment; the first place is the default, ``neutral_label`` is what a letter says.

    ``second_roles`` asks for a second worker, at the same time or, ``consecutive``, just after the first.
    """

    id: str
    label: str
    neutral_label: str
    minutes: int
    venues: list[Literal["on_site", "phone", "home", "video"]]
    roles: list[Literal["reception", "social_worker", "manager", "admin"]]
    bring: list[str] = []
    second_roles: list[Literal["reception", "social_worker", "manager", "admin"]] = []
    consecutive: bool = False


class EmergencyNumber(
    Section,
    frozen=True,
    rename={"number": "numero", "label": "libelle", "purpose": "pour", "sure": "surete"},
):
    """A number to call, what it is for and where that is written."""

    number: str
    label: str
    source: str
    purpose: str = ""
    sure: Sure = "officiel"


class SourceFile(
    Section,
    frozen=True,
    rename={"kind": "genre", "path": "chemin", "dated": "etat_au"},
):
    """A list the site starts with; ``path`` is relative to the profile's own file."""

    kind: Literal["partenaires", "codes_postaux"]
    path: str
    format: Literal["geneve", "national", "france-services"]
    source: str
    licence: str
    dated: str = ""


_Item = TypeVar("_Item", Theme, Motive, Question, Benefit, UrgencyLevel)


class Profile(
    Section,
    frozen=True,
    rename={
        "id": "identifiant",
        "urgencies": "urgence",
        "themes": "theme",
        "motives": "motif",
        "questions": "question",
        "benefits": "prestation",
        "routes": "aiguillage",
        "urgency_rules": "regle_urgence",
        "numbers": "numero",
        "first_questions": "questions_d_abord",
        "call_questions": "questions_au_telephone",
        "consent": "consentement",
        "languages": "langues",
        "files": "fichier",
        "room": "salle",
    },
):
    """Everything one service decides by. ``load`` is the only way to make one."""

    id: str
    version: str
    consent: str
    service: Service
    urgencies: list[UrgencyLevel]
    themes: list[Theme]
    motives: list[Motive]
    questions: list[Question]
    benefits: list[Benefit] = []
    routes: list[Route] = []
    urgency_rules: list[UrgencyRule] = []
    numbers: list[EmergencyNumber] = []
    first_questions: list[str] = []
    call_questions: list[str] = []
    languages: list[str] = []
    files: list[SourceFile] = []
    room: Room = Room()

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

    def level(self, code: str) -> UrgencyLevel:
        """The urgency level ``N0`` to ``N4``."""
        for level in self.urgencies:
            if level.code == code:
                return level
        raise _missing("le niveau d’urgence", code)


def settle(profile: Profile) -> None:
    """Let hours and public holidays be those of where this service is."""
    clock.use_zone(profile.service.timezone)
    holiday.use(profile.service.country, profile.service.subdivision)


def _find(items: list[_Item], wanted: str, what: str) -> _Item:
    for item in items:
        if getattr(item, "id", "") == wanted:
            return item
    raise _missing(what, wanted)


def _missing(what: str, wanted: str) -> NotFound:
    return NotFound(
        "Absent du profil",
        f"Le profil du site ne contient plus {what} « {wanted} ». Choisissez-en un autre, "
        "ou demandez à l’administrateur de vérifier le profil.",
    )
