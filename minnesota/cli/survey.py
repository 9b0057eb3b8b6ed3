"""`minnesota survey`: many cases at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minnesota.cli.exit_code import ExitCode
from minnesota.cli.options import AsOf, Lang, day, refuse_output, spoken
from minnesota.cli.progress import case_progress
from minnesota.cli.stopping import Stopped, StopSignals, stop_signals
from minnesota.survey.output.formats import BY_NAME, FORMATS, Format

if TYPE_CHECKING:
    from minnesota.survey.run import Batch

HELP = """Assess many cases and count what is missing.

PATH is one of these: a folder, which is searched for cases; a case file; a pattern in quotes, such
as "cases/*/2025"; an address that fsspec knows, such as s3://bucket/cases; or - for a list of
paths on standard input, one a line. A case that cannot be used gets a row that says so. It does
not stop the run.

\b
Examples:
  minnesota survey cases                         a table, and counts by
                                                 principle and step
  minnesota survey cases -o survey.html          a page with plots
  minnesota survey cases --to csv > survey.csv   or jsonl; parquet needs -o
  minnesota survey cases --resume run.jsonl      keep each line as it comes;
                                                 run it again to go on
  minnesota survey cases --cache ~/survey-cache  judge again only what changed
  find . -name case.yaml | minnesota survey -
  minnesota survey s3://bucket/cases --scheduler tcp://127.0.0.1:8786

No output holds a person's name from a `name` key. Titles may name somebody, so they are shown only
with --titles. Paths are shown only in the terminal and in jsonl. The counts are of what the files
show. They are not a score and say nothing about a State beyond these files.

Ctrl-C finishes the cases in progress and writes what was done. A file then gets another name, such
as survey.partial.csv, so that nobody takes it for a whole survey. Press Ctrl-C again to stop at
once.

\b
Exit codes:
  0    every case meets every principle
  1    gaps, or a case that cannot be used
  2    the command or the cluster could not be used
  130  stopped with Ctrl-C
  143  stopped by the system
