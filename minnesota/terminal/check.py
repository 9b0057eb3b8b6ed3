"""`check` in a terminal: the case, a card a principle, the worst gaps, the rest counted by phase.

Words carry everything; colour only repeats them. It fits 80 columns and is the same in a pipe.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TextIO

from minnesota.base.dates import When
from minnesota.base.wording import Counted
from minnesota.engine.finding import VERDICTS, Assessment, PrincipleVerdict
from minnesota.engine.gaps import Gap, gaps, leading, shortened, skipped_by_reason
from minnesota.language.speak import Language, language
from minnesota.language.verdicts import WORDS, cited
from minnesota.terminal.page import Card, Page, cut

if TYPE_CHECKING:
    from minnesota.report.chart import Bar

# What a screen holds. Everything else is in --all and in --format json.
MOST_DELAYS = 6
MOST_WORST = 12  # gaps shown in full
MOST_REASONS = 4  # of one gap
MOST_REASONS_TO_SKIP = 3
MOST_PATHS = 2  # of the facts that imply one circumstance
MOST_LATER = 6  # paths of facts that were set aside

UNDER = "   "  # where what is said of a gap begins

_STYLES = {
    "met": "green",
    "partly-met": "yellow",
    "not-met": "bold red",
    "contradicted": "bold red",
    "unsupported": "yellow",
    "not-shown": "yellow",
    "not-applicable": "dim",
}


class _Signs(NamedTuple):
    """The signs of which the bar of a delay is drawn."""

    certain: str
    uncertain: str
    benchmark: str


_BLOCKS = _Signs("█", "░", "┃")
_ASCII = _Signs("#", ".", "|")


def show(
    assessment: Assessment, everything: bool = False, stream: TextIO | None = None, lang: str = "en"
) -> None:
    """Print an assessment in a language, to standard output or to `stream`.

    With `everything`, each gap is shown in full.
    """
    page = Page(stream or sys.stdout, language(lang))
    every_gap = gaps(assessment.findings)
    _summary(assessment, page)
    if page.has_room:
        _delays(assessment, page)
    if everything:
        for verdict in assessment.principles:
            _principle(verdict, every_gap, page)
        _skipped(assessment, page)
    elif every_gap:
        _worst(every_gap, assessment, page)
    _last_words(assessment, len(every_gap), page, everything)
    page.flush()


def _summary(assessment: Assessment, page: Page) -> None:
    """Add the case in two lines, what is odd about its facts, and a card for each principle."""
    _heading(assessment, page)
    _skipped_in_short(assessment, page)
    _implied(assessment, page)
    _conflicts(assessment, page)
    _set_aside(assessment, page)
    _before_the_incident(assessment, page)
    page.line()
    cards: list[Card] = []
    for principle in assessment.principles:
        cards.append(
            Card(
                title=principle.principle.title,
                word=page.words.text(WORDS[principle.verdict]).upper(),
                style=_STYLES[principle.verdict],
                text=verdict_counts(principle.counts, page.words),
            )
        )
    page.cards(cards)


def _heading(assessment: Assessment, page: Page) -> None:
    """Add the title of the case, the protocol, the day, and how many steps apply."""
    words, case = page.words, assessment.case
    page.line(f"{case.title} ({case.id})", "bold")
    applying = len({finding.step.id for finding in assessment.findings})
    total = applying + len(assessment.skipped)
    applies = words.text("{count} of {total} steps apply", count=applying, total=total)
    as_of = words.text("as of {day}", day=assessment.as_of)
    page.line(f"{assessment.protocol.id} · {as_of} · {applies}")


def _skipped_in_short(assessment: Assessment, page: Page) -> None:
    """Add how many steps do not apply, and the most frequent reasons."""
    reasons = skipped_by_reason(assessment.skipped, _circumstance_titles(assessment))
    if not reasons:
        return
    told: list[str] = []
    for reason, steps in list(reasons.items())[:MOST_REASONS_TO_SKIP]:
        told.append(f"{page.words.value(reason)} ({len(steps)})")
    if len(reasons) > MOST_REASONS_TO_SKIP:
        told.append("…")
    message = page.words.text(
        "{steps} do not apply, for want of: {what} (--all)",
        steps=Counted(len(assessment.skipped), "step"),
        what=", ".join(told),
    )
    page.line(message)


def _implied(assessment: Assessment, page: Page) -> None:
    """Add the circumstances that the case does not declare and its facts imply."""
    if not assessment.implied:
        return
    titles = _circumstance_titles(assessment)
    told: list[str] = []
    for circumstance, paths in assessment.implied.items():
        title = titles[circumstance]
        facts = ", ".join(paths[:MOST_PATHS])
        if len(paths) > MOST_PATHS:
            facts += " …"
        told.append(f"{title[:1].lower()}{title[1:]} ({facts})")
    message = page.words.text("Circumstances taken from the facts: {what}", what="; ".join(told))
    page.line(message)


def _conflicts(assessment: Assessment, page: Page) -> None:
    """Add what cannot be true in the file."""
    if not assessment.conflicts:
        return
    page.line()
    title = page.words.text("Mend first: facts in the file that cannot both be true")
    page.line(title, "bold red")
    for conflict in assessment.conflicts:
        page.line(page.words.say(conflict.reason), lead=" · ")


def _set_aside(assessment: Assessment, page: Page) -> None:
    """Add which facts are of a later day, and how many steps records alone put aside."""
    later = assessment.later
    if later:
        dated = ", ".join(later[:MOST_LATER])
        if len(later) > MOST_LATER:
            dated += " …"
        message = page.words.text(
            "Set aside, as dated after that day ({count}): {what}", count=len(later), what=dated
        )
        page.line(message)
    by_record: set[str] = set()
    for finding in assessment.findings:
        if finding.verdict == "not-applicable" and finding.basis == "record":
            by_record.add(finding.step.id)
    if by_record:
        message = page.words.text(
            "Set aside by records, not by facts: {steps} (--format json names them)",
            steps=Counted(len(by_record), "step"),
        )
        page.line(message)


def _before_the_incident(assessment: Assessment, page: Page) -> None:
    """Add a warning where the day of the assessment is before the incident."""
    happened = assessment.case.incident.date
    if happened and When.day(assessment.as_of).is_before(happened):
        message = page.words.text(
            "The day of this assessment is before the incident ({day}).", day=happened
        )
        page.line(message, "bold red")


def _circumstance_titles(assessment: Assessment) -> dict[str, str]:
    return {each.id: each.title for each in assessment.protocol.circumstances}


def _delays(assessment: Assessment, page: Page) -> None:
    """Add the longest delays as bars against our benchmarks; the words beside them say the same."""
    from minnesota.report.chart import delays

    bars = delays(assessment)[:MOST_DELAYS]
    if not bars:
        return
    signs = _BLOCKS if page.draws_unicode else _ASCII
    length = 26 if page.width >= 100 else 16  # of a bar, in columns
    room = page.width - length - 38  # for its title; 38: the longest delay and benchmark in words
    page.line()
    title = page.words.text(
        "Delays, longest first ({mark} is our benchmark, not the Protocol's)", mark=signs.benchmark
    )
    page.line(title, "bold underline")
    for bar in bars:
        delay = page.words.value(bar.delay)
        running = "+" if bar.running else ""
        benchmark = page.words.text("ours: {limit}", limit=bar.limit)
        drawn = _drawn(bar, length, signs)
        line = f"{cut(bar.what, room):<{room}} {drawn} {delay}{running} ({benchmark})"
        page.line(line[: page.width - 1], lead=" ")


def _drawn(bar: Bar, length: int, signs: _Signs) -> str:
    """Return the bar of a delay, `length` columns long; its lengths are per cent of that."""
    certain = bar.least * length / 100
    possible = bar.most * length / 100
    cells: list[str] = []
    for column in range(length):
        if column < certain:
            cells.append(signs.certain)
        elif column < possible:
            cells.append(signs.uncertain)
        else:
            cells.append(" ")
    benchmark = round(bar.mark * length / 100)
    cells[min(length - 1, benchmark)] = signs.benchmark
    return "".join(cells)


def verdict_counts(counts: Mapping[str, int], words: Language) -> str:
    """Return counts of verdicts in words, the gravest first."""
    told: list[str] = []
    for verdict in VERDICTS:
        if counts.get(verdict):
            told.append(f"{counts[verdict]} {words.text(WORDS[verdict])}")
    return " · ".join(told) or words.text("no step applies")


def _worst(every_gap: Sequence[Gap], assessment: Assessment, page: Page) -> None:
    """Add the worst gaps in full, then a line for each phase that holds others."""
    page.line()
    page.line(page.words.text("Worst first"), "bold underline")
    shown: set[tuple[str, str]] = set()
    for gap, waiting in leading(every_gap, assessment.protocol)[:MOST_WORST]:
        shown.add((gap.step.id, gap.verdict))
        _gap_in_full(gap, page)
        if waiting:
            message = page.words.text("Other open steps that wait on this: {count}.", count=waiting)
            page.line(message, lead=UNDER)
    others = [gap for gap in every_gap if (gap.step.id, gap.verdict) not in shown]
    if not others:
        return
    page.line()
    page.line(page.words.text("And {count} more", count=len(others)), "bold underline")
    for phase in assessment.protocol.phases:
        counts = Counter[str](gap.verdict for gap in others if gap.step.phase == phase.id)
        if counts:
            page.line(verdict_counts(counts, page.words), lead=f" · {phase.title}: ")


def _principle(verdict: PrincipleVerdict, every_gap: Sequence[Gap], page: Page) -> None:
    """Add every gap of one principle in full."""
    own_gaps = [gap for gap in every_gap if gap.step.principle == verdict.principle.id]
    if not own_gaps:
        return
    page.line()
    summary = page.words.text(
        "{verdict}, open steps: {count}", verdict=WORDS[verdict.verdict], count=len(own_gaps)
    )
    page.line(f"  {summary}", lead=verdict.principle.title, lead_style="bold underline")
    for gap in own_gaps:
        _gap_in_full(gap, page)


def _gap_in_full(gap: Gap, page: Page) -> None:
    """Add a gap: what is open and of whom, why, by what authority, and what would close it."""
    words, step = page.words, gap.step
    name = step.id
    if gap.subjects:
        name += f", {words.value(shortened(gap.subjects))}"
    verdict = words.text(WORDS[gap.verdict])
    page.line()
    page.line(f"  {name}", "bold", lead=f" {verdict}", lead_style=_STYLES[gap.verdict])
    page.line(step.title, lead=UNDER)
    for reason in gap.reasons[:MOST_REASONS]:
        page.line(words.say(reason), lead=UNDER)
    if len(gap.reasons) > MOST_REASONS:
        count = len(gap.reasons) - MOST_REASONS
        message = words.text(
            "… and {count} more reasons (--format json has them all).", count=count
        )
        page.line(message, lead=UNDER)
    authority = f"{words.word(step.force)} · {cited(step.cite, words)}"
    if gap.sources:
        authority += f" · {words.text('sources: {ids}', ids=shortened(gap.sources))}"
    page.line(authority, lead=UNDER)
    page.line(words.text("To close: {what}", what=step.close), lead=UNDER)


def _skipped(assessment: Assessment, page: Page) -> None:
    """Add every step that does not apply, under the reason for it."""
    if not assessment.skipped:
        return
    page.line()
    page.line(page.words.text("Steps that do not apply"), "bold underline")
    reasons = skipped_by_reason(assessment.skipped, _circumstance_titles(assessment))
    for reason, steps in reasons.items():
        wanting = page.words.value(reason)
        page.line(f"{wanting[0].upper()}{wanting[1:]}:", lead=" ")
        for step in steps:
            page.line(f"{step.id}: {step.title}", lead="   · ")


def _last_words(assessment: Assessment, count: int, page: Page, everything: bool) -> None:
    """Add how many gaps there are, where more is said, and each principle's verdict once more."""
    words = page.words
    page.line()
    if not count:
        message = words.text(
            "No gap. That is no judgement of the investigation: read what the verdicts rest on."
        )
        page.line(message)
        return
    sentences = [
        words.text(
            "Open steps: {count} (the boxes count a step once for each victim, scene and so on).",
            count=count,
        )
    ]
    if not everything:
        more = words.text(
            "`minnesota next` puts them in order; `--all` shows each in full,"
            " `--principle NAME` one principle;"
            " `minnesota protocol explain STEP` says more."
        )
        sentences.append(more)
    unchecked = words.text(
        "Paragraph numbers marked unchecked are from memory: open the document before quoting them."
    )
    page.line(" ".join([*sentences, unchecked]))
    verdicts: list[str] = []
    for principle in assessment.principles:
        verdicts.append(f"{principle.principle.title}: {words.text(WORDS[principle.verdict])}")
    page.line(" · ".join(verdicts) + ".")
