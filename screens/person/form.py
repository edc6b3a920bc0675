"""The part of a form that says who it is about: a known person, a new one, or nobody named."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any

from models import clock, telephone, text
from models.errors import InvalidInput
from models.known import search
from models.known.search import Match
from models.person import birth, naming, person
from models.person.choices import Civility
from models.person.duplicate import Duplicate
from models.person.likeness import Reason
from models.person.person import Person, PersonForm
from models.service.agent import Agent
from models.service.postcode import Locality
from models.service.profile import Profile
from screens.frame import phone_field
from screens.frame.forms import Choice, ChoiceField, Item, Note, Option, PickField, TextField, Values
from screens.frame.widgets.lines import columns
from screens.person import labels

NEW = "+"
ANONYMOUS = "*"
# How a form that was opened for somebody not yet known names them.
SHOWN = {NEW: "nouvelle personne", ANONYMOUS: "anonyme"}
CIVILITIES = (
    Choice("f", Civility.MADAME, Civility.MADAME.label),
    Choice("h", Civility.MONSIEUR, Civility.MONSIEUR.label),
    Choice("-", "", "non dit"),
)
# Where a form keeps who is perhaps known already: its number, and the line that is read.
KNOWN, KNOWN_LINE = "known", "known.line"
# What the few fields of a form hold about a person.
EDITED = (
    "family_name", "given_name", "birth_name", "nickname", "birth_date", "civility", "phone", "email",
    "address", "postcode", "commune", "commune.typed", f"phone{phone_field.WHICH}",
)  # fmt: skip
# What tells that somebody new is perhaps known already.
WATCHED = ("family_name", "given_name", "birth_name", "birth_date", "phone", "email")
_IDENTITY = ("family_name", "given_name", "birth_name", "nickname", "birth_date", "civility")
_CONTACTS = ("phone", "email", "postcode", "commune", "address")
# Fields of the whole form only; shorter ones leave them as they are.
_MORE = (
    "birth_name", "nickname", "email", "language", "permit", "housing", "contact_by", "reminders", "note",
    "alert", "alert_reason", "alert_until",
)  # fmt: skip
_FLAGS = ("interpreter", "no_call", "no_letter", "protected")


def person_items(
    values: Values, about: Person | None, region: str, label: str = "Qui", calls_from: str = ""
) -> list[Item]:
    """The lines that say who: the search, or what is known, or the few fields of somebody new.

    ``calls_from`` is the number that is kept as theirs when no other one is typed.
    """
    who = values.get("person", "")
    items: list[Item] = [
        PickField(
            "person",
            label,
            hint="nom, naissance, téléphone ; + nouvelle ; * anonyme",
            rows=6,
            eager=False,
        )
    ]
    if who == ANONYMOUS:
        items.append(TextField("given_name", "Prénom", hint="s’il a été donné"))
    if about is not None and who == str(about.id):
        items.append(Note(known_line(about, region), strong=bool(about.alerts)))
    if who == NEW or (values.get("edit") and who.isdigit()):
        items += [
            TextField("family_name", "Nom", max_length=200),
            TextField("given_name", "Prénom", max_length=200),
            TextField("birth_date", "Naissance", hint="12.03.1980, ou l’année seule", max_length=20),
            *phone_field.items(
                TextField(
                    "phone",
                    "Téléphone",
                    hint=f"{calls_from} si rien n’est tapé" if calls_from else "",
                    max_length=30,
                    aside=bool(calls_from),
                ),
                values,
                region,
            ),
            TextField("email", "E-mail", hint="↓ y va, Tab passe", max_length=120, aside=True),
            TextField("postcode", labels.of(region)["postcode"], max_length=10),
            PickField("commune", "Commune", rows=5),
            TextField("address", "Adresse", hint="rue et numéro, pour les courriers", max_length=200),
            ChoiceField("civility", "Civilité", CIVILITIES),
        ]
    return items + (known_notes(values) if who == NEW else [])


def known_notes(values: Values) -> list[Item]:
    """Who is perhaps known already, and the key that takes them."""
    return [Note(values[KNOWN_LINE], strong=True)] if values.get(KNOWN_LINE) else []


def perhaps_known(values: Values, region: str, caller_phone: str = "") -> PersonForm:
    """What the fields tell that somebody known might be found by.

    ``caller_phone`` is the number they call from: theirs as long as no other one was typed.
    """
    told = {name: values.get(name, "") for name in WATCHED} if values.get("person") == NEW else {}
    told["phone"] = phone_field.typed(values, "phone", region) if told.get("phone") else caller_phone
    return PersonForm(**told)  # type: ignore[arg-type]


def known_words(found: list[Duplicate]) -> tuple[str, str]:
    """(number, line) of who is perhaps known already; empty for nobody."""
    if not found:
        return "", ""
    more = f" ; et {text.counted(len(found) - 1, 'autre')}, à chercher par le nom" if len(found) > 1 else ""
    return str(found[0].person_id), f"{duplicate_line(found[0])}{more}. Ctrl+D prend cette fiche."


def duplicate_line(one: Duplicate) -> str:
    """``Peut-être déjà connue : DUPONT Marie, 12.03.1980, Carouge, ..147 (même téléphone)``."""
    tail = f"..{one.phone_tail}" if one.phone_tail else ""
    told = ", ".join(part for part in (one.name, one.born, one.commune, tail) if part)
    return f"Peut-être déjà connue : {told} ({', '.join(reason.label for reason in one.reasons)})"


def completed(known: Person, values: Values, region: str) -> tuple[Values, str]:
    """(fields of a known person with the contacts just typed, what was typed otherwise than it is known).

    The first is empty when what was typed adds nothing.
    """
    fields = values_of(known) | {"birth_name": known.birth_name}
    shown = {**fields, "phone": telephone.show(known.phone, region)}
    added: Values = {}
    otherwise: list[str] = []
    for name in (*_IDENTITY, *_CONTACTS):
        written = (values.get(name) or values.get(f"{name}.typed", "")).strip()
        written = phone_field.typed(values, name, region) if name == "phone" else written
        if not written or _alike(name, written, fields.get(name, ""), region):
            continue
        if name in _CONTACTS or not fields.get(name):
            added[name] = written
        else:
            otherwise.append(written)
        if name in _CONTACTS and fields.get(name):
            otherwise.append(f"{shown[name]} remplacé par {written}")
    if "commune" in added:
        added["commune.typed"] = added["commune"]
    return (fields | added if added else {}), ", ".join(otherwise)


def _alike(name: str, written: str, known: str, region: str) -> bool:
    try:
        if name == "phone":
            return telephone.read(written, region) == known
        if name == "birth_date":
            return birth.read(written) == birth.read(known)
    except InvalidInput:
        return False
    return text.fold(written) == text.fold(known)


def found_options(found: list[Match], words: str) -> list[Option]:
    """Search results as lines, then a new person of what was typed.

    ``+`` beside letters asks for somebody new at once; beside digits it begins a telephone number.
    """
    if words.strip() == ANONYMOUS:
        return [Option(ANONYMOUS, "* anonyme", "anonyme")]
    name = " ".join(words.replace(NEW, " ").split()).title()
    shown = f"nouvelle personne : {name}"
    if asks_for_new(words):
        return [Option(NEW, f"+ {shown}" if name else "+ nouvelle personne", shown)]
    # Below what was found it does not repeat what is typed: it would be sent again with every letter.
    new = Option(NEW, "+ nouvelle personne", shown)
    options = [Option(str(one.person_id), found_line(one), one.name) for one in found]
    return [*options, new] if name else options


def asks_for_new(words: str) -> bool:
    """Whether ``words`` contain the ``+`` that makes a new person rather than begin a telephone number."""
    return NEW in words and not any(letter.isdigit() for letter in words)


def found_line(one: Match) -> str:
    """Name, birth date, commune, end of the telephone number, last contact: what tells homonyms apart."""
    other = f" (né(e) {one.born_as})" if one.born_as else ""
    name = "  ".join(filter(None, (one.name, one.file))) + (
        other or (f" « {one.nickname} »" if one.nickname else "")
    )
    # With its year and without the day of the week: thirteen columns are left on a line of 80.
    last = f"vu {clock.local(one.seen_at):%d.%m.%Y}" if one.seen_at else ""
    # Who follows them answers « qui est mon assistante sociale ? » at once.
    followed = f"réf. {one.followed_by}" if one.followed_by else ""
    seen = "dans la salle" if one.waiting else one.left or followed or last
    tail = f"..{one.phone_tail}" if one.phone_tail else ""
    return columns(
        ("~" if one.alike else "", 1), (name, 30), (one.born, 10), (one.commune, 12), (tail, 5), (seen, 13)
    )


def known_line(who: Person, region: str) -> str:
    """What the screen shows of the person picked, to check against who stands there."""
    parts = [
        *who.alerts,
        f"« {who.nickname} »" if who.nickname else "",
        f"né(e) {naming.born_as(who)}" if naming.born_as(who) else "",
        who.born or "naissance à demander",
        telephone.show(who.phone, region) or "sans téléphone",
        f"{who.postcode} {who.commune}".strip() or "commune à demander",
        who.language,
        "avec interprète" if who.interpreter else "",
        f"contact par {who.contact_label}" if who.contact_by else "",
        who.note,
    ]
    return "  ".join(part for part in parts if part)


def agent_options(agents: Iterable[Agent], words: str) -> list[Option]:
    """Who of ``agents`` may follow somebody, ``words`` in their name."""
    wanted = text.fold(words)
    return [
        Option(str(one.id), f"{one.name}  ({one.role.label})", one.name)
        for one in agents
        if wanted in text.fold(one.name)
    ]


async def search_persons(act: Callable[..., Awaitable[Any]], words: str) -> list[Option]:
    """What to propose to whoever acts for ``words`` typed into the search."""
    return found_options([] if asks_for_new(words) else await act(search.asked, words), words)


def by_phone(found: list[Duplicate]) -> list[Option]:
    """Who is known under a number, each line marked so."""
    return [_option(one.person_id, one, Reason.PHONE.label) for one in found]


def on_screen(who: Person) -> Option:
    """Somebody who was picked where one comes from, marked so."""
    return _option(who.id, who, "à l’écran")


def _option(number: int, who: Person | Duplicate, why: str) -> Option:
    # Of who is protected nothing stands in a list.
    born, commune = ("", "") if who.name == person.PROTECTED else (who.born, who.commune)
    return Option(str(number), columns((who.name, 30), (born, 10), (commune, 12), (why, 15)), who.name)


def commune_options(places: list[Locality]) -> list[Option]:
    """The communes to propose, each by its own name or by that of a place in it."""
    return [
        Option(
            one.commune,
            f"{'' if one.name == one.commune else f'{one.name}, '}{one.commune}"
            + (f" ({one.area})" if one.area else ""),
        )
        for one in places
    ]


def new_values(words: str) -> Values:
    """First fields of a new person made of what was typed: digits are left to their own fields."""
    names = [word for word in words.replace(NEW, " ").split() if not any(letter.isdigit() for letter in word)]
    return {"family_name": names[0].title() if names else "", "given_name": " ".join(names[1:]).title()}


def begun(option: Option) -> Values:
    """What a form begins with once somebody was taken from the search, or made new of what was typed."""
    who = {"person": option.value, "person.typed": option.shown}
    new = new_values(option.shown.partition(":")[2]) if option.value == NEW else {}
    return {name: one for name, one in (new | who).items() if one}


def values_of(known: Person) -> Values:
    """The fields of a known person, to complete or correct them."""
    return {
        "family_name": known.family_name,
        "given_name": known.given_name,
        "birth_date": known.born,
        "phone": known.phone,
        "email": known.email,
        "postcode": known.postcode,
        "commune": known.commune,
        "commune.typed": known.commune,
        "address": known.address,
        "civility": known.civility,
    }


def rebased(values: Values, base: Values, fresh: Values) -> Values:
    """``values`` with what nobody touched here replaced by what the person's form says by now."""
    untouched = {name: value for name, value in fresh.items() if values.get(name, "") == base.get(name, "")}
    return {**values, **untouched}


