"""What the lines of a survey come to together: counts by principle, by step and by year, delays, the most open cases.

Lines are counted as they come and not kept, so that it takes no more memory for many cases than for few.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from minnesota.survey.line import DOES_NOT_APPLY, LETTERS

BINS = (
    1,
    3,
    7,
    14,
    30,
    90,
    180,
    365,
)  # upper ends of the classes of delays, in days; the last class is open
SLOWEST = 10
SHOWN = 200  # cases that a dashboard lists
_GAPS = "".join(
    LETTERS[v] for v in ("not-met", "contradicted", "unsupported", "partly-met", "not-shown")
)


class Slow(NamedTuple):
    """One of the longest delays of a survey: at least so many days, whether it runs on, the step, and the case's id."""

    days: int
    running: bool
    step: str
    case: str


class OfProtocol:
    """The counts of all cases judged by one text of a protocol."""

    def __init__(self, ident: str, digest: str) -> None:
        self.id, self.digest = ident, digest
        self.cases = 0
        self.principles: dict[str, Counter[str]] = defaultdict(Counter)
        self.years: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.delays: dict[str, Counter[int]] = defaultdict(Counter)
        self.running: Counter[str] = Counter()
        self._letters: list[str] = []
        self._steps: list[Counter[str]] = []

    def add(self, line: Mapping[str, Any]) -> None:
        """Count one case."""
        self.cases += 1
        year = (line["case"]["date"] or "")[:4]
        year = year if year.isdecimal() else ""
        for principle, verdict in line["principles"].items():
            self.principles[principle][verdict] += 1
            self.years[year][principle][verdict] += 1
        for step, (least, _, running) in line["delays"].items():
            self.delays[step][
                next((n for n, end in enumerate(BINS) if least <= end), len(BINS))
            ] += 1
            self.running[step] += running
        self._letters.append(line["steps"])
        if len(self._letters) >= 1_000:
            self._count()

    def steps(self) -> list[Counter[str]]:
        """How often each step, in the order of the pack, got each letter."""
        self._count()
        return self._steps

    def gaps(self) -> list[tuple[int, int, int]]:
        """The steps that are open most often, of those the ones most often not met: place, cases in which open, cases in which asked."""
        found = [
            (place, sum(counts[g] for g in _GAPS), sum(counts.values()) - counts[DOES_NOT_APPLY])
            for place, counts in enumerate(self.steps())
        ]
        shown = self.steps()
        return sorted(
            (f for f in found if f[1]),
            key=lambda f: (-f[1], -shown[f[0]]["n"] - shown[f[0]]["c"], f[0]),
        )

    def _count(self) -> None:
        """Count the letters that are waiting, a column at a time: a thousand cases cost as much as one would alone."""
        if not self._letters:
            return
        length = len(self._letters[0])
        joined = "".join(self._letters)
        self._steps = self._steps or [Counter() for _ in range(length)]
        for place in range(length):
            column, counts = joined[place::length], self._steps[place]
            for letter in set(column):
                counts[letter] += column.count(letter)
        self._letters.clear()


class Tally:
    """What a survey comes to. Lines of one case, one for each of its protocols, come one after the other.

    `judged`: how many cases could be used, and `open`: in how many of them some principle is not shown to be met by some
    protocol. `broken`: how many could not be used, by the first mistake in each.
    """

    def __init__(self) -> None:
        self.protocols: dict[tuple[str, str], OfProtocol] = {}
        self.broken: Counter[str] = Counter()
        self.countries: Counter[str] = Counter()
        self.judged = self.open = 0
        self._last: tuple[str, bool] | None = None
        self._slowest: list[tuple[int, int, Slow]] = []
        self._worst: list[tuple[tuple[int, int], int, Mapping[str, Any]]] = []
        self._number = 0

    @property
    def lines(self) -> int:
        """How many lines were counted."""
        return self._number

    @property
    def slowest(self) -> list[Slow]:
        """The longest delays, the longest first."""
        return [slow for _, _, slow in sorted(self._slowest, key=lambda s: (-s[0], -s[1]))]

    @property
    def worst(self) -> list[Mapping[str, Any]]:
        """The lines of the cases of which most is not met, the worst first; of the rest there are only counts."""
        return [
            line for _, _, line in sorted(self._worst, key=lambda w: (w[0], w[1]), reverse=True)
        ]

    def add(self, line: Mapping[str, Any]) -> None:
        """Count one line."""
        self._number += 1
        if broken := line.get("broken"):
            self.broken[broken["code"]] += 1
            return
        key = line["protocol"]["id"], line["protocol"]["digest"]
        if key not in self.protocols:
            self.protocols[key] = OfProtocol(*key)
        self.protocols[key].add(line)
        verdicts = list(line["principles"].values())
        is_open = any(v != "met" for v in verdicts)
        if self._last is None or self._last[0] != line["path"]:
            self._last = line["path"], False
            self.judged += 1
            self.countries[line["case"]["country"]] += 1
        if is_open and not self._last[1]:
            self._last = line["path"], True
            self.open += 1
        for step, (least, _, running) in line["delays"].items():
            _keep(
                self._slowest,
                SLOWEST,
                (least, -self._number, Slow(least, running, step, line["case"]["id"])),
            )
        gravity = verdicts.count("not-met"), line["steps"].count("n") + line["steps"].count("c")
        _keep(self._worst, SHOWN, (gravity, -self._number, line))


def _keep(heap: list[Any], most: int, item: tuple[Any, ...]) -> None:
    """Keep an item if it is among the greatest."""
    if len(heap) < most:
        heapq.heappush(heap, item)
    elif item[:2] > heap[0][:2]:
        heapq.heapreplace(heap, item)
