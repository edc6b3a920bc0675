"""The days are played with the fixtures of the screens and of the terminal."""

from tests.screens.conftest import furnished, sit
from tests.terminal.conftest import home, open_terminal

__all__ = ["furnished", "home", "open_terminal", "sit"]
