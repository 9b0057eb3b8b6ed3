"""The names of files in a sealed case: where it has what, and what no bag may call a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from minnesota.reading.protocol import is_own

CASE = "data/case/"  # where a bag has the folder of the case
CASE_FILE = f"{CASE}case.yaml"

_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LINE_BREAK = re.compile(
    "%(0a|0d|25)", re.IGNORECASE
)  # as manifests write one, and the sign for it
_UNPRINTED = ("Cc", "Cs", "Zl", "Zp")  # categories: controls, surrogates, line and paragraph breaks
_MOST_BYTES = 1000  # of a name; the paths of some systems end soon after


def lookup_name(name: str) -> str:
    """Return a path as it is looked up: some systems change how an accent is written."""
    return unicodedata.normalize("NFC", name)


def why_unsafe(name: str) -> str | None:
    """Return why a path cannot be a file of a bag on every system; None where it can."""
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
    if any(unicodedata.category(character) in _UNPRINTED for character in name):
        return "it has characters that no file name should have"
    if any(_is_refused_by_windows(part) for part in parts):
        return "Windows could not keep such a name"
    if _LINE_BREAK.search(name):
        return "it has a line break, or what stands for one in a manifest"
    if len(name.encode()) > _MOST_BYTES:
        return "it is too long"
    return None


def _is_refused_by_windows(part: str) -> bool:
    return part != part.strip() or part.endswith(".") or _DEVICE.fullmatch(part) is not None


def named_packs(case: Any) -> list[str]:
    """Return the packs that a case, as raw data, names by a path."""
    named = case.get("protocol") if isinstance(case, dict) else None
    if not isinstance(named, list):
        named = [named]
    return [name for name in named if isinstance(name, str) and is_own(name)]


def is_inside(name: str) -> bool:
    """Return whether a path in a case stays in the folder of the case, as it is written."""
    return why_unsafe(str(PurePosixPath(name))) is None


def clashes(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of paths, an earlier and a later one, that cannot both be there on some systems.

    They are one and the same there, or one is a file that is a folder to the other.
    """
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name in names:
        folded = _folded(name)
        above = _folders_above(folded)
        earlier = files.get(folded) or folders.get(folded)
        if earlier is None:
            earlier = next((files[folder] for folder in above if folder in files), None)
        if earlier is not None:
            yield earlier, name
        files[folded] = name
        folders |= dict.fromkeys(above, name)


def _folded(name: str) -> str:
    """Return what two paths share when a system may take them for one: case, width, accents."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def _folders_above(path: str) -> list[str]:
    """Return the folders that a path leads through: `a` and `a/b` of a/b/c."""
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]
