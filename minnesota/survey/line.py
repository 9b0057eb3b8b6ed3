"""What a line of a survey is (`minnesota-survey/1`), and the check of one that a file gives."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from minnesota.base.fields import CountryCode, Id, Sha256
from minnesota.engine.finding import Overall

FORMAT = "minnesota-survey/1"
LETTERS = {  # of a step's verdict in `steps`; of several subjects, the gravest stands
    "not-met": "n",
    "contradicted": "c",
    "unsupported": "u",
    "partly-met": "p",
    "not-shown": "s",
    "met": "m",
    "not-applicable": "a",
}
DOES_NOT_APPLY = "-"
MAX_BYTES = 1024 * 1024  # of a line: a hundred times the longest, and little to hold in memory

Number = Annotated[int, Field(ge=0)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]
Steps = Annotated[
    str, StringConstraints(pattern=f"^[{''.join(LETTERS.values())}{DOES_NOT_APPLY}]*$")
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class AboutCase(_Strict):
    """Which case it is: no title unless it was asked for, and nobody's name."""

    id: Id
    country: CountryCode
    date: str | None
    fingerprint: Sha256
    title: str | None = None


class AboutProtocol(_Strict):
    """Which text of which protocol."""

    id: Id
    digest: Sha256


class Judged(_Strict):
    """A case judged by one protocol, beside its path.

    `lines`: how many lines the case has, one for each protocol that it names.
    `steps`: each step's verdict as a letter, in the order of the pack.
    `delays`: by step, the least and the most days that the dates allow, and whether it runs on.
    """

    format: Literal["minnesota-survey/1"]
    program: str
    as_of: Day
    lines: Annotated[int, Field(ge=1)]
    case: AboutCase
    protocol: AboutProtocol
    principles: dict[Id, Overall]
    steps: Steps
    urgent: Id | None
    delays: dict[Id, tuple[Number, Number, bool]]


class Mistake(_Strict):
    """Which mistake in a case comes first, and where; and how many there are."""

    code: str
    line: Number
    column: Number
    mistakes: Number


class Broken(_Strict):
    """A case that cannot be used, beside its path."""

    format: Literal["minnesota-survey/1"]
    broken: Mistake


class _Line(RootModel[Judged | Broken]):
    model_config = ConfigDict(defer_build=True)


def read(content: bytes) -> dict[str, Any]:
    """Return a line that comes from a file. Raises ValueError where it is no such line."""
    value = json.loads(content)
    if not isinstance(value, dict):
        raise ValueError
    path = value.pop("path", None)
    if not isinstance(path, str):
        raise ValueError
    # Without the path, which need be no text: a name of an old archive, say.
    _Line.model_validate_json(json.dumps(value))
    return {"path": path, **value}
