"""Writing files: whole or not at all, and never over what the operator did not mean to lose."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Write a file atomically (UTF-8): whoever looks sees the old file or the whole new one.

    Raises OSError when it cannot be written; what was there before then still stands.
    """
    _place(path, text, replace=True)


def write_new(path: Path, text: str) -> None:
    """As `write`, but raises FileExistsError when something is there already."""
    _place(path, text, replace=False)


def _place(path: Path, text: str, *, replace: bool) -> None:
    path = path.resolve()
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(path.parent))
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if replace:
            mode = path.stat().st_mode & 0o777 if path.exists() else 0o600  # a case is nobody else's to read
            Path(temporary).chmod(mode)
            Path(temporary).replace(path)
        else:
            os.link(temporary, path)  # fails where the file exists, unlike a rename
            Path(temporary).unlink()
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
