"""What goes to the special procedures of the United Nations: which kind of letter, to which mandates, with which questions.

All of it is worked out from the case, each with its reason, and none of it is a decision: mandate holders make their own.
The mandates themselves are data: protocols/special-procedures/mandates.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any, Literal, NamedTuple

from minnesota.base import resources
from minnesota.base.dates import When, follows
from minnesota.base.wording import Reason, Word
from minnesota.engine.finding import Assessment, Finding, Verdict
from minnesota.engine.gaps import gravity_of
from minnesota.model.case import AllegedPerpetrator, Case, Institution, Submission, Victim
from minnesota.model.case.bodies import STATE_BODIES
from minnesota.model.protocol import Step
from minnesota.yaml.read import parse_document

RECENT = timedelta(days=365)  # ours: an older threat alone does not make an appeal urgent
PER_THEME = 5  # questions of one theme that a letter can hold
_Dated = tuple[str | None, str | None, When | None]  # against whom, which witness, when


class Urgency(NamedTuple):
    """Which kind of letter the facts ask for, and why."""

    kind: Literal["urgent-appeal", "allegation-letter"]
    reasons: tuple[Reason, ...]


class Need(NamedTuple):
    """Something that a mandate needs at the least, whether the case has it, and where in the case it is written."""

    what: Word
    has: bool
    where: str


class Mandate(NamedTuple):
    """A mandate that the case fits or names, why, and what it needs. `check`: partly from memory, so look at the live page."""

    id: str
    title: str
    why: tuple[Reason, ...]
    needs: tuple[Need, ...]
    check: bool


class Question(NamedTuple):
    """A step that is open, as a question to a Government, and of whom it is asked."""

    step: Step
    verdict: Verdict
    subjects: tuple[str, ...]


class Theme(NamedTuple):
    """Questions on one matter, the gravest first, and how many more are open."""

    title: Word
    questions: tuple[Question, ...]
    rest: int


@cache
def mandate_data() -> Mapping[str, Any]:
    """The mandates and the words to look out for, as shipped."""
    name = "special-procedures/mandates.yaml"
    value: Mapping[str, Any] = parse_document(
        resources.find("protocols").joinpath(name).read_bytes(), name
    ).value
    return value


def urgency(case: Case, assessment: Assessment) -> Urgency:
    """An urgent appeal where something can still be prevented, else a letter of allegation.

    What can be: what the submission says itself, a recent threat without protection after it, a person who may still be alive.
    """
    reasons = [
        *_said(case),
        *_threats(case, When.day(assessment.as_of)),
        *_missing(case, assessment),
    ]
    if reasons:
        return Urgency("urgent-appeal", tuple(reasons))
    text = "What is reported has happened already; no threat, missing person or other harm that could still be prevented is recorded, as of {day}."
    return Urgency("allegation-letter", (Reason(text, {"day": assessment.as_of}),))


def _said(case: Case) -> Iterable[Reason]:
    if case.submission and case.submission.urgent:
        yield Reason(
            "Those who submit the case say what can still be prevented: {what}",
            {"what": case.submission.urgent},
        )


def _threats(case: Case, today: When) -> Iterable[Reason]:
    """Recent threats after which no protection is recorded, for the same people as far as that is known."""
    measures: list[_Dated] = [
        (e.against, e.witness, e.on) for e in case.timeline if e.kind == "protection"
    ]
    measures += [("witness", w.id, w.protection.on) for w in case.witnesses if w.protection]
    threats: list[_Dated] = [
        (e.against, e.witness, e.on) for e in case.timeline if e.kind == "threat"
    ]
    threats += [("witness", w.id, w.threatened.on) for w in case.witnesses if w.threatened]
    for against, witness, on in threats:
        protected = any(
            (a, w) == (against, witness) and follows(when, on) for a, w, when in measures
        )
        if not protected and not _long_ago(on, today):
            if on:
                yield Reason(
                    "A threat is recorded ({when}), and no protection after it.", {"when": on}
                )
            else:
                yield Reason("A threat is recorded, and no protection after it.", {})


def _long_ago(on: When | None, today: When) -> bool:
    return bool(on and on.latest and today.earliest and today.earliest - on.latest > RECENT)


def _missing(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Victims of an enforced disappearance of whom neither death nor remains are recorded."""
    if "enforced-disappearance" in _circumstances(case, assessment):
        for v in case.victims:
            if not (v.death or v.fate or (v.remains and (v.remains.recovered or v.remains.found))):
                text = "{id} is reported to have disappeared; nothing recorded shows what became of this person, who may be alive."
                yield Reason(text, {"id": v.id})


