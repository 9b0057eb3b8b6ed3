"""The engine: a protocol, a case and a day in; a verdict on each step and each principle out. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from minnesota.asof import as_it_stood
from minnesota.case import Case, Record
from minnesota.checks import CHECKS
from minnesota.checks.facts import Facts
from minnesota.checks.registry import Reason, Seen
from minnesota.circumstances import implied, ruled_out
from minnesota.consistency import Conflict, conflicts
from minnesota.dates import When
from minnesota.protocol import Principle, Protocol, Step
from minnesota.wording import OR, Listed, Phrase, Word

Verdict = Literal["met", "partly-met", "not-met", "contradicted", "unsupported", "not-shown", "not-applicable"]
VERDICTS: tuple[Verdict, ...] = (
    "not-met",
    "contradicted",
    "unsupported",
    "partly-met",
    "not-shown",
    "met",
    "not-applicable",
)
Overall = Literal["met", "not-met", "not-shown"]


class Finding(NamedTuple):
    """The verdict on one step, for one subject (`None`: the case as a whole, or no such part is recorded).

    `basis` says what the verdict rests on; `facts` are the paths in the case that were used, and
    `missing` those that would have to be recorded.
    """

    step: Step
    subject: str | None
    verdict: Verdict
    reasons: tuple[Reason, ...]
    basis: Literal["facts", "record", "both", "nothing"]
    sources: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_gap(self) -> bool:
        """Whether something remains to be shown or done."""
        return self.verdict not in ("met", "not-applicable")


class PrincipleVerdict(NamedTuple):
    """The verdict on one principle, with the count of each verdict on its steps."""

    principle: Principle
    verdict: Overall
    counts: Mapping[str, int]


class Skipped(NamedTuple):
    """A step that does not apply, and the circumstances that decide it; or the kinds of part of which none is recorded."""

    step: Step
    because: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


class Assessment(NamedTuple):
    """What is shown of an investigation on one day. Findings are in the order of the pack.

    `implied`: circumstances that facts imply though the case does not declare them, with those facts' paths.
    `later`: the paths of facts dated after that day, which were set aside.
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


def assess(protocol: Protocol, case: Case, as_of: date) -> Assessment:
    """Judge a case by a protocol as of a day. The same inputs give the same result on any machine."""
    benchmarks = {b.id: b for b in protocol.benchmarks} | dict(case.benchmarks)
    case, later = as_it_stood(case, as_of)
    facts = Facts(case, When.day(as_of), benchmarks)
    broken = conflicts(facts)
    derived = implied(case, [c.id for c in protocol.circumstances])
    circumstances = (*case.circumstances, *derived)
    records = {(r.step, r.subject): r for r in case.records}
    parts: dict[str, tuple[Any, ...]] = dict(case.parts())
    findings: list[Finding] = []
    skipped: list[Skipped] = []
    for step in protocol.steps:
        if (because := step.applies.why_not(circumstances)) is not None:
            skipped.append(Skipped(step, because))
            continue
        subjects = _subjects(step, parts)
        if not subjects:
            skipped.append(Skipped(step, kinds=step.applies.kinds))
        for subject in subjects:
            name = subject.id if subject is not None else None
            record = records.get((step.id, name)) or records.get((step.id, None))
            seen = _look(step, facts, subject)
            findings.append(_judge(step, name, seen, record, case, broken))
    principles = tuple(_overall(p, [f for f in findings if f.step.principle == p.id]) for p in protocol.principles)
    return Assessment(protocol, case, as_of, principles, tuple(findings), tuple(skipped), derived, broken, later)


def _subjects(step: Step, parts: Mapping[str, tuple[Any, ...]]) -> tuple[Any, ...]:
    """The parts of the case that a step is asked of: `(None,)` where none is recorded, none where none concerns it.

    A step for some kinds of part concerns a case that has one, or whose circumstances ask for one.
    """
    if step.scope == "case":
        return (None,)
    found, kinds = parts[step.scope], step.applies.kinds
    if kinds:
        found = tuple(p for p in found if p.kind in kinds)
    return found or ((None,) if not kinds or step.applies.if_any else ())


