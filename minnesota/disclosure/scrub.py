"""Taking names out of text: whole or in part, in any case and spelling, spaced out or divided.

What it cannot find: a name that the case file holds nowhere, a nickname, a misspelling, another
transliteration, a family name of two letters that stands alone, a name that is a word as well where
it stands alone in small letters, a name inflected in Cyrillic, short names written in Arabic (only
consonants are compared), any script but Latin, Cyrillic and Arabic, and whatever points at a person
without a name. Somebody has to read it all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from minnesota.disclosure.contacts import Contacts
from minnesota.disclosure.letters import (
    Folded,
    Token,
    as_one_word,
    consonants,
    fold,
    words_in_order,
)
from minnesota.language.rules import LANGUAGES, PARTICLES

BLOCK = "███"  # stands for somebody who has no id, and for a name that several people share
SHORTEST = 3  # letters of a part of a name that is looked for on its own
_SHORTEST_IN_ID = 4  # shorter parts stand in ids that name nobody: `ali` in `alibi`
_LONG = 5  # letters of a word that may be found in an address, lose its plural s, or be respelt

_COMMON = PARTICLES.union(*(rules.common for rules in LANGUAGES.values()))
_ALSO_NAMES = frozenset().union(*(rules.also_names for rules in LANGUAGES.values()))
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
# What stands between two tokens of one name: dashes, dots or blanks that divide a word, whatever
# divides two words, and what stands between two names of one person.
_DIVIDES_A_WORD = re.compile(r"[\s\-_.·'’ʼ]{1,6}")
_DIVIDES_WORDS = re.compile(r"[^\w]{1,4}")
_BESIDE = re.compile(r"[ \t\n\-,.'’]{1,3}")
_RAW_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")


class _Match(NamedTuple):
    """The tokens from `first` to `last`, and what stands in their place."""

    first: int
    last: int
    instead: str


class _Span(NamedTuple):
    """A stretch of a folded text, from `start` to before `end`, and what stands in its place."""

    start: int
    end: int
    instead: str


class Scrubber:
    """Replaces names in text, by what stands in their place.

    `names` go whole and in part; `whole` only as they are; telephone numbers and addresses that
    are among `contacts` go however they are spaced. `keep`: full names that stay, though a part of
    one may be a part of a name that goes. `ordinary`: words that are a part of a name only with a
    capital.
    """

    def __init__(
        self,
        names: Mapping[str, str],
        whole: Mapping[str, str] | None = None,
        contacts: Iterable[str] = (),
        keep: Iterable[str] = (),
        ordinary: Collection[str] = (),
    ) -> None:
        self._ordinary = _ALSO_NAMES.union(ordinary)
        # A part of a name, or all of it as one word, and what stands in its place.
        self._instead: dict[str, str] = {}
        # A name as one word, and after how many of its letters one of its words ends.
        self._word_ends: dict[str, set[int]] = {}
        # What stands in the place of a name, and all words of the names that it stands for.
        self._name_words: dict[str, set[str]] = {}
        # The consonants of a part of a name, and what stands in its place.
        self._by_sound: dict[str, str] = {}
        self._arabic_by_sound: dict[str, str] = {}
        for name, instead in names.items():
            self._learn(name, instead)
        for name, instead in (whole or {}).items():
            self._learn_as_one_word(words_in_order(name), instead)
        self._beginnings = _beginnings(self._instead)
        self._in_addresses = [word for word in self._instead if len(word) >= _LONG]
        self._kept_names = {as_one_word(name) for name in keep}
        self._kept_names -= {"", *map(as_one_word, names)}
        self._kept_beginnings = _beginnings(self._kept_names)
        self._contacts = Contacts(contacts)

    def _learn(self, name: str, instead: str) -> None:
        """Take in a name that goes whole and in part."""
        words = words_in_order(name)
        self._name_words.setdefault(instead, set()).update(words)
        self._learn_as_one_word(words, instead)
        self._learn_as_one_word(words[::-1], instead)  # the family name may stand first
        for part in _parts(name):
            self._learn_part(part, words, instead)
            sound = consonants(part)
            if len(sound) >= SHORTEST:
                self._by_sound[sound] = self._instead[part]
                if fold(name).tokens[0].arabic:
                    self._arabic_by_sound[sound] = self._instead[part]

    def _learn_as_one_word(self, words: Sequence[str], instead: str) -> None:
        """Take in all words of a name, joined in an order that it can have."""
        joined = "".join(words)
        if len(joined) < SHORTEST or (len(joined) == SHORTEST and joined in _COMMON):
            return
        self._instead.setdefault(joined, instead)
        ends = self._word_ends.setdefault(joined, set())
        length = 0
        for word in words:
            length += len(word)
            ends.add(length)

    def _learn_part(self, part: str, words: Sequence[str], instead: str) -> None:
        """Take in a part of the name that `words` are; one that two people share is nobody's."""
        other = self._instead.setdefault(part, instead)
        if other != instead:
            self._instead[part] = BLOCK
            shared = self._name_words.setdefault(BLOCK, set())
            shared.update(words, self._name_words.get(other, ()))

    def __call__(self, text: str) -> str:
        """Return the text without the names."""
        if not text or not (self._instead or self._contacts):
            return text
        folded = fold(text)
        spans = []
        for number in self._contacts.numbers_in(folded.letters):
            spans.append(_Span(*number.span(), BLOCK))
        for address in self._contacts.addresses_in(folded.letters, self._in_addresses):
            spans.append(_Span(*address.span(), BLOCK))
        for match in self._matches(folded):
            start, end = folded.tokens[match.first].start, folded.tokens[match.last].end
            spans.append(_Span(start, end, match.instead))
        rest = len(text)  # from the end on, so that the places before stay what they are
        for span in reversed(_merged(spans, folded.letters)):
            first, after = folded.places[span.start], folded.places[span.end - 1] + 1
            if after > rest:  # one sign of the text can be two letters, of two spans
                continue
            joint = ""
            if text[after : after + 1].isdigit():
                joint = "-"  # V01 and a number stay two things
            text = text[:first] + span.instead + joint + text[after:]
            rest = first
        return text

    def holds(self, text: str) -> bool:
        """Return whether a text holds a name."""
        return self(text) != text

    def within(self, identifier: str) -> bool:
        """Return whether an `identifier` holds a name, also inside a longer word."""
        letters = as_one_word(identifier)
        for word in self._instead:
            if len(word) >= _SHORTEST_IN_ID and word in letters:
                return True
        return self.holds(identifier)

    def _matches(self, folded: Folded) -> list[_Match]:
        """Return the names in a text, each with what belongs to it beside it.

        A name that stays is left alone, unless a name of several words that goes is a part of it.
        """
        matches = self._spelt(folded) + self._sounding(folded)
        if not matches:
            return []
        taken: set[int] = set()
        for match in matches:
            if match.last > match.first:
                taken.update(range(match.first, match.last + 1))
        kept = self._kept(folded) - taken
        extended = []
        for match in matches:
            if kept.isdisjoint(range(match.first, match.last + 1)):
                extended.append(self._with_neighbours(match, folded, kept))
        return extended

    def _spelt(self, folded: Folded) -> list[_Match]:
        """Return the names that are spelt out, the longest that begins with each token."""
        matches = []
        for first in range(len(folded.tokens)):
            longest = self._longest_name(folded, first)
            if longest:
                matches.append(longest)
        return matches

    def _longest_name(self, folded: Folded, first: int) -> _Match | None:
        """Return the longest name that begins with a token, or None.

        The tokens from there on are joined, one more each time, and looked up as one word, for a
        name can be divided anywhere: spaced out, hyphenated, at the end of a line. Only where
        nothing but a blank or a comma divides two tokens does a word end, and there one of the
        name must end too: "Li Bo" is Li Bo, but no "Ami nata" is Aminata.
        """
        longest = None
        joined = ""
        word_ends: set[int] = set()
        for last in range(first, len(folded.tokens)):
            token = folded.tokens[last]
            if last > first and not self._is_one_word(folded, last):
                between = folded.letters[folded.tokens[last - 1].end : token.start]
                if not _DIVIDES_WORDS.fullmatch(between):
                    break
                word_ends.add(len(joined))
            joined += token.word
            alone_and_small = last == first and not token.capital
            name = self._known_name(joined, word_ends, token, alone_and_small)
            if name:
                longest = _Match(first, last, self._instead[name])
            if joined not in self._beginnings:
                break
        return longest

    @staticmethod
    def _is_one_word(folded: Folded, place: int) -> bool:
        """Return whether the token at a place may go on with the word of the token before it.

        So it does after a hyphen, a dot or a line's end, and after a blank where single letters
        are spaced out.
        """
        before, token = folded.tokens[place - 1], folded.tokens[place]
        between = folded.letters[before.end : token.start]
        if not between:
            return True
        if not _DIVIDES_A_WORD.fullmatch(between):
            return False
        spaced_out = len(before.word) == len(token.word) == 1
        return spaced_out or bool(between.strip(" \t"))

    def _known_name(
        self, joined: str, word_ends: set[int], last_token: Token, alone_and_small: bool
    ) -> str | None:
        """Return the name that joined tokens are, also with a plural s after it, or None.

        `word_ends`: after how many letters of it a word ends in the text. `alone_and_small`: it is
        one word without a capital, which is no name if it is an ordinary word.
        """
        candidates = [joined]
        if last_token.word[1:].endswith("s") and len(joined) >= _LONG:
            candidates.append(joined[:-1])
        for name in candidates:
            if name not in self._instead or (alone_and_small and name in self._ordinary):
                continue
            if word_ends <= self._word_ends.get(name, set()):
                return name
        return None

    def _sounding(self, folded: Folded) -> list[_Match]:
        """Return the names that the file has in the other of the Latin and the Arabic alphabet.

        They are known by their consonants.
        """
        matches = []
        for place, token in enumerate(folded.tokens):
            instead = self._instead_of_sound(token)
            if instead:
                matches.append(_Match(place, place, instead))
        return matches

    def _instead_of_sound(self, token: Token) -> str | None:
        """Return what stands in the place of a name in the other alphabet, or None."""
        if not token.arabic:
            if not self._arabic_by_sound or not token.capital:
                return None
            return self._arabic_by_sound.get(consonants(token.word))
        # Arabic writes "and", "to" and "the" as one or two letters before the word.
        for prefix in (0, 1, 2):
            instead = self._by_sound.get(consonants(token.word[prefix:]))
            if instead:
                return instead
        return None

    def _kept(self, folded: Folded) -> set[int]:
        """Return the places of the tokens of names that stay."""
        kept: set[int] = set()
        if not self._kept_names:
            return kept
        tokens = folded.tokens
        for first in range(len(tokens)):
            joined = ""
            for last in range(first, len(tokens)):
                between = folded.letters[tokens[last - 1].end : tokens[last].start]
                if last > first and not _BESIDE.fullmatch(between):
                    break
                joined += tokens[last].word
                if joined in self._kept_names:
                    kept.update(range(first, last + 1))
                if joined not in self._kept_beginnings:
                    break
        return kept

    def _with_neighbours(self, match: _Match, folded: Folded, kept: set[int]) -> _Match:
        """Return a match with the other words of the same name, and initials, on either side."""
        first, last, instead = match
        words = self._name_words.get(instead, set())

        def belongs(place: int, left: int, right: int) -> bool:
            """Return whether a token is a word of the name, and only a joint lies between."""
            if not 0 <= place < len(folded.tokens) or place in kept:
                return False
            between = folded.letters[folded.tokens[left].end : folded.tokens[right].start]
            return _may_be_word(folded.tokens[place], words) and bool(_BESIDE.fullmatch(between))

        while belongs(first - 1, first - 1, first):
            first -= 1
        while belongs(last + 1, last, last + 1):
            last += 1
        return _Match(first, last, instead)


