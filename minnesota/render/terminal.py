"""`check` in a terminal: the case, a panel a principle, then the gaps, the gravest and most perishable first.

Words carry everything; colour only repeats them. It fits 80 columns and is the same text in a pipe.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TextIO

from rich.columns import Columns
from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from minnesota.assess import VERDICTS, Assessment, PrincipleVerdict
from minnesota.render.gaps import WORDS, Gap, gaps

FULL = 3  # gaps of each principle shown in full, unless all are asked for
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
    out = stream or sys.stdout
    tty = out.isatty()
    console = Console(file=out, highlight=False, emoji=False, markup=False, soft_wrap=False,
                      width=None if tty else 80, no_color=None if tty else True)  # fmt: skip
    if console.width > 100:
        console.width = 100
    summary(assessment, console)
    for verdict in assessment.principles:
        _principle(assessment, verdict, console, everything)
    if everything and assessment.skipped:
        _skipped(assessment, console)
    _last_line(assessment, console, everything)


def summary(assessment: Assessment, console: Console) -> None:
    """The case in two lines, what cannot be true in it, and a panel for each principle."""
    case, protocol = assessment.case, assessment.protocol
    console.print(Text(f"{case.title} ({case.id})", "bold"))
    applying = len({f.step.id for f in assessment.findings})
    total = applying + len(assessment.skipped)
    console.print(f"{protocol.id} · as of {assessment.as_of} · {applying} of {total} steps apply")
    if assessment.conflicts:
        console.print()
        console.print(Text("Mend first: facts in the file that cannot both be true", "bold red"))
        for conflict in assessment.conflicts:
            console.print(_hanging("· ", str(conflict.reason)))
    console.print()
    width = (min(console.width, 100) - 1) // 2
    console.print(Columns([_panel(p, width) for p in assessment.principles], padding=(0, 1)))


def _panel(verdict: PrincipleVerdict, width: int) -> Panel:
    head = Text(WORDS[verdict.verdict].upper(), _STYLES[verdict.verdict])
    return Panel(Group(head, Text(counted(verdict.counts))), title=Text(verdict.principle.title, "bold"), title_align="left", width=width)


def counted(counts: Mapping[str, int]) -> str:
    """Counts of verdicts in words, the gravest first."""
    return " · ".join(f"{counts[v]} {WORDS[v]}" for v in VERDICTS if counts.get(v)) or "no step applies"


def _principle(assessment: Assessment, verdict: PrincipleVerdict, console: Console, everything: bool) -> None:
    found = gaps(f for f in assessment.findings if f.step.principle == verdict.principle.id)
    if not found:
        return
    console.print()
    title = Text(verdict.principle.title, "bold underline")
    console.print(Text.assemble(title, f"  {WORDS[verdict.verdict]}, {_things(len(found), 'step')} open"))
    shown = found if everything else found[:FULL]
    for gap in shown:
        _full(gap, console)
    rest = found[len(shown) :]
    for verdict_word in dict.fromkeys(g.verdict for g in rest):
        same = [g for g in rest if g.verdict == verdict_word]
        head = Text.assemble(f"and {len(same)} more ", (f"{WORDS[verdict_word]}:", _STYLES[verdict_word]))
        console.print(Padding(head, (1, 0, 0, 1), expand=False))
        for gap in same:
            of = f" ({_things(len(gap.subjects), gap.step.scope)})" if len(gap.subjects) > 1 else ""
            console.print(_hanging("   · ", f"{gap.step.title}{of}"))


def _full(gap: Gap, console: Console) -> None:
    step = gap.step
    console.print()
    head = Text.assemble((WORDS[gap.verdict], _STYLES[gap.verdict]), "  ", (gap.name, "bold"))
    console.print(Padding(head, (0, 0, 0, 1), expand=False))
    console.print(_hanging("   ", step.title))
    for reason in gap.reasons[:4]:
        console.print(_hanging("   ", reason))
    if len(gap.reasons) > 4:
        console.print(_hanging("   ", f"… and {len(gap.reasons) - 4} more reasons (--format json has them all)."))
    sources = f" · sources: {', '.join(gap.sources)}" if gap.sources else ""
    console.print(_hanging("   ", f"{step.force} · {step.cite}{sources}"))
    console.print(_hanging("   To close: ", step.close))


def _skipped(assessment: Assessment, console: Console) -> None:
    console.print()
    console.print(Text("Steps that do not apply", "bold underline"))
    titles = {c.id: c.title for c in assessment.protocol.circumstances}
    for skipped in assessment.skipped:
        because = " or ".join(titles[c].lower() for c in skipped.because)
        console.print(_hanging("   ", f"{skipped.step.id}: the case does not record: {because}"))


def _last_line(assessment: Assessment, console: Console, everything: bool) -> None:
    console.print()
    number = len(gaps(assessment.findings))
    if not number:
        console.print("No gap. That nothing is missing here is no judgement of the investigation: read what the verdicts rest on.")
        return
    line = f"{_things(number, 'step')} open."
    if not everything:
        line += " `--all` shows each in full, `--principle NAME` one principle."
    console.print(f"{line} Paragraph numbers marked unchecked are from memory: open the document before quoting them.")
    verdicts = " · ".join(f"{p.principle.title}: {WORDS[p.verdict]}" for p in assessment.principles)
    console.print(f"{verdicts}.")


def _hanging(lead: str, text: str) -> Padding:
    """A paragraph that begins with `lead`; its later lines stand under its first word."""
    indent = len(lead) - len(lead.lstrip())
    return Padding(Text(lead.lstrip() + text), (0, 0, 0, indent), expand=False)


def _things(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}es" if thing == "witness" else f"{number} {thing}s"
