"""What a template holds of other programs: braces of another kind, merge fields, what Word works out itself.

None of it is ours to fill: it would be printed as it stands, or as Word thinks at that moment.
"""

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any

from letters.word.render import W

_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_OURS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
# {nom}, ${nom}, [[nom]], <<nom>>, %nom%, and « nom » as Word shows a merge field.
_THEIRS = re.compile(
    r"\$?\{\s*(\w+)\s*\}|\[\[\s*(\w+)\s*\]\]|<<\s*(\w+)\s*>>|%(\w+)[%]|(?P<quoted>\u00ab\s*(\w+)\s*\u00bb)"
)
# Fields of Word that say nothing of a person, nor of when a letter is printed again.
_HARMLESS = ("PAGE", "NUMPAGES", "SECTIONPAGES", "HYPERLINK")


def found(template: bytes, known: Collection[str]) -> list[str]:
    """What stands in a .docx that Comptoir does not fill, each as a French clause with what to do.

    ``known`` are the fields that a template of its kind may use.
    """
    merged: list[str] = []
    written: list[str] = []
    others: list[str] = []
    for root in _roots(template):
        for words in _fields(root):
            name, _, rest = words.strip().partition(" ")
            if name.upper() == "MERGEFIELD":
                merged.append(rest.split("\\")[0].strip().strip('"'))
            elif name.upper() not in _HARMLESS:
                others.append(f"Word calcule lui-même le champ {name[:20]}, chaque jour autrement. {_FREEZE}")
        written += _written(root, known)
        others += _hidden(root)
    told = [
        f"le champ de fusion « {name[:40]} » de Word ne sera pas rempli. Mettez {_ours(name, known)}."
        for name in merged
    ]
    told += [
        f"« {shown[:40]} » s’imprimerait tel quel. Écrivez {_ours(name, known)}."
        for shown, name in ((one, _name(one)) for one in written)
        if name not in merged
    ]
    return list(dict.fromkeys([*told, *others]))


_FREEZE = "Remplacez-le par un champ de Comptoir, ou par son texte (Ctrl+Maj+F9)."


def _roots(template: bytes) -> Iterator[Any]:
    from docx.oxml import parse_xml  # 90 ms: only when a template is checked

    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        for name in archive.namelist():
            if _PARTS.fullmatch(name):
                yield parse_xml(archive.read(name))


def _fields(root: Any) -> Iterator[str]:
    """The instruction of each field of Word, which may be cut into several runs."""
    for simple in root.iter(f"{W}fldSimple"):
        yield simple.get(f"{W}instr") or ""
    open_ones: list[str] = []
    for element in root.iter(f"{W}fldChar", f"{W}instrText"):
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            open_ones.append("")
        elif kind == "end" and open_ones:
            yield open_ones.pop()
        elif kind is None and open_ones:
            open_ones[-1] += element.text or ""


def _written(root: Any, known: Collection[str]) -> Iterator[str]:
    """What is written as another program writes its fields."""
    for paragraph in root.iter(f"{W}p"):
        words = "".join(one.text or "" for one in paragraph.iter(f"{W}t"))
        for match in _THEIRS.finditer(_OURS.sub(" ", words)):
            name = _name(match[0])
            # A word between French quotes is most often just that.
            if not match["quoted"] or name in known or "_" in name:
                yield match[0]


def _hidden(root: Any) -> Iterator[str]:
    """What is printed otherwise than it reads."""
    if next(root.iter(f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"), None) is not None:
        yield "il garde des modifications suivies. Acceptez-les toutes, puis enregistrez."
    for bound in root.iter(f"{W}dataBinding"):
        title = bound.getparent().find(f"{W}alias")
        name = "" if title is None else f" « {str(title.get(f'{W}val'))[:40]} »"
        yield f"la zone{name} est liée à des données du document, imprimées à sa place. Supprimez-la."


def _name(shown: str) -> str:
    return "".join(re.findall(r"\w+", shown))


def _ours(name: str, known: Collection[str]) -> str:
    """The field of ours that ``name`` most likely stands for, as it is written."""
    close = get_close_matches(name.casefold(), known, 1)
    return f"{{{{ {close[0]} }}}}" if close else "un champ de la liste du guide, entre {{ et }}"
