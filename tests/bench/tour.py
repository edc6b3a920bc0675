"""A tour of every screen, key by key, and what each key may cost on the line (bytes, at 80×24)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench import measure
from tests.bench.measure import Cost
from tests.terminal.terminal import Terminal

OPEN, LETTER, FIELD, ARROW, BACK = "ouvrir", "lettre", "champ suivant", "flèche", "retour"
# Keys on the way, not measured; the field to be in next, below or above, by its label.
UNSEEN, TO, UP_TO = "", "vers le champ", "remonter au champ"
# The median of each kind of key, over all screens; a place, the dearest of them.
BUDGETS = {LETTER: 25, FIELD: 200, ARROW: 300, OPEN: 2_500, BACK: 2_500}
DEAREST = (OPEN, BACK)
FIRST_PICTURE = 4_000

Steps = tuple[tuple[str, Sequence[str]], ...]
TOUR: dict[str, Steps] = {
    "Comptoir": (
        (LETTER, "dupont marie"),
        (UNSEEN, ["ctrl+f", "down"]),
        (ARROW, ["down"] * 4),
        (UNSEEN, ["ctrl+f"]),
    ),
    "F2 Accueil": (
        (OPEN, ["f2"]),
        (UNSEEN, [*"essai+", "enter"]),
        (LETTER, "Marie-Jo"),
        (FIELD, ["tab"] * 5),
        (TO, ["Demande"]),
        (ARROW, ["down"] * 5),
        (BACK, ["escape"]),
    ),
    "F3 Téléphone": (
        (OPEN, ["f3"]),
        (UNSEEN, ["1"]),
        (LETTER, "0791234567"),
        (FIELD, ["tab"] * 4),
        (BACK, ["escape"]),
    ),
    "F4 Orientation": (
        (OPEN, ["f4"]),
        (UP_TO, ["Près de"]),
        (LETTER, "Carouge"),
        (FIELD, ["tab"] * 2),
        (TO, ["Partenaire"]),
        (ARROW, ["down"] * 12),
        (BACK, ["escape"]),
    ),
    "F5 Agenda": ((OPEN, ["f5"]), (ARROW, ["down"] * 4), (BACK, ["escape"])),
    "Grille du jour": (
        (UNSEEN, ["f5", "right"]),
        (OPEN, ["g"]),
        (ARROW, ["right", "left", *["down"] * 20]),
        (BACK, ["escape"]),
        (UNSEEN, ["ctrl+f"]),
    ),
    "Semaine": (
        (UNSEEN, ["f5"]),
        (OPEN, ["w"]),
        (ARROW, ["right", "left", *["down"] * 6]),
        (BACK, ["escape"]),
        (UNSEEN, ["ctrl+f"]),
    ),
    "Créneaux": (
        (UNSEEN, ["f5"]),
        (OPEN, ["n"]),
        (UNSEEN, [*"dupont", "enter"]),
        (FIELD, ["shift+tab"] * 4),
        (BACK, ["escape"]),
        (UNSEEN, ["ctrl+f"]),
    ),
    "F6 Courrier": ((OPEN, ["f6"]), (LETTER, "dupont"), (FIELD, ["shift+tab"] * 3), (BACK, ["escape"])),
    "À faire": ((UNSEEN, ["ctrl+f", "down"]), (OPEN, ["s"]), (BACK, ["escape"])),
    "F1 Aide": ((OPEN, ["f1"]), (ARROW, ["pagedown", "pageup"]), (BACK, ["escape"])),
    "F10 Menu": ((OPEN, ["f10"]), (ARROW, ["down"] * 4), (BACK, ["escape"])),
    "Connexion": ((OPEN, ["ctrl+q"]), (LETTER, "demonstration"), (BACK, ["enter"])),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What the keys of one kind cost on one screen."""

    screen: str
    kind: str
    costs: tuple[Cost, ...]

    @property
    def typical(self) -> Cost:
        return measure.typical(self.costs)


def walk(terminal: Terminal) -> Iterator[Measured]:
    """Play the tour from the desk; costs of one kind and screen together."""
    for screen, steps in TOUR.items():
        found: dict[str, list[Cost]] = {}
        for kind, keys in steps:
            if kind == UNSEEN:
                measure.action(terminal, keys, settled=0.4)
                continue
            if kind in (TO, UP_TO):
                (label,) = keys
                terminal.to_field(label, "tab" if kind == TO else "shift+tab")
                continue
            settled = 0.3 if kind in DEAREST else measure.SETTLED
            found.setdefault(kind, []).extend(measure.action(terminal, [key], settled) for key in keys)
        for kind, costs in found.items():
            yield Measured(screen, kind, tuple(costs))


def exceeded(measured: Sequence[Measured]) -> list[str]:
    """The byte budgets that were not kept, as sentences."""
    said = []
    for kind, budget in BUDGETS.items():
        # A key that sent nothing did nothing there: it would make the others look cheap.
        sizes = {
            one.screen: [cost.size for cost in one.costs if cost.size] or [0.0]
            for one in measured
            if one.kind == kind
        }
        if kind in DEAREST:
            said += [
                f"{kind}, {screen} : {max(costs):.0f} o, au plus {budget}"
                for screen, costs in sizes.items()
                if max(costs) > budget
            ]
        elif (typical := median(size for costs in sizes.values() for size in costs)) > budget:
            said.append(f"{kind} : {typical:.0f} o (médiane), au plus {budget}")
    return said
