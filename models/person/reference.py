"""What names a person anywhere in the database: counted, moved to another, and moved back."""

from collections.abc import Iterable, Sequence
from typing import Any

from models.errors import ComptoirError
from models.store import draft
from models.store.database import engine

# Where a pair of persons stands once: what would stand there twice, or name one person on both sides.
_PAIRS = (("relationship", "person_id", "relative_id"), ("homonym", "person_id", "other_id"))
# As many as every engine takes in one statement.
_BATCH = 500

# Table and column → the keys of its lines.
Moved = dict[str, list[int]]


# What names a person by kind and number: (table, which of its lines, its key). Lines of the journal that
# say whom a merge merged go on saying so.
_OTHERS = (
    ("journal", "subject = 'person' AND action NOT IN ('person.merged', 'person.merge_undone')", "id"),
    ("receipt", "kind = 'person'", "key"),
)


def references() -> list[tuple[str, str]]:
    """Every (table, column) that names a person: foreign keys, and other columns called ``person_id``."""
    database: Any = engine().database
    found: set[tuple[str, str]] = set()
    for table in database.get_tables():
        names = {column.name for column in database.get_columns(table)}
        # The search has tables of its own, without ids: the engine's, filled by ``person.index``.
        if "id" not in names or table in ("person", "merge"):
            continue
        found |= {
            (table, key.column) for key in database.get_foreign_keys(table) if key.dest_table == "person"
        }
        if "person_id" in names:
            found.add((table, "person_id"))
    return sorted(found)


def move(source: int, target: int) -> Moved:
    """Let every line that names ``source`` name ``target``; which ones they were."""
    moved: Moved = {}
    for table, column in references():
        ids = [row[0] for row in _sql(f"SELECT id FROM {_q(table)} WHERE {column} = {_mark()}", (source,))]
        _set(table, column, target, ids)
        if ids:
            moved[f"{table}.{column}"] = ids
    for table, which, key in _OTHERS:
        found = _sql(f"SELECT {_q(key)} FROM {table} WHERE subject_id = {_mark()} AND {which}", (source,))
        keys = [row[0] for row in found]
        _set(table, "subject_id", target, keys, key=key)
        if keys:
            moved[f"{table}.subject_id"] = keys
    return moved


def move_back(source: int, target: int, moved: Moved) -> None:
    """Undo :func:`move`: the lines it moved name ``target`` again.

    Raises :class:`ComptoirError` when one of them names somebody else by now, or is gone.
    """
    for place, keys in moved.items():
        table, column = place.split(".")
        if _set(table, column, target, keys, source, key="key" if table == "receipt" else "id") != len(keys):
            raise ComptoirError(
                "Réunion suivie d’autre chose",
                "Ce qui avait été réuni a changé depuis : rien n’est défait. Corrigez à la main.",
            )


def named(table: str, column: str, people: Sequence[int], but: str) -> set[int]:
    """Those of ``people`` that a line of ``table`` names, lines of the journal that say ``but`` apart."""
    if not people:
        return set()
    marks = ", ".join(_mark() for _ in people)
    rest, values = (f" AND action <> {_mark()}", (but,)) if table == "journal" else ("", ())
    found = _sql(
        f"SELECT DISTINCT {column} FROM {_q(table)} WHERE {column} IN ({marks}){rest}", (*people, *values)
    )
    return {row[0] for row in found}


def count(person_id: int) -> int:
    """How many lines name a person."""
    total = 0
    for table, column in references():
        total += next(
            iter(_sql(f"SELECT count(*) FROM {_q(table)} WHERE {column} = {_mark()}", (person_id,)))
        )[0]
    for table, which, _key in _OTHERS:
        said = f"SELECT count(*) FROM {table} WHERE subject_id = {_mark()} AND {which}"
        total += next(iter(_sql(said, (person_id,))))[0]
    return int(total)


def by_table(moved: Moved) -> Moved:
    """The same by table, each line once."""
    tables: dict[str, set[int]] = {}
    for place, keys in moved.items():
        tables.setdefault(place.split(".")[0], set()).update(keys)
    return {table: sorted(keys, key=str) for table, keys in tables.items()}


def drop_collisions(kept: int, merged: int) -> dict[str, list[dict[str, Any]]]:
    """Take out the pairs that would stand twice, or make somebody their own relative; what they were."""
    dropped: dict[str, list[dict[str, Any]]] = {}
    for table, one, other in _PAIRS:
        cursor = _sql(f"SELECT * FROM {table} WHERE {_mark()} IN ({one}, {other})", (merged,))
        names = [column[0] for column in cursor.description]
        for values in list(cursor):
            row = dict(zip(names, values, strict=True))
            pair = tuple(kept if row[name] == merged else row[name] for name in (one, other))
            twice = f"SELECT id FROM {table} WHERE {one} = {_mark()} AND {other} = {_mark()}"
            if pair[0] == pair[1] or list(_sql(twice, pair)):
                _sql(f"DELETE FROM {table} WHERE id = {_mark()}", (row["id"],))
                dropped.setdefault(table, []).append({name: _plain(value) for name, value in row.items()})
    return dropped


def put_back(dropped: dict[str, list[dict[str, Any]]]) -> None:
    """Undo :func:`drop_collisions`."""
    for table, rows in dropped.items():
        for row in rows:
            marks = ", ".join(_mark() for _ in row)
            _sql(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))


def move_drafts(source: int, target: int, keys: Iterable[str] | None = None) -> list[str]:
    """Let unfinished forms about ``source`` (of ``keys``, or all) be about ``target``; which they were."""
    return draft.rewrite(lambda state: _renamed(state, source, target), keys)


def _renamed(value: Any, source: int, target: int) -> Any:
    """The state of a form with what it calls its person, or relative, replaced."""
    if isinstance(value, list):
        return [_renamed(one, source, target) for one in value]
    if not isinstance(value, dict):
        return value
    renamed = {}
    for name, one in value.items():
        if name in ("person", "relative") and str(one) == str(source):
            one = type(one)(target)
        renamed[name] = _renamed(one, source, target)
    return renamed


def _set(table: str, column: str, to: int, ids: list[Any], now: int | None = None, key: str = "id") -> int:
    changed = 0
    for part in _parts(ids):
        still = "" if now is None else f" AND {column} = {int(now)}"
        marks = ", ".join(_mark() for _ in part)
        cursor = _sql(
            f"UPDATE {_q(table)} SET {column} = {_mark()} WHERE {_q(key)} IN ({marks}){still}", (to, *part)
        )
        changed += cursor.rowcount
    return changed


def _parts(keys: list[Any]) -> Iterable[list[Any]]:
    return (keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH))


def _q(table: str) -> str:
    # Tables are named by the migrations, never by what somebody typed; some are words of SQL.
    return f'"{table}"'


def _mark() -> str:
    return str(engine().database.param)


def _sql(sql: str, values: tuple[Any, ...]) -> Any:
    return engine().database.execute_sql(sql, values)  # type: ignore[no-untyped-call]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
