"""What somebody is called: on every screen, list, slip and letter the same."""

from typing import Protocol


class Named(Protocol):
    """Whatever has the names of a person: a person, a row, a form."""

    @property
    def anonymous(self) -> bool: ...
    @property
    def family_name(self) -> str: ...
    @property
    def given_name(self) -> str: ...
    @property
    def birth_name(self) -> str: ...
    @property
    def nickname(self) -> str: ...


def last_name(one: Named) -> str:
    """``DUPONT``: the name of use; that of birth for who has no other. Empty for who is anonymous."""
    return "" if one.anonymous else (one.family_name or one.birth_name).upper()


def listed_name(one: Named) -> str:
    """``DUPONT Marie`` as lists order it, else the nickname; ``anonyme (Ana)``."""
    if one.anonymous:
        return f"anonyme ({one.given_name})" if one.given_name else "anonyme"
    return f"{last_name(one)} {one.given_name}".strip() or one.nickname


def written_name(one: Named) -> str:
    """``Marie DUPONT`` as a letter addresses it; of who is anonymous what was said."""
    return f"{one.given_name} {last_name(one)}".strip() or one.nickname


def born_as(one: Named) -> str:
    """``MARTIN``: the name of birth where it tells more than :func:`last_name` does; else empty."""
    born = one.birth_name.upper()
    return "" if born == last_name(one) else born
