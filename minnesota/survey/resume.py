"""The lines of a survey kept in a file as they come, from which a run that was stopped goes on."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any, NamedTuple

from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.base.files import append, replacing
from minnesota.reading.protocol import load_protocol, protocol_names
from minnesota.survey import line
from minnesota.survey.output.formats import LINE_BEGINNING
from minnesota.survey.run import Batch
from minnesota.version import __version__

# Seconds to wait for another survey that writes to the file: none, for it may take hours, and the
# operator had better know at once.
LOCK_TIMEOUT = 0


class _Place(NamedTuple):
    """Where the lines of a case stand in the file, in bytes, and the fingerprint of that case.

    None: it has to be judged again, as it could not be used, or was judged by another program or a
    pack of its own.
    """

    start: int
    length: int
    fingerprint: str | None


class Kept:
    """The lines that are in a file; `as_of` is their day.

    Where a case has lines more than once, the last are meant. What a killed run left at the end
    (half a line, or not all lines of its last case) is not counted, and written over.
    """

    def __init__(self, path: Path, stream: IO[bytes], titles: bool) -> None:
        """Read the lines. Raises Problems where they are of another survey, or no lines at all."""
        self.path, self._stream, self._titles = path, stream, titles
        self.as_of: date | None = None
        self._places: dict[bytes, _Place] = {}
        self._seen: set[bytes] = set()
        self._end = 0
        self._outdated = False
        self._read()
        stream.truncate(self._end)

    def fingerprint(self, case_path: str) -> str | None:
        """Return the fingerprint of a case when its lines were made; None where none still hold."""
        place = self._places.get(_mark(case_path))
        if place is None:
            return None
        return place.fingerprint

    def taken(self, batch: Batch) -> Iterator[str]:
        """Yield the lines of a batch of cases, once the new ones are safe on disk.

        A case without lines in the batch is as it was: its lines that stand here still hold.
        """
        current: list[tuple[str, list[str]]] = []
        fresh: list[tuple[str, list[str]]] = []
        for case_path, lines in batch.cases:
            standing = self._lines(case_path)
            if lines is None:
                current.append((case_path, standing))
                continue
            current.append((case_path, lines))
            if lines != standing:
                fresh.append((case_path, lines))
        if fresh:
            self._add(fresh)
        for case_path, lines in current:
            self._seen.add(_mark(case_path))
            yield from lines

    def close(self) -> int:
        """Take out what no longer holds, once all cases have been met.

        Return how many cases stand here that were not met.
        """
        if self._outdated:
            with replacing(self.path) as out:
                for place in sorted(self._places.values()):
                    self._stream.seek(place.start)
                    out.write(self._stream.read(place.length))
        return len(self._places.keys() - self._seen)

    def _lines(self, case_path: str) -> list[str]:
        place = self._places.get(_mark(case_path))
        if place is None:
            return []
        self._stream.seek(place.start)
        return self._stream.read(place.length).decode().split("\n")[:-1]

    def _add(self, fresh: Iterable[tuple[str, list[str]]]) -> None:
        written = bytearray()
        for case_path, lines in fresh:
            content = "".join(f"{text}\n" for text in lines).encode()
            self._note(case_path, _Place(self._end + len(written), len(content), None))
            written += content
        append(self.path, bytes(written))
        self._end += len(written)

    def _note(self, case_path: str, place: _Place) -> None:
        mark = _mark(case_path)
        self._outdated = self._outdated or mark in self._places
        self._places[mark] = place

    def _read(self) -> None:
        """Note where the lines of each case stand, up to the last case whose lines are whole."""
        number = 0
        case_lines: list[dict[str, Any]] = []
        self._stream.seek(0)
        while content := self._stream.readline(line.MAX_BYTES):
            number += 1
            if self._is_half(content):
                return
            current = self._checked(number, content)
            case_lines.append(current)
            first, expected = case_lines[0], case_lines[0].get("lines", 1)
            if current["path"] != first["path"] or current.get("lines", 1) != expected:
                message = "this is no line of the case before it"
                raise self._refused(number, message, "name another file")
            if len(case_lines) == expected:
                length = self._stream.tell() - self._end
                place = _Place(self._end, length, self._lasting_fingerprint(case_lines))
                self._note(first["path"], place)
                self._end += length
                case_lines = []

    def _is_half(self, content: bytes) -> bool:
        """Whether this is the beginning of a line at the very end, as a killed run leaves it."""
        if content.endswith(b"\n") or not content.startswith(LINE_BEGINNING[: len(content)]):
            return False
        return not self._stream.read(1)

    def _lasting_fingerprint(self, case_lines: list[dict[str, Any]]) -> str | None:
        """Return the fingerprint of a case whose lines hold as long as it does not change.

        They do if they come from this program and from packs that came with it.
        """
        for judged in case_lines:
            if "case" not in judged or judged["program"] != __version__:
                return None
            shape = _Shape(len(judged["steps"]), judged["principles"].keys())
            if _shapes().get(judged["protocol"]["digest"]) != shape:
                return None
        return str(case_lines[0]["case"]["fingerprint"])

    def _checked(self, number: int, content: bytes) -> dict[str, Any]:
        """Return a line as read. Raises Problems where it is none of this survey's."""
        day: date | None = None
        try:
            if not content.startswith(LINE_BEGINNING):
                raise ValueError
            current = line.read(content)
            if "as_of" in current:
                day = date.fromisoformat(current["as_of"])
        except (ValueError, RecursionError):
            message = f"this is no line of a survey ({line.FORMAT})"
            hint = "name another file; nothing was written"
            raise self._refused(number, message, hint) from None
        if day is None:  # of a case that could not be used
            return current
        self.as_of = self.as_of or day
        if day != self.as_of:
            message = f"this is as of {day}, and the lines before it of {self.as_of}"
            raise self._refused(number, message, "name another file")
        if self._titles != ("title" in current["case"]):
            message = "this run and that one do not agree on --titles"
            hint = "leave --titles as it was in the first run, or name another file"
            raise self._refused(number, message, hint)
        return current

    def _refused(self, number: int, message: str, hint: str) -> Problems:
        return _problem(self.path, number, "other-survey", message, hint)


