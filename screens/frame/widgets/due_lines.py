"""The lines of what is due: as any list, but the keys that act change with the line picked."""

from textual import events
from textual.message import Message

from screens.frame.widgets.lines import Lines


class DueLines(Lines):
    """The list; tells when the pick moved, because other keys act on another line."""

    class Moved(Message):
        """The pick may be on another line."""

    def on_key(self, event: events.Key) -> None:
        if event.key != "enter":
            # Handled after the key itself, which moves the pick.
            self.post_message(self.Moved())
