"""The desk: nothing to open, everything to see. One search line, who waits, who is expected, what is due."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from models import clock
from models.agenda import proposal
from models.agenda.appointment import Appointment
from models.room import arrival, overview, ticket
from models.room.overview import Overview, Waiting
from screens.desk.desk_lines import (
    Looked,
    count_misplaced,
    expected_line,
    full_rooms,
    never_hidden,
    room_line,
    todo_line,
    waiting_line,
)
from screens.desk.line import ROOM_KEYS, LineOfPeople, LinePlace
from screens.frame import about as to
from screens.frame.commands import Command, shown
from screens.frame.forms import FormState, Item, PickField, Values
from screens.frame.place import step, task
from screens.frame.widgets.form import Form
from screens.frame.widgets.lines import Line, Lines
from screens.person import form as person_form

# Minutes in the waiting room grow once a minute; nothing else on the desk moves by itself.
EVERY_MINUTE = 60
# Who may come earlier is searched for again after this at the earliest, a slot that frees is offered at
# once; and so seldom that it takes one twentieth of the time at most.
LOOK_AGAIN = timedelta(seconds=1)
SHARE = 20
# What fits no more comes with an absence or a closure, whose own screen says so at once.
COUNT_AGAIN = timedelta(minutes=1)


class DeskScreen(LinePlace):
    """Where one always comes home to."""

    HEADING = "Comptoir"
    KEYS = (
        Command("desk.search", "slash", "search", "chercher", "Revenir à la ligne de recherche"),
        *ROOM_KEYS[:1],
        Command("desk.arrived", "a", "arrived", "arrivé", "La personne du rendez-vous choisi est là"),
        *ROOM_KEYS[1:],
        Command("desk.todo", "s", "todo", "à faire", "Rappels, demandes à reprendre, messages, suivis"),
        Command("desk.home", "escape", "search", "", "Vider la recherche et y revenir"),
    )

    def __init__(self, about: to.About) -> None:
        super().__init__(about)
        self.overview = Overview((), (), (), 0, (), 0)
        self.looked = Looked()
        self._looked_at: datetime | None = None
        self._rest = LOOK_AGAIN
        self._counted_at: datetime | None = None
        self._looking: Timer | None = None
        self._stays = False

    def body(self) -> ComposeResult:
        yield Form(self._items, FormState(), id="search")
        with Vertical(id="lists"):
            yield Static("", id="waiting-head", markup=False)
            yield Static("", id="full", markup=False)
            yield LineOfPeople(id="waiting", empty="Personne n’attend.", slides=False)
            yield Static(" Rendez-vous attendus", id="expected-head", markup=False)
            yield Lines(id="expected", empty="Aucun rendez-vous attendu.", slides=False)
            yield Static("", id="todo", markup=False)

    def _items(self, values: Values) -> Sequence[Item]:
        return [
            PickField("person", "Chercher", hint="nom, naissance, téléphone, #n°", rows=self.size.height - 8)
        ]

    def on_mount(self) -> None:
        self.query_one("#full").display = False
        self.refresh_lists()
        self.set_interval(EVERY_MINUTE, self.refresh_lists)

    async def come_home(self) -> None:
        """Back from a place: read everything again and take the cursor back to the search."""
        if self._stays:
            self._stays = False
        else:
            self.clear_search()
        # What was done there may have freed a slot, filled one, or left one outside the hours.
        self._looked_at = self._counted_at = None
        await self.fill()

    def stay(self) -> None:
        """Coming home next finds the cursor on the person it was on: a form about them was open."""
        self._stays = True

    def keys_line(self) -> str:
        """In the search line letters are letters; in the lists they are commands, for whom is picked."""
        if self.search.has_focus:
            return " Entrée ouvrir  ↓ aux listes  + nouvelle personne  * anonyme  #12 ticket"
        by_id = {one.id: one for one in self.KEYS}
        here = [
            f"{shown(by_id[f'desk.{name}'], self.counter.keys)} {by_id[f'desk.{name}'].label}"
            for name in ("arrived", "next", "undo", "todo", "search")
        ]
        keys = here if self.query_one("#expected").has_focus else self.room_keys(self.KEYS)
        line = ""
        for one in keys:
            line = longer if len(longer := f"{line}  {one}") <= self.size.width + 1 else line
        return line[1:]

    def on_line_of_people_moved(self) -> None:
        self.show_keys()

    def show_keys(self) -> None:
        """The keys that act on the person now picked."""
        self.query_one("#keys", Static).update(Content(self.keys_line()))

    # --- searching

    @property
    def search(self) -> Form:
        """The search line."""
        return self.query_one("#search", Form)

    def clear_search(self) -> None:
        """Empty the search and show the lists again."""
        self.search.values.clear()
        self.search.state.cursor = 0
        self.search.propose("person", "", ())
        self.search.rebuild()
        self._show_lists()
        self.search.focus()

    def on_form_asked(self, event: Form.Asked) -> None:
        self.propose(event.words)

    @task(exclusive=True, group="propose")
    async def propose(self, words: str) -> None:
        """Results take the place of the lists while letters are typed."""
        options = await person_form.search_persons(self.act, words) if words.strip() else []
        self.search.propose("person", words, options)
        self._show_lists()

    def _show_lists(self) -> None:
        searching = bool(self.search.state.text_of(self.search.current)) if self.search.current else False
        self.query_one("#lists").display = not searching
        self.search.set_class(searching, "open")

    def on_form_taken(self, event: Form.Taken) -> None:
        self.counter.go(to.Intake(begins=person_form.begun(event.option)))

    def chosen(self) -> to.Chosen:
        """The search result under the cursor, or the line of a list."""
        option = self.search.picked if self.search.has_focus else None
        if option is not None:
            who = int(option.value) if option.value.isdigit() else None
            return to.Chosen(person=who, begins=person_form.begun(option))
        if (waiting := self.waiting()) is not None:
            came = waiting.visit
            return to.Chosen(person=came.person_id, visit=came.id, appointment=came.appointment_id)
        return super().chosen()

    def appointment(self) -> Appointment | None:
        """The one of the line picked, when the cursor is among those expected."""
        lines = self.query_one("#expected", Lines)
        return next(
            (one for one in self.overview.expected if lines.has_focus and str(one.id) == lines.key), None
        )

    # --- the lists

    @task(exclusive=True, group="lists")
    async def refresh_lists(self) -> None:
        """Read the counter again."""
        await self.fill()

    async def fill(self) -> None:
        """Read the counter and show it; only lines that changed are painted."""
        self.overview = await self.ask(overview.overview)
        view, profile, width = self.overview, self.profile, self.size.width
        head = room_line(view, profile.room, self.showing_gone, width)
        self.query_one("#waiting-head", Static).update(Content(head))
        full = self.query_one("#full", Static)
        full.display = bool(full_rooms(view, profile.room) and profile.room.when_full)
        full.update(Content(f"Salle pleine : {profile.room.when_full}"))
        urgent = never_hidden(view)
        # The mark of the pick takes two columns.
        lines = [
            Line(
                self.key_of(one),
                waiting_line(one, profile.theme, width - 2, rooms=bool(view.sites)),
                stays=one.visit.id in urgent,
            )
            for one in self.everybody()
        ]
        self.query_one("#waiting", Lines).show(lines)
        self.query_one("#expected", Lines).show(
            [
                Line(str(one.id), expected_line(one, profile.motive, view.sites, width - 2))
                for one in view.expected
            ]
        )
        self._show_todo()
        self.show_keys()
        self.look()

    def _show_todo(self) -> None:
        line = todo_line(self.overview, self.looked, self.size.width)
        self.query_one("#todo", Static).update(Content(line))

    def look(self) -> None:
        """Search for who may come earlier, now or as soon as it may be searched for again."""
        wait = (self._rest - (clock.now() - self._looked_at)).total_seconds() if self._looked_at else 0
        if wait <= 0:
            self._look()
        elif self._looking is None:
            self._looking = self.set_timer(wait, self._look)

    @task(exclusive=True, group="proposals")
    async def _look(self) -> None:
        """What takes a search is looked for beside the keys."""
        now = clock.now()
        self._looking, self._looked_at = None, now
        proposals, waiting = await self.ask(proposal.look, self.profile)
        self._rest = max(LOOK_AGAIN, SHARE * (clock.now() - now))
        self.looked = replace(self.looked, earlier=len(proposals), waiting=len(waiting))
        self._show_todo()
        if self._counted_at is None or self.looked.misplaced or now - self._counted_at >= COUNT_AGAIN:
            self._counted_at = now
            self.looked = replace(self.looked, misplaced=await count_misplaced(self.ask))
            self._show_todo()

    def on_lines_left_top(self, event: Lines.LeftTop) -> None:
        if event.lines.id == "waiting":
            self.search.focus()
        else:
            self.query_one("#waiting").focus()

    def on_lines_left_bottom(self, event: Lines.LeftBottom) -> None:
        if event.lines.id == "waiting" and self.overview.expected:
            self.query_one("#expected").focus()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        if event.lines.id == "expected":
            self.action_arrived()
        else:
            self.action_call()

    def waiting(self) -> Waiting | None:
        """The person of the line picked, when the cursor is in the room."""
        lines = self.query_one("#waiting", Lines)
        if not lines.has_focus:
            return None
        return next((one for one in self.everybody() if self.key_of(one) == lines.key), None)

    def pick(self, visit_id: int) -> None:
        """Put the pick of the room on somebody, wherever the cursor is."""
        self.query_one("#waiting", Lines).pick(str(visit_id))
        self.show_keys()

    def everybody(self) -> Sequence[Waiting]:
        """Everybody of the line, and those who went when they are shown."""
        return (*self.overview.waiting, *(self.overview.gone if self.showing_gone else ()))

    # --- the keys

    def action_search(self) -> None:
        """Back to an empty search line."""
        self.clear_search()
        self.say("")

    def key_down(self) -> None:
        """From the search line down into the lists."""
        if self.search.has_focus and self.query_one("#lists").display:
            # From the first line: people came and went since this list was last walked through.
            keys = [self.key_of(one) for one in self.everybody()]
            lines = self.query_one("#waiting" if keys else "#expected", Lines)
            lines.pick((keys or [str(one.id) for one in self.overview.expected] or [""])[0])
            lines.focus()

    @step
    async def action_arrived(self) -> None:
        """The person of the appointment picked (or of the first expected) is here."""
        lines, expected = self.query_one("#expected", Lines), self.overview.expected
        if not expected:
            self.say("Aucun rendez-vous n’est attendu ; F2 reçoit la personne.")
            return
        if lines.has_focus and not lines.key:
            self.say("Choisissez un rendez-vous (flèches), puis la touche.")
            return
        # A pick that nobody sees is none: from elsewhere it is the first, who is named.
        picked = int(lines.key) if lines.has_focus else expected[0].id
        came = await self.act(arrival.arrived, picked)
        whom = next((one.agents for one in expected if one.id == picked), "l’intervenant")
        self.say(f"{await self.ask(ticket.named, came)} attend ; avis à {whom}.")
        await self.fill()
        self.refresh_status()

    def action_todo(self) -> None:
        """Everything that is due, to deal with line by line."""
        self.counter.go(to.Todo)
