"""`minnesota migrate`: brings a case of an older format to the present one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from minnesota.cli.options import CasePath, Who, noticed, spoken

HELP = """Bring a case file of an older format to the one that this program reads.

Comments, order and spacing stay, the change is journalled, and what would not be a valid case is not written.

\b
Examples:
  minnesota migrate old-case
  minnesota migrate old-case --show     what would change, without writing

Exit codes: 0 written (or nothing to do); 2 the case is newer than this program, or cannot be used.
"""


def migrate(
    path: CasePath = Path(),
    who: Who = None,
    show: Annotated[
        bool, typer.Option("--show", help="Show the difference, and write nothing.")
    ] = False,
) -> None:
    """Migrate the case."""
    from minnesota.keeping.migrate import migrate
    from minnesota.model.case import FORMAT

    done = migrate(path, who, write=not show)
    noticed(done, who, spoken(None))
    if show and done.diff:
        typer.echo(done.diff, nl=False)
    else:
        typer.echo(
            f"Now of format {FORMAT}." if done.diff else f"Nothing to do: it is of format {FORMAT}."
        )
