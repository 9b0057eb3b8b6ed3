"""The pictures of a report as SVG: the timeline, the delays, and the verdicts by principle and phase.

Each says the same in words (its title and description), tells verdicts apart by a sign as well as by colour, and is narrow
enough for a telephone. A long one is several, one below the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Any

from minnesota.engine.finding import VERDICTS, Assessment, Finding
from minnesota.language.verdicts import WORDS
from minnesota.report import chart
from minnesota.report.document import writable

Say = Callable[..., str]  # an English message and its {values}, in the report's language
Value = Callable[[Any], str]  # a date, a delay, a limit, in the report's language

WIDE = 440
_ROWS = 18  # in one picture, so that it stands on one page
LOOKS = {  # the sign of a verdict, its ground, and its ink
    "met": ("✓", "#cfe8d8", "#0f4f2d"),
    "partly-met": ("½", "#fbe6c2", "#5c3900"),
    "not-met": ("✗", "#f3c6ca", "#7d0f19"),
    "contradicted": ("≠", "#f3c6ca", "#7d0f19"),
    "unsupported": ("○", "#fbe6c2", "#5c3900"),
    "not-shown": ("?", "#fbe6c2", "#5c3900"),
    "not-applicable": ("–", "#eceff2", "#454f59"),
}


def figures(assessment: Assessment, say: Say, value: Value) -> dict[str, str]:
    """The pictures by name; those with nothing to show are not among them."""
    made = {
        "timeline": timeline(chart.timeline(assessment), say, value),
        "delays": delays(chart.delays(assessment), say, value),
        "verdicts": verdicts(assessment, say),
    }
    return {name: picture for name, picture in made.items() if picture}


def timeline(line: chart.Timeline | None, say: Say, value: Value) -> str:
    """One row for each dated fact: a point, or a bar where the date is uncertain."""
    if line is None:
        return ""
    title = say("Timeline from {start} to {end}", start=line.start, end=line.end)
    about = say(
        "One row for each dated fact; a bar where the date is uncertain. The table below says the same."
    )

    def draw(entries: Sequence[chart.Entry]) -> Iterator[str]:
        bottom = len(entries) * 34 + 26
        free = 0.0
        for left, tick in line.ticks:
            x, said = _x(left), str(value(tick))
            yield f'<path d="M{x} 20V{bottom}" stroke="#ccd3da"/>'
            half = len(said) * 3.2
            if max(x - half, 0) >= free and x + half <= WIDE:
                yield label(max(x, half), 13, said, "middle", soft=True, size=11)
                free = x + half + 8
        for number, entry in enumerate(entries):
            y = number * 34 + 38
            yield label(8, y, cut(f"{value(entry.when)}: {value(entry.what)}"))
            yield f'<path d="M8 {y + 11}H432" stroke="#e3e8ed"/>'
            if entry.width > 1.5:
                yield f'<rect x="{_x(entry.left)}" y="{y + 6}" width="{_x(entry.width) - 8:.1f}" height="10" rx="5" fill="#9fb4c9"/>'
            else:
                yield f'<circle cx="{_x(entry.left + entry.width / 2)}" cy="{y + 11}" r="5" fill="#1f5fa8"/>'
            if entry.before_axis:
                yield f'<path d="M8 {y + 11}l9 -6v12z" fill="#1f5fa8"/>'

    return pictures("timeline", title, about, line.entries, draw, lambda count: count * 34 + 30)


def delays(bars: Sequence[chart.Bar], say: Say, value: Value) -> str:
    """One bar for each delay, dark as far as it is certain, and a line where the benchmark is."""
    title = say("Delays against our benchmarks")
    about = say(
        "One bar for each delay, light where it is uncertain; the upright line is our benchmark. The table below says the same."
    )

    def draw(some: Sequence[chart.Bar]) -> Iterator[str]:
        for number, bar in enumerate(some):
            y = number * 48 + 14
            sign, _, ink = LOOKS.get(bar.verdict, LOOKS["not-shown"])
            delay = value(bar.delay)
            if bar.running:
                delay = say("{delay} and running", delay=bar.delay)
            yield label(8, y, cut(f"{sign} {value(bar.what)}"))
            yield label(
                8,
                y + 14,
                cut(say("{delay}; our benchmark: {limit}", delay=delay, limit=bar.limit)),
                soft=True,
            )
            yield f'<rect x="8" y="{y + 19}" width="{max(_x(bar.most) - 8, 1):.1f}" height="10" fill="{ink}" fill-opacity="0.35"/>'
            yield f'<rect x="8" y="{y + 19}" width="{max(_x(bar.least) - 8, 0):.1f}" height="10" fill="{ink}"/>'
            if bar.running:
                yield f'<path d="M{min(_x(bar.most), 424)} {y + 17}l8 7l-8 7z" fill="{ink}"/>'
            yield f'<path d="M{_x(bar.mark)} {y + 16}v16" stroke="#fff" stroke-width="5"/>'
            yield f'<path d="M{_x(bar.mark)} {y + 16}v16" stroke="#1b1f24" stroke-width="2"/>'

    return pictures("delays", title, about, bars, draw, lambda count: count * 48 + 6)


def verdicts(assessment: Assessment, say: Say) -> str:
    """A map: a row for each phase, a column for each principle; the gravest verdict of the steps there, and how many are open."""
    cells: dict[tuple[str, str], list[Finding]] = {}
    for finding in assessment.findings:
        cells.setdefault((finding.step.phase, finding.step.principle), []).append(finding)
    principles = [
        p.principle for p in assessment.principles if any(p.principle.id == key[1] for key in cells)
    ]
    phases = [p for p in assessment.protocol.phases if any(p.id == key[0] for key in cells)]
    if not cells:
        return ""
    title = say("Verdicts by phase and principle: the gravest of each, and how many steps are open")
    told: list[str] = []
    drawn: list[str] = []
    wide, top = 268 / len(principles), 22 + 15 * len(principles)
    for number, principle in enumerate(principles, 1):
        x = 164 + (number - 0.5) * wide
        drawn.append(label(8, 12 + (number - 1) * 15, cut(f"{number}  {principle.title}")))
        drawn.append(label(x, top, str(number), "middle", bold=True))
    for row, phase in enumerate(phases):
        y = top + 8 + row * 32
        drawn.append(label(8, y + 18, cut(phase.title, 26)))
        for column, principle in enumerate(principles):
            found = cells.get((phase.id, principle.id))
            if not found:
                continue
            worst = min((f.verdict for f in found), key=VERDICTS.index)
            gaps = len({f.step.id for f in found if f.is_gap})
            steps = len({f.step.id for f in found})
            sign, ground, ink = LOOKS[worst]
            x = 164 + column * wide
            drawn.append(
                f'<rect x="{x + 1:.1f}" y="{y}" width="{wide - 2:.1f}" height="28" rx="3" fill="{ground}"/>'
            )
            drawn.append(label(x + wide / 2, y + 13, sign, "middle", bold=True, ink=ink))
            drawn.append(label(x + wide / 2, y + 25, f"{gaps}/{steps}", "middle", ink=ink, size=10))
            told.append(f"{phase.title}, {principle.title}: {say(WORDS[worst])} ({gaps}/{steps})")
    y = top + len(phases) * 32 + 24
    used = [v for v in VERDICTS if any(f.verdict == v for found in cells.values() for f in found)]
    for number, verdict in enumerate(used):
        drawn.append(
            label(
                8 + (number % 3) * 145,
                y + (number // 3) * 16,
                f"{LOOKS[verdict][0]} {say(WORDS[verdict])}",
                soft=True,
            )
        )
    return svg("verdicts", title, "; ".join(told) + ".", drawn, y + (len(used) - 1) // 3 * 16 + 8)


def pictures(
    name: str,
    title: str,
    about: str,
    rows: Sequence[Any],
    draw: Callable[[Sequence[Any]], Iterator[str]],
    height: Callable[[int], int],
) -> str:
    """Rows drawn one below the other, as one picture or several, each of which stands on one page."""
    parts = [rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS)]
    made = []
    for number, part in enumerate(parts, 1):
        suffix = f" ({number}/{len(parts)})" if len(parts) > 1 else ""
        made.append(svg(f"{name}-{number}", title + suffix, about, draw(part), height(len(part))))
    return "\n".join(made)


def svg(name: str, title: str, about: str, drawn: Iterable[str], height: float) -> str:
    """A picture of what was drawn; `name` is its own in the page, `title` and `about` say in words what it shows."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {height:.0f}" role="img" direction="ltr" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="Noto Sans, Segoe UI, sans-serif" font-size="12">'
        f'<title id="{name}-title">{_safe(title)}</title><desc id="{name}-desc">{_safe(about)}</desc>{"".join(drawn)}</svg>'
    )


def _x(share: float) -> float:
    """Where a per cent of the axis stands."""
    return round(8 + share * (WIDE - 16) / 100, 1)


def cut(text: str, most: int = 64) -> str:
    """A text as it fits into a line of a picture."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _safe(text: str) -> str:
    return escape(writable(" ".join(text.split())))


def label(
    x: float,
    y: float,
    text: str,
    anchor: str = "start",
    soft: bool = False,
    bold: bool = False,
    ink: str = "",
    size: int = 12,
) -> str:
    """A line of text in a picture."""
    weight = ' font-weight="700"' if bold else ""
    fill = ink or ("#515c67" if soft else "#1b1f24")
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    small = f' font-size="{size}"' if size != 12 else ""
    return f'<text x="{x:.1f}" y="{y}" fill="{fill}"{at}{weight}{small}>{_safe(text)}</text>'
