"""What came, changed or went between two values read from YAML: parts are known by their ids, and records by their step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal, NamedTuple

_MOST = 1000  # items that are held against each other, whatever their places


class Difference(NamedTuple):
    """One difference: where (`victims.V01.autopsy.on`), of what kind, and the two values (None: not there)."""

    path: str
    kind: Literal["added", "changed", "removed"]
    old: Any = None
    new: Any = None


def differences(old: Any, new: Any) -> list[Difference]:
    """Every difference, in the order of the new value. A part that came or went is one, whatever it holds.

    Items without an id are known by what they hold, then by their place among those that did not change (from 1; of
    an item that went, the place it had).
    """
    return list(_between("", old, new))


def _between(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if _key(old) == _key(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        dot = f"{path}." if path else ""
        yield from _parts(
            {f"{dot}{k}": v for k, v in old.items()}, {f"{dot}{k}": v for k, v in new.items()}
        )
    elif isinstance(old, list) and isinstance(new, list):
        before, after = _named(path, old), _named(path, new)
        if before is None or after is None:
            yield from _items(path, old, new)
            return
        yield from _parts(before, after)
        if before.keys() == after.keys() and list(before) != list(after):
            yield Difference(path, "changed", old, new)  # the same parts in another order
    else:
        yield Difference(path, "changed", old, new)


def _parts(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    for path, value in new.items():
        if path in old:
            yield from _between(path, old[path], value)
        else:
            yield Difference(path, "added", None, value)
    yield from (
        Difference(path, "removed", value) for path, value in old.items() if path not in new
    )


def _named(path: str, items: list[Any]) -> dict[str, Any] | None:
    """Items by their id, or a record's step and subject; None where one has none, or two have the same."""
    found: dict[str, Any] = {}
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            name = item["id"]
        elif isinstance(item, dict) and isinstance(item.get("step"), str):
            name = f"{item['step']}/{item['for']}" if item.get("for") else item["step"]
        else:
            return None
        found[f"{path}.{name}"] = item
    return found if len(found) == len(items) else None


def _items(path: str, old: list[Any], new: list[Any]) -> Iterator[Difference]:
    """Items that have no names: those that are equal are the same, and between them place tells."""
    before, after = [*map(_key, old)], [*map(_key, new)]
    for i, j, k, m in _unlike(before, after):
        for left, right in zip_longest(range(i, j), range(k, m)):
            there = left is not None and right is not None
            if there and before[left] == after[right]:
                continue
            if there and type(old[left]) is type(new[right]) and isinstance(old[left], dict | list):
                yield from _between(f"{path}[{right + 1}]", old[left], new[right])
                continue
            if left is not None:
                yield Difference(f"{path}[{left + 1}]", "removed", old[left])
            if right is not None:
                yield Difference(f"{path}[{right + 1}]", "added", None, new[right])


def _unlike(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """The stretches that two lists do not share. Where long ones are mixed up, finding all they share takes too long."""
    start = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    rest = min(len(old), len(new)) - start
    end = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    if len(left) + len(right) > _MOST:
        yield start, len(old) - end, start, len(new) - end
        return
    for what, i, j, k, m in SequenceMatcher(None, left, right).get_opcodes():
        if what != "equal":
            yield start + i, start + j, start + k, start + m


def _key(value: Any) -> str:
    """What two values share when they are the same, of one type all through: 1, 1.0 and true are three values."""
    return json.dumps(value, sort_keys=True)
