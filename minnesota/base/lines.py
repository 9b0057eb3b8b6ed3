"""How wide a line is, and how text is broken into lines: the same on every screen."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TextIO


def width(out: TextIO) -> int:
    """The width to write to: a terminal's own, between 40 and 100 columns; 80 anywhere else."""
    return max(40, min(shutil.get_terminal_size().columns, 100)) if out.isatty() else 80


def wrapped(text: str, indent: str = "", later: str | None = None) -> list[str]:
    """Text as lines for standard output, with an indent and, where it differs, that of the later
    lines.
    """
    hanging = indent if later is None else later
    return textwrap.wrap(
        text,
        width(sys.stdout),
        initial_indent=indent,
        subsequent_indent=hanging,
        break_on_hyphens=False,
    )
