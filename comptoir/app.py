"""The program on screen, small on purpose: it knows places by name, opens, parks and resumes them."""

import asyncio
import importlib
import signal
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, cast

from rich.text import Text
from textual import events
from textual.app import App
from textual.filter import LineFilter
from textual.screen import Screen

from comptoir import access, failure
from comptoir.keyboard import Keyboard
from comptoir.settings import Settings
from comptoir.terminal.driver import ThinDriver
from comptoir.terminal.filter import CleanOutput
from comptoir.theme import THEMES
from models import agent, clock, draft
from models.agent import Agent, Role
from models.database import Database
from models.errors import ComptoirError
from models.profile import load as load_profile
from screens.commands import EVERYWHERE, PLACES, bindings
from screens.counter import About, Site
from screens.place import FormPlace, Place

# Loaded when first opened: what nobody opens costs nothing at start.
SCREENS = {
    "desk": "screens.desk:DeskScreen",
    "worker": "screens.worker:WorkerScreen",
    "intake": "screens.intake:IntakeScreen",
    "phone": "screens.phone:PhoneScreen",
    "orientation": "screens.orientation:OrientationScreen",
    "agenda": "screens.agenda:AgendaScreen",
    "slots": "screens.slots:SlotsScreen",
    "letters": "screens.letters:LettersScreen",
    "casefile": "screens.soon:CaseFileScreen",
    "messages": "screens.soon:MessagesScreen",
    "journal": "screens.soon:JournalScreen",
    "help": "screens.help:HelpScreen",
    "menu": "screens.menu:MenuScreen",
    "goto": "screens.menu:GotoScreen",
    "parked": "screens.parked:ParkedScreen",
    "sign_in": "screens.sign_in:SignInScreen",
}
NOBODY = Agent(None, "", "", Role.RECEPTION)


