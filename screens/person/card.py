"""The whole form of a person: its fields, what is told above and below them, what was there before."""

from collections.abc import Sequence

from models import clock, telephone
from models.errors import InvalidInput
from models.known.card import Card
from models.person.card import Around
from models.person.choices import ContactBy, Housing, Reminders
from models.person.duplicate import Homonym
from models.person.person import Person
from models.person.referent import ROLE_LENGTH, Referent
from models.person.relationship import Kinship, Relative
from models.service.profile import Profile
from screens.frame import phone_field
from screens.frame.forms import OUI_NON, Choice, ChoiceField, Item, Note, PickField, TextField, Values, typed
from screens.person import form as person_form
from screens.person import labels

# A key for each choice of a list, as far as there are lists.
_KEYS = "123456789abcdefghijklm"
KINSHIPS = tuple(Choice(key, one.value, one.label) for key, one in zip(_KEYS, Kinship, strict=False))
HOUSINGS = tuple(Choice(key, one.value, one.label) for key, one in zip(_KEYS, Housing, strict=False))
CONTACTS = (
    Choice("t", ContactBy.PHONE, ContactBy.PHONE.label),
    Choice("c", ContactBy.LETTER, ContactBy.LETTER.label),
    Choice("e", ContactBy.EMAIL, ContactBy.EMAIL.label),
)
REMINDERS = (
    Choice("o", Reminders.YES, Reminders.YES.label),
    Choice("n", Reminders.NO, Reminders.NO.label),
    Choice("?", "", "à demander"),
)


def items(values: Values, known: Person | None, card: Card, profile: Profile) -> list[Item]:
    """The lines of the form; ``known`` is ``None`` for somebody new."""
    return [
        *_notes(values, known, card),
        *_identity(profile),
        *_reach(values, profile),
        *_situation(profile),
        *_alert(values, known),
        *(_followed(values, card) if known is not None else []),
        *(_around(values, card) if known is not None else []),
    ]


def _notes(values: Values, known: Person | None, card: Card) -> list[Item]:
    notes: list[Item] = [Note(one, strong=True) for one in (known.alerts if known else ())]
    notes += followed_notes(card.referents)
    for number, one in enumerate(card.duplicates[:3]):
        how = ". Ctrl+D compare et réunit." if number == 0 else ""
        notes.append(Note(person_form.duplicate_line(one) + how, strong=True))
    return notes + (person_form.known_notes(values) if known is None else [])


def _identity(profile: Profile) -> list[Item]:
    return [
        TextField("family_name", "Nom", max_length=200),
        TextField("given_name", "Prénom", max_length=200),
        TextField("birth_name", "Nom naissance", hint="nom de naissance", max_length=200),
        TextField("nickname", "Surnom", hint="comment on l’appelle", max_length=200),
        TextField("birth_date", "Naissance", hint="12.03.1980, ou l’année seule", max_length=20),
        ChoiceField("civility", "Civilité", person_form.CIVILITIES),
    ]


def _reach(values: Values, profile: Profile) -> list[Item]:
    called = labels.of(profile.service.country)
    return [
        *phone_field.items(
            TextField("phone", "Téléphone", max_length=30), values, profile.service.phone_region
        ),
        TextField("email", "E-mail", max_length=120),
        TextField("postcode", called["postcode"], max_length=10),
        PickField("commune", "Commune", rows=5),
        TextField("address", "Adresse", hint="rue et numéro, pour les courriers", max_length=200),
        ChoiceField("contact_by", "Joindre par", CONTACTS),
        ChoiceField("no_call", "Ne pas appeler", OUI_NON),
        ChoiceField("no_letter", "Ne pas écrire", OUI_NON),
        ChoiceField("reminders", called["reminders"], REMINDERS),
    ]


def _situation(profile: Profile) -> list[Item]:
    permits = next((one for one in profile.questions if one.known_from == "permit"), None)
    called = labels.of(profile.service.country)
    permit: Item = TextField("permit", called["permit"], max_length=40)
    if permits is not None:
        choices = [Choice(key, one.id, one.label) for key, one in zip(_KEYS, permits.choices, strict=False)]
        permit = ChoiceField("permit", called["permit"], tuple(choices))
    return [
        TextField("language", "Langues", hint=", ".join(profile.languages[:4]), max_length=40),
        ChoiceField("interpreter", "Interprète", OUI_NON),
        permit,
        ChoiceField("housing", "Logement", HOUSINGS),
        TextField("note", "Note"),
    ]


def _alert(values: Values, known: Person | None) -> list[Item]:
    """The alert, and what it cannot do without once there is one."""
    fields: list[Item] = [
        ChoiceField("protected", labels.of("")["protected"], OUI_NON),
        TextField("alert", "Alerte", hint="à voir avant tout contact", max_length=300),
    ]
    if values.get("alert", "").strip():
        fields += [
            TextField("alert_reason", "Raison", hint="pourquoi cette alerte", max_length=200),
            TextField("alert_until", "Jusqu’au", hint="31.12.2027", max_length=20),
        ]
        if known is not None and known.alert_by:
            fields.append(Note(f"écrite par {known.alert_by}"))
    return fields


def followed_notes(referents: Sequence[Referent]) -> list[Item]:
    """Who follows the person, a line each."""
    return [Note(one.words, "Suivi par") for one in referents]


