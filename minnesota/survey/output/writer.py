"""What writes the lines of a survey, and what it is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Protocol, TextIO

if TYPE_CHECKING:
    from minnesota.survey.row import SurveyRequest
    from minnesota.survey.tally import Tally


class Writer(Protocol):
    """Something that takes the lines of a survey, one after the other."""

    def add(self, text: str, line: Mapping[str, Any]) -> None:
        """Take a line, as text and as read."""

    def close(self, stopped: bool) -> None:
        """Write what is left. `stopped`: the survey did not come to its end."""


class Destination(NamedTuple):
    """What a writer is given.

    `text` and `raw` are the same file, as text and as bytes; a terminal has no `raw`. `tally`
    counts each line before the writer gets it. `lang` is the language of words for people.
    """

    text: TextIO
    raw: IO[bytes] | None
    tally: Tally
    request: SurveyRequest
    lang: str
