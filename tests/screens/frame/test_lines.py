"""A list shows whom it can: nobody is off screen while there is room, who stands first always is."""

from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from screens.frame.widgets.lines import Line, Lines, look

LISTS = st.lists(st.integers(0, 4), max_size=30).map(
    # The first row, and whoever is in danger, stay in sight.
    lambda rows: [
        Line(str(n), f"N{urgency} ligne {n}", stays=n == 0 or urgency == 0) for n, urgency in enumerate(rows)
    ]
)


@given(LISTS, st.integers(1, 30), st.integers(-5, 40), st.data())
def test_who_stands_first_and_the_most_urgent_are_seen_whenever_they_fit(
    lines: list[Line], height: int, top: int, data: st.DataObject
) -> None:
    pick = data.draw(st.none() | st.integers(0, len(lines) - 1)) if lines else None
    seen = look(lines, height, top, pick)
    assert pick is None or pick in seen.rows
    assert list(seen.rows) == sorted(set(seen.rows))
    staying = [n for n, line in enumerate(lines) if line.stays]
    if len(staying) + (pick is not None and pick not in staying) < height:
        assert set(staying) <= set(seen.rows)
    if len(lines) <= height:
        assert len(seen.rows) == len(lines)
    else:
        # Full to the row that says how many more there are.
        assert len(seen.rows) == max(height - 1, 1)
    assert seen.more == len(lines) - len(seen.rows)


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.integers(3, 30), st.integers(0, 40))
def test_the_title_above_the_line_picked_comes_back_with_it(keyed: list[bool], height: int, top: int) -> None:
    lines = [Line(str(n) if key else "", f"ligne {n}") for n, key in enumerate([False, *keyed, True])]
    first = next(n for n, line in enumerate(lines) if line.key)
    seen = look(lines, height, top, first)
    assert first in seen.rows
    if first + 2 <= height:
        assert 0 in seen.rows


class _Room(App[None]):
    def compose(self) -> ComposeResult:
        yield Lines(id="room")


def _shown(app: App[None]) -> list[str]:
    return [text for strip in app.screen._compositor.render_strips() if (text := strip.text.strip(" >"))]


async def test_after_a_resize_nobody_is_hidden_while_there_is_room() -> None:
    people = [Line(str(n), f"personne {n}", stays=n == 0) for n in range(8)]
    app = _Room()
    async with app.run_test(size=(80, 24)) as pilot:
        room = app.query_one(Lines)
        room.focus()
        room.show(people)
        await pilot.press(*["down"] * 6)
        assert _shown(app) == [one.text for one in people]
        await pilot.resize_terminal(60, 4)
        await pilot.pause()
        assert _shown(app) == ["personne 0", "personne 5", "personne 6", "… et 5 de plus"]
        await pilot.resize_terminal(132, 43)
        await pilot.pause()
        assert _shown(app) == [one.text for one in people]


async def test_a_list_that_was_hidden_while_one_searched_comes_back_whole() -> None:
    people = [Line(str(n), f"personne {n}") for n in range(8)]
    app = _Room()
    async with app.run_test(size=(80, 10)) as pilot:
        room = app.query_one(Lines)
        room.focus()
        room.show(people)
        await pilot.press(*["down"] * 3)
        room.display = False
        await pilot.pause()
        room.show(people[1:])
        room.display = True
        await pilot.pause()
        assert _shown(app) == [one.text for one in people[1:]]


async def test_a_full_list_says_how_many_more_there_are_and_scrolls_to_each() -> None:
    people = [Line(str(n), f"personne {n}", stays=n == 0) for n in range(8)]
    app = _Room()
    async with app.run_test(size=(80, 4)) as pilot:
        room = app.query_one(Lines)
        room.focus()
        room.show(people)
        await pilot.pause()
        assert _shown(app)[-1] == "… et 5 de plus"
        await pilot.press("end")
        assert _shown(app) == ["personne 0", "personne 6", "personne 7", "… et 5 de plus"]
        await pilot.press("home")
        assert _shown(app) == ["personne 0", "personne 1", "personne 2", "… et 5 de plus"]
