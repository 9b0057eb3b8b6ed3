"""A case as it stood on a day: whatever is dated wholly after that day is set aside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple, get_args

from minnesota.base.fields import Part
from minnesota.model.case import Case

_DATES = ("on", "received", "between")


def as_it_stood(case: Case, day: date) -> tuple[Case, tuple[str, ...]]:
    """The case without what is dated after the day, and the paths of what was set aside."""
    if day == date.max or not _holds_later(
        case, end := datetime.combine(day, time()) + timedelta(days=1)
    ):
        return case, ()  # as nearly every case is
    later: list[str] = []
    return _kept(case, end, "", later), tuple(later)


class _Shape(NamedTuple):
    """What a kind of part has: the fields that date it, those with dated parts in them, and whether
    it has an id.
    """

    dates: tuple[str, ...]
    parts: tuple[str, ...]
    has_id: bool


@cache
def _shape(model: type[Any]) -> _Shape:
    fields = model.model_fields
    holding = tuple(
        name for name, field in fields.items() if any(map(_is_dated, _models(field.annotation)))
    )
    return _Shape(tuple(name for name in _DATES if name in fields), holding, "id" in fields)


def _is_dated(model: type[Part]) -> bool:
    shape: _Shape = _shape(model)
    return bool(shape.dates or shape.parts)


def _models(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _holds_later(part: Part, end: datetime) -> bool:
    """Whether a part, or anything within it, is dated wholly after the end of the day."""
    if _is_later(part, end):
        return True
    for name in _shape(type(part)).parts:
        value = getattr(part, name)
        if isinstance(value, tuple):
            for inner in value:
                if isinstance(inner, Part) and _holds_later(inner, end):
                    return True
        elif isinstance(value, Part) and _holds_later(value, end):
            return True
    return False


def _kept(part: Part, end: datetime, path: str, later: list[str]) -> Any:
    changes: dict[str, Any] = {}
    for name in _shape(type(part)).parts:
        value = getattr(part, name)
        here = f"{path}.{name}" if path else name
        new = value
        if isinstance(value, Part):
            new = _left(value, end, here, later)
        elif isinstance(value, tuple) and value and isinstance(value[0], Part):
            has_id = _shape(type(value[0])).has_id
            named = [
                (f"{here}.{v.id}" if has_id else f"{here}[{n}]", v) for n, v in enumerate(value, 1)
            ]
            new = tuple(kept for p, v in named if (kept := _left(v, end, p, later)) is not None)
        if new is not value and new != value:
            changes[name] = new
    if not changes:
        return part
    return part.model_copy(update=changes)


def _left(part: Part, end: datetime, path: str, later: list[str]) -> Any:
    """What is left of a part: nothing where it is itself dated later."""
    if _is_later(part, end):
        later.append(path)
        return None
    return _kept(part, end, path, later)


def _is_later(part: Part, end: datetime) -> bool:
    for name in _shape(type(part)).dates:
        when = getattr(part, name)
        if when is not None and when.earliest is not None and when.earliest >= end:
            return True
    return False
