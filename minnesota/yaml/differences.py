"""What came, changed or went between two values read from YAML.

Parts are known by their ids, and records by their step.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal, NamedTuple

_MOST = 1000  # items that are held against each other, whatever their places


class Difference(NamedTuple):
    """One difference: where (`victims.V01.autopsy.on`), of what kind, and the two values.

    A value is None where there was none.
    """

    path: str
    kind: Literal["added", "changed", "removed"]
    old: Any = None
    new: Any = None


class _Stretch(NamedTuple):
    """Where two lists differ: the indexes in the old list, and those in the new one."""

    old: range
    new: range


def differences(before: Any, after: Any) -> list[Difference]:
    """Return every difference, in the order of the new value.

    A part that came or went is one difference, whatever it holds. Items without an id are known by
    what they hold, then by their place among those that did not change (from 1; of an item that
    went, the place it had).
    """
    return list(_between("", before, after))


def _between(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if _fingerprint(before) == _fingerprint(after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _between_parts(_parts_by_key(path, before), _parts_by_key(path, after))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _between_lists(path, before, after)
    else:
        yield Difference(path, "changed", before, after)


def _parts_by_key(path: str, mapping: dict[str, Any]) -> dict[str, Any]:
    prefix = f"{path}." if path else ""
    return {f"{prefix}{key}": value for key, value in mapping.items()}


def _between_lists(path: str, before: list[Any], after: list[Any]) -> Iterator[Difference]:
    old_parts, new_parts = _parts_by_name(path, before), _parts_by_name(path, after)
    if old_parts is None or new_parts is None:
        yield from _between_items(path, before, after)
        return
    yield from _between_parts(old_parts, new_parts)
    if old_parts.keys() == new_parts.keys() and list(old_parts) != list(new_parts):
        yield Difference(path, "changed", before, after)  # the same parts in another order


def _between_parts(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    for path, value in after.items():
        if path in before:
            yield from _between(path, before[path], value)
        else:
            yield Difference(path, "added", None, value)
    for path, value in before.items():
        if path not in after:
            yield Difference(path, "removed", value)


def _parts_by_name(path: str, items: list[Any]) -> dict[str, Any] | None:
    """Return items by their names; None where one has none, or two have the same."""
    parts: dict[str, Any] = {}
    for item in items:
        name = _name(item)
        if name is None:
            return None
        parts[f"{path}.{name}"] = item
    if len(parts) < len(items):
        return None
    return parts


def _name(item: Any) -> str | None:
    """Return the id of an item, or a record's step and subject; None where it has neither."""
    if not isinstance(item, dict):
        return None
    if isinstance(item.get("id"), str):
        return str(item["id"])
    if not isinstance(item.get("step"), str):
        return None
    if item.get("for"):
        return f"{item['step']}/{item['for']}"
    return str(item["step"])


def _between_items(path: str, before: list[Any], after: list[Any]) -> Iterator[Difference]:
    """Yield what differs in items without names: equal ones are the same."""
    old_marks = [_fingerprint(item) for item in before]
    new_marks = [_fingerprint(item) for item in after]
    for stretch in _unlike(old_marks, new_marks):
        for old_index, new_index in zip_longest(stretch.old, stretch.new):
            if old_index is None:
                yield Difference(f"{path}[{new_index + 1}]", "added", None, after[new_index])
            elif new_index is None:
                yield Difference(f"{path}[{old_index + 1}]", "removed", before[old_index])
            elif old_marks[old_index] != new_marks[new_index]:
                yield from _between_two(
                    path, old_index, before[old_index], new_index, after[new_index]
                )


def _between_two(
    path: str, old_index: int, before: Any, new_index: int, after: Any
) -> Iterator[Difference]:
    """Yield what differs between two items that stand in each other's place, by their indexes."""
    if type(before) is type(after) and isinstance(before, dict | list):
        yield from _between(f"{path}[{new_index + 1}]", before, after)
        return
    yield Difference(f"{path}[{old_index + 1}]", "removed", before)
    yield Difference(f"{path}[{new_index + 1}]", "added", None, after)


def _unlike(before: list[str], after: list[str]) -> Iterator[_Stretch]:
    """Yield the stretches that two lists do not share.

    Where long lists are mixed up, all that they share takes too long to find: then it is all one
    stretch, without what they begin and end with alike.
    """
    shared = shared_at_start(before, after)
    shared_at_end = shared_at_start(before[shared:][::-1], after[shared:][::-1])
    old_rest, new_rest = (
        before[shared : len(before) - shared_at_end],
        after[shared : len(after) - shared_at_end],
    )
    if len(old_rest) + len(new_rest) > _MOST:
        yield _Stretch(range(shared, shared + len(old_rest)), range(shared, shared + len(new_rest)))
        return
    matcher = SequenceMatcher(None, old_rest, new_rest)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            gone = range(shared + old_start, shared + old_end)
            come = range(shared + new_start, shared + new_end)
            yield _Stretch(gone, come)


def shared_at_start(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many items two lists begin with alike."""
    count = 0
    for left, right in zip(before, after, strict=False):
        if left != right:
            break
        count += 1
    return count


def _fingerprint(value: Any) -> str:
    """Return what two values share when they are the same: 1, 1.0 and true are three values."""
    return json.dumps(value, sort_keys=True)
