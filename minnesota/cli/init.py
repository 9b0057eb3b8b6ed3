"""`minnesota init`: starts a case, or copies a worked example."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minnesota.cli.completion import complete_circumstance
from minnesota.cli.options import Lang, Who, ask, spoken

if TYPE_CHECKING:
    from minnesota.language.speak import Language

HELP = """Start a case, or copy a worked example.

Asks for what it needs. With --no-input, takes everything from the options.

Writes three things into DIR and nowhere else: a commented case.yaml to fill in, a case.schema.json
that lets an editor complete and check what you type, and the journal of the case (journal.jsonl
and journal.head). Never overwrites a file.

\b
Examples:
  minnesota init my-case                      ask for each detail
  minnesota init affaire --lang fr            ask in French
  minnesota init my-case --example dioura     the killings near Dioura, Mali
  minnesota init affaire --example dioura-fr  the same, written in French
  minnesota init my-case --example well-run   fictional, meets the standard
  minnesota init my-case --no-input --country CO \\
      --title "Death of a detainee" --circumstance custody \\
      --circumstance state-agents

\b
Exit codes:
  0    written
  2    refused, nothing was written
  130  stopped with Ctrl-C
"""


class Example(StrEnum):
    """A worked example."""

    dioura = "dioura"
    dioura_fr = "dioura-fr"
    well_run = "well-run"


class Perspective(StrEnum):
    """Who keeps the case."""

    assessment = "assessment"
    investigation = "investigation"


def init(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="Folder of the case. Created if it does not exist."),
    ],
    country: Annotated[
        str | None,
        typer.Option(
            metavar="COUNTRY",
            help="Where it happened: a name or an ISO 3166 code, such as ML.",
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Title of the case.", show_default=False)
    ] = None,
    perspective: Annotated[
        Perspective | None,
        typer.Option(
            help="Assess a State's investigation from outside, or keep a file of your own.",
            show_default="assessment",
        ),
    ] = None,
    happened: Annotated[
        str | None,
        typer.Option(
            "--what-happened",
            metavar="TEXT",
            help="What is known, in a sentence or two.",
            show_default=False,
        ),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="When: 2025-01-03, 2025-01, or 2025-01-02/2025-01-04.",
            show_default=False,
        ),
    ] = None,
    circumstances: Annotated[
        list[str] | None,
        typer.Option(
            "--circumstance",
            metavar="ID",
            help="What the case involves, such as custody. May be repeated.",
            autocompletion=complete_circumstance,
            show_default=False,
        ),
    ] = None,
    example: Annotated[
        Example | None, typer.Option(help="Copy this worked example instead.", show_default=False)
    ] = None,
    who: Who = None,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Ask nothing. Use the default for what is not given.")
    ] = False,
    lang: Lang = None,
) -> None:
    """Start a case in a folder."""
    from minnesota.keeping import start
    from minnesota.reading.case import load_case

    words = spoken(lang)
    t = words.text
    start.refuse_if_taken(folder)
    if example:
        written = start.copy_example(example.value, folder, who)
    else:
        answers = start.Answers(
            country=_country(country, no_input, words),
            title=_text(t("Title of the case"), title, no_input, "--title", words),
            perspective=(
                perspective or (Perspective.assessment if no_input else _perspective(words))
            ).value,
            happened=happened
            or (
                ""
                if no_input
                else _prompt(words, t("What happened (a sentence or two; Enter to leave open)"))
            ),
            date=_date(date, no_input, words),
            circumstances=_circumstances(circumstances, no_input, words),
            language=words.code,
        )
        written = start.write_case(answers, folder, who)
    for path in written:
        typer.echo(t("Written: {path}", path=path))
    if not example:
        text = "Its id, which stands in reports and seals: {id} (change it if it names somebody)"
        typer.echo(t(text, id=load_case(folder).case.id))
    typer.echo(t("Next: minnesota check {folder}", folder=folder))


def _prompt(words: Language, text: str, default: str = "") -> str:
    return ask(words, text, default, err=True)


def _text(label: str, given: str | None, no_input: bool, option: str, words: Language) -> str:
    from minnesota.keeping.start import one_line

    if given and one_line(given):
        return one_line(given)
    if no_input or given is not None:
        raise typer.BadParameter("this has no default; give a value", param_hint=option)
    while not (answer := one_line(_prompt(words, label))):
        typer.echo(words.text("Please give it a title."), err=True)
    return answer


def _country(given: str | None, no_input: bool, words: Language) -> str:
    from minnesota.keeping import start

    if given is None and not no_input:
        while True:
            try:
                return start.country_code(
                    _prompt(words, words.text("Country (a name or a code, as Mali or ML)"))
                )
            except ValueError as error:
                typer.echo(words.value(error.args[0]), err=True)
    try:
        return start.country_code(_text("Country", given, no_input, "--country", words))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--country") from None


def _date(given: str | None, no_input: bool, words: Language) -> str:
    from minnesota.base.dates import When

    asks = given is None and not no_input
    question = "When (2025-01-03; 2025-01; 2025-01-02/2025-01-04; Enter if not known)"
    while True:
        answer = _prompt(words, words.text(question)) if asks else given or ""
        try:
            return When.parse(answer).text if answer.strip() else ""
        except ValueError as error:
            if not asks:
                raise typer.BadParameter(str(error), param_hint="--date") from None
            typer.echo(words.value(error.args[0]), err=True)


def _perspective(words: Language) -> Perspective:
    said = "assessment: you look at a State's investigation from outside. investigation: the file is your own."
    typer.echo(words.text(said), err=True)
    known = {words.word(p.value): p for p in Perspective} | {p.value: p for p in Perspective}
    default = words.word(Perspective.assessment.value)
    while (answer := _prompt(words, words.text("Perspective"), default)) not in known:
        typer.echo(words.text("Please write assessment or investigation."), err=True)
    return known[answer]


def _circumstances(given: list[str] | None, no_input: bool, words: Language) -> tuple[str, ...]:
    from minnesota.base.diagnostics import did_you_mean_or_list
    from minnesota.base.wording import Phrase
    from minnesota.keeping import start

    known = {c.id: c for c in start.protocol(words.code).circumstances}

    def wrong(names: list[str]) -> list[Phrase]:
        text = 'no circumstance is called "{name}": {hint}'
        return [
            Phrase(text, name=n, hint=did_you_mean_or_list(n, known))
            for n in names
            if n not in known
        ]

    if given or no_input:
        if complaints := wrong(given or []):
            raise typer.BadParameter("; ".join(complaints), param_hint="--circumstance")
        return tuple(dict.fromkeys(given or []))
    typer.echo(
        words.text(
            "Which of these hold? They decide which steps apply; you can change them later."
        ),
        err=True,
    )
    for circumstance in known.values():
        typer.echo(f"  {circumstance.id:<24} {circumstance.title}", err=True)
    while True:
        answer = _prompt(
            words, words.text("Circumstances (with commas between; Enter for none yet)")
        )
        names = [n.strip() for n in answer.split(",") if n.strip()]
        if not (complaints := wrong(names)):
            return tuple(dict.fromkeys(names))
        typer.echo("\n".join(map(words.value, complaints)), err=True)
