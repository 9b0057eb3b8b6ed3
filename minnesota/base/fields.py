"""The kinds of value that a case and a protocol are made of, and the base of all their parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from minnesota.base.dates import Limit
from minnesota.base.diagnostics import shown

Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9._-]{0,63}$")]
YesNo = StrictBool
Count = Annotated[StrictInt, Field(ge=1, le=10_000_000)]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^(sha256:)?[0-9a-f]{64}$")]


class Part(BaseModel):
    """Any part of a document: immutable, and nothing in it that the model does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_left_out(cls, value: Any) -> Any:
        """A known key with an empty value is the same as a key left out; an unknown one stays to be
        refused.
        """
        if isinstance(value, dict) and None in value.values():
            known = {field.alias or name for name, field in cls.model_fields.items()}
            return {k: v for k, v in value.items() if v is not None or k not in known}
        return value

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed. What was looked up and kept in the old one is looked up
        anew in it.
        """
        copy = super().model_copy(update=update, deep=deep)
        for name in copy.__dict__.keys() - type(self).model_fields.keys():
            del copy.__dict__[name]
        return copy


class Benchmark(Part):
    """A length of time of ours (never the Protocol's), in `days` or `hours`, with its reason."""

    days: Count | None = None
    hours: Count | None = None
    reason: Text

    @model_validator(mode="after")
    def _one_length(self) -> Benchmark:
        if (self.days is None) == (self.hours is None):
            hint = {"hint": "write days, or hours, and not both"}
            raise PydanticCustomError("one-length", "a benchmark has one length", hint)
        return self

    def limit(self) -> Limit:
        """The length itself."""
        return Limit(self.days, self.hours)


class Reference(NamedTuple):
    """Marks an id that must exist in the document, among the ids of that kind.

    The ids that exist come with the validation context (`known`), so that a dangling id is told in
    the same run as every other mistake. Without a context nothing is looked up.
    """

    kind: str

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self._resolve, handler(source))

    def _resolve(self, value: str, info: core_schema.ValidationInfo) -> str:
        known = (info.context or {}).get("known")
        if known is None or value in known.get(self.kind, ()):
            return value
        said = f'no {self.kind.replace("-", " ")} has the id "{shown(value)}"'
        instead = known.get(self.kind, ())  # from which a hint is made, where it will be read
        context = {"code": f"unknown-{self.kind}", "said": said, "instead": instead}
        raise PydanticCustomError("dangling", "{said}", context)
