"""The words of a person's form that are chosen rather than written."""

from models.glossary import Word


class ContactBy(Word):
    """How somebody asks to be reached."""

    PHONE = "phone", "téléphone"
    LETTER = "letter", "courrier"
    EMAIL = "email", "e-mail"


class Housing(Word):
    """Where somebody lives (rdv-service-public's list)."""

    NONE = "none", "sans domicile"
    SHELTERED = "sheltered", "hébergé"
    TENANT = "tenant", "locataire"
    BUYING = "buying", "en accession"
    OWNER = "owner", "propriétaire"
    OTHER = "other", "autre"
