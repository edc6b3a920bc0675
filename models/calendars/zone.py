"""Which time zone a calendar means: by its IANA name, by that of Windows, or by the rules the file brings."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from models import clock, text
from models.calendars.lines import Block, property_name
from models.files.import_file import Rejected

_ZONE = re.compile(r'(?i)((?:[^:"]|"[^"]*")*?;TZID=)("[^"]*"|tzone://[^;:"]*|[^;:"]*)')
_FLOATING = re.compile(r"(?i)(?:DTSTART|DTEND|RECURRENCE-ID|RDATE|EXDATE)(?=[;:]).*:\d{8}T\d{6}(?!Z|\d)")
# « (UTC+01:00) Bruxelles, Copenhague, Paris » of Exchange, « (GMT+01.00) Amsterdam / Berlin » of Zimbra.
_SHOWN = re.compile(r"\((?:UTC|GMT)(?:([+-])(\d\d)[:.](\d\d))?\)\s*(.+)")
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])0?(\d{1,2})(?:[:.]?00)?", re.IGNORECASE)
# No zone changed its rules more often in a century.
MOST_RULES = 60


class Zones:
    """The zones of one file, each found once; what could not be found is noted with its line."""

    def __init__(self, about: dict[str, str], blocks: list[Block]) -> None:
        self.notes: list[Rejected] = []
        self._known: dict[str, str] = {}
        self._blocks = {name: block for block in blocks if (name := _name(block))}
        site = str(clock.local(clock.now()).tzinfo)
        said = about.get("X-WR-TIMEZONE", "")
        self._fallback = _named(said) or _guessed(said) or site
        self._elsewhere = self._fallback != site

    def line(self, number: int, line: str) -> str:
        """``line`` with the zone it means under a name that is known.

        An hour without a zone is one of the calendar, when the calendar says where it is kept.
        """
        match = _ZONE.match(line)
        if match is not None:
            zone = self.named(match[2].strip('"'), number)
            return f"{match[1]}{zone}{line[match.end() :]}"
        if self._elsewhere and _FLOATING.match(line):
            name = property_name(line)
            return f"{name};TZID={self._fallback}{line[len(name) :]}"
        return line

    def named(self, tzid: str, line: int) -> str:
        """The name under which ``icalendar`` finds the zone meant by ``tzid``.

        A zone nobody knows is read as the one of the calendar, else as that of the site.
        """
        if tzid not in self._known:
            found = _named(tzid) or self._described(tzid) or _guessed(tzid)
            self._known[tzid] = found or self._unknown(tzid, line)
        return self._known[tzid]

    def _described(self, tzid: str) -> str:
        """The zone that the file itself describes, known by a name that only these rules have."""
        block = self._blocks.get(tzid)
        if block is None or not _sensible(block):
            return ""
        if self._is_ours(block):
            return self._fallback
        from icalendar import Timezone  # 90 ms: only when a calendar is read
        from icalendar.timezone import tzp

        rules = "\r\n".join(line for _, line in block.lines if property_name(line) != "TZID")
        name = f"described-{hashlib.sha256(rules.encode()).hexdigest()[:16]}"
        try:
            zone = Timezone.from_ical(f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\n{rules}\r\nEND:VTIMEZONE\r\n")
            tzp.cache_timezone_component(zone)
            return name if tzp.timezone(name) is not None else ""
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
            return ""

    def _is_ours(self, block: Block) -> bool:
        """Whether a zone with a summer hour but no day when it begins has the two hours of the calendar."""
        names = {property_name(line) for _, line in block.lines}
        said = {line.partition(":")[2].strip() for _, line in block.lines if line.startswith("TZOFFSETTO:")}
        if names & {"RRULE", "RDATE"} or len(said) != 2:
            return False
        zone, year = ZoneInfo(self._fallback), clock.today().year
        return said == {f"{datetime(year, month, 1, tzinfo=zone):%z}" for month in (1, 7)}

    def _unknown(self, tzid: str, line: int) -> str:
        name = text.clean(tzid)[:40]
        self.notes.append(
            Rejected(line, f"fuseau « {name} » inconnu ; les heures sont lues à {self._fallback}")
        )
        return self._fallback


def _name(block: Block) -> str:
    """How the events of the file call a zone: what is escaped in a text stands bare among parameters."""
    found = block.named("TZID")
    return re.sub(r"\\([,;\\])", r"\1", found[1].partition(":")[2].strip().strip('"')) if found else ""


def _sensible(block: Block) -> bool:
    """Whether a zone changes its clock as clocks do: other rules could be followed for ever."""
    rules = [line.upper() for _, line in block.lines if property_name(line) == "RRULE"]
    return len(rules) <= MOST_RULES and all(_once_a_year(rule.partition(":")[2]) for rule in rules)


def _once_a_year(rule: str) -> bool:
    odd = re.search(r"INTERVAL=0|BY(?:HOUR|MINUTE|SECOND|MONTH)=[^;]*,", rule)
    return "FREQ=YEARLY" in rule and "BYMONTH=" in rule and not odd


def _named(tzid: str) -> str:
    """The IANA name for ``tzid``: itself, of Windows, or at the end of a name that a program made its own."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    cleaned = tzid.strip().strip("/")
    windows = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
    # Outlook numbers the copies it makes of a zone.
    tries = [cleaned, windows.get(re.sub(r" \d$", "", cleaned.casefold()), "")]
    if tzid.startswith(("/", "tzone://")):
        parts = cleaned.split("/")
        tries += ["/".join(parts[start:]) for start in range(1, len(parts))]
        tries += [parts[-1].upper()]
    return next((name for name in tries if name and _exists(name)), "")


def _guessed(tzid: str) -> str:
    """The zone of a name made for people: other capitals, a list of cities, hours from Greenwich."""
    cleaned = tzid.strip().strip("/")
    known, cities = _tables()
    if cleaned.casefold() in known:
        return known[cleaned.casefold()]
    if match := _OFFSET.fullmatch(cleaned):
        # « Etc/GMT-1 » is one hour *ahead* of Greenwich.
        name = f"Etc/GMT{'-' if match[1] == '+' else '+'}{match[2]}"
        return name if _exists(name) else ""
    shown = _SHOWN.fullmatch(cleaned)
    return next(_of_city(shown, cities), "") if shown else ""


def _of_city(shown: re.Match[str], cities: dict[str, str]) -> Iterator[str]:
    """The zones of the cities named, which really are as far from Greenwich as the name says in winter."""
    ahead = timedelta(hours=int(shown[2] or 0), minutes=int(shown[3] or 0))
    offset = -ahead if shown[1] == "-" else ahead
    for city in re.split(r"[,/]", shown[4]):
        zone = cities.get(text.fold(city), "")
        if zone:
            instants = [datetime(clock.today().year, month, 1, tzinfo=UTC) for month in (1, 7)]
            if min(one.astimezone(ZoneInfo(zone)).utcoffset() or offset for one in instants) == offset:
                yield zone


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """The IANA names by themselves in small letters, and by their city."""
    names = sorted(available_timezones())
    return (
        {name.casefold(): name for name in names},
        {text.fold(name.rpartition("/")[2].replace("_", " ")): name for name in names if "/" in name},
    )


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
