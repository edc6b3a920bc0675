"""What is due: calls to give back, requests without their outcome, slips, orientations to ask about."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from textual.app import ComposeResult

from models import clock, message, orientation, partner, person, request, text
from models.errors import ComptoirError
from models.message import Kind, Message, MessageStatus
from models.orientation import OrientationStatus
from models.request import Outcome
from screens.commands import Command
from screens.counter import About
from screens.desk_lines import label
from screens.place import Place, step, task
from screens.widgets.lines import Line, Lines, columns

# Which place goes on with a request that still waits for its outcome.
PLACES = {Outcome.APPOINTMENT: "slots", Outcome.ORIENTATION: "orientation", Outcome.LETTER: "letters"}


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do: ``key`` is ``kind:id``, ``opens`` the place Enter leads to, if any."""

    key: str
    what: str
    when: str
    who: str
    words: str
    opens: About | None = None


def everything_due() -> list[Due]:
    """A verb for the database thread: calls back first (the late ones on top), then the rest by age."""
    slips = [one for one in message.inbox(None) if one.kind is not Kind.CALL_BACK]
    return [
        *(_call_back(one) for one in message.call_backs()),
        *(_unsettled(one) for one in request.unsettled() if one.outcome in PLACES),
        *(Due(f"message:{one.id}", "message", _day(one), one.person_name, one.body) for one in slips),
        *(_follow_up(one) for one in orientation.to_follow_up()),
    ]


def _call_back(one: Message) -> Due:
    due = clock.local(one.due_at) if one.due_at else None
    late = "en retard " if one.due_at and one.due_at < clock.now() else ""
    opens: About = {"place": "phone", "call_back": one.id, "phone": one.phone, "person": one.person_id or ""}
    when = (
        f"{late}{due:%H:%M}"
        if due and due.date() == clock.today()
        else (f"{late}{due:%d.%m.}" if due else "")
    )
    return Due(f"message:{one.id}", "rappeler", when, one.person_name, one.body, opens)


def _unsettled(one: request.Request) -> Due:
    who = person.get(one.person_id).name if one.person_id else "anonyme"
    opens: About = {
        "place": PLACES[one.outcome],
        "request": one.id,
        "person": one.person_id,
        "visit": one.visit_id,
    }
    when = text.short_date(clock.local(one.created_at).date())
    return Due(f"request:{one.id}", one.outcome.label, when, who, one.words or one.theme, opens)


def _follow_up(one: orientation.Orientation) -> Due:
    who = person.get(one.person_id).name if one.person_id else "anonyme"
    when = text.short_date(one.follow_up_on)
    return Due(f"orientation:{one.id}", "suivi", when, who, partner.get(one.partner_id).name)


def _day(one: Message) -> str:
    return text.short_date(clock.local(one.created_at).date())


class TodoScreen(Place):
    """The list behind the « À faire » line of the desk."""

    NAME = "todo"
    HEADING = "À faire"
    KEYS = (
        Command(
            "todo.open", "enter", "open", "Ouvrir", "Rappeler, ou reprendre la demande là où elle en est"
        ),
        Command(
            "todo.done", "t", "done", "traité", "Ce rappel, ce message, cette demande n’attend plus rien"
        ),
        Command("todo.accepted", "v", "accepted", "obtenu", "L’orientation choisie a abouti"),
        Command("todo.refused", "x", "refused", "refusé", "L’orientation choisie n’a pas abouti"),
        Command("todo.undo", "u", "undo", "annuler", "Défaire la dernière marque"),
        Command("todo.back", "escape", "back", "Retour", "Revenir à l’accueil"),
    )

    def __init__(self, about: About | None = None) -> None:
        super().__init__(about)
        self.due: list[Due] = []
        self._undo: list[Callable[[], Awaitable[object]]] = []

    def body(self) -> ComposeResult:
        yield Lines(id="due", empty="Rien n’est en attente.")

    def on_mount(self) -> None:
        self.read()

    @step
    async def read(self) -> None:
        """Show what is due; the keys wait, they are about these lines."""
        await self._read()

    async def _read(self) -> None:
        self.due = await self.ask(everything_due)
        theme = self.counter.site.profile.theme
        width = max(self.size.width - 58, 10)
        lines = [
            Line(
                one.key,
                columns((one.what, 12), (one.when, 16), (one.who, 24), (label(theme, one.words), width)),
            )
            for one in self.due
        ]
        self.query_one(Lines).show(lines)

    @task(exclusive=True, group="lists")
    async def catch_up(self) -> None:
        """Somebody else wrote."""
        self.refresh_status()
        await self._read()

    def picked(self) -> About | None:
        """The place keys act on the person of the line."""
        one = self._picked()
        who = one.opens.get("person") if one and one.opens else None
        return {"person": str(who)} if who else None

    def _picked(self) -> Due | None:
        key = self.query_one(Lines).key
        return next((one for one in self.due if one.key == key), None)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Go where the line is dealt with."""
        one = self._picked()
        if one is not None and one.opens is not None:
            self.counter.follow([one.opens])
        elif one is not None:
            self.say("Rien à ouvrir ici : t quand c’est traité, v ou x pour une orientation.")

    @step
    async def action_done(self) -> None:
        """The line needs nothing more."""
        one = self._picked()
        kind, number = self._kind(one, "message", "request")
        if kind == "message":
            before = await self.ask(message.get, number)
            await self.act(message.mark, number, MessageStatus.HANDLED)
            self._undo.append(partial(self.act, message.mark, number, before.status))
        else:
            await self.act(request.settle, number)
            self._undo.append(partial(self.act, request.unsettle, number))
        await self._marked("Traité")

    @step
    async def action_accepted(self) -> None:
        """The partner received the person."""
        await self._conclude(OrientationStatus.ACCEPTED)

    @step
    async def action_refused(self) -> None:
        """The partner could not help."""
        await self._conclude(OrientationStatus.REFUSED)

    async def _conclude(self, status: OrientationStatus) -> None:
        _kind, number = self._kind(self._picked(), "orientation")
        await self.act(orientation.conclude, number, status)
        self._undo.append(partial(self.act, orientation.conclude, number, OrientationStatus.PENDING))
        await self._marked(f"Orientation {status.label}")

    def _kind(self, one: Due | None, *kinds: str) -> tuple[str, int]:
        kind, _, number = (one.key if one else "").partition(":")
        if kind not in kinds:
            raise ComptoirError(
                "Pas pour cette ligne", "Choisissez une autre ligne avec les flèches, ou une autre touche."
            )
        return kind, int(number)

    async def _marked(self, words: str) -> None:
        self.say(f"{words} ; u pour annuler.")
        await self._read()

    @step
    async def action_undo(self) -> None:
        """Take back the last mark."""
        if not self._undo:
            raise ComptoirError("Rien à annuler", "Rien n’a été marqué depuis l’ouverture de cette liste.")
        await self._undo.pop()()
        self.say("La dernière marque est défaite.")
        await self._read()

    def action_back(self) -> None:
        """Home."""
        self.counter.follow([])
