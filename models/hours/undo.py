"""What was changed in the hours, kept as plain JSON so that one key takes it back."""

from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time
from typing import Any

from models.hours import absence, closure, opening
from models.hours import change as hours
from models.hours.opening_range import OpeningRange
from models.service.agent import Agent
from models.service.venue import Venue

# A change that can be taken back: what was done, to which number, and what it was before, as plain JSON.
Step = tuple[str, int, dict[str, Any]]


def step(done: str, number: int, was: Any = None) -> Step:
    """``done`` is ``absence.added``, ``range.changed``…; ``was`` is the dataclass it was before, if any."""
    return done, number, _plain(asdict(was)) if is_dataclass(was) and not isinstance(was, type) else {}


def remove(by: Agent, kind: str, number: int) -> Step:
    """Take away a ``range``, an ``absence`` or a ``closure``; gives the step that puts it back."""
    away = {"range": opening.close_range, "absence": absence.be_back, "closure": closure.remove}
    return step(f"{kind}.removed", number, away[kind](by, number))


def take_back(by: Agent, taken: Step) -> str:
    """Take a change back; gives a sentence that says what was undone."""
    done, number, was = taken
    match done:
        case "absence.added":
            absence.be_back(by, number)
            return "L’absence est retirée."
        case "absence.removed":
            times = datetime.fromisoformat(was["starts_at"]), datetime.fromisoformat(was["ends_at"])
            until = _day(was["until"])
            lifted = map(date.fromisoformat, was["lifted"])
            said = {"rule": was["rule"], "until": until, "lifted": lifted}
            absence.be_absent(by, was["agent_id"], *times, was["reason"], **said)
            return "L’absence est remise."
        case "absence.lifted":
            absence.lift_no_more(by, number, date.fromisoformat(was["day"]))
            return "L’absence a lieu ce jour-là aussi."
        case "closure.added":
            closure.remove(by, number)
            return "La fermeture est retirée."
        case "closure.removed":
            times = datetime.fromisoformat(was["starts_at"]), datetime.fromisoformat(was["ends_at"])
            closure.add(by, *times, was["reason"], site_id=was["site_id"])
            return "La fermeture est remise."
        case "range.added":
            opening.close_range(by, number)
            return "La plage est retirée."
        case "range.removed":
            opening.add(by, _range(was))
            return "La plage est remise."
        case _:
            opening.change_range(by, number, **hours.said(_range(was)))
            return "La plage est comme avant."


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date | time) else value


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _range(was: dict[str, Any]) -> OpeningRange:
    """A range as it was, from its plain JSON."""
    hours_of = ("from_hour", "to_hour", "pause_from", "pause_to")
    said = dict(was)
    said |= {name: time.fromisoformat(was[name]) if was[name] else None for name in hours_of}
    said |= {name: _day(was[name]) for name in ("starts_on", "ends_on")}
    said["venues"] = tuple(Venue(venue) for venue in was["venues"])
    said["motives"] = tuple(was["motives"])
    said["exceptions"] = tuple(date.fromisoformat(day) for day in was["exceptions"])
    return OpeningRange(**said)
