"""F10: everything by name. And Ctrl+G: the second way to each function key."""

from typing import cast

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.frame.commands import EVERYWHERE, PLACES, Command, allowed, bindings, shown
from screens.frame.counter import Counter
from screens.frame.widgets.lines import Line, Lines, columns

# What has no key of its own everywhere.
MORE = (
    Command("place.hours", "", "go('hours')", "", "Heures de réception, absences, fermetures"),
    Command("place.agents", "", "go('agents')", "", "Agents : comptes, rôles, formulaires à remettre"),
    Command("place.own_password", "", "go('agent_form')", "", "Changer votre mot de passe"),
)
CLOSE = Command("menu.close", "escape", "close", "Fermer", "Revenir")


class MenuScreen(ModalScreen[str]):
    """All places and commands; Enter runs the one picked."""

    NAME = "menu"
    BINDINGS = bindings((CLOSE,))

    def compose(self) -> ComposeResult:
        """One list."""
        yield Lines(id="menu", classes="box")

    def on_mount(self) -> None:
        counter = cast(Counter, self.app)
        every = [one for one in (*PLACES, *MORE, *EVERYWHERE) if one.action not in ("menu", "goto")]
        lines = [
            Line(one.action, columns((shown(one, counter.keys), 8), (one.help, 64)))
            for one in allowed(every, counter.agent)
        ]
        self.query_one(Lines).show(lines)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.dismiss(event.key)

    def action_close(self) -> None:
        """Nothing was chosen."""
        self.dismiss(None)


class GotoScreen(ModalScreen[str]):
    """Waits for one key: a digit for the function key of that number, ``r`` for F12, ``a`` for F11."""

    NAME = "goto"
    BINDINGS = bindings((CLOSE,))

    def compose(self) -> ComposeResult:
        """What each digit opens."""
        words = "   ".join(
            f"{number % 10} {one.label}"
            for number, one in enumerate(PLACES, 1)
            if allowed((one,), cast(Counter, self.app).agent)
        )
        yield Static(f"Aller à :   {words}   r Reprendre   a Alarme   (Échap : rester ici)", markup=False)

    def on_key(self, event: events.Key) -> None:
        if event.key.isdigit():
            self.dismiss(PLACES[(int(event.key) - 1) % 10].guarded)
        elif event.key == "r":
            self.dismiss("resume")
        elif event.key == "a":
            self.dismiss("alarm")
        elif event.key != "escape":
            self.dismiss(None)
        else:
            return
        event.stop()

    def action_close(self) -> None:
        """Stay where one was."""
        self.dismiss(None)
