"""What code-scanning viewers, test reports and CI logs share: one thing said at one place.

A mistake in a file and a gap in an investigation both become one. The texts are English, and hold
no line of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Literal, NamedTuple

from minnesota.base.diagnostics import Diagnostic
from minnesota.engine.finding import KEYS, Assessment
from minnesota.engine.gaps import Gap, gaps, shortened
from minnesota.language.verdicts import WORDS
from minnesota.reading.case import CaseFile
from minnesota.yaml.places import Keys, nearest, places, spot

Level = Literal["error", "warning", "note"]
_LEVELS: dict[str, Level] = {"must": "error", "should": "warning", "may": "note"}
_BROKEN = "A file with a mistake in it is not judged at all: mend the file where this points."


class Remark(NamedTuple):
    """One thing to be said, and where: the file as it was given, line and columns from 1.

    `end_column` is that after the last one. `rule` is the code of a mistake or the id of a step;
    `title`, `why`, `close` (what would close a gap) and `cite` are of that rule. `said` is what is
    the matter here, and `reasons` follow it. `about` says more of a gap: case, protocol, verdict …
    """

    file: str
    line: int
    column: int
    end_column: int
    rule: str
    level: Level
    title: str
    why: str
    said: str
    reasons: tuple[str, ...] = ()
    close: str | None = None
    cite: str | None = None
    about: Mapping[str, str] = {}

    @property
    def message(self) -> str:
        """Return all that is the matter, as one text."""
        return " ".join((self.said, *self.reasons))


class _Place(NamedTuple):
    """Where a remark points: the first fields of one."""

    file: str
    line: int
    column: int
    end_column: int


def of_mistake(mistake: Diagnostic) -> Remark:
    """Return a mistake in a file as a remark."""
    said = mistake.message
    if mistake.hint:
        said += f": {mistake.hint}"
    return Remark(
        *_place(mistake),
        rule=mistake.code,
        level="error",
        title=mistake.code.replace("-", " "),
        why=_BROKEN,
        said=said,
    )


class Marker:
    """Makes remarks of the gaps in one assessment, each at the part that it is most about."""

    def __init__(self, case_file: CaseFile, assessment: Assessment) -> None:
        self._file = case_file
        self._protocol = assessment.protocol
        self._places = places(case_file.document.value, assessment.later)
        self._records: dict[tuple[str, str | None], int] = {}  # where each stands, by step and part
        for index, record in enumerate(case_file.document.value.get("records") or ()):
            if f"records[{index + 1}]" not in assessment.later:
                self._records[record["step"], record.get("for")] = index

    def mark(self, gap: Gap) -> Remark:
        """Return a gap as a remark."""
        step, document = gap.step, self._file.document
        said = WORDS[gap.verdict].capitalize()
        if gap.subjects:
            said += f" ({shortened(gap.subjects)})"
        said += f": {step.title}."
        at, is_block = spot(document.value, self._keys(gap))
        return Remark(
            *_place(document.diagnostic(at, step.id, said, key=is_block)),
            rule=step.id,
            level=_LEVELS[step.force],
            title=step.title,
            why=f"{step.asks} {step.why}",
            said=said,
            reasons=tuple(map(str, gap.reasons)),
            close=step.close,
            cite=f"{self._protocol.title}, {step.cite}",
            about={
                "case": self._file.case.id,
                "protocol": self._protocol.id,
                "principle": step.principle,
                "force": step.force,
                "verdict": gap.verdict,
                "for": " ".join(gap.subjects),
            },
        )

    def _keys(self, gap: Gap) -> Keys:
        """Return the keys that lead to the part of a case that a gap is most about.

        That is its record. Without one, where something is missing, it is as near to that as there
        is anything; else the deepest fact that was used; else the part that the step is asked of.
        """
        for subject in (*gap.subjects, None):
            index = self._records.get((gap.step.id, subject))
            if index is not None:
                return "records", index, "step"
        subjects = [f"{KEYS[gap.step.scope]}.{subject}" for subject in gap.subjects]
        if gap.missing:
            deepest = self._deepest([*subjects, *gap.missing])
            if deepest:
                return deepest
        return self._deepest(gap.facts) or self._deepest(subjects)

    def _deepest(self, paths: Iterable[str]) -> Keys:
        """Return the longest keys along some paths; none where nothing is there."""
        return max((nearest(self._places, path) for path in paths), key=len, default=())


def remarks(
    mistakes: Iterable[Diagnostic], judged: Iterable[tuple[CaseFile, Assessment]]
) -> Iterator[Remark]:
    """Yield all mistakes, then all gaps of each assessment in order of gravity."""
    yield from map(of_mistake, mistakes)
    for case_file, assessment in judged:
        marker = Marker(case_file, assessment)
        for gap in gaps(assessment.findings):
            yield marker.mark(gap)


def _place(diagnostic: Diagnostic) -> _Place:
    # A reader of remarks knows no place but in a text: what is of a whole file stands at its start.
    line = diagnostic.line or 1
    column = diagnostic.column or 1
    file = PurePath(diagnostic.file).as_posix()
    return _Place(file, line, column, column + diagnostic.width)
