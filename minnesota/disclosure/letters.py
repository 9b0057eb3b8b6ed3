"""Text as names are compared in it: in small Latin letters without accents, and as words.

Whoever types a name changes case, accents, alphabet and dashes; none of that makes another name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_LATIN = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    "ŋ": "n",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "i", "є": "e",
    "ґ": "g", "ё": "e",
}  # fmt: skip
_ARABIC = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "k", "د": "d", "ذ": "d",
    "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a",
    "غ": "g", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w",
    "ي": "y", "ة": "a", "ى": "a", "پ": "p", "چ": "j", "ژ": "j", "گ": "g", "ک": "k",
}  # fmt: skip
_DASHES = dict.fromkeys("‐‑‒–—", "-")
_LINE_ENDS = dict.fromkeys("\x85\u2028\u2029", "\n")
_INSTEAD = {**_LATIN, **_CYRILLIC, **_ARABIC, **_DASHES, **_LINE_ENDS}
_WORD = re.compile(r"[^\W\d_]+")


class Token(NamedTuple):
    """A word of a folded text, from `start` to before `end`.

    `capital` and `arabic` tell of the letter that it begins with in the text itself.
    """

    word: str
    start: int
    end: int
    capital: bool
    arabic: bool


class Folded(NamedTuple):
    """A text in small Latin letters, its words, and the place in the text of each letter."""

    letters: str
    tokens: tuple[Token, ...]
    places: tuple[int, ...]


@lru_cache(maxsize=8192)
def fold(text: str) -> Folded:
    """Return a text as names are compared in it."""
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for letter in _fold_sign(sign):
            letters.append(letter)
            places.append(place)
    folded = "".join(letters)
    return Folded(folded, tuple(_tokens(folded, text, places)), tuple(places))


@lru_cache(maxsize=4096)
def _fold_sign(sign: str) -> str:
    """Return the letters that one sign of a text stands for; none for an accent or a mere mark."""
    if sign in "\r\v\f":
        return "\n"
    if sign.isascii():
        return sign.lower()
    if unicodedata.category(sign) == "Cf":  # invisible: a soft hyphen, a joiner
        return ""
    letters = []
    for small in unicodedata.normalize("NFKD", sign).casefold():
        for letter in unicodedata.normalize("NFKD", _INSTEAD.get(small, small)):
            if not unicodedata.category(letter).startswith("M"):
                letters.append(letter)
    return "".join(letters)


def _tokens(folded: str, text: str, places: list[int]) -> Iterator[Token]:
    """Yield the words of a folded text; ForAminata is two."""
    for match in _WORD.finditer(folded):
        start = match.start()
        for border in range(start + 1, match.end()):
            before, after = text[places[border - 1]], text[places[border]]
            if before.islower() and after.isupper():
                yield _token(folded, start, border, text[places[start]])
                start = border
        yield _token(folded, start, match.end(), text[places[start]])


def _token(folded: str, start: int, end: int, sign: str) -> Token:
    """Return a word of a folded text, which begins in the text itself with a sign."""
    return Token(folded[start:end], start, end, sign.isupper(), "\u0600" <= sign <= "\u06ff")


def words_in_order(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return [token.word for token in fold(text).tokens]


def words_of(text: str) -> set[str]:
    """Return the words of a text, folded, each once."""
    return set(words_in_order(text))


def as_one_word(text: str) -> str:
    """Return the words of a text, folded and joined."""
    return "".join(words_in_order(text))


_VOWELS = re.compile("[aeiouwy]")
_DOUBLED = re.compile(r"(.)\1+")
_LIKE_SOUNDS = str.maketrans("qcvp", "kkfb")


def consonants(word: str) -> str:
    """Return the consonants of a folded word, as both the Latin and the Arabic alphabet have them.

    Arabic writes no short vowels, and each of the two has letters for which the other has only a
    neighbour.
    """
    plain = (
        word.replace("kh", "k")
        .replace("gh", "g")
        .replace("dj", "j")
        .replace("ch", "sh")
        .replace("th", "t")
        .replace("dh", "d")
    )
    plain = _VOWELS.sub("", plain.translate(_LIKE_SOUNDS))
    return _DOUBLED.sub(r"\1", plain)
