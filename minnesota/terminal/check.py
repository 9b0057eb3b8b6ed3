"""`check` in a terminal: the case, a card a principle, the worst gaps, and the rest counted phase by phase.

Words carry everything; colour only repeats them. It fits 80 columns and is the same text in a pipe.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TextIO

from minnesota.base.dates import When
from minnesota.base.lines import width
from minnesota.base.wording import Counted
from minnesota.engine.finding import VERDICTS, Assessment, PrincipleVerdict
from minnesota.engine.gaps import Gap, gaps, leading, some, wanting
from minnesota.language.speak import Language, language
from minnesota.language.verdicts import WORDS, cited

ROOMY = 45  # lines of a terminal from which the delays are drawn
MOST_DELAYS = 6
WORST = 12  # gaps shown in full, unless all are asked for
_STYLES = {
    "met": "green",
    "partly-met": "yellow",
    "not-met": "bold red",
    "contradicted": "bold red",
    "unsupported": "yellow",
    "not-shown": "yellow",
    "not-applicable": "dim",
}


def show(
    assessment: Assessment, everything: bool = False, stream: TextIO | None = None, lang: str = "en"
) -> None:
    """Print an assessment, to standard output or to a stream, in a language; with `everything`, every gap in full."""
    page = _Page(stream or sys.stdout, language(lang))
    _summary(assessment, page)
    found = gaps(assessment.findings)
    if page.has_room:
        _delays(assessment, page)
    if everything:
        for verdict in assessment.principles:
            _principle(
                verdict, [g for g in found if g.step.principle == verdict.principle.id], page
            )
        _skipped(assessment, page)
    elif found:
        _worst(found, assessment, page)
    _last_words(assessment, len(found), page, everything)
    page.flush()


class _Page:
    """Text that is laid out here and written at once.

    On a terminal it has the terminal's own width (at most 100) and, by Rich, its colours; anywhere else
    it is 80 plain columns, and Rich is not even imported.
    """

    def __init__(self, out: TextIO, words: Language) -> None:
        self.words = words
        self.out, self.terminal = out, out.isatty()
        self.width = width(self.out)
        self.has_room = (
            self.terminal and self.width >= 80 and shutil.get_terminal_size().lines >= ROOMY
        )
        self.utf = (self.out.encoding or "utf").lower().startswith("utf")
        self._parts: list[tuple[str, str]] = []

    def line(self, text: str = "", style: str = "", lead: str = "", lead_style: str = "") -> None:
        """One paragraph; its later lines stand under the lead's first sign, or under the text where that is a bullet."""
        body = lead.lstrip()
        indent, mark = " " * (len(lead) - len(body)), len(body) if lead_style else 0
        hanging = " " * len(lead) if body == "· " else indent
        body += text
        if len(indent) + len(body) > self.width:
            body = f"\n{hanging}".join(
                textwrap.wrap(body, self.width - len(hanging), break_on_hyphens=False)
            )
        self._parts += [(indent, ""), (body[:mark], lead_style), (body[mark:] + "\n", style)]

    def cards(self, cards: Sequence[tuple[str, str, str, str]]) -> None:
        """Boxes, two beside each other: title, a word, its style, and a text below it."""
        (top, end), (low, last), across, side = (
            ("╭╮", "╰╯", "─", "│") if self.utf else ("++", "++", "-", "|")
        )
        inner = (self.width - 1) // 2 - 4
        for number in range(0, len(cards), 2):
            row = cards[number : number + 2]
            texts = [textwrap.wrap(text, inner) for *_, text in row]
            height = max(map(len, texts))
            lines: list[list[tuple[str, str]]] = [[] for _ in range(height + 3)]
            for (title, word, style, _), text in zip(row, texts, strict=True):
                gap = " " if lines[0] else ""
                title = title if len(title) <= inner - 1 else f"{title[: inner - 2]}…"
                head = f"{across} {title} "
                lines[0] += [
                    (f"{gap}{top}{across} ", ""),
                    (title, "bold"),
                    (f" {across * (inner + 2 - len(head))}{end}", ""),
                ]
                lines[1] += [
                    (f"{gap}{side} ", ""),
                    (word, style),
                    (" " * (inner - len(word)) + f" {side}", ""),
                ]
                for at in range(height):
                    content = text[at] if at < len(text) else ""
                    lines[2 + at] += [(f"{gap}{side} {content:<{inner}} {side}", "")]
                lines[-1] += [(f"{gap}{low}{across * (inner + 2)}{last}", "")]
            for line in lines:
                self._parts += [*line, ("\n", "")]

    def flush(self) -> None:
        """Write what has been gathered."""
        if not self.terminal:
            self.out.write("".join(text for text, _ in self._parts))
        else:
            from rich.console import Console
            from rich.text import Text

            console = Console(file=self.out, highlight=False, emoji=False, markup=False)
            console.print(Text.assemble(*self._parts), soft_wrap=True, end="")
        self._parts.clear()


