"""The exhibits' files: proving that they are as recorded, and taking in new ones."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Literal, NamedTuple

from minnesota.base.files import sync_folder
from minnesota.model.case import Case, Exhibit

FOLDER = "evidence"
_CHUNK = 1 << 20
_FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
# What FAT and its like, which know no second name of a file, say to one.
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)
# Flags that not every system has: never follow a link, never wait for the other end of a pipe, no
# change of line ends.
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | getattr(os, "O_BINARY", 0)
_LEFTOVER = re.compile(r"\.[0-9a-f]{16}\.part")
_NUMBERED_ID = re.compile(r"(.*?)(\d{1,9})", re.ASCII)

Progress = Callable[[int], None]  # told how many more bytes were read
Verdict = Literal["right", "changed", "missing", "unhashed", "outside", "unreadable"]


class Fixity(NamedTuple):
    """Whether an exhibit's file is what the case records.

    `size` and `digest` (SHA-256) are as read now, 0 and "" if not read. `unhashed`: the case
    records no digest to hold it against. `outside`: it does not lie in the case's folder, and was
    not read.
    """

    exhibit: str
    file: str
    verdict: Verdict
    size: int = 0
    digest: str = ""


class Copied(NamedTuple):
    """A copy in `evidence/` that has no name of its own yet."""

    part: Path
    sha256: str
    size: int


class Placed(NamedTuple):
    """The name of a file in `evidence/`, from the case's folder; `adopted` if it was there."""

    file: str
    adopted: bool


class _Hashed(NamedTuple):
    """What was read of a file: how many bytes, and their SHA-256."""

    size: int
    digest: str


# Proving


def verify(
    folder: Path,
    exhibits: Iterable[Exhibit],
    progress: Progress | None = None,
    jobs: int | None = None,
) -> list[Fixity]:
    """Hash the exhibits' files again and hold them against the case, in the order of the exhibits.

    `folder`: the case's. `jobs`: how many are hashed at once; by default one for each processor.
    """
    from concurrent.futures import ThreadPoolExecutor

    with_file = [exhibit for exhibit in exhibits if exhibit.file]
    lengths = [length(folder, exhibit) for exhibit in with_file]
    stop = Event()

    def report_unless_stopped(read: int) -> None:
        if stop.is_set():
            raise InterruptedError
        if progress:
            progress(read)

    # The largest first: begun last, it would be hashed alone while the others wait.
    order = sorted(range(len(with_file)), key=lengths.__getitem__, reverse=True)
    with ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        try:
            hashing = {
                index: pool.submit(_fixity, folder, with_file[index], report_unless_stopped)
                for index in order
            }
            return [hashing[index].result() for index in range(len(with_file))]
        except BaseException:  # Ctrl-C: nobody waits for the rest of a long film
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise


def length(folder: Path, exhibit: Exhibit) -> int:
    """Return how many bytes of an exhibit's file `verify` will read."""
    try:
        path = _path_inside(folder, exhibit.file or "")
        status = path.stat() if path else None
    except OSError:
        return 0
    if status is None or not stat.S_ISREG(status.st_mode):
        return 0
    return status.st_size


def digest(source: Path, progress: Progress | None = None) -> str:
    """Return the SHA-256 of a file. Raises OSError when it is no ordinary file, or unreadable."""
    with _open_file(source, follow=True) as handle:
        return _hash(handle, progress).digest


def _fixity(folder: Path, exhibit: Exhibit, progress: Progress) -> Fixity:
    """Return whether the file of an exhibit is as recorded. Raises InterruptedError."""
    unread = Fixity(exhibit.id, exhibit.file or "", "unreadable")
    try:
        path = _path_inside(folder, unread.file)
        if path is None:
            return unread._replace(verdict="outside")
        with _open_file(path) as handle:
            hashed = _hash(handle, progress)
    except InterruptedError:
        raise
    except (FileNotFoundError, NotADirectoryError):
        return unread._replace(verdict="missing")
    except OSError:
        return unread
    recorded = (exhibit.sha256 or "").removeprefix("sha256:")
    verdict: Verdict = "changed"
    if not recorded:
        verdict = "unhashed"
    elif hashed.digest == recorded:
        verdict = "right"
    return unread._replace(verdict=verdict, size=hashed.size, digest=hashed.digest)


