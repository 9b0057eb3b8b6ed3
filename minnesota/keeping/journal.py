"""The journal of a case: one line for each change, each bound to the line before it by its hash.

`journal.jsonl` holds the lines; each carries the change itself, so that the text of the case can be
replayed to any line and proven against the fingerprints. `journal.head` holds the number and the
hash of the last line, so that lines cut off at the end are missed. Whoever can write both can write
the whole journal again: only a hash kept elsewhere, a seal or a signature proves more.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from minnesota.base.dates import counted
from minnesota.base.wording import Phrase
from minnesota.keeping.patch import Hunk, patched

NAME, HEAD = "journal.jsonl", "journal.head"
MAX_BYTES = 512 * 1024 * 1024
_BLOCK = 64 * 1024  # bytes read at once, from the end, to find the last line
_LINE = re.compile(rb'(?P<body>\{.*),"hash":"(?P<hash>[0-9a-f]{64})"\}', re.DOTALL)
_HEAD = re.compile(r"(?P<number>\d{1,9}) (?P<hash>[0-9a-f]{64})\n?")


class Entry(NamedTuple):
    """One line; the fields stand in it in this order, by these names.

    `when` is UTC. `what` says what was done, a short line each. `before` and `after` are the
    SHA-256 of the case's bytes ("" for no case), `previous` the hash of the line before ("" in the
    first), and `digest` the line's own, which is written last.
    """

    number: int
    when: str
    who: str | None
    command: str
    what: tuple[str, ...]
    patch: tuple[Hunk, ...]
    before: str
    after: str
    previous: str
    program: str
    digest: str


class Fault(NamedTuple):
    """Something that does not hold: at which line of the journal (from 1), what kind, in words."""

    line: int
    code: str
    message: str


class Journal(NamedTuple):
    """All lines that can be read, and whatever does not hold."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]


class _Chain(NamedTuple):
    """The lines up to the first that is not bound to the one before it, and why that is not."""

    entries: tuple[Entry, ...]
    fault: Fault | None


class _Noted(NamedTuple):
    """What the head notes of the last line."""

    number: int
    digest: str


def with_hash(entry: Entry) -> Entry:
    """Return a line with its own hash as its `digest`, whatever that was before."""
    return entry._replace(digest=hashlib.sha256(_body(entry)).hexdigest())


def written_line(entry: Entry) -> bytes:
    """Return a line as it stands in the journal, with its hash and its line break."""
    unclosed = _body(entry).removesuffix(b"}")
    return unclosed + f',"hash":"{with_hash(entry).digest}"}}\n'.encode()


def _body(entry: Entry) -> bytes:
    fields = entry._asdict()
    del fields["digest"]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def state(entries: Sequence[Entry]) -> str:
    """Return the text of the case after these lines of a journal.

    Raises ValueError where the lines do not make it.
    """
    text = ""
    for entry in entries:
        text = _text_after(text, entry)
    return text


def _text_after(text: str, entry: Entry) -> str:
    text = patched(text, entry.patch)
    if hashlib.sha256(text.encode()).hexdigest() != entry.after:
        raise ValueError
    return text


def prove(content: bytes, head_content: bytes | None, case_content: bytes | None) -> Journal:
    """Read and prove a journal against its head and the bytes of the case (None: not there)."""
    entries, fault = _chain(content)
    fault = fault or _replay_fault(entries)
    if fault is not None:
        return Journal(entries, (fault,))
    return Journal(entries, tuple(_faults_at_end(entries, head_content, case_content)))


def load(folder: Path, case_content: bytes | None) -> Journal:
    """Return the journal in the folder of a case.

    A case that never had one has no lines and no faults. Raises OSError.
    """
    path, head_path = folder / NAME, folder / HEAD
    if not path.exists() and not head_path.exists():
        return Journal((), ())
    content = _limited(path) if path.exists() else b""
    head_content = _limited(head_path) if head_path.exists() else None
    return prove(content, head_content, case_content)


