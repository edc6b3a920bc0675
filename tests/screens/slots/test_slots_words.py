"""What was said of the time: what was understood is on screen, and so is what was not."""

import pytest

from models.agenda import standby
from tests.screens.conftest import Sit, Sitting
from tests.screens.slots.played import first, known, open_slots, received

pytestmark = pytest.mark.usefixtures("monday")


def said(counter: Sitting) -> str:
    return " ".join(counter.text.split()).replace("\u00a0", " ")


async def test_what_was_understood_is_shown_and_each_day_keeps_its_own_hours(sit: Sit) -> None:
    async with sit() as counter:
        await open_slots(counter, **received(counter))
        await counter.type("mardi matin ou jeudi après 14h")
        assert "Compris : mardi matin ou jeudi dès 14 h." in said(counter)
        shown = [line.split() for line in counter.lines if " nov. " in line or " déc. " in line]
        proposed = [(words[0], words[3]) for words in shown if words[0] in ("mar.", "jeu.")]
        assert {day for day, _ in proposed} == {"mar.", "jeu."}
        assert all((hour < "12:00") if day == "mar." else (hour >= "14:00") for day, hour in proposed)


async def test_what_was_not_understood_is_named_and_narrows_nothing(sit: Sit) -> None:
    async with sit() as counter:
        await open_slots(counter, **received(counter))
        before = first(counter)
        await counter.type("sauf vacances scolaires")
        assert "Pas compris, laissé de côté : « vacances scolaires »." in said(counter)
        assert first(counter) == before
        await counter.press("ctrl+u")
        assert "compris" not in said(counter).casefold()
        # What was left aside is still said where the time is about to be booked.
        await counter.type("mardi zut")
        await counter.press("enter")
        assert "Réserver le mardi" in said(counter)
        assert "Pas compris, laissé de côté : « zut »." in said(counter)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("lundi matin ou jeudi après 14h", "lundi matin ou jeudi après 14h"),
        ("mardi 24 novembre", ""),
        ("mardi 9h15", ""),
        ("demain", ""),
    ],
)
async def test_when_somebody_can_come_is_kept_for_the_waiting_list_a_date_is_not(
    sit: Sit, words: str, kept: str
) -> None:
    async with sit() as counter:
        who = known(counter)
        await open_slots(counter, person=who.id, motive="suivi")
        await counter.type(words)
        await counter.press("ctrl+e")
        (waits,) = counter.call(standby.waiting)
        assert waits.words == kept
