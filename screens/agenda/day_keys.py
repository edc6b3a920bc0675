"""What the views of the agenda do alike with days: the day before and after, today, a day that is typed."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace
from textual.app import ComposeResult

from letters.sheet import page
from letters.sheet import write as sheet
from models import clock
from models.dates import moment
from models.errors import InvalidInput
from models.service import holiday
from screens.agenda.appointment_keys import AppointmentKeys, V
from screens.frame.about import Hours, View
from screens.frame.commands import Command
from screens.frame.forms import FormState, Item, TextField, Values
from screens.frame.place import step, task
from screens.frame.widgets.form import Form

TODAY_KEYS = (
    Command("agenda.today", "t", "today", "", "Revenir à aujourd’hui"),
    Command("agenda.jump", "j", "jump", "", "Aller à un jour : 7.12, lundi, demain"),
)
SHEET_KEY = Command("agenda.sheet", "f", "sheet", "", "Feuille du jour affiché : un fichier à imprimer")
HOURS_KEY = Command("agenda.hours", "o", "hours", "", "Les heures où l’on reçoit, absences et fermetures")


class DayKeys(AppointmentKeys):
    """A view of one day, or of the week it is in. Subclasses give ``SPAN`` and :meth:`show`."""

    # How many days one turns at once.
    SPAN = 1

    def __init__(self, about: View) -> None:
        super().__init__(about)
        self.day = about.day or clock.today()
        # The public holidays among the days shown, by name, once they are known.
        self.holidays: dict[date, str] = {}
        self.opened = False

    def jump_form(self) -> Form:
        """The line in which a day is typed, closed until it is asked for."""
        form = Form(self._jump_items, FormState(), id="jump")
        form.display = False
        return form

    def _jump_items(self, values: Values) -> Sequence[Item]:
        return [TextField("day", "Aller au", hint="7.12, lundi, demain", max_length=40)]

    def body(self) -> ComposeResult:
        raise NotImplementedError

    def show(self) -> None:
        """Paint what was read."""
        raise NotImplementedError

    def view(self, kind: type[V]) -> V:
        return replace(super().view(kind), day=self.day)

    def days(self) -> tuple[date, date]:
        """The first and the last day shown."""
        return self.day, self.day

    def on_screen_resume(self) -> None:
        """Back from the help or the menu: read the day again."""
        if self.opened:
            self.read()
        self.opened = True

    @task(exclusive=True, group="holiday")
    async def name_holidays(self) -> None:
        """The calendar of holidays is slow to come by the first time: no key waits for it."""
        days = self.days()
        found = await self.ask(holiday.named, *days)
        if found != self.holidays and days == self.days():
            self.holidays = found
            self.read()

    # --- another day

    def action_shift(self, times: int) -> None:
        """Some days or weeks on."""
        self.go_to(self.day + timedelta(days=times * self.SPAN))

    def action_today(self) -> None:
        """Back to today."""
        self.go_to(clock.today())

    def go_to(self, day: date) -> None:
        """Show another day."""
        self.day, self.holidays = day, {}
        self.say("")
        self.read()

    def action_jump(self) -> None:
        """Ask for a day."""
        form = self.query_one("#jump", Form)
        form.values.clear()
        form.state.cursor = 0
        form.display = True
        form.rebuild()
        form.focus()

    def on_form_finished(self, event: Form.Finished) -> None:
        """A day was typed."""
        event.stop()
        try:
            day = moment.read_day(event.form.values.get("day", ""), "day")
        except InvalidInput as error:
            event.form.put_cursor(error.field)
            self.say(str(error), error=True)
            return
        self.close_jump()
        self.go_to(day)

    def close_jump(self) -> bool:
        """Close the line in which a day is typed; whether it was open."""
        form = self.query_one("#jump", Form)
        was_open = bool(form.display)
        form.display = False
        self.query_one(self.AUTO_FOCUS).focus()
        return was_open

    def action_hours(self) -> None:
        """The opening hours."""
        self.open_place(Hours())

    @step
    async def action_sheet(self) -> None:
        """The sheet of the day shown, as a file beside the letters."""
        wanted = page.Scope(self.day)
        path = await self.act(sheet.write, wanted, self.profile, self.counter.desk.letters)
        self.say(f"Feuille du jour : {path}")
