"""Where the cases of a survey are: folders, patterns, lists and addresses that fsspec knows."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from typing import Any

from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.reading.case import CASE_NAMES


def found(given: Sequence[str], listed: Iterable[str] = ()) -> Iterator[str]:
    """Yield the case files meant by `given` paths, each once, in a stable order.

    `-` stands for the paths that are `listed`. A folder is gone through to its cases: one that
    holds a case is not gone into further, and links to folders are not followed. A pattern
    (`cases/*/2025`) is a list of such paths. An address (`s3://…`) is read through fsspec. What is
    not there, or may not be looked into, is given as it is: it is the reader's to refuse.

    Raises Problems where an address cannot be listed.
    """
    cases = _cases_at_all(given, listed)
    if len(given) == 1 and Path(given[0]).is_dir():
        return cases  # in one folder nothing is met twice
    return _once(cases)


def listing(content: bytes) -> list[str]:
    """Return the paths in a list: one a line, or divided by NUL as `find -print0` does."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    lines = content.splitlines()
    if b"\0" in content:
        lines = content.split(b"\0")
    return [os.fsdecode(line) for line in lines if line.strip()]


def absent(given: Iterable[str]) -> list[str]:
    """Return the paths at which there is no file, no folder, and nothing that a pattern matches."""
    missing = []
    for path in given:
        if path == "-" or is_address(path):
            continue
        if not os.path.lexists(path) and not _matches(path):
            missing.append(path)
    return missing


def is_address(path: str) -> bool:
    """Whether a path is an address for fsspec (`s3://bucket/cases`), not of the file system."""
    return "://" in path or path.startswith("simplecache::")


def _cases_at_all(given: Sequence[str], listed: Iterable[str]) -> Iterator[str]:
    for path in given:
        if path == "-":
            yield from _cases_at(listed)
        else:
            yield from _cases_at([path])


def _cases_at(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if is_address(path):
            yield from _cases_at_address(path)
        elif os.path.isdir(path):  # noqa: PTH112
            yield from _cases_within(path)
        else:
            matching = _matches(path)
            if matching:
                yield from _cases_at(matching)
            else:
                yield path


def _is_pattern(path: str) -> bool:
    return any(sign in path for sign in "*?[")


def _matches(path: str) -> list[str]:
    """Return what a pattern matches; nothing for the name of a file that is there."""
    if not _is_pattern(path) or os.path.lexists(path):
        return []
    return sorted(glob.glob(path, recursive=True))  # noqa: PTH207


def _once(paths: Iterable[str]) -> Iterator[str]:
    """Yield each file once, by whatever names it is given."""
    seen: set[bytes] = set()
    for path in paths:
        try:
            status = os.stat(path)  # noqa: PTH116
            identity = f"{status.st_dev}:{status.st_ino}"
        except OSError:  # an address, or nothing
            identity = path
        # A short digest and not the path itself: a million of them fit into memory.
        mark = blake2b(os.fsencode(identity), digest_size=12).digest()
        if mark not in seen:
            seen.add(mark)
            yield path


def _cases_within(folder: str) -> Iterator[str]:
    """Yield the case files in a folder and below it, in the order of their names.

    Where one may not look, it yields the case that may be there.
    """
    try:
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=attrgetter("name"))
    except OSError:
        yield os.path.join(folder, CASE_NAMES[0])  # noqa: PTH118
        return
    names = {entry.name for entry in entries}
    for case_name in CASE_NAMES:
        if case_name in names:
            yield os.path.join(folder, case_name)  # noqa: PTH118
            return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            yield from _cases_within(entry.path)


def _cases_at_address(address: str) -> Iterator[str]:
    """Yield the case files at an address: itself, what a pattern matches, or those below it."""
    try:
        import fsspec
    except ImportError:
        hint = "pip install 'minnesota[cluster]'"
        raise Problems([_refused(address, "reading addresses needs fsspec", hint)]) from None
    try:
        system, path = fsspec.core.url_to_fs(address)
        cases = sorted(
            file for file in _files_at(system, path) if file.endswith(CASE_NAMES) or file == path
        )
    except Exception as error:  # each kind of store has errors of its own
        message = f"this address cannot be listed ({type(error).__name__})"
        hint = "check the address, and the keys in the environment"
        raise Problems([_refused(address, message, hint)]) from None
    for case in cases:
        yield str(system.unstrip_protocol(case))


def _files_at(system: Any, path: str) -> list[str]:
    """Return the files of a store that a path may mean."""
    if _is_pattern(path):
        matching = system.glob(path)
        files = [name for name in matching if fnmatch(name, "*.y*ml")]
        if not files:  # a pattern of folders
            for folder in matching:
                files += system.find(folder)
        return files
    if path.endswith((".yaml", ".yml")):
        return [path]
    return list(system.find(path))


def _refused(address: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(address, 0, 0, "unreadable", message, hint)
