"""Bags (BagIt, RFC 8493): what a sealed case is made of, in a folder or in a zip, in one stream.

A bag from elsewhere may be hostile: nothing here follows a link, trusts a size, or opens a name
that could lead out.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple

from minnesota.base import files
from minnesota.base.diagnostics import Diagnostic, Problems, shown
from minnesota.sealing.names import clashes, lookup_name, why_unsafe

ALGORITHMS = ("sha256", "sha512")
SIGNED, SIGNATURE = "tagmanifest-sha512.txt", "tagmanifest-sha512.txt.sig"
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MOST_FILES = 100_000
MOST_RATIO = 200  # times that a zip may grow when it is unpacked; what we seal is stored as it is
CHUNK = 1 << 20
DAMAGED = (  # what reading a damaged zip raises
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    struct.error,
)
# Flags that not every system has: never follow a link, never wait for the other end of a pipe, no
# change of line ends.
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | getattr(os, "O_BINARY", 0)
_MANIFEST_LINE = re.compile(r"([0-9a-fA-F]+)[ \t]+\*?(\S.*)")
_TOP = re.compile(r"([^/\\]+/)bagit\.txt")
_UNIX = 3  # the system that a zip says it was made on; on it, modes are kept

Put = Callable[["Member"], dict[str, str]]  # writes a file of the bag; gives digests by algorithm
Progress = Callable[[int], None]  # told how many more bytes were read


class Member(NamedTuple):
    """A file of a bag: its path from the bag's top, its size, how to read it from the beginning."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]


class Contents(NamedTuple):
    """The files of a bag by their lookup names, and what must not be among them."""

    members: dict[str, Member]
    faults: list[Diagnostic]


def bag_fault(
    name: str, code: str, message: str, hint: str | None = None, line: int = 1
) -> Diagnostic:
    """Return what is wrong with one file of a bag."""
    printable = "".join(letter if letter.isprintable() else "?" for letter in name[-200:])
    return Diagnostic(printable, line, 1, code, message, hint)


# Reading


def in_folder(top_folder: Path) -> Contents:
    """Return the files of a bag in a folder."""
    members: list[Member] = []
    faults: list[Diagnostic] = []
    for root, folders, names in os.walk(top_folder, onerror=_raise):
        for entry in sorted(folders + names):
            path = Path(root, entry)
            name, status = path.relative_to(top_folder).as_posix(), path.lstat()
            if stat.S_ISREG(status.st_mode):
                members.append(Member(name, status.st_size, partial(open_file, path, _NO_FOLLOW)))
            elif stat.S_ISLNK(status.st_mode):
                faults.append(bag_fault(name, "link", "this is a link; a sealed case has none"))
            elif not stat.S_ISDIR(status.st_mode):
                faults.append(bag_fault(name, "special", "this is no ordinary file"))
        if len(members) > MOST_FILES:
            break
    return _checked_names(members, faults)


def in_zip(archive: zipfile.ZipFile, length: int) -> Contents:
    """Return the files of a bag in a zip of that `length` in bytes.

    Raises Problems when there is no bag in it.
    """
    entries = archive.infolist()
    top_folder = _top_folder(entries)
    if top_folder is None:
        message = "this zip holds no folder with a bagit.txt"
        raise Problems([bag_fault(str(archive.filename or "zip"), "no-seal", message)])
    members: list[Member] = []
    faults: list[Diagnostic] = []
    too_large = f"unpacked, it would be more than {MOST_RATIO} times as large"
    if sum(entry.file_size for entry in entries) > MOST_RATIO * length:
        faults.append(bag_fault(top_folder, "bomb", too_large))
    for entry in entries[: MOST_FILES + 1]:
        name = entry.orig_filename
        fault = _fault_of_entry(entry, top_folder, too_large)
        if fault:
            faults.append(fault)
        elif not name.endswith("/"):
            reading = partial(archive.open, entry)
            members.append(Member(name.removeprefix(top_folder), entry.file_size, reading))
    return _checked_names(members, faults)


def _top_folder(entries: Iterable[zipfile.ZipInfo]) -> str | None:
    """Return the first folder of a zip that holds a bag, with its slash."""
    for entry in entries:
        match = _TOP.fullmatch(entry.orig_filename)
        if match:
            return match[1]
    return None


