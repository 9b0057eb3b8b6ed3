"""Participation and protection of the family: what they were told, asked and given (paras 11, 35 to
37).
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from minnesota.base.dates import Delay, counted
from minnesota.base.wording import Word
from minnesota.checks.delays import measured
from minnesota.checks.facts import Facts
from minnesota.checks.registry import (
    CheckResult,
    check,
    confirms,
    contradicts,
    entry_about,
    entry_from_family,
    excludes,
    lacks,
    partly,
    used,
)
from minnesota.model.case import Act, NextOfKin, Victim

TOLD = {
    "investigation": (("investigation",), Word("that an investigation is under way")),
    "circumstances": (("circumstances",), Word("what is known of the circumstances of the death")),
    "remains-location": (("remains-location",), Word("where the remains are")),
    "remains-condition": (("remains-condition",), Word("in what condition the remains are")),
    "cause-and-manner": (("cause-and-manner",), Word("the cause and manner of death")),
    "hearings": (("hearings",), Word("of hearings")),
    "material": (("material",), Word("what is in the relevant material")),
}
HEARD = {
    "lines-of-inquiry": (
        Word("There is a record of lines of inquiry proposed by the family of {id}."),
        Word("There is no record of lines of inquiry proposed by the family of {id}."),
    ),
    "evidence": (
        Word("There is a record of evidence submitted by the family of {id}."),
        Word("There is no record of evidence submitted by the family of {id}."),
    ),
}


@check("told", "victim", about=TOLD)
def told(facts: Facts, victim: Victim, about: str) -> CheckResult:
    """Whether the authorities told the family of a victim something (paras 11 and 35)."""
    topics, what = TOLD[about]
    news = facts.family_contacts(victim, *topics)
    official = [used(p, c) for p, c in news if not facts.outsider(c)]
    if official:
        return confirms("The family of {id} was told {what}.", *official, id=victim.id, what=what)
    missing = entry_about("communications[]", about)
    if news:
        return lacks(
            "{body} told the family of {id} {what}; no word from the authorities is recorded.",
            *(used(p, c) for p, c in news),
            missing=missing,
            id=victim.id,
            what=what,
            body=facts.outsider(news[0][1]),
        )
    return lacks(
        "Nothing recorded shows that the family of {id} was told {what}.",
        missing=missing,
        id=victim.id,
        what=what,
    )


@check("heard", "victim", about=HEARD)
def heard(facts: Facts, victim: Victim, about: str) -> CheckResult:
    """Whether the family of a victim could put forward lines of inquiry, or evidence (para 35)."""
    found = [used(p, c) for p, c in facts.family_contacts(victim, about, direction="from-family")]
    there, absent = HEARD[about]
    if found:
        return confirms(there, *found, id=victim.id)
    return lacks(
        absent,
        missing=entry_from_family("communications[]", about),
        id=victim.id,
    )


@check("kept-informed", "victim")
def kept_informed(facts: Facts, victim: Victim) -> CheckResult:
    """The longest stretch in which no word from the authorities to the family is recorded (para
    35).
    """
    topics = (
        "investigation",
        "progress",
        "findings",
        "identification",
        "autopsy",
        "circumstances",
        "hearings",
        "cause-and-manner",
    )
    news = [(p, c) for p, c in facts.family_contacts(victim, *topics) if not facts.outsider(c)]
    opening, benchmark = facts.opening, facts.benchmarks.get("family-update")
    if not news and (opening is None or not facts.kept_by_investigators):
        return lacks(
            "No word from the authorities to the family of {id} is recorded.",
            missing="communications[]",
            id=victim.id,
        )
    if opening is None or benchmark is None:
        return lacks(
            "When an investigation was opened, from which the family of {id} should have had "
            "news, is not recorded.",
            missing="investigations[].opened.on",
            id=victim.id,
        )
    closed = [
        i.closed.on
        for i in facts.investigations
        if i.closed and i.closed.on and i.closed.on.earliest
    ]
    end = (
        max(closed, key=lambda w: w.earliest or datetime.max)
        if len(closed) == len(facts.investigations)
        else facts.as_of
    )
    marks = sorted(
        [opening.on, *(c.on for _, c in news), end], key=lambda w: w.earliest or datetime.max
    )
    gaps = [(Delay.between(a, b).least_days or 0, a, b) for a, b in pairwise(marks)]
    days, start, stop = max(gaps, key=lambda g: g[0])
    facts_used = (opening.fact, *(used(p, c) for p, c in news))
    values = {
        "id": victim.id,
        "days": days,
        "start": start,
        "stop": stop,
        "limit": benchmark.limit(),
        "count": counted(len(news), "time"),
    }
    if news and days <= (benchmark.limit().days or 0):
        return confirms(
            "The family of {id} had news {count}, never more than {days} days apart.",
            *facts_used,
            **values,
        )
    text = (
        "No word to the family of {id} is recorded for {days} days, from {start} to "
        "{stop}; our benchmark is {limit}."
    )
    if facts.kept_by_investigators and days > (benchmark.limit().days or 0):
        return contradicts(text, *facts_used, **values)
    return lacks(text, *facts_used, missing="communications[]", **values)


_GIVEN = {
    "standing": (
        Word("Each recorded relative of {id} was given legal standing ({all})."),
        Word("Not every recorded relative of {id} was given legal standing ({some} of {all})."),
        Word("Nothing recorded shows that a relative of {id} was given legal standing."),
    ),
    "representative": (
        Word("Each recorded relative of {id} who is a child has a representative ({all})."),
        Word(
            "Not every recorded relative of {id} who is a child has a representative ({some} "
            "of {all})."
        ),
        Word("Nothing recorded shows that a relative of {id} who is a child has a representative."),
    ),
}


def _of_kin(victim: Victim, kin: list[tuple[int, NextOfKin]], field: str) -> CheckResult:
    """Whether each of some relatives was given something."""
    each, not_each, nothing = _GIVEN[field]
    path = f"victims.{victim.id}.next_of_kin"
    given = [
        used(f"{path}[{n}].{field}", act)
        for n, act in ((n, getattr(k, field)) for n, k in kin)
        if isinstance(act, Act)
    ]
    values = {"id": victim.id, "some": len(given), "all": len(kin)}
    if len(given) == len(kin):
        return confirms(each, *given, **values)
    if given:
        return partly(not_each, *given, **values)
    return lacks(nothing, missing=f"{path}[].{field}", **values)


def _every_kin(victim: Victim) -> list[tuple[int, NextOfKin]]:
    return list(enumerate(victim.next_of_kin, 1))


def _no_kin(victim: Victim, *fields: str) -> CheckResult:
    """No relative is recorded; `fields` are what would have to be said of one."""
    path = f"victims.{victim.id}.next_of_kin"
    missing = (path, *(f"{path}[].{f}" for f in fields))
    return lacks("No relative of {id} is recorded.", missing=missing, id=victim.id)


@check("standing", "victim")
def standing(facts: Facts, victim: Victim) -> CheckResult:
    """Whether close relatives were given legal standing (para 35)."""
    return (
        _of_kin(victim, _every_kin(victim), "standing") if victim.next_of_kin else _no_kin(victim)
    )


@check("legal-aid", "victim")
def legal_aid(facts: Facts, victim: Victim) -> CheckResult:
    """Whether a relative has the help of a lawyer, where the family cannot take part without one
    (para 35).
    """
    path = f"victims.{victim.id}.next_of_kin"
    given = [
        used(f"{path}[{n}].legal_aid", k.legal_aid) for n, k in _every_kin(victim) if k.legal_aid
    ]
    if given:
        return confirms("The family of {id} has legal aid.", *given, id=victim.id)
    return (
        _no_kin(victim)
        if not victim.next_of_kin
        else lacks(
            "Nothing recorded shows that the family of {id} has legal aid, or can do without.",
            missing=f"{path}[].legal_aid",
            id=victim.id,
        )
    )


@check("child-representative", "victim")
def child_representative(facts: Facts, victim: Victim) -> CheckResult:
    """Whether each relative who is a child has somebody to represent his or her interests (para
    35).
    """
    children = [(n, k) for n, k in _every_kin(victim) if k.child]
    if not victim.next_of_kin:
        return _no_kin(victim, "child", "representative")
    if not children:
        return excludes("No relative of {id} who is a child is recorded.", id=victim.id)
    return _of_kin(victim, children, "representative")


@check("identification-told", "victim")
def identification_told(facts: Facts, victim: Victim) -> CheckResult:
    """The delay from the identification of a victim to the day the family was told (para 37)."""
    path, found = f"victims.{victim.id}.identification", victim.identification
    if found is None:
        return lacks(
            "No identification of {id} is recorded of which the family could have been told.",
            missing=path,
            id=victim.id,
        )
    news = [
        (p, c) for p, c in facts.family_contacts(victim, "identification") if not facts.outsider(c)
    ]
    if found.on is None:
        return lacks(
            "When {id} was identified is not recorded.",
            used(path, found),
            missing=f"{path}.on",
            id=victim.id,
        )
    if not news:
        return lacks(
            "{id} was identified on {on}; no word of it to the family is recorded.",
            used(path, found),
            missing=entry_about("communications[]", "identification"),
            id=victim.id,
            on=found.on,
        )
    where, first = news[0]
    return measured(
        facts,
        "identification-told",
        found.on,
        first.on,
        (used(path, found), used(where, first)),
        Word("The family of {id} was told"),
        Word("{delay} after the identification"),
        id=victim.id,
    )


@check("death-notice", "victim")
def death_notice(facts: Facts, victim: Victim) -> CheckResult:
    """Whether a notice of the death was posted where it can easily be found (para 37)."""
    death = victim.death
    return _act(
        f"victims.{victim.id}.death.notice",
        death.notice if death else None,
        Word("A notice of the death of {id} was posted."),
        Word("Nothing recorded shows this: a notice of the death of {id} was posted."),
        victim,
    )


@check("autopsy-consulted", "victim")
def autopsy_consulted(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the family was consulted, and before the autopsy rather than after it (para 37)."""
    autopsy, path = victim.autopsy, f"victims.{victim.id}.autopsy"
    if autopsy is None:
        return lacks(
            "No autopsy on {id} is recorded about which the family could have been consulted.",
            missing=path,
            id=victim.id,
        )
    if not autopsy.performed:
        return excludes("No autopsy on {id} was performed.", id=victim.id)
    asked = autopsy.family_consulted
    if asked is None:
        return lacks(
            "Nothing recorded shows that the family of {id} was consulted before the autopsy.",
            used(path, autopsy),
            missing=f"{path}.family_consulted",
            id=victim.id,
        )
    facts_used = (used(f"{path}.family_consulted", asked), used(path, autopsy))
    if asked.on is None or autopsy.on is None:
        return lacks(
            "The family of {id} was consulted about the autopsy; whether before it, the dates "
            "do not show.",
            *facts_used,
            missing=f"{path}.family_consulted.on",
            id=victim.id,
        )
    if autopsy.on.is_before(asked.on):
        return contradicts(
            "The family of {id} was consulted only after the autopsy ({asked}, the autopsy on "
            "{on}).",
            *facts_used,
            id=victim.id,
            asked=asked.on,
            on=autopsy.on,
        )
    if not (asked.on.latest and autopsy.on.earliest and asked.on.latest <= autopsy.on.earliest):
        return lacks(
            "The family of {id} was consulted about the autopsy ({asked}, the autopsy on "
            "{on}); the dates do not show whether before it.",
            *facts_used,
            missing=f"{path}.family_consulted.on",
            id=victim.id,
            asked=asked.on,
            on=autopsy.on,
        )
    return confirms(
        "The family of {id} was consulted before the autopsy.", *facts_used, id=victim.id
    )


