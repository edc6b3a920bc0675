"""Merge fields of every letter: the service, the person, the appointment, documents and presence.

There is no field for what somebody came for: a letter cannot betray what it is never given.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from letters.fields.context import FIELDS, Context, Value, field
from models import clock, telephone, text
from models.person import naming
from models.service.venue import Venue
from models.slots.slot import Slot

ANYBODY = "Madame, Monsieur"
BY_HAND = "Remis en main propre"
TO_COMPLETE = "Adresse à compléter"


def _written_day(day: date) -> str:
    """``23 novembre 2026``: the day without its weekday, which only a coming date needs."""
    return text.long_date(day).split(" ", 1)[1]


def _hour(instant: datetime) -> str:
    """``9 h``, ``14 h 05``, with no-break spaces."""
    local = clock.local(instant)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02d}" if local.minute else f"{local.hour}\u00a0h"


def _town(country: str, postcode: str, city: str) -> str:
    """``1227 Carouge``; in France the town in capitals (AFNOR XP Z 10-011)."""
    return f"{postcode} {city.upper() if country == 'FR' else city}".strip()


# The service and the letter itself.


@field(
    "service_nom", "Nom du service (absent d’un courrier discret)", "Centre d’action sociale de la Fontaine"
)
def _(context: Context) -> Value:
    return "" if context.discreet else context.service.name


@field(
    "service_adresse", "Adresse du service, une ligne après l’autre", ["Rue de la Fontaine 3", "1227 Carouge"]
)
def _(context: Context) -> Value:
    service, site = context.service, context.site
    if site is not None and site.address:
        return [site.address, _town(service.country, site.postcode, site.city)]
    return [*service.address, _town(service.country, service.postcode, service.city)]


@field("service_telephone", "Téléphone du service", "022 555 01 23")
def _(context: Context) -> Value:
    phone = (context.site and context.site.phone) or context.service.phone
    return telephone.show(phone, context.service.phone_region)


@field("service_courriel", "Courriel du service (absent d’un courrier discret)", "accueil@service.example")
def _(context: Context) -> Value:
    return "" if context.discreet else context.service.email


@field("service_horaires", "Heures d’ouverture", "lundi à vendredi, 9 h – 12 h et 14 h – 17 h")
def _(context: Context) -> Value:
    return context.service.hours


@field(
    "service_acces",
    "Comment venir, accès en fauteuil roulant",
    "Tram 12, arrêt Fontaine ; accès de plain-pied.",
)
def _(context: Context) -> Value:
    above = context.site is not None and context.site.address
    return "" if above and _elsewhere(context) else context.service.directions


def _elsewhere(context: Context) -> bool:
    """The service says how to come to its own address, not to another site."""
    return context.site is not None and context.site.address not in context.service.address


@field("lieu_et_date", "Lieu et date du courrier", "Carouge, le 9 novembre 2026")
def _(context: Context) -> Value:
    city = (context.site and context.site.address and context.site.city) or context.service.city
    return f"{city}, le {_written_day(context.day)}"


@field("agent_nom", "Qui écrit et signe", "Claire Exemple")
def _(context: Context) -> Value:
    return context.agent.name


# The person.


@field("usager_civilite", "« Madame », « Monsieur », ou les deux", ANYBODY, "person", absent=ANYBODY)
def _(context: Context) -> Value:
    assert context.person
    return context.person.civility or ANYBODY


@field("usager_nom", "Nom de famille", "DUPONT", "person")
def _(context: Context) -> Value:
    assert context.person
    return naming.last_name(context.person)


@field("usager_prenom_nom", "Prénom et nom", "Camille DUPONT", "person")
def _(context: Context) -> Value:
    assert context.person
    return naming.written_name(context.person)


@field("usager_nom_complet", "Civilité si elle est connue, prénom et nom", "Madame Camille DUPONT", "person")
def _(context: Context) -> Value:
    assert context.person
    return f"{context.person.civility} {_name(context)}"


@field(
    "usager_adresse",
    "Nom et adresse, une ligne après l’autre",
    ["Madame Camille DUPONT", "Chemin des Exemples 12", "1227 Carouge"],
    "person",
    absent=[BY_HAND],
)
def _(context: Context) -> Value:
    assert context.person
    person = context.person
    name = f"{person.civility} {_name(context)}"
    town = _town(context.service.country, person.postcode, person.commune)
    if person.address and town:
        return [name, person.address, town]
    # An address that no postman finds is none: the letter is handed over instead, to who is there.
    return [name, BY_HAND if context.here else TO_COMPLETE]


@field("usager_naissance", "Date de naissance, vide si inconnue", "12 mars 1980", "person")
def _(context: Context) -> Value:
    assert context.person
    return context.person.birth.written if context.person.birth else ""


def _name(context: Context) -> str:
    name = FIELDS["usager_prenom_nom"].render(context)
    assert isinstance(name, str)
    return name


# The appointment.


@field("rdv_date", "Jour et date du rendez-vous", "lundi 23 novembre 2026", "appointment")
def _(context: Context) -> Value:
    assert context.appointment
    return text.long_date(clock.local(context.appointment.starts_at).date())


@field("rdv_heure", "Heure du rendez-vous", "14 h 30", "appointment")
def _(context: Context) -> Value:
    assert context.appointment
    return _hour(context.appointment.starts_at)


@field("rdv_duree", "Durée prévue", "45 min", "appointment")
def _(context: Context) -> Value:
    assert context.appointment
    minutes = (context.appointment.ends_at - context.appointment.starts_at) // timedelta(minutes=1)
    return text.duration(minutes).replace(" ", "\u00a0")


@field("rdv_lieu", "Où, ou comment", "dans nos locaux, Rue de la Fontaine 3, 1227 Carouge", "appointment")
def _(context: Context) -> Value:
    return _where(context)


def _where(context: Context) -> str:
    """Where the appointment is; times proposed instead of it are there too."""
    assert context.appointment
    match context.appointment.venue:
        case Venue.ON_SITE:
            return ", ".join(("dans nos locaux", *_premises(context)))
        case Venue.HOME:
            return "à votre domicile"
        case Venue.VIDEO:
            return "en visioconférence ; nous vous envoyons le lien"
    number = telephone.show(context.appointment.person_phone, context.service.phone_region)
    return (
        f"par téléphone ; nous vous appelons au {number}"
        if number
        else "par téléphone ; donnez-nous votre numéro"
    )


def _premises(context: Context) -> Iterable[str]:
    """The address of the site, which is that of the service when it has one only; its name if it has none."""
    site = context.site
    if site is None:
        return FIELDS["service_adresse"].render(context)
    town = _town(context.service.country, site.postcode, site.city)
    return [line for line in (site.name, site.address, town) if line]


@field("rdv_avec", "Avec qui", "Dominique Modèle", "appointment")
def _(context: Context) -> Value:
    assert context.appointment
    after = f", puis {context.then.agents} à {_hour(context.then.starts_at)}" if context.then else ""
    return f"{context.appointment.agents}{after}"


@field(
    "rdv_acces", "Comment venir, si le rendez-vous est sur place", "Tram 12, arrêt Fontaine.", "appointment"
)
def _(context: Context) -> Value:
    assert context.appointment
    here = context.appointment.venue is Venue.ON_SITE and not _elsewhere(context)
    return context.service.directions if here else ""


@field("rdv_intitule", "Intitulé neutre du rendez-vous", "un rendez-vous", "motive", absent="un rendez-vous")
def _(context: Context) -> Value:
    assert context.motive
    return context.motive.neutral_label


@field("rdv_apporter", "Ce qu’il faut apporter", ["Pièce d’identité", "Bail à loyer"], "appointment")
def _(context: Context) -> Value:
    bring = context.motive.bring if context.motive else ()
    return list(dict.fromkeys((*bring, *context.pieces)))


@field(
    "creneaux",
    "Deux créneaux proposés, s’il y en a de libres : jour, heure, avec qui, où",
    [
        "lundi 30 novembre 2026 à 14 h 30, avec Dominique Modèle, dans nos locaux, Rue de la Fontaine 3, "
        "1227 Carouge",
        "mardi 1er décembre 2026 à 9 h, avec Dominique Modèle, dans nos locaux, Rue de la Fontaine 3, "
        "1227 Carouge",
    ],
    "appointment",
    "proposed",
)
def _(context: Context) -> Value:
    where = _where(context)
    return [f"{_day_and_hour(one)}, avec {_agents(one)}, {where}" for one in context.proposed]


def _day_and_hour(one: Slot) -> str:
    return f"{text.long_date(clock.local(one.starts_at).date())} à {_hour(one.starts_at)}"


def _agents(one: Slot) -> str:
    if one.second is None:
        return one.agent_name
    if one.second.starts_at == one.starts_at:
        return f"{one.agent_name} et {one.second.agent_name}"
    return f"{one.agent_name}, puis {one.second.agent_name} à {_hour(one.second.starts_at)}"


# Documents, presence.


@field("pieces", "Les documents demandés", ["Pièce d’identité", "Bail à loyer"], "pieces")
def _(context: Context) -> Value:
    return list(context.pieces)


@field("delai", "Date limite de remise", "lundi 30 novembre 2026", "deadline")
def _(context: Context) -> Value:
    assert context.deadline
    return text.long_date(context.deadline)


@field("passage_date", "Jour et date du passage", "lundi 9 novembre 2026", "visit")
def _(context: Context) -> Value:
    assert context.visit
    return text.long_date(context.visit.day)


@field("passage_arrivee", "Heure d’arrivée", "9 h 05", "visit")
def _(context: Context) -> Value:
    assert context.visit
    return _hour(context.visit.arrived_at)


@field(
    "passage_depart", "Heure de départ ; l’heure du courrier si la personne est encore là", "10 h 15", "visit"
)
def _(context: Context) -> Value:
    assert context.visit
    return _hour(context.visit.closed_at or clock.now())


@field(
    "identite_verifiee",
    "Si une pièce d’identité a été vue",
    "vérifiée sur présentation d’une pièce d’identité",
    "visit",
)
def _(context: Context) -> Value:
    if context.identity_verified:
        return "vérifiée sur présentation d’une pièce d’identité"
    return "telle que déclarée, non vérifiée"
