"""The journal of a case: one line for each change, each bound to the line before it by that line's hash.

`journal.jsonl` holds the lines; each carries the change itself, so that the text of the case can be
replayed to any line and proven against the fingerprints. `journal.head` holds the number and the
hash of the last line, so that lines cut off at the end are missed. Whoever can write both can write
a journal anew: only a hash kept elsewhere, a seal or a signature proves more.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from minnesota.base.dates import counted
from minnesota.base.wording import Phrase

NAME, HEAD = "journal.jsonl", "journal.head"
MAX_BYTES = 512 * 1024 * 1024
_LINE = re.compile(rb'(\{.*),"hash":"([0-9a-f]{64})"\}', re.DOTALL)
_HEAD = re.compile(r"(\d{1,9}) ([0-9a-f]{64})\n?")


class Entry(NamedTuple):
    """One line. `before` and `after` are the SHA-256 of the case's bytes ("" for no case); `digest` is the line's own hash.

    `when` is UTC. `patch` holds what changed in the text: at which line, how many lines went, which came.
    """

    number: int
    when: str
    who: str | None
    command: str
    what: tuple[str, ...]
    patch: tuple[tuple[int, int, tuple[str, ...]], ...]
    before: str
    after: str
    previous: str
    program: str
    digest: str


class Fault(NamedTuple):
    """Something that does not hold: at which line of the journal (from 1), what kind, and in words."""

    line: int
    code: str
    message: str


class Journal(NamedTuple):
    """All lines that can be read, and whatever does not hold."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]


def line(entry: Entry) -> tuple[bytes, Entry]:
    """A line as it is written, with its hash; the `digest` given is not looked at."""
    value = {k: v for k, v in entry._asdict().items() if k != "digest"}
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(body).hexdigest()
    return body[:-1] + f',"hash":"{digest}"}}\n'.encode(), entry._replace(digest=digest)


