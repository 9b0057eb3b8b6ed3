"""Taking names out of text: whole or in part, without accents, in any case, spaced out, divided at a line's end, in other letters.

What it cannot find: a name that the case file holds nowhere, a nickname, a misspelling, another transliteration, a family
name of two letters that stands alone, a name that is a word as well where it stands alone in small letters, a name
inflected in Cyrillic, short names written in Arabic (only consonants are compared), any script but Latin, Cyrillic and
Arabic, and whatever points at a person without a name. Somebody has to read it all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

BLOCK = "███"  # what stands for somebody who has no id, and for a name that several people share
SHORTEST = 3  # letters of a part of a name that is looked for on its own
_INSIDE = 4  # letters of a part of a name that is looked for inside an id or an address
_LETTERS: dict[str, str] = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ħ": "h",
    "ŋ": "n",
}
_LETTERS |= dict.fromkeys("‐‑‒–—", "-") | dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n")
_LETTERS |= dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґё",
        "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i i e g e".replace(
            "_", ""
        ).split(" "),
        strict=True,
    )
)
_SIGNS, _LATIN = (
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىپچژگک",
    "a b t t j h k d d r z s sh s d t z a g f k k l m n h w y a a p j j g k",
)
_ARABIC = dict(zip(_SIGNS, _LATIN.split(), strict=True))
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
# parts that stand in many names, and words that are also names: alone, they are no name
_COMMON_WORDS = """the and for may van von der den del las los dos das abu bin ben ibn ould oum umm mac san sir mrs miss don dona
    sainte saint general colonel captain major doctor prof state army police
    judge juge juez sgt sergeant sergent lieutenant commander commandant corporal caporal capitaine adjudant imam sheikh
    cheikh chief chef prefect prefet professor lawyer maitre president minister ministre governor mayor maire elhadj hadj man men will les des une
    one two three four five six seven eight nine ten several unknown unidentified unnamed people person persons woman
    women boy boys girl girls child children civilian civilians villager villagers family families relatives group unit
    wife husband son daughter mother father brother sister soldiers officers members deux trois quatre cinq sept huit neuf
    dix homme hommes femme femmes enfant enfants famille familles groupe civils personnes dos tres cuatro cinco seis
    siete ocho nueve diez hombre hombres mujer mujeres nino ninos familia familias grupo civiles personas"""
_SOUNDS = str.maketrans("qcvp", "kkfb")
_COMMON = frozenset(_COMMON_WORDS.split())
# names that are words as well: alone, they are a name only with a capital
_BOTH_WORDS = """rose grace mark young brown white black green grey gray king hope faith joy love justice fall sow bell cook
    hunter fisher baker mason prince gift blessing precious peace patience mercy victor bank hill wood stone field rivers
    petit grand blanc noir roy martin bon belle marie pierre rey cruz flores rojas leon campo paz mar sol luz angel"""
_BOTH = frozenset(_BOTH_WORDS.split())
_TOKEN = re.compile(r"[^\W\d_]+")
_APART = re.compile(r"[\s\-_.·'’ʼ]{1,6}")
_BETWEEN = re.compile(r"[^\w]{1,4}")
_BESIDE = re.compile(r"[ \t\n\-,.'’]{1,3}")
_ADDRESS = re.compile(r"@|://|www\.|\\|/")
_NUMBER = re.compile(r"[+(]?\d[\d\s().\-/]{4,}\d")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class _Token(NamedTuple):
    word: str
    start: int
    end: int
    capital: bool
    arabic: bool


class _Match(NamedTuple):
    first: int
    last: int
    instead: str


class Scrubber:
    """Replaces names in text, by what stands in their place.

    `names` go whole and in part; `whole` only as they are; phone numbers and addresses that are among `contacts`, however
    they are spaced. `keep`: full names that stay, though a part of one may be a part of a name that goes. `ordinary`: words
    that are a part of a name only with a capital.
    """

    def __init__(
        self,
        names: Mapping[str, str],
        whole: Mapping[str, str] | None = None,
        contacts: Iterable[str] = (),
        keep: Iterable[str] = (),
        ordinary: Collection[str] = (),
    ) -> None:
        self._ordinary = _BOTH.union(ordinary)
        self._words: dict[str, str] = {}  # a part of a name, or all of it as one word
        self._cuts: dict[
            str, set[int]
        ] = {}  # of a name as one word: after which letters a word of it ends
        self._all: dict[str, set[str]] = {}  # every word of the names that one thing stands for
        self._sounds: dict[str, str] = {}
        self._arabic: dict[str, str] = {}
        for name, instead in names.items():
            words = [t.word for t in _tokens(name)[1]]
            self._all.setdefault(instead, set()).update(words)
            self._as_one(words, instead)
            self._as_one(words[::-1], instead)
            for word in _parts(name):
                if (other := self._words.setdefault(word, instead)) != instead:
                    self._words[word] = BLOCK
                    self._all.setdefault(BLOCK, set()).update(words, self._all.get(other, ()))
                if len(sound := _sound(word)) >= SHORTEST:
                    self._sounds[sound] = self._words[word]
                    if _tokens(name)[1][0].arabic:
                        self._arabic[sound] = self._words[word]
        for name, instead in (whole or {}).items():
            self._as_one([t.word for t in _tokens(name)[1]], instead)
        self._prefixes = {w[:n] for w in self._words for n in range(1, len(w) + 1)}
        self._inside = [w for w in self._words if len(w) > _INSIDE]
        self._keep = {one for one in map(_as_one, keep) if one} - set(map(_as_one, names))
        self._keep_prefixes = {w[:n] for w in self._keep for n in range(1, len(w) + 1)}
        self._mails = {m.casefold() for text in contacts for m in _MAIL.findall(text)}
        digits = (re.sub(r"\D", "", m) for text in contacts for m in _NUMBER.findall(text))
        self._numbers = {d[-7:] for d in digits if len(d) > 5}

    def _as_one(self, words: list[str], instead: str) -> None:
        one = "".join(words)
        if len(one) > SHORTEST or (len(one) == SHORTEST and one not in _COMMON):
            self._words.setdefault(one, instead)
            ends = self._cuts.setdefault(one, set())
            length = 0
            for word in words:
                ends.add(length := length + len(word))

    def __call__(self, text: str) -> str:
        """The text without the names."""
        if not text or not (self._words or self._mails or self._numbers):
            return text
        folded, tokens, places = _tokens(text)
        spans = self._addresses(folded)
        spans += [
            (tokens[m.first].start, tokens[m.last].end, m.instead)
            for m in self._found(folded, tokens)
        ]
        done = len(text)
        for start, end, instead in reversed(_merged(spans, folded)):
            first, last = places[start], places[end - 1] + 1
            if last <= done:
                apart = (
                    "-" if text[last : last + 1].isdigit() else ""
                )  # V01 and a number stay two things
                text = text[:first] + instead + apart + text[last:]
                done = first
        return text

    def holds(self, text: str) -> bool:
        """Whether a text holds a name."""
        return self(text) != text

    def within(self, id: str) -> bool:
        """Whether an id holds a name, also inside a longer word."""
        letters = "".join(t.word for t in _tokens(id)[1])
        return any(len(w) >= _INSIDE and w in letters for w in self._words) or self.holds(id)

    def _addresses(self, folded: str) -> list[tuple[int, int, str]]:
        """Telephone numbers, and addresses of mail or pages, that are known or hold a name."""
        spans = []
        if self._numbers:
            for m in _NUMBER.finditer(folded):
                digits = re.sub(r"\D", "", m[0])
                if any(n in digits for n in self._numbers):
                    spans.append((m.start(), m.end(), BLOCK))
        if "@" in folded or "/" in folded or "\\" in folded or "www." in folded:
            for m in (m for m in re.finditer(r"\S+", folded) if _ADDRESS.search(m[0])):
                letters = "".join(c for c in m[0] if c.isalpha())
                known = any(mail in m[0] for mail in self._mails)
                if known or (
                    ("@" in m[0] or "." in m[0]) and any(w in letters for w in self._inside)
                ):
                    spans.append((m.start(), m.end(), BLOCK))
        return spans

    def _found(self, folded: str, tokens: tuple[_Token, ...]) -> list[_Match]:
        """The names in a text: as one, then in part but for names that stay, each with what stands beside it."""
        runs = [
            m
            for i in range(len(tokens))
            if tokens[i].word[:1] and (m := self._run(folded, tokens, i))
        ]
        runs += [m for i, t in enumerate(tokens) if (m := self._sounding(i, t))]
        if not runs:
            return []
        whole = [m for m in runs if m.last > m.first]
        taken = {i for m in whole for i in range(m.first, m.last + 1)}
        kept = {i for i in self._kept(folded, tokens) if i not in taken}
        runs = [m for m in runs if not kept & set(range(m.first, m.last + 1))]
        return [self._beside(m, folded, tokens, kept) for m in runs]

    def _run(self, folded: str, tokens: tuple[_Token, ...], first: int) -> _Match | None:
        """The longest name that begins with a token."""
        best: _Match | None = None
        one, plain = "", set()
        for i in range(first, len(tokens)):
            token = tokens[i]
            if i > first:
                before = tokens[i - 1]
                gap = folded[before.end : token.start]
                spaced = len(before.word) == len(token.word) == 1
                if gap and not (_APART.fullmatch(gap) and (spaced or gap.strip(" \t"))):
                    if not _BETWEEN.fullmatch(gap):
                        break
                    plain.add(len(one))
            one += token.word
            singular = one[:-1] if token.word[1:].endswith("s") and len(one) > _INSIDE else one
            for known in (one, singular):
                fits = i > first or token.capital or known not in self._ordinary
                if fits and known in self._words and plain <= self._cuts.get(known, set()):
                    best = _Match(first, i, self._words[known])
                    break
            if one not in self._prefixes:
                break
        return best

    def _sounding(self, place: int, token: _Token) -> _Match | None:
        """A name in Arabic letters that the file has in Latin ones, or the other way round, by its consonants."""
        sounds = self._sounds if token.arabic else self._arabic
        if not sounds or not (token.arabic or token.capital):
            return None
        forms = [token.word] + [
            token.word[n:] for n in (1, 2) if token.arabic
        ]  # without "and", "to", "the"
        found = next((sounds[s] for s in map(_sound, forms) if s in sounds), None)
        return _Match(place, place, found) if found else None

    def _kept(self, folded: str, tokens: tuple[_Token, ...]) -> Iterable[int]:
        """The tokens of names that stay."""
        for first in range(len(tokens)) if self._keep else ():
            one = ""
            for i in range(first, len(tokens)):
                if i > first and not _BESIDE.fullmatch(folded[tokens[i - 1].end : tokens[i].start]):
                    break
                one += tokens[i].word
                if one in self._keep:
                    yield from range(first, i + 1)
                if one not in self._keep_prefixes:
                    break

    def _beside(
        self, match: _Match, folded: str, tokens: tuple[_Token, ...], kept: set[int]
    ) -> _Match:
        """A match with the other words of the same name, and their initials, that stand next to it."""
        first, last, instead = match
        words = self._all.get(instead, set())

        def belongs(i: int, left: int, right: int) -> bool:
            if not 0 <= i < len(tokens) or i in kept or not (tokens[i].capital or tokens[i].arabic):
                return False
            word, gap = tokens[i].word, folded[tokens[left].end : tokens[right].start]
            initial = len(word) == 1 and any(w.startswith(word) for w in words)
            return (word in words or initial) and bool(_BESIDE.fullmatch(gap))

        while belongs(first - 1, first - 1, first):
            first -= 1
        while belongs(last + 1, last, last + 1):
            last += 1
        return _Match(first, last, instead)


def contacts(text: str) -> tuple[str, ...]:
    """The telephone numbers and mail addresses in a text."""
    return (*_MAIL.findall(text), *_NUMBER.findall(text))


def words_of(text: str) -> set[str]:
    """The words of a text, as they are compared."""
    return {t.word for t in _tokens(text)[1]}


def _as_one(name: str) -> str:
    return "".join(t.word for t in _tokens(name)[1])


def _parts(name: str) -> Iterable[str]:
    """Each part of a name that can be known for one, and other ways to spell it."""
    raw = re.findall(
        r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*", "".join(c for c in name if unicodedata.category(c) != "Cf")
    )
    capital = [w for w in raw if not w[:1].islower()] or raw
    for word in capital:
        pieces = [t.word for t in _tokens(word)[1]]
        for piece in {*pieces, "".join(pieces)}:
            forms = {piece}
            if len(piece) > _INSIDE:
                forms.add(piece.replace("ae", "a").replace("oe", "o").replace("ue", "u"))
            if len(pieces) == 1:
                forms.add(_as_one("".join(_UMLAUTS.get(c, c) for c in word.casefold())))
            yield from (f for f in forms if len(f) >= SHORTEST and f not in _COMMON)


def _sound(word: str) -> str:
    """The consonants of a word, as both alphabets have them."""
    plain = (
        word.replace("kh", "k")
        .replace("gh", "g")
        .replace("dj", "j")
        .replace("ch", "sh")
        .replace("th", "t")
    )
    plain = plain.replace("dh", "d").translate(_SOUNDS)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouwy]", "", plain))


@lru_cache(maxsize=8192)
def _tokens(text: str) -> tuple[str, tuple[_Token, ...], tuple[int, ...]]:
    """A text in small Latin letters without accents or invisible signs, its words, and where in the text each letter stands."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if sign.isascii():
            signs.append("\n" if sign in "\r\v\f" else sign.lower())
            places.append(place)
            continue
        if unicodedata.category(sign) == "Cf":
            continue
        for small in unicodedata.normalize("NFKD", _LETTERS.get(sign, sign)).casefold():
            for letter in unicodedata.normalize(
                "NFKD", _LETTERS.get(small, _ARABIC.get(small, small))
            ):
                if unicodedata.category(letter)[0] != "M":
                    signs.append(letter)
                    places.append(place)
    folded = "".join(signs)
    tokens = []
    for match in _TOKEN.finditer(folded):
        start = match.start()
        for at in range(start + 1, match.end() + 1):
            humped = (
                at < match.end() and text[places[at - 1]].islower() and text[places[at]].isupper()
            )
            if at == match.end() or humped:
                sign = text[places[start]]
                tokens.append(
                    _Token(
                        folded[start:at], start, at, sign.isupper(), "\u0600" <= sign <= "\u06ff"
                    )
                )
                start = at
    return folded, tuple(tokens), tuple(places)


def _merged(spans: list[tuple[int, int, str]], folded: str) -> list[tuple[int, int, str]]:
    """Spans in order; those that overlap as one, and those that stand for one person side by side."""
    kept: list[tuple[int, int, str]] = []
    for start, end, instead in sorted(spans, key=lambda s: (s[0], -s[1])):
        if kept:
            first, last, before = kept[-1]
            gap = folded[last:start]
            if start < last or (
                instead == before and (not gap or _BESIDE.fullmatch(gap)) and gap[:1] not in ",."
            ):
                kept[-1] = (first, max(end, last), instead if before == BLOCK else before)
                continue
        kept.append((start, end, instead))
    return kept
