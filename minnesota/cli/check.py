"""`minnesota check`: what is shown of an investigation, and what is not."""

from __future__ import annotations

import io
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from minnesota.cli.completion import complete_principle
from minnesota.cli.exit_code import ExitCode
from minnesota.cli.options import AsOf, Lang, Language, day, in_language, one_of, refuse_output

if TYPE_CHECKING:
    from datetime import date

    from minnesota.base.diagnostics import Diagnostic
    from minnesota.engine.baseline import Baseline, Held
    from minnesota.engine.finding import Assessment, Finding
    from minnesota.reading.case import CaseFile

    Baselines = dict[tuple[str, str], Baseline]
    Broken = list[tuple[str, list[Diagnostic]]]
    Done = list[tuple[CaseFile, Assessment]]
    Gaps = list[list[Finding]]

HELP = """Show which requirements are met, not met or not shown.

PATH is a case file, or a folder that holds case.yaml. Use - for standard input.

Shows the twelve worst gaps and counts the rest by phase. A case that names several protocols is
judged by each of them.

\b
Examples:
  minnesota check                              the case in this folder
  minnesota check cases/*                      several cases
  minnesota check my-case --principle prompt   one principle only
  minnesota check my-case --as-of 2025-06-30   as the case stood on that day
  minnesota check my-case --all                every gap, and what does not
                                               apply
  minnesota check my-case --lang fr            in French
  minnesota check my-case --format json        for other programs
  minnesota check cases/* -f sarif -o x.sarif  for code-scanning viewers
  minnesota check - < case.yaml                a case from standard input
  minnesota check my-case --baseline old.json  fail only on what got worse

JSON is one object. For several cases or protocols it is one object a line.

With --baseline, a gap counts only if it is new or its verdict got worse. The baseline is an
earlier output of --format json for the same cases, protocols and --principle.

Errors in an unusable case go to standard error, or into the document with -f sarif, junit or
github.

\b
Exit codes:
  0  no gap at the --fail-on level
  1  gaps
  2  a case, a pack or the baseline could not be used
"""

STDIN = Path("-")


class Format(StrEnum):
    """How to show it."""

    text = "text"
    json = "json"
    sarif = "sarif"
    junit = "junit"
    github = "github"


class FailOn(StrEnum):
    """From which force of a step on a gap makes the command exit with 1."""

    must = "must"
    should = "should"
    never = "never"


FORCES = {  # of the steps on which a gap makes the command exit with 1
    FailOn.must: ("must",),
    FailOn.should: ("must", "should"),
    FailOn.never: (),
}
Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH", help="Case files or their folders, or -.", show_default="the current folder"
    ),
]


def check(
    paths: Paths = None,
    principle: Annotated[
        list[str] | None,
        typer.Option(
            "--principle",
            "-p",
            metavar="ID",
            help="Only this principle. May be repeated.",
            autocompletion=complete_principle,
            show_default=False,
        ),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="Exit with 1 if a step of this force or stronger has a gap.")
    ] = FailOn.must,
    as_of: AsOf = None,
    format: Annotated[
        Format, typer.Option("--format", "-f", help="Format of the output.")
    ] = Format.text,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to this file.",
            show_default="the terminal",
        ),
    ] = None,
    all: Annotated[
        bool,
        typer.Option("--all", help="Show every gap by principle, and the steps that do not apply."),
    ] = False,
    lang: Lang = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Fail only on what got worse since this earlier JSON.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Run the checks and show them; gives the exit code."""
    # before anything is written, which may be over that very file
    known = _baselines(baseline)
    paths = _each_once(paths or [Path()])
    read = _read_all(paths, lang, format, output)
    done = _assess_all(read.files, principle, as_of)
    for file, assessment in done:
        refuse_output(output, file.files)
        _refuse_foreign(known, file, assessment)
    held = [_held(known, file, assessment) for file, assessment in done]
    deciding = _deciding(done, held, fail_on)
    if format in (Format.sarif, Format.junit, Format.github):
        _write(_document(format, read.broken, done, deciding), output)
    elif done:
        several = max(len(done), len(paths)) > 1
        _show(done, format, output, all, lang or Language("en"), several)
    if known is not None:
        is_apart = format is not Format.text or output is not None
        _say_worse(known, done, held, apart=is_apart)
    if read.broken:
        return ExitCode.unusable
    if any(deciding):
        return ExitCode.gaps
    return ExitCode.done


class _Read(NamedTuple):
    """The cases that could be used, and the mistakes of the others by their names."""

    files: list[CaseFile]
    broken: Broken


def _each_once(paths: list[Path]) -> list[Path]:
    """Return the paths without those that lead to a case already named in other words.

    Raises BadParameter where standard input is named twice.
    """
    from minnesota.reading.case import case_path

    if paths.count(STDIN) > 1:
        raise typer.BadParameter(
            '"-" is standard input, which can be read once; give it once', param_hint="PATH"
        )
    cases: dict[str, Path] = {}
    for path in paths:
        name = "-"
        if path != STDIN:
            name = os.path.realpath(case_path(path))
        cases.setdefault(name, path)
    return list(cases.values())


def _read_all(
    paths: list[Path], lang: Language | None, format: Format, output: Path | None
) -> _Read:
    """Read the cases, and say on standard error why one cannot be used.

    A document for other programs holds those mistakes itself.
    """
    from minnesota.base.diagnostics import Problems
    from minnesota.reading.case import STDIN_NAME, case_path

    if format is not Format.text:
        lang = None  # other programs get one language
    read = _Read([], [])
    for path in paths:
        try:
            read.files.append(in_language(_load(path), lang))
        except Problems as problems:
            case = case_path(path)
            # Which files are its exhibits cannot be told, so that each in the folder counts.
            refuse_output(output, [case, *(case.parent / "evidence").rglob("*")])
            name = case.as_posix()
            if path == STDIN:
                name = STDIN_NAME
            read.broken.append((name, problems.diagnostics))
            if format in (Format.text, Format.json):
                for diagnostic in problems.diagnostics:
                    typer.echo(diagnostic, err=True)
    return read


def _load(path: Path) -> CaseFile:
    from minnesota.reading.case import load_case, load_case_from

    if path != STDIN:
        return load_case(path)
    if sys.stdin is None:  # closed by who started the program
        return load_case_from(io.BytesIO())
    return load_case_from(sys.stdin.buffer)


def _assess_all(files: list[CaseFile], principles: list[str] | None, as_of: date | None) -> Done:
    """Assess each case by each protocol that it names, as to the principles that were chosen."""
    from minnesota.engine.assess import assess

    done: Done = []
    for file in files:
        chosen = _chosen_principles(principles, file)
        for protocol in file.protocols:
            assessment = assess(protocol, file.case, day(as_of)).only(chosen)
            if assessment.principles:
                done.append((file, assessment))
    return done


def _chosen_principles(principles: list[str] | None, file: CaseFile) -> list[str]:
    """Return the principles to judge by. Raises BadParameter where the case's packs lack one."""
    known: dict[str, None] = {}
    for protocol in file.protocols:
        known |= dict.fromkeys(principle.id for principle in protocol.principles)
    for name in principles or []:
        one_of(name, list(known), "--principle", "principle")
    return principles or list(known)


