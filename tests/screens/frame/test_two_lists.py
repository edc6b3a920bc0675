"""Two lists on one screen share its rows: nobody is hidden above a blank line."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from screens.frame.widgets.lines import Line, Lines
from screens.frame.widgets.rows import divide

STYLES = Path(__file__).parents[3] / "comptoir" / "program" / "comptoir.tcss"


@given(
    st.integers(2, 60),
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 60)), min_size=2, max_size=4),
)
def test_what_one_list_has_no_use_for_another_gets(total: int, lists: list[tuple[int, int]]) -> None:
    shares, wanted = [one[0] for one in lists], [one[1] for one in lists]
    rows = divide(total, shares, wanted)
    if rows is None:
        by_rule = [total * share / sum(shares) for share in shares]
        lacks = [each > has + 1 for each, has in zip(wanted, by_rule, strict=True)]
        spare = [each < has - 1 for each, has in zip(wanted, by_rule, strict=True)]
        assert not (any(lacks) and any(spare))
        return
    assert sum(rows) == total
    lacking = [each - has for each, has in zip(wanted, rows, strict=True)]
    assert max(lacking) <= 0 or min(lacking) >= 0


class _Desk(App[None]):
    """The two lists of the desk, under its styles."""

    CSS_PATH = STYLES

    def compose(self) -> ComposeResult:
        yield Static("en tête", id="head")
        with Vertical(id="lists"):
            yield Static("salle", id="waiting-head")
            yield Lines(id="waiting", empty="personne")
            yield Static("attendus", id="expected-head")
            yield Lines(id="expected", empty="aucun")


class _Day(App[None]):
    """The two lists of a worker's day, the other way round and in the screen itself."""

    CSS_PATH = STYLES

    def compose(self) -> ComposeResult:
        yield Static("attendus", id="expected-head")
        yield Lines(id="expected", empty="aucun")
        yield Static("avis", id="waiting-head")
        yield Lines(id="waiting", empty="personne")


def _people(chance: random.Random) -> list[Line]:
    """Some people, of whom the first and now and then one in danger are never hidden."""
    count = chance.choice([0, 1, 3, 8, 12, 20, 45])
    danger = chance.randrange(count) if count else 0
    return [Line(str(n), f"personne {n}", stays=n in (0, danger)) for n in range(chance.randint(0, count))]


def _rows(lists: Lines) -> list[str]:
    return [lists.render_line(y).text.strip(" >") for y in range(lists.size.height)]


def _look(app: App[None], people: dict[str, list[Line]]) -> list[str]:
    """What is wrong with what is seen."""
    wrong, blank, hidden = [], 0, 0
    for name, lines in people.items():
        rows = _rows(app.query_one(f"#{name}", Lines))
        seen = {row for row in rows if row.startswith("personne ")}
        left = len(lines) - len(seen)
        blank, hidden = blank + rows.count(""), hidden + (left if lines else 0)
        if left and lines and len(rows) > 1 and rows[-1] != f"… et {left} de plus":
            wrong.append(f"{name} : {rows[-1]!r} for {left} hidden")
        staying = {line.text for line in lines if line.stays}
        if len(rows) > len(staying) + 1 and not staying <= seen:
            wrong.append(f"{name} : {staying - seen} are hidden")
    if hidden and blank:
        wrong.append(f"{hidden} hidden, {blank} rows blank")
    return wrong


@pytest.mark.parametrize("kind", [_Desk, _Day])
async def test_nobody_is_hidden_while_a_line_is_blank_at_any_size(kind: type[App[None]]) -> None:
    chance, app = random.Random(10), kind()
    async with app.run_test(size=(80, 24)) as pilot:
        people: dict[str, list[Line]] = {}
        for _round in range(60):
            if chance.random() < 0.6:
                await pilot.resize_terminal(chance.randint(60, 132), chance.randint(20, 43))
            for name in ("waiting", "expected"):
                if name not in people or chance.random() < 0.6:
                    people[name] = _people(chance)
                    app.query_one(f"#{name}", Lines).show(people[name])
            app.query_one(f"#{chance.choice(list(people))}", Lines).focus()
            await pilot.press(*chance.choices(["up", "down", "end", "home"], k=3))
            await pilot.pause()
            wrong = _look(app, people)
            assert not wrong, (app.size, {name: len(lines) for name, lines in people.items()}, wrong)
