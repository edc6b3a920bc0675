"""The hours: when each agent receives and does not, when nobody does; and what a change of them hits."""

from datetime import date

from textual.app import ComposeResult

from models import text
from models.agenda import misfit
from models.agenda.misfit import Misfit
from models.errors import ComptoirError
from models.hours import absence, closure, opening
from models.hours.absence import Absence
from models.hours.change import Change
from models.hours.closure import Closure
from models.hours.opening_range import OpeningRange
from models.service.agent import Agent
from screens.frame.commands import Command
from screens.frame.counter import About
from screens.frame.place import Place, step, task
from screens.frame.widgets.lines import Lines
from screens.hours import lines as hours_lines
from screens.hours import undo as hours_undo
from screens.hours.lines import Hours


class HoursScreen(Place):
    """Reached from the agenda. What is removed says first what it hits, and comes back by one key."""

    NAME = "hours"
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

    def __init__(self, about: About | None = None) -> None:
        super().__init__(about)
        self.hours = Hours()
        self._undo: list[hours_undo.Step] = self.about.setdefault("undo", [])
        # What `x` was pressed on once, when it hits somebody.
        self._asked = ""

    def body(self) -> ComposeResult:
        yield Lines(id="hours", empty="Aucun agent ne reçoit sur rendez-vous.")

    def on_mount(self) -> None:
        if self.about.pop("misplaced", False):
            self.action_misplaced()
        else:
            self.open()

    @property
    def lines(self) -> Lines:
        """The list."""
        return self.query_one(Lines)

    @step
    async def open(self) -> None:
        """Read the hours, and go to the line that is asked for."""
        await self._read()
        if self.about.get("pick"):
            self.lines.pick(str(self.about["pick"]))

    async def _read(self) -> None:
        profile = self.profile
        self.hours = await self.ask(hours_lines.read, profile)
        self.lines.show(hours_lines.lines(self.hours, profile))

    @task(exclusive=True, group="lists")
    async def catch_up(self) -> None:
        """Somebody else wrote."""
        self.refresh_status()
        await self._read()

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

    def _here(self) -> About:
        return {"place": "hours", "undo": self._undo, "pick": self.lines.key}

    def _then(self) -> list[About]:
        """What follows when one leaves the hours."""
        return list(self.about.get("then", []))

    def _open_form(self, form: About) -> None:
        self.counter.follow([{"place": "hours_form", "undo": self._undo, **form}, *self._then()])

    # --- what the keyboard does

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.action_change()

    def action_note(self, kind: str) -> None:
        """Open the form of an absence, a range or a closure."""
        self._open_form({"kind": kind, "agent": self._agent_id()})

    def action_change(self) -> None:
        """Open the form of the range picked; add one to the agent picked."""
        kind, number = self._picked()
        if kind == "misplaced":
            self.action_misplaced()
        elif kind == "agent":
            self.action_note("range")
        elif kind == "range":
            self._open_form({"kind": "range", "range": number, "agent": self._agent_id()})
        else:
            self.say("Une absence ou une fermeture se retire (x), puis se note à nouveau.")

    def action_misplaced(self) -> None:
        """The appointments that fit no more."""
        self.counter.follow([{"place": "misplaced"}, self._here(), *self._then()])

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
        self._undo.append(await self.act(_remove, kind, number))
        if hit:
            only = [one.id for one, _words in hit]
            steps: list[About] = [{"place": "misplaced", "only": only}, self._here(), *self._then()]
            self.counter.follow(steps, f"Retirée. {_hit_words(hit)}.")
            return
        await self._read()
        self.say("Retirée\u00a0; u pour défaire.")

    @step
    async def action_lift(self) -> None:
        """Let the next time of the absence picked not take place."""
        kind, number = self._picked()
        day = await self.ask(_next_day, number) if kind == "absence" else None
        if day is None:
            raise ComptoirError("Rien à lever", "Choisissez une absence qui revient.")
        await self.act(absence.lift, number, day)
        self._undo.append(["absence.lifted", number, {"day": day.isoformat()}])
        await self._read()
        self.say(f"Absence levée le {text.long_date(day)} ; u pour défaire.")

    @step
    async def action_undo(self) -> None:
        """Take back the last change."""
        if not self._undo:
            raise ComptoirError("Rien à défaire", "Rien n’a été changé depuis l’ouverture de cette liste.")
        said = await self.act(hours_undo.take_back, self._undo[-1])
        self._undo.pop()
        await self._read()
        self.say(said)

    def action_back(self) -> None:
        """Where one came from, or home."""
        self.counter.follow(self._then())


def _next_day(number: int) -> date | None:
    """A verb for the database thread: the next day on which an absence comes back."""
    return next((absence.next_day(one) for one in absence.coming() if one.id == number), None)


def _hit_words(hit: list[Misfit]) -> str:
    return f"{len(hit)} rendez-vous {'touché' if len(hit) == 1 else 'touchés'}"


def _remove(by: Agent, kind: str, number: int) -> hours_undo.Step:
    """A verb for the database thread; gives the step that takes it back."""
    gone: OpeningRange | Absence | Closure
    if kind == "range":
        gone = opening.close_range(by, number)
    elif kind == "absence":
        gone = absence.be_back(by, number)
    else:
        gone = closure.remove(by, number)
    return hours_undo.step(f"{kind}.removed", number, gone)
