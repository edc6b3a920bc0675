"""Finds tests that know the day: those that ask the system, and days written where the clock runs."""

import ast
import re
from collections.abc import Iterator

# What reads the date of the system; all else in the project asks models.clock.
CLOCKS = re.compile(
    r"(datetime|date)\.(now|today|utcnow)"
    r"|time\.(time|time_ns|localtime|gmtime|ctime|asctime|strftime|clock_gettime)"
)
# The marks of tests for which the clock runs.
RUNNING = {"pty", "ssh", "real_clock"}
# A day written for people or for programs.
DAY = re.compile(r"\b(\d{1,2}\.\d{1,2}\.20\d\d|20\d\d-\d\d-\d\d)\b")
# What says why, in the line or before it.
SAID = "# the real clock: "


def real_clocks(text: str) -> Iterator[int]:
    """The lines of a test's ``text`` that know what day it is, unless they say why.

    Asking the system; asking any clock while the file is read, when nothing holds it; a written day in a test
    of programs, whose clock runs.
    """
    tree, lines = ast.parse(text), text.splitlines()
    found = [*_asked(tree), *_asked_at_once(tree)]
    for node in [tree, *ast.walk(tree)]:
        if _runs(node):
            found += _written_days(node)
    for number in sorted(set(found)):
        if SAID not in lines[number - 1] and SAID not in lines[number - 2]:
            yield number


def _asked(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and CLOCKS.fullmatch(".".join(ast.unparse(node).split(".")[-2:])):
            yield node.lineno
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (node.lineno for one in node.names if CLOCKS.fullmatch(f"time.{one.name}"))


def _asked_at_once(node: ast.AST) -> Iterator[int]:
    """Where the clock is asked by what is no function's body: a constant, a default, a case of a test."""
    for name, field in ast.iter_fields(node):
        if name == "body" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        for one in field if isinstance(field, list) else [field]:
            if isinstance(one, ast.Call) and ast.unparse(one.func) in ("clock.now", "clock.today"):
                yield one.lineno
            if isinstance(one, ast.AST):
                yield from _asked_at_once(one)


def _runs(node: ast.AST) -> bool:
    """Whether a file or a function is marked as one for which the clock runs."""
    marks: list[ast.expr] = []
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        marks = node.decorator_list
    if isinstance(node, ast.Module):
        marks = [one.value for one in node.body if isinstance(one, ast.Assign) and _names(one, "pytestmark")]
    names = {part.attr for mark in marks for part in ast.walk(mark) if isinstance(part, ast.Attribute)}
    return bool(names & RUNNING)


def _names(assigned: ast.Assign, name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in assigned.targets)


def _written_days(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and DAY.search(node.value):
            yield node.lineno
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("date", "datetime"):
            yield from (one.lineno for one in node.args[:1] if isinstance(one, ast.Constant))
