"""Where things stand in a plot: the timeline of a case, and its delays. No drawing here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from minnesota.base.dates import Delay, Limit, When
from minnesota.base.wording import Listed, Phrase, Word
from minnesota.engine.finding import Assessment, Finding
from minnesota.model.case import Case

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

_DIRECTIONS = {
    "to-family": Word("To the family: {about}"),
    "from-family": Word("From the family: {about}"),
}


class Entry(NamedTuple):
    """One dated fact. `left` and `width` are per cent of the axis; open ends run to its edge.

    `before_axis`: it is, or may be, earlier than the axis begins.
    """

    when: When
    what: str
    sources: tuple[str, ...]
    left: float = 0.0
    width: float = 0.0
    before_axis: bool = False


class Tick(NamedTuple):
    """A month or a year, and where it begins in per cent of the axis."""

    share: float
    when: When


class Timeline(NamedTuple):
    """Dated facts in order, and the axis they are drawn on."""

    entries: tuple[Entry, ...]
    ticks: tuple[Tick, ...]
    start: date
    end: date


class Bar(NamedTuple):
    """The longest delay of one step, still running or ended, against its benchmark.

    `least` and `most` (the shortest and longest that it can have been) and `mark` (the benchmark)
    are per cent of the longest delay in the plot.
    """

    what: str
    delay: Delay
    limit: Limit
    running: bool
    verdict: str
    least: float
    most: float
    mark: float


class _Measured(NamedTuple):
    """A delay that a finding tells of. Lengths are in days, and never less than none.

    A delay that seems to end before it starts is a conflict in the file, and has no length.
    """

    finding: Finding
    delay: Delay
    limit: Limit

    @property
    def least(self) -> int:
        return max(self.delay.least_days or 0, 0)

    @property
    def most(self) -> int:
        return max(self.delay.most_days or 0, 0)

    @property
    def benchmark(self) -> float:
        return (self.limit.hours or 0) / 24 or self.limit.days or 0


class _Axis(NamedTuple):
    """The time between two moments."""

    first: datetime
    last: datetime

    def share(self, moment: datetime) -> float:
        """Return where a moment is, in per cent; what is outside stands at the edge."""
        part = (moment - self.first).total_seconds() / (self.last - self.first).total_seconds()
        return round(100 * min(max(part, 0.0), 1.0), 2)


_BEFORE_INCIDENT = 0.02  # of the axis is left free before the first date, and a day more

_TICK_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)  # from tick to tick
_MOST_MONTHS = 240
_MOST_TICKS = 9
_LAST_YEAR = 9998  # no `datetime` is later than the next one


def timeline(assessment: Assessment) -> Timeline | None:
    """Return the timeline from the incident to the day of the assessment.

    None where nothing is dated.
    """
    entries = sorted(_dated(assessment.case), key=_by_date)
    if not entries:
        return None
    axis = _axis(entries, assessment)
    placed = [_placed(entry, axis) for entry in entries]
    ticks = [Tick(axis.share(moment), when) for moment, when in _ticks(axis)]
    return Timeline(tuple(placed), tuple(ticks), axis.first.date(), axis.last.date())


def delays(assessment: Assessment) -> tuple[Bar, ...]:
    """Return the longest delay of each step that measures one, the longest first."""
    longest: dict[str, _Measured] = {}
    for finding in assessment.findings:
        for delay, limit in finding.delays():
            measured = _Measured(finding, delay, limit)
            longest_yet = longest.get(finding.step.id)
            if longest_yet is None or longest_yet.most < measured.most:
                longest[finding.step.id] = measured
    ordered = sorted(longest.values(), key=lambda measured: -measured.most)
    scale = 1  # a day, where no delay is longer
    if ordered:
        scale = max(scale, ordered[0].most)

    def share(days: float) -> float:
        return round(100 * min(days / scale, 1), 2)

    bars: list[Bar] = []
    for measured in ordered:
        bars.append(
            Bar(
                what=measured.finding.step.title,
                delay=measured.delay,
                limit=measured.limit,
                running=measured.finding.runs_on,
                verdict=measured.finding.verdict,
                least=share(measured.least),
                most=share(measured.most),
                mark=share(measured.benchmark),
            )
        )
    return tuple(bars)


def _by_date(entry: Entry) -> tuple[str, bool, str, str]:
    """Return the sort key of a dated fact: by day; on one day, those with a known hour first."""
    earliest = str(entry.when.earliest)
    return earliest[:10], not entry.when.hour_known, earliest, str(entry.when.latest)


def _axis(entries: Sequence[Entry], assessment: Assessment) -> _Axis:
    """Return an axis from shortly before the incident to the last date or day of assessment."""
    day = assessment.as_of
    incident = assessment.case.incident.date
    if incident and incident.earliest:
        first = incident.earliest
    else:
        earliest = [entry.when.earliest for entry in entries if entry.when.earliest]
        first = min(earliest, default=datetime.combine(day, datetime.min.time()))
    latest = [entry.when.latest for entry in entries if entry.when.latest]
    last = max([datetime.combine(day, datetime.max.time()), *latest])
    first -= (last - first) * _BEFORE_INCIDENT + timedelta(days=1)
    return _Axis(first, last)


def _placed(entry: Entry, axis: _Axis) -> Entry:
    """Return a dated fact with its place on an axis; an open end of it runs to the edge."""
    earliest = entry.when.earliest or axis.first
    latest = entry.when.latest or axis.last
    left = axis.share(earliest)
    return entry._replace(
        left=left,
        width=round(axis.share(latest) - left, 2),
        before_axis=earliest < axis.first or latest < axis.first,
    )


def _dated(case: Case) -> Iterator[Entry]:
    """Yield each dated fact of a case that a timeline tells."""
    incident = case.incident
    if incident.date:
        yield Entry(incident.date, Word("The incident"), incident.sources)
    knew = incident.authorities_knew
    if knew and knew.on:
        yield Entry(knew.on, Word("The authorities knew, or should have known"), knew.sources)
    yield from _acts(case)
    for event in case.timeline:
        if event.kind != "incident" or not incident.date:  # else it is told above
            yield Entry(event.on, event.what, event.sources)
    for communication in case.communications:
        text = _DIRECTIONS[communication.direction]
        what = Phrase(text, about=_listed(communication.about))
        yield Entry(communication.on, what, communication.sources)
    for publication in case.publications:
        if publication.on:
            text = Word("Published: {about}")
            if publication.withheld:
                text = Word("Withheld: {about}")
            what = Phrase(text, about=_listed(publication.about))
            yield Entry(publication.on, what, publication.sources)
    for outcome in case.outcomes:
        if outcome.on:
            what = Phrase("Outcome: {what}", what=Word(outcome.kind))
            yield Entry(outcome.on, what, outcome.sources)


def _acts(case: Case) -> Iterator[Entry]:
    """Yield what was done, and when, with victims, investigations, scenes and witnesses."""
    for key, acts in _ACTS.items():
        for part in getattr(case, key):
            for name, word in acts.items():
                act = getattr(part, name)
                if act and act.on:
                    yield Entry(act.on, Phrase("{id}: {what}", id=part.id, what=word), act.sources)
    for victim in case.victims:
        returned = victim.remains and victim.remains.returned
        if returned and returned.on:
            what = Phrase("{id}: {what}", id=victim.id, what=Word("remains returned"))
            yield Entry(returned.on, what, returned.sources)


def _listed(about: Sequence[str]) -> Listed:
    return Listed([Word(matter.replace("-", " ")) for matter in about])


def _ticks(axis: _Axis) -> Iterator[tuple[datetime, When]]:
    """Yield a few round dates within an axis: months, quarters or years."""
    first, last = axis.first, axis.last
    length = (last.year - first.year) * 12 + last.month - first.month
    step = next((months for months in _TICK_MONTHS if length / months <= _MOST_TICKS), _MOST_MONTHS)
    text = "%Y-%m"
    if step >= 12:
        text = "%Y"
    year, month = first.year, first.month
    while year <= _LAST_YEAR and datetime(year, month, 1) <= last:
        moment = datetime(year, month, 1)
        if moment >= first and (year * 12 + month - 1) % step == 0:
            yield moment, When.parse(moment.strftime(text))
        month += 1
        if month > 12:
            year, month = year + 1, 1
