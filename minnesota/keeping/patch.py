"""What makes one text of another, line by line: how the journal carries each change."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from minnesota.yaml.differences import shared_at_start


class Hunk(NamedTuple):
    """One stretch of a text that changed: at which line (from 0), how many went, which came."""

    line: int
    removed: int
    added: tuple[str, ...]


def patch(before: str, after: str) -> tuple[Hunk, ...]:
    """Return what makes one text of another; places are those of the first text."""
    old_lines, new_lines = before.split("\n"), after.split("\n")
    # What both begin and end with is set aside first: comparing all of a long case takes seconds.
    above = shared_at_start(old_lines, new_lines)
    old_lines, new_lines = old_lines[above:], new_lines[above:]
    below = shared_at_start(old_lines[::-1], new_lines[::-1])
    old_lines = old_lines[: len(old_lines) - below]
    new_lines = new_lines[: len(new_lines) - below]
    hunks = []
    matcher = SequenceMatcher(None, old_lines, new_lines)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            added = tuple(new_lines[new_start:new_end])
            hunks.append(Hunk(above + old_start, old_end - old_start, added))
    return tuple(hunks)


def patched(text: str, hunks: Sequence[Hunk]) -> str:
    """Return the text that the changes make. Raises ValueError where they are not of this text."""
    lines = text.split("\n")
    for hunk in reversed(hunks):  # from the end, as places are those before the change
        end = hunk.line + hunk.removed
        if not 0 <= hunk.line <= end <= len(lines):
            raise ValueError
        lines[hunk.line : end] = hunk.added
    return "\n".join(lines)
