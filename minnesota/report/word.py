"""The one text of a report as a Word file, to be edited: real styles, lists and tables; the same text gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from html import escape
from math import sqrt
from typing import Any

from minnesota.language.rules import LANGUAGES
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

_BOLD, _ITALIC, _LETTERS = (
    "<w:b/>",
    "<w:i/>",
    '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>',
)
_SMALL = '<w:sz w:val="18"/>'
_WIDE = 9638  # of the text on an A4 page, in twentieths of a point


def docx(markdown: str, meta: Meta) -> bytes:
    """The file. Pictures are left out: what they show stands in the tables."""
    from docx import Document
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Cm, Pt

    document = Document()
    document.styles["Normal"].font.size = Pt(10.5)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.3)
    _language(document, meta)
    _properties(document, meta)
    header = f"<w:r><w:rPr>{_BOLD}</w:rPr>{_text(' · '.join(filter(None, (meta.marking, meta.draft))))}</w:r>"
    for part, runs in (
        (section.header, header),
        (section.footer, f"{_field('PAGE')}<w:r>{_text(' / ')}</w:r>{_field('NUMPAGES')}"),
    ):
        shape = f'<w:pPr>{_style(part.paragraphs[0].style.style_id)}<w:bidi w:val="0"/><w:jc w:val="center"/></w:pPr>'
        part._element[:] = [parse_xml(f"<w:p {nsdecls('w')}>{shape}{runs}</w:p>")]
    body = _blocks(document, parse(markdown), meta.direction == "rtl")
    document.element.body[:-1] = list(parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>"))
    made = io.BytesIO()
    document.save(made)
    return _timeless(made.getvalue())


def _blocks(
    document: Any, blocks: Iterable[Block], rtl: bool, style: str = "", depth: int = 0
) -> str:
    """The blocks as the XML of Word; the one way in which text gets into it is _text."""
    made = []
    for block in blocks:
        match block:
            case Heading(level, inlines):
                made.append(_paragraph(inlines, rtl, _style(f"Heading{level}")))
            case Paragraph(inlines):
                made.append(_paragraph(inlines, rtl, _style(style)))
            case Items():
                made.append(_items(document, block, rtl, depth + 1))
            case Table(head, rows):
                made.append(_table(head, rows, rtl))
            case Quote(inner):
                made.append(_blocks(document, inner, rtl, "Quote", depth))
            case Rule():
                line = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="888888"/></w:pBdr>'
                made.append(_paragraph((), rtl, line))
            case Figure():
                pass
    return "".join(made)


def _items(document: Any, items: Items, rtl: bool, depth: int) -> str:
    """A list in Word's own list styles; each numbered one has a numbering of its own, that it may begin anew."""
    level = str(min(depth, 3)) if depth > 1 else ""
    name = f"List{'Number' if items.ordered else 'Bullet'}{level}"
    shape = _style(name)
    if items.ordered:
        number = _numbering(document, f"List Number {level}".strip(), items.start)
        shape += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    made = []
    for item in items.items:
        first, rest = (
            (item[0], item[1:])
            if item and isinstance(item[0], Paragraph)
            else (Paragraph(()), item)
        )
        made.append(_paragraph(first.inlines, rtl, shape))
        made.append(_blocks(document, rest, rtl, f"ListContinue{level}", depth))
    return "".join(made)


def _numbering(document: Any, style: str, start: int) -> int:
    """A new numbering like the style's, from a number on."""
    numbering = document.part.numbering_part.element
    of_style = document.styles[style].element.pPr.numPr.numId.val
    made = numbering.add_num(numbering.num_having_numId(of_style).abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(made.numId)


def _table(
    head: Sequence[Sequence[Inline]], rows: Sequence[Sequence[Sequence[Inline]]], rtl: bool
) -> str:
    widths = _widths([head, *rows])
    shape = '<w:spacing w:before="40" w:after="40"/>'
    made = []
    for number, row in enumerate((head, *rows)):
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f"{_paragraph(cell, rtl, shape, (_BOLD if number == 0 else '') + _SMALL)}</w:tc>"
            for width, cell in zip(widths, row, strict=True)
        )
        repeated = "" if number else "<w:tblHeader/>"
        made.append(f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    turned = "<w:bidiVisual/>" if rtl else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>{turned}<w:tblW w:w="{sum(widths)}" w:type="dxa"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>{_paragraph((), rtl)}"
    )


def _widths(rows: Sequence[Sequence[Sequence[Inline]]]) -> list[int]:
    """The columns of a table: each as wide as its longest word, and of what is left more where there is more to read."""
    columns = [[plain(cell) for cell in column] for column in zip(*rows, strict=True)]
    least = [
        220 + 115 * max(len(word[:18]) for cell in c for word in (*cell.split(), ""))
        for c in columns
    ]
    most = [sqrt(max(map(len, c)) + 1) for c in columns]
    left = max(_WIDE - sum(least), 0)
    return [round(n + left * share / sum(most)) for n, share in zip(least, most, strict=True)]


def _style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>' if name else ""


def _paragraph(inlines: Sequence[Inline], rtl: bool, shape: str = "", form: str = "") -> str:
    return f"<w:p><w:pPr>{shape}</w:pPr>{_runs(inlines, form, rtl)}</w:p>"


def _runs(inlines: Sequence[Inline], form: str, rtl: bool) -> str:
    made = []
    for inline in inlines:
        match inline:
            case Strong(inner):
                made.append(_runs(inner, _with(form, _BOLD), rtl))
            case Emphasis(inner):
                made.append(_runs(inner, _with(form, _ITALIC), rtl))
            case Text(text):
                made.append(
                    f"<w:r><w:rPr>{form}{'<w:rtl/>' if rtl else ''}</w:rPr>{_text(text)}</w:r>"
                )
            case Code(text):
                made.append(f"<w:r><w:rPr>{_LETTERS}{form}</w:rPr>{_text(text)}</w:r>")
    return "".join(made)


def _with(form: str, more: str) -> str:
    """A form and one more, in the order in which Word wants them."""
    return "".join(part for part in (_BOLD, _ITALIC) if part in form or part == more) + re.sub(
        "<w:[bi]/>", "", form
    )


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(writable(text))}</w:t>'


def _field(name: str) -> str:
    """A number that Word works out."""
    return f'<w:fldSimple w:instr="{name}"><w:r>{_text("1")}</w:r></w:fldSimple>'


def _language(document: Any, meta: Meta) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    language = LANGUAGES[meta.language].region
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)
        if meta.direction == "rtl":
            element.set(qn("w:bidi"), language)
    if meta.direction == "rtl":
        document.styles["Normal"].element.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _properties(document: Any, meta: Meta) -> None:
    """The title and the language; no author, no program, no time."""
    core = document.core_properties
    for child in list(core._element):
        core._element.remove(child)
    core.title, core.language = writable(meta.title)[:255], meta.language
    package = document.part.package
    for id, relation in list(package.rels.items()):
        if relation.reltype.endswith(("/thumbnail", "/extended-properties")):
            del package.rels[id]


def _timeless(made: bytes) -> bytes:
    """The same archive with no time in it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, old.read(name))
    return out.getvalue()
