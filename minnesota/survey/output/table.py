"""A survey in a terminal: a row for each case as it comes, and at the end what they come to together."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any, TextIO

from minnesota.base.lines import width
from minnesota.base.wording import Counted, Word
from minnesota.language.speak import Language
from minnesota.language.verdicts import WORDS
from minnesota.model.protocol import Protocol
from minnesota.survey.tally import OfProtocol, Tally

_SHORT = {"met": Word("yes"), "not-met": Word("NO"), "not-shown": Word("?")}
_OFTEN, _SLOW = 10, 5  # of what is open most often, and of what took longest

Protocols = Mapping[tuple[str, str], Protocol]


class Table:
    """Rows: case, country, date, the verdict on each principle, the most urgent gap. No id in them is ever cut.

    On a terminal what does not fit into the width goes on in the next line; elsewhere a row is one line.
    """

    def __init__(self, out: TextIO, words: Language) -> None:
        self._out, self._words = out, words
        self._width = width(out) if out.isatty() else None
        narrow = self._width is not None and self._width < 100
        self._ident, self._date = (16, 7) if narrow else (24, 11)
        self._heading: tuple[str, ...] = ()

    def add(self, text: str, line: Mapping[str, Any]) -> None:
        """Write a row; before the first, and where the principles change, what the columns are."""
        t = self._words.text
        if broken := line.get("broken"):
            said = t(
                "cannot be used: {code}, line {line}", code=broken["code"], line=broken["line"]
            )
            self._write(f"{printable(line['path'])}: {said}")
            return
        case, verdicts = line["case"], line["principles"]
        if self._heading != tuple(verdicts):
            self._heading = tuple(verdicts)
            heads = [p[:3] for p in verdicts]
            self._row(t("case"), "", t("date"), heads, t("most urgent"))
        short = [t(_SHORT[v]) for v in verdicts.values()]
        self._row(case["id"], case["country"], case["date"] or "-", short, line["urgent"] or "-")
        if title := case.get("title"):
            self._write(f"  {title}")

    def close(self) -> None:
        """Nothing is left."""
        self._out.flush()

    def summary(self, tally: Tally, protocols: Protocols, stopped: bool) -> None:
        """What the cases come to together."""
        t, counted = self._words.text, self._words.counted
        judged = tally.judged
        self._write("")
        if judged:
            legend = t("yes: met · NO: not met · ?: not shown, which is neither met nor breached")
            self._write(legend)
        if stopped:
            self._write(t("Stopped before the end: this is what was done."))
        self._write(
            t(
                "{cases} judged, of which with something open: {open}",
                cases=Counted(judged, "case"),
                open=tally.open,
            )
        )
        if tally.broken:
            codes = ", ".join(f"{code} ({number})" for code, number in tally.broken.most_common())
            files = Counted(tally.broken.total(), "file")
            self._write(t("{files} cannot be used: {codes}", files=files, codes=codes))
            self._write(t("`minnesota check PATH` says what to write instead."))
        for key, of in tally.protocols.items():
            self._of(of, protocols.get(key))
        if tally.slowest:
            self._write("")
            self._write(t("Longest delays"))
        for slow in tally.slowest[:_SLOW]:
            days = counted(slow.days, "day")
            on = t("{days}, and still open", days=days) if slow.running else days
            self._write(f"  {printable(slow.case)}  {slow.step}  {on}")

    def _of(self, of: OfProtocol, protocol: Protocol | None) -> None:
        t, value = self._words.text, self._words.value
        self._write("")
        self._write(f"{of.id} · {value(Counted(of.cases, 'case'))}")
        titles = {p.id: p.title for p in protocol.principles} if protocol else {}
        verdicts = {v: t(WORDS[v]) for v in ("not-met", "not-shown", "met")}
        wide = len(value(of.cases))
        for principle, counts in of.principles.items():
            said = " · ".join(f"{word} {value(counts[v]):<{wide}}" for v, word in verdicts.items())
            self._write(f"  {said}  {titles.get(principle, principle)}")
        self._write("")
        self._write(t("Open in most cases"))
        steps = protocol.steps if protocol else ()
        for place, open_in, asked in of.gaps()[:_OFTEN]:
            what = f"{steps[place].title} ({steps[place].id})" if steps else str(place + 1)
            self._write(
                f"  {t('{share} of {cases}', share=self._words.share(open_in, asked), cases=Counted(asked, 'case'))}  {what}"
            )

    def _row(self, case: str, country: str, date: str, verdicts: list[str], urgent: str) -> None:
        if len(case) > self._ident:  # it stands alone, above
            self._out.write(f"{printable(case)}\n")
            case = ""
        cells = [f"{case:<{self._ident}}", f"{country:<2}", f"{date[: self._date]:<{self._date}}"]
        row = printable(" ".join([*cells, *(f"{v:<3}" for v in verdicts)]))
        if self._width is not None and len(row) + 1 + len(urgent) > self._width:
            row, urgent = f"{row.rstrip()}\n", urgent.rjust(self._width)
        else:
            row = f"{row} "
        self._out.write(f"{row}{urgent}\n")

    def _write(self, text: str) -> None:
        text = printable(text)
        indent = " " * (len(text) - len(text.lstrip()) + 4)
        lines = (
            [text]
            if self._width is None
            else wrap(text, self._width, subsequent_indent=indent, break_on_hyphens=False)
        )
        self._out.write("".join(f"{line}\n" for line in lines or [""]))


def printable(text: str) -> str:
    """A text that cannot move the cursor of a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
