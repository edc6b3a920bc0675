"""Which time zone a calendar means: by its IANA name, by that of Windows, or by the rules the file brings."""

import hashlib
import re
from zoneinfo import ZoneInfo, available_timezones

from models import clock
from models.calendar_lines import Block, property_name
from models.import_file import Rejected


class Zones:
    """The zones of one file, each found once; what could not be found is noted with its line."""

    def __init__(self, about: dict[str, str], blocks: list[Block]) -> None:
        self.notes: list[Rejected] = []
        self._known: dict[str, str] = {}
        self._blocks = {name: block for block in blocks if (name := _name(block))}
        said = about.get("X-WR-TIMEZONE", "")
        self._fallback = _iana(said) or str(clock.local(clock.now()).tzinfo)

    def named(self, tzid: str, line: int) -> str:
        """The name under which ``icalendar`` finds the zone meant by ``tzid``.

        A zone nobody knows is read as the one of the calendar, else as that of the site.
        """
        if tzid not in self._known:
            self._known[tzid] = _iana(tzid) or self._described(tzid) or self._unknown(tzid, line)
        return self._known[tzid]

    def _described(self, tzid: str) -> str:
        """The zone that the file itself describes, known by a name that only these rules have."""
        block = self._blocks.get(tzid)
        if block is None or not all(_once_a_year(line) for _, line in block.lines):
            return ""
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

    def _unknown(self, tzid: str, line: int) -> str:
        self.notes.append(
            Rejected(line, f"fuseau « {tzid[:40]} » inconnu ; les heures sont lues à {self._fallback}")
        )
        return self._fallback


def _name(block: Block) -> str:
    found = block.named("TZID")
    return found[1].partition(":")[2].strip().strip('"') if found else ""


def _once_a_year(line: str) -> bool:
    """Whether a line of a zone is no rule, or one as clocks change by: any other could go on for ever."""
    if property_name(line) != "RRULE":
        return True
    rule = line.partition(":")[2].upper()
    return "FREQ=YEARLY" in rule and not re.search(r"INTERVAL=0|BY(HOUR|MINUTE|SECOND)=", rule)


def _iana(tzid: str) -> str:
    """The IANA name for ``tzid``: itself, of Windows, or at the end of a name that a program made its own."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    cleaned = tzid.strip().strip("/")
    windows = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
    tries = [cleaned, windows.get(cleaned.casefold(), "")]
    if tzid.startswith("/"):
        parts = cleaned.split("/")
        tries += ["/".join(parts[start:]) for start in range(1, len(parts))]
    found = next((name for name in tries if name and _exists(name)), "")
    if not found and cleaned:
        found = {name.casefold(): name for name in available_timezones()}.get(cleaned.casefold(), "")
    return found


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
