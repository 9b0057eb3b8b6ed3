"""Promptness: the opening, what set it going, reports up the line, and stretches without activity
(paras 15, 17, 23).
"""

from __future__ import annotations

from datetime import datetime

from minnesota.base.dates import Delay, When
from minnesota.base.wording import Sentence, Word
from minnesota.checks.delays import NO_START, limit_of, measured
from minnesota.checks.facts import SINCE_INCIDENT, Facts
from minnesota.checks.registry import (
    CheckResult,
    Used,
    check,
    confirms,
    contradicts,
    entry_of_kind,
    lacks,
    partly,
    used,
)
from minnesota.model.case import Act, Investigation


@check("investigation-opened", "case")
def investigation_opened(facts: Facts) -> CheckResult:
    """The delay from when the authorities knew, or should have known, to the opening (para 15)."""
    known, opening = facts.state_knowledge, facts.opening
    if opening and known:
        return measured(
            facts,
            "open-investigation",
            known.since,
            opening.on,
            (*known.facts, opening.fact),
            Word("An investigation was opened"),
            known.told_as,
        )
    if opening:
        return lacks(
            "An investigation was opened on {on}; when the authorities knew of the death is "
            "not recorded.",
            opening.fact,
            missing=NO_START,
            on=opening.on,
        )
    if facts.investigations:
        return lacks(
            "An investigation is recorded, but not when it was opened.",
            missing="investigations[].opened.on",
        )
    if known:
        ought = Word(
            " The State's own forces are alleged to have taken part, so it is taken to have "
            "known at once."
        )
        return lacks(
            Sentence(
                "No investigation by the authorities is recorded, ",
                known.told_as,
                ".",
                ought if known.told_as == SINCE_INCIDENT else "",
            ),
            *known.facts,
            missing="investigations",
            delay=facts.since(known.since),
            limit=limit_of(facts, "open-investigation"),
        )
    return lacks(
        "No investigation by the authorities is recorded.", missing=("investigations", NO_START)
    )


@check("start-hour", "investigation")
def start_hour(facts: Facts, investigation: Investigation) -> CheckResult:
    """Whether the date and the hour of the start are recorded (para 23)."""
    opened = investigation.opened
    path = f"investigations.{investigation.id}.opened"
    if opened is None or opened.on is None:
        return lacks(
            "When {id} was opened is not recorded.", missing=f"{path}.on", id=investigation.id
        )
    if opened.on.hour_known:
        return confirms(
            "{id} was opened at {on}.", used(path, opened), id=investigation.id, on=opened.on
        )
    return partly(
        "The date on which {id} was opened is recorded ({on}), the hour is not.",
        used(path, opened),
        id=investigation.id,
        on=opened.on,
    )


@check("own-motion", "investigation")
def own_motion(facts: Facts, investigation: Investigation) -> CheckResult:
    """What set the investigation going; a complaint counts against it only where the authorities
    waited (para 15).
    """
    fact = used(f"investigations.{investigation.id}", investigation)
    if investigation.opened_after in ("own-motion", "official-report"):
        return confirms("{id} was opened without a complaint.", fact, id=investigation.id)
    known, opened = facts.state_knowledge, investigation.opened
    benchmark = facts.benchmarks.get("open-investigation")
    if investigation.opened_after == "unknown" or not (
        known and opened and opened.on and benchmark
    ):
        return lacks(
            "What set {id} going is not recorded.",
            fact,
            id=investigation.id,
            missing=f"investigations.{investigation.id}.opened_after",
        )
    delay = Delay.between(known.since, opened.on)
    facts_used = (fact, used(f"{fact.path}.opened", opened), *known.facts)
    how = (
        Word("a court order")
        if investigation.opened_after == "court-order"
        else Word("a complaint")
    )
    exceeded = delay.exceeds(benchmark.limit())
    if exceeded is None:
        return lacks(
            "{id} was opened on {how}; the dates are too uncertain to say whether it was "
            "waited for.",
            *facts_used,
            missing=f"{fact.path}.opened.on",
            id=investigation.id,
            how=how,
        )
    if exceeded:
        return contradicts(
            Sentence("{id} was opened only on {how}, ", known.told_as, "."),
            *facts_used,
            id=investigation.id,
            how=how,
            delay=delay,
        )
    return partly(
        Sentence("{id} was opened on {how}, ", known.told_as, "."),
        *facts_used,
        id=investigation.id,
        how=how,
        delay=delay,
    )


@check("reported-up", "case")
def reported_up(facts: Facts) -> CheckResult:
    """The delay from the incident to the first official report up the line (para 23)."""
    reports = [
        (path, event) for path, event in facts.events("official-report") if event.on.earliest
    ]
    if facts.case.incident.date is None:
        return lacks("When the incident took place is not recorded.", missing="incident.date")
    if not reports:
        return lacks(
            "No report by officials up the line is recorded.",
            missing=entry_of_kind("timeline[]", "official-report"),
        )
    path, event = min(reports, key=lambda pair: str(pair[1].on.earliest))
    return measured(
        facts,
        "reported-up",
        facts.case.incident.date,
        event.on,
        (used("incident", facts.case.incident), used(path, event)),
        Word("Officials reported the death up the line"),
        SINCE_INCIDENT,
    )