def _fault_of_entry(entry: zipfile.ZipInfo, top_folder: str, too_large: str) -> Diagnostic | None:
    """Return what is wrong with an entry of a zip before it is read."""
    name = entry.orig_filename
    fault = partial(bag_fault, name)
    mode = entry.external_attr >> 16
    is_folder = stat.S_ISDIR(mode)
    reason = why_unsafe(name.removesuffix("/"))
    if reason:
        return fault("unsafe-name", f"this name is refused: {reason}")
    if not name.startswith(top_folder):
        return fault("outside", "this stands outside the one folder of the sealed case")
    if stat.S_ISLNK(mode):
        return fault("link", "this is a link; a sealed case has none")
    is_special = stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)
    if is_special or (is_folder and not name.endswith("/")):
        return fault("special", "this is no ordinary file")
    if entry.flag_bits & 1:
        return fault("locked", "this is locked with a password of the zip's own")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        message = "this is compressed in a way that is not read here"
        return fault("unknown-compression", message)
    if entry.file_size > MOST_RATIO * entry.compress_size + CHUNK:
        return fault("bomb", too_large)
    return None


def _checked_names(members: list[Member], faults: list[Diagnostic]) -> Contents:
    """Return the files of a bag, with the faults of their number and of their names added."""
    if len(members) > MOST_FILES:
        message = f"there are more than {MOST_FILES:,} files"
        faults.append(bag_fault("bagit.txt", "bomb", message))
    for member in members:
        reason = why_unsafe(member.name)
        if reason:
            faults.append(bag_fault(member.name, "unsafe-name", f"this name is refused: {reason}"))
    for earlier, name in clashes(member.name for member in members):
        reason = f"is the same as {shown(earlier)} on some systems"
        if name == earlier:
            reason = "stands there twice"
        faults.append(bag_fault(name, "clash", f"this name {reason}"))
    by_name = {lookup_name(member.name): member for member in members}
    return Contents(by_name, faults)


def open_file(path: Path, flags: int = 0) -> IO[bytes]:
    """Open a file for reading; never waits for the other end of a pipe. Raises OSError."""
    return os.fdopen(os.open(path, _READ | flags), "rb")


def _raise(error: OSError) -> None:
    raise error


def chunks(member: Member) -> Iterator[bytes]:
    """Yield the content piece by piece, and never more than was declared. Raises one of DAMAGED."""
    left = member.size
    with member.open() as stream:
        while piece := stream.read(min(CHUNK, left + 1)):
            left -= len(piece)
            if left < 0:
                raise ValueError("it is longer than it says")
            yield piece
    if left:
        raise ValueError("it is shorter than it says")


def digests(member: Member, progress: Progress | None = None) -> dict[str, str]:
    """Return the content's digests by algorithm. Raises one of DAMAGED."""
    return _hand_on(member, len, progress)


def _hand_on(
    member: Member, take: Callable[[bytes], object], progress: Progress | None
) -> dict[str, str]:
    """Hand the content on to `take`, piece by piece. Return its digests by algorithm."""
    hashers = {algorithm: hashlib.new(algorithm) for algorithm in ALGORITHMS}
    for piece in chunks(member):
        for hasher in hashers.values():
            hasher.update(piece)
        take(piece)
        if progress:
            progress(len(piece))
    return {algorithm: hasher.hexdigest() for algorithm, hasher in hashers.items()}


def manifest(content: bytes, name: str, faults: list[Diagnostic]) -> dict[str, str]:
    """Return the digests of a manifest by lookup names.

    Whatever is wrong with it goes to the `faults`.
    """
    digests_by_name: dict[str, str] = {}
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        line = line.removesuffix("\r")
        if not line:
            continue
        match = _MANIFEST_LINE.fullmatch(line)
        if match is None:
            message = "this line is no digest and a file"
            faults.append(bag_fault(name, "manifest", message, line=number))
            continue
        digest, path = match.groups()
        reason = why_unsafe(path)
        if reason:
            message = f"the name {shown(path)} is refused: {reason}"
            faults.append(bag_fault(name, "unsafe-name", message, line=number))
        elif lookup_name(path) in digests_by_name:
            message = f"{shown(path)} is named more than once"
            faults.append(bag_fault(name, "manifest", message, line=number))
        else:
            digests_by_name[lookup_name(path)] = digest.lower()
    return digests_by_name


def labels(content: bytes, name: str, faults: list[Diagnostic]) -> dict[str, str]:
    """Return what a tag file says by labels; a label that stands twice goes to the `faults`."""
    values: dict[str, str] = {}
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        label, colon, value = line.partition(":")
        if not colon:
            faults.append(bag_fault(name, "tags", "this line has no label", line=number))
        elif label in values:
            message = f"{shown(label)} stands there twice"
            faults.append(bag_fault(name, "tags", message, line=number))
        values.setdefault(label, value.strip())
    return values