# Files in the case's folder


def _path_inside(folder: Path, name: str) -> Path | None:
    """Return the file meant by a path relative to the case's folder, with its links followed.

    Return None when it lies outside.
    """
    if "\0" in name or Path(name).is_absolute() or Path(name).drive:
        return None
    path = _real_path(folder / name)
    if not path.is_relative_to(_real_path(folder)):
        return None
    return path


def _real_path(path: Path) -> Path:
    """Return a path with its links followed; one that leads to itself stays as it is."""
    return Path(os.path.realpath(path))


@contextmanager
def _open_file(path: Path, follow: bool = False) -> Iterator[int]:
    """Open a regular file for reading. Raises OSError when it is anything else.

    `follow`: also through a link.
    """
    flags = _READ if follow else _READ | _NO_FOLLOW
    handle = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "this is not an ordinary file", str(path))
        yield handle
    finally:
        os.close(handle)


def _hash(source: int, progress: Progress | None = None, target: int | None = None) -> _Hashed:
    """Hash what is still to read from `source`, and copy it on the way where a target is given."""
    hasher = hashlib.sha256()
    size = 0
    buffer = memoryview(bytearray(_CHUNK))
    with open(source, "rb", buffering=0, closefd=False) as stream:
        while read := stream.readinto(buffer):
            hasher.update(buffer[:read])  # lets the other threads run
            if target is not None:
                _write_all(target, buffer[:read])
            size += read
            if progress:
                progress(read)
    return _Hashed(size, hasher.hexdigest())


def _write_all(target: int, content: memoryview) -> None:
    """Write content that a single call may write only in part."""
    while content:
        content = content[os.write(target, content) :]


# Copying


def copied(source: Path, folder: Path, progress: Progress | None = None) -> Copied:
    """Copy a file into `evidence/` under a temporary name, hashed on the way, and read it back.

    `folder`: the case's. `progress` is told of the bytes of both readings.

    Raises OSError when the file cannot be copied, when it changes meanwhile, or when the copy does
    not read back the same; then nothing is left of it.
    """
    with _open_file(source, follow=True) as handle:
        part = _evidence_folder(folder) / f".{secrets.token_hex(8)}.part"
        target = os.open(part, _NEW, 0o600)
        try:
            hashed = _copy(handle, target, source, progress)
            return Copied(part, hashed.digest, hashed.size)
        except BaseException as error:
            part.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.errno in _FULL:
                message = "there is no room for a copy of this file; nothing was kept of it"
                raise OSError(error.errno, message, str(source)) from None
            raise
        finally:
            os.close(target)


def _copy(handle: int, target: int, source: Path, progress: Progress | None) -> _Hashed:
    """Copy one open file to another, and read the copy back from the disk.

    Raises OSError when the file changes meanwhile, or the copy does not read back the same.
    """
    before = os.fstat(handle)
    hashed = _hash(handle, progress, target)
    os.fsync(target)
    after = os.fstat(handle)
    is_same_file = before.st_size == after.st_size and before.st_mtime_ns == after.st_mtime_ns
    if not is_same_file or hashed.size != after.st_size:
        message = "this changed while it was copied; nothing was kept, try again"
        raise OSError(errno.EBUSY, message, str(source))
    if hasattr(os, "posix_fadvise"):
        # So that the disk is asked, and not the memory that was written from.
        os.posix_fadvise(target, 0, 0, os.POSIX_FADV_DONTNEED)
    os.lseek(target, 0, os.SEEK_SET)
    if _hash(target, progress) != hashed:
        message = (
            "the copy does not read back as it was written, so the disk may be failing;"
            " nothing was kept of it"
        )
        raise OSError(errno.EIO, message, str(source))
    return hashed


