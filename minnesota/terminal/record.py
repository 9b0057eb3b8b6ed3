"""The verdict on a step before and after a record, as `record` and `walk` show it."""

from __future__ import annotations

from datetime import date

from minnesota.base.lines import wrapped
from minnesota.engine.assess import assess
from minnesota.engine.finding import Finding
from minnesota.language.speak import Language
from minnesota.language.verdicts import WORDS
from minnesota.reading.case import CaseFile


def verdict_lines(
    before: CaseFile, after: CaseFile, step: str, subject: str | None, words: Language
) -> list[str]:
    """Return what the verdict on a step was and is as of today, and why, as lines in a language.

    `subject`: the part of the case that the step is asked of; None for the first there is.
    """
    old = _finding(before, step, subject)
    new = _finding(after, step, subject)
    if new is None:
        return [words.text("The step does not apply to this case as it is.")]
    verdict = WORDS[new.verdict]
    if old is None or old.verdict == new.verdict:
        lines = [words.text("Verdict: {verdict}", verdict=verdict)]
    else:
        text = "Verdict: {verdict} (was: {before})"
        lines = [words.text(text, verdict=verdict, before=WORDS[old.verdict])]
    for reason in new.reasons:
        lines += wrapped(words.say(reason), "  ")
    return lines


def _finding(file: CaseFile, step: str, subject: str | None) -> Finding | None:
    for protocol in file.protocols:
        for finding in assess(protocol, file.case, date.today()).findings:
            if finding.step.id == step and subject in (None, finding.subject):
                return finding
    return None
