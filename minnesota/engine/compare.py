"""What moved between two assessments of a case, and whether it moved for the better. Pure."""

from __future__ import annotations

from typing import Literal, NamedTuple

from minnesota.engine.finding import Assessment, Finding, Overall
from minnesota.model.protocol import Principle, Step

Way = Literal["worse", "better", "other"]
_RANK = {
    "met": 3,
    "partly-met": 2,
    "not-shown": 1,
    "unsupported": 1,
    "not-met": 0,
    "contradicted": 0,
}


def way(old: str | None, new: str | None) -> Way:
    """Whether a verdict moved for the better. None: the step was, or is, not asked.

    The order is met, partly met, not shown, not met: to show less is worse, and to show a breach is
    worst. A bare claim (`unsupported`) shows no more than nothing does, and a contradiction no less
    than a breach. Into or out of what does not apply is neither: that says what the step concerns,
    not how the investigation went.
    """
    before, after = _RANK.get(old or ""), _RANK.get(new or "")
    if before is None or after is None or before == after:
        return "other"
    return "better" if after > before else "worse"


class Moved(NamedTuple):
    """A step whose verdict is another than before, for one subject. None: the step was, or is, not
    asked.
    """

    step: Step
    subject: str | None
    old: Finding | None
    new: Finding | None

    @property
    def way(self) -> Way:
        """Whether it moved for the better."""
        return way(self.old and self.old.verdict, self.new and self.new.verdict)


class Turned(NamedTuple):
    """A principle whose verdict is another than before."""

    principle: Principle
    old: Overall | None
    new: Overall


class Comparison(NamedTuple):
    """Two assessments by one protocol on one day, and what moved: principles, then steps, the worse
    first.
    """

    old: Assessment
    new: Assessment
    principles: tuple[Turned, ...]
    moved: tuple[Moved, ...]


def compare(old: Assessment, new: Assessment) -> Comparison:
    """Compare two assessments by the same protocol."""
    before = {(f.step.id, f.subject): f for f in old.findings}
    after = {(f.step.id, f.subject): f for f in new.findings}
    moved = [Moved(f.step, f.subject, before.get(key), f) for key, f in after.items()]
    moved += [Moved(f.step, f.subject, f, None) for key, f in before.items() if key not in after]
    moved = [m for m in moved if m.old is None or m.new is None or m.old.verdict != m.new.verdict]
    were = {p.principle.id: p.verdict for p in old.principles}
    turned = [Turned(p.principle, were.get(p.principle.id), p.verdict) for p in new.principles]
    order = ("worse", "better", "other")
    return Comparison(
        old,
        new,
        tuple(t for t in turned if t.old != t.new),
        tuple(sorted(moved, key=lambda m: order.index(m.way))),
    )
