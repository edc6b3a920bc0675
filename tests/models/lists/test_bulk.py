"""Many rows at once: what a database filled so is worth afterwards."""

from models import clock
from models.known import search
from models.lists import bulk
from models.person import person
from models.person.person import PersonForm
from models.service import site
from models.service.agent import SYSTEM
from models.store import person_index
from models.store.database import Database

COLUMNS = ("id", "anonymous", "family_name", "birth_date", "seen_at", "site_id")


def test_loaded_persons_are_found_as_they_were_last_seen_and_numbers_go_on(
    db: Database, monday: object
) -> None:
    where = db.call(site.add, SYSTEM, "Jonction").id
    rows = [
        (7, False, "Krasniqi\tD’\\Été", "1980-03-12", "2020-01-01 10:00:00", where),
        (9, False, "Krasniqi Ana", None, None, None),
        (4, True, "", None, "2020-01-01 10:00:00", None),
    ]
    db.call(bulk.load, SYSTEM, "person", COLUMNS, rows)
    left = person_index.batches()
    while db.call(person_index.index_next, left) is not None:
        pass
    db.call(db.engine.settle_search)
    assert [one.person_id for one in db.call(search.search, "kras")] == [9, 7]
    assert db.call(db.engine.find_persons, [["kras*"]], 1, None, where) == [7, 7]
    assert db.call(person.get, 7).family_name == "Krasniqi\tD’\\Été"
    assert db.call(person.create, SYSTEM, PersonForm(family_name="Zwahlen"), "CH", "key").id == 10
    assert clock.local(db.call(search.search, "kras")[1].seen_at or clock.now()).year == 2020
