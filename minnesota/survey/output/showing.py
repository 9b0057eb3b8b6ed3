"""A survey on its way out: each line counted and written as it comes, and the rest at the end."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TextIO

from minnesota.base.files import replacing
from minnesota.survey.output.formats import BY_NAME
from minnesota.survey.output.writer import Destination, Writer
from minnesota.survey.row import SurveyRequest
from minnesota.survey.tally import Tally


class Showing:
    """Takes the lines, counting them.

    `stopped`: the survey did not come to its end, which a reader has to be told.
    """

    def __init__(self, tally: Tally, writer: Writer) -> None:
        self._tally = tally
        self._writer = writer
        self.stopped = False

    def add(self, text: str) -> None:
        """Take a line."""
        line = json.loads(text)
        self._tally.add(line)
        self._writer.add(text, line)

    def close(self) -> None:
        """Write what is left."""
        self._writer.close(self.stopped)


def unfinished(output: Path) -> Path:
    """Return where a survey is written that was stopped: survey.partial.csv.

    By that name nobody takes it for a whole one.
    """
    return output.with_name(f"{output.stem}.partial{output.suffix}")


def holds_something_else(path: Path, format_name: str) -> bool:
    """Whether a file holds what no survey wrote in that format, an exhibit perhaps.

    Raises OSError.
    """
    if not path.exists():
        return False
    with path.open("rb") as stream:
        head = stream.read(64)
    return head != b"" and not head.startswith(BY_NAME[format_name].beginning)


@contextmanager
def showing(
    format_name: str,
    output: Path | None,
    terminal: TextIO,
    tally: Tally,
    request: SurveyRequest,
    lang: str,
) -> Iterator[Showing]:
    """Take lines to a file, which gets its place when it is whole, or to the terminal.

    Raises OSError.
    """
    shown: Showing | None = None

    def other_place() -> Path | None:
        if output and shown and shown.stopped:
            return unfinished(output.resolve())
        return None

    with ExitStack() as resources:
        raw: IO[bytes] | None = None
        text = terminal
        if output:
            raw = resources.enter_context(replacing(output, other_place))
            wrapper = io.TextIOWrapper(raw, "utf-8", newline="\n", write_through=True)
            resources.callback(wrapper.detach)
            text = wrapper
        destination = Destination(text, raw, tally, request, lang)
        shown = Showing(tally, BY_NAME[format_name].writer(destination))
        yield shown
