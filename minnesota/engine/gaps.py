"""Gaps: the findings that are one gap, the order in which gaps are told, and those to begin with.

The order stands here once (`gravity_of`); the terminal, the reports, the questions to a Government
and the survey all sort by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from minnesota.base.wording import Listed, Phrase, Reason, Word
from minnesota.engine.finding import VERDICTS, Assessment, Finding, Skipped, Verdict
from minnesota.model.protocol import FORCES, PERISHABLE, Protocol, Step

MOST_IDS = 6  # in a line of 80 columns, beside what is said of them


class Gap(NamedTuple):
    """A step with one verdict for one or several subjects, and the reasons, each said once."""

    step: Step
    verdict: Verdict
    subjects: tuple[str, ...]
    reasons: tuple[Reason, ...]
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    missing: tuple[str, ...]


class LeadingGap(NamedTuple):
    """A gap to begin with, and the number of other gaps that wait on it."""

    gap: Gap
    waiting: int


def gravity_of(step: Step, verdict: Verdict, rests_on_facts: bool) -> tuple[int, int, bool, int]:
    """Return the sort key of a gap, the gravest gap first.

    A must comes before a should. Of one force, the gravest verdict comes first; of one verdict,
    what facts speak of (`rests_on_facts`); of these, what is lost soonest.
    """
    return (
        FORCES.index(step.force),
        VERDICTS.index(verdict),
        not rests_on_facts,
        PERISHABLE.index(step.perishable),
    )


def gaps(findings: Iterable[Finding]) -> list[Gap]:
    """Return the gaps among some findings, one for each step and verdict, in order of gravity."""
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.is_gap:
            alike.setdefault((finding.step.id, finding.verdict), []).append(finding)

    def by_gravity(gap: Gap) -> tuple[int, int, bool, int]:
        return gravity_of(gap.step, gap.verdict, bool(gap.facts))

    return sorted(map(_joined, alike.values()), key=by_gravity)


def leading(every: Sequence[Gap], protocol: Protocol) -> list[LeadingGap]:
    """Return the gaps to begin with, in the order of `every`, each with how many wait on it.

    A gap waits if its step comes after another one that is open for the same subjects: the details
    of an autopsy wait on the autopsy. Of gaps that miss the same facts one stands for all: one that
    other facts speak of, if there is one, and of these the first in the pack.
    """
    open_subjects: dict[str, set[str]] = {}  # by the id of the step
    for gap in every:
        open_subjects.setdefault(gap.step.id, set()).update(gap.subjects)

    waiting: Counter[str] = Counter()  # how many wait, by the id of the step they wait on
    ready: list[Gap] = []
    for gap in every:
        before = gap.step.after
        if before in open_subjects and open_subjects[before].issuperset(gap.subjects):
            waiting[before] += 1
        else:
            ready.append(gap)

    first_missing: dict[tuple[str, ...], Gap] = {}  # the gap that stands for all, by what they miss
    for gap in sorted(ready, key=lambda gap: (not gap.facts, protocol.order[gap.step.id])):
        if not gap.missing:
            continue
        first = first_missing.setdefault(gap.missing, gap)
        if first is not gap:
            waiting[first.step.id] += 1 + waiting[gap.step.id]

    leaders: list[LeadingGap] = []
    for gap in ready:
        if first_missing.get(gap.missing, gap) is gap:
            leaders.append(LeadingGap(gap, waiting[gap.step.id]))
    return leaders


def tasks(assessments: Iterable[Assessment]) -> list[Gap]:
    """Return the gaps to work on, of several protocols as of one.

    The one whose chance is lost soonest comes first, then a must before a should, then the gravest.
    """
    leaders: list[Gap] = []
    for assessment in assessments:
        for leader in leading(gaps(assessment.findings), assessment.protocol):
            leaders.append(leader.gap)
    return sorted(leaders, key=lambda gap: gap.step.urgency)


def skipped_by_reason(
    skipped: Iterable[Skipped], titles: Mapping[str, str]
) -> dict[str, list[Step]]:
    """Return the steps that do not apply, by what is wanting, the most frequent reason first.

    `titles` are those of the circumstances, by id.
    """
    steps_by_reason: dict[str, list[Step]] = {}
    for each in skipped:
        steps_by_reason.setdefault(_what_is_wanting(each, titles), []).append(each.step)
    ordered = sorted(steps_by_reason.items(), key=lambda item: -len(item[1]))
    return dict(ordered)


def shortened(ids: Sequence[str]) -> str:
    """Return ids as they stand in a line: all of a few, else the first and how many more."""
    if len(ids) <= MOST_IDS:
        return ", ".join(ids)
    first = ids[: MOST_IDS - 1]
    return Phrase("{ids} and {count} more", ids=", ".join(first), count=len(ids) - len(first))


def _joined(alike: Sequence[Finding]) -> Gap:
    """Return the one gap that findings on one step with one verdict are."""
    subjects: list[str] = []
    reasons: list[Reason] = []
    # Of a dict only the keys are used: a set that keeps the order in which things came.
    sources: dict[str, None] = {}
    facts: dict[str, None] = {}
    missing: dict[str, None] = {}
    for finding in alike:
        if finding.subject:
            subjects.append(finding.subject)
        reasons += finding.reasons
        sources |= dict.fromkeys(finding.sources)
        facts |= dict.fromkeys(finding.facts)
        missing |= dict.fromkeys(finding.missing)
    return Gap(
        step=alike[0].step,
        verdict=alike[0].verdict,
        subjects=tuple(subjects),
        reasons=_said_once(reasons),
        sources=tuple(sources),
        facts=tuple(facts),
        missing=tuple(missing),
    )


def _said_once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return each reason once; those that differ only in their id become one with all the ids."""
    alike: dict[tuple[str, str], Reason] = {}
    ids: dict[tuple[str, str], dict[str, None]] = {}
    for reason in reasons:
        others = {name: str(value) for name, value in reason.values.items() if name != "id"}
        key = reason.text, repr(sorted(others.items()))
        alike.setdefault(key, reason)
        ids.setdefault(key, {})[str(reason.values.get("id", ""))] = None
    said: list[Reason] = []
    for key, reason in alike.items():
        said.append(Reason(reason.text, {**reason.values, "id": shortened(list(ids[key]))}))
    return tuple(said)


def _what_is_wanting(skipped: Skipped, titles: Mapping[str, str]) -> str:
    """Return in words what a case would need for a step to apply that does not."""
    either = Word(" or ")
    if skipped.kinds:
        kinds = Listed([Word(kind) for kind in skipped.kinds], either)
        scope = Word(skipped.step.scope)
        return Phrase("a recorded {scope} of kind {kinds}", scope=scope, kinds=kinds)
    circumstances = Listed(
        [titles[name][:1].lower() + titles[name][1:] for name in skipped.because], either
    )
    if set(skipped.because) <= set(skipped.step.applies.unless):
        return Phrase("a case without {what}", what=circumstances)
    return circumstances
