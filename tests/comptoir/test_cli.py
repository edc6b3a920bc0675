"""The commands, run as people run them: in a process of their own, with a home of their own."""

import os
import pty
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
import pytest

from comptoir import cli
from comptoir.program import failure
from comptoir.terminal import check as terminal_check
from models.errors import ComptoirError, InvalidInput
from tests import shared

Run = Callable[..., "subprocess.CompletedProcess[str]"]
PASSWORD = "une phrase assez longue"
FIRST = ("--identifiant", "alice", "--nom-agent", "Alice Aubert")


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "COMPTOIR_"))}
    return kept | {"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "TERM": "linux"}


@pytest.fixture
def run(environ: dict[str, str], tmp_path: Path) -> Run:
    def go(*arguments: str, typed: str = "", **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "comptoir", *arguments],
            input=typed,
            env=environ | variables,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return go


@pytest.fixture
def site(run: Run, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A prepared Geneva site."""

    def make(home: Path) -> None:
        named = ("--nom", 'CAS "Les \\ Acacias"')
        done = run("init", "--profile", "geneve", *named, *FIRST, typed=f"{PASSWORD}\n", HOME=str(home))
        assert done.returncode == 0, done.stdout + done.stderr

    shutil.copytree(shared.once(tmp_path_factory, "cli", make), tmp_path, dirs_exist_ok=True)
    return run


def in_a_terminal(environ: dict[str, str], *arguments: str, answers: Sequence[str] = ()) -> tuple[int, str]:
    """Run in a real pseudo-terminal, typing an answer at each prompt; exit code and everything shown."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "comptoir", *arguments],
        env=environ,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    shown, waiting = b"", list(answers)
    while True:
        try:
            block = os.read(master, 4096)
        except OSError:
            break
        if not block:
            break
        shown += block
        if waiting and shown.endswith(b" : "):
            os.write(master, f"{waiting.pop(0)}\n".encode())
    os.close(master)
    return process.wait(timeout=30), shown.decode("utf-8", "replace")


def test_help_names_every_command_and_option_in_french(run: Run) -> None:
    shown = run("--help").stdout
    for word in ("init", "demo", "check", "reglages", "agents", "plages retirer NUMÉRO", "absences ajouter",
                 "modeles DOSSIER", "importer partenaires FICHIER"):  # fmt: skip
        assert re.search(rf"^  {word}\b", shown, re.M), word

    def options(group: click.Group) -> Iterator[str]:
        for command in group.commands.values():
            yield from (word for one in command.params if isinstance(one, click.Option) for word in one.opts)
            if isinstance(command, click.Group):
                yield from options(command)

    assert set(options(cli.commands)) <= set(re.findall(r"--[a-z-]+", shown))
    for english in ("Usage", "Commands", "Show this", "Error", "default", "required"):
        assert english not in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "La commande « chek » n’existe pas ; vouliez-vous dire check ?"),
        (["demo", "--profil", "x"], "vouliez-vous dire --profile"),
        (["demo", "--profile", "vaud"], "choisissez parmi geneve, france"),
        (["demo", "--profile"], "attend une valeur"),
        (["check", "tout"], "ne prend pas « tout »"),
        (["importer", "partenaires"], "Il manque FICHIER"),
        (["init"], "Indiquez le profil"),
        (["init", "--profile", "geneve", "--departement", "74"], "--profile france"),
    ],
)
def test_a_mistyped_command_is_explained_in_french(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    shown = capsys.readouterr()
    assert said.replace(" ", " ") in shown.err.replace("\u00a0", " ")
    assert not shown.out
    assert not re.search(r"Usage|Error|Try|Missing|No such", shown.err)


def test_without_terminal_the_desk_is_refused_in_one_sentence(run: Run) -> None:
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "terminal" in done.stderr


@pytest.mark.pty
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"TERM": "dumb"}, "TERM"),
        ({"TERM": ""}, "TERM"),
        ({"LC_ALL": "C"}, "UTF-8"),
        ({"LC_ALL": "", "LANG": "fr_FR.ISO-8859-1"}, "UTF-8"),
    ],
)
@pytest.mark.parametrize("command", [[], ["demo"]])
def test_an_unfit_terminal_is_refused_in_one_sentence(
    environ: dict[str, str], variables: dict[str, str], said: str, command: list[str]
) -> None:
    code, shown = in_a_terminal(environ | variables, *command)
    assert code == 2
    assert said in shown
    assert len(shown.splitlines()) == 1


@pytest.mark.parametrize("charset", ["UTF-8", "utf8", "UTF-8@euro"])
def test_a_utf8_locale_is_recognised(charset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getencoding", lambda: "utf-8")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert terminal_check.refusal({"TERM": "linux", "LANG": f"fr_CH.{charset}"}) == ""


def test_settings_are_listed_with_their_origin(run: Run, tmp_path: Path) -> None:
    done = run("reglages", COMPTOIR_THEME="monochrome")
    assert done.returncode == 0
    assert "theme = monochrome" in done.stdout
    assert "variable COMPTOIR_THEME" in done.stdout


def test_a_refused_setting_is_two_lines_on_stderr(run: Run) -> None:
    done = run("reglages", COMPTOIR_THEME="vert")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0] == "Réglage refusé"
    assert len(done.stderr.splitlines()) == 2


