"""Delays: how long each thing took from when the authorities knew, held against a benchmark of ours
(para 23).
"""

from __future__ import annotations

from typing import Any

from minnesota.base.dates import Delay, Limit, When
from minnesota.base.wording import Sentence, Word
from minnesota.checks.facts import Facts
from minnesota.checks.registry import (
    CheckResult,
    Used,
    check,
    confirms,
    contradicts,
    entry_about,
    excludes,
    lacks,
    partly,
    used,
)
from minnesota.model.case import Act, Scene, Victim

NO_START = "incident.authorities_knew.on"
TOO_VAGUE = Word("a more exact date or hour")


_AT_SCENE = {
    "scene-secured": (
        Word("Scene {id} was secured"),
        Word("No date is recorded on which scene {id} was secured"),
    ),
    "scene-examined": (
        Word("Scene {id} was examined"),
        Word("No date is recorded on which scene {id} was examined"),
    ),
}


@check("delay", "scene", about=_AT_SCENE)
def delay_at_scene(facts: Facts, scene: Scene, about: str) -> CheckResult:
    """The delay from when the authorities knew to the securing, or the examination, of a scene
    (para 23).
    """
    act = scene.secured if about == "scene-secured" else scene.examined
    return _since_known(
        facts,
        about,
        f"scenes.{scene.id}.{about.removeprefix('scene-')}",
        act,
        *_AT_SCENE[about],
        id=scene.id,
    )


@check("delay", "victim", about=("remains-recovered",))
def delay_of_recovery(facts: Facts, victim: Victim, about: str) -> CheckResult:
    """The delay from when the authorities knew to the recovery of the remains (para 23)."""
    recovered = victim.remains if victim.remains and victim.remains.recovered else None
    return _since_known(
        facts,
        about,
        f"victims.{victim.id}.remains",
        recovered,
        Word("The remains of {id} were recovered"),
        Word("No date is recorded on which the remains of {id} were recovered"),
        id=victim.id,
    )


@check("delay", "victim", about=("autopsy",))
def delay_of_autopsy(facts: Facts, victim: Victim, about: str) -> CheckResult:
    """The delay from the recovery of the body to the autopsy (para 23)."""
    path = f"victims.{victim.id}"
    remains, autopsy = victim.remains, victim.autopsy
    if autopsy and not autopsy.performed:
        return excludes(
            "No autopsy was performed on {id}; see the step that asks for one.", id=victim.id
        )
    if remains is None or remains.on is None:
        return lacks(
            "When the remains of {id} were recovered is not recorded.",
            missing=f"{path}.remains.on",
            id=victim.id,
        )
    if autopsy is None or autopsy.on is None:
        return lacks(
            "No date of an autopsy on {id} is recorded, {delay} after the recovery.",
            used(f"{path}.remains", remains),
            missing=f"{path}.autopsy.on",
            id=victim.id,
            delay=facts.since(remains.on),
            limit=limit_of(facts, "autopsy"),
        )
    facts_used = (used(f"{path}.remains", remains), used(f"{path}.autopsy", autopsy))
    return measured(
        facts,
        "autopsy",
        remains.on,
        autopsy.on,
        facts_used,
        Word("The autopsy on {id} was performed"),
        Word("{delay} after the recovery"),
        id=victim.id,
    )


@check("delay", "case", about=("first-interview",))
def delay_of_first_interview(facts: Facts, about: str) -> CheckResult:
    """The delay from when the authorities knew to the first interview of a witness (para 23)."""
    heard = [
        (f"witnesses.{w.id}.interviewed", w.interviewed)
        for w in facts.case.witnesses
        if w.interviewed and w.interviewed.on and not facts.discounted(w.interviewed)
    ]
    undated = [w for w in facts.case.witnesses if w.interviewed and not w.interviewed.on]
    if undated and heard:
        return lacks(
            "An interview of {id} has no date; it may have been the first.",
            used(f"witnesses.{undated[0].id}.interviewed", undated[0].interviewed or undated[0]),
            missing=f"witnesses.{undated[0].id}.interviewed.on",
            id=undated[0].id,
        )
    path, first = min(
        heard,
        key=lambda p: str(p[1].on and p[1].on.earliest),
        default=("witnesses[].interviewed", None),
    )
    return _since_known(
        facts,
        about,
        path,
        first,
        Word("The first witness was heard"),
        Word("No interview of a witness by the authorities is recorded"),
    )


