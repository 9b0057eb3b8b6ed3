"""The one text of a report as one HTML file: it needs nothing but itself, asks for nothing, and works without its script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from markupsafe import Markup

from minnesota.base import resources, templates
from minnesota.language.verdicts import WORDS as VERDICTS
from minnesota.report.document import (
    Block,
    Code,
    Emphasis,
    Figure,
    Heading,
    Inline,
    Items,
    Meta,
    Paragraph,
    Quote,
    Rule,
    Strong,
    Table,
    Text,
    parse,
    plain,
    writable,
)

_COUNT = re.compile(
    r"[\d\s.,%()<>/]*\d[\d\s.,%()<>/]*"
)  # counts and shares, which stand in narrow columns
_NUMBER = ' class="number"'
_LONG = ' class="long"'


def page(markdown: str, meta: Meta, figures: Mapping[str, str]) -> str:
    """The page. `figures`: SVG by name; a picture that is not among them is left out."""
    blocks = parse(markdown)
    heads = [b for b in blocks if isinstance(b, Heading)]
    body = _Body(meta, figures, heads)
    style = (
        _part("page.css")
        + f'\n@media print {{ @page {{ @top-center {{ content: "{_css(_header(meta))}" }} }} }}\n'
    )
    script = _part("filter.js")
    return templates.filled(
        templates.environment("page/page.html.j2"),
        {
            "meta": meta,
            "title": writable(meta.title),
            "header": _header(meta),
            "word": meta.word,
            "policy": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'",
            "style": Markup(style),  # noqa: S704 (our own file, and a CSS string escaped to the last sign)
            "script": Markup(script),  # noqa: S704 (our own file)
            "contents": [(name, plain(h.inlines)) for name, h in body.names() if h.level == 2],
            "body": Markup(body.blocks(blocks)),  # noqa: S704 (made below, all text escaped)
        },
    )


def _header(meta: Meta) -> str:
    return writable(" · ".join(filter(None, (meta.marking, meta.draft))))


def _part(name: str) -> str:
    return resources.find("templates").joinpath(f"page/{name}").read_text("utf-8").strip()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _css(text: str) -> str:
    """A text within a CSS string, every sign that is not a letter or digit as its number."""
    return "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in text)


class _Body:
    """The blocks as HTML, and the names under which the contents and the tables' labels find their headings."""

    def __init__(self, meta: Meta, figures: Mapping[str, str], heads: Sequence[Heading]) -> None:
        self.meta, self.figures = meta, figures
        self.ids = {id(h): f"part-{number}" for number, h in enumerate(heads, 1)}
        self.heads = heads
        self.under = meta.word("table")
        self.labels: dict[str, int] = {}
        self.verdicts = {said: verdict for verdict in VERDICTS if (said := meta.words.get(verdict))}

    def names(self) -> Iterable[tuple[str, Heading]]:
        return ((self.ids[id(h)], h) for h in self.heads)

    def blocks(self, blocks: Iterable[Block]) -> str:
        return "\n".join(filter(None, map(self.block, blocks)))

    def block(self, block: Block) -> str:
        match block:
            case Heading(level, inlines):
                self.under = plain(inlines)
                name = f' id="{self.ids[id(block)]}"' if id(block) in self.ids else ""
                return f"<h{level}{name}>{_inlines(inlines)}</h{level}>"
            case Paragraph(inlines):
                return f"<p>{_inlines(inlines)}</p>"
            case Items(ordered, start, items):
                tag = "ol" if ordered else "ul"
                first = f' start="{start}"' if ordered and start != 1 else ""
                inner = "\n".join(f"<li>{self.item(i)}</li>" for i in items)
                return f"<{tag}{first}>\n{inner}\n</{tag}>"
            case Table():
                return self.table(block)
            case Quote(inner):
                return f"<blockquote>\n{self.blocks(inner)}\n</blockquote>"
            case Rule():
                return "<hr>"
            case Figure(name):
                return (
                    f'<div class="figure">{self.figures[name]}</div>'
                    if name in self.figures
                    else ""
                )

    def item(self, blocks: Sequence[Block]) -> str:
        """What stands in a list: its first words without a paragraph around them."""
        if blocks and isinstance(blocks[0], Paragraph):
            rest = self.blocks(blocks[1:])
            return _inlines(blocks[0].inlines) + (f"\n{rest}" if rest else "")
        return self.blocks(blocks)

    def table(self, table: Table) -> str:
        """A table in a region of its own that scrolls, named after the heading above it."""
        self.labels[self.under] = count = self.labels.get(self.under, 0) + 1
        label = self.under if count == 1 else f"{self.under} ({count})"
        heads = [plain(h) for h in table.head]
        column = (
            heads.index(self.meta.word("verdict")) if self.meta.word("verdict") in heads else None
        )
        filtered = f' data-verdict="{column}"' if column is not None and len(table.rows) > 1 else ""
        counts = [
            bool(table.rows) and all(_COUNT.fullmatch(plain(r[n])) for r in table.rows)
            for n in range(len(heads))
        ]
        head = "".join(
            f'<th scope="col"{_NUMBER if number else ""}>{_inlines(h)}</th>'
            for h, number in zip(table.head, counts, strict=True)
        )
        rows = "".join(
            f"<tr>{self.head(row[0], any(counts))}{''.join(map(self.cell, row[1:], counts[1:]))}</tr>\n"
            for row in table.rows
        )
        return (
            f'<div class="table" tabindex="0" role="region" aria-label="{escape(label)}"{filtered}>\n'
            f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>"
        )

    def head(self, inlines: Sequence[Inline], numbers: bool) -> str:
        """The head of a row; among narrow columns of numbers a long one gets room."""
        return f'<th scope="row"{_LONG if numbers and len(plain(inlines)) > 30 else ""}>{_inlines(inlines)}</th>'

    def cell(self, inlines: Sequence[Inline], number: bool) -> str:
        text = plain(inlines)
        verdict = self.verdicts.get(text)
        kind = f' class="verdict {verdict}"' if verdict else _LONG if len(text) > 60 else ""
        kind = _NUMBER if number else kind
        return f"<td{kind}>{_inlines(inlines)}</td>"


def _inlines(inlines: Sequence[Inline]) -> str:
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline:
        case Text(text):
            return escape(text)
        case Code(text):
            return f"<code>{escape(text)}</code>"
        case Strong(inner):
            return f"<strong>{_inlines(inner)}</strong>"
        case Emphasis(inner):
            return f"<em>{_inlines(inner)}</em>"
