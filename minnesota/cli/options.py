"""What several commands take and refuse alike."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from minnesota.casefile import CaseFile
    from minnesota.keeping import Kept, Rewritten

CasePath = Annotated[
    Path,
    typer.Argument(metavar="[PATH]", help="A case file or its folder; the folder you are in.", show_default=False),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The day of the assessment (today).", show_default=False),
]
Who = Annotated[
    str | None,
    typer.Option(
        envvar="MINNESOTA_WHO",
        help="Who makes this change, for the journal: a name, initials or a code. Never guessed.",
        show_default=False,
    ),
]


class Format(StrEnum):
    """How to show it."""

    text = "text"
    json = "json"


def noticed(kept: Kept | Rewritten, who: str | None) -> None:
    """Say on standard error what was noticed before a change, and that nobody was named as making it."""
    for what in kept.noticed:
        typer.echo(f"Note: {what}.", err=True)
    if not who and kept.diff:
        typer.echo("The journal does not say who made this change: give --who, or set MINNESOTA_WHO.", err=True)


def refuse_output(output: Path | None, file: CaseFile) -> None:
    """Raise BadParameter when writing there would destroy the case or an exhibit of it."""
    own = [file.path, *(file.path.parent / e.file for e in file.case.exhibits if e.file)]
    if output and output.resolve() in [p.resolve() for p in own]:
        raise typer.BadParameter(
            "this is the case itself, or an exhibit of it; nothing was written", param_hint="--output"
        )


def day(as_of: datetime | None) -> date:
    """The day of the assessment: as given, or today."""
    return as_of.date() if as_of else date.today()


def one_of(given: str | None, known: list[str], option: str, what: str) -> None:
    """Raise BadParameter, with what is near, when what is given is none of what is known."""
    from minnesota.diagnostics import did_you_mean_or_list

    if given is not None and given not in known:
        raise typer.BadParameter(
            f'no {what} is called "{given}": {did_you_mean_or_list(given, known)}', param_hint=option
        )