def _look(step: Step, facts: Facts, subject: Any) -> Seen | None:
    """What the step's check sees; None where it has none."""
    if step.scope != "case" and subject is None:
        none, none_of_kind = _NONE[step.scope]
        reason = Reason(none, {})
        if kinds := step.applies.kinds:
            reason = Reason(none_of_kind, {"kinds": Listed([*map(Word, kinds)], OR, OR)})
        return Seen("lacks", reason, missing=(_KEYS[step.scope],))
    if step.scope == "victim" and (words := ruled_out(subject, step.applies.if_any)):
        return Seen("excludes", Reason("Of {id} is recorded: {words}.", {"id": subject.id, "words": words}))
    if step.check is None:
        return None
    look = CHECKS[step.check].look
    return look(facts) if subject is None else look(facts, subject)


_NONE = {  # what to say where no such part is recorded, and none of some kinds
    "victim": (Word("No victim is recorded."), Word("No victim of kind {kinds} is recorded.")),
    "scene": (Word("No scene is recorded."), Word("No scene of kind {kinds} is recorded.")),
    "exhibit": (Word("No exhibit is recorded."), Word("No exhibit of kind {kinds} is recorded.")),
    "witness": (Word("No witness is recorded."), Word("No witness of kind {kinds} is recorded.")),
    "investigation": (Word("No investigation is recorded."), Word("No investigation of kind {kinds} is recorded.")),
}
_KEYS = {
    "victim": "victims",
    "scene": "scenes",
    "exhibit": "exhibits",
    "witness": "witnesses",
    "investigation": "investigations",
}


def _judge(
    step: Step, subject: str | None, seen: Seen | None, record: Record | None, case: Case, broken: tuple[Conflict, ...]
) -> Finding:
    """The verdict on one step from what its check saw and what the record says. Never better than the sources."""
    by_facts = _by_facts(step, seen, case, broken) if seen else None
    by_record = _by_record(step, record, case) if record else None
    sources = _unique(
        (*(s for u in (seen.used if seen else ()) for s in u.sources), *(record.sources if record else ()))
    )
    paths = _unique(u.path for u in seen.used) if seen else ()
    missing = tuple(
        Phrase("{where} of step {step}", where="records[]", step=step.id) if m == "records[]" else m
        for m in (seen.missing if seen else ())
    )

    def finding(verdict: Verdict, basis: Any, *reasons: Reason) -> Finding:
        return Finding(step, subject, verdict, reasons, basis, sources, paths, missing if verdict != "met" else ())

    if by_facts is None and by_record is None:
        return finding("not-shown", "nothing", Reason("Nothing is recorded.", {}))
    if by_record is None:
        assert by_facts is not None
        return finding(by_facts[0], "facts", *by_facts[1])
    if by_facts is None:
        return finding(by_record[0], "record", *by_record[1])
    assert record is not None
    if by_facts[0] == "unsupported" and seen is not None and seen.answer == "contradicts" and by_record[0] != "not-met":
        return finding(
            "unsupported", "both", *by_facts[1], *by_record[1]
        )  # what speaks against it must be settled first
    return finding(*_both(by_facts, by_record, record))


def _both(
    by_facts: tuple[Verdict, tuple[Reason, ...]], by_record: tuple[Verdict, tuple[Reason, ...]], record: Record
) -> tuple[Any, ...]:
    """Verdict, basis and reasons where there are facts and a record. Facts that settle a step outweigh what is said of it."""
    shown, why = by_facts
    said, whence = by_record
    disputed = Reason('The record says "{status}"; the facts do not bear it out.', {"status": Word(record.status)})
    if record.status == "unknown":
        return shown, "facts", *why, *whence
    if shown in ("not-shown", "unsupported", "not-applicable"):
        return said, "record", *whence, *why
    if shown == "contradicted" or (shown == "not-met" and record.status in ("done", "partly", "not-applicable")):
        return "contradicted", "both", disputed, *why
    if said == "not-met" and shown != "not-met":  # a sourced record of failure against facts that show it done
        return ("contradicted" if shown == "met" else "not-met"), "both", disputed, *why, *whence
    if shown == "met" and record.status == "partly":
        return "partly-met", "both", *whence, *why
    agree = (shown, record.status) in (
        ("met", "done"),
        ("partly-met", "partly"),
        ("not-met", "not-done"),
        ("not-met", "refused"),
    )
    return shown, "both" if agree else "facts", *why, *whence


