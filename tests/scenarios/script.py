"""Whole days as keys: the same script is played on the screens by Pilot and in a real terminal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Press:
    """Keys by name."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Type:
    """Text, letter by letter."""

    words: str


@dataclass(frozen=True, slots=True)
class See:
    """What must then stand on the screen."""

    words: str


@dataclass(frozen=True, slots=True)
class To:
    """The field of that label, however many lines lie between."""

    label: str


Step = Press | Type | See | To


def press(*keys: str) -> Press:
    """Press keys by name."""
    return Press(keys)


# (1) At the counter in Geneva: rights to unemployment benefit ended, of age, permit B, living in Carouge.
GENEVA_WALK_IN_BEGUN: tuple[Step, ...] = (
    press("f2"),
    Type("martin sophie+"),
    press("enter"),
    See("Prénom          Sophie"),
    To("Naissance"),
    Type("12.3.1990"),
    To("Téléphone"),
    Type("079 123 45 67"),
    To("NPA"),
    Type("1227"),
    To("Commune"),
    See("> Carouge"),
    press("enter"),
    Type("Rue Ancienne 1"),
    To("Demande"),
    Type("chom"),
    See("Fin de droits de chômage"),
    press("enter"),
    See("à compléter"),
    Type("plus de chômage depuis octo"),
)
GENEVA_WALK_IN_ENDED: tuple[Step, ...] = (
    # The cursor is where it was: the word goes on.
    Type("bre"),
    See("plus de chômage depuis octobre"),
    press("enter", "n", "n", "o", "o", "2"),
    See("probable"),
    See("N3"),
    press("r", "ctrl+s"),
    See("Créneau"),
    See("N3"),
    press("enter"),
    See("079 123 45 67"),
    press("ctrl+s"),
    See("Aperçu"),
    See("Sophie MARTIN"),
    press("ctrl+s"),
    See("Courrier écrit"),
)

# (2) By telephone meanwhile: somebody who cannot fill in a tax form.
GENEVA_PHONE: tuple[Step, ...] = (
    press("f3"),
    See("Téléphone depuis"),
    See("En attente de reprise"),
    press("1"),
    Type("079 765 43 21"),
    To("Pour qui"),
    Type("lenoir paul+"),
    press("enter"),
    See("Prénom          Paul"),
    # The number they call from is theirs.
    To("Demande"),
    Type("impots"),
    See("impôts"),
    press("enter"),
    Type("déclaration d’impôts"),
    press("enter", "o", "n", "n", "n", "r", "ctrl+s"),
    See("Créneau"),
    See("téléphone"),
    press("enter"),
    See("Réserver le"),
    press("ctrl+s"),
    See("Aperçu"),
    press("ctrl+s"),
    See("Courrier écrit"),
    See("En attente de reprise"),
    press("f12"),
    See("plus de chômage depuis octo"),
)

# (3) At a French CCAS: no address, sleeping outside tonight. Two requests: a domiciliation, and a roof.
FRANCE_WALK_IN: tuple[Step, ...] = (
    press("f2"),
    Type("petit luc+"),
    press("enter"),
    See("Prénom          Luc"),
    To("Naissance"),
    Type("5.6.1985"),
    To("Demande"),
    Type("domiciliation"),
    See("Domiciliation, adresse pour le courrier"),
    press("enter"),
    Type("plus d’adresse depuis mai"),
    # No danger, sleeps outside, no address to receive mail at, stays in the commune.
    press("enter", "n", "o", "n", "o"),
    See("probable"),
    See("N1"),
    See("115"),
    press("r", "ctrl+n"),
    See("1. Domiciliation, adresse pour le courrier (rendez-vous)"),
    Type("heberg"),
    See("Sans domicile, hébergement d’urgence"),
    press("enter"),
    Type("dort dans sa voiture"),
    press("enter", "n", "p", "ctrl+s"),
    # First the interview for the domiciliation, with its letter…
    See("Créneau"),
    See("N1"),
    press("enter"),
    See("Réserver le"),
    press("ctrl+s"),
    See("Aperçu"),
    press("ctrl+s"),
    # … then a roof for tonight: the partner, the person's agreement, what they take home.
    See("Partenaire"),
    See("115 - Hébergement"),
    press("enter"),
    See("Êtes-vous d’accord"),
    press("o", "ctrl+s"),
    See("Orientation vers un partenaire"),
    press("ctrl+s"),
    See("Courrier écrit"),
)
