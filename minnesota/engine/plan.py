"""Which steps of a protocol are asked in which circumstances, and of which parts of a case: worked
out once a protocol.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from minnesota.checks import CHECKS
from minnesota.checks.registry import CheckResult
from minnesota.engine.finding import Skipped
from minnesota.model.protocol import Applies, Protocol, Step


class AskedOf(NamedTuple):
    """Of which parts of a case a step is asked: the scope, the kinds, and the circumstances that a
    part has to be in.
    """

    scope: str
    kinds: tuple[str, ...]
    if_any: tuple[str, ...]


class PlannedStep(NamedTuple):
    """A step, of whom it is asked, and the check that looks (None where no check computes it)."""

    step: Step
    asked_of: AskedOf
    look: Callable[..., CheckResult] | None


class _Alike(NamedTuple):
    """Steps that stand together in a pack and apply alike; `skipped`: the same, for want of what
    they apply in.
    """

    applies: Applies
    planned: tuple[PlannedStep, ...]
    skipped: tuple[Skipped, ...]


class Plan(NamedTuple):
    """The steps of a protocol, grouped by the circumstances in which they apply."""

    groups: tuple[_Alike, ...]

    def applying(self, circumstances: frozenset[str]) -> tuple[list[PlannedStep], list[Skipped]]:
        """Return the steps that apply in some circumstances, and those that do not, each with what
        decides that.
        """
        planned: list[PlannedStep] = []
        skipped: list[Skipped] = []
        for alike in self.groups:
            because = alike.applies.why_not(circumstances)
            if because is None:
                planned += alike.planned
            elif because == alike.applies.if_any:
                skipped += alike.skipped
            else:
                skipped += [Skipped(one.step, because) for one in alike.planned]
        return planned, skipped


@lru_cache(maxsize=16)  # a survey judges thousands of cases by one or two protocols
def plan_of(protocol: Protocol) -> Plan:
    """Return the plan of a protocol."""
    groups = []
    for applies, steps in groupby(protocol.steps, key=lambda step: step.applies):
        planned = tuple(_planned(step) for step in steps)
        skipped = tuple(Skipped(one.step, applies.if_any) for one in planned)
        groups.append(_Alike(applies, planned, skipped))
    return Plan(tuple(groups))


def _planned(step: Step) -> PlannedStep:
    kinds = step.applies.kinds
    asks_the_part = kinds or step.scope == "victim"
    asked_of = AskedOf(step.scope, kinds, step.applies.if_any if asks_the_part else ())
    return PlannedStep(step, asked_of, CHECKS[step.check].look if step.check else None)
