"""What Comptoir needs of a terminal, verified before anything is drawn, to say it in one sentence."""

import locale
import sys
from collections.abc import Mapping


def refusal(environ: Mapping[str, str]) -> str:
    """Why this terminal cannot show Comptoir, in one sentence; empty when it can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "Comptoir s’ouvre dans un terminal : lancez-le sans redirection (à distance : « ssh -t »)."
    if environ.get("TERM", "") in ("", "dumb"):
        return "Ce terminal ne sait pas placer le curseur (TERM) : essayez « TERM=linux comptoir »."
    if not _utf8(environ):
        return "Ce terminal n’est pas en UTF-8 : essayez « LC_ALL=C.UTF-8 comptoir »."
    return ""


def _utf8(environ: Mapping[str, str]) -> bool:
    # Python replaces an unknown LANG by C.UTF-8 before this line runs; what was declared still counts.
    declared = environ.get("LC_ALL") or environ.get("LANG", "")
    charset = declared.partition("@")[0].partition(".")[2]
    return _is_utf8(locale.getencoding()) and (not charset or _is_utf8(charset))


def _is_utf8(charset: str) -> bool:
    return charset.lower().replace("-", "") == "utf8"
