"""Where things stand in a plot: the timeline of a case, and its delays against the benchmarks. No drawing here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from minnesota.base.dates import Delay, Limit, When
from minnesota.base.wording import Listed, Phrase, Word
from minnesota.engine.finding import Assessment
from minnesota.model.case import Case, Fact
from minnesota.model.case.base import numbered

_ACTS = {
    "victims": {
        "identification": Word("identified"),
        "remains": Word("remains recovered"),
        "autopsy": Word("autopsy"),
        "fate": Word("fate known"),
    },
    "investigations": {"opened": Word("opened"), "closed": Word("closed")},
    "scenes": {
        "secured": Word("scene secured"),
        "examined": Word("scene examined"),
        "searched": Word("scene searched"),
    },
    "witnesses": {
        "interviewed": Word("interviewed"),
        "threatened": Word("threatened"),
        "protection": Word("protected"),
    },
}


class Entry(NamedTuple):
    """One dated fact. `left` and `width` are per cent of the axis; open ends run to its edge."""

    when: When
    what: str
    sources: tuple[str, ...]
    left: float = 0.0
    width: float = 0.0
    before_axis: bool = False


class Timeline(NamedTuple):
    """Dated facts in order, and the axis they are drawn on: month or year ticks, in per cent."""

    entries: tuple[Entry, ...]
    ticks: tuple[tuple[float, When], ...]
    start: date
    end: date


class Bar(NamedTuple):
    """The delay of one step: its shortest and longest in days, still running or ended, and the benchmark."""

    what: str
    delay: Delay
    limit: Limit
    running: bool
    verdict: str
    least: float
    most: float
    mark: float


def timeline(assessment: Assessment) -> Timeline | None:
    """The timeline from the incident to the day of the assessment; None where nothing is dated."""
    entries = sorted(
        _dated(assessment.case),
        key=lambda e: (
            str(e.when.earliest)[:10],
            not e.when.hour_known,
            str(e.when.earliest),
            str(e.when.latest),
        ),
    )
    if not entries:
        return None
    incident = assessment.case.incident.date
    known = [e.when.earliest for e in entries if e.when.earliest]
    first = (
        incident.earliest
        if incident and incident.earliest
        else min(known, default=datetime.combine(assessment.as_of, datetime.min.time()))
    )
    last = max(
        [
            datetime.combine(assessment.as_of, datetime.max.time()),
            *(e.when.latest for e in entries if e.when.latest),
        ]
    )
    first -= (last - first) * 0.02 + timedelta(days=1)
    whole = (last - first).total_seconds()

    def share(moment: datetime) -> float:
        return round(100 * min(max((moment - first).total_seconds() / whole, 0.0), 1.0), 2)

    placed = []
    for entry in entries:
        left, right = share(entry.when.earliest or first), share(entry.when.latest or last)
        before = (entry.when.latest is not None and entry.when.latest < first) or (
            entry.when.earliest or first
        ) < first
        placed.append(
            Entry(entry.when, entry.what, entry.sources, left, round(right - left, 2), before)
        )
    return Timeline(
        tuple(placed),
        tuple((share(t), label) for t, label in _ticks(first, last)),
        first.date(),
        last.date(),
    )


def delays(assessment: Assessment) -> tuple[Bar, ...]:
    """The longest delay of each step that measures one, the longest first."""
    longest: dict[str, Bar] = {}
    for finding in assessment.findings:
        for delay, limit in finding.delays():
            most, least = max(delay.most_days or 0, 0), max(delay.least_days or 0, 0)
            bar = Bar(
                finding.step.title,
                delay,
                limit,
                finding.runs_on,
                finding.verdict,
                least,
                most,
                (limit.hours or 0) / 24 or limit.days or 0,
            )
            if finding.step.id not in longest or longest[finding.step.id].most < most:
                longest[finding.step.id] = bar
    scale = max((b.most for b in longest.values()), default=0) or 1
    bars = sorted(longest.values(), key=lambda b: -b.most)
    return tuple(
        Bar(
            b.what,
            b.delay,
            b.limit,
            b.running,
            b.verdict,
            *(round(100 * min(x / scale, 1), 2) for x in (b.least, b.most, b.mark)),
        )
        for b in bars
    )


def _dated(case: Case) -> Iterator[Entry]:
    if case.incident.date:
        yield Entry(case.incident.date, Word("The incident"), case.incident.sources)
    if case.incident.authorities_knew and case.incident.authorities_knew.on:
        yield Entry(
            case.incident.authorities_knew.on,
            Word("The authorities knew, or should have known"),
            case.incident.authorities_knew.sources,
        )
    for kind, acts in _ACTS.items():
        for part in getattr(case, kind):
            for name, word in acts.items():
                act = getattr(part, name)
                if act and act.on:
                    yield Entry(act.on, Phrase("{id}: {what}", id=part.id, what=word), act.sources)
    for victim in case.victims:
        if victim.remains and victim.remains.returned and victim.remains.returned.on:
            returned = Phrase("{id}: {what}", id=victim.id, what=Word("remains returned"))
            yield Entry(victim.remains.returned.on, returned, victim.remains.returned.sources)
    lists: tuple[tuple[str, Iterator[tuple[str, Fact]]], ...] = (
        ("communication", numbered("communications", case.communications)),
        ("publication", numbered("publications", case.publications)),
        ("outcome", numbered("outcomes", case.outcomes)),
    )
    yield from (
        Entry(e.on, e.what, e.sources)
        for e in case.timeline
        if e.kind != "incident" or not case.incident.date
    )
    for kind, items in lists:
        for _, item in items:
            if when := getattr(item, "on", None):
                about = Listed([Word(a.replace("-", " ")) for a in getattr(item, "about", ())])
                if kind == "communication":
                    yield Entry(
                        when,
                        Phrase(_TO[getattr(item, "direction", "to-family")], about=about),
                        item.sources,
                    )
                elif kind == "outcome":
                    yield Entry(
                        when,
                        Phrase("Outcome: {what}", what=Word(str(getattr(item, "kind", kind)))),
                        item.sources,
                    )
                elif getattr(item, "withheld", None):
                    yield Entry(when, Phrase("Withheld: {about}", about=about), item.sources)
                else:
                    yield Entry(when, Phrase("Published: {about}", about=about), item.sources)


_TO = {"to-family": Word("To the family: {about}"), "from-family": Word("From the family: {about}")}


def _ticks(first: datetime, last: datetime) -> Iterator[tuple[datetime, When]]:
    """Five to ten round dates between two moments: months, quarters or years."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if months / s <= 9), 240)
    year, month = first.year, first.month
    while (moment := datetime(year, month, 1)) <= last:
        if moment >= first and ((year * 12 + month - 1) % step == 0):
            yield moment, When.parse(moment.strftime("%Y" if step >= 12 else "%Y-%m"))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if year > 9998:
            return
