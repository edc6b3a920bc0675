"""How lists that stand on one screen share its rows."""

from collections.abc import Sequence
from itertools import pairwise


def divide(total: int, shares: Sequence[float], wanted: Sequence[int]) -> list[int] | None:
    """The rows of ``total`` that each list gets, of which each has its share by rule and wants a number.

    None while nobody needs more than the rule gives, or nobody has a row to spare: lists that come and go
    a line at a time stay where they are.
    """
    whole = sum(shares)
    ends = [0, *(int(total * sum(shares[: n + 1]) / whole) for n in range(len(shares)))]
    rows = by_rule = [end - begin for begin, end in pairwise(ends)]
    while True:
        lacking = [each - has for each, has in zip(wanted, rows, strict=True)]
        most, least = max(lacking), min(lacking)
        if most <= 0 or least >= 0:
            return None if rows == by_rule else rows
        rows = list(rows)
        rows[lacking.index(most)] += 1
        rows[lacking.index(least)] -= 1
