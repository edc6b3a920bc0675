"""The words of the templates a site starts with, kind by kind, as paragraphs with merge fields."""

from letters.fields.kinds import LetterKind

# (style, text) in the order of the letter; « % » lines are paragraphs that only hold a Jinja block.
Line = tuple[str, str]


def when(field: str, *lines: Line) -> list[Line]:
    """``lines`` where ``field`` says something."""
    return [("", f"{{%p if {field} %}}"), *lines, ("", "{%p endif %}")]


def either(field: str, lines: list[Line], without: list[Line]) -> list[Line]:
    """``lines`` where ``field`` says something, else the lines ``without`` it."""
    return [("", f"{{%p if {field} %}}"), *lines, ("", "{%p else %}"), *without, ("", "{%p endif %}")]


def each(field: str, style: str, words: str) -> list[Line]:
    """``words`` once for each line of ``field``, which is ``ligne`` in them."""
    return [("", f"{{%p for ligne in {field} %}}"), (style, words), ("", "{%p endfor %}")]


BODIES: dict[LetterKind, list[Line]] = {
    LetterKind.CONFIRMATION: [
        ("Corps", "Nous vous confirmons {{ rdv_intitule }} :"),
        ("Detail", "Date :\t{{ rdv_date }}"),
        ("Detail", "Heure :\t{{ rdv_heure }}"),
        ("Detail", "Durée prévue :\t{{ rdv_duree }}"),
        ("Detail", "Lieu :\t{{ rdv_lieu }}"),
        ("Detail", "Avec :\t{{ rdv_avec }}"),
        *when("rdv_acces", ("Detail", "Accès :\t{{ rdv_acces }}")),
        *when(
            "rdv_apporter",
            ("Corps", "Merci d’apporter ou de préparer :"),
            *each("rdv_apporter", "Liste", "–\t{{ ligne }}"),
            (
                "Corps",
                "S’il vous manque un document, gardez tout de même ce rendez-vous : nous verrons "
                "ensemble comment l’obtenir.",
            ),
        ),
        (
            "Corps",
            "En cas d’empêchement, ou si vous avez besoin d’un interprète ou d’un accueil adapté, "
            "appelez-nous au {{ service_telephone }} : nous trouverons une solution.",
        ),
    ],
    LetterKind.PIECES: [
        ("Corps", "Pour avancer avec vous, il nous manque :"),
        *each("pieces", "Liste", "{{ loop.index }}.\t{{ ligne }}"),
        ("Corps", "Merci de nous les remettre au plus tard le {{ delai }}."),
        (
            "Corps",
            "Une copie lisible suffit. Vous pouvez aussi venir avec l’original : nous le copions sur place "
            "et vous le rendons aussitôt.",
        ),
        (
            "Corps",
            "Sans ces documents, votre demande reste en attente. Si l’un d’eux vous manque, ou si le délai "
            "est trop court, appelez-nous au {{ service_telephone }} ou passez à l’accueil : nous vous "
            "aiderons à l’obtenir ou conviendrons d’une autre date.",
        ),
        *when("service_horaires", ("Corps", "Heures d’ouverture : {{ service_horaires }}.")),
    ],
    LetterKind.ATTESTATION: [
        (
            "Corps",
            "Nous attestons la présence dans nos locaux de {{ usager_nom_complet }} :",
        ),
        ("Detail", "Date :\t{{ passage_date }}"),
        ("Detail", "De :\t{{ passage_arrivee }} à {{ passage_depart }}"),
        ("Detail", "Lieu :\t{{ service_adresse|join(', ') }}"),
        *when("usager_naissance", ("Detail", "Date de naissance :\t{{ usager_naissance }}")),
        ("Detail", "Identité :\t{{ identite_verifiee }}"),
        (
            "Corps",
            "Cette attestation est remise à la personne, à sa demande, pour servir et valoir "
            "ce que de droit.",
        ),
    ],
    LetterKind.ORIENTATION: [
        ("Corps", "Comme convenu, voici à qui vous adresser :"),
        ("Fort", "{{ partenaire_nom }}"),
        *each("partenaire_adresse", "Suite", "{{ ligne }}"),
        *when("partenaire_telephone", ("Detail", "Téléphone :\t{{ partenaire_telephone }}")),
        *when("partenaire_courriel", ("Detail", "Courriel :\t{{ partenaire_courriel }}")),
        *when("partenaire_site", ("Detail", "Site internet :\t{{ partenaire_site }}")),
        ("Detail", "Horaires :\t{{ partenaire_horaires }}"),
        *when("partenaire_conditions", ("Detail", "Conditions :\t{{ partenaire_conditions }}")),
        ("Detail", "Renseignement :\t{{ partenaire_verifie }}"),
        *when(
            "pieces",
            ("Corps", "Prenez avec vous :"),
            *each("pieces", "Liste", "–\t{{ ligne }}"),
        ),
        ("Corps", "{{ accord }}"),
        (
            "Corps",
            "Si cela ne va pas comme prévu, revenez nous voir ou appelez-nous au {{ service_telephone }} : "
            "nous chercherons une autre solution avec vous.",
        ),
    ],
    # A fact, and a hand held out: no reproach, no consequence, nothing of what the appointment was about.
    LetterKind.ABSENCE: [
        ("Corps", "Le rendez-vous prévu le {{ rdv_date }} à {{ rdv_heure }} n’a pas pu avoir lieu."),
        *either(
            "creneaux",
            [
                (
                    "Corps",
                    "Nous vous proposons un nouveau rendez-vous, à votre choix, s’il est encore libre :",
                ),
                *each("creneaux", "Liste", "–\t{{ ligne }}"),
                (
                    "Corps",
                    "Pour confirmer celui qui vous convient, appelez-nous au {{ service_telephone }} ou "
                    "passez à l’accueil. Si aucun ne vous convient, nous en chercherons un autre avec vous.",
                ),
            ],
            [
                (
                    "Corps",
                    "Pour convenir d’une autre date, appelez-nous au {{ service_telephone }} ou passez à "
                    "l’accueil : nous chercherons avec vous ce qui vous convient.",
                )
            ],
        ),
        *when("service_horaires", ("Corps", "Heures d’ouverture : {{ service_horaires }}.")),
        ("Corps", "Si vous avez déjà repris contact avec nous, ne tenez pas compte de ce courrier."),
    ],
}
