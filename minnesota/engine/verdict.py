"""The rules: what a check saw and what a record says become the verdict on a step, and those the
verdict on a principle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from minnesota.base.wording import Listed, Phrase, Reason, Word
from minnesota.checks.registry import CheckResult
from minnesota.engine.consistency import Conflict
from minnesota.engine.finding import VERDICTS, Basis, Finding, Overall, PrincipleVerdict, Verdict
from minnesota.model.case import Case, Record
from minnesota.model.protocol import Principle, Step

NOTHING_RECORDED = (Reason("Nothing is recorded.", {}),)
_AT_ONCE: dict[str, Verdict] = {
    "lacks": "not-shown",
    "excludes": "not-applicable",
}  # whatever the sources
_SHOWN: dict[str, Verdict] = {"confirms": "met", "partly": "partly-met", "contradicts": "not-met"}


def judge(
    step: Step,
    subject: str | None,
    seen: CheckResult | None,
    record: Record | None,
    case: Case,
    broken: tuple[Conflict, ...],
) -> Finding:
    """The verdict on one step from what its check saw and what the record says. Never better than
    the sources.
    """
    if seen is None:
        if record is None:
            return Finding(step, subject, "not-shown", NOTHING_RECORDED, "nothing")
        verdict, reasons = _by_record(step, record, case)
        return Finding(step, subject, verdict, reasons, "record", _unique(record.sources))
    used, missing = seen.used, seen.missing
    paths = _unique([fact.path for fact in used])
    sources = _unique([source for fact in used for source in fact.sources])
    unsourced = _unique([fact.path for fact in used if not fact.sources])
    basis: Basis = "facts"
    verdict, reasons = _by_facts(step, seen, sources, unsourced, case, broken)
    if record is not None:
        verdict, basis, reasons = _with_record(step, seen, verdict, reasons, record, case)
        sources = (*sources, *record.sources)
    if verdict == "met":
        missing = ()
    elif "records[]" in missing:
        of_step = Phrase("{where} of step {step}", where="records[]", step=step.id)
        missing = tuple(of_step if m == "records[]" else m for m in missing)
    return Finding(step, subject, verdict, reasons, basis, _unique(sources), paths, missing)


def _with_record(
    step: Step,
    seen: CheckResult,
    shown: Verdict,
    why: tuple[Reason, ...],
    record: Record,
    case: Case,
) -> tuple[Verdict, Basis, tuple[Reason, ...]]:
    """Verdict, basis and reasons where there are facts and a record."""
    said, whence = _by_record(step, record, case)
    if shown == "unsupported" and seen.answer == "contradicts" and said != "not-met":
        return (
            "unsupported",
            "both",
            (*why, *whence),
        )  # what speaks against it must be settled first
    return _both(shown, why, said, whence, record)


def _both(
    shown: Verdict,
    why: tuple[Reason, ...],
    said: Verdict,
    whence: tuple[Reason, ...],
    record: Record,
) -> tuple[Verdict, Basis, tuple[Reason, ...]]:
    """Verdict, basis and reasons where there are facts and a record. Facts that settle a step
    outweigh what is said of it.
    """
    disputed = Reason(
        'The record says "{status}"; the facts do not bear it out.', {"status": Word(record.status)}
    )
    if record.status == "unknown":
        return shown, "facts", (*why, *whence)
    if shown in ("not-shown", "unsupported", "not-applicable"):
        return said, "record", (*whence, *why)
    if shown == "contradicted" or (
        shown == "not-met" and record.status in ("done", "partly", "not-applicable")
    ):
        return "contradicted", "both", (disputed, *why)
    if (
        said == "not-met" and shown != "not-met"
    ):  # a sourced record of failure against facts that show it done
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
    step: Step,
    seen: CheckResult,
    sources: tuple[str, ...],
    unsourced: tuple[str, ...],
    case: Case,
    broken: tuple[Conflict, ...],
) -> tuple[Verdict, tuple[Reason, ...]]:
    """Verdict and reasons by what a check saw alone; `sources`: those of all that it used;
    `unsourced`: the paths of those that have none.
    """
    if seen.answer in _AT_ONCE:
        return _AT_ONCE[seen.answer], (seen.reason,)
    if broken and (clash := _clash(seen, broken)):
        return "contradicted", (
            seen.reason,
            Reason(
                "But facts in the file cannot both be true: {conflict}", {"conflict": clash.reason}
            ),
        )
    if unsourced:
        return "unsupported", (seen.reason, _no_source(unsourced))
    verdict = _SHOWN[seen.answer]
    if verdict == "not-met":
        return verdict, (seen.reason,)
    thin = _too_thin(step, sources, case)
    return ("unsupported", (seen.reason, thin)) if thin else (verdict, (seen.reason,))


@lru_cache(1_000)  # the same facts go without one in many cases
def _no_source(paths: tuple[str, ...]) -> Reason:
    return Reason("No source is given for {paths}.", {"paths": Listed(paths)})


def _clash(seen: CheckResult, broken: tuple[Conflict, ...]) -> Conflict | None:
    """The first conflict that touches a fact which the check used."""
    paths = {u.path for u in seen.used}
    return next((c for c in broken if paths & set(c.paths)), None)


def _by_record(step: Step, record: Record, case: Case) -> tuple[Verdict, tuple[Reason, ...]]:
    note = (Reason("Note: {note}", {"note": record.note}),) if record.note else ()
    values = {"status": Word(record.status), "on": record.on}
    said = Reason(
        'The record says "{status}" ({on}).' if record.on else 'The record says "{status}".', values
    )
    if record.status == "unknown":
        text = "Recorded as not known ({on})." if record.on else "Recorded as not known."
        return "not-shown", (Reason(text, values), *note)
    if record.status == "not-applicable" and not record.note:
        return "unsupported", (
            said,
            Reason("A step is set aside only with a note that says why.", {}),
        )
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
    """Why the sources do not carry a step that expects the document or thing itself; None when they
    do.
    """
    if not sources:
        return Reason("No source is given.", {})
    if step.expects == "exhibit" and all(case.exhibit[s].second_hand for s in sources):
        text = (
            "It rests only on second-hand reports ({sources}); this step asks for the "
            "document or thing itself."
        )
        return Reason(text, {"sources": Listed(_unique(sources))})
    return None


def overall(principle: Principle, findings: Sequence[Finding]) -> PrincipleVerdict:
    """Return a principle's verdict from the findings on its steps.

    Its musts decide. With no must that applies, nothing is shown.
    """
    musts = {finding.verdict for finding in findings if finding.step.force == "must"}
    musts.discard("not-applicable")
    verdict: Overall = "not-shown"
    if musts & {"not-met", "contradicted"}:
        verdict = "not-met"
    elif musts == {"met"}:
        verdict = "met"
    counts = Counter(finding.verdict for finding in findings)
    return PrincipleVerdict(principle, verdict, {v: counts[v] for v in VERDICTS if v in counts})


def _unique(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(words) if len(words) < 2 else tuple(dict.fromkeys(words))
