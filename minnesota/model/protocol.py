"""A protocol pack: the steps a document asks for, as data, each with its citation."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from minnesota.base.diagnostics import did_you_mean_or_list
from minnesota.base.fields import Benchmark, Count, Id, Part, Reference, Text

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


class Step(Part):
    """One atomic thing that the document asks for.

    `why` it matters (for what is perishable: what is lost); `keywords` are words or stems that each
    cited paragraph holds; `map` the rows of the map that it was made from. It can only be done
    `after` another, or with it: while that one is open too, a reader is shown that one.
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
        """The order in which steps are to be done: what is lost soonest, then what is asked most
        strongly, first.
        """
        return PERISHABLE.index(self.perishable), FORCES.index(self.force)

    @model_validator(mode="after")
    def _check_fits_scope(self, info: ValidationInfo) -> "Step":
        """Refuse a check that is not for this scope, and a kind that no part of this scope has.

        Which scopes a check is for and which kinds there are come with the validation context
        (`scopes`, `kinds`), as the known ids do; without a context nothing is looked up.
        """
        context = info.context or {}
        scopes = context.get("scopes", {}).get(self.check)
        if scopes and self.scope not in scopes:
            allowed = " or ".join(scopes)
            said = f'the check "{self.check}" is for steps of scope {allowed}, not {self.scope}'
            hint = f"write scope: {allowed}"
            raise PydanticCustomError("wrong-scope", "{said}", {"said": said, "hint": hint})
        if "kinds" in context:
            self._refuse_unknown_kind(context["kinds"].get(self.scope, ()))
        return self

    def _refuse_unknown_kind(self, known: tuple[str, ...]) -> None:
        for kind in self.applies.kinds:
            if kind not in known:
                said = f'no {self.scope} is of kind "{kind}"'
                none = "delete kinds: parts of this scope have none"
                hint = did_you_mean_or_list(kind, known) if known else none
                raise PydanticCustomError("unknown-kind", "{said}", {"said": said, "hint": hint})


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
    """The document that a pack is made from; `paragraphs`: how many numbered ones it has, where
    that is known.
    """

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

    def __hash__(self) -> int:
        """Hash by the digest: it costs nothing, and equal protocols have equal digests."""
        return hash(self.digest)
