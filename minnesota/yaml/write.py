"""Values as YAML text: one line, or the lines of a block."""

from __future__ import annotations

import json
import re
from typing import Any

from minnesota.yaml.read import plain

# Text that may stand without quotes: it begins with a letter or digit, and ends on its own line.
_SAFE = re.compile(r"[^\W_][^\n\r\t]*")
# What makes YAML read on, or cut off, although the text began safely.
_UNSAFE = re.compile(r": | #|:$|\s$")
_UNSAFE_IN_FLOW = re.compile(r"[\[\]{},:]")


def block(value: Any, indent: str) -> list[str]:
    """Return a list or a mapping as lines; what is inside its items stands on one line each."""
    if isinstance(value, list):
        return _list_block(value, indent)
    lines = []
    for key, part in value.items():
        start = f"{indent}{scalar(key, in_flow=True)}:"
        if _has_mapping(part):
            lines += [start, *_list_block(part, indent + "  ")]
        else:
            lines.append(f"{start} {inline(part, in_flow=False)}")
    return lines


def _list_block(items: list[Any], indent: str) -> list[str]:
    inner = indent + "  "
    lines = []
    for item in items:
        item_lines = [inner + inline(item)]
        if item and isinstance(item, dict):
            item_lines = block(item, inner)
        # The dash takes the place of the two spaces before the item's first line.
        first = item_lines[0].removeprefix(inner)
        lines += [f"{indent}- {first}", *item_lines[1:]]
    return lines


def _has_mapping(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def inline(value: Any, *, in_flow: bool = True) -> str:
    """Return a value on one line; `in_flow` says whether a plain text stands within brackets."""
    if isinstance(value, dict):
        pairs = [f"{scalar(key, in_flow=True)}: {inline(part)}" for key, part in value.items()]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(inline, value)) + "]"
    return scalar(value, in_flow=in_flow)


def scalar(value: Any, *, in_flow: bool) -> str:
    """Return a single value, in quotes where it would else be read as something different."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _needs_quotes(value) or (in_flow and _UNSAFE_IN_FLOW.search(value)):
        return json.dumps(value, ensure_ascii=False)
    return value


def _needs_quotes(text: str) -> bool:
    if not _SAFE.fullmatch(text) or _UNSAFE.search(text):
        return True
    return plain(text) != text or not text.isprintable()
