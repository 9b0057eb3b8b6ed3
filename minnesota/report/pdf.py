"""The one text of a report as PDF/A-2b, by typst: the same text gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import unescape

from minnesota.report import document
from minnesota.report.document import Block, Inline, Meta, longest_word, parse, plain, writable

_LOOK = """
#set page(paper: "a4", margin: (top: 25mm, bottom: 22mm, x: 20mm), header-ascent: 40%,
  header: header-line, footer: page-line, background: watermark)
#set par(leading: 0.62em, spacing: 0.95em, justify: false)
#set list(indent: 0.4em, body-indent: 0.6em, spacing: 0.65em)
#set enum(indent: 0.4em, body-indent: 0.6em, spacing: 0.65em)
#set table(stroke: (x, y) => (bottom: 0.4pt + luma(70%)), inset: (x: 4pt, y: 4.5pt),
  align: start + top, fill: (x, y) => if y == 0 { luma(94%) })
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
_CODE_POINT = re.compile(r"\\u\{([0-9a-f]+)\}")
_SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
_SVG_WORDS = re.compile(r"<(?:title|desc)[^>]*>(.*?)</", re.DOTALL)

_LONG_WORD = re.compile(r"\S{22,}")  # in a cell
_MAY_BREAK = "\u200b"  # a space without width

# The widths of columns are shares of the page: LEAST and a part of the longest text in a column, no
# text counting for more than MOST_TEXT signs; and never less than the longest word, as far as it
# may not break, with WORD_SPACE beside it.
_LEAST = 6
_PER_SIGN = 0.35
_MOST_TEXT = 90
_MOST_WORD = 24
_WORD_SPACE = 3


def pdf(markdown: str, metadata: Meta, figures: Mapping[str, str]) -> bytes:
    """Return the file. `figures`: SVG by name.

    The fonts are those within typst; only where they lack a sign are the machine's own asked. A
    sign that no font at hand has stands there by its number, as [U+65E5].
    """
    import typst

    source = _source(parse(markdown), metadata, figures)
    system_fonts = False
    while True:  # at the latest when no sign is left that is not ASCII, nothing is missing
        try:
            return _compiled(source, system_fonts)
        except typst.TypstError as error:
            missing = [character for character in _missing_characters(error) if character in source]
            if not missing:
                raise
            if system_fonts:
                source = _numbered(source, missing)
            system_fonts = True


def _compiled(source: str, system_fonts: bool) -> bytes:
    import typst

    compiler = typst.Compiler(ignore_system_fonts=not system_fonts)
    compiled = compiler.compile(input=source.encode(), format="pdf", pdf_standards=["a-2b"])
    assert isinstance(compiled, bytes)
    return compiled


def _missing_characters(error: Exception) -> list[str]:
    """Return the signs that no font had, of the groups of signs that typst names."""
    groups = "".join(_MISSING.findall(getattr(error, "diagnostic", "")))
    characters = _CODE_POINT.sub(lambda code: chr(int(code[1], 16)), groups)
    return [character for character in dict.fromkeys(characters) if not character.isascii()]


def _numbered(source: str, characters: Iterable[str]) -> str:
    """Return a program with some signs by their numbers."""
    for character in characters:
        source = source.replace(character, f"[U+{ord(character):04X}]")
    return source


def _source(blocks: Iterable[Block], metadata: Meta, figures: Mapping[str, str]) -> str:
    """Return the typst program.

    It is one block of code, in which text stands in strings only and never as markup.
    """
    as_of = date.fromisoformat(metadata.date)
    fonts = ", ".join(map(_string, _FONTS))
    return (
        f"#set document(title: {_string(metadata.title)},"
        f" date: datetime(year: {as_of.year}, month: {as_of.month}, day: {as_of.day}))\n"
        f"#set text(font: ({fonts}), size: 10.5pt, {_language(metadata)})\n"
        "#let header-line = align(center,"
        f' text(size: 8.5pt, weight: "bold", {_string(metadata.header)}))\n'
        "#let page-line = context align(center,"
        ' text(size: 8.5pt, dir: ltr, counter(page).display("1 / 1", both: true)))\n'
        f"#let watermark = {_watermark(metadata.draft)}\n"
        f"{_LOOK}\n#{{\n{_blocks(blocks, figures)}\n}}\n"
    )


