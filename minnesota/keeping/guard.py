"""What a file that is about to be written over is: a case, its journal or an exhibit is never lost to a mistyped `-o`."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from minnesota.base.diagnostics import Problems
from minnesota.keeping import journal
from minnesota.reading.case import CASE_NAMES
from minnesota.yaml.read import read_document

_HEAD = 64 * 1024  # bytes of a file that are looked into
_CASE = re.compile(rb"^(?:\xef\xbb\xbf)?[\s{]*[\"']?minnesota[\"']?[ \t]*:", re.MULTILINE)
_JOURNAL = re.compile(rb'\{"number":\d+,.*"hash":"[0-9a-f]{64}"\}')
_ABOVE = 8  # folders above a file in which a case may stand that has it as an exhibit


def what_would_be_lost(path: Path, reading: Iterable[Path] = ()) -> str | None:
    """What stands at a path, in words, where writing there would destroy something that cannot be made again; else None.

    That is a case (by its name, or by what it holds), a journal, an exhibit of a case in a folder above, whatever else is
    being read, and what is no file at all. Links are followed.
    """
    names = {
        path.name.lower(),
        path.resolve().name.lower(),
    }  # as systems read them that take no heed of case
    if path.is_file() and path.resolve() in [p.resolve() for p in reading]:
        return "this is the case itself, or an exhibit of it"
    if names & {*CASE_NAMES}:
        return "this is the name of a case"
    if names & {journal.NAME, journal.HEAD}:
        return "this is the name of a case's journal"
    if any(name.startswith(".") and name.endswith(".lock") for name in names):
        return "this is the name of a lock"
    path = path.resolve()
    try:
        status = path.stat()
    except OSError:
        return None  # nothing is there; that it cannot be written, if so, is said by whoever tries
    if not stat.S_ISREG(status.st_mode):
        return "this is a folder" if stat.S_ISDIR(status.st_mode) else "this is no regular file"
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return "this file cannot be read, so overwriting it could destroy a case"
    if _CASE.search(head):
        return "this is a case"
    if _JOURNAL.match(head.partition(b"\n")[0]):
        return "this is the journal of a case"
    found = next((case for case in _cases_above(path) if _is_exhibit(path, case)), None)
    return f"this is an exhibit of {found}" if found else None


def _cases_above(path: Path) -> Iterator[Path]:
    for folder in islice(path.parents, _ABOVE):
        yield from (folder / name for name in CASE_NAMES if (folder / name).is_file())


def _is_exhibit(path: Path, case: Path) -> bool:
    """Whether a case, valid or not, names a file as an exhibit; where it cannot be read, all in its folder `evidence` may be."""
    try:
        value = read_document(case).value
    except Problems:
        return case.parent / "evidence" in path.parents
    given = value.get("exhibits") if isinstance(value, dict) else None
    files = [e.get("file") for e in given if isinstance(e, dict)] if isinstance(given, list) else []
    return path in [
        (case.parent / f).resolve() for f in files if isinstance(f, str) and "\0" not in f
    ]
