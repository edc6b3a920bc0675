"""What the places that go on with a contact do alike: what comes after, and the way back."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from models.room import contact
from models.service.agent import Agent
from screens.frame.about import About
from screens.frame.place import step
from screens.person.place import PersonPlace

P = ParamSpec("P")
T = TypeVar("T")


class FollowUp(PersonPlace):
    """A form that a contact leads to, or that is opened by its own key. Subclasses give items and submit."""

    @property
    def request_id(self) -> int | None:
        """The request it deals with; none that came along with somebody else."""
        elsewhere = self.about.by_key and self.person_id != self.about.person
        return None if elsewhere else self.about.request

    async def serve(self, verb: Callable[Concatenate[Agent, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a writing verb; the visit of who stands at the counter for it ends with it."""
        led = None if self.about.by_key else self.about.visit
        return await self.act(contact.served, led, verb, *args, **kwargs)

    # --- leaving

    async def leave(self, said: str, *first: About) -> None:
        """What was to be done is done: go on with what follows."""
        await self.finished()
        self.counter.follow([*first, *self.about.then], said)

    @step
    async def action_back(self) -> None:
        """On to what follows, or home. What was typed is parked; what was not begun stays to do (`s`)."""
        if not self.form_state.touched or not await self.keep():
            await self.finished()
        self.counter.follow(self.about.then)
