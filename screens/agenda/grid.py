"""The grid of a day: the hours as rows, the workers as columns, the places as pages."""

from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from models import text
from models.agenda import day_plan
from models.dates import words
from models.room import ticket
from screens.agenda.appointment_keys import APPOINTMENT_KEYS, V
from screens.agenda.day_keys import HOURS_KEY, SHEET_KEY, TODAY_KEYS
from screens.agenda.grid_lines import Shown
from screens.agenda.table_keys import SLICE_KEYS, TableKeys
from screens.frame.about import Grid, Week
from screens.frame.commands import Command


class GridScreen(TableKeys):
    """Opened from the agenda. Enter on a free cell books then and there."""

    about: Grid
    HEADING = "Grille du jour"
    MORE_KEYS = " Entrée réserver  < > jour  Tab lieu  + - lignes  w semaine  g liste  F1 toutes"
    KEYS = (
        *APPOINTMENT_KEYS,
        Command("grid.before", "less_than_sign,left_square_bracket", "shift(-1)", "", "Le jour d’avant"),
        Command("grid.after", "greater_than_sign,right_square_bracket", "shift(1)", "", "Le jour d’après"),
        *TODAY_KEYS,
        *SLICE_KEYS,
        Command("grid.place", "tab", "turn(1)", "", "Le lieu suivant, quand le service en a plusieurs"),
        Command("grid.place_before", "shift+tab", "turn(-1)", "", "Le lieu d’avant"),
        Command("grid.week", "w", "week", "", "La semaine de l’intervenant choisi"),
        Command("grid.list", "g", "list", "", "La liste du même jour"),
        SHEET_KEY,
        HOURS_KEY,
        Command("grid.back", "escape", "back", "", "Fermer la date, puis revenir"),
    )

    def __init__(self, about: Grid) -> None:
        super().__init__(about)
        # The place shown: a site, 0 for none, and at first the one this desk is in.
        self.site_id = about.site

    async def fetch(self) -> Shown:
        """The day at the place shown."""
        closed = frozenset(self.holidays)
        plan = await self.ask(day_plan.of_day, self.day, self.minutes, self.site_id, closed)
        return Shown(plan, await self.ask(ticket.numbers), frozenset(await self.ask(ticket.came)))

    def show(self) -> None:
        """A service with one place has no place to turn to: its key leaves room for another."""
        super().show()
        if self.is_mounted:
            alone = len(self.shown.plan.pages) < 2
            keys = self.MORE_KEYS.replace("Tab lieu", "j date") if alone else self.MORE_KEYS
            self.query_one("#agenda-keys", Static).update(Content(keys), layout=False)

    def caption(self) -> str:
        """The day, the place, how many appointments."""
        plan = self.shown.plan
        held = {one.id for column in plan.columns for each in column.slices for one in each.appointments}
        name = self.holidays.get(self.day, "")
        page = plan.pages[plan.page].name if plan.pages else ""
        parts = [
            text.long_date(self.day),
            f"férié : {name}" if name else "",
            words.distance(self.day),
            f"{page} ({plan.page + 1}/{len(plan.pages)})" if page else "",
            f"{len(held)} rendez-vous",
        ]
        return " " + "   ".join(filter(None, parts))

    def view(self, kind: type[V]) -> V:
        """Besides: the place, and the worker of the column picked."""
        agent = self._agent() if self.shown.plan.columns else None
        return replace(super().view(kind), site=self.site_id, agent=agent)

    def action_turn(self, by: int) -> None:
        """The next place."""
        plan = self.shown.plan
        if len(plan.pages) < 2:
            self.say("Ce service reçoit en un seul lieu.")
            return
        self.site_id = plan.pages[(plan.page + by) % len(plan.pages)].site_id or 0
        self.read()

    def action_week(self) -> None:
        """The week of the worker of the column picked."""
        self.open_place(self.view(Week))
