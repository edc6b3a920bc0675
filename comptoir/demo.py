"""The demonstration: a site of invented people, thrown away when it is left.

Nobody in it exists; the telephone numbers are of ranges that are not assigned.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from comptoir import site
from comptoir.settings import Settings, in_directory
from models import agenda, agent, call, clock, message, opening, person, visit
from models.agent import SYSTEM, Agent, Role
from models.appointment import Booking
from models.call import Caller, CallForm
from models.database import Database
from models.opening import Place
from models.person import Person, PersonForm
from models.profile import Profile
from models.profile import load as load_profile
from models.request import Outcome, RequestForm
from models.triage import Urgency
from models.visit import Intake

# A password everybody can read protects nothing: that is right for people who do not exist.
PASSWORD = "demonstration"
STAFF = (
    ("accueil", "Alice Aubert", Role.RECEPTION),
    ("rey", "Mme Rey", Role.SOCIAL_WORKER),
    ("favre", "M. Favre", Role.SOCIAL_WORKER),
    ("admin", "Claude Martin", Role.ADMIN),
)
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
    with site.prepared(settings, site.Wanted(profile), say=lambda _words: None) as ready:
        for login, name, role in STAFF:
            ready.database.call(agent.create, SYSTEM, login, name, role, PASSWORD)
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
        "« comptoir demo » ouvre le comptoir d’Alice Aubert. Ctrl+Q verrouille : un autre agent peut alors",
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
            ),
            profile.service.phone_region,
            f"demo-{family}-{given}",
        )
        for family, given, birth_name, born, commune, elsewhere, tail in PEOPLE
    )


def _openings(scene: _Scene) -> None:
    monday = clock.today() - timedelta(days=clock.today().weekday())
    for worker, days in zip(scene.workers, ("MO,TU,TH,FR", "MO,TU,WE,FR"), strict=True):
        for start, end in ((time(8, 30), time(12)), (time(13, 30), time(17))):
            opening.open_range(
                SYSTEM, worker.id or 0, f"FREQ=WEEKLY;BYDAY={days}", start, end, starts_on=monday
            )


def _appointments(scene: _Scene) -> None:
    """Four appointments today around the present hour, three in the days to come."""
    now = clock.now()
    motive = scene.profile.motives[0]
    today = clock.day_bounds(clock.today())
    for number, minutes in enumerate((-15, 20, 35, 80)):
        at = _on_the_quarter(now + timedelta(minutes=minutes))
        if not today[0] < at < today[1] - timedelta(hours=1):
            continue
        with clock.frozen(today[0]):
            _book(scene, scene.people[3 + number], scene.workers[number % 2], motive.id, at, motive.minutes)
    for number, days in enumerate((1, 2, 6)):
        at = clock.at(clock.today() + timedelta(days=days), time(9 + number))
        _book(scene, scene.people[number], scene.workers[number % 2], motive.id, at, motive.minutes)


def _book(scene: _Scene, who: Person, worker: Agent, motive: str, at: datetime, minutes: int) -> None:
    booking = Booking(who.id, motive, worker.id or 0, at, at + timedelta(minutes=minutes), Place.ON_SITE)
    agenda.book(scene.reception, booking, f"demo-{who.id}-{at:%d%H%M}")


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
            agenda.arrived(scene.reception, one.id)


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
            kind=message.Kind.CALL_BACK,
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
