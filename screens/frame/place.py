"""What every place has in common: a head, a body, a word to say, the keys; and a draft of what is typed."""

import textwrap
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast, overload
from uuid import uuid4

from msgspec.structs import replace
from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from models import clock, text
from models.agenda.appointment import Appointment
from models.contact import message
from models.service.agent import Agent
from models.service.profile import Profile
from screens.frame.about import About, Chosen, Person, Story
from screens.frame.commands import Command, allowed, bindings, places_line, shown
from screens.frame.counter import Counter
from screens.frame.widgets.form import Form
from screens.frame.words import shorten

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound=DOMNode)


@overload
def task(method: Callable[P, Coroutine[Any, Any, T]], /) -> Callable[P, Worker[T]]: ...


@overload
def task(
    *, exclusive: bool = ..., group: str = ...
) -> Callable[[Callable[P, Coroutine[Any, Any, T]]], Callable[P, Worker[T]]]: ...


def task(method: Any = None, /, *, exclusive: bool = False, group: str = "default") -> Any:
    """Run a method that waits for the database beside the screen, which lives on whatever happens.

    An error in one is reported by the counter; a plain handler that raised would end the program. An
    ``exclusive`` task replaces the one of its ``group`` that still runs.
    """
    decorate = work(exit_on_error=False, exclusive=exclusive, group=group)
    return decorate if method is None else decorate(method)


def step(method: Callable[Concatenate[S, P], Coroutine[Any, Any, None]]) -> Callable[Concatenate[S, P], None]:
    """A task that the next key must not overtake: a form being kept, somebody being called."""
    started = task(_released(method))

    @wraps(method)
    def start(self: S, *args: P.args, **kwargs: P.kwargs) -> None:
        cast(Counter, self.app).hold_keys()
        started(self, *args, **kwargs)

    return cast(Callable[Concatenate[S, P], None], start)


def _released(method: Any) -> Any:
    """``method``, letting the keys go on when it ends, however it ends."""

    @wraps(method)
    async def run(self: DOMNode, *args: Any, **kwargs: Any) -> None:
        try:
            await method(self, *args, **kwargs)
        finally:
            cast(Counter, self.app).release_keys()

    return run


# So many rows stay for the rest while something is said: the first, the last three, and what one looks at.
LEFT = 10
# Below so many letters the name of the service says nothing.
SHORTEST_SERVICE = 6


