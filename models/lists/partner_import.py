"""Partner directories read from a file: each bad line is named, the good ones stay, twice changes nothing.

An import never says that an entry was verified; when the facts of an entry change, what somebody
verified is no longer what it says, and it is to be verified again.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models import text
from models.errors import ComptoirError, InvalidInput
from models.files.import_file import BadLine, ImportReport, Record, Rejected, read
from models.network.partner import Confidence, PartnerRow, PartnerThemeRow, theme_word
from models.service.agent import Agent
from models.store import journal
from models.store.database import write

_BATCH = 400
_HOURS = re.compile(
    r"(?:guichets?\S* |guichet-téléphone |réception |tél\. )?(?:(?:lu|ma|me|je|ve|sa|di)\b|\d{1,2}h)", re.I
)
_NUMBER = re.compile(r"\+?\d[\d .]*\d")
# Wording by which a source says that a contact was not read anywhere.
_FROM_MEMORY = re.compile(r"de mémoire|avant affichage|\(mémoire\)", re.I)
_UNREAD = re.compile(r"^de mémoire, non vérifié(?: : )?| de mémoire, non vérifié$")
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")


@dataclass(frozen=True, slots=True)
class _Format:
    """How one kind of file is read: its columns and what makes an entry of a record."""

    source: str
    columns: tuple[str, ...]
    entry: Callable[[Record], dict[str, Any]]


@write
def import_partners(by: Agent, path: Path, format: str) -> ImportReport:
    """Bring the organisations of the file at ``path`` into the directory; entries it no longer has stay.

    ``format`` is ``geneve``, ``national`` (the same columns, for services of a whole country) or
    ``france-services``. Raises :class:`ComptoirError` when the file or its columns cannot be used.
    """
    if format not in FORMATS:
        raise ComptoirError(
            "Format inconnu", f"« {format} » n’est pas un format de liste : {', '.join(FORMATS)}."
        )
    kind = FORMATS[format]
    rejected: list[Rejected] = []
    known = {row.source_id: (row.id, row.fingerprint) for row in _of_source(kind.source)}
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    unchanged = 0
    for entry in _entries(path, kind, rejected):
        before = known.get(entry["source_id"])
        if before is None:
            new.append(entry)
        elif before[1] == entry["fingerprint"]:
            unchanged += 1
        else:
            changed.append(entry)
    _insert(new)
    for entry in changed:
        fields = {name: value for name, value in entry.items() if name != "themes"}
        PartnerRow.update(**fields, verified_on=None).where(
            PartnerRow.id == known[entry["source_id"]][0]
        ).execute()
    _set_themes(kind.source, new + changed)
    rejected.sort(key=lambda one: one.line)
    counts = {"added": len(new), "changed": len(changed), "unchanged": unchanged, "rejected": len(rejected)}
    journal.note(by, "partner.imported", subject="partner", format=format, **counts)
    return ImportReport(len(new), len(changed), unchanged, tuple(rejected))


def _of_source(source: str) -> Any:
    return PartnerRow.select(PartnerRow.id, PartnerRow.source_id, PartnerRow.fingerprint).where(
        PartnerRow.source == source
    )


def _entries(path: Path, kind: _Format, rejected: list[Rejected]) -> Iterator[dict[str, Any]]:
    """What each good line says; a line that repeats an earlier identifier is rejected."""
    first_line: dict[str, int] = {}
    for record in read(path, kind.columns, rejected):
        try:
            entry = kind.entry(record)
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


def _directory(region: str, department: str, digits: int) -> Callable[[Record], dict[str, Any]]:
    """The reader of a directory kept line by line with its sources (``geneve``, ``national``)."""

    def entry(record: Record) -> dict[str, Any]:
        values = record.values
        confidence = values["confidence"] or str(Confidence.MEMORY)
        if confidence not in set(Confidence):
            raise BadLine(f"la confiance « {confidence} » n’est pas {', '.join(Confidence)}")
        hours, notes = _split_note(values["note"])
        # Nothing that was only remembered may read as a contact: it goes to the note, said to be checked.
        doubtful = confidence == Confidence.MEMORY or any("avant affichage" in note.lower() for note in notes)
        phone = _kept(_phone(values["phone"], region, notes), values["phone"], "téléphone", doubtful, notes)
        website = _kept(values["website"], values["website"], "site", doubtful, notes)
        street, postcode, commune = _place(_address(values["address"], doubtful, notes), digits, notes)
        return {
            "source_id": record.required("id", "l’identifiant"),
            "name": record.required("official_name", "le nom"),
            "themes": _themes(values["theme"]),
            "description": values["what"],
            "audience": values["audience"],
            "address": street,
            "postcode": postcode,
            "commune": commune,
            "department": department,
            "phone": phone,
            "email": "",
            "website": website,
            "hours": hours,
            "conditions": "",
            "note": " ; ".join(notes),
            "confidence": confidence,
            "source_url": values["source"],
        }

    return entry


def _split_note(note: str) -> tuple[str, list[str]]:
    """The opening hours a note holds, and the rest of it; what is from memory reads ``à vérifier``."""
    parts = [part.strip() for part in re.split(r" ; |(?<=\w{4})\. (?=[A-ZÀ-Ý])", note) if part.strip()]
    hours = [part for part in parts if _HOURS.match(part)]
    rest = [part for part in parts if part not in hours]
    marked = [
        f"à vérifier, de mémoire : {_UNREAD.sub('', part)}" if _UNREAD.search(part) else part for part in rest
    ]
    return " ; ".join(hours), [part.removesuffix(" : ") for part in marked]


def _phone(value: str, region: str, notes: list[str]) -> str:
    """The number in ``value`` (E.164, or the digits of a short one); remarks around it join the ``notes``."""
    found = _NUMBER.search(value)
    if not found:
        if value:
            raise BadLine(f"« {value[:30]} » n’est pas un numéro de téléphone")
        return ""
    remark = value.replace(found[0], "").strip(" ()")
    if remark.isdigit():
        notes.append(f"téléphone relevé en {remark}")
    elif remark not in ("", "via"):
        notes.append(f"téléphone : {remark}")
    return _read_number(found[0], region)


def _read_number(number: str, region: str) -> str:
    digits = re.sub(r"\D", "", number)
    if len(digits) <= 6 and number[0] not in "+0":  # 115, 3919, 116 006
        return digits
    try:
        return text.read_phone(number, region)
    except InvalidInput:
        raise BadLine(f"« {number[:30]} » n’est pas un numéro de téléphone complet") from None


def _kept(value: str, said: str, what: str, doubtful: bool, notes: list[str]) -> str:
    """``value``, unless it is only remembered: then nothing, and a note that says what to check."""
    if not value or not (doubtful or _FROM_MEMORY.search(said)):
        return value
    notes[:] = [note for note in notes if not note.startswith(f"{what} : ")]
    notes.append(f"à vérifier, {what} : {said.replace('(mémoire)', '').strip()}")
    return ""


def _address(value: str, doubtful: bool, notes: list[str]) -> str:
    """``value`` without a postcode that the notes say is from memory."""
    address = _kept(value, value, "adresse", doubtful, notes)
    if any("NPA de mémoire" in note for note in notes) and (
        found := re.search(r", (\d{4,5} [^,;(]+)$", address)
    ):
        address = address[: found.start()]
        notes[:] = [note for note in notes if note != "NPA de mémoire"] + [f"à vérifier, NPA : {found[1]}"]
    return address


def _place(address: str, digits: int, notes: list[str]) -> tuple[str, str, str]:
    """Street, postcode and locality of an address; what follows them joins the ``notes``.

    An address without a postcode is all street. A postcode of another length is a mistake.
    """
    found = re.search(r"(?:^|, )(\d{3,7}) ([A-ZÀ-Ý][^\d,;(]*)(?:\d+)?", address)
    if not found:
        return address, "", ""
    if len(found[1]) != digits:
        raise BadLine(f"le code postal « {found[1]} » n’a pas {digits} chiffres")
    if rest := address[found.end() :].strip(" ;,()"):
        notes.append(f"adresse relevée en {rest}" if rest.isdigit() else rest)
    return address[: found.start()].strip(), found[1], found[2].strip()


def _themes(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(theme_word, value.split(";")) if name))


def _france_services(record: Record) -> dict[str, Any]:
    """A France services place (ANCT): helps with administrative procedures, one address, hours by day."""
    values = record.values
    if not re.fullmatch(r"\d{5}", values["code_postal"]):
        raise BadLine(f"le code postal « {values['code_postal'][:10]} » n’a pas 5 chiffres")
    if not re.fullmatch(r"\d{2}|2[AB]|9[78]\d", values["insee_dep"]):
        raise BadLine(f"le département « {values['insee_dep'][:10]} » n’existe pas")
    street = " - ".join(part for part in (values["adresse"], values["complement_adresse"]) if part)
    return {
        "source_id": record.required("id_fs", "l’identifiant"),
        "name": record.required("lib_fs", "le nom"),
        "themes": ("démarches",),
        "description": "Aide aux démarches administratives",
        "audience": "Toute personne",
        "address": street,
        "postcode": values["code_postal"],
        "commune": record.required("lib_com", "la commune"),
        "department": values["insee_dep"],
        "phone": _phone(values["telephone"], "FR", []),
        "email": values["mail"],
        "website": "",
        "hours": _week(values),
        "conditions": "Prise de rendez-vous possible" if values["prise_rdv"].casefold() == "oui" else "",
        "note": " ; ".join(part for part in (values["commentaire"], "état au 01.08.2024") if part),
        "confidence": str(Confidence.OFFICIAL),
        "source_url": "ANCT, liste des France services, état au 01.08.2024, Licence Ouverte 2.0",
    }


def _week(values: Mapping[str, str]) -> str:
    """Hours by day, days that are alike together: ``lu-ve 09:00-12:00, 14:00-17:00 ; sa 09:00-12:00``."""
    runs: list[tuple[str, str, str]] = []
    for name in _DAYS:
        day, hours = name[:2], values[f"h_{name}"].replace(" - ", "-").replace(" / ", ", ")
        if runs and runs[-1][2] == hours:
            runs[-1] = (runs[-1][0], day, hours)
        else:
            runs.append((day, day, hours))
    told = [(first if first == last else f"{first}-{last}", hours) for first, last, hours in runs if hours]
    return " ; ".join(f"{days} {hours}" for days, hours in told)


_DIRECTORY_COLUMNS = (
    "id", "theme", "official_name", "what", "audience", "address", "phone", "website", "source",
    "confidence", "note",
)  # fmt: skip
FORMATS: dict[str, _Format] = {
    "geneve": _Format("geneve", _DIRECTORY_COLUMNS, _directory("CH", "GE", 4)),
    "national": _Format("national", _DIRECTORY_COLUMNS, _directory("FR", "", 5)),
    "france-services": _Format(
        "france-services",
        (
            "id_fs", "insee_dep", "lib_fs", "adresse", "complement_adresse", "code_postal", "lib_com", "mail",
            "telephone", *(f"h_{day}" for day in _DAYS), "prise_rdv", "commentaire",
        ),
        _france_services,
    ),
}  # fmt: skip
