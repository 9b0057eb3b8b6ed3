"""The pictures of a report: the timeline, the delays, and the verdicts by principle and phase.

Each says the same in words (its title and description), tells verdicts apart by a sign as well as
by colour, and is narrow enough for a telephone. A long one is several, one below the other.
Lengths are units of the picture, which is WIDE of them wide; y grows downwards, and that of a text
is its baseline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from minnesota.engine.finding import VERDICTS, Assessment, Finding, Verdict
from minnesota.language.verdicts import WORDS
from minnesota.model.protocol import Phase, Principle
from minnesota.report import chart
from minnesota.report.svg import MARGIN, RIGHT, WIDE, cut, element, label, mark, pictures, svg

Say = Callable[..., str]  # an English message and its {values}, in the report's language
Value = Callable[[Any], str]  # a date, a delay, a limit, in the report's language

_BLUE = "#1f5fa8"


class Look(NamedTuple):
    """How a verdict looks: its sign, the colour of its ground, and that of what stands on it."""

    sign: str
    ground: str
    ink: str


LOOKS = {
    "met": Look("✓", "#cfe8d8", "#0f4f2d"),
    "partly-met": Look("½", "#fbe6c2", "#5c3900"),
    "not-met": Look("✗", "#f3c6ca", "#7d0f19"),
    "contradicted": Look("≠", "#f3c6ca", "#7d0f19"),
    "unsupported": Look("○", "#fbe6c2", "#5c3900"),
    "not-shown": Look("?", "#fbe6c2", "#5c3900"),
    "not-applicable": Look("–", "#eceff2", "#454f59"),
}


def figures(assessment: Assessment, say: Say, value: Value) -> dict[str, str]:
    """Return the pictures by name; those with nothing to show are not among them."""
    by_name = {
        "timeline": timeline(chart.timeline(assessment), say, value),
        "delays": delays(chart.delays(assessment), say, value),
        "verdicts": verdicts(assessment, say),
    }
    return {name: picture for name, picture in by_name.items() if picture}


# The timeline: ticks with their dates above, then a row of text and a line for each fact.

_FACT_ROW = 34  # a text, and below it the line that carries the point or bar
_DATES = 13  # the baseline of the dates of the ticks
_TICK_TOP = 20  # where their lines begin, below the dates
_FIRST_FACT = 38  # the baseline of the first row
_FACT_LINE = 11  # from a baseline down to the line
_DOT = 5  # radius of a point, and half the height of a bar
_LEAST_BAR = 1.5  # per cent of the axis: what is shorter is a point, which is as wide
_TICK_SIZE = 11
_HALF_SIGN = 3.2  # half the width of a sign in a text of _TICK_SIZE, on the safe side
_BETWEEN_TICKS = 8  # the least space between two dates


def timeline(line: chart.Timeline | None, say: Say, value: Value) -> str:
    """Return one row for each dated fact: a point, or a bar where the date is uncertain."""
    if line is None:
        return ""
    title = say("Timeline from {start} to {end}", start=line.start, end=line.end)
    description = say(
        "One row for each dated fact; a bar where the date is uncertain."
        " The table below says the same."
    )

    def draw(entries: Sequence[chart.Entry]) -> Iterator[str]:
        bottom = _FIRST_FACT + len(entries) * _FACT_ROW - 12
        yield from _ticks(line.ticks, bottom, value)
        for number, entry in enumerate(entries):
            baseline = _FIRST_FACT + number * _FACT_ROW
            text = f"{value(entry.when)}: {value(entry.what)}"
            yield label(MARGIN, baseline, cut(text))
            yield from _fact(entry, baseline + _FACT_LINE)

    def height(count: int) -> int:
        return count * _FACT_ROW + 30

    return pictures("timeline", title, description, line.entries, draw, height)


def _ticks(ticks: Sequence[chart.Tick], bottom: int, value: Value) -> Iterator[str]:
    """Yield the upright lines of an axis, and as many of their dates as have room."""
    free_from = 0.0
    for tick in ticks:
        x = _x(tick.share)
        date = str(value(tick.when))
        yield element("path", d=f"M{x} {_TICK_TOP}V{bottom}", stroke="#ccd3da")
        half_width = len(date) * _HALF_SIGN
        if max(x - half_width, 0) >= free_from and x + half_width <= WIDE:
            yield label(max(x, half_width), _DATES, date, "middle", soft=True, size=_TICK_SIZE)
            free_from = x + half_width + _BETWEEN_TICKS


def _fact(entry: chart.Entry, y: int) -> Iterator[str]:
    """Yield the line of one fact at `y`, with its point or bar."""
    yield element("path", d=f"M{MARGIN} {y}H{RIGHT}", stroke="#e3e8ed")
    if entry.width > _LEAST_BAR:
        yield element(
            "rect",
            x=_x(entry.left),
            y=y - _DOT,
            width=f"{_x(entry.width) - MARGIN:.1f}",
            height=2 * _DOT,
            rx=_DOT,
            fill="#9fb4c9",
        )
    else:
        yield element("circle", cx=_x(entry.left + entry.width / 2), cy=y, r=_DOT, fill=_BLUE)
    if entry.before_axis:  # an arrow head, to where the fact really is
        yield element("path", d=f"M{MARGIN} {y}l9 -6v12z", fill=_BLUE)


# The delays: two lines of text and a bar for each.

_DELAY_ROW = 48
_FIRST_DELAY = 14  # the baseline of the first row
_LINE = 14  # from one baseline to the next
_BAR_TOP = 19  # from the first baseline of a row down to its bar
_BAR = 10  # height of a bar
_BEYOND = 3  # what the benchmark's line is longer than the bar, at either end
_ARROW = 8  # width of the head that a running delay ends in


def delays(bars: Sequence[chart.Bar], say: Say, value: Value) -> str:
    """Return one bar for each delay, dark as far as it is certain, and a line at the benchmark."""
    title = say("Delays against our benchmarks")
    description = say(
        "One bar for each delay, light where it is uncertain; the upright line is our benchmark."
        " The table below says the same."
    )

    def draw(few_bars: Sequence[chart.Bar]) -> Iterator[str]:
        for number, bar in enumerate(few_bars):
            baseline = _FIRST_DELAY + number * _DELAY_ROW
            look = LOOKS.get(bar.verdict, LOOKS["not-shown"])
            delay = value(bar.delay)
            if bar.running:
                delay = say("{delay} and running", delay=bar.delay)
            against = say("{delay}; our benchmark: {limit}", delay=delay, limit=bar.limit)
            yield label(MARGIN, baseline, cut(f"{look.sign} {value(bar.what)}"))
            yield label(MARGIN, baseline + _LINE, cut(against), soft=True)
            yield from _bar(bar, baseline + _BAR_TOP, look.ink)

    def height(count: int) -> int:
        return count * _DELAY_ROW + 6

    return pictures("delays", title, description, bars, draw, height)


def _bar(bar: chart.Bar, top: int, ink: str) -> Iterator[str]:
    """Yield the bar of one delay: light to its longest, dark to its shortest."""
    longest = f"{max(_x(bar.most) - MARGIN, 1):.1f}"  # at least a hair, to be seen at all
    shortest = f"{max(_x(bar.least) - MARGIN, 0):.1f}"
    place: dict[str, Any] = {"x": MARGIN, "y": top}
    yield element("rect", **place, width=longest, height=_BAR, fill=ink, fill_opacity=0.35)
    yield element("rect", **place, width=shortest, height=_BAR, fill=ink)
    if bar.running:
        start = min(_x(bar.most), RIGHT - _ARROW)
        yield element("path", d=f"M{start} {top - 2}l{_ARROW} 7l-{_ARROW} 7z", fill=ink)
    yield mark(_x(bar.mark), top - _BEYOND, _BAR + 2 * _BEYOND)


# The verdicts: the principles by number, then a grid, then what the signs mean.

_GRID_LEFT = 164  # left of it stand the titles of the phases
_GRID_WIDTH = RIGHT - _GRID_LEFT
_MOST_TITLE = 26  # signs of a phase, as many as have room left of the grid
_FIRST_PRINCIPLE = 12  # the baseline of the first one in the list
_PRINCIPLE = 15  # from one principle in the list to the next
_GRID_ROW = 32
_CELL = 28  # height of a cell, so that there is space between two rows
_SIGN, _COUNT = 13, 25  # from the top of a cell down to the baselines of what stands in it
_KEYS = 3  # of the legend, in one line
_KEY_WIDTH, _KEY_HEIGHT = 145, 16


class _Cell(NamedTuple):
    """The gravest verdict of some steps, how many of them are open, and how many they are."""

    verdict: Verdict
    open: int
    steps: int


def verdicts(assessment: Assessment, say: Say) -> str:
    """Return a map: a row for each phase, a column for each principle.

    A cell holds the gravest verdict of the steps there, and how many of them are open.
    """
    cells: dict[tuple[str, str], list[Finding]] = {}
    for finding in assessment.findings:
        cells.setdefault((finding.step.phase, finding.step.principle), []).append(finding)
    if not cells:
        return ""
    with_phase = {phase for phase, _ in cells}
    with_principle = {principle for _, principle in cells}
    phases = [phase for phase in assessment.protocol.phases if phase.id in with_phase]
    principles = [
        each.principle for each in assessment.principles if each.principle.id in with_principle
    ]
    numbers_baseline = _FIRST_PRINCIPLE + _PRINCIPLE * len(principles) + 10
    grid_top = numbers_baseline + 8
    elements = [*_principle_heads(principles, numbers_baseline)]
    descriptions: list[str] = []
    for row, phase in enumerate(phases):
        y = grid_top + row * _GRID_ROW
        elements.append(label(MARGIN, y + 18, cut(phase.title, _MOST_TITLE)))
        for column, principle in enumerate(principles):
            found = cells.get((phase.id, principle.id))
            if found:
                cell = _summed(found)
                elements += _cell(cell, column, _GRID_WIDTH / len(principles), y)
                descriptions.append(_said(phase, principle, cell, say))
    legend = grid_top + len(phases) * _GRID_ROW + 16
    verdicts_used = {finding.verdict for finding in assessment.findings}
    keys = [verdict for verdict in VERDICTS if verdict in verdicts_used]
    elements += _legend(keys, legend, say)
    last_line = (len(keys) - 1) // _KEYS
    height = legend + last_line * _KEY_HEIGHT + 8
    title = say("Verdicts by phase and principle: the gravest of each, and how many steps are open")
    return svg("verdicts", title, "; ".join(descriptions) + ".", elements, height)


def _principle_heads(principles: Sequence[Principle], baseline: float) -> Iterator[str]:
    """Yield the principles by number and title, and the numbers above their columns."""
    width = _GRID_WIDTH / len(principles)
    for number, principle in enumerate(principles, 1):
        listed_at = _FIRST_PRINCIPLE + (number - 1) * _PRINCIPLE
        yield label(MARGIN, listed_at, cut(f"{number}  {principle.title}"))
        middle = _GRID_LEFT + (number - 0.5) * width
        yield label(middle, baseline, str(number), "middle", bold=True)


def _summed(findings: Sequence[Finding]) -> _Cell:
    gravest = min((finding.verdict for finding in findings), key=VERDICTS.index)
    open_steps = {finding.step.id for finding in findings if finding.is_gap}
    steps = {finding.step.id for finding in findings}
    return _Cell(gravest, len(open_steps), len(steps))


def _cell(cell: _Cell, column: int, width: float, y: float) -> Iterator[str]:
    """Yield a cell whose top is `y`, with one unit of space at either side."""
    look = LOOKS[cell.verdict]
    left = _GRID_LEFT + column * width
    yield element(
        "rect",
        x=f"{left + 1:.1f}",
        y=y,
        width=f"{width - 2:.1f}",
        height=_CELL,
        rx=3,
        fill=look.ground,
    )
    middle = left + width / 2
    yield label(middle, y + _SIGN, look.sign, "middle", bold=True, ink=look.ink)
    count = f"{cell.open}/{cell.steps}"
    yield label(middle, y + _COUNT, count, "middle", ink=look.ink, size=10)


def _said(phase: Phase, principle: Principle, cell: _Cell, say: Say) -> str:
    """Return a cell in words."""
    verdict = say(WORDS[cell.verdict])
    return f"{phase.title}, {principle.title}: {verdict} ({cell.open}/{cell.steps})"


def _legend(keys: Sequence[Verdict], top: float, say: Say) -> Iterator[str]:
    """Yield what the signs of the verdicts mean, some in one line."""
    for number, verdict in enumerate(keys):
        line, column = divmod(number, _KEYS)
        text = f"{LOOKS[verdict].sign} {say(WORDS[verdict])}"
        left, baseline = MARGIN + column * _KEY_WIDTH, top + line * _KEY_HEIGHT
        yield label(left, baseline, text, soft=True)


def _x(share: float) -> float:
    """Return where a per cent of an axis stands."""
    return round(MARGIN + share * (WIDE - 2 * MARGIN) / 100, 1)
