"""What the merge fields say, and what they refuse to say."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from letters.fields.context import FIELDS, Context
from letters.fields.kinds import NEEDS, LetterKind
from letters.fields.registry import fields_of, samples, values
from models.agenda.appointment import Status
from models.errors import ComptoirError
from models.service.site import Site
from models.service.venue import Venue
from tests.letters.conftest import suited


def partner(context: Context, **changes: Any) -> Context:
    assert context.partner
    return replace(context, partner=replace(context.partner, **changes))


def appointment(context: Context, **changes: Any) -> Context:
    assert context.appointment
    return replace(context, appointment=replace(context.appointment, **changes))


def person(context: Context, **changes: Any) -> Context:
    assert context.person
    return replace(context, person=replace(context.person, **changes))


def test_a_confirmation_says_when_where_with_whom_and_what_to_bring(context: Context) -> None:
    said = values(LetterKind.CONFIRMATION, context)
    assert said["lieu_et_date"] == "Carouge, le 23 novembre 2026"
    assert said["usager_adresse"] == ["Madame Camille MULLER", "Chemin des Exemples 12", "1227 Carouge"]
    assert said["rdv_date"] == "mardi 1er décembre 2026"
    assert said["rdv_heure"] == "14 h 30"
    assert said["rdv_duree"] == "45 min"
    assert said["rdv_lieu"] == "dans nos locaux, Rue de la Fontaine 3, 1227 Carouge"
    assert said["rdv_avec"] == "Dominique Modèle"
    both = values(
        LetterKind.CONFIRMATION, appointment(context, second_agent_id=3, second_agent_name="Sacha Exemple")
    )
    assert both["rdv_avec"] == "Dominique Modèle et Sacha Exemple"
    assert context.appointment
    then = replace(context.appointment, agent_name="Sacha Exemple", starts_at=context.appointment.ends_at)
    said = values(LetterKind.CONFIRMATION, replace(context, then=then))
    assert said["rdv_avec"] == "Dominique Modèle, puis Sacha Exemple à 15 h 15"
    assert said["rdv_intitule"] == "un entretien"
    assert said["rdv_apporter"] == ["Permis de séjour", "Bail à loyer", "Décision de la caisse de chômage"]


@pytest.mark.parametrize("kind", LetterKind)
def test_no_letter_is_given_what_somebody_came_for(kind: LetterKind, context: Context) -> None:
    bare = replace(context, motive=None, pieces=("Pièce d’identité",))
    said = str(values(kind, suited(kind, context if kind is not LetterKind.PIECES else bare)))
    for secret in ("fin de droits", "violence", "hôpital", "permis B"):
        assert secret not in said


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_names_the_part_it_misses(kind: LetterKind, context: Context) -> None:
    for part in NEEDS[kind].parts:
        empty: Any = () if part == "pieces" else None
        with pytest.raises(ComptoirError, match="indiquez d’abord"):
            values(kind, replace(context, **{part: empty}))


def test_what_is_optional_may_miss(context: Context) -> None:
    said = values(LetterKind.ORIENTATION, replace(context, person=None, orientation=None, pieces=()))
    assert said["usager_civilite"] == "Madame, Monsieur"
    assert said["usager_adresse"] == ["Remis en main propre"]
    assert said["pieces"] == []
    assert "aucune information" in said["accord"]


def test_without_address_or_name_the_letter_is_handed_over(context: Context) -> None:
    said = values(LetterKind.ORIENTATION, person(context, address=""))
    assert said["usager_adresse"] == ["Madame Camille MULLER", "Remis en main propre"]
    hidden = person(context, anonymous=True, given_name="", civility="")
    assert values(LetterKind.ORIENTATION, hidden)["usager_adresse"][0] != "anonyme"
    assert values(LetterKind.CONFIRMATION, hidden)["usager_prenom_nom"] == ""


def test_an_envelope_bears_the_name_of_birth_of_who_has_no_other(context: Context) -> None:
    claire = person(context, family_name="", birth_name="Martin", given_name="Claire", nickname="Clarette")
    said = values(LetterKind.CONFIRMATION, claire)
    assert said["usager_adresse"][0] == "Madame Claire MARTIN"
    assert (said["usager_nom"], said["usager_prenom_nom"]) == ("MARTIN", "Claire MARTIN")
    momo = person(context, family_name="", given_name="", birth_name="", nickname="Momo", civility="")
    assert values(LetterKind.CONFIRMATION, momo)["usager_adresse"][0] == "Momo"


def test_a_french_town_is_in_capitals(french: Context) -> None:
    said = values(LetterKind.CONFIRMATION, person(french, commune="Évian-les-Bains", postcode="74500"))
    assert said["usager_adresse"][-1] == "74500 ÉVIAN-LES-BAINS"
    assert said["service_adresse"][-1] == "74000 ANNECY"
    assert said["service_telephone"] == "04 50 55 55 55"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Venue.PHONE, "par téléphone ; nous vous appelons au 079 555 00 00"),
        (Venue.HOME, "à votre domicile"),
        (Venue.VIDEO, "en visioconférence ; nous vous envoyons le lien"),
    ],
)
def test_elsewhere_than_at_the_counter_the_way_is_not_explained(
    place: Venue, words: str, context: Context
) -> None:
    said = values(LetterKind.CONFIRMATION, appointment(context, venue=place))
    assert (said["rdv_lieu"], said["rdv_acces"]) == (words, "")


def test_the_address_is_that_of_the_site_of_the_appointment(context: Context, french: Context) -> None:
    onex = Site(2, "Onex", "Route de Chancy 9", "1213", "Onex", "", active=True)
    said = values(LetterKind.CONFIRMATION, replace(context, site=onex))
    assert said["rdv_lieu"] == "dans nos locaux, Onex, Route de Chancy 9, 1213 Onex"
    # How to come to another address is not how to come there.
    assert said["rdv_acces"] == ""
    bare = Site(3, "Annexe", "", "", "", "", active=True)
    assert (
        values(LetterKind.CONFIRMATION, replace(french, site=bare))["rdv_lieu"] == "dans nos locaux, Annexe"
    )
    missed = suited(LetterKind.ABSENCE, replace(context, site=onex))
    assert "dans nos locaux, Onex, Route de Chancy 9" in values(LetterKind.ABSENCE, missed)["creneaux"][0]


def test_a_letter_of_another_site_bears_its_address_and_its_telephone(context: Context) -> None:
    onex = Site(2, "Onex", "Route de Chancy 9", "1213", "Onex", "022 555 98 76", active=True)
    said = values(LetterKind.CONFIRMATION, replace(context, site=onex))
    assert said["service_adresse"] == ["Route de Chancy 9", "1213 Onex"]
    assert said["service_telephone"] == "022 555 98 76"
    assert "Onex, le " in said["lieu_et_date"]


def test_a_call_without_a_number_asks_for_one(context: Context) -> None:
    said = values(LetterKind.CONFIRMATION, appointment(context, venue=Venue.PHONE, person_phone=""))
    assert said["rdv_lieu"] == "par téléphone ; donnez-nous votre numéro"


@pytest.mark.parametrize("status", [Status.EXCUSED, Status.REVOKED])
def test_a_cancelled_appointment_is_not_confirmed(status: Status, context: Context) -> None:
    with pytest.raises(ComptoirError, match="annulé"):
        values(LetterKind.CONFIRMATION, appointment(context, status=status))


def test_after_an_absence_two_times_are_proposed_each_with_its_day_hour_worker_and_place(
    context: Context,
) -> None:
    said = values(LetterKind.ABSENCE, suited(LetterKind.ABSENCE, context))
    assert (said["rdv_date"], said["rdv_heure"]) == ("mardi 1er décembre 2026", "14 h 30")
    assert said["creneaux"] == [
        "jeudi 3 décembre 2026 à 9 h, avec Dominique Modèle, dans nos locaux, Rue de la Fontaine 3, "
        "1227 Carouge",
        "vendredi 4 décembre 2026 à 14 h 30, avec Sacha Exemple, dans nos locaux, Rue de la Fontaine 3, "
        "1227 Carouge",
    ]
    assert "rdv_intitule" not in said


def test_a_time_with_two_workers_names_both(context: Context) -> None:
    first, second = context.proposed
    joint = replace(first, second=replace(second, starts_at=first.starts_at))
    after = replace(first, second=second)
    said = values(LetterKind.ABSENCE, suited(LetterKind.ABSENCE, replace(context, proposed=(joint, after))))
    assert "avec Dominique Modèle et Sacha Exemple," in said["creneaux"][0]
    assert "avec Dominique Modèle, puis Sacha Exemple à 14 h 30," in said["creneaux"][1]


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.ABSENT])
def test_nobody_is_written_to_as_absent_who_was_not(status: Status, context: Context) -> None:
    with pytest.raises(ComptoirError, match="pas noté « absent »"):
        values(LetterKind.ABSENCE, appointment(context, status=status))


def test_a_deadline_in_the_past_is_refused(context: Context) -> None:
    with pytest.raises(ComptoirError, match="Délai passé"):
        values(LetterKind.PIECES, replace(context, deadline=date(2026, 11, 22)))


def test_an_attestation_says_from_when_to_when_and_whether_identity_was_seen(context: Context) -> None:
    said = values(LetterKind.ATTESTATION, context)
    assert (said["passage_date"], said["passage_arrivee"], said["passage_depart"]) == (
        "lundi 23 novembre 2026",
        "9 h 05",
        "10 h",
    )
    assert said["identite_verifiee"] == "telle que déclarée, non vérifiée"
    seen = values(LetterKind.ATTESTATION, replace(context, identity_verified=True))
    assert seen["identite_verifiee"] == "vérifiée sur présentation d’une pièce d’identité"


def test_somebody_still_here_is_attested_until_now_and_never_for_a_past_day(context: Context) -> None:
    assert context.visit
    here = replace(context, visit=replace(context.visit, closed_at=None))
    assert values(LetterKind.ATTESTATION, here)["passage_depart"] == "9 h 41"
    yesterday = replace(context.visit, closed_at=None, day=date(2026, 11, 20))
    with pytest.raises(ComptoirError, match="vendredi 20 novembre 2026"):
        values(LetterKind.ATTESTATION, replace(context, visit=yesterday))


def test_nobody_anonymous_is_attested(context: Context) -> None:
    with pytest.raises(ComptoirError, match="anonyme"):
        values(LetterKind.ATTESTATION, person(context, anonymous=True))


def test_a_discreet_letter_does_not_name_the_service(context: Context) -> None:
    said = values(LetterKind.ATTESTATION, replace(context, discreet=True))
    assert (said["service_nom"], said["service_courriel"]) == ("", "")


def test_a_partner_nobody_verified_is_said_to_be_so(context: Context) -> None:
    assert values(LetterKind.ORIENTATION, context)["partenaire_verifie"] == "vérifié le 2 novembre 2026"
    unsure = values(LetterKind.ORIENTATION, partner(context, verified_on=None))
    assert unsure["partenaire_verifie"] == "à vérifier avant de s’y rendre"


def test_consent_is_printed_as_it_was_given(context: Context) -> None:
    assert context.orientation
    assert "avez accepté" in values(LetterKind.ORIENTATION, context)["accord"]
    refused = replace(context, orientation=replace(context.orientation, consent=False))
    assert "aucune information" in values(LetterKind.ORIENTATION, refused)["accord"]


def test_values_are_plain_cleaned_text(context: Context) -> None:
    said = values(LetterKind.CONFIRMATION, person(context, family_name="A\x1b[31mB\u202eC", address="1\n2"))
    assert said["usager_nom"] == "ABC"
    for value in said.values():
        assert isinstance(value, str) or all(isinstance(line, str) for line in value)
        assert not any(ord(letter) < 32 for letter in "".join(value))


@pytest.mark.parametrize("kind", LetterKind)
def test_every_field_has_a_sample_of_the_type_it_renders(kind: LetterKind, context: Context) -> None:
    said = values(kind, suited(kind, context))
    assert said.keys() == samples(kind).keys() == fields_of(kind).keys()
    for name, sample in samples(kind).items():
        assert type(sample) is type(said[name]) is type(FIELDS[name].absent), name
        assert sample