@check("custody-reported", "case")
def custody_reported(facts: Facts) -> CheckResult:
    """The delay from the death to the report to a judicial or other competent authority
    (para 17).
    """
    reports = [(path, event) for path, event in facts.events("custody-report") if event.on.earliest]
    deaths = [
        (f"victims.{v.id}.death", v.death) for v in facts.case.victims if v.death and v.death.date
    ]
    if not reports:
        return lacks(
            "No report of the death in custody is recorded.",
            missing=entry_of_kind("timeline[]", "custody-report"),
        )
    path, event = min(reports, key=lambda pair: str(pair[1].on.earliest))
    if not deaths:
        return lacks(
            "When the person died is not recorded.",
            used(path, event),
            missing="victims[].death.date",
        )
    where, death = deaths[0]
    assert death.date is not None
    return measured(
        facts,
        "custody-report",
        death.date,
        event.on,
        (used(where, death), used(path, event)),
        Word("The death in custody was reported"),
        Word("{delay} after the death"),
    )


@check("activity-gaps", "investigation")
def activity_gaps(facts: Facts, investigation: Investigation) -> CheckResult:
    """The longest stretch without recorded activity, less the pauses that are explained (para 23).

    In a file kept by those who investigate, such a stretch is a delay. In a file kept by others it
    only shows that nothing is known of that time.
    """
    path = f"investigations.{investigation.id}"
    benchmark = facts.benchmarks.get("inactivity")
    opened = investigation.opened
    if opened is None or opened.on is None or opened.on.earliest is None or benchmark is None:
        return lacks(
            "When {id} was opened is not recorded.",
            missing=f"{path}.opened.on",
            id=investigation.id,
        )
    limit = benchmark.limit()
    covered: list[tuple[When, Used]] = [(opened.on, used(f"{path}.opened", opened))]
    for number, pause in enumerate(investigation.pauses, 1):
        covered.append((pause.between, used(f"{path}.pauses[{number}]", pause)))
    end = (
        investigation.closed.on if investigation.closed and investigation.closed.on else facts.as_of
    )
    covered += [
        (on, f)
        for on, f in _activity(facts, investigation)
        if f.sources
        and on.earliest
        and on.latest  # a claim, or a date that is open, ends no stretch
        and not end.is_before(on)
        and not on.is_before(opened.on)
        and (on.latest - on.earliest).days <= (limit.days or 0)
    ]
    covered.sort(key=lambda pair: pair[0].earliest or datetime.max)
    until = covered[0][0]
    longest: tuple[int, When, When] = (0, until, until)
    for on, _ in [*covered[1:], (end, covered[0][1])]:
        gap = Delay.between(until, on).least_days or 0
        longest = max(longest, (gap, until, on), key=lambda g: g[0])
        if (on.latest or datetime.max) > (until.latest or datetime.max):
            until = on
    days, start, stop = longest
    sources = tuple(fact for _, fact in covered)
    if days <= (limit.days or 0):
        return confirms(
            "No stretch without activity in {id} is longer than our benchmark of {limit} (the "
            "longest: {days} days).",
            *sources,
            id=investigation.id,
            limit=limit,
            days=days,
        )
    text = (
        "Nothing is recorded in {id} for {days} days, from {start} to {stop}; our "
        "benchmark is {limit}."
    )
    values = {"id": investigation.id, "days": days, "start": start, "stop": stop, "limit": limit}
    if facts.kept_by_investigators:
        return contradicts(text, *sources, **values)
    return lacks(text, *sources, missing=(f"{path}.pauses", "timeline[]"), **values)


def _activity(facts: Facts, investigation: Investigation) -> list[tuple[When, Used]]:
    """Everything dated that was done in an investigation, or that does not say in which."""
    found = [
        (e.on, used(p, e))
        for p, e in facts.events(
            "investigation", "interview", "hearing", "arrest", "custody-report"
        )
        if e.investigation in (investigation.id, None)
    ]
    found += [
        (o.on, used(p, o))
        for p, o in facts.outcomes(
            "conclusion", "referral", "prosecution", "trial", "conviction", "acquittal"
        )
        if o.on and o.investigation in (investigation.id, None)
    ]
    acts: list[tuple[str, Act | None]] = [
        (f"witnesses.{w.id}.interviewed", w.interviewed) for w in facts.case.witnesses
    ]
    for scene in facts.case.scenes:
        acts += [
            (f"scenes.{scene.id}.{n}", getattr(scene, n))
            for n in ("secured", "examined", "searched")
        ]
    for victim in facts.case.victims:
        acts += [
            (f"victims.{victim.id}.{n}", getattr(victim, n))
            for n in ("identification", "remains", "autopsy")
        ]
    found += [(a.on, used(p, a)) for p, a in acts if a and a.on and not facts.outsider(a)]
    return found
