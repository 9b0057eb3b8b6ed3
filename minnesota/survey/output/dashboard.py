"""A survey as one HTML page with plots and tables.

It shows counts of cases, no path, nobody's name, and titles only where they are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from minnesota.base import templates
from minnesota.base.dates import Limit, When
from minnesota.base.wording import Counted, Phrase, Word
from minnesota.engine.finding import VERDICTS
from minnesota.language.speak import Language, language
from minnesota.model.protocol import Protocol, Step
from minnesota.report.html import page
from minnesota.report.report import filters, meta
from minnesota.survey.line import LETTERS
from minnesota.survey.output import plots
from minnesota.survey.output.judging import judging_protocols
from minnesota.survey.output.plots import CLASSES, OVERALL
from minnesota.survey.output.writer import Destination
from minnesota.survey.row import SurveyRequest
from minnesota.survey.tally import ProtocolCounts, StepGap, Tally
from minnesota.version import __version__

GAPS = 25  # steps that are shown
YEARS = 40  # columns of a picture; where there were more, ten years make one
_MARKING = Word("INTERNAL: for those who work on the cases")
_TITLE = Word("Survey of cases")
_STOPPED = Word("STOPPED BEFORE ITS END")


class Page:
    """The page as an output: it is made once all lines are counted."""

    def __init__(self, destination: Destination) -> None:
        self._destination = destination

    def add(self, text: str, line: Mapping[str, Any]) -> None:
        """Take a line: the tally has counted it already."""

    def close(self, stopped: bool) -> None:
        """Write the page."""
        protocols = judging_protocols(self._destination.tally, self._destination.lang)
        html = dashboard(
            self._destination.tally,
            protocols,
            self._destination.request,
            self._destination.lang,
            stopped,
        )
        self._destination.text.write(html)


def dashboard(
    tally: Tally,
    protocols: Mapping[tuple[str, str], Protocol],
    request: SurveyRequest,
    lang: str = "en",
    stopped: bool = False,
) -> str:
    """Return the page, in a language in which the `protocols` are too.

    Steps of a protocol that is not among them go by their ids. `stopped`: the survey did not come
    to its end, and the page says so.
    """
    words = language(lang)
    parts = []
    for key in sorted(tally.protocols, key=lambda key: (-tally.protocols[key].cases, key)):
        parts.append(_Part(tally.protocols[key], protocols.get(key), words))
    own: dict[str, Callable[..., Any]] = {
        **filters(words),
        "number": words.number,
        "share": words.share,
        "counted": words.counted,
    }
    environment = templates.environment("survey/report.md.j2", own, text=words.text)
    context = _context(tally, parts, protocols, request, stopped)
    text = templates.filled(environment, context)
    figures = {}
    for number, part in enumerate(parts, 1):
        for name, svg in part.figures(number):
            figures[f"{name}-{number}"] = svg
    status = None
    if stopped:
        status = _STOPPED
    about = meta(words, words.text(_TITLE), _MARKING, request.as_of, status)
    return page(text, about, figures)


class _Gap(NamedTuple):
    title: str
    id: str
    step: Step | None
    open: int
    asked: int
    counts: Mapping[str, int]


class _Year(NamedTuple):
    title: str
    cases: int
    counts: tuple[Counter[str], ...]


class _Part:
    """What a page says of the cases judged by one text of a protocol."""

    def __init__(self, counts: ProtocolCounts, protocol: Protocol | None, words: Language) -> None:
        self.id, self.digest, self.cases = counts.id, counts.digest[:12], counts.cases
        self.name, self.edition = counts.id, ""
        if protocol:
            self.name, self.edition = protocol.title, protocol.edition
        self._words, self._protocol = words, protocol
        self.titles = _titles(protocol)
        principles = _ordered(counts.principles, self.titles)
        self.principles = []
        for principle in principles:
            title = self.titles.get(principle, principle)
            self.principles.append(plots.Row(title, counts.principles[principle]))
        every, letters = counts.gaps(), counts.steps()
        self.gap_count = len(every)
        self.gaps = [_gap(protocol, words, gap, letters[gap.place]) for gap in every[:GAPS]]
        self.delays = self._delays(counts)
        self.years = list(_years(counts, principles))

    def _delays(self, counts: ProtocolCounts) -> list[plots.Spread]:
        """Return the delays of each step, those of most cases first."""
        spreads = []
        for step in sorted(counts.delays, key=lambda step: (-counts.delays[step].total(), step)):
            classes = counts.delays[step]
            by_class = tuple(classes[number] for number in range(len(CLASSES)))
            title = self.titles.get(step, step)
            spreads.append(plots.Spread(title, by_class, counts.running[step], self._limit(step)))
        return spreads

    def _limit(self, step_id: str) -> Limit | None:
        """Return our benchmark for a step: the one that its check is about."""
        if self._protocol is None:
            return None
        step = self._protocol.step.get(step_id)
        if step is None or step.check is None:
            return None
        about = step.check.rpartition(":")[2]
        for benchmark in self._protocol.benchmarks:
            if benchmark.id == about:
                return benchmark.limit()
        return None

    def figures(self, number: int) -> Iterator[tuple[str, str]]:
        """Yield the pictures, each with its name."""
        words = self._words
        yield "principles", plots.principles(f"principles-{number}", self.principles, words)
        gaps = [plots.Gap(gap.title, gap.open, gap.asked) for gap in self.gaps]
        yield "gaps", plots.gaps(f"gaps-{number}", gaps, self.cases, words)
        yield "delays", plots.delays(f"delays-{number}", self.delays, words)
        yield "years", plots.years(f"years-{number}", self._year_columns(), words)

    def _year_columns(self) -> list[plots.Years]:
        """Return a picture's columns for each principle; none where no year is known."""
        known = [year for year in self.years if year.title]
        if not known:
            return []
        pictures = []
        for place, principle in enumerate(self.principles):
            columns = tuple(plots.Row(year.title, year.counts[place]) for year in known)
            pictures.append(plots.Years(principle.title, columns))
        return pictures


