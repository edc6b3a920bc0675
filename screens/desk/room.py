"""What a step of the waiting room asks before it is done: why, for whom, or what came of it."""

from collections.abc import Sequence

from textual.app import ComposeResult

from models import clock, telephone, text
from models.contact.onward import CallBack, Slip
from models.contact.request import Outcome, Request
from models.errors import InvalidInput
from models.hours import colleague
from models.room import contact, overview, queue
from models.room.visit import Visit, VisitStatus
from models.service import agent
from screens.agenda.appointment_keys import STEP, to_undo
from screens.contact import call_back, colleagues
from screens.contact.intake import OUTCOMES
from screens.contact.told import told
from screens.desk.desk_lines import label, minutes
from screens.frame.about import GOES_ON, About, Chosen, Mark, Room
from screens.frame.commands import Command
from screens.frame.form_place import FormPlace
from screens.frame.forms import ChoiceField, Item, Note, Option, PickField, TextField, Values
from screens.frame.place import Place, step, task
from screens.frame.widgets.form import Form

# What the first line of the form says is about to happen.
TITLES = {
    "hold": "Faire patienter, hors du tour",
    "transfer": "Envoyer à un intervenant ou à un guichet",
    "ahead": "Passer avant les autres",
    "remove": "Retirer de la file",
    "close": "Quelle suite ?",
}
_OPTIONAL = "facultatif : cherche ses papiers, attend un proche"
_NEEDED = "un mot suffit, vos collègues le liront"
EVERYBODY = "0"


