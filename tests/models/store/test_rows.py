"""A row becomes what a verb gives back by the names of its fields."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import SimpleNamespace

from models.store.rows import filled


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Box:
    id: int
    colour: Colour
    days: tuple[date, ...]
    others: tuple[Colour, ...]
    note: str = ""


ROW = SimpleNamespace(others=["blue"], note="n", colour="red", id=3, days=["2026-11-23"], more=1)


def test_each_field_gets_the_column_of_its_name() -> None:
    assert filled(Box, ROW) == Box(3, Colour.RED, (date(2026, 11, 23),), (Colour.BLUE,), "n")


def test_what_is_said_otherwise_is_not_read_from_the_row() -> None:
    row = SimpleNamespace(id=3, colour="red", days=[], others=[])
    assert filled(Box, row, note="said").note == "said"


def test_an_enumeration_is_one_and_not_its_word() -> None:
    assert isinstance(filled(Box, ROW).colour, Colour)
