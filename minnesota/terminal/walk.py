"""`walk`: what is open, in the order of `next`, and one question as it stands on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minnesota.base.lines import wrapped
from minnesota.base.wording import Listed
from minnesota.engine.finding import Assessment, Finding
from minnesota.engine.gaps import tasks
from minnesota.language.speak import Language
from minnesota.language.verdicts import WORDS, cited
from minnesota.model.protocol import Protocol


class Question(NamedTuple):
    """An open finding, and the protocol that asks for it."""

    protocol: Protocol
    finding: Finding


def questions(
    assessments: Sequence[Assessment], principle: str | None, phase: str | None, subject: str | None
) -> Iterator[Question]:
    """Yield what is open, one question for each subject.

    `principle`, `phase` and `subject` choose by id; None takes all. A step that waits on another
    one comes when that one is closed.
    """
    by_step_and_subject: dict[tuple[str, str | None], Question] = {}
    for assessment in assessments:
        for finding in assessment.findings:
            question = Question(assessment.protocol, finding)
            by_step_and_subject[finding.step.id, finding.subject] = question
    for task in tasks(assessments):
        if principle not in (None, task.step.principle) or phase not in (None, task.step.phase):
            continue
        for each in task.subjects or (None,):
            if subject in (None, each):
                yield by_step_and_subject[task.step.id, each]


def card(
    protocol: Protocol, finding: Finding, about_subject: str, open_count: int, words: Language
) -> list[str]:
    """Return one question in a language, as lines.

    They say what is asked and of whom (`about_subject`, or nothing), why, where it stands, what is
    known already, and how many questions are open.
    """
    step = finding.step
    phase = next(each for each in protocol.phases if each.id == step.phase)
    heading = words.text("{phase} · {count} open", phase=phase.title, count=open_count)
    lines = ["", *wrapped(heading), "", *wrapped(step.asks)]
    if about_subject:
        lines += wrapped(about_subject)
    lines += wrapped(words.text("Why: {why}", why=step.why), "  ")
    lines += wrapped(f"{words.word(step.force)} · {cited(step.cite, words)} · {step.id}", "  ")
    known = [words.text("Known already: {verdict}.", verdict=WORDS[finding.verdict])]
    for reason in finding.reasons:
        known.append(words.say(reason))
    lines += wrapped(" ".join(known), "  ")
    if finding.sources:
        sources = words.text("Sources so far: {ids}", ids=", ".join(finding.sources))
        lines += wrapped(sources, "  ")
    if finding.missing and step.check:
        better = words.text(
            "A fact shows it better than a record: {facts} in the case file (? shows how).",
            facts=Listed(finding.missing),
        )
        lines += wrapped(better, "  ")
    return lines
