"""The alarm on screen: a row above whatever is in front, as long as somebody of the site is in danger."""

from collections.abc import Mapping

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from comptoir.program.navigation import Navigation
from models import clock, text
from models.room import alarm
from models.room.alarm import Alarm
from screens.frame.commands import ALARM, shown
from screens.frame.counter import Speaker
from screens.frame.place import task
from screens.frame.words import shorten


class Alarms(Navigation):
    """Gives, shows and takes alarms. The row is painted when one is given or taken, and never by itself."""

    keys: Mapping[str, str]
    _standing: tuple[Alarm, ...] = ()

    def watch_alarms(self) -> None:
        """Show what stands already, from now on on every screen that comes in front."""
        self.screen_change_signal.subscribe(self, self._carry)
        self.show_alarms()

    def action_alarm(self) -> None:
        """Give one; while one stands, first ask which: to go there, or to give another."""
        if self._standing and not self._asking:
            self.push_screen(self._door("alarm"))
        else:
            self._while_held(self._give())

    @property
    def _asking(self) -> bool:
        return getattr(self.screen, "NAME", "") == "alarm"

    async def _give(self) -> None:
        if self._asking:
            await self.pop_screen()
        await self.database.run(alarm.give, self.agent, self.desk.profile.room)
        await self._read()

    def alarm_taken(self, taken: Alarm) -> None:
        """This desk took one."""
        self.show_alarms()

    @task(exclusive=True, group="alarms")
    async def show_alarms(self) -> None:
        """Read which alarms stand, here and at the other desks of the site."""
        await self._read()

    async def _read(self) -> None:
        before, self._standing = self._standing, tuple(await self.database.run(alarm.standing))
        if before == self._standing:
            return
        self._paint(self.screen)
        here = {one.id for one in self._standing}
        for one in before:
            if one.id not in here and one.agent_id == self.agent.id:
                self._tell(await self.database.run(alarm.get, one.id))

    def _tell(self, taken: Alarm) -> None:
        """Whoever gave it learns who comes."""
        top = next((one for one in reversed(self.screen_stack) if isinstance(one, Speaker)), None)
        if top is not None and taken.taken_by != self.agent.id:
            top.say(f"{taken.taker or 'Un collègue'} répond à votre alarme et arrive.")

    def _carry(self, screen: Screen[object]) -> None:
        self.call_after_refresh(self._paint_front)

    def _paint_front(self) -> None:
        self._paint(self.screen)

    def _paint(self, screen: Screen[object]) -> None:
        bar, words = next(iter(screen.query("#alarm")), None), self._words()
        if not words:
            if bar is not None:
                bar.remove()
        elif isinstance(bar, Static):
            bar.update(Content(words))
        elif screen.is_mounted:
            screen.mount(Static(Content(words), id="alarm"))

    def _words(self) -> str:
        if not self._standing:
            return ""
        key, width = shown(ALARM, self.keys), self.size.width
        others = [one for one in self._standing if one.agent_id != self.agent.id]
        if not others:
            at = clock.local(self._standing[0].raised_at)
            said = f"Alarme donnée à {at:%H:%M}, tous les postes la voient ; {key} : c’est fini"
        else:
            at = clock.local(others[0].raised_at)
            more = f" et {text.counted(len(others) - 1, 'autre')}" if len(others) > 1 else ""
            said = f"ALARME {at:%H:%M} : {shorten(others[0].where, width - 40)}{more} ; {key} : j’y vais"
        return f" {shorten(said, width - 2)}"
