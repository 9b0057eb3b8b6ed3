"""Writing files: whole or not at all, and never over what the operator did not mean to lose."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def write(path: Path, content: str | bytes) -> None:
    """Write a file atomically (UTF-8): whoever looks sees the old file or the whole new one.

    Raises OSError when it cannot be written; what was there before then still stands.
    """
    path = path.resolve()
    replace(staged(path, content), path)


def write_new(path: Path, content: str | bytes) -> None:
    """Write a new file, as `write` does. Raises FileExistsError when something is there already."""
    path = path.resolve()
    temporary = staged(path, content)
    try:
        os.link(temporary, path)  # fails where the file exists, unlike a rename
    finally:
        temporary.unlink()
    sync_folder(path.parent)


def staged(path: Path, content: str | bytes) -> Path:
    """Write the content to a temporary file beside a path, safe on disk, and return that file.

    Raises OSError, and then leaves nothing.
    """
    if isinstance(content, str):
        content = content.encode()
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(path.parent))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


@contextmanager
def replacing(
    path: Path, elsewhere: Callable[[], Path | None] = lambda: None
) -> Iterator[IO[bytes]]:
    """Give a stream to write a file with, which takes its place at the end, whole.

    If anything goes wrong the old file stands. `elsewhere` is asked at the end for another place in
    the same folder, where the file is not to stand at `path`. Raises OSError.
    """
    path = path.resolve()
    temporary = staged(path, b"")
    try:
        with temporary.open("r+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    replace(temporary, elsewhere() or path)


def replace(temporary: Path, path: Path) -> None:
    """Put a staged file in its place, with the rights that the old one gave.

    Raises OSError, and then the old file stands and the staged one is gone.
    """
    try:
        mode = 0o600  # a new case is nobody else's to read
        if path.exists():
            mode = path.stat().st_mode & 0o777
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def append(path: Path, content: bytes) -> int:
    """Add to the end of a file, safe on disk, or not at all; return how many bytes it had before.

    Raises OSError.
    """
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o600)
    try:
        size = os.fstat(handle).st_size
        try:
            if os.write(handle, content) != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            os.fsync(handle)
        except BaseException:
            os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)
    if not size:
        sync_folder(path.parent)
    return size


def leftovers(path: Path) -> list[Path]:
    """Return what a killed run left of the staging of a file."""
    return sorted(path.parent.glob(f".{path.name}.*.tmp"))


def sync_folder(folder: Path) -> None:
    """Make the names in a folder safe on disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:  # some file systems cannot; the content is safe all the same
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EACCES):
            raise
    finally:
        os.close(handle)
