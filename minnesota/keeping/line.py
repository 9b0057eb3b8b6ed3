"""Adding a line to the journal of a case, and noting it in the head."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from minnesota.base import files
from minnesota.base.diagnostics import Diagnostic
from minnesota.keeping import journal
from minnesota.keeping.events import Event
from minnesota.keeping.journal import Entry
from minnesota.keeping.patch import patch
from minnesota.version import __version__

_LONGEST_NAME = 200  # characters of who made a change


class Change(NamedTuple):
    """What a line says of a change: who made it, by which event, and what it does, line by line."""

    event: Event
    who: str | None
    what: tuple[str, ...]


def new_entry(last: Entry | None, change: Change, before: bytes, after: bytes) -> Entry:
    """Return the line that follows the last one, for a change from one text of the case to another.

    The first line begins from no case, whatever the text before. `digest` is not filled in.
    """
    number, digest_before, previous = 1, "", ""
    if last is not None:
        number, digest_before, previous = last.number + 1, sha256(before), last.digest
    return Entry(
        number=number,
        when=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        who=_named(change.who),
        command=change.event.value,
        what=change.what,
        patch=patch(before.decode(), after.decode()),
        before=digest_before,
        after=sha256(after),
        previous=previous,
        program=__version__,
        digest="",
    )


def append_entry(folder: Path, entry: Entry) -> None:
    """Add a line to the journal, and note it in the head. Raises OSError."""
    append_unnoted(folder, entry)
    note_head(folder)


def append_unnoted(folder: Path, entry: Entry) -> int:
    """Add a line that the head does not note yet; return how many bytes the journal had before.

    Raises OSError, and then nothing was added.
    """
    return files.append(folder / journal.NAME, journal.written_line(entry))


def note_head(folder: Path) -> None:
    """Note the number and the hash of the last line in the head. Raises OSError."""
    last = journal.last_entry(folder)
    assert last is not None, "a line was just added"
    files.write(folder / journal.HEAD, f"{last.number} {last.digest}\n")


def sha256(content: bytes) -> str:
    """Return the fingerprint of a case's bytes."""
    return hashlib.sha256(content).hexdigest()


def broken_journal(folder: Path, line: int, message: str, hint: str | None) -> Diagnostic:
    """Return a diagnostic at a line of the journal; the first where the line is below 1."""
    return Diagnostic(str(folder / journal.NAME), max(line, 1), 1, "broken-journal", message, hint)


def _named(who: str | None) -> str | None:
    """Return who makes a change, on one short line of text; None where nobody is named."""
    if not who or not who.strip():
        return None
    # What a terminal passed on need not be text; the journal is written all the same.
    name = who.encode(errors="replace").decode()
    return " ".join(name.split())[:_LONGEST_NAME]
