"""English words that know what they are made of, so that they can be said in another language.

Each is a `str` whose text is the English. Whoever writes English need not know of them;
`language.py` takes them apart. A plain `str` is never translated: ids, names, and whatever the case
itself says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Self

_PLURALS = {"person": "people"}


class Word(str):
    """A word or a sentence of our own, which the catalogues translate as it is. It may hold
    {placeholders}.
    """

    __slots__ = ()


AND = Word(" and ")
OR = Word(" or ")


class Counted(str):
    """A number of things: 1 day, 2 days."""

    number: int
    unit: str

    def __new__(cls, number: int, unit: str) -> Counted:
        """The number, and one of the things."""
        made = super().__new__(cls, f"{number} {unit if number == 1 else plural(unit)}")
        made.number, made.unit = number, unit
        return made


class Listed(str):
    """Words one after the other: with `between` between any two of them, but `last` before the
    last.
    """

    words: tuple[str, ...]
    between: str
    last: str

    def __new__(cls, words: Sequence[str], last: str = ", ", between: str = ", ") -> Listed:
        """The words, and what stands between them."""
        made = super().__new__(cls, strung(words, last, between))
        made.words, made.last, made.between = tuple(words), last, between
        return made


class Phrase(str):
    """A part of a sentence with values in it, to be translated as one."""

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, **values: Any) -> Self:
        """The phrase with {placeholders}, and what stands in them."""
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made


repeated = lru_cache(1_000, typed=True)(
    Phrase
)  # a phrase that one case, and many, get again and again


class Sentence(str):
    """A template in parts that stand one after the other, each translated on its own; its values
    are filled in later.
    """

    parts: tuple[str, ...]

    def __new__(cls, *parts: str) -> Sentence:
        """The parts, with the spaces between them."""
        made = super().__new__(cls, "".join(parts))
        made.parts = parts
        return made


class Reason(NamedTuple):
    """A sentence, and the values that stand in it. Never a person's name: ids, institutions, dates,
    lengths.

    The catalogues translate `text`, or each part of it where it is a `Sentence`, and the values
    that are words of our own.
    """

    text: str
    values: Mapping[str, Any]

    def __str__(self) -> str:
        return self.text.format(**self.values)


def plural(unit: str) -> str:
    """More than one of a thing, in English."""
    if unit in _PLURALS:
        return _PLURALS[unit]
    return f"{unit[:-1]}ies" if unit.endswith("y") and unit[-2] not in "aeiou" else f"{unit}s"


def strung(words: Sequence[str], last: str, between: str) -> str:
    """Words as one text."""
    return last.join((between.join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)


def listed(words: Sequence[str], last: str = AND) -> Listed:
    """Words as a list in a sentence: a, b and c."""
    return Listed(words, last)