def _followed(values: Values, card: Card) -> list[Item]:
    """Who follows the person from now on, and who does no more."""
    fields: list[Item] = [PickField("referent", "Référent", hint="un nom d’agent", rows=5, eager=False)]
    if values.get("referent"):
        fields += [
            TextField("referent_role", "Rôle", hint="suivi social, curatelle", max_length=ROLE_LENGTH),
            TextField("referent_until", "Suivi jusqu’au", hint="vide : sans terme", max_length=20),
        ]
    if card.referents:
        known = zip(_KEYS, card.referents, strict=False)
        gone = tuple(Choice(key, str(one.agent_id), one.name) for key, one in known)
        fields.append(ChoiceField("unfollow", "Ne suit plus", gone))
    return fields


def _around(values: Values, card: Card) -> list[Item]:
    """Relatives, another form of the same person, and who was said to be somebody else."""
    notes: list[Item] = [Note(relative_line(one), "Proche") for one in card.relatives]
    fields: list[Item] = [PickField("relative", "Autre proche", hint="un nom", rows=5, eager=False)]
    if values.get("relative"):
        fields.append(ChoiceField("kin", "Qui est son", KINSHIPS))
    if card.relatives:
        known = zip(_KEYS, card.relatives, strict=False)
        gone = [Choice(key, str(one.person.id), one.person.name) for key, one in known]
        fields.append(ChoiceField("part", "Retirer", tuple(gone)))
    twin = PickField(
        "twin", "Autre fiche", hint="de la même personne : un nom, puis Ctrl+D", rows=5, eager=False
    )
    return [*notes, *fields, twin, *_apart(card)]


def _apart(card: Card) -> list[Item]:
    """Who was marked as not the same, and the way back from that."""
    if not card.homonyms:
        return []
    known = list(zip(_KEYS, card.homonyms, strict=False))
    notes = [Note(homonym_line(one), "Pas la même") for _key, one in known]
    again = tuple(Choice(key, str(one.person.id), one.person.name) for key, one in known)
    return [*notes, ChoiceField("together", "Rapprocher", again)]


def homonym_line(one: Homonym) -> str:
    """``DUPONT Marie, 12.03.1980, fiche n° 12, dit par Alice Aubert le 23.11.2026``."""
    said = f"dit par {one.agent}" if one.agent else "dit"
    told = (
        one.person.name,
        one.person.born,
        f"fiche n° {one.person.id}",
        f"{said} le {clock.local(one.at):%d.%m.%Y}",
    )
    return ", ".join(part for part in told if part)


def relative_line(one: Relative) -> str:
    """``enfant : DUPONT Léo, 01.02.2015``."""
    return ", ".join(part for part in (f"{one.kind.label} : {one.person.name}", one.person.born) if part)


def history_items(card: Card, country: str) -> list[Item]:
    """What the identity was before, newest first, its fields as they are called in ``country``."""
    called = labels.of(country)
    lines = [
        (
            one.at,
            f"{called[one.field]} : {one.before or '(vide)'} > {one.after or '(vide)'}",
            one.agent,
            one.undone,
        )
        for one in card.changes
    ]
    lines += [(one.at, f"Fiche réunie avec {one.name}", one.agent, one.undone) for one in card.merges]
    lines += [
        (one.at, f"Notée comme une autre personne que {one.person.name}", one.agent, False)
        for one in card.homonyms
    ]
    lines.sort(key=lambda one: one[0], reverse=True)
    notes: list[Item] = [
        Note(f"{clock.local(at):%d.%m.%Y %H:%M}  {what}  ({who}{', défait depuis' if undone else ''})")
        for at, what, who, undone in lines
    ]
    empty = [] if notes else [Note("L’identité n’a jamais été changée.")]
    return [Note("Ce que disait la fiche avant (Ctrl+T revient à la fiche)", strong=True), *notes, *empty]


def shown(known: Person, region: str) -> Values:
    """Every field as it is read: telephone numbers as people of ``region`` write them."""
    return person_form.card_values(known) | {"phone": telephone.show(known.phone, region)}


def read_around(values: Values) -> Around:
    """What the form says of relatives, and of who is perhaps the same after all.

    Raises :class:`InvalidInput` for a relative without what they are, or typed and never taken.
    """
    if values.get(typed("relative"), "").strip() and not values.get("relative"):
        raise InvalidInput("Proche à choisir", "Prenez une ligne (Entrée), ou videz ce champ.", "relative")
    if values.get("relative") and not values.get("kin"):
        raise InvalidInput("Proche", "Dites ce qu’est ce proche pour la personne.", "kin")
    if values.get(typed("referent"), "").strip() and not values.get("referent"):
        raise InvalidInput("Référent à choisir", "Prenez une ligne (Entrée), ou videz ce champ.", "referent")
    more = values.get("referent_role", ""), values.get("referent_until", "")
    part, relative, together = (values.get(name, "") for name in ("part", "relative", "together"))
    return Around(
        part=int(part) if part else None,
        relative=(int(relative), Kinship(values["kin"])) if relative else None,
        together=int(together) if together else None,
        followed_by=(int(who), *more) if (who := values.get("referent")) else None,
        left_by=int(values["unfollow"]) if values.get("unfollow") else None,
    )


def changed_fields(values: Values, base: Values, country: str) -> Sequence[str]:
    """The labels of what was changed here, as ``country`` calls it, for the sentence that says so."""
    return [label for name, label in labels.of(country).items() if values.get(name, "") != base.get(name, "")]
