"""Citations held against the document itself: numbered paragraphs out of its PDF, and what they say of a pack.

Nothing here decides for a person: `agree` says only that each cited paragraph holds the words that a step would have
to find in it. The reading goes: pieces of text with place, size and font (pypdf) -> lines -> lines of the running text
(no headers, footers, page numbers, footnotes, contents) -> the best chain of numbered beginnings -> paragraphs.
"""

from __future__ import annotations

import logging
import math
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain, pairwise, takewhile
from pathlib import Path
from typing import Any, Literal, NamedTuple

from minnesota.base.diagnostics import Diagnostic, Problems, shown
from minnesota.model.protocol import Protocol, Step
from minnesota.yaml.read import parse_document

MAX_BYTES = 64 * 1024 * 1024
MAX_PAGES = 2_000
MAX_CHARACTERS = 20_000_000
MAX_SECONDS = 60.0
MOST_SKIPPED = 3  # numbers in a row that may be missing before a number is no longer believed

_BEGINNING = re.compile(r"(\d{1,3})\.(?![\d.])\s*(\S.*)")
_LEADERS = re.compile(r"(?:\.\s?){5,}|…\s*…")
_MARKER = re.compile(r"[\d\s,*†‡]+")
_PAGE_NUMBER = re.compile(r"^\d+(?![\d.])|(?<!\d)\d+$")
_GLUED = re.compile(
    r"(?<=[^\W\d_]{2})\d{1,3}(?!\w)|(?<=[^\W\d_][.,;:)\"'])\d{1,3}(?=\s|$)|[⁰¹²³⁴-⁹]+"
)
_SPLIT = re.compile(r"(?<!\w)(\w+)(-\n| ?\xad\n|\xad)(?=(\w+))")
_CITED = re.compile(r"(\d{1,6})(?:\(([a-z])\)|\s*[-–]\s*(\d{1,6}))?")
_CHANGED: dict[int, int | str | None] = {
    **str.maketrans(
        "‘’‚‛“”„‟\u2010\u2011", "'" * 4 + '"' * 4 + "--", "\u200b\u200c\u200d\u2060\ufeff"
    ),
    **{ord(c): unicodedata.normalize("NFKC", c) for c in "ﬀﬁﬂﬃﬄﬅﬆ"},
}

_Answer = tuple[Literal["agree", "doubt", "not-found"], str]


class Agreement(NamedTuple):
    """What the document says of one step's citation; `citation` and `confidence` as the pack has them now."""

    step: str
    citation: str
    confidence: str
    answer: Literal["agree", "doubt", "not-found"]
    reason: str


class _Line(NamedTuple):
    """A line of a page, or a piece of one: where it begins, and what its letters are set in."""

    x: float
    y: float
    size: float
    fonts: frozenset[str]
    text: str


class _Beginning(NamedTuple):
    line: int
    number: int
    text: str
    score: float


def verify_citations(protocol: Protocol, paragraphs: Mapping[str, str]) -> list[Agreement]:
    """What the document's paragraphs (number to text) say of each step of the pack that has paragraphs, in its order."""
    texts = {number: _folded(text) for number, text in paragraphs.items()}
    steps = (s for s in protocol.steps if s.cite.paragraphs)
    return [
        Agreement(s.id, ", ".join(s.cite.paragraphs), s.cite.confidence, *_answer(s, texts))
        for s in steps
    ]