"""


# The names of the formats, as Typer takes the words of a choice.
To = StrEnum("To", [form.name for form in FORMATS])  # type: ignore[misc]
TEXT = BY_NAME["text"]
ENDINGS = {ending: form for form in FORMATS for ending in form.endings}


def _path(given: str) -> Path:
    if not given:
        raise typer.BadParameter("this is empty")
    return Path(given)


def survey(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="Folders, case files, patterns, addresses, or -."),
    ],
    to: Annotated[
        To | None, typer.Option(help="Format.", show_default="by the ending of --output, else text")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            parser=_path,
            metavar="FILE",
            help="Write to this file.",
            show_default="the terminal",
        ),
    ] = None,
    as_of: AsOf = None,
    titles: Annotated[
        bool, typer.Option("--titles", help="Show the titles of cases. They may name somebody.")
    ] = False,
    lang: Lang = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            metavar="N",
            help="Number of processes.",
            show_default="one a processor",
        ),
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(
            parser=_path,
            metavar="FILE.jsonl",
            help="Keep each line in this file, and go on from the lines in it.",
            show_default=False,
        ),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            parser=_path,
            metavar="DIR",
            help="Keep verdicts in this folder, and judge again only what changed.",
            show_default=False,
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Use the Dask cluster of this scheduler.", show_default=False
        ),
    ] = None,
) -> int:
    """Assess, count and show; gives the exit code."""
    from contextlib import ExitStack

    from minnesota.base.diagnostics import Diagnostic, Problems
    from minnesota.base.wording import Counted
    from minnesota.survey import run
    from minnesota.survey.output.showing import showing, unfinished
    from minnesota.survey.paths import found, listing
    from minnesota.survey.resume import kept_in
    from minnesota.survey.row import SurveyRequest
    from minnesota.survey.tally import Tally

    kind = _format(to, output)
    _refuse(paths, kind, output, resume, cache, scheduler)
    listed = listing(sys.stdin.buffer.read()) if "-" in paths and sys.stdin else []
    words, tally, unkept, left, idle = spoken(lang), Tally(), None, 0, 0
    with ExitStack() as open_:
        kept = open_.enter_context(kept_in(resume, as_of, titles)) if resume else None
        asked = SurveyRequest(kept.as_of if kept and kept.as_of else day(as_of), titles)
        if asked.as_of != day(as_of):
            typer.echo(
                words.text("As of {day}, as {file} began.", day=str(asked.as_of), file=resume),
                err=True,
            )
        cases = ((path, kept.fingerprint(path) if kept else None) for path in found(paths, listed))
        batches = run.run_batches(cases, run.task(asked, cache), jobs, scheduler)
        advance = open_.enter_context(
            _progress(lambda: sum(1 for _ in found(paths, listed)), kind, output)
        )
        stop = open_.enter_context(stop_signals())
        open_.callback(_close, batches, stop)
        with showing(kind.name, output, sys.stdout, tally, asked, words.code) as shown:
            for batch in _unless_lost(batches, scheduler, stop):
                for line in kept.taken(batch) if kept else batch.lines:
                    shown.add(line)
                unkept = unkept or batch.unkept
                advance(len(batch.cases))
                idle = 0 if batch.cases else idle + 1
                if idle == 10:
                    typer.echo(
                        words.text(
                            "The cluster is slow, or has lost its workers: waiting for it (Ctrl-C ends this)."
                        ),
                        err=True,
                    )
                if stop.first:
                    break
            shown.stopped = bool(stop.first)
            if not tally.lines and not shown.stopped:
                said, hint = (
                    "no case was found here (case.yaml, or case.yml)",
                    "`minnesota init DIR` starts one",
                )
                raise Problems([Diagnostic(path, 0, 0, "no-case", said, hint) for path in paths])
            if kept and not shown.stopped:
                left = kept.close()
            shown.close()
        rows, t = Counted(tally.lines, "row"), words.text
        if left:
            text = "Not met this time: {cases} in {file}. Their lines stay there, and are not counted here."
            typer.echo(t(text, cases=Counted(left, "case"), file=resume), err=True)
        if unkept:
            typer.echo(
                t("Not all verdicts could be kept in {folder}: {why}.", folder=cache, why=unkept),
                err=True,
            )
        if shown.stopped:
            typer.echo(t("Stopped before the end: {rows} written.", rows=rows), err=True)
            for place in (resume, cache):
                if place and tally.lines:
                    text = (
                        "What was judged is kept in {place}; the same command goes on from there."
                    )
                    typer.echo(t(text, place=place), err=True)
        if output:
            where = unfinished(output) if shown.stopped else output
            typer.echo(t("Written: {file} ({rows})", file=where, rows=rows), err=True)
        if shown.stopped:
            return stop.exit_code
        return ExitCode.gaps if tally.open or tally.broken.total() else ExitCode.done


def _unless_lost(
    batches: Iterator[Batch], scheduler: str | None, stop: StopSignals
) -> Iterator[Batch]:
    """Yield the batches until there are no more, or until a second signal breaks off the work.

    Raises Problems where those who work on them are lost, or are not this program.
    """
    from concurrent.futures import BrokenExecutor

    from minnesota.base.diagnostics import Diagnostic, Problems
    from minnesota.survey.run import Refused

    try:
        while True:
            with stop.breaking_off():
                batch = next(batches, None)
            if batch is None:
                return
            yield batch
    except Stopped:
        return
    except (Refused, BrokenExecutor) as error:
        if stop.first:
            return
        said = (
            str(error)
            if isinstance(error, Refused)
            else f"the workers were lost ({type(error).__name__})"
        )
        hint = (
            None
            if isinstance(error, Refused)
            else "with --resume FILE.jsonl a run goes on where it stopped"
        )
        raise Problems(
            [Diagnostic(scheduler or "survey", 0, 0, "no-workers", said, hint)]
        ) from None


def _close(batches: Generator[Batch, None, None], stop: StopSignals) -> None:
    """Let the workers go, once all is written: a second signal only spares the wait for them."""
    with suppress(Stopped), stop.breaking_off():
        batches.close()


def _refuse(
    paths: list[str],
    kind: Format,
    output: Path | None,
    resume: Path | None,
    cache: Path | None,
    scheduler: str | None,
) -> None:
    """Raise Problems where a path leads nowhere, BadParameter where something would be lost or is empty."""
    from minnesota.base.diagnostics import Diagnostic, Problems
    from minnesota.reading.case import CASE_NAMES
    from minnesota.survey.output.showing import holds_something_else, unfinished
    from minnesota.survey.paths import absent

    if gone := absent(paths):
        said, hint = (
            "there is no such file or folder",
            "give folders, cases, patterns in quotes, addresses, or -",
        )
        raise Problems([Diagnostic(path, 0, 0, "unreadable", said, hint) for path in gone])
    reading = [Path(path) for path in paths]
    refuse_output(resume, reading, "--resume")
    for file in (output, unfinished(output)) if output else ():
        option = "--output" if file == output else f"--output ({file.name}, if it is stopped)"
        refuse_output(file, reading, option)
        if holds_something_else(file, kind.name):
            said = (
                f"this file holds something else, not a survey as {kind.name}; nothing was written"
            )
            raise typer.BadParameter(said, param_hint=option)
        if resume and file.resolve() == resume.resolve():
            raise typer.BadParameter("--output and --resume name the same file", param_hint=option)
    if cache and cache.exists() and not cache.is_dir():
        raise typer.BadParameter("this is not a folder", param_hint="--cache")
    if cache and any(
        (folder / name).exists()
        for folder in (cache, *cache.resolve().parents)
        for name in CASE_NAMES
    ):
        raise typer.BadParameter(
            "this is in the folder of a case; choose a folder outside the cases",
            param_hint="--cache",
        )
    if scheduler == "":
        raise typer.BadParameter("this is empty", param_hint="--scheduler")


def _format(to: To | None, output: Path | None) -> Format:
    """The format that is meant. Raises BadParameter where the ending says none, or another, or the format needs a file."""
    suffix = output.suffix.lower() if output else ""
    ending = ENDINGS.get(suffix) if output else None
    if to is None and output and ending is None:
        known = ", ".join(ENDINGS)
        raise typer.BadParameter(
            f"the file name must end in one of {known}; or give --to. Nothing was written.",
            param_hint="--output",
        )
    if to and ending and to != ending.name and ending is not TEXT:
        raise typer.BadParameter(
            f"--to {to} conflicts with a file name ending in {suffix}; nothing was written",
            param_hint="--output",
        )
    kind = BY_NAME[to] if to else ending or TEXT
    if kind.needs_file and output is None:
        raise typer.BadParameter(
            f"{kind.name} cannot be shown in a terminal; use --output FILE", param_hint="--to"
        )
    return kind


def _progress(
    count: Callable[[], int], kind: Format, output: Path | None
) -> AbstractContextManager[Callable[[int], None]]:
    """Show how many cases are done, at a terminal and if there are many; `count` counts them.

    Nothing is shown where rows other than the table come in the same terminal, or where they go to
    a program that may write there.
    """
    import os
    import stat

    from minnesota.survey.run import FEW

    at_the_end = output is not None or kind.at_the_end
    above = not at_the_end and sys.stdout.isatty()
    piped = not at_the_end and stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
    wanted = sys.stderr.isatty() and not piped and (kind is TEXT or not above)
    total = 0
    if wanted:
        total = count()
    if total <= FEW:
        total = 0
    return case_progress(total, above=above)
