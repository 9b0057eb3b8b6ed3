"""`minnesota survey`: many cases at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minnesota.cli.options import AsOf, Lang, day

if TYPE_CHECKING:
    from minnesota.protocol import Protocol
    from minnesota.render.survey.sinks import Sink
    from minnesota.survey.row import Asked
    from minnesota.survey.run import Task
    from minnesota.survey.tally import Tally

HELP = """Assess many cases and show them together: a row for each, and what is missing in how many of them.

PATH is a folder (gone through to the cases in it), a case file, a pattern in quotes ("cases/*/2025"), an address
that fsspec knows (s3://bucket/cases), or - for a list of paths on standard input, one a line. A case that cannot
be used is a row that says so, and never the end of the run.

\b
Examples:
  minnesota survey cases                               a table, and counts by principle and step
  minnesota survey cases -o survey.html                a page with plots
  minnesota survey cases --to csv > survey.csv         also jsonl; parquet needs -o
  minnesota survey cases --resume run.jsonl            each line kept as it comes; the same words go on from there
  minnesota survey cases --cache ~/survey-cache        only what changed is judged anew the next time
  find . -name case.yaml | minnesota survey -
  minnesota survey s3://bucket/cases --scheduler tcp://127.0.0.1:8786

No output holds a person's name from a `name` key, and titles (which may name somebody) only with --titles. Paths stand in the
terminal and in jsonl alone. Counts are of what the files show: no score, and nothing about a State beyond them.

Exit codes: 0 every case meets every principle; 1 gaps, or a case that cannot be used; 2 the command or the cluster could not
be used; 130 Ctrl-C, with what was done written.
"""


class To(StrEnum):
    """A format."""

    text = "text"
    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    html = "html"


ENDINGS = {
    ".txt": To.text,
    ".csv": To.csv,
    ".jsonl": To.jsonl,
    ".parquet": To.parquet,
    ".html": To.html,
    ".htm": To.html,
}


def survey(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Folders, cases, patterns, addresses, or -.")],
    to: Annotated[
        To | None, typer.Option(help="The format; else as the ending of --output says.", show_default="text")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write to this file instead of the terminal.", show_default=False),
    ] = None,
    as_of: AsOf = None,
    titles: Annotated[
        bool, typer.Option("--titles", help="Show the titles of cases, which may name somebody.")
    ] = False,
    lang: Lang = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Processes at once.", show_default="one a processor")
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl",
            help="Keep each line here as it comes, and go on from those there.",
            show_default=False,
        ),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep verdicts here, and judge anew only what changed.", show_default=False),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Work on the Dask cluster of this scheduler.", show_default=False),
    ] = None,
) -> int:
    """Assess, count and show; gives the exit code."""
    from concurrent.futures import BrokenExecutor

    from minnesota.diagnostics import Diagnostic, Problems
    from minnesota.survey.paths import found
    from minnesota.survey.resume import Resumed
    from minnesota.survey.row import Asked
    from minnesota.survey.run import Refused, task
    from minnesota.survey.tally import Tally

    kind = _format(to, output)
    asked = Asked(day(as_of), titles)
    tally = Tally()
    stopped = False
    listed = [line for line in sys.stdin if line.strip()] if "-" in paths else []
    if cache is not None and cache.exists() and not cache.is_dir():
        raise typer.BadParameter("this is not a folder", param_hint="--cache")
    if scheduler is not None and not scheduler.strip():
        raise typer.BadParameter("this is empty: give the address of a scheduler", param_hint="--scheduler")
    with ExitStack() as open_:
        kept = open_.enter_context(Resumed(resume, asked)) if resume else None
        finish = open_.enter_context(_shown(kind, output, tally, asked, lang.value if lang else "en"))
        every = (p for p in found(paths, listed) if kept is None or p not in kept)
        count = (
            (lambda: sum(kept is None or p not in kept for p in found(paths, listed))) if sys.stderr.isatty() else None
        )
        stop = open_.enter_context(_asked_to_stop())
        try:
            for line in kept.lines() if kept else ():
                finish.add(line)
            for lines in _worked(every, task(asked, cache), jobs, scheduler, count):
                if kept:
                    kept.add(lines)
                for line in lines:
                    finish.add(line)
                if stopped := stop():
                    break
        except (Refused, BrokenExecutor) as error:
            said = str(error) if isinstance(error, Refused) else f"the workers were lost ({type(error).__name__})"
            hint = None if isinstance(error, Refused) else "with --resume FILE.jsonl a run goes on where it stopped"
            raise Problems([Diagnostic(scheduler or "survey", 1, 1, "no-workers", said, hint)]) from None
        if not tally.lines and not stopped:
            said = "no case was found here (case.yaml, or case.yml)"
            raise Problems([Diagnostic(p, 1, 1, "no-case", said, "`minnesota init DIR` starts one") for p in paths])
        finish.close(stopped)
    if stopped:
        typer.echo(f"Stopped after {tally.lines} rows, which are written.", err=True)
        return 130
    return int(tally.open > 0 or tally.broken.total() > 0)


@contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed: then the batch in hand is taken to its end. Pressed again, it ends the program at once."""
    import signal

    pressed = False

    def press(*_: object) -> None:
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _format(to: To | None, output: Path | None) -> To:
    """The format that is meant. Raises BadParameter where the ending says none, or the format needs a file."""
    if output is not None and output.name in ("case.yaml", "case.yml"):
        raise typer.BadParameter("this is the name of a case; nothing was written", param_hint="--output")
    if to is None and output is not None:
        if output.suffix.lower() not in ENDINGS:
            known = ", ".join(ENDINGS)
            raise typer.BadParameter(f"write to a file that ends in one of {known}, or say --to", param_hint="--output")
        return ENDINGS[output.suffix.lower()]
    if to is To.parquet and output is None:
        raise typer.BadParameter("a parquet file is nothing for a terminal: give --output", param_hint="--to")
    return to or To.text


def _worked(
    paths: Iterator[str], task: Task, jobs: int | None, scheduler: str | None, count: Callable[[], int] | None
) -> Iterator[list[str]]:
    """The lines of cases, batch by batch, from this process, a pool or a cluster; with progress on a terminal."""
    from itertools import chain, islice

    from minnesota.survey import run

    first = list(islice(paths, 9))
    jobs = jobs or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    with ExitStack() as open_:
        executor: Any = None
        if scheduler:
            from minnesota.survey import cluster

            executor, jobs = open_.enter_context(cluster.executor(scheduler))
        elif jobs > 1 and len(first) > 8:  # a pool costs more than so few are worth
            executor = run.pool(jobs)
            open_.callback(executor.shutdown, cancel_futures=True)
        advance = open_.enter_context(_progress(count)) if count and len(first) > 8 else None
        for lines in run.lines(chain(first, paths), task, executor, jobs):
            yield lines
            if advance:
                advance(len(lines))


@contextmanager
def _progress(count: Callable[[], int]) -> Iterator[Callable[[int], None]]:
    """A bar on standard error: how many are done, how many a second, and how long it will take."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]} a second")
    columns = (TextColumn("Assessing"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("", total=count(), rate="0")

        def advance(lines: int) -> None:
            progress.update(bar, advance=lines, rate=f"{progress.tasks[0].speed or 0:,.0f}")

        yield advance


class _Finish:
    """Takes the lines to where they are shown, counting them; `close` writes what can only be said at the end."""

    def __init__(self, tally: Tally, sink: Sink | None, last: Callable[[bool], None]) -> None:
        self._tally, self._sink, self._last = tally, sink, last

    def add(self, text: str) -> None:
        """Take a line."""
        import json

        line = json.loads(text)
        self._tally.add(line)
        if self._sink:
            self._sink.add(text, line)

    def close(self, stopped: bool) -> None:
        """Write what is left. `stopped`: the run was stopped before its end."""
        if self._sink:
            self._sink.close()
        self._last(stopped)


@contextmanager
def _shown(kind: To, output: Path | None, tally: Tally, asked: Asked, lang: str) -> Iterator[_Finish]:
    """Where the lines go, by format; a file takes its place only when it is whole."""
    import io

    from minnesota.files import replacing

    with ExitStack() as open_:
        raw = open_.enter_context(replacing(output)) if output else None
        out: Any = io.TextIOWrapper(raw, "utf-8", newline="\n", write_through=True) if raw else sys.stdout
        if raw:
            open_.callback(out.detach)
        yield _finish(kind, out, raw, tally, asked, lang)
    if output:
        typer.echo(f"Written: {output} ({tally.lines:,} rows)", err=True)


def _finish(kind: To, out: Any, raw: Any, tally: Tally, asked: Asked, lang: str) -> _Finish:
    if kind is To.text:
        from minnesota.language import language
        from minnesota.render.survey.table import Table

        table = Table(out, language(lang))
        return _Finish(tally, table, lambda stopped: table.summary(tally, _protocols(tally, lang), stopped))
    if kind is To.html:
        from minnesota.render.survey.dashboard import dashboard

        def page(stopped: bool) -> None:
            out.write(dashboard(tally, _protocols(tally, lang), asked, lang, stopped))

        return _Finish(tally, None, page)
    from minnesota.render.survey import sinks

    makers: dict[To, Callable[[], Sink]] = {
        To.csv: lambda: sinks.Csv(out),
        To.jsonl: lambda: sinks.JsonLines(out),
        To.parquet: lambda: sinks.Parquet(raw),
    }
    return _Finish(tally, makers[kind](), lambda stopped: None)


def _protocols(tally: Tally, lang: str) -> dict[tuple[str, str], Protocol]:
    """The shipped packs that judged, in a language; of packs of one's own only the ids are shown."""
    from minnesota import packs
    from minnesota.translation import translated

    names: Iterable[str] = packs.names()
    known = {(p.id, p.digest): (p, name) for name in names for p in (packs.load(name),)}
    return {key: translated(*known[key], lang) for key in tally.protocols if key in known}
