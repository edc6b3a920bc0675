"""Appointments that no longer fit the hours: one by one, each person is called and the time moved."""

from textual.app import ComposeResult

from models import clock, telephone, text
from models.agenda import agenda, consecutive
from models.agenda.appointment import Appointment, Status
from models.agenda.misfit import Misfit, misplaced
from models.errors import ComptoirError
from screens.agenda import lines as agenda_lines
from screens.frame.about import Letters, Misplaced, Slots
from screens.frame.commands import Command
from screens.frame.list_place import ListPlace
from screens.frame.place import step
from screens.frame.widgets.lines import Line, Lines, columns


class MisplacedScreen(ListPlace):
    """Opened after a change of the hours with those it hit (``only``), or with all of them."""

    about: Misplaced
    HEADING = "Rendez-vous à déplacer"
    KEYS = (
        Command(
            "misplaced.move", "enter", "move", "déplacer", "Chercher un autre créneau pour ce rendez-vous"
        ),
        Command("misplaced.letter", "l", "letter", "courrier", "Écrire à la personne"),
        Command("misplaced.revoked", "x", "revoked", "annuler", "Le service annule ce rendez-vous"),
        Command("misplaced.undo", "u", "undo", "défaire", "Défaire la dernière annulation"),
        Command("misplaced.all", "t", "everything", "tous", "Tous les rendez-vous hors des heures"),
        Command("misplaced.back", "escape", "back", "", "Revenir\u00a0; ce qui reste attend dans À faire"),
    )

    def __init__(self, about: Misplaced) -> None:
        super().__init__(about)
        self.listed: list[Misfit] = []
        self._only = about.only
        self._undo = [*about.undo]

    def heading(self) -> str:
        return f"{self.HEADING}\u00a0: {len(self.listed)}"

    def body(self) -> ComposeResult:
        yield Lines(id="misplaced", empty="Plus aucun rendez-vous à déplacer. Échap revient.")

    def on_mount(self) -> None:
        self.open()

    async def fill(self) -> None:
        found = await self.ask(misplaced)
        self.listed = [one for one in found if self._only is None or one[0].id in self._only]
        self.lines.show([line for one in self.listed for line in self._lines_of(one)])
        self.on_resize()

    def _lines_of(self, misfit: Misfit) -> list[Line]:
        """Whom to call, at what number; and below, what was booked and why it is no more."""
        one, why = misfit
        profile = self.profile
        at = clock.local(one.starts_at)
        phone = telephone.show(one.person_phone, profile.service.phone_region) or "sans téléphone"
        when = f"{text.short_date(at.date())} {at:%H:%M}"
        first = columns((when, 20), (one.person_name, 26), (phone, 18))
        motive = agenda_lines.motive_label(profile, one.motive)
        return [
            Line(str(one.id), first),
            *(Line("", f"     {alert}") for alert in one.person_alerts),
            Line("", f"     {why} ({motive}, {one.venue.label})"),
        ]

    def appointment(self) -> Appointment | None:
        """The appointment of the line."""
        return next((one for one, _why in self.listed if str(one.id) == self.lines.key), None)

    def _required(self) -> Appointment:
        one = self.appointment()
        if one is None:
            raise ComptoirError("Rien à déplacer", "Il n’y a plus de rendez-vous dans cette liste.")
        return one

    def _here(self, leaving: Appointment | None = None) -> Misplaced:
        """This list, to come back to: on the next line when one is about to leave it."""
        pick = self.lines.key
        if leaving is not None:
            numbers = [one.id for one, _why in self.listed]
            at = numbers.index(leaving.id)
            beside = [*numbers[at + 1 : at + 2], *numbers[max(at - 1, 0) : at]]
            pick = str(beside[0]) if beside else ""
        return Misplaced(pick=pick, only=self._only, undo=tuple(self._undo))

    # --- what the keyboard does

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.action_move()

    def action_move(self) -> None:
        """Find another time, then come back for the next one."""
        one = self._required()
        slots = Slots(appointment=one.id, person=one.person_id)
        self.counter.follow([slots, self._here(one), *self.about.then])

    def action_letter(self) -> None:
        """A letter about the appointment, then come back."""
        one = self._required()
        letter = Letters(appointment=one.id, person=one.person_id)
        self.counter.follow([letter, self._here(), *self.about.then])

    @step
    async def action_revoked(self) -> None:
        """The service cancels: it leaves the list."""
        one = self._required()
        await self.act(agenda.mark, one.id, Status.REVOKED)
        self._undo.append((one.id, one.status.value))
        await self.fill()
        # The line is gone, and with it the number to call.
        reach = agenda_lines.phone_words(one, self.phone_region)
        said = f"{one.person_name}\u00a0: {Status.REVOKED.label}. Prévenez la personne ({reach})"
        stays = agenda_lines.stays_words(await self.ask(consecutive.besides, one))
        self.say(f"{said}\u00a0; u pour défaire.{stays}")

    @step
    async def action_undo(self) -> None:
        """Take back the last cancelling."""
        if not self._undo:
            raise ComptoirError("Rien à défaire", "Rien n’a été annulé depuis l’ouverture de cette liste.")
        number, status = self._undo[-1]
        await self.act(agenda.mark, number, Status(status))
        self._undo.pop()
        await self.fill()
        self.lines.pick(str(number))
        self.say("L’annulation est défaite.")

    @step
    async def action_everything(self) -> None:
        """All of them, not only those of the last change."""
        self._only = None
        await self.fill()
