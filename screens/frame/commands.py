"""One class for everything a key does: it makes the binding, the key line, the help page and the menu."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from models.service.agent import Agent
from models.service.permission import Permission

# How keys are named on screen; the others are shown as they are.
_NAMES = {
    "enter": "Entrée",
    "escape": "Échap",
    "tab": "Tab",
    "space": "Espace",
    "delete": "Suppr",
    "shift+tab": "Maj+Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "slash": "/",
    "pageup": "Page↑",
    "pagedown": "Page↓",
    "question_mark": "?",
    "plus": "+",
    "minus": "-",
    "less_than_sign": "<",
    "greater_than_sign": ">",
}


# Which commands need what, by their ids; each verb behind them asks again.
NEEDS: Mapping[Permission, Collection[str]] = {
    Permission.OPEN: {"app.card", "app.story", "place.casefile"},
    Permission.RECEIVE: {
        *("place.intake", "desk.next", "desk.call", "desk.recall", "desk.done", "desk.absent", "desk.hold"),
        *("desk.back", "desk.transfer", "desk.ahead", "desk.left", "desk.remove", "desk.arrived"),
        *("agenda.arrived", "agenda.seen", "agenda.absent", "worker.next", "worker.recall"),
    },
    Permission.CONTACT: {"place.phone"},
    Permission.ORIENT: {"place.orientation"},
    Permission.BOOK: {
        *("agenda.new", "agenda.move", "agenda.excused", "agenda.revoked", "agenda.earlier", "agenda.repeat"),
    },
    Permission.HOURS: {
        *("place.hours", "agenda.hours", "hours.absent", "hours.range", "hours.closed", "hours.change"),
        *("hours.remove", "hours.lift", "hours.undo"),
    },
    Permission.HAND_OVER: {"place.agents", "agents.give"},
    Permission.AGENTS: {
        *("agents.new", "agents.change", "agents.password", "agents.close", "agents.reopen"),
    },
    Permission.CASEFILE: {
        *("casefile.new", "casefile.give", "casefile.state", "casefile.members", "casefile.undo"),
    },
    Permission.PRINT: {"place.letters", "agenda.letter", "agenda.sheet"},
}


@dataclass(frozen=True, slots=True)
class Command:
    """``id`` is what settings rebind, ``label`` stands in the key line, ``help`` in the help page.

    An empty ``label`` keeps the command out of the key line; ``action`` is the Textual action it runs.
    What ``needs`` a permission is shown to those who have it; whoever presses its key all the same is told
    who can.
    """

    id: str
    key: str
    action: str
    label: str
    help: str
    # Whether it runs also where something lies over the place: help, menu, lock.
    always: bool = False

    @property
    def needs(self) -> Permission | None:
        """What :data:`NEEDS` asks of who presses it; ``None`` for what everybody may."""
        return next((one for one, commands in NEEDS.items() if self.id in commands), None)

    @property
    def guarded(self) -> str:
        """The action, run only for who may: see :meth:`screens.frame.counter.Counter.run_for`."""
        return f"guarded({self.needs.value!r}, {self.action!r})" if self.needs else self.action

    @property
    def binding(self) -> Binding:
        """What Textual needs to run it; the id lets a person's keymap move it to another key."""
        return Binding(self.key, self.guarded, self.label, show=False, priority=self.always, id=self.id)


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """The bindings of some commands, for a ``BINDINGS`` list."""
    return [command.binding for command in commands]


def allowed(commands: Iterable[Command], who: Agent) -> list[Command]:
    """Those of some commands that ``who`` may run."""
    return [one for one in commands if one.needs is None or who.may(one.needs)]


def shown(command: Command, keys: Mapping[str, str]) -> str:
    """The key of ``command`` as people read it, moved where their settings (id → key) put it."""
    return key_name(keys.get(command.id, command.key))


def places_line(keys: Mapping[str, str], width: int, who: Agent) -> str:
    """The places of ``who`` with their keys, as many as fit in ``width`` columns, those not built least."""
    mine = allowed(PLACES, who)
    built = [one for one in mine if one not in SOON]
    for places in (mine, [one for one in mine if one in built or one is SOON[0]], built):
        line = " " + " ".join(f"{shown(one, keys)} {one.label}" for one in places)
        if len(line) <= width:
            return line
    return line[:width]


def key_name(key: str) -> str:
    """``ctrl+s`` → ``Ctrl+S``, ``f2`` → ``F2``, ``enter`` → ``Entrée``; letters as they are typed."""
    first = key.split(",", maxsplit=1)[0]
    if first in _NAMES:
        return _NAMES[first]
    if "+" in first:
        return "+".join(part.capitalize() for part in first.split("+"))
    return first.upper() if len(first) > 1 else first


# The places, in the order of their keys. Ctrl+G then the digit is the second way for terminals
# without function keys.
PLACES = (
    Command("place.help", "f1", "help", "Aide", "Les touches de l’écran où vous êtes"),
    Command("place.intake", "f2", "go('intake')", "Accueil", "Recevoir quelqu’un au comptoir"),
    Command("place.phone", "f3", "go('phone')", "Tél", "Prendre un appel ; le chronomètre part aussitôt"),
    Command(
        "place.orientation", "f4", "go('orientation')", "Orient", "Orienter vers un partenaire du réseau"
    ),
    Command("place.agenda", "f5", "go('agenda')", "Agenda", "Rendez-vous du jour, créneaux libres"),
    Command("place.letters", "f6", "go('letters')", "Courrier", "Préparer un courrier"),
    Command("place.casefile", "f7", "go('casefile')", "Dossier", "Dossiers de la personne choisie"),
    Command("place.messages", "f8", "go('messages')", "Messages", "Messages aux collègues (à venir)"),
    Command("place.journal", "f9", "go('journal')", "Journal", "Journal d’activité (à venir)"),
    Command("place.menu", "f10", "menu", "Menu", "Tout ce que Comptoir sait faire"),
)

# Places that only say what they will hold.
SOON = PLACES[7:9]

ALARM = Command(
    "app.alarm",
    "f11",
    "alarm",
    "",
    "Alarme : prévenir tous les postes du site ; ou répondre à celle qu’ils donnent",
    always=True,
)

EVERYWHERE = (
    Command(
        "app.goto",
        "ctrl+g",
        "goto",
        "",
        "Puis un chiffre : comme la touche F de ce chiffre (0 pour F10, r pour F12, a pour F11)",
    ),
    ALARM,
    Command("app.card", "ctrl+p", "card", "", "Ouvrir la fiche de la personne choisie, puis revenir"),
    Command("app.story", "ctrl+o", "story", "", "Ouvrir le parcours de la personne choisie, puis revenir"),
    Command("app.find", "ctrl+f", "find", "", "Chercher une personne, d’où que vous soyez"),
    Command("app.resume", "f12", "resume", "", "Reprendre ce qui est en attente, curseur compris"),
    Command(
        "app.discard",
        "ctrl+x",
        "discard",
        "",
        "Écarter le formulaire ouvert (à confirmer ; F12 puis u le ramène)",
    ),
    Command("app.redraw", "ctrl+l", "redraw", "", "Redessiner l’écran"),
    Command(
        "app.suspend",
        "ctrl+z",
        "suspend",
        "",
        ("Quitter un instant pour le terminal, s’il attend (fg pour revenir)"),
    ),
    Command("app.lock", "ctrl+q", "lock", "", "Verrouiller ; sur l’écran verrouillé, quitter"),
)