def _language(metadata: Meta) -> str:
    language, _, region = metadata.language.partition("-")
    if not region:
        return f"lang: {_string(language)}"
    return f"lang: {_string(language)}, region: {_string(region)}"


def _watermark(words: str) -> str:
    """Return what stands across each page, as large as it fits; none where there are no words."""
    if not words:
        return "none"
    size = max(min(90, 800 // len(words)), 8)  # points; 800: what a page's diagonal holds
    colour = "rgb(163, 18, 31, 26)"  # pale enough to read the text above it
    text = f'text(size: {size}pt, weight: "bold", fill: {colour}, {_string(words)})'
    return f"rotate(-35deg, {text})"


def _string(text: str) -> str:
    """Return a text as a typst string: the one way in which any text gets into the program."""
    escaped = writable(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _blocks(blocks: Iterable[Block], figures: Mapping[str, str]) -> str:
    return "\n".join(_block(block, figures) for block in blocks)


def _block(block: Block, figures: Mapping[str, str]) -> str:
    match block:
        case document.Heading(level, inlines):
            return f"heading(level: {level}, {_inlines(inlines)})"
        case document.Paragraph(inlines):
            return f"par({_inlines(inlines)})"
        case document.Items(ordered, start, items):
            body = ", ".join(_within(item, figures) for item in items)
            if ordered:
                return f"enum(start: {start}, {body})"
            return f"list({body})"
        case document.Table(head, rows):
            return _table(head, rows)
        case document.Quote(quoted):
            return f"quote({_within(quoted, figures)})"
        case document.Rule():
            return "pagebreak(weak: true)"
        case document.Figure(name):
            return "\n".join(map(_picture, _SVG.findall(figures.get(name, ""))))


def _within(blocks: Iterable[Block], figures: Mapping[str, str]) -> str:
    """Return blocks within another one, where there must be something."""
    return f"{{ {_blocks(blocks, figures) or '[]'} }}"


def _table(head: Sequence[Sequence[Inline]], rows: Sequence[Sequence[Sequence[Inline]]]) -> str:
    columns = _columns([head, *rows])
    cells = ", ".join(map(_cells, rows))
    return f"table(columns: ({columns},), table.header({_cells(head)}), {cells})"


def _cells(row: Iterable[Sequence[Inline]]) -> str:
    return ", ".join(_inlines(cell, in_cell=True) for cell in row)


def _columns(rows: Sequence[Sequence[Sequence[Inline]]]) -> str:
    """Return the widths of columns, as shares of the page."""
    widths: list[int] = []
    for column in zip(*rows, strict=True):
        texts = [plain(cell) for cell in column]
        longest_text = max(map(len, texts))
        for_words = min(longest_word(texts), _MOST_WORD) + _WORD_SPACE
        for_text = round(_LEAST + _PER_SIGN * min(longest_text, _MOST_TEXT))
        widths.append(max(for_words, for_text))
    return ", ".join(f"{width}fr" for width in widths)


def _picture(svg: str) -> str:
    """Return a picture, with its title and description for those who do not see it."""
    descriptions = _SVG_WORDS.findall(svg)[:2]
    words = unescape(" ".join(descriptions))
    return (
        f'block(image(bytes({_string(svg)}), format: "svg", width: 125mm, alt: {_string(words)}))'
    )


def _inlines(inlines: Iterable[Inline], in_cell: bool = False) -> str:
    """Return some inlines; a long word in the narrow cell of a table may break anywhere."""
    parts = "; ".join(_inline(inline, in_cell) for inline in inlines)
    return f"{{ {parts or '[]'} }}"


def _inline(inline: Inline, in_cell: bool) -> str:
    match inline:
        case document.Text(text):
            return f"text({_string(_breakable(text) if in_cell else text)})"
        case document.Code(text):
            return f"raw({_string(_breakable(text) if in_cell else text)})"
        case document.Strong(inner):
            return f"strong({_inlines(inner, in_cell)})"
        case document.Emphasis(inner):
            return f"emph({_inlines(inner, in_cell)})"


def _breakable(text: str) -> str:
    return _LONG_WORD.sub(lambda word: _MAY_BREAK.join(word[0]), text)
