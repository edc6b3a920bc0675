"""What a profile says of case files: which kinds there are, and who answers for each.

A section of the profile file, read by :mod:`models.service.profile`; its keys are French, named here.
"""

from datetime import date

from msgspec import field

from models.service.profile_rules import Section, Sure


class CaseKind(Section, frozen=True):
    """A kind of case file; ``motive`` is that of the first appointment, ``roles`` may answer for one."""

    id: str
    label: str = field(name="libelle")
    roles: list[str]
    motive: str = field(default="", name="motif")
    source: str = ""
    checked_on: date | None = field(default=None, name="verifie_le")
    sure: Sure = field(default="à vérifier", name="surete")


# For a profile of before there were case files.
ANY_KIND = CaseKind(id="suivi", label="Suivi social", roles=["social_worker"])
