"""Going from place to place: what is typed is parked on the way, and the keys wait until one is there."""

import asyncio
import importlib
from abc import abstractmethod
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, cast

from msgspec.structs import replace
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.screen import Screen

from comptoir.program.keyboard import Keyboard
from comptoir.program.parking import Parking
from models import clock
from models.errors import ComptoirError
from models.known import search
from models.service import agent
from models.service.agent import Agent
from models.service.permission import Role
from models.store import draft
from models.store.database import Database
from models.store.spare import Spare
from screens.doors.sign_in import SignInScreen
from screens.doors.small import COLUMNS, LINES, SmallScreen
from screens.frame import about as destinations
from screens.frame.about import About
from screens.frame.counter import Desk
from screens.frame.form_place import FormPlace
from screens.frame.place import Place, task

# Loaded when first opened: what nobody opens costs nothing at start.
SCREENS = {
    "desk": "screens.desk.desk:DeskScreen",
    "worker": "screens.desk.worker:WorkerScreen",
    "intake": "screens.contact.intake:IntakeScreen",
    "phone": "screens.contact.phone:PhoneScreen",
    "orientation": "screens.contact.orientation:OrientationScreen",
    "agenda": "screens.agenda.agenda:AgendaScreen",
    "grid": "screens.agenda.grid:GridScreen",
    "week": "screens.agenda.week:WeekScreen",
    "slots": "screens.slots.slots:SlotsScreen",
    "hours": "screens.hours.hours:HoursScreen",
    "hours_form": "screens.hours.form:HoursFormScreen",
    "misplaced": "screens.hours.misplaced:MisplacedScreen",
    "repeat": "screens.agenda.repeat:RepeatScreen",
    "letters": "screens.letters.letters:LettersScreen",
    "agents": "screens.doors.agents:AgentsScreen",
    "agent_form": "screens.doors.agent_form:AgentFormScreen",
    "todo": "screens.desk.todo:TodoScreen",
    "person": "screens.person.person:PersonScreen",
    "story": "screens.person.story:StoryScreen",
    "merge": "screens.person.merge:MergeScreen",
    "room": "screens.desk.room:RoomScreen",
    "casefile": "screens.casefile.casefiles:CasefileScreen",
    "file": "screens.casefile.file:FileScreen",
    "casefile_form": "screens.casefile.form:CasefileFormScreen",
    "messages": "screens.doors.soon:MessagesScreen",
    "journal": "screens.doors.soon:JournalScreen",
    "alarm": "screens.doors.alarm:AlarmScreen",
    "help": "screens.doors.help:HelpScreen",
    "menu": "screens.doors.menu:MenuScreen",
    "goto": "screens.doors.menu:GotoScreen",
    "parked": "screens.doors.parked:ParkedScreen",
    "small": "screens.doors.small:SmallScreen",
    "sign_in": "screens.doors.sign_in:SignInScreen",
}
_KEPT_BESIDE = (
    "Ce que vous tapez est gardé à part, sur ce poste. Continuez : F12 le ramène, et la base le reprend "
    "dès qu’elle le peut."
)
NOBODY = Agent(None, "", "", Role.RECEPTION)
ENDED = (
    "Ce compte vient d’être fermé, ou son mot de passe changé. Ce qui était tapé est gardé : F12 le reprend, "
    "ou un responsable peut le remettre à un collègue."
)


def _screen(name: str) -> Any:
    module, _, kind = SCREENS[name].partition(":")
    return getattr(importlib.import_module(module), kind)