def _by_facts(step: Step, seen: Seen, case: Case, broken: tuple[Conflict, ...]) -> tuple[Verdict, tuple[Reason, ...]]:
    if seen.answer == "lacks":
        return "not-shown", (seen.reason,)
    if seen.answer == "excludes":
        return "not-applicable", (seen.reason,)
    paths = {u.path for u in seen.used}
    if clash := next((c for c in broken if paths & set(c.paths)), None):
        return "contradicted", (
            seen.reason,
            Reason("But facts in the file cannot both be true: {conflict}", {"conflict": clash.reason}),
        )
    if bare := _unique(u.path for u in seen.used if not u.sources):
        return "unsupported", (seen.reason, Reason("No source is given for {paths}.", {"paths": Listed(bare)}))
    verdict: Verdict = {"confirms": "met", "partly": "partly-met", "contradicts": "not-met"}[seen.answer]  # type: ignore[assignment]
    if verdict == "not-met":
        return verdict, (seen.reason,)
    thin = _too_thin(step, [s for u in seen.used for s in u.sources], case)
    return ("unsupported", (seen.reason, thin)) if thin else (verdict, (seen.reason,))


def _by_record(step: Step, record: Record, case: Case) -> tuple[Verdict, tuple[Reason, ...]]:
    note = (Reason("Note: {note}", {"note": record.note}),) if record.note else ()
    values = {"status": Word(record.status), "on": record.on}
    said = Reason('The record says "{status}" ({on}).' if record.on else 'The record says "{status}".', values)
    if record.status == "unknown":
        text = "Recorded as not known ({on})." if record.on else "Recorded as not known."
        return "not-shown", (Reason(text, values), *note)
    if record.status == "not-applicable" and not record.note:
        return "unsupported", (said, Reason("A step is set aside only with a note that says why.", {}))
    if not record.sources:
        return "unsupported", (said, Reason("No source is given.", {}), *note)
    if record.status == "not-applicable":
        return "not-applicable", (Reason("Set aside by the record.", {}), *note)
    if record.status in ("not-done", "refused"):
        return "not-met", (said, *note)
    if thin := _too_thin(step, record.sources, case):
        return "unsupported", (said, thin, *note)
    return ("met" if record.status == "done" else "partly-met"), (said, *note)


def _too_thin(step: Step, sources: Any, case: Case) -> Reason | None:
    """Why the sources do not carry a step that expects the document or thing itself; None when they do."""
    if not sources:
        return Reason("No source is given.", {})
    if step.expects == "exhibit" and all(case.exhibit[s].second_hand for s in sources):
        text = "It rests only on second-hand reports ({sources}); this step asks for the document or thing itself."
        return Reason(text, {"sources": Listed(_unique(sources))})
    return None


def _overall(principle: Principle, findings: list[Finding]) -> PrincipleVerdict:
    """A principle's verdict: its musts decide. With no must that applies, nothing is shown."""
    counts = Counter(f.verdict for f in findings)
    musts = {f.verdict for f in findings if f.step.force == "must" and f.verdict != "not-applicable"}
    verdict: Overall = "not-shown"
    if musts & {"not-met", "contradicted"}:
        verdict = "not-met"
    elif musts == {"met"}:
        verdict = "met"
    return PrincipleVerdict(principle, verdict, {v: counts[v] for v in VERDICTS if counts[v]})


def _unique(words: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
