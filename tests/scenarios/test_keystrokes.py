"""How many keys a task costs beyond the text itself: the budgets of the design, replayed."""

from datetime import timedelta

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Booking
from models.contact.orientation import OrientationRow
from models.person import person
from models.person.person import PersonForm
from models.room import visit
from models.service import agent
from models.service.permission import Role
from models.service.venue import Venue
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


class Counted:
    """A sitting whose keys are counted; what is typed as text is not."""

    def __init__(self, counter: Sitting) -> None:
        self.counter = counter
        self.keys = 0

    async def press(self, *keys: str) -> None:
        """Press keys that count."""
        self.keys += len(keys)
        await self.counter.press(*keys)

    async def type(self, words: str) -> None:
        """Type text, which does not."""
        await self.counter.type(words)


def lopes(counter: Sitting) -> int:
    form = PersonForm(family_name="Lopes", given_name="Maria", phone="079 123 45 67")
    return counter.call(person.create, counter.app.agent, form, "CH", "lopes").id


async def test_a_known_person_to_the_waiting_room_four_keys(sit: Sit) -> None:
    async with sit() as counter:
        who, counted = lopes(counter), Counted(counter)
        await counted.type("lop mar")
        await counted.press("f2")
        await counted.type("dett")
        await counted.press("enter", "ctrl+s")
        assert [one.person_id for one in counter.call(visit.present)] == [who]
        assert counted.keys <= 4


async def test_somebody_new_to_the_waiting_room_eight_keys(sit: Sit) -> None:
    async with sit() as counter:
        counted = Counted(counter)
        await counted.type("martin sophie")
        await counted.press("+", "enter", "pagedown")
        await counted.type("dett")
        await counted.press("enter", "ctrl+s")
        (came,) = counter.call(visit.present)
        assert counter.call(visit.name_of, came.id) == "MARTIN Sophie"
        assert counted.keys <= 8


async def test_the_next_urgent_appointment_four_keys_from_the_request(sit: Sit) -> None:
    async with sit() as counter:
        who, counted = lopes(counter), Counted(counter)
        await counted.type("lop mar")
        await counter.press("f2")
        await counted.type("dett")
        await counter.press("enter", "pagedown")
        # From « Ensuite », where the answers lead:
        await counted.press("r", "ctrl+s")
        assert counter.place == "slots"
        assert "lun. 23 nov." in counter.line_with("  > ")
        assert counted.keys <= 2
        await counted.press("enter", "ctrl+s")
        assert [one.person_id for one in counter.call(agenda.day, clock.today())] == [who]
        assert counted.keys <= 4


async def test_an_arrival_two_keys(sit: Sit) -> None:
    async with sit() as counter:
        who, counted = lopes(counter), Counted(counter)
        worker = counter.call(agent.everyone, Role.SOCIAL_WORKER)[0]
        start = clock.now() + timedelta(minutes=20)
        booking = Booking(
            who, "premier_entretien", worker.id or 0, start, start + timedelta(minutes=45), Venue.ON_SITE
        )
        counter.call(agenda.book, counter.app.agent, booking, "k")
        await counter.press("ctrl+f")
        await counted.press("down", "a")
        assert len(counter.call(visit.present)) == 1
        assert counted.keys <= 2


async def test_an_orientation_with_its_letter_six_keys(sit: Sit) -> None:
    async with sit() as counter:
        lopes(counter)
        counted = Counted(counter)
        await counted.type("lop mar")
        await counted.press("f4")
        await counted.type("caritas")
        await counted.press("enter", "o", "ctrl+s", "ctrl+s")
        assert counter.call(lambda: OrientationRow.select().count()) == 1
        assert len(list(counter.letters.glob("orientation-*.docx"))) == 1
        assert counted.keys <= 6


async def test_a_call_over_a_walk_in_and_back_two_keys(sit: Sit) -> None:
    async with sit() as counter:
        counted = Counted(counter)
        await counter.press("f2")
        await counted.type("dupont+")
        await counter.press("enter")
        await counted.type("Marie")
        before = counter.form.state.as_json()
        await counted.press("f3", "f12")
        assert counter.form.state.as_json() == before
        assert counted.keys == 2
