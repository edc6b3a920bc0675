"""The kinds of letters the counter writes; the code of a kind is the name of its template file."""

from dataclasses import dataclass

from models.glossary import Word


class LetterKind(Word):
    """One kind; its label is the title shown on screen."""

    CONFIRMATION = "confirmation", "Confirmation de rendez-vous"
    PIECES = "pieces", "Demande de documents"
    ATTESTATION = "attestation", "Attestation de présence"
    ORIENTATION = "orientation", "Orientation vers un partenaire"
    ABSENCE = "absence", "Rendez-vous manqué"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a kind is made from: parts of the context it cannot do without, and those it uses if there.

    ``required`` are the fields without which a template of this kind does not say what it has to; ``a|b``:
    either.
    ``subject`` is the object line: neutral, because somebody else may read over a shoulder.
    """

    subject: str
    parts: tuple[str, ...]
    optional: tuple[str, ...]
    required: tuple[str, ...]


NEEDS: dict[LetterKind, Needs] = {
    LetterKind.CONFIRMATION: Needs(
        "Votre rendez-vous",
        ("person", "appointment"),
        ("motive", "pieces"),
        ("usager_adresse", "rdv_date", "rdv_heure", "rdv_lieu", "rdv_apporter"),
    ),
    LetterKind.PIECES: Needs(
        "Documents à nous remettre",
        ("person", "pieces", "deadline"),
        (),
        ("usager_adresse", "pieces", "delai"),
    ),
    LetterKind.ATTESTATION: Needs(
        "Attestation de présence",
        ("person", "visit"),
        (),
        (
            "usager_nom_complet|usager_prenom_nom",
            "passage_date",
            "passage_arrivee",
            "passage_depart",
            "identite_verifiee",
        ),
    ),
    LetterKind.ORIENTATION: Needs(
        "Coordonnées utiles",
        ("partner",),
        ("person", "orientation", "pieces"),
        ("partenaire_nom", "partenaire_adresse", "partenaire_telephone", "partenaire_verifie", "accord"),
    ),
    LetterKind.ABSENCE: Needs(
        "Votre rendez-vous",
        ("person", "appointment"),
        ("proposed",),
        ("usager_adresse", "creneaux", "service_telephone"),
    ),
}
