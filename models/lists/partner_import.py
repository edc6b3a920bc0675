"""Partner directories read from a file: each bad line is named, the good ones stay, twice changes nothing.

An import never says that an entry was verified; when the facts of an entry change, what somebody
verified is no longer what it says, and it is to be verified again.
"""

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models import text
from models.errors import ComptoirError
from models.files import import_file
from models.files.import_file import BadLine, ImportReport, Rejected
from models.lists import partner_columns, partner_line, partner_removal
from models.lists.partner_line import FORMATS, Format, Home, Reading
from models.network.partner import PartnerChangeRow, PartnerRow, PartnerThemeRow
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal, many
from models.store.database import read, write

# What somebody verifies; the rest may change without asking them again.
_FACTS = ("name", "address", "postcode", "commune", "phone", "email", "website", "hours", "conditions")
_BATCH = 50


@dataclass(frozen=True, slots=True)
class PartnerReport:
    """What an import did; ``fields`` are (column, field) read, ``ignored`` the columns that were not.

    ``doubtful`` counts the telephone numbers that both countries have, or only the neighbour.
    """

    lines: ImportReport
    doubtful: int = 0
    fields: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()


def import_partners(
    by: Agent,
    path: Path,
    format: str = "",
    home: Home | None = None,
    *,
    dated: str = "",
    source: str = "",
    chosen: Mapping[str, str] | None = None,
    rehearse: bool = False,
) -> PartnerReport:
    """Bring the organisations of the file at ``path`` into the directory; entries it no longer has stay.

    ``format`` is ``geneve``, ``national`` (the same columns, for services of a whole country),
    ``france-services``, or empty: the columns say what they are, and ``chosen`` (column → field) the others.
    ``home`` is the service, ``dated`` the day of the list (ISO; found in the file's name when empty),
    ``source`` where its identifiers come from. ``rehearse`` keeps nothing. Raises :class:`ComptoirError` when
    the file or its columns cannot be used, or when it is a list of persons.
    """
    if format and format not in FORMATS:
        raise ComptoirError(
            "Format inconnu", f"« {format} » n’est pas un format de liste : {', '.join(FORMATS)}."
        )
    home = home or Home("CH" if format == "geneve" else "FR", "GE" if format == "geneve" else "")
    fields: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()
    if format:
        kind = FORMATS[format]
    else:
        kind, fields, ignored = _recognised(path, home, source, chosen or {})
    reading = Reading(home, dated or _date_in(path.stem))
    lines = _bring(by, path, kind, reading, rehearse)
    return PartnerReport(lines, reading.doubtful, fields, ignored)


def _recognised(
    path: Path, home: Home, source: str, chosen: Mapping[str, str]
) -> tuple[Format, tuple[tuple[str, str], ...], tuple[str, ...]]:
    """How a list is read whose columns say what they are: (kind, columns read, columns left aside)."""
    names = import_file.titles(path, partner_columns.rate)
    if partner_columns.is_of_persons(names) and not chosen:
        raise ComptoirError(
            "Liste de personnes",
            f"{path.name} a des colonnes de personnes (prénom, naissance…) : reprenez-la avec "
            "« comptoir importer personnes ». Rien n’a été importé.",
        )
    for one in FORMATS.values():
        if set(one.columns) <= set(names) and not chosen and not source:
            swiss = home.country == "CH"
            name = one.source if one is FORMATS["france-services"] else "geneve" if swiss else "national"
            return replace(FORMATS[name], source=name), (), ()
    fields = partner_columns.recognise(names, chosen)
    told = tuple((column, partner_columns.COLUMNS[field][0]) for field, column in fields.items())
    ignored = tuple(name for name in names if name and name not in fields.values())
    return (
        Format((source or path.stem)[:40], (), functools.partial(partner_line.listed, fields)),
        told,
        ignored,
    )


def _date_in(name: str) -> str:
    """The day that a file's name says (``france_services_2024-08-01``); empty when it says none."""
    match = re.search(r"(20\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)", name)
    return f"{match[1]}-{match[2]}-{match[3]}" if match else ""


@read(Permission.IMPORT)
def _bring(by: Agent, path: Path, kind: Format, reading: Reading, rehearse: bool) -> ImportReport:
    """Read the whole list, then keep what it changes a part at a time: everybody else writes between two."""
    rejected: list[Rejected] = []
    known = {row.source_id: row.fingerprint for row in _of_source(kind.source)}
    entries = list(_entries(path, kind, reading, rejected))
    fresh = [one for one in entries if known.get(one["source_id"]) != one["fingerprint"]]
    added = sum(one["source_id"] not in known for one in fresh)
    rejected.sort(key=lambda one: one.line)
    report = ImportReport(added, len(fresh) - added, len(entries) - len(fresh), tuple(rejected))
    if not rehearse:
        _keep_all(by, kind.source, fresh, report, reading.doubtful)
    return report


