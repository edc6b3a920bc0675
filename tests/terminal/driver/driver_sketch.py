"""A small program to try the driver with: an input, and a board of lines that a key or a clock redraws."""

import asyncio
import signal
import sys

from textual.app import App, ComposeResult
from textual.widgets import Input, Static

from comptoir.terminal.driver import ThinDriver, Undecodable


class Sketch(App[None]):
    """``deaf`` hears no hang-up; ``busy`` redraws all the time; ``leave`` too, and leaves after a second."""

    CSS = "Screen { background: ansi_default; color: ansi_default; } Input { height: 1; border: none; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [
        ("ctrl+n", "turn", ""),
        ("ctrl+l", "redraw", ""),
        ("ctrl+s", "stop", ""),
        ("ctrl+q", "quit", ""),
        ("ctrl+r", "rule", ""),
    ]

    def __init__(self, how: str) -> None:
        super().__init__(driver_class=ThinDriver)
        self.how = how
        self.count = 0

    def compose(self) -> ComposeResult:
        yield Input(compact=True)
        yield Static("", id="said", markup=False)
        yield Static("", id="board", markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        if self.how != "deaf":
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.exit)
        if self.how in ("busy", "leave"):
            self.clock = self.set_interval(0.02, self.action_turn)
        if self.how == "leave":
            self.set_timer(1, self.exit)
        self.query_one("#said", Static).update("prêt")

    def action_turn(self) -> None:
        self.count += 1
        lines = [f"ligne {self.count} {chr(97 + (self.count + y) % 26) * 3} x{y} " * 4 for y in range(20)]
        self.query_one("#board", Static).update("\n".join(lines))

    def action_stop(self) -> None:
        self.clock.stop()
        self.query_one("#said", Static).update(f"fini {self.count}")

    def action_redraw(self) -> None:
        assert isinstance(self._driver, ThinDriver)
        self._driver.repaint()

    def action_rule(self) -> None:
        self.query_one("#said", Static).update("-" * 40 + " réglé")

    def on_undecodable(self, message: Undecodable) -> None:
        self.count += 1
        self.query_one("#said", Static).update(f"illisible {self.count}")


if __name__ == "__main__":
    Sketch(sys.argv[1]).run(mouse=False)
