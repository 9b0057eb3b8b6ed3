"""Bags (BagIt, RFC 8493): what a sealed case is made of, in a folder or in a zip, read and written in one stream.

A bag from elsewhere may be hostile: nothing here follows a link, trusts a size, or opens a name that could lead out.
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
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple

from minnesota.base import files
from minnesota.base.diagnostics import Diagnostic, Problems, shown

ALGORITHMS = ("sha256", "sha512")
SIGNED, SIGNATURE = "tagmanifest-sha512.txt", "tagmanifest-sha512.txt.sig"
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MOST_FILES = 100_000
MOST_RATIO = 200  # times that a zip may grow when it is unpacked; what we seal is stored as it is
CHUNK = 1 << 20
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    struct.error,
)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | getattr(os, "O_BINARY", 0)
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LINE = re.compile(r"([0-9a-fA-F]+)[ \t]+\*?(\S.*)")

Put = Callable[
    ["Member"], dict[str, str]
]  # writes a file of the bag; gives its digests by algorithm
Progress = Callable[[int], None]  # told how many more bytes were read


class Member(NamedTuple):
    """A file of a bag: its path from the bag's top, its size, and how to read it from the beginning."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]


def wrong(name: str, code: str, message: str, hint: str | None = None) -> Diagnostic:
    """What is wrong with one file of a bag."""
    name = "".join(c if c.isprintable() else "?" for c in name[-200:])
    return Diagnostic(name, 1, 1, code, message, hint)


def plain(name: str) -> str:
    """A path as it is looked up: some systems change how an accent is written."""
    return unicodedata.normalize("NFC", name)


def unsafe(name: str) -> str | None:
    """Why a path cannot be a file of a bag on every system; None where it can."""
    if "\\" in name:
        return "it has a backslash"
    if name.startswith("/"):
        return "it begins at the root of the disk"
    parts = name.split("/")
    if ".." in parts:
        return "it climbs out of its folder"
    if not all(parts) or "." in parts:
        return "it has an empty part"
    if ":" in name:
        return "it has a colon, as drive letters have"
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in name):
        return "it has characters that no file name should have"
    if any(p != p.strip() or p.endswith(".") or _DEVICE.fullmatch(p) for p in parts):
        return "Windows could not keep such a name"
    if re.search("%(0a|0d|25)", name, re.IGNORECASE):
        return "it has a line break, or what stands for one in a manifest"
    return None if len(name.encode()) <= 1000 else "it is too long"


