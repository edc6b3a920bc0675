"""The rules of the house: floors, a wheel that stands alone, a lock without addresses, typography."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import shared
from tests.project import PACKAGES, ROOT, sources
from tests.real_clock import real_clocks

NO_BREAK = "\u00a0"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def shipped_text() -> Iterator[tuple[Path, str]]:
    """Every text file of the project, as git would ship it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else []
    paths = [ROOT / name for name in names if name] or sources(*PACKAGES, "tests")
    for path in paths:
        if path.is_file() and path.suffix not in (".docx", ".svg"):
            yield path, path.read_text("utf-8", errors="replace")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real wheel, installed without its dependencies in a folder outside the checkout."""
    return shared.once(tmp_path_factory, "wheel", install) / "site"


def install(outside: Path) -> None:
    """Build the wheel in a folder and install it there, in ``site``."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(outside)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = outside.glob("*.whl")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--disable-pip-version-check",
    ]
    subprocess.run([*pip, "--target", str(outside / "site"), str(wheel)], check=True, capture_output=True)


def test_an_installed_wheel_runs_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    script = (
        # The third-party packages of this environment, but not the checkout that its editable install adds.
        f"import sys; site, checkout = {str(installed)!r}, {str(ROOT)!r}\n"
        "sys.path[:] = [site] + [path for path in sys.path if path not in ('', checkout)]\n"
        "import comptoir.cli, models.errors\n"
        "assert comptoir.cli.__file__.startswith(site), comptoir.cli.__file__\n"
        "assert models.errors.__file__.startswith(site), models.errors.__file__\n"
        "sys.exit(comptoir.cli.main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "reglages" in done.stdout


def test_the_wheel_holds_four_packages_and_every_file_of_theirs(installed: Path) -> None:
    tops = {path.name for path in installed.iterdir() if path.is_dir()} - {"bin", "__pycache__"}
    assert {name for name in tops if not name.endswith(".dist-info")} == set(PACKAGES)
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert (installed / path.relative_to(ROOT)).exists(), path


def test_the_wheel_holds_no_test(installed: Path) -> None:
    (wheel,) = installed.parent.glob("*.whl")
    assert not [
        name for name in zipfile.ZipFile(wheel).namelist() if Path(name).name.startswith(("test", "conftest"))
    ]


def test_imports_only_go_down() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_commands_load_nothing_heavy() -> None:
    heavy = [
        "textual",
        "rich",
        "docx",
        "docxtpl",
        "holidays",
        "babel",
        "phonenumbers",
        "rapidfuzz",
        "argon2",
        "dateutil",
        "openpyxl",
        "icalendar",
        "recurring_ical_events",
    ]
    script = f"import sys, comptoir.cli; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_package_files_stay_empty() -> None:
    assert not [
        path for path in sources(*PACKAGES, "tests") if path.name == "__init__.py" and path.read_bytes()
    ]


def test_no_file_names_a_machine_or_an_index() -> None:
    # Written in two halves so that this file does not find itself.
    unwanted = re.compile(
        "|".join(["/wo" + "rk/", "/ho" + "me/", "py" + r"pi\.org", "python" + "hosted", "/si" + r"mple\b"])
    )
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in shipped_text()
        if (match := unwanted.search(text))
    ]
    assert not found


def test_the_lock_holds_names_versions_and_hashes_only() -> None:
    name = re.compile(r"[a-z0-9.-]+(\[[a-z,]+\])?==[0-9][\w.]*( ; [\w .'!=<>()]+)? \\")
    digest = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?")
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    assert not [line for line in lines if not name.fullmatch(line) and not digest.fullmatch(line)]


def declared() -> set[str]:
    project = PROJECT["project"]
    wanted = [
        *project["dependencies"],
        *PROJECT["dependency-groups"]["dev"],
        *PROJECT["build-system"]["requires"],
    ]
    for extra in project["optional-dependencies"].values():
        wanted += extra
    return {re.split(r"[\[<>=!~ ;]", line)[0].lower() for line in wanted}


