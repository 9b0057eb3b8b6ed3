"""The one writer of a case: every change by the program goes through here, one at a time, and into the journal.

In this order: the lock; whatever changed outside is noticed and journalled; the new text is made, read
and judged to be a valid case; it is made safe on disk beside the old one; the journal gets its line;
the new file takes the place of the old. Killed anywhere, the old or the new case stands whole, and the
journal says which.
"""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from minnesota.base import files
from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.base.wording import Phrase, Word
from minnesota.keeping import journal
from minnesota.keeping.journal import Entry
from minnesota.reading.case import CASE_NAMES, CaseFile, case_path, load_document
from minnesota.version import __version__
from minnesota.yaml.edit import Edit, edited
from minnesota.yaml.read import Document, file_contents, parse_document

LOCK = ".minnesota.lock"
WAIT = 30  # seconds for another writer to finish
OUTSIDE, FOUND, REPAIR = "edited outside", "found", "log --repair"
_BOM = b"\xef\xbb\xbf"
_MOST = 20  # parts named in one line of the journal


class Plan(NamedTuple):
    """The edits to make, and what they do, a short line each: ids and keys, no person's name."""

    edits: tuple[Edit, ...]
    what: tuple[str, ...]


class Rewritten(NamedTuple):
    """A case after a change, what changed in its text, and what was noticed before it: an edit made outside, say."""

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
    command: str,
    who: str | None,
    plan: Callable[[CaseFile], Plan],
    *,
    write: bool = True,
) -> Kept:
    """Change a case. `plan` is asked under the lock, of the case as it then is; `write=False` only shows.

    Raises Problems when the result would be no valid case, when the journal cannot be continued, and when
    another writer does not finish in time; then nothing is changed.
    """
    path = case_path(path)
    was: list[CaseFile] = []

    def planned(document: Document) -> tuple[str, tuple[str, ...]]:
        was.append(load_document(document, path))
        wanted = plan(was[0])
        return edited(document, wanted.edits), wanted.what

    done = rewrite(path, command, who, planned, write=write)
    return Kept(was[0], *done)


def rewrite(
    path: Path,
    command: str,
    who: str | None,
    make: Callable[[Document], tuple[str, tuple[str, ...]]],
    *,
    write: bool = True,
) -> Rewritten:
    """As `keep`, of the text itself: `make` gives the new text and what it does."""
    with _locked(path) if write else nullcontext():
        raw = file_contents(path, str(path))
        document = parse_document(raw, str(path))
        noticed = _catch_up(path, raw, who) if write else ()
        text, what = make(document)
        new = (_BOM if raw.startswith(_BOM) else b"") + text.encode()
        after = load_document(parse_document(new, f"{path} (as it would be)"), path)
        if write and new != raw:
            _commit(path, raw, new, command, who, what)
        return Rewritten(after, _difference(document, after.document), noticed)


def begin_journal(path: Path, command: str, who: str | None) -> None:
    """Begin the journal of a case that was just written."""
    with _locked(path):
        _append(
            path.resolve().parent,
            _entry(None, command, who, ("the case was started",), b"", path.read_bytes()),
        )


def repair_journal(path: Path, who: str | None) -> tuple[str, ...]:
    """Close what a killed command, an editor or a loss left open in the journal; says what was done, in a line of its own.

    Raises Problems when lines were changed, removed or reordered: no new line can make that good.
    """
    path = case_path(path)
    folder = path.resolve().parent
    with _locked(path):
        raw = file_contents(path, str(path))
        found = journal.of(folder, raw)
        lost = [f for f in found.faults if f.code in ("truncated", "no-head")]
        worse = [
            f
            for f in found.faults
            if f.code not in ("truncated", "no-head", "torn", "unfinished", "edited-outside")
        ]
        if worse:
            hint = "put the journal back from a copy or a seal; a repair would only hide it"
            raise Problems(
                [
                    _broken(folder, f.line, f"{f.message}; this cannot be repaired", hint)
                    for f in worse
                ]
            )
        for fault in lost:
            what = (f"accepted as a loss: {fault.message}",)
            text = journal.state(found.entries).encode()
            _append(
                folder,
                _entry(found.entries[-1] if found.entries else None, REPAIR, who, what, text, text),
            )
        return (*(f.message for f in lost), *_catch_up(path, raw, who))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    file_contents(path, str(path))  # where there is no case, no lock is left behind
    _refuse_misplaced(path)
    folder = path.resolve().parent
    try:
        with FileLock(folder / LOCK, timeout=WAIT, mode=0o600):
            for stale in (
                *files.leftovers(path.resolve()),
                *files.leftovers(folder / journal.HEAD),
            ):
                stale.unlink(missing_ok=True)
            yield
    except Timeout:
        message = (
            f"another minnesota has been changing this case for {WAIT} seconds; nothing was written"
        )
        raise Problems(
            [Diagnostic(str(path), 1, 1, "busy", message, "try again when it is done")]
        ) from None


