"""Lists that a service receives as CSV: read as they come, each bad line named, the good ones kept."""

import codecs
import csv
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from models import text
from models.errors import ComptoirError

# A record that a stray quote keeps open would swallow the rest of the list; no honest one is this long.
LONGEST_RECORD = 60
_SEPARATORS = ",;\t|"
# Bytes: what is larger is no list of a service, and would take the memory of everybody on the machine.
LARGEST = 64_000_000
# Titles from which two short lines that make a whole one are no accident.
_CUT = 5
# Among so many lines the one that names the columns is looked for.
TITLE_LINES = 15
# What a spreadsheet of Windows saves as CSV when nobody asks for UTF-8.
_WINDOWS = "cp1252"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line (counted in the file, from 1) that was left out, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, entry by entry."""

    added: int
    changed: int
    unchanged: int
    rejected: tuple[Rejected, ...]


class BadLine(Exception):
    """Why one line cannot be kept; caught by the importer that reads the line."""


@dataclass(frozen=True, slots=True)
class Record:
    """One entry: the line where it starts and its values by column, cleaned."""

    line: int
    values: dict[str, str]

    def required(self, column: str, what: str) -> str:
        """The value of ``column``. Raises :class:`BadLine` naming ``what`` when it is empty."""
        if value := self.values[column]:
            return value
        raise BadLine(f"il manque {what}")


# How much some names look like those of columns.
Rate = Callable[[list[str]], int]


def read(
    path: Path, columns: Iterable[str], rejected: list[Rejected], rate: Rate = lambda _names: 1
) -> Iterator[Record]:
    """The entries of the CSV file at ``path``, one by one, by the columns of its first line.

    A byte order mark, ``;`` or tabs instead of commas and empty lines are fine, and so is the charset of
    Windows. A line that cannot be read is added to ``rejected``; of two columns of one name the second
    is named ``name (2)``. With ``rate`` the columns are those of whichever of the first lines it rates
    highest; what stands above is passed over. Raises :class:`ComptoirError` when the file cannot be
    opened, is too large, or when that line lacks one of ``columns``.
    """
    try:
        file = path.open(encoding=_charset(path), errors="surrogateescape", newline="")
    except OSError as error:
        raise not_opened(path) from error
    with file:
        lines = _Lines(file)
        separator, header = _header(lines, rate)
        if missing := [name for name in columns if name not in header]:
            raise ComptoirError(
                "Colonnes manquantes",
                f"La première ligne de {path.name} doit nommer les colonnes {', '.join(missing)}. "
                "Rien n’a été importé.",
            )
        yield from _records(lines, separator, header, rejected)


def titles(path: Path, rate: Rate) -> list[str]:
    """The columns of the file at ``path``. Raises :class:`ComptoirError` as :func:`read` does."""
    try:
        with path.open(encoding=_charset(path), errors="surrogateescape", newline="") as file:
            return _header(_Lines(file), rate)[1]
    except OSError as error:
        raise not_opened(path) from error


def not_opened(path: Path) -> ComptoirError:
    """The refusal of a list that the system does not let us read."""
    return ComptoirError(
        "Fichier illisible",
        f"{path} ne peut pas être lu. Vérifiez le chemin et les droits, puis recommencez.",
    )


def _header(lines: "_Lines", rate: Rate) -> tuple[str, list[str]]:
    """(separator, names of the columns) of the line that names them; the next to take is the one after it."""
    taken: list[str] = []
    best: tuple[int, int, str, list[str]] | None = None
    seen = 0
    while seen < TITLE_LINES and (record := _take(lines)[0]):
        taken += record
        if _empty(words := "".join(record)):
            continue
        seen += 1
        for separator in sorted(_SEPARATORS, key=words.count, reverse=True):
            try:
                names = named(_split(words, separator))
            except BadLine:
                names = []
            if best is None or rate(names) > best[0]:
                best = (rate(names), len(taken), separator, names)
    if best is None:
        return _SEPARATORS[0], []
    lines.give_back(taken[best[1] :])
    return best[2], best[3]


def named(cells: Iterable[str]) -> list[str]:
    """The names of columns as they are compared; one that comes again is told apart by a number."""
    names: list[str] = []
    for cell in cells:
        name = text.clean(cell).casefold()
        again = sum(one == name or one.startswith(f"{name} (") for one in names) if name else 0
        names.append(f"{name} ({again + 1})" if again else name)
    return names


def _charset(path: Path) -> str:
    """How the file is written. One that has accents of Windows and none of UTF-8 is of Windows."""
    if (size := path.stat().st_size) > LARGEST:
        raise ComptoirError(
            "Fichier trop gros",
            f"{path.name} fait {size // 1_000_000} Mo, et {LARGEST // 1_000_000} Mo sont lus à la fois. "
            "Découpez la liste, puis importez chaque partie.",
        )
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    runs = b" ".join(set(re.findall(rb"[\x80-\xff]+", content)))
    accents = {one for one in runs.decode(errors="surrogateescape") if not one.isascii()}
    stray = {one for one in accents if "\udc80" <= one <= "\udcff"}
    return _WINDOWS if stray and stray == accents else "utf-8-sig"


def _empty(line: str) -> bool:
    """Whether a line says nothing: a spreadsheet saves the separators of rows without a value."""
    return not line.strip(_SEPARATORS + ' "\r\n')


class _Lines:
    """Physical lines with their number, some of which may be given back."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._back: list[str] = []
        self.number = 0

    def take(self) -> str:
        """The next line; empty at the end."""
        line = self._back.pop() if self._back else self._file.readline()
        self.number += bool(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        self._back += reversed(lines)
        self.number -= len(lines)


def _take(lines: _Lines) -> tuple[list[str], bool]:
    """(the physical lines of the next record, whether its quotes are closed); none at the end."""
    taken = [line] if (line := lines.take()) else []
    quotes = line.count('"')
    while quotes % 2 and len(taken) < LONGEST_RECORD and (line := lines.take()):
        taken.append(line)
        quotes += line.count('"')
    if quotes % 2:
        # What an unclosed quote drew in may be good lines: they are read again, each for itself.
        lines.give_back(taken[1:])
    return taken[:1] if quotes % 2 else taken, quotes % 2 == 0


def _records(lines: _Lines, separator: str, header: list[str], rejected: list[Rejected]) -> Iterator[Record]:
    """Each record; one with fewer cells than titles ends in empty ones, which a spreadsheet does not save."""
    told: dict[int, list[str]] = {}
    while True:
        number = lines.number + 1
        taken, closed = _take(lines)
        if not taken:
            break
        if len(taken) == 1 and closed and _empty(taken[0]):
            continue
        try:
            told[number] = _cells("".join(taken), separator, header, closed=closed)
        except BadLine as bad:
            rejected.append(Rejected(number, str(bad)))
    halves = _halves(told, len(header))
    for number, cells in told.items():
        # One cell alone is a remark below the list; half a record would make somebody of a half address.
        if number in halves or len(cells) == 1 < len(header) - 1:
            reason = f"{text.counted(len(cells), 'colonne')} au lieu de {len(header)}"
            rejected.append(Rejected(number, reason))
            continue
        cells += [""] * (len(header) - len(cells))
        yield Record(number, {name: text.clean(cell) for name, cell in zip(header, cells, strict=True)})


def _halves(told: dict[int, list[str]], width: int) -> set[int]:
    """Lines that a line break in a cell cut in two: wherever cells are missing, the next one has them."""
    if width < _CUT:
        return set()
    numbers = list(told)
    halves: set[int] = set()
    for one, following in itertools.pairwise(numbers):
        # The cell that was cut stands in both.
        if one not in halves and len(told[one]) + len(told[following]) == width + 1:
            halves |= {one, following}
    short = {one for one in numbers if len(told[one]) < width}
    return halves if halves == short else set()


def _cells(record: str, separator: str, header: list[str], *, closed: bool) -> list[str]:
    try:
        record.encode()  # bytes that were not UTF-8 came in as lone surrogates
    except UnicodeEncodeError:
        raise BadLine("des caractères ne sont pas en UTF-8 ; enregistrez le fichier dans ce codage") from None
    if not closed:
        raise BadLine("un guillemet n’est pas fermé")
    fields = _split(record, separator)
    while len(fields) > len(header) and not fields[-1].strip():
        fields.pop()
    if len(fields) > len(header):
        raise BadLine(f"{text.counted(len(fields), 'colonne')} au lieu de {len(header)}")
    return fields


def _split(record: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([record], delimiter=separator), [])
    except csv.Error as error:
        raise BadLine(
            "cette ligne ne se lit pas comme du CSV (une valeur est trop longue ou mal formée)"
        ) from error