def last_entry(folder: Path) -> Entry | None:
    """Return the last line, without reading the others; None where it is not whole, or is none."""
    path = folder / NAME
    if not path.exists():
        return None
    with path.open("rb") as stream:
        start = stream.seek(0, 2)
        tail = b""
        # Until the line break before the last line is there; the one that ends it does not count.
        while start and b"\n" not in tail[:-1]:
            length = min(start, _BLOCK)
            start -= length
            stream.seek(start)
            tail = stream.read(length) + tail
    if not tail.endswith(b"\n"):
        return None
    _, _, last_line = tail[:-1].rpartition(b"\n")
    return _parsed(last_line)


def head_fault(folder: Path, last_line: Entry) -> str | None:
    """Return what is amiss with the head, in words.

    None where it notes a line that the journal may still have.
    """
    path = folder / HEAD
    if not path.exists():
        return Phrase(
            "{file} was missing: that no line was cut off at the end cannot be shown", file=HEAD
        )
    noted = _noted(path.read_bytes())
    if noted is None or (noted.number == last_line.number and noted.digest != last_line.digest):
        template = (
            "{file} did not hold the last line's hash: that no line was changed at the end cannot"
            " be shown"
        )
        return Phrase(template, file=HEAD)
    return None


def break_in_chain(folder: Path) -> str | None:
    """Return where the chain of lines breaks, in words; None where it holds.

    The texts are not replayed.
    """
    fault = _chain(_limited(folder / NAME)).fault
    if fault is None:
        return None
    return fault.message


def known_hash(entries: Sequence[Entry], digest: str) -> Entry | None:
    """Return the line with a hash that was noted earlier; its first digits will do.

    None where the journal has no such line.
    """
    for entry in entries:
        if entry.digest.startswith(digest.lower()):
            return entry
    return None