def clashing(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of paths that are one and the same on some systems, or where one is a file and a folder to the other."""
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name in names:
        key = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
        parts = key.split("/")
        above = ["/".join(parts[:n]) for n in range(1, len(parts))]
        other = (
            seen.get(key) or folders.get(key) or next((seen[a] for a in above if a in seen), None)
        )
        if other is not None:
            yield other, name
        seen[key] = name
        folders |= dict.fromkeys(above, name)


# Reading


def in_folder(top: Path) -> tuple[dict[str, Member], list[Diagnostic]]:
    """The files of a bag in a folder, by their plain names, and what must not be among them."""
    members: list[Member] = []
    faults: list[Diagnostic] = []
    for root, folders, names in os.walk(top, onerror=_raise):
        for entry in sorted(folders + names):
            path = Path(root, entry)
            name, found = path.relative_to(top).as_posix(), path.lstat()
            if stat.S_ISREG(found.st_mode):
                members.append(Member(name, found.st_size, partial(opened, path, _NO_FOLLOW)))
            elif stat.S_ISLNK(found.st_mode):
                faults.append(wrong(name, "link", "this is a link; a sealed case has none"))
            elif not stat.S_ISDIR(found.st_mode):
                faults.append(wrong(name, "special", "this is no ordinary file"))
        if len(members) > MOST_FILES:
            break
    return _kept(members, faults)


def in_zip(archive: zipfile.ZipFile, length: int) -> tuple[dict[str, Member], list[Diagnostic]]:
    """The files of a bag in a zip of that length, by their plain names, and what must not be among them.

    Raises Problems where there is no bag in it.
    """
    infos = archive.infolist()
    tops = [
        i.orig_filename[:-9] for i in infos if re.fullmatch(r"[^/\\]+/bagit\.txt", i.orig_filename)
    ]
    if not tops:
        raise Problems(
            [
                wrong(
                    str(archive.filename or "zip"),
                    "no-seal",
                    "this zip holds no folder with a bagit.txt",
                )
            ]
        )
    members: list[Member] = []
    faults: list[Diagnostic] = []
    if sum(i.file_size for i in infos) > MOST_RATIO * length:
        faults.append(
            wrong(tops[0], "bomb", f"unpacked, it would be more than {MOST_RATIO} times as large")
        )
    for info in infos[: MOST_FILES + 1]:
        name = info.orig_filename
        fault = _member_fault(info, tops[0])
        if fault:
            faults.append(wrong(name, *fault))
        elif not name.endswith("/"):
            members.append(
                Member(name.removeprefix(tops[0]), info.file_size, partial(archive.open, info))
            )
    return _kept(members, faults)


def _member_fault(info: zipfile.ZipInfo, top: str) -> tuple[str, str] | None:
    """What is wrong with a member before it is read."""
    name, mode = info.orig_filename, info.external_attr >> 16
    if why := unsafe(name.removesuffix("/")):
        return "unsafe-name", f"this name is refused: {why}"
    if not name.startswith(top):
        return "outside", "this stands outside the one folder of the sealed case"
    if stat.S_ISLNK(mode):
        return "link", "this is a link; a sealed case has none"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR) or (
        stat.S_ISDIR(mode) and not name.endswith("/")
    ):
        return "special", "this is no ordinary file"
    if info.flag_bits & 1:
        return "locked", "this is locked with a password of the zip's own"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "unknown-compression", "this is compressed in a way that is not read here"
    if info.file_size > MOST_RATIO * info.compress_size + CHUNK:
        return "bomb", f"unpacked, it would be more than {MOST_RATIO} times as large"
    return None


def _kept(
    members: list[Member], faults: list[Diagnostic]
) -> tuple[dict[str, Member], list[Diagnostic]]:
    if len(members) > MOST_FILES:
        faults.append(wrong("bagit.txt", "bomb", f"there are more than {MOST_FILES:,} files"))
    for member in members:
        if why := unsafe(member.name):
            faults.append(wrong(member.name, "unsafe-name", f"this name is refused: {why}"))
    for other, name in clashing(m.name for m in members):
        same = (
            "stands there twice"
            if name == other
            else f"is the same as {shown(other)} on some systems"
        )
        faults.append(wrong(name, "clash", f"this name {same}"))
    return {plain(m.name): m for m in members}, faults


def opened(path: Path, flags: int = 0) -> IO[bytes]:
    """A file, open for reading; never waits for the other end of a pipe."""
    return os.fdopen(os.open(path, _READ | flags), "rb")


def _raise(error: OSError) -> None:
    raise error


def chunks(member: Member) -> Iterator[bytes]:
    """The content, piece by piece, and never more than was declared. Raises one of DAMAGED."""
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
    """The content's digests by algorithm. Raises one of DAMAGED."""
    return _through(member, len, progress)


def _through(
    member: Member, use: Callable[[bytes], object], progress: Progress | None
) -> dict[str, str]:
    """Hand the content on piece by piece; gives its digests."""
    sums = {name: hashlib.new(name) for name in ALGORITHMS}
    for piece in chunks(member):
        for sum in sums.values():
            sum.update(piece)
        use(piece)
        if progress:
            progress(len(piece))
    return {name: sum.hexdigest() for name, sum in sums.items()}


def manifest(raw: bytes, name: str, faults: list[Diagnostic]) -> dict[str, str]:
    """The digests of a manifest by plain names; whatever is wrong with it goes to the faults."""
    found: dict[str, str] = {}
    for number, line in enumerate(raw.decode("utf-8", "replace").split("\n"), 1):
        line = line.removesuffix("\r")
        parts = _LINE.fullmatch(line)
        if parts is None:
            if line:
                faults.append(
                    wrong(name, "manifest", "this line is no digest and a file")._replace(
                        line=number
                    )
                )
        elif why := unsafe(parts[2]):
            message = f"the name {shown(parts[2])} is refused: {why}"
            faults.append(wrong(name, "unsafe-name", message)._replace(line=number))
        elif plain(parts[2]) in found:
            message = f"{shown(parts[2])} is named more than once"
            faults.append(wrong(name, "manifest", message)._replace(line=number))
        else:
            found[plain(parts[2])] = parts[1].lower()
    return found


def labels(raw: bytes, name: str, faults: list[Diagnostic]) -> dict[str, str]:
    """What a tag file says by labels; a label that stands twice goes to the faults."""
    found: dict[str, str] = {}
    for number, line in enumerate(raw.decode("utf-8", "replace").splitlines(), 1):
        label, colon, value = line.partition(":")
        if not colon or label in found:
            message = f"{shown(label)} stands there twice" if colon else "this line has no label"
            faults.append(wrong(name, "tags", message)._replace(line=number))
        found.setdefault(label, value.strip())
    return found


# Writing


def fill(
    put: Put,
    payload: Iterable[Member],
    info: Mapping[str, str],
    sign: Callable[[bytes], bytes] | None,
) -> None:
    """Write a whole bag: the payload, its manifests, the tag files with theirs, and a signature over the last."""
    known = [(m, put(m)) for m in sorted(payload)]
    oxum = f"{sum(m.size for m, _ in known)}.{len(known)}"
    tags = {
        "bagit.txt": BAGIT,
        "bag-info.txt": "".join(
            f"{k}: {v}\n" for k, v in sorted({**info, "Payload-Oxum": oxum}.items())
        ).encode(),
        **{f"manifest-{a}.txt": _listed(a, known) for a in ALGORITHMS},
    }
    written = [(m, put(m)) for m in (of_bytes(n, raw) for n, raw in sorted(tags.items()))]
    for algorithm in ALGORITHMS:
        put(of_bytes(f"tagmanifest-{algorithm}.txt", _listed(algorithm, written)))
    if sign:
        put(of_bytes(SIGNATURE, sign(_listed("sha512", written))))


def of_bytes(name: str, raw: bytes) -> Member:
    """A file of a bag that is made here."""
    return Member(name, len(raw), lambda: io.BytesIO(raw))


def _listed(algorithm: str, known: Iterable[tuple[Member, Mapping[str, str]]]) -> bytes:
    return "".join(f"{sums[algorithm]}  {m.name}\n" for m, sums in known).encode()


def refuse_taken(path: Path) -> None:
    """Raise Problems when something is there already, or there is no folder for it to stand in."""
    if path.is_symlink() or path.exists():
        raise Problems(
            [
                Diagnostic(
                    str(path),
                    1,
                    1,
                    "exists",
                    "this already exists; nothing was written",
                    "choose another name",
                )
            ]
        )
    if not path.resolve().parent.is_dir():
        raise Problems(
            [
                Diagnostic(
                    str(path),
                    1,
                    1,
                    "no-folder",
                    "there is no folder for this to stand in",
                    "make it first",
                )
            ]
        )


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A new file, readable by its owner alone, that stands there whole at the end or not at all. Raises Problems, OSError."""
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
    """A new folder, its owner's alone, that stands there whole at the end or not at all; it may have been there empty."""
    if not (path.is_dir() and not path.is_symlink() and not any(path.iterdir())):
        refuse_taken(path)
    path = path.resolve()
    top = _beside(path)

    def put(member: Member) -> dict[str, str]:
        target = top / member.name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(target, _NEW, 0o600), "wb") as stream:
            sums = _through(member, stream.write, progress)
            stream.flush()
            os.fsync(stream.fileno())
        return sums

    try:
        top.mkdir(mode=0o700)
        yield put
        for folder, _, _ in os.walk(top, topdown=False):
            files.sync_folder(Path(folder))
        if path.exists():
            path.rmdir()  # fails where something came into it meanwhile
        top.rename(path)
    except BaseException:
        shutil.rmtree(top, ignore_errors=True)
        raise
    files.sync_folder(path.parent)


@contextmanager
def new_zip(stream: BinaryIO, top: str, progress: Progress | None = None) -> Iterator[Put]:
    """A zip with one folder: members stored as they are, without times, so that the same files give the same bytes."""
    with zipfile.ZipFile(stream, "w") as archive:

        def put(member: Member) -> dict[str, str]:
            info = zipfile.ZipInfo(f"{top}/{member.name}")  # of 1980, the earliest there is
            info.create_system, info.external_attr, info.file_size = (
                3,
                (stat.S_IFREG | 0o600) << 16,
                member.size,
            )
            with archive.open(info, "w") as target:
                return _through(member, target.write, progress)

        yield put