def patch(old: str, new: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """What makes one text of another, line by line; places are those of the old text, from 0."""
    a, b = old.split("\n"), new.split("\n")
    same = 0
    while same < min(len(a), len(b)) and a[same] == b[same]:
        same += 1
    tail = 0
    while tail < min(len(a), len(b)) - same and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    a, b = a[same : len(a) - tail], b[same : len(b) - tail]
    changes = difflib.SequenceMatcher(None, a, b).get_opcodes()
    return tuple(
        (i + same, j - i, tuple(b[k:m])) for what, i, j, k, m in changes if what != "equal"
    )


def state(entries: Sequence[Entry]) -> str:
    """The text of the case after these lines of a journal. Raises ValueError where the lines do not make it."""
    text = ""
    for entry in entries:
        text = _next_state(text, entry)
    return text


def read(raw: bytes, head: bytes | None, case: bytes | None) -> Journal:
    """Read and prove a journal against its head and the bytes of the case (None: not there)."""
    entries: list[Entry] = []
    faults = list(_lines(raw, entries))
    if not faults:
        faults += _replayed(entries)
    if not faults:
        faults += _ending(entries, head, case)
    return Journal(tuple(entries), tuple(faults))


def of(folder: Path, case: bytes | None) -> Journal:
    """The journal in the folder of a case. A case that never had one has no lines and no faults."""
    path, head = folder / NAME, folder / HEAD
    if not path.exists() and not head.exists():
        return Journal((), ())
    raw = _limited(path) if path.exists() else b""
    return read(raw, _limited(head) if head.exists() else None, case)


def last(folder: Path) -> Entry | None:
    """The last line, without reading the others; None where it is not whole, or there is none."""
    path = folder / NAME
    if not path.exists():
        return None
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        tail = b""
        while size and b"\n" not in tail[:-1]:
            step = min(size, 64 * 1024)
            size -= step
            stream.seek(size)
            tail = stream.read(step) + tail
    return _entry(tail[:-1].rpartition(b"\n")[2]) if tail.endswith(b"\n") else None


def head_fault(folder: Path, last: Entry) -> str | None:
    """What is amiss with the head, in words; None where it notes a line that the journal may still have."""
    path = folder / HEAD
    if not path.exists():
        return Phrase(
            "{file} was missing: that no line was cut off at the end cannot be shown", file=HEAD
        )
    noted = _HEAD.fullmatch(path.read_text("ascii", "replace"))
    if noted is None or (int(noted[1]) == last.number and noted[2] != last.digest):
        text = "{file} did not hold the last line's hash: that no line was changed at the end cannot be shown"
        return Phrase(text, file=HEAD)
    return None


def broken(folder: Path) -> str | None:
    """Where the chain of lines breaks, in words; None where it holds. The texts are not replayed."""
    fault = next(_lines(_limited(folder / NAME), []), None)
    return fault.message if fault else None


def known_hash(entries: Sequence[Entry], digest: str) -> Entry | None:
    """The line with a hash that was noted earlier (its first digits will do); None where the journal has none."""
    return next((e for e in entries if e.digest.startswith(digest.lower())), None)


def _limited(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        raise OSError(None, f"the file has more than {MAX_BYTES:,} bytes", str(path))
    return path.read_bytes()


def _entry(raw: bytes) -> Entry | None:
    """A line's content where its own hash holds; else None."""
    found = _LINE.fullmatch(raw)
    if found is None or hashlib.sha256(found[1] + b"}").hexdigest() != found[2].decode():
        return None
    try:
        value: dict[str, Any] = json.loads(found[1] + b"}")
        hunks = tuple(
            (int(at), int(cut), tuple(map(str, put))) for at, cut, put in value.pop("patch")
        )
        what = tuple(map(str, value.pop("what")))
        return Entry(**value, what=what, patch=hunks, digest=found[2].decode())
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _lines(raw: bytes, entries: list[Entry]) -> Iterator[Fault]:
    """Reads the lines into `entries`, up to the first that does not hold; says which, and how."""
    rest = raw.split(b"\n")
    for number, text in enumerate(rest[:-1], 1):
        entry = _entry(text)
        if entry is None:
            yield Fault(
                number,
                "changed",
                Phrase(
                    "line {number} was changed: its hash is not that of its content", number=number
                ),
            )
            return
        expected = entries[-1].digest if entries else ""
        if entry.number != number:
            yield _misplaced(number, entry, [e.number for e in map(_entry, rest[:-1]) if e])
            return
        if entry.previous != expected:
            why = "line {before} was replaced, or a line after it taken out: line {number} follows another"
            message = Phrase(why, before=number - 1, number=number)
            if number == 1:
                message = Phrase("line 1 was replaced: it names a line before it")
            yield Fault(max(1, number - 1), "changed", message)
            return
        entries.append(entry)
    if rest[-1]:
        number = len(rest)
        yield Fault(
            number,
            "torn",
            Phrase(
                "line {number} is not whole: the command that wrote it did not finish",
                number=number,
            ),
        )


def _misplaced(number: int, entry: Entry, present: list[int]) -> Fault:
    if entry.number < number:
        return Fault(
            number, "repeated", Phrase("line {number} stands there once more", number=entry.number)
        )
    if number in present:
        text = "line {other} stands where line {number} should: lines were reordered"
        return Fault(number, "reordered", Phrase(text, other=entry.number, number=number))
    gone = Phrase("line {number} of the journal is missing", number=number)
    if entry.number != number + 1:
        gone = Phrase(
            "lines {first} to {last} of the journal are missing",
            first=number,
            last=entry.number - 1,
        )
    return Fault(number, "removed", gone)


def _replayed(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Whether the changes make the texts whose fingerprints the lines give."""
    text = ""
    for number, entry in enumerate(entries, 1):
        if entry.before != (entries[number - 2].after if number > 1 else ""):
            yield Fault(
                number,
                "changed",
                f"line {number} does not begin from the case that line {number - 1} left",
            )
            return
        try:
            text = _next_state(text, entry)
        except ValueError:
            yield Fault(
                number, "changed", f"line {number}: its change does not give the case that it names"
            )
            return


def _next_state(text: str, entry: Entry) -> str:
    lines = text.split("\n")
    for at, cut, put in reversed(entry.patch):
        if not 0 <= at <= at + cut <= len(lines):
            raise ValueError
        lines[at : at + cut] = put
    text = "\n".join(lines)
    if hashlib.sha256(text.encode()).hexdigest() != entry.after:
        raise ValueError
    return text


def _ending(entries: Sequence[Entry], head: bytes | None, case: bytes | None) -> Iterator[Fault]:
    """Whether the end is the end: against the head, and against the case itself."""
    count = len(entries)
    noted = _HEAD.fullmatch(head.decode("ascii", "replace")) if head is not None else None
    if head is None:
        yield Fault(
            count,
            "no-head",
            f"{HEAD} is missing: that no line was cut off at the end cannot be shown",
        )
    elif noted is None:
        yield Fault(count, "no-head", f"{HEAD} does not hold the number and the hash of a line")
    elif int(noted[1]) > count:
        gone = int(noted[1]) - count
        yield Fault(count, "truncated", f"{counted(gone, 'line')} after line {count} of the journal are missing"
                    if gone > 1 else f"the line after line {count} of the journal is missing")  # fmt: skip
        return
    elif int(noted[1]) < 1 or entries[int(noted[1]) - 1].digest != noted[2]:
        yield Fault(
            int(noted[1]), "changed", f"line {int(noted[1])} is not the one whose hash {HEAD} holds"
        )
        return
    if not entries:
        return
    if case is None:
        yield Fault(count, "no-case", "the case that this is the journal of is not there")
        return
    digest = hashlib.sha256(case).hexdigest()
    if digest == entries[-1].after:
        return
    if digest == entries[-1].before:
        message = f'the last command ("{entries[-1].command}", line {count}) did not finish: the case stands as before it'
        yield Fault(count, "unfinished", message)
    else:
        yield Fault(
            count, "edited-outside", f"the case was changed outside this program after line {count}"
        )
