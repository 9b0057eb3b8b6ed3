"""Each victim: who it was, the remains, the autopsy, and how, where and when death came
(para 25).
"""

from __future__ import annotations

from typing import Any

from minnesota.base.wording import Listed, Sentence, Word, listed
from minnesota.checks.facts import Facts
from minnesota.checks.registry import (
    CheckResult,
    check,
    confirms,
    contradicts,
    excludes,
    lacks,
    partly,
    used,
)
from minnesota.model.case import Victim

SCIENTIFIC = frozenset({"dna", "fingerprints", "dental", "medical"})


@check("victim-identified", "victim")
def victim_identified(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the victim was identified, and by a scientific method or by sight alone (para 25)."""
    path, found = f"victims.{victim.id}.identification", victim.identification
    if found is None:
        if victim.count and victim.count.at_most != 1:
            return lacks(
                "{id} is recorded as a group ({people}); nobody in it is recorded as identified.",
                missing=path,
                id=victim.id,
                people=victim.count,
            )
        return lacks("How {id} was identified is not recorded.", missing=path, id=victim.id)
    fact = used(path, found)
    if outsider := facts.discounted(found):
        return partly(
            "{id} was identified by {body}, and not by an independent authority.",
            fact,
            id=victim.id,
            body=outsider,
        )
    if not found.methods:
        return partly("{id} was identified; by which method is not recorded.", fact, id=victim.id)
    methods = Listed([*map(Word, found.methods)])
    if SCIENTIFIC & set(found.methods):
        return confirms("{id} was identified by {methods}.", fact, id=victim.id, methods=methods)
    return partly(
        "{id} was identified by {methods} only, with no scientific method.",
        fact,
        id=victim.id,
        methods=methods,
    )


@check("remains-recovered", "victim")
def remains_recovered(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the remains of a victim were recovered, and by whom (para 25)."""
    path, remains = f"victims.{victim.id}.remains", victim.remains
    if remains is None:
        return lacks("Nothing is recorded of the remains of {id}.", missing=path, id=victim.id)
    fact = used(path, remains)
    if remains.recovered:
        if outsider := facts.discounted(remains):
            return partly(
                "The remains of {id} were recovered by {body}, and not by an independent "
                "authority.",
                fact,
                id=victim.id,
                body=outsider,
            )
        return confirms("The remains of {id} were recovered.", fact, id=victim.id)
    if remains.recovered is False:
        return contradicts("The remains of {id} were not recovered.", fact, id=victim.id)
    state = Word("Remains of {id} are recorded")
    values: dict[str, Any] = {"id": victim.id}
    if remains.condition:
        state = Word("The remains of {id} are reported {condition}")
        values["condition"] = listed([*map(Word, remains.condition)])
    known = facts.state_knowledge
    if known is None:
        text = Sentence(state, "; no recovery is recorded.")
        return lacks(text, fact, missing=f"{path}.recovered", **values)
    text = Sentence(state, "; no recovery is recorded {delay} on.")
    return lacks(text, fact, missing=f"{path}.recovered", delay=facts.since(known.since), **values)


@check("autopsy", "victim")
def autopsy(facts: Facts, victim: Victim) -> CheckResult:
    """Whether an autopsy was performed, or a decision against one was given written reasons (para
    25).
    """
    path, found, remains = f"victims.{victim.id}.autopsy", victim.autopsy, victim.remains
    if found and found.performed and (doubtful := facts.discounted(found)):
        return partly(
            "An autopsy on {id} was performed by {body}, and not by an independent authority.",
            used(path, found),
            id=victim.id,
            body=doubtful,
        )
    if found and found.performed:
        return confirms("An autopsy on {id} was performed.", used(path, found), id=victim.id)
    if found and found.reasons:
        return partly(
            "No autopsy on {id} was performed; reasons are recorded.",
            used(path, found),
            id=victim.id,
        )
    if found:
        return contradicts(
            "No autopsy on {id} was performed, and no reasons are recorded.",
            used(path, found),
            id=victim.id,
        )
    if remains and remains.recovered and remains.on:
        return lacks(
            "No autopsy on {id} is recorded, {delay} after the remains were recovered.",
            used(f"victims.{victim.id}.remains", remains),
            missing=path,
            id=victim.id,
            delay=facts.since(remains.on),
        )
    return lacks(
        "No autopsy on {id} is recorded, and no recovery of the remains.",
        missing=path,
        id=victim.id,
    )


@check("autopsy-reasons", "victim")
def autopsy_reasons(facts: Facts, victim: Victim) -> CheckResult:
    """Whether a decision against an autopsy was given reasons in writing (para 25)."""
    path, found = f"victims.{victim.id}.autopsy", victim.autopsy
    if found is None or found.performed:
        return excludes("No decision against an autopsy on {id} is recorded.", id=victim.id)
    if found.reasons:
        return confirms(
            "The reasons for not performing an autopsy on {id} are in writing.",
            used(path, found),
            id=victim.id,
        )
    return contradicts(
        "A decision against an autopsy on {id} is recorded, and no reasons.",
        used(path, found),
        id=victim.id,
    )


@check("autopsy-review", "victim")
def autopsy_review(facts: Facts, victim: Victim) -> CheckResult:
    """Whether a court can review a decision against an autopsy (para 25)."""
    path, found = f"victims.{victim.id}.autopsy", victim.autopsy
    if found is None or found.performed:
        return excludes("No decision against an autopsy on {id} is recorded.", id=victim.id)
    if found.reviewable is None:
        return lacks(
            "Whether a court can review the decision against an autopsy on {id} is not recorded.",
            used(path, found),
            missing=f"{path}.reviewable",
            id=victim.id,
        )
    if found.reviewable:
        return confirms(
            "A court can review the decision against an autopsy on {id}.",
            used(path, found),
            id=victim.id,
        )
    return contradicts(
        "No court can review the decision against an autopsy on {id}.",
        used(path, found),
        id=victim.id,
    )


@check("cause-of-death", "victim")
def cause_of_death(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the cause of death is established (para 25)."""
    path, death = f"victims.{victim.id}.death", victim.death
    if death and death.cause:
        if victim.autopsy and victim.autopsy.performed is False:
            return partly(
                "A cause of death of {id} is recorded, without an autopsy.",
                used(path, death),
                id=victim.id,
            )
        return confirms("The cause of death of {id} is recorded.", used(path, death), id=victim.id)
    return lacks(
        "The cause of death of {id} is not recorded.", missing=f"{path}.cause", id=victim.id
    )


@check("manner-of-death", "victim")
def manner_of_death(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the manner of death is established: natural, accident, suicide or homicide
    (para 25).
    """
    path, death = f"victims.{victim.id}.death", victim.death
    if death is None or death.manner is None:
        return lacks(
            "The manner of death of {id} is not recorded.", missing=f"{path}.manner", id=victim.id
        )
    if death.manner == "undetermined":
        return partly(
            "The manner of death of {id} was examined and left undetermined.",
            used(path, death),
            id=victim.id,
        )
    return confirms(
        "The manner of death of {id} is recorded: {manner}.",
        used(path, death),
        id=victim.id,
        manner=Word(death.manner),
    )


@check("place-of-death", "victim")
def place_of_death(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the place of death is established (para 25)."""
    path, death = f"victims.{victim.id}.death", victim.death
    if death and death.place:
        return confirms("The place of death of {id} is recorded.", used(path, death), id=victim.id)
    return lacks(
        "The place of death of {id} is not recorded.", missing=f"{path}.place", id=victim.id
    )


@check("time-of-death", "victim")
def time_of_death(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the time of death is established, and how exactly (para 25)."""
    path, death = f"victims.{victim.id}.death", victim.death
    if death is None or death.date is None:
        return lacks("When {id} died is not recorded.", missing=f"{path}.date", id=victim.id)
    day, last = death.date.earliest, death.date.latest
    if day and last and day.date() == last.date():
        return confirms(
            "When {id} died is recorded: {date}.", used(path, death), id=victim.id, date=death.date
        )
    return partly(
        "When {id} died is recorded only as {date}.",
        used(path, death),
        id=victim.id,
        date=death.date,
    )


@check("fate-known", "victim")
def fate_known(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the fate of a disappeared person is known (para 25)."""
    if victim.fate:
        return confirms(
            "The fate of {id} is recorded.",
            used(f"victims.{victim.id}.fate", victim.fate),
            id=victim.id,
        )
    if victim.identification and victim.remains and victim.remains.recovered:
        facts_used = (
            used(f"victims.{victim.id}.remains", victim.remains),
            used(f"victims.{victim.id}.identification", victim.identification),
        )
        return confirms(
            "The remains of {id} were recovered and identified.", *facts_used, id=victim.id
        )
    return lacks(
        "The fate of {id} is not recorded.", missing=f"victims.{victim.id}.fate", id=victim.id
    )
