"""What is due: calls to give back, requests without their outcome, who may come earlier, who is reminded."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from textual.app import ComposeResult

from models.agenda import consecutive, due, proposal, reminder, standby
from models.agenda.proposal import Proposal
from models.agenda.reminder import Answer, Reminder
from models.agenda.standby import Reply
from models.contact import message, orientation, request
from models.contact.message import MessageStatus
from models.contact.orientation import OrientationStatus
from models.errors import ComptoirError, SlotTaken
from models.person import person
from models.room import follow
from screens.agenda.lines import appointment_words
from screens.desk import todo_lines
from screens.desk.desk_lines import count_misplaced, label
from screens.desk.todo_lines import Due, Looked
from screens.frame.about import Chosen, Slots, Todo
from screens.frame.commands import Command, shown
from screens.frame.place import Place, step, task
from screens.frame.widgets.due_lines import DueLines
from screens.frame.widgets.lines import Line, Lines, columns
from screens.frame.words import cell

_ALWAYS = ("undo", "back")


class TodoScreen(Place):
    """The list behind the « À faire » line of the desk."""

    about: Todo
    HEADING = "À faire"
    KEYS = (
        Command(
            "todo.open", "enter", "open", "Ouvrir", "Rappeler, reprendre la demande, ou proposer le créneau"
        ),
        Command(
            "todo.done", "t", "done", "traité", "Ce rappel, ce message, cette demande n’attend plus rien"
        ),
        Command("todo.accepted", "v", "accepted", "abouti", "L’orientation choisie a abouti"),
        Command("todo.refused", "x", "refused", "pas abouti", "L’orientation choisie n’a pas abouti"),
        Command("todo.declined", "r", "declined", "refusé", "La personne ne prend pas le créneau proposé"),
        Command("todo.reached", "o", "reached", "a répondu", "La personne sait qu’elle a rendez-vous"),
        Command("todo.no_answer", "n", "no_answer", "sans réponse", "Appelée en vain : à rappeler"),
        Command("todo.move", "d", "move", "à déplacer", "La personne ne peut pas venir : autre créneau"),
        Command("todo.undo", "u", "undo", "défaire", "Défaire la dernière marque"),
        Command("todo.back", "escape", "back", "Retour", "Revenir au comptoir"),
    )

    def __init__(self, about: Todo) -> None:
        super().__init__(about)
        self.due: list[Due] = []
        # What is known at once, and what was searched for.
        self._known: list[Due] = []
        self.looked = Looked()
        # The proposal that was read out: Enter again accepts it.
        self._offered: Proposal | None = None
        # The line of each mark, and what takes it back.
        self._undo: list[tuple[str, Callable[[], Awaitable[object]]]] = []

    def body(self) -> ComposeResult:
        yield DueLines(id="due", empty="Rien n’est en attente.")

    def on_mount(self) -> None:
        self.read()

    def keys_line(self) -> str:
        """The keys that act on the line picked."""
        by_id = {one.id: one for one in self.KEYS}
        one = self._picked()
        names = (*todo_lines.ACTS.get(one.kind, ()), *_ALWAYS) if one else _ALWAYS
        acting = [by_id[f"todo.{name}"] for name in names]
        return " " + "  ".join(f"{shown(each, self.counter.keys)} {each.label}" for each in acting)

    def on_due_lines_moved(self) -> None:
        self._offered = None
        self.on_descendant_focus()

    @step
    async def read(self) -> None:
        """Show what is due; the keys wait, they are about these lines."""
        await self.fill()
        if self.about.pick:
            # What takes a search to know may be the line one comes back to.
            await self._look()
            self._show()
            self.query_one(Lines).pick(self.about.pick)

    def _here(self) -> Todo:
        """This list, to come back to on the same line."""
        return Todo(pick=self.query_one(Lines).key)

    async def fill(self) -> None:
        self._known = todo_lines.lines(await self.ask(due.pending), self.phone_region)
        self._show()
        self.look()

    def _show(self) -> None:
        self.due = todo_lines.with_looked(self._known, self.looked, self.phone_region)
        theme, width = self.profile.theme, max(self.size.width - 57, 10)
        lines = [
            Line(
                one.key,
                columns(
                    (one.what, 12), (one.when, 16), cell(one.who, 23), cell(label(theme, one.words), width)
                )
                if one.key
                else one.what.strip(),
            )
            for one in self.due
        ]
        self.query_one(Lines).show(lines)
        self.on_descendant_focus()

    @task(exclusive=True, group="proposals")
    async def look(self) -> None:
        """Search for who may come earlier, beside the keys; the list is shown before it is known."""
        await self._look()
        self._show()
        misplaced = await count_misplaced(self.ask)
        if misplaced != self.looked.misplaced:
            self.looked = replace(self.looked, misplaced=misplaced)
            self._show()

    async def _look(self) -> None:
        proposals, waiting = await self.ask(proposal.look, self.profile)
        self.looked = replace(self.looked, proposals=proposals, waiting=waiting)

    async def _read_all(self) -> None:
        """After a mark the next key is about the lines as they are now, those that took a search too."""
        await self._look()
        await self.fill()

    def chosen(self) -> Chosen:
        """Whom and what the line is about."""
        one = self._picked()
        if one is not None and isinstance(one.about, Proposal):
            return Chosen(person=one.about.standby.person_id)
        if one is not None and isinstance(one.about, Reminder):
            return Chosen(person=one.about.appointment.person_id, appointment=one.about.appointment.id)
        return one.opens if one and one.opens else Chosen()

    def _picked(self) -> Due | None:
        key = self.query_one(Lines).key
        return next((one for one in self.due if one.key == key and key), None)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Go where the line is dealt with."""
        one = self._picked()
        if one is not None and isinstance(one.about, Proposal):
            self.offer(one.about)
        elif one is not None and isinstance(one.about, Reminder):
            self.tell(one.about)
        elif one is not None and one.kind == "message":
            self.open_message(one)
        elif one is not None and one.opens is not None:
            self.counter.follow([one.opens, self._here()], label(self.profile.theme, one.words))
        elif one is not None:
            self.say(f"{one.who} : {one.words}. v l’orientation a abouti, x elle n’a pas abouti.")

    @step
    async def open_message(self, one: Due) -> None:
        """All that was written; a call back goes on to the telephone with it, a slip is read here."""
        slip = await self.ask(message.get, self._kind(one, "message")[1])
        words = todo_lines.in_full(slip, await self.ask(message.sender, slip))
        if one.opens is not None:
            self.counter.follow([one.opens, self._here()], words)
        elif self.say(f"{words}\nt quand c’est traité."):
            await self.act(message.mark, slip.id, MessageStatus.READ)

    # --- who may come earlier

    @step
    async def offer(self, one: Proposal) -> None:
        """First what to read out, with the number; then Enter again: the person accepts."""
        if self._offered != one:
            await self.act(person.opened, one.standby.person_id)
            self._offered = one
            self.say(todo_lines.offer_words(one, self.phone_region))
            return
        self._offered = None
        # The same line and slot give the same key: a retry after a cut books nothing twice.
        key = f"standby-{one.standby.id}-{one.slot.agent_id}-{int(one.slot.starts_at.timestamp())}"
        try:
            moved = one.standby.booked.id if one.standby.booked else None
            kept = await self.act(follow.following, moved, proposal.accept, one.standby.id, one.slot, key)
        except SlotTaken as error:
            self.say(f"{error} {one.standby.person_name} attend encore.", error=True)
        else:
            done = "déplacé" if one.standby.booked else "réservé"
            together = await self.ask(consecutive.together, self.profile, kept)
            self.say(f"{kept.person_name} : rendez-vous {done}, {appointment_words(*together)}.")
        await self._read_all()

    @step
    async def action_declined(self) -> None:
        """Called; the person keeps what they have."""
        await self._offer_failed(Reply.REFUSED)

    async def _offer_failed(self, outcome: Reply) -> None:
        one = self._picked()
        _kind, number = self._kind(one, "earlier")
        slot = next(one.slot for one in self.looked.proposals if one.standby.id == number)
        kept = await self.act(proposal.refuse, number, slot, outcome)
        self._undone_by(partial(self.act, proposal.undo, number))
        left = standby.OFFERS - kept.offers
        again = "prochain appel au plus tôt dans sept jours" if left else "plus aucun appel"
        self._offered = None
        await self._marked(one, f"{outcome.label}, {again}")

    # --- who is called before an appointment

    @step
    async def tell(self, one: Reminder) -> None:
        """What to say, in which language, to which number."""
        await self.act(person.opened, one.appointment.person_id)
        self.say(todo_lines.reminder_words(one, self.phone_region))

    @step
    async def action_reached(self) -> None:
        """The person knows."""
        await self._called(Answer.REACHED)

    @step
    async def action_no_answer(self) -> None:
        """Called in vain: about a slot, or about an appointment."""
        one = self._picked()
        if one is not None and one.kind == "earlier":
            await self._offer_failed(Reply.NO_ANSWER)
        else:
            await self._called(Answer.NO_ANSWER)

    async def _called(self, outcome: Answer) -> None:
        one = self._picked()
        _kind, number = self._kind(one, "reminder")
        await self.act(reminder.note, number, outcome)
        self._undone_by(partial(self.act, reminder.undo, number))
        await self._marked(one, outcome.label)

    @step
    async def action_move(self) -> None:
        """The person cannot come: another time, at once."""
        one = self._picked()
        _kind, number = self._kind(one, "reminder")
        await self.act(reminder.note, number, Answer.MOVED)
        self.counter.follow([Slots(appointment=number, person=self.chosen().person), self._here()])

    # --- what needs nothing more

    @step
    async def action_done(self) -> None:
        """The line needs nothing more."""
        one = self._picked()
        kind, number = self._kind(one, "message", "request", "earlier", "waits")
        if kind in ("earlier", "waits"):
            await self.act(standby.withdraw, number)
            self._undone_by(partial(self.act, standby.put_back, number))
        elif kind == "message":
            before = await self.ask(message.get, number)
            await self.act(message.mark, number, MessageStatus.HANDLED)
            self._undone_by(partial(self.act, message.mark, number, before.status))
        else:
            await self.act(request.settle, number)
            self._undone_by(partial(self.act, request.unsettle, number))
        await self._marked(one, "traité")

    @step
    async def action_accepted(self) -> None:
        """The partner received the person."""
        await self._conclude(OrientationStatus.ACCEPTED)

    @step
    async def action_refused(self) -> None:
        """The partner could not help."""
        await self._conclude(OrientationStatus.REFUSED)

    async def _conclude(self, status: OrientationStatus) -> None:
        one = self._picked()
        _kind, number = self._kind(one, "orientation")
        await self.act(orientation.conclude, number, status)
        self._undone_by(partial(self.act, orientation.conclude, number, OrientationStatus.PENDING))
        await self._marked(one, f"orientation {status.label}")

    def _kind(self, one: Due | None, *kinds: str) -> tuple[str, int]:
        kind, _, number = (one.key if one else "").partition(":")
        if kind not in kinds:
            raise ComptoirError(
                "Pas pour cette ligne", "Choisissez une autre ligne avec les flèches, ou une autre touche."
            )
        return kind, int(number)

    def _undone_by(self, undo: Callable[[], Awaitable[object]]) -> None:
        self._undo.append((self.query_one(Lines).key, undo))

    async def _marked(self, one: Due | None, words: str) -> None:
        self.say(f"{_of(one)} : {words} ; u pour défaire." if one else f"{words} ; u pour défaire.")
        await self._read_all()

    @step
    async def action_undo(self) -> None:
        """Take back the last mark."""
        if not self._undo:
            raise ComptoirError("Rien à défaire", "Rien n’a été marqué depuis l’ouverture de cette liste.")
        key, undo = self._undo.pop()
        await undo()
        await self._read_all()
        self.query_one(Lines).pick(key)
        back = self._picked()
        self.say(
            f"{_of(back)} : la dernière marque est défaite." if back else "La dernière marque est défaite."
        )


def _of(one: Due) -> str:
    """Of whom something was noted, or of what where nobody is named."""
    return one.who or f"{one.what} « {one.words} »"
