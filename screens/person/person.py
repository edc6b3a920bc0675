"""The form of one person, whole: everybody at the counter may correct it; it remembers who somebody was."""

from collections.abc import Sequence

from textual.app import ComposeResult

from models.errors import ComptoirError, InvalidInput
from models.known import card as known_card
from models.known import undo as person_undo
from models.known.card import Card
from models.known.undo import Undone
from models.person import card, person
from models.person.person import Person
from models.person.whom import Whom
from models.service import agent
from screens.frame import about as to
from screens.frame.commands import Command
from screens.frame.forms import Item, Option, Values, typed
from screens.frame.place import step
from screens.frame.widgets.form import Form
from screens.person import card as person_card
from screens.person import form as person_form
from screens.person import labels
from screens.person.place import PERSON_KEYS, PersonPlace


class PersonScreen(PersonPlace):
    """Opened by Ctrl+P on whoever is picked; whatever it was opened from comes back by itself."""

    about: to.Person
    HEADING = "Fiche"
    KEYS = (
        Command("card.submit", "ctrl+s", "submit", "Valider", "Garder la fiche et revenir d’où l’on vient"),
        Command("card.history", "ctrl+t", "history", "Historique", "Montrer ce que l’identité était avant"),
        Command(
            "card.undo",
            "ctrl+r",
            "undo",
            "Défaire",
            "Défaire la dernière modification, la dernière réunion ou le dernier « pas la même »",
        ),
        *PERSON_KEYS,
        Command(
            "card.back", "escape", "back", "Retour", "Revenir sans garder ; ce qui est écrit reste en attente"
        ),
    )

    def __init__(self, about: to.Person) -> None:
        super().__init__(about)
        self._corrections = {} if about.parked else about.corrections
        self.read_card = Card()
        self._history = False
        self.values.setdefault("person", person_form.NEW)

    def body(self) -> ComposeResult:
        self.form_state.focus = self.form_state.focus or "family_name"
        yield Form(self._items, self.form_state, id="form")

    def _items(self, values: Values) -> Sequence[Item]:
        if self.person is None and self.person_id is not None:
            return []
        if self._history:
            return person_card.history_items(self.read_card, self.profile.service.country)
        return person_card.items(values, self.person, self.read_card, self.profile)

    def card(self) -> to.Person | None:
        """One is there already."""
        return None

    # --- what is known

    async def loaded(self) -> None:
        """Fill the fields in; what was typed here before stays, the rest follows the form of today."""
        if self.person is None:
            if self.values.get("family_name") and not self.about.parked:
                # Somebody new, as far as typed in the search.
                self.form.rebuild()
                self.form.to_empty()
            return
        fresh = person_card.shown(self.person, self.phone_region)
        base = self.memory.base
        self.values.update(person_form.rebased(self.values, base, fresh) if base else fresh)
        self.memory.base = fresh
        known = person_form.card_values(self.person)
        begun, self._corrections = self._corrections, {}
        self.form_state.touch(*begun)
        self.values.update({name: one for name, one in begun.items() if one != known.get(name, "")})
        self.read_card = await self.ask(known_card.read, self.person.id, self.phone_region)
        self.form.rebuild()
        self.form.put_cursor(self.form_state.focus or "family_name")

    async def options(self, field: str, words: str) -> Sequence[Option]:
        """Other persons for a relative or for another form of this one; communes as everywhere."""
        if field == "referent":
            return person_form.agent_options(await self.ask(agent.everyone), words)
        if field not in ("relative", "twin"):
            return await super().options(field, words)
        found = await person_form.search_persons(self.act, words) if words.strip() else []
        here = str(self.person_id)
        return [one for one in found if one.value.isdigit() and one.value != here]

    # --- keeping it

    @step
    async def action_submit(self) -> None:
        """Keep the fields, then the relatives, then go back."""
        self.say("")
        try:
            around = person_card.read_around(self.values)
            kept = await self.act(card.keep, self._whom(), around, self.phone_region, self.key)
        except InvalidInput as error:
            self.refuse(error)
            return
        changed = self._changed()
        await self.finished()
        what = ", ".join(map(labels.within, changed)) if self.person else "nouvelle fiche"
        said = f"{kept.name} : {what or 'rien de changé dans les champs'}. Ctrl+P la rouvre, Ctrl+R y défait."
        await self.back_to(self.about.back_to, said, *self.about.then)

    def _changed(self) -> Sequence[str]:
        """The labels of what was changed here."""
        return person_card.changed_fields(self.values, self.memory.base, self.profile.service.country)

    def _whom(self) -> Whom:
        """Somebody new, or the known one with what was typed here; what nobody touched is left as it is."""
        base = self.person
        if base is None:
            return Whom(form=person_form.read_person(self.values, self.profile))
        form = person_form.read_person(self.values, self.profile, base)
        shown = person_form.read_person({**self.values, **self.memory.base}, self.profile, base)
        return Whom(base.id) if form == shown else Whom(base.id, form, shown)

    @step
    async def action_undo(self) -> None:
        """Take back what was last done to this form: a change of its fields, or a merge."""
        if self.person is None:
            raise ComptoirError("Rien à défaire", "Cette fiche n’est pas encore gardée.")
        done = await self.act(person_undo.last, self.person.id)
        await self.read()
        self.say(_undone(*done))

    # --- the same person twice

    @step
    async def action_take_known(self) -> None:
        """Somebody new: take who is known. Somebody known: compare with who is perhaps the same."""
        if self.person_id is None:
            await self._take_known()
        else:
            await self._compare()

    async def _take_known(self) -> None:
        if not self.values.get(person_form.KNOWN):
            self.say("Aucune personne connue n’est proposée ici : complétez le nom et la naissance.")
            return
        written = dict(self.values)
        known = await self.act(person.opened, int(written[person_form.KNOWN]))
        added, otherwise = person_form.completed(known, written, self.phone_region)
        more = {
            name: written[name] for name in person_form.card_values(known) if name not in person_form.EDITED
            and written.get(name)
        }  # fmt: skip
        self.values.clear()
        self.values["person"] = str(known.id)
        self._corrections = added | more
        await self.read()
        told = f" Tapé autrement : {otherwise}." if otherwise else ""
        self.say(f"Voici la fiche de {known.name}, complétée de ce que vous avez tapé.{told}")

    async def _compare(self) -> None:
        other = self.values.get("twin") or next((str(one.person_id) for one in self.read_card.duplicates), "")
        if not other or self.person is None:
            self.form.put_cursor("twin")
            self.say("Choisissez l’autre fiche de la même personne, puis Ctrl+D.")
            return
        # Kept while the two are compared, and back afterwards with what was typed here.
        self.values.pop("twin", "")
        self.values.pop(typed("twin"), "")
        self.counter.go(to.Merge(left=self.person.id, right=int(other), **self.behind()))

    # --- leaving

    def action_history(self) -> None:
        """Show what was there before, or the fields again."""
        self._history = not self._history
        self.form.rebuild()

    @step
    async def action_back(self) -> None:
        """Back to where it was opened; what was changed here is parked."""
        if self.person is not None and not person_card.changed_fields(
            self.values, self.memory.base, self.profile.service.country
        ):
            await self.finished()
        else:
            await self.keep()
        await self.back_to(self.about.back_to, "", *self.about.then)


def _undone(what: Undone, other: Person | None) -> str:
    """What Ctrl+R took back, as it is said."""
    if other is None:
        return "La dernière modification est défaite."
    if what is Undone.MERGE:
        return f"La réunion est défaite : {other.name} a de nouveau sa fiche, n° {other.id}."
    return (
        f"« Pas la même » est défait : cette fiche et celle de {other.name}, n° {other.id}, "
        "peuvent de nouveau être rapprochées."
    )
