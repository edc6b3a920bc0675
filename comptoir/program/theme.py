"""Two themes made of the terminal's own colours: sixteen of them, or none. No colour carries meaning."""

from textual.theme import Theme

_VARIABLES = {"ansi-background": "ansi_default", "ansi-foreground": "ansi_default"}


DEFAULT = "ansi_default"


def _theme(name: str, primary: str = DEFAULT, warning: str = DEFAULT, error: str = DEFAULT) -> Theme:
    return Theme(
        name=name,
        ansi=True,
        dark=True,
        primary=primary,
        secondary=primary,
        accent=primary,
        warning=warning,
        error=error,
        success=primary,
        foreground=DEFAULT,
        background=DEFAULT,
        surface=DEFAULT,
        panel=DEFAULT,
        boost=DEFAULT,
        variables=_VARIABLES,
    )


THEMES = (_theme("seize_couleurs", "ansi_cyan", "ansi_yellow", "ansi_red"), _theme("monochrome"))