def test_init_prepares_a_site_that_check_finds_sound(site: Run, tmp_path: Path) -> None:
    config, data = tmp_path / ".config/comptoir", tmp_path / ".local/share/comptoir"
    key = config / "comptoir.cle"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (config, data)} == {0o700}
    assert not (data / "comptoir.db").read_bytes().startswith(b"SQLite format 3")
    checked = site("check")
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout


def test_check_names_the_values_of_the_example_until_the_service_wrote_its_own(
    site: Run, tmp_path: Path
) -> None:
    profile = tmp_path / ".config/comptoir/profil.toml"
    said = site("check").stdout
    assert "en ordre" not in said
    assert "adresse, telephone, courriel, horaires, venir" in said
    own = {
        "adresse": '["Rue de Carouge 1"]', "telephone": '"022 555 01 23"', "courriel": '"cas@carouge.test"',
        "horaires": '"8h-12h"', "venir": '"Tram 12"',
    }  # fmt: skip
    written = profile.read_text("utf-8")
    for key, value in own.items():
        written = re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", written, count=1)
    profile.write_text(written, "utf-8")
    assert "Tout est en ordre" in site("check").stdout


def test_init_writes_the_name_of_the_service_in_its_profile(site: Run, tmp_path: Path) -> None:
    from models.service import profile_file

    loaded = profile_file.load(tmp_path / ".config/comptoir/profil.toml")
    assert loaded.service.name == 'CAS "Les \\ Acacias"'


def test_a_prepared_site_is_brought_up_to_date_without_naming_its_profile(site: Run) -> None:
    # As a base of an earlier version is told: « Lancez « comptoir init » ».
    done = site("init")
    assert done.returncode == 0, done.stderr
    assert "Profil : déjà là, gardé" in done.stdout.replace("\u00a0", " ")
    assert "Agents : déjà là, inchangés." in done.stdout.replace("\u00a0", " ")


def test_init_again_changes_nothing(site: Run, tmp_path: Path) -> None:
    config = tmp_path / ".config/comptoir"
    before = {path: path.read_bytes() for path in config.rglob("*") if path.is_file()}
    done = site("init", "--profile", "france", "--departement", "74")
    assert done.returncode == 0, done.stderr
    assert "gardé" in done.stdout
    assert {path: path.read_bytes() for path in config.rglob("*") if path.is_file()} == before
    assert set(re.findall(r"ajoutés \d+, mis à jour \d+", done.stdout)) == {"ajoutés 0, mis à jour 0"}


def test_init_without_terminal_wants_a_name_and_a_long_password(run: Run) -> None:
    assert run("init", "--profile", "geneve").returncode == 2
    short = run("init", "--profile", "geneve", *FIRST, typed="court\n")
    assert short.returncode == 1
    assert "10 caractères" in short.stderr
    assert run("init", "--profile", "geneve", *FIRST, typed=f"{PASSWORD}\n").returncode == 0


@pytest.mark.pty
def test_init_asks_the_password_twice_without_showing_it(environ: dict[str, str]) -> None:
    answers = ["Alice Aubert", "alice", "court", PASSWORD, "autre chose, mal tapée", PASSWORD, PASSWORD]
    code, shown = in_a_terminal(environ, "init", "--profile", "geneve", answers=answers)
    assert code == 0, shown
    assert "Trop court" in shown
    assert "pas pareils" in shown
    assert "identifiant alice" in shown
    assert not [secret for secret in ("court\r", PASSWORD, "autre chose") if secret in shown]


