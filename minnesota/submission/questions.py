"""The questions that a letter puts to a Government: the open steps that are a must, by theme."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from minnesota.base.wording import Word
from minnesota.engine.finding import Assessment, Finding, Verdict
from minnesota.engine.gaps import gravity_of
from minnesota.model.protocol import Step

PER_THEME = 5  # a letter holds a few pages; the rest of a theme is only counted

# What a Government is asked about, and the phases of an investigation that belong to it. The last
# theme takes the steps of every phase that no other theme names.
THEMES: Mapping[Word, tuple[str, ...]] = {
    Word("Whether an investigation was opened, by whom and with what powers"): (
        "trigger",
        "planning",
    ),
    Word("The remains, the identity of the dead and the cause of death"): ("remains",),
    Word("The scenes and the evidence"): ("scene", "evidence"),
    Word("Witnesses, and the safety of those who take part"): ("witnesses",),
    Word("Those responsible, and what was found"): ("findings",),
    Word("Charges, sanctions and reparation"): ("outcome",),
    Word("The family"): ("family",),
    Word("What was made public"): ("publication",),
    Word("Other matters"): (),
}


class Question(NamedTuple):
    """A step that is open, as a question to a Government, and of whom it is asked."""

    step: Step
    verdict: Verdict
    subjects: tuple[str, ...]


class Theme(NamedTuple):
    """Questions on one matter, the gravest first, and how many more are open (`rest`)."""

    title: Word
    questions: tuple[Question, ...]
    rest: int


def questions(assessment: Assessment) -> tuple[Theme, ...]:
    """Return the questions to put to a Government, by theme.

    Each is a step that is a must and that is open. A step that comes after another open step is
    not asked: the answer to the first decides whether it can be.
    """
    asked = _open_questions(assessment)
    phases_with_a_theme = {phase for phases in THEMES.values() for phase in phases}
    themes = []
    for title, phases in THEMES.items():
        if phases:
            chosen = _of_phases(asked, phases)
        else:
            other_phases = {question.step.phase for question in asked} - phases_with_a_theme
            chosen = _of_phases(asked, other_phases)
        if chosen:
            asked_now, left_out = chosen[:PER_THEME], chosen[PER_THEME:]
            themes.append(Theme(title, tuple(asked_now), len(left_out)))
    return tuple(themes)


def _open_questions(assessment: Assessment) -> list[Question]:
    """Return a question for each open step and verdict, the gravest first."""
    findings_by_question: dict[tuple[str, Verdict], list[Finding]] = {}
    open_steps = set()
    for finding in assessment.findings:
        if finding.is_gap and finding.step.force == "must":
            open_steps.add(finding.step.id)
            same_question = (finding.step.id, finding.verdict)
            findings_by_question.setdefault(same_question, []).append(finding)
    asked = []
    for findings in sorted(findings_by_question.values(), key=_gravity):
        first = findings[0]
        if first.step.after not in open_steps:
            subjects = tuple(finding.subject for finding in findings if finding.subject)
            asked.append(Question(first.step, first.verdict, subjects))
    return asked


def _of_phases(asked: Sequence[Question], phases: Collection[str]) -> list[Question]:
    """Return the questions whose steps belong to some phases of an investigation."""
    return [question for question in asked if question.step.phase in phases]


def _gravity(findings: Sequence[Finding]) -> tuple[int, int, bool, int]:
    """Return the sort key of a question: the order of the gaps in every report."""
    first = findings[0]
    rests_on_facts = any(finding.facts for finding in findings)
    return gravity_of(first.step, first.verdict, rests_on_facts)
