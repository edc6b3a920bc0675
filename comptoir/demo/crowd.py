"""A database of as many invented people as asked, kept in a file: to see and measure Comptoir at its size.

Nobody in it exists. The same number gives the same people; their visits and appointments surround today.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import TypeVar

from comptoir.demo import crowd_agenda, crowd_people
from comptoir.demo.crowd_agenda import HALVES, Contacts
from comptoir.demo.crowd_people import Country
from comptoir.demo.scene import PASSWORD, STAFF
from comptoir.setup import installation
from comptoir.setup.settings import Settings, in_directory
from models import clock
from models.errors import ComptoirError, reason
from models.hours import opening
from models.lists import bulk
from models.service import agent
from models.service.agent import SYSTEM
from models.service.permission import Role
from models.service.profile import Profile
from models.service.profile_file import load as load_profile
from models.service.site import add as add_site
from models.store import person_index
from models.store.database import Database

Step = Callable[[int], object]
T = TypeVar("T")
MOST = 5_000_000
BATCH = 10_000
# One worker for so many people, as many as a large network has.
_PERSONS_A_WORKER, _MOST_WORKERS = 2_500, 40
# A site serves so many; fewer than twice that are a service of one site, which needs none.
PERSONS_A_SITE, _MOST_SITES = 20_000, 50
KEY, SITE = ".cle", ".site"


def settings(path: Path) -> Settings:
    """How the file at ``path`` is opened: its key, and a folder for the rest of its site, lie beside it."""
    path = path.absolute()
    return replace(in_directory(path.with_suffix(SITE)), database=str(path), key_file=path.with_suffix(KEY))


def kept(path: Path) -> Settings:
    """The settings of a file made before. Raises :class:`ComptoirError` when there is none."""
    if not path.is_file():
        raise ComptoirError(
            "Pas de démonstration ici",
            f"{path} n’existe pas. Ajoutez « --persons 2000 » pour la construire.",
        )
    wanted = settings(path)
    if not wanted.profile.is_file():
        raise ComptoirError(
            "Pas de démonstration ici",
            f"{path} n’en est pas une : il manque {wanted.profile} à côté. Choisissez-en une autre.",
        )
    return wanted


def build(path: Path, profile: str, count: int, step: Step) -> None:
    """Make the file at ``path`` with ``count`` persons, its key and its site beside it.

    ``step`` hears how far it is: twice for each person, loaded and made findable. Nothing stands at
    ``path`` before all is ready; nothing stays of what is interrupted. Raises :class:`ComptoirError`.
    """
    wanted = settings(path)
    folder, file = wanted.profile.parent, Path(wanted.database)
    for taken in (file, wanted.key_file, folder):
        if taken.exists():
            raise ComptoirError(
                "Fichier déjà là", f"{taken} existe, et rien n’est remplacé. Choisissez un autre nom."
            )
    try:
        made = in_directory(Path(mkdtemp(prefix=".comptoir-", dir=file.parent)))
        try:
            fill(made, profile, count, step)
            made.profile.parent.rename(folder)
        except BaseException:
            shutil.rmtree(made.profile.parent)
            raise
        # The key before the database: where there is a file, it can be opened.
        (folder / made.key_file.name).rename(wanted.key_file)
        (folder / Path(made.database).name).rename(file)
    except OSError as error:
        raise ComptoirError("Démonstration impossible à écrire", f"{path} : {reason(error)}.") from None


def fill(wanted: Settings, profile: str, count: int, step: Step) -> None:
    """Put ``count`` persons in the empty database of ``wanted``, on a server say."""
    with installation.prepared(wanted, installation.Chosen(profile), say=lambda _words: None) as ready:
        _fill(ready.database, load_profile(wanted.profile), count, step)


def _fill(database: Database, profile: Profile, count: int, step: Step) -> None:
    """Every table, then the words; one call of the database thread a batch, so that Ctrl+C comes through."""
    call = database.call
    workers = _staff(database, count)
    contacts = Contacts(count)
    # Read first, because they say when each person was last here; written after the persons they name.
    sites = _sites(database, count)
    visits = list(crowd_agenda.visits(contacts, sites))
    motive = next(one.id for one in profile.motives if Role.SOCIAL_WORKER in one.roles)
    booked = list(crowd_agenda.appointments(contacts, workers, motive))
    call(database.engine.begin_loading)
    people = _people(contacts, _country(profile, call(bulk.places)), sites)
    columns = (*crowd_people.COLUMNS, "created_at", "seen_at", "site_id")
    for rows in _batches(people):
        call(bulk.load, SYSTEM, "person", columns, rows)
        step(len(rows))
    for rows in _batches(visits):
        call(bulk.load, SYSTEM, "visit", crowd_agenda.VISIT, rows)
    for some in _batches(booked):
        call(bulk.load, SYSTEM, "appointment", crowd_agenda.APPOINTMENT, [one.row for one in some])
        call(bulk.load, SYSTEM, "cell", crowd_agenda.CELL, [cell for one in some for cell in one.cells])
    left = person_index.batches()
    while (found := call(person_index.index_next, left)) is not None:
        step(found)
    call(database.engine.settle_search)
    call(database.engine.end_loading)


def _people(contacts: Contacts, country: Country, sites: list[int]) -> Iterator[tuple[object, ...]]:
    random = Random(f"contacts {contacts.count}")
    for row in crowd_people.people(contacts.count, country):
        number = int(str(row[0]))
        yield (*row, *contacts.stored(number, random), crowd_agenda.site_of(number, contacts.count, sites))


def _sites(database: Database, count: int) -> list[int]:
    """The numbers of as many sites as a network of ``count`` persons has; none for a single one."""
    many = min(count // PERSONS_A_SITE, _MOST_SITES)
    names = [f"Site {number}" for number in range(1, many + 1)] if many > 1 else []
    return [database.call(add_site, SYSTEM, name).id for name in names]


def _staff(database: Database, count: int) -> list[agent.Agent]:
    """Those of the small demonstration and as many more workers as ``count`` asks for, with their hours."""
    known = sum(role == Role.SOCIAL_WORKER for _login, _name, role in STAFF)
    numbers = range(known + 1, min(count // _PERSONS_A_WORKER, _MOST_WORKERS) + 1)
    more = [(f"ts{number}", f"Travailleur social {number}", Role.SOCIAL_WORKER) for number in numbers]
    for login, name, role in (*STAFF, *more):
        database.call(agent.create, SYSTEM, login, name, role, PASSWORD, public=True)
    workers = database.call(agent.everyone, Role.SOCIAL_WORKER)
    monday = clock.today() - timedelta(days=clock.today().weekday())
    for worker in workers:
        for opens, closes in HALVES:
            rule = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
            database.call(opening.open_range, SYSTEM, worker.id or 0, rule, opens, closes, starts_on=monday)
    return workers


def _country(profile: Profile, places: list[tuple[str, str]]) -> Country:
    """Where people live: the communes of the profile, those of the service's own town first."""
    service = profile.service
    if service.country == "CH":
        near, phone, digits = places, "+4170", 7
    else:
        near, phone, digits = [one for one in places if one[0].startswith(service.subdivision)], "+33700", 6
    near = near or [(service.postcode, service.city)]
    near.sort(key=lambda one: (one[1] != service.city, one))
    return Country(tuple(near), phone, digits, number_first=service.country != "CH")


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch
