"""The one text of a report as one HTML file.

It needs nothing but itself, asks for nothing, and works without its script.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from markupsafe import Markup

from minnesota.base import resources, templates
from minnesota.language.verdicts import WORDS as VERDICTS
from minnesota.report import document
from minnesota.report.document import Block, Inline, Meta, parse, plain, writable

# Counts and shares, which stand in narrow columns.
_COUNT = re.compile(r"[\d\s.,%()<>/]*\d[\d\s.,%()<>/]*")

# Classes of page.css: a column of numbers is narrow, a long text in a cell gets room.
_NUMBER = ' class="number"'
_LONG = ' class="long"'
_LONG_HEAD = 30  # signs of a row's head
_LONG_CELL = 60

_POLICY = (
    "default-src 'none'; style-src {style}; script-src {script};"
    " base-uri 'none'; form-action 'none'"
)


def page(markdown: str, metadata: Meta, figures: Mapping[str, str]) -> str:
    """Return the page. `figures`: SVG by name; a picture that is not among them is left out."""
    blocks = parse(markdown)
    body = _Body(metadata, figures, blocks)
    marking = _css_string(writable(metadata.header))
    style = (
        _own_file("page.css")
        + f'\n@media print {{ @page {{ @top-center {{ content: "{marking}" }} }} }}\n'
    )
    script = _own_file("filter.js")
    return templates.filled(
        templates.environment("page/page.html.j2"),
        {
            "meta": metadata,
            "title": writable(metadata.title),
            "header": writable(metadata.header),
            "word": metadata.word,
            "policy": _POLICY.format(style=_hash(style), script=_hash(script)),
            # S704: our own file, and a CSS string escaped to the last sign
            "style": Markup(style),  # noqa: S704
            "script": Markup(script),  # noqa: S704 (our own file)
            "contents": body.contents(),
            "body": Markup(body.blocks(blocks)),  # noqa: S704 (made below, all text escaped)
        },
    )


def _own_file(name: str) -> str:
    return resources.find("templates").joinpath(f"page/{name}").read_text("utf-8").strip()


def _hash(text: str) -> str:
    """Return the digest by which the page's policy allows its own style or script, and no other."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _css_string(text: str) -> str:
    """Return a text within a CSS string, each sign but a letter or digit as its number."""
    escaped = ""
    for character in text:
        if character.isascii() and character.isalnum():
            escaped += character
        else:
            escaped += f"\\{ord(character):06x}"
    return escaped


class _Body:
    """The blocks of a text as HTML, and the names by which the contents find the headings."""

    def __init__(self, metadata: Meta, figures: Mapping[str, str], blocks: Iterable[Block]) -> None:
        self.metadata = metadata
        self.figures = figures
        self.headings = [block for block in blocks if isinstance(block, document.Heading)]
        # By identity: two headings may say the same.
        self.names = {
            id(heading): f"part-{number}" for number, heading in enumerate(self.headings, 1)
        }
        self.last_heading = metadata.word("table")
        self.tables_under: dict[str, int] = {}  # how many tables, by the heading above them
        self.verdicts: dict[str, str] = {}  # by the word for each in the report's language
        for verdict in VERDICTS:
            word = metadata.words.get(verdict)
            if word:
                self.verdicts[word] = verdict

    def contents(self) -> list[tuple[str, str]]:
        """Return the name and the text of each heading that the contents list."""
        listed: list[tuple[str, str]] = []
        for heading in self.headings:
            if heading.level == 2:
                listed.append((self.names[id(heading)], plain(heading.inlines)))
        return listed

    def blocks(self, blocks: Iterable[Block]) -> str:
        return "\n".join(filter(None, map(self.block, blocks)))

    def block(self, block: Block) -> str:
        match block:
            case document.Heading():
                return self.heading(block)
            case document.Paragraph(inlines):
                return f"<p>{_inlines(inlines)}</p>"
            case document.Items():
                return self.items(block)
            case document.Table():
                return self.table(block)
            case document.Quote(quoted):
                return f"<blockquote>\n{self.blocks(quoted)}\n</blockquote>"
            case document.Rule():
                return "<hr>"
            case document.Figure(name):
                if name not in self.figures:
                    return ""
                return f'<div class="figure">{self.figures[name]}</div>'

    def heading(self, heading: document.Heading) -> str:
        self.last_heading = plain(heading.inlines)
        name = ""
        if id(heading) in self.names:
            name = f' id="{self.names[id(heading)]}"'
        return f"<h{heading.level}{name}>{_inlines(heading.inlines)}</h{heading.level}>"

    def items(self, items: document.Items) -> str:
        tag, start = "ul", ""
        if items.ordered:
            tag = "ol"
            if items.start != 1:
                start = f' start="{items.start}"'
        lines = "\n".join(f"<li>{self.item(blocks)}</li>" for blocks in items.items)
        return f"<{tag}{start}>\n{lines}\n</{tag}>"

    def item(self, blocks: Sequence[Block]) -> str:
        """Return what stands in a list: its first words without a paragraph around them."""
        if not blocks or not isinstance(blocks[0], document.Paragraph):
            return self.blocks(blocks)
        first = _inlines(blocks[0].inlines)
        others = self.blocks(blocks[1:])
        if not others:
            return first
        return f"{first}\n{others}"

    def table(self, table: document.Table) -> str:
        """Return a table in a region of its own that scrolls, named after the heading above it."""
        filtered = self.filtered_column(table)
        is_number = _number_columns(table)
        head = ""
        for inlines, number in zip(table.head, is_number, strict=True):
            head += f'<th scope="col"{_NUMBER if number else ""}>{_inlines(inlines)}</th>'
        rows = ""
        for row_head, *others in table.rows:
            cells = "".join(map(self.cell, others, is_number[1:]))
            rows += f"<tr>{_row_head(row_head, any(is_number))}{cells}</tr>\n"
        return (
            '<div class="table" tabindex="0" role="region"'
            f' aria-label="{escape(self.table_label())}"{filtered}>\n'
            f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>"
        )

    def table_label(self) -> str:
        """Return the name of the next table, numbered from the second under one heading."""
        count = self.tables_under.get(self.last_heading, 0) + 1
        self.tables_under[self.last_heading] = count
        if count == 1:
            return self.last_heading
        return f"{self.last_heading} ({count})"

    def filtered_column(self, table: document.Table) -> str:
        """Return the attribute that tells the script by which column a table can be filtered."""
        heads = [plain(inlines) for inlines in table.head]
        verdict = self.metadata.word("verdict")
        if verdict not in heads or len(table.rows) < 2:
            return ""
        return f' data-verdict="{heads.index(verdict)}"'

    def cell(self, inlines: Sequence[Inline], is_number: bool) -> str:
        text = plain(inlines)
        kind = ""
        if is_number:
            kind = _NUMBER
        elif text in self.verdicts:
            kind = f' class="verdict {self.verdicts[text]}"'
        elif len(text) > _LONG_CELL:
            kind = _LONG
        return f"<td{kind}>{_inlines(inlines)}</td>"


def _number_columns(table: document.Table) -> list[bool]:
    """Return of each column whether every cell in it holds counts or shares."""
    if not table.rows:
        return [False] * len(table.head)
    columns = zip(*table.rows, strict=True)
    return [all(_COUNT.fullmatch(plain(cell)) for cell in column) for column in columns]


def _row_head(inlines: Sequence[Inline], beside_numbers: bool) -> str:
    """Return the head of a row; beside narrow columns of numbers a long one gets room."""
    kind = ""
    if beside_numbers and len(plain(inlines)) > _LONG_HEAD:
        kind = _LONG
    return f'<th scope="row"{kind}>{_inlines(inlines)}</th>'


def _inlines(inlines: Iterable[Inline]) -> str:
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline:
        case document.Text(text):
            return escape(text)
        case document.Code(text):
            return f"<code>{escape(text)}</code>"
        case document.Strong(inner):
            return f"<strong>{_inlines(inner)}</strong>"
        case document.Emphasis(inner):
            return f"<em>{_inlines(inner)}</em>"