def _answer(step: Step, texts: Mapping[str, str]) -> _Answer:
    last = max((int(n) for n in texts), default=0)
    cited: dict[str, str | None] = {}
    for citation in step.cite.paragraphs:
        if not (parsed := _CITED.fullmatch(citation)):
            return "doubt", f'"{shown(citation)}" is not the number of a paragraph'
        first, letter, end = int(parsed[1]), parsed[2], int(parsed[3] or parsed[1])
        for number in range(first, max(first, end) + 1):
            if str(number) not in texts:
                lost = (
                    "the document has no paragraph {}"
                    if number > last
                    else "paragraph {} could not be found"
                )
                return "not-found", f"{lost.format(number)} (its last is {last})"
            text = texts[str(number)]
            cited[f"{number}({letter})" if letter else str(number)] = (
                _part(text, letter) if letter else text
            )
    if lacking := [name for name, text in cited.items() if text is None]:
        number_of, letter = lacking[0].split("(")
        return "doubt", f"paragraph {number_of} has no ({letter}"
    return _judged(step.keywords, {name: text or "" for name, text in cited.items()}, texts, last)


def _judged(
    keywords: Sequence[str], cited: Mapping[str, str], texts: Mapping[str, str], last: int
) -> _Answer:
    if not keywords:
        return "doubt", "the step has no keywords"
    holding = [name for name, text in cited.items() if not _lacking(keywords, text)]
    if not holding:
        return "doubt", _nowhere(keywords, cited, texts)
    said = f"{_named(holding)} {'holds' if len(holding) == 1 else 'hold'} {_quoted(keywords)}"
    if len(holding) < len(cited):
        others = _listed([name for name in cited if name not in holding])
        return "doubt", f"{said}, but {others} not: narrow the citation by hand"
    for number in (int(name.split("(")[0]) for name in holding):
        if number < last and str(number + 1) not in texts:
            return (
                "doubt",
                f"{said}, but paragraph {number + 1} could not be found: where {number} ends is not sure",
            )
    return "agree", said


