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
_NO_LINKS = (
    errno.EPERM,
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
    errno.ENOSYS,
)  # FAT and its like know no second name
# Flags that not every system has: never follow a link, never wait for the other end of a pipe, no change of line ends.
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | getattr(os, "O_BINARY", 0)
_LEFTOVER = re.compile(r"\.[0-9a-f]{16}\.part")

Progress = Callable[[int], None]  # told how many more bytes were read
Verdict = Literal["right", "changed", "missing", "unhashed", "outside", "unreadable"]


class Fixity(NamedTuple):
    """Whether an exhibit's file is what the case records: `size` and `digest` (SHA-256) as read now, 0 and "" if not read.

    `unhashed`: the case records no digest to hold it against. `outside`: it does not lie in the case's folder, and
    was not read.
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
    """The name of a file in `evidence/`, from the case's folder; `adopted` where it lay there already."""

    file: str
    adopted: bool


def verify(
    folder: Path,
    exhibits: Iterable[Exhibit],
    progress: Progress | None = None,
    jobs: int | None = None,
) -> list[Fixity]:
    """Hash the exhibits' files again and hold them against the case, several at once, in the order of the exhibits."""
    from concurrent.futures import ThreadPoolExecutor

    wanted = [e for e in exhibits if e.file]
    stop = Event()

    def tell(read: int) -> None:
        if stop.is_set():
            raise InterruptedError
        if progress:
            progress(read)

    largest_first = sorted(range(len(wanted)), key=lambda n: -length(folder, wanted[n]))
    with ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        try:
            found = {n: pool.submit(_fixity, folder, wanted[n], tell) for n in largest_first}
            return [found[n].result() for n in range(len(wanted))]
        except BaseException:  # Ctrl-C: nobody waits for the rest of a long film
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise


def length(folder: Path, exhibit: Exhibit) -> int:
    """How many bytes of an exhibit's file `verify` will read."""
    try:
        path = _inside(folder, exhibit.file or "")
        found = path.stat() if path else None
    except OSError:
        return 0
    return found.st_size if found and stat.S_ISREG(found.st_mode) else 0


def digest(source: Path, progress: Progress | None = None) -> str:
    """The SHA-256 of a file. Raises OSError when it cannot be read or is no ordinary file."""
    with _opened(source, follow=True) as handle:
        return _hashed(handle, progress or (lambda read: None))[1]


def _fixity(folder: Path, exhibit: Exhibit, progress: Progress) -> Fixity:
    unread = Fixity(exhibit.id, exhibit.file or "", "unreadable")
    try:
        path = _inside(folder, unread.file)
        if path is None:
            return unread._replace(verdict="outside")
        with _opened(path) as source:
            size, found = _hashed(source, progress)
    except InterruptedError:
        raise
    except (FileNotFoundError, NotADirectoryError):
        return unread._replace(verdict="missing")
    except OSError:
        return unread
    recorded = (exhibit.sha256 or "").removeprefix("sha256:")
    verdict: Verdict = "unhashed" if not recorded else "right" if found == recorded else "changed"
    return unread._replace(verdict=verdict, size=size, digest=found)


def _inside(folder: Path, name: str) -> Path | None:
    """The file meant by a path relative to the case's folder, links followed; None when it lies outside."""
    if "\0" in name or Path(name).is_absolute() or Path(name).drive:
        return None
    path = _real(folder / name)
    return path if path.is_relative_to(_real(folder)) else None


def _real(path: Path) -> Path:
    """A path with its links followed; a link that leads to itself stays, and cannot be opened."""
    return Path(os.path.realpath(path))


@contextmanager
def _opened(path: Path, follow: bool = False) -> Iterator[int]:
    """A regular file, open for reading. Raises OSError when it is anything else."""
    handle = os.open(path, _READ | (0 if follow else _NO_FOLLOW))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "this is not an ordinary file", str(path))
        yield handle
    finally:
        os.close(handle)


def _hashed(source: int, progress: Progress, into: int | None = None) -> tuple[int, str]:
    """The size and the SHA-256 of what is still to read from `source`, copied on the way where `into` is given."""
    hasher, size, buffer = hashlib.sha256(), 0, memoryview(bytearray(_CHUNK))
    with open(source, "rb", buffering=0, closefd=False) as stream:
        while read := stream.readinto(buffer):
            hasher.update(buffer[:read])  # lets the other threads run
            rest = buffer[:read]
            while into is not None and rest:
                rest = rest[os.write(into, rest) :]
            size += read
            progress(read)
    return size, hasher.hexdigest()


