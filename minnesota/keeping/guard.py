"""What stands where a file is about to be written.

A case, its journal or an exhibit is never lost to a mistyped `-o`.
"""

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
_FOLDERS_ABOVE = 8  # above a file, in which a case may stand that has it as an exhibit
_CASE = re.compile(rb"^(?:\xef\xbb\xbf)?[\s{]*[\"']?minnesota[\"']?[ \t]*:", re.MULTILINE)
_JOURNAL = re.compile(rb'\{"number":\d+,.*"hash":"[0-9a-f]{64}"\}')


def what_would_be_lost(path: Path, reading: Iterable[Path] = ()) -> str | None:
    """Return what stands at a path, in words, where it cannot be made again; else None.

    That is a case (by its name, or by what it holds), a journal, an exhibit of a case in a folder
    above, whatever else is being read (`reading`), and what is no file at all. Links are followed.
    """
    if _is_one_of(path, reading):
        return "this is the case itself, or an exhibit of it"
    return _lost_by_name(path) or _lost_by_content(path.resolve())


def _is_one_of(path: Path, others: Iterable[Path]) -> bool:
    if not path.is_file():
        return False
    file = path.resolve()
    return any(file == other.resolve() for other in others)


def _lost_by_name(path: Path) -> str | None:
    # In small letters, as some systems take no heed of case in names.
    names = {path.name.lower(), path.resolve().name.lower()}
    if names.intersection(CASE_NAMES):
        return "this is the name of a case"
    if names.intersection({journal.NAME, journal.HEAD}):
        return "this is the name of a case's journal"
    for name in names:
        if name.startswith(".") and name.endswith(".lock"):
            return "this is the name of a lock"
    return None


def _lost_by_content(path: Path) -> str | None:
    try:
        status = path.stat()
    except OSError:
        return None  # nothing is there; that it cannot be written, if so, says whoever tries
    if stat.S_ISDIR(status.st_mode):
        return "this is a folder"
    if not stat.S_ISREG(status.st_mode):
        return "this is no regular file"
    try:
        with path.open("rb") as stream:
            beginning = stream.read(_HEAD)
    except OSError:
        return "this file cannot be read, so overwriting it could destroy a case"
    first_line, _, _ = beginning.partition(b"\n")
    if _CASE.search(beginning):
        return "this is a case"
    if _JOURNAL.match(first_line):
        return "this is the journal of a case"
    for case in _cases_above(path):
        if _is_exhibit(path, case):
            return f"this is an exhibit of {case}"
    return None


def _cases_above(path: Path) -> Iterator[Path]:
    for folder in islice(path.parents, _FOLDERS_ABOVE):
        for name in CASE_NAMES:
            if (folder / name).is_file():
                yield folder / name


def _is_exhibit(path: Path, case: Path) -> bool:
    """Return whether a case, valid or not, names a file as an exhibit.

    Where the case cannot be read, all that is in its folder `evidence` may be one.
    """
    try:
        value = read_document(case).value
    except Problems:
        return case.parent / "evidence" in path.parents
    exhibits = value.get("exhibits") if isinstance(value, dict) else None
    if not isinstance(exhibits, list):
        return False
    for exhibit in exhibits:
        file = exhibit.get("file") if isinstance(exhibit, dict) else None
        if not isinstance(file, str) or "\0" in file:  # which no path can hold
            continue
        if (case.parent / file).resolve() == path:
            return True
    return False