def _circumstances(case: Case, assessment: Assessment) -> set[str]:
    return {*case.circumstances, *assessment.implied}


def mandates(case: Case, assessment: Assessment) -> tuple[Mandate, ...]:
    """The mandates that the case fits, and those that its submission names, each with what it needs at the least."""
    submission = case.submission or Submission()
    found = []
    named = {_folded(t): t for t in submission.to}
    for raw in mandate_data()["mandates"]:
        names = {_folded(n) for n in (raw["id"], raw["title"], *raw.get("also", ()))}
        why = [
            r for condition in raw.get("when", ()) for r in CONDITIONS[condition](case, assessment)
        ]
        if raw.get("country") == case.country:
            why.append(Reason("This country has a mandate of its own.", {}))
        if not why and names & set(named):
            why.append(Reason("The submission names it; the facts recorded do not show why.", {}))
        named = {key: text for key, text in named.items() if key not in names}
        if why:
            needs = tuple(_need(name, case, submission) for name in raw["minimum"])
            found.append(
                Mandate(raw["id"], Word(raw["title"]), tuple(why), needs, raw.get("check", False))
            )
    reason = Reason("The submission names it; what it needs is not known here.", {})
    return (*found, *(Mandate("", text, (reason,), (), True) for text in named.values()))


def _folded(title: str) -> str:
    return " ".join(title.casefold().replace("’", "'").split())


def _killing(case: Case, assessment: Assessment) -> Iterable[Reason]:
    yield Reason("A potentially unlawful death is reported.", {})


def _investigation(case: Case, assessment: Assessment) -> Iterable[Reason]:
    steps = len({f.step.id for f in assessment.findings if f.is_gap and f.step.force == "must"})
    if steps:
        text = "A failure to investigate is a ground of its own. Steps that are a must and that nothing shows to be met, as of {day}: {steps}."
        yield Reason(text, {"day": assessment.as_of, "steps": steps})


def _private_military(case: Case, assessment: Assessment) -> Iterable[Reason]:
    if "private-military" in _circumstances(case, assessment):
        names = [i.name for i in _suspected(case) if i.kind == "private-military"]
        if names:
            yield Reason("A private military or security actor is alleged to have taken part: {names}.", {"names": ", ".join(names)})  # fmt: skip
        else:
            yield Reason("A private military or security actor is alleged to have taken part.", {})


def _suspected(case: Case) -> list[Institution]:
    """The institutions of the alleged perpetrators, each once."""
    return [
        case.institution[i]
        for i in dict.fromkeys(p.institution for p in case.alleged_perpetrators if p.institution)
    ]


def _disappearance(case: Case, assessment: Assessment) -> Iterable[Reason]:
    if "enforced-disappearance" in _circumstances(case, assessment):
        yield Reason("An enforced disappearance is reported.", {})


