"""Merge fields of the hand-out: the partner's details as the directory has them, and what was agreed."""

from letters.fields.context import Context, Value, field
from models import telephone, text

TO_VERIFY = "à vérifier avant de s’y rendre"
AGREED = (
    "Vous avez accepté que nous transmettions à ce partenaire les informations utiles pour vous recevoir. "
    "Vous pouvez revenir sur cet accord à tout moment."
)
NOTHING_SENT = "Nous n’avons transmis aucune information sur vous à ce partenaire."


@field("partenaire_nom", "Nom du partenaire", "Association La Passerelle", "partner")
def _(context: Context) -> Value:
    assert context.partner
    return context.partner.name


@field("partenaire_adresse", "Adresse du partenaire", ["Rue du Pont 8", "1205 Genève"], "partner")
def _(context: Context) -> Value:
    assert context.partner
    return [context.partner.address, f"{context.partner.postcode} {context.partner.commune}"]


@field("partenaire_telephone", "Téléphone du partenaire", "022 555 04 56", "partner")
def _(context: Context) -> Value:
    assert context.partner
    return telephone.show(context.partner.phone, context.service.phone_region)


@field("partenaire_courriel", "Courriel du partenaire", "contact@passerelle.example", "partner")
def _(context: Context) -> Value:
    assert context.partner
    return context.partner.email


@field("partenaire_site", "Site internet du partenaire", "https://passerelle.example", "partner")
def _(context: Context) -> Value:
    assert context.partner
    return context.partner.website


@field("partenaire_horaires", "Heures d’ouverture du partenaire", "mardi et jeudi, 14 h – 17 h", "partner")
def _(context: Context) -> Value:
    assert context.partner
    return context.partner.hours or "à demander au partenaire"


@field("partenaire_conditions", "Conditions d’accueil, vide si inconnues", "Sur rendez-vous", "partner")
def _(context: Context) -> Value:
    assert context.partner
    return context.partner.conditions


@field(
    "partenaire_verifie", "Date à laquelle la fiche a été vérifiée", "vérifié le 2 novembre 2026", "partner"
)
def _(context: Context) -> Value:
    assert context.partner
    day = context.partner.verified_on
    return f"vérifié le {text.long_date(day).split(' ', 1)[1]}" if day else TO_VERIFY


@field(
    "accord",
    "Ce que la personne a accepté que l’on transmette",
    AGREED,
    "orientation",
    absent=NOTHING_SENT,
)
def _(context: Context) -> Value:
    assert context.orientation
    return AGREED if context.orientation.consent else NOTHING_SENT