class ComptoirApp(App[None]):
    """The counter: what :class:`screens.counter.Counter` promises to the screens."""

    CSS_PATH = "comptoir.tcss"
    ENABLE_COMMAND_PALETTE = False
    # Ctrl+C belongs to the clipboards of many terminals: it must not offer to quit in English.
    BINDINGS = [*bindings(PLACES), *bindings(EVERYWHERE), ("ctrl+c", "nothing", "")]

    def __init__(
        self, database: Database, site: Site, *, theme: str, keys: dict[str, str], log: Path
    ) -> None:
        super().__init__(driver_class=ThinDriver)
        self.database = database
        self.site = site
        self.agent = NOBODY
        self.log_path = log
        self._touched = clock.now()
        self._works: set[asyncio.Task[None]] = set()
        self.keyboard = Keyboard(self, super().on_event)
        for one in THEMES:
            self.register_theme(one)
        self.theme = theme
        self.animation_level = "none"
        self.set_keymap(keys)

    async def on_mount(self) -> None:
        """Listen to hang-ups, then open the desk, or ask who is there."""
        for one in (signal.SIGHUP, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(one, self._hang_up)
        self.set_interval(60, self._lock_when_idle)
        if self.agent is NOBODY:
            await self.push_screen(self._make("sign_in"))
        else:
            await self._open_desk(self.agent)

    # --- what the screens call

    def open_desk(self, who: Agent) -> None:
        """Somebody signed in: their desk, or what they were doing when the screen was locked."""
        self._while_held(self._open_desk(who))

    async def _open_desk(self, who: Agent) -> None:
        if who == self.agent and any(isinstance(one, Place) for one in self.screen_stack):
            self.pop_screen()
            return
        # Under the name of whoever typed it; what cannot be kept is not closed.
        await self._keep_forms()
        self.agent = who
        at_counter = who.role is Role.RECEPTION or who.role is Role.ADMIN
        # In one go: what another agent had open must not be painted while it is closed.
        with self.batch_update():
            while len(self.screen_stack) > 1:
                await self.pop_screen()
            await self.push_screen(self._make("desk" if at_counter else "worker"))

    def go(self, place: str, about: About | None = None) -> None:
        """Open a place; a form that was being filled in is parked first."""
        self._while_held(self._go(place, about))

    def follow(self, steps: Sequence[About], said: str = "") -> None:
        """Open the first of ``steps`` with the others after it, or come home and say ``said``."""
        if steps:
            first, *then = steps
            self.go(first["place"], {**first, "then": then, "saying": said, "said": bool(said)})
        else:
            self._while_held(self._home(said))

    def report(self, error: BaseException) -> None:
        """The one handler: a refusal is said as it is, a defect is noted in the log and said plainly."""
        if isinstance(error, ComptoirError):
            words = f"{error.title} : {error.message}"
        else:
            words = failure.noted(error, self.log_path)
        top = self.screen
        if hasattr(top, "say"):
            top.say(words, error=True)

    def _while_held(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work`` while the keys wait; an error is reported, the keys go on."""
        self.hold_keys()

        async def run() -> None:
            try:
                await work
            except Exception as error:
                self.report(error)
            finally:
                self.release_keys()

        self._works.add(task := asyncio.create_task(run()))
        task.add_done_callback(self._works.discard)

    async def _go(self, place: str, about: About | None) -> None:
        top = self.screen
        if about is None and hasattr(top, "picked"):
            about = top.picked()
        if isinstance(top, FormPlace):
            await top.keep()
        screen = self._make(place, about)
        if len(self.screen_stack) > 2:
            await self.switch_screen(screen)
        else:
            await self.push_screen(screen)

    async def _home(self, said: str) -> None:
        while len(self.screen_stack) > 2:
            if isinstance(self.screen, FormPlace):
                await self.screen.keep()
            await self.pop_screen()
        if isinstance(self.screen, Place):
            await self.screen.come_home()
            self.screen.say(said)

    def _make(self, place: str, about: About | None = None) -> Screen[Any]:
        module, name = SCREENS[place].split(":")
        return cast(Screen[Any], getattr(importlib.import_module(module), name)(about))

    # --- the keys of everywhere

    def action_go(self, place: str) -> None:
        """Open a place."""
        self.go(place)

    def action_find(self) -> None:
        """Home, with the cursor in the search line."""
        self.follow([])

    def action_help(self) -> None:
        """The keys of the screen one is on."""
        self.push_screen(self._make("help", {"place": getattr(self.screen, "NAME", "")}))

    def action_menu(self) -> None:
        """Every place and command by name."""
        self.push_screen(self._make("menu"), self._chosen)

    def action_goto(self) -> None:
        """The second way to each function key."""
        self.push_screen(self._make("goto"), self._chosen)

    def _chosen(self, action: str | None) -> None:
        if action:
            self.run_worker(self.run_action(action), exit_on_error=False)

    async def action_resume(self) -> None:
        """Bring back what was parked: at once when there is one thing, by a list when there are several."""
        self._while_held(self._resume())

    async def _resume(self) -> None:
        here = getattr(self.screen, "key", "")
        waiting = [one for one in await self.database.run(draft.parked, self.agent) if one.key != here]
        if not waiting:
            self.report(ComptoirError("Rien en attente", "Aucun formulaire n’est en attente de reprise."))
        elif len(waiting) == 1:
            self.reopen(waiting[0])
        else:
            await self.push_screen(self._make("parked"))

    def reopen(self, parked: draft.Draft) -> None:
        """Open a draft as it was left, cursor included."""
        self.go(parked.place, {**parked.state, "key": parked.key, "resumed": True})

    def action_redraw(self) -> None:
        """Paint everything again."""
        self.screen.refresh(layout=True)

    def action_nothing(self) -> None:
        """A key that does nothing here."""

    def action_lock(self) -> None:
        """Keep what is typed, then show nothing until somebody signs in."""
        self._while_held(self._lock())

    async def _lock(self) -> None:
        # First: even when something cannot be kept, nothing is shown of anybody.
        await self.push_screen(self._make("sign_in", {"locked": self.agent.login}))
        await self._keep_forms()
        if self.agent is not NOBODY:
            await self.database.run(agent.lock, self.agent)

    async def _keep_forms(self) -> None:
        for one in self.screen_stack:
            if isinstance(one, FormPlace):
                await one.keep()

    async def _lock_when_idle(self) -> None:
        idle = (clock.now() - self._touched).total_seconds() / 60
        if idle >= self.site.lock_after and getattr(self.screen, "NAME", "") != "sign_in":
            self._while_held(self._lock())

    # --- the terminal

    async def on_event(self, event: events.Event) -> None:
        """Keys take their turn; everything else goes on as Textual does it."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._touched = clock.now()
            self.keyboard.take(event)
        else:
            await super().on_event(event)

    def hold_keys(self) -> None:
        """Keys wait until :meth:`release_keys`."""
        self.keyboard.hold()

    def release_keys(self) -> None:
        """Keys go on."""
        self.keyboard.release()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, then the one that lets no control character of the data reach the terminal."""
        return [*super().get_line_filters(), CleanOutput()]

    def _hang_up(self) -> None:
        """The line was cut or the system stops: keep what is typed, close cleanly."""
        # Once: the system and the driver both tell of a closed window; the second must not kill what is kept.
        for number in (signal.SIGHUP, signal.SIGTERM):
            asyncio.get_running_loop().remove_signal_handler(number)
            signal.signal(number, signal.SIG_IGN)
        for one in self.screen_stack:
            if isinstance(one, FormPlace):
                try:
                    one.keep_now()
                except Exception as error:  # a full disk, say: nobody is there any more to be told
                    failure.sentence(error, self.log_path)
        self.exit()

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
    profile = load_profile(settings.profile)
    clock.use_zone(profile.service.timezone)
    database = Database.open(access.open_engine(settings))
    try:
        site = Site(profile, settings.letters, settings.templates, settings.lock_minutes)
        app = ComptoirApp(database, site, theme=settings.theme, keys=dict(settings.keys), log=settings.log)
        if demo is not None:
            app.agent = database.call(agent.everyone, Role.RECEPTION)[0]
        app.run(mouse=False)
        return app.return_code or 0
    finally:
        database.close()
