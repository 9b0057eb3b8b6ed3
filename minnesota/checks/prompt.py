"""Promptness: when the authorities knew, and how long each thing took from then (paras 15, 17, 23)."""

from __future__ import annotations

from datetime import datetime

from minnesota.case import Act, Investigation, Scene, Victim
from minnesota.checks.facts import Facts
from minnesota.checks.registry import Seen, Used, check, confirms, contradicts, excludes, lacks, partly, used
from minnesota.dates import Delay, Limit, When

_NO_START = "incident.authorities_knew.on"


@check("investigation-opened", "case")
def investigation_opened(facts: Facts) -> Seen:
    """The delay from when the authorities knew, or should have known, to the opening (para 15)."""
    known, opening = facts.knowledge(), facts.opening()
    if opening and known:
        return measured(
            facts,
            "open-investigation",
            known[0],
            opening[0],
            (*known[2], opening[1]),
            "An investigation was opened",
            f"after {known[1]}",
        )
    if opening:
        return lacks(
            "An investigation was opened on {on}; when the authorities knew of the death is not recorded.",
            opening[1],
            missing=_NO_START,
            on=opening[0],
        )
    if facts.investigations:
        return lacks("An investigation is recorded, but not when it was opened.", missing="investigations[].opened.on")
    if known:
        ought = (
            ""
            if known[1] != "the incident"
            else " The State's own forces are alleged to have taken part, so it is taken to have known at once."
        )
        return lacks(
            "No investigation by the authorities is recorded, {delay} after " + known[1] + "." + ought,
            *known[2],
            missing="investigations",
            delay=facts.since(known[0]),
            limit=_limit(facts, "open-investigation"),
        )
    return lacks("No investigation by the authorities is recorded.", missing=("investigations", _NO_START))


@check("start-hour", "investigation")
def start_hour(facts: Facts, investigation: Investigation) -> Seen:
    """Whether the date and the hour of the start are recorded (para 23)."""
    opened = investigation.opened
    path = f"investigations.{investigation.id}.opened"
    if opened is None or opened.on is None:
        return lacks("When {id} was opened is not recorded.", missing=f"{path}.on", id=investigation.id)
    if opened.on.hour_known:
        return confirms("{id} was opened at {on}.", used(path, opened), id=investigation.id, on=opened.on)
    return partly(
        "The date on which {id} was opened is recorded ({on}), the hour is not.",
        used(path, opened),
        id=investigation.id,
        on=opened.on,
    )


@check("own-motion", "investigation")
def own_motion(facts: Facts, investigation: Investigation) -> Seen:
    """What set the investigation going; a complaint counts against it only where the authorities waited (para 15)."""
    fact = used(f"investigations.{investigation.id}", investigation)
    if investigation.opened_after in ("own-motion", "official-report"):
        return confirms("{id} was opened without a complaint.", fact, id=investigation.id)
    known, opened = facts.knowledge(), investigation.opened
    benchmark = facts.benchmarks.get("open-investigation")
    if investigation.opened_after == "unknown" or not (known and opened and opened.on and benchmark):
        return lacks(
            "What set {id} going is not recorded.",
            fact,
            id=investigation.id,
            missing=f"investigations.{investigation.id}.opened_after",
        )
    delay = Delay.between(known[0], opened.on)
    facts_used = (fact, used(f"{fact.path}.opened", opened), *known[2])
    how = "a court order" if investigation.opened_after == "court-order" else "a complaint"
    if delay.exceeds(benchmark.limit()):
        return contradicts(
            "{id} was opened only on {how}, {delay} after " + known[1] + ".",
            *facts_used,
            id=investigation.id,
            how=how,
            delay=delay,
        )
    return partly(
        "{id} was opened on {how}, {delay} after " + known[1] + ".",
        *facts_used,
        id=investigation.id,
        how=how,
        delay=delay,
    )


