"""The pages of a PDF as lines of text, each with its place, its size and its fonts."""

from __future__ import annotations

import logging
import math
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from minnesota.base.diagnostics import Problems

# What a document made to exhaust the machine is stopped at; none that people read comes near.
MAX_BYTES = 64 * 1024 * 1024
MAX_PAGES = 2_000
MAX_CHARACTERS = 20_000_000
MAX_SECONDS = 60.0

_MARKER = re.compile(r"[\d\s,*†‡]+")
_CHANGED: dict[int, int | str | None] = {
    **str.maketrans(
        "‘’‚‛“”„‟\u2010\u2011", "'" * 4 + '"' * 4 + "--", "\u200b\u200c\u200d\u2060\ufeff"
    ),
    **{ord(c): unicodedata.normalize("NFKC", c) for c in "ﬀﬁﬂﬃﬄﬅﬆ"},
}


class Line(NamedTuple):
    """A line of a page, or a piece of one: where it begins, and what its letters are set in."""

    x: float
    y: float
    size: float
    fonts: frozenset[str]
    text: str


def read_pages(pdf: Path) -> list[list[Line]]:
    """Return the lines of each page of a PDF.

    Raises Problems with one diagnostic when there is no such file, or it is too large, no PDF,
    damaged, encrypted, without text (a scan), or made to exhaust the machine.
    """
    name = str(pdf)
    pages = _read_lines(_read_bytes(pdf, name), name)
    for page in pages:
        if any(_has_letter(line) for line in page):
            return pages
    hint = "a scan has only pictures: take the publisher's PDF"
    raise refusal(name, "no-text", "the PDF holds no text", hint)


def plain_text(text: str) -> str:
    """Return a text without what typesetting adds: curved quotes, ligatures, invisible marks."""
    return unicodedata.normalize("NFC", text.translate(_CHANGED))


def refusal(name: str, code: str, message: str, hint: str | None = None) -> Problems:
    """Return what is raised of a PDF that cannot be used, with a `code` and a `hint`."""
    return Problems.one(name, code, message, hint)


def _read_bytes(pdf: Path, name: str) -> bytes:
    try:
        if pdf.exists() and not pdf.is_file():
            raise refusal(name, "unreadable", "this is not a file")
        with pdf.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise refusal(name, "unreadable", "there is no such file") from None
    except (OSError, ValueError) as error:  # ValueError: a name no file can have
        reason = getattr(error, "strerror", error)
        raise refusal(name, "unreadable", f"the file cannot be read ({reason})") from None
    if len(content) > MAX_BYTES:
        raise refusal(name, "too-large", f"the file has more than {MAX_BYTES:,} bytes")
    if b"%PDF-" not in content[:1024]:
        raise refusal(name, "not-pdf", "this is not a PDF")
    return content


def _read_lines(content: bytes, name: str) -> list[list[Line]]:
    """Return the lines of each page. Raises Problems, whatever a damaged file does to pypdf."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    # What pypdf logs of a damaged file is no news to whoever reads our one error.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileNotDecryptedError
        if len(reader.pages) > MAX_PAGES:
            raise refusal(name, "too-large", f"the PDF has more than {MAX_PAGES:,} pages")
        spend = _limit_on_text(time.monotonic() + MAX_SECONDS)
        return [list(_lines(_pieces(page, spend))) for page in reader.pages]
    except (FileNotDecryptedError, DependencyError):
        hint = "save a copy without a password"
        raise refusal(name, "encrypted", "the PDF is encrypted", hint) from None
    except TimeoutError:
        message = "the PDF takes too long to read, or holds too much text"
        raise refusal(name, "too-large", message) from None
    except Problems:
        raise
    except Exception as error:  # pypdf's own, and all that a damaged file makes it stumble over
        raise refusal(name, "damaged", f"the PDF is damaged ({type(error).__name__})") from None


def _limit_on_text(deadline: float) -> Callable[[int], None]:
    """Return a function to be told of characters, which raises TimeoutError beyond the limits.

    `deadline`: seconds, by the monotonic clock.
    """
    characters_left = MAX_CHARACTERS

    def spend(characters: int) -> None:
        nonlocal characters_left
        characters_left -= characters
        if characters_left < 0 or time.monotonic() > deadline:
            raise TimeoutError

    return spend


def _pieces(page: Any, spend: Callable[[int], None]) -> list[Line]:
    """Return the pieces of text on a page, in the order in which the file draws them."""
    pieces: list[Line] = []

    def text_found(
        text: str,
        page_matrix: Sequence[float],
        text_matrix: Sequence[float],
        font: Any,
        size: float,
    ) -> None:
        spend(len(text) + 20)  # a piece costs memory, however short
        text = text.replace("\n", "")
        if not text:
            return
        upright = _transform(page_matrix, text_matrix[2], text_matrix[3])
        height = math.hypot(*upright) * abs(size)
        x, y = _transform(page_matrix, text_matrix[4], text_matrix[5])
        x += page_matrix[4]
        y += page_matrix[5]
        if math.isfinite(x) and math.isfinite(y) and math.isfinite(height):
            font_name = str((font or {}).get("/BaseFont")).split("+")[-1]
            pieces.append(Line(x, y, height, frozenset([font_name]), text))

    def operand_found(*_: Any) -> None:
        spend(0)

    page.extract_text(visitor_operand_before=operand_found, visitor_text=text_found)
    spend(0)  # an exception inside a form is swallowed
    return pieces


def _transform(matrix: Sequence[float], x: float, y: float) -> tuple[float, float]:
    """Return where a PDF's transformation matrix takes a vector; without the shift in it."""
    return x * matrix[0] + y * matrix[2], x * matrix[1] + y * matrix[3]


def _lines(pieces: Iterable[Line]) -> Iterator[Line]:
    """Yield pieces at one height, from left to right, as lines without superscript marks."""
    line: list[Line] = []
    for piece in pieces:
        if line and _begins_line(piece, line):
            yield from _join_pieces(line)
            line = []
        if line and _is_mark(piece, line):
            piece = piece._replace(text=re.sub(r"\S+", "", piece.text))
        line.append(piece)
    yield from _join_pieces(line)


def _begins_line(piece: Line, line: Sequence[Line]) -> bool:
    """Return whether a `piece` stands at another height than a `line`, or back to its left."""
    size = max(piece.size, line[-1].size)
    return abs(piece.y - line[0].y) > 0.5 * size or piece.x < line[-1].x - size


def _is_mark(piece: Line, line: Sequence[Line]) -> bool:
    """Return whether a `piece` is the mark of a note: small beside the text before it."""
    size = max(earlier.size for earlier in line[-8:])
    return piece.size < 0.8 * size and _MARKER.fullmatch(piece.text) is not None


def _join_pieces(pieces: Sequence[Line]) -> Iterator[Line]:
    """Yield pieces as one line; nothing where they hold no text."""
    whole = plain_text("".join(piece.text for piece in pieces))
    text = " ".join(whole.split())
    if not text:
        return
    longest = max(pieces, key=_letters)
    lettered = [piece for piece in pieces if _has_letter(piece)] or pieces
    fonts: set[str] = set()
    for piece in lettered:
        fonts.update(piece.fonts)
    first = pieces[0]
    yield Line(first.x, first.y, round(longest.size, 1), frozenset(fonts), text)


def _letters(line: Line) -> int:
    return len(line.text.strip())


def _has_letter(line: Line) -> bool:
    return any(character.isalpha() for character in line.text)
