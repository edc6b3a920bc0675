"""What the places that go on with a contact do alike: what comes after, and the way back."""

from models.person import person
from models.room import visit
from screens.frame.counter import About
from screens.frame.forms import typed
from screens.frame.place import step
from screens.frame.widgets.form import Form
from screens.person import form as person_form
from screens.person.place import PersonPlace

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

    async def whom(self) -> int | None:
        """The person it is about, created if new; ``None`` for nobody named.

        Raises :class:`InvalidInput` naming the field.
        """
        self.require_choice()
        if self.values.get("person") == person_form.NEW:
            form = person_form.read_person(self.values, self.profile)
            self.person = await self.act(person.create, form, self.phone_region, f"{self.key}-person")
            self.values.update({"person": str(self.person.id), typed("person"): self.person.name})
        elif self.person_id is not None and self.values.get("edit"):
            known = await self.ask(person.get, self.person_id)
            form = person_form.read_person(self.values, self.profile, known)
            self.person = await self.act(person.change, known.id, form, self.phone_region)
        return self.person_id

    # --- leaving

    async def leave(self, said: str, *first: About) -> None:
        """What was to be done is done: end a visit served at the counter, go on with what follows."""
        await self.finished()
        if self.about.get("visit"):
            await self.act(visit.finish_counter, self.about["visit"])
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
