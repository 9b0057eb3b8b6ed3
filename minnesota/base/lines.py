"""How wide a line is, and how text is broken into lines: the same on every screen."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TextIO

_NARROWEST = 40  # columns, below which words break apart
_WIDEST = 100  # columns, beyond which lines are hard to follow


def width(out: TextIO) -> int:
    """Return the width to write to: a terminal's own, within limits; 80 columns anywhere else."""
    if not out.isatty():
        return 80
    columns = shutil.get_terminal_size().columns
    return max(_NARROWEST, min(columns, _WIDEST))


def wrapped(text: str, indent: str = "", later: str | None = None) -> list[str]:
    """Return text as lines for standard output, with an indent.

    `later`: the indent of the lines after the first, where it differs.
    """
    if later is None:
        later = indent
    return textwrap.wrap(
        text,
        width(sys.stdout),
        initial_indent=indent,
        subsequent_indent=later,
        break_on_hyphens=False,
    )
