"""Lines of a survey kept from one run to the next, in a folder that the operator names.

An entry is keyed by the digests of the case and of the program, and by the request. It holds the
digest of each pack that judged, and its own. What does not agree is never believed: the case is
judged again.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from minnesota.base.diagnostics import Problems
from minnesota.survey.program import digest_of, program
from minnesota.survey.row import SurveyRequest


def kept(folder: Path, content: bytes, case_path: str, request: SurveyRequest) -> list[str] | None:
    """Return the kept lines of a case, or None if there are none that can be believed."""
    entry = _entry_path(folder, content, request)
    try:
        stored = entry.read_bytes()
    except OSError:
        return None
    seal, _, body = stored.partition(b"\n")
    if seal != _seal(entry, body):
        return None
    packs, *lines = body.decode().split("\n")[:-1]
    if not _same_packs(json.loads(packs), Path(case_path).parent):
        return None
    return lines


def keep(
    folder: Path,
    content: bytes,
    case_path: str,
    request: SurveyRequest,
    lines: list[str],
    pack_names: tuple[str, ...],
) -> None:
    """Keep the lines of a case, judged by the packs it names. Raises OSError."""
    case_folder = Path(case_path).parent
    packs = json.dumps({name: digest_of(name, case_folder) for name in pack_names})
    body = "\n".join([packs, *lines, ""]).encode()
    entry = _entry_path(folder, content, request)
    entry.parent.mkdir(parents=True, exist_ok=True)
    staged = entry.with_name(f".{entry.name}.{os.getpid()}.tmp")
    try:  # without waiting for the disk: an entry that a crash left half written is not believed
        staged.write_bytes(_seal(entry, body) + b"\n" + body)
        staged.replace(entry)
    except BaseException:
        with suppress(OSError):
            staged.unlink()
        raise


def _same_packs(packs: dict[str, str], case_folder: Path) -> bool:
    """Whether each pack, by the name that the case gives it, still has the digest it had."""
    try:
        for name, digest in packs.items():
            if digest_of(name, case_folder) != digest:
                return False
    except Problems:  # a pack that can no longer be read
        return False
    return True


def _seal(entry: Path, body: bytes) -> bytes:
    """Return the digest of an entry's body and of its own name: under another name it is void."""
    return hashlib.sha256(entry.name.encode() + body).hexdigest().encode()


def _entry_path(folder: Path, content: bytes, request: SurveyRequest) -> Path:
    asked = f"{program()}\n{request.as_of.isoformat()}\n{request.titles}\n"
    key = hashlib.sha256(asked.encode() + content).hexdigest()
    return folder / key[:2] / key[2:]
