"""The demonstration: a site of invented people, thrown away when it is left.

Nobody in it exists; the telephone numbers are of ranges that are not assigned.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from comptoir.setup import installation
from comptoir.setup.settings import Settings, in_directory
from models import clock
from models.agenda import agenda, reminder, standby
from models.agenda.appointment import Appointment, Booking
from models.contact import call, message
from models.contact.call import Caller, CallForm
from models.contact.request import Outcome, RequestForm
from models.dates import recurrence
from models.hours import opening
from models.person import person
from models.person.person import Person, PersonForm
from models.room import arrival, visit
from models.room.visit import Intake
from models.service import agent, holiday
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.profile import Profile
from models.service.profile_file import load as load_profile
from models.service.venue import Venue
from models.slots import slot, wish
from models.store.database import Database
from models.triage.triage import Urgency

# A password everybody can read protects nothing: that is right for people who do not exist.
PASSWORD = "demonstration"
STAFF = (
    ("accueil", "Alice Aubert", Role.RECEPTION),
    ("rey", "Mme Rey", Role.SOCIAL_WORKER),
    ("favre", "M. Favre", Role.SOCIAL_WORKER),
    ("admin", "Claude Martin", Role.ADMIN),
)
# The days of each worker, and when nobody is there.
WORKING_DAYS = ("MO,TU,TH,FR", "MO,TU,WE,FR")
NOON = (time(12), time(13, 30))
# Family name, given name, birth name, birth date, commune at Geneva, commune in France, end of the phone.
PEOPLE = (
    ("Dupont", "Marie", "Rossi", "12.03.1980", "Carouge", "Annecy", "147"),
    ("Dupertuis", "Marc", "", "12.11.1975", "Onex", "Cluses", "902"),
    ("Dupond", "Martine", "", "12.07.1991", "Genève", "Annecy", "330"),
    ("Arnaud", "Luc", "", "02.02.1968", "Vernier", "Thonon-les-Bains", "451"),
    ("Lopes", "Maria", "da Silva", "27.09.1986", "Lancy", "Annemasse", "208"),
    ("Bekele", "Sara", "", "15.05.1994", "Meyrin", "Annemasse", "776"),
    ("Rochat", "Jean", "", "30.01.1957", "Thônex", "Rumilly", "119"),
    ("Krasniqi", "Arben", "", "08.08.1988", "Genève", "Cluses", "563"),
    ("Nguyen", "Thi Lan", "", "21.12.1999", "Chêne-Bougeries", "Sallanches", "684"),
    ("Ben Salah", "Youssef", "", "03.10.1972", "Vernier", "Annemasse", "025"),
)
# How many of them want to be called before their appointments: the first ones.
CALLED_BEFORE = 2


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the parts of the demonstration are made with."""

    database: Database
    profile: Profile
    reception: Agent
    workers: tuple[Agent, ...]
    people: tuple[Person, ...]

    @property
    def region(self) -> str:
        return self.profile.service.phone_region


def build(directory: Path, profile: str) -> Settings:
    """Prepare a demonstration site in ``directory`` and give its settings."""
    settings = in_directory(directory)
    with installation.prepared(settings, installation.Chosen(profile), say=lambda _words: None) as ready:
        for login, name, role in STAFF:
            ready.database.call(agent.create, SYSTEM, login, name, role, PASSWORD, public=True)
        ready.database.call(_play, ready.database, load_profile(settings.profile))
    return settings


def explanation(profile: str) -> str:
    """What ``comptoir demo --aide`` says."""
    lines = [
        f"Démonstration ({profile}) : des personnes inventées, rien n’en reste quand vous la quittez.",
        "",
    ]
    lines += [
        f"  {login:<9} {name:<14} {role.label:<20} mot de passe : {PASSWORD}" for login, name, role in STAFF
    ]
    lines += [
        "",
        "« comptoir demo » ouvre l’accueil d’Alice Aubert. Ctrl+Q verrouille : un autre agent peut alors",
        "se présenter ; Ctrl+Q encore quitte.",
    ]
    return "\n".join(lines)


