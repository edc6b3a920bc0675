"""What stands on the sheet of a day."""

from dataclasses import dataclass
from datetime import date

from models.glossary import Word

CONFIDENTIAL = "CONFIDENTIEL"


class Order(Word):
    """How a page is sorted."""

    HOUR = "heure", "par heure"
    AGENT = "intervenant", "par intervenant"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which sheet: its day, one site or all of them, and what may stand on it."""

    day: date
    order: Order = Order.HOUR
    site_id: int | None = None
    motives: bool = False
    phones: bool = False


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One appointment as it is printed; ``below`` is what was asked for besides: motive, telephone."""

    hour: str
    person: str
    agent: str
    venue: str
    phone: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The appointments of one place, in groups: a title, or none, and its lines."""

    title: str
    groups: tuple[tuple[str, tuple[SheetLine, ...]], ...]

    @property
    def count(self) -> int:
        return sum(len(lines) for _, lines in self.groups)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole sheet: ``title`` names the day, ``service`` the house."""

    title: str
    service: str
    pages: tuple[Page, ...]


def counted(page: Page) -> str:
    """``12 rendez-vous``, or that there is none."""
    return f"{page.count} rendez-vous" if page.count else "aucun rendez-vous"
