"""The engine's loop: each step that applies, asked of each part of the case that it is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from minnesota.base.dates import When
from minnesota.base.wording import OR, Listed, Reason, Word
from minnesota.checks.facts import Facts
from minnesota.checks.registry import CheckResult
from minnesota.engine.asof import as_it_stood
from minnesota.engine.circumstances import implied, ruled_out
from minnesota.engine.consistency import Conflict, conflicts
from minnesota.engine.finding import KEYS, Assessment, Finding, PrincipleVerdict, Skipped
from minnesota.engine.plan import AskedOf, PlannedStep, plan_of
from minnesota.engine.verdict import judge, overall
from minnesota.model.case import Case, Record, Victim
from minnesota.model.protocol import Protocol

_NONE = {  # what to say where no such part is recorded, and none of some kinds
    "victim": (Word("No victim is recorded."), Word("No victim of kind {kinds} is recorded.")),
    "scene": (Word("No scene is recorded."), Word("No scene of kind {kinds} is recorded.")),
    "exhibit": (Word("No exhibit is recorded."), Word("No exhibit of kind {kinds} is recorded.")),
    "witness": (Word("No witness is recorded."), Word("No witness of kind {kinds} is recorded.")),
    "investigation": (
        Word("No investigation is recorded."),
        Word("No investigation of kind {kinds} is recorded."),
    ),
}


def assess(protocol: Protocol, case: Case, as_of: date) -> Assessment:
    """Judge a case by a protocol as of a day. The same inputs give the same result on any
    machine.
    """
    benchmarks = {b.id: b for b in protocol.benchmarks} | dict(case.benchmarks)
    case, later = as_it_stood(case, as_of)
    facts = Facts(case, When.day(as_of), benchmarks)
    derived = implied(case, [c.id for c in protocol.circumstances])
    circumstances = frozenset([*case.circumstances, *derived])
    planned, skipped = plan_of(protocol).applying(circumstances)
    asking = _Asking(facts, conflicts(facts), _Subjects(case), _records(case))
    findings: list[Finding] = []
    for step in planned:
        of_step = asking.findings(step)
        if not of_step:
            skipped.append(Skipped(step.step, kinds=step.asked_of.kinds))
        findings += of_step
    skipped.sort(key=lambda one: protocol.order[one.step.id])
    return Assessment(
        protocol=protocol,
        case=case,
        as_of=as_of,
        principles=_principles(protocol, findings),
        findings=tuple(findings),
        skipped=tuple(skipped),
        implied=derived,
        conflicts=asking.conflicts,
        later=later,
    )


def _records(case: Case) -> Mapping[str, Mapping[str | None, Record]]:
    """The records of a case by step, then by subject."""
    records: dict[str, dict[str | None, Record]] = {}
    for record in case.records:
        records.setdefault(record.step, {})[record.subject] = record
    return records


def _principles(protocol: Protocol, findings: Sequence[Finding]) -> tuple[PrincipleVerdict, ...]:
    by_principle: dict[str, list[Finding]] = {}
    for finding in findings:
        by_principle.setdefault(finding.step.principle, []).append(finding)
    return tuple(overall(p, by_principle.get(p.id, ())) for p in protocol.principles)


class _Subject(NamedTuple):
    """A part of the case that a step is asked of; `answer` where no check has to look."""

    part: Any
    id: str | None
    answer: CheckResult | None


class _Subjects(dict[AskedOf, list[_Subject]]):
    """Of whom steps are asked in a case, worked out once for all that are asked of the same."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self._parts: dict[str, tuple[Any, ...]] = dict(case.parts())

    def __missing__(self, asked_of: AskedOf) -> list[_Subject]:
        subjects = self[asked_of] = self._found(asked_of)
        return subjects

    def _found(self, asked_of: AskedOf) -> list[_Subject]:
        parts: Sequence[Any] = self._parts.get(asked_of.scope, ())
        if asked_of.kinds:
            parts = [part for part in parts if part.kind in asked_of.kinds]
        if parts and asked_of.if_any and asked_of.scope == "victim":
            return [_Subject(v, v.id, _ruled_out(v, asked_of.if_any)) for v in parts]
        if parts:
            return [_Subject(part, part.id, None) for part in parts]
        # what is for some kinds concerns a case that has one, or that asks for one
        if asked_of.if_any or not asked_of.kinds:
            return [_Subject(None, None, _none_recorded(asked_of))]
        return []


class _Asking(NamedTuple):
    """A case as it is asked: its facts, conflicts, subjects and records."""

    facts: Facts
    conflicts: tuple[Conflict, ...]
    subjects: _Subjects
    records: Mapping[str, Mapping[str | None, Record]]

    def findings(self, planned: PlannedStep) -> list[Finding]:
        """Return the findings on a step, one a subject; none where the case has no part that it is
        asked of.
        """
        records = self.records.get(planned.step.id, {})
        findings = []
        for subject in self.subjects[planned.asked_of]:
            seen = subject.answer
            if seen is None and planned.look is not None:
                seen = self._look(planned.look, subject)
            record = records.get(subject.id) or records.get(None)
            case = self.facts.case
            findings.append(judge(planned.step, subject.id, seen, record, case, self.conflicts))
        return findings

    def _look(self, look: Any, subject: _Subject) -> CheckResult:
        seen: CheckResult = (
            look(self.facts) if subject.part is None else look(self.facts, subject.part)
        )
        return seen


@cache
def _none_recorded(asked_of: AskedOf) -> CheckResult | None:
    """The answer where no such part is recorded; None where it is the case itself that is asked."""
    if asked_of.scope == "case":
        return None
    none, none_of_kind = _NONE[asked_of.scope]
    reason = Reason(none, {})
    if asked_of.kinds:
        reason = Reason(none_of_kind, {"kinds": Listed([*map(Word, asked_of.kinds)], OR, OR)})
    return CheckResult("lacks", reason, missing=(KEYS[asked_of.scope],))


def _ruled_out(victim: Victim, circumstances: tuple[str, ...]) -> CheckResult | None:
    """The answer where what is recorded of a victim rules the step out, which applies in these
    circumstances alone.
    """
    if words := ruled_out(victim, circumstances):
        return CheckResult(
            "excludes", Reason("Of {id} is recorded: {words}.", {"id": victim.id, "words": words})
        )
    return None
