"""The pre-check never refuses for want of an answer, and urgency only rises on what is sure."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import NotFound
from models.person.birth import Birth, Precision
from models.service import profile_file, theme
from models.service.profile import Profile
from models.triage import triage
from models.triage.triage import Urgency, Verdict
from tests.project import PROFILES

DAY = date(2026, 11, 23)


@cache
def loaded(name: str) -> Profile:
    return profile_file.load(PROFILES / f"{name}.toml")


@st.composite
def situations(draw: st.DrawFn) -> tuple[Profile, list[str], dict[str, str]]:
    """A shipped profile, some of its themes, and some answers, unknown ones among them."""
    site = loaded(draw(st.sampled_from(["geneve", "france"])))
    themes = draw(st.lists(st.sampled_from([theme.id for theme in site.themes]), min_size=1, max_size=3))
    answers = {
        question.id: draw(st.sampled_from([*question.answers, triage.UNKNOWN]))
        for question in draw(st.lists(st.sampled_from(site.questions), unique_by=lambda one: one.id))
    }
    return site, themes, answers


def only(site: Profile, theme: str, answers: dict[str, str], born: date | None = None) -> triage.Precheck:
    (found,) = triage.precheck(site, [theme], answers, Birth(born) if born else None)
    return found


def test_end_of_unemployment_with_permit_b_in_the_canton_is_probable_and_n3() -> None:
    site = loaded("geneve")
    answers = {
        "danger": "non",
        "dort_dehors": "non",
        "majeur": "oui",
        "permis": "B",
        "domicile_canton": "oui",
    }
    answers |= {"sans_revenu": "oui", "loyer_paye": "oui"}
    found = only(site, "fin_chomage", answers)
    assert found.verdict is Verdict.PROBABLE
    assert found.reasons == ("18 ans ou plus", "titre de séjour (permis B)", "vit dans le canton")
    assert found.missing == () and found.next_question is None
    assert any("hospicegeneral.ch" in source and "22.11.2026" in source for source in found.sources)
    advice = triage.urgency(site, ["fin_chomage"], answers, DAY)
    assert (advice.level, advice.reason, advice.deadline) == (Urgency.N3, "sans revenu", date(2026, 12, 7))
    motive = site.motive(site.theme("fin_chomage").motive)
    assert (motive.id, motive.minutes, motive.roles) == ("premier_entretien", 45, ["social_worker"])


def test_help_with_a_tax_form_is_planned_and_may_be_by_phone() -> None:
    site = loaded("geneve")
    assert theme.search(site, "impots formulaire")[0].id == "impots"
    advice = triage.urgency(site, ["impots"], {"danger": "non", "dort_dehors": "non"}, DAY)
    assert (advice.level, advice.deadline) == (Urgency.N4, date(2026, 12, 21))
    motive = site.motive(site.theme("impots").motive)
    assert (motive.id, motive.minutes, motive.venues[0]) == ("aide_administrative", 30, "phone")


def test_sleeping_outside_tonight_in_france_is_n1_and_domiciliation_asks_on() -> None:
    site = loaded("france")
    answers = {"dort_dehors": "oui"}
    advice = triage.urgency(site, ["sans_domicile"], answers, DAY)
    assert (advice.level, advice.reason, advice.deadline) == (Urgency.N1, "dort dehors cette nuit", DAY)
    assert "115" in advice.advice
    found = only(site, "sans_domicile", answers)
    assert found.verdict is Verdict.INCOMPLETE
    assert found.next_question is not None and found.next_question.id == "adresse_stable"
    found = only(site, "sans_domicile", answers | {"adresse_stable": "non", "sejour_commune": "oui"})
    assert found.verdict is Verdict.PROBABLE
    assert found.reasons == ("sans adresse stable pour son courrier", "séjourne dans la commune")


@pytest.mark.parametrize("name", ["geneve", "france"])
def test_danger_now_is_n0_with_numbers_to_call_whatever_is_asked(name: str) -> None:
    site = loaded(name)
    for one in site.themes:
        advice = triage.urgency(site, [one.id], {"danger": "oui", "dort_dehors": "oui"}, DAY)
        assert (advice.level, advice.reason) == (Urgency.N0, "danger maintenant")
        assert any(number.number in advice.advice for number in site.numbers)
        assert triage.questions(site, [one.id], {})[0].id == "danger"


def test_any_one_link_with_the_commune_is_enough_and_all_must_be_absent_to_doubt() -> None:
    site = loaded("france")
    links = ["sejour_commune", "activite_commune", "suivi_commune", "famille_commune", "enfant_scolarise"]
    none = {"adresse_stable": "non"} | dict.fromkeys(links, "non")
    assert only(site, "domiciliation", none).verdict is Verdict.UNLIKELY
    for link in links:
        assert only(site, "domiciliation", none | {link: "oui"}).verdict is Verdict.PROBABLE
        left_open = only(site, "domiciliation", none | {link: "?"})
        assert (left_open.verdict, left_open.missing) == (Verdict.INCOMPLETE, (link,))


def test_rsa_wants_25_years_or_a_child_and_reads_the_birth_date(monday: object) -> None:
    site = loaded("france")
    rest = {"residence_france": "oui", "nationalite": "titre_5_ans"}
    assert only(site, "rsa", rest, date(2001, 11, 23)).verdict is Verdict.PROBABLE
    young = only(site, "rsa", rest, date(2001, 11, 24))
    assert (young.verdict, young.missing[0]) == (Verdict.INCOMPLETE, "enfant_a_charge")
    assert only(site, "rsa", rest | {"enfant_a_charge": "oui"}, date(2006, 1, 1)).verdict is Verdict.PROBABLE


def test_the_birth_date_wins_over_an_answer_given_before_it_was_known(monday: object) -> None:
    rest = {"majeur": "non", "permis": "C", "domicile_canton": "oui"}
    assert only(loaded("geneve"), "fin_chomage", rest, date(1980, 3, 12)).verdict is Verdict.PROBABLE


def test_what_is_unlikely_says_why() -> None:
    found = only(loaded("geneve"), "fin_chomage", {"domicile_canton": "non", "majeur": "oui"})
    assert (found.verdict, found.reasons) == (Verdict.UNLIKELY, ("domicile hors du canton",))


def test_an_answer_that_the_profile_does_not_offer_is_unknown() -> None:
    found = only(
        loaded("geneve"), "fin_chomage", {"majeur": "peut-être", "permis": "Z", "domicile_canton": ""}
    )
    assert (found.verdict, found.missing) == (Verdict.INCOMPLETE, ("majeur", "permis", "domicile_canton"))


def test_a_question_left_open_comes_back_after_those_not_asked_yet() -> None:
    found = only(loaded("geneve"), "fin_chomage", {"majeur": "?"})
    assert found.next_question is not None and found.next_question.id == "permis"
    found = only(loaded("geneve"), "fin_chomage", {"majeur": "?", "permis": "B", "domicile_canton": "oui"})
    assert found.next_question is not None and found.next_question.id == "majeur"


def test_what_is_known_of_a_person_is_proposed(monday: object) -> None:
    site = loaded("geneve")
    proposed = triage.known(site, born=Birth(date(2008, 11, 23)), in_area=True, permit="Permis b")
    assert proposed == {"majeur": "oui", "domicile_canton": "oui", "permis": "B"}
    assert triage.known(site, born=None, in_area=None, permit="") == {}
    proposed = triage.known(loaded("france"), born=Birth(date(2001, 11, 24)), in_area=True, permit="")
    assert proposed == {"vingt_cinq_ans": "non"}


def test_a_year_of_birth_answers_as_far_as_it_goes(monday: object) -> None:
    site = loaded("geneve")

    def known(year: int) -> str:
        born = Birth(date(year, 1, 1), Precision.YEAR)
        return triage.known(site, born=born, in_area=None, permit="").get("majeur", "?")

    assert [known(year) for year in (2007, 2008, 2009)] == ["oui", "?", "non"]
    rest = {"permis": "C", "domicile_canton": "oui"}
    (found,) = triage.precheck(site, ["fin_chomage"], rest, Birth(date(2008, 1, 1), Precision.YEAR))
    assert (found.verdict, found.missing) == (Verdict.INCOMPLETE, ("majeur",))


@pytest.mark.parametrize(
    ("permit", "desk"),
    [
        ("B", "CAS"),
        ("F", "AMIG"),
        ("S", "Bouchet"),
        ("sans", "aide d’urgence"),
        ("G", "France"),
        ("L", "professionnel"),
    ],
)
def test_a_permit_leads_to_a_desk(permit: str, desk: str) -> None:
    (route,) = triage.routes(loaded("geneve"), {"permis": permit})
    assert desk in route.to and route.source


def test_every_permit_leads_somewhere() -> None:
    site = loaded("geneve")
    for permit in site.question("permis").answers:
        assert triage.routes(site, {"permis": permit})
    assert triage.routes(site, {"permis": "?"}) == []


def test_questions_keep_their_place_and_drop_what_no_longer_matters() -> None:
    site = loaded("france")
    names = [question.id for question in triage.questions(site, ["domiciliation"], {})]
    assert names[:4] == ["danger", "dort_dehors", "adresse_stable", "sejour_commune"]
    answers = {"adresse_stable": "non", "activite_commune": "oui"}
    names = [question.id for question in triage.questions(site, ["domiciliation"], answers)]
    assert names == ["danger", "dort_dehors", "adresse_stable", "activite_commune"]


def test_a_theme_that_left_the_profile_is_said() -> None:
    with pytest.raises(NotFound):
        triage.precheck(loaded("geneve"), ["disparu"], {})


def test_without_a_theme_a_request_is_planned() -> None:
    assert triage.urgency(loaded("geneve"), [], {}, DAY).level is Urgency.N4


@given(situations())
def test_nothing_is_unlikely_before_something_is_known(
    situation: tuple[Profile, list[str], dict[str, str]],
) -> None:
    site, themes, answers = situation
    unknown = dict.fromkeys(answers, triage.UNKNOWN)
    for found in triage.precheck(site, themes, unknown):
        assert found.verdict is Verdict.INCOMPLETE


@given(situations())
def test_what_is_incomplete_has_a_next_question_among_the_missing(
    situation: tuple[Profile, list[str], dict[str, str]],
) -> None:
    site, themes, answers = situation
    asked = {question.id for question in triage.questions(site, themes, answers)}
    for found in triage.precheck(site, themes, answers):
        if found.verdict is Verdict.INCOMPLETE:
            assert found.next_question is not None and found.next_question.id in found.missing
            assert set(found.missing) <= asked
        else:
            assert found.missing == () and found.next_question is None and found.reasons


@given(situations(), st.data())
def test_one_more_answer_never_turns_a_sure_verdict_nor_lowers_urgency(
    situation: tuple[Profile, list[str], dict[str, str]], data: st.DataObject
) -> None:
    site, themes, answers = situation
    open_ones = [one for one in site.questions if answers.get(one.id, triage.UNKNOWN) == triage.UNKNOWN]
    if not open_ones:
        return
    question = data.draw(st.sampled_from(open_ones))
    more = answers | {question.id: data.draw(st.sampled_from(list(question.answers)))}
    for before, after in zip(
        triage.precheck(site, themes, answers), triage.precheck(site, themes, more), strict=True
    ):
        if before.verdict is not Verdict.INCOMPLETE:
            assert after.verdict is before.verdict
        else:
            assert set(after.missing) <= set(before.missing)
    assert triage.urgency(site, themes, more, DAY).level <= triage.urgency(site, themes, answers, DAY).level


@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_answers_and_unknown_ones_change_nothing(
    situation: tuple[Profile, list[str], dict[str, str]], random: object
) -> None:
    site, themes, answers = situation
    pairs = list(answers.items())
    random.shuffle(pairs)  # type: ignore[attr-defined]
    sure = {name: answer for name, answer in pairs if answer != triage.UNKNOWN}
    known = [(found.verdict, found.missing) for found in triage.precheck(site, themes, answers)]
    assert [(found.verdict, found.missing) for found in triage.precheck(site, themes, dict(pairs))] == known
    assert [(found.verdict, found.missing) for found in triage.precheck(site, themes, sure)] == known
    assert triage.urgency(site, themes, sure, DAY) == triage.urgency(site, themes, answers, DAY)


@given(situations())
def test_the_deadline_is_the_delay_of_the_level(situation: tuple[Profile, list[str], dict[str, str]]) -> None:
    site, themes, answers = situation
    advice = triage.urgency(site, themes, answers, DAY)
    assert advice.deadline == DAY + timedelta(days=site.level(advice.level.value).days)
    assert advice.reason
    assert advice.level.value <= min(site.theme(theme).urgency for theme in themes)
