"""The agenda: everybody's appointments of a day, and what becomes of each."""

from collections.abc import Sequence
from datetime import date

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from models import clock, text
from models.agenda import agenda
from models.agenda.appointment import Appointment
from models.dates import words
from models.person import person
from models.room import ticket
from models.slots import find
from screens.agenda import lines as agenda_lines
from screens.agenda.appointment_keys import APPOINTMENT_KEYS
from screens.agenda.day_keys import HOURS_KEY, SHEET_KEY, TODAY_KEYS, DayKeys
from screens.frame.about import Agenda, Grid, Slots, Week
from screens.frame.commands import Command
from screens.frame.place import step
from screens.frame.widgets.lines import Line, Lines

# The keys that the key line has no room for.
MORE_KEYS = " ←→ jour  j date  i qui  s libre  g grille  w semaine  p plus tôt  F1 toutes"


class AgendaScreen(DayKeys):
    """F5. Marking asks nothing, says what to do next, and is undone by one key."""

    about: Agenda
    HEADING = "Agenda"
    AUTO_FOCUS = "#agenda"
    KEYS = (
        *APPOINTMENT_KEYS,
        Command("agenda.before", "left", "shift(-1)", "", "Le jour d’avant"),
        Command("agenda.after", "right", "shift(1)", "", "Le jour d’après"),
        *TODAY_KEYS,
        Command("agenda.agent", "i", "agent", "", "Un seul intervenant, puis le suivant, puis tous"),
        Command("agenda.free", "s", "free", "", "Le prochain créneau libre de chaque motif"),
        Command("agenda.grid", "g", "grid", "", "La grille du jour : les heures et les intervenants"),
        Command("agenda.week", "w", "week", "", "La semaine de l’intervenant du rendez-vous choisi"),
        SHEET_KEY,
        HOURS_KEY,
        Command("agenda.back", "escape", "back", "", "Fermer la date ou la liste, puis revenir au comptoir"),
    )

    def __init__(self, about: Agenda) -> None:
        super().__init__(about)
        self.shown = agenda_lines.Day((), {})
        # Whose appointments are shown, everybody's when empty; and the next free slots, when asked for.
        self.agent_name = ""
        self.free: Sequence[Line] | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="agenda-head", markup=False)
        yield self.jump_form()
        yield Lines(id="agenda", empty="Aucun rendez-vous ce jour-là.")
        yield Static(MORE_KEYS, id="agenda-keys", markup=False)

    def on_mount(self) -> None:
        self.open()

    def on_resize(self) -> None:
        self.show()

    # --- what is shown

    @property
    def lines(self) -> Lines:
        """The list."""
        return self.query_one("#agenda", Lines)

    @step
    async def open(self) -> None:
        """Read the day: that of the appointment chosen elsewhere, or of the next one of the person chosen."""
        about = self.about
        pick, elsewhere = about.appointment, about.day is None
        if elsewhere and pick is not None:
            self.day = clock.local((await self.ask(agenda.get, pick)).starts_at).date()
        elif elsewhere and about.person is not None:
            pick = await self._next_of(about.person)
        await self.fill()
        if pick is not None:
            self.lines.pick(str(pick))
        elif about.person is not None or about.begins:
            # Nobody else's appointment may be moved by the next key.
            self.lines.pick_none()

    async def _next_of(self, who: int) -> int | None:
        """Turn to the day of a person’s next appointment and say it; gives its id."""
        name = (await self.act(person.opened, who)).name
        ahead = await self.ask(agenda.upcoming, who)
        if not ahead:
            self.say(f"{name} n’a pas de rendez-vous à venir ; n en réserve un.")
            return None
        one = ahead[0]
        when = agenda_lines.appointment_words(one)
        self.say(f"{name} : prochain rendez-vous {when}. n en réserve un autre, d le déplace.")
        self.day = clock.local(one.starts_at).date()
        return one.id

    async def fill(self) -> None:
        booked, tickets = await self.ask(agenda.day, self.day), await self.ask(ticket.numbers)
        self.shown = agenda_lines.Day(tuple(booked), tickets, frozenset(await self.ask(ticket.came)))
        self.show()
        self.name_holidays()

    def show(self) -> None:
        """The list of the day, or the next free slots."""
        if not self.is_mounted:
            return
        if self.free is not None:
            self.query_one("#agenda-head", Static).update(
                Content(" Prochain créneau libre   Entrée réserver   Échap revenir au jour")
            )
            self.lines.show(self.free)
            return
        shown = [one for one in self.shown.appointments if self.agent_name in ("", *_names(one))]
        count = f"{len(shown)} rendez-vous" if shown else "aucun rendez-vous"
        day, near = text.long_date(self.day), words.distance(self.day)
        name = self.holidays.get(self.day, "")
        parts = [day, f"férié : {name}" if name else "", near, count, self.agent_name or "tous"]
        self.query_one("#agenda-head", Static).update(Content(" " + "   ".join(filter(None, parts))))
        width, profile, state = self.size.width - 2, self.profile, self.shown.state
        lines = [agenda_lines.appointment_line(profile, one, state(one), width) for one in shown]
        self.lines.show([Line(str(one.id), line) for one, line in zip(shown, lines, strict=True)])

    def appointment(self) -> Appointment | None:
        """The appointment of the line picked."""
        if self.free is not None:
            return None
        return next((one for one in self.shown.appointments if str(one.id) == self.lines.key), None)

    # --- another day, another agent, another view

    def go_to(self, day: date) -> None:
        """Show the list of another day."""
        self.free, self.agent_name = None, ""
        super().go_to(day)

    def action_agent(self) -> None:
        """The next agent of the day, everybody after the last."""
        names = ["", *sorted({name for one in self.shown.appointments for name in _names(one)})]
        at = names.index(self.agent_name) if self.agent_name in names else 0
        self.agent_name = names[(at + 1) % len(names)]
        self.show()

    @step
    async def action_free(self) -> None:
        """The next free slot of each motive."""
        self.free = agenda_lines.free_lines(await self.ask(find.next_slots, self.profile))
        self.show()
        self.lines.pick(next((one.key for one in self.free if one.key), ""))

    def action_grid(self) -> None:
        """The same day as a table."""
        self.open_place(self.view(Grid))

    def action_week(self) -> None:
        """The week of one worker."""
        self.open_place(self.view(Week))

    # --- appointments

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Enter: everything about the appointment picked, or book the motive picked."""
        if self.free is not None:
            self.book(Slots(motive=event.key))
        else:
            self.open_appointment()

    # --- leaving

    def action_back(self) -> None:
        """Close what is open, then home."""
        if self.close_jump():
            self.say("")
        elif self.free is not None:
            self.free = None
            self.show()
        else:
            self.counter.follow([])


def _names(one: Appointment) -> list[str]:
    """Who receives, one or two."""
    return [one.agent_name, one.second_agent_name] if one.second_agent_name else [one.agent_name]