@check("reported-up", "case")
def reported_up(facts: Facts) -> Seen:
    """The delay from the incident to the first official report up the line (para 23)."""
    reports = [(path, event) for path, event in facts.events("official-report") if event.on.earliest]
    if facts.case.incident.date is None:
        return lacks("When the incident took place is not recorded.", missing="incident.date")
    if not reports:
        return lacks("No report by officials up the line is recorded.", missing="timeline[] of kind official-report")
    path, event = min(reports, key=lambda pair: str(pair[1].on.earliest))
    return measured(
        facts,
        "reported-up",
        facts.case.incident.date,
        event.on,
        (used("incident", facts.case.incident), used(path, event)),
        "Officials reported the death up the line",
        "after the incident",
    )


@check("custody-reported", "case")
def custody_reported(facts: Facts) -> Seen:
    """The delay from the death to the report to a judicial or other competent authority (para 17)."""
    reports = [(path, event) for path, event in facts.events("custody-report") if event.on.earliest]
    deaths = [(f"victims.{v.id}.death", v.death) for v in facts.case.victims if v.death and v.death.date]
    if not reports:
        return lacks("No report of the death in custody is recorded.", missing="timeline[] of kind custody-report")
    path, event = min(reports, key=lambda pair: str(pair[1].on.earliest))
    if not deaths:
        return lacks("When the person died is not recorded.", used(path, event), missing="victims[].death.date")
    where, death = deaths[0]
    assert death.date is not None
    return measured(
        facts,
        "custody-report",
        death.date,
        event.on,
        (used(where, death), used(path, event)),
        "The death in custody was reported",
        "after the death",
    )


@check("delay", "scene", about=("scene-secured", "scene-examined"))
def delay_at_scene(facts: Facts, scene: Scene, about: str) -> Seen:
    """The delay from when the authorities knew to the securing, or the examination, of a scene (para 23)."""
    act = scene.secured if about == "scene-secured" else scene.examined
    word = "secured" if about == "scene-secured" else "examined"
    return _since_known(
        facts,
        about,
        f"scenes.{scene.id}.{word}",
        act,
        "Scene {id} was " + word,
        scene.id,
        "No date is recorded on which scene {id} was " + word,
    )


@check("delay", "victim", about=("remains-recovered",))
def delay_of_recovery(facts: Facts, victim: Victim, about: str) -> Seen:
    """The delay from when the authorities knew to the recovery of the remains (para 23)."""
    recovered = victim.remains if victim.remains and victim.remains.recovered is not False else None
    return _since_known(
        facts,
        about,
        f"victims.{victim.id}.remains",
        recovered,
        "The remains of {id} were recovered",
        victim.id,
        "No date is recorded on which the remains of {id} were recovered",
    )


@check("delay", "victim", about=("autopsy",))
def delay_of_autopsy(facts: Facts, victim: Victim, about: str) -> Seen:
    """The delay from the recovery of the body to the autopsy (para 23)."""
    path = f"victims.{victim.id}"
    remains, autopsy = victim.remains, victim.autopsy
    if autopsy and not autopsy.performed:
        return excludes("No autopsy was performed on {id}; see the step that asks for one.", id=victim.id)
    if remains is None or remains.on is None:
        return lacks(
            "When the remains of {id} were recovered is not recorded.", missing=f"{path}.remains.on", id=victim.id
        )
    if autopsy is None or autopsy.on is None:
        return lacks(
            "No date of an autopsy on {id} is recorded, {delay} after the recovery.",
            used(f"{path}.remains", remains),
            missing=f"{path}.autopsy.on",
            id=victim.id,
            delay=facts.since(remains.on),
            limit=_limit(facts, "autopsy"),
        )
    facts_used = (used(f"{path}.remains", remains), used(f"{path}.autopsy", autopsy))
    return measured(
        facts,
        "autopsy",
        remains.on,
        autopsy.on,
        facts_used,
        "The autopsy on {id} was performed",
        "after the recovery",
        id=victim.id,
    )