def _limited(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        raise OSError(None, f"the file has more than {MAX_BYTES:,} bytes", str(path))
    return path.read_bytes()


def _noted(head: bytes) -> _Noted | None:
    found = _HEAD.fullmatch(head.decode("ascii", "replace"))
    if found is None:
        return None
    return _Noted(int(found["number"]), found["hash"])


def _parsed(line: bytes) -> Entry | None:
    """Return a line's content where its own hash holds; else None."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    body, digest = found["body"] + b"}", found["hash"].decode()
    if hashlib.sha256(body).hexdigest() != digest:
        return None
    try:
        fields: dict[str, Any] = json.loads(body)
        hunks = []
        for place, removed, added in fields.pop("patch"):
            hunks.append(Hunk(int(place), int(removed), tuple(map(str, added))))
        what = tuple(map(str, fields.pop("what")))
        return Entry(**fields, what=what, patch=tuple(hunks), digest=digest)
    except (ValueError, TypeError, KeyError, RecursionError):  # a hash of ours over something else
        return None


def _chain(content: bytes) -> _Chain:
    """Read the lines up to the first that does not hold."""
    *lines, unfinished = content.split(b"\n")
    entries: list[Entry] = []
    for number, line in enumerate(lines, 1):
        entry = _parsed(line)
        fault = _link_fault(number, entry, entries, lines)
        if entry is None or fault is not None:
            return _Chain(tuple(entries), fault)
        entries.append(entry)
    if not unfinished:
        return _Chain(tuple(entries), None)
    number = len(lines) + 1
    message = Phrase(
        "line {number} is not whole: the command that wrote it did not finish", number=number
    )
    return _Chain(tuple(entries), Fault(number, "torn", message))


def _link_fault(
    number: int, entry: Entry | None, before: Sequence[Entry], lines: Sequence[bytes]
) -> Fault | None:
    """Return why a line does not follow the lines before it; None where it does.

    `lines` are all lines of the journal, among which a missing one is looked for.
    """
    if entry is None:
        message = Phrase(
            "line {number} was changed: its hash is not that of its content", number=number
        )
        return Fault(number, "changed", message)
    if entry.number != number:
        return _misplaced(number, entry, lines)
    expected = before[-1].digest if before else ""
    if entry.previous == expected:
        return None
    if number == 1:
        return Fault(1, "changed", Phrase("line 1 was replaced: it names a line before it"))
    template = (
        "line {before} was replaced, or a line after it taken out: line {number} follows another"
    )
    return Fault(number - 1, "changed", Phrase(template, before=number - 1, number=number))


def _misplaced(number: int, entry: Entry, lines: Sequence[bytes]) -> Fault:
    """Return what happened where another line stands in the place of one, by its number."""
    if entry.number < number:
        message = Phrase("line {number} stands there once more", number=entry.number)
        return Fault(number, "repeated", message)
    if number in _numbers(lines):
        template = "line {other} stands where line {number} should: lines were reordered"
        return Fault(number, "reordered", Phrase(template, other=entry.number, number=number))
    if entry.number == number + 1:
        message = Phrase("line {number} of the journal is missing", number=number)
        return Fault(number, "removed", message)
    template = "lines {first} to {last} of the journal are missing"
    return Fault(number, "removed", Phrase(template, first=number, last=entry.number - 1))


def _numbers(lines: Sequence[bytes]) -> Iterator[int]:
    for line in lines:
        entry = _parsed(line)
        if entry is not None:
            yield entry.number


def _replay_fault(entries: Sequence[Entry]) -> Fault | None:
    """Return where the changes do not make the texts whose fingerprints the lines give."""
    text, digest = "", ""
    for number, entry in enumerate(entries, 1):
        if entry.before != digest:
            message = f"line {number} does not begin from the case that line {number - 1} left"
            return Fault(number, "changed", message)
        try:
            text = _text_after(text, entry)
        except ValueError:
            message = f"line {number}: its change does not give the case that it names"
            return Fault(number, "changed", message)
        digest = entry.after
    return None


def _faults_at_end(
    entries: Sequence[Entry], head_content: bytes | None, case_content: bytes | None
) -> Iterator[Fault]:
    """Yield why the last line may not be the last: by the head, and by the case itself."""
    fault = _end_fault(entries, head_content)
    if fault is not None:
        yield fault
        if fault.code != "no-head":  # the case says nothing of lines that are not the right ones
            return
    if entries:
        yield from _case_faults(entries, case_content)


def _end_fault(entries: Sequence[Entry], head_content: bytes | None) -> Fault | None:
    """Return why the end of the journal is not the one that the head notes."""
    count = len(entries)
    if head_content is None:
        message = f"{HEAD} is missing: that no line was cut off at the end cannot be shown"
        return Fault(count, "no-head", message)
    noted = _noted(head_content)
    if noted is None:
        message = f"{HEAD} does not hold the number and the hash of a line"
        return Fault(count, "no-head", message)
    missing = noted.number - count
    if missing > 1:
        message = f"{counted(missing, 'line')} after line {count} of the journal are missing"
        return Fault(count, "truncated", message)
    if missing == 1:
        message = f"the line after line {count} of the journal is missing"
        return Fault(count, "truncated", message)
    if noted.number < 1 or entries[noted.number - 1].digest != noted.digest:
        message = f"line {noted.number} is not the one whose hash {HEAD} holds"
        return Fault(noted.number, "changed", message)
    return None


def _case_faults(entries: Sequence[Entry], case_content: bytes | None) -> Iterator[Fault]:
    """Yield why the case is not the one that the last line left."""
    count, last_line = len(entries), entries[-1]
    if case_content is None:
        yield Fault(count, "no-case", "the case that this is the journal of is not there")
        return
    digest = hashlib.sha256(case_content).hexdigest()
    if digest == last_line.after:
        return
    if digest == last_line.before:
        message = (
            f'the last command ("{last_line.command}", line {count}) did not finish:'
            " the case stands as before it"
        )
        yield Fault(count, "unfinished", message)
    else:
        message = f"the case was changed outside this program after line {count}"
        yield Fault(count, "edited-outside", message)
