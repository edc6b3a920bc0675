"""The agenda: everybody's appointments of a day, and what becomes of each."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from models import agenda, clock, constraint, holiday, person, text
from models.appointment import Appointment, Status
from models.errors import InvalidInput
from screens import agenda_lines
from screens.commands import Command
from screens.counter import About
from screens.forms import FormState, Item, TextField, Values
from screens.place import Place, step, task
from screens.widgets.form import Form
from screens.widgets.lines import Line, Lines

# The keys that the key line has no room for.
MORE_KEYS = " ←→ jour  j date  t aujourd’hui  i intervenant  s libre  l lettre  u défaire"


class AgendaScreen(Place):
    """F5. Marking asks nothing, says what to do next, and is undone by one key."""

    NAME = "agenda"
    HEADING = "Agenda"
    AUTO_FOCUS = "#agenda"
    KEYS = (
        Command("agenda.new", "n", "new", "nouveau", "Nouveau rendez-vous"),
        Command("agenda.move", "d", "move", "déplacer", "Déplacer le rendez-vous choisi ; sa trace reste"),
        Command("agenda.arrived", "a", "arrived", "arrivé", "La personne est là, l’intervenant est prévenu"),
        Command("agenda.seen", "h", "mark('seen')", "honoré", "Le rendez-vous a eu lieu"),
        Command("agenda.absent", "b", "mark('absent')", "absent", "La personne n’est pas venue"),
        Command("agenda.excused", "e", "mark('excused')", "excusé", "La personne a annulé"),
        Command("agenda.revoked", "x", "mark('revoked')", "annulé", "Le service annule"),
        Command("agenda.undo", "u", "undo", "", "Défaire la dernière marque ou arrivée"),
        Command("agenda.letter", "l", "letter", "", "Lettre de confirmation du rendez-vous choisi"),
        Command("agenda.before", "left", "shift(-1)", "", "Le jour d’avant"),
        Command("agenda.after", "right", "shift(1)", "", "Le jour d’après"),
        Command("agenda.today", "t", "today", "", "Revenir à aujourd’hui"),
        Command("agenda.jump", "j", "jump", "", "Aller à un jour : 7.12, lundi, demain"),
        Command("agenda.agent", "i", "agent", "", "Un seul intervenant, puis le suivant, puis tous"),
        Command("agenda.free", "s", "free", "", "Le prochain créneau libre de chaque motif"),
        Command("agenda.back", "escape", "back", "", "Fermer la date ou la liste, puis l’accueil"),
    )

    def __init__(self, about: About | None = None) -> None:
        super().__init__(about)
        self.day = date.fromisoformat(self.about["day"]) if self.about.get("day") else clock.today()
        self.shown = agenda_lines.Day((), {})
        # Whose appointments are shown, everybody's when empty; and the next free slots, when asked for.
        self.agent_name = ""
        self.free: Sequence[Line] | None = None
        self._holiday = ""
        self.opened = False
        # (appointment, status before), newest last; an empty status is an arrival.
        self._undo: list[list[Any]] = self.about.setdefault("undo", [])

    def body(self) -> ComposeResult:
        yield Static("", id="agenda-head", markup=False)
        yield Form(self._items, FormState(), id="jump")
        yield Lines(id="agenda", empty="Aucun rendez-vous ce jour-là.")
        yield Static(MORE_KEYS, id="agenda-keys", markup=False)

    def _items(self, values: Values) -> Sequence[Item]:
        return [TextField("day", "Aller au", hint="7.12, lundi, demain", max_length=40)]

    def on_mount(self) -> None:
        self.query_one("#jump").display = False
        self.open()

    def on_screen_resume(self) -> None:
        """Back from the help or the menu: read the day again."""
        if self.opened:
            self.read()
        self.opened = True

    def on_resize(self) -> None:
        self._show()

    # --- what is shown

    @property
    def lines(self) -> Lines:
        """The list."""
        return self.query_one("#agenda", Lines)

    @step
    async def open(self) -> None:
        """Read the day; for somebody picked on the desk, go to their next appointment."""
        who = str(self.about.get("person") or "")
        pick = str(self.about.get("pick") or "")
        if who.isdigit() and not self.about.get("day"):
            pick = await self._next_of(int(who))
        await self._read()
        self.lines.pick(pick)

    async def _next_of(self, who: int) -> str:
        """Turn to the day of a person’s next appointment and say it; gives the key of its line."""
        name = (await self.act(person.opened, who)).name
        ahead = await self.ask(agenda.upcoming, who)
        if not ahead:
            self.say(f"{name} n’a pas de rendez-vous à venir ; n en réserve un.")
            return ""
        one = ahead[0]
        when = agenda_lines.when_words(one.starts_at, one.agent_name, one.place)
        self.say(f"{name} : prochain rendez-vous {when}. n en réserve un autre, d le déplace.")
        self.day = clock.local(one.starts_at).date()
        return str(one.id)

    @step
    async def read(self) -> None:
        """Read the day again."""
        await self._read()

    async def _read(self) -> None:
        self._holiday = ""
        self.shown = await self.ask(agenda_lines.read_day, self.day)
        self._show()
        self.name_holiday()

    @task(exclusive=True, group="lists")
    async def catch_up(self) -> None:
        """Somebody else wrote."""
        self.refresh_status()
        self.shown = await self.ask(agenda_lines.read_day, self.day)
        self._show()

    @task(exclusive=True, group="holiday")
    async def name_holiday(self) -> None:
        """The calendar of holidays is slow to come by the first time: no key waits for it."""
        day = self.day
        name = await self.ask(holiday.name, day)
        if name and day == self.day:
            self._holiday = f"férié : {name}"
            self._show()

    def _show(self) -> None:
        if not self.is_mounted:
            return
        if self.free is not None:
            self.query_one("#agenda-head", Static).update(
                Content(" Prochain créneau libre   Entrée réserver   Échap revenir au jour")
            )
            self.lines.show(self.free)
            return
        width, profile = self.size.width - 2, self.counter.site.profile
        shown = [one for one in self.shown.appointments if self.agent_name in ("", one.agent_name)]
        count = f"{len(shown)} rendez-vous" if shown else "aucun rendez-vous"
        day, near = text.long_date(self.day), agenda_lines.distance(self.day)
        parts = [day, self._holiday, near, count, self.agent_name or "tous"]
        self.query_one("#agenda-head", Static).update(Content(" " + "   ".join(filter(None, parts))))
        tickets = self.shown.tickets
        self.lines.show(
            [
                Line(str(one.id), agenda_lines.appointment_line(profile, one, tickets.get(one.id), width))
                for one in shown
            ]
        )

    def picked(self) -> About | None:
        """Whom a place key acts on: the line picked, else who the agenda was opened for."""
        one = self._picked()
        if one is not None:
            return {"person": str(one.person_id)}
        return {name: self.about[name] for name in ("person", "form") if self.about.get(name)} or None

    def _picked(self) -> Appointment | None:
        if self.free is not None:
            return None
        return next((one for one in self.shown.appointments if str(one.id) == self.lines.key), None)

    def _picked_or_said(self) -> Appointment | None:
        one = self._picked()
        if one is None:
            self.say("Choisissez un rendez-vous (flèches), puis la touche.")
        return one

    # --- another day, another agent

    def action_shift(self, days: int) -> None:
        """Some days on."""
        self._go_to(self.day + timedelta(days=days))

    def action_today(self) -> None:
        """Back to today."""
        self._go_to(clock.today())

    def _go_to(self, day: date) -> None:
        self.day, self.free, self.agent_name = day, None, ""
        self.say("")
        self.read()

    def action_jump(self) -> None:
        """Ask for a day."""
        form = self.query_one("#jump", Form)
        form.values.clear()
        form.state.cursor = 0
        form.display = True
        form.rebuild()
        form.focus()

    def on_form_finished(self, event: Form.Finished) -> None:
        """A day was typed."""
        event.stop()
        try:
            day = constraint.read_day(event.form.values.get("day", ""), "day")
        except InvalidInput as error:
            event.form.put_cursor(error.field)
            self.say(f"{error.title} : {error.message}", error=True)
            return
        self._close_jump()
        self._go_to(day)

    def _close_jump(self) -> bool:
        form = self.query_one("#jump", Form)
        was_open = bool(form.display)
        form.display = False
        self.lines.focus()
        return was_open

    def action_agent(self) -> None:
        """The next agent of the day, everybody after the last."""
        names = ["", *sorted({one.agent_name for one in self.shown.appointments})]
        at = names.index(self.agent_name) if self.agent_name in names else 0
        self.agent_name = names[(at + 1) % len(names)]
        self._show()

    @step
    async def action_free(self) -> None:
        """The next free slot of each motive."""
        self.free = agenda_lines.free_lines(
            await self.ask(agenda_lines.next_slots, self.counter.site.profile)
        )
        self._show()

    # --- appointments

    def on_lines_opened(self, event: Lines.Opened) -> None:
        """Enter: everything about the appointment picked, or book the motive picked."""
        if self.free is not None:
            self._book({"motive": event.key})
        else:
            self.open_appointment()

    @task(exclusive=True, group="open")
    async def open_appointment(self) -> None:
        """Say what the line has no room for; the person is opened, which is journaled."""
        one = self._picked()
        if one is None:
            return
        who = await self.act(person.opened, one.person_id)
        self.say(f"{who.name}, {agenda_lines.details(self.counter.site.profile, one)}")

    def action_new(self) -> None:
        """Book for who the agenda was opened for, or again for somebody whose appointment fell through."""
        one = self._picked()
        if one is not None and one.status in (Status.EXCUSED, Status.REVOKED, Status.ABSENT):
            self._book({"person": str(one.person_id), "motive": one.motive, "request": one.request_id})
        else:
            self._book({})

    def _book(self, wanted: About) -> None:
        mine = {name: self.about[name] for name in ("person", "form") if self.about.get(name)}
        self.counter.follow([{"place": "slots", **mine, **wanted}, self._here()])

    def _here(self) -> About:
        kept = {name: self.about[name] for name in ("person", "form", "undo") if self.about.get(name)}
        return {"place": "agenda", "day": self.day.isoformat(), "pick": self.lines.key, **kept}

    def action_move(self) -> None:
        """Choose another time for the appointment picked."""
        one = self._picked_or_said()
        if one is not None and one.status is not Status.UPCOMING:
            self.say(f"Ce rendez-vous est déjà « {one.status.label} » : n en prend un nouveau.")
        elif one is not None:
            moving: About = {"place": "slots", "move": one.id, "person": str(one.person_id)}
            self.counter.follow([moving, self._here()])

    def action_letter(self) -> None:
        """The confirmation letter of the appointment picked."""
        one = self._picked_or_said()
        if one is None:
            return
        letter: About = {"place": "letters", "kind": "confirmation", "appointment": one.id}
        self.counter.follow([letter | {"person": one.person_id}, self._here()])

    @step
    async def action_arrived(self) -> None:
        """The person is here."""
        one = self._picked_or_said()
        if one is None:
            return
        if clock.local(one.starts_at).date() != clock.today() or one.status is not Status.UPCOMING:
            self.say("Seul un rendez-vous d’aujourd’hui se marque arrivé. Sinon F2 reçoit la personne.")
            return
        came = await self.act(agenda.arrived, one.id)
        self._undo.append([one.id, ""])
        self.say(f"N° {came.number} {one.person_name} attend ; {one.agent_name} est prévenu. u pour défaire.")
        self.read()
        self.refresh_status()

    @step
    async def action_mark(self, status: str) -> None:
        """Note what became of the appointment picked; nothing is asked, ``u`` undoes it."""
        one = self._picked_or_said()
        if one is None:
            return
        if one.status is Status(status):
            self.say(f"{one.person_name} : déjà « {one.status.label} ».")
            return
        kept = await self.act(agenda.mark, one.id, Status(status))
        self._undo.append([one.id, one.status.value])
        self.say(agenda_lines.after_mark(kept, self.counter.site.profile.service.phone_region))
        self.read()

    @step
    async def action_undo(self) -> None:
        """The last marking or arrival made here, undone."""
        if not self._undo:
            self.say("Rien à défaire sur cet écran.")
            return
        appointment_id, before = self._undo[-1]
        if not before:
            await self.act(agenda.not_arrived, appointment_id)
            words = "l’arrivée est annulée, l’intervenant est prévenu"
        else:
            again = await self.act(agenda.mark, appointment_id, Status(before))
            words = f"de nouveau « {again.status.label} »"
        self._undo.pop()
        one = await self.ask(agenda.get, appointment_id)
        self.say(f"{one.person_name} : {words}.")
        self.read()
        self.refresh_status()

    # --- leaving

    def action_back(self) -> None:
        """Close what is open, then home."""
        if self._close_jump():
            self.say("")
        elif self.free is not None:
            self.free = None
            self._show()
        else:
            self.counter.follow([])
