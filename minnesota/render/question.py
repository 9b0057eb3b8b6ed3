"""`walk`: what is open, in the order of `next`, and one question as it stands on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minnesota.assess import Assessment, Finding
from minnesota.protocol import Protocol
from minnesota.render.gaps import WORDS
from minnesota.render.lines import wrapped
from minnesota.render.upcoming import tasks


def questions(
    assessments: Sequence[Assessment], principle: str | None, phase: str | None, subject: str | None
) -> Iterator[tuple[Protocol, Finding]]:
    """What is open, one for each subject; a step that waits on another comes when that one is closed."""
    found = {(f.step.id, f.subject): (a.protocol, f) for a in assessments for f in a.findings}
    for gap in tasks(assessments):
        if principle in (None, gap.step.principle) and phase in (None, gap.step.phase):
            for whom in gap.subjects or (None,):
                if subject in (None, whom):
                    yield found[gap.step.id, whom]


def card(protocol: Protocol, finding: Finding, about: str, left: int) -> list[str]:
    """One question: what is asked and of whom, why, where it stands, and what is known already."""
    step = finding.step
    phase = next(p.title for p in protocol.phases if p.id == step.phase)
    lines = ["", *wrapped(f"{phase} · {left} open"), "", *wrapped(step.asks)]
    if about:
        lines += wrapped(about)
    lines += wrapped(f"Why: {step.why}", "  ")
    lines += wrapped(f"{step.force} · {step.cite} · {step.id}", "  ")
    known = " ".join(map(str, finding.reasons))
    lines += wrapped(f"Known already: {WORDS[finding.verdict]}. {known}", "  ")
    if finding.sources:
        lines += wrapped(f"Sources so far: {', '.join(finding.sources)}", "  ")
    if finding.missing and step.check:
        facts = ", ".join(finding.missing)
        lines += wrapped(f"A fact shows it better than a record: {facts} in the case file (? shows how).", "  ")
    return lines
