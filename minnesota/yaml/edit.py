"""Small edits of a YAML text that touch only the lines they must: all comments and spacing stay.

An edit is made at the place that the composed tree gives (`splice.py`), and the result is read
again: it must hold exactly the value that was asked for, or nothing is changed. A round trip
through a YAML writer would instead fold and quote again lines that nobody touched.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, NamedTuple

from minnesota.base.diagnostics import Problems
from minnesota.yaml import splice
from minnesota.yaml.read import Document, parse_document
from minnesota.yaml.target import Target

Path = tuple[str | int, ...]


class Put(NamedTuple):
    """Set what stands at a path, or add its key to the mapping there."""

    path: Path
    value: Any


class Append(NamedTuple):
    """Add an item to the end of the list at a path; the list is made where there is none."""

    path: Path
    value: Any


class Drop(NamedTuple):
    """Take a key out of its mapping.

    A key that cannot go without a comment going too is left, empty.
    """

    path: Path


class Rename(NamedTuple):
    """Give a key another name."""

    path: Path
    key: str


Edit = Put | Append | Drop | Rename


def edited(document: Document, edits: Sequence[Edit]) -> str:
    """Return the text after the edits, made one after the other.

    Raises Problems where the text cannot be edited in place.
    """
    for edit in edits:
        after = _read_again(document, edit, _spliced(document, edit))
        allowed = [_expected(document.value, edit)]
        if isinstance(edit, Drop):
            allowed.append(_expected(document.value, Put(edit.path, None)))
        if after.value not in allowed:
            raise _not_editable(document, edit)
        document = after
    return document.text


def _spliced(document: Document, edit: Edit) -> str:
    target = Target(document, edit.path)
    if isinstance(edit, Put):
        return splice.put(target, edit.value)
    if isinstance(edit, Append):
        return splice.append(target, edit.value)
    if isinstance(edit, Rename):
        return splice.rename(target, edit.key)
    return splice.drop(target)


def _read_again(document: Document, edit: Edit, text: str) -> Document:
    try:
        return parse_document(text.encode(), document.path)
    except UnicodeEncodeError:
        message = "what was given is no text in the encoding of this terminal"
        hint = "set the terminal to UTF-8"
        raise Problems([document.diagnostic(edit.path, "not-text", message, hint)]) from None
    except Problems as problems:
        # A character that no YAML file may hold came with the value itself. Anything else that is
        # wrong now is for how the file is written.
        codes = {diagnostic.code for diagnostic in problems.diagnostics}
        if "bad-character" in codes:
            raise
        raise _not_editable(document, edit) from None


def _not_editable(document: Document, edit: Edit) -> Problems:
    message = (
        "this is written in a way that the program cannot edit without touching more than it must"
    )
    return Problems([document.diagnostic(edit.path, "not-editable", message, "edit it by hand")])


def _expected(value: Any, edit: Edit) -> Any:
    """Return the value that the text must hold after an edit."""
    whole = copy.deepcopy(value)
    holder: Any = whole
    for step in edit.path[:-1]:
        if holder[step] is None:
            holder[step] = {}
        holder = holder[step]
    last: Any = edit.path[-1]
    if isinstance(edit, Put):
        holder[last] = edit.value
    elif isinstance(edit, Append):
        items = holder[last] if isinstance(holder, list) else holder.get(last)
        holder[last] = [*(items or []), edit.value]
    elif isinstance(edit, Rename):
        holder[edit.key] = holder.pop(last)
    elif last in holder:
        del holder[last]
    return whole
