"""The one text of a report as a small tree, from which HTML, PDF and Word are made.

One parser for all of them, so that all formats say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from minnesota.base.wording import Word

if TYPE_CHECKING:
    from markdown_it.token import Token

RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
WORDS = {  # what a page itself says, in English; `Meta.words` has the same keys
    "contents": Word("Contents"),
    "skip": Word("Skip to the text"),
    "draft": Word("Draft"),
    "table": Word("Table"),
    "verdict": Word("Verdict"),
    "all": Word("All"),
    "find": Word("Find in this table"),
    "rows": Word("Rows shown"),
}

_FIGURE = re.compile(r"^<!-- figure: ([a-z]+(?:-\d+)?) -->[ \t]*$", re.MULTILINE)
_UNWRITABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)
_PLAIN = (  # what the parser knows and no template uses: its signs stay text
    "code",
    "fence",
    "html_block",
    "html_inline",
    "autolink",
    "link",
    "image",
    "reference",
    "lheading",
)


class Meta(NamedTuple):
    """What surrounds a text: `marking` in each header, and `draft`, a watermark's words or none.

    `date` is an ISO date, and the only one that goes into a file's metadata. `words` are those of
    WORDS and of the verdicts (by their ids) in the report's language.
    """

    title: str
    language: str
    marking: str
    date: str
    draft: str = ""
    words: Mapping[str, str] = {}

    @property
    def direction(self) -> str:
        """Return the direction of the language's script, as HTML names it."""
        language = self.language.split("-")[0]
        if language in RIGHT_TO_LEFT:
            return "rtl"
        return "ltr"

    @property
    def header(self) -> str:
        """Return the line at the head of every page."""
        if self.marking and self.draft:
            return f"{self.marking} · {self.draft}"
        return self.marking or self.draft

    def word(self, key: str) -> str:
        """Return a word of the page, in English where no other is given."""
        return self.words.get(key, WORDS[key])


class Text(NamedTuple):
    """Plain text."""

    text: str


class Code(NamedTuple):
    """Text to be read letter by letter, such as an id or a hash."""

    text: str


class Strong(NamedTuple):
    """Bold text."""

    inlines: tuple[Inline, ...]


class Emphasis(NamedTuple):
    """Text in italics."""

    inlines: tuple[Inline, ...]


class Heading(NamedTuple):
    """A heading; level 1 is the title."""

    level: int
    inlines: tuple[Inline, ...]


class Paragraph(NamedTuple):
    """A paragraph."""

    inlines: tuple[Inline, ...]


class Items(NamedTuple):
    """A list, numbered from `start` where it is ordered."""

    ordered: bool
    start: int
    items: tuple[tuple[Block, ...], ...]


class Table(NamedTuple):
    """A table with one row of column heads; the first cell of each row is that row's head."""

    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


class Quote(NamedTuple):
    """Words of someone else."""

    blocks: tuple[Block, ...]


class Rule(NamedTuple):
    """A line between two parts."""


class Figure(NamedTuple):
    """The place of a picture, by its name."""

    name: str


Inline = Text | Strong | Emphasis | Code
Block = Heading | Paragraph | Items | Table | Quote | Rule | Figure


def parse(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a text.

    HTML, links and pictures are text here; so is everything else that the templates do not use.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(list(_PLAIN))
    # A line that names a figure becomes a paragraph of its own, wherever it stands.
    apart = _FIGURE.sub(lambda line: f"\n{line[0]}\n", writable(markdown))
    return tuple(_blocks(iter(parser.parse(apart))))


def writable(text: str) -> str:
    """Return a text with a sign for each character that XML, and so Word, cannot hold.

    That is alike in all formats. The characters are not just dropped: what stood after one would
    then stand where it was not escaped for.
    """
    return _UNWRITABLE.sub("\ufffd", text)


def without_figures(markdown: str) -> str:
    """Return a text as Markdown alone, without the places of pictures.

    It holds no sign that the other formats cannot hold.
    """
    return re.sub(r"\n{3,}", "\n\n", _FIGURE.sub("", writable(markdown)))


def plain(inlines: Iterable[Inline]) -> str:
    """Return the text of some inlines, without their form."""
    text = ""
    for inline in inlines:
        if isinstance(inline, Text | Code):
            text += inline.text
        else:
            text += plain(inline.inlines)
    return text


def longest_word(texts: Iterable[str]) -> int:
    """Return how many signs the longest word in some texts has."""
    words = " ".join(texts).split()
    return max(map(len, words), default=0)


def _blocks(tokens: Iterator[Token]) -> Iterator[Block]:
    """Yield the blocks up to the end of what they stand in."""
    for token in tokens:
        if token.nesting < 0:
            return
        match token.type:
            case "heading_open":
                yield Heading(int(token.tag.removeprefix("h")), _line(tokens).inlines)
            case "paragraph_open":
                yield _paragraph(_line(tokens))
            case "bullet_list_open":
                yield Items(False, 1, _items(tokens))
            case "ordered_list_open":
                yield Items(True, int(token.attrs.get("start", 1)), _items(tokens))
            case "table_open":
                head, *rows = _rows(tokens)
                yield Table(head, tuple(rows))
            case "blockquote_open":
                yield Quote(tuple(_blocks(tokens)))
            case "hr":
                yield Rule()


class _Line(NamedTuple):
    """A line of text as it was written, and as it is read."""

    source: str
    inlines: tuple[Inline, ...]


def _line(tokens: Iterator[Token]) -> _Line:
    """Return what stands in a block that holds one line of text, and pass over the block's end."""
    line = next(tokens)
    next(tokens)
    return _Line(line.content, _inlines(iter(line.children or ())))


def _paragraph(line: _Line) -> Paragraph | Figure:
    figure = _FIGURE.fullmatch(line.source)
    if figure:
        return Figure(figure[1])
    return Paragraph(line.inlines)


def _items(tokens: Iterator[Token]) -> tuple[tuple[Block, ...], ...]:
    items: list[tuple[Block, ...]] = []
    while next(tokens).type == "list_item_open":
        items.append(tuple(_blocks(tokens)))
    return tuple(items)


def _rows(tokens: Iterator[Token]) -> Iterator[tuple[tuple[Inline, ...], ...]]:
    """Yield the rows of a table, each as the cells in it."""
    for token in tokens:
        if token.type == "table_close":
            return
        if token.type == "tr_open":
            cells: list[tuple[Inline, ...]] = []
            while next(tokens).type != "tr_close":
                cells.append(_line(tokens).inlines)
            yield tuple(cells)


def _inlines(tokens: Iterator[Token]) -> tuple[Inline, ...]:
    """Return the inlines up to the end of what they stand in; text next to text is one."""
    inlines: list[Inline] = []
    for token in tokens:
        if token.nesting < 0:
            break
        match token.type:
            case "strong_open":
                inlines.append(Strong(_inlines(tokens)))
            case "em_open":
                inlines.append(Emphasis(_inlines(tokens)))
            case "code_inline":
                inlines.append(Code(token.content))
            case "softbreak" | "hardbreak":
                _add_text(inlines, " ")
            case _:
                _add_text(inlines, token.content)
    return tuple(inlines)


def _add_text(inlines: list[Inline], text: str) -> None:
    """Add text to the end of some inlines."""
    if inlines and isinstance(inlines[-1], Text):
        inlines[-1] = Text(inlines[-1].text + text)
    else:
        inlines.append(Text(text))
