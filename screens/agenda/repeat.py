"""Recurring appointments: the same hour every few weeks, with what does not fit shown before it is booked."""

from collections.abc import Sequence

from textual.app import ComposeResult

from models import clock, text
from models.agenda import series
from models.agenda.appointment import Appointment, Status
from models.agenda.series import Planned, Repeated
from models.dates import words
from models.errors import InvalidInput
from models.person import person
from screens.agenda import appointment_keys
from screens.agenda import lines as agenda_lines
from screens.frame.about import Mark, Repeat
from screens.frame.commands import Command
from screens.frame.form_place import FormPlace
from screens.frame.forms import Choice, ChoiceField, Item, Note, TextField, Values
from screens.frame.place import step, task
from screens.frame.widgets.form import Form
from screens.frame.widgets.lines import Line, Lines, columns

# Every week, six times: what is planned most.
WEEKS, TIMES = "1", "6"
CANCELLED_BY = (
    Choice("e", Status.EXCUSED.value, "la personne"),
    Choice("x", Status.REVOKED.value, "le service"),
)


class RepeatScreen(FormPlace):
    """Opened from the agenda for the appointment picked."""

    about: Repeat
    HEADING = "Répéter un rendez-vous"
    KEYS = (
        Command("repeat.submit", "ctrl+s", "submit", "Réserver", "Réserver les dates qui conviennent"),
        Command(
            "repeat.cancel",
            "ctrl+r",
            "cancel_rest",
            "Annuler la suite",
            "Annuler les rendez-vous suivants de la série, en disant qui annule",
        ),
        Command("repeat.down", "pagedown", "turn(1)", "", "Les dates plus bas"),
        Command("repeat.up", "pageup", "turn(-1)", "", "Les dates plus haut"),
        Command("repeat.back", "escape", "back", "Retour", "Revenir sans rien réserver"),
    )

    def __init__(self, about: Repeat) -> None:
        super().__init__(about)
        self._number = about.appointment or 0
        self.subject: series.Repeatable | None = None
        self.planned: list[Planned] = []
        values = self.form_state.values
        values.setdefault("every", WEEKS)
        values.setdefault("times", TIMES)

    def body(self) -> ComposeResult:
        yield Form(self._items, self.form_state, id="repeat")
        yield Lines(id="planned", empty="")

    def on_mount(self) -> None:
        self.read()

    def _items(self, values: Values) -> Sequence[Item]:
        if self.subject is None:
            return []
        one, rest = self.subject.appointment, self.subject.rest
        items: list[Item] = [
            Note(one.person_name, "Pour", strong=True),
            Note(self._what(*self.subject.together), "Rendez-vous"),
        ]
        if rest:
            until = words.day_words(clock.local(rest[-1].starts_at).date())
            items.append(
                Note(f"{text.counted(len(rest), 'rendez-vous', 'rendez-vous')}, jusqu’au {until}", "Suite")
            )
        if values.get("cancelling"):
            return [*items, ChoiceField("cancelled_by", "Qui annule ?", CANCELLED_BY)]
        return [
            *items,
            TextField("every", "Semaines entre", hint="semaines : 1, 2, 4", max_length=2),
            TextField("times", "Encore (fois)", hint="combien de fois", max_length=2),
            Note(_summary(self.planned), "Dates", strong=True),
        ]

    def _what(self, one: Appointment, *then: Appointment) -> str:
        label = agenda_lines.motive_label(self.profile, one.motive)
        return f"{label}, {agenda_lines.appointment_words(one, *then)}"

    @step
    async def read(self) -> None:
        """The appointment, its person (which is journaled), and the dates as they are."""
        self.subject = await self.ask(series.repeatable, self._number)
        await self.act(person.opened, self.subject.appointment.person_id)
        self.form.rebuild()
        self.form.put_cursor("every")
        await self._plan()

    def draft_title(self) -> str:
        """Who it is about."""
        return f"répéter {self.subject.appointment.person_name if self.subject else ''}".strip()

    # --- the dates, while they are typed

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.field_id == "cancelled_by":
            self.cancel_rest()
        else:
            self.plan()

    @task(exclusive=True, group="plan")
    async def plan(self) -> None:
        """Show the dates for what is typed; a number not yet complete shows none."""
        await self._plan()

    async def _plan(self) -> None:
        try:
            weeks, times = self._numbers()
            self.planned = await self.ask(series.plan, self._number, weeks, times)
            self.say("")
        except InvalidInput as error:
            self.planned = []
            self.say(str(error), error=True)
        self.query_one("#planned", Lines).show([Line("", _planned_line(one)) for one in self.planned])
        self.form.rebuild()

    def _numbers(self) -> tuple[int, int]:
        """(weeks, times) as typed. Raises :class:`InvalidInput` naming the field."""
        for name in ("every", "times"):
            if not self.form_state.values.get(name, "").strip().isdecimal():
                raise InvalidInput("Nombre attendu", "Tapez un nombre, par exemple 2.", name)
        return int(self.form_state.values["every"]), int(self.form_state.values["times"])

    # --- what the keyboard does

    def on_form_finished(self, event: Form.Finished) -> None:
        self.say("Ctrl+S réserve ces dates.")

    @step
    async def action_submit(self) -> None:
        """Book what fits, and say what was booked and what could not be."""
        if self.form_state.values.get("cancelling"):
            self.say("Dites d’abord qui annule : e la personne, x le service ; Échap garde tout.")
            return
        try:
            weeks, times = self._numbers()
            done = await self.act(series.repeat, self._number, weeks, times, self.key)
        except InvalidInput as error:
            self.form.put_cursor(error.field)
            self.say(str(error), error=True)
            return
        await self.finished()
        self.counter.follow(self.about.then, _done_words(done))

    def action_turn(self, pages: int) -> None:
        """See the dates that have no room."""
        self.query_one("#planned", Lines).turn(pages)

    def action_cancel_rest(self) -> None:
        """Ask who cancels what follows in the series; the answer does it."""
        if self.subject is None or not self.subject.rest:
            self.say("Aucun rendez-vous ne suit celui-ci dans une série.")
            return
        self.form_state.values["cancelling"] = "oui"
        self.form.rebuild()
        self.form.put_cursor("cancelled_by")
        count = text.counted(len(self.subject.rest), "rendez-vous suivant", "rendez-vous suivants")
        self.say(f"Annuler {count} ? e la personne, x le service ; Échap garde tout.")

    @step
    async def cancel_rest(self) -> None:
        """Cancel what follows, for who was named."""
        assert self.subject is not None
        one, status = self.subject.appointment, Status(self.form_state.values["cancelled_by"])
        gone = await self.act(series.cancel_rest, one.id, status)
        await self.finished()
        said = text.counted(len(gone), "rendez-vous suivant annulé", "rendez-vous suivants annulés")
        whom = "par le service. Prévenez la personne" if status is Status.REVOKED else "par la personne"
        # The view it was opened from undoes it like any other mark.
        mark = Mark(one.id, appointment_keys.SERIES, tuple(each.id for each in gone))
        then, undone = appointment_keys.to_undo(self.about.then, mark) if gone else (self.about.then, False)
        undo = " u défait." if undone else ""
        self.counter.follow(then, f"{one.person_name} : {said} {whom}.{undo}")

    @step
    async def action_back(self) -> None:
        """Close the question, or go back to where it was opened; nothing typed here would be missed."""
        if self.form_state.values.pop("cancelling", ""):
            self.say("")
            self.form.rebuild()
            self.form.put_cursor("every")
            return
        await self.finished()
        self.counter.follow(self.about.then)


def _summary(planned: Sequence[Planned]) -> str:
    """How many dates, and how many of them cannot be."""
    missed = sum(bool(one.refusal) for one in planned)
    said = text.counted(len(planned), "date")
    if not missed:
        return f"{said}, toutes conviennent" if planned else ""
    return f"{said}, dont {missed} ne {'convient' if missed == 1 else 'conviennent'} pas"


def _planned_line(one: Planned) -> str:
    at = clock.local(one.starts_at)
    said = f"NON : {one.refusal}" if one.refusal else "libre"
    return columns((text.short_date(one.day), 14), (f"{at:%Y  %H:%M}", 12), (said, 50)).rstrip()


def _done_words(done: Repeated) -> str:
    """``5 rendez-vous réservés. Pas réservé : 25 déc. (jour férié : Noël).``"""
    name = f"{done.made[0].person_name} : " if done.made else ""
    said = name + text.counted(len(done.made), "rendez-vous réservé", "rendez-vous réservés") + "."
    if done.missed:
        said += f" Pas réservé : {agenda_lines.missed_words(done.missed)}."
    return said
