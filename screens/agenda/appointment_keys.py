"""What the views of the agenda do alike with the appointment picked: one key each, undone by one key."""

from typing import Any
from uuid import uuid4

from models import clock, text
from models.agenda import agenda, series, standby
from models.agenda.appointment import CANCELLED, Appointment, Status
from models.agenda.series import Repeated
from models.person import person
from models.room import arrival, queue
from models.room import outcome as appointment_step
from screens.agenda import lines as agenda_lines
from screens.frame.commands import Command
from screens.frame.counter import About
from screens.frame.place import Place, step, task

APPOINTMENT_KEYS = (
    Command("agenda.new", "n", "new", "nouveau", "Nouveau rendez-vous"),
    Command("agenda.move", "d", "move", "déplacer", "Déplacer le rendez-vous choisi ; sa trace reste"),
    Command("agenda.arrived", "a", "arrived", "arrivé", "La personne est là, l’intervenant est prévenu"),
    Command("agenda.seen", "h", "mark('seen')", "honoré", "Le rendez-vous a eu lieu"),
    Command("agenda.absent", "b", "mark('absent')", "absent", "La personne n’est pas venue"),
    Command("agenda.excused", "e", "mark('excused')", "excusé", "La personne a annulé"),
    Command("agenda.revoked", "x", "mark('revoked')", "annulé", "Le service annule"),
    Command("agenda.undo", "u", "undo", "", "Défaire la dernière marque ou arrivée"),
    Command("agenda.letter", "l", "letter", "", "Lettre : confirmation, ou deux créneaux après une absence"),
    Command("agenda.earlier", "p", "earlier", "", "Plus tôt : prévenir si un créneau se libère avant"),
    Command("agenda.repeat", "r", "repeat", "", "Répéter le rendez-vous choisi, de semaine en semaine"),
)
# What a view hands to another view and back.
_KEPT = ("person", "form", "undo", "minutes")
# Something to be undone that is no mark.
_ARRIVAL, _STANDBY, _STEP, SERIES = "arrival", "standby", "step", "series"


def to_undo(view: About, appointment_id: int, before: str, what: object) -> None:
    """Give a view, which is about to be opened again, one more thing that its undo key takes back."""
    view.setdefault("undo", []).append([appointment_id, before, what])