def test_every_dependency_is_locked_and_has_its_reason() -> None:
    locked = set(re.findall(r"(?m)^([a-z0-9.-]+)", (ROOT / "requirements.lock").read_text("utf-8")))
    assert declared() <= locked
    reasons = re.findall(r"(?m)^### (.+)\n(.+)", (ROOT / "docs" / "dependances.md").read_text("utf-8"))
    assert {title.lower() for title, words in reasons if len(words) > 15} == declared()


def french_strings(path: Path) -> Iterator[tuple[int, str]]:
    """Each string of ``path`` as a person reads it (a placeholder is ␀), docstrings apart."""
    tree = ast.parse(path.read_text("utf-8"))
    apart: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        ) and ast.get_docstring(node):
            apart.add(id(node.body[0].value))  # type: ignore[attr-defined]
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            apart.add(id(node.left))  # looked for in the words of a server: not ours to write
        if isinstance(node, ast.JoinedStr):
            apart |= {id(part) for part in ast.walk(node) if part is not node}
    for node in ast.walk(tree):
        if id(node) in apart:
            continue
        if isinstance(node, ast.JoinedStr):
            words = ""
            for part in node.values:
                words += str(part.value) if isinstance(part, ast.Constant) else "␀"
            yield node.lineno, words
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


# SQL, and the quotes of a CLDR date pattern, are other languages.
FOREIGN = re.compile(r"\b(SELECT|INSERT|DELETE|UPDATE|CREATE|WHERE|PRAGMA|MATCH|LIMIT|VALUES)\b|'er'")
WRONG = re.compile(
    r"[A-Za-zÀ-ÿœ]'[A-Za-zÀ-ÿœ]"  # a straight apostrophe inside a word
    r"|[\w»)’%…␀] [;!?](?=\s|$)|[\w»)’%…␀] :(?=\s|$)| »|« "  # an ordinary space where it must not break
    rf"|«[^{NO_BREAK}]|[^{NO_BREAK}]»"
)


def test_french_has_its_apostrophes_and_its_spaces() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {words[max(0, match.start() - 20) : match.end() + 20]!r}"
        for path in sources(*PACKAGES)
        for line, words in french_strings(path)
        if not FOREIGN.search(words) and (match := WRONG.search(words))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("wrong", ["l'accueil", "Prêt ?", "Base : prête", "« oui »", "«oui»", "␀ ;"])
def test_the_typography_rule_sees_what_is_wrong(wrong: str) -> None:
    assert WRONG.search(wrong)


def test_the_typography_rule_accepts_what_is_right() -> None:
    assert not WRONG.search(f"l’accueil{NO_BREAK}: «{NO_BREAK}oui{NO_BREAK}», à 10:30{NO_BREAK}!")


# What is said of somebody whose gender is not asked: « DUPONT Marie est parti » is wrong for every other.
_BY_GENDER = (
    "absent|accueilli|appelé|arrivé|attendu|connu|envoyé|hébergé|inscrit|orienté|parti|présent|prévenu|"
    "protégé|rappelé|reçu|renseigné|renvoyé|retiré|revenu|servi|seul|suivi|venu|vu"
)
AGREES = re.compile(
    rf"(?:␀|^|(?<![\w-])[Vv]ous)[ {NO_BREAK}]?(?:n’)?(?:est|êtes|était|sera|serez|(?:a|avez|avait) été)"
    rf"(?: pas| déjà| de nouveau)? (?:{_BY_GENDER})\b"  # « ␀ est parti », « est parti » put behind a name
    rf"|^(?i:accueilli|arrivé|attendu|hébergé|inscrit|parti|prévenu|revenu|servi|venu)\b(?! ?\()"
)


