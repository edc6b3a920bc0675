"""A picture of the counter, drawn by the program itself: the demonstration on one fixed morning, as SVG."""

import asyncio
import re
from datetime import date, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from comptoir.demo import scene as demo
from comptoir.program.app import ComptoirApp
from comptoir.setup import access
from comptoir.setup.installation import SHIPPED
from comptoir.setup.settings import Settings
from models import clock
from models.errors import ComptoirError, reason
from models.service import agent
from models.service.permission import Role
from models.service.profile import settle
from models.service.profile_file import load as load_profile
from models.store.database import Database
from screens.frame.counter import Desk

# A Monday far from any public holiday, at an hour when the room is full.
DAY, HOUR = date(2026, 11, 23), time(9, 41)
SIZE = (80, 24)
PATIENCE = 60.0  # seconds; a desk that is not there by then never will be
# What is taken out of the drawing: remarks, and fonts fetched from elsewhere (every reader has a font).
_FONT = re.compile(r"\s*@font-face\s*\{.*?\}", re.S)
_REMARK = re.compile(r"\s*<!--.*?-->", re.S)
_ID = re.compile(r"\bterminal-\d+\b")


def save(path: Path, profile: str) -> None:
    """Draw the desk of ``profile`` into ``path``. Raises :class:`ComptoirError` when it cannot be written."""
    drawn = draw(profile)
    try:
        path.write_text(drawn, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ComptoirError("Image impossible à écrire", f"{path} : {reason(error)}.") from None


def draw(profile: str) -> str:
    """The desk of the demonstration as an SVG, the same text each time it is drawn."""
    settle(load_profile(SHIPPED / f"{profile}.toml"))
    with clock.frozen(clock.at(DAY, HOUR)), TemporaryDirectory(prefix="comptoir-image-") as directory:
        settings = demo.build(Path(directory), profile)
        database = Database.open(access.open_engine(settings))
        try:
            return _stripped(_shown(settings, database))
        finally:
            database.close()


def _shown(settings: Settings, database: Database) -> str:
    """Open the desk without a terminal, wait until it is filled, and give what it shows."""
    desk = Desk(load_profile(settings.profile), settings.letters, None, settings.lock_minutes)
    app = ComptoirApp(database, desk, access.spare(settings), theme=settings.theme, keys={}, log=settings.log)
    app.agent = database.call(agent.everyone, Role.RECEPTION)[0]
    drawn: list[str] = []

    async def look(pilot: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while getattr(app.screen, "NAME", "") != "desk":
                await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.pause()
        drawn.append(app.export_screenshot(title="Comptoir"))
        app.exit()

    app.run(headless=True, size=SIZE, mouse=False, auto_pilot=look)
    return drawn[0]


def _stripped(svg: str) -> str:
    """``svg`` alone: nothing fetched from elsewhere, and names inside that do not change."""
    alone = _REMARK.sub("", _FONT.sub("", svg))
    alone = _ID.sub("comptoir", alone).replace("Fira Code, monospace", "monospace")
    return "\n".join(line.rstrip() for line in alone.splitlines() if line.strip()) + "\n"
