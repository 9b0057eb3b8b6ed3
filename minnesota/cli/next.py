"""`minnesota next`: what to do now."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from minnesota.cli.options import AsOf, CasePath, Format, Lang, day, in_language

HELP = """Show what to do now: first what is lost soonest, then what matters most.

At most a screen of it, each with the reason why it is urgent and what to do. Of steps that wait on
the same missing facts (an autopsy that is not recorded, say), one stands for all.

\b
Examples:
  minnesota next                          the case in this folder
  minnesota next my-case --as-of 2025-06-30
  minnesota next my-case --format json    all of it, for other programs

Exit codes: 0 shown; 2 the case or a pack could not be used.
"""


def next_steps(
    path: CasePath = Path(),
    as_of: AsOf = None,
    lang: Lang = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to show it.")] = Format.text,
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
