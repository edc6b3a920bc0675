"""Nothing is cut without a sign, and nothing counts as read that could not be."""

import pytest

from models.contact import message
from models.contact.message import MessageStatus
from models.person import person
from models.person.person import PersonForm
from models.room import visit
from models.service import agent
from models.service.agent import SYSTEM
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")

# As long as the field of a message is, and its last word.
LONG = ("Madame a rappelé au sujet de sa facture. " * 13)[:480] + " apporter la CLÉ."


def _told(counter: Sitting, words: str) -> bool:
    """Whether ``words`` stand on the screen, wherever the lines were broken."""
    return words in " ".join(counter.text.split())


async def test_a_notice_of_seven_lines_is_read_to_its_last_word(sit: Sit) -> None:
    async with sit() as counter:
        rey = next(one for one in counter.call(agent.everyone) if one.login == "rey")
        slip = counter.call(message.send, SYSTEM, rey.id, LONG)
    async with sit(who=rey, path=counter.path) as counter:
        await counter.press("tab", "down", "enter")
        assert _told(counter, "apporter la CLÉ.")
        assert counter.call(message.get, slip.id).status is MessageStatus.READ


async def test_what_no_window_of_this_size_can_show_says_so_and_is_not_read(sit: Sit) -> None:
    async with sit() as counter:
        rey = next(one for one in counter.call(agent.everyone) if one.login == "rey")
        slip = counter.call(message.send, SYSTEM, rey.id, "\n".join(f"ligne {n}" for n in range(30)))
    async with sit(who=rey, path=counter.path) as counter:
        await counter.press("tab", "down", "enter")
        counter.line_with("lignes de plus")
        assert counter.call(message.get, slip.id).status is MessageStatus.UNREAD
        await counter.pilot.resize_terminal(132, 50)
        await counter.settle()
        await counter.press("enter")
        counter.line_with("ligne 29")
        assert counter.call(message.get, slip.id).status is MessageStatus.READ


async def test_a_slip_to_the_reception_is_read_whole(sit: Sit) -> None:
    async with sit() as counter:
        slip = counter.call(message.send, SYSTEM, None, LONG)
        await counter.press("escape", "down", "s", "enter")
        assert _told(counter, "apporter la CLÉ.")
        assert counter.call(message.get, slip.id).status is MessageStatus.READ


async def test_a_call_back_brings_its_words_to_the_telephone(sit: Sit) -> None:
    async with sit() as counter:
        kind = message.MessageKind.CALL_BACK
        counter.call(message.send, SYSTEM, None, LONG, kind=kind, phone="+41220000000")
        await counter.press("escape", "down", "s", "enter")
        assert counter.place == "phone"
        assert _told(counter, "apporter la CLÉ.")


async def test_a_wider_window_shows_more_of_what_is_asked_at_once(sit: Sit) -> None:
    async with sit() as counter:
        who = counter.call(person.create, SYSTEM, PersonForm(family_name="Dupont"), "CH", "d")
        one = counter.call(visit.arrive, SYSTEM, who.id)
        words = "demande qui tient en cinquante colonnes, pas en quinze"
        counter.call(visit.VisitRow.update(reason=words).where(visit.VisitRow.id == one.id).execute)
        counter.app.catch_up()
        await counter.settle()
        assert words not in counter.text
        counter.line_with("…")
        await counter.pilot.resize_terminal(132, 24)
        await counter.settle()
        counter.line_with(words)


async def test_what_a_field_holds_is_cut_with_a_sign(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("+Dupont Marie")
        await counter.press("enter")
        await counter.to_field("address")
        await counter.type("rue de la Longue Adresse qui ne tient pas dans la largeur de cet écran, 12")
        await counter.press("tab")
        assert counter.line_with("Adresse").endswith("…")