def card_values(known: Person) -> Values:
    """Every field of the whole form of a known person."""
    form = person.form_of(known)
    values = values_of(known) | {name: getattr(form, name) for name in _MORE}
    return values | {name: "oui" if getattr(form, name) else "" for name in _FLAGS}


def read_person(values: Values, profile: Profile, known: Person | None = None) -> PersonForm:
    """What the fields say, the permit answered in triage included; what the form does not show is kept."""
    kept = person.form_of(known) if known is not None else PersonForm()
    asked = [f"q.{one.id}" for one in profile.questions if one.known_from == "permit"]
    permit = next((values[name] for name in asked if values.get(name)), "?")
    more: dict[str, Any] = {name: values[name] for name in _MORE if name in values}
    if permit != "?":
        more["permit"] = permit
    more |= {name: values[name] == "oui" for name in _FLAGS if name in values}
    named = bool(values.get("family_name", "").strip())
    return replace(
        kept,
        anonymous=values.get("person") == ANONYMOUS or (kept.anonymous and not named),
        family_name=values.get("family_name", ""),
        given_name=values.get("given_name", ""),
        birth_date=values.get("birth_date", ""),
        civility=values.get("civility", ""),
        phone=phone_field.typed(values, "phone", profile.service.phone_region),
        address=values.get("address", ""),
        postcode=values.get("postcode", ""),
        commune=values.get("commune") or values.get("commune.typed", ""),
        **more,
    )
