"""A protocol pack: the steps a document asks for, as data, each with its citation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from minnesota.case import Exhibit, Investigation, Scene, Witness
from minnesota.checks import CHECKS
from minnesota.diagnostics import did_you_mean_or_list
from minnesota.fields import Benchmark, Count, Id, Part, Reference, Text

FORMAT = 1

CircumstanceRef = Annotated[str, Reference("circumstance")]
PrincipleRef = Annotated[str, Reference("principle")]
PhaseRef = Annotated[str, Reference("phase")]
CheckRef = Annotated[str, Reference("check")]
StepRef = Annotated[str, Reference("step")]

Scope = Literal["case", "victim", "scene", "exhibit", "witness", "investigation"]
Force = Literal["must", "should", "may"]
FORCES: tuple[Force, ...] = get_args(Force)  # the strongest first
Perishable = Literal["hours", "days", "weeks", "none"]
PERISHABLE: tuple[Perishable, ...] = get_args(Perishable)  # what is lost soonest, first


class Citation(Part):
    """Where the document asks for a step, and how sure the number is.

    `verified`: a public source says so (not the document itself); `memory`: recollected with high
    confidence, not checked; `section`: only the section may be shown, whatever `paragraphs` holds.
    """

    paragraphs: tuple[Text, ...] = ()
    section: Text
    confidence: Literal["verified", "memory", "section"]

    @property
    def shown_paragraphs(self) -> tuple[str, ...]:
        """The paragraphs a reader may be given: none where only the section is sure."""
        return () if self.confidence == "section" else self.paragraphs

    def __str__(self) -> str:
        numbers = self.shown_paragraphs
        if not numbers:
            return f"section {self.section}"
        first = "para" if len(numbers) == 1 else "paras"
        unchecked = " (number unchecked)" if self.confidence == "memory" else ""
        return f"{first} {', '.join(numbers)}{unchecked}"


class Applies(Part):
    """When a step applies: any of `if` holds (or `if` is empty) and none of `unless`.

    With `kinds`, it is asked only of the parts of its scope that are of one of these kinds.
    """

    if_any: Annotated[tuple[CircumstanceRef, ...], Field(alias="if")] = ()
    unless: tuple[CircumstanceRef, ...] = ()
    kinds: tuple[Id, ...] = ()

    def why_not(self, circumstances: frozenset[str]) -> tuple[str, ...] | None:
        """None when the step applies, else the circumstances that decide that it does not."""
        if not circumstances.isdisjoint(self.unless):
            return tuple(c for c in self.unless if c in circumstances)
        return self.if_any if self.if_any and circumstances.isdisjoint(self.if_any) else None


_KINDS = {  # the kinds of the parts that have one, by scope
    scope: get_args(model.model_fields["kind"].annotation)
    for scope, model in (("scene", Scene), ("exhibit", Exhibit), ("witness", Witness), ("investigation", Investigation))
}


class Step(Part):
    """One atomic thing that the document asks for.

    `why` it matters (for what is perishable: what is lost); `keywords` are words or stems that each cited paragraph holds;
    `map` the rows of the map that it was made from. It can only be done `after` another, or with it: while that one is open
    too, a reader is shown that one.
    """

    id: Id
    title: Text
    asks: Text
    why: Text
    cite: Citation
    keywords: tuple[Text, ...] = ()
    map: tuple[int, ...] = ()
    principle: PrincipleRef
    phase: PhaseRef
    force: Force
    scope: Scope
    applies: Applies = Applies()
    after: StepRef | None = None
    perishable: Perishable = "none"
    expects: Literal["source", "exhibit"] = "source"
    check: CheckRef | None = None
    close: Text

    @property
    def urgency(self) -> tuple[int, int]:
        """The order in which steps are to be done: what is lost soonest, then what is asked most strongly, first."""
        return PERISHABLE.index(self.perishable), FORCES.index(self.force)

    @model_validator(mode="after")
    def _check_fits_scope(self, info: ValidationInfo) -> "Step":
        if info.context and self.check in CHECKS and self.scope not in CHECKS[self.check].scopes:
            scopes = " or ".join(CHECKS[self.check].scopes)
            said = f'the check "{self.check}" is for steps of scope {scopes}, not {self.scope}'
            raise PydanticCustomError("wrong-scope", "{said}", {"said": said, "hint": f"write scope: {scopes}"})
        known = _KINDS.get(self.scope, ())
        if info.context and (unknown := [k for k in self.applies.kinds if k not in known]):
            said = f'no {self.scope} is of kind "{unknown[0]}"'
            hint = did_you_mean_or_list(unknown[0], known) if known else "delete kinds: parts of this scope have none"
            raise PydanticCustomError("unknown-kind", "{said}", {"said": said, "hint": hint})
        return self


@dataclass(frozen=True, eq=False)
class Whom:
    """Of which parts of a case a step is asked: the scope, the kinds, and the circumstances for which it is asked of a part.

    There is one of each, so that it is quickly told from others.
    """

    scope: str
    kinds: tuple[str, ...]
    if_any: tuple[str, ...]


class Asking(NamedTuple):
    """A step with what the engine asks of it again and again, close together: it is asked of each of thousands of cases.

    `counted`: under which number its verdicts are counted (see `counting`). `whom`: what decides of which parts of a
    case it is asked. `bare`: the engine's findings where nothing at all is recorded, by the ids they are about.
    """

    step: Step
    id: str
    counted: int
    whom: Whom
    look: Callable[..., Any] | None
    bare: dict[Any, Any]


class Skipped(NamedTuple):
    """A step that does not apply, and the circumstances that decide it; or the kinds of part of which none is recorded."""

    step: Step
    because: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


class _Alike(NamedTuple):
    """Steps that stand together in a pack and apply alike: as asked, and as skipped for want of what they apply in."""

    applies: Applies
    sometimes: bool
    asking: tuple[Asking, ...]
    skipped: tuple[Skipped, ...]


class Principle(Part):
    """A requirement on the investigation as a whole."""

    id: Id
    title: Text
    asks: Text


class Phase(Part):
    """A part of the work, in the order in which it is done."""

    id: Id
    title: Text


class Circumstance(Part):
    """A fact about a case that makes steps apply or not."""

    id: Id
    title: Text
    asks: Text


class NamedBenchmark(Benchmark):
    """A benchmark of the pack: ours, with its reason."""

    id: Id
    title: Text


class Source(Part):
    """The document that a pack is made from; `paragraphs`: how many numbered ones it has, where that is known."""

    publisher: Text
    symbol: Text | None = None
    year: int
    paragraphs: Count | None = None
    note: Text


class NotOperative(Part):
    """A numbered paragraph of the document that asks for nothing, and why."""

    paragraph: Text
    reason: Text


class LeftOut(Part):
    """A requirement of the document's map that has no step, and why."""

    map: int
    reason: Text


