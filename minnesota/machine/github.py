"""`check --format github`: a workflow command for each mistake and gap.

GitHub shows each beside the line that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable

from minnesota.language.verdicts import WORDS
from minnesota.machine.remarks import Remark

# What would end a command, or one of its properties; the per cent sign comes first, for the codes
# of the others begin with it.
_IN_TEXT = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_IN_PROPERTY = (*_IN_TEXT, (":", "%3A"), (",", "%2C"))


def as_github(remarks: Iterable[Remark]) -> str:
    """Return the remarks as workflow commands, one a line."""
    text = "".join(map(_command, remarks))
    return text.encode(errors="replace").decode()  # a file's name may hold bytes that are no text


def _command(remark: Remark) -> str:
    level: str = remark.level
    if level == "note":
        level = "notice"
    title = remark.rule
    if "verdict" in remark.about:
        title += f": {WORDS[remark.about['verdict']]}"
    properties = {
        "file": remark.file,
        "line": remark.line,
        "col": remark.column,
        "endColumn": remark.end_column,
        "title": title,
    }
    written: list[str] = []
    for name, value in properties.items():
        written.append(f"{name}={escaped(str(value), _IN_PROPERTY)}")
    message = remark.message
    if remark.close:
        message += f"\nTo close: {remark.close}\n{remark.cite}"
    return f"::{level} {','.join(written)}::{escaped(message)}\n"


def escaped(text: str, signs: tuple[tuple[str, str], ...] = _IN_TEXT) -> str:
    """Return text as it may stand in a command, so that it neither ends it nor begins another.

    `signs` are those to replace, each with its code.
    """
    for sign, code in signs:
        text = text.replace(sign, code)
    return text
