"""The keys of the waiting room: every step a person of the line can take, one key each."""

from collections.abc import Callable, Sequence

from textual import events
from textual.message import Message

from models.errors import ComptoirError
from models.person import person
from models.room import queue, ticket
from models.room.overview import Waiting
from models.room.visit import Visit, VisitStatus
from screens.frame.about import Room
from screens.frame.commands import Command, shown
from screens.frame.place import Place, step, task
from screens.frame.widgets.lines import Lines

ROOM_KEYS = (
    Command("desk.next", "n", "next", "suivant", "Appeler la personne suivante de la salle"),
    Command("desk.call", "enter", "call", "appeler", "Appeler la personne choisie, même hors de son tour"),
    Command("desk.recall", "r", "recall", "encore", "Appeler encore une fois qui ne vient pas"),
    Command("desk.done", "t", "done", "terminé", "La personne a été reçue : dire la suite"),
    Command("desk.absent", "i", "absent", "absent", "La personne appelée n’est pas là"),
    Command("desk.hold", "h", "form('hold')", "patienter", "Faire patienter, hors du tour : elle reste là"),
    Command(
        "desk.back", "e", "back_in_line", "remettre", "Remettre dans la file, après une attente ou un retour"
    ),
    Command("desk.transfer", "v", "form('transfer')", "envoyer", "Envoyer à un intervenant ou à un guichet"),
    Command("desk.ahead", "o", "form('ahead')", "avant", "Passer avant les autres, en disant pourquoi"),
    Command("desk.left", "p", "left", "départ", "La personne choisie est partie sans être reçue"),
    Command("desk.remove", "x", "form('remove')", "retirer", "Retirer de la file, en disant pourquoi"),
    Command("desk.undo", "u", "undo", "défaire", "Défaire votre dernière étape, puis la précédente"),
    Command("desk.why", "question_mark", "why", "pourquoi", "Dire pourquoi la personne est à cette place"),
    Command(
        "desk.gone",
        "g",
        "gone",
        "sortis",
        "Montrer aussi les absences, les départs et qui n’est plus dans la file",
    ),
)
# What acts on whom, the most useful first: the key line shows as many as fit.
_WAITS = ("call", "next", "undo", "hold", "transfer", "ahead", "left", "remove", "why")
_CALLED = ("done", "recall", "absent", "back", "undo", "next", "transfer", "hold", "left")
_ACTS = {
    VisitStatus.WAITING: _WAITS,
    VisitStatus.HELD: ("call", "back", "next", "undo", "transfer", "left", "remove"),
    VisitStatus.CALLED: _CALLED,
    VisitStatus.AT_COUNTER: ("done", "next", "undo", "back", "transfer", "hold", "left"),
}
_GONE = ("back", "undo", "next", "gone", "why")
_AT_COUNTER = (VisitStatus.CALLED, VisitStatus.AT_COUNTER)
_MOVES = ("up", "down", "pageup", "pagedown", "home", "end")


class LineOfPeople(Lines):
    """The lines of the room; tells when the pick moved, because other keys act on another person."""

    class Moved(Message):
        """The pick may be on another line."""

    def on_key(self, event: events.Key) -> None:
        if event.key in _MOVES:
            # Handled after the key itself, which moves the pick.
            self.post_message(self.Moved())


