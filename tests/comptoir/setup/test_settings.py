"""Settings: what wins, where each value comes from, and what is refused."""

import dataclasses
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.setup import access, setting, settings, settings_file
from models.errors import ComptoirError, DatabaseRefused


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in [name for name in os.environ if name.startswith(("XDG_", "COMPTOIR_"))]:
        monkeypatch.delenv(name)
    return tmp_path


def written(home: Path, text: str) -> dict[str, str]:
    file = home / "reglages.toml"
    file.write_text(text, encoding="utf-8")
    return {"COMPTOIR_REGLAGES": str(file)}


def read(words: str) -> str:
    """``words`` without what only typography sees."""
    return words.replace("\u00a0", " ")


def refused(environ: dict[str, str]) -> str:
    with pytest.raises(ComptoirError) as caught:
        settings.load(environ)
    return read(caught.value.message)


def test_without_file_every_value_is_a_default(home: Path) -> None:
    loaded = settings.load({})
    assert {line.origin for line in settings.listing(loaded)} == {"défaut"}
    assert loaded.database == str(home / ".local/share/comptoir/comptoir.db")
    assert loaded.lock_minutes == 15


def test_the_key_lies_apart_from_the_data() -> None:
    loaded = settings.load({})
    assert loaded.key_file.parent != Path(loaded.database).parent


def test_the_file_wins_over_the_default_and_the_variable_over_the_file(home: Path) -> None:
    environ = written(home, '# nos réglages\nverrou_minutes = 5\ntheme = "monochrome"\n')
    loaded = settings.load(environ | {"COMPTOIR_VERROU_MINUTES": "30"})
    assert (loaded.lock_minutes, loaded.theme) == (30, "monochrome")
    origins = {line.name: line.origin for line in settings.listing(loaded)}
    assert origins["verrou_minutes"] == "variable COMPTOIR_VERROU_MINUTES"
    assert origins["theme"] == f"{home}/reglages.toml:3"
    assert origins["base"] == "défaut"


def test_every_setting_is_listed_and_has_a_field(home: Path) -> None:
    names = [line.name for line in settings.listing(settings.load({}))]
    assert names == [one.name for one in setting.SETTINGS]
    fields = {field.name for field in dataclasses.fields(settings.Settings)} - {"keys", "origins"}
    assert {one.attribute for one in setting.SETTINGS} == fields


def test_a_tilde_is_the_home_and_a_relative_path_starts_beside_the_file(home: Path) -> None:
    loaded = settings.load(written(home, 'profil = "~/service/profil.toml"\ncourriers = "sortie"\n'))
    assert loaded.profile == home / "service/profil.toml"
    assert loaded.letters == home / "sortie"


def test_an_unknown_setting_is_refused_with_its_file_and_line(home: Path) -> None:
    assert f"{home}/reglages.toml:2 : « veroux »" in refused(
        written(home, '\nveroux = 3\n[touches]\naide = "f1"\n')
    )


def test_an_unknown_table_is_refused_with_its_line(home: Path) -> None:
    assert "reglages.toml:2 : « couleurs »" in refused(written(home, '\n[couleurs]\nfond = "bleu"\n'))


@pytest.mark.parametrize(
    "line",
    [
        "verrou_minutes = 0",
        "verrou_minutes = 121",
        "verrou_minutes = true",
        "verrou_minutes = 1.5",
        'verrou_minutes = "dix"',
        'theme = "vert"',
        "theme = 3",
        "base = 12",
        'base = ""',
        'base = "mysql://serveur/base"',
        "fichier_cle = []",
        "site = 3",
        'guichet = "a\\u0007b"',
        f'guichet = "{"a" * 81}"',
    ],
)
def test_a_malformed_value_is_refused_with_its_file_and_line(home: Path, line: str) -> None:
    message = refused(written(home, f"# ici\n{line}\n"))
    assert message.startswith(f"{home}/reglages.toml:2 : « {line.split(maxsplit=1)[0]} » attend")


def test_a_malformed_variable_is_refused_by_name() -> None:
    assert "COMPTOIR_VERROU_MINUTES" in refused({"COMPTOIR_VERROU_MINUTES": "1e3"})


def test_an_unknown_variable_is_refused_but_those_of_the_tests_are_not() -> None:
    assert "COMPTOIR_VERROU" in refused({"COMPTOIR_VERROU": "3"})
    settings.load({"COMPTOIR_TESTS_COMPLETS": "1"})


def test_a_syntax_error_is_refused_with_its_line(home: Path) -> None:
    assert "reglages.toml:2 : " in refused(written(home, "verrou_minutes = 3\ntheme = seize\n"))


