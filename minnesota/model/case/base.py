"""What every part of a case is made of: facts with their sources, acts, people; and the ids that
point to others.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from minnesota.base.dates import When
from minnesota.base.fields import Count, Part, Reference, Text, YesNo
from minnesota.base.wording import Counted, Phrase, Word
from minnesota.model.audience import OutsideReader

VictimRef = Annotated[str, Reference("victim")]
InstitutionRef = Annotated[str, Reference("institution")]
InvestigationRef = Annotated[str, Reference("investigation")]
SceneRef = Annotated[str, Reference("scene")]
WitnessRef = Annotated[str, Reference("witness")]
ExhibitRef = Annotated[str, Reference("exhibit")]
PerpetratorRef = Annotated[str, Reference("alleged-perpetrator")]
CircumstanceRef = Annotated[str, Reference("circumstance")]
StepRef = Annotated[str, Reference("step")]
SubjectRef = Annotated[str, Reference("subject")]
BenchmarkRef = Annotated[str, Reference("benchmark")]


class Fact(Part):
    """Anything stated: with the exhibits it rests on. Without one it is a claim, and never shows a
    step met.
    """

    sources: tuple[ExhibitRef, ...] = ()
    note: Text | None = None


class Act(Fact):
    """Something that was done: `on` which date, `by` which institution."""

    on: When | None = None
    by: InstitutionRef | None = None


class HowMany(Part):
    """A number of people that is known only to be `at_least` or `at_most` so many."""

    at_least: Count | None = None
    at_most: Count | None = None

    @model_validator(mode="before")
    @classmethod
    def _a_plain_number(cls, value: Any) -> Any:
        return {"at_least": value, "at_most": value} if isinstance(value, int) else value

    @model_validator(mode="after")
    def _least_below_most(self) -> "HowMany":
        if self.at_least and self.at_most and self.at_least > self.at_most:
            hint = {"hint": "write the smaller number at at_least"}
            raise PydanticCustomError("out-of-range", "at_least is more than at_most", hint)
        return self

    @property
    def words(self) -> str:
        """The number in words: at least 10 people."""
        least, most = self.at_least, self.at_most
        if least == most:
            return Counted(least, "person") if least else Word("an unknown number of people")
        if least and most:
            return Phrase(
                "at least {least} and at most {people}", least=least, people=Counted(most, "person")
            )
        bound = Counted(least or most or 0, "person")
        return (
            Phrase("at least {people}", people=bound)
            if least
            else Phrase("at most {people}", people=bound)
        )

    def __str__(self) -> str:
        return str(self.words)


class Person(Fact):
    """A person, or a group of people under one id (`count`). Nobody may be named to anybody unless
    it is said.
    """

    name: Text | None = None
    pseudonym: Text | None = None
    protected: YesNo = False
    may_be_named_to: tuple[OutsideReader, ...] = ()
    count: HowMany | None = None


class Coordinates(Part):
    """Decimal degrees, WGS 84."""

    latitude: Annotated[float, Field(strict=True, ge=-90, le=90)]
    longitude: Annotated[float, Field(strict=True, ge=-180, le=180)]


T = TypeVar("T", bound=Fact)


def numbered(key: str, items: Sequence[T]) -> Iterator[tuple[str, T]]:
    """The entries of a list that have no ids, each with its path: `timeline[1]` is the first."""
    return ((f"{key}[{number}]", item) for number, item in enumerate(items, 1))
