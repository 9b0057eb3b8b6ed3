"""The pictures of a survey as SVG.

They show verdicts by principle, the steps open most often, delays, and verdicts over time. They are
read without colour too: dark, middling and light grounds always in the same order, signs, and the
numbers beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from minnesota.base.dates import Limit
from minnesota.language.speak import Language
from minnesota.language.verdicts import WORDS
from minnesota.report.figures import LOOKS
from minnesota.report.svg import WIDE, cut, label, pictures, svg
from minnesota.survey.tally import BINS

OVERALL = ("not-met", "not-shown", "met")  # the verdicts on a principle, as they stand in bars
_ENDS = (0, *BINS)
# The classes of delays in days, as a reader sees them.
CLASSES = (
    f"0–{BINS[0]}",
    *(f"{before + 1}–{end}" for before, end in pairwise(BINS)),
    f">{BINS[-1]}",
)
# Ground and ink of a part of a bar.
_GROUNDS = {
    "not-met": ("#7d0f19", "#fff"),
    "not-shown": ("#dca94a", "#1b1f24"),
    "met": ("#cfe8d8", "#0f4f2d"),
}
_BLUE, _PALE_BLUE, _INK, _GREY = "#1f5fa8", "#5f86ad", "#1b1f24", "#515c67"
# All that follows is in the units of the picture, which is WIDE of them.
_LEFT, _ROOM = 8, WIDE - 16  # where bars begin, and how long they can be
_LEGEND = 22  # height
_BAR_HEIGHT = 60  # of the highest bar or column


class Row(NamedTuple):
    """One thing, such as a principle, and how many cases have each verdict on it."""

    title: str
    counts: Mapping[str, int]

    @property
    def cases(self) -> int:
        """Return how many cases have a verdict on it."""
        return sum(self.counts.values())


class Gap(NamedTuple):
    """One step: how many cases it is open in, and of how many it is asked."""

    title: str
    open: int
    asked: int


class Spread(NamedTuple):
    """The delays of one step.

    How many cases are in each class, how many of them run on, and our benchmark.
    """

    title: str
    counts: tuple[int, ...]
    running: int
    limit: Limit | None


class Years(NamedTuple):
    """The verdicts on one principle, year after year (or ten years after ten)."""

    title: str
    years: tuple[Row, ...]


def principles(figure_name: str, rows: Sequence[Row], language: Language) -> str:
    """Draw one bar for each principle, divided by verdict."""
    title = language.text("Verdicts by principle")
    description = language.text(
        "One bar for each principle, divided by verdict. The table below says the same."
    )

    def draw(picture_rows: Sequence[Row]) -> Iterator[str]:
        yield from _legend(language)
        for number, row in enumerate(picture_rows):
            top = _LEGEND + number * 50 + 14
            yield from _principle_bar(row, top, language)

    return pictures(
        figure_name, title, description, rows, draw, lambda count: _LEGEND + count * 50 + 4
    )


def _principle_bar(row: Row, top: int, language: Language) -> Iterator[str]:
    numbers = []
    for verdict in OVERALL:
        cases = row.counts[verdict]
        if cases:
            sign, share = LOOKS[verdict][0], language.share(cases, row.cases)
            numbers.append(f"{sign} {language.number(cases)} ({share})")
    yield label(_LEFT, top, cut(row.title))
    yield label(_LEFT, top + 14, " · ".join(numbers), soft=True)
    left = float(_LEFT)
    for verdict in OVERALL:
        width = 0.0
        if row.cases:
            width = _ROOM * row.counts[verdict] / row.cases
        yield from _part(verdict, left, top + 19, width, 14)
        left += width


def gaps(figure_name: str, rows: Sequence[Gap], cases: int, language: Language) -> str:
    """Draw one bar for each step.

    Its outline is for the cases of which it is asked; it is filled for those in which it is open.
    """
    title = language.text("Steps that are open most often")
    description = language.text(
        "One bar for each step: outlined for the cases of which it is asked,"
        " filled for those in which it is open. The table below says the same."
    )

    def draw(picture_rows: Sequence[Gap]) -> Iterator[str]:
        for number, gap in enumerate(picture_rows):
            top = number * 46 + 14
            often = language.text(
                "open in {open} of the {asked} of which it is asked ({share})",
                open=language.number(gap.open),
                asked=language.number(gap.asked),
                share=language.share(gap.open, gap.asked),
            )
            yield label(_LEFT, top, cut(gap.title))
            yield label(_LEFT, top + 14, cut(often), soft=True)
            bar = f'<rect x="{_LEFT}" y="{top + 19}" width="%.1f" height="9" fill="%s"'
            asked_width, open_width = _ROOM * gap.asked / cases, _ROOM * gap.open / cases
            yield f'{bar % (asked_width, "#fff")} stroke="{_BLUE}"/>'
            yield f"{bar % (open_width, _BLUE)}/>"

    return pictures(figure_name, title, description, rows, draw, lambda count: count * 46 + 4)


def delays(figure_name: str, spreads: Sequence[Spread], language: Language) -> str:
    """Draw a histogram for each step over the classes of delays, with our benchmark if any."""
    figures = []
    for number, spread in enumerate(spreads, 1):
        description = [_cases_of(spread, language)]
        drawn = [
            label(_LEFT, 14, cut(spread.title)),
            label(_LEFT, 29, cut(description[0]), soft=True),
            *_histogram(spread, language),
        ]
        if spread.limit is not None:
            benchmark = language.text("our benchmark: {limit}", limit=spread.limit)
            description.append(benchmark)
            drawn.append(label(_LEFT, 137, benchmark, soft=True, size=10))
            drawn += _benchmark_line(spread.limit)
        for days, cases in zip(CLASSES, spread.counts, strict=True):
            description.append(f"{days}: {language.number(cases)}")
        figures.append(
            svg(f"{figure_name}-{number}", spread.title, "; ".join(description), drawn, 142)
        )
    return "\n".join(figures)


def _histogram(spread: Spread, language: Language) -> Iterator[str]:
    most = max(spread.counts) or 1
    width = _ROOM / len(CLASSES)
    for place, count in enumerate(spread.counts):
        left, height = _LEFT + place * width, _BAR_HEIGHT * count / most
        yield (
            f'<rect x="{left + 3:.1f}" y="{110 - height:.1f}" width="{width - 6:.1f}"'
            f' height="{height:.1f}" fill="{_PALE_BLUE}"/>'
        )
        middle = left + width / 2
        if count:
            yield label(middle, 106 - height, language.number(count), "middle", size=10)
        yield label(middle, 123, CLASSES[place], "middle", soft=True, size=10)
    yield f'<path d="M{_LEFT} 110.5H{WIDE - _LEFT}" stroke="{_GREY}"/>'
    yield label(WIDE - _LEFT, 137, language.text("days"), "end", soft=True, size=10)


def _benchmark_line(limit: Limit) -> Iterator[str]:
    """Draw our benchmark as a dashed upright line on a white one, so that it shows on any bar."""
    days = (limit.hours or 0) / 24 or limit.days or 0
    middle = _LEFT + _ROOM / len(CLASSES) * _place_of(days)
    line = f'<path d="M{middle:.1f} 36V114"'
    yield f'{line} stroke="#fff" stroke-width="5"/>'
    yield f'{line} stroke="{_INK}" stroke-width="2" stroke-dasharray="5 3"/>'


def _cases_of(spread: Spread, language: Language) -> str:
    cases, running = language.number(sum(spread.counts)), language.number(spread.running)
    return language.text("cases: {cases}; still running: {running}", cases=cases, running=running)


def _place_of(days: float) -> float:
    """Return where days stand among the classes: 1.5 is the middle of the second one."""
    for number, (start, end) in enumerate(pairwise(_ENDS)):
        if days <= end:
            return number + (days - start) / (end - start)
    return len(BINS) + 0.5


def years(figure_name: str, rows: Sequence[Years], language: Language) -> str:
    """Draw a small picture for each principle.

    A column for each year is divided by verdict; the number of its cases stands above it.
    """
    figures = []
    for number, principle in enumerate(rows, 1):
        width = _ROOM / max(len(principle.years), 8)
        interval = max(1, -(-36 // int(width)))  # so that no year stands on the next
        drawn = [label(_LEFT, 14, cut(principle.title)), *_legend(language, 20)]
        description = []
        for place, year in enumerate(principle.years):
            left = _LEFT + place * width
            drawn += _year_column(year, left, width, language, with_title=place % interval == 0)
            description.append(f"{year.title}: {_verdicts_of(year, language)}")
        figures.append(
            svg(f"{figure_name}-{number}", principle.title, "; ".join(description), drawn, 140)
        )
    return "\n".join(figures)


def _year_column(
    year: Row, left: float, width: float, language: Language, with_title: bool
) -> Iterator[str]:
    top = 60.0
    for verdict in reversed(OVERALL):
        height = 0.0
        if year.cases:
            height = _BAR_HEIGHT * year.counts[verdict] / year.cases
        yield from _part(verdict, left + 1, top, width - 2, height)
        top += height
    middle = left + width / 2
    if with_title:
        yield label(middle, 133, year.title[:4], "middle", soft=True, size=10)
    cases = language.number(year.cases)
    if year.cases and width >= 7 * len(cases):  # a figure of this size is 7 wide at most
        yield label(middle, 56, cases, "middle", size=10)


def _verdicts_of(year: Row, language: Language) -> str:
    numbers = []
    for verdict in OVERALL:
        if year.counts[verdict]:
            numbers.append(
                f"{language.text(WORDS[verdict])} {language.number(year.counts[verdict])}"
            )
    return ", ".join(numbers) or "0"


def _part(verdict: str, left: float, top: float, width: float, height: float) -> Iterator[str]:
    """Draw a part of a bar, with its sign where there is room."""
    if width <= 0 or height <= 0:
        return
    ground, ink = _GROUNDS[verdict]
    yield (
        f'<rect x="{left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}"'
        f' fill="{ground}" stroke="{_INK}" stroke-width="0.7"/>'
    )
    if width >= 11 and height >= 12:
        middle, baseline = left + width / 2, round(top + height / 2 + 4, 1)
        yield label(middle, baseline, LOOKS[verdict][0], "middle", ink=ink, size=10)


def _legend(language: Language, top: int = 2) -> Iterator[str]:
    for number, verdict in enumerate(OVERALL):
        left = _LEFT + number * 140
        yield from _part(verdict, left, top, 14, 14)
        yield label(left + 20, top + 11, language.text(WORDS[verdict]), soft=True, size=11)