def _body_not_returned(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Only where something is recorded of the remains: of silence nothing follows."""
    if kept := [v.id for v in case.victims if v.remains and not v.remains.returned]:
        values = {"ids": ", ".join(kept), "day": assessment.as_of}
        yield Reason(
            "No return of the remains to the family is recorded, as of {day}: {ids}.", values
        )


def _ill_treatment(case: Case, assessment: Assessment) -> Iterable[Reason]:
    if "torture" in _circumstances(case, assessment):
        yield Reason(
            "Torture or other ill-treatment before the death is reported or suspected.", {}
        )


def _custody(case: Case, assessment: Assessment) -> Iterable[Reason]:
    if "custody" in _circumstances(case, assessment):
        yield Reason("The death is reported to have happened in custody.", {})


def _injuries(case: Case, assessment: Assessment) -> Iterable[Reason]:
    """Injuries from before the death, but for the shots that a killing is made of."""
    if hurt := [
        v.id for v in case.victims if v.autopsy and any(map(_before_death, v.autopsy.injuries))
    ]:
        values = {"ids": ", ".join(hurt)}
        yield Reason(
            "Injuries from before the death, other than gunshot wounds, are recorded: {ids}.",
            values,
        )


def _before_death(injury: Any) -> bool:
    return injury.when == "before-death" and injury.kind != "gunshot" and not injury.medical


def _no_reparation(case: Case, assessment: Assessment) -> Iterable[Reason]:
    if not any(o.kind == "reparation" for o in case.outcomes):
        yield Reason(
            "No reparation to the family is recorded, as of {day}.", {"day": assessment.as_of}
        )


def _no_truth(case: Case, assessment: Assessment) -> Iterable[Reason]:
    told = {about for c in case.communications if c.direction == "to-family" for about in c.about}
    if not told & {"circumstances", "findings", "cause-and-manner"}:
        text = "Nothing recorded shows that the family was told what happened, as of {day}."
        yield Reason(text, {"day": assessment.as_of})


CONDITIONS: Mapping[str, Callable[[Case, Assessment], Iterable[Reason]]] = {
    "killing": _killing,
    "investigation": _investigation,
    "private-military": _private_military,
    "disappearance": _disappearance,
    "body-not-returned": _body_not_returned,
    "ill-treatment": _ill_treatment,
    "custody": _custody,
    "injuries": _injuries,
    "no-reparation": _no_reparation,
    "no-truth": _no_truth,
}


def state_link(case: Case, institution: str) -> tuple[Institution, ...]:
    """How an institution is linked to a State: from it, through what is recorded, to a body of a State; empty when nothing shows one.

    Links are `part_of`, `funded_by`, and `acts_with` in either direction.
    """
    paths: dict[str, tuple[Institution, ...]] = {institution: (case.institution[institution],)}
    waiting = [institution]
    while waiting:
        here = case.institution[waiting.pop(0)]
        if here.kind in STATE_BODIES:
            return paths[here.id]
        beside = [i.id for i in case.institutions if here.id in i.acts_with]
        for near in (*here.part_of, *here.funded_by, *here.acts_with, *beside):
            if near not in paths:
                paths[near] = (*paths[here.id], case.institution[near])
                waiting.append(near)
    return ()


def unlinked(case: Case, suspect: AllegedPerpetrator) -> bool:
    """Whether an alleged perpetrator belongs to no body of a State, and no link of it to a State is recorded."""
    return bool(suspect.institution) and not state_link(case, suspect.institution or "")


class _Minimum(NamedTuple):
    what: Word
    where: str
    has: Callable[[Case, Submission], Any]


NEEDS: Mapping[str, _Minimum] = {
    "submitter": _Minimum(Word("who submits the case"), "submission.submitter", lambda c, s: s.submitter),
    "contact": _Minimum(Word("how to reach those who submit it"), "submission.contact", lambda c, s: s.contact),
    "date": _Minimum(Word("when it happened"), "incident.date", lambda c, s: c.incident.date),
    "month": _Minimum(Word("at least the month in which it happened"), "incident.date", lambda c, s: _within_a_month(c)),
    "place": _Minimum(Word("where it happened"), "incident.place", lambda c, s: c.incident.place),
    "narrative": _Minimum(
        Word("what happened, in order of time"),
        "submission.narrative",
        lambda c, s: s.narrative or c.incident.description,
    ),
    "victims": _Minimum(Word("who the victims are, or how many"), "victims", lambda c, s: c.victims),
    "victim-names": _Minimum(Word("the name of each victim"), "victims[].name", lambda c, s: _all(c.victims, _has_name)),
    "perpetrators": _Minimum(
        Word("who is believed to be responsible, as far as it is known"), "alleged_perpetrators", lambda c, s: c.alleged_perpetrators
    ),
    "forces": _Minimum(
        Word("which forces or persons are believed to be responsible"),
        "alleged_perpetrators[].institution",
        lambda c, s: any(p.institution or p.part for p in c.alleged_perpetrators),
    ),
    "reasons": _Minimum(
        Word("why they are believed to be responsible"),
        "alleged_perpetrators[].basis",
        lambda c, s: _all(c.alleged_perpetrators, lambda p: p.basis),
    ),
    "state-link": _Minimum(
        Word("how those who belong to no State are linked to one"),
        "institutions[].acts_with",
        lambda c, s: not any(unlinked(c, p) for p in c.alleged_perpetrators),
    ),
    "private-actor": _Minimum(
        Word("which private military or security actor took part, and from which State it comes"),
        "institutions[].country",
        lambda c, s: any(i.kind == "private-military" and i.country for i in _suspected(c)),
    ),
    "remedies": _Minimum(
        Word("what was tried before the authorities, or why nothing could be"), "submission.remedies_tried", lambda c, s: s.remedies_tried
    ),
    "follow-up": _Minimum(
        Word("whether those who submit it can pass replies on to the family"),
        "submission.can_follow_up",
        lambda c, s: s.capacity in ("victim", "relative") or s.can_follow_up,
    ),
}  # fmt: skip


def _need(name: str, case: Case, submission: Submission) -> Need:
    what, where, has = NEEDS[name]
    return Need(what, bool(has(case, submission)), where)


def _all(parts: tuple[Any, ...], has: Callable[[Any], Any]) -> bool:
    return bool(parts) and all(map(has, parts))


def _has_name(victim: Victim) -> bool:
    return bool(victim.name)


def _within_a_month(case: Case) -> bool:
    date = case.incident.date
    return bool(
        date and date.earliest and date.latest and date.latest - date.earliest <= timedelta(days=31)
    )


THEMES: Mapping[
    Word, tuple[str, ...]
] = {  # what a Government is asked about, and the phases that hold it
    Word("Whether an investigation was opened, by whom and with what powers"): (
        "trigger",
        "planning",
    ),
    Word("The remains, the identity of the dead and the cause of death"): ("remains",),
    Word("The scenes and the evidence"): ("scene", "evidence"),
    Word("Witnesses, and the safety of those who take part"): ("witnesses",),
    Word("Those responsible, and what was found"): ("findings",),
    Word("Charges, sanctions and reparation"): ("outcome",),
    Word("The family"): ("family",),
    Word("What was made public"): ("publication",),
    Word("Other matters"): (),
}


def questions(assessment: Assessment) -> tuple[Theme, ...]:
    """The questions to put to a Government: the open steps that are a must, by theme; those that only come after another open one wait."""
    opened: dict[tuple[str, str], list[Finding]] = {}
    for f in assessment.findings:
        if f.is_gap and f.step.force == "must":
            opened.setdefault((f.step.id, f.verdict), []).append(f)
    steps = {step for step, _ in opened}
    asked = [
        Question(fs[0].step, fs[0].verdict, tuple(f.subject for f in fs if f.subject))
        for fs in sorted(opened.values(), key=_gravity)
        if fs[0].step.after not in steps
    ]
    known = {phase for phases in THEMES.values() for phase in phases}
    found = []
    for title, phases in THEMES.items():
        own = [
            q for q in asked if q.step.phase in phases or (not phases and q.step.phase not in known)
        ]
        if own:
            found.append(Theme(title, tuple(own[:PER_THEME]), len(own[PER_THEME:])))
    return tuple(found)


def _gravity(found: list[Finding]) -> tuple[int, int, bool, int]:
    """Return the sort key of findings on one step with one verdict: the order of all reports."""
    return gravity_of(found[0].step, found[0].verdict, any(f.facts for f in found))
