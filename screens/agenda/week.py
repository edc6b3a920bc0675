"""The week of one worker: the hours as rows, the days as columns."""

from datetime import date, timedelta

from msgspec.structs import replace

from models import clock, text
from models.agenda import day_plan
from models.room import ticket
from models.service.agent import Agent
from screens.agenda.appointment_keys import APPOINTMENT_KEYS, V
from screens.agenda.day_keys import HOURS_KEY, SHEET_KEY, TODAY_KEYS
from screens.agenda.grid_lines import Shown
from screens.agenda.table_keys import SLICE_KEYS, TableKeys
from screens.frame.about import Week
from screens.frame.commands import Command


class WeekScreen(TableKeys):
    """Opened from the agenda or the grid, for the worker picked there."""

    about: Week
    HEADING = "Semaine"
    SPAN = 7
    WEEK = True
    MORE_KEYS = " Entrée réserver  < > semaine  Tab intervenant  + - lignes  g liste  F1 toutes"
    KEYS = (
        *APPOINTMENT_KEYS,
        Command("week.before", "less_than_sign,left_square_bracket", "shift(-1)", "", "La semaine d’avant"),
        Command("week.after", "greater_than_sign,right_square_bracket", "shift(1)", "", "La semaine d’après"),
        *TODAY_KEYS,
        *SLICE_KEYS,
        Command("week.agent", "tab,i", "turn(1)", "", "L’intervenant suivant"),
        Command("week.agent_before", "shift+tab", "turn(-1)", "", "L’intervenant d’avant"),
        Command("week.list", "g", "list", "", "La liste du jour choisi"),
        SHEET_KEY,
        HOURS_KEY,
        Command("week.back", "escape", "back", "", "Fermer la date, puis revenir"),
    )

    def __init__(self, about: Week) -> None:
        super().__init__(about)
        self.staff: list[Agent] = []
        self.agent_id = about.agent or 0

    @property
    def monday(self) -> date:
        """The first day shown."""
        return self.day - timedelta(days=self.day.weekday())

    def days(self) -> tuple[date, date]:
        """Monday to Sunday."""
        return self.monday, self.monday + timedelta(days=6)

    async def fetch(self) -> Shown:
        """The week of the worker; of the first of them when none was picked."""
        if not self.staff:
            self.staff = await self.ask(day_plan.workers)
        if not self.agent_id and self.staff:
            self.agent_id = self.staff[0].id or 0
        if not self.agent_id:
            return self.shown
        closed = frozenset(self.holidays)
        plan = await self.ask(day_plan.of_week, self.agent_id, self.monday, self.minutes, closed)
        return Shown(plan, await self.ask(ticket.numbers), frozenset(await self.ask(ticket.came)))

    def caption(self) -> str:
        """The worker, the week, how many appointments."""
        plan = self.shown.plan
        if not plan.columns:
            return " Aucun intervenant n’a d’heures ; o les ouvre."
        count = sum(one.booked for one in plan.columns)
        number = self.monday.isocalendar().week
        near = "cette semaine" if self._today_shown() else ""
        feasts = ", ".join(f"{text.short_date(day)} férié" for day in self.holidays)
        parts = [plan.columns[0].name, f"semaine {number}, du {text.short_date(self.monday)}", near, feasts]
        return " " + "   ".join(filter(None, [*parts, f"{count} rendez-vous"]))

    def view(self, kind: type[V]) -> V:
        """Besides: the worker."""
        return replace(super().view(kind), agent=self.agent_id)

    def action_today(self) -> None:
        """Back to this week, on today."""
        self.day = clock.today()
        self.go_to(self.day)

    def action_turn(self, by: int) -> None:
        """The next worker, the same week."""
        ids = [one.id or 0 for one in self.staff]
        if ids:
            at = ids.index(self.agent_id) if self.agent_id in ids else 0
            self.agent_id = ids[(at + by) % len(ids)]
            self.read()
