"""Partner directories read from a file: each bad line is named, the good ones stay, twice changes nothing.

An import never says that an entry was verified; when the facts of an entry change, what somebody
verified is no longer what it says, and it is to be verified again.
"""

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models import text
from models.errors import ComptoirError
from models.files import import_file
from models.files.import_file import BadLine, ImportReport, Rejected
from models.lists import partner_columns, partner_line
from models.lists.partner_line import FORMATS, Format, Home, Reading
from models.network.partner import PartnerChangeRow, PartnerRow, PartnerThemeRow
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import atomic, write

# What somebody verifies; the rest may change without asking them again.
_FACTS = ("name", "address", "postcode", "commune", "phone", "email", "website", "hours", "conditions")
_BATCH = 400


@dataclass(frozen=True, slots=True)
class PartnerReport:
    """What an import did; ``fields`` are (column, field) read, ``ignored`` the columns that were not.

    ``doubtful`` counts the telephone numbers that both countries have, or only the neighbour.
    """

    lines: ImportReport
    doubtful: int = 0
    fields: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()


class _Rehearsed(Exception):
    """All was read and nothing is to be kept: the transaction is given up."""


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
    try:
        with atomic():
            lines = _bring(by, path, kind, reading)
            if rehearse:
                raise _Rehearsed
    except _Rehearsed:
        pass
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


@write(Permission.IMPORT)
def _bring(by: Agent, path: Path, kind: Format, reading: Reading) -> ImportReport:
    rejected: list[Rejected] = []
    known = {row.source_id: row for row in _of_source(kind.source)}
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    unchanged = 0
    for entry in _entries(path, kind, reading, rejected):
        before = known.get(entry["source_id"])
        if before is None:
            new.append(entry)
        elif before.fingerprint == entry["fingerprint"]:
            unchanged += 1
        else:
            changed.append(entry)
    themes = _themes_of(kind.source) if changed else {}
    _insert(new)
    for entry in changed:
        row = known[entry["source_id"]]
        fields = {name: value for name, value in entry.items() if name != "themes"}
        # A later date of the list is no reason to ask again what somebody verified.
        if any(getattr(row, name) != entry[name] for name in _FACTS):
            fields["verified_on"] = None
        PartnerRow.update(**fields).where(PartnerRow.id == row.id).execute()
    _set_themes(kind.source, new + changed)
    if new or changed:
        _remember(kind.source, new + changed, known, themes)
    rejected.sort(key=lambda one: one.line)
    journal.note(
        by,
        "partner.imported",
        source=kind.source,
        added=len(new),
        changed=len(changed),
        unchanged=unchanged,
        rejected=len(rejected),
        doubtful=reading.doubtful,
    )
    return ImportReport(len(new), len(changed), unchanged, tuple(rejected))


def _remember(
    source: str, entries: list[dict[str, Any]], known: dict[str, Any], themes: dict[int, list[str]]
) -> None:
    """Keep what the entries were, for :func:`models.lists.partner_removal.undo`: of the last import only."""
    PartnerChangeRow.delete().execute()
    id_of = {row.source_id: row.id for row in _of_source(source)}
    rows = []
    for entry in entries:
        number, before = entry["source_id"], {}
        if row := known.get(number):
            before = {name: getattr(row, name) for name in entry if name != "themes"}
            before |= {"themes": themes.get(row.id, [])}
            before |= {"verified_on": row.verified_on.isoformat() if row.verified_on else None}
        rows.append({"partner_id": id_of[number], "before": before, "fingerprint": entry["fingerprint"]})
    for start in range(0, len(rows), _BATCH):
        PartnerChangeRow.insert_many(rows[start : start + _BATCH]).execute()


def _of_source(source: str) -> Any:
    return PartnerRow.select().where(PartnerRow.source == source)


def _themes_of(source: str) -> dict[int, list[str]]:
    """The themes of each entry of a source."""
    query: Any = PartnerThemeRow.select(PartnerThemeRow.partner, PartnerThemeRow.theme).join(PartnerRow)
    found: dict[int, list[str]] = {}
    for number, theme in query.where(PartnerRow.source == source).tuples():
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


def _insert(entries: list[dict[str, Any]]) -> None:
    rows = [{name: value for name, value in entry.items() if name != "themes"} for entry in entries]
    for start in range(0, len(rows), _BATCH):
        PartnerRow.insert_many(rows[start : start + _BATCH]).execute()


def _set_themes(source: str, entries: list[dict[str, Any]]) -> None:
    if not entries:
        return
    id_of = {row.source_id: row.id for row in _of_source(source)}
    for start in range(0, len(entries), _BATCH):
        batch = entries[start : start + _BATCH]
        ids = [id_of[entry["source_id"]] for entry in batch]
        PartnerThemeRow.delete().where(PartnerThemeRow.partner << ids).execute()
        rows = [
            {"partner": id_of[entry["source_id"]], "theme": theme}
            for entry in batch
            for theme in entry["themes"]
        ]
        if rows:
            PartnerThemeRow.insert_many(rows).execute()