class Place(Screen[None]):
    """A screen of the counter. Subclasses give ``about``, ``HEADING``, ``KEYS`` and :meth:`body`."""

    HEADING: ClassVar[str] = ""
    KEYS: ClassVar[tuple[Command, ...]] = ()
    AUTO_FOCUS = "Form, Lines"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # From each class's own commands, so that the binding, the key line and the help cannot differ.
        cls.BINDINGS = [*cls.__dict__.get("BINDINGS", []), *bindings(cls.__dict__.get("KEYS", ()))]
        super().__init_subclass__(**kwargs)

    def __init__(self, about: About) -> None:
        super().__init__()
        self.about = about
        self.NAME = about.name
        # The idempotency key of what this place will submit; it stays with its draft.
        self.key: str = about.parked.get("key") or uuid4().hex
        # What is said as soon as the place is there.
        self.said = ""
        self._timer: Timer | None = None
        # What was said last, and how wide the window was when it was worded.
        self._words = ""
        self._width = 0

    # --- what subclasses use

    @property
    def counter(self) -> Counter:
        """The program above."""
        return cast(Counter, self.app)

    @property
    def profile(self) -> Profile:
        """The rules and lists of the service."""
        return self.counter.desk.profile

    @property
    def phone_region(self) -> str:
        """The country whose telephone numbers are written without a prefix."""
        return self.profile.service.phone_region

    async def ask(self, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a reading verb on the database thread."""
        return await self.counter.database.run(verb, *args, **kwargs)

    async def act(self, verb: Callable[Concatenate[Agent, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a writing verb as the agent who sits there."""
        return await self.counter.database.run(verb, self.counter.agent, *args, **kwargs)

    def say(self, words: str, *, error: bool = False) -> bool:
        """A word above the keys, until there is another; empty to say nothing. Whether all of it is seen."""
        self._words = words
        notice = self.query_one("#notice", Static)
        # Textual would break a line at a no-break space: a telephone number, or before « ; ».
        width, room = max(self.size.width - 2, 20), max(self.size.height - LEFT, 3)
        wrapped = [textwrap.wrap(line, width, break_on_hyphens=False) for line in words.split("\n")]
        lines = [line for part in wrapped for line in part or [""]]
        if hidden := len(lines) - room if len(lines) > room else 0:
            more = text.counted(hidden + 1, "ligne")
            lines[room - 1 :] = [shorten(f"… et {more} de plus : agrandissez la fenêtre pour lire", width)]
        notice.update(Content("\n".join(lines)))
        notice.set_class(error, "error")
        notice.display = bool(words)
        return not hidden

    def heading(self) -> str:
        """How the first line names this place."""
        return self.HEADING

    def head(self) -> str:
        """The first line: where one is, and the day."""
        day = text.long_date(clock.today()).rsplit(" ", 1)[0]
        heading, agent = self.heading(), self.counter.agent.name
        # The site before the service: that is what colleagues of several sites tell apart.
        service = ", ".join(filter(None, (self.counter.desk.name, self.profile.service.name)))
        room = self.size.width - len(day) - 2
        # Where all of it does not fit, the name of the service gives way.
        over = len(f" {heading}   {service}   {agent}") - room
        if over > 0:
            kept = len(service) - over - 1
            service = f"{service[:kept].rstrip()}…" if kept >= SHORTEST_SERVICE else ""
        left = f" {'   '.join(filter(None, (heading, service, agent)))}"
        return f"{left[:room]:<{max(room + 1, 0)}}{day}"

    def body(self) -> ComposeResult:
        """The widgets between head and keys."""
        raise NotImplementedError

    async def fill(self) -> None:
        """Read what is shown, and show it."""

    @task(exclusive=True, group="lists")
    async def catch_up(self) -> None:
        """Somebody else wrote: read again what is shown. What is picked, and what is typed, stays."""
        self.refresh_status()
        await self.fill()

    async def action_guarded(self, needed: str, action: str) -> None:
        """Run the action of a key of this place for who may."""
        await self.counter.run_for(needed, action, self)

    def action_back(self) -> None:
        """On to what follows, or home."""
        self.counter.follow(self.about.then)

    def appointment(self) -> Appointment | None:
        """The appointment picked, where there are any to pick."""
        return None

    def chosen(self) -> Chosen:
        """What goes along to a place whose key is pressed here: what is picked, else what one came with."""
        one = self.appointment()
        if one is None:
            return self.about
        request = self.about.request if one.person_id == self.about.person else None
        return Chosen(person=one.person_id, appointment=one.id, request=request)

    def card(self) -> Person | None:
        """Whose form Ctrl+P opens from here: the person picked, or somebody new being typed."""
        what = self.chosen()
        if not (what.person or what.begins):
            return None
        return Person(person=what.person, begins=what.begins, then=self._here_again())

    def story(self) -> Story | None:
        """Whose story Ctrl+O opens from here: that of the person picked; this place comes back by itself."""
        who = self.chosen().person
        return Story(person=who, then=self._here_again()) if who else None

    def _here_again(self) -> tuple[About, ...]:
        """What brings one back here: nothing from the desk, which is always there."""
        picked = self.chosen()
        return (
            () if self.NAME in ("desk", "worker") else (replace(self.about, appointment=picked.appointment),)
        )

    async def back_to(self, key: str, said: str, *otherwise: About) -> None:
        """On to the form of that key as it was left; when there is none, to ``otherwise`` or home."""
        waiting = await self.counter.parked()
        parked = next((one for one in waiting if one.key == key), None)
        if parked is None:
            self.counter.follow(otherwise, said)
        else:
            self.counter.reopen(parked, said)

    def unsealed(self, opened: bool) -> None:
        """It was asked why a protected form is opened; whether it was said."""
        self.say(
            ("Raison notée. Appuyez encore sur la même touche : la fiche s’ouvre.")
            if opened
            else "La fiche reste fermée."
        )

    def stay(self) -> None:
        """Coming back next, the cursor stays where it is: what opens is about what is picked here."""

    async def come_home(self) -> None:
        """Somebody comes back to this screen from the place they had opened above it."""

    # --- the frame

    def compose(self) -> ComposeResult:
        """Head, body, notice, status, keys."""
        yield Static("", id="head", markup=False)
        yield from self.body()
        notice = Static("", id="notice", markup=False)
        notice.display = False
        yield notice
        yield Static("", id="status", markup=False)
        yield Static("", id="keys", markup=False)
        yield Static("", id="places", markup=False)

    def on_mount(self) -> None:
        self.query_one("#head", Static).update(Content(self.head()))
        if self.said:
            self.say(self.said)

    def on_screen_resume(self) -> None:
        """In front, for the first time or again: what was parked, resumed or set aside meanwhile counts."""
        self.refresh_status()

    def on_resize(self) -> None:
        self.query_one("#head", Static).update(Content(self.head()))
        self.query_one("#keys", Static).update(Content(self.keys_line()))
        self.query_one("#places", Static).update(
            Content(places_line(self.counter.keys, self.size.width, self.counter.agent))
        )
        if self._words:
            self.say(self._words, error=self.query_one("#notice", Static).has_class("error"))
        width, self._width = self._width, self.size.width
        if width not in (0, self._width):
            # Lines are as long as the window is wide.
            self.catch_up()

    def on_form_waiting(self, event: Form.Waiting) -> None:
        """Enter came before the lines it would take: the keys wait for them."""
        self.counter.hold_keys()

    def on_form_served(self, event: Form.Served) -> None:
        """They are there, and taken."""
        self.counter.release_keys()

    def on_form_not_taken(self, event: Form.NotTaken) -> None:
        """What was typed is not in the form."""
        self.say(event.why, error=True)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.counter.report(event.worker.error)

    def keys_line(self) -> str:
        """The keys that act where the cursor is."""
        own = (one for one in allowed(self.KEYS, self.counter.agent) if one.label)
        return " " + "  ".join(f"{shown(one, self.counter.keys)} {one.label}" for one in own)

    def on_descendant_focus(self) -> None:
        self.query_one("#keys", Static).update(Content(self.keys_line()))

    @task(exclusive=True, group="status")
    async def refresh_status(self) -> None:
        """What waits to be resumed, and what is unread."""
        drafts = await self.counter.parked()
        me = self.counter.agent.id
        unread = await self.ask(message.unread, me) if me is not None else 0
        parts = []
        others = [one for one in drafts if one.key != self.key]
        if unread:
            parts.append(f"Messages : {unread}")
        if others:
            names = ", ".join(dict.fromkeys(one.title or one.place for one in others[:3]))
            # The key that brings them back is never what is cut.
            head = f"En attente de reprise : {len(others)}"
            room = (
                self.size.width
                - len(f" {head} ()  F12")
                - sum(len(one) + 4 for one in (*parts, self.counter.standing) if one)
            )
            names = names if len(names) <= room else f"{names[: max(room - 1, 0)].rstrip()}…"
            parts.insert(0, f"{head} ({names})  F12")
        if self.counter.standing:
            parts.append(self.counter.standing)
        self.query_one("#status", Static).update(Content(" " + "    ".join(parts)))
