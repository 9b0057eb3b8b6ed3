"""What the outputs for code-scanning viewers, test reports and CI logs share: one thing said at one place of a file.

A mistake in a file and a gap in an investigation both become one. The texts are English, and hold no line of the file.
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
    """One thing to be said, where: the file as it was given, line and columns from 1, the last one exclusive.

    `rule` is the code of a mistake or the id of a step; `title`, `why`, `close` (what would close a gap) and `cite` are of that
    rule. `said` is what is the matter here, and `reasons` follow it. `about` says more of a gap: case, protocol, verdict …
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
        """All that is the matter, as one text."""
        return " ".join((self.said, *self.reasons))


def of_mistake(mistake: Diagnostic) -> Remark:
    """A mistake in a file."""
    said = f"{mistake.message}: {mistake.hint}" if mistake.hint else mistake.message
    return Remark(
        *_where(mistake), mistake.code, "error", mistake.code.replace("-", " "), _BROKEN, said
    )


class Marker:
    """Makes remarks of the gaps in one assessment, each at the part of the case that it is most about."""

    def __init__(self, file: CaseFile, assessment: Assessment) -> None:
        self._file, self._protocol = file, assessment.protocol
        self._places = places(file.document.value, assessment.later)
        self._records = {
            (record["step"], record.get("for")): number
            for number, record in enumerate(file.document.value.get("records") or ())
            if f"records[{number + 1}]" not in assessment.later
        }

    def mark(self, gap: Gap) -> Remark:
        """A gap as a remark."""
        step, document = gap.step, self._file.document
        whom = f" ({shortened(gap.subjects)})" if gap.subjects else ""
        at, is_block = spot(document.value, self._at(gap))
        said = f"{WORDS[gap.verdict].capitalize()}{whom}: {step.title}."
        return Remark(
            *_where(document.diagnostic(at, step.id, said, key=is_block)),
            step.id,
            _LEVELS[step.force],
            step.title,
            f"{step.asks} {step.why}",
            said,
            tuple(map(str, gap.reasons)),
            step.close,
            f"{self._protocol.title}, {step.cite}",
            {
                "case": self._file.case.id,
                "protocol": self._protocol.id,
                "principle": step.principle,
                "force": step.force,
                "verdict": gap.verdict,
                "for": " ".join(gap.subjects),
            },
        )

    def _at(self, gap: Gap) -> Keys:
        """Its record; else, where something is missing, as near to it as there is anything; else the deepest fact used; else whom it is about."""
        for subject in (*gap.subjects, None):
            if (number := self._records.get((gap.step.id, subject))) is not None:
                return "records", number, "step"
        whom = [f"{KEYS[gap.step.scope]}.{subject}" for subject in gap.subjects]
        for paths in ((*whom, *gap.missing) if gap.missing else (), gap.facts, whom):
            if found := max((nearest(self._places, path) for path in paths), key=len, default=()):
                return found
        return ()


def remarks(
    mistakes: Iterable[Diagnostic], judged: Iterable[tuple[CaseFile, Assessment]]
) -> Iterator[Remark]:
    """All mistakes, then all gaps of each assessment, the gravest first."""
    yield from map(of_mistake, mistakes)
    for file, assessment in judged:
        yield from map(Marker(file, assessment).mark, gaps(assessment.findings))


def _where(told: Diagnostic) -> tuple[str, int, int, int]:
    line, column = (
        told.line or 1,
        told.column or 1,
    )  # a reader of remarks knows no place but in a text
    return PurePath(told.file).as_posix(), line, column, column + told.width
