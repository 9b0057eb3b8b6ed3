"""Citations held against the document itself: what its paragraphs say of the steps of a pack.

Nothing here decides for a person: `agree` says only that each cited paragraph holds the words that
a step would have to find in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from minnesota.authoring.pages import plain_text
from minnesota.base.diagnostics import Problems, shown
from minnesota.model.protocol import Protocol, Step
from minnesota.yaml.read import Document, parse_document

MOST_NAMED = 3  # other paragraphs that a reason names; a common word is in dozens

_CITED = re.compile(r"(\d{1,6})(?:\(([a-z])\)|\s*[-–]\s*(\d{1,6}))?")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Answer = Literal["agree", "doubt", "not-found"]


class Agreement(NamedTuple):
    """What the document says of one step's citation.

    `citation` and `confidence` are as the pack has them now.
    """

    step: str
    citation: str
    confidence: str
    answer: Answer
    reason: str


class _Judgment(NamedTuple):
    answer: Answer
    reason: str


class _Disagreement(Exception):
    """A citation cannot be held against the document, for the reason in `judgment`."""

    def __init__(self, answer: Answer, reason: str) -> None:
        self.judgment = _Judgment(answer, reason)
        super().__init__(reason)


class _Source(NamedTuple):
    """The document: its paragraphs by number, folded, and the number of the last one."""

    texts: Mapping[str, str]
    last: int


def verify_citations(protocol: Protocol, paragraphs: Mapping[str, str]) -> list[Agreement]:
    """Return what the document says of each step of the pack that cites paragraphs, in its order.

    `paragraphs`: those of the document, number to text.
    """
    last = max((int(number) for number in paragraphs), default=0)
    texts = {number: _folded(text) for number, text in paragraphs.items()}
    source = _Source(texts, last)
    agreements: list[Agreement] = []
    for step in protocol.steps:
        if not step.cite.paragraphs:
            continue
        try:
            judgment = _judge(step, source)
        except _Disagreement as disagreement:
            judgment = disagreement.judgment
        citation = ", ".join(step.cite.paragraphs)
        agreements.append(
            Agreement(step.id, citation, step.cite.confidence, judgment.answer, judgment.reason)
        )
    return agreements


# The text that a step cites.


def _cited_texts(step: Step, source: _Source) -> dict[str, str]:
    """Return the folded texts that a step cites, by number, as in "25" or "25(a)".

    Raises _Disagreement when one of them is not in the document.
    """
    cited: dict[str, str | None] = {}
    for citation in step.cite.paragraphs:
        match = _CITED.fullmatch(citation)
        if match is None:
            reason = f'"{shown(citation)}" is not the number of a paragraph'
            raise _Disagreement("doubt", reason)
        number, letter, end = match.groups()
        first, last = int(number), int(end or number)
        for paragraph in range(first, max(first, last) + 1):
            text = _paragraph_text(paragraph, source)
            if letter:
                cited[f"{paragraph}({letter})"] = _part_text(text, letter)
            else:
                cited[str(paragraph)] = text
    # Only now: that a paragraph cannot be found at all is the graver of the two.
    found: dict[str, str] = {}
    for name, part in cited.items():
        if part is None:
            number, letter = name.split("(")
            raise _Disagreement("doubt", f"paragraph {number} has no ({letter}")
        found[name] = part
    return found


def _paragraph_text(number: int, source: _Source) -> str:
    """Return the folded text of a paragraph. Raises _Disagreement when it cannot be found."""
    if str(number) in source.texts:
        return source.texts[str(number)]
    reason = f"paragraph {number} could not be found"
    if number > source.last:
        reason = f"the document has no paragraph {number}"
    raise _Disagreement("not-found", f"{reason} (its last is {source.last})")


def _part_text(text: str, letter: str) -> str | None:
    """Return the text of sub-paragraph `letter` of a folded text; None when it has none.

    It goes from its "(a)" to the next letter's.
    """
    start = 0
    for earlier in range(ord("a"), ord(letter)):
        start = max(start, _marker(text, chr(earlier), start) + 3)
    begins = _marker(text, letter, start)
    if begins < 0:
        return None
    ends = _marker(text, chr(ord(letter) + 1), begins + 3)
    if ends < 0:
        return text[begins + 3 :]
    return text[begins + 3 : ends]


def _marker(text: str, letter: str, start: int) -> int:
    """Return where "(a)" stands from `start` on, or -1.

    That is after a stop, a comma or the like if it can be, as "see (b) below" begins nothing.
    """
    listed = re.compile(rf"[.:;,!?]\s*(?:(?:and|or|and/or)\s+)?(\({letter}\))")
    match = listed.search(text, max(0, start - 1))
    if match:
        return match.start(1)
    return text.find(f"({letter})", start)


# What the text says of the step.


def _judge(step: Step, source: _Source) -> _Judgment:
    """Return what the document says of a step. Raises _Disagreement when it lacks what is cited."""
    cited = _cited_texts(step, source)
    keywords = step.keywords
    if not keywords:
        return _Judgment("doubt", "the step has no keywords")
    holding = [name for name, text in cited.items() if not _absent(keywords, text)]
    if not holding:
        return _Judgment("doubt", _reason_for_doubt(keywords, cited, source))
    verb = "holds" if len(holding) == 1 else "hold"
    reason = f"{_named(holding)} {verb} {_quoted(keywords)}"
    others = [name for name in cited if name not in holding]
    if others:
        reason += f", but {_listed(others)} not: narrow the citation by hand"
        return _Judgment("doubt", reason)
    for name in holding:
        number = int(name.split("(")[0])
        if number < source.last and str(number + 1) not in source.texts:
            reason += f", but paragraph {number + 1} could not be found: "
            return _Judgment("doubt", f"{reason}where {number} ends is not sure")
    return _Judgment("agree", reason)


def _reason_for_doubt(keywords: Sequence[str], cited: Mapping[str, str], source: _Source) -> str:
    """Return why no cited paragraph agrees, and which others would."""
    shortcomings: list[str] = []
    for name, text in cited.items():
        absent = _quoted(_absent(keywords, text), "or")
        shortcomings.append(f"{_named([name])} does not hold {absent}")
    reason = "; ".join(shortcomings)
    elsewhere: list[str] = []
    for number, text in source.texts.items():
        if number not in cited and not _absent(keywords, text):
            elsewhere.append(number)
    is_one = len(keywords) == 1
    if not elsewhere:
        return f"{reason}; no other paragraph holds {'it' if is_one else 'all keywords'}"
    subject = "it is" if is_one else "all keywords are"
    reason += f"; {subject} found in {_named(elsewhere[:MOST_NAMED])}"
    if len(elsewhere) > MOST_NAMED:
        reason += f" and {len(elsewhere) - MOST_NAMED} more"
    return reason


def _absent(keywords: Iterable[str], text: str) -> list[str]:
    """Return the keywords that no word of a folded text begins with."""
    absent: list[str] = []
    for keyword in keywords:
        if not re.search(rf"(?<!\w){re.escape(_folded(keyword))}", text):
            absent.append(keyword)
    return absent


def _folded(text: str) -> str:
    """Return a text as it is compared: without capitals, ligatures and soft hyphens."""
    return unicodedata.normalize("NFC", plain_text(text).replace("\xad", "").casefold())


def _quoted(words: Iterable[str], last: str = "and") -> str:
    return _listed([f'"{shown(word)}"' for word in words], last)


def _listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a list in a sentence, with the word `last` before the last of them."""
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _named(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return f"paragraph {numbers[0]}"
    return f"paragraphs {_listed(numbers)}"


# What agrees, marked in the pack.


def raised(name: str, content: bytes, agreed: Collection[str]) -> bytes:
    """Return a file of steps with `verified` where some steps have `memory` or `section`.

    No other byte of the `content` changes. `name`: the file's, for messages. `agreed`: the ids of
    those steps.

    Raises Problems when the file cannot be read, or a confidence to be changed is not written in
    plain letters.
    """
    message = "this cannot be changed in place"
    document = parse_document(content, name)
    text = document.text
    line_starts = [0]
    for line_end in re.finditer("\r\n|[\n\r]", text):
        line_starts.append(line_end.end())
    pieces: list[str] = []
    end_of_last = 0
    for index, confidence in _confidences(document, agreed):
        place = document.diagnostic((index, "cite", "confidence"), "unusual-value", message)
        start = line_starts[place.line - 1] + place.column - 1
        if text.startswith(("'", '"'), start):
            start += 1
        if not text.startswith(confidence, start):  # but written with an escape
            raise Problems([place._replace(hint=f"write it in plain letters: {confidence}")])
        pieces += [text[end_of_last:start], "verified"]
        end_of_last = start + len(confidence)
    pieces.append(text[end_of_last:])
    changed = "".join(pieces).encode()
    if content.startswith(_BYTE_ORDER_MARK):  # which the text is without
        return _BYTE_ORDER_MARK + changed
    return changed


def _confidences(document: Document, agreed: Collection[str]) -> list[tuple[int, str]]:
    """Return the confidences to raise: the index of the step in its file, and what it says."""
    if not isinstance(document.value, list):
        return []
    confidences: list[tuple[int, str]] = []
    for index, step in enumerate(document.value):
        if not isinstance(step, dict) or step.get("id") not in agreed:
            continue
        cite: Any = step.get("cite")
        confidence = cite.get("confidence") if isinstance(cite, dict) else None
        if confidence in ("memory", "section"):
            confidences.append((index, confidence))
    return confidences
