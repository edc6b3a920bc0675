"""What the list of what is due reads, and how its lines are worded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models import clock, telephone, text
from models.agenda.due import Pending
from models.agenda.proposal import Proposal
from models.agenda.reminder import Reminder
from models.agenda.standby import Standby
from models.contact.message import Message
from models.contact.orientation import Orientation
from models.contact.request import SETTLED_AT_ONCE, Request
from models.dates.words import day_words, due_words
from models.service.venue import Venue
from models.slots.pick import pick_of
from screens.agenda.lines import appointment_words
from screens.frame.about import GOES_ON, About, Hours, Phone, Slots

# Which keys act on a line, by its kind; the others are refused with a sentence.
ACTS = {
    "message": ("open", "done"),
    "request": ("open", "done"),
    "orientation": ("accepted", "refused"),
    "earlier": ("open", "declined", "no_answer", "done"),
    "waits": ("open", "done"),
    "reminder": ("reached", "no_answer", "move", "open"),
    "misplaced": ("open",),
}
EARLIER, REMINDERS = " Plus tôt possible", " Rappels de rendez-vous"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do: ``key`` is ``kind:id``, ``opens`` the place Enter leads to, if any.

    ``about`` is the proposal or the reminder it stands for; one with an empty ``key`` is a heading.
    """

    key: str
    what: str
    when: str = ""
    who: str = ""
    words: str = ""
    opens: About | None = None
    about: Proposal | Standby | Reminder | None = None

    @property
    def kind(self) -> str:
        """The part of ``key`` that says what it is."""
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Looked:
    """What takes a search to know: who may come earlier, who waits for a first slot, what fits no more."""

    proposals: tuple[Proposal, ...] = ()
    waiting: tuple[Standby, ...] = ()
    misplaced: int = 0


def lines(pending: Pending, region: str) -> list[Due]:
    """Calls back first (the late ones on top), then the rest by age."""
    calls = [_reminder(one, region) for one in pending.reminders]
    return [
        *(_call_back(one, pending) for one in pending.call_backs),
        *(_unsettled(one, pending) for one in pending.requests if one.outcome in GOES_ON),
        *(_unasked(one, pending, region) for one in pending.requests if one.outcome in SETTLED_AT_ONCE),
        *(Due(f"message:{one.id}", "message", _day(one), one.person_name, one.body) for one in pending.slips),
        *(_follow_up(one, pending) for one in pending.orientations),
        *([Due("", REMINDERS), *calls] if calls else []),
    ]


def with_looked(due: Sequence[Due], looked: Looked, region: str) -> list[Due]:
    """The whole list: who may come earlier and what fits no more stand before the reminders."""
    lines = [*(_earlier(one, region) for one in looked.proposals), *(_waits(one) for one in looked.waiting)]
    more = [Due("", EARLIER), *lines] if lines else []
    if looked.misplaced:
        words = text.counted(looked.misplaced, "rendez-vous", "rendez-vous")
        more.append(
            Due("misplaced:", "à déplacer", who=words, words="hors des heures", opens=Hours(misplaced=True))
        )
    at = next((n for n, one in enumerate(due) if one.what == REMINDERS and not one.key), len(due))
    return [*due[:at], *more, *due[at:]]


def _call_back(one: Message, pending: Pending) -> Due:
    when = due_words(one.due_at) if one.due_at else ""
    if one.due_at and one.due_at < clock.now():
        when = f"en retard {when.split()[0]}"
    opens = Phone(call_back=one.id, phone=one.phone, person=one.person_id)
    # Before the line is opened: « NE PAS APPELER » must be seen before the telephone is lifted.
    alerts = pending.people[one.person_id].alerts if one.person_id else ()
    words = "  ".join((*alerts, one.body))
    return Due(f"message:{one.id}", "rappeler", when, one.person_name, words, opens)


def _unsettled(one: Request, pending: Pending) -> Due:
    opens = GOES_ON[one.outcome](
        request=one.id, person=one.person_id, visit=one.visit_id, calls=one.call_id is not None
    )
    when = text.short_date(clock.local(one.created_at).date())
    return Due(
        f"request:{one.id}",
        one.outcome.label,
        when,
        pending.name(one.person_id),
        one.words or one.theme,
        opens,
    )