def _keep_all(
    by: Agent, source: str, entries: list[dict[str, Any]], report: ImportReport, doubtful: int
) -> None:
    """Keep what a list changes; nothing of it when that fails on its way.

    Killed, what it did so far can be undone, or is completed by bringing the list again.
    """
    _note(by, source, report, doubtful)
    if not entries:
        return
    try:
        many.in_turns(entries, _BATCH, functools.partial(_keep, source))
    except BaseException:
        with suppress(ComptoirError):
            partner_removal.undo(by)
        raise


@write(Permission.IMPORT)
def _note(by: Agent, source: str, report: ImportReport, doubtful: int) -> None:
    """Say what is about to be done; when that is anything, what the import before did stays for good."""
    if report.added or report.changed:
        PartnerChangeRow.delete().execute()
    journal.note(
        by,
        "partner.imported",
        source=source,
        added=report.added,
        changed=report.changed,
        unchanged=report.unchanged,
        rejected=len(report.rejected),
        doubtful=doubtful,
    )


def _keep(source: str, entries: Sequence[dict[str, Any]]) -> None:
    """Add or change some entries with their themes; what they were is kept, for ``partner_removal.undo``."""
    these = _of_source(source).where(PartnerRow.source_id.in_([one["source_id"] for one in entries]))
    known = {row.source_id: row for row in these}
    themes = _themes_of([row.id for row in known.values()])
    rows = [{name: one[name] for name in one if name != "themes"} for one in entries]
    if new := [one for one in rows if one["source_id"] not in known]:
        PartnerRow.insert_many(new).execute()
    for one in rows:
        if row := known.get(one["source_id"]):
            # A later date of the list is no reason to ask again what somebody verified.
            if any(getattr(row, name) != one[name] for name in _FACTS):
                one["verified_on"] = None
            PartnerRow.update(**one).where(PartnerRow.id == row.id).execute()
    id_of = {row.source_id: row.id for row in these.clone()}
    PartnerThemeRow.delete().where(PartnerThemeRow.partner << list(id_of.values())).execute()
    told = [
        {"partner": id_of[one["source_id"]], "theme": theme} for one in entries for theme in one["themes"]
    ]
    if told:
        PartnerThemeRow.insert_many(told).execute()
    changes = [_before(one, id_of[one["source_id"]], known.get(one["source_id"]), themes) for one in entries]
    PartnerChangeRow.insert_many(changes).execute()


def _before(entry: dict[str, Any], number: int, row: Any, themes: Mapping[int, list[str]]) -> dict[str, Any]:
    """What an entry was, as ``partner_removal.undo`` reads it; nothing for one that is new."""
    before: dict[str, Any] = {}
    if row is not None:
        before = {name: getattr(row, name) for name in entry if name != "themes"}
        before |= {"themes": themes.get(row.id, [])}
        before |= {"verified_on": row.verified_on.isoformat() if row.verified_on else None}
    return {"partner_id": number, "before": before, "fingerprint": entry["fingerprint"]}


def _of_source(source: str) -> Any:
    return PartnerRow.select().where(PartnerRow.source == source)


def _themes_of(partners: Sequence[int]) -> dict[int, list[str]]:
    """The themes of each of these entries."""
    query: Any = PartnerThemeRow.select(PartnerThemeRow.partner, PartnerThemeRow.theme)
    found: dict[int, list[str]] = {}
    for number, theme in query.where(PartnerThemeRow.partner << partners).tuples():
        found.setdefault(number, []).append(theme)
    return found


def _entries(
    path: Path, kind: Format, reading: Reading, rejected: list[Rejected]
) -> Iterator[dict[str, Any]]:
    """What each good line says; a line that repeats an earlier identifier is rejected."""
    first_line: dict[str, int] = {}
    rate = (lambda _names: 1) if kind.columns else partner_columns.rate
    for record in import_file.read(path, kind.columns, rejected, rate):
        try:
            entry = kind.entry(record, reading)
            identifier = entry["source_id"]
            if identifier in first_line:
                raise BadLine(
                    f"l’identifiant {identifier} est déjà celui de la ligne {first_line[identifier]}"
                )
        except BadLine as bad:
            rejected.append(Rejected(record.line, str(bad)))
            continue
        first_line[identifier] = record.line
        yield _finished({"source": kind.source, **entry})


def _finished(entry: dict[str, Any]) -> dict[str, Any]:
    """``entry`` with what is searched, and a fingerprint by which the next import sees a change."""
    for name, limit in (
        ("source_id", 80),
        ("name", 200),
        ("address", 300),
        ("commune", 100),
        ("email", 200),
        ("website", 300),
    ):
        entry[name] = entry[name][:limit]
    searched = (entry[name] for name in ("name", "description", "audience", "address", "postcode", "commune"))
    entry["folded"] = " " + text.fold(" ".join([*searched, *entry["themes"]]))
    entry["name_folded"] = text.fold(entry["name"])[:200]
    entry["commune_folded"] = text.fold(entry["commune"])[:100]
    entry["fingerprint"] = hashlib.sha256(repr(sorted(entry.items())).encode()).hexdigest()
    return entry
