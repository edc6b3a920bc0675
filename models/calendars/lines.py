"""A calendar file, line by line: its events and time zones, each with the line where it begins.

Only the properties that say *when* are kept: titles, descriptions and attachments are left in the file,
so no one can find them here, and a line that is broken among them costs no busy time.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from models.errors import ComptoirError
from models.files.import_file import Rejected

# Twice the largest that an office was seen to keep; reading takes memory for what lies ahead only.
MOST_BYTES = 100_000_000
# No honest line is longer, once unfolded: thousands of exceptions to a rule fit in it.
LONGEST_LINE = 1_000_000
WHEN = frozenset(
    (
        *("UID", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID"),
        *("RRULE", "RDATE", "EXDATE", "EXRULE", "STATUS", "TRANSP"),
        *("X-MICROSOFT-CDO-BUSYSTATUS", "ATTENDEE", "FREEBUSY"),
    )
)
# Where the zone and the owner of a whole file are said.
ABOUT = ("X-WR-TIMEZONE", "X-WR-CALNAME", "X-OWNER")
READ = ("VEVENT", "VTIMEZONE", "VFREEBUSY")
# What Google and Nextcloud hand out when several calendars are asked for.
_ZIP = b"PK\x03\x04"
_NAME = re.compile(rb"[A-Za-z0-9-]+")
_BOM = b"\xef\xbb\xbf"
# Two bytes a letter, as Windows programs save « Unicode » texts.
_WIDE = {b"\xff\xfe": "utf-16-le", b"B\0": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\0B": "utf-16-be"}

Step = Callable[[int, int], None]


@dataclass(slots=True)
class Block:
    """One component: the line (from 1) of its BEGIN, and its lines, unfolded, each with its own number."""

    kind: str
    line: int
    lines: list[tuple[int, str]] = field(default_factory=list)

    def named(self, name: str) -> tuple[int, str] | None:
        """The first line of that property, with its number."""
        return next((one for one in self.lines if property_name(one[1]) == name), None)

    def value(self, name: str) -> str:
        """What that property says, when it is one that takes no parameter; empty without it."""
        found = self.named(name)
        return found[1].partition(":")[2].strip() if found else ""


@dataclass(slots=True)
class CalendarLines:
    """What a file holds: its events, zones and bare busy periods, what it says of itself.

    ``count`` is how many events and periods there were; ``rejected`` are the events that do not end.
    """

    about: dict[str, str] = field(default_factory=dict)
    events: list[Block] = field(default_factory=list)
    zones: list[Block] = field(default_factory=list)
    periods: list[Block] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    count: int = 0


def property_name(line: str) -> str:
    """``DTSTART`` of ``dtstart;tzid=…:…``."""
    match = re.match(r"[A-Za-z0-9-]+", line)
    return match[0].upper() if match else ""


def read(path: Path, keep: Callable[[Block], bool], step: Step) -> CalendarLines:
    """The events of the calendar at ``path`` for which ``keep`` is true, and its time zones.

    ``step`` is told how many bytes of how many are read. Raises :class:`ComptoirError` for a file that
    cannot be opened, is too large, is no calendar, or stops before its end.
    """
    try:
        if not path.is_file():  # a named pipe would be waited for
            raise FileNotFoundError(path)
        with path.open("rb") as file:
            total = path.stat().st_size
            if total > MOST_BYTES:
                raise ComptoirError(
                    "Calendrier trop gros",
                    f"{path.name} pèse {total // 1_000_000} Mo ; Comptoir en lit jusqu’à "
                    f"{MOST_BYTES // 1_000_000}. Exportez une période plus courte. Rien n’a été changé.",
                )
            if file.read(len(_ZIP)) == _ZIP:
                raise ComptoirError(
                    "Archive à ouvrir",
                    f"{path.name} est une archive ZIP. Sortez-en les fichiers .ics, puis donnez-les un à un, "
                    "ou leur dossier. Rien n’a été changé.",
                )
            return _Reader(path.name, keep).read(_unfolded(_narrow(file), total, step))
    except OSError as error:
        raise ComptoirError(
            "Calendrier illisible",
            f"{path} ne peut pas être lu. Vérifiez le chemin et les droits. Rien n’a été changé.",
        ) from error


def _narrow(file: BinaryIO) -> BinaryIO:
    """``file``, read as UTF-8 when it begins as one of two bytes a letter."""
    file.seek(0)
    wide = _WIDE.get(file.read(2))
    file.seek(0)
    return cast(BinaryIO, codecs.EncodedFile(file, "utf-8", wide, "replace")) if wide else file


def _unfolded(file: BinaryIO, total: int, step: Step) -> Iterator[tuple[int, bytes]]:
    """The logical lines with their number; a fold may fall inside a letter, so they are bytes still."""
    number, start, done = 0, 0, 0
    parts: list[bytes] = []
    size = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        done += len(line)
        if number == 1:
            line = line.removeprefix(_BOM)
        if number % 5000 == 0:
            step(done, total)
        line = line.rstrip(b"\r\n")
        if not line:  # some programs leave one between any two
            continue
        if line[:1] in (b" ", b"\t") and parts:
            size += len(line)
            if size <= LONGEST_LINE:
                parts.append(line[1:])
            continue
        if parts:
            yield start, b"".join(parts)
        parts, start, size = [line], number, len(line)
    if parts:
        yield start, b"".join(parts)
    step(total, total)


class _Reader:
    """Puts lines into blocks."""

    def __init__(self, name: str, keep: Callable[[Block], bool]) -> None:
        self._name = name
        self._keep = keep
        self._found = CalendarLines()
        self._inside: list[str] = []
        self._block: Block | None = None

    def read(self, lines: Iterator[tuple[int, bytes]]) -> CalendarLines:
        begun = ended = False
        for number, line in lines:
            match = _NAME.match(line)
            name = match[0].upper() if match else b""
            if not begun:
                if not line.strip():
                    continue
                if name != b"BEGIN" or _component(line) != "VCALENDAR":
                    raise self._refused("n’est pas un calendrier : il ne commence pas par BEGIN:VCALENDAR")
                begun = True
            if name == b"BEGIN":
                self._begin(number, _component(line))
                ended = False
            elif name == b"END":
                ended = self._end(number, _component(line)) or ended
            else:
                self._take(number, name.decode(), line)
        if not begun:
            raise self._refused("est vide")
        if not ended:
            raise self._refused("s’arrête en route : END:VCALENDAR manque à la fin")
        return self._found

    def _refused(self, what: str) -> ComptoirError:
        return ComptoirError(
            "Calendrier refusé", f"{self._name} {what}. Exportez-le à nouveau. Rien n’a été changé."
        )

    def _begin(self, number: int, kind: str) -> None:
        if kind in READ:
            self._unfinished()
            self._inside = ["VCALENDAR", kind]
            self._block = Block(kind, number)
        elif kind == "VCALENDAR":
            self._unfinished()
            self._inside = [kind]
        else:
            self._inside.append(kind)
            self._keep_zone(number, f"BEGIN:{kind}")

    def _end(self, number: int, kind: str) -> bool:
        """Whether the whole calendar ends here."""
        if kind == "VCALENDAR":
            self._unfinished()
            self._inside = []
            return True
        if self._block is not None and kind == self._block.kind:
            self._close(self._block)
            self._block, self._inside = None, ["VCALENDAR"]
        elif self._inside and self._inside[-1] == kind:
            self._inside.pop()
            self._keep_zone(number, f"END:{kind}")
        return False

    def _close(self, block: Block) -> None:
        if block.kind == "VTIMEZONE":
            self._found.zones.append(block)
            return
        self._found.count += 1
        if block.kind == "VFREEBUSY":
            self._found.periods.append(block)
        elif self._keep(block):
            self._found.events.append(block)

    def _unfinished(self) -> None:
        """An event inside which another thing begins: its end is missing."""
        if self._block is not None and self._block.kind == "VEVENT":
            self._found.count += 1
            self._found.rejected.append(
                Rejected(self._block.line, "l’événement n’est pas fermé (END:VEVENT)")
            )
        self._block = None

    def _take(self, number: int, name: str, line: bytes) -> None:
        if self._block is None:
            if name in ABOUT and self._inside == ["VCALENDAR"]:
                self._found.about.setdefault(name, decoded(line).partition(":")[2].strip())
        elif self._block.kind == "VTIMEZONE":
            self._keep_zone(number, decoded(line))
        elif len(self._inside) > 2 or name not in WHEN:  # an alarm inside the event has hours of its own
            return
        elif name != "ATTENDEE" or b"DECLINED" in line.upper():
            self._block.lines.append((number, decoded(line)))

    def _keep_zone(self, number: int, line: str) -> None:
        if self._block is not None and self._block.kind == "VTIMEZONE":
            self._block.lines.append((number, line))


def _component(line: bytes) -> str:
    return line.partition(b":")[2].strip().decode("ascii", "replace").upper()


def decoded(line: bytes) -> str:
    """UTF-8 as the standard wants it, or the Latin letters that old programs still write."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
