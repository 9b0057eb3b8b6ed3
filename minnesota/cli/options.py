"""What several commands take and refuse alike."""

from __future__ import annotations

from collections.abc import Iterable
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


class Language(StrEnum):
    """A language."""

    en = "en"
    fr = "fr"
    es = "es"


Lang = Annotated[
    Language | None,
    typer.Option(help="The language of what is shown; your own text stays as it is.", show_default="en"),
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


def refuse_output(output: Path | None, case: Path, exhibits: Iterable[str] | None) -> None:
    """Raise BadParameter when writing there would destroy a case or an exhibit of it.

    None: the case could not be read, so whatever is in its folder `evidence` may be one.
    """
    if output is None:
        return
    to, folder = output.resolve(), case.resolve().parent
    own = [case, *(case.parent / e for e in exhibits or ())]
    if to in [p.resolve() for p in own] or (exhibits is None and folder / "evidence" in to.parents):
        raise typer.BadParameter(
            "this is the case itself, or an exhibit of it; nothing was written", param_hint="--output"
        )


def in_language(file: CaseFile, lang: Language | None) -> CaseFile:
    """The case with the protocols it names in a language. Raises Problems where one of them is not whole in it."""
    if lang is None or lang is Language.en:
        return file
    from minnesota.translation import translated

    folder = file.path.parent
    named = zip(file.case.protocol, file.protocols, strict=True)
    return file._replace(protocols=tuple(translated(p, name, lang.value, folder) for name, p in named))


def given_date(given: str | None, option: str) -> str | None:
    """A date that was given (EDTF). Raises BadParameter when it is none, or wholly in the future."""
    from minnesota.dates import HOW, When

    if given is None:
        return None
    try:
        when = When.parse(given)
    except ValueError as error:
        raise typer.BadParameter(f"{error}: {HOW}", param_hint=option) from None
    if when.earliest and when.earliest.date() > date.today():
        raise typer.BadParameter(f"{when.text} has not come yet", param_hint=option)
    return when.text


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