def test_init_remembers_the_chosen_database(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "ailleurs" / "accueil.db"
    chosen = ("init", "--profile", "geneve", "--database", str(place), *FIRST)
    done = run(*chosen, typed=f"{PASSWORD}\n")
    assert done.returncode == 0, done.stderr
    assert place.exists()
    assert run("check").returncode == 0
    other = run("init", "--profile", "geneve", "--database", str(tmp_path / "autre.db"))
    assert other.returncode == 1
    assert "reglages.toml:1" in other.stderr


def test_init_does_not_remember_a_database_that_it_could_not_open(run: Run, tmp_path: Path) -> None:
    nobody = "postgresql://comptoir:s3cret@127.0.0.1:9/comptoir?connect_timeout=2"
    done = run("init", "--profile", "geneve", "--database", nobody, *FIRST, typed=f"{PASSWORD}\n")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    assert "s3cret" not in done.stdout + done.stderr
    assert not (tmp_path / ".config/comptoir/reglages.toml").exists()


def test_init_does_not_make_a_new_key_for_an_old_database(site: Run, tmp_path: Path) -> None:
    key = tmp_path / ".config/comptoir/comptoir.cle"
    key.unlink()
    done = site("init", "--profile", "geneve")
    assert done.returncode == 1
    assert "Clé introuvable" in done.stderr
    assert not key.exists()


def test_check_says_everything_that_is_wrong_at_once(site: Run, tmp_path: Path) -> None:
    (tmp_path / ".config/comptoir/comptoir.cle").chmod(0o644)
    profile = tmp_path / ".config/comptoir/profil.toml"
    profile.write_text(profile.read_text("utf-8").replace("[service]", "[servise]"), "utf-8")
    done = site("check")
    assert done.returncode == 3
    said = done.stdout.replace("\u00a0", " ")
    assert "Base : Clé mal protégée" in said
    assert "Profil : " in said


def test_check_before_init_says_what_to_do(run: Run) -> None:
    done = run("check")
    assert done.returncode == 3
    assert "comptoir init" in done.stdout.replace("\u00a0", " ")
    assert "illisible" not in done.stdout


def test_what_a_library_says_to_programmers_reaches_nobody() -> None:
    said = "import logging, warnings; warnings.warn('Deprecated'); logging.getLogger('x').warning('Workbook')"
    program = f"from comptoir import cli; cli.main(['--version']); {said}"
    command = [sys.executable, "-W", "always", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_importing_partners_reports_the_bad_lines_and_keeps_the_good_ones(site: Run, tmp_path: Path) -> None:
    columns = "id,theme,official_name,what,audience,address,phone,website,source,confidence,note"
    file = tmp_path / "partenaires.csv"
    file.write_text(
        f"{columns}\nX1,logement,Foyer du Lac,hébergement,tous,,,,https://exemple.ch,official,\nX2,logement,,,,,,,,,\n",
        encoding="utf-8",
    )
    done = site("importer", "partenaires", str(file))
    assert done.returncode == 1
    said = done.stdout.replace("\u00a0", " ")
    assert "ajoutés 1," in said
    assert "ligne 3 : " in said


def test_a_file_that_is_not_there_is_said(site: Run) -> None:
    done = site("importer", "partenaires", "absent.csv")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "absent.csv" in done.stderr


def test_a_defect_is_one_sentence_and_a_file_for_its_owner(tmp_path: Path) -> None:
    log = tmp_path / "nouveau" / "comptoir.log"
    try:
        raise RuntimeError("bad")
    except RuntimeError as error:
        said = failure.sentence(error, log)
    assert str(log) in said
    assert "RuntimeError: bad" in log.read_text("utf-8")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_defect_never_shows_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "listing", lambda settings: broken())
    monkeypatch.setenv("COMPTOIR_JOURNAL_TECHNIQUE", str(tmp_path / "pannes.log"))
    assert cli.main(["reglages"]) == 1
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert str(tmp_path / "pannes.log") in said
    assert "ZeroDivisionError" in (tmp_path / "pannes.log").read_text("utf-8")


def test_a_defect_that_cannot_be_logged_is_still_a_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "fichier"
    blocked.touch()
    assert "panne" in failure.sentence(RuntimeError("bad"), blocked / "comptoir.log")


def test_what_the_system_says_of_a_refusal_goes_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "comptoir.log"

    def refused(kind: type[ComptoirError], cause: Exception) -> ComptoirError:
        try:
            try:
                raise kind("Courrier non déposé", "Corrigez.") from cause
            except ComptoirError as inner:
                raise kind("Feuille non déposée", inner.message) from inner
        except ComptoirError as outer:
            return outer

    failure.keep_cause(refused(InvalidInput, ValueError("typed")), log)
    failure.keep_cause(ComptoirError("Base introuvable", "Préparez ce poste."), log)
    assert not log.exists()
    failure.keep_cause(refused(ComptoirError, OSError(5, "Input/output error")), log)
    assert "Feuille non déposée: OSError: [Errno 5] Input/output error" in log.read_text("utf-8")
    failure.keep_cause(refused(ComptoirError, OSError(5, "")), tmp_path / "comptoir.log" / "below")


_PRESSED = """
import os, signal, sys

class Pressed:
    def find_spec(self, name, *_):
        if name == pressed_at:
            os.kill(os.getpid(), signal.SIGINT)

pressed_at, sys.argv[1:] = sys.argv[1], ["--version"]
sys.meta_path.insert(0, Pressed())
from comptoir.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize("loaded", ["comptoir.cli", "click", "comptoir.commands.sites", "importlib.metadata"])
def test_ctrl_c_while_the_program_starts_shows_no_traceback(loaded: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PRESSED, loaded], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.strip()) in [(-signal.SIGINT, ""), (130, "Interrompu.")]


def test_no_memory_is_left_in_a_file_when_the_program_dies() -> None:
    asked = (
        "import resource, click\nfrom comptoir import cli\n"
        "cli.main(['--version'])\nprint(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "(0, 0)"