def _titles(protocol: Protocol | None) -> dict[str, str]:
    """Return the titles of a protocol's principles and steps, by their ids."""
    titles: dict[str, str] = {}
    if protocol is None:
        return titles
    for principle in protocol.principles:
        titles[principle.id] = principle.title
    for step in protocol.steps:
        titles[step.id] = step.title
    return titles


def _ordered(principles: Iterable[str], titles: Mapping[str, str]) -> list[str]:
    """Return ids of principles in the order of the pack."""
    order = {known: number for number, known in enumerate(titles)}
    return sorted(principles, key=lambda principle: order.get(principle, len(order)))


def _gap(
    protocol: Protocol | None, words: Language, gap: StepGap, letters: Mapping[str, int]
) -> _Gap:
    counts = {verdict: letters.get(letter, 0) for verdict, letter in LETTERS.items()}
    if protocol is None:
        title = words.text("step {number} of the pack", number=gap.place + 1)
        return _Gap(title, "", None, gap.open, gap.asked, counts)
    step = protocol.steps[gap.place]
    return _Gap(step.title, step.id, step, gap.open, gap.asked, counts)


def _years(counts: ProtocolCounts, principles: list[str]) -> Iterator[_Year]:
    """Yield the years from the first to the last, also those of no case; then what has no date.

    Where there are too many, ten, a hundred or a thousand years stand together.
    """
    known = [int(year) for year in counts.years if year]
    if known:
        size = 1
        while max(known) // size - min(known) // size >= YEARS:
            size *= 10
        for first in range(min(known) // size * size, max(known) + 1, size):
            years = [f"{year:04}" for year in range(first, first + size)]
            title = years[0]
            if size > 1:
                title = f"{years[0]}–{years[-1]}"
            yield _year(title, counts, years, principles)
    if "" in counts.years:
        yield _year("", counts, [""], principles)


def _year(title: str, counts: ProtocolCounts, years: list[str], principles: list[str]) -> _Year:
    """Return the verdicts of some years together, by principle."""
    by_principle = []
    for principle in principles:
        verdicts: Counter[str] = Counter()
        for year in years:
            if year in counts.years:
                verdicts.update(counts.years[year].get(principle, {}))
        by_principle.append(verdicts)
    cases = max((verdicts.total() for verdicts in by_principle), default=0)
    return _Year(title, cases, tuple(by_principle))


def _context(
    tally: Tally,
    parts: list[_Part],
    protocols: Mapping[tuple[str, str], Protocol],
    request: SurveyRequest,
    stopped: bool,
) -> dict[str, Any]:
    """Return everything that the template may use."""
    titles: dict[str, str] = {}
    for part in reversed(parts):  # of one id in two protocols, the title of the first stands
        titles |= part.titles
    cases = []
    for line in tally.worst:
        protocol = protocols.get((line["protocol"]["id"], line["protocol"]["digest"]))
        cases.append(_case(line, _titles(protocol)))
    return {
        "program": __version__,
        "stopped": stopped,
        "as_of": request.as_of,
        "judged": tally.judged,
        "judgements": sum(part.cases for part in parts),
        "open": tally.open,
        "unusable": tally.broken.total(),
        "broken": _most_common(tally.broken),
        "countries": _most_common(tally.countries),
        "protocols": parts,
        "overall": OVERALL,
        "verdicts": [verdict for verdict in VERDICTS if verdict != "not-applicable"],
        "classes": CLASSES,
        "slowest": _slowest(tally, titles),
        "titled": any(case["title"] for case in cases),
        "cases": cases,
    }


def _most_common(counts: Counter[str]) -> list[tuple[str, int]]:
    """Return what was counted, the most first; of equals by their names."""
    by_name = sorted(counts.items())
    return sorted(by_name, key=itemgetter(1), reverse=True)


def _slowest(tally: Tally, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the longest delays as the page shows them."""
    delays = []
    for slow in tally.slowest:
        delay = {
            "case": slow.case,
            "step": titles.get(slow.step, slow.step),
            "delay": Phrase("at least {time}", time=Counted(slow.days, "day")),
            "running": slow.running,
        }
        delays.append(delay)
    return delays


def _case(line: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """Return one case as the page shows it. Of its line, nothing else is taken."""
    case = line["case"]
    by_verdict: dict[str, list[str]] = {verdict: [] for verdict in OVERALL}
    for principle in _ordered(line["principles"], titles):
        verdict = line["principles"][principle]
        by_verdict[verdict].append(titles.get(principle, principle))
    gravest = "not-shown"
    for verdict in reversed(OVERALL):
        if by_verdict[verdict]:
            gravest = verdict
    date: When | str = ""
    if case["date"]:
        date = When.parse(case["date"])
    return {
        "id": case["id"],
        "title": case.get("title") or "",
        "country": case["country"],
        "date": date,
        "verdict": gravest,
        "principles": by_verdict,
        "urgent": titles.get(line["urgent"], line["urgent"]),
    }
