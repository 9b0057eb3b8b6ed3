"""The order in which gaps are shown, and which of them are one: what the terminal and the reports share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from minnesota.assess import VERDICTS, Finding, Verdict
from minnesota.checks.registry import Reason
from minnesota.protocol import Step

WORDS: dict[str, str] = {
    "met": "met",
    "partly-met": "partly met",
    "not-met": "not met",
    "contradicted": "contradicted",
    "unsupported": "unsupported",
    "not-shown": "not shown",
    "not-applicable": "not applicable",
}
_FORCES = ("must", "should", "may")
_PERISHABLE = ("hours", "days", "weeks", "none")


class Gap(NamedTuple):
    """A step with one verdict for one or several subjects, and the reasons, each said once."""

    step: Step
    verdict: Verdict
    subjects: tuple[str, ...]
    reasons: tuple[str, ...]
    sources: tuple[str, ...]
    missing: tuple[str, ...]
    computed: bool

    @property
    def name(self) -> str:
        """The step, and what it is asked of."""
        if len(self.subjects) > 6:
            return f"{self.step.id}, {', '.join(self.subjects[:5])} and {len(self.subjects) - 5} more"
        return ", ".join((self.step.id, *self.subjects))


def gaps(findings: Iterable[Finding]) -> list[Gap]:
    """The gaps among some findings, one a step and verdict, the gravest and most perishable first."""
    together: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.is_gap:
            together.setdefault((finding.step.id, finding.verdict), []).append(finding)
    return sorted(map(_gap, together.values()), key=_urgency)


def _gap(findings: list[Finding]) -> Gap:
    first = findings[0]
    return Gap(
        step=first.step,
        verdict=first.verdict,
        subjects=tuple(f.subject for f in findings if f.subject),
        reasons=_said_once([r for f in findings for r in f.reasons]),
        computed=any(f.facts for f in findings),
        sources=tuple(dict.fromkeys(s for f in findings for s in f.sources)),
        missing=tuple(dict.fromkeys(m for f in findings for m in f.missing)),
    )


def _said_once(reasons: list[Reason]) -> tuple[str, ...]:
    """Each reason once; those that differ only in whom they are about become one, with all the ids in it."""
    about: dict[tuple[str, str], tuple[Reason, dict[str, None]]] = {}
    for reason in reasons:
        rest = repr(sorted((k, str(v)) for k, v in reason.values.items() if k != "id"))
        _, ids = about.setdefault((reason.text, rest), (reason, {}))
        ids[str(reason.values.get("id", ""))] = None
    return tuple(str(Reason(r.text, {**r.values, "id": ", ".join(ids)})) for r, ids in about.values())


def _urgency(gap: Gap) -> tuple[int, int, int, bool]:
    step = gap.step
    return _FORCES.index(step.force), VERDICTS.index(gap.verdict), _PERISHABLE.index(step.perishable), not gap.computed
