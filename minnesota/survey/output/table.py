"""A survey in a terminal: a row for each case as it comes, then what they come to together."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

from minnesota.base.lines import width
from minnesota.base.wording import Counted, Word
from minnesota.language.speak import language
from minnesota.language.verdicts import WORDS
from minnesota.model.protocol import Protocol
from minnesota.survey.output.judging import judging_protocols
from minnesota.survey.output.writer import Destination
from minnesota.survey.tally import ProtocolCounts, Tally

_SHORT = {"met": Word("yes"), "not-met": Word("NO"), "not-shown": Word("?")}
_GAPS = 10  # steps that are shown, those open most often
_DELAYS = 5  # delays that are shown, the longest
_NARROW = 100  # columns: below it, less room is left for ids and dates, and a date is its month


class Table:
    """Rows: case, country, date, the verdict on each principle, the most urgent gap.

    No id in them is ever cut. On a terminal what does not fit into the width goes on in the next
    line; elsewhere a row is one line.
    """

    def __init__(self, destination: Destination) -> None:
        self._out = destination.text
        self._tally = destination.tally
        self._words = language(destination.lang)
        self._lang = destination.lang
        self._width: int | None = None
        self._case_width, self._date_width = 24, 11
        if self._out.isatty():
            self._width = width(self._out)
            if self._width < _NARROW:
                self._case_width, self._date_width = 16, 7
        self._heading: tuple[str, ...] = ()

    def add(self, text: str, line: Mapping[str, Any]) -> None:
        """Write a row; before the first, and where the principles change, the names of columns."""
        say = self._words.text
        if "broken" in line:
            mistake = line["broken"]
            message = say(
                "cannot be used: {code}, line {line}", code=mistake["code"], line=mistake["line"]
            )
            self._write(f"{printable(line['path'])}: {message}")
            return
        case, verdicts = line["case"], line["principles"]
        if self._heading != tuple(verdicts):
            self._heading = tuple(verdicts)
            principles = [principle[:3] for principle in verdicts]
            self._row(say("case"), "", say("date"), principles, say("most urgent"))
        answers = [say(_SHORT[verdict]) for verdict in verdicts.values()]
        urgent = line["urgent"] or "-"
        self._row(case["id"], case["country"], case["date"] or "-", answers, urgent)
        title = case.get("title")
        if title:
            self._write(f"  {title}")

    def close(self, stopped: bool) -> None:
        """Write what the cases come to together."""
        self._out.flush()
        self._counts(self._tally, stopped)
        protocols = judging_protocols(self._tally, self._lang)
        for key, counts in self._tally.protocols.items():
            self._protocol(counts, protocols.get(key))
        self._delays(self._tally)

    def _counts(self, tally: Tally, stopped: bool) -> None:
        say = self._words.text
        self._write("")
        if tally.judged:
            self._write(
                say("yes: met · NO: not met · ?: not shown, which is neither met nor breached")
            )
        if stopped:
            self._write(say("Stopped before the end: this is what was done."))
        cases = Counted(tally.judged, "case")
        self._write(
            say(
                "{cases} judged, of which with something open: {open}", cases=cases, open=tally.open
            )
        )
        if tally.broken:
            codes = ", ".join(f"{code} ({number})" for code, number in tally.broken.most_common())
            files = Counted(tally.broken.total(), "file")
            self._write(say("{files} cannot be used: {codes}", files=files, codes=codes))
            self._write(say("`minnesota check PATH` says what to write instead."))

    def _protocol(self, counts: ProtocolCounts, protocol: Protocol | None) -> None:
        """Write the verdicts by one text of a protocol, and the steps open in most cases."""
        say, value = self._words.text, self._words.value
        self._write("")
        self._write(f"{counts.id} · {value(Counted(counts.cases, 'case'))}")
        titles = {}
        steps: tuple[Any, ...] = ()
        if protocol:
            titles = {principle.id: principle.title for principle in protocol.principles}
            steps = protocol.steps
        digits = len(value(counts.cases))
        for principle, verdicts in counts.principles.items():
            numbers = []
            for verdict in ("not-met", "not-shown", "met"):
                numbers.append(f"{say(WORDS[verdict])} {value(verdicts[verdict]):<{digits}}")
            self._write(f"  {' · '.join(numbers)}  {titles.get(principle, principle)}")
        self._write("")
        self._write(say("Open in most cases"))
        for gap in counts.gaps()[:_GAPS]:
            name = str(gap.place + 1)
            if steps:
                name = f"{steps[gap.place].title} ({steps[gap.place].id})"
            share = self._words.share(gap.open, gap.asked)
            often = say("{share} of {cases}", share=share, cases=Counted(gap.asked, "case"))
            self._write(f"  {often}  {name}")

    def _delays(self, tally: Tally) -> None:
        if tally.slowest:
            self._write("")
            self._write(self._words.text("Longest delays"))
        for slow in tally.slowest[:_DELAYS]:
            days = self._words.counted(slow.days, "day")
            if slow.running:
                days = self._words.text("{days}, and still open", days=days)
            self._write(f"  {printable(slow.case)}  {slow.step}  {days}")

    def _row(self, case: str, country: str, date: str, verdicts: list[str], urgent: str) -> None:
        if len(case) > self._case_width:  # it stands alone, above
            self._out.write(f"{printable(case)}\n")
            case = ""
        day = date[: self._date_width]
        cells = [f"{case:<{self._case_width}}", f"{country:<2}", f"{day:<{self._date_width}}"]
        cells += [f"{verdict:<3}" for verdict in verdicts]
        row = printable(" ".join(cells))
        if self._width is not None and len(row) + 1 + len(urgent) > self._width:
            self._out.write(f"{row.rstrip()}\n{urgent.rjust(self._width)}\n")
        else:
            self._out.write(f"{row} {urgent}\n")

    def _write(self, text: str) -> None:
        text = printable(text)
        lines = [text]
        if self._width is not None:
            indent = " " * (len(text) - len(text.lstrip()) + 4)
            lines = wrap(text, self._width, subsequent_indent=indent, break_on_hyphens=False)
        for line in lines or [""]:
            self._out.write(f"{line}\n")


def printable(text: str) -> str:
    """Return a text that cannot move the cursor of a terminal."""
    if text.isprintable():  # as nearly all are
        return text
    return "".join([char if char.isprintable() else " " for char in text])
