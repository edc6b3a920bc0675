"""The wings of the house: no circle, no crowded folder, rows stay in their wing, tests stand beside."""

import ast
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from tests.project import PACKAGES, ROOT, sources

MOST_FILES = 25
# The tables that others refer to by a foreign key, and so have to name.
REFERRED_TO = {"PersonRow", "AgentRow", "SiteRow", "DocumentRow"}
# The wings that look over everything: who is who, and lists in and out.
OVER_ALL = {"known", "lists"}


def test_no_file_imports_itself_by_a_detour() -> None:
    graph = grimp.build_graph(*PACKAGES)
    files = {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}
    try:
        TopologicalSorter(files).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_no_folder_holds_more_than_one_looks_over() -> None:
    held = Counter(path.parent for path in sources(*PACKAGES, "tests") if path.name != "__init__.py")
    # Migrations only ever become more, and are read one by one.
    del held[ROOT / "models" / "store" / "migrations"]
    crowded = {str(folder.relative_to(ROOT)): count for folder, count in held.items() if count > MOST_FILES}
    assert not crowded


def rows_from_elsewhere() -> Iterator[tuple[str, str]]:
    """(wing, table) of each import of a table from another wing."""
    for path in sources("models"):
        parts = path.relative_to(ROOT / "models").parts
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("models."):
                continue
            elsewhere = (node.module or "").split(".")[1] != parts[0]
            names = [one.name for one in node.names if one.name.endswith("Row") and one.name != "Row"]
            yield from ((parts[0], name) for name in names if elsewhere)


def test_a_table_is_known_in_its_wing_alone() -> None:
    found = {
        (wing, table)
        for wing, table in rows_from_elsewhere()
        if wing not in OVER_ALL and table not in REFERRED_TO
    }
    assert not found


def verbs_of_a_screen(source: str) -> Iterator[str]:
    """What the database thread is given to run that was written on the screens floor, as it is written."""
    tree = ast.parse(source)
    here = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("screens"):
            here |= {one.asname or one.name for one in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            verb = ast.unparse(node.args[0])
            if node.func.attr in ("ask", "act", "run", "call") and verb.split(".")[0] in here:
                yield verb


def test_a_screen_asks_verbs_and_writes_none() -> None:
    """A rule of the field never stands on the screens floor: what reads or writes is a verb of a wing."""
    found = [
        f"{path.relative_to(ROOT)}: {verb}"
        for path in sources("screens")
        for verb in verbs_of_a_screen(path.read_text("utf-8"))
    ]
    assert not found


@pytest.mark.parametrize(
    "wrong",
    [
        "def _read(): ...\nasync def fill(self): self.lines = await self.ask(_read, 3)",
        "from screens.desk import lines\nasync def fill(self): await counter.database.run(lines.read)",
    ],
)
def test_the_rule_of_verbs_sees_one_of_a_screen(wrong: str) -> None:
    assert list(verbs_of_a_screen(wrong))


def test_no_screen_and_no_command_names_a_table() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {alias.name}"
        for path in sources("screens", "letters", "comptoir")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.endswith("Row") and (node.module or "").startswith("models.")
    ]
    assert not named


def test_the_migrations_are_looked_at_and_hold_only_to_the_store() -> None:
    graph = grimp.build_graph(*PACKAGES)
    steps = [one for one in graph.modules if one.startswith("models.store.migrations.")]
    assert len(steps) == len(list((ROOT / "models" / "store" / "migrations").glob("[0-9]*.py")))
    allowed = ("models.store", "models.text", "models.clock", "models.errors")
    wrong = [
        f"{step} → {one}"
        for step in steps
        for one in graph.find_modules_directly_imported_by(step)
        if not one.startswith(allowed)
    ]
    assert not wrong


def test_a_test_stands_in_the_room_of_what_it_tests() -> None:
    """``tests/models/agenda/test_x.py`` is about ``models/agenda``: the folders are those of the product."""
    folders = {path.parent.relative_to(ROOT) for path in sources(*PACKAGES)}
    for package in PACKAGES:
        for path in sources(f"tests/{package}"):
            room = path.parent.relative_to(ROOT / "tests")
            assert room in folders, path


def test_a_page_of_the_program_is_not_a_test_folder() -> None:
    assert not [path for path in sources(*PACKAGES) if path.name.startswith(("test_", "conftest"))]


def test_every_wing_has_its_tests() -> None:
    wings = {
        path.relative_to(ROOT) for path in (ROOT / "models").iterdir() if (path / "__init__.py").exists()
    }
    without = {wing for wing in wings if not list((ROOT / "tests" / wing).glob("test_*.py"))}
    assert without <= {Path("models/files")}