@check("delay", "case", about=("first-interview",))
def delay_of_first_interview(facts: Facts, about: str) -> Seen:
    """The delay from when the authorities knew to the first interview of a witness (para 23)."""
    heard = [
        (f"witnesses.{w.id}.interviewed", w.interviewed)
        for w in facts.case.witnesses
        if w.interviewed and w.interviewed.on and not facts.by_outsider(w.interviewed)
    ]
    path, first = min(heard, key=lambda p: str(p[1].on and p[1].on.earliest), default=("witnesses[].interviewed", None))
    return _since_known(
        facts,
        about,
        path,
        first,
        "The first witness was heard",
        None,
        "No interview of a witness by the authorities is recorded",
    )


@check("delay", "case", about=("family-told",))
def delay_of_telling_family(facts: Facts, about: str) -> Seen:
    """The delay from the opening of the investigation to the day a family was first told of it (para 23)."""
    opening = facts.opening()
    told = [(p, c) for p, c in facts.communications() if c.direction == "to-family" and "investigation" in c.about]
    if opening is None:
        return lacks(
            "No opening of an investigation is recorded of which a family could have been told.",
            missing="investigations[].opened.on",
        )
    if not told:
        return lacks(
            "No word to a family that an investigation is under way is recorded, {delay} after it was opened.",
            opening[1],
            missing="communications[] about investigation",
            delay=facts.since(opening[0]),
            limit=_limit(facts, about),
        )
    path, first = min(told, key=lambda pair: str(pair[1].on.earliest))
    return measured(
        facts,
        about,
        opening[0],
        first.on,
        (opening[1], used(path, first)),
        "A family was first told",
        "after the opening",
    )


@check("activity-gaps", "investigation")
def activity_gaps(facts: Facts, investigation: Investigation) -> Seen:
    """The longest stretch without recorded activity, less the pauses that are explained (para 23).

    In a file kept by those who investigate, such a stretch is a delay. In a file kept by others it
    only shows that nothing is known of that time.
    """
    path = f"investigations.{investigation.id}"
    benchmark = facts.benchmarks.get("inactivity")
    opened = investigation.opened
    if opened is None or opened.on is None or opened.on.earliest is None or benchmark is None:
        return lacks("When {id} was opened is not recorded.", missing=f"{path}.opened.on", id=investigation.id)
    covered: list[tuple[When, Used]] = [(opened.on, used(f"{path}.opened", opened))]
    for number, pause in enumerate(investigation.pauses, 1):
        covered.append((pause.between, used(f"{path}.pauses[{number}]", pause)))
    covered += [(on, fact) for on, fact in _activity(facts, investigation) if on.earliest]
    end = investigation.closed.on if investigation.closed and investigation.closed.on else facts.as_of
    covered.sort(key=lambda pair: str(pair[0].earliest))
    until = covered[0][0]
    longest: tuple[int, When, When] = (0, until, until)
    for on, _ in [*covered[1:], (end, covered[0][1])]:
        gap = Delay.between(until, on).least_days or 0
        longest = max(longest, (gap, until, on), key=lambda g: g[0])
        if (on.latest or datetime.max) > (until.latest or datetime.max):
            until = on
    days, start, stop = longest
    sources = tuple(fact for _, fact in covered)
    if days <= (benchmark.limit().days or 0):
        return confirms(
            "No stretch without activity in {id} is longer than our benchmark of {limit} (the longest: {days} days).",
            *sources,
            id=investigation.id,
            limit=benchmark.limit(),
            days=days,
        )
    text = "Nothing is recorded in {id} for {days} days, from {start} to {stop}; our benchmark is {limit}."
    values = {"id": investigation.id, "days": days, "start": start, "stop": stop, "limit": benchmark.limit()}
    if facts.own_file:
        return contradicts(text, *sources, **values)
    return lacks(text, *sources, missing=(f"{path}.pauses", "timeline[]"), **values)


