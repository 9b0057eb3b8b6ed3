"""What several commands take and refuse alike."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from minnesota.language.rules import LANGUAGES

if TYPE_CHECKING:
    from minnesota.keeping.keep import Kept, Rewritten
    from minnesota.language.speak import Language as Words
    from minnesota.reading.case import CaseFile


def first_line(help_text: str) -> str:
    """Return the summary of a help text: its first line."""
    return help_text.partition("\n")[0]


class Command(TyperCommand):
    """A command as Typer makes it, but for three things that it says in its own way."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first line of the help, whole: cut off it says nothing."""
        return first_line(self.help or "")

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words of the usage line, without Typer's braces around what must be given."""
        return [
            piece.replace("{", "").replace("}", "") for piece in super().collect_usage_pieces(ctx)
        ]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line. Raises BadParameter, without pydantic's prefix to its message."""
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise


def given_day(given: str) -> date:
    """Return a day given as 2025-06-30. Raises BadParameter when it is none."""
    try:
        return datetime.strptime(given, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f'"{given}" is not a day; write it as in 2025-06-30') from None


CasePath = Annotated[
    Path,
    typer.Argument(
        metavar="PATH", help="Case file or its folder.", show_default="the current folder"
    ),
]
AsOf = Annotated[
    date | None,
    typer.Option(
        parser=given_day, metavar="DATE", help="Assess as of this day.", show_default="today"
    ),
]
Who = Annotated[
    str | None,
    typer.Option(
        envvar="MINNESOTA_WHO",
        metavar="NAME",
        help="Who makes this change, for the journal: a name, initials or a code. Never guessed.",
        show_default=False,
    ),
]
Show = Annotated[bool, typer.Option("--show", help="Show the difference and write nothing.")]


Language = StrEnum("Language", {code: code for code in LANGUAGES})  # type: ignore[misc]
Lang = Annotated[
    Language | None,
    typer.Option(
        help="Language of the output. Your own text stays as it is.", show_default="English"
    ),
]


class Format(StrEnum):
    """A format of the output."""

    text = "text"
    json = "json"


def spoken(lang: Language | None) -> Words:
    """What the program says, in the language that was asked for; English if none was."""
    from minnesota.language.speak import language

    return language(lang.value if lang else "en")


def noticed(kept: Kept | Rewritten, who: str | None, words: Words) -> None:
    """Say on standard error what was noticed before a change, and that nobody was named as making it."""
    for what in kept.noticed:
        typer.echo(words.text("Note: {what}.", what=what), err=True)
    if not who and kept.diff:
        said = words.text(
            "The journal does not say who made this change: give --who, or set MINNESOTA_WHO."
        )
        typer.echo(said, err=True)


def ask(words: Words, question: str, default: str | None = "", *, err: bool = False) -> str:
    """What was typed in answer to a question in that language; asked again while it is empty and there is no default."""
    colon = words.text("{question}: ", question="")
    return str(
        typer.prompt(
            question, default=default, show_default=bool(default), err=err, prompt_suffix=colon
        )
    ).strip()


def refuse_output(
    output: Path | None, reading: Iterable[Path] = (), option: str = "--output"
) -> None:
    """Raise BadParameter when writing there would destroy a case, a journal, an exhibit, or whatever else is `reading`."""
    if output is None:
        return
    if str(output) == "-":
        raise typer.BadParameter(
            '"-" is not a file name; omit it to write to the terminal', param_hint=option
        )
    from minnesota.keeping.guard import what_would_be_lost

    if lost := what_would_be_lost(output, reading):
        raise typer.BadParameter(f"{lost}; nothing was written", param_hint=option)


def in_language(file: CaseFile, lang: Language | None) -> CaseFile:
    """The case with the protocols it names in a language. Raises Problems where one of them is not whole in it."""
    if lang is None or lang.value == "en":
        return file
    from minnesota.reading.translation import translated

    folder = file.path.parent
    named = zip(file.case.protocol, file.protocols, strict=True)
    return file._replace(
        protocols=tuple(translated(p, name, lang.value, folder) for name, p in named)
    )


def known_date(given: str) -> str:
    """A date (EDTF) that was given. Raises ValueError, in words of ours, when it is none, or wholly in the future."""
    from minnesota.base.dates import HOW, When
    from minnesota.base.wording import Phrase

    try:
        when = When.parse(given)
    except ValueError as error:
        raise ValueError(Phrase("{why}: {how}", why=error.args[0], how=HOW)) from None
    if when.earliest and when.earliest.date() > date.today():
        raise ValueError(Phrase("{date} has not come yet", date=when.text))
    return when.text


def given_date(given: str | None, option: str) -> str | None:
    """A date that was given as an option. Raises BadParameter where `known_date` refuses it."""
    try:
        return None if given is None else known_date(given)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def given_text(text: str | None, option: str) -> str | None:
    """Return one line of text that was given. Raises BadParameter when it is empty."""
    if text is None:
        return None
    if not text.strip():
        raise typer.BadParameter(
            "this is empty; write something, or omit the option", param_hint=option
        )
    # Python puts these signs in place of bytes that are no text in the terminal's encoding.
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise typer.BadParameter(
            "this is not text in the encoding of the terminal; set the terminal to UTF-8",
            param_hint=option,
        )
    return " ".join(text.split())


def exhibit_kinds() -> list[str]:
    """Return the kinds of exhibit that a case can name."""
    from typing import get_args

    from minnesota.model.case import Exhibit

    return list(get_args(Exhibit.model_fields["kind"].annotation))


def named_kinds(words: Words) -> dict[str, str]:
    """Return the kinds of exhibit by their names in a language, and by themselves."""
    named = {}
    for kind in exhibit_kinds():
        named[words.word(kind)] = kind
    for kind in exhibit_kinds():
        named[kind] = kind
    return named


def can_ask() -> bool:
    """Return whether there is somebody at a terminal who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def day(as_of: date | None) -> date:
    """Return the day of the assessment: as given, or today."""
    return as_of or date.today()


def one_of(given: str | None, known: list[str], option: str, what: str) -> None:
    """Raise BadParameter, with what is near, when what is given is none of what is known."""
    from minnesota.base.diagnostics import did_you_mean_or_list

    if given is not None and given not in known:
        raise typer.BadParameter(
            f'no {what} is called "{given}": {did_you_mean_or_list(given, known)}',
            param_hint=option,
        )