class LinePlace(Place):
    """What the keys of the room do. Subclasses show the lines and say who is picked."""

    showing_gone = False

    def waiting(self) -> Waiting | None:
        """The person of the line picked, when the cursor is in the room."""
        raise NotImplementedError

    def everybody(self) -> Sequence[Waiting]:
        """Everybody of the line, as last read."""
        raise NotImplementedError

    def pick(self, visit_id: int) -> None:
        """Put the pick on somebody of the line."""
        raise NotImplementedError

    def key_of(self, one: Waiting) -> str:
        """What a line stands for: somebody whom a colleague calls is not the one that was picked any more."""
        called = one.visit.called_at and one.visit.status in _AT_COUNTER
        theirs = called and one.caller != self.counter.agent.id
        return f"{one.visit.id}, {one.caller}" if theirs else str(one.visit.id)

    def room_keys(self, commands: Sequence[Command]) -> list[str]:
        """``key label`` of each command that acts on the person picked, the most useful first."""
        picked = self.waiting()
        names = _ACTS.get(picked.visit.status, _GONE) if picked else ("next", "undo", "gone")
        by_id = {one.id: one for one in commands}
        acting = [by_id[f"desk.{name}"] for name in names]
        return [f"{shown(one, self.counter.keys)} {one.label}" for one in acting]

    # --- calling

    @step
    async def action_next(self) -> None:
        """Call whoever is first in line."""
        await self._called(await self.act(queue.call_next, self.profile.room))

    @step
    async def action_call(self) -> None:
        """Call the person picked."""
        one = self._picked()
        if one is not None:
            await self._called(await self.act(queue.call, one.id, self.profile.room))

    async def _called(self, one: Visit) -> None:
        warning = await self.act(person.warned, one.person_id) if one.person_id else ""
        where = f", {one.counter}" if one.counter else ""
        said = f"numéro appelé{where} ; t terminé, u défaire."
        await self._said(one, f"{said}\n{warning}" if warning else said)
        self.pick(one.id)

    @step
    async def action_recall(self) -> None:
        """Call the number once more."""
        await self._step(queue.recall, "numéro appelé encore une fois.", called=True)

    @step
    async def action_absent(self) -> None:
        """Who was called is not there."""
        await self._step(queue.absent, "ne vient pas ; g montre les sortis, e remet.", called=True)

    # --- the line

    @step
    async def action_back_in_line(self) -> None:
        """Let the person wait again."""
        await self._step(queue.back_in_line, "attend de nouveau.")

    @step
    async def action_left(self) -> None:
        """The person picked went away."""
        await self._step(queue.leave, "n’attend plus ; u défaire.")

    async def _step(self, verb: Callable[..., Visit], words: str, *, called: bool = False) -> None:
        one = self._picked(called=called)
        if one is not None:
            await self._said(await self.act(verb, one.id), words)

    async def _said(self, one: Visit, words: str) -> None:
        self.say(f"{await self.ask(ticket.named, one)} : {words}")
        # Before the next key, which is about the room as it is now.
        await self.fill()
        self.refresh_status()

    # --- what needs a word more

    @step
    async def action_form(self, what: str) -> None:
        """Ask for the reason, or for whom, then do it."""
        one = self._picked()
        if one is not None:
            await self.ask(queue.allow, one.id, what)
            self.counter.go(Room(do=what, visit=one.id))

    @step
    async def action_done(self) -> None:
        """The person was received: at once when it is known what came of it, else it is asked."""
        one = self._picked(called=True)
        if one is None:
            return
        if await self.ask(queue.without_outcome, one.id):
            self.counter.go(Room(do="close", visit=one.id))
            return
        await self._said(await self.act(queue.close, one.id), "entretien terminé ; u défaire.")

    @step
    async def action_undo(self) -> None:
        """Take back the last step taken in the waiting room."""
        self.say(await self.act(queue.undo))
        await self.fill()
        self.refresh_status()

    # --- looking

    @task(exclusive=True, group="why")
    async def action_why(self) -> None:
        """Why the person picked stands where they do."""
        one = self._picked()
        if one is not None:
            self.say(await self.ask(ticket.why, one.id))

    @step
    async def action_gone(self) -> None:
        """Show those who went without being received, or hide them again."""
        self.showing_gone = not self.showing_gone
        # The next key may walk to one of them.
        await self.fill()

    def _picked(self, *, called: bool = False) -> Visit | None:
        """The person a key is about. What is for somebody called goes to the last one without a pick."""
        picked = self.waiting()
        if called and (picked is None or picked.visit.status is VisitStatus.WAITING):
            picked = self._last_called() or picked
        if picked is None:
            self.say("Choisissez une personne de la salle (flèches), puis la touche.")
            return None
        if called and picked.visit.status is VisitStatus.WAITING:
            raise ComptoirError(
                "Pas encore appelé", f"Le n° {picked.visit.number} attend. Entrée l’appelle d’abord."
            )
        return picked.visit

    def _last_called(self) -> Waiting | None:
        # Whom a colleague called is theirs, unless they are picked.
        mine = [one for one in self.everybody() if one.caller == self.counter.agent.id]
        called = [one for one in mine if one.visit.status in _AT_COUNTER and one.visit.called_at]
        return max(called, key=lambda one: one.visit.called_at or one.visit.arrived_at, default=None)