@check("delay", "case", about=("family-told",))
def delay_of_telling_family(facts: Facts, about: str) -> CheckResult:
    """The delay from the opening of the investigation to the day a family was first told of it
    (para 23).
    """
    opening = facts.opening
    told = [
        (p, c)
        for p, c in facts.communications
        if c.direction == "to-family" and "investigation" in c.about and not facts.outsider(c)
    ]
    if opening is None:
        return lacks(
            "No opening of an investigation is recorded of which a family could have been told.",
            missing="investigations[].opened.on",
        )
    if not told:
        return lacks(
            "No word to a family that an investigation is under way is recorded, {delay} "
            "after it was opened.",
            opening.fact,
            missing=entry_about("communications[]", "investigation"),
            delay=facts.since(opening.on),
            limit=limit_of(facts, about),
        )
    path, first = min(told, key=lambda pair: str(pair[1].on.earliest))
    return measured(
        facts,
        about,
        opening.on,
        first.on,
        (opening.fact, used(path, first)),
        Word("A family was first told"),
        Word("{delay} after the opening"),
    )


def measured(
    facts: Facts,
    benchmark_id: str,
    start: When,
    end: When,
    used_facts: tuple[Used, ...],
    what: Word,
    after: Word,
    **values: Any,
) -> CheckResult:
    """A delay held against a benchmark: kept, exceeded, or not settled because the dates are too
    uncertain.

    `what` happened, and `after` what: "{delay} after the incident".
    """
    delay = Delay.between(start, end)
    benchmark = facts.benchmarks.get(benchmark_id)
    if benchmark is None:
        return lacks(
            Sentence(what, " ", after, "; no benchmark is set for it."),
            *used_facts,
            missing=f"benchmarks.{benchmark_id}",
            delay=delay,
            **values,
        )
    limit = benchmark.limit()
    exceeded = delay.exceeds(limit)
    values = {**values, "delay": delay, "limit": limit}
    if exceeded is None:
        return lacks(
            Sentence(
                what,
                " ",
                after,
                "; the dates are too uncertain to hold this against our benchmark of {limit}.",
            ),
            *used_facts,
            missing=TOO_VAGUE,
            **values,
        )
    if exceeded:
        if explained := _explanation(facts, start, end):
            return partly(
                Sentence(
                    what,
                    " ",
                    after,
                    ", longer than our benchmark of {limit}; an explanation is recorded.",
                ),
                *used_facts,
                explained,
                **values,
            )
        return contradicts(
            Sentence(
                what,
                " ",
                after,
                ", longer than our benchmark of {limit}; no explanation is recorded.",
            ),
            *used_facts,
            **values,
        )
    return confirms(
        Sentence(what, " ", after, ", within our benchmark of {limit}."), *used_facts, **values
    )


def _since_known(
    facts: Facts,
    benchmark_id: str,
    path: str,
    act: Act | None,
    what: Word,
    nothing: Word,
    **values: str,
) -> CheckResult:
    """A delay from when the authorities knew to an act; measured to the day of assessment where
    `nothing` was done.
    """
    known = facts.state_knowledge
    if known is None:
        return lacks("When the authorities knew of the death is not recorded.", missing=NO_START)
    if act is None or act.on is None:
        return lacks(
            Sentence(nothing, ", ", known.told_as, "."),
            *known.facts,
            missing=path if path.endswith("interviewed") else f"{path}.on",
            delay=facts.since(known.since),
            limit=limit_of(facts, benchmark_id),
            **values,
        )
    if outsider := facts.discounted(act):
        return lacks(
            Sentence(nothing, " by an independent authority; it was done by {body}."),
            used(path, act),
            missing=f"{path}.by",
            body=outsider,
            **values,
        )
    return measured(
        facts,
        benchmark_id,
        known.since,
        act.on,
        (*known.facts, used(path, act)),
        what,
        known.told_as,
        **values,
    )


def limit_of(facts: Facts, benchmark_id: str) -> Limit | None:
    """The length of a benchmark; None where none is set."""
    benchmark = facts.benchmarks.get(benchmark_id)
    return benchmark.limit() if benchmark else None


def _explanation(facts: Facts, start: When, end: When) -> Used | None:
    """A recorded pause that lies in the stretch, and rests on a source."""
    for investigation in facts.case.investigations:
        for number, pause in enumerate(investigation.pauses, 1):
            begins, ends = pause.between.earliest, pause.between.latest
            inside = not (ends and start.earliest and ends < start.earliest) and not (
                begins and end.latest and begins > end.latest
            )
            if pause.sources and inside:
                return used(f"investigations.{investigation.id}.pauses[{number}]", pause)
    return None
