"""A form about somebody: found, new, or not named. What walk-in, telephone and all that follows do alike."""

from collections.abc import Sequence

from models.errors import ChangedMeanwhile, InvalidInput
from models.person import duplicate, person
from models.person.person import Person
from models.person.whom import NOBODY, Whom
from models.service import postcode
from screens.frame.about import About, Chosen
from screens.frame.about import Person as Card
from screens.frame.commands import Command
from screens.frame.form_place import FormPlace
from screens.frame.forms import Option, Values, typed
from screens.frame.place import step, task
from screens.frame.widgets.form import Form
from screens.person import form as person_form

# What every form about somebody does besides its own.
PERSON_KEYS = (
    Command(
        "person.known", "ctrl+d", "take_known", "",
        "Prendre la personne déjà connue que l’écran montre ; encore une fois, revenir à la nouvelle",
    ),
)  # fmt: skip


class PersonPlace(FormPlace):
    """Subclasses add their fields, their proposals (:meth:`options`) and what they read (:meth:`loaded`)."""

    # Whether somebody who is merely picked where its key is pressed is only proposed: whoever comes or
    # calls is not who stands on the screen.
    PROPOSES = False

    def __init__(self, about: About) -> None:
        super().__init__(about)
        self.person: Person | None = None
        if about.parked:
            return
        if self.PROPOSES and about.by_key and about.in_form:
            return
        if not about.by_key and about.person is None:
            # Somebody new was typed in the search.
            self.form_state.touch(*about.begins)
        self.values.update(about.begins)
        if about.person is not None and (about.begins or not (self.PROPOSES and about.by_key)):
            self.values["person"], self.memory.whom = str(about.person), True

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
        who = self.person.name if self.person else self.values.get("family_name", "")
        return f"{self.HEADING.lower()} {who}".strip()

    def on_mount(self) -> None:
        self.load()

    def card(self) -> Card | None:
        """The whole form of the person; this one is parked meanwhile, and comes back by itself."""
        if self.person_id is None:
            return None
        # Corrections begun here go on there, so that nothing old is written over them afterwards.
        begun = [name for name in person_form.EDITED if name in self.values and self.values.get("edit")]
        self.values.pop("edit", "")
        corrections = {name: self.values.pop(name) for name in begun}
        return Card(person=self.person_id, corrections=corrections, **self.behind())

    def chosen(self) -> Chosen:
        """The person in the form, known or as far as typed; what one came with, while it is still theirs."""
        about = self.about if self.person_id == self.about.person else Chosen()
        begins = {}
        if self.person_id is None and self.values.get("person"):
            names = ("person", typed("person"), *person_form.EDITED)
            begins = {name: self.values[name] for name in names if self.values.get(name)}
            if (number := self.own_number()) and begins["person"] == person_form.NEW:
                begins.setdefault("phone", number)
        return Chosen(
            person=self.person_id,
            request=about.request,
            appointment=about.appointment,
            visit=about.visit,
            begins=begins,
            in_form=bool(begins),
            calls=about.calls,
        )

    def unsealed(self, opened: bool) -> None:
        """The form opens; or what was typed waits, and one is home."""
        if opened:
            self.load()
        else:
            self.counter.follow([], "La fiche reste fermée.")

    @step
    async def load(self) -> None:
        """Open the person, and read what else the place needs."""
        await self.read()

    async def read(self) -> None:
        """Open the person (which is journaled) and read what else the place needs."""
        who = self.values.get("person", "")
        if self.person_id is not None:
            self.person = await self.act(person.opened, self.person_id)
            # Somebody may have turned out to be somebody else since this form was parked.
            self.values["person"], self.values[typed("person")] = str(self.person.id), self.person.name
            self._rebase()
        elif who and not self.values.get(typed("person")):
            self.values[typed("person")] = person_form.SHOWN[who]
        await self.loaded()
        self.form.rebuild()

    def _rebase(self) -> None:
        """Corrections begun here: what nobody touched follows the form of today."""
        if self.person is None or not self.values.get("edit"):
            return
        fresh = person_form.values_of(self.person)
        if self.memory.base:
            self.values.update(person_form.rebased(self.values, self.memory.base, fresh))
        self.memory.base = fresh

    def _forget_corrections(self) -> None:
        """What was corrected of one person is nothing of whoever is chosen instead."""
        if self.values.pop("edit", ""):
            for name in person_form.EDITED:
                self.values.pop(name, None)
        self.memory.base = {}

    async def loaded(self) -> None:
        """Read what the place shows besides the person; for subclasses."""

    async def options(self, field: str, words: str) -> Sequence[Option]:
        """The lines to propose for a pick field; subclasses add their own."""
        if field == "person":
            if words.strip():
                return await person_form.search_persons(self.act, words)
            likely = self.about.person if self.PROPOSES and self.about.by_key else None
            return [person_form.on_screen(await self.ask(person.get, likely))] if likely is not None else []
        code, area = self.values.get("postcode", ""), self.profile.service.subdivision
        return person_form.commune_options(await self.ask(postcode.proposed, code, words, area))

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
            self.form.put_cursor("person")
            self.form.to_empty()
        self.load()

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.field_id == "person" and not self.values.get("person") and self.person is not None:
            self.person = None
            self._forget_corrections()
            self.load()
        if event.field_id in person_form.WATCHED and self.values.get("person") == person_form.NEW:
            self.look_for_known()

    def caller_phone(self) -> str:
        """The number that the person calls from; for the place where somebody calls."""
        return ""

    def own_number(self) -> str:
        """The number that is the person's own when no other one is typed; for the place where they call."""
        return ""

    # --- somebody new who is perhaps known

    @task(exclusive=True, group="known")
    async def look_for_known(self) -> None:
        """Show who the fields perhaps describe, while they are typed."""
        told = person_form.perhaps_known(self.values, self.phone_region, self.caller_phone())
        known, line = person_form.known_words(await self.ask(duplicate.find, told, self.phone_region))
        if line != self.values.get(person_form.KNOWN_LINE, ""):
            self.values[person_form.KNOWN], self.values[person_form.KNOWN_LINE] = known, line
            self.form.rebuild()

    @step
    async def action_take_known(self) -> None:
        """Take the known person instead of making a new one, keeping what was typed; again: go back."""
        before, self.memory.before_known = self.memory.before_known, None
        who = self.values.get("person", "")
        self.form_state.touch("person")
        if before is not None and who.isdigit():
            self.values.clear()
            self.values.update(before)
            self.person = None
            await self.read()
            again = before.get("person") == person_form.NEW
            self.say("C’est de nouveau une nouvelle personne." if again else "Personne n’est choisi.")
        elif who in ("", person_form.NEW) and self.values.get(person_form.KNOWN):
            await self._take_known()
        else:
            self.say("Aucune personne connue n’est proposée ici : complétez le nom et la naissance.")

    async def _take_known(self) -> None:
        """What was typed about the person completes the form of the known one."""
        before = dict(self.values)
        known = await self.act(person.opened, int(self.values[person_form.KNOWN]))
        added, otherwise = person_form.completed(known, self.values, self.phone_region)
        for name in (*person_form.EDITED, person_form.KNOWN, person_form.KNOWN_LINE):
            self.values.pop(name, None)
        self.values["person"] = str(known.id)
        if added:
            self.values.update(added, edit="oui")
            self.memory.phone_of = known.id
        self.memory.before_known = before
        await self.read()
        told = f" Tapé autrement : {otherwise}." if otherwise else ""
        kept = f"La fiche de {known.name} est reprise, ce que vous avez tapé est gardé."
        self.say(f"{kept}{told} Ctrl+D encore y renonce.")

    def require_choice(self) -> None:
        """Refuse a name that was typed and never taken: nobody must be lost between two keys."""
        if not self.values.get("person") and self.values.get(typed("person"), "").strip():
            raise InvalidInput(
                "Personne à choisir",
                "Prenez une ligne (Entrée), ou videz ce champ si personne n’est nommé.",
                "person",
            )

    def whom_asked(self) -> Whom:
        """Whom the form is about: somebody new as typed, somebody known with what was corrected, or nobody.

        Raises :class:`InvalidInput` for a name that was never taken.
        """
        self.require_choice()
        if self.person_id is None:
            named = bool(self.values.get("person"))
            return Whom(form=person_form.read_person(self.values, self.profile)) if named else NOBODY
        if self.person is None or not self.values.get("edit"):
            return Whom(self.person_id)
        form = person_form.read_person(self.values, self.profile, self.person)
        return Whom(self.person_id, form, person.form_of(self.person))

    def refuse(self, error: InvalidInput) -> None:
        """Say what cannot be kept and put the cursor there."""
        self.form.put_cursor(error.field)
        self.say(str(error), error=True)
        if isinstance(error, ChangedMeanwhile):
            # Both values were said: what stands here when it is sent again is what is wanted.
            self.load()
