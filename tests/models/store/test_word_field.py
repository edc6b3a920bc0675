"""What a verb stores every reader can read: a column of words holds those of its enumeration, no other."""

import ast
import importlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import InvalidInput
from models.glossary import Word
from models.lists import person_export
from models.person import person
from models.person.person import CHOSEN, PersonForm
from models.service.agent import Agent
from models.service.permission import Role
from models.store.database import Database, Row
from models.store.word_field import WordField
from tests.project import ROOT


def _modules() -> Iterator[tuple[Path, Any]]:
    for path in sorted((ROOT / "models").rglob("*.py")):
        if "migrations" not in path.parts and path.name != "__init__.py":
            yield path, importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def _columns() -> dict[str, set[Any]]:
    """Every column of every table, by its name."""
    list(_modules())
    found: dict[str, set[Any]] = {}
    for table in Row.__subclasses__():
        meta: Any = table._meta
        for column in meta.sorted_fields:
            found.setdefault(column.name, set()).add(column)
    return found


def _read_as_words() -> Iterator[tuple[str, type[Word]]]:
    """(column, enumeration) wherever a stored value is read as a word: ``Status(row.status)``, or a dataclass
    that is filled from a row."""
    for path, module in _modules():
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            match call:
                case ast.Call(
                    func=ast.Name(id=name),
                    args=[ast.Attribute(value=ast.Name(id="row" | "last"), attr=column)],
                ):
                    yield from _words({column: getattr(module, name, None)})
                case ast.Call(func=ast.Name(id="filled"), args=[ast.Name(id=name), *_]):
                    said = {one.arg for one in call.keywords}
                    hints = get_type_hints(getattr(module, name))
                    yield from _words({column: kind for column, kind in hints.items() if column not in said})


def _words(kinds: dict[str, Any]) -> Iterator[tuple[str, type[Word]]]:
    return (
        (column, kind) for column, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, Word)
    )


def test_a_column_that_is_read_as_a_word_takes_no_other() -> None:
    columns = _columns()
    pairs = {pair for pair in _read_as_words() if pair[0] in columns}
    assert len(pairs) > 10
    for column, kind in pairs:
        kinds = {one.words for one in columns[column] if isinstance(one, WordField)}
        assert kind in kinds, f"{column} is read as {kind.__name__}"


WORDED = sorted(
    (one for fields in _columns().values() for one in fields if isinstance(one, WordField)), key=str
)


@pytest.mark.parametrize("column", WORDED, ids=str)
@given(said=st.text(max_size=12))
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_word_that_no_reader_knows_is_refused(column: WordField, said: str) -> None:
    if said in column.allowed():
        assert column.db_value(said) == said
    else:
        with pytest.raises(InvalidInput) as refused:
            column.db_value(said)
        assert refused.value.field == column.name
    for word in column.words:
        assert column.db_value(word) == word.value


@pytest.mark.parametrize("name", CHOSEN)
@pytest.mark.parametrize("said", ["téléphone", "fax", "MADAME", "?"])
def test_a_person_takes_no_word_that_would_stop_an_export(
    db: Database, alice: Agent, marie: person.Person, name: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput) as refused:
        db.call(person.create, alice, PersonForm(family_name="Rey", **{name: said}), "CH", "rey")  # type: ignore[arg-type]
    assert refused.value.field == name
    with pytest.raises(InvalidInput):
        form = replace(person.form_of(marie), **{name: said})  # type: ignore[arg-type]
        db.call(person.change, alice, marie.id, form, "CH")
    manager = Agent(None, "", "Manon", Role.MANAGER)
    assert db.call(person_export.export, manager, tmp_path / "tous.csv") == 1
