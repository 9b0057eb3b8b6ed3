"""Where the cases of a survey are: folders, patterns, lists and addresses that fsspec knows."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch

from minnesota.diagnostics import Diagnostic, Problems

NAMES = ("case.yaml", "case.yml")


def found(given: Iterable[str], listed: Iterable[str] = ()) -> Iterator[str]:
    """The case files meant by paths, in a stable order; `-` stands for those that are `listed`, one a line.

    A folder is gone through to its cases (a folder that holds one is not gone into further; links to folders are not
    followed); a pattern (`cases/*/2025`) is a list of such paths; an address (`s3://…`) is read through fsspec. What is
    not there is given as it is: it is the reader's to refuse. Raises Problems where an address cannot be listed.
    """
    for path in given:
        if path == "-":
            yield from found(line.rstrip("\r\n") for line in listed if line.strip())
        elif is_address(path):
            yield from _at_address(path)
        elif os.path.isdir(path):  # noqa: PTH112
            yield from _within(path)
        elif any(sign in path for sign in "*?[") and not os.path.exists(path):  # noqa: PTH110
            yield from found(sorted(glob.glob(path, recursive=True)))  # noqa: PTH207
        else:
            yield path


def is_address(path: str) -> bool:
    """Whether a path is an address for fsspec (`s3://bucket/cases`) and not one of the file system."""
    return "://" in path or path.startswith("simplecache::")


def _within(folder: str) -> Iterator[str]:
    """The case files in a folder and below it, in the order of their names. What may not be looked into is passed over."""
    try:
        with os.scandir(folder) as there:
            entries = sorted(there, key=lambda e: e.name)
    except OSError:
        return
    names = {e.name for e in entries}
    for name in NAMES:
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
        raise Problems(
            [_refused(address, "reading addresses needs fsspec", "pip install 'minnesota[cluster]'")]
        ) from None
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
        named = sorted(p for p in below if p.endswith(NAMES) or p == path)
    except Exception as error:  # each kind of store has errors of its own
        said = f"this address cannot be listed ({type(error).__name__})"
        raise Problems([_refused(address, said, "check the address, and the keys in the environment")]) from None
    yield from (str(system.unstrip_protocol(p)) for p in named)


def _refused(address: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(address, 1, 1, "unreadable", message, hint)