def _evidence_folder(folder: Path) -> Path:
    """Return the folder of the exhibits' files, made when it is not there.

    Raises OSError when it lies outside the case.
    """
    path = folder / FOLDER
    if not _real_path(path).is_relative_to(_real_path(folder)):
        message = "this is a link that leads out of the case's folder; nothing was copied"
        raise OSError(errno.ELOOP, message, str(path))
    if not path.is_dir():
        path.mkdir(0o700)
        sync_folder(folder)
    return _real_path(path)


# Naming


def named(exhibit_id: str, extension: str, number: int = 1) -> str:
    """Return the name that an exhibit's file gets, from the case's folder.

    A later `number` is for where the earlier ones are taken.
    """
    ending = extension.lower().removeprefix(".")
    name = f"{FOLDER}/{exhibit_id}"
    if number > 1:
        name += f"-{number}"
    if re.fullmatch("[a-z0-9]{1,8}", ending):
        name += f".{ending}"
    return name


def placed(
    copy: Copied, folder: Path, exhibit_id: str, extension: str, taken: Collection[str]
) -> Placed:
    """Give a copy its final name: the exhibit's id, never the original's, which can name a person.

    `taken` are the files that exhibits name. A file of that name that none of them names and that
    holds the same, as a killed run leaves it, is adopted; nothing is ever written over.
    """
    used = {_path_inside(folder, name) for name in taken}
    number = 1
    while True:
        name = named(exhibit_id, extension, number)
        final = copy.part.parent / Path(name).name
        if _move_to_free_name(copy.part, final):
            sync_folder(final.parent)
            return Placed(name, adopted=False)
        if final not in used and not final.is_symlink() and _holds(final, copy):
            copy.part.unlink()
            sync_folder(final.parent)
            return Placed(name, adopted=True)
        number += 1


def _move_to_free_name(part: Path, final: Path) -> bool:
    """Move a file to a name that is free; return False, and touch nothing, when it is not."""
    try:
        os.link(part, final, follow_symlinks=False)
        part.unlink()
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        try:
            os.close(os.open(final, _NEW, 0o600))  # keeps the name for us
        except FileExistsError:
            return False
        part.replace(final)
    return True


def _holds(path: Path, copy: Copied) -> bool:
    """Return whether a file holds the same as a copy."""
    try:
        with _open_file(path) as handle:
            if os.fstat(handle).st_size != copy.size:
                return False
            return _hash(handle).digest == copy.sha256
    except OSError:
        return False


def strays(folder: Path, exhibits: Iterable[Exhibit]) -> list[str]:
    """Return the files in `evidence/` that no exhibit names, from the case's folder.

    `is_leftover` tells which are our own.
    """
    if _path_inside(folder, FOLDER) is None:
        return []
    known = {_path_inside(folder, exhibit.file) for exhibit in exhibits if exhibit.file}
    found: list[str] = []
    for root, _, names in os.walk(folder / FOLDER):
        for name in names:
            path = Path(root, name)
            if _real_path(path) not in known:
                found.append(path.relative_to(folder).as_posix())
    return sorted(found)


def is_leftover(name: str) -> bool:
    """Return whether a stray is an unfinished copy of a killed run of ours; it can be deleted."""
    return _LEFTOVER.fullmatch(Path(name).name) is not None


def next_id(case: Case) -> str:
    """Return an id for one more exhibit, in the style of the last one that ends in a number.

    After E07 that is E08; the first is E01.
    """
    prefix, width, number = "E", 2, 0
    matches = [_NUMBERED_ID.fullmatch(exhibit.id) for exhibit in case.exhibits]
    numbered = [match.groups() for match in matches if match]
    if numbered:
        prefix, digits = numbered[-1]
        width = len(digits)
        number = max(int(digits) for style, digits in numbered if style == prefix)
    taken = {institution.id for institution in case.institutions}
    taken.update(perpetrator.id for perpetrator in case.alleged_perpetrators)
    for _, parts in case.parts():
        taken.update(part.id for part in parts)
    while True:
        number += 1
        exhibit_id = f"{prefix}{number:0{width}}"
        if exhibit_id not in taken:
            return exhibit_id