def _summary(assessment: Assessment, page: _Page) -> None:
    """The case in two lines, what cannot be true in it, and a card for each principle."""
    case, protocol = assessment.case, assessment.protocol
    page.line(f"{case.title} ({case.id})", "bold")
    applying = len({f.step.id for f in assessment.findings})
    total = applying + len(assessment.skipped)
    t = page.words.text
    applies = t("{count} of {total} steps apply", count=applying, total=total)
    page.line(f"{protocol.id} · {t('as of {day}', day=assessment.as_of)} · {applies}")
    titles = {c.id: c.title for c in protocol.circumstances}
    if why := wanting(assessment.skipped, titles):
        named = ", ".join(
            f"{page.words.value(reason)} ({len(steps)})" for reason, steps in list(why.items())[:3]
        )
        more = ", …" if len(why) > 3 else ""
        count = Counted(len(assessment.skipped), "step")
        page.line(
            t("{steps} do not apply, for want of: {what} (--all)", steps=count, what=named + more)
        )
    if assessment.implied:
        taken = "; ".join(
            f"{titles[c][:1].lower() + titles[c][1:]} ({', '.join(paths[:2])}{' …' if len(paths) > 2 else ''})"
            for c, paths in assessment.implied.items()
        )
        page.line(t("Circumstances taken from the facts: {what}", what=taken))
    if assessment.conflicts:
        page.line()
        page.line(t("Mend first: facts in the file that cannot both be true"), "bold red")
        for conflict in assessment.conflicts:
            page.line(page.words.say(conflict.reason), lead=" · ")
    if assessment.later:
        dated = ", ".join(assessment.later[:6]) + (" …" if len(assessment.later) > 6 else "")
        page.line(
            t(
                "Set aside, as dated after that day ({count}): {what}",
                count=len(assessment.later),
                what=dated,
            )
        )
    aside = {
        f.step.id
        for f in assessment.findings
        if f.verdict == "not-applicable" and f.basis == "record"
    }
    if aside:
        count = Counted(len(aside), "step")
        page.line(
            t("Set aside by records, not by facts: {steps} (--format json names them)", steps=count)
        )
    happened = case.incident.date
    if happened and When.day(assessment.as_of).is_before(happened):
        page.line(
            t("The day of this assessment is before the incident ({day}).", day=happened),
            "bold red",
        )
    page.line()
    page.cards(
        [
            (
                p.principle.title,
                t(WORDS[p.verdict]).upper(),
                _STYLES[p.verdict],
                counted(p.counts, page.words),
            )
            for p in assessment.principles
        ]
    )


def _delays(assessment: Assessment, page: _Page) -> None:
    """The longest delays as bars against our benchmarks; the words beside them say the same."""
    from minnesota.report.chart import delays

    bars = delays(assessment)[:MOST_DELAYS]
    if not bars:
        return
    sure, perhaps, mark = ("█", "░", "┃") if page.utf else ("#", ".", "|")
    length = 26 if page.width >= 100 else 16
    label = page.width - length - 38
    page.line()
    t, said = page.words.text, page.words.value
    page.line(
        t("Delays, longest first ({mark} is our benchmark, not the Protocol's)", mark=mark),
        "bold underline",
    )
    for bar in bars:
        title = bar.what if len(bar.what) <= label else f"{bar.what[: label - 1]}…"
        cells = [
            sure
            if n < bar.least * length / 100
            else perhaps
            if n < bar.most * length / 100
            else " "
            for n in range(length)
        ]
        cells[min(length - 1, round(bar.mark * length / 100))] = mark
        running = "+" if bar.running else ""
        page.line(
            f"{title:<{label}} {''.join(cells)} {said(bar.delay)}{running} ({t('ours: {limit}', limit=bar.limit)})"[
                : page.width - 1
            ],
            lead=" ",
        )


