"""The one writer of a case: every change by the program goes through here, and into the
journal.

In this order: the lock; the new text is made, read and judged to be a valid case; whatever changed
outside is noticed and journalled; the new text is made safe on disk beside the old one; the journal
gets its line; the new file takes the place of the old. A change that is refused leaves the folder
as it was. Killed anywhere, the old or the new case stands whole, and the journal says which.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

from minnesota.base import files
from minnesota.base.diagnostics import Problems
from minnesota.keeping import journal
from minnesota.keeping.events import Event
from minnesota.keeping.journal import Fault
from minnesota.keeping.line import (
    Change,
    append_entry,
    append_unnoted,
    broken_journal,
    new_entry,
    note_head,
)
from minnesota.keeping.lock import locked
from minnesota.keeping.outside import catch_up
from minnesota.reading.case import CaseFile, case_path, load_document
from minnesota.yaml.edit import Edit, edited
from minnesota.yaml.read import Document, file_contents, parse_document

_BOM = b"\xef\xbb\xbf"
_CAN_BE_LOST = ("truncated", "no-head")  # faults that a person may accept as a loss
_CLOSED_BY_CATCHING_UP = ("torn", "unfinished", "edited-outside")


class Plan(NamedTuple):
    """The edits to make, and what they do, a short line each: ids and keys, no person's name."""

    edits: tuple[Edit, ...]
    what: tuple[str, ...]


class NewText(NamedTuple):
    """The text that a case is to have, and what that does, a short line each."""

    text: str
    what: tuple[str, ...]


class Rewritten(NamedTuple):
    """A case after a change, what changed in its text, and what was noticed before it.

    Noticed is an edit made outside, say.
    """

    after: CaseFile
    diff: str
    noticed: tuple[str, ...]


class Kept(NamedTuple):
    """As `Rewritten`, with the case before."""

    before: CaseFile
    after: CaseFile
    diff: str
    noticed: tuple[str, ...]


def keep(
    path: Path,
    event: Event,
    who: str | None,
    plan: Callable[[CaseFile], Plan],
    *,
    write: bool = True,
) -> Kept:
    """Change a case. `plan` is asked under the lock, of the case as it then is.

    `who` makes the change, in one line of the journal; `write=False` only shows it. Raises Problems
    when the result would be no valid case, when the journal cannot be continued, and when another
    writer does not finish in time; then nothing is changed.
    """
    path = case_path(path)
    before: list[CaseFile] = []

    def planned(document: Document) -> NewText:
        case_file = load_document(document, path)
        before.append(case_file)
        edits, what = plan(case_file)
        return NewText(edited(document, edits), what)

    done = rewrite(path, event, who, planned, write=write)
    return Kept(before[0], *done)


def rewrite(
    path: Path,
    event: Event,
    who: str | None,
    make: Callable[[Document], NewText],
    *,
    write: bool = True,
) -> Rewritten:
    """Change the text of a case, as `keep` does; `make` gives the new one."""
    with locked(path) if write else nullcontext():
        old_content = file_contents(path, str(path))
        document = parse_document(old_content, str(path))
        text, what = make(document)
        new_content = text.encode()
        if old_content.startswith(_BOM):
            new_content = _BOM + new_content
        after = load_document(parse_document(new_content, f"{path} (as it would be)"), path)
        noticed: tuple[str, ...] = ()
        if write:  # not before all of the above: what is refused writes nothing, no journal either
            noticed = catch_up(path, old_content, who)
            if new_content != old_content:
                _commit(path, old_content, new_content, Change(event, who, what))
        return Rewritten(after, _difference(document, after.document), noticed)


def begin_journal(path: Path, event: Event, who: str | None) -> None:
    """Begin the journal of a case that was just written. Raises OSError."""
    with locked(path):
        change = Change(event, who, ("the case was started",))
        append_entry(path.resolve().parent, new_entry(None, change, b"", path.read_bytes()))


def repair_journal(path: Path, who: str | None) -> tuple[str, ...]:
    """Close what a killed command, an editor or a loss left open in the journal.

    Returns what was done, in words; it stands in a line of its own. Raises Problems when lines were
    changed, removed or reordered: no new line can make that good.
    """
    path = case_path(path)
    with locked(path):
        content = file_contents(path, str(path))
        folder = path.resolve().parent
        entries, faults = journal.load(folder, content)
        _refuse_beyond_repair(folder, faults)
        accepted = []
        for fault in faults:
            if fault.code in _CAN_BE_LOST:
                change = Change(Event.repair, who, (f"accepted as a loss: {fault.message}",))
                text = journal.state(entries).encode()
                last_line = entries[-1] if entries else None
                append_entry(folder, new_entry(last_line, change, text, text))
                accepted.append(fault.message)
        return (*accepted, *catch_up(path, content, who))


def _refuse_beyond_repair(folder: Path, faults: tuple[Fault, ...]) -> None:
    hint = "put the journal back from a copy or a seal; a repair would only hide it"
    refused = []
    for fault in faults:
        if fault.code not in _CAN_BE_LOST + _CLOSED_BY_CATCHING_UP:
            message = f"{fault.message}; this cannot be repaired"
            refused.append(broken_journal(folder, fault.line, message, hint))
    if refused:
        raise Problems(refused)


def _difference(before: Document, after: Document) -> str:
    old_lines = before.text.splitlines(keepends=True)
    new_lines = after.text.splitlines(keepends=True)
    old_name, new_name = f"{before.path} (as it is)", f"{before.path} (as it will be)"
    difference = ""
    for line in difflib.unified_diff(old_lines, new_lines, old_name, new_name, n=1):
        difference += line if line.endswith("\n") else f"{line}\n"
    return difference


def _commit(path: Path, old_content: bytes, new_content: bytes, change: Change) -> None:
    """Write the line of the journal, then the case; whatever fails, both or neither are there."""
    target = path.resolve()
    folder = target.parent
    staged = files.staged(target, new_content)
    try:
        entry = new_entry(journal.last_entry(folder), change, old_content, new_content)
        journal_size = append_unnoted(folder, entry)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    try:
        files.replace(staged, target)
    except OSError:
        os.truncate(folder / journal.NAME, journal_size)  # the line says what did not happen
        raise
    note_head(folder)
