"""What the lines of a survey come to together.

Counts by principle, by step and by year, the longest delays, the most open cases. Lines are counted
as they come and not kept, so that many cases take no more memory than few.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from minnesota.survey.line import DOES_NOT_APPLY, LETTERS

# Upper ends of the classes of delays, in days; the last class is open.
BINS = (1, 3, 7, 14, 30, 90, 180, 365)
SLOWEST = 10
SHOWN = 200  # cases that a dashboard lists
# Letters that wait to be counted, one string a case: so many that a column costs little a case, and
# so few that they take no memory to speak of.
_WAITING = 1_000
_NOT_MET, _CONTRADICTED = LETTERS["not-met"], LETTERS["contradicted"]
_OPEN = (
    _NOT_MET,
    _CONTRADICTED,
    LETTERS["unsupported"],
    LETTERS["partly-met"],
    LETTERS["not-shown"],
)


class Slow(NamedTuple):
    """One of the longest delays of a survey: its least days, whether it runs on, step and case."""

    days: int
    running: bool
    step: str
    case: str


class StepGap(NamedTuple):
    """A step, by its place in the pack: how many cases it is open in, and of how many asked."""

    place: int
    open: int
    asked: int


class ProtocolCounts:
    """The counts of all cases judged by one text of a protocol."""

    def __init__(self, protocol_id: str, digest: str) -> None:
        self.id, self.digest = protocol_id, digest
        self.cases = 0
        self.principles: dict[str, Counter[str]] = defaultdict(Counter)
        self.years: dict[str, dict[str, Counter[str]]] = defaultdict(_counters)
        self.delays: dict[str, Counter[int]] = defaultdict(Counter)
        self.running: Counter[str] = Counter()
        self._letters: list[str] = []
        self._steps: list[Counter[str]] = []

    def add(self, line: Mapping[str, Any]) -> None:
        """Count one case."""
        self.cases += 1
        year = (line["case"]["date"] or "")[:4]
        if not year.isdecimal():
            year = ""
        for principle, verdict in line["principles"].items():
            self.principles[principle][verdict] += 1
            self.years[year][principle][verdict] += 1
        for step, (least_days, _, running) in line["delays"].items():
            self.delays[step][bisect_left(BINS, least_days)] += 1
            self.running[step] += running
        self._letters.append(line["steps"])
        if len(self._letters) >= _WAITING:
            self._count()

    def steps(self) -> list[Counter[str]]:
        """Return how often each step, in the order of the pack, got each letter."""
        self._count()
        return self._steps

    def gaps(self) -> list[StepGap]:
        """Return the steps that are open most often, of those the ones most often not met."""
        ranked = []
        for place, letters in enumerate(self.steps()):
            times_open = sum(letters[letter] for letter in _OPEN)
            if times_open:
                gap = StepGap(place, times_open, letters.total() - letters[DOES_NOT_APPLY])
                not_met = letters[_NOT_MET] + letters[_CONTRADICTED]
                ranked.append((-times_open, -not_met, place, gap))
        ranked.sort()
        return [gap for *_, gap in ranked]

    def _count(self) -> None:
        """Count the letters that are waiting, a column at a time.

        A thousand cases cost as much as one would alone.
        """
        if not self._letters:
            return
        length = len(self._letters[0])
        joined = "".join(self._letters)
        self._steps = self._steps or [Counter() for _ in range(length)]
        for place, counts in enumerate(self._steps):
            column = joined[place::length]
            for letter in set(column):
                counts[letter] += column.count(letter)
        self._letters.clear()


def _counters() -> dict[str, Counter[str]]:
    return defaultdict(Counter)


class _Ranked(NamedTuple):
    """Something kept for its rank; of equals, what came first (its number is negative)."""

    rank: Any
    number: int
    kept: Any


_by_rank = itemgetter(0, 1)


class Tally:
    """What a survey comes to.

    Lines of one case, one for each of its protocols, come one after the other.

    `judged`: how many cases could be used. `open`: in how many of them some principle is not shown
    to be met by some protocol. `broken`: how many could not be used, by the first mistake in each.
    `lines`: how many lines were counted.
    """

    def __init__(self) -> None:
        self.protocols: dict[tuple[str, str], ProtocolCounts] = {}
        self.broken: Counter[str] = Counter()
        self.countries: Counter[str] = Counter()
        self.judged = self.open = self.lines = 0
        self._last_path: str | None = None
        self._last_is_open = False
        self._slowest: list[_Ranked] = []
        self._worst: list[_Ranked] = []

    @property
    def slowest(self) -> list[Slow]:
        """Return the longest delays, the longest first."""
        return _in_order(self._slowest)

    @property
    def worst(self) -> list[Mapping[str, Any]]:
        """Return the lines of the cases of which most is not met, the worst first.

        Of the rest there are only counts.
        """
        return _in_order(self._worst)

    def add(self, line: Mapping[str, Any]) -> None:
        """Count one line."""
        self.lines += 1
        if "broken" in line:
            self.broken[line["broken"]["code"]] += 1
            return
        protocol_key = line["protocol"]["id"], line["protocol"]["digest"]
        if protocol_key not in self.protocols:
            self.protocols[protocol_key] = ProtocolCounts(*protocol_key)
        self.protocols[protocol_key].add(line)
        verdicts = list(line["principles"].values())
        if self._last_path != line["path"]:
            self._last_path = line["path"]
            self._last_is_open = False
            self.judged += 1
            self.countries[line["case"]["country"]] += 1
        if not self._last_is_open and verdicts.count("met") < len(verdicts):
            self._last_is_open = True
            self.open += 1
        for step, (least_days, _, running) in line["delays"].items():
            slow = Slow(least_days, running, step, line["case"]["id"])
            _keep_greatest(self._slowest, SLOWEST, _Ranked(least_days, -self.lines, slow))
        letters = line["steps"]
        steps_not_met = letters.count(_NOT_MET) + letters.count(_CONTRADICTED)
        gravity = verdicts.count("not-met"), steps_not_met
        _keep_greatest(self._worst, SHOWN, _Ranked(gravity, -self.lines, line))


def _in_order(heap: list[_Ranked]) -> list[Any]:
    """Return what is kept, the greatest rank first."""
    return [ranked.kept for ranked in sorted(heap, key=_by_rank, reverse=True)]


def _keep_greatest(heap: list[_Ranked], most: int, ranked: _Ranked) -> None:
    """Keep a thing if its rank is among the greatest."""
    if len(heap) < most:
        heapq.heappush(heap, ranked)
    elif _by_rank(ranked) > _by_rank(heap[0]):
        heapq.heapreplace(heap, ranked)
