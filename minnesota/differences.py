"""What came, changed or went between two values read from YAML: parts are known by their ids, and records by their step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple


class Difference(NamedTuple):
    """One difference: where (`victims.V01.autopsy.on`), of what kind, and the two values (None: not there)."""

    path: str
    kind: Literal["added", "changed", "removed"]
    old: Any = None
    new: Any = None


def differences(old: Any, new: Any) -> list[Difference]:
    """Every difference, in the order of the new value. A part that came or went is one, whatever it holds."""
    return list(_between("", old, new))


def _between(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if _same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        dot = f"{path}." if path else ""
        yield from _parts({f"{dot}{k}": v for k, v in old.items()}, {f"{dot}{k}": v for k, v in new.items()})
    elif isinstance(old, list) and isinstance(new, list) and any(isinstance(i, dict | list) for i in (*old, *new)):
        before, after = list(_named(path, old)), list(_named(path, new))
        if len(dict(before)) == len(old) and len(dict(after)) == len(new):
            yield from _parts(dict(before), dict(after))
            if list(dict(before)) != list(dict(after)) and set(dict(before)) == set(dict(after)):
                yield Difference(path, "changed", old, new)  # the same parts in another order
        else:
            yield Difference(path, "changed", old, new)
    else:
        yield Difference(path, "changed", old, new)


def _parts(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    for path, value in new.items():
        if path in old:
            yield from _between(path, old[path], value)
        else:
            yield Difference(path, "added", None, value)
    yield from (Difference(path, "removed", value) for path, value in old.items() if path not in new)


def _named(path: str, items: list[Any]) -> Iterator[tuple[str, Any]]:
    """Items with what they are known by: their id, a record's step and subject, else their place in the list."""
    for number, item in enumerate(items, 1):
        name = f"{path}[{number}]"
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            name = f"{path}.{item['id']}"
        elif isinstance(item, dict) and isinstance(item.get("step"), str):
            name = f"{path}.{item['step']}{'/' + str(item['for']) if item.get('for') else ''}"
        yield name, item


def _same(old: Any, new: Any) -> bool:
    """Equal, and of one type all through: 1, 1.0 and true are three values."""
    if type(old) is not type(new):
        return False
    if isinstance(old, dict):
        return old.keys() == new.keys() and all(_same(v, new[k]) for k, v in old.items())
    if isinstance(old, list):
        return len(old) == len(new) and all(map(_same, old, new))
    return bool(old == new)
