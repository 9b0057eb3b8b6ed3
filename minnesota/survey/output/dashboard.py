"""A survey as one HTML page with plots and tables: counts of cases, no path, nobody's name, and titles only where asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
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
from minnesota.survey.output.plots import CLASSES, OVERALL
from minnesota.survey.row import SurveyRequest
from minnesota.survey.tally import OfProtocol, Tally
from minnesota.version import __version__

GAPS = 25  # steps that are shown
YEARS = 40  # columns of a picture; where there were more, ten years make one
_MARKING = Word("INTERNAL: for those who work on the cases")
_TITLE = Word("Survey of cases")
_STOPPED = Word("STOPPED BEFORE ITS END")


def dashboard(
    tally: Tally,
    protocols: Mapping[tuple[str, str], Protocol],
    asked: SurveyRequest,
    lang: str = "en",
    stopped: bool = False,
) -> str:
    """The page, in a language in which the `protocols` are too; steps of a protocol that is not among them go by their ids.

    `stopped`: the survey did not come to its end, and the page says so.
    """
    words = language(lang)
    parts = [
        _Part(counts, protocols.get(key), words)
        for key, counts in sorted(tally.protocols.items(), key=lambda p: (-p[1].cases, p[0]))
    ]
    own: dict[str, Callable[..., Any]] = {
        **filters(words),
        "number": words.number,
        "share": words.share,
        "counted": words.counted,
    }
    made = templates.environment("survey/report.md.j2", own, text=words.text)
    text = templates.filled(made, _context(tally, parts, protocols, asked, words, stopped))
    figures = {
        f"{name}-{n}": svg for n, part in enumerate(parts, 1) for name, svg in part.figures(n)
    }
    about = meta(words, words.text(_TITLE), _MARKING, asked.as_of, _STOPPED if stopped else None)
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

    def __init__(self, counts: OfProtocol, protocol: Protocol | None, words: Language) -> None:
        self.id, self.digest, self.cases = counts.id, counts.digest[:12], counts.cases
        self.name, self.edition = (
            (protocol.title, protocol.edition) if protocol else (counts.id, "")
        )
        self._words, self._protocol = words, protocol
        self.titles = _titles(protocol)
        ids = _ordered(counts.principles, self.titles)
        self.principles = [plots.Row(self.titles.get(p, p), counts.principles[p]) for p in ids]
        every, steps = counts.gaps(), counts.steps()
        self.gap_count = len(every)
        self.gaps = [
            _gap(protocol, words, place, open_, asked, steps[place])
            for place, open_, asked in every[:GAPS]
        ]
        self.delays = [
            plots.Spread(
                self.titles.get(step, step),
                tuple(by_class[n] for n in range(len(CLASSES))),
                counts.running[step],
                self._limit(step),
            )
            for step, by_class in sorted(counts.delays.items(), key=lambda d: (-d[1].total(), d[0]))
        ]
        self.years = list(_years(counts, ids))

    def _limit(self, step: str) -> Limit | None:
        """Our benchmark for a step: the one that its check is about."""
        found = self._protocol.step.get(step) if self._protocol else None
        if self._protocol is None or found is None or found.check is None:
            return None
        about = found.check.rpartition(":")[2]
        return next((b.limit() for b in self._protocol.benchmarks if b.id == about), None)

    def figures(self, number: int) -> Iterator[tuple[str, str]]:
        """The pictures by name."""
        words = self._words
        yield "principles", plots.principles(f"principles-{number}", self.principles, words)
        gaps = [plots.Gap(g.title, g.open, g.asked) for g in self.gaps]
        yield "gaps", plots.gaps(f"gaps-{number}", gaps, self.cases, words)
        yield "delays", plots.delays(f"delays-{number}", self.delays, words)
        known = [y for y in self.years if y.title]
        columns = [
            plots.Years(row.title, tuple(plots.Row(y.title, y.counts[n]) for y in known))
            for n, row in enumerate(self.principles)
        ]
        yield "years", plots.years(f"years-{number}", columns if known else [], words)


def _titles(protocol: Protocol | None) -> dict[str, str]:
    """The titles of a protocol's principles and steps, by their ids."""
    if protocol is None:
        return {}
    return {p.id: p.title for p in protocol.principles} | {s.id: s.title for s in protocol.steps}


