"""The program on screen, small on purpose: it knows places by name, opens, parks and resumes them."""

import asyncio
import os
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.text import Text
from textual.dom import DOMNode
from textual.filter import LineFilter

from comptoir.program import failure, keymap, start
from comptoir.program.alarms import Alarms
from comptoir.program.navigation import NOBODY
from comptoir.program.theme import THEMES
from comptoir.setup import access, backups, seat
from comptoir.setup.settings import Settings
from comptoir.terminal.driver import ThinDriver
from comptoir.terminal.filter import CleanOutput
from models.errors import ComptoirError, ReasonNeeded
from models.known import search
from models.lists import import_run
from models.service import agent, holiday, site
from models.service.agent import SYSTEM
from models.service.permission import Permission, Role
from models.service.profile import settle
from models.service.profile_file import load as load_profile
from models.store.database import Database, between_writes
from models.store.live import Watch
from models.store.spare import Spare
from screens.doors.reason import ReasonScreen
from screens.doors.sign_in import SignInScreen
from screens.frame.about import named
from screens.frame.commands import EVERYWHERE, PLACES, bindings
from screens.frame.counter import Desk, Speaker
from screens.frame.form_place import FormPlace
from screens.frame.place import Place, task

EVERY_MINUTE = 60
_SILENT = (
    "Le serveur de la base ne répond pas. Ce que vous tapez reste ; Comptoir dira quand il répond de nouveau."
)
_BACK = "Le serveur de la base répond de nouveau : validez ce qui ne l’était pas."


