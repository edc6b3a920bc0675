"""How a slice of somebody's day is read in a cell, and in the line that says the whole of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from models import clock, text
from models.agenda.appointment import Appointment
from models.agenda.day_plan import Column, Plan, Slice, State
from models.service.profile import Profile
from screens.agenda.lines import motive_label, state_words
from screens.frame.widgets.grid import GridColumn

# The rest of an appointment, and of hours in which nobody is received.
_REST, _AWAY = "|", ":"
_SAID = {
    State.FREE: "libre ; Entrée réserve",
    State.ABSENT: "absence",
    State.CLOSED: "fermé",
    State.BUSY: "occupé ailleurs, selon son calendrier",
    State.PAUSE: "pause",
    State.ELSEWHERE: "reçoit ailleurs",
    State.OUTSIDE: "en dehors des heures",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan as the screen shows it; ``tickets`` are the numbers of those who are here, by appointment.

    ``came`` are the appointments whose person came, here still or not.
    """

    plan: Plan
    tickets: Mapping[int, int]
    came: frozenset[int] = frozenset()

    def state(self, one: Appointment) -> str:
        """What became of an appointment, as far as it is known."""
        return state_words(one, self.tickets, self.came)

    @property
    def labels(self) -> tuple[str, ...]:
        """The hours of the rows."""
        return tuple(f"{hour:%H:%M}" for hour in self.plan.hours)

    def columns(self, *, week: bool = False) -> list[GridColumn]:
        """One column a worker, or one a day."""
        return [
            GridColumn(
                one.day.isoformat() if week else str(one.agent_id),
                _day_title(one) if week else one.name,
                cells(one, self.state),
            )
            for one in self.plan.columns
        ]

    def find(self, appointment_id: int) -> tuple[int, int] | None:
        """The first cell of an appointment: (row, column)."""
        for number, column in enumerate(self.plan.columns):
            for row, one in enumerate(column.slices):
                if any(held.id == appointment_id for held in one.appointments):
                    return row, number
        return None


def _day_title(one: Column) -> str:
    day = f"{text.long_date(one.day)[:2]} {one.day.day}.{one.day.month}."
    return f"{day} ({one.booked})" if one.booked else day


def cells(column: Column, state: Callable[[Appointment], str]) -> tuple[str, ...]:
    """Every cell of a column."""
    nothing = Slice(State.OUTSIDE)
    slices = (nothing, nothing, *column.slices)
    return tuple(_cell(slices[n], slices[n - 1], slices[n - 2], state) for n in range(2, len(slices)))


def _cell(one: Slice, above: Slice, above_that: Slice, state: Callable[[Appointment], str]) -> str:
    """The name where an appointment begins, what became of it on the line below, then its length."""
    if one.capacity > 1 and one.state in (State.FREE, State.BOOKED):
        return f"{len(one.appointments)}/{one.capacity}"
    if one.state is not State.BOOKED:
        same = one.state is above.state and one.state not in (State.FREE, State.OUTSIDE)
        return _AWAY if same else one.state.label
    began = _begun(one, above)
    if not began:
        words = "".join(state(held) for held in _begun(above, above_that)[:1])
        return f"{_REST} {words}".rstrip()
    over = "!" if any(held.overbooked for held in began) else ""
    if len(began) == 1:
        return f"{over}{began[0].person_name}"
    # The end of a long name goes, never how many others there are.
    return f"{over}{began[0].person_name[:9].rstrip()} +{len(began) - 1}"


def _begun(one: Slice, above: Slice) -> list[Appointment]:
    return [held for held in one.appointments if held not in above.appointments]


def at_words(profile: Profile, shown: Shown, row: int, column: int, chosen: int) -> str:
    """The line below the grid: all there is to say of the cell picked, and of the person in it."""
    if not shown.plan.columns or not shown.plan.hours:
        return ""
    of = shown.plan.columns[column]
    one, hour = of.slices[row], f"{shown.plan.hours[row]:%H:%M}"
    if one.state is not State.BOOKED:
        group = f", 0 sur {one.capacity}" if one.capacity > 1 else ""
        past = one.state is State.FREE and shown.plan.start(row, column) < clock.this_minute()
        said = "c’est passé" if past else _SAID[one.state]
        return f" {hour} {of.name} : {said}{group}"
    held = one.appointments[chosen % len(one.appointments)]
    several = ""
    if len(one.appointments) > 1:
        several = f"{chosen % len(one.appointments) + 1} sur {len(one.appointments)} (espace) : "
    times = "–".join(f"{clock.local(at):%H:%M}" for at in (held.starts_at, held.ends_at))
    parts = [
        f" {times} {several}{held.person_name}",
        motive_label(profile, held.motive),
        held.agents if held.second_agent_name else "",
        shown.state(held),
        "en surnombre" if held.overbooked else "",
    ]
    return ", ".join(part for part in parts if part)
