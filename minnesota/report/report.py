"""`minnesota report`: what a template is given, and the file it becomes.

The template never meets the case itself, only the view of it that its reader may see. Every format
is made from the one Markdown text that the template gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from minnesota.base import templates
from minnesota.base.wording import Word
from minnesota.disclosure.view import View, namer
from minnesota.engine.finding import Assessment, Finding
from minnesota.engine.gaps import Gap, gaps, leading, skipped_by_reason
from minnesota.language.speak import Language, language
from minnesota.language.verdicts import WORDS, cited
from minnesota.model.audience import READERS
from minnesota.model.case import Case
from minnesota.report.chart import delays, timeline
from minnesota.report.document import WORDS as WORDS_OF_A_PAGE
from minnesota.report.document import Meta
from minnesota.report.formats import Format
from minnesota.submission.mandates import mandates
from minnesota.submission.questions import questions
from minnesota.submission.urgency import urgency
from minnesota.version import __version__

MOST_WORST = 5  # gaps that a summary names

DRAFT = Word("DRAFT")


class Design(NamedTuple):
    """How a report is to be: its template by name, its format, and its language by code.

    `folder` holds the operator's own templates, which go first. With `draft`, every page says that
    it is one.
    """

    template: str = "gap"
    format: Format = Format.md
    lang: str = "en"
    folder: Path | None = None
    draft: bool = False


def render(view: View, fingerprint: str, design: Design) -> bytes:
    """Return a report of what its reader may see; `fingerprint` is that of the case.

    Raises Problems for a template that is broken.
    """
    words = language(design.lang)
    text = markdown(view, fingerprint, design)
    metadata = meta(
        words,
        view.case.title,
        READERS[view.audience].marking,
        view.assessment.as_of,
        DRAFT if design.draft else None,
    )

    def draw_figures() -> Mapping[str, str]:
        from minnesota.report.figures import figures

        return figures(view.assessment, words.text, words.value)

    return design.format.write(text, metadata, draw_figures)


def meta(
    words: Language, title: str, marking: Word, as_of: date, draft: Word | None = None
) -> Meta:
    """Return what stands on every page; `marking` says for whom it is, `draft` that it is one."""
    page_words = {**WORDS_OF_A_PAGE, **WORDS}
    return Meta(
        title=title,
        language=words.code,
        marking=words.text(marking),
        date=as_of.isoformat(),
        draft=words.text(draft) if draft else "",
        words={key: words.text(word) for key, word in page_words.items()},
    )


def markdown(view: View, fingerprint: str, design: Design) -> str:
    """Return the one text of a report, from which every format is made.

    Raises Problems for a template that is broken.
    """
    words = language(design.lang)
    name_of = namer(view)

    def name(person: Any) -> str:
        return words.value(name_of(person))

    path = f"{design.template}/report.md.j2"
    template = templates.environment(
        path, {**filters(words), "name": name}, design.folder, words.text
    )
    return templates.filled(template, {**_context(view, words), "fingerprint": fingerprint})


def filters(words: Language) -> Mapping[str, Callable[..., Any]]:
    """Return what a template of reports can do with a value, in a language."""
    return {
        "say": words.say,
        "words": words.value,
        "word": words.word,
        "verdict": lambda verdict: words.word(WORDS[verdict]),
        "cite": lambda citation: cited(citation, words),
        "country": words.country,
    }


def _context(view: View, words: Language) -> dict[str, Any]:
    """Return everything that a template may use; all of it is from the view."""
    assessment = view.assessment
    case, protocol = view.case, assessment.protocol
    return {
        "program": __version__,
        "audience": view.audience,
        "marking": words.text(READERS[view.audience].marking),
        "as_of": assessment.as_of,
        "case": case,
        "country": _country(case, words),
        "protocol": protocol,
        "institutions": {institution.id: institution.name for institution in case.institutions},
        "verdicts": assessment.principles,
        "findings": assessment.findings,
        "conflicts": assessment.conflicts,
        "later": assessment.later,
        **_gaps(assessment),
        **_applicability(case, assessment),
        "timeline": timeline(assessment),
        "delays": delays(assessment),
        "benchmarks": [(each, case.benchmarks.get(each.id)) for each in protocol.benchmarks],
        "submission": case.submission,
        "urgency": urgency(case, assessment),
        "mandates": mandates(case, assessment),
        "questions": questions(assessment),
    }


def _gaps(assessment: Assessment) -> dict[str, Any]:
    """Return what is open and what is met, by principle, and the worst of it."""
    every_gap = gaps(assessment.findings)
    leaders = [leader.gap for leader in leading(every_gap, assessment.protocol)]
    leading_keys = {(gap.step.id, gap.verdict) for gap in leaders}
    waiting = [gap for gap in every_gap if (gap.step.id, gap.verdict) not in leading_keys]
    met = [finding for finding in assessment.findings if finding.verdict == "met"]
    return {
        "gaps": _by_principle(leaders, assessment),
        "waiting": _by_principle(waiting, assessment),
        "shown": _by_principle(met, assessment),
        "worst": leaders[:MOST_WORST],
        "gap_count": len(every_gap),
        "step_count": len({finding.step.id for finding in assessment.findings}),
    }


def _applicability(case: Case, assessment: Assessment) -> dict[str, Any]:
    """Return which circumstances there are, and what they and the records leave out."""
    titles = {
        circumstance.id: circumstance.title for circumstance in assessment.protocol.circumstances
    }
    skipped: list[tuple[str, int]] = []
    for reason, steps in skipped_by_reason(assessment.skipped, titles).items():
        skipped.append((reason, len(steps)))
    excluded = [finding for finding in assessment.findings if finding.verdict == "not-applicable"]
    return {
        "circumstances": [titles[name] for name in case.circumstances],
        "implied": [(titles[name], paths) for name, paths in assessment.implied.items()],
        "skipped": skipped,
        "skipped_count": len(assessment.skipped),
        "excluded": excluded,
    }


def _by_principle(
    parts: Iterable[Gap] | Iterable[Finding], assessment: Assessment
) -> dict[str, list[Any]]:
    """Return gaps or findings by the id of the principle that their step is of."""
    groups: dict[str, list[Any]] = {
        principle.principle.id: [] for principle in assessment.principles
    }
    for part in parts:
        groups[part.step.principle].append(part)
    return groups


def _country(case: Case, words: Language) -> str:
    """Return the country's name: as the case names that State, else as the locale data do.

    The case's own name stands in a report in the case's own language alone.
    """
    if words.code == case.language:
        for institution in case.institutions:
            if institution.kind == "state" and institution.country == case.country:
                return institution.name or words.country(case.country)
    return words.country(case.country)
