"""The book of the counter: its chapters in their order, its table of contents, its index."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from models.text import fold
from tests.docs.pages import BOOK, DOCS, prose, slug, text

# Who receives first, then who administers.
CHAPTERS = [
    BOOK / f"{name}.md"
    for name in (
        *("arriver", "chercher", "personne", "recevoir", "telephone", "orienter", "rendez-vous", "heures"),
        *(
            "a-faire",
            "salle-d-attente",
            "courriers",
            "dossiers",
            "intervenants",
            "imprevus",
            "comptes",
            "agendas",
        ),
        *("agendas", "sites", "profil", "modeles", "annuaire", "listes", "sauvegardes"),
    )
]
INDEX = BOOK / "mots.md"
_KEY = re.compile(r"(?<![\w+])(?:Ctrl\+[A-Z]|F\d\d?|Page[↑↓]|Maj\+Tab|Échap|Suppr)(?!\w)")
# A word that is everywhere is explained where it is said most often.
_MOST = 3


class Section(NamedTuple):
    """A heading of the book with what stands under it."""

    title: str
    link: str
    words: str


def sections() -> Iterator[Section]:
    """Every heading of every chapter, in the order of the book."""
    for page in CHAPTERS:
        for part in re.split(r"(?m)^(?=#+ )", prose(text(page)))[1:]:
            heading, _, words = part.partition("\n")
            title = heading.lstrip("# ")
            words = re.sub(r"(?ms)^<!-- généré : suite -->.*?^<!-- fin -->", "", words)
            if words.strip():
                anchor = "" if heading.startswith("# ") else f"#{slug(title)}"
                yield Section(title, f"{page.name}{anchor}", words)


def title_of(page: Path) -> str:
    """What a chapter is called."""
    return text(page).partition("\n")[0].removeprefix("# ")


def contents() -> str:
    """The chapters with their headings."""
    lines = []
    for page in CHAPTERS:
        lines.append(f"- [{title_of(page)}]({page.name})")
        titles = re.findall(r"(?m)^##+ (.+)$", prose(text(page)))
        lines += [f"  - [{title}]({page.name}#{slug(title)})" for title in titles]
    return "\n".join([*lines, f"- [{title_of(INDEX)}]({INDEX.name})"])


def neighbours(page: Path) -> str:
    """The chapter before, the table of contents, the chapter after."""
    at = CHAPTERS.index(page)
    near = [*([CHAPTERS[at - 1]] if at else []), BOOK / "README.md", *CHAPTERS[at + 1 : at + 2]]
    return " · ".join(f"[{title_of(one)}]({one.name})" for one in near)


def index() -> str:
    """Every key, then every word of the glossary and every word set in bold, with where each is explained."""
    found = list(sections())
    keys = {key: [one for one in found if key in _KEY.findall(one.words)] for key in _keys(found)}
    words = {word: _explained(word, found) for word in _words(found)}
    return "\n\n".join(
        [
            *("## Les touches", _lines(keys, sorted(keys, key=_rank))),
            *("## Les mots", _lines(words, sorted((one for one in words if words[one]), key=fold))),
        ]
    )


def _keys(found: list[Section]) -> set[str]:
    return {key for one in found for key in _KEY.findall(one.words)}


def _rank(key: str) -> tuple[int, int, str]:
    """F1 to F12, then the others by their names."""
    return (0, int(key[1:]), "") if re.fullmatch(r"F\d+", key) else (1, 0, key)


def _words(found: list[Section]) -> list[str]:
    """The words of the glossary, and what a paragraph of the book begins with in bold; once each."""
    glossary = re.findall(r"(?m)^\| ([^|]+) \| `", text(DOCS / "glossaire.md"))
    bold = [
        re.sub(r"^(?:L’|Les? |La )|[\s:?.,…]+$", "", words)
        for one in found
        for words in re.findall(r"(?m)^(?:- |\d+\. )?\*\*([^*\n]+)\*\*", one.words)
    ]
    said = [*(one.strip() for row in glossary for one in row.split(",")), *bold]
    return list({fold(one): one for one in reversed(said) if not _KEY.search(one)}.values())


def _explained(word: str, found: list[Section]) -> list[Section]:
    """Where a word stands in a heading or in bold; else where it is said most often."""
    whole = re.compile(rf"\b{re.escape(fold(word))}(?:s|x)?\b")
    told = [
        one
        for one in found
        if whole.search(fold(one.title)) or any(whole.search(fold(bold)) for bold in _bold(one))
    ]
    often = Counter({one: len(whole.findall(fold(one.words))) for one in found})
    most = [one for one, times in often.most_common(_MOST) if times]
    kept = told[:_MOST] or most
    return [one for one in found if one in kept]


def _bold(one: Section) -> list[str]:
    return re.findall(r"\*\*([^*\n]+)\*\*", one.words)


def _lines(entries: dict[str, list[Section]], order: list[str]) -> str:
    links = {word: ", ".join(f"[{one.title}]({one.link})" for one in entries[word]) for word in order}
    return "\n".join(f"- **{word}**\u00a0: {where}" for word, where in links.items())
