"""A telephone number of a partner: of which country it is, and whether that is certain."""

import re

from models import telephone
from models.files.import_file import BadLine


def read(number: str, country: str) -> tuple[str, bool]:
    """(the number as E.164, or the digits of a short one; whether its country is doubtful).

    ``country`` (``CH``, ``FR``) is that of the partner, and decides where both countries have such a number
    and its grouping leaves open which is meant: doubtful, as one that is only the neighbour's. Raises
    :class:`BadLine` for what is no complete number.
    """
    digits = re.sub(r"\D", "", number)
    if len(digits) <= 6 and number[0] not in "+0":  # 115, 3919, 116 006
        return digits, False
    which = telephone.readings(number, country)
    if not which:
        raise BadLine(f"« {number[:30]} » n’est pas un numéro de téléphone complet")
    abroad = telephone.country_of(which[0]) != country and not number.startswith(("+", "00"))
    return which[0], abroad or len(which) > 1
