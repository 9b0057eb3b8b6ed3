"""`minnesota record`: writes one record into the case."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minnesota.cli.completion import complete_exhibit, complete_step, complete_subject
from minnesota.cli.options import CasePath, Lang, Show, Who, given_date, noticed, one_of, spoken

if TYPE_CHECKING:
    from minnesota.keeping.events import Event
    from minnesota.keeping.keep import Kept
    from minnesota.keeping.record import Answer
    from minnesota.language.speak import Language
    from minnesota.reading.case import CaseFile

HELP = """Record the status of one step.

Adds a record to case.yaml and a line to its journal, then shows the verdict before and after.
Changes only the lines it must: comments, order and spacing stay. Refuses a change that would make
the case invalid.

If the step already has a record with the same status, the new sources are added to it, and a new
note, day or person replaces the old one. A record with another status is replaced as a whole. The
journal keeps what was replaced.

\b
Examples:
  minnesota record bias.weighing --status done --source E07 \\
      --note "Why you say so."
  minnesota record autopsy.performed my-case --for V01 --status not-done \\
      --on 2025-06-30 --source E02
  minnesota record scene-work.paper --for S01 --status partly --source E03 \\
      --source E04 --who AB
  minnesota record bias.weighing --status unknown --show   show, write nothing

\b
Exit codes:
  0  written, or nothing to change
  2  refused, the case was not changed
"""


class Status(StrEnum):
    """What is said of a step."""

    done = "done"
    partly = "partly"
    not_done = "not-done"
    refused = "refused"
    not_applicable = "not-applicable"
    unknown = "unknown"


def record(
    step: Annotated[
        str,
        typer.Argument(
            metavar="STEP", help="Id of the step.", autocompletion=complete_step, show_default=False
        ),
    ],
    status: Annotated[Status, typer.Option(help="Status to record.")],
    path: CasePath = Path(),
    subject: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="ID",
            help="Victim, scene or other part of the case that it is about.",
            autocompletion=complete_subject,
            show_default=False,
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="When: 2025-01-03, 2025-01, or 2025-01-03T08:30.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who did it, or says so.", show_default=False)
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Exhibit that shows it. May be repeated.",
            autocompletion=complete_exhibit,
            show_default=False,
        ),
    ] = None,
    note: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why you say so.", show_default=False)
    ] = None,
    who: Who = None,
    show: Show = False,
    lang: Lang = None,
) -> None:
    """Write the record."""
    from minnesota.keeping.keep import Plan, keep
    from minnesota.keeping.record import Answer, plan_record

    words = spoken(lang)
    answer = Answer(
        step,
        subject,
        status.value,
        given_date(on, "--on"),
        by,
        tuple(dict.fromkeys(source or ())),
        note,
    )
    replaced: list[str] = []

    def plan(file: CaseFile) -> Plan:
        steps: list[str] = []
        for protocol in file.protocols:
            steps += protocol.step
        one_of(step, steps, "STEP", "step")
        planned = plan_record(file, answer)
        replaced.extend(planned.replaced)
        return planned.plan

    kept = keep(path, Event.record, who, plan, write=not show)
    noticed(kept, who, words)
    if not kept.diff:
        typer.echo(words.text("Nothing to change: this is what the case says."))
    elif show:
        typer.echo(kept.diff, nl=False)
    else:
        _tell(kept, answer, replaced, words)


def _tell(kept: Kept, answer: Answer, replaced: list[str], words: Language) -> None:
    """Say what was recorded and replaced, and the verdict before and after."""
    from minnesota.base.wording import Word
    from minnesota.terminal.record import verdict_lines

    text = "Recorded: {step}: {status}."
    if answer.subject:
        text = "Recorded: {step} for {id}: {status}."
    status = Word(answer.status)
    typer.echo(words.text(text, step=answer.step, id=answer.subject, status=status))
    if replaced:
        text = "Replaced in the earlier record: {keys} (the journal keeps it)."
        typer.echo(words.text(text, keys=", ".join(replaced)))
    for line in verdict_lines(kept.before, kept.after, answer.step, answer.subject, words):
        typer.echo(line)
