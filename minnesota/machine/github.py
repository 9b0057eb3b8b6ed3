"""`check --format github`: a workflow command for each mistake and gap, which GitHub shows beside the line it is about."""

from __future__ import annotations

from collections.abc import Iterable

from minnesota.language.verdicts import WORDS
from minnesota.machine.remarks import Remark

_IN_TEXT = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_IN_PROPERTY = (*_IN_TEXT, (":", "%3A"), (",", "%2C"))


def as_github(remarks: Iterable[Remark]) -> str:
    """The remarks as workflow commands, one a line."""
    text = "".join(map(_command, remarks))
    return text.encode(errors="replace").decode()  # a file's name may hold bytes that are no text


def _command(remark: Remark) -> str:
    verdict = remark.about.get("verdict")
    properties = {
        "file": remark.file,
        "line": remark.line,
        "col": remark.column,
        "endColumn": remark.end_column,
        "title": f"{remark.rule}: {WORDS[verdict]}" if verdict else remark.rule,
    }
    message = (
        f"{remark.message}\nTo close: {remark.close}\n{remark.cite}"
        if remark.close
        else remark.message
    )
    given = ",".join(
        f"{name}={escaped(str(value), _IN_PROPERTY)}" for name, value in properties.items()
    )
    level = "notice" if remark.level == "note" else remark.level
    return f"::{level} {given}::{escaped(message)}\n"


def escaped(text: str, signs: tuple[tuple[str, str], ...] = _IN_TEXT) -> str:
    """Text as it may stand in a command, so that it neither ends it nor begins another."""
    for sign, code in signs:
        text = text.replace(sign, code)
    return text
