"""The desk: nothing to open, everything to see. One search line, who waits, who is expected, what is due."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from models import agenda, clock, person, visit
from models.appointment import Appointment
from models.errors import ComptoirError
from models.text import counted, duration
from models.visit import Visit, VisitStatus
from screens import person_form
from screens.commands import Command
from screens.counter import About
from screens.desk_lines import Overview, Waiting, label, minutes, overview, todo_line, waiting_line
from screens.forms import FormState, Item, PickField, Values
from screens.place import Place, step, task
from screens.widgets.form import Form
from screens.widgets.lines import Line, Lines, columns

# Minutes in the waiting room grow once a minute; nothing else on the desk moves by itself.
EVERY_MINUTE = 60


class DeskScreen(Place):
    """Where one always comes home to."""

    NAME = "desk"
    HEADING = "Comptoir"
    KEYS = (
        Command("desk.search", "slash", "search", "chercher", "Revenir à la ligne de recherche"),
        Command("desk.next", "n", "next", "suivant", "Appeler la personne suivante de la salle"),
        Command("desk.arrived", "a", "arrived", "arrivé", "La personne du rendez-vous choisi est là"),
        Command("desk.done", "t", "done", "terminé", "La personne choisie a été reçue"),
        Command("desk.left", "p", "left", "parti", "La personne choisie est partie sans être reçue"),
        Command("desk.undo", "u", "undo", "annuler", "Défaire la dernière étape de la salle"),
        Command("desk.todo", "s", "todo", "à faire", "Rappels, demandes sans suite, messages, suivis"),
        Command("desk.home", "escape", "search", "", "Vider la recherche et y revenir"),
    )

    def __init__(self, about: About | None = None) -> None:
        super().__init__(about)
        self.overview = Overview((), (), (), 0, (), 0)
        # The way back of each step taken in the room, the latest last.
        self._undo: list[Callable[[], Awaitable[object]]] = []

    def body(self) -> ComposeResult:
        yield Form(self._items, FormState(), id="search")
        with Vertical(id="lists"):
            yield Static("", id="waiting-head", markup=False)
            yield Lines(id="waiting", empty="Personne n’attend.")
            yield Static(" Rendez-vous attendus", id="expected-head", markup=False)
            yield Lines(id="expected", empty="Aucun rendez-vous attendu.")
            yield Static("", id="todo", markup=False)

    def _items(self, values: Values) -> Sequence[Item]:
        return [
            PickField("person", "Chercher", hint="nom, naissance, téléphone, #n°", rows=self.size.height - 8)
        ]

    def on_mount(self) -> None:
        self.refresh_lists()
        self.set_interval(EVERY_MINUTE, self.refresh_lists)

    async def come_home(self) -> None:
        """Back from a place: read everything again and take the cursor back to the search."""
        self.clear_search()
        self.refresh_status()
        await self.read()

    def keys_line(self) -> str:
        """In the search line letters are letters; in the lists they are commands."""
        if self.search.has_focus:
            return " Entrée ouvrir  ↓ aux listes  + nouvelle personne  * anonyme  #12 ticket"
        return super().keys_line()

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
        options = await self.ask(person_form.search_persons, words) if words.strip() else []
        self.search.propose("person", words, options)
        self._show_lists()

    def _show_lists(self) -> None:
        searching = bool(self.search.state.text_of(self.search.current)) if self.search.current else False
        self.query_one("#lists").display = not searching
        self.search.set_class(searching, "open")

    def on_form_taken(self, event: Form.Taken) -> None:
        self.open_person("intake", event.option.value, event.option.shown)

    def open_person(self, place: str, who: str, shown: str = "") -> None:
        """Go to a place with the person picked, or with somebody new of that name."""
        about: About = {"person": who}
        if who == person_form.NEW:
            values = person_form.new_values(shown.partition(":")[2]) | {"person": who, "person.typed": shown}
            about = {
                "form": {
                    "values": {name: value for name, value in values.items() if value},
                    "focus": "given_name",
                }
            }
        self.counter.go(place, about)

    def picked(self) -> About | None:
        """What a place key acts on: the search result under the cursor, or the line of a list."""
        option = self.search.picked if self.search.has_focus else None
        if option is not None and option.value != person_form.NEW:
            return {"person": option.value}
        if option is not None:
            values = person_form.new_values(option.shown.partition(":")[2])
            return {"form": {"values": values | {"person": option.value, "person.typed": option.shown}}}
        waiting = self._waiting()
        if waiting is not None and waiting.visit.person_id:
            return {"person": str(waiting.visit.person_id)}
        return None

    # --- the lists

    @task(exclusive=True, group="lists")
    async def refresh_lists(self) -> None:
        """Read the counter again."""
        await self.read()

    async def read(self) -> None:
        """Read the counter and show it; only lines that changed are painted."""
        self.overview = await self.ask(overview)
        view, width = self.overview, max(self.size.width - 62, 10)
        waiting = [one for one in view.waiting if one.visit.status is VisitStatus.WAITING]
        longest = max((minutes(one.visit) for one in waiting), default=0)
        people = counted(len(waiting), "personne") if waiting else "personne"
        wait = f", la plus longue attend depuis {duration(longest)}" if waiting else ""
        self.query_one("#waiting-head", Static).update(Content(f" Salle d’attente   {people}{wait}"))
        theme = self.counter.site.profile.theme
        self.query_one("#waiting", Lines).show(
            [Line(str(one.visit.id), waiting_line(one, theme, width)) for one in view.waiting]
        )
        self.query_one("#expected", Lines).show(
            [Line(str(one.id), self._expected_line(one)) for one in view.expected]
        )
        self.query_one("#todo", Static).update(Content(todo_line(view)))

    def _expected_line(self, one: Appointment) -> str:
        motive = label(self.counter.site.profile.motive, one.motive)
        at = clock.local(one.starts_at)
        return columns(
            (f"{at:%H:%M}", 5),
            (one.person_name, 24),
            (motive, 22),
            (one.agent_name, 14),
            (one.place.label, 9),
        )

    def on_lines_left_top(self, event: Lines.LeftTop) -> None:
        if event.lines.id == "waiting":
            self.search.focus()
        else:
            self.query_one("#waiting").focus()

    def on_lines_left_bottom(self, event: Lines.LeftBottom) -> None:
        if event.lines.id == "waiting":
            self.query_one("#expected").focus()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        if event.lines.id == "expected":
            self.action_arrived()
        else:
            self.call_in()

    def _waiting(self) -> Waiting | None:
        lines = self.query_one("#waiting", Lines)
        if not lines.has_focus:
            return None
        return next((one for one in self.overview.waiting if str(one.visit.id) == lines.key), None)

    # --- the keys

    def action_search(self) -> None:
        """Back to an empty search line."""
        self.clear_search()
        self.say("")

    def key_down(self) -> None:
        """From the search line down into the lists."""
        if self.search.has_focus and self.query_one("#lists").display:
            self.query_one("#waiting" if self.overview.waiting else "#expected").focus()

    @step
    async def action_next(self) -> None:
        """Call whoever is first in the line."""
        waiting = [one for one in self.overview.waiting if one.visit.status is VisitStatus.WAITING]
        if not waiting:
            self.say("Personne n’attend.")
            return
        await self._call(waiting[0])

    @step
    async def call_in(self) -> None:
        """Call the person picked."""
        picked = self._waiting()
        if picked is not None:
            await self._call(picked)

    async def _call(self, one: Waiting) -> None:
        await self.act(visit.call, one.visit.id)
        if one.visit.person_id:
            await self.act(person.opened, one.visit.person_id)
        self._done(
            self._put_back(one.visit),
            f"N° {one.visit.number} {one.name} est appelé ; t quand c’est terminé, u pour annuler.",
        )

    @step
    async def action_arrived(self) -> None:
        """The person of the appointment picked (or of the first expected) is here."""
        lines = self.query_one("#expected", Lines)
        if not lines.key:
            self.say("Choisissez un rendez-vous attendu (flèches), puis a.")
            return
        came = await self.act(agenda.arrived, int(lines.key))
        self._done(
            partial(self.act, agenda.not_arrived, int(lines.key)),
            f"N° {came.number} {await self.ask(visit.name_of, came.id)} attend ; l’intervenant est prévenu.",
        )

    @step
    async def action_done(self) -> None:
        """The person picked was received."""
        picked = self._waiting() or self._called()
        if picked is None:
            self.say("Choisissez une personne de la salle (flèches), puis t.")
            return
        await self.act(visit.close, picked.visit.id)
        self._done(self._put_back(picked.visit), f"N° {picked.visit.number} {picked.name} : terminé.")

    @step
    async def action_left(self) -> None:
        """The person picked went away."""
        picked = self._waiting()
        if picked is None:
            self.say("Choisissez une personne de la salle (flèches), puis p.")
            return
        await self.act(visit.leave, picked.visit.id)
        self._done(
            self._put_back(picked.visit),
            f"N° {picked.visit.number} {picked.name} est parti sans être reçu ; u pour annuler.",
        )

    @step
    async def action_undo(self) -> None:
        """Take back the last step taken in the waiting room."""
        if not self._undo:
            raise ComptoirError(
                "Rien à annuler", "Aucune étape de la salle n’a été faite depuis l’ouverture du comptoir."
            )
        await self._undo.pop()()
        self.say("La dernière étape est annulée.")
        self.refresh_lists()

    def action_todo(self) -> None:
        """Everything that is due, to deal with line by line."""
        self.counter.go("todo")

    def _called(self) -> Waiting | None:
        """Whoever was called last and is still there: `t` without a pick is about them."""
        called = [one for one in self.overview.waiting if one.visit.status is VisitStatus.CALLED]
        return max(called, key=lambda one: one.visit.called_at or one.visit.arrived_at, default=None)

    def _put_back(self, before: Visit) -> Callable[[], Awaitable[object]]:
        return partial(self.act, visit.put_back, before)

    def _done(self, undo: Callable[[], Awaitable[object]], words: str) -> None:
        self._undo.append(undo)
        self.say(words)
        self.refresh_lists()
        self.refresh_status()
