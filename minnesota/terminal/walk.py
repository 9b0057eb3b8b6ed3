"""`walk`: what is open, in the order of `next`, and one question as it stands on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minnesota.base.lines import wrapped
from minnesota.base.wording import Listed
from minnesota.engine.finding import Assessment, Finding
from minnesota.language.speak import Language
from minnesota.language.verdicts import WORDS, cited
from minnesota.model.protocol import Protocol
from minnesota.terminal.next import tasks


def questions(
    assessments: Sequence[Assessment], principle: str | None, phase: str | None, subject: str | None
) -> Iterator[tuple[Protocol, Finding]]:
    """What is open, one for each subject; a step that waits on another comes when that one is closed."""
    found = {(f.step.id, f.subject): (a.protocol, f) for a in assessments for f in a.findings}
    for gap in tasks(assessments):
        if principle in (None, gap.step.principle) and phase in (None, gap.step.phase):
            for whom in gap.subjects or (None,):
                if subject in (None, whom):
                    yield found[gap.step.id, whom]


def card(protocol: Protocol, finding: Finding, about: str, left: int, words: Language) -> list[str]:
    """One question in a language: what is asked and of whom, why, where it stands, and what is known already."""
    step, t = finding.step, words.text
    phase = next(p.title for p in protocol.phases if p.id == step.phase)
    lines = [
        "",
        *wrapped(t("{phase} · {count} open", phase=phase, count=left)),
        "",
        *wrapped(step.asks),
    ]
    if about:
        lines += wrapped(about)
    lines += wrapped(t("Why: {why}", why=step.why), "  ")
    lines += wrapped(f"{words.word(step.force)} · {cited(step.cite, words)} · {step.id}", "  ")
    known = [
        t("Known already: {verdict}.", verdict=WORDS[finding.verdict]),
        *map(words.say, finding.reasons),
    ]
    lines += wrapped(" ".join(known), "  ")
    if finding.sources:
        lines += wrapped(t("Sources so far: {ids}", ids=", ".join(finding.sources)), "  ")
    if finding.missing and step.check:
        text = "A fact shows it better than a record: {facts} in the case file (? shows how)."
        lines += wrapped(t(text, facts=Listed(finding.missing)), "  ")
    return lines
