"""`minnesota record`: writes one record into the case."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minnesota.cli.options import CasePath, Lang, Who, given_date, noticed, one_of, spoken

if TYPE_CHECKING:
    from minnesota.engine.finding import Finding
    from minnesota.language.speak import Language
    from minnesota.reading.case import CaseFile

HELP = """Write down what is to be said of one step: a record in case.yaml, and a line in its journal.

Only the lines that must change are touched; comments, order and spacing stay. What would make the case
invalid is refused before anything is written. If the step has a record with the same status, sources are
added to it, and a note, day or person takes the place of the earlier one, which is said; a new status
replaces it all. The journal keeps what was there. It shows what the step's verdict was and is.

\b
Examples:
  minnesota record bias.weighing --status done --source E07 --note "Why you say so."
  minnesota record autopsy.performed my-case --for V01 --status not-done --on 2025-06-30 --source E02
  minnesota record scene.plan --for S01 --status partly --source E03 --source E04 --who AB
  minnesota record bias.weighing --status unknown --show     what would change, without writing

Exit codes: 0 written (or nothing to change); 2 refused, nothing was written.
"""


class Status(StrEnum):
    """What is said of a step."""

    done = "done"
    partly = "partly"
    not_done = "not-done"
    refused = "refused"
    not_applicable = "not-applicable"
    unknown = "unknown"


def _case(context: typer.Context) -> CaseFile | None:
    """The case that a command line is about, for the shell's completion."""
    from minnesota.base.diagnostics import Problems
    from minnesota.reading.case import load_case

    try:
        return load_case(context.params.get("path") or Path())
    except (Problems, OSError):
        return None


def complete_step(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Steps, for the shell's completion."""
    from minnesota.reading.protocol import load_protocol

    file = _case(context)
    protocols = file.protocols if file else (load_protocol("minnesota-2016"),)
    return [(s.id, s.title) for p in protocols for s in p.steps if s.id.startswith(incomplete)]


def complete_subject(context: typer.Context, incomplete: str) -> list[str]:
    """The parts of the case that the step is asked of, for the shell's completion."""
    file = _case(context)
    if file is None:
        return []
    # the words typed so far, as the shells hand them over: at an option without its value no argument is parsed yet
    typed = f"{os.environ.get('COMP_WORDS')} {os.environ.get('_TYPER_COMPLETE_ARGS')}".split()
    scope = next((s.scope for p in file.protocols for s in p.steps if s.id in typed), None)
    return [
        p.id
        for kind, parts in file.case.parts()
        if scope in (None, kind)
        for p in parts
        if p.id.startswith(incomplete)
    ]


def complete_exhibit(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Exhibits, for the shell's completion."""
    file = _case(context)
    return (
        [(e.id, e.title) for e in file.case.exhibits if e.id.startswith(incomplete)] if file else []
    )


def record(
    step: Annotated[
        str,
        typer.Argument(
            metavar="STEP",
            help="The id of a step.",
            autocompletion=complete_step,
            show_default=False,
        ),
    ],
    status: Annotated[Status, typer.Option(help="What is to be said of it.")],
    path: CasePath = Path(),
    subject: Annotated[
        str | None,
        typer.Option(
            "--for",
            help="The victim, scene, … it is about, by its id.",
            autocompletion=complete_subject,
            show_default=False,
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="When: 2025-01-03, 2025-01, 2025-01-03T08:30.", show_default=False
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Who says so, or did it.", show_default=False)
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            help="The exhibit it rests on, by its id; may be repeated.",
            autocompletion=complete_exhibit,
            show_default=False,
        ),
    ] = None,
    note: Annotated[str | None, typer.Option(help="Why you say so.", show_default=False)] = None,
    who: Who = None,
    show: Annotated[
        bool, typer.Option("--show", help="Show the difference, and write nothing.")
    ] = False,
    lang: Lang = None,
) -> None:
    """Write the record."""
    from minnesota.base.wording import Word
    from minnesota.keeping.events import Event
    from minnesota.keeping.keep import Plan, keep
    from minnesota.keeping.record import Answer, plan_record

    words = spoken(lang)
    t = words.text

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
        one_of(step, [s.id for p in file.protocols for s in p.steps], "STEP", "step")
        found = plan_record(file, answer)
        replaced.extend(found.replaced)
        return found.plan

    kept = keep(path, Event.record, who, plan, write=not show)
    noticed(kept, who, words)
    if show or not kept.diff:
        typer.echo(
            kept.diff or t("Nothing to change: this is what the case says."), nl=not kept.diff
        )
        return
    text = "Recorded: {step} for {id}: {status}." if subject else "Recorded: {step}: {status}."
    typer.echo(t(text, step=step, id=subject, status=Word(status.value)))
    if replaced:
        typer.echo(
            t(
                "Replaced in the earlier record: {keys} (the journal keeps it).",
                keys=", ".join(replaced),
            )
        )
    for line in verdict(kept.before, kept.after, step, subject, words):
        typer.echo(line)


def verdict(
    before: CaseFile, after: CaseFile, step: str, subject: str | None, words: Language
) -> list[str]:
    """What the verdict on a step was and is, and why, as lines for the terminal in a language."""
    from minnesota.base.lines import wrapped
    from minnesota.language.verdicts import WORDS

    old, new = _finding(before, step, subject), _finding(after, step, subject)
    if new is None:
        return [words.text("The step does not apply to this case as it is.")]
    changed = old is not None and old.verdict != new.verdict
    text = "Verdict: {verdict} (was: {before})" if changed else "Verdict: {verdict}"
    said = words.text(text, verdict=WORDS[new.verdict], before=old and WORDS[old.verdict])
    return [said, *(line for r in new.reasons for line in wrapped(words.say(r), "  "))]


def _finding(file: CaseFile, step: str, subject: str | None) -> Finding | None:
    from datetime import date

    from minnesota.engine.assess import assess

    found = [
        f
        for p in file.protocols
        for f in assess(p, file.case, date.today()).findings
        if f.step.id == step
    ]
    return next((f for f in found if subject in (None, f.subject)), None)
