"""What the forms of a case say: the photographs, the record of a body, an autopsy, an
identification (sections IV and V).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from minnesota.base.dates import When
from minnesota.base.wording import Word, listed
from minnesota.checks.death import SCIENTIFIC
from minnesota.checks.facts import Facts
from minnesota.checks.registry import (
    CheckResult,
    Used,
    check,
    confirms,
    contradicts,
    excludes,
    hours_of,
    lacks,
    list_holding,
    partly,
    used,
)
from minnesota.model.case import Autopsy, Exhibit, Fact, Scene, Victim


class Asked(NamedTuple):
    """What a form is asked: the field that answers, what that shows (in words), and what a list
    must hold.
    """

    field: str
    what: Word
    needs: tuple[str, ...] = ()


def answered(
    asked: Asked, form: Fact | Exhibit, path: str, of: str, facts_used: tuple[Used, ...]
) -> CheckResult:
    """What a form says on one question: a yes or no, a text, an act, or a list of what was done."""
    value, where, values = (
        getattr(form, asked.field),
        f"{path}.{asked.field}",
        {"id": of, "what": asked.what},
    )
    if asked.needs:
        absent = [n for n in asked.needs if n not in value]
        if not absent:
            return confirms("For {id} this is recorded: {what}.", *facts_used, **values)
        if len(absent) < len(asked.needs):
            gone = listed([*map(Word, absent)])
            return partly(
                "For {id} part of this is recorded: {what}. Not recorded: {gone}.",
                *facts_used,
                gone=gone,
                **values,
            )
    elif value is False or value == "none":
        return contradicts(
            "For {id} it is recorded that this is not so: {what}.", *facts_used, **values
        )
    elif value:
        own = (used(where, value),) if isinstance(value, Fact) else facts_used
        return confirms("For {id} this is recorded: {what}.", *own, **values)
    missing = list_holding(where, asked.needs) if asked.needs else where
    return lacks("For {id} nothing is recorded of this: {what}.", missing=missing, **values)


def _performed(victim: Victim) -> Autopsy | CheckResult:
    """The autopsy that was performed on a victim; else the answer to whatever is asked of it."""
    found = victim.autopsy
    if found is None:
        return _no_autopsy(victim.id)
    return found if found.performed else excludes("No autopsy on {id} was performed.", id=victim.id)


@lru_cache(1_000)  # thirty steps get this answer
def _no_autopsy(victim: str) -> CheckResult:
    return lacks("No autopsy on {id} is recorded.", missing=f"victims.{victim}.autopsy", id=victim)


PHOTOGRAPHS = {
    "reference-number": Asked("reference_number", Word("a reference number in every photograph")),
    "scale": Asked("scale", Word("a scale in every photograph")),
    "direction": Asked("direction", Word("a sign of direction in every photograph")),
    "log": Asked("log", Word("a log of the photographs")),
    "views": Asked(
        "views", Word("overall, medium and close views"), ("overall", "medium", "close")
    ),
}


@check("autopsy-photographs", "victim")
def autopsy_photographs(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the photographs of the autopsy are indexed in a log (section IV.G)."""
    path, found = f"victims.{victim.id}.autopsy.photographs", _performed(victim)
    if isinstance(found, CheckResult):
        return found
    if found.photographs is None:
        return lacks(
            "No photographs of the autopsy on {id} are recorded.", missing=path, id=victim.id
        )
    return answered(
        PHOTOGRAPHS["log"], found.photographs, path, victim.id, (used(path, found.photographs),)
    )


@check("photographs", ("victim", "scene"), about=PHOTOGRAPHS)
def photographs(facts: Facts, part: Victim | Scene, about: str) -> CheckResult:
    """What the photographs of a scene, or of remains where they lay, hold (para 92, section
    V.A).
    """
    found, path = (
        part.photographs if isinstance(part, Scene) else None,
        f"scenes.{part.id}.photographs",
    )
    if isinstance(part, Victim):
        found, path = (
            part.remains.photographs if part.remains else None,
            f"victims.{part.id}.remains.photographs",
        )
    if found is None:
        return lacks("No photographs of {id} are recorded.", missing=path, id=part.id)
    return answered(PHOTOGRAPHS[about], found, path, part.id, (used(path, found),))


REMAINS = {
    "position": Asked("position", Word("the position of the remains")),
    "label": Asked("tag", Word("the label on the remains")),
}


@check("remains-record", "victim", about=REMAINS)
def remains_record(facts: Facts, victim: Victim, about: str) -> CheckResult:
    """Whether the position of the remains was recorded, and a label given (para 92, section
    IV.D).
    """
    path = f"victims.{victim.id}.remains"
    if victim.remains is None:
        return lacks("Nothing is recorded of the remains of {id}.", missing=path, id=victim.id)
    return answered(REMAINS[about], victim.remains, path, victim.id, (used(path, victim.remains),))


