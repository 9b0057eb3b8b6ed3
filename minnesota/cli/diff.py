"""`minnesota diff`: what changed between two states of a case."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from minnesota.cli.options import AsOf, Format, day

HELP = """Show what changed between two states of a case: which verdicts moved and why, which facts came or went.

A state is a case file, its folder, or a sealed bag (folder or zip). With --since the older state is what the
journal says of that day. Both are assessed as of the same day, so that what moved is not the passing of time.

\b
Examples:
  minnesota diff old-case new-case
  minnesota diff sealed.zip my-case
  minnesota diff --since 2025-03-01             the case in this folder, since that day began (UTC)
  minnesota diff --since 2025-03-01 my-case --format json

Exit codes: 0 shown, whatever moved; 2 a state could not be used.
"""


def diff(
    old: Annotated[
        Path | None, typer.Argument(metavar="OLD", help="The older state (not with --since).", show_default=False)
    ] = None,
    new: Annotated[Path | None, typer.Argument(metavar="NEW", help="The newer state.", show_default=False)] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DATE", help="The older state: as the day began.", show_default=False
        ),
    ] = None,
    as_of: AsOf = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to show it.")] = Format.text,
) -> None:
    """Compare and show."""
    from minnesota.assess import assess
    from minnesota.compare import compare
    from minnesota.differences import differences
    from minnesota.render import comparison
    from minnesota.states import state_at, state_since

    if since is not None:
        if new is not None:
            raise typer.BadParameter("with --since give one case, and no older state", param_hint="NEW")
        now = state_at(old or Path())
        then = state_since(old or Path(), since.date())
    elif old is None or new is None:
        raise typer.BadParameter("give two states, or --since and one case", param_hint="OLD NEW")
    else:
        then, now = state_at(old), state_at(new)
    if then.case.id != now.case.id:
        typer.echo(f"Note: these are two cases by their ids, {then.case.id} and {now.case.id}.", err=True)
    by = {p.id: p for p in then.protocols}
    for protocol in now.protocols:
        if protocol.id not in by:
            typer.echo(f"Note: only the newer state names the protocol {protocol.id}.", err=True)
    compared = [
        compare(assess(by[p.id], then.case, day(as_of)), assess(p, now.case, day(as_of)))
        for p in now.protocols
        if p.id in by
    ]
    changed = differences(then.document.value, now.document.value)
    if format is Format.json:
        typer.echo(comparison.as_json(then, now, compared, changed))
    else:
        typer.echo("\n".join(comparison.lines(then, now, compared, changed)))
