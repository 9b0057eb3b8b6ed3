"""`minnesota report`: what a template is given, and the file it becomes.

The template never meets the case itself, only the view of it that its reader may see; and every format is made
from the one Markdown text that the template gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from minnesota.base import templates
from minnesota.base.wording import Word
from minnesota.disclosure.view import View, namer, view_for
from minnesota.engine.finding import Assessment
from minnesota.engine.gaps import gaps, leading, wanting
from minnesota.language.speak import Language, language
from minnesota.language.verdicts import WORDS, cited
from minnesota.model.audience import READER_OF_TEMPLATE, READERS, Audience
from minnesota.model.case import Case
from minnesota.reading.case import CaseFile
from minnesota.report.chart import delays, timeline
from minnesota.report.document import WORDS as WORDS_OF_A_PAGE
from minnesota.report.document import Meta, without_figures
from minnesota.submission.mandates import mandates
from minnesota.submission.questions import questions
from minnesota.submission.urgency import urgency
from minnesota.version import __version__

DRAFT = Word("DRAFT")


def render(
    file: CaseFile,
    assessment: Assessment,
    template: str = "gap",
    to: str = "md",
    reader: Audience | None = None,
    lang: str = "en",
    folder: Path | None = None,
    draft: bool = False,
) -> bytes:
    """One report. `folder`: templates of one's own; `draft`: marked as one on every page.

    Raises Problems for a template that is broken.
    """
    words = language(lang)
    view = view_for(file.case, assessment, reader or READER_OF_TEMPLATE.get(template, "internal"))
    text = markdown(view, words, template, file.fingerprint, folder)
    if to == "md":
        return without_figures(text).encode()
    about = meta(
        words,
        view.case.title,
        READERS[view.audience].marking,
        view.assessment.as_of,
        DRAFT if draft else None,
    )
    if to == "docx":
        from minnesota.report.word import docx

        return docx(text, about)
    from minnesota.report.figures import figures as draw

    figures = draw(view.assessment, words.text, words.value)
    if to == "pdf":
        from minnesota.report.pdf import pdf

        return pdf(text, about, figures)
    from minnesota.report.html import page

    return page(text, about, figures).encode()


def meta(
    words: Language, title: str, marking: Word, as_of: date, draft: Word | None = None
) -> Meta:
    """What stands on every page: for whom it is, and whether it is a draft."""
    return Meta(
        title=title,
        language=words.code,
        marking=words.text(marking),
        date=as_of.isoformat(),
        draft=words.text(draft) if draft else "",
        words={k: words.text(v) for k, v in {**WORDS_OF_A_PAGE, **WORDS}.items()},
    )


def markdown(
    view: View, words: Language, template: str, fingerprint: str, folder: Path | None = None
) -> str:
    """The one text of a report, from which every format is made."""
    names = namer(view)
    own = {**filters(words), "name": lambda part: words.value(names(part))}
    made = templates.environment(f"{template}/report.md.j2", own, folder, words.text)
    return templates.filled(made, {**_context(view, words), "fingerprint": fingerprint})


def filters(words: Language) -> Mapping[str, Callable[..., Any]]:
    """What a template of reports can do with a value, in a language."""
    return {
        "say": words.say,
        "words": words.value,
        "word": words.word,
        "verdict": lambda v: words.word(WORDS[v]),
        "cite": lambda c: cited(c, words),
        "country": words.country,
    }


def _context(view: View, words: Language) -> dict[str, Any]:
    """Everything that a template may use; all of it from the view."""
    assessment = view.assessment
    case, protocol = view.case, assessment.protocol
    by_principle = {
        p.principle.id: [f for f in assessment.findings if f.step.principle == p.principle.id]
        for p in assessment.principles
    }
    titles = {c.id: c.title for c in protocol.circumstances}
    every = gaps(assessment.findings)
    standing = [g for g, _ in leading(every, protocol)]
    shown = {(g.step.id, g.verdict) for g in standing}
    return {
        "program": __version__,
        "audience": view.audience,
        "marking": words.text(READERS[view.audience].marking),
        "as_of": assessment.as_of,
        "case": case,
        "country": _country(case, words),
        "protocol": protocol,
        "verdicts": assessment.principles,
        "findings": assessment.findings,
        "gaps": {p: [g for g in standing if g.step.principle == p] for p in by_principle},
        "waiting": {
            p: [g for g in every if g.step.principle == p and (g.step.id, g.verdict) not in shown]
            for p in by_principle
        },
        "shown": {
            id: [f for f in found if f.verdict == "met"] for id, found in by_principle.items()
        },
        "worst": standing[:5],
        "gap_count": len(every),
        "step_count": len({f.step.id for f in assessment.findings}),
        "conflicts": assessment.conflicts,
        "circumstances": [titles[c] for c in case.circumstances],
        "later": assessment.later,
        "skipped": [
            (why, len(steps)) for why, steps in wanting(assessment.skipped, titles).items()
        ],
        "skipped_count": len(assessment.skipped),
        "implied": [(titles[c], paths) for c, paths in assessment.implied.items()],
        "excluded": [f for f in assessment.findings if f.verdict == "not-applicable"],
        "institutions": {i.id: i.name for i in case.institutions},
        "timeline": timeline(assessment),
        "delays": delays(assessment),
        "benchmarks": [(b, case.benchmarks.get(b.id)) for b in protocol.benchmarks],
        "submission": case.submission,
        "urgency": urgency(case, assessment),
        "mandates": mandates(case, assessment),
        "questions": questions(assessment),
    }


def _country(case: Case, words: Language) -> str:
    """The country's name: as the case names that State, else as the locale data do."""
    state = next(
        (i.name for i in case.institutions if i.kind == "state" and i.country == case.country), None
    )
    return state if state and words.code == case.language else words.country(case.country)
