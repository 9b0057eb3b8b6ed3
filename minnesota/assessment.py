"""The engine: a protocol, a case and a day in; a verdict on each step and each principle out. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from minnesota.asof import as_it_stood
from minnesota.case import Case, Record, Victim
from minnesota.checks.delays import TOO_VAGUE
from minnesota.checks.facts import Facts
from minnesota.checks.registry import Seen
from minnesota.circumstances import implied, ruled_out
from minnesota.consistency import Conflict, conflicts
from minnesota.dates import Delay, Limit, When
from minnesota.protocol import FORCES, Principle, Protocol, Skipped, Step, Whom
from minnesota.wording import OR, Listed, Phrase, Reason, Word

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
    applying, skipped = protocol.applying(frozenset([*case.circumstances, *derived]))
    without_parts = len(skipped)
    records: dict[str, dict[str | None, Record]] = {}
    for r in case.records:
        records.setdefault(r.step, {})[r.subject] = r
    subjects = _Subjects(case)
    findings: list[Finding] = []
    counts = [dict.fromkeys(VERDICTS, 0) for _ in protocol.counting]
    for step, ident, counted, whom, look, bare in applying:
        count = counts[counted]
        names, each = subjects[whom]
        said = records.get(ident)
        if look is None and said is None and names:
            if (same := bare.get(names)) is None:
                if len(bare) >= 64:
                    bare.clear()
                # such findings differ by their subjects alone, from case to case as well
                same = bare[names] = [Finding(step, n, "not-shown", _NOTHING, "nothing") for n in names]
            findings += same
            count["not-shown"] += len(same)
            continue
        if not each:
            skipped.append(Skipped(step, kinds=whom.kinds))
        for subject, name, seen in each:
            if seen is None and look is not None:
                seen = look(facts) if subject is None else look(facts, subject)
            record = (said.get(name) or said.get(None)) if said else None
            if (
                record is None
                and seen is not None
                and not seen[2]
                and seen[0] in _AT_ONCE
                and "records[]" not in seen[3]
            ):
                # as most of them are
                finding = _made(Finding, (step, name, _AT_ONCE[seen[0]], (seen[1],), "facts", (), (), seen[3]))
            else:
                finding = _judge(step, name, seen, record, case, broken)
            count[finding[2]] += 1
            findings.append(finding)
    of_each = dict(zip(protocol.counting, counts, strict=True))
    principles = tuple([_overall(p, *[of_each[p.id, force] for force in FORCES]) for p in protocol.principles])
    if len(skipped) > without_parts:
        order = protocol.order
        skipped.sort(key=lambda s: order[s.step.id])
    return Assessment(protocol, case, as_of, principles, tuple(findings), tuple(skipped), derived, broken, later)


class _Asked(NamedTuple):
    """Of whom a step is asked: each part of the case with its id and, where no check has to look, the answer.

    `names`: their ids, where for none the answer is known; else nothing.
    """

    names: tuple[str | None, ...]
    each: list[tuple[Any, str | None, Seen | None]]


class _Subjects(dict[Whom, _Asked]):
    """Of whom steps are asked in a case, worked out once for all that are asked of the same."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self._parts: dict[str, tuple[Any, ...]] = dict(case.parts())

    def __missing__(self, whom: Whom) -> _Asked:
        parts: Sequence[Any] = self._parts.get(whom.scope, ())
        if whom.kinds:
            parts = [p for p in parts if p.kind in whom.kinds]
        each: list[tuple[Any, str | None, Seen | None]] = []
        if parts and whom.if_any and whom.scope == "victim":
            each = [(v, v.id, _ruled_out(v, whom.if_any)) for v in parts]
        elif parts:
            each = [(p, p.id, None) for p in parts]
        elif whom.if_any or not whom.kinds:  # what is for some kinds concerns a case that has one, or that asks for one
            each = [(None, None, _none_recorded(whom))]
        names = tuple([name for _, name, seen in each if seen is None])
        made = self[whom] = _made(_Asked, (names if len(names) == len(each) else (), each))
        return made


@cache
def _none_recorded(whom: Whom) -> Seen | None:
    """The answer where no such part is recorded; None where it is the case itself that is asked."""
    if whom.scope == "case":
        return None
    none, none_of_kind = _NONE[whom.scope]
    reason = Reason(none, {})
    if whom.kinds:
        reason = Reason(none_of_kind, {"kinds": Listed([*map(Word, whom.kinds)], OR, OR)})
    return Seen("lacks", reason, missing=(KEYS[whom.scope],))


