"""The one text of a report as a small tree, from which HTML, PDF and Word are made: one parser for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
_PLAIN = (
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
    """What surrounds a text. `marking` stands in every header; `draft`: a watermark's words, or none.

    `date` is an ISO date and the only one that goes into a file's metadata; `words`: those of WORDS and of the verdicts
    (by their ids) in the report's language.
    """

    title: str
    language: str
    marking: str
    date: str
    draft: str = ""
    words: Mapping[str, str] = {}

    @property
    def direction(self) -> str:
        """The direction of the language's script, as HTML has it."""
        return "rtl" if self.language.split("-")[0] in RIGHT_TO_LEFT else "ltr"

    def word(self, key: str) -> str:
        """A word of the page, in English where no other is given."""
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
    """The blocks of a text. HTML, links and pictures are text here; so is all else that the templates do not use."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(list(_PLAIN))
    apart = _FIGURE.sub(lambda line: f"\n{line[0]}\n", writable(markdown))
    return tuple(_blocks(iter(parser.parse(apart))))


def writable(text: str) -> str:
    """A text with a sign in the place of each character that XML, and so Word, cannot hold: alike in all formats.

    They are not just dropped: what stood after one would then stand where it was not escaped for.
    """
    return _UNWRITABLE.sub("\ufffd", text)


def without_figures(markdown: str) -> str:
    """A text as Markdown alone: the places of pictures are left out, and it holds no sign that the other formats cannot."""
    return re.sub(r"\n{3,}", "\n\n", _FIGURE.sub("", writable(markdown)))


def plain(inlines: Sequence[Inline]) -> str:
    """The text of some inlines, without their form."""
    return "".join(i.text if isinstance(i, Text | Code) else plain(i.inlines) for i in inlines)


def _blocks(tokens: Iterator[Token]) -> Iterator[Block]:
    """The blocks up to the end of what they stand in."""
    for token in tokens:
        if token.nesting < 0:
            return
        if token.type == "heading_open":
            yield Heading(int(token.tag[1]), _line(tokens)[1])
        elif token.type == "paragraph_open":
            source, inlines = _line(tokens)
            figure = _FIGURE.fullmatch(source)
            yield Figure(figure[1]) if figure else Paragraph(inlines)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            items = []
            while next(tokens).type == "list_item_open":
                items.append(tuple(_blocks(tokens)))
            yield Items(
                token.type == "ordered_list_open", int(token.attrs.get("start", 1)), tuple(items)
            )
        elif token.type == "table_open":
            head, *rows = _rows(tokens)
            yield Table(head, tuple(rows))
        elif token.type == "blockquote_open":
            yield Quote(tuple(_blocks(tokens)))
        elif token.type == "hr":
            yield Rule()


def _rows(tokens: Iterator[Token]) -> Iterator[tuple[tuple[Inline, ...], ...]]:
    for token in tokens:
        if token.type == "table_close":
            return
        if token.type == "tr_open":
            cells = []
            while next(tokens).type != "tr_close":
                cells.append(_line(tokens)[1])
            yield tuple(cells)


def _line(tokens: Iterator[Token]) -> tuple[str, tuple[Inline, ...]]:
    """What stands in a block that holds one line of text, as written and as read; its end is passed over."""
    line = next(tokens)
    next(tokens)
    return line.content, _inlines(iter(line.children or ()))


def _inlines(tokens: Iterator[Token]) -> tuple[Inline, ...]:
    """The inlines up to the end of what they stand in; text next to text is one."""
    found: list[Inline] = []
    for token in tokens:
        if token.nesting < 0:
            break
        if token.type == "strong_open":
            found.append(Strong(_inlines(tokens)))
        elif token.type == "em_open":
            found.append(Emphasis(_inlines(tokens)))
        elif token.type == "code_inline":
            found.append(Code(token.content))
        else:
            text = " " if token.type in ("softbreak", "hardbreak") else token.content
            before = found.pop().text if found and isinstance(found[-1], Text) else ""  # type: ignore[union-attr]
            found.append(Text(before + text))
    return tuple(found)