AUTOPSY = {
    "doctor": Asked("doctor", Word("the doctor who directed the autopsy")),
    "present": Asked("present", Word("who was present at the autopsy")),
    "photographs": Asked("photographs", Word("photographs of the autopsy")),
    "regions": Asked(
        "internal",
        Word("head, neck, chest, abdomen and pelvis opened and examined"),
        ("head", "neck", "chest", "abdomen", "pelvis"),
    ),
    "organs": Asked("organs_weighed", Word("each organ weighed and cut")),
    "torture": Asked("looked_for", Word("signs of torture looked for"), ("torture",)),
    "sexual-violence": Asked(
        "looked_for", Word("signs of sexual violence looked for"), ("sexual-violence",)
    ),
    "clothing": Asked("external", Word("the clothing described"), ("clothing",)),
    "body": Asked(
        "external", Word("build, marks and teeth described"), ("build", "marks", "teeth")
    ),
    "changes": Asked(
        "external", Word("the changes after death described"), ("post-mortem-changes",)
    ),
    "samples": Asked("samples", Word("samples taken from the body")),
    "blood-and-urine": Asked("samples", Word("blood and urine taken"), ("blood", "urine")),
    "traces": Asked(
        "samples",
        Word("swabs, nails, hair and residue taken"),
        ("swabs", "nails", "hair", "residue"),
    ),
    "identity": Asked(
        "samples", Word("fingerprints and dental records taken"), ("fingerprints", "dental")
    ),
    "toxicology": Asked(
        "samples",
        Word("blood, urine, bile, eye fluid and stomach contents taken"),
        ("blood", "urine", "bile", "eye-fluid", "stomach-contents"),
    ),
    "tissue": Asked("samples", Word("tissue kept"), ("tissue",)),
    "certainty": Asked("certainty", Word("how sure the doctor is of the cause of death")),
    "limits": Asked("limits", Word("what the findings cannot show")),
}


@check("autopsy-record", "victim", about=AUTOPSY)
def autopsy_record(facts: Facts, victim: Victim, about: str) -> CheckResult:
    """What the record of an autopsy says was done, seen and taken (sections IV.G and V.D)."""
    path, found = f"victims.{victim.id}.autopsy", _performed(victim)
    if isinstance(found, CheckResult):
        return found
    return answered(AUTOPSY[about], found, path, victim.id, (used(path, found),))