def test_no_sentence_gives_somebody_a_gender() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {words!r}"
        for path in sources(*PACKAGES)
        for line, words in french_strings(path)
        if " " in words and AGREES.search(words)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "wrong",
    [
        "␀ est appelé.",
        "est parti sans être reçu",
        "Vous êtes attendu ailleurs",
        "␀ a été reçu",
        "Parti à ␀",
        "␀ est seul",
    ],
)
def test_the_rule_of_gender_sees_who_agrees(wrong: str) -> None:
    assert AGREES.search(wrong)


@pytest.mark.parametrize(
    "right",
    [
        "␀ : numéro appelé",
        "La personne est partie",
        "départ sans attendre",
        "Le message est parti",
        "L’avis est reçu",
    ],
)
def test_the_rule_of_gender_leaves_nouns_alone(right: str) -> None:
    assert not AGREES.search(right)


# --- rows


def by_position(source: str, made: set[str]) -> Iterator[int]:
    """The lines where one of the classes ``made`` is given three columns of a row in their order, or all."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in made:
            continue
        owners = [ast.unparse(one.value) for one in node.args if isinstance(one, ast.Attribute)]
        whole = len(node.args) == 1 and isinstance(node.args[0], ast.Starred)
        if whole or any(owners.count(owner) > 2 for owner in owners):
            yield node.lineno


def test_what_a_row_holds_is_read_by_its_names() -> None:
    classes = {
        node.name
        for path in sources("models")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        and (node.decorator_list or "NamedTuple" in map(ast.unparse, node.bases))
    }
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources("models")
        for line in by_position(path.read_text("utf-8"), classes)
    ]
    assert not found, "models.store.rows.filled reads a row by the names of its fields"


@pytest.mark.parametrize(
    "wrong", ["Visit(row.id, row.day, Status(row.status), row.number)", "[Visit(*one) for one in q]"]
)
def test_the_rule_of_rows_sees_positions(wrong: str) -> None:
    assert list(by_position(wrong, {"Visit"}))


# --- tests


def test_no_test_knows_the_day_it_is_written_on() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources("tests")
        for line in real_clocks(path.read_text("utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "wrong",
    [
        "def test() -> None:\n    assert kept.day == date.today()",
        "def test() -> None:\n    assert datetime.datetime.now(UTC) > kept.at",
        "from time import time_ns",
        "TODAY = clock.today()",
        "@pytest.mark.parametrize('day', [clock.now()])\ndef test(day: date) -> None: ...",
        "def book(day: date = clock.today()) -> None: ...",
        "pytestmark = [pytest.mark.pty]\ndef test() -> None:\n    terminal.type('24.11.2026')",
        "@pytest.mark.real_clock\ndef test() -> None:\n    day = date(2026, 11, 24)",
    ],
)
def test_the_rule_of_days_sees_who_knows_the_day(wrong: str) -> None:
    assert list(real_clocks(wrong))


@pytest.mark.parametrize(
    "right",
    [
        "def test() -> None:\n    assert kept.day == clock.today()",
        "def test() -> None:\n    with clock.frozen(datetime(2026, 11, 24, 8, tzinfo=UTC)): ...",
        "def test() -> None:\n    began = time.monotonic()",
        "def test() -> None:\n    # the real clock: what the system dates\n    assert time.time() > kept",
    ],
)
def test_the_rule_of_days_leaves_the_held_clock_alone(right: str) -> None:
    assert not list(real_clocks(right))


@pytest.mark.parametrize(
    "dies",
    [
        "threading.Thread(target=lambda: 1 / 0).start()",
        "asyncio.sleep(0)",
        "type('Last', (), {'__del__': lambda self: 1 / 0})()",
    ],
)
def test_what_dies_beside_a_test_fails_it(dies: str, tmp_path: Path) -> None:
    (tmp_path / "test_beside.py").write_text(f"import asyncio, threading\n\n\ndef test():\n    {dies}\n")
    pytest_of_the_house = [sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml")]
    done = subprocess.run(
        [*pytest_of_the_house, "--rootdir", str(tmp_path), str(tmp_path)], capture_output=True, check=False
    )
    assert done.returncode == 1, done.stdout.decode()
