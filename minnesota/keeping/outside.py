"""What happened to a case since the last line of its journal: a killed command, an edit outside."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from minnesota.base import files
from minnesota.base.diagnostics import Problems
from minnesota.base.wording import Phrase, Word
from minnesota.keeping import journal
from minnesota.keeping.events import Event
from minnesota.keeping.journal import Entry
from minnesota.keeping.line import Change, append_entry, broken_journal, new_entry, sha256
from minnesota.yaml.read import parse_document

_MOST_PARTS = 20  # named in one line of the journal
_REPAIR = "put it back from a copy or a seal, or accept the loss with `minnesota log --repair`"


def catch_up(path: Path, content: bytes, who: str | None) -> tuple[str, ...]:
    """Journal what happened to a case since the last line, and return it in words.

    `content`: the bytes of the case as it is. Where there is no journal, it is begun. Raises
    Problems where it cannot be continued.
    """
    folder = path.resolve().parent
    _clear_leftovers(path)
    noticed = _cut_off_torn_line(folder)
    last_line = journal.last_entry(folder)
    if last_line is None:
        _refuse_unreadable(folder, content)
        if not (folder / journal.HEAD).exists():
            change = Change(Event.found, who, ("the case was here before its journal", *noticed))
            append_entry(folder, new_entry(None, change, b"", content))
            return tuple(noticed)
    last_line = _last_unless_cut(folder, last_line)
    missing_head = journal.head_fault(folder, last_line)
    if missing_head is not None:
        noticed.append(Phrase("{what}; it was written anew", what=missing_head))
    broken = journal.break_in_chain(folder)
    noticed += _happened_since(last_line, content)
    if noticed:
        append_entry(folder, _noticing_entry(folder, last_line, content, who, noticed))
    if broken:
        template = "the journal is broken: {why} (`minnesota log --verify`)"
        noticed.append(Phrase(template, why=broken))
    return tuple(noticed)


def changed_outside(before: str, after: bytes) -> tuple[str, ...]:
    """Return what an edit made outside changed between two texts of a case, by paths.

    Raises Problems where the text after it is no YAML.
    """
    from minnesota.yaml.differences import differences

    try:
        old_value = parse_document(before.encode(), "").value
    except Problems:
        return ("the whole file",)
    new_value = parse_document(after, "").value
    changes = [f"{change.kind} {change.path}" for change in differences(old_value, new_value)]
    if not changes:
        return ("comments and spacing only",)
    unnamed = len(changes) - _MOST_PARTS
    if unnamed > 0:
        return (*changes[:_MOST_PARTS], f"and {unnamed} more")
    return tuple(changes)


def _clear_leftovers(path: Path) -> None:
    """Remove what a killed command left of files that it was about to put in place."""
    case = path.resolve()
    for leftover in (*files.leftovers(case), *files.leftovers(case.parent / journal.HEAD)):
        leftover.unlink(missing_ok=True)


def _cut_off_torn_line(folder: Path) -> list[str]:
    """Cut off what follows the last whole line of the journal, and say so."""
    path = folder / journal.NAME
    if not path.exists() or not path.stat().st_size:
        return []
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        if stream.read(1) == b"\n":
            return []
    end_of_whole_lines = path.read_bytes().rfind(b"\n") + 1
    os.truncate(path, end_of_whole_lines)
    template = (
        "the journal's last line was not whole and was taken off: the command that wrote it did"
        " not finish"
    )
    return [Word(template)]


def _refuse_unreadable(folder: Path, content: bytes) -> None:
    """Raise Problems where there is a journal, and its last line cannot be read."""
    path = folder / journal.NAME
    if path.exists() and path.stat().st_size:
        hint = "`minnesota log --verify` says more; put it back from a copy or a seal"
        faults = journal.load(folder, content).faults
        raise Problems(
            [broken_journal(folder, fault.line, fault.message, hint) for fault in faults]
        )


def _last_unless_cut(folder: Path, last_line: Entry | None) -> Entry:
    """Return the last line. Raises Problems where the head says that lines after it are missing."""
    count = last_line.number if last_line else 0
    path = folder / journal.HEAD
    words = path.read_text("ascii", "replace").split() if path.exists() else []
    if words and words[0].isdecimal() and int(words[0]) > count:
        message = f"the journal has {count} lines and had {words[0]}: its end was cut off"
        raise Problems([broken_journal(folder, count, message, _REPAIR)])
    if last_line is None:
        message = f"the journal is gone, and {journal.HEAD} does not say how many lines it had"
        raise Problems([broken_journal(folder, 1, message, _REPAIR)])
    return last_line


def _happened_since(last_line: Entry, content: bytes) -> list[str]:
    """Return in words why the case is not as the last line left it; empty where it is."""
    digest = sha256(content)
    if digest == last_line.after:
        return []
    if digest == last_line.before:
        template = (
            'the last command ("{command}", line {number}) did not finish; the case stands as'
            " before it"
        )
        return [Phrase(template, command=last_line.command, number=last_line.number)]
    template = (
        "the case was changed outside this program after line {number}; the journal now says so"
    )
    return [Phrase(template, number=last_line.number)]


def _noticing_entry(
    folder: Path, last_line: Entry, content: bytes, who: str | None, noticed: Sequence[str]
) -> Entry:
    """Return the line that journals what was noticed."""
    digest = sha256(content)
    before = content
    if digest != last_line.after:
        before = _journalled_text(folder, last_line, content).encode()
    change = Change(Event.repair, who, tuple(noticed))
    if digest not in (last_line.before, last_line.after):
        # Who noticed the edit need not be who made it. It is the last thing noticed, and the line
        # says what it changed instead.
        what = (*noticed[:-1], *changed_outside(before.decode(), content))
        change = Change(Event.edited_outside, None, what)
    return new_entry(last_line, change, before, content)


def _journalled_text(folder: Path, last_line: Entry, content: bytes) -> str:
    """Return the text of the case as the journal has it. Raises Problems where it makes none."""
    try:
        return journal.state(journal.load(folder, content).entries)
    except ValueError:
        message = "its lines do not make the case"
        raise Problems([broken_journal(folder, last_line.number, message, None)]) from None
