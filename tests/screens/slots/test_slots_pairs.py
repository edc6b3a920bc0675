"""Two appointments one just after the other: booked, moved, repeated and brought forward as one."""

from dataclasses import replace

import msgspec
import pytest

from letters import gather
from letters.fields.kinds import LetterKind
from models import clock
from models.agenda import agenda, standby
from screens.frame import about as to
from tests.screens.conftest import Sit
from tests.screens.slots.played import first, known, open_slots

pytestmark = pytest.mark.usefixtures("monday")


def flat(words: str) -> str:
    """In one line, whatever was wrapped."""
    return " ".join(words.split())


async def test_two_appointments_one_after_the_other_are_booked_together(sit: Sit) -> None:
    async with sit() as counter:
        one = counter.profile.motive("entretien_a_deux")
        motives = [msgspec.structs.replace(one, minutes=30, consecutive=True)]
        rules = msgspec.structs.replace(counter.profile, motives=motives)
        counter.app.desk = replace(counter.app.desk, profile=rules)
        who = known(counter)
        await open_slots(counter, person=who.id, motive="entretien_a_deux")
        assert ", puis " in first(counter)
        await counter.press("enter")
        assert "puis" in counter.line_with("Réserver le lundi")
        assert "30 min chacun ?" in flat(counter.text)
        # The day of the time taken is not pushed out of its field by the second worker.
        assert "lun. 23 nov." in counter.line_with("Créneau")
        await counter.press("ctrl+s")
        before, after = counter.call(agenda.upcoming, who.id)
        both = f"avec {before.agent_name}, puis {after.agent_name} à {clock.local(after.starts_at):%H:%M}"
        assert both in flat(counter.text)
        assert before.ends_at == after.starts_at
        assert before.series == after.series != ""
        assert {before.agent_name, after.agent_name} == {"M. Favre", "Mme Rey"}


async def test_two_appointments_one_after_the_other_are_moved_together(sit: Sit) -> None:
    async with sit() as counter:
        one = counter.profile.motive("entretien_a_deux")
        motives = [msgspec.structs.replace(one, minutes=30, consecutive=True)]
        counter.app.desk = replace(
            counter.app.desk, profile=msgspec.structs.replace(counter.profile, motives=motives)
        )
        who = known(counter)
        await open_slots(counter, person=who.id, motive="entretien_a_deux")
        assert "Réserver" in counter.lines[-2]
        await counter.press("enter", "ctrl+s")
        before = counter.call(agenda.upcoming, who.id)
        # The second stands for both, and the key line says what the key does.
        await open_slots(counter, person=who.id, appointment=before[1].id)
        assert "Ctrl+S Déplacer" in counter.lines[-2]
        assert "Réserver" not in counter.lines[-2]
        wanted = gather.LetterForm(LetterKind.CONFIRMATION, person_id=who.id, appointment_id=before[0].id)
        letter = counter.call(gather.build, wanted, counter.profile, counter.app.agent)
        assert letter.then == before[1]
        assert ", puis " in flat(counter.text).split("À déplacer")[1].split("Raison")[0]
        assert "A déjà" not in counter.text
        # Another day of the same week: what comes along is no second appointment.
        await counter.type("jeudi")
        await counter.press("enter")
        assert "puis" in counter.line_with("Déplacer au jeudi")
        assert "Deuxième rendez-vous" not in counter.text
        await counter.press("ctrl+s")
        after = counter.call(agenda.upcoming, who.id)
        assert [one.id for one in after] == [one.id for one in before]
        assert after[0].ends_at == after[1].starts_at
        assert {clock.local(one.starts_at).weekday() for one in after} == {3}
        # Cancelling one says that the other stays.
        day = clock.local(after[0].starts_at).date()
        counter.app.go(to.Agenda(day=day, appointment=after[0].id))
        await counter.settle()
        await counter.press("e")
        stays = f"Reste à venir : jeudi 26 novembre à {clock.local(after[1].starts_at):%H:%M}"
        assert stays in " ".join(counter.text.split(" ")).replace("\n ", " ")


async def test_of_two_that_come_earlier_together_both_are_said(sit: Sit) -> None:
    async with sit() as counter:
        one = counter.profile.motive("entretien_a_deux")
        motives = [msgspec.structs.replace(one, minutes=30, consecutive=True)]
        counter.app.desk = replace(
            counter.app.desk, profile=msgspec.structs.replace(counter.profile, motives=motives)
        )
        who = known(counter)
        await open_slots(counter, person=who.id, motive="entretien_a_deux")
        await counter.type("14 décembre")
        await counter.press("enter", "ctrl+s")
        before = counter.call(agenda.upcoming, who.id)
        counter.call(
            lambda: standby.want(
                counter.app.agent, who.id, motive=one.id, appointment_id=before[0].id, key="earlier"
            )
        )
        counter.app.go(to.Todo)
        await counter.settle()
        await counter.press("enter", "enter")
        first_one, second = counter.call(agenda.upcoming, who.id)
        assert first_one.moved == second.moved == 1
        assert f"puis {second.agent_name} à {clock.local(second.starts_at):%H:%M}" in flat(counter.text)
        counter.app.go(to.Repeat(appointment=first_one.id))
        await counter.settle()
        assert f"puis {second.agent_name} à" in flat(counter.text)
