"""The engine: a protocol, a case and a day in; a verdict on each step and each principle out. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from minnesota.asof import as_it_stood
from minnesota.case import Case, Record
from minnesota.checks.delays import TOO_VAGUE
from minnesota.checks.facts import Facts
from minnesota.checks.registry import Reason, Seen
from minnesota.circumstances import implied, ruled_out
from minnesota.consistency import Conflict, conflicts
from minnesota.dates import Delay, Limit, When
from minnesota.protocol import Asking, Principle, Protocol, Step
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
Basis = Literal["facts", "record", "both", "nothing"]


class Finding(NamedTuple):
    """The verdict on one step, for one subject (`None`: the case as a whole, or no such part is recorded).

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
        """Whether what a delay is measured to is not recorded, so that the delay runs on to the day of the assessment."""
        return self.verdict == "not-shown" and TOO_VAGUE not in self.missing

    def delays(self) -> Iterator[tuple[Delay, Limit]]:
        """The delays that its reasons tell of, as far as they have a bound, each with the benchmark it is held against."""
        for reason in self.reasons:
            delay, limit = reason.values.get("delay"), reason.values.get("limit")
            if isinstance(delay, Delay) and isinstance(limit, Limit) and delay.most_days is not None:
                yield delay, limit


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
    applying, not_applying = protocol.applying((*case.circumstances, *derived))
    records: dict[str, dict[str | None, Record]] = {}
    for r in case.records:
        records.setdefault(r.step, {})[r.subject] = r
    parts: dict[str, tuple[Any, ...]] = dict(case.parts())
    findings: list[Finding] = []
    skipped = [Skipped(step, why) for step, why in not_applying]
    verdicts: dict[str, list[tuple[str, Verdict]]] = {p.id: [] for p in protocol.principles}
    names = {scope: tuple([x.id for x in found]) for scope, found in parts.items()}
    for asking in applying:
        step, ident, principle, force, _, kinds, if_any, look, bare = asking
        said = records.get(ident)
        counted = verdicts[principle]
        if look is None and said is None and (whom := _whom(asking, names)):
            if (same := bare.get(whom)) is None:
                if len(bare) >= 64:
                    bare.clear()
                # such findings differ by their subjects alone, from case to case as well
                same = bare[whom] = tuple([Finding(step, n, "not-shown", _NOTHING, "nothing") for n in whom])
            findings.extend(same)
            counted.extend([(force, "not-shown")] * len(same))
            continue
        subjects = _subjects(asking, parts)
        if not subjects:
            skipped.append(Skipped(step, kinds=kinds))
        for subject in subjects:
            name = None if subject is None else subject.id
            straight = look is not None and subject is not None and not if_any
            seen = look(facts, subject) if straight else _look(asking, facts, subject)  # type: ignore[misc]
            record = (said.get(name) or said.get(None)) if said else None
            if record is not None:
                finding = _judge(step, name, seen, record, case, broken)
            elif seen is None:
                finding = Finding(step, name, "not-shown", _NOTHING, "nothing")
            elif seen.answer == "lacks" and not seen.used and "records[]" not in seen.missing:  # as most of them are
                finding = Finding(step, name, "not-shown", (seen.reason,), "facts", missing=seen.missing)
            else:
                finding = _judge(step, name, seen, record, case, broken)
            counted.append((force, finding.verdict))
            findings.append(finding)
    principles = tuple(_overall(p, Counter(verdicts[p.id])) for p in protocol.principles)
    if len(skipped) > len(not_applying):
        skipped.sort(key=lambda s: protocol.order[s.step.id])
    return Assessment(protocol, case, as_of, principles, tuple(findings), tuple(skipped), derived, broken, later)


_THE_CASE = (None,)


def _whom(asking: Asking, names: Mapping[str, tuple[str, ...]]) -> tuple[str | None, ...]:
    """The ids of all that a step is asked of, where it is asked of every part of its scope alike; else none."""
    if asking.scope == "case":
        return _THE_CASE
    return names[asking.scope] if not asking.kinds and not (asking.if_any and asking.scope == "victim") else ()


def _subjects(asking: Asking, parts: Mapping[str, tuple[Any, ...]]) -> tuple[Any, ...]:
    """The parts of the case that a step is asked of: `(None,)` where none is recorded, none where none concerns it.

    A step for some kinds of part concerns a case that has one, or whose circumstances ask for one.
    """
    if asking.scope == "case":
        return _THE_CASE
    found = parts[asking.scope]
    if kinds := asking.kinds:
        found = tuple([p for p in found if p.kind in kinds])
        return found or (_THE_CASE if asking.if_any else ())
    return found or _THE_CASE


def _look(asking: Asking, facts: Facts, subject: Any) -> Seen | None:
    """What the step's check sees; None where it has none."""
    look, scope = asking.look, asking.scope
    if subject is None:
        if scope == "case":
            return look(facts) if look is not None else None
        none, none_of_kind = _NONE[scope]
        reason = Reason(none, {})
        if asking.kinds:
            reason = Reason(none_of_kind, {"kinds": Listed([*map(Word, asking.kinds)], OR, OR)})
        return Seen("lacks", reason, missing=(KEYS[scope],))
    if asking.if_any and scope == "victim" and (words := ruled_out(subject, asking.if_any)):
        return Seen("excludes", Reason("Of {id} is recorded: {words}.", {"id": subject.id, "words": words}))
    return look(facts, subject) if look is not None else None