def copied(source: Path, folder: Path, progress: Progress | None = None) -> Copied:
    """Copy a file into `evidence/` under a temporary name, hashed on the way, and read it back from the disk.

    `progress` is told of the bytes of both readings. Raises OSError when the file cannot be copied, when it changes
    meanwhile, or when the copy does not read back the same; then nothing is left of it.
    """
    with _opened(source, follow=True) as handle:
        into = _evidence(folder)
        part = into / f".{secrets.token_hex(8)}.part"
        new = os.open(part, _NEW, 0o600)
        try:
            return _copy(handle, new, part, source, progress or (lambda read: None))
        except BaseException as error:
            part.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.errno in _FULL:
                said = "there is no room for a copy of this file; nothing was kept of it"
                raise OSError(error.errno, said, str(source)) from None
            raise
        finally:
            os.close(new)


def _copy(handle: int, new: int, part: Path, source: Path, progress: Progress) -> Copied:
    before = os.fstat(handle)
    size, sha256 = _hashed(handle, progress, new)
    os.fsync(new)
    after = os.fstat(handle)
    if (before.st_size, before.st_mtime_ns) != (
        after.st_size,
        after.st_mtime_ns,
    ) or size != after.st_size:
        raise OSError(
            errno.EBUSY,
            "this changed while it was copied; nothing was kept, try again",
            str(source),
        )
    if hasattr(
        os, "posix_fadvise"
    ):  # so that the disk is asked, and not the memory that was written from
        os.posix_fadvise(new, 0, 0, os.POSIX_FADV_DONTNEED)
    os.lseek(new, 0, os.SEEK_SET)
    if _hashed(new, progress) != (size, sha256):
        said = "the copy does not read back as it was written, so the disk may be failing; nothing was kept of it"
        raise OSError(errno.EIO, said, str(source))
    return Copied(part, sha256, size)


def _evidence(folder: Path) -> Path:
    """The folder of the exhibits' files, made when it is not there. Raises OSError when it lies outside the case."""
    path = folder / FOLDER
    if not _real(path).is_relative_to(_real(folder)):
        said = "this is a link that leads out of the case's folder; nothing was copied"
        raise OSError(errno.ELOOP, said, str(path))
    if not path.is_dir():
        path.mkdir(0o700)
        sync_folder(folder)
    return _real(path)


def named(exhibit_id: str, extension: str, number: int = 1) -> str:
    """The name that an exhibit's file gets; a later number where the earlier ones are taken."""
    ending = extension.lower().removeprefix(".")
    ending = f".{ending}" if re.fullmatch("[a-z0-9]{1,8}", ending) else ""
    return f"{FOLDER}/{exhibit_id}{f'-{number}' if number > 1 else ''}{ending}"


def placed(
    copy: Copied, folder: Path, exhibit_id: str, extension: str, taken: Collection[str]
) -> Placed:
    """Give a copy its final name: the exhibit's id, never the original's, which can hold a person's name.

    `taken` are the files that exhibits name. A file of that name that none of them names and that holds the same,
    as a killed run leaves it, is adopted; nothing is ever written over.
    """
    used = {p for name in taken if (p := _inside(folder, name))}
    number = 1
    while True:
        name = named(exhibit_id, extension, number)
        final = copy.part.parent / Path(name).name
        if _moved(copy.part, final):
            sync_folder(final.parent)
            return Placed(name, False)
        if final not in used and not final.is_symlink() and _holds(final, copy):
            copy.part.unlink()
            sync_folder(final.parent)
            return Placed(name, True)
        number += 1


def _moved(part: Path, final: Path) -> bool:
    """Move a file to a name that is free; False, and nothing is touched, when it is not."""
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
    try:
        with _opened(path) as handle:
            return (
                os.fstat(handle).st_size == copy.size
                and _hashed(handle, lambda read: None)[1] == copy.sha256
            )
    except OSError:
        return False


def strays(folder: Path, exhibits: Iterable[Exhibit]) -> list[str]:
    """Files in `evidence/` that no exhibit names, from the case's folder; `is_leftover` tells which are our own."""
    if _inside(folder, FOLDER) is None:
        return []
    named = {_inside(folder, e.file) for e in exhibits if e.file}
    found = [Path(root, name) for root, _, names in os.walk(folder / FOLDER) for name in names]
    return sorted(p.relative_to(folder).as_posix() for p in found if _real(p) not in named)


def is_leftover(name: str) -> bool:
    """Whether a stray is an unfinished copy of ours, left when the program was killed; it can be deleted."""
    return _LEFTOVER.fullmatch(Path(name).name) is not None


def next_id(case: Case) -> str:
    """An id for one more exhibit, in the style of the last one that ends in a number: E07, E08; the first is E01."""
    styled = [m for e in case.exhibits if (m := re.fullmatch(r"(.*?)(\d{1,9})", e.id, re.ASCII))]
    prefix, width = (styled[-1][1], len(styled[-1][2])) if styled else ("E", 2)
    number = max((int(m[2]) for m in styled if m[1] == prefix), default=0) + 1
    taken = {part.id for _, parts in case.parts() for part in parts}
    taken |= {i.id for i in case.institutions} | {p.id for p in case.alleged_perpetrators}
    while (found := f"{prefix}{number:0{width}}") in taken:
        number += 1
    return found
