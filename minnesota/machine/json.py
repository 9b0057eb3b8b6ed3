"""`check --format json`: the assessment for other programs (format `minnesota-assessment/1`).

Sorted keys, stable order, no times of day, no path: the same case gives the same bytes anywhere.
"""

from __future__ import annotations

import json
from typing import Any

from minnesota.engine.finding import Assessment, Finding
from minnesota.reading.case import CaseFile
from minnesota.version import __version__

FORMAT = "minnesota-assessment/1"


def as_json(file: CaseFile, assessment: Assessment, indent: int | None = None) -> str:
    """The assessment as one JSON text."""
    protocol = assessment.protocol
    value = {
        "format": FORMAT,
        "program": __version__,
        "case": {"id": file.case.id, "title": file.case.title, "fingerprint": file.fingerprint},
        "protocol": {"id": protocol.id, "edition": protocol.edition, "digest": protocol.digest},
        "as_of": assessment.as_of.isoformat(),
        "principles": [
            {"id": p.principle.id, "verdict": p.verdict, "steps": dict(p.counts)}
            for p in assessment.principles
        ],
        "findings": [_finding(f) for f in assessment.findings],
        "conflicts": [
            {"reason": str(c.reason), "facts": list(c.paths)} for c in assessment.conflicts
        ],
        "later": list(assessment.later),
        "circumstances": {
            "declared": list(file.case.circumstances),
            "implied": {c: list(p) for c, p in assessment.implied.items()},
        },
        "skipped": [
            {"step": s.step.id, "because": list(s.because), "kinds": list(s.kinds)}
            for s in assessment.skipped
        ],
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=indent)


def _finding(finding: Finding) -> dict[str, Any]:
    step = finding.step
    return {
        "step": step.id,
        "for": finding.subject,
        "principle": step.principle,
        "phase": step.phase,
        "force": step.force,
        "perishable": step.perishable,
        "verdict": finding.verdict,
        "basis": finding.basis,
        "reasons": [str(r) for r in finding.reasons],
        "facts": list(finding.facts),
        "missing": list(finding.missing),
        "cite": {
            "paragraphs": list(step.cite.shown_paragraphs),
            "section": step.cite.section,
            "confidence": step.cite.confidence,
        },
        "sources": list(finding.sources),
        "close": step.close,
    }
