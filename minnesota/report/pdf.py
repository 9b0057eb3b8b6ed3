"""The one text of a report as PDF/A-2b, by typst: the same text gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import unescape

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

_LOOK = """
#set page(paper: "a4", margin: (top: 25mm, bottom: 22mm, x: 20mm), header-ascent: 40%, header: header-line, footer: page-line, background: watermark)
#set par(leading: 0.62em, spacing: 0.95em, justify: false)
#set list(indent: 0.4em, body-indent: 0.6em, spacing: 0.65em)
#set enum(indent: 0.4em, body-indent: 0.6em, spacing: 0.65em)
#set table(stroke: (x, y) => (bottom: 0.4pt + luma(70%)), inset: (x: 4pt, y: 4.5pt), align: start + top,
  fill: (x, y) => if y == 0 { luma(94%) })
#set quote(block: true)
#show table: set text(size: 8.5pt)
#show table: set par(leading: 0.5em)
#show table.cell.where(y: 0): strong
#show raw: set text(font: ("DejaVu Sans Mono",), size: 1.05em)
#show heading.where(level: 1): set text(size: 17pt)
#show heading.where(level: 2): set text(size: 13pt)
#show heading.where(level: 3): set text(size: 11pt)
#show heading.where(level: 4): set text(size: 10pt, style: "italic")
#show heading: set block(above: 1.5em, below: 0.7em)
"""
_FONTS = ("Libertinus Serif", "DejaVu Sans Mono")
_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_LONG = re.compile(r"\S{22,}")


def pdf(markdown: str, meta: Meta, figures: Mapping[str, str]) -> bytes:
    """The file. `figures`: SVG by name. Signs that no font at hand has stand there by their number, as [U+65E5].

    The fonts are those within typst; only where they lack a sign are the machine's own asked.
    """
    import typst

    source, system = _source(parse(markdown), meta, figures), False
    while True:
        try:
            return _compiled(source, system)
        except typst.TypstError as error:
            missing = [c for c in _missing(error) if c in source]
            if not missing:
                raise
            if system:
                source = source.translate({ord(c): f"[U+{ord(c):04X}]" for c in missing})
            system = True


def _compiled(source: str, system: bool) -> bytes:
    import typst

    compiler = typst.Compiler(ignore_system_fonts=not system)
    made = compiler.compile(input=source.encode(), format="pdf", pdf_standards=["a-2b"])
    assert isinstance(made, bytes)
    return made


def _missing(error: Exception) -> list[str]:
    """The signs that no font had, of the groups that typst names."""
    told = "".join(_MISSING.findall(getattr(error, "diagnostic", "")))
    signs = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), told)
    return [c for c in dict.fromkeys(signs) if not c.isascii()]


def _source(blocks: Iterable[Block], meta: Meta, figures: Mapping[str, str]) -> str:
    """The typst program: one block of code, in which text stands in strings only and never as markup."""
    day = date.fromisoformat(meta.date)
    language, _, region = meta.language.partition("-")
    fonts = ", ".join(map(_string, _FONTS))
    header = _string(" · ".join(filter(None, (meta.marking, meta.draft))))
    size = max(min(90, 800 // max(len(meta.draft), 1)), 8)
    draft = f'rotate(-35deg, text(size: {size}pt, weight: "bold", fill: rgb(163, 18, 31, 26), {_string(meta.draft)}))'
    return (
        f"#set document(title: {_string(meta.title)}, date: datetime(year: {day.year}, month: {day.month}, day: {day.day}))\n"
        f"#set text(font: ({fonts}), size: 10.5pt, lang: {_string(language)}{f', region: {_string(region)}' if region else ''})\n"
        f'#let header-line = align(center, text(size: 8.5pt, weight: "bold", {header}))\n'
        '#let page-line = context align(center, text(size: 8.5pt, dir: ltr, counter(page).display("1 / 1", both: true)))\n'
        f"#let watermark = {draft if meta.draft else 'none'}\n"
        f"{_LOOK}\n#{{\n{_blocks(blocks, figures)}\n}}\n"
    )


def _string(text: str) -> str:
    """A text as a typst string: the one way in which any text gets into the program."""
    folded = " ".join(writable(text).replace("\\", "\\\\").replace('"', '\\"').split("\n"))
    return f'"{folded}"'


def _blocks(blocks: Iterable[Block], figures: Mapping[str, str]) -> str:
    return "\n".join(_block(b, figures) for b in blocks)


def _block(block: Block, figures: Mapping[str, str]) -> str:
    match block:
        case Heading(level, inlines):
            return f"heading(level: {level}, {_inlines(inlines)})"
        case Paragraph(inlines):
            return f"par({_inlines(inlines)})"
        case Items(ordered, start, items):
            body = ", ".join(f"{{ {_blocks(i, figures) or '[]'} }}" for i in items)
            return f"enum(start: {start}, {body})" if ordered else f"list({body})"
        case Table(head, rows):
            return _table(head, rows)
        case Quote(inner):
            return f"quote({{ {_blocks(inner, figures) or '[]'} }})"
        case Rule():
            return "pagebreak(weak: true)"
        case Figure(name):
            return "\n".join(
                _picture(svg)
                for svg in re.findall(r"<svg.*?</svg>", figures.get(name, ""), re.DOTALL)
            )


def _table(head: Sequence[Sequence[Inline]], rows: Sequence[Sequence[Sequence[Inline]]]) -> str:
    cells = ", ".join(_inlines(cell, broken=True) for row in rows for cell in row)
    header = ", ".join(_inlines(cell, broken=True) for cell in head)
    return f"table(columns: ({_columns([head, *rows])},), table.header({header}), {cells})"


def _columns(rows: Sequence[Sequence[Sequence[Inline]]]) -> str:
    """Widths that fill the page: by the length of what stands in a column, and never less than its longest word."""
    widths = []
    for column in zip(*rows, strict=True):
        texts = [plain(cell) for cell in column]
        word = max((len(w) for text in texts for w in text.split()), default=1)
        widths.append(max(min(word, 24) + 3, round(6 + 0.35 * min(max(map(len, texts)), 90))))
    return ", ".join(f"{width}fr" for width in widths)


def _picture(svg: str) -> str:
    said = " ".join(
        unescape(part) for part in re.findall(r"<(?:title|desc)[^>]*>(.*?)</", svg, re.DOTALL)[:2]
    )
    return f'block(image(bytes({_string(svg)}), format: "svg", width: 125mm, alt: {_string(said)}))'


def _inlines(inlines: Sequence[Inline], broken: bool = False) -> str:
    return f"{{ {'; '.join(_inline(i, broken) for i in inlines) or '[]'} }}"


def _inline(inline: Inline, broken: bool) -> str:
    match inline:
        case Text(text):
            return f"text({_string(_breakable(text) if broken else text)})"
        case Code(text):
            return f"raw({_string(_breakable(text) if broken else text)})"
        case Strong(inner):
            return f"strong({_inlines(inner, broken)})"
        case Emphasis(inner):
            return f"emph({_inlines(inner, broken)})"


def _breakable(text: str) -> str:
    """A long word in a narrow cell may break anywhere."""
    return _LONG.sub(lambda word: "\u200b".join(word[0]), text)
