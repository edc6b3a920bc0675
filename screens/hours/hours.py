"""The hours: when each agent receives and does not, when nobody does; and what a change of them hits."""

from textual.app import ComposeResult

from models import text
from models.agenda import misfit, receiving
from models.agenda.misfit import Misfit
from models.agenda.receiving import Hours
from models.errors import ComptoirError
from models.hours import absence
from models.hours import undo as hours_undo
from models.hours.absence import Absence
from models.hours.change import Change
from models.hours.opening_range import OpeningRange
from screens.frame import about as to
from screens.frame.commands import Command
from screens.frame.list_place import ListPlace
from screens.frame.place import step
from screens.frame.widgets.lines import Lines
from screens.hours import lines as hours_lines


class HoursScreen(ListPlace):
    """Reached from the agenda. What is removed says first what it hits, and comes back by one key."""

    about: to.Hours
    HEADING = "Heures de réception"
    KEYS = (
        Command("hours.absent", "b", "note('absence')", "absence", "Noter une absence de l’agent choisi"),
        Command("hours.range", "n", "note('range')", "plage", "Ajouter une plage à l’agent choisi"),
        Command("hours.closed", "f", "note('closure')", "fermer", "Fermer un site, ou tout le service"),
        Command("hours.change", "enter", "change", "modifier", "Modifier la plage choisie"),
        Command("hours.remove", "x", "remove", "retirer", "Retirer la plage, l’absence ou la fermeture"),
        Command("hours.lift", "s", "lift", "sauf", "Lever la prochaine fois d’une absence qui revient"),
        Command("hours.moves", "d", "misplaced", "déplacer", "Les rendez-vous hors des heures"),
        Command("hours.undo", "u", "undo", "défaire", "Défaire le dernier changement"),
        Command("hours.back", "escape", "back", "", "Revenir d’où l’on vient"),
    )

    def __init__(self, about: to.Hours) -> None:
        super().__init__(about)
        self.hours = Hours()
        self._undo = [*about.undo]
        # What `x` was pressed on once, when it hits somebody.
        self._asked = ""

    def body(self) -> ComposeResult:
        yield Lines(id="hours", empty="Aucun agent ne reçoit sur rendez-vous.")

    def on_mount(self) -> None:
        if self.about.misplaced:
            self.action_misplaced()
        else:
            self.open()

    async def fill(self) -> None:
        profile = self.profile
        self.hours = await self.ask(receiving.hours, profile)
        self.lines.show(hours_lines.lines(self.hours, profile))

    # --- what is picked

    def _picked(self) -> tuple[str, int]:
        kind, _, number = self.lines.key.partition(":")
        return kind, int(number or 0)

    def _agent_id(self) -> int | None:
        """Whose line it is."""
        kind, number = self._picked()
        if kind == "agent":
            return number
        of: dict[str, list[OpeningRange | Absence]] = {
            "range": [*self.hours.ranges],
            "absence": [*self.hours.absences],
        }
        return next((one.agent_id for one in of.get(kind, []) if one.id == number), None)

    def _open_misplaced(self, only: tuple[int, ...] | None = None, said: str = "") -> None:
        here = to.Hours(undo=tuple(self._undo), pick=self.lines.key)
        self.counter.follow([to.Misplaced(only=only), here, *self.about.then], said)

    def _open_form(self, kind: str, changed: int | None = None) -> None:
        form = to.HoursForm(kind=kind, agent=self._agent_id(), range=changed, undo=tuple(self._undo))
        self.counter.follow([form, *self.about.then])

    # --- what the keyboard does

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.action_change()

    def action_note(self, kind: str) -> None:
        """Open the form of an absence, a range or a closure."""
        self._open_form(kind)

    def action_change(self) -> None:
        """Open the form of the range picked; add one to the agent picked."""
        kind, number = self._picked()
        if kind == "misplaced":
            self.action_misplaced()
        elif kind == "agent":
            self.action_note("range")
        elif kind == "range":
            self._open_form("range", number)
        else:
            self.say("Une absence ou une fermeture se retire (x), puis se note à nouveau.")

    def action_misplaced(self) -> None:
        """The appointments that fit no more."""
        self._open_misplaced()

    @step
    async def action_remove(self) -> None:
        """Take away what is picked; asked twice when appointments are in it."""
        kind, number = self._picked()
        if kind not in ("range", "absence", "closure"):
            raise ComptoirError("Rien à retirer", "Choisissez une plage, une absence ou une fermeture.")
        hit = await self.ask(misfit.hit, Change(removed=number)) if kind == "range" else []
        if hit and self._asked != self.lines.key:
            self._asked = self.lines.key
            self.say(f"{_hit_words(hit)} dans cette plage. x encore une fois la retire.")
            return
        self._undo.append(await self.act(hours_undo.remove, kind, number))
        if hit:
            self._open_misplaced(tuple(one.id for one, _words in hit), f"Retirée. {_hit_words(hit)}.")
            return
        await self.fill()
        self.say("Retirée\u00a0; u pour défaire.")

    @step
    async def action_lift(self) -> None:
        """Let the next time of the absence picked not take place."""
        kind, number = self._picked()
        day = await self.ask(absence.next_day_of, number) if kind == "absence" else None
        if day is None:
            raise ComptoirError("Rien à lever", "Choisissez une absence qui revient.")
        await self.act(absence.lift, number, day)
        self._undo.append(("absence.lifted", number, {"day": day.isoformat()}))
        await self.fill()
        self.say(f"Absence levée le {text.long_date(day)} ; u pour défaire.")

    @step
    async def action_undo(self) -> None:
        """Take back the last change."""
        if not self._undo:
            raise ComptoirError("Rien à défaire", "Rien n’a été changé depuis l’ouverture de cette liste.")
        said = await self.act(hours_undo.take_back, self._undo[-1])
        self._undo.pop()
        await self.fill()
        self.say(said)


def _hit_words(hit: list[Misfit]) -> str:
    return f"{len(hit)} rendez-vous {'touché' if len(hit) == 1 else 'touchés'}"