def measured(
    facts: Facts,
    benchmark_id: str,
    start: When,
    end: When,
    used_facts: tuple[Used, ...],
    what: str,
    after: str,
    **values: str,
) -> Seen:
    """A delay held against a benchmark: kept, exceeded, or not settled because the dates are too uncertain."""
    delay = Delay.between(start, end)
    benchmark = facts.benchmarks.get(benchmark_id)
    if benchmark is None:
        return lacks(
            what + " {delay} " + after + "; no benchmark is set for it.",
            *used_facts,
            missing=f"benchmarks.{benchmark_id}",
            delay=delay,
            **values,
        )
    exceeded = delay.exceeds(benchmark.limit())
    text = f"{what} {{delay}} {after}"
    values = {**values, "delay": delay, "limit": benchmark.limit()}  # type: ignore[dict-item]
    if exceeded is None:
        return lacks(
            text + "; the dates are too uncertain to hold this against our benchmark of {limit}.",
            *used_facts,
            missing="a more exact date or hour",
            **values,
        )
    if exceeded:
        if explained := _explanation(facts, start, end):
            return partly(
                text + ", longer than our benchmark of {limit}; an explanation is recorded.",
                *used_facts,
                explained,
                **values,
            )
        return contradicts(
            text + ", longer than our benchmark of {limit}; no explanation is recorded.", *used_facts, **values
        )
    return confirms(text + ", within our benchmark of {limit}.", *used_facts, **values)


def _since_known(
    facts: Facts, benchmark_id: str, path: str, act: Act | None, what: str, id: str | None, nothing: str
) -> Seen:
    """A delay from when the authorities knew to an act; measured to the day of assessment where nothing was done."""
    known = facts.knowledge()
    values = {"id": id} if id else {}
    if known is None:
        return lacks("When the authorities knew of the death is not recorded.", missing=_NO_START)
    if act is None or act.on is None:
        return lacks(
            nothing + ", {delay} after " + known[1] + ".",
            *known[2],
            missing=path if path.endswith("interviewed") else f"{path}.on",
            delay=facts.since(known[0]),
            limit=_limit(facts, benchmark_id),
            **values,
        )
    if outsider := facts.by_outsider(act):
        return lacks(
            nothing + " by the authorities; {body} did so.",
            used(path, act),
            missing=f"{path}.by",
            body=outsider,
            **values,
        )
    return measured(
        facts, benchmark_id, known[0], act.on, (*known[2], used(path, act)), what, f"after {known[1]}", **values
    )


def _limit(facts: Facts, benchmark_id: str) -> Limit | None:
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


def _activity(facts: Facts, investigation: Investigation) -> list[tuple[When, Used]]:
    """Everything dated that was done in an investigation; where it is the only one, all that was done at all."""
    only = len(facts.investigations) == 1
    found = [
        (e.on, used(p, e))
        for p, e in facts.events("investigation", "interview", "hearing", "arrest", "custody-report")
        if e.investigation == investigation.id or (only and e.investigation is None)
    ]
    found += [
        (o.on, used(p, o))
        for p, o in facts.outcomes("conclusion", "referral", "prosecution", "trial", "conviction", "acquittal")
        if o.on and (o.investigation == investigation.id or (only and o.investigation is None))
    ]
    if only:
        acts: list[tuple[str, Act | None]] = [
            (f"witnesses.{w.id}.interviewed", w.interviewed) for w in facts.case.witnesses
        ]
        for scene in facts.case.scenes:
            acts += [(f"scenes.{scene.id}.{n}", getattr(scene, n)) for n in ("secured", "examined", "searched")]
        for victim in facts.case.victims:
            acts += [(f"victims.{victim.id}.{n}", getattr(victim, n)) for n in ("identification", "remains", "autopsy")]
        found += [(a.on, used(p, a)) for p, a in acts if a and a.on and not facts.by_outsider(a)]
    return found