def _ruled_out(victim: Victim, circumstances: tuple[str, ...]) -> Seen | None:
    """The answer where what is recorded of a victim rules the step out, which applies in these circumstances alone."""
    if words := ruled_out(victim, circumstances):
        return Seen("excludes", Reason("Of {id} is recorded: {words}.", {"id": victim.id, "words": words}))
    return None


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


_NOTHING = (Reason("Nothing is recorded.", {}),)
_AT_ONCE: dict[str, Verdict] = {"lacks": "not-shown", "excludes": "not-applicable"}  # whatever the sources
_SHOWN: dict[str, Verdict] = {"confirms": "met", "partly": "partly-met", "contradicts": "not-met"}
_made = tuple.__new__  # as in the registry of checks


def _judge(
    step: Step, subject: str | None, seen: Seen | None, record: Record | None, case: Case, broken: tuple[Conflict, ...]
) -> Finding:
    """The verdict on one step from what its check saw and what the record says. Never better than the sources."""
    if seen is None:
        if record is None:
            return Finding(step, subject, "not-shown", _NOTHING, "nothing")
        verdict, reasons = _by_record(step, record, case)
        return Finding(step, subject, verdict, reasons, "record", _unique(record.sources))
    used, missing = seen.used, seen.missing
    paths: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()  # what has no source
    if len(used) == 1:  # as it mostly is
        path, sources = used[0]
        paths = (path,)
        bare = () if sources else paths
    elif used:
        paths, sources = _unique([path for path, _ in used]), _unique([s for _, its in used for s in its])
        bare = _unique([path for path, its in used if not its])
    basis: Basis = "facts"
    verdict, reasons = _by_facts(step, seen, sources, bare, case, broken)
    if record is not None:
        verdict, basis, reasons = _with_record(step, seen, verdict, reasons, record, case)
        sources = (*sources, *record.sources)
    if verdict == "met":
        missing = ()
    elif "records[]" in missing:
        of_step = Phrase("{where} of step {step}", where="records[]", step=step.id)
        missing = tuple(of_step if m == "records[]" else m for m in missing)
    return _made(Finding, (step, subject, verdict, reasons, basis, _unique(sources), paths, missing))


def _with_record(
    step: Step, seen: Seen, shown: Verdict, why: tuple[Reason, ...], record: Record, case: Case
) -> tuple[Verdict, Basis, tuple[Reason, ...]]:
    """Verdict, basis and reasons where there are facts and a record."""
    said, whence = _by_record(step, record, case)
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


def _by_facts(
    step: Step, seen: Seen, sources: tuple[str, ...], bare: tuple[str, ...], case: Case, broken: tuple[Conflict, ...]
) -> tuple[Verdict, tuple[Reason, ...]]:
    """Verdict and reasons by what a check saw alone; `sources`: those of all that it used; `bare`: what has none, by its path."""
    if seen.answer in _AT_ONCE:
        return _AT_ONCE[seen.answer], (seen.reason,)
    if broken and (clash := _clash(seen, broken)):
        return "contradicted", (
            seen.reason,
            Reason("But facts in the file cannot both be true: {conflict}", {"conflict": clash.reason}),
        )
    if bare:
        return "unsupported", (seen.reason, _no_source(bare))
    verdict = _SHOWN[seen.answer]
    if verdict == "not-met":
        return verdict, (seen.reason,)
    thin = _too_thin(step, sources, case)
    return ("unsupported", (seen.reason, thin)) if thin else (verdict, (seen.reason,))


@lru_cache(1_000)  # the same facts go without one in many cases
def _no_source(paths: tuple[str, ...]) -> Reason:
    return Reason("No source is given for {paths}.", {"paths": Listed(paths)})


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
        return Reason(text, {"sources": Listed(_unique(sources))})
    return None


def _overall(
    principle: Principle, must: Mapping[Verdict, int], should: Mapping[Verdict, int], may: Mapping[Verdict, int]
) -> PrincipleVerdict:
    """A principle's verdict, from the counts of verdicts on its steps of each force.

    Its musts decide. With no must that applies, nothing is shown.
    """
    musts = {verdict for verdict, number in must.items() if number} - {"not-applicable"}
    verdict: Overall = "not-shown"
    if musts & {"not-met", "contradicted"}:
        verdict = "not-met"
    elif musts == {"met"}:
        verdict = "met"
    return PrincipleVerdict(principle, verdict, {v: n for v in VERDICTS if (n := must[v] + should[v] + may[v])})


def _unique(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(words) if len(words) < 2 else tuple(dict.fromkeys(words))
