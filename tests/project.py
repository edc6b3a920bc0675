"""Where the project stands, for the tests that read its files."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
PROFILES = ROOT / "comptoir" / "profiles"
PACKAGES = ("comptoir", "screens", "letters", "models")


def sources(*folders: str) -> list[Path]:
    """Every Python file below ``folders``, which are named from the project."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