_NONE = {  # what to say where no such part is recorded, and none of some kinds
    "victim": (Word("No victim is recorded."), Word("No victim of kind {kinds} is recorded.")),
    "scene": (Word("No scene is recorded."), Word("No scene of kind {kinds} is recorded.")),
    "exhibit": (Word("No exhibit is recorded."), Word("No exhibit of kind {kinds} is recorded.")),
    "witness": (Word("No witness is recorded."), Word("No witness of kind {kinds} is recorded.")),
    "investigation": (Word("No investigation is recorded."), Word("No investigation of kind {kinds} is recorded.")),
}
KEYS = {  # where the parts stand that a step of some scope is asked of
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
    verdict, basis, reasons = _weighed(step, seen, record, case, broken)
    sources: tuple[str, ...] = record.sources if record else ()
    paths: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    if seen is not None:
        if seen.used:
            sources = (*[s for u in seen.used for s in u.sources], *sources)
            paths = _unique(tuple([u.path for u in seen.used]))
        if verdict != "met" and seen.missing:
            missing = seen.missing
            if "records[]" in missing:
                of_step = Phrase("{where} of step {step}", where="records[]", step=step.id)
                missing = tuple(of_step if m == "records[]" else m for m in missing)
    return Finding(step, subject, verdict, reasons, basis, _unique(sources), paths, missing)


_NOTHING = (Reason("Nothing is recorded.", {}),)


def _weighed(
    step: Step, seen: Seen | None, record: Record | None, case: Case, broken: tuple[Conflict, ...]
) -> tuple[Verdict, Basis, tuple[Reason, ...]]:
    """Verdict, basis and reasons where there are facts, a record, or both."""
    if record is None:
        assert seen is not None
        shown, why = _by_facts(step, seen, case, broken)
        return shown, "facts", why
    said, whence = _by_record(step, record, case)
    if seen is None:
        return said, "record", whence
    shown, why = _by_facts(step, seen, case, broken)
    if shown == "unsupported" and seen.answer == "contradicts" and said != "not-met":
        return "unsupported", "both", (*why, *whence)  # what speaks against it must be settled first
    return _both(shown, why, said, whence, record)


def _both(
    shown: Verdict, why: tuple[Reason, ...], said: Verdict, whence: tuple[Reason, ...], record: Record
) -> tuple[Verdict, Basis, tuple[Reason, ...]]:
    """Verdict, basis and reasons where there are facts and a record. Facts that settle a step outweigh what is said of it."""
    disputed = Reason('The record says "{status}"; the facts do not bear it out.', {"status": Word(record.status)})
    if record.status == "unknown":
        return shown, "facts", (*why, *whence)
    if shown in ("not-shown", "unsupported", "not-applicable"):
        return said, "record", (*whence, *why)
    if shown == "contradicted" or (shown == "not-met" and record.status in ("done", "partly", "not-applicable")):
        return "contradicted", "both", (disputed, *why)
    if said == "not-met" and shown != "not-met":  # a sourced record of failure against facts that show it done
        return ("contradicted" if shown == "met" else "not-met"), "both", (disputed, *why, *whence)
    if shown == "met" and record.status == "partly":
        return "partly-met", "both", (*whence, *why)
    agree = (shown, record.status) in (
        ("met", "done"),
        ("partly-met", "partly"),
        ("not-met", "not-done"),
        ("not-met", "refused"),
    )
    return shown, "both" if agree else "facts", (*why, *whence)


def _by_facts(step: Step, seen: Seen, case: Case, broken: tuple[Conflict, ...]) -> tuple[Verdict, tuple[Reason, ...]]:
    if seen.answer == "lacks":
        return "not-shown", (seen.reason,)
    if seen.answer == "excludes":
        return "not-applicable", (seen.reason,)
    if broken and (clash := _clash(seen, broken)):
        return "contradicted", (
            seen.reason,
            Reason("But facts in the file cannot both be true: {conflict}", {"conflict": clash.reason}),
        )
    if bare := [u.path for u in seen.used if not u.sources]:
        paths = Listed(_unique(tuple(bare)))
        return "unsupported", (seen.reason, Reason("No source is given for {paths}.", {"paths": paths}))
    verdict: Verdict = {"confirms": "met", "partly": "partly-met", "contradicts": "not-met"}[seen.answer]  # type: ignore[assignment]
    if verdict == "not-met":
        return verdict, (seen.reason,)
    thin = _too_thin(step, [s for u in seen.used for s in u.sources], case)
    return ("unsupported", (seen.reason, thin)) if thin else (verdict, (seen.reason,))


def _clash(seen: Seen, broken: tuple[Conflict, ...]) -> Conflict | None:
    """The first conflict that touches a fact which the check used."""
    paths = {u.path for u in seen.used}
    return next((c for c in broken if paths & set(c.paths)), None)


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
        return Reason(text, {"sources": Listed(_unique(tuple(sources)))})
    return None


def _overall(principle: Principle, counts: Mapping[tuple[str, Verdict], int]) -> PrincipleVerdict:
    """A principle's verdict, from the counts by force and verdict: its musts decide. With no must that applies, nothing is shown."""
    musts = {verdict for force, verdict in counts if force == "must" and verdict != "not-applicable"}
    verdict: Overall = "not-shown"
    if musts & {"not-met", "contradicted"}:
        verdict = "not-met"
    elif musts == {"met"}:
        verdict = "met"
    every: Counter[Verdict] = Counter()
    for (_, v), number in counts.items():
        every[v] += number
    return PrincipleVerdict(principle, verdict, {v: every[v] for v in VERDICTS if every[v]})


def _unique(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words)) if len(words) > 1 else words