@contextmanager
def kept_in(path: Path, as_of: date | None, titles: bool) -> Iterator[Kept]:
    """Give the lines in a file, which is begun where there is none.

    Nobody else works on it meanwhile. Raises Problems, OSError.
    """
    from filelock import FileLock, Timeout

    path = path.resolve()  # so that the lock is the same by whatever link it is named
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(path.parent))
    if path.exists() and path.stat().st_nlink > 1:
        message = "this file has another name (a hard link), which would not go on with it"
        raise _problem(path, 0, "linked", message, "name a file of its own")
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=LOCK_TIMEOUT, mode=0o600)
    try:
        with lock, _opened(path) as stream:
            kept = Kept(path, stream, titles)
            if as_of and kept.as_of and as_of != kept.as_of:
                message = f"this was assessed as of {kept.as_of}"
                hint = f"go on with it by --as-of {kept.as_of}, or name another file"
                raise _problem(path, 1, "other-survey", message, hint)
            yield kept
    except Timeout:
        message = "another survey is writing to this file; nothing was written"
        hint = "wait until it is done, or name another file"
        raise _problem(path, 1, "busy", message, hint) from None


def _opened(path: Path) -> IO[bytes]:
    """Return a file to read and cut off, begun for nobody else to read where there is none."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")


def _problem(path: Path, number: int, code: str, message: str, hint: str) -> Problems:
    """Return a problem in a line of a file; `number` 0: in the file as such."""
    column = min(number, 1)
    return Problems([Diagnostic(str(path), number, column, code, message, hint)])


class _Shape(NamedTuple):
    """How many steps a pack has, and which principles."""

    steps: int
    principles: AbstractSet[str]


@cache
def _shapes() -> dict[str, _Shape]:
    """Return the shapes of the packs that come with this program, by their digests."""
    shapes = {}
    for name in protocol_names():
        protocol = load_protocol(name)
        principles = {principle.id for principle in protocol.principles}
        shapes[protocol.digest] = _Shape(len(protocol.steps), principles)
    return shapes


def _mark(case_path: str) -> bytes:
    """Return a short digest of a path: a million of them fit into memory."""
    return blake2b(case_path.encode("utf-8", "surrogateescape"), digest_size=12).digest()