def _play(database: Database, profile: Profile) -> None:
    """The week and the morning so far, all in the past of the present moment; one transaction."""
    with database.engine.database.atomic():
        reception, *_rest = agent.everyone(Role.RECEPTION)
        workers = tuple(agent.everyone(Role.SOCIAL_WORKER))
        scene = _Scene(database, profile, reception, workers, _people(reception, profile))
        _openings(scene)
        _appointments(scene)
        _waiting_room(scene)
        _notes(scene)


def _people(by: Agent, profile: Profile) -> tuple[Person, ...]:
    geneva = profile.service.country == "CH"
    start = "+4122000" if geneva else "+3345000"
    return tuple(
        person.create(
            by,
            PersonForm(
                family_name=family,
                given_name=given,
                birth_name=birth_name,
                birth_date=born,
                phone=f"{start}0{tail}",
                commune=commune if geneva else elsewhere,
                reminders="yes" if number < CALLED_BEFORE else "",
            ),
            profile.service.phone_region,
            f"demo-{family}-{given}",
        )
        for number, (family, given, birth_name, born, commune, elsewhere, tail) in enumerate(PEOPLE)
    )


def _openings(scene: _Scene) -> None:
    """The hours of a usual week, today left out: it has hours of its own."""
    monday = clock.today() - timedelta(days=clock.today().weekday())
    for worker, days in zip(scene.workers, WORKING_DAYS, strict=True):
        rule = f"FREQ=WEEKLY;BYDAY={days}"
        usual = recurrence.falls_on(rule, monday, clock.today())
        for start, end in ((time(8, 30), NOON[0]), (NOON[1], time(17))):
            opening.open_range(
                SYSTEM,
                worker.id or 0,
                rule,
                start,
                end,
                starts_on=monday,
                exceptions=(clock.today(),) if usual else (),
            )


def _appointments(scene: _Scene) -> None:
    """Four appointments today around the present hour, three in the days to come."""
    times = _times_of_today(scene.profile.motives[0].minutes)
    if times:
        _receive_today(scene, times)
    for number, (at, end) in enumerate(times):
        with clock.frozen(clock.day_bounds(clock.today())[0]):
            _keep(scene, scene.people[3 + number], scene.workers[number % 2].id or 0, at, end)
    _to_be_called(scene)
    _would_come_earlier(scene)


def _to_be_called(scene: _Scene) -> None:
    """Two appointments that the call list of today is about.

    On a Thursday it is about Saturday, when nobody receives: then they are earlier, after a call in vain.
    """
    tomorrow, wanted = clock.today() + timedelta(days=1), reminder.days(clock.today())
    before = [tomorrow + timedelta(days=away) for away in range((wanted[-1] - tomorrow).days + 1)]
    for day in (*wanted, *before):
        free = slot.free(_wish(scene, day, day), 2 * CALLED_BEFORE)
        if len(free) < 2 * CALLED_BEFORE:
            continue
        for who, chosen in zip(scene.people, free[1::2], strict=False):
            kept = _book(scene, who, chosen)
            if day not in wanted:
                reminder.note(scene.reception, kept.id, reminder.Answer.NO_ANSWER)
        return


def _would_come_earlier(scene: _Scene) -> None:
    """An appointment that could be in the morning of a day before it: there is room."""
    first = clock.today() + timedelta(days=6)
    *_earlier, chosen = slot.free(_wish(scene, first, first + timedelta(days=28)), 3)
    kept = _book(scene, scene.people[CALLED_BEFORE], chosen)
    standby.want(
        scene.reception,
        kept.person_id,
        motive=kept.motive,
        appointment_id=kept.id,
        venue=kept.venue.value,
        words="matin",
        key="demo-standby",
    )


def _times_of_today(minutes: int) -> list[tuple[datetime, datetime]]:
    """What is left of today around the present hour; nobody is received on a public holiday."""
    opens, closes = clock.day_bounds(clock.today())
    starts = [_on_the_quarter(clock.now() + timedelta(minutes=away)) for away in (-15, 20, 35, 80)]
    times = [(at, at + timedelta(minutes=minutes)) for at in starts]
    if holiday.between(clock.today(), clock.today()):
        return []
    return [(at, end) for at, end in times if opens < at and end < closes - timedelta(minutes=5)]


