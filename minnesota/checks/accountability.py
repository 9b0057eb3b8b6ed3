"""Accountability and remedy: what came of it, for whom, and from which States (paras 8 to 10, 19,
26).
"""

from __future__ import annotations

from minnesota.base.wording import AND, Listed, Phrase, Word, repeated
from minnesota.checks.facts import Facts
from minnesota.checks.registry import (
    CheckResult,
    check,
    confirms,
    contradicts,
    entry_about,
    entry_of_kind,
    lacks,
    partly,
    used,
)
from minnesota.model.case import Victim
from minnesota.model.case.bodies import STATE_BODIES

CONCLUSIONS = {
    "right-to-life": Word("whether the right to life was breached"),
    "superiors": Word("the responsibility of superiors"),
    "prevention": Word("what could have prevented the death"),
    "system": Word("policies and failings of the system"),
    "pattern": Word("whether the death is part of a pattern"),
}
FORMS = ("restitution", "compensation", "rehabilitation", "satisfaction", "non-repetition")


@check("concluded", "case", about=CONCLUSIONS)
def concluded(facts: Facts, about: str) -> CheckResult:
    """Whether an investigation reached a conclusion on a matter (para 26)."""
    found = [
        (p, o)
        for p, o in facts.outcomes("conclusion", "recommendation", "conviction", "acquittal")
        if about in o.about
    ]
    official = [used(p, o) for p, o in found if not facts.discounted(o)]
    what = CONCLUSIONS[about]
    if official:
        return confirms("A conclusion on {what} is recorded.", *official, what=what)
    closed = [
        used(f"investigations.{i.id}.closed", i.closed) for i in facts.investigations if i.closed
    ]
    closed += [used(p, o) for p, o in facts.outcomes("closure")]
    if closed and facts.kept_by_investigators:
        return contradicts(
            "The investigation was closed with no conclusion on {what}.", *closed, what=what
        )
    if found:
        return lacks(
            "Only {body} has concluded on {what}; no independent authority is recorded as "
            "having done so.",
            *(used(p, o) for p, o in found),
            missing=entry_about("outcomes[]", about),
            body=facts.discounted(found[0][1]),
            what=what,
        )
    text = "No conclusion of an investigation on {what} is recorded."
    if closed:
        text = (
            "The investigation was closed, and no conclusion of an investigation on {what} "
            "is recorded."
        )
    return lacks(text, *closed, missing=entry_about("outcomes[]", about), what=what)


@check("perpetrators-identified", "case")
def perpetrators_identified(facts: Facts) -> CheckResult:
    """Whether an investigation, and not only an allegation, says who took part (para 25)."""
    named = [
        (p, o)
        for p, o in facts.outcomes("conclusion", "referral", "prosecution", "trial", "conviction")
        if o.perpetrators and not facts.discounted(o)
    ]
    if named:
        return confirms(
            "Findings or proceedings are recorded on {count} of those alleged to have taken part.",
            *(used(p, o) for p, o in named),
            count=len({i for _, o in named for i in o.perpetrators}),
        )
    accused = facts.case.alleged_perpetrators
    if accused:
        return lacks(
            "{count} are alleged to have taken part; no finding or proceeding of the "
            "authorities on them is recorded.",
            *(used(f"alleged_perpetrators.{a.id}", a) for a in accused),
            missing="outcomes[].perpetrators",
            count=Word("One person, unit or group")
            if len(accused) == 1
            else Phrase("{number} persons, units or groups", number=len(accused)),
        )
    return lacks(
        "Nobody is recorded as alleged to have taken part.", missing="alleged_perpetrators"
    )


@check("individual-responsibility", "case")
def individual_responsibility(facts: Facts) -> CheckResult:
    """Whether the part of each of those alleged to have taken part has been decided on (para
    25).
    """
    accused = facts.case.alleged_perpetrators
    if not accused:
        return lacks(
            "Nobody is recorded as alleged to have taken part.", missing="alleged_perpetrators"
        )
    decided = [
        (p, o)
        for p, o in facts.outcomes("conclusion", "conviction", "acquittal")
        if o.perpetrators and not facts.discounted(o)
    ]
    settled = {i for _, o in decided for i in o.perpetrators}
    open_ones = [a.id for a in accused if a.id not in settled]
    facts_used = tuple(used(p, o) for p, o in decided)
    if not open_ones:
        return confirms(
            "A finding on each of the {count} alleged to have taken part is recorded.",
            *facts_used,
            count=len(accused),
        )
    if settled:
        return partly(
            "Findings are recorded on some of those alleged to have taken part; none on {open}.",
            *facts_used,
            open=Listed(open_ones),
        )
    return lacks(
        "No finding on the part of {open} is recorded.",
        *(used(f"alleged_perpetrators.{a.id}", a) for a in accused),
        missing="outcomes[].perpetrators",
        open=Listed(open_ones),
    )


_SENT = entry_of_kind("outcomes[]", "referral", "prosecution")


