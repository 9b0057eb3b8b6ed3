"""`check --baseline`: an earlier result of `check --format json`, against which only what got worse
counts.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from minnesota.base.dates import counted
from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.engine.compare import way
from minnesota.engine.finding import Assessment, Finding

FORMAT = "minnesota-assessment/1"
MAX_BYTES = 256 * 1024 * 1024


class Baseline(NamedTuple):
    """The verdicts of an earlier assessment, by step and subject; the day, the pack's digest, the
    principles judged.
    """

    as_of: str
    digest: str
    principles: frozenset[str]
    verdicts: dict[tuple[str, str | None], str]


class Held(NamedTuple):
    """An assessment held against a baseline: gaps that are new or got worse, how many got better,
    how many stayed.
    """

    worse: tuple[Finding, ...]
    better: int
    same: int


def read(path: Path) -> dict[tuple[str, str], Baseline]:
    """The baselines in a file, by the ids of case and protocol. Raises Problems where it is none,
    OSError.
    """
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise Problems(
            [
                Diagnostic(
                    str(path), 1, 1, "too-large", f"the file has more than {MAX_BYTES:,} bytes"
                )
            ]
        )
    raw = path.read_bytes()
    try:
        text = raw.decode()
        try:
            values = [json.loads(text)]
        except ValueError:  # one a line, as for several cases
            values = [json.loads(line) for line in text.splitlines() if line.strip()] or [None]
        return dict(map(_baseline, values))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        hint = "`minnesota check --format json -o FILE` writes one"
        raise Problems(
            [Diagnostic(str(path), 1, 1, "no-baseline", "this is no result of check", hint)]
        ) from None


def _baseline(value: Any) -> tuple[tuple[str, str], Baseline]:
    if value["format"] != FORMAT:
        raise ValueError
    verdicts = {(str(f["step"]), f["for"]): str(f["verdict"]) for f in value["findings"]}
    principles = frozenset(str(p["id"]) for p in value["principles"])
    found = Baseline(str(value["as_of"]), str(value["protocol"]["digest"]), principles, verdicts)
    return (str(value["case"]["id"]), str(value["protocol"]["id"])), found


def hold(baseline: Baseline, assessment: Assessment) -> Held:
    """Hold an assessment against a baseline."""
    worse: list[Finding] = []
    better = same = 0
    for f in assessment.findings:
        old = baseline.verdicts.get((f.step.id, f.subject))
        moved = way(old, f.verdict)
        is_new = f.is_gap and old in (None, "not-applicable")
        if moved == "worse" or is_new:
            worse.append(f)
        better += moved == "better"
        same += f.is_gap and f.verdict == old
    return Held(tuple(worse), better, same)


def said(baseline: Baseline, held: Held) -> list[str]:
    """What is worse than the baseline, a line each, and a last line that counts.

    Steps that were not asked before are counted by whom they are asked of: a new victim alone
    brings a hundred.
    """
    lines, new = [], Counter[str]()
    for f in held.worse:
        old = baseline.verdicts.get((f.step.id, f.subject))
        if old is None:
            new[f.subject or "the case"] += 1
        else:
            lines.append(
                f"worse: {f.step.id}{f', {f.subject}' if f.subject else ''}: {old} -> {f.verdict}"
            )
    lines += [f"worse: now asked of {whom}: {counted(n, 'gap')}" for whom, n in new.items()]
    count = (
        f"{len(held.worse)} got worse, {held.better} got better since the baseline (as of "
        f"{baseline.as_of});"
    )
    return [
        *lines,
        f"{count} {counted(held.same, 'gap')} {'is' if held.same == 1 else 'are'} as before.",
    ]
