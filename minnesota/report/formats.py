"""The formats of a report, a row each. A new format is a row here and a file beside this one.

The command line reads this table before it knows whether anything is to be written: what a format
needs is imported when it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minnesota.report.document import Meta

Draw = Callable[[], Mapping[str, str]]  # gives the pictures as SVG, by name
Writer = Callable[[str, "Meta", Draw], bytes]  # of the one Markdown text of a report


def _markdown(markdown: str, metadata: Meta, draw_figures: Draw) -> bytes:
    from minnesota.report.document import without_figures

    return without_figures(markdown).encode()


def _html(markdown: str, metadata: Meta, draw_figures: Draw) -> bytes:
    from minnesota.report.html import page

    return page(markdown, metadata, draw_figures()).encode()


def _pdf(markdown: str, metadata: Meta, draw_figures: Draw) -> bytes:
    from minnesota.report.pdf import pdf

    return pdf(markdown, metadata, draw_figures())


def _docx(markdown: str, metadata: Meta, draw_figures: Draw) -> bytes:
    from minnesota.report.word import docx

    return docx(markdown, metadata)


class Kind(Enum):
    """What the bytes of a format are to a terminal."""

    PLAIN = auto()  # text, to be shown in the terminal's own encoding
    MARKED_UP = auto()  # text that names its encoding, to be passed on as it is
    BINARY = auto()  # nothing to be shown


class Format(StrEnum):
    """A format by its name, as `--to` takes it."""

    endings: tuple[str, ...]  # of a file in this format; "" where a file has none
    kind: Kind
    write: Writer

    def __new__(
        cls, format_name: str, endings: tuple[str, ...], kind: Kind, write: Writer
    ) -> Format:
        """Return a row of the table."""
        row = str.__new__(cls, format_name)
        row._value_ = format_name
        row.endings, row.kind, row.write = endings, kind, write
        return row

    md = "md", (".md", ".txt", ""), Kind.PLAIN, _markdown
    html = "html", (".html", ".htm"), Kind.MARKED_UP, _html
    pdf = "pdf", (".pdf",), Kind.BINARY, _pdf
    docx = "docx", (".docx",), Kind.BINARY, _docx


ENDINGS = {ending: row for row in Format for ending in row.endings}
