"""Rows that only moved up or down, as in a list that scrolls: the terminal can move them itself."""

from comptoir.terminal.screen import Screen

# Letters that have to move before it pays: the sequences cost about twenty bytes.
_WORTH = 60


def moved(front: Screen, back: Screen, changed: list[int]) -> tuple[int, int, int]:
    """The best block: rows ``first`` to before ``end`` of ``back`` are those ``by`` rows lower in ``front``.

    ``by`` is negative when they moved down, and 0 when moving nothing is best. ``changed`` are the rows
    where the two differ.
    """
    best = (0, 0, 0)
    most = _WORTH
    for by in range(1 - back.height, back.height):
        if by:
            letters, first, end = _longest(front, back, changed, by)
            if letters > most:
                letters -= _spoiled(back, changed, first, end, by)
            if letters > most:
                best, most = (first, end, by), letters
    return best


def _longest(front: Screen, back: Screen, changed: list[int], by: int) -> tuple[int, int, int]:
    """The run of rows moved ``by`` with the most letters that are not in place: letters, first row, end."""
    best = (0, 0, 0)
    letters = first = 0
    previous = -2
    for y in changed:
        if not 0 <= y + by < back.height or not _same(front, y + by, back, y):
            continue
        if y != previous + 1:
            letters, first = 0, y
        previous = y
        letters += _letters(back, y)
        if letters > best[0]:
            best = (letters, first, y + 1)
    return best


def _spoiled(back: Screen, changed: list[int], first: int, end: int, by: int) -> int:
    """Letters that are in place and would have to be written again, where the block came from."""
    rows = range(end, end + by) if by > 0 else range(first + by, first)
    return sum(_letters(back, y) for y in rows if y not in changed)


def _letters(one: Screen, y: int) -> int:
    return one.width - one.texts[y].count(" ")


def _same(front: Screen, y: int, back: Screen, other: int) -> bool:
    return front.texts[y] == back.texts[other] and front.styles[y] == back.styles[other]


def move_rows(front: Screen, first: int, end: int, by: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Do in ``front`` what the terminal is told: (row, count) to delete, then (row, count) to insert."""
    if by > 0:
        delete, insert = (first, by), (end, by)
    else:
        delete, insert = (end + by, -by), (first + by, -by)
    blank = Screen(front.width, abs(by))
    del front.texts[delete[0] : delete[0] + delete[1]]
    del front.styles[delete[0] : delete[0] + delete[1]]
    front.texts[insert[0] : insert[0]] = blank.texts
    front.styles[insert[0] : insert[0]] = blank.styles
    return delete, insert
