"""What the pages tell is played with the fixtures of the screens."""

from tests.screens.conftest import furnished, sit

__all__ = ["furnished", "sit"]
