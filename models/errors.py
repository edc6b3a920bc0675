"""Every refusal of the counter, said once: what is wrong, and what to do next."""


class ComptoirError(Exception):
    """Something the person at the counter has to be told.

    ``title`` names what is wrong in a few words, ``message`` says in French what happened and what
    to do next. The handler of the floor above shows both; nothing in between catches them.
    """

    def __init__(self, title: str, message: str) -> None:
        super().__init__(f"{title} : {message}")
        self.title = title
        self.message = message


class InvalidInput(ComptoirError):
    """A typed value that cannot be kept; ``field`` is the id of the form field to return to."""

    def __init__(self, title: str, message: str, field: str = "") -> None:
        super().__init__(title, message)
        self.field = field


class NotFound(ComptoirError):
    """What was asked for is not, or no longer, in the database."""


class SlotTaken(ComptoirError):
    """Somebody booked the time between its display and the booking."""


class DatabaseRefused(ComptoirError):
    """The database cannot be opened as it is: wrong key, later version, unsafe engine, not a database."""
