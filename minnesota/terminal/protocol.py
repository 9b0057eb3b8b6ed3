"""`protocol show` and `protocol explain`: a pack as an outline, and all that is known of a step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from minnesota.authoring.samples import Sample, answer
from minnesota.base.lines import wrapped
from minnesota.base.wording import Counted, Listed, Phrase, Word
from minnesota.checks import CHECKS
from minnesota.language.speak import Language
from minnesota.language.verdicts import cited
from minnesota.model.protocol import Protocol, Step

_SURE_OF_NUMBER = {
    "verified": Word(
        "a public source gives this number; it was not checked against the document itself"
    ),
    "memory": Word("the number is from memory and unchecked: open the document before quoting it"),
    "section": Word("no number is sure enough to be given; the section is all that is claimed"),
}
_SURE_WITHOUT_NUMBER = {
    "verified": Word("a public source says that the document asks for it; no number is claimed"),
    "memory": Word(
        "that the document asks for it is recalled with high confidence; no number is claimed"
    ),
    "section": Word("no number is sure enough to be given; the section is all that is claimed"),
}
_FORCES = {
    "must": Word("must: the document asks for it as a duty"),
    "should": Word("should: the document recommends it"),
    "may": Word("may: the document offers it"),
}
_CHANCES = {
    "hours": Word("the chance to do it is lost within hours"),
    "days": Word("the chance to do it is lost within days"),
    "weeks": Word("the chance to do it is lost within weeks"),
    "none": Word("it can still be done later"),
}
_SUBJECTS = {
    "case": Word("the case as a whole"),
    "victim": Word("each victim"),
    "scene": Word("each scene"),
    "exhibit": Word("each exhibit"),
    "witness": Word("each witness"),
    "investigation": Word("each investigation"),
}
_EXPECTS = {
    "exhibit": Word(
        "Counts as met only if it rests on the document or thing itself,"
        " not on press or public statements."
    ),
    "source": Word("Counts as met only if it rests on a source."),
}


def contents(protocol: Protocol, words: Language) -> str:
    """Return a pack in three lines: its name, its title, and how much it holds."""
    holds = words.text(
        "{edition}: {steps}, {principles}",
        edition=protocol.edition,
        steps=Counted(len(protocol.steps), "step"),
        principles=Counted(len(protocol.principles), "principle"),
    )
    return f"{protocol.id}\n  {protocol.title}\n  {holds}"


def outline(protocol: Protocol, steps: Iterable[Step], words: Language) -> str:
    """Return steps of a pack under their principles and phases, a line or two each."""
    chosen = list(steps)
    every = Counted(len(protocol.steps), "step")
    share = words.text("{count} of {steps}", count=len(chosen), steps=every)
    lines = [protocol.title, f"{protocol.id} · {share}"]
    for principle in protocol.principles:
        of_principle = [step for step in chosen if step.principle == principle.id]
        if not of_principle:
            continue
        count = words.counted(len(of_principle), "step")
        lines += ["", f"{principle.title} ({principle.id}), {count}"]
        lines += wrapped(principle.asks, "  ")
        for phase in protocol.phases:
            of_phase = [step for step in of_principle if step.phase == phase.id]
            if of_phase:
                lines += ["", f"  {phase.title} ({phase.id})"]
            for step in of_phase:
                authority = f"{words.word(step.force)} · {cited(step.cite, words)}"
                lines += wrapped(f"{step.title} · {authority} · {step.id}", "    ", "      ")
    return "\n".join(lines) + "\n"


def matching(
    protocol: Protocol,
    principle: str | None = None,
    phase: str | None = None,
    paragraph: str | None = None,
    search: str | None = None,
) -> Iterator[Step]:
    """Yield the steps of a pack by principle, phase, paragraph and words; None takes all.

    The paragraph 25 finds 25(a) too, and never a number that is not shown. `search` holds words
    that must all stand in what the pack says of the step.
    """
    for step in protocol.steps:
        if principle not in (None, step.principle) or phase not in (None, step.phase):
            continue
        if paragraph is not None and not _stands_in(step, paragraph):
            continue
        if search is not None and not _says(step, search):
            continue
        yield step


def _stands_in(step: Step, paragraph: str) -> bool:
    for number in step.cite.shown_paragraphs:
        whole_paragraph = number.partition("(")[0]
        if paragraph in (number, whole_paragraph):
            return True
    return False


def _says(step: Step, search: str) -> bool:
    told = f"{step.id} {step.title} {step.asks} {step.why} {step.close}".casefold()
    return all(word in told for word in search.casefold().split())


def explanation(protocol: Protocol, step: Step, words: Language) -> str:
    """Return all that is known of one step.

    That is what it asks, why, where it stands and how sure that is, what closes it, what computes
    it, and what to write.
    """
    benchmarks = {benchmark.id: benchmark for benchmark in protocol.benchmarks}
    sample = answer(step, benchmarks, words)
    lines = [step.title, f"{protocol.id} · {step.id}", ""]
    lines += [*wrapped(step.asks), *wrapped(step.why), ""]
    for sentence in _classification(protocol, step, words):
        lines += wrapped(sentence)
    lines += ["", *wrapped(words.text("To close: {what}", what=step.close)), ""]
    for sentence in _computation(step, sample, words):
        lines += wrapped(sentence)
    lines += ["", words.text("What to write (the ids stand for your own):"), ""]
    for line in sample.yaml.splitlines():
        lines.append(f"  {line}")
    return "\n".join(lines) + "\n"


def _classification(protocol: Protocol, step: Step, words: Language) -> Iterator[str]:
    """Yield where a step stands, how sure and how strong that is, when it is done and of whom."""
    cite = step.cite
    document = protocol.source.symbol or protocol.title
    if cite.shown_paragraphs:
        yield words.text(
            "Where: {cite}, in section {section} of {document}.",
            cite=cited(cite, words),
            section=cite.section,
            document=document,
        )
    else:
        yield words.text("Where: {cite} of {document}.", cite=cited(cite, words), document=document)
    certainty = _SURE_WITHOUT_NUMBER[cite.confidence]
    if cite.paragraphs:
        certainty = _SURE_OF_NUMBER[cite.confidence]
    yield words.text("How sure: {what}.", what=certainty)
    yield words.text("Force: {what}.", what=_FORCES[step.force])
    yield words.text("When: {what}.", what=_CHANCES[step.perishable])
    principle = next(each for each in protocol.principles if each.id == step.principle)
    phase = next(each for each in protocol.phases if each.id == step.phase)
    yield words.text("Part of: {principle}; {phase}.", principle=principle.title, phase=phase.title)
    yield words.text("Asked of: {whom}.", whom=_asked_of(protocol, step))
    yield words.text(_EXPECTS[step.expects])


def _computation(step: Step, sample: Sample, words: Language) -> Iterator[str]:
    """Yield what computes a step, and from which facts."""
    if not step.check:
        yield words.text("No check computes it: it takes a record, with its source.")
        return
    yield words.text(
        "Computed by the check {name}: {what}",
        name=step.check,
        what=CHECKS[step.check].explanation,
    )
    if sample.facts:
        yield words.text("From these facts: {facts}.", facts=Listed(sample.facts))


def _asked_of(protocol: Protocol, step: Step) -> str:
    """Return in words of whom a step is asked, and in which cases alone."""
    whom: str = _SUBJECTS[step.scope]
    applies = step.applies
    if applies.kinds:
        kinds = Listed([Word(kind) for kind in applies.kinds])
        whom = Phrase("{whom} of kind {kinds}", whom=whom, kinds=kinds)
    if applies.if_any:
        what = _circumstances(protocol, applies.if_any)
        whom = Phrase("{whom}; only in a case of: {what}", whom=whom, what=what)
    if applies.unless:
        what = _circumstances(protocol, applies.unless)
        whom = Phrase("{whom}; not in a case of: {what}", whom=whom, what=what)
    return whom


def _circumstances(protocol: Protocol, names: Sequence[str]) -> Listed:
    """Return circumstances as they stand within a sentence."""
    titles = {each.id: each.title for each in protocol.circumstances}
    either = Word(", or ")
    lowered = [titles[name][:1].lower() + titles[name][1:] for name in names]
    return Listed(lowered, either, either)