class ComptoirApp(Alarms):
    """The counter: what :class:`screens.frame.counter.Counter` promises to the screens."""

    CSS_PATH = "comptoir.tcss"
    ENABLE_COMMAND_PALETTE = False
    # Ctrl+C belongs to the clipboards of many terminals: it must not offer to quit in English.
    BINDINGS = [*bindings(PLACES), *bindings(EVERYWHERE), ("ctrl+c", "nothing", "")]

    def __init__(
        self, database: Database, desk: Desk, spare: Spare, *, theme: str, keys: dict[str, str], log: Path
    ) -> None:
        super().__init__(database, desk, spare, driver_class=ThinDriver)
        self.log_path = log
        self.keys = keys
        for one in THEMES:
            self.register_theme(one)
        self.theme = theme
        self.animation_level = "none"
        self.set_keymap(keys)

    async def on_mount(self) -> None:
        """Listen to hang-ups, then open the desk, or ask who is there."""
        for one in (signal.SIGHUP, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(one, self._hang_up)
        self.set_interval(EVERY_MINUTE, self._lock_when_idle)
        loop = asyncio.get_running_loop()
        self._watch = Watch(
            self.database,
            partial(loop.call_soon_threadsafe, self.catch_up),
            lambda away: loop.call_soon_threadsafe(self.server_away, away),
        )
        self._watch.start()
        if self.agent is NOBODY:
            await self.push_screen(SignInScreen())
        else:
            await self._open_desk(self.agent)
        self.watch_alarms()
        self.call_after_refresh(start.ready)
        self._take_back_imports()
        self.set_interval(EVERY_MINUTE, self._take_back_imports)
        self._look_at_backups()
        self.set_interval(10 * EVERY_MINUTE, self._look_at_backups)

    def _look_at_backups(self) -> None:
        """On a thread of its own: the folder may be on another machine, and that one silent."""
        loop = asyncio.get_running_loop()

        def look() -> None:
            with suppress(RuntimeError):  # the counter was left meanwhile
                loop.call_soon_threadsafe(self._stand, self.desk.overdue())

        threading.Thread(target=look, name="backups", daemon=True).start()

    def _stand(self, words: str) -> None:
        """Let the status line say ``words``; nothing is painted while they are the same."""
        if words != self.standing:
            self.standing = words
            if isinstance(self.screen, Place):
                self.screen.refresh_status()

    @task(exclusive=True, group="imports")
    async def _take_back_imports(self) -> None:
        """Take back what an import that was killed has left, a part at a time: keys go in between."""
        with suppress(ComptoirError):  # a server that is away, say: there is another minute
            while await self.database.run(import_run.recover, SYSTEM) is not None:
                await asyncio.sleep(import_run.PAUSE)

    def catch_up(self) -> None:
        """Another session wrote: perhaps an alarm; and the place in front reads again what it shows."""
        self.show_alarms()
        super().catch_up()

    def on_unmount(self) -> None:
        """Nobody is there any more to be told what others do; what was searched for last is journaled."""
        self._watch.stop()
        if search.under_way(self.agent):
            with suppress(ComptoirError):
                self.database.call(search.settle, self.agent)

    def report(self, error: BaseException) -> None:
        """The one handler: a refusal is said as it is, a defect is noted in the log and said plainly.

        A protected form is asked about first.
        """
        if isinstance(error, ReasonNeeded) and isinstance(self.screen, Place):
            self.push_screen(ReasonScreen(error.person_id), self._told_why)
            return
        if isinstance(error, ComptoirError):
            words = str(error)
            failure.keep_cause(error, self.log_path)
        else:
            words = failure.noted(error, self.log_path)
        top = self.screen
        if isinstance(top, Speaker):
            top.say(words, error=True)

    def server_away(self, away: bool) -> None:
        """The server of the database fell silent, or answers again."""
        if isinstance(self.screen, Speaker):
            self.screen.say(_SILENT if away else _BACK, error=away)
        if not away:
            self._while_held(self._bring_back())

    def _told_why(self, opened: bool | None) -> None:
        if isinstance(self.screen, Place):
            self.screen.unsealed(bool(opened))

    # --- the keys of everywhere

    async def run_for(self, needed: str, action: str, place: DOMNode) -> None:
        """Run an action of ``place`` when who sits there has the permission; else say who can."""
        try:
            self.agent.must(Permission(needed))
        except ComptoirError as error:
            self.report(error)
        else:
            await self.run_action(action, place)

    async def action_guarded(self, needed: str, action: str) -> None:
        """Run the action of a key of everywhere for who may."""
        await self.run_for(needed, action, self)

    def action_go(self, place: str) -> None:
        """Open a place, with what is chosen where one is."""
        self.go(named(place))

    def action_find(self) -> None:
        """Home, with the cursor in the search line."""
        self.follow([])

    def action_card(self) -> None:
        """The form of whoever is picked."""
        about = self.screen.card() if isinstance(self.screen, Place) else None
        if about is None:
            self.report(ComptoirError("Aucune personne choisie", "Choisissez-en une, puis ouvrez sa fiche."))
        else:
            self.go(about)

    def action_story(self) -> None:
        """The story of whoever is picked."""
        top = self.screen
        if isinstance(top, Place) and (about := top.story()) is not None:
            self.go(about)
        elif not isinstance(top, Place) or top.NAME != "story":
            self.report(ComptoirError("Aucune personne choisie", "Choisissez-en une, puis son parcours."))

    def action_help(self) -> None:
        """The keys of the screen one is on."""
        self.push_screen(self._door("help"))

    def action_menu(self) -> None:
        """Every place and command by name."""
        self.push_screen(self._door("menu"), self._chosen)

    def action_goto(self) -> None:
        """The second way to each function key."""
        self.push_screen(self._door("goto"), self._chosen)

    def _chosen(self, action: str | None) -> None:
        if action:
            self.run_worker(self.run_action(action), exit_on_error=False)

    async def action_resume(self) -> None:
        """Bring back what was parked: at once when there is one thing, by a list when there are several."""
        self._while_held(self._resume())

    def action_redraw(self) -> None:
        """Paint everything again, whatever the line made of it."""
        if isinstance(self._driver, ThinDriver):
            self._driver.repaint()
        self.screen.refresh(layout=True)

    def on_undecodable(self) -> None:
        """Bytes that are no text came from the keyboard: said once, never fatal."""
        self.report(
            ComptoirError(
                "Touche illisible",
                ("Les accents n’arrivent pas : faites régler ce terminal en UTF-8, puis continuez."),
            )
        )

    def action_discard(self) -> None:
        """Set the form in front aside."""
        if isinstance(self.screen, FormPlace):
            self.screen.discard()

    def action_suspend(self) -> None:
        """Give the terminal back to the shell that waits behind, when there is one."""
        # Alone in its session (a ForceCommand, a terminal opened on Comptoir), nobody could ever wake it.
        if os.getpgrp() == os.getsid(0):
            self.report(
                ComptoirError("Pas de terminal", ("Rien n’attend derrière Comptoir. Ctrl+Q verrouille."))
            )
        else:
            with between_writes():  # else whoever sleeps would hold what everybody waits for
                self.action_suspend_process()

    def action_nothing(self) -> None:
        """A key that does nothing here."""

    def action_lock(self) -> None:
        """Keep what is typed, then show nothing until somebody signs in."""
        self._while_held(self._lock())

    # --- the terminal

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, then the one that lets no control character of the data reach the terminal."""
        return [*super().get_line_filters(), CleanOutput()]

    def _hang_up(self) -> None:
        """The line was cut or the system stops: keep what is typed, close cleanly."""
        # Once: the system and the driver both tell of a closed window; the second must not kill what is kept.
        for number in (signal.SIGHUP, signal.SIGTERM):
            asyncio.get_running_loop().remove_signal_handler(number)
            signal.signal(number, signal.SIG_IGN)
        lost: list[str] = []
        for one in self.screen_stack:
            if isinstance(one, FormPlace) and (form := one.unkept()):
                try:
                    self._parking.keep_now(self.agent, form)
                except Exception as error:
                    lost.append(form.title)
                    failure.sentence(error, self.log_path)
        # Of a closed window nobody reads it; who stopped the program does.
        self.exit(message=f"Non gardé : {', '.join(lost)}. Reprenez-le sur papier." if lost else None)

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback with its variables, names and keys among them. An error that
        # can render itself is printed as it says: this is the only way in to say one sentence instead.
        sentence = failure.sentence(error, self.log_path)
        error.__rich__ = lambda: Text(sentence)  # type: ignore[attr-defined]
        super()._handle_exception(error)


def run(settings: Settings, *, demo: str | None) -> int:
    """Open the counter on ``settings`` and stay until it is left; the exit code.

    With ``demo`` the receptionist of the demonstration is already signed in.
    """
    keymap.verify(settings)
    profile = load_profile(settings.profile)
    settle(profile)
    # A demonstration kept by an earlier version is brought up to date at once: nothing in it is anybody's.
    database = Database.open(access.open_engine(settings), migrate=demo is not None)
    try:
        if not database.call(holiday.known):
            database.call(holiday.learn, SYSTEM)
        if demo is not None:
            settings = replace(settings, site=_demonstrated(settings.site, database))
        where = settings.letters, settings.templates
        overdue = partial(backups.overdue, settings)
        here = seat.take(settings, database)
        desk = Desk(profile, *where, settings.lock_minutes, overdue, here, demo=demo is not None)
        spare, keys = access.spare(settings), dict(settings.keys)
        app = ComptoirApp(database, desk, spare, theme=settings.theme, keys=keys, log=settings.log)
        if demo is not None:
            app.agent = database.call(agent.everyone, Role.RECEPTION)[0]
        app.run(mouse=False)
        return app.return_code or 0
    finally:
        database.close()


def _demonstrated(wanted: str, database: Database) -> str:
    """The site in which a demonstration is shown: the one ``wanted``, else the first; empty without sites.

    Raises :class:`ComptoirError` for one that it does not have.
    """
    if wanted:
        return database.call(site.find, wanted).name
    known = database.call(site.everyone)
    return known[0].name if known else ""