def test_a_file_in_another_encoding_is_refused_with_its_line(home: Path) -> None:
    environ = written(home, "")
    Path(environ["COMPTOIR_REGLAGES"]).write_bytes('# ici\n# réglages\ntheme = "é"\n'.encode("latin-1"))
    assert "reglages.toml:2 : " in refused(environ)


def test_a_named_file_that_is_not_there_is_refused(home: Path) -> None:
    assert "n’existe pas" in refused({"COMPTOIR_REGLAGES": str(home / "absent.toml")})


def test_keys_are_read_with_their_line(home: Path) -> None:
    loaded = settings.load(written(home, 'theme = "monochrome"\n\n[touches]\nagenda = "ctrl+t"\n'))
    assert loaded.keys == {"agenda": "ctrl+t"}
    assert f"{home}/reglages.toml:4 : « touches.agenda » ne va pas" in read(
        loaded.refusal("touches.agenda", "ne va pas").message
    )


@pytest.mark.parametrize("table", ["touches = 3", "[touches]\naide = 1", '[touches]\n\naide = ""'])
def test_malformed_keys_are_refused(home: Path, table: str) -> None:
    assert f"reglages.toml:{len(table.splitlines())} : « touches" in refused(written(home, table))


def test_an_id_without_quotation_marks_is_the_same_id(home: Path) -> None:
    loaded = settings.load(written(home, '[touches]\nplace.phone = "f11"\n[touches.desk]\nnext = "x"\n'))
    assert loaded.keys == {"place.phone": "f11", "desk.next": "x"}
    assert loaded.origins["touches.place.phone"] == f"{home}/reglages.toml:2"
    assert loaded.origins["touches.desk.next"] == f"{home}/reglages.toml:4"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("accueil:s3cret@serveur/comptoir", "accueil:***@serveur/comptoir"),
        ("accueil:s3cret@s3cret@serveur/comptoir", "accueil:***@serveur/comptoir"),
        ("serveur/comptoir?password=s3cret", "serveur/comptoir?password=***"),
        ("a@serveur/c?user=a&PASSWORD=s3cret&port=1", "a@serveur/c?user=a&PASSWORD=***&port=1"),
        ("serveur/c?sslpassword=s3cret&sslkey=k", "serveur/c?sslpassword=***&sslkey=k"),
        ("a:s3cret@un:5432,deux:5432/c?password=s3cret", "a:***@un:5432,deux:5432/c?password=***"),
        ("un:5432,deux:5433/c", "un:5432,deux:5433/c"),
    ],
)
def test_a_server_password_is_never_listed(address: str, shown: str) -> None:
    loaded = settings.load({"COMPTOIR_BASE": f"postgresql://{address}"})
    assert settings.listing(loaded)[0].value == f"postgresql://{shown}"
    assert loaded.on_server


@given(st.text(max_size=200))
def test_any_text_is_settings_or_a_french_refusal(text: str) -> None:
    try:
        table = settings_file.parse(Path("reglages.toml"), text)
        settings_file.where(Path("reglages.toml"), text, next(iter(table), "base"))
    except ComptoirError as error:
        assert error.message.startswith("reglages.toml:")


def test_a_key_is_created_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "cle"
    assert access.create_key(path)
    first = access.read_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not access.create_key(path)
    assert access.read_key(path) == first


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cle"
    access.create_key(path)
    path.chmod(0o640)
    with pytest.raises(DatabaseRefused, match="chmod 600"):
        access.read_key(path)


@pytest.mark.parametrize("content", ["", "0" * 63, "g" * 64, "0" * 64 + "\n0", "é" * 64])
def test_what_is_not_a_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cle"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(DatabaseRefused, match="64 chiffres"):
        access.read_key(path)


def test_a_database_that_is_not_there_is_not_created_by_opening(tmp_path: Path) -> None:
    site = settings.in_directory(tmp_path)
    access.create_key(site.key_file)
    with pytest.raises(DatabaseRefused, match="comptoir init"):
        access.open_engine(site)
    assert not Path(site.database).exists()


def test_a_missing_key_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused, match="n’existe pas"):
        access.open_engine(settings.in_directory(tmp_path), create=True)


def test_a_machine_says_its_site_and_its_counter(home: Path) -> None:
    loaded = settings.load(written(home, 'site = " Jonction "\nguichet = "guichet\u00a02"\n'))
    assert (loaded.site, loaded.counter) == ("Jonction", "guichet 2")
    assert (settings.load({}).site, settings.load({}).counter) == ("", "")
