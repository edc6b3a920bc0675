"""Places that are announced and not built: each says plainly what it will hold, and what to do meanwhile."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from screens.frame.commands import Command
from screens.frame.place import Place

BACK = Command("soon.back", "escape", "back", "Retour", "Revenir au comptoir")


class SoonScreen(Place):
    """A sentence or two, and the way back."""

    KEYS = (BACK,)
    TEXT: ClassVar[str] = ""

    def body(self) -> ComposeResult:
        yield Static(f"\n{self.TEXT}", id="text", markup=False)


class MessagesScreen(SoonScreen):
    """F8."""

    HEADING = "Messages"
    TEXT = (
        "Ici se trouveront vos messages aux collègues : à lire, lus, traités, à rappeler.\n\n"
        "Cet écran n’existe pas encore. En attendant, l’accueil (F2) et le téléphone (F3) laissent un "
        "message avec « m », et chaque intervenant voit les siens en ouvrant sa session."
    )


class JournalScreen(SoonScreen):
    """F9."""

    HEADING = "Journal d’activité"
    TEXT = (
        "Ici se trouvera le journal : qui a fait ou consulté quoi, quand, et les chiffres de l’activité.\n\n"
        "Cet écran n’existe pas encore. Le journal, lui, s’écrit déjà : chaque enregistrement et chaque "
        "fiche ouverte y laissent une ligne."
    )
