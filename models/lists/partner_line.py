"""A line of a list of partners, read: what each kind of list says, in the words of the directory."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models import telephone, text
from models.files.import_file import BadLine, Record
from models.lists import partner_columns, partner_hours, partner_phone
from models.network.partner import Confidence, theme_word
from models.service import postcode

DIGITS = {"CH": 4, "FR": 5}
_NUMBER = re.compile(r"\+?\d[\d .]*\d")
# Wording by which a source says that a contact was not read anywhere.
_FROM_MEMORY = re.compile(r"de mémoire|avant affichage|\(mémoire\)", re.I)
_UNREAD = re.compile(r"^de mémoire, non vérifié(?: : )?| de mémoire, non vérifié$")
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")


@dataclass(frozen=True, slots=True)
class Home:
    """Whose list it is: the country (``CH``, ``FR``) and the canton or département of the service."""

    country: str
    area: str


@dataclass(slots=True)
class Reading:
    """A list being read: whose, from when it is, and the numbers whose country is doubtful."""

    home: Home
    dated: str = ""
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class Format:
    """How one kind of file is read: its columns and what makes an entry of a record."""

    source: str
    columns: tuple[str, ...]
    entry: Callable[[Record, Reading], dict[str, Any]]


def _directory(country: str, department: str) -> Callable[[Record, Reading], dict[str, Any]]:
    """The reader of a directory kept line by line with its sources (``geneve``, ``national``)."""

    def entry(record: Record, reading: Reading) -> dict[str, Any]:
        values = record.values
        confidence = values["confidence"] or str(Confidence.MEMORY)
        if confidence not in set(Confidence):
            raise BadLine(f"la confiance « {confidence} » n’est pas {', '.join(Confidence)}")
        hours, notes = _split_note(values["note"])
        # Nothing that was only remembered may read as a contact: it goes to the note, said to be checked.
        doubtful = confidence == Confidence.MEMORY or any("avant affichage" in note.lower() for note in notes)
        street, postcode, commune = _place(_address(values["address"], doubtful, notes), country, notes)
        said = _phone(values["phone"], _country(postcode, country), notes, reading)
        phone = _kept(said, values["phone"], "téléphone", doubtful, notes)
        website = _kept(values["website"], values["website"], "site", doubtful, notes)
        return {
            "source_id": record.required("id", "l’identifiant"),
            "name": record.required("official_name", "le nom"),
            "themes": _themes(values["theme"]),
            "description": values["what"],
            "audience": values["audience"],
            "address": street,
            "postcode": postcode,
            "commune": commune,
            "department": reading.home.area if country == reading.home.country == "CH" else department,
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
    hours, rest = partner_hours.split(note)
    marked = [
        f"à vérifier, de mémoire : {_UNREAD.sub('', part)}" if _UNREAD.search(part) else part for part in rest
    ]
    return hours, [part.removesuffix(" : ") for part in marked]


def _phone(value: str, country: str, notes: list[str], reading: Reading) -> str:
    """The number in ``value`` (E.164, or the digits of a short one); remarks around it join the ``notes``."""
    written, remark = telephone.first_of(value, country)
    if not written and (found := _NUMBER.search(value)):  # a short one, or a year behind it
        written, remark = found[0], value.replace(found[0], "").strip(" ()")
    if not written:
        if value:
            raise BadLine(f"« {value[:30]} » n’est pas un numéro de téléphone")
        return ""
    if remark.isdigit():
        notes.append(f"téléphone relevé en {remark}")
    elif remark not in ("", "via"):
        notes.append(f"téléphone : {remark}")
    number, doubtful = partner_phone.read(written, country)
    if doubtful:
        reading.doubtful += 1
        notes.append(f"téléphone à vérifier, écrit {written}")
    return number


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


def _place(address: str, country: str, notes: list[str], commune: str = "") -> tuple[str, str, str]:
    """Street, postcode and locality of an address; what follows them joins the ``notes``.

    An address without a postcode is all street. A postcode of another length is a mistake, but for one of
    the neighbour that the lists know with this locality.
    """
    found = re.search(r"(?:^|, )(\d{3,7}) ([A-ZÀ-Ý][^\d,;(]*)(?:\d+)?", address)
    if not found:
        return address, "", commune
    digits = DIGITS[country]
    if len(found[1]) != digits and not postcode.knows(found[1], found[2]):
        raise BadLine(f"le code postal « {found[1]} » n’a pas {digits} chiffres")
    if rest := address[found.end() :].strip(" \u00a0;,()"):
        notes.append(f"adresse relevée en {rest}" if rest.isdigit() else rest)
    return address[: found.start()].strip(), found[1], found[2].strip()


def _themes(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(theme_word, value.split(";")) if name))


def _france_services(record: Record, reading: Reading) -> dict[str, Any]:
    """A France services place (ANCT): helps with administrative procedures, one address, hours by day."""
    values = record.values
    if not re.fullmatch(r"\d{5}", values["code_postal"]):
        raise BadLine(f"le code postal « {values['code_postal'][:10]} » n’a pas 5 chiffres")
    if not re.fullmatch(r"\d{2}|2[AB]|9[78]\d", values["insee_dep"]):
        raise BadLine(f"le département « {values['insee_dep'][:10]} » n’existe pas")
    notes = [values["commentaire"]] if values["commentaire"] else []
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
        "phone": _phone(values["telephone"], "FR", notes, reading),
        "email": values["mail"],
        "website": "",
        "hours": partner_hours.week(values),
        "conditions": "Prise de rendez-vous possible" if values["prise_rdv"].casefold() == "oui" else "",
        "note": " ; ".join([*notes, *_dated(reading)]),
        "confidence": str(Confidence.OFFICIAL),
        "source_url": ", ".join(["ANCT, liste des France services", *_dated(reading), "Licence Ouverte 2.0"]),
    }


def listed(fields: Mapping[str, str], record: Record, reading: Reading) -> dict[str, Any]:
    """An entry of a list whose columns were recognised; what a cell cannot be goes into the note."""
    given = {name: record.values.get(fields.get(name, ""), "") for name in partner_columns.COLUMNS}
    if not given["name"]:
        raise BadLine("il manque le nom")
    hours, notes = partner_hours.split(given["note"])
    if given["hours"]:
        hours, rest = partner_hours.split(given["hours"])
        hours, notes = hours or given["hours"], [*notes, *(rest if hours else [])]
    code = re.sub(r"\D", "", given["postcode"].removesuffix(".0"))
    street = " - ".join(part for part in (given["address"], given["complement"]) if part)
    if not code:
        street, code, given["commune"] = _place(street, reading.home.country, notes, given["commune"])
    country = _country(code, reading.home.country)
    try:
        phone = _phone(given["phone"], country, notes, reading)
    except BadLine:
        phone = ""
        notes.append(f"téléphone à vérifier, écrit {given['phone'][:60]}")
    confidence = given["confidence"] if given["confidence"] in set(Confidence) else ""
    return {
        "source_id": given["source_id"] or text.fold(f"{given['name']} {code} {street}")[:80],
        "name": given["name"],
        "themes": _themes(re.sub(r"[,|]", ";", given["themes"])),
        "description": given["description"],
        "audience": given["audience"],
        "address": street,
        "postcode": code[:10],
        "commune": given["commune"],
        "department": _area(code, given["commune"], reading.home),
        "phone": phone,
        "email": given["email"],
        "website": given["website"],
        "hours": hours,
        "conditions": given["conditions"],
        "note": " ; ".join([*notes, *_dated(reading)]),
        "confidence": confidence,
        "source_url": given["source_url"],
    }


def _dated(reading: Reading) -> list[str]:
    return [f"état au {date.fromisoformat(reading.dated):%d.%m.%Y}"] if reading.dated else []


def _country(code: str, otherwise: str) -> str:
    """The country of a postcode: four figures are Swiss, five French."""
    return {length: name for name, length in DIGITS.items()}.get(len(code), otherwise)


def _area(code: str, commune: str, home: Home) -> str:
    """The canton or département of an address; that of the service when nothing says another."""
    areas = {row.area for row in postcode.rows(code, commune)}
    return areas.pop() if len(areas) == 1 else home.area


_DIRECTORY_COLUMNS = (
    "id", "theme", "official_name", "what", "audience", "address", "phone", "website", "source",
    "confidence", "note",
)  # fmt: skip
FORMATS: dict[str, Format] = {
    "geneve": Format("geneve", _DIRECTORY_COLUMNS, _directory("CH", "GE")),
    "national": Format("national", _DIRECTORY_COLUMNS, _directory("FR", "")),
    "france-services": Format(
        "france-services",
        (
            "id_fs", "insee_dep", "lib_fs", "adresse", "complement_adresse", "code_postal", "lib_com", "mail",
            "telephone", *(f"h_{day}" for day in _DAYS), "prise_rdv", "commentaire",
        ),
        _france_services,
    ),
}  # fmt: skip
