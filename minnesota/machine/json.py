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


def as_json(case_file: CaseFile, assessment: Assessment, indent: int | None = None) -> str:
    """Return the assessment as one JSON text: on one line, or with an `indent` on several."""
    protocol = assessment.protocol
    value = {
        "format": FORMAT,
        "program": __version__,
        "case": {
            "id": case_file.case.id,
            "title": case_file.case.title,
            "fingerprint": case_file.fingerprint,
        },
        "protocol": {"id": protocol.id, "edition": protocol.edition, "digest": protocol.digest},
        "as_of": assessment.as_of.isoformat(),
        "principles": _principles(assessment),
        "findings": [_finding(finding) for finding in assessment.findings],
        "conflicts": _conflicts(assessment),
        "later": list(assessment.later),
        "circumstances": {
            "declared": list(case_file.case.circumstances),
            "implied": {name: list(paths) for name, paths in assessment.implied.items()},
        },
        "skipped": _skipped(assessment),
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=indent)


def _principles(assessment: Assessment) -> list[dict[str, Any]]:
    principles: list[dict[str, Any]] = []
    for each in assessment.principles:
        steps = dict(each.counts)
        principles.append({"id": each.principle.id, "verdict": each.verdict, "steps": steps})
    return principles


def _conflicts(assessment: Assessment) -> list[dict[str, Any]]:
    conflicts: list[dict[str, Any]] = []
    for conflict in assessment.conflicts:
        conflicts.append({"reason": str(conflict.reason), "facts": list(conflict.paths)})
    return conflicts


def _skipped(assessment: Assessment) -> list[dict[str, Any]]:
    skipped: list[dict[str, Any]] = []
    for each in assessment.skipped:
        skipped.append(
            {"step": each.step.id, "because": list(each.because), "kinds": list(each.kinds)}
        )
    return skipped


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
        "reasons": [str(reason) for reason in finding.reasons],
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
