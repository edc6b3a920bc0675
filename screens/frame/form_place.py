"""A place that is a form: what is typed is never lost."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec.structs import replace
from textual.widgets import Static

from models import clock
from models.store import draft
from screens.frame.about import About, Memory, Person, Story, kept
from screens.frame.forms import FormState, filled, without
from screens.frame.place import Place, step, task
from screens.frame.widgets.form import Form

# How long the keyboard rests before what was typed is kept: well under the second that may be lost.
SAVE_AFTER = 0.5


class FormPlace(Place):
    """A place that is a form: its draft is kept while it is typed, parked when it is left, resumed by F12."""

    def __init__(self, about: About) -> None:
        super().__init__(about)
        self.form_state = FormState.from_json(about.parked.get("form", {}))
        self.memory = msgspec.convert(about.parked, Memory, strict=False)
        # Whether there is a draft of it, for all one knows here; whether it has become something else.
        self._saved = bool(about.parked)
        self._over = False
        # Whether it was asked if this form may be set aside.
        self._discarding = False

    @property
    def form(self) -> Form:
        """The form of this place."""
        return self.query_one(Form)

    def draft_title(self) -> str:
        """How the status line names this form once parked."""
        return self.HEADING.lower()

    def on_form_changed(self, event: Form.Changed) -> None:
        """Keep what there is to lose once the keyboard rests."""
        # What was refused is being corrected.
        if self.query_one("#notice", Static).has_class("error"):
            self.say("")
        if self._timer is None:
            self._timer = self.set_timer(SAVE_AFTER, self._save_soon)

    def _save_soon(self) -> None:
        self._timer = None
        self.save_draft()

    @task(group="draft")
    async def save_draft(self) -> None:
        """Keep the form as it is now."""
        await self.keep()

    @property
    def begun(self) -> bool:
        """Whether leaving this form would lose anything: it was not only looked at."""
        something = self.about.led or self.form_state.touched or bool(self.memory.earlier)
        return something and not self._over and filled(self.form_state.values)

    async def keep(self) -> bool:
        """Keep the form if anything is begun in it; whether there was. What was emptied waits no more."""
        form = self.unkept()
        if form is not None:
            self._saved = True
            await self.counter.keep(form)
        elif self._saved:
            await self.ask(draft.discard, self.counter.agent, self.key)
            self._saved = False
        return self._saved

    @step
    async def discard(self) -> None:
        """Set this form aside: asked once, and F12 then ``u`` brings it back until the day ends."""
        if not self.begun:
            self.counter.follow([])
        elif not self._discarding:
            self._discarding = True
            self.say("Écarter ce formulaire ? Ctrl+X encore une fois pour oui.")
        else:
            await self.keep()
            await self.ask(draft.discard, self.counter.agent, self.key)
            self._over = True
            self.counter.follow([], "Formulaire écarté ; F12 puis u le ramène.")

    def unkept(self) -> draft.Draft | None:
        """The form as it is now, when there is anything in it to lose."""
        if not self.begun:
            return None
        return draft.Draft(self.key, self.NAME, self.draft_title(), self.snapshot(), clock.now())

    def snapshot(self) -> dict[str, Any]:
        """All that is needed to open this place again as it is: see :func:`screens.frame.about.left`."""
        state = self.form_state.as_json()
        secrets = [name for form in self.query(Form) for name in form.secrets]
        form = {"key": self.key, "form": {**state, "values": without(state["values"], *secrets)}}
        return {**kept(self.about), **msgspec.to_builtins(self.memory), **form}

    def card(self) -> Person | None:
        """The same, and this form comes back by itself."""
        about = super().card()
        return replace(about, **self.behind()) if about is not None else None

    def behind(self) -> dict[str, Any]:
        """What brings this form back from a place opened above it: its draft, or itself as it is."""
        itself = replace(self.about, parked=self.snapshot(), then=())
        return {"back_to": self.key, "then": () if self.begun else (itself, *self.about.then)}

    def story(self) -> Story | None:
        """The same: this form comes back as it is."""
        about = super().story()
        return replace(about, **self.behind()) if about is not None else None

    async def finished(self) -> None:
        """What was typed has become a record: its draft has served."""
        self._over = True
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        await self.counter.served(self.key)

    def since(self) -> datetime:
        """When this place was first opened (UTC); kept in its draft."""
        self.memory.started = self.memory.started or clock.now()
        return self.memory.started.astimezone(UTC)