def _ordered(ids: Iterable[str], titles: Mapping[str, str]) -> list[str]:
    """Ids of principles in the order of the pack."""
    order = {known: number for number, known in enumerate(titles)}
    return sorted(ids, key=lambda i: order.get(i, len(order)))


def _gap(
    protocol: Protocol | None,
    words: Language,
    place: int,
    open_: int,
    asked: int,
    letters: Mapping[str, int],
) -> _Gap:
    counts = {verdict: letters.get(letter, 0) for verdict, letter in LETTERS.items()}
    if protocol is None:
        return _Gap(
            words.text("step {number} of the pack", number=place + 1),
            "",
            None,
            open_,
            asked,
            counts,
        )
    step = protocol.steps[place]
    return _Gap(step.title, step.id, step, open_, asked, counts)


def _years(counts: OfProtocol, ids: list[str]) -> Iterator[_Year]:
    """The years from the first to the last, also those of no case, or as many years together as it takes; then what has no date."""
    known = [int(y) for y in counts.years if y]
    if known:
        size = next(s for s in (1, 10, 100, 1_000) if max(known) // s - min(known) // s < YEARS)
        for first in range(min(known) // size * size, max(known) + 1, size):
            years = [f"{y:04}" for y in range(first, first + size)]
            yield _year(years[0] if size == 1 else f"{years[0]}–{years[-1]}", counts, years, ids)
    if "" in counts.years:
        yield _year("", counts, [""], ids)


def _year(title: str, counts: OfProtocol, years: list[str], ids: list[str]) -> _Year:
    found = [counts.years[y] for y in years if y in counts.years]
    by = tuple(sum((f[p] for f in found if p in f), Counter()) for p in ids)
    return _Year(title, max((c.total() for c in by), default=0), by)


def _context(
    tally: Tally,
    parts: list[_Part],
    protocols: Mapping[tuple[str, str], Protocol],
    asked: SurveyRequest,
    words: Language,
    stopped: bool,
) -> dict[str, Any]:
    """Everything that the template may use."""
    judged = tally.judged
    every = {step: title for p in reversed(parts) for step, title in p.titles.items()}
    worst = tally.worst
    return {
        "program": __version__,
        "stopped": stopped,
        "as_of": asked.as_of,
        "judged": judged,
        "judgements": sum(p.cases for p in parts),
        "open": tally.open,
        "unusable": tally.broken.total(),
        "broken": sorted(tally.broken.items(), key=lambda b: (-b[1], b[0])),
        "countries": sorted(tally.countries.items(), key=lambda c: (-c[1], c[0])),
        "protocols": parts,
        "overall": OVERALL,
        "verdicts": [v for v in VERDICTS if v != "not-applicable"],
        "classes": CLASSES,
        "slowest": [
            {
                "case": s.case,
                "step": every.get(s.step, s.step),
                "delay": Phrase("at least {time}", time=Counted(s.days, "day")),
                "running": s.running,
            }
            for s in tally.slowest
        ],
        "titled": any(line["case"].get("title") for line in worst),
        "cases": [
            _case(
                line, _titles(protocols.get((line["protocol"]["id"], line["protocol"]["digest"])))
            )
            for line in worst
        ],
    }


def _case(line: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """One case as the page shows it. Of its line, nothing else is taken."""
    case, verdicts = line["case"], line["principles"]
    order = _ordered(verdicts, titles)
    return {
        "id": case["id"],
        "title": case.get("title") or "",
        "country": case["country"],
        "date": When.parse(case["date"]) if case["date"] else "",
        "verdict": next((v for v in OVERALL if v in verdicts.values()), "not-shown"),
        "principles": {v: [titles.get(p, p) for p in order if verdicts[p] == v] for v in OVERALL},
        "urgent": titles.get(line["urgent"], line["urgent"]),
    }
