"""The columns that a list of persons may have: what each is called in the lists of many services."""

import re
from collections.abc import Iterable, Mapping

from models import text
from models.errors import ComptoirError
from models.lists import partner_columns
from models.store.person_index import NAMES

# Field → how an export names its column, then other names that lists of services use.
COLUMNS: dict[str, tuple[str, ...]] = {
    "source_id": (
        "identifiant", "id", "n° dossier", "no dossier", "numéro", "référence", "numéro dossier", "matricule",
        "numéro de dossier", "n° usager", "no usager", "numéro usager", "id usager", "code usager", "dossier",
        "numéro d’identification", "n° d’identification", "n° de dossier", "no de dossier",
        "n° demande", "n° de demande", "numéro de demande", "ipp",
    ),
    "family_name": (
        "nom", "nom usuel", "nom de famille", "nom d’usage", "nom usage", "nom marital", "nom d’épouse",
        "nom de l’usager", "nom usager", "nom du bénéficiaire", "nom bénéficiaire", "nom du demandeur",
        "nom de la personne", "nom de famille d’usage", "last name",
    ),
    "given_name": (
        "prénom", "prénoms", "prénom usuel", "prénom(s)", "prénom 1", "1er prénom", "premier prénom",
        "prénom de l’usager", "prénom usager", "prénom du bénéficiaire", "prénom bénéficiaire",
        "prénom du demandeur", "prénom de la personne", "first name",
    ),
    "birth_name": (
        "nom de naissance", "nom de jeune fille", "né", "née", "nom naissance", "nom jeune fille",
        "nom patronymique", "patronyme", "nom de famille de naissance",
    ),
    "nickname": ("surnom", "nom usité", "nom d’usage / surnom", "alias", "pseudonyme"),
    "birth_date": (
        "date de naissance", "naissance", "né le", "née le", "né(e) le", "date naissance", "date naiss",
        "date de naiss", "date nais", "ddn", "né(e)", "année de naissance", "birth date", "date of birth",
    ),
    "civility": ("civilité", "titre", "sexe", "genre", "civ"),
    "phone": (
        "téléphone", "tél", "portable", "mobile", "natel", "téléphone portable", "tél portable", "gsm",
        "tél mobile", "téléphone mobile", "tél 1", "téléphone 1", "n° de téléphone", "n° téléphone", "n° tél",
        "numéro de téléphone", "tél 2", "téléphone 2", "fixe", "tél fixe", "téléphone fixe", "tél domicile",
        "téléphone domicile", "téléphone fixe ou portable", "n° portable", "n° mobile", "n° natel", "phone",
        "phone number",
    ),
    "email": (
        "e-mail", "email", "courriel", "mail", "adresse e-mail", "adresse mail", "adresse électronique",
    ),
    "address": (
        "adresse", "rue", "adresse postale", "adresse 1", "adresse ligne 1", "voie", "n° et rue",
        "adresse 2", "adresse ligne 2", "adresse 3", "complément d’adresse", "complément adresse", "address",
    ),
    "postcode": ("code postal", "npa", "cp", "postal code", "zip"),
    "commune": ("commune", "ville", "localité", "commune de résidence", "ville de résidence", "city"),
    "language": ("langue", "langues", "langue parlée", "langues parlées", "langue maternelle"),
    "interpreter": ("interprète", "interprète (o/n)", "besoin d’interprète"),
    "permit": ("permis", "titre de séjour", "permis de séjour"),
    "housing": ("logement", "hébergement"),
    "contact_by": ("contact par", "moyen de contact"),
    "no_call": ("ne pas appeler",),
    "no_letter": ("ne pas écrire",),
    "reminders": ("rappel avant rendez-vous", "rappel"),
    "note": (
        "note", "notes", "remarque", "remarques", "observation", "observations", "commentaire",
        "commentaires",
    ),
}  # fmt: skip
# Both names in one column; a postcode and its commune in one.
FULL_NAME, PLACE = "full_name", "place"
_FULL_NAMES = (
    "nom prénom", "nom et prénom", "nom, prénoms", "nom et prénoms", "nom prénom(s)", "nom et prénom(s)",
    "nom complet", "noms et prénoms", "identité",
)  # fmt: skip
_PLACES = (
    "code postal et commune", "cp ville", "code postal ville", "code postal et ville", "cp et ville",
    "npa localité", "npa et localité", "npa ville", "npa lieu", "cp commune", "code postal commune",
    "cp localité", "npa commune",
)  # fmt: skip
# Read after the others of their field: somebody is called where they carry their telephone.
SECOND = {text.fold(one) for one in COLUMNS["phone"] if "fixe" in one or "domicile" in one or "2" in one}
# A column that comes again under the same name may be one of these; a second « nom » is of somebody else.
_AGAIN = ("phone", "email", "address", "note")
_NAMES = (*NAMES, FULL_NAME)
_KNOWN = {text.fold(name): field for field, words in COLUMNS.items() for name in words} | {
    text.fold(name): field for field, words in ((FULL_NAME, _FULL_NAMES), (PLACE, _PLACES)) for name in words
}
# What is said of a title in parentheses: (JJ/MM/AAAA), (mobile). Of somebody else it names another column.
_REMARK = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_OTHERS = frozenset(
    ("conjoint", "conjointe", "referent", "referente", "responsable", "employeur", "bailleur", "proprietaire",
     "pere", "mere", "parent", "parents", "enfant", "enfants", "tuteur", "tutrice", "curateur", "curatrice",
     "medecin", "urgence", "contact", "partenaire", "tiers", "proche", "representant", "agent")
)  # fmt: skip
# Shorter titles say too little to be read kindly.
_KINDLY = 5
_NUMBERED = re.compile(r" \(\d+\)$")
# A spreadsheet runs what begins so, in a cell or in a line of CSV; full-width signs are read alike.
FORMULA = re.compile("[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_SHOWN = 6


def mapped(header: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Column → field, for the columns that are known or ``chosen`` (``{"Nom usuel": "family_name"}``).

    Raises :class:`ComptoirError` for a chosen column or field that does not exist, and for a list
    without any name.
    """
    names = list(header)
    if partner_columns.is_of_places(names) and not chosen:
        raise ComptoirError(
            "Liste de lieux",
            "Ces colonnes sont celles d’un annuaire (structure, horaires, SIRET…) : reprenez-le avec "
            "« comptoir importer partenaires ». Rien n’a été importé.",
        )
    fields = _recognised(names)
    for column, field in chosen.items():
        name = next((one for one in names if text.fold(one) == text.fold(column)), None)
        if name is None:
            raise ComptoirError(
                "Colonne inconnue", f"La liste n’a pas de colonne « {column} ». Rien n’a été importé."
            )
        field = field if field in COLUMNS else _KNOWN.get(text.fold(field), "")
        if not field:
            fields_known = ", ".join(words[0] for words in COLUMNS.values())
            raise ComptoirError("Champ inconnu", f"« {chosen[column]} » n’est pas un champ : {fields_known}.")
        fields[name] = field
    if not set(_NAMES) & set(fields.values()):
        seen = ", ".join(f"« {one[:20]} »" for one in names[:_SHOWN] if one)
        raise ComptoirError(
            "Colonnes manquantes",
            f"Aucune colonne ne dit le nom ; les titres lus sont {seen or 'vides'}. Indiquez-la, "
            'comme --colonne "Nom usuel=nom", ou ajoutez une ligne de titres. Rien n’a été importé.',
        )
    return fields


def rate(names: list[str]) -> int:
    """How much a line looks like the one that names the columns: the fields it names, if one is a name."""
    fields = set(_recognised(names).values())
    return len(fields) if fields & set(_NAMES) else 0


def label(field: str) -> str:
    """What a field is called where its columns are told."""
    return {FULL_NAME: _FULL_NAMES[1], PLACE: _PLACES[0]}.get(field) or COLUMNS[field][0]


def undefused(value: str) -> str:
    """``value`` without the apostrophe by which :mod:`models.lists.person_export` keeps it no formula."""
    return value[1:] if value.startswith("'") and FORMULA.match(value[1:]) else value


def _recognised(names: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    kindly: dict[str, str] = {}
    for name in names:
        plain = _NUMBERED.sub("", name)
        if (field := _KNOWN.get(text.fold(plain), "")) and (plain == name or field in _AGAIN):
            fields[name] = field
        elif (field := _read_kindly(plain)) and (plain == name or field in _AGAIN):
            kindly[name] = field
    # What had to be guessed says nothing beside a column that has the very name.
    known = set(fields.values()).difference(_AGAIN)
    fields |= {name: field for name, field in kindly.items() if field not in known}
    fields = {name: fields[name] for name in names if name in fields}
    # Beside a name of use, « nom » is the one of birth.
    usual = [name for name, field in fields.items() if field == "family_name"]
    plain_ones = [name for name in usual if text.fold(name) == "nom"]
    if plain_ones and len(usual) > 1:
        if "birth_name" in fields.values():
            del fields[plain_ones[0]]
        else:
            fields[plain_ones[0]] = "birth_name"
    return fields


def _read_kindly(title: str) -> str:
    """The field of a title in the plural, run together, with a remark in parentheses or another word for it;
    empty where there is none."""
    remarks = text.fold(" ".join(_REMARK.findall(title))).split()
    if _OTHERS.isdisjoint(remarks) and (bare := _REMARK.sub("", title)) != title:
        return _KNOWN.get(text.fold(bare), "") or _read_kindly(bare)
    singular = " ".join(_singular(title))
    either = {_KNOWN.get(text.fold(one), "") for one in title.split("/")}
    return (
        _KNOWN.get(singular, "")
        or _LOOSE.get(_loose(title), "")
        or (either.pop() if len(either) == 1 else "")
    )


def _singular(title: str) -> list[str]:
    return [word[:-1] if len(word) > 1 and word[-1] in "sx" else word for word in text.fold(title).split()]


def _loose(title: str) -> str:
    """A title without spaces and plurals; empty for a short one."""
    joined = "".join(_singular(title))
    return joined if len(joined) >= _KINDLY else ""


_LOOSE = {_loose(known): field for known, field in _KNOWN.items()}
_LOOSE.pop("", None)
