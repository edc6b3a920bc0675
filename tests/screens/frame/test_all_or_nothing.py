"""Each submit keeps all it says or nothing of it: every inner step is refused once, whatever steps there are.

The steps are not listed here: each statement that writes is one. After each refusal the database is as it
was, and what is submitted at last, corrected, is what somebody would have kept who was never refused.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from models.contact.request import RequestForm
from models.errors import ComptoirError
from models.room import contact, visit
from models.room.visit import Intake, VisitRow
from models.store.database import engine
from screens.frame import about as to
from tests.screens.conftest import Sit, Sitting
from tests.screens.slots.played import known, open_slots, received

pytestmark = pytest.mark.usefixtures("monday")

MOST_STEPS = 60
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)
# Unfinished forms are kept on every pause, and the index follows the persons.
APART = ("draft", "person_search", "person_word", "sqlite_", "schema_migration")
SAID = "Refusé exprès"


@contextmanager
def refusing(counter: Sitting, at: int) -> Iterator[list[str]]:
    """The ``at``-th statement that writes is refused; gives the statements that were reached."""
    base: Any = counter.app.database.engine.database
    complete, reached = base.execute_sql, []

    def execute_sql(sql: str, *args: Any, **kwargs: Any) -> Any:
        # Opening the next place is no step of this one, and neither is what an unfinished form keeps.
        if WRITES.match(sql) and '"draft"' not in sql and "person.opened" not in str(args):
            reached.append(sql)
            if len(reached) == at:
                raise ComptoirError(SAID, "Pour voir.")
        return complete(sql, *args, **kwargs)

    base.execute_sql = execute_sql
    try:
        yield reached
    finally:
        del base.execute_sql


def kept(counter: Sitting) -> dict[str, list[str]]:
    """Everything the database holds, each form's own key left out, and who merely looked at something."""

    def read() -> dict[str, list[str]]:
        base: Any = engine().database
        tables = {}
        for table in base.get_tables():
            if table.startswith(APART):
                continue
            rows = [repr(row) for row in base.execute_sql(f'SELECT * FROM "{table}"').fetchall()]
            plain = sorted(re.sub(r"[0-9a-f]{32,}", "KEY", row) for row in rows)
            tables[table] = [row for row in plain if table != "journal" or "person.opened" not in row]
        # Two files of Word never have the same bytes: what they say stands in the table of letters.
        tables["document"] = [str(len(tables["document"]))]
        # A line of the journal has a number, and lines of reading come between.
        tables["journal"] = sorted(re.sub(r"^\(\d+, ", "(", row) for row in tables["journal"])
        return tables

    return counter.call(read)


Play = Callable[[Sitting], Awaitable[None]]


async def a_walk_in(counter: Sitting) -> None:
    await counter.press("f2")
    await counter.type("dupont marie+")
    await counter.press("enter")
    await counter.fill(theme="loyer")
    await counter.press("enter")
    await counter.to_field("outcome")
    await counter.press("m")
    await counter.fill(body="passer à 14 h")


async def a_walk_in_of_somebody_corrected(counter: Sitting) -> None:
    known(counter, "Lopes")
    await counter.type("lop mar")
    await counter.press("f2", "ctrl+e")
    await counter.fill(commune="Onex")
    await counter.fill(theme="dett")
    await counter.press("enter")
    await counter.to_field("outcome")
    await counter.press("b")


async def a_call(counter: Sitting) -> None:
    await counter.press("f3", "1")
    await counter.fill(caller_phone="022 000 00 07")
    await counter.fill(person="bekele sara+")
    await counter.press("enter")
    await counter.fill(theme="chom")
    await counter.press("enter")
    await counter.to_field("outcome")
    await counter.press("b")


async def somebody_received(counter: Sitting) -> None:
    form = RequestForm("dettes", words="des factures")
    came = counter.call(
        visit.receive, counter.app.agent, Intake(known(counter).id, None, (form,)), "CH", "came"
    )
    counter.app.go(to.Room(do="close", visit=came.visit.id))
    await counter.settle()
    await counter.press("m")
    await counter.to_field(f"body.{came.request_ids[0]}")
    await counter.type("rappeler la gérance")


async def an_appointment(counter: Sitting) -> None:
    await open_slots(counter, **received(counter))
    await counter.press("enter")


async def an_appointment_for_somebody_new(counter: Sitting) -> None:
    counter.app.go(to.Slots())
    await counter.settle()
    await counter.type("rochat jean+")
    await counter.press("enter")
    await counter.fill(motive="1er")
    await counter.press("enter", "enter")


async def an_orientation(counter: Sitting) -> None:
    counter.app.go(to.Orientation(**received(counter)))
    await counter.settle()
    await counter.fill(partner="caritas")
    await counter.press("enter")


async def a_letter(counter: Sitting) -> None:
    about = received(counter)
    counter.app.go(to.Letters(kind="attestation", person=about["person"], visit=about["visit"]))
    await counter.settle()
    await counter.to_field("discreet")


async def a_whole_form(counter: Sitting) -> None:
    known(counter, "Lopes")
    await counter.type("lop mar")
    await counter.press("ctrl+p")
    await counter.fill(nickname="Mimi")


async def _more(counter: Sitting, field: str, words: str) -> None:
    await counter.to_field(field)
    await counter.type(words)


CASES: dict[str, tuple[Play, str, str]] = {
    "a walk-in with a message": (a_walk_in, "words", "deux mois"),
    "a walk-in of somebody corrected": (a_walk_in_of_somebody_corrected, "words", "deux mois"),
    "a call to give back": (a_call, "words", "avant midi"),
    "somebody received": (somebody_received, "", " demain"),
    "an appointment": (an_appointment, "", ""),
    "an appointment for somebody new": (an_appointment_for_somebody_new, "phone", "022 000 00 09"),
    "an orientation": (an_orientation, "words", "pour un budget"),
    "a letter": (a_letter, "", ""),
    "a whole form": (a_whole_form, "nickname", "chka"),
}


@pytest.mark.parametrize("case", CASES)
async def test_a_submit_that_is_refused_at_any_step_keeps_nothing_and_then_all_of_it(
    sit: Sit, case: str
) -> None:
    play, field, words = CASES[case]
    async with sit() as counter:
        await play(counter)
        if words:
            await _more(counter, field or counter.form.state.focus, words)
        await counter.press("ctrl+s")
        expected = kept(counter)
    async with sit() as counter:
        await play(counter)
        before = kept(counter)
        for step in range(1, MOST_STEPS):
            with refusing(counter, step) as reached:
                await counter.press("ctrl+s")
            if len(reached) < step:
                break
            assert SAID in counter.text, reached[-1]
            assert kept(counter) == before, f"after the refusal of step {step}: {reached[-1]}"
            if step == 1 and words:
                await _more(counter, field or counter.form.state.focus, words)
        assert len(reached) > 1
        assert kept(counter) == expected


async def test_a_contact_that_was_kept_and_not_acknowledged_refuses_another_content(sit: Sit) -> None:
    """The answer of the database was lost: what is corrected after that is never dropped in silence."""
    async with sit() as counter:
        await a_walk_in(counter)
        screen: Any = counter.app.screen
        sent = screen.contact()
        counter.call(contact.keep, counter.app.agent, sent, "CH", screen.key)
        await _more(counter, "words", "trois mois")
        await counter.press("ctrl+s")
        assert "Déjà enregistré" in counter.text
        assert counter.place == "intake"
        assert counter.call(lambda: VisitRow.select().count()) == 1
