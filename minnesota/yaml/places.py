"""Where in a case's YAML a fact stands that the engine names: `victims.V01.autopsy`, `timeline[3]`, `exhibits.E01.custody[2]`.

Entries that have an id are named by it, others by their number among those that were not set aside as dated later, from 1.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

Keys = tuple[str | int, ...]
_END_OF_A_WORD = re.compile(r"[^\w-]|$")


def places(value: Any, later: Collection[str] = ()) -> dict[str, Keys]:
    """The keys and indexes that lead to each part of a case, by its path; `later`: paths of what was set aside."""
    return dict(_within(value, "", "", (), frozenset(later)))


def _within(
    value: Any, path: str, original: str, at: Keys, later: frozenset[str]
) -> Iterator[tuple[str, Keys]]:
    """`original` is the path by the numbers in the file, as those of what was set aside are."""
    number = 0
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        named = part.get("id") if isinstance(part, dict) and isinstance(key, int) else key
        dot = "." if path else ""
        if isinstance(named, str):
            here, there = f"{path}{dot}{named}", f"{original}{dot}{named}"
        else:
            there = f"{original}[{key + 1}]"
            if there in later:
                continue
            number += 1
            here = f"{path}[{number}]"
        yield here, (*at, key)
        if isinstance(part, dict | list):
            yield from _within(part, here, there, (*at, key), later)


def nearest(known: Mapping[str, Keys], path: str) -> Keys:
    """The keys along a path, as far as there is something; what follows in words (`outcomes[] of kind trial`) leads nowhere."""
    for end in reversed([m.start() for m in _END_OF_A_WORD.finditer(path)]):
        if found := known.get(path[:end]):
            return found
    return ()


def spot(value: Any, at: Keys) -> tuple[Keys, bool]:
    """What of a place to point at, on one line: an entry's id, else what it begins with; of a block (True) its key."""
    for key in at:
        value = value[key]
    if at and isinstance(at[-1], int) and isinstance(value, dict) and value:
        first = "id" if "id" in value else next(iter(value))
        at, value = (*at, first), value[first]
    return at, isinstance(value, dict | list)