# Writing


def fill(
    put: Put,
    payload: Iterable[Member],
    bag_info: Mapping[str, str],
    sign: Callable[[bytes], bytes] | None,
) -> None:
    """Write a whole bag: payload, manifests, tag files with theirs, a signature over the last.

    `bag_info`: what bag-info.txt says, by labels. `sign`: makes a signature of what it is given.
    """
    put_payload = [(member, put(member)) for member in sorted(payload, key=attrgetter("name"))]
    size = sum(member.size for member, _ in put_payload)
    labelled = {**bag_info, "Payload-Oxum": f"{size}.{len(put_payload)}"}
    info_lines = [f"{label}: {labelled[label]}\n" for label in sorted(labelled)]
    tags = [of_bytes("bag-info.txt", "".join(info_lines).encode()), of_bytes("bagit.txt", BAGIT)]
    for algorithm in ALGORITHMS:
        tags.append(of_bytes(f"manifest-{algorithm}.txt", _manifest_of(algorithm, put_payload)))
    put_tags = [(member, put(member)) for member in tags]
    for algorithm in ALGORITHMS:
        put(of_bytes(f"tagmanifest-{algorithm}.txt", _manifest_of(algorithm, put_tags)))
    if sign:
        put(of_bytes(SIGNATURE, sign(_manifest_of("sha512", put_tags))))


def of_bytes(name: str, content: bytes) -> Member:
    """Return a file of a bag that is made here."""
    return Member(name, len(content), partial(io.BytesIO, content))


def _manifest_of(algorithm: str, listed: Iterable[tuple[Member, Mapping[str, str]]]) -> bytes:
    """Return a manifest of files, each with its digests by algorithm."""
    lines = [f"{sums[algorithm]}  {member.name}\n" for member, sums in listed]
    return "".join(lines).encode()


def refuse_taken(path: Path) -> None:
    """Raise Problems when something is there already, or no folder for it to stand in."""
    if path.is_symlink() or path.exists():
        message = "this is there already; nothing was written"
        raise Problems.one(path, "exists", message, "name another")
    if not path.resolve().parent.is_dir():
        message = "there is no folder for this to stand in"
        raise Problems.one(path, "no-folder", message, "make it first")


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a new file, its owner's alone, that stands there whole at the end or not at all.

    Raises Problems when something is there already, and OSError.
    """
    refuse_taken(path)
    path = path.resolve()
    temporary = _beside(path)  # named before it is made: a Ctrl-C in between leaves nothing
    try:
        with os.fdopen(os.open(temporary, _NEW, 0o600), "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        refuse_taken(path)
        temporary.rename(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    files.sync_folder(path.parent)


@contextmanager
def new_folder(path: Path, progress: Progress | None = None) -> Iterator[Put]:
    """Make a new folder, its owner's alone, that stands there whole at the end or not at all.

    It may have been there empty. Raises Problems when something else is there, and OSError.
    """
    is_empty_folder = path.is_dir() and not path.is_symlink() and not any(path.iterdir())
    if not is_empty_folder:
        refuse_taken(path)
    path = path.resolve()
    top_folder = _beside(path)

    def put(member: Member) -> dict[str, str]:
        target = top_folder / member.name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(target, _NEW, 0o600), "wb") as stream:
            sums = _hand_on(member, stream.write, progress)
            stream.flush()
            os.fsync(stream.fileno())
        return sums

    try:
        top_folder.mkdir(mode=0o700)
        yield put
        for folder, _, _ in os.walk(top_folder, topdown=False):
            files.sync_folder(Path(folder))
        if path.exists():
            path.rmdir()  # fails where something came into it meanwhile
        top_folder.rename(path)
    except BaseException:
        shutil.rmtree(top_folder, ignore_errors=True)
        raise
    files.sync_folder(path.parent)


@contextmanager
def new_zip(stream: BinaryIO, top_folder: str, progress: Progress | None = None) -> Iterator[Put]:
    """Write a zip with one folder, `top`, so that the same files give the same bytes.

    Its members are stored as they are, without times.
    """
    with zipfile.ZipFile(stream, "w") as archive:

        def put(member: Member) -> dict[str, str]:
            entry = zipfile.ZipInfo(f"{top_folder}/{member.name}")  # of 1980, the earliest there is
            entry.create_system = _UNIX
            entry.external_attr = (stat.S_IFREG | 0o600) << 16
            entry.file_size = member.size
            with archive.open(entry, "w") as target:
                return _hand_on(member, target.write, progress)

        yield put
