"""Where a value of a TOML file stands: ``tomllib`` forgets it, so the headings and keys are read again."""

import re

_HEADING = re.compile(r"\s*(\[\[?)\s*([\w\-. \"']+?)\s*\]\]?\s*(?:#.*)?$")
_PART = r"[\w\-]+|\"[^\"]*\"|'[^']*'"
_KEY = re.compile(rf"\s*((?:{_PART})(?:\s*\.\s*(?:{_PART}))*)\s*=")
_FENCE = re.compile(r'"""|\'\'\'')


def locate(source: str, path: str) -> int:
    """The line (from 1) of ``path`` (``theme[3].urgence``), or of the nearest section that contains it."""
    lines = _lines(source)
    while path:
        if path in lines:
            return lines[path]
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return 1


def join(path: str, key: str) -> str:
    """The path of ``key`` in the section at ``path``, which is empty for the file itself."""
    return f"{path}.{key}" if path else key


def _lines(source: str) -> dict[str, int]:
    """Line of every heading and key, by path."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    section, fenced = "", False
    for number, line in enumerate(source.splitlines(), 1):
        inside, fenced = fenced, fenced ^ (len(_FENCE.findall(line)) % 2 == 1)
        if inside:
            continue
        if heading := _HEADING.match(line):
            section = _section(heading[2], heading[1] == "[[", counts)
            found.setdefault(section, number)
        elif key := _KEY.match(line):
            found.setdefault(join(section, ".".join(_parts(key[1]))), number)
    return found


def _section(dotted: str, repeated: bool, counts: dict[str, int]) -> str:
    """The path of a heading; each part that is a list of sections gets the index of its last one."""
    path = ""
    parts = _parts(dotted)
    for place, part in enumerate(parts):
        path = join(path, part)
        if repeated and place == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path


def _parts(dotted: str) -> list[str]:
    return [part.strip(" \"'") for part in dotted.split(".")]