@check("sent-for-prosecution", "case")
def sent_for_prosecution(facts: Facts) -> CheckResult:
    """Whether the case was sent for prosecution (paras 8, 9)."""
    sent = [
        used(p, o)
        for p, o in facts.outcomes("referral", "prosecution", "trial", "conviction", "acquittal")
        if not facts.outsider(o)
    ]
    if sent:
        return confirms("A referral, prosecution or trial is recorded.", *sent)
    closed = [used(p, o) for p, o in facts.outcomes("closure")]
    found = [used(p, o) for p, o in facts.outcomes("conclusion") if "right-to-life" in o.about]
    if closed and found:
        return lacks(
            "A conclusion on the right to life was reached and the case was closed; no "
            "prosecution is recorded.",
            *closed,
            *found,
            missing=_SENT,
        )
    return lacks("No referral for prosecution is recorded.", missing=_SENT)


@check("no-impunity-measure", "case")
def no_impunity_measure(facts: Facts) -> CheckResult:
    """Amnesties and immunities on record; a trial of those alleged shows that nothing barred it
    (paras 8, 9).
    """
    bars = [used(p, o) for p, o in facts.outcomes("amnesty", "immunity")]
    if bars:
        return contradicts(
            "An amnesty or immunity is recorded that would let those responsible go free.", *bars
        )
    tried = [
        used(p, o)
        for p, o in facts.outcomes("trial", "conviction", "acquittal")
        if not facts.outsider(o)
    ]
    if tried:
        return confirms(
            "Those alleged were brought to trial, and no amnesty or immunity is recorded.", *tried
        )
    return lacks(
        "No amnesty or immunity is recorded, and no trial either.",
        missing=entry_of_kind("outcomes[]", "trial"),
    )


@check("reparation", "case", about=FORMS)
def reparation(facts: Facts, about: str) -> CheckResult:
    """Whether one form of reparation is set out (para 10)."""
    found = [(p, o) for p, o in facts.outcomes("reparation", "reform") if about in o.forms]
    official = [used(p, o) for p, o in found if not facts.outsider(o)]
    if official:
        return confirms("What is owed as {form} is set out.", *official, form=Word(about))
    others = [used(p, o) for p, o in facts.outcomes("reparation")]
    if others and facts.kept_by_investigators:
        return contradicts(
            "Reparation is set out, and {form} is not part of it.", *others, form=Word(about)
        )
    return lacks(
        "Nothing is recorded of what is owed as {form}.",
        # In words alone, so that no sample is made of it: `explain` shows a record instead.
        missing=repeated(
            "{where} of kind {kinds}", where="outcomes[]", kinds=f"reparation, forms: [{about}]"
        ),
        form=Word(about),
    )


@check("states-named", "case")
def states_named(facts: Facts) -> CheckResult:
    """What each State has done whose institutions are alleged to have taken part, and the State
    where it happened (para 19).
    """
    case = facts.case
    states = {case.country: used("incident", case.incident)}
    for accused in case.alleged_perpetrators:
        body = case.institution.get(accused.institution or "")
        if body and body.country:
            states.setdefault(body.country, used(f"alleged_perpetrators.{accused.id}", accused))
    acted = {}
    for investigation in facts.investigations:
        body = case.institution.get(investigation.body or "")
        if body and body.country and body.kind in STATE_BODIES:
            acted[body.country] = used(f"investigations.{investigation.id}", investigation)
    published = [(p, x) for p, x in facts.publications if not x.withheld]
    for path, item in (
        *published,
        *facts.outcomes("conclusion", "referral", "prosecution", "trial", "reparation", "closure"),
    ):
        body = case.institution.get(item.by or "")
        if body and body.country and body.kind in STATE_BODIES:
            acted.setdefault(body.country, used(path, item))
    names = {i.country: i.name for i in case.institutions if i.kind == "state"}
    concerned = Listed([names.get(s, s) for s in states])
    silent = [s for s in states if s not in acted]
    if not silent:
        return confirms(
            "What each State concerned has done is recorded ({states}).",
            *acted.values(),
            states=concerned,
        )
    return lacks(
        "What was done by {silent} is not recorded; the States concerned by the facts are "
        "{states}.",
        *(states[s] for s in silent),
        missing=Word("investigations, publications or outcomes, each with its body"),
        states=concerned,
        silent=Listed([names.get(s, s) for s in silent], AND, AND),
    )


@check("access-to-justice", "victim")
def access_to_justice(facts: Facts, victim: Victim) -> CheckResult:
    """Whether the relatives of a victim could go to court (para 10)."""
    path = f"victims.{victim.id}.next_of_kin"
    if not victim.next_of_kin:
        return lacks(
            "No relative of {id} is recorded, and no access to a court.", missing=path, id=victim.id
        )
    having = [
        used(f"{path}[{n}].access_to_court", k.access_to_court)
        for n, k in enumerate(victim.next_of_kin, 1)
        if k.access_to_court
    ]
    if len(having) == len(victim.next_of_kin):
        return confirms(
            "Every recorded relative of {id} had access to a court.", *having, id=victim.id
        )
    if having:
        return partly(
            "{some} of {all} recorded relatives of {id} had access to a court.",
            *having,
            id=victim.id,
            some=len(having),
            all=len(victim.next_of_kin),
        )
    return lacks(
        "No access of a relative of {id} to a court is recorded.",
        missing=f"{path}[].access_to_court",
        id=victim.id,
    )
