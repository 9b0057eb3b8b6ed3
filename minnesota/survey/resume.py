"""The lines of a survey kept in a file as they come, from which a run that was stopped goes on."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
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
from minnesota.survey.run import Batch
from minnesota.version import __version__


class _Place(NamedTuple):
    """Where the lines of a case stand in the file, and the fingerprint of the case that they are of.

    None: it has to be judged anew, as it could not be used, or was judged by another program or a pack of its own.
    """

    start: int
    length: int
    fingerprint: str | None


class Kept:
    """The lines that are in a file. Where a case has lines more than once, the last are meant; `as_of` is their day.

    What a killed run left at the end (half a line, or not all lines of its last case) is not counted, and written over.
    """

    def __init__(self, path: Path, stream: IO[bytes], titles: bool) -> None:
        """Read them. Raises Problems where they are of another survey, or no lines at all."""
        self.path, self._stream, self._titles = path, stream, titles
        self.as_of: date | None = None
        self._at: dict[bytes, _Place] = {}
        self._met: set[bytes] = set()
        self._end = 0
        self._outdated = False
        self._read()
        stream.truncate(self._end)

    def fingerprint(self, path: str) -> str | None:
        """Of the case as it was when its lines were made; None where there are none that could be taken as they are."""
        place = self._at.get(_mark(path))
        return place and place.fingerprint

    def taken(self, batch: Batch) -> Iterator[str]:
        """The lines of a batch of cases: those that stand here still hold, the others are added, safe on disk."""
        found = [
            (path, self._lines(path) if lines is None else lines, lines is not None)
            for path, lines in batch.cases
        ]
        fresh = [
            (path, lines) for path, lines, is_new in found if is_new and lines != self._lines(path)
        ]
        if fresh:
            self._add(fresh)
        for path, lines, _ in found:
            self._met.add(_mark(path))
            yield from lines

    def close(self) -> int:
        """Take out what no longer holds, once all cases have been met. Gives how many cases stand here that were not."""
        if self._outdated:
            with replacing(self.path) as out:
                for place in sorted(self._at.values()):
                    self._stream.seek(place.start)
                    out.write(self._stream.read(place.length))
        return len(self._at.keys() - self._met)

    def _lines(self, path: str) -> list[str]:
        place = self._at.get(_mark(path))
        if place is None:
            return []
        self._stream.seek(place.start)
        return self._stream.read(place.length).decode().split("\n")[:-1]

    def _add(self, fresh: Iterable[tuple[str, list[str]]]) -> None:
        written = bytearray()
        for path, lines in fresh:
            raw = "".join(f"{text}\n" for text in lines).encode()
            self._put(path, _Place(self._end + len(written), len(raw), None))
            written += raw
        append(self.path, bytes(written))
        self._end += len(written)

    def _put(self, path: str, place: _Place) -> None:
        mark = _mark(path)
        self._outdated = self._outdated or mark in self._at
        self._at[mark] = place

    def _read(self) -> None:
        """Note where the lines of each case stand, up to the last case whose lines are whole."""
        start, number, group = 0, 0, []
        self._stream.seek(0)
        while raw := self._stream.readline(line.MAX_BYTES):
            number += 1
            if (
                not raw.endswith(b"\n")
                and raw.startswith(line.BEGINNING[: len(raw)])
                and not self._stream.read(1)
            ):
                return  # half a line, at the end
            group.append(self._checked(number, raw))
            if group[0]["path"] != group[-1]["path"] or group[0].get("lines", 1) != group[-1].get(
                "lines", 1
            ):
                raise self._refused(
                    number, "this is no line of the case before it", "name another file"
                )
            if len(group) == group[0].get("lines", 1):
                length = self._stream.tell() - start
                self._put(group[0]["path"], _Place(start, length, self._settled(group)))
                start, group = start + length, []
                self._end = start

    def _settled(self, group: list[dict[str, Any]]) -> str | None:
        """The fingerprint of a case whose lines hold as long as it does not change: by this program and packs that came with it."""
        holds = all(
            "case" in one
            and one["program"] == __version__
            and _shapes().get(one["protocol"]["digest"])
            == (len(one["steps"]), one["principles"].keys())
            for one in group
        )
        return str(group[0]["case"]["fingerprint"]) if holds else None

    def _checked(self, number: int, raw: bytes) -> dict[str, Any]:
        try:
            if not raw.startswith(line.BEGINNING):
                raise ValueError
            found = line.read(raw)
            day = date.fromisoformat(found["as_of"]) if "as_of" in found else None
        except (ValueError, RecursionError):
            hint = "name another file; nothing was written"
            raise self._refused(
                number, f"this is no line of a survey ({line.FORMAT})", hint
            ) from None
        if day is None:  # of a case that could not be used
            return found
        self.as_of = self.as_of or day
        if day != self.as_of:
            raise self._refused(
                number,
                f"this is as of {day}, and the lines before it of {self.as_of}",
                "name another file",
            )
        if self._titles != ("title" in found["case"]):
            hint = "leave --titles as it was in the first run, or name another file"
            raise self._refused(number, "this run and that one do not agree on --titles", hint)
        return found

    def _refused(self, number: int, message: str, hint: str) -> Problems:
        return Problems([Diagnostic(str(self.path), number, 1, "other-survey", message, hint)])


@contextmanager
def kept_in(path: Path, as_of: date | None, titles: bool) -> Iterator[Kept]:
    """The lines in a file, which is begun where there is none; nobody else works on it meanwhile. Raises Problems, OSError."""
    from filelock import FileLock, Timeout

    path = path.resolve()  # so that the lock is the same by whatever link it is named
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(path.parent))
    if path.exists() and path.stat().st_nlink > 1:
        said, hint = (
            "this file has another name (a hard link), which would not go on with it",
            "name a file of its own",
        )
        raise Problems([Diagnostic(str(path), 0, 0, "linked", said, hint)])
    try:
        with (
            FileLock(path.with_name(f".{path.name}.lock"), timeout=0, mode=0o600),
            os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as stream,
        ):
            kept = Kept(path, stream, titles)
            if as_of and kept.as_of and as_of != kept.as_of:
                hint = f"go on with it by --as-of {kept.as_of}, or name another file"
                said = f"this was assessed as of {kept.as_of}"
                raise Problems([Diagnostic(str(path), 1, 1, "other-survey", said, hint)])
            yield kept
    except Timeout:
        said = "another survey is writing to this file; nothing was written"
        raise Problems(
            [
                Diagnostic(
                    str(path), 1, 1, "busy", said, "wait until it is done, or name another file"
                )
            ]
        ) from None


@cache
def _shapes() -> dict[str, tuple[int, set[str]]]:
    """How many steps, and which principles, the packs have that come with this program, by their digests."""
    return {
        p.digest: (len(p.steps), {x.id for x in p.principles})
        for p in map(load_protocol, protocol_names())
    }


def _mark(path: str) -> bytes:
    return blake2b(path.encode("utf-8", "surrogateescape"), digest_size=12).digest()
