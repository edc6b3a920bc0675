"""Two themes made of the terminal's own colours: sixteen of them, or none. Neither carries meaning by itself."""

from textual.theme import Theme

_VARIABLES = {"ansi-background": "ansi_default", "ansi-foreground": "ansi_default"}


def _theme(name: str, **colours: str) -> Theme:
    plain = dict.fromkeys(
        ("primary", "secondary", "warning", "error", "success", "accent", "foreground", "background", "surface", "panel", "boost"),
        "ansi_default",
    )
    return Theme(name=name, ansi=True, dark=True, variables=_VARIABLES, **(plain | colours))


THEMES = (
    _theme("seize_couleurs", primary="ansi_cyan", warning="ansi_yellow", error="ansi_red", accent="ansi_green"),
    _theme("monochrome"),
)
