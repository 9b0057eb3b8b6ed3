"""`minnesota migrate`: brings a case of an older format to the present one."""

from __future__ import annotations

from pathlib import Path

import typer

from minnesota.cli.options import CasePath, Show, Who, noticed, spoken

HELP = """Convert a case of an older format to the current one.

Keeps comments, order and spacing, and journals the change. Writes nothing if the result would not
be a valid case.

\b
Examples:
  minnesota migrate old-case
  minnesota migrate old-case --show   show what would change, write nothing

\b
Exit codes:
  0  written, or nothing to do
  2  the case cannot be used, or is newer than this program
"""


def migrate(
    path: CasePath = Path(),
    who: Who = None,
    show: Show = False,
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