class Navigation(App[None]):
    """The part of :class:`screens.frame.counter.Counter` that opens places, parks forms, locks the screen."""

    def __init__(self, database: Database, desk: Desk, spare: Spare, *, driver_class: type[Driver]) -> None:
        super().__init__(driver_class=driver_class)
        self.database = database
        self._parking = Parking(database, spare)
        # Why forms are kept beside the database; empty while they are not.
        self._beside = ""
        self.desk = desk
        self.agent = NOBODY
        self.standing = ""
        self._touched = clock.steady()
        # Works take turns: two that change the stack of screens at once would each see half of the other.
        self._turn = asyncio.Lock()
        self._works: set[asyncio.Task[None]] = set()
        self.keyboard = Keyboard(self, super().on_event)

    async def keep(self, form: draft.Draft) -> None:
        """Keep an unfinished form; that it is kept beside the database is said once."""
        why = await self._parking.keep(self.agent, form)
        before, self._beside = self._beside, why.title if why is not None else ""
        if self._beside and not before:
            self.report(ComptoirError(self._beside, _KEPT_BESIDE))
        elif before and not self._beside and isinstance(self.screen, Place):
            self.screen.say("La base garde de nouveau ce que vous tapez.")

    async def parked(self) -> list[draft.Draft]:
        """What whoever sits there has left unfinished."""
        return await self._parking.parked(self.agent)

    async def served(self, key: str) -> None:
        """What was kept of a form has served."""
        await self._parking.served(self.agent, key)

    @abstractmethod
    def report(self, error: BaseException) -> None:
        """Show what went wrong."""

    def open_desk(self, who: Agent) -> None:
        """Somebody signed in: their desk, or what they were doing when the screen was locked."""
        self._while_held(self._open_desk(who))

    async def _open_desk(self, who: Agent) -> None:
        if who == self.agent and any(isinstance(one, Place) for one in self.screen_stack):
            self.pop_screen()
            return
        # Under the name of whoever typed it; what cannot be kept is not closed.
        await self._keep_forms()
        await self._settle_search()
        self.agent = who
        await self._bring_back()
        # In one go: what another agent had open must not be painted while it is closed.
        with self.batch_update():
            while len(self.screen_stack) > 1:
                await self.pop_screen()
            await self.push_screen(
                self._make(destinations.Desk() if who.role.at_counter else destinations.Worker())
            )

    def go(self, about: About | type[About], said: str = "") -> None:
        """Open a place and say ``said``; a class alone is opened with what is chosen where one is."""
        self._while_held(self._go(about, said))

    def follow(self, steps: Sequence[About], said: str = "") -> None:
        """Open the first of ``steps`` with the others after it, or come home and say ``said``."""
        if steps:
            first, *then = steps
            self.go(replace(first, then=tuple(then)), said)
        else:
            self._while_held(self._home(said))

    def _while_held(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work`` while the keys wait; an error is reported, the keys go on."""
        self.hold_keys()

        async def run() -> None:
            try:
                async with self._turn:
                    await work
            except Exception as error:
                self.report(error)
            finally:
                self.release_keys()

        self._works.add(task := asyncio.create_task(run()))
        task.add_done_callback(self._works.discard)

    def _beside_words(self) -> str:
        return f"{self._beside} : {_KEPT_BESIDE}" if self._beside else ""

    async def _go(self, about: About | type[About], said: str) -> None:
        if not await self._uncover():
            return
        top = self.screen
        if isinstance(about, type):
            about = about.chosen(top.chosen() if isinstance(top, Place) else About())
        if isinstance(top, FormPlace):
            await top.keep()
        screen = self._make(about)
        screen.said = said or self._beside_words()
        if len(self.screen_stack) > 2:
            await self.switch_screen(screen)
        else:
            await self.push_screen(screen)
        await self._fit()

    async def _home(self, said: str) -> None:
        if not await self._uncover():
            return
        while len(self.screen_stack) > 2:
            if isinstance(self.screen, FormPlace):
                await self.screen.keep()
            await self.pop_screen()
        if isinstance(self.screen, Place):
            if self._beside:
                # Nobody waits at the door of a desk for what a silent server may not tell.
                self.screen.catch_up()
            else:
                await self.screen.come_home()
            self.screen.say(said or self._beside_words(), error=not said and bool(self._beside))
        await self._fit()

    async def _bring_back(self) -> None:
        """What is beside the database goes back into it, if it can take it by now."""
        with suppress(ComptoirError):  # it is listed all the same, and there is a next time
            await self._parking.bring_back(self.agent)
            self._beside = ""

    def _make(self, about: About) -> Place:
        return cast(Place, _screen(about.name)(about))

    def _door(self, name: str) -> Screen[Any]:
        return cast(Screen[Any], _screen(name)())

    async def _resume(self) -> None:
        here = self.screen.key if isinstance(self.screen, Place) else ""
        waiting = [one for one in await self.parked() if one.key != here]
        if len(waiting) == 1:
            self.reopen(waiting[0])
        else:
            # Also when there is nothing: what was set aside today is brought back from there.
            await self.push_screen(self._door("parked"))

    def reopen(self, parked: draft.Draft, said: str = "") -> None:
        """Open a draft as it was left, cursor included."""
        self.go(destinations.left(parked.place, {**parked.state, "key": parked.key}), said)

    def catch_up(self) -> None:
        """Another session wrote: the place in front reads again what it shows, if one may still stay."""
        if self.agent is not NOBODY:
            self._stay_or_leave()
        place = next((one for one in reversed(self.screen_stack) if isinstance(one, Place)), None)
        if place is not None and place.is_mounted:
            place.catch_up()

    @task(exclusive=True, group="account")
    async def _stay_or_leave(self) -> None:
        """Whose account was closed, or got another password, is signed out; a new role holds at once."""
        who = self.agent
        now = await self.database.run(agent.still, who)
        if who is not self.agent:
            return
        if now is None:
            self._while_held(self._sign_out())
        elif now != who:
            self.agent = now

    async def _sign_out(self) -> None:
        """Show nothing any more, keep under their name what they were typing, and ask who is there."""
        if not isinstance(self.screen, SignInScreen):
            await self.push_screen(SignInScreen())
        await self._keep_forms()
        self.agent = NOBODY
        with self.batch_update():
            while len(self.screen_stack) > 1:
                await self.pop_screen()
            await self.push_screen(SignInScreen(said=ENDED))

    def on_resize(self) -> None:
        """The window changed: it may have become too small, or large enough again."""
        self._while_held(self._fit())

    async def _fit(self) -> None:
        """Say what is needed while the window is too small, and show nothing else."""
        small = self.size.width < COLUMNS or self.size.height < LINES
        shown = isinstance(self.screen, SmallScreen)
        if small and not shown and len(self.screen_stack) > 1:
            await self.push_screen(SmallScreen())
        elif shown and not small:
            await self.pop_screen()

    async def _uncover(self) -> bool:
        """Close what lies over the place in front; ``False`` when that is the lock, which stays."""
        while not isinstance(self.screen, Place) and len(self.screen_stack) > 1:
            if isinstance(self.screen, SignInScreen):
                return False
            await self.pop_screen()
        return True

    async def _lock(self) -> None:
        # First: even when something cannot be kept, nothing is shown of anybody.
        await self.push_screen(SignInScreen(self.agent.login))
        await self._keep_forms()
        if self.agent is not NOBODY:
            await self._settle_search()
            await self.database.run(agent.lock, self.agent)

    async def _keep_forms(self) -> None:
        for one in self.screen_stack:
            if isinstance(one, FormPlace):
                await one.keep()

    async def _settle_search(self) -> None:
        """Leave the line of what was searched for last; without room for it nobody is kept out."""
        if search.under_way(self.agent):
            with suppress(ComptoirError):
                await self.database.run(search.settle, self.agent)

    async def _lock_when_idle(self) -> None:
        await self._settle_search()
        idle = (clock.steady() - self._touched) / 60
        if idle >= self.desk.lock_after and not isinstance(self.screen, SignInScreen):
            self._while_held(self._lock())

    async def on_event(self, event: events.Event) -> None:
        """Keys take their turn; everything else goes on as Textual does it."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._touched = clock.steady()
            self.keyboard.take(event)
        else:
            await super().on_event(event)

    def hold_keys(self) -> None:
        """Keys wait until :meth:`release_keys`."""
        self.keyboard.hold()

    def release_keys(self) -> None:
        """Keys go on."""
        self.keyboard.release()
