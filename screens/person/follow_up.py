"""What the places that go on with a contact do alike: what comes after, and the way back."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from models.room import contact
from models.service.agent import Agent
from screens.frame.counter import About
from screens.frame.place import step
from screens.frame.widgets.form import Form
from screens.person.place import PersonPlace

P = ParamSpec("P")
T = TypeVar("T")

# What makes a place worth parking even before a key is pressed in it: a contact led there.
_LED_HERE = ("request", "appointment", "orientation")


class FollowUp(PersonPlace):
    """A form that a contact leads to, or that is opened by its own key. Subclasses give items and submit."""

    def __init__(self, about: About | None = None) -> None:
        super().__init__(about)
        self._typed = bool(self.about.get("resumed"))
        self._dirty = self._dirty or any(self.about.get(name) for name in _LED_HERE)

    def on_form_changed(self, event: Form.Changed) -> None:
        self._typed = True

    async def serve(self, verb: Callable[Concatenate[Agent, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a writing verb; the visit of who stands at the counter for it ends with it."""
        return await self.act(contact.served, self.about.get("visit"), verb, *args, **kwargs)

    # --- leaving

    async def leave(self, said: str, *first: About) -> None:
        """What was to be done is done: go on with what follows."""
        await self.finished()
        self.counter.follow([*first, *self.about.get("then", [])], said)

    @step
    async def action_back(self) -> None:
        """On to what follows, or home. What was typed is parked; what was not begun stays to do (`s`)."""
        then = self.about.pop("then", [])
        if self._typed:
            await self.keep()
        else:
            await self.finished()
        self.counter.follow(then)
