"""The words under which a person is found: every name, the birth date, the telephone, the e-mail address."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from models import text
from models.store.database import atomic, engine
from models.store.engines.engine import ADDRESS, TAIL

NAMES = ("family_name", "given_name", "birth_name", "nickname")
# How many persons are made findable between two steps of a rebuild.
BATCH = 10_000
# Digits that are told when somebody says how a number ends: all but those of the country.
_TOLD = 9
_COLUMNS = f"id, seen_at, anonymous, {', '.join(NAMES)}, birth_date, birth_precision, phone, email"


def words(
    names: str, born: str, precision: str, phone: str, email: str, fold: Callable[[str], str] = text.fold
) -> str:
    """The folded words of ``names``, then ``born`` (``1980-03-12``, as far as ``precision`` says) and
    ``phone`` (E.164) as digits, the phone from its end too, and ``email`` from each of its parts."""
    digits = phone.removeprefix("+")
    year, month, day = born.split("-") if born else ("", "", "")
    date = f"{day}{month}{year}" if born and not precision else ""
    # Swiss and French national numbers are the international one with 0 for the two-digit country code.
    dialled = f"{digits} 0{digits[2:]} {tail(digits[-_TOLD:])}" if digits else ""
    return " ".join(filter(None, (fold(names), date, year, dialled, *_parts(email))))


def tail(digits: str) -> str:
    """The word by which a telephone that ends in ``digits`` is found."""
    return f"{TAIL}{digits[::-1]}"


def address(typed: str) -> str:
    """The word by which an e-mail address is found that has a part which begins with ``typed``."""
    return f"{ADDRESS}{text.fold(typed).replace(' ', '')}"


def _parts(email: str) -> Iterator[str]:
    """``marie.dupont@exemple.ch`` from « marie », from « dupont », from « exemple »."""
    parts = text.fold(email).split() if email else []
    return (ADDRESS + "".join(parts[start:]) for start in range(len(parts) - 1))


def words_of(columns: Mapping[str, Any]) -> str:
    """What somebody is found by, of the columns of their row; empty for who is anonymous."""
    if columns["anonymous"]:
        return ""
    names = " ".join(columns[name] for name in NAMES)
    born = columns["birth_date"].isoformat() if columns["birth_date"] else ""
    return words(names, born, columns["birth_precision"], columns["phone"], columns["email"])


def rebuild(step: Callable[[int], object] = lambda _count: None) -> None:
    """Make every person findable again, after the index was created anew; ``step`` hears of each batch."""
    for batch in batches():
        engine().index_persons(batch)
        step(len(batch))
    engine().settle_search()


def index_next(left: Iterator[list[tuple[int, str]]]) -> int | None:
    """One batch of :func:`batches` in a transaction of its own; ``None`` after the last."""
    with atomic():
        batch = next(left, None)
        if batch is not None:
            engine().index_persons(batch)
    return None if batch is None else len(batch)


def batches() -> Iterator[list[tuple[int, str]]]:
    """Every person who may be found with their words, the never seen first, then as they were last seen."""
    known: dict[str, str] = {}

    def fold(names: str) -> str:
        # Names repeat: most of a rebuild would go into folding the same ones again.
        if (folded := known.get(names)) is None:
            folded = known[names] = text.fold(names)
        return folded

    def found(row: Any) -> tuple[int, str]:
        number, _seen, _anonymous, *names, born, precision, phone, email = row
        folded = " ".join(filter(None, (fold(name) for name in names)))
        return number, words(folded, str(born or ""), precision, phone, email, fold=str)

    for unseen in (True, False):
        last: tuple[Any, ...] = (0,) if unseen else ("0001-01-01", 0)
        while rows := _after(unseen, last):
            yield [one for row in rows if not row[2] and (one := found(row))[1]]
            last = (rows[-1][0],) if unseen else (rows[-1][1], rows[-1][0])


def _after(unseen: bool, last: tuple[Any, ...]) -> list[Any]:
    """The next persons by (seen_at, id), which both engines read from an index."""
    database: Any = engine().database
    mark = database.param
    if unseen:
        where = f"seen_at IS NULL AND id > {mark} ORDER BY id"
    else:
        where = f"(seen_at, id) > ({mark}, {mark}) ORDER BY seen_at, id"
    rows = database.execute_sql(f"SELECT {_COLUMNS} FROM person WHERE {where} LIMIT {BATCH}", last)
    return list(rows.fetchall())
