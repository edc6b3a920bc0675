"""Themes: what is asked at the counter, found by the words people say it in."""

from models import text
from models.service.profile import Profile, Theme


def search(profile: Profile, words: str) -> list[Theme]:
    """Themes where each of ``words`` starts a word of the label, its other names or its family.

    Accents and case aside, any order; a match in the label comes first. Everything when ``words`` is blank.
    """
    wanted = text.fold(words).split()
    ranked = [(_rank(theme, wanted), place, theme) for place, theme in enumerate(profile.themes)]
    kept = sorted((rank, place) for rank, place, _ in ranked if rank is not None)
    return [profile.themes[place] for _, place in kept]


def _rank(theme: Theme, wanted: list[str]) -> int | None:
    label = f" {text.fold(theme.label)}"
    everything = " ".join([label, *(text.fold(word) for word in [*theme.words, theme.family])])
    if not all(f" {word}" in everything for word in wanted):
        return None
    return sum(f" {word}" not in label for word in wanted)
