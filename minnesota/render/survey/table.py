"""A survey in a terminal: a row for each case as it comes, and at the end what they come to together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO

from minnesota.language import Language
from minnesota.protocol import Protocol
from minnesota.render.gaps import WORDS
from minnesota.render.lines import width
from minnesota.survey.tally import OfProtocol, Tally
from minnesota.wording import Counted, Word

_SHORT = {"met": Word("yes"), "not-met": Word("NO"), "not-shown": Word("?")}
_OFTEN, _SLOW = 10, 5  # of what is open most often, and of what took longest

Protocols = Mapping[tuple[str, str], Protocol]


class Table:
    """Rows as wide as the terminal: case, country, date, the verdict on each principle, the most urgent gap."""

    def __init__(self, out: TextIO, words: Language) -> None:
        self._out, self._words = out, words
        self._width = width(out)
        self._heading: tuple[str, ...] = ()

    def add(self, text: str, line: Mapping[str, Any]) -> None:
        """Write a row; before the first, and where the principles change, what the columns are."""
        t = self._words.text
        if broken := line.get("broken"):
            said = t("cannot be used: {code}, line {line}", code=broken["code"], line=broken["line"])
            self._write(f"{printable(line['path'])}: {said}", cut=False)
            return
        case, verdicts = line["case"], line["principles"]
        if self._heading != tuple(verdicts):
            self._heading = tuple(verdicts)
            heads = [p[:4] for p in verdicts]
            self._write(self._row(t("case"), "", t("date"), heads, t("most urgent")))
        short = [t(_SHORT[v]) for v in verdicts.values()]
        self._write(
            self._row(
                case.get("title") or case["id"], case["country"], case["date"] or "-", short, line["urgent"] or "-"
            )
        )

    def close(self) -> None:
        """Nothing is left."""
        self._out.flush()

    def summary(self, tally: Tally, protocols: Protocols, stopped: bool) -> None:
        """What the cases come to together."""
        t, counted = self._words.text, self._words.counted
        judged = sum(of.cases for of in tally.protocols.values())
        self._write("")
        if judged:
            legend = t("yes: met · NO: not met · ?: not shown, which is neither met nor breached")
            self._write(legend, cut=False)
        if stopped:
            self._write(t("Stopped before the end: this is what was done."), cut=False)
        self._write(
            t("{cases} judged, of which with something open: {open}", cases=Counted(judged, "case"), open=tally.open)
        )
        if tally.broken:
            codes = ", ".join(f"{code} ({number})" for code, number in tally.broken.most_common())
            files = Counted(tally.broken.total(), "file")
            self._write(t("{files} cannot be used: {codes}", files=files, codes=codes), cut=False)
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

    def _row(self, case: str, country: str, date: str, verdicts: list[str], urgent: str) -> str:
        rest = self._width - 4 - 12 - 5 * len(verdicts)
        ident = max(12, min(24, rest - 16))
        cells = [_fit(case, ident), _fit(country, 2), _fit(date, 11), *(_fit(v, 4) for v in verdicts), urgent]
        return " ".join(cells)

    def _write(self, text: str, cut: bool = True) -> None:
        text = printable(text)
        self._out.write(f"{_fit(text, self._width).rstrip() if cut else text}\n")


def printable(text: str) -> str:
    """A text that cannot move the cursor of a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _fit(text: str, wide: int) -> str:
    return f"{text:<{wide}}" if len(text) <= wide else f"{text[: wide - 1]}…"
