"""`minnesota diff`: what changed between two states of a case."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minnesota.cli.completion import complete_principle
from minnesota.cli.options import AsOf, Format, day, given_day, one_of

if TYPE_CHECKING:
    from minnesota.reading.case import CaseFile

HELP = """Show what changed between two states of a case.

Shows which verdicts moved and why, and which facts were added, removed or changed. Both states are
assessed as of the same day, so that the passing of time moves no verdict.

A state is a case file, its folder, or a sealed case (folder or zip). A sealed case is read but not
verified. With --since, the older state comes from the journal. A change made outside this program
counts from when the journal noticed it.

\b
Examples:
  minnesota diff old-case new-case
  minnesota diff sealed.zip my-case
  minnesota diff --since 2025-03-01            the case in this folder, since
                                               that day began (UTC)
  minnesota diff --since 2025-03-01 my-case --format json
  minnesota diff old-case new-case --principle prompt

Text output shows the values in the file, but no names or contacts. JSON output shows no values,
only where they stand.

\b
Exit codes:
  0  shown, whatever changed
  2  a state could not be used
"""


def diff(
    old: Annotated[
        Path | None,
        typer.Argument(
            metavar="OLD", help="Older state, or with --since the case.", show_default=False
        ),
    ] = None,
    new: Annotated[
        Path | None, typer.Argument(metavar="NEW", help="Newer state.", show_default=False)
    ] = None,
    since: Annotated[
        date | None,
        typer.Option(
            parser=given_day,
            metavar="DATE",
            help="Take the older state from the journal, as this day began (UTC).",
            show_default=False,
        ),
    ] = None,
    principle: Annotated[
        list[str] | None,
        typer.Option(
            "--principle",
            "-p",
            metavar="ID",
            help="Compare only the verdicts of this principle. May be repeated.",
            autocompletion=complete_principle,
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    format: Annotated[
        Format, typer.Option("--format", "-f", help="Format of the output.")
    ] = Format.text,
) -> None:
    """Compare and show."""
    from minnesota.engine.assess import assess
    from minnesota.engine.compare import compare
    from minnesota.sealing.states import state_at, state_since
    from minnesota.terminal.diff import diff_as_json, diff_lines
    from minnesota.yaml.differences import differences

    if since is not None:
        if new is not None:
            raise typer.BadParameter("--since takes one case and no older state", param_hint="NEW")
        now = state_at(old or Path())
        then = state_since(old or Path(), since)
    elif old is None or new is None:
        raise typer.BadParameter(
            "give two states, or one case with --since DATE", param_hint="OLD NEW"
        )
    else:
        then, now = state_at(old), state_at(new)
    _notes(then, now)
    before, after = ({p.id: p for p in file.protocols} for file in (then, now))
    known = list(dict.fromkeys(p.id for protocol in after.values() for p in protocol.principles))
    for name in principle or []:
        one_of(name, known, "--principle", "principle")
    compared = [
        compare(
            assess(before[p], then.case, day(as_of)).only(principle or known),
            assess(after[p], now.case, day(as_of)).only(principle or known),
        )
        for p in after
        if p in before
    ]
    changed = differences(then.document.value, now.document.value)
    if format is Format.json:
        typer.echo(diff_as_json(then, now, compared, changed))
    else:
        typer.echo("\n".join(diff_lines(then, now, compared, changed)))


def _notes(then: CaseFile, now: CaseFile) -> None:
    """Say on standard error what cannot be compared like with like."""
    if then.case.id != now.case.id:
        typer.echo(
            f"Note: these are two cases by their ids, {then.case.id} and {now.case.id}.", err=True
        )
    before, after = ({p.id: p.digest for p in file.protocols} for file in (then, now))
    for protocol in {**before, **after}:
        if protocol not in before or protocol not in after:
            only = "newer" if protocol in after else "older"
            typer.echo(
                f"Note: only the {only} state names the protocol {protocol}; not compared.",
                err=True,
            )
        elif before[protocol] != after[protocol]:
            typer.echo(
                f"Note: the two states are judged by different texts of {protocol}.", err=True
            )
