"""Which program and which packs judge: so that no verdict of another one is taken for ours."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from minnesota.reading.protocol import load_protocol, protocol_names
from minnesota.version import __version__


@cache
def program() -> str:
    """Return the version of this program, and a digest of its own code.

    The digest moves when the version does not.
    """
    digest = hashlib.sha256()
    for name, content in sorted(_code_files(files("minnesota"), "")):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return f"{__version__}+{digest.hexdigest()[:16]}"


def _code_files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _code_files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield f"{prefix}{entry.name}", entry.read_bytes()


@cache
def shipped() -> dict[str, str]:
    """Return the digests of the packs that come with this program, by name."""
    return {name: load_protocol(name).digest for name in protocol_names()}


def digest_of(name: str, folder: Path) -> str:
    """Return the digest of a pack by the name that a case in a folder gives it. Raises Problems."""
    return load_protocol(name, folder).digest
