"""The numbered paragraphs of a document, read out of its PDF.

The reading goes: pieces of text with place, size and font (pypdf) -> lines -> lines of the running
text (no headers, footers, page numbers, footnotes, contents) -> the best chain of numbered
beginnings -> paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise, takewhile
from pathlib import Path
from typing import NamedTuple

from minnesota.authoring.pages import Line, read_pages, refusal

MOST_SKIPPED = 3  # numbers in a row that may be missing before a number is no longer believed

_BEGINNING = re.compile(r"(\d{1,3})\.(?![\d.])\s*(\S.*)")
_LEADERS = re.compile(r"(?:\.\s?){5,}|…\s*…")
_PAGE_NUMBER = re.compile(r"^\d+(?![\d.])|(?<!\d)\d+$")
_GLUED = re.compile(
    r"(?<=[^\W\d_]{2})\d{1,3}(?!\w)|(?<=[^\W\d_][.,;:)\"'])\d{1,3}(?=\s|$)|[⁰¹²³⁴-⁹]+"
)
_SPLIT = re.compile(r"(?<!\w)(\w+)(-\n| ?\xad\n|\xad)(?=(\w+))")


class _RunningText(NamedTuple):
    """The lines of the text itself, with the size and the font that most of it is set in."""

    lines: list[Line]
    size: float
    font: str

    def is_larger(self, line: Line) -> bool:
        """Return whether a `line` is set larger than the text, by more than rounding explains."""
        return line.size > 1.1 * self.size

    def is_heading(self, line: Line) -> bool:
        """Return whether a `line` looks like a heading: larger, or in no font of the text."""
        return self.is_larger(line) or self.font not in line.fonts


class _Beginning(NamedTuple):
    """A line that may begin a paragraph: its index, the number, the text after it."""

    line: int
    number: int
    text: str
    score: float


class _Chain(NamedTuple):
    """Beginnings whose numbers only go up, and the sum of their scores."""

    score: float
    beginnings: tuple[_Beginning, ...]


def paragraphs_of(pdf: Path) -> dict[str, str]:
    """Return the numbered paragraphs of a PDF, number to text, in reading order.

    Raises Problems with one diagnostic when there is no such file, or it is too large, no PDF,
    damaged, encrypted, without text (a scan), made to exhaust the machine, or has no numbered
    paragraphs.
    """
    running = _running_text(read_pages(pdf))
    beginnings = _best_chain(_possible_beginnings(running))
    if not beginnings:
        hint = 'a paragraph begins a line with its number and a stop: "25. "'
        raise refusal(str(pdf), "no-paragraphs", "the PDF has no numbered paragraphs", hint)
    words, compounds = _vocabulary(running.lines)
    ends = [beginning.line for beginning in beginnings[1:]]
    ends.append(len(running.lines))
    paragraphs: dict[str, str] = {}
    for beginning, end in zip(beginnings, ends, strict=True):
        texts = _texts_of_paragraph(running, beginning, end)
        paragraphs[str(beginning.number)] = _join_lines(texts, words, compounds)
    return paragraphs


# The running text.


def _running_text(pages: Sequence[Sequence[Line]]) -> _RunningText:
    """Return the lines of the text itself, out of those of all pages."""
    letters_by_size = Counter[float]()
    letters_by_font = Counter[str]()
    pages_by_place = Counter[tuple[int, str]]()
    for page in pages:
        pages_by_place.update({_place(line) for line in page})
        for line in page:
            letters_by_size[line.size] += len(line.text)
            for font in line.fonts:
                letters_by_font[font] += len(line.text)
    [(size, _)] = letters_by_size.most_common(1)
    [(font, _)] = letters_by_font.most_common(1)
    repeated = {place for place, count in pages_by_place.items() if count > 1}
    running = _RunningText([], size, font)
    for page in pages:
        inner = _without_margins(page, repeated)
        inner = [line for line in inner if line.size >= 0.9 * size]  # footnotes are smaller
        if _is_contents(inner):
            continue
        for line in inner:
            if not line.text.isdecimal() and not _LEADERS.search(line.text):
                running.lines.append(line)
    return running


def _is_contents(lines: Sequence[Line]) -> bool:
    """Return whether a page is a table of contents: most of its lines end in a page number."""
    numbered = [line for line in lines if line.text[-1].isdigit()]
    return len(numbered) > max(3, len(lines) / 2)


def _place(line: Line) -> tuple[int, str]:
    """Return what is the same in a running header or footer on every page.

    That is its height, and its words without the page number.
    """
    return round(line.y), _PAGE_NUMBER.sub("#", line.text)


def _without_margins(page: Sequence[Line], repeated: Collection[tuple[int, str]]) -> list[Line]:
    """Return a page without its outermost lines, above and below, that other pages repeat."""

    def is_repeated(line: Line) -> bool:
        return _place(line) in repeated

    from_top = sorted(page, key=_depth)
    header = list(takewhile(is_repeated, from_top))
    footer = list(takewhile(is_repeated, reversed(from_top)))
    dropped = {id(line) for line in header + footer}
    return [line for line in page if id(line) not in dropped]


def _depth(line: Line) -> float:
    """Return how deep a `line` stands on its page; a PDF counts from the bottom."""
    return -line.y


# From lines to paragraphs.


def _possible_beginnings(running: _RunningText) -> list[_Beginning]:
    """Return every line that may begin a numbered paragraph, scored by how much it looks so."""
    matches: dict[int, re.Match[str]] = {}
    margins = Counter[int]()
    for index, line in enumerate(running.lines):
        match = _BEGINNING.fullmatch(line.text)
        if match and not running.is_larger(line):
            matches[index] = match
            margins[round(line.x)] += 1
    beginnings: list[_Beginning] = []
    for index, match in matches.items():
        line = running.lines[index]
        number, text = match.groups()
        score = 1 + 0.3 * margins[round(line.x)] / len(matches)  # most begin at one margin
        score += 0.2 * _follows_an_end(running, index)
        score += 0.2 * (not text[0].islower())
        is_alone = index + 1 not in matches  # a list in the text has one after another
        score += 0.2 * is_alone - 0.5 * running.is_heading(line)
        beginnings.append(_Beginning(index, int(number), text, score))
    return beginnings


def _follows_an_end(running: _RunningText, index: int) -> bool:
    """Return whether nothing runs on into a line: a sentence or a heading is before it."""
    if index == 0:
        return True
    before = running.lines[index - 1]
    return before.text[-1] in ".:;!?\"')" or running.is_heading(before)


def _best_chain(beginnings: Iterable[_Beginning]) -> tuple[_Beginning, ...]:
    """Return the best chain of beginnings whose numbers only go up, by one or by a small skip.

    Of equally good ones it is the later.
    """
    best = {0: _Chain(0.0, ())}  # by the number that a chain ends in
    for beginning in beginnings:
        number = beginning.number
        before = range(number - 1 - MOST_SKIPPED, number)
        earlier = [best[last] for last in before if last in best]
        if not earlier:
            continue
        longest = max(earlier, key=_score)
        chain = _Chain(longest.score + beginning.score, (*longest.beginnings, beginning))
        if number not in best or chain.score >= best[number].score:
            best[number] = chain
    return max(best.values(), key=_score).beginnings


def _score(chain: _Chain) -> float:
    return chain.score


def _texts_of_paragraph(running: _RunningText, beginning: _Beginning, end: int) -> list[str]:
    """Return the texts of the lines of a paragraph, up to the line `end`.

    It ends at the first larger line, and without the headings that stand before the next one.
    """
    is_last = end == len(running.lines)
    own: list[Line] = []
    for line in running.lines[beginning.line + 1 : end]:
        # After the last paragraph another font begins what is no longer the text.
        if running.is_larger(line) or (is_last and running.font not in line.fonts):
            break
        own.append(line)
    while own and running.is_heading(own[-1]):
        own.pop()
    return [beginning.text, *(line.text for line in own)]


# From lines to one text.


def _vocabulary(lines: Iterable[Line]) -> tuple[set[str], set[str]]:
    """Return the whole words of a text, and its words with a hyphen that no line end explains."""
    words = set[str]()
    compounds = set[str]()
    for line in lines:
        folded = line.text.replace("\xad", "-").casefold()
        words.update(re.findall(r"\w+", folded))
        for compound in re.findall(r"(?<!\w)\w+(?:-\w+)+", folded):
            for first, second in pairwise(compound.split("-")):
                compounds.add(f"{first}-{second}")
    return words, compounds


def _join_lines(lines: Iterable[str], words: Collection[str], compounds: Collection[str]) -> str:
    """Return lines as one text: words that a line end divides whole, marks of notes left out."""

    def mend(divided: re.Match[str]) -> str:
        """Return the first part, with a hyphen where the word has one; the second part follows."""
        first, division, second = divided.groups()
        if (first + second).casefold() in words:
            return first
        is_compound = f"{first}-{second}".casefold() in compounds
        if division.endswith("\n") and not is_compound and second[0].islower():
            return first
        return f"{first}-"

    text = _SPLIT.sub(mend, "\n".join(lines)).replace("\xad", "")
    return " ".join(_GLUED.sub("", text).split())