def _unasked(one: Request, pending: Pending, region: str) -> Due:
    """A request whose question of danger has no answer, on which nothing follows: whoever asked is called."""
    shown = telephone.show(pending.phones.get(one.id, ""), region)
    opens = Phone(person=one.person_id, phone=shown)
    words = f"danger à demander : {one.words or one.theme}"
    when = text.short_date(clock.local(one.created_at).date())
    return Due(f"request:{one.id}", one.urgency.value, when, pending.name(one.person_id), words, opens)


def _follow_up(one: Orientation, pending: Pending) -> Due:
    when = text.short_date(one.follow_up_on)
    return Due(
        f"orientation:{one.id}", "suivi", when, pending.name(one.person_id), pending.partners[one.partner_id]
    )


def _day(one: Message) -> str:
    return text.short_date(clock.local(one.created_at).date())


def _earlier(one: Proposal, region: str) -> Due:
    who = one.standby
    what = "plus tôt" if who.booked else "1er créneau"
    phone = telephone.show(who.person_phone, region) or "sans tél."
    words = " ".join((*who.person_alerts, phone, pick_of(one.slot).agents))
    return Due(f"earlier:{who.id}", what, _when(one.slot.starts_at), who.person_name, words, about=one)


def _waits(one: Standby) -> Due:
    opens = Slots(person=one.person_id, motive=one.motive, request=one.request_id)
    until = f"avant {one.deadline.day}.{one.deadline.month}." if one.deadline else ""
    if one.deadline and one.deadline < clock.today():
        until = "délai passé"
    why = "aucun créneau libre" if one.may_be_called else f"déjà appelé {one.offers} fois"
    words = " ".join((*one.person_alerts, why))
    return Due(f"waits:{one.id}", "attend", until, one.person_name, words, opens, one)


def _reminder(one: Reminder, region: str) -> Due:
    kept = one.appointment
    what = one.tried.label if one.tried else "rappel rdv"
    language = f"{one.language}{', interprète' if one.interpreter else ''}".strip(", ")
    words = " ".join((*kept.person_alerts, telephone.show(kept.person_phone, region), language))
    return Due(f"reminder:{kept.id}", what, _when(kept.starts_at), kept.person_name, words, about=one)


def _when(instant: datetime) -> str:
    """``mar. 24.11 09:15``: all that sixteen columns hold."""
    at = clock.local(instant)
    return f"{text.short_date(at.date())[:4]} {at.day}.{at.month:02d} {at:%H:%M}"


def offer_words(one: Proposal, region: str) -> str:
    """What to read out to whoever may come earlier, with the number to call."""
    who, pick = one.standby, pick_of(one.slot)
    venue = Venue(who.where) if who.where else one.slot.venues[0]
    instead = ""
    if who.booked is not None:
        at = clock.local(who.booked.starts_at)
        instead = f", au lieu du {day_words(at.date())} à {at:%H:%M}"
    call = " ".join((*who.person_alerts, f"tél. {telephone.show(who.person_phone, region) or 'aucun'}"))
    return (
        f"{who.person_name}, {call} : {pick.when(venue)}{instead} ? Entrée accepté, r refusé, n sans réponse."
    )


def reminder_words(one: Reminder, region: str) -> str:
    """What to read out to whoever is called before their appointment."""
    kept = one.appointment
    call = " ".join((*kept.person_alerts, f"tél. {telephone.show(kept.person_phone, region)}"))
    language = f" ({one.language}{', interprète' if one.interpreter else ''})" if one.language else ""
    when = appointment_words(kept, *one.then)
    return f"{kept.person_name}, {call}{language} : {when}. o a répondu, n sans réponse."


def in_full(one: Message, whom: str) -> str:
    """Who (``whom``) wrote when about whom, and every word."""
    at = clock.local(one.created_at)
    day = "" if at.date() == clock.today() else f"{text.short_date(at.date())} "
    about = f", {one.person_name}" if one.person_name else ""
    return f"{whom}, {day}{at:%H:%M}{about} : {one.body}"
