"""A counter to sit at: the real program on a real database, driven by its keyboard, read from its screen."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from comptoir.program.app import ComptoirApp
from comptoir.program.theme import THEMES
from models.hours import opening
from models.lists import partner_import, postcodes
from models.service import agent
from models.service.agent import SYSTEM, Agent, AgentRow
from models.service.permission import Role
from models.service.profile import Profile, settle
from models.service.profile_file import load
from models.store.database import Database
from models.store.engines.sqlcipher import SqlCipherEngine
from models.store.spare import Spare
from screens.frame.counter import Desk
from screens.frame.forms import ChoiceField, fields, passed_over
from screens.frame.widgets.form import Form
from tests import shared
from tests.conftest import KEY
from tests.project import PROFILES

NAMES = {
    " ": "space",
    "+": "plus",
    "*": "asterisk",
    "-": "minus",
    ".": "full_stop",
    ":": "colon",
    "/": "slash",
    "?": "question_mark",
    "<": "less_than_sign",
    ">": "greater_than_sign",
}
LETTERS = {name: letter for letter, name in NAMES.items()}


P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Sitting:
    """Somebody at the counter."""

    app: ComptoirApp
    pilot: Pilot[None]
    profile: Profile
    letters: Path
    path: Path

    async def press(self, *keys: str) -> None:
        """Press keys by name, then wait until the counter has nothing left to do.

        They arrive in one bunch, as a slow line delivers them: nothing may depend on pauses between them.
        """
        for key in keys:
            letter = key if len(key) == 1 else LETTERS.get(key)
            self.app.post_message(events.Key(NAMES.get(key, key), letter))
        await self.settle()

    async def type(self, words: str) -> None:
        """Type text."""
        await self.press(*words)

    async def paste(self, words: str) -> None:
        """Paste text, whatever is in it."""
        self.app.post_message(events.Paste(words))
        await self.settle()

    async def to_field(self, name: str) -> None:
        """Go to a field, by its id or its label, with the keys of a form: however many lines lie between."""
        known, values = fields(self.form._items), self.form.values
        number = next((n for n, one in enumerate(known) if name in (one.id, one.label)), None)
        assert number is not None, f"{name!r} is no field of this form:\n{self.text}"
        there, here = known[number], self.form.current
        if there is not here and passed_over(there, values):
            await self.to_field(known[number - 1].id)
            await self.press("down")
        else:
            stops = [one for one in known if one in (here, there) or not passed_over(one, values)]
            by = stops.index(there) - (stops.index(here) if here else 0)
            await self.press(*["tab" if by > 0 else "shift+tab"] * abs(by))
        assert self.form.state.focus == there.id, f"{name!r} cannot be reached:\n{self.text}"

    async def fill(self, **values: str) -> None:
        """Go to each field, by its id, and type into it; a text or a line that was there goes."""
        for name, words in values.items():
            await self.to_field(name)
            erase = () if isinstance(self.form.current, ChoiceField) else ("ctrl+u",)
            await self.press(*erase, *words)

    async def settle(self) -> None:
        """Wait for keys, tasks and screens: nothing here depends on how fast the machine is."""
        for _ in range(400):
            await self.pilot.pause()
            if self._rests():
                return
            await asyncio.sleep(0.005)
        raise AssertionError("the counter never came to rest")

    def _rests(self) -> bool:
        """Whether no key, task or message is under way and every picture is drawn.

        A pause of the pilot ends when the processor was not used for an instant: on a busy machine that
        may be in the middle of something.
        """
        if not self.app.keyboard.idle or self.app._works or any(one.is_running for one in self.app.workers):
            return False
        shown = list(self.app.screen.walk_children(Widget, with_self=True))
        if any(one.message_queue_size or one._next_callbacks for one in (self.app, *shown)):
            return False
        screen = self.app.screen
        return not (screen._callbacks or screen._dirty_widgets or any(one._layout_required for one in shown))

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, line by line."""
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.lines)

    def line_with(self, words: str) -> str:
        """The first line that contains ``words``; fails with the whole screen when there is none."""
        for line in self.lines:
            if words in line:
                return line
        raise AssertionError(f"{words!r} is not on the screen:\n{self.text}")

    def call(self, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask the database directly."""
        return self.app.database.call(verb, *args, **kwargs)

    @property
    def form(self) -> Form:
        """The form of the screen in front."""
        return self.app.screen.query_one(Form)

    @property
    def place(self) -> str:
        """Which screen is in front."""
        return str(getattr(self.app.screen, "NAME", ""))


Sit = Callable[..., AbstractAsyncContextManager[Sitting]]


@pytest.fixture(scope="session")
def furnished(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A database with the directory, the postcodes and two social workers of a profile, made once."""

    @cache
    def furnish(name: str) -> Path:
        def make(folder: Path) -> None:
            _furnish(Path(shutil.copy(prepared, folder / "comptoir.db")), shipped(name))

        return shared.once(tmp_path_factory, name, make) / "comptoir.db"

    return furnish


@cache
def shipped(name: str) -> Profile:
    """The rules of a profile that ships, read once."""
    return load(PROFILES / f"{name}.toml")


def _furnish(path: Path, rules: Profile) -> None:
    db = Database.open(SqlCipherEngine(path, KEY))
    db.call(postcodes.bring, SYSTEM, (PROFILES / "postcodes").glob("*.csv"))
    for file in rules.files:
        db.call(partner_import.import_partners, SYSTEM, PROFILES / file.path, file.format)
    for login, called in (("rey", "Mme Rey"), ("favre", "M. Favre")):
        made = db.call(AgentRow.create, login=login, name=called, role=Role.SOCIAL_WORKER, password="")
        for start, end in ((time(8, 30), time(12)), (time(13, 30), time(17))):
            days = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
            db.call(opening.open_range, SYSTEM, made.id, days, start, end, starts_on=date(2020, 1, 6))
    db.close()


@pytest.fixture
def sit(furnished: Callable[[str], Path], tmp_path: Path) -> Sit:
    """``async with sit() as counter:`` opens the desk of alice on the geneve profile, at 80×24.

    Give ``path`` to come back to the database of an earlier sitting.
    """

    @asynccontextmanager
    async def opened(
        profile: str = "geneve",
        who: Agent | None = None,
        size: tuple[int, int] = (80, 24),
        path: Path | None = None,
        demo: bool = True,
    ) -> AsyncIterator[Sitting]:
        rules = shipped(profile)
        settle(rules)
        if path is None:
            path = tmp_path / "comptoir.db"
            # A new base, not an older one of the sitting before: nothing beside it says what that wrote.
            for beside in tmp_path.glob(f"{path.name}-*"):
                beside.unlink()
            shutil.copy(furnished(profile), path)
        db = Database.open(SqlCipherEngine(path, KEY))
        letters = tmp_path / "courriers"
        spare = Spare(path.with_name("saisies"), KEY)
        spare.prepare()
        desk = Desk(rules, letters, None, 120, demo=demo)
        app = ComptoirApp(db, desk, spare, theme=THEMES[0].name, keys={}, log=tmp_path / "comptoir.log")
        app.agent = who or db.call(agent.get, 1)
        try:
            async with app.run_test(size=size) as pilot:
                sitting = Sitting(app, pilot, rules, letters, path)
                await sitting.settle()
                yield sitting
        finally:
            db.close()

    return opened