def counted(counts: Mapping[str, int], words: Language) -> str:
    """Counts of verdicts in words, the gravest first."""
    said = " · ".join(f"{counts[v]} {words.text(WORDS[v])}" for v in VERDICTS if counts.get(v))
    return said or words.text("no step applies")


def _worst(found: list[Gap], assessment: Assessment, page: _Page) -> None:
    """The worst gaps in full, then a line for each phase that holds others."""
    page.line()
    t = page.words.text
    page.line(t("Worst first"), "bold underline")
    worst = leading(found, assessment.protocol)[:WORST]
    for gap, waiting in worst:
        _full(gap, page)
        if waiting:
            page.line(t("Other open steps that wait on this: {count}.", count=waiting), lead="   ")
    shown = {(gap.step.id, gap.verdict) for gap, _ in worst}
    rest = [gap for gap in found if (gap.step.id, gap.verdict) not in shown]
    if rest:
        page.line()
        page.line(t("And {count} more", count=len(rest)), "bold underline")
    for phase in assessment.protocol.phases:
        counts: Counter[str] = Counter(g.verdict for g in rest if g.step.phase == phase.id)
        if counts:
            page.line(counted(counts, page.words), lead=f" · {phase.title}: ")


def _principle(verdict: PrincipleVerdict, found: list[Gap], page: _Page) -> None:
    """Every gap of one principle in full."""
    if not found:
        return
    page.line()
    t = page.words.text
    said = t("{verdict}, open steps: {count}", verdict=WORDS[verdict.verdict], count=len(found))
    page.line(f"  {said}", lead=verdict.principle.title, lead_style="bold underline")
    for gap in found:
        _full(gap, page)


def _full(gap: Gap, page: _Page) -> None:
    step = gap.step
    page.line()
    t, said = page.words.text, page.words.value
    name = f"{step.id}, {said(some(gap.subjects))}" if gap.subjects else step.id
    page.line(
        f"  {name}", "bold", lead=f" {t(WORDS[gap.verdict])}", lead_style=_STYLES[gap.verdict]
    )
    page.line(step.title, lead="   ")
    for reason in gap.reasons[:4]:
        page.line(page.words.say(reason), lead="   ")
    if len(gap.reasons) > 4:
        count = len(gap.reasons) - 4
        page.line(
            t("… and {count} more reasons (--format json has them all).", count=count), lead="   "
        )
    sources = f" · {t('sources: {ids}', ids=some(gap.sources))}" if gap.sources else ""
    page.line(
        f"{page.words.word(step.force)} · {cited(step.cite, page.words)}{sources}", lead="   "
    )
    page.line(t("To close: {what}", what=step.close), lead="   ")


def _skipped(assessment: Assessment, page: _Page) -> None:
    """Every step that does not apply, under the reason for it."""
    if not assessment.skipped:
        return
    page.line()
    page.line(page.words.text("Steps that do not apply"), "bold underline")
    titles = {c.id: c.title for c in assessment.protocol.circumstances}
    for why, steps in wanting(assessment.skipped, titles).items():
        reason = page.words.value(why)
        page.line(f"{reason[0].upper()}{reason[1:]}:", lead=" ")
        for step in steps:
            page.line(f"{step.id}: {step.title}", lead="   · ")


def _last_words(assessment: Assessment, number: int, page: _Page, everything: bool) -> None:
    page.line()
    t = page.words.text
    if not number:
        page.line(
            t("No gap. That is no judgement of the investigation: read what the verdicts rest on.")
        )
        return
    line = t(
        "Open steps: {count} (the boxes count a step once for each victim, scene and so on).",
        count=number,
    )
    if not everything:
        line += " " + t(
            "`minnesota next` puts them in order; `--all` shows each in full, `--principle NAME` one principle;"
            " `minnesota protocol explain STEP` says more."
        )
    unchecked = t(
        "Paragraph numbers marked unchecked are from memory: open the document before quoting them."
    )
    page.line(f"{line} {unchecked}")
    page.line(
        " · ".join(f"{p.principle.title}: {t(WORDS[p.verdict])}" for p in assessment.principles)
        + "."
    )
