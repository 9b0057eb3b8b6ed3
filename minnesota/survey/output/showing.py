"""A survey on its way out: each line counted and shown as it comes, and at the end what can only be said then."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from minnesota.base.files import replacing
from minnesota.language.speak import language
from minnesota.model.protocol import Protocol
from minnesota.reading.protocol import load_protocol, protocol_names
from minnesota.reading.translation import translated
from minnesota.survey.line import BEGINNING
from minnesota.survey.row import SurveyRequest
from minnesota.survey.tally import Tally

if TYPE_CHECKING:
    from minnesota.survey.output.rows import Sink


class Showing:
    """Takes the lines, counting them. `stopped`: the survey did not come to its end, which a reader has to be told."""

    def __init__(self, tally: Tally, sink: Sink | None, last: Callable[[bool], None]) -> None:
        self._tally, self._sink, self._last = tally, sink, last
        self.stopped = False

    def add(self, text: str) -> None:
        """Take a line."""
        line = json.loads(text)
        self._tally.add(line)
        if self._sink:
            self._sink.add(text, line)

    def close(self) -> None:
        """Write what is left."""
        if self._sink:
            self._sink.close()
        self._last(self.stopped)


def unfinished(output: Path) -> Path:
    """Where a survey is written that was stopped, so that nobody takes it for a whole one: survey.partial.csv."""
    return output.with_name(f"{output.stem}.partial{output.suffix}")


_BEGINNINGS = {  # of what a survey writes, by format; a text may begin in any way
    "csv": b"number,case,",
    "jsonl": BEGINNING,
    "html": b"<!DOCTYPE html>\n<html lang=",
    "parquet": b"PAR1",
}


def holds_something_else(path: Path, kind: str) -> bool:
    """Whether a file holds anything that no survey wrote in that format: an exhibit of some case, perhaps. Raises OSError."""
    if not path.exists():
        return False
    with path.open("rb") as stream:
        head = stream.read(64)
    return not head.startswith(_BEGINNINGS.get(kind, b"")) and head != b""


@contextmanager
def showing(
    kind: str, output: Path | None, terminal: TextIO, tally: Tally, asked: SurveyRequest, lang: str
) -> Iterator[Showing]:
    """Where lines go: to a file, which takes its place when it is whole, or to the terminal. Raises OSError."""
    shown: Showing | None = None

    def elsewhere() -> Path | None:
        return unfinished(output.resolve()) if output and shown and shown.stopped else None

    with ExitStack() as open_:
        raw = open_.enter_context(replacing(output, elsewhere)) if output else None
        out: Any = (
            io.TextIOWrapper(raw, "utf-8", newline="\n", write_through=True) if raw else terminal
        )
        if raw:
            open_.callback(out.detach)
        shown = _showing(kind, out, raw, tally, asked, lang)
        yield shown


def _showing(
    kind: str, out: Any, raw: Any, tally: Tally, asked: SurveyRequest, lang: str
) -> Showing:
    if kind == "text":
        from minnesota.survey.output.table import Table

        table = Table(out, language(lang))
        return Showing(
            tally, table, lambda stopped: table.summary(tally, _protocols(tally, lang), stopped)
        )
    if kind == "html":
        from minnesota.survey.output.dashboard import dashboard

        def page(stopped: bool) -> None:
            out.write(dashboard(tally, _protocols(tally, lang), asked, lang, stopped))

        return Showing(tally, None, page)
    from minnesota.survey.output import rows

    makers: dict[str, Callable[[], Sink]] = {
        "csv": lambda: rows.Csv(out),
        "jsonl": lambda: rows.JsonLines(out),
        "parquet": lambda: rows.Parquet(raw),
    }
    return Showing(tally, makers[kind](), lambda stopped: None)


def _protocols(tally: Tally, lang: str) -> dict[tuple[str, str], Protocol]:
    """The shipped packs that judged, in a language; of packs of one's own only the ids are shown."""
    known = {
        (p.id, p.digest): (p, name) for name in protocol_names() for p in (load_protocol(name),)
    }
    return {key: translated(*known[key], lang) for key in tally.protocols if key in known}
