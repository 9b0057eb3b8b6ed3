"""`check --baseline`: an earlier result of `check --format json`, against which only what got worse counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from minnesota import yamlfile
from minnesota.assess import Assessment, Finding
from minnesota.compare import way
from minnesota.dates import counted
from minnesota.diagnostics import Diagnostic, Problems

FORMAT = "minnesota-assessment/1"


class Baseline(NamedTuple):
    """The verdicts of an earlier assessment, by step and subject; the day, and the pack's digest."""

    as_of: str
    digest: str
    verdicts: dict[tuple[str, str | None], str]


class Held(NamedTuple):
    """An assessment held against a baseline: gaps that are new or got worse, how many got better, how many stayed."""

    worse: tuple[Finding, ...]
    better: int
    same: int


def read(path: Path) -> dict[tuple[str, str], Baseline]:
    """The baselines in a file, by the ids of case and protocol. Raises Problems where it is none."""
    raw = yamlfile.contents(path, str(path))
    try:
        text = raw.decode()
        try:
            values = [json.loads(text)]
        except ValueError:  # one a line, as for several cases
            values = [json.loads(line) for line in text.splitlines() if line.strip()] or [None]
        return dict(map(_baseline, values))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        hint = "`minnesota check --format json -o FILE` writes one"
        raise Problems([Diagnostic(str(path), 1, 1, "no-baseline", "this is no result of check", hint)]) from None


def _baseline(value: Any) -> tuple[tuple[str, str], Baseline]:
    if value["format"] != FORMAT:
        raise ValueError
    verdicts = {(str(f["step"]), f["for"]): str(f["verdict"]) for f in value["findings"]}
    found = Baseline(str(value["as_of"]), str(value["protocol"]["digest"]), verdicts)
    return (str(value["case"]["id"]), str(value["protocol"]["id"])), found


def hold(baseline: Baseline, assessment: Assessment, counts: Callable[[str], bool]) -> Held:
    """Hold an assessment against a baseline. `counts` says of a step's force whether its gaps count."""
    worse: list[Finding] = []
    better = same = 0
    for f in assessment.findings:
        old = baseline.verdicts.get((f.step.id, f.subject))
        moved = way(old, f.verdict)
        is_new = f.is_gap and old in (None, "not-applicable")
        if counts(f.step.force) and (moved == "worse" or is_new):
            worse.append(f)
        better += moved == "better"
        same += f.is_gap and f.verdict == old
    return Held(tuple(worse), better, same)


def said(baseline: Baseline, held: Held) -> list[str]:
    """What is worse than the baseline, a line each, and a last line that counts."""
    lines = [
        f"worse: {f.step.id}{f', {f.subject}' if f.subject else ''}: "
        f"{baseline.verdicts.get((f.step.id, f.subject), 'not asked')} -> {f.verdict}"
        for f in held.worse
    ]
    count = f"{len(held.worse)} got worse, {held.better} got better since the baseline (as of {baseline.as_of});"
    return [*lines, f"{count} {counted(held.same, 'gap')} {'is' if held.same == 1 else 'are'} as before."]
