"""What an assessment consists of: a finding on each step, a verdict on each principle."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from minnesota.base.dates import Delay, Limit
from minnesota.base.wording import Reason
from minnesota.checks.delays import TOO_VAGUE
from minnesota.engine.consistency import Conflict
from minnesota.model.case import Case
from minnesota.model.protocol import Principle, Protocol, Step

Verdict = Literal[
    "met", "partly-met", "not-met", "contradicted", "unsupported", "not-shown", "not-applicable"
]
VERDICTS: tuple[Verdict, ...] = (  # the gravest first
    "not-met",
    "contradicted",
    "unsupported",
    "partly-met",
    "not-shown",
    "met",
    "not-applicable",
)
Overall = Literal["met", "not-met", "not-shown"]
Basis = Literal["facts", "record", "both", "nothing"]


class Finding(NamedTuple):
    """The verdict on one step, for one subject (`None`: the case as a whole, or no such part is
    recorded).

    `basis` says what the verdict rests on; `facts` are the paths in the case that were used, and
    `missing` those that would have to be recorded.
    """

    step: Step
    subject: str | None
    verdict: Verdict
    reasons: tuple[Reason, ...]
    basis: Basis
    sources: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_gap(self) -> bool:
        """Whether something remains to be shown or done."""
        return self.verdict not in ("met", "not-applicable")

    @property
    def runs_on(self) -> bool:
        """Whether what a delay is measured to is not recorded, so that the delay runs on to the day
        of the assessment.
        """
        return self.verdict == "not-shown" and TOO_VAGUE not in self.missing

    def delays(self) -> Iterator[tuple[Delay, Limit]]:
        """The delays that its reasons tell of, as far as they have a bound, each with the benchmark
        it is held against.
        """
        for reason in self.reasons:
            delay, limit = reason.values.get("delay"), reason.values.get("limit")
            if (
                isinstance(delay, Delay)
                and isinstance(limit, Limit)
                and delay.most_days is not None
            ):
                yield delay, limit


class Skipped(NamedTuple):
    """A step that does not apply, and the circumstances that decide it; or the kinds of part of
    which none is recorded.
    """

    step: Step
    because: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


class PrincipleVerdict(NamedTuple):
    """The verdict on one principle, with the count of each verdict on its steps."""

    principle: Principle
    verdict: Overall
    counts: Mapping[str, int]


class Assessment(NamedTuple):
    """What is shown of an investigation on one day. Findings are in the order of the pack.

    `implied`: circumstances that facts imply though the case does not declare them, with those
    facts' paths. `later`: the paths of facts dated after that day, which were set aside.
    """

    protocol: Protocol
    case: Case
    as_of: date
    principles: tuple[PrincipleVerdict, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    implied: Mapping[str, tuple[str, ...]]
    conflicts: tuple[Conflict, ...]
    later: tuple[str, ...]

    def only(self, principles: Collection[str]) -> Assessment:
        """The same assessment, of some principles alone."""
        return self._replace(
            principles=tuple(p for p in self.principles if p.principle.id in principles),
            findings=tuple(f for f in self.findings if f.step.principle in principles),
            skipped=tuple(s for s in self.skipped if s.step.principle in principles),
        )


KEYS = {  # where in a case the parts stand that a step of a scope is asked of
    "victim": "victims",
    "scene": "scenes",
    "exhibit": "exhibits",
    "witness": "witnesses",
    "investigation": "investigations",
}