def _receive_today(scene: _Scene, times: list[tuple[datetime, datetime]]) -> None:
    """Both workers receive today around ``times``, whatever hour and day it is; not at noon if it can be."""
    first = clock.local(min(at for at, _ in times)).time()
    last = clock.local(max(end for _, end in times)).time()
    touched = any(clock.local(at).time() < NOON[1] and clock.local(end).time() > NOON[0] for at, end in times)
    pause_from, pause_to = (None, None) if touched else NOON
    for worker in scene.workers:
        opening.open_range(
            SYSTEM,
            worker.id or 0,
            "FREQ=DAILY",
            min(time(8, 30), first),
            max(time(17), last),
            starts_on=clock.today(),
            ends_on=clock.today(),
            pause_from=pause_from,
            pause_to=pause_to,
        )


def _wish(scene: _Scene, first: date, last: date) -> wish.Wish:
    motive = scene.profile.motives[0]
    return wish.Wish(motive.id, motive.minutes, (Role.SOCIAL_WORKER,), first, last, Venue.ON_SITE)


def _book(scene: _Scene, who: Person, chosen: slot.Slot) -> Appointment:
    return _keep(scene, who, chosen.agent_id, chosen.starts_at, chosen.ends_at)


def _keep(scene: _Scene, who: Person, agent_id: int, at: datetime, end: datetime) -> Appointment:
    booking = Booking(who.id, scene.profile.motives[0].id, agent_id, at, end, Venue.ON_SITE)
    return agenda.book(scene.reception, booking, f"demo-{who.id}-{at:%d%H%M}")


def _on_the_quarter(instant: datetime) -> datetime:
    return instant.replace(minute=instant.minute // 15 * 15, second=0, microsecond=0)


def _waiting_room(scene: _Scene) -> None:
    """Three who wait for the reception, and one who came for an appointment."""
    now, start = clock.now(), clock.day_bounds(clock.today())[0]
    themes = {one.id: one for one in scene.profile.themes}
    names = list(themes)
    for minutes, who, theme, urgency, words in (
        (18, scene.people[0].id, names[0], Urgency.N2, "plus de revenu depuis octobre"),
        (10, None, names[-1], Urgency.N4, ""),
        (4, scene.people[7].id, names[len(names) // 2], Urgency.N4, ""),
    ):
        with clock.frozen(max(now - timedelta(minutes=minutes), start)):
            form = RequestForm(theme, themes[theme].motive, words, urgency, "", Outcome.WAIT)
            stranger = PersonForm(anonymous=True) if who is None else None
            visit.receive(
                scene.reception, Intake(who, stranger, (form,)), scene.region, f"demo-visit-{minutes}"
            )
    expected = [one for one in agenda.day(clock.today()) if one.starts_at < now]
    for one in expected[:1]:
        with clock.frozen(max(now - timedelta(minutes=6), start)):
            arrival.arrived(scene.reception, one.id)


def _notes(scene: _Scene) -> None:
    """A call to give back that is late, and a message to a worker."""
    now, start = clock.now(), clock.day_bounds(clock.today())[0]
    caller = scene.people[4]
    theme = scene.profile.themes[0]
    form = RequestForm(
        theme.id, theme.motive, "demande où en est son dossier", Urgency.N4, "", Outcome.CALL_BACK
    )
    before = max(now - timedelta(minutes=50), start)
    with clock.frozen(max(now - timedelta(minutes=47), start)):
        kept = call.record(
            scene.reception,
            CallForm(before, Caller.PERSON, person_id=caller.id, requests=(form,)),
            scene.region,
            "demo-call",
        )
        message.send(
            scene.reception,
            None,
            "demande où en est son dossier",
            kind=message.MessageKind.CALL_BACK,
            person_id=caller.id,
            request_id=kept.request_ids[0],
            phone=caller.phone,
            due_at=max(now - timedelta(minutes=20), start),
        )
        message.send(
            scene.reception,
            scene.workers[0].id,
            "A rapporté son bail, il est à l’accueil.",
            person_id=scene.people[6].id,
        )
