"""`minnesota report`: what a template is given, and the text it makes of it.

The gap report is for those who work on the case. Even so it names nobody: persons stand under their
ids, and whatever a name may hide in (titles, descriptions, notes of exhibits) is the operator's own text.
"""

from __future__ import annotations

from typing import Any, Literal

from minnesota import __version__
from minnesota.assess import Assessment
from minnesota.case import Case
from minnesota.casefile import CaseFile
from minnesota.render.chart import delays, timeline
from minnesota.render.gaps import WORDS, gaps, leading, wanting
from minnesota.render.jinja import environment


def render(
    file: CaseFile, assessment: Assessment, template: Literal["gap"] | str, kind: Literal["md", "html"] | str
) -> str:
    """One report as text."""
    return environment(f"{template}/report.{kind}.j2").render(view(file, assessment))


def view(file: CaseFile, assessment: Assessment) -> dict[str, Any]:
    """Everything that the template of the gap report may use."""
    case, protocol = assessment.case, assessment.protocol
    by_principle = {
        p.principle.id: [f for f in assessment.findings if f.step.principle == p.principle.id]
        for p in assessment.principles
    }
    titles = {c.id: c.title for c in protocol.circumstances}
    every = gaps(assessment.findings)
    standing = [g for g, _ in leading(every, protocol)]
    shown = {(g.step.id, g.verdict) for g in standing}
    return {
        "program": __version__,
        "fingerprint": file.fingerprint,
        "as_of": assessment.as_of,
        "case": case,
        "country": _country(case),
        "protocol": protocol,
        "words": WORDS,
        "verdicts": assessment.principles,
        "gaps": {p: [g for g in standing if g.step.principle == p] for p in by_principle},
        "waiting": {
            p: [g for g in every if g.step.principle == p and (g.step.id, g.verdict) not in shown] for p in by_principle
        },
        "shown": {id: [f for f in found if f.verdict == "met"] for id, found in by_principle.items()},
        "worst": standing[:5],
        "gap_count": len(every),
        "step_count": len({f.step.id for f in assessment.findings}),
        "conflicts": assessment.conflicts,
        "circumstances": [titles[c] for c in case.circumstances],
        "later": assessment.later,
        "skipped": [(why, len(steps)) for why, steps in wanting(assessment.skipped, titles).items()],
        "skipped_count": len(assessment.skipped),
        "implied": [(titles[c], paths) for c, paths in assessment.implied.items()],
        "excluded": [f for f in assessment.findings if f.verdict == "not-applicable"],
        "institutions": {i.id: i.name for i in case.institutions},
        "timeline": timeline(assessment),
        "delays": delays(assessment),
        "benchmarks": [(b, case.benchmarks.get(b.id)) for b in protocol.benchmarks],
        "victims": [(v.id, v.count, v.age) for v in case.victims],
    }


def _country(case: Case) -> str:
    """The country's name: as the case names that State, else as the locale data do."""
    from babel import Locale

    state = next((i.name for i in case.institutions if i.kind == "state" and i.country == case.country), None)
    return state or str(Locale("en").territories.get(case.country, case.country))
