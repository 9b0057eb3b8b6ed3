"""Why a text cannot be read, and where: diagnostics made from the text alone, before it has a tree.

`read.py` decides what is refused; here it is put into words, with the line that shows it.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import yaml

from minnesota.base.diagnostics import Diagnostic, Problems

_LINE_BREAK = re.compile("\r\n|[\n\r]")
_MOST_CHARACTERS = 20  # after so many, the whole file is in another encoding
_HINTS = {  # what libyaml says, what a person should do
    "cannot start any token": (
        "a value that begins with % @ ` or a tab must be in quotes; indent with spaces"
    ),
    "mapping values are not allowed": "put a value that contains a colon and a space in quotes",
    "while scanning a quoted scalar": "a quotation mark is opened and never closed",
    "while scanning a simple key": 'write "key: value", with a colon and a space',
    "expected <block end>": "check the indentation: keys of one block begin in the same column",
    "did not find expected key": (
        "check the indentation, and any quotation mark inside a quoted value"
    ),
    "did not find expected ',' or": (
        "a bracket or a quotation mark is not closed, or a comma is missing"
    ),
}


class _Explanation(NamedTuple):
    """A mistake that libyaml found, in words of ours."""

    code: str
    message: str
    hint: str | None


def split_lines(text: str) -> list[str]:
    """Return the lines of a text as YAML counts them, without their line breaks."""
    return _LINE_BREAK.split(text)


@cache
def forbidden_characters() -> re.Pattern[str]:
    """Return what may not stand in a file: what YAML forbids, and some line ends.

    At U+0085, U+2028 and U+2029 a line ends in YAML 1.1, and does not in YAML 1.2. The pattern is
    compiled when it is first asked for, as most files never need it.
    """
    return re.compile(
        "[^\\t\\n\\r\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd"
        "\\U00010000-\\U0010ffff]"
    )


def too_large(shown_as: str, allowed: int) -> Problems:
    """Return the problem of a file with more than `allowed` bytes."""
    message = f"the file has more than {allowed:,} bytes, the most that a case may have"
    hint = "keep documents and images as exhibits, beside the case"
    return Problems.one(shown_as, "too-large", message, hint)


def too_many_values(shown_as: str, allowed: int) -> Problems:
    """Return the problem of a file with more than `allowed` values."""
    return Problems.one(shown_as, "too-many-values", f"the file holds more than {allowed:,} values")


def too_deep(shown_as: str, text: str, line: int, allowed: int) -> Problems:
    """Return the problem of a file that at `line` (from 0) goes deeper than `allowed` levels."""
    source = split_lines(text)[line]
    column = len(source) - len(source.lstrip()) + 1
    message = f"this is nested more than {allowed} levels deep"
    return Problems([Diagnostic(shown_as, line + 1, column, "too-deep", message, None, source)])


def bad_characters(shown_as: str, text: str) -> Problems:
    """Return a problem for each of the first characters that may not stand in a YAML file."""
    hint = "delete it, or save the file again as plain text (UTF-8)"
    diagnostics = []
    for character in islice(forbidden_characters().finditer(text), _MOST_CHARACTERS):
        message = f"the character U+{ord(character[0]):04X} may not stand in a YAML file"
        place = character.start()
        diagnostics.append(
            diagnostic_at_index(shown_as, text, place, "bad-character", message, hint)
        )
    return Problems(diagnostics)


def not_utf8(shown_as: str, content: bytes, error: UnicodeDecodeError) -> Problems:
    """Return the problem of bytes that are not UTF-8: what they say if they are Windows-1252."""
    before = content[: error.start].decode("utf-8")
    rest_of_line = content[error.start :].split(b"\n")[0]
    guess = before + rest_of_line.decode("cp1252", "replace")
    character = guess[len(before)]
    message = f"byte 0x{content[error.start]:02X} is not UTF-8"
    hint = f'save it again as UTF-8; in Windows-1252 this would be "{character}"'
    return Problems([diagnostic_at_index(shown_as, guess, len(before), "not-utf8", message, hint)])


def not_yaml(shown_as: str, text: str, error: yaml.MarkedYAMLError) -> Problems:
    """Return the problem that libyaml found, shown where a person would look for it."""
    said = f"{error.context or ''} {error.problem or ''}".strip()
    code, message, hint = _explained(said)
    mark = error.problem_mark or error.context_mark
    end_of_text = len(text.rstrip())
    opened = error.context_mark
    if code == "bad-yaml" and opened and mark:
        # What was never closed is shown where it was opened, and not at the end of the file.
        if "quoted scalar" in said or mark.index >= end_of_text:
            mark = opened
    if mark and mark.index >= end_of_text > 0:
        hint = hint or "the file ends too early"
        return Problems([diagnostic_at_index(shown_as, text, end_of_text - 1, code, message, hint)])
    return Problems(
        [diagnostic_at_mark(shown_as, split_lines(text), mark, mark, code, message, hint)]
    )


def _explained(said: str) -> _Explanation:
    if "expected a single document" in said:
        message = "a second document begins here"
        return _Explanation("several-documents", message, "keep one: delete the line ---")
    if "undefined alias" in said:
        hint = "write the value out, or put it in quotes"
        return _Explanation("alias", 'aliases ("*name") are not read', hint)
    message = f"this is not YAML: {said}"
    for sign, hint in _HINTS.items():
        if sign in said:
            return _Explanation("bad-yaml", message, hint)
    return _Explanation("bad-yaml", message, None)


def diagnostic_at_mark(
    shown_as: str,
    lines: list[str],
    start_mark: Any,
    end_mark: Any,
    code: str,
    message: str,
    hint: str | None = None,
) -> Diagnostic:
    """Return a diagnostic between two marks of libyaml (None: at the file's start), on one line."""
    line_number, column, width = 0, 0, 1
    if start_mark:
        line_number, column = start_mark.line, start_mark.column
        if end_mark.line == line_number:
            width = max(1, end_mark.column - column)
    source = ""
    if line_number < len(lines):
        source = lines[line_number]
    return Diagnostic(shown_as, line_number + 1, column + 1, code, message, hint, source, width)


def diagnostic_at_index(
    shown_as: str, text: str, index: int, code: str, message: str, hint: str
) -> Diagnostic:
    """Return a diagnostic at one character of the text."""
    before = split_lines(text[:index])
    rest_of_line = split_lines(text[index:])[0]
    source = before[-1] + rest_of_line
    return Diagnostic(shown_as, len(before), len(before[-1]) + 1, code, message, hint, source)
