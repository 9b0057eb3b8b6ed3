"""The records of an investigation: its report of the death, its timeline, its list of witnesses
(para 51, section IV.B).
"""

from __future__ import annotations

from functools import cache

from minnesota.base.wording import OR, Listed, Word, listed
from minnesota.checks.facts import Facts
from minnesota.checks.registry import (
    CheckResult,
    Used,
    check,
    confirms,
    entry_of_kind,
    lacks,
    partly,
    used,
)
from minnesota.model.case import Fact

REPORT = {
    "reporter": Word("who first reported the death"),
    "victims": Word("who the victims are"),
    "times": Word("the dates and times of events"),
    "places": Word("every location"),
    "method": Word("how death was caused"),
    "responsible": Word("who is believed responsible"),
}


@check("report", "case", about=REPORT)
def report(facts: Facts, about: str) -> CheckResult:
    """Whether the investigation's own record holds what the report of a death should hold (para
    51).

    In a file kept by those who investigate, every sourced fact counts; in any other, only what
    rests on exhibits that an investigation gathered: what others wrote does not show what the State
    recorded.
    """
    stated = _stated(facts, about)
    own = [
        u
        for u in stated
        if facts.kept_by_investigators or not facts.gathered_ids.isdisjoint(u.sources)
    ]
    values = {"what": REPORT[about], "some": len(own), "all": len(stated)}
    if own and len(own) == len(stated):
        return confirms("The investigation's record says {what}.", *own, **values)
    if own:
        return partly(
            "The investigation's record says {what}, but not all of it ({some} of {all}).",
            *own,
            **values,
        )
    return lacks(
        "Nothing gathered by an investigation is recorded that says {what}.",
        missing=_WHERE[about],
        **values,
    )


_WHERE = {
    "reporter": entry_of_kind("timeline[]", "official-report"),
    "victims": "victims[].identification",
    "times": "incident.date",
    "places": "incident.place",
    "method": "victims[].death.cause",
    "responsible": "alleged_perpetrators",
}


def _stated(facts: Facts, about: str) -> list[Used]:
    """The facts of a case that say one thing that a report should hold, each with its sources."""
    case, incident = facts.case, used("incident", facts.case.incident)
    if about == "reporter":
        return [used(p, e) for p, e in facts.events("official-report") if e.by]
    if about == "victims":
        return [
            used(f"victims.{v.id}", v)
            for v in case.victims
            if v.name or v.pseudonym or v.identification or v.note
        ]
    if about == "times":
        return [incident] if case.incident.date else []
    if about == "places":
        places: list[tuple[str, Fact]] = [
            (f"scenes.{s.id}", s) for s in case.scenes if s.place or s.coordinates
        ]
        return ([incident] if case.incident.place else []) + [used(p, s) for p, s in places]
    if about == "method":
        return [
            used(f"victims.{v.id}.death", v.death)
            for v in case.victims
            if v.death and v.death.cause
        ]
    return [used(f"alleged_perpetrators.{p.id}", p) for p in case.alleged_perpetrators]


@check("timeline", "case", about=("built", "sourced"))
def timeline(facts: Facts, about: str) -> CheckResult:
    """Whether there is one timeline of before, during and after the death, each entry with its
    source (section IV.B).
    """
    entries = facts.timeline
    if not facts.kept_by_investigators:
        entries = [(p, e) for p, e in entries if not facts.gathered_ids.isdisjoint(e.sources)]
    if not entries:
        return lacks("No timeline made by an investigation is recorded.", missing="timeline[]")
    every = [used(p, e) for p, e in entries]
    if about == "sourced":
        bare = [u.path for u in every if not u.sources]
        if not bare:
            return confirms(
                "Each entry of the timeline has its source ({count}).", *every, count=len(every)
            )
        if len(bare) == len(every):
            return lacks("No entry of the timeline has a source.", missing="timeline[].sources")
        with_source = [u for u in every if u.sources]
        return partly(
            "Entries of the timeline have no source: {which}.", *with_source, which=listed(bare)
        )
    start = facts.case.incident.date
    if start is None or start.earliest is None or start.latest is None:
        return lacks("When the incident took place is not recorded.", missing="incident.date")
    have = {
        Word("before"): any(e.on.latest and e.on.latest < start.earliest for _, e in entries),
        Word("during"): any(
            e.on.earliest
            and e.on.latest
            and e.on.earliest <= start.latest
            and e.on.latest >= start.earliest
            for _, e in entries
        ),
        Word("after"): any(e.on.earliest and e.on.earliest > start.latest for _, e in entries),
    }
    absent = [when for when, there in have.items() if not there]
    if absent:
        return partly(
            "The timeline holds nothing from {absent} the death.", *every, absent=listed(absent)
        )
    return confirms(
        "The timeline runs from before the death to after it ({count} entries).",
        *every,
        count=len(every),
    )


WITNESSES = {
    "saw-or-knew": (("eyewitness", "survivor"), ("background",)),
    "insiders": (("insider",),),
}


@check("witness-list", "case", about=WITNESSES)
def witness_list(facts: Facts, about: str) -> CheckResult:
    """Whether the witnesses listed are of the kinds that should be sought (section IV.B)."""
    wanted = WITNESSES[about]
    listed_here = [
        w
        for w in facts.case.witnesses
        if facts.kept_by_investigators or (w.interviewed and not facts.discounted(w.interviewed))
    ]
    found = [[w for w in listed_here if w.kind in kinds] for kinds in wanted]
    every = [used(f"witnesses.{w.id}", w) for group in found for w in group]
    gone = _of_kinds(
        tuple([kinds for kinds, group in zip(wanted, found, strict=True) if not group])
    )
    if all(found):
        return confirms(
            "Witnesses are listed of kind {kinds} ({count}).",
            *every,
            kinds=_of_kinds(wanted),
            count=len(every),
        )
    if every:
        return partly(
            "Witnesses are listed ({count}), none of kind {gone}.",
            *every,
            count=len(every),
            gone=gone,
        )
    asked = tuple([entry_of_kind("witnesses[]", k[0]) for k in wanted])
    missing = asked if facts.kept_by_investigators else (*asked, "witnesses[].interviewed")
    return lacks(
        "No witness of kind {gone} is recorded as found by the investigation.",
        missing=missing,
        gone=gone,
    )


@cache
def _of_kinds(groups: tuple[tuple[str, ...], ...]) -> Listed:
    """Groups of kinds of witness in words: of any of each."""
    return listed([Listed([*map(Word, kinds)], OR) for kinds in groups])