def _baselines(path: Path | None) -> Baselines | None:
    if path is None:
        return None
    from minnesota.engine import baseline

    return baseline.read(path)


def _refuse_foreign(known: Baselines | None, file: CaseFile, assessment: Assessment) -> None:
    """Raise BadParameter where the baseline holds nothing to compare an assessment with."""
    if known is None:
        return
    baseline = known.get((file.case.id, assessment.protocol.id))
    if baseline is None:
        reason = f"the baseline holds nothing of {file.case.id} by {assessment.protocol.id}"
        raise typer.BadParameter(reason, param_hint="--baseline")
    judged = [verdict.principle.id for verdict in assessment.principles]
    missing = ", ".join(name for name in judged if name not in baseline.principles)
    if missing:
        reason = f"the baseline was made without {missing}; give the same --principle as then"
        raise typer.BadParameter(reason, param_hint="--baseline")


def _held(known: Baselines | None, file: CaseFile, assessment: Assessment) -> Held | None:
    """Hold an assessment against its baseline, if there are baselines."""
    if known is None:
        return None
    from minnesota.engine import baseline

    return baseline.hold(known[file.case.id, assessment.protocol.id], assessment)


def _say_worse(known: Baselines, done: Done, held: list[Held | None], apart: bool) -> None:
    """Say all that got worse since the baselines, whatever decides; `apart`: on standard error."""
    from minnesota.engine import baseline

    for (file, assessment), now in zip(done, held, strict=True):
        protocol = assessment.protocol
        old = known[file.case.id, protocol.id]
        if old.digest != protocol.digest:
            typer.echo(f"Note: the baseline was made with another text of {protocol.id}.", err=True)
        if now:
            typer.echo("\n".join(baseline.said(old, now)), err=apart)


def _deciding(done: Done, held: list[Held | None], fail_on: FailOn) -> Gaps:
    """Return the gaps of each assessment that decide the exit code.

    With a baseline these are the gaps that are new or got worse.
    """
    deciding: Gaps = []
    for (_, assessment), compared in zip(done, held, strict=True):
        if compared:
            gaps = list(compared.worse)
        else:
            gaps = [finding for finding in assessment.findings if finding.is_gap]
        deciding.append([gap for gap in gaps if gap.step.force in FORCES[fail_on]])
    return deciding


def _document(format: Format, broken: Broken, done: Done, deciding: Gaps) -> str:
    """Return what other programs than ours read, mistakes and all."""
    if format is Format.junit:
        from minnesota.machine.junit import as_junit

        suites = []
        for (file, assessment), gaps in zip(done, deciding, strict=True):
            suites.append((file, assessment, gaps))
        return as_junit(broken, suites)
    from minnesota.machine.remarks import remarks

    mistakes: list[Diagnostic] = []
    for _, diagnostics in broken:
        mistakes += diagnostics
    said = remarks(mistakes, done)
    if format is Format.sarif:
        from minnesota.machine.sarif import as_sarif

        return as_sarif(said)
    from minnesota.machine.github import as_github

    return as_github(said)


def _show(
    done: Done, format: Format, output: Path | None, all: bool, lang: Language, several: bool
) -> None:
    """Show the assessments; `several`: in JSON, an object a line."""
    if format is Format.json:
        from minnesota.machine.json import as_json

        indent: int | None = 2
        if several:
            indent = None
        lines = [as_json(file, assessment, indent=indent) + "\n" for file, assessment in done]
        _write("".join(lines), output)
        return
    from minnesota.terminal.check import show

    if output is None:
        for number, (_, assessment) in enumerate(done):
            if number:
                typer.echo()
            show(assessment, all, lang=lang.value)
        return
    stream = io.StringIO()
    for _, assessment in done:
        show(assessment, all, stream, lang.value)
    _write(stream.getvalue(), output)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
    else:
        from minnesota.base.files import write

        write(output, text)