def _difference(before: Document, after: Document) -> str:
    old, new = (d.text.splitlines(keepends=True) for d in (before, after))
    lines = difflib.unified_diff(
        old, new, f"{before.path} (as it is)", f"{before.path} (as it will be)", n=1
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _refuse_misplaced(path: Path) -> None:
    """Raise Problems for a case whose journal would be another's: each is called case.yaml, in a folder of its own."""
    message, hint = "", "a case that is kept is called case.yaml, in a folder of its own"
    if path.is_symlink():
        message, hint = (
            "this is a link to a file elsewhere",
            "give the folder where the case itself is",
        )
    elif path.name not in CASE_NAMES:
        message = "the journal in this folder would not be this case's alone"
    elif path.name == "case.yml" and (path.parent / "case.yaml").exists():
        message = "there is a case.yaml beside it, and one journal for both would be wrong"
    if message:
        raise Problems(
            [Diagnostic(str(path), 1, 1, "misplaced", f"{message}; nothing was written", hint)]
        )


def _commit(
    path: Path, raw: bytes, new: bytes, command: str, who: str | None, what: tuple[str, ...]
) -> None:
    target = path.resolve()
    folder = target.parent
    staged = files.staged(target, new)
    try:
        size = _append(
            folder, _entry(journal.last(folder), command, who, what, raw, new), head=False
        )
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    try:
        files.replace(staged, target)
    except OSError:
        os.truncate(folder / journal.NAME, size)  # the line says what did not happen
        raise
    _note_head(folder)


def _catch_up(path: Path, raw: bytes, who: str | None) -> tuple[str, ...]:
    """Journal what happened to a case since the last line, and say it: a command that was killed, an edit made outside."""
    folder, said = path.resolve().parent, list[str]()
    if (torn := _torn(folder)) is not None:
        os.truncate(folder / journal.NAME, torn)
        text = "the journal's last line was not whole and was taken off: the command that wrote it did not finish"
        said.append(Word(text))
    last = journal.last(folder)
    if last is None:
        if (folder / journal.NAME).exists() and (folder / journal.NAME).stat().st_size:
            faults = journal.of(folder, raw).faults
            hint = "`minnesota log --verify` says more; put it back from a copy or a seal"
            raise Problems([_broken(folder, f.line, f.message, hint) for f in faults])
        if not (folder / journal.HEAD).exists():
            _append(
                folder,
                _entry(None, FOUND, who, ("the case was here before its journal", *said), b"", raw),
            )
            return tuple(said)
    _refuse_cut(folder, last)
    assert last is not None
    if (head := journal.head_fault(folder, last)) is not None:
        said.append(Phrase("{what}; it was written anew", what=head))
    broken = journal.broken(folder)
    digest = _digest(raw)
    if digest == last.before and digest != last.after:
        unfinished = 'the last command ("{command}", line {number}) did not finish; the case stands as before it'
        said.append(Phrase(unfinished, command=last.command, number=last.number))
    elif digest != last.after:
        changed = (
            "the case was changed outside this program after line {number}; the journal now says so"
        )
        said.append(Phrase(changed, number=last.number))
    if said:
        try:
            old = (
                journal.state(journal.of(folder, raw).entries)
                if digest != last.after
                else raw.decode()
            )
        except ValueError:
            raise Problems(
                [_broken(folder, last.number, "its lines do not make the case", None)]
            ) from None
        by_hand = digest not in (last.before, last.after)
        what = (*said[:-1], *changed_outside(old, raw)) if by_hand else tuple(said)
        name = None if by_hand else who  # who noticed it need not be who did it
        _append(folder, _entry(last, OUTSIDE if by_hand else REPAIR, name, what, old.encode(), raw))
    if broken:
        said.append(Phrase("the journal is broken: {why} (`minnesota log --verify`)", why=broken))
    return tuple(said)


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def changed_outside(old: str, new: bytes) -> tuple[str, ...]:
    """What an edit made outside changed between two texts of a case, by paths."""
    from minnesota.yaml.differences import differences

    try:
        before = parse_document(old.encode(), "").value
    except Problems:
        return ("the whole file",)
    found = [f"{d.kind} {d.path}" for d in differences(before, parse_document(new, "").value)]
    more = (f"and {len(found) - _MOST} more",) if len(found) > _MOST else ()
    return (*found[:_MOST], *more) or ("comments and spacing only",)


def _torn(folder: Path) -> int | None:
    """Where the last whole line of the journal ends, when something that is none follows it."""
    path = folder / journal.NAME
    if not path.exists() or not path.stat().st_size:
        return None
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        if stream.read(1) == b"\n":
            return None
    return path.read_bytes().rfind(b"\n") + 1


def _refuse_cut(folder: Path, last: Entry | None) -> None:
    """Raise Problems when the head of the journal says that lines are missing at its end."""
    path = folder / journal.HEAD
    noted = path.read_text("ascii", "replace").split() if path.exists() else ["0"]
    if noted and noted[0].isdecimal() and int(noted[0]) > (last.number if last else 0):
        message = f"the journal has {last.number if last else 0} lines and had {int(noted[0])}: its end was cut off"
        hint = "put it back from a copy or a seal, or accept the loss with `minnesota log --repair`"
        raise Problems([_broken(folder, last.number if last else 1, message, hint)])


def _broken(folder: Path, line: int, message: str, hint: str | None) -> Diagnostic:
    return Diagnostic(str(folder / journal.NAME), max(line, 1), 1, "broken-journal", message, hint)


def _entry(
    last: Entry | None, command: str, who: str | None, what: tuple[str, ...], old: bytes, new: bytes
) -> Entry:
    return Entry(
        number=last.number + 1 if last else 1,
        when=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        who=" ".join(who.encode(errors="replace").decode().split())[:200]
        if who and who.strip()
        else None,
        command=command,
        what=what,
        patch=journal.patch(old.decode(), new.decode()),
        before=_digest(old) if last else "",
        after=_digest(new),
        previous=last.digest if last else "",
        program=__version__,
        digest="",
    )


def _append(folder: Path, entry: Entry, *, head: bool = True) -> int:
    """Add a line to the journal; gives how long the journal was before."""
    raw, _ = journal.line(entry)
    size = files.append(folder / journal.NAME, raw)
    if head:
        _note_head(folder)
    return size


def _note_head(folder: Path) -> None:
    last = journal.last(folder)
    assert last is not None
    files.write(folder / journal.HEAD, f"{last.number} {last.digest}\n")
