"""The profiles that are shipped hold; a profile with a mistake says where it is and what is expected."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ComptoirError, NotFound
from models.service import profile_file, theme
from models.service.permission import EVERYWHERE
from models.service.profile import Profile
from models.triage import triage
from tests.project import PROFILES

SMALL = """\
identifiant = "essai"
version = "1"
consentement = "D’accord ?"

[service]
nom = "Essai"
adresse = ["Rue 1"]
code_postal = "1200"
ville = "Genève"
telephone = "022 000 00 00"
pays = "CH"
subdivision = "GE"
fuseau = "Europe/Zurich"
indicatif = "CH"

[[urgence]]
code = "N0"
libelle = "danger"
jours = 0
[[urgence]]
code = "N1"
libelle = "jour"
jours = 0
[[urgence]]
code = "N2"
libelle = "vite"
jours = 2
[[urgence]]
code = "N3"
libelle = "bientôt"
jours = 14
[[urgence]]
code = "N4"
libelle = "prévu"
jours = 28

[[question]]
id = "majeur"
texte = "18 ans ?"
connu_par = "naissance"

[[question]]
id = "permis"
texte = "Titre ?"
genre = "choix"
[[question.choix]]
id = "B"
libelle = "permis B"
[[question.choix]]
id = "C"
libelle = "permis C"

[[prestation]]
id = "aide"
libelle = "Aide"
source = "quelque part"
verifie_le = 2026-11-22
[[prestation.condition]]
libelle = "majeur"
question = "majeur"
age_min = 18
[[prestation.condition]]
libelle = "titre"
question = "permis"
attendu = ["B"]

[[regle_urgence]]
quand = [{ question = "majeur", attendu = ["non"] }]
niveau = "N2"
raison = "mineur"

[[motif]]
id = "entretien"
libelle = "Entretien"
libelle_neutre = "un rendez-vous"
minutes = 45
lieux = ["sur_place"]
roles = ["travailleur_social"]

