"""What the grid of a day and the week of one worker do alike: a table of slices and its keys."""

from abc import abstractmethod
from datetime import date, datetime
from itertools import dropwhile

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from models import clock
from models.agenda import day_plan
from models.agenda.appointment import Appointment
from models.agenda.day_plan import Slice, State
from models.service.venue import Venue
from screens.agenda import grid_lines
from screens.agenda.appointment_keys import V
from screens.agenda.day_keys import DayKeys
from screens.agenda.grid_lines import Shown
from screens.frame import about as to
from screens.frame.commands import Command
from screens.frame.place import step
from screens.frame.widgets.grid import Grid

SLICE_KEYS = (
    Command("table.finer", "plus", "slices(1)", "", "Des lignes plus courtes : 15, 10, 5 minutes"),
    Command("table.coarser", "minus", "slices(-1)", "", "Des lignes plus longues"),
    Command("table.next", "space", "next", "", "La personne suivante de la même case"),
)


class TableKeys(DayKeys):
    """A table of slices. Enter books a free one, or says everything about the appointment in it."""

    AUTO_FOCUS = "Grid"
    # What the key line has no room for; and whether a column is a day.
    MORE_KEYS = ""
    WEEK = False

    def __init__(self, about: to.View) -> None:
        super().__init__(about)
        self.minutes = about.minutes if about.minutes in day_plan.SLICES else day_plan.SLICES[0]
        self.shown: Shown = Shown(day_plan.Plan(0, self.minutes, ()), {})
        # Which of the persons of the cell picked the keys act on, and which cell that is.
        self._chosen, self._at = 0, (0, 0)

    def body(self) -> ComposeResult:
        yield Static("", id="agenda-head", markup=False)
        yield self.jump_form()
        yield Grid(self._cell_words, id="grid", empty="Personne ne reçoit et personne n’a rendez-vous.")
        yield Static(self.MORE_KEYS, id="agenda-keys", markup=False)

    @property
    def grid(self) -> Grid:
        """The table."""
        return self.query_one(Grid)

    @abstractmethod
    async def fetch(self) -> Shown:
        """Read what is to be shown."""

    @abstractmethod
    def caption(self) -> str:
        """The line above the table."""

    # --- what is shown

    def on_mount(self) -> None:
        self.open()

    @step
    async def open(self) -> None:
        """Read, and put the cursor where one comes from, else on the present hour."""
        await self.fill()
        self.grid.pick(*self._beginning())

    def _beginning(self) -> tuple[int, int]:
        about, labels = self.about, self.shown.labels
        found = self.shown.find(about.appointment) if about.appointment is not None else None
        if found is not None:
            return found
        keys = [one.key for one in self.shown.columns(week=self.WEEK)]
        wanted = str(self.day.isoformat() if self.WEEK else about.agent or "")
        hour = about.at or (f"{clock.local(clock.now()):%H:%M}" if self._today_shown() else "")
        row = max((n for n, one in enumerate(labels) if one <= hour), default=0)
        return row, keys.index(wanted) if wanted in keys else 0

    def _today_shown(self) -> bool:
        first, last = self.days()
        return first <= clock.today() <= last

    async def fill(self) -> None:
        self.shown = await self.fetch()
        self.show()
        self.name_holidays()

    def show(self) -> None:
        """The table, and the line above it."""
        if self.is_mounted:
            self.query_one("#agenda-head", Static).update(Content(self.caption()), layout=False)
            self.grid.show(self.shown.labels, self.shown.columns(week=self.WEEK))

    def _cell_words(self) -> str:
        """The line below the table; on another cell, about the first person in it."""
        if (at := (self.grid.row, self.grid.column)) != self._at:
            self._at, self._chosen = at, 0
        return grid_lines.at_words(self.profile, self.shown, *at, self._chosen)

    # --- the cell picked

    def picked_slice(self) -> Slice | None:
        """The slice picked."""
        plan = self.shown.plan
        if not plan.columns or self.grid.row >= len(plan.columns[self.grid.column].slices):
            return None
        return plan.columns[self.grid.column].slices[self.grid.row]

    def appointment(self) -> Appointment | None:
        """The appointment in the cell picked: one of them when there are several."""
        one = self.picked_slice()
        return one.appointments[self._chosen % len(one.appointments)] if one and one.appointments else None

    def view(self, kind: type[V]) -> V:
        """Besides: the day and the hour picked."""
        return replace(super().view(kind), day=self._day(), minutes=self.minutes, at=self.grid.label)

    def on_grid_opened(self, event: Grid.Opened) -> None:
        """Enter: book here, or everything about the appointment."""
        one = self.picked_slice()
        if one is None:
            return
        if one.appointments and not (one.room and one.capacity > 1):
            self.open_appointment()
        elif not one.room:
            self.say("On ne reçoit pas à ce moment. n cherche un créneau, o montre les heures.")
        elif self._start() < clock.this_minute():
            self.say("Ce moment est déjà passé. n cherche un créneau.")
        else:
            self._take_time(self._start(), self._agent(), _venue(one))

    def _take_time(self, starts_at: datetime, agent: int, venue: str) -> None:
        """Book this time; the form that one came from to see the day takes it, with what it holds already.

        Also when the week was looked at after the day.
        """
        waiting = [*dropwhile(lambda one: isinstance(one, to.Grid | to.Week), self.about.then)]
        if waiting and isinstance(form := waiting[0], to.Slots):
            parked = form.parked | {"time_taken": False}
            form = replace(form, starts_at=starts_at, agent=agent, venue=venue, parked=parked)
            self.counter.follow([form, *waiting[1:]])
        else:
            self.book(to.Slots(starts_at=starts_at, agent=agent, venue=venue))

    def _start(self) -> datetime:
        return self.shown.plan.start(self.grid.row, self.grid.column)

    def _agent(self) -> int:
        return self.shown.plan.columns[self.grid.column].agent_id

    def action_next(self) -> None:
        """The next person of a cell that holds several."""
        self._chosen += 1
        self.grid.say_again()

    def action_slices(self, by: int) -> None:
        """Shorter rows, or longer ones."""
        at = day_plan.SLICES.index(self.minutes) + by
        if 0 <= at < len(day_plan.SLICES):
            self.minutes = day_plan.SLICES[at]
            self.say("")
            self.read()
        else:
            self.say(
                f"Ces lignes sont les plus {'courtes' if by > 0 else 'longues'} : {self.minutes} minutes."
            )

    # --- leaving

    def action_list(self) -> None:
        """The list of the day."""
        self.counter.go(self.view(to.Agenda))

    def _day(self) -> date:
        plan = self.shown.plan
        return plan.columns[self.grid.column].day if plan.columns else self.day

    def action_back(self) -> None:
        """Close what is open, then back to where one comes from."""
        if self.close_jump():
            self.say("")
        else:
            self.counter.follow(self.about.then)


def _venue(one: Slice) -> str:
    """Where the appointment has to take place, when the hours say so."""
    if not one.places or Venue.ON_SITE in one.places or one.state is State.OUTSIDE:
        return ""
    return one.places[0].value
