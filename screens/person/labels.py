"""What the fields of a form are called, the same words wherever they are read."""

_LABELS = {
    "family_name": "Nom",
    "given_name": "Prénom",
    "birth_name": "Nom de naissance",
    "nickname": "Surnom",
    "birth_date": "Naissance",
    "civility": "Civilité",
    "phone": "Téléphone",
    "email": "E-mail",
    "address": "Adresse",
    "postcode": "Code postal",
    "commune": "Commune",
    "language": "Langues",
    "interpreter": "Interprète",
    "permit": "Titre de séjour",
    "housing": "Logement",
    "contact_by": "Joindre par",
    "no_call": "Ne pas appeler",
    "no_letter": "Ne pas écrire",
    "reminders": "Rappel avant rendez-vous",
    "note": "Note",
    "protected": "Protégée",
    "alert": "Alerte",
}
# In Switzerland (the Post's word; the permits of the federal law on foreigners).
_SWISS = {"postcode": "NPA", "permit": "Permis"}


def of(country: str) -> dict[str, str]:
    """The label of each field by its name, as it is called in ``country`` (ISO 3166: ``CH``, ``FR``)."""
    return _LABELS | (_SWISS if country == "CH" else {})


def within(label: str) -> str:
    """A label as a word of a sentence: ``date de naissance``, ``NPA``."""
    return label if label.isupper() else label.lower()
