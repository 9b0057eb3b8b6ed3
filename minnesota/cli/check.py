"""`minnesota check`: what is shown of an investigation, and what is not."""

from __future__ import annotations

import io
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minnesota.cli.completion import complete_principle
from minnesota.cli.options import AsOf, Lang, day, in_language, one_of, refuse_output

if TYPE_CHECKING:
    from minnesota.base.diagnostics import Diagnostic
    from minnesota.engine.baseline import Baseline, Held
    from minnesota.engine.finding import Assessment, Finding
    from minnesota.reading.case import CaseFile

    Baselines = dict[tuple[str, str], Baseline]
    Broken = list[tuple[str, list[Diagnostic]]]
    Done = list[tuple[CaseFile, Assessment]]

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
    from minnesota.base.diagnostics import Problems
    from minnesota.engine.assess import assess
    from minnesota.reading.case import STDIN_NAME, case_path

    known = _baselines(baseline)  # before anything is written, which may be over that very file
    done: Done = []
    broken: Broken = []
    if (paths or []).count(STDIN) > 1:
        raise typer.BadParameter(
            '"-" is standard input, which can be read once; give it once', param_hint="PATH"
        )
    paths = _each_once(paths or [Path()])
    for path in paths:
        try:  # other programs get one language
            file = in_language(_load(path), lang if format is Format.text else None)
        except Problems as problems:
            case = case_path(path)  # whose exhibits cannot be told
            refuse_output(output, [case, *(case.parent / "evidence").rglob("*")])
            name = STDIN_NAME if path == STDIN else case_path(path).as_posix()
            broken.append((name, problems.diagnostics))
            if format in (Format.text, Format.json):
                for diagnostic in problems.diagnostics:
                    typer.echo(diagnostic, err=True)
            continue
        wanted = _known(principle, file)
        judged = [assess(p, file.case, day(as_of)).only(wanted) for p in file.protocols]
        done += [(file, a) for a in judged if a.principles]
    for file, a in done:
        refuse_output(output, file.files)
        _refuse_foreign(known, file, a)
    held = [_held(known, file, a) for file, a in done]
    found = [
        h.worse if h else [f for f in a.findings if f.is_gap]
        for h, (_, a) in zip(held, done, strict=True)
    ]
    counting = [[f for f in some if _counts(f.step.force, fail_on)] for some in found]
    if format in (Format.sarif, Format.junit, Format.github):
        _write(_document(format, broken, done, counting), output)
    elif done:
        _show(
            done, format, output, all, lang.value if lang else "en", max(len(done), len(paths)) > 1
        )
    if known is not None:
        _say_worse(known, done, held, apart=format is not Format.text or output is not None)
    return 2 if broken else int(any(counting))


def _each_once(paths: list[Path]) -> list[Path]:
    """The paths without those that lead to a case already named in other words."""
    from minnesota.reading.case import case_path

    found: dict[str, Path] = {}
    for path in paths:
        found.setdefault("-" if path == STDIN else os.path.realpath(case_path(path)), path)
    return list(found.values())


def _load(path: Path) -> CaseFile:
    from minnesota.reading.case import load_case, load_case_from

    if path != STDIN:
        return load_case(path)
    return load_case_from(
        sys.stdin.buffer if sys.stdin else io.BytesIO()
    )  # it may have been closed


def _baselines(path: Path | None) -> Baselines | None:
    if path is None:
        return None
    from minnesota.engine import baseline

    return baseline.read(path)


def _refuse_foreign(known: Baselines | None, file: CaseFile, assessment: Assessment) -> None:
    if known is not None and (file.case.id, assessment.protocol.id) not in known:
        what = f"the baseline holds nothing of {file.case.id} by {assessment.protocol.id}"
        raise typer.BadParameter(what, param_hint="--baseline")
    if known is not None:
        judged = known[file.case.id, assessment.protocol.id].principles
        if other := [p.principle.id for p in assessment.principles if p.principle.id not in judged]:
            missing = ", ".join(other)
            what = f"the baseline was made without {missing}; give the same --principle as then"
            raise typer.BadParameter(what, param_hint="--baseline")


def _held(known: Baselines | None, file: CaseFile, assessment: Assessment) -> Held | None:
    if known is None:
        return None
    from minnesota.engine import baseline

    return baseline.hold(known[file.case.id, assessment.protocol.id], assessment)


def _say_worse(known: Baselines, done: Done, held: list[Held | None], apart: bool) -> None:
    """Say all that got worse since the baselines, whatever decides; `apart`: on standard error."""
    from minnesota.engine import baseline

    for (file, a), now in zip(done, held, strict=True):
        old = known[file.case.id, a.protocol.id]
        if old.digest != a.protocol.digest:
            typer.echo(
                f"Note: the baseline was made with another text of {a.protocol.id}.", err=True
            )
        if now:
            typer.echo("\n".join(baseline.said(old, now)), err=apart)


def _known(principles: list[str] | None, file: CaseFile) -> list[str]:
    known = list(dict.fromkeys(p.id for protocol in file.protocols for p in protocol.principles))
    for name in principles or []:
        one_of(name, known, "--principle", "principle")
    return principles or known


def _counts(force: str, fail_on: FailOn) -> bool:
    return (
        force == "must"
        if fail_on is FailOn.must
        else force in ("must", "should") and fail_on is FailOn.should
    )


def _document(format: Format, broken: Broken, done: Done, counting: list[list[Finding]]) -> str:
    """What other programs than ours read, mistakes and all."""
    if format is Format.junit:
        from minnesota.machine.junit import as_junit

        return as_junit(broken, [(file, a, c) for (file, a), c in zip(done, counting, strict=True)])
    from minnesota.machine.remarks import remarks

    said = remarks([d for _, mistakes in broken for d in mistakes], done)
    if format is Format.sarif:
        from minnesota.machine.sarif import as_sarif

        return as_sarif(said)
    from minnesota.machine.github import as_github

    return as_github(said)


def _show(
    done: Done, format: Format, output: Path | None, all: bool, lang: str, several: bool
) -> None:
    if format is Format.json:
        from minnesota.machine.json import as_json

        text = "".join(as_json(file, a, indent=None if several else 2) + "\n" for file, a in done)
        _write(text, output)
        return
    from minnesota.terminal.check import show

    if output is None:
        for number, (_, a) in enumerate(done):
            if number:
                typer.echo()
            show(a, all, lang=lang)
        return
    stream = io.StringIO()
    for _, a in done:
        show(a, all, stream, lang)
    _write(stream.getvalue(), output)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
    else:
        from minnesota.base.files import write

        write(output, text)
