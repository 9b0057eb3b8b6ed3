"""Where in a case's YAML a fact stands that the engine names.

The engine says `victims.V01.autopsy`, `timeline[3]`, `exhibits.E01.custody[2]`: entries that have
an id are named by it, others by their number among those that were not set aside as dated later,
from 1.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

Keys = tuple[str | int, ...]
_END_OF_A_WORD = re.compile(r"[^\w-]|$")


def places(value: Any, later: Collection[str] = ()) -> dict[str, Keys]:
    """Return the keys and indexes that lead to each part of a case, by its path.

    `later`: paths of what was set aside, by the numbers in the file.
    """
    return dict(_within(value, "", "", (), frozenset(later)))


def _within(
    value: Any, path: str, path_in_file: str, keys: Keys, later: frozenset[str]
) -> Iterator[tuple[str, Keys]]:
    """Yield the path and the keys of each part within a value.

    `path_in_file` is its path by the numbers in the file, as those of what was set aside are.
    """
    dot = "." if path else ""
    number = 0
    for key, part in _parts(value):
        name = _name(key, part)
        if name is not None:
            part_path, part_in_file = f"{path}{dot}{name}", f"{path_in_file}{dot}{name}"
        else:
            assert isinstance(key, int)
            part_in_file = f"{path_in_file}[{key + 1}]"
            if part_in_file in later:
                continue
            number += 1
            part_path = f"{path}[{number}]"
        yield part_path, (*keys, key)
        if isinstance(part, dict | list):
            yield from _within(part, part_path, part_in_file, (*keys, key), later)


def _parts(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value)


def _name(key: str | int, part: Any) -> str | None:
    """Return what a part is named by: its key, or an item's id; None for an item without one."""
    if isinstance(key, str):
        return key
    if isinstance(part, dict) and isinstance(part.get("id"), str):
        return str(part["id"])
    return None


def nearest(known: Mapping[str, Keys], path: str) -> Keys:
    """Return the keys along a path, as far as there is something.

    What follows in words (`outcomes[] of kind trial`) leads nowhere.
    """
    ends = [match.start() for match in _END_OF_A_WORD.finditer(path)]
    for end in reversed(ends):
        keys = known.get(path[:end])
        if keys:
            return keys
    return ()


def spot(value: Any, keys: Keys) -> tuple[Keys, bool]:
    """Return what of a place to point at, on one line, and whether it is a block, shown by its key.

    Of an entry that is its id, else the key that it begins with.
    """
    for key in keys:
        value = value[key]
    if keys and isinstance(keys[-1], int) and isinstance(value, dict) and value:
        first = "id" if "id" in value else next(iter(value))
        keys, value = (*keys, first), value[first]
    return keys, isinstance(value, dict | list)
