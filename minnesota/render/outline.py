"""`protocol show` and `protocol explain`: a pack as a readable outline, and one step with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from minnesota.checks import CHECKS
from minnesota.dates import counted
from minnesota.protocol import Protocol, Step
from minnesota.render.lines import wrapped
from minnesota.samples import answer

_SURE = {
    "verified": "a public source gives this number; it was not checked against the document itself",
    "memory": "the number is from memory and unchecked: open the document before quoting it",
    "section": "no number is sure enough to be given; the section is all that is claimed",
}
_UNNUMBERED = {
    "verified": "a public source says that the document asks for it; no number is claimed",
    "memory": "that the document asks for it is recalled with high confidence; no number is claimed",
    "section": "no number is sure enough to be given; the section is all that is claimed",
}
_FORCE = {
    "must": "must: the document asks for it as a duty",
    "should": "should: the document recommends it",
    "may": "may: the document offers it",
}
_FADES = {
    "hours": "the chance to do it is lost within hours",
    "days": "the chance to do it is lost within days",
    "weeks": "the chance to do it is lost within weeks",
    "none": "it can still be done later",
}


def outline(protocol: Protocol, steps: Iterable[Step]) -> str:
    """Steps under their principles and phases, a line or two each."""
    chosen = list(steps)
    lines = [protocol.title, f"{protocol.id} · {len(chosen)} of {counted(len(protocol.steps), 'step')}"]
    for principle in protocol.principles:
        own = [s for s in chosen if s.principle == principle.id]
        if not own:
            continue
        lines += [
            "",
            f"{principle.title} ({principle.id}), {counted(len(own), 'step')}",
            *wrapped(principle.asks, "  "),
        ]
        for phase in protocol.phases:
            here = [s for s in own if s.phase == phase.id]
            if here:
                lines += ["", f"  {phase.title} ({phase.id})"]
            for step in here:
                lines += wrapped(f"{step.title} · {step.force} · {step.cite} · {step.id}", "    ", "      ")
    return "\n".join(lines) + "\n"


def matching(
    protocol: Protocol,
    principle: str | None = None,
    phase: str | None = None,
    paragraph: str | None = None,
    search: str | None = None,
) -> Iterator[Step]:
    """The steps of a pack by principle, phase, paragraph (25 finds 25(a), and never a number that is not shown) and words."""
    for step in protocol.steps:
        words = f"{step.id} {step.title} {step.asks} {step.why} {step.close}".casefold()
        numbers = [p for n in step.cite.shown_paragraphs for p in (n, n.partition("(")[0])]
        if (
            principle in (None, step.principle)
            and phase in (None, step.phase)
            and (paragraph is None or paragraph in numbers)
            and (search is None or all(w in words for w in search.casefold().split()))
        ):
            yield step


def explanation(protocol: Protocol, step: Step) -> str:
    """One step: what is asked, why, where it stands and how sure that is, what closes it, what computes it, what to write."""
    principle = next(p.title for p in protocol.principles if p.id == step.principle)
    phase = next(p.title for p in protocol.phases if p.id == step.phase)
    found = answer(step, {b.id: b for b in protocol.benchmarks})
    lines = [step.title, f"{protocol.id} · {step.id}", "", *wrapped(step.asks), *wrapped(step.why), ""]
    within = f", in section {step.cite.section}" if step.cite.shown_paragraphs else ""
    lines += wrapped(f"Where: {step.cite}{within} of {protocol.source.symbol or protocol.title}.")
    sure = _SURE[step.cite.confidence] if step.cite.paragraphs else _UNNUMBERED[step.cite.confidence]
    lines += wrapped(f"How sure: {sure}.")
    lines += wrapped(f"Force: {_FORCE[step.force]}.")
    lines += wrapped(f"When: {_FADES[step.perishable]}.")
    lines += wrapped(f"Part of: {principle}; {phase}.")
    lines += wrapped(f"Asked of: {_asked(protocol, step)}")
    rests = (
        "the document or thing itself, not on press or public statements" if step.expects == "exhibit" else "a source"
    )
    lines += wrapped(f"Counts as met only if it rests on {rests}.")
    lines += ["", *wrapped(f"To close: {step.close}"), ""]
    if step.check:
        lines += wrapped(f"Computed by the check {step.check}: {CHECKS[step.check].explanation}")
        if found.facts:
            lines += wrapped(f"From these facts: {', '.join(found.facts)}.")
    else:
        lines += wrapped("No check computes it: it takes a record, with its source.")
    lines += ["", "What to write (the ids stand for your own):", "", *(f"  {line}" for line in found.yaml.splitlines())]
    return "\n".join(lines) + "\n"


def _asked(protocol: Protocol, step: Step) -> str:
    titles = {c.id: c.title.lower() for c in protocol.circumstances}
    whom = "the case as a whole" if step.scope == "case" else f"each {step.scope}"
    applies = step.applies
    if applies.kinds:
        whom += f" of kind {', '.join(applies.kinds)}"
    if applies.if_any:
        whom += f"; only in a case of: {', or '.join(titles[c] for c in applies.if_any)}"
    if applies.unless:
        whom += f"; not in a case of: {', or '.join(titles[c] for c in applies.unless)}"
    return f"{whom}."
