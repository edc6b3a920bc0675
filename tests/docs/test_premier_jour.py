"""The first day's page is played: what it says to type is typed, what it says one sees must stand there."""

import re
from pathlib import Path

from comptoir.demo import scene
from comptoir.program.app import ComptoirApp
from comptoir.setup import access
from models.service import agent
from models.service.permission import Role
from models.service.profile import settle
from models.service.profile_file import load
from models.store.database import Database
from screens.frame.counter import Desk
from tests.docs.pages import text
from tests.project import ROOT
from tests.screens.conftest import Sitting

PAGE = ROOT / "docs" / "premier-jour.md"
KEYS = {"Entrée": "enter", "Échap": "escape", "↓": "down", "↑": "up", "Page↓": "pagedown", "Page↑": "pageup"}


def steps() -> list[tuple[list[str], list[str]]]:
    """(what is typed, what is then seen) for each row of the page's exercise."""
    _, _, table = text(PAGE).partition("| Tapez | Ce que vous voyez |\n|---|---|\n")
    rows = [row.split("|")[1:3] for row in table.partition("\n\n")[0].splitlines()]
    return [
        (re.findall(r"`([^`]+)`", typed), re.findall("«\u00a0(.+?)\u00a0»", seen)) for typed, seen in rows
    ]


def key(shown: str) -> str:
    """The name of a key as a page shows it; empty for text that is typed."""
    if shown in KEYS:
        return KEYS[shown]
    return shown.lower() if re.fullmatch(r"F\d\d?|Ctrl\+[A-Z]", shown) else ""


async def test_the_quarter_of_an_hour_is_as_the_page_says(tmp_path: Path, monday: object) -> None:
    settings = scene.build(tmp_path, "geneve")
    profile = load(settings.profile)
    settle(profile)
    database = Database.open(access.open_engine(settings))
    where = Desk(profile, settings.letters, None, settings.lock_minutes)
    spare = access.spare(settings)
    app = ComptoirApp(database, where, spare, theme=settings.theme, keys={}, log=settings.log)
    app.agent = database.call(agent.everyone, Role.RECEPTION)[0]
    played = steps()
    assert len(played) > 10
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            counter = Sitting(app, pilot, profile, settings.letters, tmp_path)
            await counter.settle()
            for typed, seen in played:
                for one in typed:
                    await counter.press(*([key(one)] if key(one) else one))
                for words in seen:
                    counter.line_with(words)
            assert counter.place == "sign_in"
    finally:
        database.close()