class AppointmentKeys(Place):
    """A view of appointments. Marking asks nothing and says what to do next."""

    def __init__(self, about: About | None = None) -> None:
        super().__init__(about)
        # [appointment, what it was before], [appointment, arrival or step], [appointment, standby, its id]
        # or [appointment, series, the ids of those that followed].
        self._undo: list[list[Any]] = self.about.setdefault("undo", [])

    # --- what a view gives

    def appointment(self) -> Appointment | None:
        """The appointment picked."""
        raise NotImplementedError

    def read(self) -> object:
        """Read again what is shown."""
        raise NotImplementedError

    def here(self) -> About:
        """All that is needed to come back to this view as it is."""
        raise NotImplementedError

    # --- what follows from it

    def kept(self) -> About:
        """What goes with one from view to view."""
        return {name: self.about[name] for name in _KEPT if self.about.get(name)}

    def picked(self) -> About | None:
        """Whom a place key acts on: the appointment picked, else who the agenda was opened for."""
        one = self.appointment()
        if one is not None:
            return {"person": str(one.person_id)}
        return {name: self.about[name] for name in ("person", "form") if self.about.get(name)} or None

    def open_place(self, place: About) -> None:
        """Open another place; Escape there comes back here."""
        self.counter.follow([place, self.here(), *self.about.get("then", [])])

    def picked_or_said(self) -> Appointment | None:
        """The appointment picked; without one, it is said."""
        one = self.appointment()
        if one is None:
            self.say("Choisissez un rendez-vous (flèches), puis la touche.")
        return one

    def book(self, wanted: About) -> None:
        """Book what is ``wanted`` for who the agenda was opened for."""
        mine = {name: self.about[name] for name in ("person", "form") if self.about.get(name)}
        self.open_place({"place": "slots", **mine, **wanted})

    @task(exclusive=True, group="open")
    async def open_appointment(self) -> None:
        """Say what the line has no room for; the person is opened, which is journaled."""
        one = self.appointment()
        if one is None:
            return
        who = await self.act(person.opened, one.person_id)
        moves = await self.ask(agenda.moves, one.id) if one.moved else ()
        self.say(f"{who.name}, {agenda_lines.details(self.profile, one, moves)}")

    def action_new(self) -> None:
        """Book for who the agenda was opened for, or again for somebody whose appointment fell through."""
        one = self.appointment()
        if one is not None and one.status in (Status.EXCUSED, Status.REVOKED, Status.ABSENT):
            self.book({"person": str(one.person_id), "motive": one.motive, "request": one.request_id})
        else:
            self.book({})

    def action_move(self) -> None:
        """Choose another time for the appointment picked."""
        one = self.picked_or_said()
        if one is not None and one.status is not Status.UPCOMING:
            self.say(f"Ce rendez-vous est déjà « {one.status.label} » : n en prend un nouveau.")
        elif one is not None:
            self.open_place({"place": "slots", "move": one.id, "person": str(one.person_id)})

    def action_letter(self) -> None:
        """The letter of the appointment picked: it is confirmed, or two others are proposed."""
        one = self.picked_or_said()
        if one is not None:
            kind = "absence" if one.status is Status.ABSENT else "confirmation"
            letter: About = {"place": "letters", "kind": kind, "appointment": one.id}
            self.open_place(letter | {"person": one.person_id})

    def action_repeat(self) -> None:
        """The same again, every so many weeks."""
        one = self.picked_or_said()
        if one is not None:
            self.open_place({"place": "repeat", "appointment": one.id, "person": str(one.person_id)})

    @step
    async def action_arrived(self) -> None:
        """The person is here."""
        one = self.picked_or_said()
        if one is None:
            return
        if clock.local(one.starts_at).date() != clock.today() or one.status is not Status.UPCOMING:
            self.say("Seul un rendez-vous d’aujourd’hui se marque arrivé. Sinon F2 reçoit la personne.")
            return
        if here := await self.ask(appointment_step.waiting, one.id):
            self.say(f"{one.person_name} est déjà là, n° {here.number}.")
            return
        came = await self.act(arrival.arrived, one.id)
        self._undo.append([one.id, _ARRIVAL])
        self.say(f"N° {came.number} {one.person_name} attend ; avis envoyé à {one.agents}. u pour défaire.")
        self.read()
        self.refresh_status()

    @step
    async def action_mark(self, status: str) -> None:
        """Note what became of the appointment picked; nothing is asked, ``u`` undoes it."""
        one = self.picked_or_said()
        if one is None:
            return
        if one.status is Status(status):
            self.say(f"{one.person_name} : déjà « {one.status.label} ».")
            return
        kept, left_the_room = await self.act(appointment_step.note, one.id, Status(status))
        self._undo.append([one.id, _STEP if left_the_room else one.status.value])
        here = await self.ask(appointment_step.waiting, one.id)
        said = agenda_lines.after_mark(kept, self.phone_region, here)
        if kept.status in CANCELLED:
            said += await self.ask(agenda_lines.stays, kept)
        self.say(said)
        self.read()
        self.refresh_status()

    @step
    async def action_earlier(self) -> None:
        """Put the appointment picked on the list of those who would come earlier."""
        one = self.picked_or_said()
        if one is None:
            return
        if one.status is not Status.UPCOMING or one.starts_at <= clock.now():
            self.say("Seul un rendez-vous à venir peut être avancé.")
        elif await self.ask(standby.of_appointment, one.id) is not None:
            self.say(f"{one.person_name} attend déjà un créneau plus tôt.")
        else:
            wanted = await self.act(
                standby.want,
                one.person_id,
                motive=one.motive,
                appointment_id=one.id,
                venue=one.venue.value,
                key=uuid4().hex,
            )
            self._undo.append([one.id, _STANDBY, wanted.id])
            self.say(f"{one.person_name} viendrait plus tôt : ce qui se libère sera proposé. u pour défaire.")

    @step
    async def action_undo(self) -> None:
        """The last thing noted here, undone."""
        if not self._undo:
            self.say("Rien à défaire sur cet écran.")
            return
        appointment_id, before, *rest = self._undo[-1]
        if before == _ARRIVAL:
            await self.act(arrival.not_arrived, appointment_id)
            words = "l’arrivée est annulée, l’intervenant est prévenu"
        elif before == _STEP:
            words = _step_undone(await self.act(queue.undo, appointment_id))
        elif before == _STANDBY:
            await self.act(standby.withdraw, rest[0])
            words = "ne demande plus à venir plus tôt"
        elif before == SERIES:
            done = await self.act(series.bring_back, appointment_id, rest[0])
            words = _brought_back(done)
        else:
            again = await self.act(agenda.mark, appointment_id, Status(before))
            words = f"de nouveau « {again.status.label} »"
        self._undo.pop()
        one = await self.ask(agenda.get, appointment_id)
        self.say(f"{one.person_name} : {words}.")
        self.read()
        self.refresh_status()


def _step_undone(said: str) -> str:
    """What :func:`models.room.queue.undo` says, as it goes on after a name."""
    said = said.removeprefix("Défait : ").removesuffix(".")
    return f"{said[:1].lower()}{said[1:]}"


def _brought_back(done: Repeated) -> str:
    """``3 rendez-vous suivants rétablis, pas rétabli : ven. 11 déc. (le créneau est déjà pris)``."""
    said = text.counted(len(done.made), "rendez-vous suivant rétabli", "rendez-vous suivants rétablis")
    if done.missed:
        said += f", pas rétabli : {agenda_lines.missed_words(done.missed)}"
    return said
