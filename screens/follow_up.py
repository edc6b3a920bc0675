"""What the places that go on with a contact do alike: whom it is about, what comes after, the way back."""

from collections.abc import Sequence

from models import person, visit
from models.errors import InvalidInput
from models.person import Person
from screens import person_form
from screens.counter import About
from screens.forms import Option, Values, typed
from screens.place import FormPlace, step, task
from screens.widgets.form import Form

# What makes a place worth parking even before a key is pressed in it: a contact led there.
_LED_HERE = ("request", "appointment", "orientation")


class FollowUp(FormPlace):
    """A form that a contact leads to, or that is opened by its own key. Subclasses give items and submit."""

    def __init__(self, about: About | None = None) -> None:
        super().__init__(about)
        self.person: Person | None = None
        self._typed = bool(self.about.get("resumed"))
        self._dirty = self._dirty or any(self.about.get(name) for name in _LED_HERE)
        who = str(self.about.pop("person", "") or "")
        if who and not self.values.get("person"):
            self.values["person"] = who
            self.about["whom"] = True

    @property
    def values(self) -> Values:
        """The values of the form."""
        return self.form_state.values

    @property
    def person_id(self) -> int | None:
        """The known person it is about, if there is one."""
        who = self.values.get("person", "")
        return int(who) if who.isdigit() else None

    def draft_title(self) -> str:
        """The place and who it is about, so that parked work is told apart."""
        return f"{self.HEADING.lower()} {self.person.name if self.person else ''}".strip()

    def on_mount(self) -> None:
        self.load()

    # --- the person

    @step
    async def load(self) -> None:
        """Open the person (which is journaled) and read what else the place needs."""
        if self.person_id is not None:
            self.person = await self.act(person.opened, self.person_id)
            self.values[typed("person")] = self.person.name
        elif self.values.get("person") == person_form.ANONYMOUS:
            self.values[typed("person")] = "anonyme"
        await self.loaded()
        self.form.rebuild()

    async def loaded(self) -> None:
        """Read what the place shows besides the person; for subclasses."""

    async def options(self, field: str, words: str) -> Sequence[Option]:
        """The lines to propose for a pick field; subclasses add their own."""
        if field == "person":
            return await self.ask(person_form.search_persons, words) if words.strip() else []
        return await self.ask(person_form.commune_options, self.values.get("postcode", ""), words)

    @task(exclusive=True, group="propose")
    async def propose(self, field: str, words: str) -> None:
        """Propose lines under the pick field that has the cursor."""
        self.form.propose(field, words, await self.options(field, words))

    def on_form_asked(self, event: Form.Asked) -> None:
        self.propose(event.field_id, event.words)

    def on_form_taken(self, event: Form.Taken) -> None:
        if event.field_id != "person":
            return
        self.person = None
        if event.option.value == person_form.NEW:
            words = event.option.shown.partition(":")[2]
            self.values.update({name: one for name, one in person_form.new_values(words).items() if one})
            self.form.rebuild()
            self.form.put_cursor("given_name" if self.values.get("family_name") else "family_name")
        self.load()

    def on_form_changed(self, event: Form.Changed) -> None:
        self._typed = True
        if event.field_id == "person" and not self.values.get("person") and self.person is not None:
            self.person = None
            self.load()

    async def whom(self) -> int | None:
        """The person it is about, created if new; ``None`` for nobody named.

        Raises :class:`InvalidInput` naming the field.
        """
        if self.values.get("person") == person_form.NEW:
            region = self.counter.site.profile.service.phone_region
            form = person_form.read_person(self.values)
            self.person = await self.act(person.create, form, region, f"{self.key}-person")
            self.values.update({"person": str(self.person.id), typed("person"): self.person.name})
        elif not self.values.get("person") and self.values.get(typed("person"), "").strip():
            raise InvalidInput(
                "Personne à choisir",
                "Prenez une ligne (Entrée), ou videz ce champ pour un anonyme.",
                "person",
            )
        return self.person_id

    # --- leaving

    def refuse(self, error: InvalidInput) -> None:
        """Say what cannot be kept and put the cursor there."""
        self.form.put_cursor(error.field)
        self.say(f"{error.title} : {error.message}", error=True)

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
