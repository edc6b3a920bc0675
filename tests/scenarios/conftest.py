"""The days are played with the fixtures of the screens and of the terminal."""

from tests.screens.conftest import furnished, sit
from tests.terminal.conftest import _furnished, home, open_terminal, site

__all__ = ["_furnished", "furnished", "home", "open_terminal", "sit", "site"]
