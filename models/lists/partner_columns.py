"""The columns that a list of partners may have: what each is called in the lists that services receive."""

import re
from collections.abc import Iterable, Mapping

from models import text
from models.errors import ComptoirError

# Field → what it is called where columns are told, then other names of it.
COLUMNS: dict[str, tuple[str, ...]] = {
    "source_id": ("identifiant", "id", "id_fs", "code", "numéro", "siret"),
    "name": (
        "nom", "official_name", "nom de la structure", "structure", "nom structure", "organisme",
        "partenaire", "raison sociale", "dénomination", "lib_fs", "nom de l’organisme", "association",
        "service", "institution",
    ),
    "themes": ("thème", "theme", "thèmes", "thématique", "thématiques", "domaine", "domaines", "catégorie"),
    "description": (
        "description", "what", "présentation", "presentation_resume", "présentation résumé", "activité",
        "activités", "missions", "prestations",
    ),
    "audience": ("public", "audience", "publics", "pour qui", "public cible", "bénéficiaires"),
    "address": ("adresse", "address", "rue", "adresse postale", "n° et rue"),
    "complement": ("complément d’adresse", "complement_adresse", "complément adresse", "adresse 2"),
    "postcode": ("code postal", "npa", "cp"),
    "commune": ("commune", "ville", "localité", "lib_com", "lieu"),
    "phone": ("téléphone", "phone", "tél", "n° de téléphone", "n° tél", "numéro de téléphone", "tél fixe"),
    "email": ("e-mail", "email", "mail", "courriel", "adresse e-mail", "adresse mail"),
    "website": ("site", "website", "site web", "site internet", "url", "web"),
    "hours": ("horaires", "hours", "horaires d’ouverture", "heures d’ouverture"),
    "conditions": ("conditions", "conditions d’accès", "conditions_acces", "accès", "how_to_reach"),
    "note": ("note", "notes", "remarque", "remarques", "commentaire", "commentaires", "observations"),
    "confidence": ("confiance", "confidence"),
    "source_url": ("source", "lien source", "lien_source"),
}  # fmt: skip
_KNOWN = {text.fold(name): field for field, names in COLUMNS.items() for name in names}
# What only a list of persons has, and what only one of places has.
_OF_PERSONS = re.compile(r"\b(?:prenoms?|naissance|nee?|ddn|civilite|nationalite)\b")
_OF_PLACES = re.compile(
    r"\b(?:structure|organisme|raison sociale|denomination|siret|finess|horaires?|thematiques?|official name"
    r"|h lundi|lib fs)\b"
)


def is_of_persons(names: Iterable[str]) -> bool:
    """Whether columns are those of a list of persons: it has no place among the partners."""
    names = [text.fold(name) for name in names]
    return any(map(_OF_PERSONS.search, names)) and not any(map(_OF_PLACES.search, names))


def is_of_places(names: Iterable[str]) -> bool:
    """Whether columns are those of a list of places: none of them is a person."""
    names = [text.fold(name) for name in names]
    return any(map(_OF_PLACES.search, names)) and not any(map(_OF_PERSONS.search, names))


def rate(names: list[str]) -> int:
    """How much a line looks like the one that names the columns."""
    return len({_KNOWN[text.fold(name)] for name in names if text.fold(name) in _KNOWN})


def recognise(names: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Field → column of a list with the columns ``names``; ``chosen`` says which field a column is.

    Raises :class:`ComptoirError` for a column or a field that does not exist, and for a list without names.
    """
    names = list(names)
    fields: dict[str, str] = {}
    for name in names:
        if field := _KNOWN.get(text.fold(name)):
            fields.setdefault(field, name)
    for column, said in chosen.items():
        name = next((one for one in names if text.fold(one) == text.fold(column)), "")
        field = said if said in COLUMNS else _KNOWN.get(text.fold(said), "")
        if not name:
            raise ComptoirError(
                "Colonne inconnue", f"La liste n’a pas de colonne « {column} ». Rien n’a été importé."
            )
        if not field:
            known = ", ".join(words[0] for words in COLUMNS.values())
            raise ComptoirError("Champ inconnu", f"« {said} » n’est pas un champ : {known}.")
        fields = {one: where for one, where in fields.items() if where != name} | {field: name}
    if "name" not in fields:
        seen = ", ".join(f"« {one[:20]} »" for one in names[:12] if one)
        raise ComptoirError(
            "Colonnes manquantes",
            f"Aucune colonne ne dit le nom du partenaire ; les titres lus sont {seen or 'vides'}. "
            'Indiquez-la, comme --colonne "Intitulé=nom". Rien n’a été importé.',
        )
    return fields