[[theme]]
id = "argent"
famille = "Ressources"
libelle = "Argent"
urgence = "N3"
motif = "entretien"
prestations = ["aide"]
questions = ["permis"]
"""


@pytest.fixture(params=["geneve", "france"])
def shipped(request: pytest.FixtureRequest) -> Profile:
    return profile_file.load(PROFILES / f"{request.param}.toml")


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[[str], str]:
    """What the profile text is refused with."""

    def load(source: str) -> str:
        path = tmp_path / "essai.toml"
        path.write_text(source, encoding="utf-8")
        with pytest.raises(ComptoirError) as error:
            profile_file.load(path)
        return error.value.message

    return load


def line_of(source: str, wanted: str) -> int:
    return 1 + next(place for place, line in enumerate(source.splitlines()) if wanted in line)


def test_the_small_profile_loads(tmp_path: Path) -> None:
    path = tmp_path / "essai.toml"
    path.write_text(SMALL, encoding="utf-8")
    assert profile_file.load(path).theme("argent").motive == "entretien"


def test_a_profile_saved_by_notepad_loads(tmp_path: Path) -> None:
    path = tmp_path / "essai.toml"
    path.write_bytes(SMALL.replace("\n", "\r\n").encode("utf-8-sig"))
    assert profile_file.load(path).id == "essai"


# (what is replaced, by what, the line to find in the broken text, what is said)
MISTAKES = [
    ('jours = 14', 'jours = "14"', 'jours = "14"', "« jours » attend un nombre entier"),
    ("jours = 14", "jour = 14", "jour = 14", "vouliez-vous dire « jours »"),
    ("jours = 14", "jours = -1", "jours = -1", "zéro jour ou plus"),
    ("jours = 14", "jours = 1", "jours = 1", "plus court"),
    ('famille = "Ressources"\n', "", "[[theme]]", "il manque la clé « famille »"),
    ('prestations = ["aide"]', 'prestations = ["aidee"]', '["aidee"]', "vouliez-vous dire « aide »"),
    ('questions = ["permis"]', 'questions = ["permi"]', '["permi"]', "vouliez-vous dire « permis »"),
    ('motif = "entretien"', 'motif = "entretiens"', '"entretiens"', "le motif « entretiens » n’existe pas"),
    ('attendu = ["B"]', 'attendu = ["Z"]', '["Z"]', "la réponse à « permis » « Z »"),
    ("age_min = 18", "age_min = -2", "age_min = -2", "un âge de 1 à 129 ans"),
    ('subdivision = "GE"', 'subdivision = "74"', 'subdivision = "74"', "n’est ni un canton ni un départ"),
    ("Europe/Zurich", "Europe/Geneve", "Europe/Geneve", "le fuseau horaire « Europe/Geneve » est inconnu"),
    ('indicatif = "CH"', 'indicatif = "+41"', '"+41"', "deux majuscules"),
    ('pays = "CH"', 'pays = "DE"', '"DE"', "« DE » n’est pas possible pour « pays »"),
    ('lieux = ["sur_place"]', 'lieux = ["surplace"]', '["surplace"]', "vouliez-vous dire « sur_place »"),
    ('roles = ["travailleur_social"]', "roles = []", "roles = []", "au moins un rôle"),
    ("minutes = 45", "minutes = 7", "minutes = 7", "par pas de 5"),
    ("minutes = 45", "minutes = 45\na_la_suite = true", "a_la_suite", "attend aussi « avec »"),
    ("minutes = 45", 'minutes = 45\navec = ["travailleur"]', '["travailleur"]', "travailleur_social"),
    ('id = "C"', 'id = "B"', '[[question]]\nid = "permis"', "deux choix de cette question ont le même id"),
    ('niveau = "N2"', 'niveau = "N9"', 'niveau = "N9"', "le niveau d’urgence « N9 »"),
    ("verifie_le = 2026-11-22", 'verifie_le = "hier"', '"hier"', "verifie_le"),
    ('ville = "Genève"', 'ville = "Genève', 'ville = "Genève', "guillemet"),
    ('ville = "Genève"', "ville Genève", "ville Genève", "signe ="),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where", "said"), MISTAKES)
def test_a_mistake_is_named_with_its_file_and_line(
    refusal: Callable[[str], str], old: str, new: str, where: str, said: str
) -> None:
    assert old in SMALL
    broken = SMALL.replace(old, new, 1)
    at = broken[: broken.index(where)].count("\n") + 1
    message = refusal(broken)
    assert message.startswith("essai.toml, ") and "?." not in message
    assert f"ligne {at} :" in message
    assert said in message


def test_an_id_used_twice_is_named_where_it_comes_again(refusal: Callable[[str], str]) -> None:
    again = SMALL + SMALL[SMALL.index("[[theme]]") :]
    message = refusal(again)
    assert "« argent » est déjà défini plus haut" in message
    assert f"ligne {line_of(SMALL, '[[theme]]') + 9} :" in message


def test_every_wrong_reference_is_told_at_once(refusal: Callable[[str], str]) -> None:
    broken = SMALL.replace('["aide"]', '["x"]').replace('questions = ["permis"]', 'questions = ["y"]')
    message = refusal(broken)
    assert "« x »" in message and "« y »" in message


def test_a_level_that_is_missing_is_named(refusal: Callable[[str], str]) -> None:
    start = SMALL.index('[[urgence]]\ncode = "N4"')
    assert "N4" in refusal(SMALL[:start] + SMALL[SMALL.index("[[question]]") :])


def test_a_list_file_that_is_not_there_is_named(refusal: Callable[[str], str]) -> None:
    files = '[[fichier]]\ngenre = "partenaires"\nchemin = "absent.csv"\nformat = "geneve"\n'
    files += 'source = "s"\nlicence = "l"\n'
    assert "« absent.csv » n’est pas à côté du profil" in refusal(SMALL + files)


def test_a_file_that_is_absent_or_not_utf8_is_refused_in_french(tmp_path: Path) -> None:
    with pytest.raises(ComptoirError, match="Aucun profil"):
        profile_file.load(tmp_path / "absent.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes(SMALL.encode("latin-1", errors="replace"))
    with pytest.raises(ComptoirError, match=f"ligne {line_of(SMALL, 'ville')} :.*UTF-8"):
        profile_file.load(latin)


@given(st.text(max_size=300))
def test_any_text_is_either_a_profile_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, source: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "hasard.toml"
    path.write_text(source, encoding="utf-8", errors="replace")
    with pytest.raises(ComptoirError, match="ligne"):
        profile_file.load(path)


@given(
    st.integers(0, len(SMALL.splitlines()) - 1),
    st.sampled_from(["", "=", "[[", "x = 1", 'x = "', "]", "é = 2"]),
)
def test_any_damaged_line_is_either_harmless_or_told(
    tmp_path_factory: pytest.TempPathFactory, at: int, by: str
) -> None:
    lines = SMALL.splitlines()
    lines[at] = by
    path = tmp_path_factory.getbasetemp() / "ligne.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        profile_file.load(path)
    except ComptoirError as error:
        assert "ligne" in error.message


def test_shipped_profiles_are_rich_enough_for_a_day(shipped: Profile) -> None:
    assert 15 <= len(shipped.themes) <= 30
    assert 5 <= len(shipped.motives) <= 9
    assert len({theme.family for theme in shipped.themes}) >= 8
    assert shipped.languages and shipped.consent.endswith("moment.")


def test_shipped_conditions_all_tell_their_source_and_day(shipped: Profile) -> None:
    for benefit in shipped.benefits:
        assert benefit.source and benefit.pieces and benefit.checked_on <= date(2026, 11, 22)
        for condition in benefit.conditions:
            assert condition.otherwise, condition.label
    assert all(route.source for route in shipped.routes)
    assert all(number.source for number in shipped.numbers)


def test_shipped_motives_have_known_roles_and_a_neutral_name(shipped: Profile) -> None:
    for motive in shipped.motives:
        assert set(motive.roles) <= set(EVERYWHERE)
        assert motive.neutral_label in ("un entretien", "un rendez-vous")


def test_shipped_texts_follow_french_typography() -> None:
    for name in ("geneve", "france"):
        loaded = profile_file.load(PROFILES / f"{name}.toml")
        said = [question.text for question in loaded.questions] + [level.advice for level in loaded.urgencies]
        said += [loaded.consent] + [theme.label for theme in loaded.themes]
        assert not [text for text in said if "'" in text or " ?" in text or " :" in text]


def test_shipped_profiles_never_say_non_as_an_answer(shipped: Profile) -> None:
    assert "non" not in {verdict.label for verdict in triage.Verdict}
    shown = [condition.otherwise for benefit in shipped.benefits for condition in benefit.conditions]
    assert not [text for text in shown if "non" in text.lower().split()]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("chom", "fin_chomage"),
        ("IMPÔTS", "impots"),
        ("form imp", "impots"),
        ("dehors", "sans_abri"),
        ("scarpa", "pension"),
    ],
)
def test_type_ahead_finds_a_theme_by_any_of_its_words(words: str, found: str) -> None:
    geneve = profile_file.load(PROFILES / "geneve.toml")
    assert theme.search(geneve, words)[0].id == found


def test_type_ahead_without_words_lists_everything_and_with_nonsense_nothing(shipped: Profile) -> None:
    assert theme.search(shipped, " ") == shipped.themes
    assert theme.search(shipped, "zzz") == []


def test_what_the_profile_does_not_hold_is_said(shipped: Profile) -> None:
    for look_up in (shipped.theme, shipped.motive, shipped.question, shipped.benefit, shipped.level):
        with pytest.raises(NotFound, match="« disparu »"):
            look_up("disparu")
