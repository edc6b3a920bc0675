"""The base of every enumeration: a code that is stored, a French label that is read."""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A member is its code (stored, compared) and carries ``label`` (shown)::

    class Place(Word):
        PHONE = "phone", "téléphone"
    """

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        word = str.__new__(cls, code)
        word._value_ = code
        word.label = label
        return word