class Merged(LeftOut):
    """A requirement that is part of another one's step, and why."""

    into: StepRef


class Protocol(Part):
    """A whole pack. `digest` is the SHA-256 over the pack's own files."""

    format: Literal[1]
    id: Id
    title: Text
    edition: Text
    source: Source
    principles: tuple[Principle, ...]
    phases: tuple[Phase, ...]
    circumstances: tuple[Circumstance, ...]
    benchmarks: tuple[NamedBenchmark, ...] = ()
    not_operative: tuple[NotOperative, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    merged: tuple[Merged, ...] = ()
    steps: tuple[Step, ...] = ()
    digest: str = ""

    @cached_property
    def step(self) -> Mapping[str, Step]:
        """Steps by id."""
        return {s.id: s for s in self.steps}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each step, by id."""
        return {s.id: number for number, s in enumerate(self.steps)}

    def applying(self, circumstances: frozenset[str]) -> tuple[list[Asking], list[Skipped]]:
        """The steps that apply in some circumstances; and those that do not, each with the circumstances that decide it."""
        asking: list[Asking] = []
        others: list[Skipped] = []
        for alike in self._alike:
            because = alike.applies.why_not(circumstances) if alike.sometimes else None
            if because is None:
                asking += alike.asking
            elif because == alike.applies.if_any:
                others += alike.skipped
            else:
                others += [Skipped(a.step, because) for a in alike.asking]
        return asking, others

    @cached_property
    def counting(self) -> tuple[tuple[str, Force], ...]:
        """Every principle with every force: the numbers under which verdicts are counted."""
        return tuple((p.id, force) for p in self.principles for force in FORCES)

    @cached_property
    def _alike(self) -> tuple[_Alike, ...]:
        together = [(applies, tuple(steps)) for applies, steps in groupby(self.steps, key=lambda s: s.applies)]
        return tuple(
            _Alike(
                applies,
                bool(applies.if_any or applies.unless),
                tuple(_asking(s, self.counting.index((s.principle, s.force))) for s in steps),
                tuple(Skipped(s, applies.if_any) for s in steps),
            )
            for applies, steps in together
        )


def _asking(step: Step, counted: int) -> Asking:
    kinds, if_any = step.applies.kinds, step.applies.if_any
    whom = _whom(step.scope, kinds, if_any if kinds or step.scope == "victim" else ())
    look = CHECKS[step.check].look if step.check else None
    return Asking(step, step.id, counted, whom, look, {})


_whom = cache(Whom)
