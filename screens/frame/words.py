"""Words cut for a column."""

from rich.cells import cell_len, set_cell_size

MARK = "…"
# Of a text cut at a word at least this much stays; else letters are worth more than whole words.
_ENOUGH = 0.6


def shorten(words: str, width: int) -> str:
    """``words`` in ``width`` columns at most, ending in « … » when something is left out."""
    if cell_len(words) <= width:
        return words
    if width < 1:
        return ""
    # One column more than there is room for: a word may end exactly there.
    whole = set_cell_size(words, width).rpartition(" ")[0].rstrip(" ,;:")
    if cell_len(whole) >= width * _ENOUGH:
        return whole + MARK
    return set_cell_size(words, width - 1).rstrip(" ,;:") + MARK


def cell(words: str, width: int) -> tuple[str, int]:
    """A cell of a line, cut where a word ends when it is too long."""
    return shorten(words, width), width
