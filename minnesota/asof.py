"""A case as it stood on a day: whatever is dated wholly after that day is set aside."""

from __future__ import annotations

from datetime import date
from typing import Any

from minnesota.case import Case
from minnesota.dates import When
from minnesota.fields import Part

_DATES = ("on", "received", "between")


def as_it_stood(case: Case, day: date) -> tuple[Case, tuple[str, ...]]:
    """The case without what is dated after the day, and the paths of what was set aside."""
    later: list[str] = []
    return _kept(case, day, "", later), tuple(later)


def _kept(part: Any, day: date, path: str, later: list[str]) -> Any:
    changes: dict[str, Any] = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        here = f"{path}.{name}" if path else name
        new = value
        if isinstance(value, Part):
            new = None if _is_later(value, day, here, later) else _kept(value, day, here, later)
        elif isinstance(value, tuple) and value and isinstance(value[0], Part):
            named = [(f"{here}.{v.id}" if hasattr(v, "id") else f"{here}[{n}]", v) for n, v in enumerate(value, 1)]
            new = tuple(_kept(v, day, p, later) for p, v in named if not _is_later(v, day, p, later))
        if new is not value and new != value:
            changes[name] = new
    if not changes:
        return part
    kept = part.model_copy(update=changes)
    for name in kept.__dict__.keys() - type(part).model_fields.keys():
        del kept.__dict__[name]  # what was looked up before is of the case as it was
    return kept


def _is_later(part: Any, day: date, path: str, later: list[str]) -> bool:
    dated = (getattr(part, name, None) for name in _DATES)
    if not any(isinstance(w, When) and w.earliest and w.earliest.date() > day for w in dated):
        return False
    later.append(path)
    return True
