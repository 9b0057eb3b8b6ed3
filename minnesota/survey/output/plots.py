"""The pictures of a survey as SVG: verdicts by principle, the steps open most often, delays, and verdicts over time.

They are read without colour too: dark, middling and light grounds always in the same order, signs, and the numbers beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from minnesota.base.dates import Limit
from minnesota.language.speak import Language
from minnesota.language.verdicts import WORDS
from minnesota.report.figures import LOOKS
from minnesota.report.svg import WIDE, cut, label, pictures, svg
from minnesota.survey.tally import BINS

OVERALL = ("not-met", "not-shown", "met")  # the verdicts on a principle, as they stand in bars
_STARTS = (0, *(end + 1 for end in BINS))
CLASSES = (
    *(f"{start}–{end}" for start, end in zip(_STARTS, BINS, strict=False)),
    f">{BINS[-1]}",
)  # of days
_GROUNDS = {
    "not-met": ("#7d0f19", "#fff"),
    "not-shown": ("#dca94a", "#1b1f24"),
    "met": ("#cfe8d8", "#0f4f2d"),
}
_LEFT, _ROOM = 8, WIDE - 16  # where bars begin, and how long they can be
_LEGEND = 22


class Row(NamedTuple):
    """One thing, such as a principle, and how many cases have each verdict on it."""

    title: str
    counts: Mapping[str, int]

    @property
    def cases(self) -> int:
        """How many cases have a verdict on it."""
        return sum(self.counts.values())


class Gap(NamedTuple):
    """One step: how many cases it is open in, and of how many it is asked."""

    title: str
    open: int
    asked: int


class Spread(NamedTuple):
    """The delays of one step: how many cases in each class, how many of them run on, and our benchmark."""

    title: str
    counts: tuple[int, ...]
    running: int
    limit: Limit | None


class Years(NamedTuple):
    """The verdicts on one principle, year after year (or ten years after ten)."""

    title: str
    years: tuple[Row, ...]


def principles(name: str, rows: Sequence[Row], words: Language) -> str:
    """One bar for each principle, divided by verdict."""
    title = words.text("Verdicts by principle")
    about = words.text(
        "One bar for each principle, divided by verdict. The table below says the same."
    )

    def draw(some: Sequence[Row]) -> Iterator[str]:
        yield from _legend(words)
        for number, row in enumerate(some):
            y = _LEGEND + number * 50 + 14
            yield label(_LEFT, y, cut(row.title))
            numbers = " · ".join(
                f"{LOOKS[v][0]} {words.number(n)} ({words.share(n, row.cases)})"
                for v in OVERALL
                if (n := row.counts[v])
            )
            yield label(_LEFT, y + 14, numbers, soft=True)
            x = float(_LEFT)
            for verdict in OVERALL:
                wide = _ROOM * row.counts[verdict] / row.cases if row.cases else 0
                yield from _part(verdict, x, y + 19, wide, 14)
                x += wide

    return pictures(name, title, about, rows, draw, lambda count: _LEGEND + count * 50 + 4)


def gaps(name: str, rows: Sequence[Gap], cases: int, words: Language) -> str:
    """One bar for each step: the outline for the cases of which it is asked, filled for those in which it is open."""
    title = words.text("Steps that are open most often")
    about = words.text(
        "One bar for each step: outlined for the cases of which it is asked, filled for those in which it is open. The table below says the same."
    )

    def draw(some: Sequence[Gap]) -> Iterator[str]:
        for number, gap in enumerate(some):
            y = number * 46 + 14
            yield label(_LEFT, y, cut(gap.title))
            said = words.text(
                "open in {open} of the {asked} of which it is asked ({share})",
                open=words.number(gap.open),
                asked=words.number(gap.asked),
                share=words.share(gap.open, gap.asked),
            )
            yield label(_LEFT, y + 14, cut(said), soft=True)
            asked, open_ = (_ROOM * n / cases for n in (gap.asked, gap.open))
            yield f'<rect x="{_LEFT}" y="{y + 19}" width="{asked:.1f}" height="9" fill="#fff" stroke="#1f5fa8"/>'
            yield f'<rect x="{_LEFT}" y="{y + 19}" width="{open_:.1f}" height="9" fill="#1f5fa8"/>'

    return pictures(name, title, about, rows, draw, lambda count: count * 46 + 4)


def delays(name: str, spreads: Sequence[Spread], words: Language) -> str:
    """A histogram for each step over the classes of delays, with our benchmark where there is one."""
    made = []
    wide = _ROOM / len(CLASSES)
    for number, spread in enumerate(spreads, 1):
        most = max(spread.counts) or 1
        drawn = [label(_LEFT, 14, cut(spread.title))]
        drawn.append(label(_LEFT, 29, cut(_of(spread, words)), soft=True))
        for place, count in enumerate(spread.counts):
            x, high = _LEFT + place * wide, 60 * count / most
            drawn.append(
                f'<rect x="{x + 3:.1f}" y="{110 - high:.1f}" width="{wide - 6:.1f}" height="{high:.1f}" fill="#5f86ad"/>'
            )
            middle = x + wide / 2
            if count:
                drawn.append(label(middle, 106 - high, words.number(count), "middle", size=10))
            drawn.append(label(middle, 123, CLASSES[place], "middle", soft=True, size=10))
        drawn.append(f'<path d="M{_LEFT} 110.5H{WIDE - _LEFT}" stroke="#515c67"/>')
        drawn.append(label(WIDE - _LEFT, 137, words.text("days"), "end", soft=True, size=10))
        told = [_of(spread, words)]
        if spread.limit is not None:
            told.append(words.text("our benchmark: {limit}", limit=spread.limit))
            drawn.append(label(_LEFT, 137, told[-1], soft=True, size=10))
            x = _LEFT + wide * _place((spread.limit.hours or 0) / 24 or spread.limit.days or 0)
            drawn.append(f'<path d="M{x:.1f} 36V114" stroke="#fff" stroke-width="5"/>')
            drawn.append(
                f'<path d="M{x:.1f} 36V114" stroke="#1b1f24" stroke-width="2" stroke-dasharray="5 3"/>'
            )
        told += [f"{c}: {words.number(n)}" for c, n in zip(CLASSES, spread.counts, strict=True)]
        made.append(svg(f"{name}-{number}", spread.title, "; ".join(told), drawn, 142))
    return "\n".join(made)


def _of(spread: Spread, words: Language) -> str:
    cases, running = words.number(sum(spread.counts)), words.number(spread.running)
    return words.text("cases: {cases}; still running: {running}", cases=cases, running=running)


def _place(days: float) -> float:
    """Where a number of days stands among the classes: 1.5 is the middle of the second one."""
    ends = (0, *BINS)
    for number, (start, end) in enumerate(zip(ends, BINS, strict=False)):
        if days <= end:
            return number + (days - start) / (end - start)
    return len(BINS) + 0.5


def years(name: str, rows: Sequence[Years], words: Language) -> str:
    """A small picture for each principle: a column for each year, divided by verdict; its cases stand above it."""
    made = []
    for number, (title, columns) in enumerate(rows, 1):
        wide = _ROOM / max(len(columns), 8)
        every = max(1, -(-36 // int(wide)))  # so that no year stands on the next
        drawn = [label(_LEFT, 14, cut(title)), *_legend(words, 20)]
        told = []
        for place, row in enumerate(columns):
            x, y = _LEFT + place * wide, 60.0
            for verdict in reversed(OVERALL):
                high = 60 * row.counts[verdict] / row.cases if row.cases else 0
                drawn += _part(verdict, x + 1, y, wide - 2, high)
                y += high
            if place % every == 0:
                drawn.append(label(x + wide / 2, 133, row.title[:4], "middle", soft=True, size=10))
            if row.cases and wide >= 7 * len(words.number(row.cases)):
                drawn.append(label(x + wide / 2, 56, words.number(row.cases), "middle", size=10))
            said = ", ".join(
                f"{words.text(WORDS[v])} {words.number(row.counts[v])}"
                for v in OVERALL
                if row.counts[v]
            )
            told.append(f"{row.title}: {said or 0}")
        made.append(svg(f"{name}-{number}", title, "; ".join(told), drawn, 140))
    return "\n".join(made)


def _part(verdict: str, x: float, y: float, wide: float, high: float) -> Iterator[str]:
    """A part of a bar, with its sign where there is room."""
    if wide <= 0 or high <= 0:
        return
    ground, ink = _GROUNDS[verdict]
    yield f'<rect x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}" fill="{ground}" stroke="#1b1f24" stroke-width="0.7"/>'
    if wide >= 11 and high >= 12:
        yield label(
            x + wide / 2, round(y + high / 2 + 4, 1), LOOKS[verdict][0], "middle", ink=ink, size=10
        )


def _legend(words: Language, y: int = 2) -> Iterator[str]:
    for number, verdict in enumerate(OVERALL):
        yield from _part(verdict, _LEFT + number * 140, y, 14, 14)
        yield label(
            _LEFT + number * 140 + 20, y + 11, words.text(WORDS[verdict]), soft=True, size=11
        )