@check("autopsy-representative", "victim")
def autopsy_representative(facts: Facts, victim: Victim) -> CheckResult:
    """Whether a representative of the family was present at the autopsy (para 37)."""
    autopsy, path = victim.autopsy, f"victims.{victim.id}.autopsy"
    if autopsy is None:
        return lacks(
            "No autopsy on {id} is recorded at which the family could have been represented.",
            missing=path,
            id=victim.id,
        )
    if not autopsy.performed:
        return excludes("No autopsy on {id} was performed.", id=victim.id)
    return _act(
        f"{path}.family_representative",
        autopsy.family_representative,
        Word("A representative of the family of {id} was let into the autopsy."),
        Word(
            "Nothing recorded shows this: a representative of the family of {id} was let into "
            "the autopsy."
        ),
        victim,
    )


@check("remains-returned", "victim")
def remains_returned(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the remains were returned to the family, or how long after the autopsy they still
    were not (para 37).
    """
    path, remains = f"victims.{victim.id}.remains", victim.remains
    if remains and remains.returned:
        text = "The remains of {id} were returned to the family."
        return confirms(text, used(f"{path}.returned", remains.returned), id=victim.id)
    if remains and victim.autopsy and victim.autopsy.performed and victim.autopsy.on:
        return lacks(
            "No return of the remains of {id} to the family is recorded, {delay} after the "
            "autopsy.",
            used(path, remains),
            used(f"victims.{victim.id}.autopsy", victim.autopsy),
            missing=f"{path}.returned",
            id=victim.id,
            delay=facts.since(victim.autopsy.on),
        )
    return lacks(
        "No return of the remains of {id} to the family is recorded.",
        missing=f"{path}.returned",
        id=victim.id,
    )


@check("rites", "victim")
def rites(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the family could dispose of the remains according to their beliefs (para 37)."""
    remains = victim.remains
    return _act(
        f"victims.{victim.id}.remains.rites",
        remains.rites if remains else None,
        Word("The family of {id} disposed of the remains according to their beliefs."),
        Word(
            "Nothing recorded shows this: the family of {id} disposed of the remains "
            "according to their beliefs."
        ),
        victim,
    )


def _act(path: str, act: Act | None, done: Word, not_shown: Word, victim: Victim) -> CheckResult:
    """Something that is shown by one recorded act."""
    if act is None:
        return lacks(not_shown, missing=path, id=victim.id)
    return confirms(done, used(path, act), id=victim.id)