class RoomScreen(FormPlace):
    """One form for the steps of the room that need a word more. A key, a word, Enter."""

    about: Room
    HEADING = "Salle d’attente"
    KEYS = (
        Command("room.submit", "ctrl+s", "submit", "Valider", "Faire ce qui est écrit en haut"),
        Command("room.back", "escape", "back", "Retour", "Ne rien faire ; ce qui est écrit reste en attente"),
    )

    def __init__(self, about: Room) -> None:
        super().__init__(about)
        self.what = about.do
        self.visit: Visit | None = None
        self.named = self.phone = ""
        self.open_requests: list[Request] = []

    def draft_title(self) -> str:
        """What was about to be done, and with which number."""
        number = f" n° {self.visit.number}" if self.visit else ""
        return f"{TITLES[self.what].partition(',')[0].lower()}{number}"

    def body(self) -> ComposeResult:
        yield Form(self._items, self.form_state, id="form")

    def _items(self, values: Values) -> Sequence[Item]:
        if self.visit is None:
            return []
        who = f"{self.named}, {self.visit.status.label}{self._since(self.visit)}"
        return [Note(TITLES[self.what], strong=True), Note(who), *self._asked(values)]

    def _since(self, one: Visit) -> str:
        """When they were called; before that, how long they have waited."""
        if one.status is VisitStatus.CALLED and one.called_at:
            return f" à {clock.local(one.called_at):%H:%M}"
        waited = minutes(one)
        return f" depuis {text.duration(waited)}" if waited > 0 else ""

    def _asked(self, values: Values) -> Sequence[Item]:
        if self.what == "close":
            return [item for one in self.open_requests for item in self._outcome(one, values)]
        optional = self.what in ("hold", "transfer")
        why = TextField("reason", "Pourquoi", hint=_OPTIONAL if optional else _NEEDED, max_length=200)
        return [PickField("to", "À qui", rows=10), why] if self.what == "transfer" else [why]

    def _outcome(self, one: Request, values: Values) -> list[Item]:
        asked = label(self.profile.theme, one.theme)
        items: list[Item] = [
            Note(asked + (f" : {one.words}" if one.words else "")),
            # To wait is not what came of it.
            ChoiceField(f"outcome.{one.id}", "Suite", OUTCOMES[1:]),
        ]
        if values.get(f"outcome.{one.id}") == Outcome.MESSAGE:
            items.append(PickField(f"to.{one.id}", "À qui", rows=6))
            items.append(TextField(f"body.{one.id}", "Message", hint=one.words))
        if values.get(f"outcome.{one.id}") == Outcome.CALL_BACK:
            items += call_back.items(values, self.phone, self.phone_region, f".{one.id}")
        return items

    def chosen(self) -> Chosen:
        """Who it is done with."""
        one = self.visit
        return (
            Chosen(person=one.person_id, visit=one.id, appointment=one.appointment_id) if one else self.about
        )

    # --- reading

    def on_mount(self) -> None:
        self.load()

    @step
    async def load(self) -> None:
        """Read whom it is about."""
        self.visit, self.named, phone, self.open_requests = await self.ask(
            overview.leaving, self.about.visit or 0
        )
        self.phone = telephone.show(phone, self.phone_region)
        self.form.rebuild()
        if self.what == "transfer" and not self.form.values.get("to"):
            self.form.put_cursor("to")

    def on_form_asked(self, event: Form.Asked) -> None:
        self.propose(event.field_id, event.words)

    @task(exclusive=True, group="propose")
    async def propose(self, field: str, words: str) -> None:
        """Propose whom to send to."""
        reception = Option(EVERYBODY, "accueil  (le premier libre)", "accueil")
        options = [reception] if text.fold(words) in text.fold(reception.line) else []
        found = await self.ask(colleague.everyone, words)
        self.form.propose(field, words, options + colleagues.options(found, self.profile.room.counters))

    # --- doing

    def on_form_changed(self, event: Form.Changed) -> None:
        """When what came of it is a single key, that key is enough."""
        chosen = [self.form.values.get(f"outcome.{one.id}", "") for one in self.open_requests]
        if self.what == "close" and all(chosen) and not set(chosen) & {Outcome.MESSAGE, Outcome.CALL_BACK}:
            self.action_submit()

    def on_form_finished(self, event: Form.Finished) -> None:
        """Enter on the last field."""
        self.action_submit()

    @step
    async def action_submit(self) -> None:
        """Do it, then back to the line, or on to the place that an outcome needs."""
        if self.visit is None:
            return
        try:
            said, steps = await self._done(self.visit)
        except InvalidInput as error:
            self.form.put_cursor(error.field)
            self.say(str(error), error=True)
            return
        await self.finished()
        if not steps and not self.about.then:
            self._stay()
        steps += self.about.then
        booked = self.visit.appointment_id if self.what == "close" else None
        following = to_undo(steps, Mark(booked, STEP))[0] if booked is not None else steps
        self.counter.follow(following, f"{self.named} : {said}")

    async def _done(self, one: Visit) -> tuple[str, list[About]]:
        reason = self.form.values.get("reason", "")
        if self.what == "close":
            return await self._close(one)
        if self.what == "transfer":
            to = self.form.values.get("to", "")
            if not to:
                raise InvalidInput("À qui ?", "Prenez une ligne (flèches, Entrée).", "to")
            host = None if to == EVERYBODY else await self.ask(agent.get, int(to))
            await self.act(queue.transfer, one.id, host.id if host else None, reason)
            whom = f"{host.name}, avec un avis" if host else "l’accueil"
            return f"envoi à {whom} ; u défaire.", []
        if self.what == "remove":
            await self.act(queue.remove, one.id, reason)
            return "n’est plus dans la file ; u défaire.", []
        if self.what == "ahead":
            await self.act(queue.put_ahead, one.id, reason)
            return "passe avant les autres ; u défaire.", []
        await self.act(queue.hold, one.id, reason)
        return "patiente ; e remet dans la file, u défaire.", []

    async def _close(self, one: Visit) -> tuple[str, list[About]]:
        values = self.form.values
        outcomes = {
            each.id: Outcome(given)
            for each in self.open_requests
            if (given := values.get(f"outcome.{each.id}"))
        }
        if missing := [each for each in self.open_requests if each.id not in outcomes]:
            field = f"outcome.{missing[0].id}"
            raise InvalidInput("Suite manquante", "Dites la suite : une lettre suffit.", field)
        onwards = {number: self._onward(number, outcome) for number, outcome in outcomes.items()}
        left = {number: each for number, each in onwards.items() if each is not None}
        await self.act(contact.close, one.id, outcomes, left)
        steps = [
            GOES_ON[outcome](request=number, person=one.person_id, visit=one.id, led=True)
            for number, outcome in outcomes.items()
            if outcome in GOES_ON
        ]
        theme, region = self.profile.theme, self.phone_region
        came_of = [
            await told(self.ask, label(theme, each.theme), outcomes[each.id], left.get(each.id), region)
            for each in self.open_requests
        ]
        said = f"{' ; '.join(came_of)}." if came_of else ""
        return f"entretien terminé ; u défaire. {said}".rstrip(), steps

    def _onward(self, number: int, outcome: Outcome) -> Slip | CallBack | None:
        values = self.form.values
        if outcome is Outcome.CALL_BACK:
            return call_back.read(values, self.phone, self.phone_region, f".{number}")
        if outcome is Outcome.MESSAGE:
            to = values.get(f"to.{number}", EVERYBODY)
            return Slip(int(to) if to not in ("", EVERYBODY) else None, values.get(f"body.{number}", ""))
        return None

    @step
    async def action_back(self) -> None:
        """Back to the line; a reason half written waits."""
        if not await self.keep():
            await self.finished()
        if not self.about.then:
            self._stay()
        self.counter.follow(self.about.then)

    def _stay(self) -> None:
        """The desk below finds its cursor where it was, not in the search."""
        if isinstance(below := self.app.screen_stack[-2], Place):
            below.stay()