def _nowhere(keywords: Sequence[str], cited: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """Why no cited paragraph agrees, and which others would."""
    lacking = {name: _lacking(keywords, text) for name, text in cited.items()}
    said = "; ".join(
        f"{_named([name])} does not hold {_quoted(words, 'or')}" for name, words in lacking.items()
    )
    found = [n for n, text in texts.items() if n not in cited and not _lacking(keywords, text)]
    it, is_ = ("it", "it is") if len(keywords) == 1 else ("all keywords", "all keywords are")
    if not found:
        return f"{said}; no other paragraph holds {it}"
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return f"{said}; {is_} found in {_named(found[:3])}{more}"


def _lacking(keywords: Iterable[str], text: str) -> list[str]:
    """The keywords that no word of a folded text begins with."""
    return [k for k in keywords if not re.search(rf"(?<!\w){re.escape(_folded(k))}", text)]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", _clean(text).replace("\xad", "").casefold())


def _part(text: str, letter: str) -> str | None:
    """The text of sub-paragraph `letter` of a folded text, from its "(a)" to the next letter's; None when it has none."""
    start = 0
    for earlier in map(chr, range(ord("a"), ord(letter))):
        start = max(start, _marker(text, earlier, start) + 3)
    begins = _marker(text, letter, start)
    end = _marker(text, chr(ord(letter) + 1), begins + 3)
    return None if begins < 0 else text[begins + 3 : end if end >= 0 else None]


def _marker(text: str, letter: str, start: int) -> int:
    """Where "(a)" stands, or -1: after a stop, a comma or the like if it can be, as "see (b) below" begins nothing."""
    listed = re.compile(rf"[.:;,!?]\s*(?:(?:and|or|and/or)\s+)?(\({letter}\))").search(
        text, max(0, start - 1)
    )
    return listed.start(1) if listed else text.find(f"({letter})", start)


def _quoted(words: Iterable[str], last: str = "and") -> str:
    return _listed([f'"{shown(w)}"' for w in words], last)


def _listed(words: Sequence[str], last: str = "and") -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else words[0]


def _named(numbers: Sequence[str]) -> str:
    return f"paragraph{'s' if len(numbers) > 1 else ''} {_listed(numbers)}"


def raised(name: str, content: bytes, agreed: Collection[str]) -> bytes:
    """The bytes of a file of steps with `verified` for the `memory` or `section` of these steps, and no other change.

    Raises Problems when the file cannot be read, or a confidence to be changed is not written in plain letters.
    """
    document = parse_document(content, name)
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    text, begins = document.text, [0, *(m.end() for m in re.finditer("\r\n|[\n\r]", document.text))]
    done, written = 0, []
    for number, step in enumerate(document.value if isinstance(document.value, list) else ()):
        cite = step.get("cite") if isinstance(step, dict) and step.get("id") in agreed else None
        old = cite.get("confidence") if isinstance(cite, dict) else None
        if old not in ("memory", "section"):
            continue
        place = document.diagnostic(
            (number, "cite", "confidence"), "unusual-value", "this cannot be changed in place"
        )
        start = begins[place.line - 1] + place.column - 1
        start += text[start : start + 1] in ("'", '"')
        if not text.startswith(old, start):
            raise Problems([place._replace(hint=f"write it in plain letters: {old}")])
        written += [text[done:start], "verified"]
        done = start + len(old)
    return mark + "".join([*written, text[done:]]).encode()


def paragraphs_of(pdf: Path) -> dict[str, str]:
    """The numbered paragraphs of a PDF, number to text, in reading order.

    Raises Problems with one diagnostic when there is no such file, or it is too large, no PDF, damaged, encrypted,
    without text (a scan), made to exhaust the machine, or has no numbered paragraphs.
    """
    name = str(pdf)
    pages = _pages(_bytes(pdf, name), name)
    if not any(c.isalpha() for page in pages for line in page for c in line.text):
        raise _refused(
            name,
            "no-text",
            "the PDF holds no text",
            "a scan has only pictures: take the publisher's PDF",
        )
    lines, size, font = _running_text(pages)
    beginnings = _best_chain(_beginnings(lines, size, font))
    if not beginnings:
        hint = 'a paragraph begins a line with its number and a stop: "25. "'
        raise _refused(name, "no-paragraphs", "the PDF has no numbered paragraphs", hint)
    ends = [b.line for b in beginnings[1:]] + [len(lines)]
    bodies = [_body(lines, b, end, size, font) for b, end in zip(beginnings, ends, strict=True)]
    words, compounds = _vocabulary(line.text for line in lines)
    return {
        str(b.number): _joined(body, words, compounds)
        for b, body in zip(beginnings, bodies, strict=True)
    }


def _refused(name: str, code: str, message: str, hint: str | None = None) -> Problems:
    return Problems([Diagnostic(name, 1, 1, code, message, hint)])


def _bytes(pdf: Path, name: str) -> bytes:
    try:
        if pdf.exists() and not pdf.is_file():
            raise _refused(name, "unreadable", "this is not a file")
        with pdf.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _refused(name, "unreadable", "there is no such file") from None
    except (OSError, ValueError) as error:  # ValueError: a name no file can have
        raise _refused(
            name, "unreadable", f"the file cannot be read ({getattr(error, 'strerror', error)})"
        ) from None
    if len(raw) > MAX_BYTES:
        raise _refused(name, "too-large", f"the file has more than {MAX_BYTES:,} bytes")
    if b"%PDF-" not in raw[:1024]:
        raise _refused(name, "not-pdf", "this is not a PDF")
    return raw


def _pages(raw: bytes, name: str) -> list[list[_Line]]:
    """The lines of each page. Raises Problems, whatever a damaged file makes pypdf raise."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    logging.getLogger("pypdf").setLevel(
        logging.CRITICAL
    )  # what it says of a damaged file is no news to the reader
    try:
        reader = PdfReader(BytesIO(raw), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileNotDecryptedError
        if len(reader.pages) > MAX_PAGES:
            raise _refused(name, "too-large", f"the PDF has more than {MAX_PAGES:,} pages")
        guard = _guard(time.monotonic() + MAX_SECONDS)
        return [list(_lines(_pieces(page, guard))) for page in reader.pages]
    except (FileNotDecryptedError, DependencyError):
        raise _refused(
            name, "encrypted", "the PDF is encrypted", "save a copy without a password"
        ) from None
    except TimeoutError:
        raise _refused(
            name, "too-large", "the PDF takes too long to read, or holds too much text"
        ) from None
    except Problems:
        raise
    except (
        Exception
    ) as error:  # pypdf's own errors, and all that a damaged file makes it stumble over
        raise _refused(name, "damaged", f"the PDF is damaged ({type(error).__name__})") from None


def _guard(deadline: float) -> Callable[[int], None]:
    left = MAX_CHARACTERS

    def spend(characters: int) -> None:
        nonlocal left
        left -= characters
        if left < 0 or time.monotonic() > deadline:
            raise TimeoutError

    return spend


def _pieces(page: Any, guard: Callable[[int], None]) -> list[_Line]:
    pieces: list[_Line] = []

    def text_found(
        text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float
    ) -> None:
        guard(len(text) + 20)  # a piece costs memory, however short
        if text := text.replace("\n", ""):
            height = math.hypot(tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3]) * abs(
                size
            )
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            if math.isfinite(x) and math.isfinite(y) and math.isfinite(height):
                font_name = str((font or {}).get("/BaseFont")).split("+")[-1]
                pieces.append(_Line(x, y, height, frozenset([font_name]), text))

    page.extract_text(visitor_operand_before=lambda *_: guard(0), visitor_text=text_found)
    guard(0)  # an exception inside a form is swallowed
    return pieces


def _lines(pieces: Iterable[_Line]) -> Iterator[_Line]:
    """Pieces at one height, from left to right, as lines; superscript marks of notes are left out."""
    line: list[_Line] = []
    for piece in pieces:
        size = max(piece.size, line[-1].size) if line else 0.0
        if line and (abs(piece.y - line[0].y) > 0.5 * size or piece.x < line[-1].x - size):
            yield from _line(line)
            line = []
        if (
            line
            and piece.size < 0.8 * max(p.size for p in line[-8:])
            and _MARKER.fullmatch(piece.text)
        ):
            piece = piece._replace(text=re.sub(r"\S+", "", piece.text))
        line.append(piece)
    yield from _line(line)


def _line(pieces: Sequence[_Line]) -> Iterator[_Line]:
    if text := " ".join(_clean("".join(p.text for p in pieces)).split()):
        main = max(pieces, key=lambda p: len(p.text.strip()))
        lettered = [p for p in pieces if any(c.isalpha() for c in p.text)] or pieces
        fonts = frozenset(chain(*(p.fonts for p in lettered)))
        yield _Line(pieces[0].x, pieces[0].y, round(main.size, 1), fonts, text)


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_CHANGED))


def _running_text(pages: Sequence[Sequence[_Line]]) -> tuple[list[_Line], float, str]:
    """The lines of the text itself, with the size and the font that most of it is set in."""
    sizes, fonts = Counter[float](), Counter[str]()
    for line in chain(*pages):
        sizes[line.size] += len(line.text)
        fonts.update(dict.fromkeys(line.fonts, len(line.text)))
    size, font = max(sizes, key=lambda s: sizes[s]), max(fonts, key=lambda f: fonts[f])
    seen = Counter(place for page in pages for place in {_place(line) for line in page})
    repeated = {place for place, count in seen.items() if count > 1}
    kept: list[_Line] = []
    for page in pages:
        inner = [line for line in _without_margins(page, repeated) if line.size >= 0.9 * size]
        if sum(line.text[-1].isdigit() for line in inner) <= max(
            3, len(inner) / 2
        ):  # else a table of contents
            kept += [
                line
                for line in inner
                if not line.text.isdecimal() and not _LEADERS.search(line.text)
            ]
    return kept, size, font


def _place(line: _Line) -> tuple[int, str]:
    """What is the same in a running header or footer on every page: its height, and its words without the page number."""
    return round(line.y), _PAGE_NUMBER.sub("#", line.text)


def _without_margins(page: Sequence[_Line], repeated: Collection[tuple[int, str]]) -> list[_Line]:
    """A page without the outermost lines, above and below, that stand at the same place on another page."""
    from_top = sorted(page, key=lambda line: -line.y)
    outer = [
        list(takewhile(lambda line: _place(line) in repeated, side))
        for side in (from_top, from_top[::-1])
    ]
    dropped = {id(line) for line in chain(*outer)}
    return [line for line in page if id(line) not in dropped]


def _beginnings(lines: Sequence[_Line], size: float, font: str) -> list[_Beginning]:
    """Every line that may begin a numbered paragraph, with how much it looks as though it does."""
    matches = {i: m for i, line in enumerate(lines) if (m := _BEGINNING.fullmatch(line.text))}
    matches = {i: m for i, m in matches.items() if lines[i].size <= 1.1 * size}
    margins = Counter(round(lines[i].x) for i in matches)
    scored = []
    for i, m in matches.items():
        fresh = (
            not i or lines[i - 1].text[-1] in ".:;!?\"')" or _is_heading(lines[i - 1], size, font)
        )
        score = (
            1
            + 0.3 * margins[round(lines[i].x)] / len(matches)
            + 0.2 * fresh
            + 0.2 * (not m[2][0].islower())
        )
        score += 0.2 * (i + 1 not in matches) - 0.5 * _is_heading(lines[i], size, font)
        scored.append(_Beginning(i, int(m[1]), m[2], score))
    return scored


def _is_heading(line: _Line, size: float, font: str) -> bool:
    return line.size > 1.1 * size or font not in line.fonts


def _best_chain(beginnings: Iterable[_Beginning]) -> tuple[_Beginning, ...]:
    """The best run of beginnings whose numbers only go up, by one or by a small skip; of equal ones, the later."""
    best: dict[int, tuple[float, tuple[_Beginning, ...]]] = {0: (0.0, ())}
    for new in beginnings:
        earlier = [best[n] for n in range(new.number - 1 - MOST_SKIPPED, new.number) if n in best]
        if earlier:
            score, run = max(earlier, key=lambda found: found[0])
            if new.number not in best or score + new.score >= best[new.number][0]:
                best[new.number] = (score + new.score, (*run, new))
    return max(best.values(), key=lambda found: found[0])[1]


def _body(
    lines: Sequence[_Line], begins: _Beginning, end: int, size: float, font: str
) -> list[str]:
    """The lines of one paragraph: to the first larger line, and without the headings that stand before the next."""
    smaller = takewhile(lambda line: line.size <= 1.1 * size, lines[begins.line + 1 : end])
    rest = list(takewhile(lambda line: end < len(lines) or font in line.fonts, smaller))
    while rest and _is_heading(rest[-1], size, font):
        rest.pop()
    return [begins.text, *(line.text for line in rest)]


def _vocabulary(texts: Iterable[str]) -> tuple[set[str], set[str]]:
    """The whole words of the document, and its words with a hyphen that no line end explains."""
    words, compounds = set[str](), set[str]()
    for text in texts:
        folded = text.replace("\xad", "-").casefold()
        words.update(re.findall(r"\w+", folded))
        for compound in re.findall(r"(?<!\w)\w+(?:-\w+)+", folded):
            compounds.update(map("-".join, pairwise(compound.split("-"))))
    return words, compounds


def _joined(lines: Iterable[str], words: Collection[str], compounds: Collection[str]) -> str:
    """One text from lines: words that a line end divides made whole, marks of notes left out."""

    def mend(m: re.Match[str]) -> str:
        whole, compound = (m[1] + m[3]).casefold(), f"{m[1]}-{m[3]}".casefold()
        is_divided = m[2].endswith("\n") and compound not in compounds and m[3][0].islower()
        return m[1] if whole in words or is_divided else f"{m[1]}-"

    text = _SPLIT.sub(mend, "\n".join(lines)).replace("\xad", "")
    return " ".join(_GLUED.sub("", text).split())
