"""The words of a person's form that are chosen rather than written."""

from models.glossary import Word


class Civility(Word):
    """How somebody is addressed; nothing where it is not known: a letter then says both."""

    MADAME = "Madame", "Madame"
    MONSIEUR = "Monsieur", "Monsieur"


class ContactBy(Word):
    """How somebody asks to be reached."""

    PHONE = "phone", "téléphone"
    LETTER = "letter", "courrier"
    EMAIL = "email", "e-mail"


class Housing(Word):
    """Where somebody lives (rdv-service-public's list)."""

    NONE = "none", "sans domicile"
    SHELTERED = "sheltered", "hébergement"
    TENANT = "tenant", "locataire"
    BUYING = "buying", "achat en cours"
    OWNER = "owner", "propriétaire"
    OTHER = "other", "autre"


class Reminders(Word):
    """Whether somebody agreed to be called before an appointment."""

    YES = "yes", "oui"
    NO = "no", "non"
