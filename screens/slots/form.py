"""The form that finds a time: for whom, what for, where, when; and what is read out before it is booked."""

from models import clock, telephone, text
from models.agenda.appointment import Booking
from models.agenda.subject import Subject
from models.contact.delay import delay_of
from models.contact.request import Request
from models.errors import ComptoirError, InvalidInput
from models.person.person import Person
from models.service.profile import Motive, Profile
from models.service.venue import Venue
from models.slots.pick import Pick, read_pick
from screens.agenda import lines as agenda_lines
from screens.frame import phone_field
from screens.frame.forms import Choice, ChoiceField, Item, Note, PickField, TextField, Values, typed
from screens.person import form as person_form
from screens.slots import confirm as slot_confirm
from screens.slots.lines import CALL_LIST

ROWS = 9


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


def default_place(profile: Profile, values: Values, asked: Request | None, wanted: str = "") -> None:
    """Where a motive starts: as ``wanted``, by telephone for who asked so, else the profile's first place."""
    motive = motive_of(profile, values)
    if motive is None or values.get("venue") in motive.venues:
        return
    by_phone = asked is not None and asked.call_id is not None and Venue.PHONE.value in motive.venues
    first = Venue.PHONE.value if by_phone else motive.venues[0]
    values["venue"] = wanted if wanted in motive.venues else first


def venue_of(values: Values, motive: Motive) -> Venue:
    """Where it is to take place."""
    return Venue(values.get("venue") or motive.venues[0])


def take_pick(values: Values, pick: Pick, venue: Venue) -> None:
    """Fill a time in, as if it had been taken from the list."""
    at = clock.local(pick.starts_at)
    values["slot"] = pick.value
    where = "" if pick.then else f", {venue.label}"
    values[typed("slot")] = f"{text.short_date(pick.day)} {at:%H:%M}, {pick.agents}{where}"


def person_items(
    profile: Profile, values: Values, who: Person | None, about: Subject, settled: bool
) -> list[Item]:
    """Who it is for, what they have already, and the number to reach them at.

    Who a request or an appointment is for is ``settled``; anybody else can still be corrected.
    """
    if who is None:
        return person_form.person_items(values, who, profile.service.phone_region, "Pour")
    items: list[Item] = [Note(who.name, "Pour", strong=True) if settled else PickField("person", "Pour")]
    items += [Note(one, "Attention", strong=True) for one in who.alerts]
    items += [Note(agenda_lines.appointment_words(one), "A déjà") for one in about.ahead[:2]]
    items += [Note(one.words, "Suivi par") for one in about.referents]
    number = TextField("phone", "Téléphone", hint="aucun : demandez-le, pour pouvoir prévenir", max_length=30)
    items += phone_field.items(number, values, profile.service.phone_region, who.postcode)
    return [*items, *slot_confirm.contact_items(values, who)]


def time_items(
    profile: Profile,
    values: Values,
    about: Subject,
    said: tuple[str, ...],
    who: Person | None,
    above: bool,
    unheard: str = "",
) -> list[Item]:
    """What for, where and when; ``said`` stands above the slots, ``above`` asks why one more is booked.

    ``unheard`` says which words were left aside: also once a time is taken, before it is booked.
    """
    items: list[Item] = []
    delay = delay_of(profile, about.request)
    if delay.line:
        items.append(Note(delay.line, "Urgence", strong=True))
    if about.moved is not None:
        was = agenda_lines.appointment_words(*about.together)
        items.append(Note(f"{agenda_lines.motive_label(profile, about.moved.motive)}, {was}", "À déplacer"))
        if about.moved.moved:
            items.append(Note(agenda_lines.moved_words(about.moved, about.moves), "Trace"))
        items.append(TextField("reason", "Raison", hint="pourquoi, si vous le savez", max_length=200))
    else:
        items.append(PickField("motive", "Motif", hint="1er entretien, suivi…", rows=ROWS))
    motive = motive_of(profile, values)
    if motive is None:
        return items
    venues = [Choice(str(number), venue, Venue(venue).label) for number, venue in enumerate(motive.venues, 1)]
    items.append(ChoiceField("venue", "Lieu", tuple(venues)))
    above_the_slots = said if not values.get("slot") else ()
    items += [Note(one, strong=True) for one in (*above_the_slots, unheard) if one]
    items.append(PickField("slot", "Créneau", hint="mardi matin, après 15 h, un nom…", rows=ROWS))
    if values.get("slot") == CALL_LIST:
        return [*items, Note(slot_confirm.CALL_LIST_QUESTION, strong=True)]
    pick = read_pick(values.get("slot", ""))
    if pick is None:
        return items
    moves, unasked = about.moved is not None, about.unasked
    asked = slot_confirm.Asked(pick, motive, moves, above, delay.deadline, unasked)
    return [*items, *slot_confirm.items(values, asked, about.ahead, who)]


def read(profile: Profile, values: Values, about: Subject, above: bool) -> tuple[Booking, Booking | None]:
    """What the form asks for, and what follows just after. Raises :class:`InvalidInput` naming the field."""
    motive = required(profile, values, above)
    pick = read_pick(values["slot"])
    assert pick is not None  # required() saw to it

    def booking(one: Pick) -> Booking:
        return Booking(
            person_id=0,  # that of the form, once it is kept
            motive=motive.id,
            agent_id=one.agent_id,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            venue=venue_of(values, motive),
            request_id=about.request.id if about.request else None,
            note=about.moved.note if about.moved else "",
            site_id=one.site_id,
            second_agent_id=one.second_agent_id,
            overbooked=text.clean(values.get("overbooked", ""))[:200] if above else "",
        )

    return booking(pick), booking(pick.then) if pick.then else None


def required(profile: Profile, values: Values, above: bool = False) -> Motive:
    """The motive, once there is all that a booking needs. Raises :class:`InvalidInput` naming the field."""
    if not values.get("person"):
        raise InvalidInput("Personne manquante", "Tapez un nom, « + » ou « * » pour anonyme.", "person")
    motive = motive_of(profile, values)
    if motive is None:
        raise InvalidInput("Motif manquant", "Choisissez le motif du rendez-vous.", "motive")
    if read_pick(values.get("slot", "")) is None:
        raise InvalidInput("Créneau manquant", "Choisissez un créneau (flèches, Entrée).", "slot")
    if above and not values.get("overbooked", "").strip():
        raise InvalidInput("Raison manquante", "Dites en un mot pourquoi une personne de plus.", "overbooked")
    slot_confirm.require_contacts(values, venue_of(values, motive))
    return motive


def phone_of(profile: Profile, values: Values, postcode: str) -> str:
    """The telephone typed, of somebody of ``postcode``. Raises :class:`InvalidInput` when it is none."""
    region = profile.service.phone_region
    return telephone.read(phone_field.typed(values, "phone", region), region, "phone", postcode)
