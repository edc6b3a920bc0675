"""What the product defines, so that a page that names it can be held to it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.docs.pages import prose
from tests.project import ROOT

FLOORS = ("comptoir", "screens", "letters", "models")


@cache
def defined(path: Path) -> frozenset[str]:
    """Every name that a file gives to a function, class, method, field or value: ``name``, ``Class.name``."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        for name in _names(node):
            found.add(name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{name}" for inner in node.body for name in _names(inner)}
            found |= {f"{node.name}.{name}" for name in _given(node)}
    return frozenset(found)


def _names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    yield from (one.id for one in targets if isinstance(one, ast.Name))


def _given(node: ast.ClassDef) -> Iterator[str]:
    """The attributes that the methods of a class give to itself."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
            yield inner.attr


def blocks(page: str) -> list[str]:
    """The paragraphs, list items and table rows of a page."""
    return re.split(r"\n\n|\n(?=\s*(?:[-*|]|\d+\.) ?)", prose(page))


def files_of(block: str) -> list[Path]:
    """The files of the product that a block links to."""
    found = re.findall(r"\]\((?:\.\./)*((?:comptoir|screens|letters|models)/[\w/]+\.py)\)", block)
    return [ROOT / one for one in found]


def named(block: str) -> list[str]:
    """The names of functions, classes and values in a block: spans of code that may be some."""
    return re.findall(r"(?<!\[)`([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)`", block)
