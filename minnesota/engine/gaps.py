"""The order in which gaps are shown, and which of them are one: what the terminal and the reports share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from minnesota.base.wording import Listed, Phrase, Reason, Word
from minnesota.engine.finding import VERDICTS, Finding, Skipped, Verdict
from minnesota.model.protocol import FORCES, PERISHABLE, Protocol, Step


def wanting(skipped: Iterable[Skipped], titles: Mapping[str, str]) -> dict[str, list[Step]]:
    """The steps that do not apply, by what it is for want of, in words; the most frequent first."""
    why: dict[str, list[Step]] = {}
    for s in skipped:
        if s.kinds:
            kinds = Listed([Word(k) for k in s.kinds], Word(" or "))
            what: str = Phrase(
                "a recorded {scope} of kind {kinds}", scope=Word(s.step.scope), kinds=kinds
            )
        else:
            what = Listed([titles[c][:1].lower() + titles[c][1:] for c in s.because], Word(" or "))
            if set(s.because) <= set(s.step.applies.unless):
                what = Phrase("a case without {what}", what=what)
        why.setdefault(what, []).append(s.step)
    return dict(sorted(why.items(), key=lambda pair: -len(pair[1])))


def some(ids: Sequence[str]) -> str:
    """Ids as they stand in a line: the first few, and how many more there are."""
    if len(ids) > 6:
        return Phrase("{ids} and {count} more", ids=", ".join(ids[:5]), count=len(ids) - 5)
    return ", ".join(ids)


class Gap(NamedTuple):
    """A step with one verdict for one or several subjects, and the reasons, each said once."""

    step: Step
    verdict: Verdict
    subjects: tuple[str, ...]
    reasons: tuple[Reason, ...]
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    missing: tuple[str, ...]


def gaps(findings: Iterable[Finding]) -> list[Gap]:
    """The gaps among some findings, one a step and verdict: the gravest first, then what facts speak of, then the most perishable."""
    together: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.is_gap:
            together.setdefault((finding.step.id, finding.verdict), []).append(finding)
    return sorted(map(_gap, together.values()), key=_gravity)


def leading(found: list[Gap], protocol: Protocol) -> list[tuple[Gap, int]]:
    """Gaps in their order, each with how many others it stands for.

    A gap that comes after another one that is open as well (the details of an autopsy after the autopsy) is not given;
    and of those that wait on the same missing facts one is: the pack's first that facts speak of.
    """
    opened: dict[str, set[str]] = {}
    for gap in found:
        opened.setdefault(gap.step.id, set()).update(gap.subjects)
    waiting: Counter[str] = Counter()
    rest = []
    for gap in found:
        before = gap.step.after
        if before in opened and set(gap.subjects) <= opened[before]:
            waiting[before] += 1
        else:
            rest.append(gap)
    first: dict[tuple[str, ...], Gap] = {}
    for gap in sorted(rest, key=lambda g: (not g.facts, protocol.order[g.step.id])):
        if gap.missing and first.setdefault(gap.missing, gap) is not gap:
            waiting[first[gap.missing].step.id] += 1 + waiting[gap.step.id]
    return [(g, waiting[g.step.id]) for g in rest if first.get(g.missing, g) is g]


def _gap(findings: list[Finding]) -> Gap:
    first = findings[0]
    return Gap(
        step=first.step,
        verdict=first.verdict,
        subjects=tuple(f.subject for f in findings if f.subject),
        reasons=_said_once([r for f in findings for r in f.reasons]),
        sources=tuple(dict.fromkeys(s for f in findings for s in f.sources)),
        facts=tuple(dict.fromkeys(p for f in findings for p in f.facts)),
        missing=tuple(dict.fromkeys(m for f in findings for m in f.missing)),
    )


def _said_once(reasons: list[Reason]) -> tuple[Reason, ...]:
    """Each reason once; those that differ only in whom they are about become one, with all the ids in it."""
    about: dict[tuple[str, str], tuple[Reason, dict[str, None]]] = {}
    for reason in reasons:
        rest = repr(sorted((k, str(v)) for k, v in reason.values.items() if k != "id"))
        _, ids = about.setdefault((reason.text, rest), (reason, {}))
        ids[str(reason.values.get("id", ""))] = None
    return tuple(Reason(r.text, {**r.values, "id": some(list(ids))}) for r, ids in about.values())


def _gravity(gap: Gap) -> tuple[int, int, bool, int]:
    step = gap.step
    return (
        FORCES.index(step.force),
        VERDICTS.index(gap.verdict),
        not gap.facts,
        PERISHABLE.index(step.perishable),
    )
