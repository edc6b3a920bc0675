"""The agenda of Mme Rey, for the tests of the commands: her hours, what is booked, what is free."""

from datetime import date, time, timedelta

from models import clock
from models.service.permission import Role
from models.slots import slot
from models.slots.wish import Wish
from tests.comptoir.conftest import book, opened

ADD = ("plages", "ajouter", "--agent", "rey", "--jours", "lu-ve", "--de", "8:30", "--a", "12:00")
ALL_DAY = ("plages", "ajouter", "--agent", "rey", "--jours", "lu-ve", "--de", "8:30", "--a", "17:00")
TUESDAY = date(2026, 11, 24)


def free(day: date) -> list[str]:
    """The hours at which a follow-up may begin that day."""
    wish = Wish("suivi", 60, (Role.SOCIAL_WORKER,), day, day)
    with opened() as db:
        return [f"{clock.local(one.starts_at):%H:%M}" for one in db.call(slot.free, wish)]


def booked(day: date = TUESDAY, hour: time = time(9, 30)) -> None:
    """Somebody has an hour with her."""
    at = clock.at(day, hour)
    with opened() as db:
        book(db, "rey", at, at + timedelta(hours=1))
