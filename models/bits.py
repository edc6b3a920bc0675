"""Times as whole numbers, one bit a cell: a day or half a year is looked at in a few operations."""

from collections.abc import Iterable, Iterator

# More than the longest run, to write where one begins and how long it is as one number.
RUN = 128
_ONES = [b"1" * length for length in range(RUN)]


def stretch(start: int, end: int) -> int:
    """The bits from ``start`` to ``end`` (left out); none when it ends before it starts."""
    return ((1 << (end - start)) - 1) << start if end > start else 0


def single(numbers: Iterable[int], size: int, base: int = 0) -> int:
    """The bits of ``numbers``, which may be many, counted from ``base``; all are below ``base + size``."""
    digits = bytearray(b"0") * (size + 1)
    # Written as a number is, the first bit last.
    last = size + base
    for number in numbers:
        digits[last - number] = 49
    return int(digits, 2)


def taken(runs: Iterable[int], size: int, base: int = 0) -> int:
    """The bits of ``runs``, which may be many, each as :data:`RUN` × its first bit + how many they are.

    Bits are counted from ``base``; a run begins at ``base`` at the earliest and ends before ``base + size``.
    """
    digits = bytearray(b"0") * size
    last = size + base
    for number in runs:
        start, length = number // RUN, number % RUN
        digits[last - start - length : last - start] = _ONES[length]
    return int(digits, 2)


def runs(bits: int, length: int) -> int:
    """Where ``length`` bits that are set begin."""
    known = 1
    while known < length and bits:
        step = min(known, length - known)
        bits &= bits >> step
        known += step
    return bits


def spread(bits: int, length: int) -> int:
    """Every bit that is set, and the ``length - 1`` after it."""
    known = 1
    while known < length and bits:
        step = min(known, length - known)
        bits |= bits << step
        known += step
    return bits


def first(bits: int) -> int:
    """The position of the first bit that is set; -1 when there is none."""
    return (bits & -bits).bit_length() - 1


def one_by_one(bits: int, apart: int) -> Iterator[int]:
    """The first position that is set, then each time the first one at least ``apart`` further on."""
    while bits:
        position = first(bits)
        yield position
        bits = bits >> (position + apart) << (position + apart)
