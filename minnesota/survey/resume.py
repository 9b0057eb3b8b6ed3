"""The lines of a survey kept in a file as they come, from which a run that was stopped goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any

from minnesota import __version__
from minnesota.diagnostics import Diagnostic, Problems
from minnesota.survey.program import shipped
from minnesota.survey.row import FORMAT, Asked


class Resumed:
    """A file of lines: those that are there, and those that are added. Each batch is on disk before the next is asked for.

    What a killed run left unfinished at the end (half a line, or the lines of its last case) is cut off and worked out anew.
    """

    def __init__(self, path: Path, asked: Asked) -> None:
        """Open or begin the file. Raises Problems where its lines are of another survey, or none; OSError."""
        self.path = path
        self._stream = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        try:
            self._done: set[bytes] = set()
            self._end = self._read(asked)
            self._stream.truncate(self._end)
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> Resumed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def __contains__(self, path: str) -> bool:
        """Whether the lines of a case are there."""
        return _mark(path) in self._done

    def lines(self) -> Iterator[str]:
        """The lines that were there."""
        self._stream.seek(0)
        left = self._end
        while left > 0:
            line = self._stream.readline()
            left -= len(line)
            yield line.decode().rstrip("\n")

    def add(self, lines: list[str]) -> None:
        """Add the lines of a batch, safe on disk."""
        self._stream.seek(0, os.SEEK_END)
        self._stream.write("".join(f"{line}\n" for line in lines).encode())
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def _read(self, asked: Asked) -> int:
        """Note which cases are done; gives where the last whole case ends."""
        end, start_of_last, last = 0, 0, None
        for number, raw in enumerate(self._stream, 1):
            if not raw.endswith(b"\n"):
                break
            line = self._line(number, raw, asked)
            if line["path"] != last:
                if last is not None:
                    self._done.add(_mark(last))
                start_of_last, last = end, line["path"]
            end += len(raw)
        return start_of_last

    def _line(self, number: int, raw: bytes, asked: Asked) -> dict[str, Any]:
        try:
            line = json.loads(raw)
        except ValueError:
            line = None
        if not isinstance(line, dict) or line.get("format") != FORMAT or not isinstance(line.get("path"), str):
            hint = "name another file; nothing in this one was changed"
            raise Problems([self._refused(number, f"this is no line of a survey ({FORMAT})", hint)])
        if "broken" in line:
            return line
        if line["as_of"] != asked.as_of.isoformat():
            hint = f"go on with it by --as-of {line['as_of']}, or name another file"
            raise Problems(
                [self._refused(number, f"this was assessed as of {date.fromisoformat(line['as_of'])}", hint)]
            )
        known = shipped().get(line["protocol"]["id"], line["protocol"]["digest"])
        if line["program"] != __version__ or line["protocol"]["digest"] != known:
            said = f"this is by minnesota {line['program']} with another text of {line['protocol']['id']}"
            raise Problems([self._refused(number, said, "name another file, so that all lines are judged alike")])
        if asked.titles != ("title" in line["case"]):
            hint = "leave --titles as it was in the first run, or name another file"
            raise Problems([self._refused(number, "this run and that one do not agree on --titles", hint)])
        return line

    def _refused(self, number: int, message: str, hint: str) -> Diagnostic:
        return Diagnostic(str(self.path), number, 1, "other-survey", message, hint)


def _mark(path: str) -> bytes:
    return blake2b(path.encode("utf-8", "surrogateescape"), digest_size=12).digest()
