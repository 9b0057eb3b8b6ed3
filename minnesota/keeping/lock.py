"""One writer at a time: the lock beside a case, and which cases have a place to be kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minnesota.base.diagnostics import Problems
from minnesota.keeping import journal
from minnesota.reading.case import CASE_NAMES
from minnesota.yaml.read import file_contents

LOCK = ".minnesota.lock"
WAIT = 30  # seconds for another writer to finish; a command takes less than one


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep every other writer of a case out.

    What is refused within leaves no lock behind in a folder that had none and has no journal.
    Raises Problems where there is no case that can be kept, and when another writer does not
    finish in time.
    """
    from filelock import FileLock, Timeout

    file_contents(path, str(path))  # where there is no case, no lock is made
    _refuse_misplaced(path)
    folder = path.resolve().parent
    lock_file = folder / LOCK
    was_there = lock_file.exists()
    try:
        with FileLock(lock_file, timeout=WAIT, mode=0o600):
            try:
                yield
            except BaseException:
                # Removed while it is held: whoever waits for it sees that the file is gone, and
                # makes another. (On Windows an open file stays; so does this one.)
                if not was_there and not (folder / journal.NAME).exists():
                    _remove_if_possible(lock_file)
                raise
    except Timeout:
        message = (
            f"another minnesota has been changing this case for {WAIT} seconds; nothing was written"
        )
        raise Problems.one(path, "busy", message, "try again when it is done") from None


def _remove_if_possible(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # an empty file that nobody holds does no harm


def _refuse_misplaced(path: Path) -> None:
    """Raise Problems for a case whose journal would be another's.

    Each is called case.yaml, in a folder of its own.
    """
    hint = "a case that is kept is called case.yaml, in a folder of its own"
    if path.is_symlink():
        message = "this is a link to a file elsewhere"
        hint = "give the folder where the case itself is"
    elif path.name not in CASE_NAMES:
        message = "the journal in this folder would not be this case's alone"
    elif path.name == "case.yml" and (path.parent / "case.yaml").exists():
        message = "there is a case.yaml beside it, and one journal for both would be wrong"
    else:
        return
    raise Problems.one(path, "misplaced", f"{message}; nothing was written", hint)
