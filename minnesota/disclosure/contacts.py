"""Telephone numbers and addresses of mail and pages, found in text however they are spaced."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

_SHORTEST_NUMBER = 6  # digits; fewer are years, counts, house numbers
_OWN_DIGITS = 7  # the last ones of a number: before them stand the codes of country and network

_NUMBER = re.compile(r"[+(]?\d[\d\s().\-/]{4,}\d")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"@|://|www\.|\\|/")
_SPACED = re.compile(r"\S+")
_NO_DIGIT = re.compile(r"\D")


def contacts(text: str) -> tuple[str, ...]:
    """Return the telephone numbers and mail addresses in a text."""
    return (*_MAIL.findall(text), *_NUMBER.findall(text))


class Contacts:
    """The numbers and mail addresses in some texts, to be found again in folded text."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._mails: set[str] = set()
        self._numbers: set[str] = set()
        for text in texts:
            for mail in _MAIL.findall(text):
                self._mails.add(mail.casefold())
            for number in _NUMBER.findall(text):
                digits = _NO_DIGIT.sub("", number)
                if len(digits) >= _SHORTEST_NUMBER:
                    self._numbers.add(digits[-_OWN_DIGITS:])

    def __bool__(self) -> bool:
        """Return whether there is anything to find."""
        return bool(self._mails or self._numbers)

    def numbers_in(self, letters: str) -> Iterator[re.Match[str]]:
        """Yield the telephone numbers that are known in `letters`, a folded text."""
        if not self._numbers:
            return
        for match in _NUMBER.finditer(letters):
            digits = _NO_DIGIT.sub("", match[0])
            if any(number in digits for number in self._numbers):
                yield match

    def addresses_in(self, letters: str, names: Collection[str]) -> Iterator[re.Match[str]]:
        """Yield the addresses in a folded text that are known, or that hold one of the `names`."""
        if not _ADDRESS.search(letters):
            return
        for match in _SPACED.finditer(letters):
            if _ADDRESS.search(match[0]) and self._points_at_somebody(match[0], names):
                yield match

    def _points_at_somebody(self, address: str, names: Collection[str]) -> bool:
        """Return whether an address holds a known one, or a name; in mere a/b no name is sought."""
        if any(mail in address for mail in self._mails):
            return True
        if "@" not in address and "." not in address:
            return False
        letters = "".join(filter(str.isalpha, address))
        return any(name in letters for name in names)
