"""The form that finds a time: for whom, what for, where, when; and what is read out before it is booked."""

from dataclasses import dataclass
from datetime import timedelta

from models import agenda, request, text
from models.appointment import Appointment, Booking
from models.errors import ComptoirError, InvalidInput
from models.opening import Place
from models.person import Person
from models.profile import Motive, Profile
from models.request import Request
from screens import agenda_lines, person_form
from screens.forms import Choice, ChoiceField, Item, Note, PickField, TextField, Values, typed

ROWS = 9


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be booked or moved; ``ahead`` is what the person has already."""

    request: Request | None = None
    moved: Appointment | None = None
    ahead: tuple[Appointment, ...] = ()


def subject(person_id: int | None, request_id: int | None, move: int | None) -> Subject:
    """A verb for the database thread."""
    moved = agenda.get(move) if move else None
    request_id = request_id or (moved.request_id if moved else None)
    ahead = [one for one in agenda.upcoming(person_id) if one.id != move] if person_id else []
    return Subject(request.get(request_id) if request_id else None, moved, tuple(ahead))


def motive_of(profile: Profile, values: Values) -> Motive | None:
    """The motive taken, if the profile still has it."""
    try:
        return profile.motive(values.get("motive", ""))
    except ComptoirError:
        return None


def take_motive(profile: Profile, values: Values, name: str) -> None:
    """Fill the motive in, as if it had been taken from the list."""
    for option in agenda_lines.motive_options(profile, ""):
        if option.value == name:
            values["motive"], values[typed("motive")] = option.value, option.shown


def default_place(profile: Profile, values: Values, asked: Request | None) -> None:
    """Where a motive starts: by telephone for who asked by telephone, else the profile's first place."""
    motive = motive_of(profile, values)
    if motive is None or values.get("place") in motive.places:
        return
    by_phone = asked is not None and asked.call_id is not None and Place.PHONE.value in motive.places
    values["place"] = Place.PHONE.value if by_phone else motive.places[0]


def person_items(
    profile: Profile, values: Values, who: Person | None, ahead: tuple[Appointment, ...], settled: bool
) -> list[Item]:
    """Who it is for, what they have already, and the number to reach them at.

    Who a request or an appointment is for is ``settled``; anybody else can still be corrected.
    """
    if who is None:
        return person_form.person_items(values, who, profile.service.phone_region, "Pour")
    items: list[Item] = [Note(who.name, "Pour", strong=True) if settled else PickField("person", "Pour")]
    items += [Note(one, "Attention", strong=True) for one in who.alerts]
    for one in ahead[:2]:
        items.append(Note(agenda_lines.when_words(one.starts_at, one.agent_name, one.place), "A déjà"))
    items.append(
        TextField("phone", "Téléphone", hint="aucun : demandez-le, pour pouvoir prévenir", max_length=30)
    )
    return items


def time_items(profile: Profile, values: Values, about: Subject, found: str) -> list[Item]:
    """What for, where and when; ``found`` is said above the slots."""
    items: list[Item] = []
    line = agenda_lines.delay_of(profile, about.request).line
    if line:
        items.append(Note(line, "Urgence", strong=True))
    if about.moved is not None:
        one = about.moved
        was = agenda_lines.when_words(one.starts_at, one.agent_name, one.place)
        items.append(Note(f"{agenda_lines.motive_label(profile, one.motive)}, {was}", "À déplacer"))
        items.append(TextField("reason", "Raison", hint="pourquoi, si vous le savez", max_length=200))
    else:
        items.append(PickField("motive", "Motif", hint="1er entretien, suivi…", rows=ROWS))
    motive = motive_of(profile, values)
    if motive is None:
        return items
    places = [Choice(str(number), place, Place(place).label) for number, place in enumerate(motive.places, 1)]
    items.append(ChoiceField("place", "Lieu", tuple(places)))
    if found and not values.get("slot"):
        items.append(Note(found, strong=True))
    items.append(PickField("slot", "Créneau", hint="mardi matin, après 15 h, un nom…", rows=ROWS))
    return [*items, *_confirmation(values, motive, about.moved is not None)]


def _confirmation(values: Values, motive: Motive, moves: bool) -> list[Item]:
    """What to read out to the person before the last key."""
    if not values.get("slot"):
        return []
    _agent, start, name = agenda_lines.read_slot(values["slot"])
    place, phone = Place(values["place"]), values.get("phone", "").strip()
    when = agenda_lines.when_words(start, name, place)
    verb = "Déplacer au" if moves else "Réserver le"
    if place is Place.PHONE:
        reach = f"Nous appellerons le {phone}." if phone else "Demandez à quel numéro appeler."
    else:
        reach = f"tél. {phone}" if phone else "aucun numéro pour prévenir la personne"
    # Said again where the telephone or a letter is about to be used.
    alerts = [Note(values["alerts"], "Attention", strong=True)] if values.get("alerts") else []
    bring = [Note(" ; ".join(motive.bring), "À apporter")] if motive.bring else []
    question = f"{verb} {when}, {motive.minutes} min ? Entrée ou Ctrl+S"
    return [Note(question, strong=True), Note(reach, "À vérifier"), *alerts, *bring]


def read(profile: Profile, values: Values, about: Subject, person_id: int) -> Booking:
    """The booking that the form asks for. Raises :class:`InvalidInput` naming the field."""
    motive = required(profile, values)
    agent_id, start, _name = agenda_lines.read_slot(values["slot"])
    return Booking(
        person_id=person_id,
        motive=motive.id,
        agent_id=agent_id,
        starts_at=start,
        ends_at=start + timedelta(minutes=motive.minutes),
        place=Place(values.get("place") or motive.places[0]),
        request_id=about.request.id if about.request else None,
    )


def required(profile: Profile, values: Values) -> Motive:
    """The motive, once there is all that a booking needs. Raises :class:`InvalidInput` naming the field."""
    if not values.get("person"):
        raise InvalidInput("Personne manquante", "Tapez un nom, « + » ou « * » pour anonyme.", "person")
    motive = motive_of(profile, values)
    if motive is None:
        raise InvalidInput("Motif manquant", "Choisissez le motif du rendez-vous.", "motive")
    if not values.get("slot"):
        raise InvalidInput("Créneau manquant", "Choisissez un créneau (flèches, Entrée).", "slot")
    return motive


def phone_of(profile: Profile, values: Values) -> str:
    """The telephone number typed. Raises :class:`InvalidInput` when it is none."""
    return text.read_phone(values.get("phone", ""), profile.service.phone_region, "phone")