@check("autopsy-times", "victim")
def autopsy_times(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the place, the start and the end of the autopsy are recorded (section V.D)."""
    path, found = f"victims.{victim.id}.autopsy", _performed(victim)
    if isinstance(found, CheckResult):
        return found
    have = {Word("place"): (found.place, f"{path}.place"), **start_and_end(found.on, path)}
    return complete(
        have, used(path, found), victim.id, Word("the place, start and end of the autopsy")
    )


def hour_of(on: When | None) -> bool | None:
    """Whether the hour is recorded at which something began; None where it is not known."""
    return "T" in on.text.partition("/")[0] or None if on else None


def start_and_end(on: When | None, path: str) -> dict[Word, tuple[Any, str]]:
    """For `complete`: the hours at which something at a path began and ended
    (2025-01-10T09:00/2025-01-10T12:30).
    """
    ended = on.text.partition("/")[2] if on else ""
    where = hours_of(f"{path}.on")
    return {Word("start"): (hour_of(on), where), Word("end"): ("T" in ended or None, where)}


def complete(have: Mapping[Word, tuple[Any, str]], fact: Used, id: str, what: Word) -> CheckResult:
    """Whether each of some things is recorded of one part; each comes with the path at which it
    would stand.
    """
    absent = [name for name, (value, _) in have.items() if not value]
    values = {"id": id, "what": what}
    if not absent:
        return confirms("For {id} this is recorded: {what}.", fact, **values)
    if len(absent) < len(have):
        unknown = [name for name in absent if have[name][0] is not False]
        text = "For {id} part of this is recorded: {what}. Not recorded: {gone}."
        if not unknown:
            text = "For {id} part of this is recorded: {what}. Recorded as not so: {gone}."
        return partly(text, fact, gone=listed(unknown or absent), **values)
    if any(value is False for value, _ in have.values()):
        return contradicts("For {id} it is recorded that this is not so: {what}.", fact, **values)
    missing = tuple(dict.fromkeys(where for _, where in have.values()))
    return lacks("For {id} nothing is recorded of this: {what}.", fact, missing=missing, **values)


@check("imaging", "victim")
def imaging(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the whole body was imaged, and before it was opened (sections IV.G and V.D)."""
    path, found = f"victims.{victim.id}.autopsy", _performed(victim)
    if isinstance(found, CheckResult):
        return found
    if found.imaging is None:
        return lacks(
            "No X-ray or other images of {id} are recorded.",
            missing=f"{path}.imaging",
            id=victim.id,
        )
    path, images = f"{path}.imaging", found.imaging
    have = {
        Word("of the whole body"): (images.whole_body, f"{path}.whole_body"),
        Word("before it was opened"): (images.before_opening, f"{path}.before_opening"),
    }
    return complete(
        have, used(path, images), victim.id, Word("images of the whole body, before it was opened")
    )


@check("autopsy-doctor", "victim")
def autopsy_doctor(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the body that did the autopsy is free of ties to those suspected (section IV.G)."""
    path, found = f"victims.{victim.id}.autopsy", _performed(victim)
    if isinstance(found, CheckResult):
        return found
    fact = used(path, found)
    if found.by is None:
        return lacks(
            "Which body did the autopsy on {id} is not recorded.",
            missing=f"{path}.by",
            id=victim.id,
        )
    values = {"id": victim.id, "body": facts.case.institution[found.by].name}
    tie = facts.tie(found.by)
    if tie and tie.disqualifies:
        return contradicts(
            "The autopsy on {id} was done by {body}, which is tied to those suspected.",
            fact,
            **values,
        )
    if not found.doctor:
        return partly(
            "The autopsy on {id} was done by {body}; the doctor is not recorded.", fact, **values
        )
    return confirms(
        "The autopsy on {id} was done by a doctor of {body}, with no recorded tie to those "
        "suspected.",
        fact,
        **values,
    )


INJURIES: Mapping[str, tuple[Word, tuple[str, ...]]] = {
    "described": (
        Word("size, shape, place, colour, direction and depth"),
        ("size", "shape", "place", "colour", "direction", "depth"),
    ),
    "timed": (Word("whether it came before, around or after death"), ("when",)),
    "medical": (Word("whether made by treatment"), ("medical",)),
    "charted": (Word("a mark on a body diagram"), ("diagram",)),
    "tracks": (Word("the track of the wound"), ("track",)),
}


@check("injuries", "victim", about=INJURIES)
def injuries(facts: Facts, victim: Victim, about: str) -> CheckResult:
    """Whether the autopsy describes each injury in full (sections V.D and VII)."""
    path, found = f"victims.{victim.id}.autopsy", _performed(victim)
    if isinstance(found, CheckResult):
        return found
    what, fields = INJURIES[about]
    every = [i for i in found.injuries if about != "tracks" or i.kind in ("gunshot", "sharp")]
    if not every:
        return lacks(
            "No injury of {id} is recorded to describe.", missing=f"{path}.injuries", id=victim.id
        )
    unsaid = [i for i in every if any(getattr(i, f) in (None, "unknown") for f in fields)]
    undone = [i for i in every if about == "charted" and i.diagram is False]
    values = {"id": victim.id, "what": what, "some": len(every) - len(unsaid), "all": len(every)}
    fact = used(path, found)
    if undone:
        return contradicts("Not every injury of {id} was marked on a body diagram.", fact, **values)
    if not unsaid:
        return confirms("Of each injury of {id} is recorded: {what} ({all}).", fact, **values)
    if len(unsaid) < len(every):
        return partly("Of {some} of {all} injuries of {id} is recorded: {what}.", fact, **values)
    return lacks(
        "Of no injury of {id} is recorded in full: {what}.",
        fact,
        missing=tuple(f"{path}.injuries[].{f}" for f in fields),
        **values,
    )


@check("death-opinion", "victim")
def death_opinion(facts: Facts, victim: Victim) -> CheckResult:
    """Whether cause, manner and time of death are all given (section V.D)."""
    path, death = f"victims.{victim.id}.death", victim.death
    if death is None:
        return lacks("Nothing is recorded of the death of {id}.", missing=path, id=victim.id)
    have = {
        Word("cause"): (death.cause, f"{path}.cause"),
        Word("manner"): (death.manner, f"{path}.manner"),
        Word("time of death"): (death.date, f"{path}.date"),
    }
    return complete(have, used(path, death), victim.id, Word("the cause, manner and time of death"))


IDENTIFICATION = {
    "statistic": Asked("statistic", Word("the weight of the DNA match, as a statistic")),
    "reviewed": Asked("reviewed", Word("all lines of identification reviewed together")),
}


@check("identification", "victim", about=("scientific", "not-by-sight", *IDENTIFICATION))
def identification(facts: Facts, victim: Victim, about: str) -> CheckResult:
    """Whether a victim was named by scientific means and not by sight alone, and how sure that is
    (section IV.E).
    """
    path, found = f"victims.{victim.id}.identification", victim.identification
    if found is None:
        return lacks("How {id} was identified is not recorded.", missing=path, id=victim.id)
    fact = used(path, found)
    if about == "statistic" and found.methods and "dna" not in found.methods:
        return excludes("{id} was not identified by DNA.", fact, id=victim.id)
    if about in IDENTIFICATION:
        return answered(IDENTIFICATION[about], found, path, victim.id, (fact,))
    if not found.methods:
        return lacks(
            "By which method {id} was identified is not recorded.",
            missing=f"{path}.methods",
            id=victim.id,
        )
    methods = listed([*map(Word, found.methods)])
    if about == "not-by-sight":
        if set(found.methods) == {"visual"}:
            return contradicts("{id} was identified by sight alone.", fact, id=victim.id)
        return confirms(
            "{id} was identified by {methods}, not by sight alone.",
            fact,
            id=victim.id,
            methods=methods,
        )
    if (SCIENTIFIC - {"medical"}) & set(found.methods):
        return confirms("{id} was identified by {methods}.", fact, id=victim.id, methods=methods)
    return contradicts(
        "{id} was identified by {methods}, not by fingerprints, teeth or DNA.",
        fact,
        id=victim.id,
        methods=methods,
    )