def _beginnings(words: Iterable[str]) -> set[str]:
    """Return everything that a word begins with, up to the whole of it."""
    beginnings = set()
    for word in words:
        for length in range(1, len(word) + 1):
            beginnings.add(word[:length])
    return beginnings


def _may_be_word(token: Token, words: set[str]) -> bool:
    """Return whether a token is one of the words of a name, or the initial of one."""
    if not token.capital and not token.arabic:
        return False
    if token.word in words:
        return True
    return len(token.word) == 1 and any(word.startswith(token.word) for word in words)


def _parts(name: str) -> Iterator[str]:
    """Yield each part of a name that can be known for one, and other ways to spell it."""
    visible = "".join(sign for sign in name if unicodedata.category(sign) != "Cf")
    raw_words = _RAW_WORD.findall(visible)
    capitals = [word for word in raw_words if not word[:1].islower()]
    for word in capitals or raw_words:
        for spelling in _spellings(word):
            if len(spelling) >= SHORTEST and spelling not in _COMMON:
                yield spelling


def _spellings(word: str) -> Iterator[str]:
    """Yield the ways to spell a word of a name, folded: O'Brien is brien and obrien."""
    pieces = words_in_order(word)
    for piece in dict.fromkeys((*pieces, "".join(pieces))):
        yield piece
        if len(piece) >= _LONG:  # as Mueller is typed Muller
            yield piece.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    if len(pieces) == 1:  # as Müller is typed Mueller
        yield as_one_word("".join(_UMLAUTS.get(sign, sign) for sign in word.casefold()))


def _merged(spans: Iterable[_Span], letters: str) -> list[_Span]:
    """Return spans in order; as one those that overlap, or name one person side by side."""
    merged: list[_Span] = []
    for span in sorted(spans, key=_longest_first):
        if merged and _belong_together(merged[-1], span, letters):
            before = merged.pop()
            instead = before.instead
            if instead == BLOCK:  # the id of the other says more
                instead = span.instead
            span = _Span(before.start, max(span.end, before.end), instead)
        merged.append(span)
    return merged


def _longest_first(span: _Span) -> tuple[int, int]:
    """Return what spans are ordered by: where they begin, then the longest."""
    return span.start, -span.end


def _belong_together(before: _Span, span: _Span, letters: str) -> bool:
    """Return whether two spans in order overlap, or name one person with a mere joint between."""
    if span.start < before.end:
        return True
    if span.instead != before.instead:
        return False
    between = letters[before.end : span.start]
    return bool(_BESIDE.fullmatch(between)) and between[0] not in ",."
