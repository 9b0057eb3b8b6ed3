"""`protocol show` and `protocol explain`: a pack as a readable outline, and one step with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from minnesota.authoring.samples import answer
from minnesota.base.lines import wrapped
from minnesota.base.wording import Counted, Listed, Phrase, Word
from minnesota.checks import CHECKS
from minnesota.language.speak import Language
from minnesota.language.verdicts import cited
from minnesota.model.protocol import Protocol, Step

_SURE = {
    "verified": Word(
        "a public source gives this number; it was not checked against the document itself"
    ),
    "memory": Word("the number is from memory and unchecked: open the document before quoting it"),
    "section": Word("no number is sure enough to be given; the section is all that is claimed"),
}
_UNNUMBERED = {
    "verified": Word("a public source says that the document asks for it; no number is claimed"),
    "memory": Word(
        "that the document asks for it is recalled with high confidence; no number is claimed"
    ),
    "section": Word("no number is sure enough to be given; the section is all that is claimed"),
}
_FORCE = {
    "must": Word("must: the document asks for it as a duty"),
    "should": Word("should: the document recommends it"),
    "may": Word("may: the document offers it"),
}
_FADES = {
    "hours": Word("the chance to do it is lost within hours"),
    "days": Word("the chance to do it is lost within days"),
    "weeks": Word("the chance to do it is lost within weeks"),
    "none": Word("it can still be done later"),
}


_EACH = {
    "case": Word("the case as a whole"),
    "victim": Word("each victim"),
    "scene": Word("each scene"),
    "exhibit": Word("each exhibit"),
    "witness": Word("each witness"),
    "investigation": Word("each investigation"),
}
_RESTS = {
    "exhibit": Word(
        "Counts as met only if it rests on the document or thing itself, not on press or public statements."
    ),
    "source": Word("Counts as met only if it rests on a source."),
}


def contents(protocol: Protocol, words: Language) -> str:
    """A pack in three lines: its name, its title, and how much it holds."""
    steps, principles = (
        Counted(len(protocol.steps), "step"),
        Counted(len(protocol.principles), "principle"),
    )
    holds = words.text(
        "{edition}: {steps}, {principles}",
        edition=protocol.edition,
        steps=steps,
        principles=principles,
    )
    return f"{protocol.id}\n  {protocol.title}\n  {holds}"


def outline(protocol: Protocol, steps: Iterable[Step], words: Language) -> str:
    """Steps under their principles and phases, a line or two each."""
    chosen = list(steps)
    some = words.text(
        "{count} of {steps}", count=len(chosen), steps=Counted(len(protocol.steps), "step")
    )
    lines = [protocol.title, f"{protocol.id} · {some}"]
    for principle in protocol.principles:
        own = [s for s in chosen if s.principle == principle.id]
        if not own:
            continue
        count = words.counted(len(own), "step")
        lines += [
            "",
            f"{principle.title} ({principle.id}), {count}",
            *wrapped(principle.asks, "  "),
        ]
        for phase in protocol.phases:
            here = [s for s in own if s.phase == phase.id]
            if here:
                lines += ["", f"  {phase.title} ({phase.id})"]
            for step in here:
                stands = f"{words.word(step.force)} · {cited(step.cite, words)}"
                lines += wrapped(f"{step.title} · {stands} · {step.id}", "    ", "      ")
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


def explanation(protocol: Protocol, step: Step, words: Language) -> str:
    """One step: what is asked, why, where it stands and how sure that is, what closes it, what computes it, what to write."""
    t, cite = words.text, step.cite
    principle = next(p.title for p in protocol.principles if p.id == step.principle)
    phase = next(p.title for p in protocol.phases if p.id == step.phase)
    found = answer(step, {b.id: b for b in protocol.benchmarks}, words)
    lines = [
        step.title,
        f"{protocol.id} · {step.id}",
        "",
        *wrapped(step.asks),
        *wrapped(step.why),
        "",
    ]
    document = protocol.source.symbol or protocol.title
    if cite.shown_paragraphs:
        text = "Where: {cite}, in section {section} of {document}."
        lines += wrapped(t(text, cite=cited(cite, words), section=cite.section, document=document))
    else:
        lines += wrapped(
            t("Where: {cite} of {document}.", cite=cited(cite, words), document=document)
        )
    sure = _SURE[cite.confidence] if cite.paragraphs else _UNNUMBERED[cite.confidence]
    lines += wrapped(t("How sure: {what}.", what=sure))
    lines += wrapped(t("Force: {what}.", what=_FORCE[step.force]))
    lines += wrapped(t("When: {what}.", what=_FADES[step.perishable]))
    lines += wrapped(t("Part of: {principle}; {phase}.", principle=principle, phase=phase))
    lines += wrapped(t("Asked of: {whom}.", whom=_asked(protocol, step)))
    lines += wrapped(t(_RESTS[step.expects]))
    lines += ["", *wrapped(t("To close: {what}", what=step.close)), ""]
    if step.check:
        text = "Computed by the check {name}: {what}"
        lines += wrapped(t(text, name=step.check, what=CHECKS[step.check].explanation))
        if found.facts:
            lines += wrapped(t("From these facts: {facts}.", facts=Listed(found.facts)))
    else:
        lines += wrapped(t("No check computes it: it takes a record, with its source."))
    lines += ["", t("What to write (the ids stand for your own):"), ""]
    return "\n".join([*lines, *(f"  {line}" for line in found.yaml.splitlines())]) + "\n"


def _asked(protocol: Protocol, step: Step) -> str:
    titles = {c.id: c.title[:1].lower() + c.title[1:] for c in protocol.circumstances}
    whom: str = _EACH[step.scope]
    applies, either = step.applies, Word(", or ")
    if applies.kinds:
        whom = Phrase(
            "{whom} of kind {kinds}", whom=whom, kinds=Listed([Word(k) for k in applies.kinds])
        )
    if applies.if_any:
        what = Listed([titles[c] for c in applies.if_any], either, either)
        whom = Phrase("{whom}; only in a case of: {what}", whom=whom, what=what)
    if applies.unless:
        what = Listed([titles[c] for c in applies.unless], either, either)
        whom = Phrase("{whom}; not in a case of: {what}", whom=whom, what=what)
    return whom
