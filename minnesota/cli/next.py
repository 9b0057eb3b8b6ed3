"""`minnesota next`: what to do now."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from minnesota.cli.options import AsOf, CasePath, Format, Lang, day, in_language

HELP = """Show what to do first.

Lists first what will be lost soonest, then what matters most. Each task says why it is urgent and
what to do. The list fits one screen. If several steps lack the same facts, such as an unrecorded
autopsy, only one of them is listed.

\b
Examples:
  minnesota next                              the case in this folder
  minnesota next my-case --as-of 2025-06-30   as the case stood on that day
  minnesota next my-case --format json        every task, for other programs

\b
Exit codes:
  0  shown
  2  the case or a pack could not be used
"""


def next_steps(
    path: CasePath = Path(),
    as_of: AsOf = None,
    lang: Lang = None,
    format: Annotated[
        Format, typer.Option("--format", "-f", help="Format of the output.")
    ] = Format.text,
) -> None:
    """Show the tasks."""
    from minnesota.engine.assess import assess
    from minnesota.reading.case import load_case
    from minnesota.terminal.next import next_as_json, show_next

    file = in_language(load_case(path), lang if format is Format.text else None)
    assessments = [assess(p, file.case, day(as_of)) for p in file.protocols]
    if format is Format.json:
        typer.echo(next_as_json(file, assessments))
    else:
        show_next(assessments, lang.value if lang else "en")
