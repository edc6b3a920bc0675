"""What the views of the agenda do alike with the appointment picked: one key each, undone by one key."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import uuid4

from msgspec.structs import replace

from models import clock, text
from models.agenda import agenda, consecutive, series, standby
from models.agenda.appointment import CANCELLED, Appointment, Status
from models.agenda.move_back import move_back
from models.agenda.series import Repeated
from models.person import person
from models.room import arrival, follow, queue
from models.room import outcome as appointment_step
from screens.agenda import lines as agenda_lines
from screens.frame.about import About, Chosen, Letters, Mark, Repeat, Room, Slots, View
from screens.frame.commands import Command
from screens.frame.place import Place, step, task

V = TypeVar("V", bound=View)

APPOINTMENT_KEYS = (
    Command("agenda.new", "n", "new", "nouveau", "Nouveau rendez-vous"),
    Command("agenda.move", "d", "move", "déplacer", "Déplacer le rendez-vous choisi ; sa trace reste"),
    Command("agenda.arrived", "a", "arrived", "arrivée", "La personne est là, l’intervenant est prévenu"),
    Command("agenda.seen", "h", "mark('seen')", "honoré", "Le rendez-vous a eu lieu"),
    Command("agenda.absent", "b", "mark('absent')", "absent", "La personne n’est pas venue"),
    Command("agenda.excused", "e", "mark('excused')", "excusé", "La personne a annulé"),
    Command("agenda.revoked", "x", "mark('revoked')", "annulé", "Le service annule"),
    Command("agenda.undo", "u", "undo", "", "Défaire la dernière marque, arrivée ou déplacement"),
    Command("agenda.move_back", "ctrl+r", "move_back", "", "Remettre où il était un rendez-vous déplacé"),
    Command(
        "agenda.letter", "l", "letter", "", ("Courrier : confirmation, ou deux créneaux après une absence")
    ),
    Command("agenda.earlier", "p", "earlier", "", "Plus tôt : prévenir si un créneau se libère avant"),
    Command("agenda.repeat", "r", "repeat", "", "Répéter le rendez-vous choisi, de semaine en semaine"),
)
# Something to be undone that is no mark.
_ARRIVAL, _STANDBY, STEP, SERIES, MOVED = "arrival", "standby", "step", "series", "moved"


def to_undo(steps: Sequence[About], mark: Mark) -> tuple[Sequence[About], bool]:
    """``steps``, the undo key of the first of which takes ``mark`` back too; whether it has one."""
    if not steps or not isinstance(view := steps[0], View):
        return steps, False
    return (replace(view, undo=(*view.undo, mark)), *steps[1:]), True


class AppointmentKeys(Place):
    """A view of appointments. Marking asks nothing and says what to do next."""

    about: View

    def __init__(self, about: View) -> None:
        super().__init__(about)
        self._undo = [*about.undo]

    @step
    async def read(self) -> None:
        """Read again what is shown."""
        await self.fill()

    def view(self, kind: type[V]) -> V:
        """What is picked here in this view or in another; for whoever the agenda was opened for, still."""
        one, about = self.appointment(), self.about
        return kind(
            person=about.person,
            begins=about.begins,
            request=about.request,
            appointment=one.id if one else None,
            agent=one.agent_id if one else None,
            minutes=about.minutes,
            undo=tuple(self._undo),
        )

    def chosen(self) -> Chosen:
        """Without an appointment picked, who the agenda was opened for: the line one came with is left."""
        what = super().chosen()
        return what if self.appointment() else replace(self.about, appointment=None)

    # --- what follows from it

    def open_place(self, place: About) -> None:
        """Open another place; Escape there comes back here."""
        self.counter.follow([place, self.view(type(self.about)), *self.about.then])

    def picked_or_said(self) -> Appointment | None:
        """The appointment picked; without one, it is said."""
        one = self.appointment()
        if one is None:
            self.say("Choisissez un rendez-vous (flèches), puis la touche.")
        return one

    def book(self, wanted: Slots) -> None:
        """Book what is ``wanted`` for who the agenda was opened for."""
        mine = self.about
        self.open_place(replace(wanted, person=mine.person, begins=mine.begins, request=mine.request))

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
            self.open_place(Slots(person=one.person_id, motive=one.motive, request=one.request_id))
        else:
            self.book(Slots())

    def action_move(self) -> None:
        """Choose another time for the appointment picked."""
        one = self.picked_or_said()
        if one is not None and one.status is not Status.UPCOMING:
            self.say(f"Ce rendez-vous est déjà « {one.status.label} » : n en prend un nouveau.")
        elif one is not None:
            self.open_place(Slots(person=one.person_id, appointment=one.id))

    def action_letter(self) -> None:
        """The letter of the appointment picked: it is confirmed, or two others are proposed."""
        one = self.picked_or_said()
        if one is not None:
            kind = "absence" if one.status is Status.ABSENT else "confirmation"
            self.open_place(Letters(kind=kind, appointment=one.id, person=one.person_id))

    def action_repeat(self) -> None:
        """The same again, every so many weeks."""
        one = self.picked_or_said()
        if one is not None:
            self.open_place(Repeat(appointment=one.id, person=one.person_id))

    @step
    async def action_arrived(self) -> None:
        """The person is here."""
        one = self.picked_or_said()
        if one is None:
            return
        if clock.local(one.starts_at).date() != clock.today() or one.status is not Status.UPCOMING:
            self.say(
                "Une arrivée se note pour un rendez-vous d’aujourd’hui. Un autre jour, F2 reçoit la personne."
            )
            return
        if here := await self.ask(appointment_step.waiting, one.id):
            self.say(f"{one.person_name} est déjà là, n° {here.number}.")
            return
        came = await self.act(arrival.arrived, one.id)
        self._undo.append(Mark(one.id, _ARRIVAL))
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
        if Status(status) is Status.SEEN and (came := await self.ask(appointment_step.unanswered, one.id)):
            self.open_place(Room(do="close", visit=came))
            return
        kept, left_the_room = await self.act(appointment_step.note, one.id, Status(status))
        self._undo.append(Mark(one.id, STEP if left_the_room else one.status.value))
        here = await self.ask(appointment_step.waiting, one.id)
        said = agenda_lines.after_mark(kept, self.phone_region, here)
        if kept.status in CANCELLED:
            said += agenda_lines.stays_words(await self.ask(consecutive.besides, kept))
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
            self._undo.append(Mark(one.id, _STANDBY, (wanted.id,)))
            self.say(f"{one.person_name} viendrait plus tôt : ce qui se libère sera proposé. u pour défaire.")

    @step
    async def action_undo(self) -> None:
        """The last thing noted here, undone."""
        if not self._undo:
            self.say("Rien à défaire sur cet écran.")
            return
        appointment_id, before, others = self._undo[-1]
        if before == _ARRIVAL:
            await self.act(arrival.not_arrived, appointment_id)
            words = "l’arrivée est annulée, l’intervenant est prévenu"
        elif before == STEP:
            words = _step_undone(await self.act(queue.undo, appointment_id))
        elif before == MOVED:
            words = await self._back(appointment_id)
        elif before == _STANDBY:
            await self.act(standby.withdraw, others[0])
            words = "ne demande plus à venir plus tôt"
        elif before == SERIES:
            done = await self.act(series.bring_back, appointment_id, [*others])
            words = _brought_back(done)
        else:
            again = await self.act(agenda.mark, appointment_id, Status(before))
            words = f"de nouveau « {again.status.label} »"
        self._undo.pop()
        one = await self.ask(agenda.get, appointment_id)
        self.say(f"{one.person_name} : {words}.")
        self.read()
        self.refresh_status()

    @step
    async def action_move_back(self) -> None:
        """The appointment picked is where it was before it was moved."""
        one = self.picked_or_said()
        if one is None:
            return
        self.say(f"{one.person_name} : {await self._back(one.id)}.")
        self._undo = [mark for mark in self._undo if (mark.appointment, mark.before) != (one.id, MOVED)]
        self.read()
        self.refresh_status()

    async def _back(self, appointment_id: int) -> str:
        kept = await self.act(follow.following, appointment_id, move_back, appointment_id)
        return f"de nouveau {agenda_lines.appointment_words(kept)}, {kept.agents} l’apprend par un avis"


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
