"""`check` in a terminal: the case, a panel a principle, then the gaps, the gravest and most perishable first.

Words carry everything; colour only repeats them. It fits 80 columns and is the same text in a pipe.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Mapping
from typing import TextIO

from rich.columns import Columns
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from minnesota.assess import VERDICTS, Assessment, PrincipleVerdict
from minnesota.render.gaps import WORDS, Gap, gaps

FULL = 3  # gaps of each principle shown in full, unless all are asked for
WIDEST = 100
_STYLES = {
    "met": "green",
    "partly-met": "yellow",
    "not-met": "bold red",
    "contradicted": "bold red",
    "unsupported": "yellow",
    "not-shown": "yellow",
    "not-applicable": "dim",
}


def show(assessment: Assessment, everything: bool = False, stream: TextIO | None = None) -> None:
    """Print an assessment, to standard output or to a stream; with `everything`, every gap in full."""
    page = _Page(stream or sys.stdout)
    _summary(assessment, page)
    found = gaps(assessment.findings)
    for verdict in assessment.principles:
        _principle(verdict, [g for g in found if g.step.principle == verdict.principle.id], page, everything)
    if everything and assessment.skipped:
        _skipped(assessment, page)
    _last_words(assessment, len(found), page, everything)
    page.flush()


def summarise(assessment: Assessment) -> None:
    """Print the head and the panels alone."""
    page = _Page(sys.stdout)
    _summary(assessment, page)
    page.flush()


class _Page:
    """Text that is wrapped here and printed at once: a console laying out line by line is many times slower.

    On a terminal it has colour and the terminal's own width (at most 100), anywhere else 80 plain columns.
    """

    def __init__(self, out: TextIO) -> None:
        terminal = out.isatty()
        self.console = Console(
            file=out,
            highlight=False,
            emoji=False,
            markup=False,
            width=None if terminal else 80,
            no_color=None if terminal else True,
        )
        self.console.width = self.width = min(self.console.width, WIDEST)
        self._text = Text()

    def line(self, text: str = "", style: str = "", lead: str = "", lead_style: str = "") -> None:
        """One paragraph; its later lines stand under the lead's first sign, or under the text where that is a bullet."""
        body = lead.lstrip()
        indent, mark = " " * (len(lead) - len(body)), len(body) if lead_style else 0
        hanging = " " * len(lead) if body == "· " else indent
        body += text
        if len(indent) + len(body) > self.width:
            body = f"\n{hanging}".join(textwrap.wrap(body, self.width - len(hanging), break_on_hyphens=False))
        self._text.append(indent).append(body[:mark], lead_style or None).append(body[mark:] + "\n", style or None)

    def flush(self) -> None:
        """Print what has been gathered."""
        self.console.print(self._text, soft_wrap=True, end="")
        self._text = Text()


def _summary(assessment: Assessment, page: _Page) -> None:
    """The case in two lines, what cannot be true in it, and a panel for each principle."""
    case, protocol = assessment.case, assessment.protocol
    page.line(f"{case.title} ({case.id})", "bold")
    applying = len({f.step.id for f in assessment.findings})
    total = applying + len(assessment.skipped)
    page.line(f"{protocol.id} · as of {assessment.as_of} · {applying} of {total} steps apply")
    if assessment.conflicts:
        page.line()
        page.line("Mend first: facts in the file that cannot both be true", "bold red")
        for conflict in assessment.conflicts:
            page.line(str(conflict.reason), lead=" · ")
    page.line()
    page.flush()
    width = (page.width - 1) // 2
    page.console.print(Columns([_panel(p, width) for p in assessment.principles], padding=(0, 1)))


def _panel(verdict: PrincipleVerdict, width: int) -> Panel:
    text = Text.assemble((WORDS[verdict.verdict].upper(), _STYLES[verdict.verdict]), "\n", counted(verdict.counts))
    return Panel(text, title=Text(verdict.principle.title, "bold"), title_align="left", width=width)


def counted(counts: Mapping[str, int]) -> str:
    """Counts of verdicts in words, the gravest first."""
    return " · ".join(f"{counts[v]} {WORDS[v]}" for v in VERDICTS if counts.get(v)) or "no step applies"


def _principle(verdict: PrincipleVerdict, found: list[Gap], page: _Page, everything: bool) -> None:
    if not found:
        return
    page.line()
    title = verdict.principle.title
    page.line(
        f"  {WORDS[verdict.verdict]}, {_things(len(found), 'step')} open", lead=title, lead_style="bold underline"
    )
    shown = found if everything else found[:FULL]
    for gap in shown:
        _full(gap, page)
    rest = found[len(shown) :]
    for word in dict.fromkeys(g.verdict for g in rest):
        same = [g for g in rest if g.verdict == word]
        page.line()
        page.line(f" and {len(same)} more {WORDS[word]}:")
        for gap in same:
            of = f" ({_things(len(gap.subjects), gap.step.scope)})" if len(gap.subjects) > 1 else ""
            page.line(f"{gap.step.title}{of}", lead="   · ")


def _full(gap: Gap, page: _Page) -> None:
    step = gap.step
    page.line()
    page.line(f"  {gap.name}", "bold", lead=f" {WORDS[gap.verdict]}", lead_style=_STYLES[gap.verdict])
    page.line(step.title, lead="   ")
    for reason in gap.reasons[:4]:
        page.line(reason, lead="   ")
    if len(gap.reasons) > 4:
        page.line(f"… and {len(gap.reasons) - 4} more reasons (--format json has them all).", lead="   ")
    sources = f" · sources: {', '.join(gap.sources)}" if gap.sources else ""
    page.line(f"{step.force} · {step.cite}{sources}", lead="   ")
    page.line(f"To close: {step.close}", lead="   ")


def _skipped(assessment: Assessment, page: _Page) -> None:
    page.line()
    page.line("Steps that do not apply", "bold underline")
    titles = {c.id: c.title for c in assessment.protocol.circumstances}
    for skipped in assessment.skipped:
        because = " or ".join(titles[c].lower() for c in skipped.because)
        page.line(f"{skipped.step.id}: the case does not record: {because}", lead="   ")


def _last_words(assessment: Assessment, number: int, page: _Page, everything: bool) -> None:
    page.line()
    if not number:
        page.line("No gap. That is no judgement of the investigation: read what the verdicts rest on.")
        return
    line = f"{_things(number, 'step')} open."
    if not everything:
        line += " `--all` shows each in full, `--principle NAME` one principle."
    page.line(f"{line} Paragraph numbers marked unchecked are from memory: open the document before quoting them.")
    page.line(" · ".join(f"{p.principle.title}: {WORDS[p.verdict]}" for p in assessment.principles) + ".")


def _things(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}es" if thing == "witness" else f"{number} {thing}s"
