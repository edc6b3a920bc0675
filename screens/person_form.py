"""The part of a form that says who it is about: a known person, a new one, or nobody named."""

from models import postcode, search, text
from models.person import Person, PersonForm
from models.profile import Profile
from models.search import Found
from screens.forms import Choice, ChoiceField, Item, Note, Option, PickField, TextField, Values
from screens.widgets.lines import columns

NEW = "+"
ANONYMOUS = "*"
# How a form that was opened for somebody not yet known names them.
SHOWN = {NEW: "nouvelle personne", ANONYMOUS: "anonyme"}
CIVILITIES = (
    Choice("m", "Madame", "Madame"),
    Choice("s", "Monsieur", "Monsieur"),
    Choice("-", "", "non dit"),
)


def person_items(values: Values, about: Person | None, region: str, label: str = "Qui") -> list[Item]:
    """The lines that say who: the search, or what is known, or the few fields of somebody new."""
    who = values.get("person", "")
    items: list[Item] = [
        PickField(
            "person",
            label,
            hint="nom, naissance, téléphone ; + nouvelle personne ; * anonyme",
            rows=6,
            eager=False,
        )
    ]
    if who == ANONYMOUS:
        items.append(TextField("given_name", "Prénom dit", hint="s’il a été donné"))
    if about is not None and who == str(about.id):
        items.append(Note(known_line(about, region)))
    if who == NEW or (values.get("edit") and who.isdigit()):
        items += [
            TextField("family_name", "Nom", max_length=200),
            TextField("given_name", "Prénom", max_length=200),
            TextField("birth_date", "Naissance", hint="12.03.1980", max_length=20),
            TextField("phone", "Téléphone", max_length=30),
            TextField("postcode", "NPA" if region == "CH" else "Code postal", max_length=10),
            PickField("commune", "Commune", rows=5),
            TextField("address", "Adresse", hint="rue et numéro, pour les courriers", max_length=200),
            ChoiceField("civility", "Civilité", CIVILITIES),
        ]
    return items


def found_options(found: list[Found], words: str) -> list[Option]:
    """Search results as lines, then a new person of what was typed.

    ``+`` beside letters asks for somebody new at once; beside digits it begins a telephone number.
    """
    if words.strip() == ANONYMOUS:
        return [Option(ANONYMOUS, "* anonyme", "anonyme")]
    name = " ".join(words.replace(NEW, " ").split()).title()
    new = Option(
        NEW, f"+ nouvelle personne : {name}" if name else "+ nouvelle personne", f"nouvelle personne : {name}"
    )
    if asks_for_new(words):
        return [new]
    options = [Option(str(one.person_id), found_line(one), one.name) for one in found]
    return [*options, new] if name else options


def asks_for_new(words: str) -> bool:
    """Whether ``words`` contain the ``+`` that makes a new person rather than begin a telephone number."""
    return NEW in words and not any(letter.isdigit() for letter in words)


def found_line(one: Found) -> str:
    """Name, birth date, commune, end of the telephone number, last contact: what tells homonyms apart."""
    name = one.name + (f" (née {one.birth_name.upper()})" if one.birth_name else "")
    born = f"{one.birth_date:%d.%m.%Y}" if one.birth_date else ""
    seen = (
        "dans la salle"
        if one.waiting
        else (f"vu le {text.short_date(one.seen_at.date())}" if one.seen_at else "")
    )
    tail = f"..{one.phone_tail}" if one.phone_tail else ""
    return columns(
        ("~" if one.alike else "", 1), (name, 30), (born, 10), (one.commune, 12), (tail, 5), (seen, 13)
    )


def known_line(person: Person, region: str) -> str:
    """What the screen shows of the person picked, to check against who stands there."""
    parts = [
        f"né(e) {person.birth_name.upper()}" if person.birth_name else "",
        f"{person.birth_date:%d.%m.%Y}" if person.birth_date else "naissance à demander",
        text.show_phone(person.phone, region) or "sans téléphone",
        f"{person.postcode} {person.commune}".strip() or "commune à demander",
        person.language,
        person.note,
    ]
    return "  ".join(part for part in parts if part)


def search_persons(words: str) -> list[Option]:
    """A verb for the database thread: what to propose for ``words`` typed into the search."""
    return found_options([] if asks_for_new(words) else search.search(words), words)


def commune_options(code: str, words: str) -> list[Option]:
    """A verb for the database thread: communes of a postcode, those that start with ``words`` first kept."""
    wanted = text.fold(words)
    return [Option(name, name) for name in postcode.communes(code) if text.fold(name).startswith(wanted)]


def new_values(words: str) -> Values:
    """First fields of a new person made of what was typed: digits are left to their own fields."""
    names = [word for word in words.replace(NEW, " ").split() if not any(letter.isdigit() for letter in word)]
    return {"family_name": names[0].title() if names else "", "given_name": " ".join(names[1:]).title()}


def values_of(person: Person) -> Values:
    """The fields of a known person, to complete or correct them."""
    return {
        "family_name": person.family_name,
        "given_name": person.given_name,
        "birth_date": f"{person.birth_date:%d.%m.%Y}" if person.birth_date else "",
        "phone": person.phone,
        "postcode": person.postcode,
        "commune": person.commune,
        "commune.typed": person.commune,
        "address": person.address,
        "civility": person.civility,
    }


def read_person(values: Values, profile: Profile, known: Person | None = None) -> PersonForm:
    """What the fields say, the permit answered in triage included; what the form does not show is kept."""
    kept = {
        name: getattr(known, name)
        for name in ("birth_name", "email", "language", "permit", "note")
        if known is not None
    }
    asked = [f"q.{one.id}" for one in profile.questions if one.known_from == "permit"]
    permit = next((values[name] for name in asked if values.get(name)), "?")
    return PersonForm(
        anonymous=values.get("person") == ANONYMOUS,
        family_name=values.get("family_name", ""),
        given_name=values.get("given_name", ""),
        birth_date=values.get("birth_date", ""),
        civility=values.get("civility", ""),
        phone=values.get("phone", ""),
        address=values.get("address", ""),
        postcode=values.get("postcode", ""),
        commune=values.get("commune") or values.get("commune.typed", ""),
        **(kept | ({"permit": permit} if permit != "?" else {})),
    )
