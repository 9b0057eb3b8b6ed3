"""Lines of a survey kept from one run to the next, in a folder that the operator names.

An entry is keyed by the digests of the case and of the program, and by what was asked. It holds the digest of
each pack that judged, and its own: whatever does not agree is worked out anew, and never believed.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from minnesota.base.diagnostics import Problems
from minnesota.survey.program import digest_of, program
from minnesota.survey.row import Asked


def kept(folder: Path, raw: bytes, path: str, asked: Asked) -> list[str] | None:
    """The lines of a case that were kept; None where there are none that can be believed."""
    entry = _entry(folder, raw, asked)
    try:
        text = entry.read_bytes()
    except OSError:
        return None
    head, _, rest = text.partition(b"\n")
    if head != _seal(entry, rest):
        return None
    packs, *lines = rest.decode().split("\n")[:-1]
    try:
        if all(
            digest_of(name, Path(path).parent) == digest
            for name, digest in json.loads(packs).items()
        ):
            return lines
    except Problems:
        pass
    return None


def keep(
    folder: Path, raw: bytes, path: str, asked: Asked, lines: list[str], named: tuple[str, ...]
) -> None:
    """Keep the lines of a case, judged by the packs it names. Raises OSError where nothing can be written."""
    packs = json.dumps({name: digest_of(name, Path(path).parent) for name in named})
    rest = "".join(f"{line}\n" for line in (packs, *lines)).encode()
    entry = _entry(folder, raw, asked)
    entry.parent.mkdir(parents=True, exist_ok=True)
    staged = entry.with_name(f".{entry.name}.{os.getpid()}.tmp")
    try:  # without waiting for the disk: an entry that a crash left half written is not believed
        staged.write_bytes(_seal(entry, rest) + b"\n" + rest)
        staged.replace(entry)
    except BaseException:
        with suppress(OSError):
            staged.unlink()
        raise


def _seal(entry: Path, rest: bytes) -> bytes:
    """The digest of what an entry holds and of its own name: under another it is not believed."""
    return hashlib.sha256(entry.name.encode() + rest).hexdigest().encode()


def _entry(folder: Path, raw: bytes, asked: Asked) -> Path:
    key = hashlib.sha256(
        f"{program()}\n{asked.as_of.isoformat()}\n{asked.titles}\n".encode() + raw
    ).hexdigest()
    return folder / key[:2] / key[2:]
