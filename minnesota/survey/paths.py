"""Where the cases of a survey are: folders, patterns, lists and addresses that fsspec knows."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from hashlib import blake2b
from pathlib import Path

from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.reading.case import CASE_NAMES


def found(given: Sequence[str], listed: Iterable[str] = ()) -> Iterator[str]:
    """The case files meant by paths, each once, in a stable order; `-` stands for those that are `listed`.

    A folder is gone through to its cases (a folder that holds one is not gone into further; links to folders are not
    followed); a pattern (`cases/*/2025`) is a list of such paths; an address (`s3://…`) is read through fsspec. What is
    not there, or may not be looked into, is given as it is: it is the reader's to refuse. Raises Problems where an address
    cannot be listed.
    """
    every = (case for path in given for case in (_found(listed) if path == "-" else _found([path])))
    return (
        every if len(given) == 1 and Path(given[0]).is_dir() else _once(every)
    )  # in one folder nothing is met twice


def listing(raw: bytes) -> list[str]:
    """The paths in a list, one a line, or set apart by NUL characters as `find -print0` does."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    lines = raw.split(b"\0") if b"\0" in raw else raw.splitlines()
    return [os.fsdecode(line) for line in lines if line.strip()]


def absent(given: Iterable[str]) -> list[str]:
    """Those of some paths at which there is nothing: no file, no folder, and nothing that a pattern would mean."""
    return [
        p
        for p in given
        if p != "-" and not is_address(p) and not os.path.lexists(p) and not _matches(p)
    ]


def is_address(path: str) -> bool:
    """Whether a path is an address for fsspec (`s3://bucket/cases`) and not one of the file system."""
    return "://" in path or path.startswith("simplecache::")


def _found(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if is_address(path):
            yield from _at_address(path)
        elif os.path.isdir(path):  # noqa: PTH112
            yield from _within(path)
        elif matching := _matches(path):
            yield from _found(matching)
        else:
            yield path


def _matches(path: str) -> list[str]:
    """What a pattern means; nothing where it is none, or the name of a file that is there."""
    if not any(sign in path for sign in "*?[") or os.path.lexists(path):
        return []
    return sorted(glob.glob(path, recursive=True))  # noqa: PTH207


def _once(paths: Iterable[str]) -> Iterator[str]:
    """Each file once, by whatever names it is given."""
    seen: set[bytes] = set()
    for path in paths:
        try:
            status = os.stat(path)  # noqa: PTH116
            name = f"{status.st_dev}:{status.st_ino}"
        except OSError:  # an address, or nothing
            name = path
        mark = blake2b(os.fsencode(name), digest_size=12).digest()
        if mark not in seen:
            seen.add(mark)
            yield path


def _within(folder: str) -> Iterator[str]:
    """The case files in a folder and below it, in the order of their names; where one may not look, the case that may be there."""
    try:
        with os.scandir(folder) as there:
            entries = sorted(there, key=lambda e: e.name)
    except OSError:
        yield os.path.join(folder, CASE_NAMES[0])  # noqa: PTH118
        return
    names = {e.name for e in entries}
    for name in CASE_NAMES:
        if name in names:
            yield os.path.join(folder, name)  # noqa: PTH118
            return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            yield from _within(entry.path)


def _at_address(address: str) -> Iterator[str]:
    """The case files at an address: itself, those that a pattern names, or those below it."""
    try:
        import fsspec
    except ImportError:
        hint = "pip install 'minnesota[cluster]'"
        raise Problems([_refused(address, "reading addresses needs fsspec", hint)]) from None
    try:
        system, path = fsspec.core.url_to_fs(address)
        if any(sign in path for sign in "*?["):
            below = [p for p in system.glob(path) if fnmatch(p, "*.y*ml")] or [
                p for top in system.glob(path) for p in system.find(top)
            ]
        elif path.endswith((".yaml", ".yml")):
            below = [path]
        else:
            below = system.find(path)
        named = sorted(p for p in below if p.endswith(CASE_NAMES) or p == path)
    except Exception as error:  # each kind of store has errors of its own
        said = f"this address cannot be listed ({type(error).__name__})"
        raise Problems(
            [_refused(address, said, "check the address, and the keys in the environment")]
        ) from None
    yield from (str(system.unstrip_protocol(p)) for p in named)


def _refused(address: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(address, 0, 0, "unreadable", message, hint)
