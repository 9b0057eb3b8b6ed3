"""Effectiveness and thoroughness: the minimum of paras 24 to 27, for each victim, scene, exhibit and witness."""

from __future__ import annotations

from minnesota.case import Act, Exhibit, Investigation, Scene, Victim, Witness
from minnesota.checks.facts import Facts
from minnesota.checks.registry import Seen, Used, check, confirms, contradicts, excludes, lacks, partly, used
from minnesota.dates import Delay

EVIDENCE = {
    "testimony": ("testimony",),
    "documents": ("document", "official-record"),
    "physical": ("sample", "object", "remains", "forensic-report"),
}
SCIENTIFIC = frozenset({"dna", "fingerprints", "dental", "medical"})
IN_CUSTODY = frozenset({"sample", "remains", "object", "photo", "video", "audio", "digital"})


@check("evidence-kinds", "case", about=EVIDENCE)
def evidence_kinds(facts: Facts, about: str) -> Seen:
    """Whether the investigation gathered evidence of a kind: testimony, documents, physical evidence (para 24)."""
    found = [e for e in facts.gathered if e.kind in EVIDENCE[about]]
    heard = [
        used(f"witnesses.{w.id}.interviewed", w.interviewed)
        for w in facts.case.witnesses
        if about == "testimony" and w.interviewed and not facts.by_outsider(w.interviewed)
    ]
    kind = {"testimony": "testimony", "documents": "documents", "physical": "physical evidence"}[about]
    if found or heard:
        return confirms(
            "The investigation gathered {kind} ({count} recorded).",
            *map(_itself, found),
            *heard,
            kind=kind,
            count=len(found) + len(heard),
        )
    return lacks("No {kind} gathered by an investigation is recorded.", missing="exhibits[].investigation", kind=kind)


@check("corroboration", "case")
def corroboration(facts: Facts) -> Seen:
    """Whether the incident and the part of each alleged perpetrator rest on two sources that do not share an origin (para 24).

    An exhibit derived from another, or of the same recorded origin, is not a second source. Outside the
    investigators' own file, only what an investigation gathered counts.
    """
    usable = {e.id for e in facts.gathered}
    points = [used("incident", facts.case.incident)]
    points += [used(f"alleged_perpetrators.{p.id}", p) for p in facts.case.alleged_perpetrators]
    single = [p for p in points if len(_origins(facts, [s for s in p.sources if s in usable])) < 2]
    if not single:
        return confirms(
            "Each of {count} key facts rests on two sources of separate origin.", *points, count=len(points)
        )
    names = ", ".join(p.path for p in single)
    if len(single) < len(points):
        return partly(
            "{some} of {all} key facts rest on two sources of separate origin; not so: {names}.",
            *points,
            some=len(points) - len(single),
            all=len(points),
            names=names,
        )
    if not usable:
        return lacks(
            "No evidence gathered by an investigation is recorded that could confirm the key facts.",
            missing="exhibits[].investigation",
        )
    return lacks(
        "None of the key facts rests on two sources of separate origin: {names}.",
        *points,
        missing="sources",
        names=names,
    )


def _origins(facts: Facts, sources: list[str]) -> set[str]:
    """The separate origins of some exhibits: each followed back through what it is derived from."""
    origins: set[str] = set()
    waiting, seen = list(sources), set()
    while waiting:
        exhibit = facts.case.exhibit[waiting.pop()]
        if exhibit.id in seen:
            continue
        seen.add(exhibit.id)
        if exhibit.derived_from:
            waiting.extend(exhibit.derived_from)
        else:
            origins.add((exhibit.origin or exhibit.id).casefold())
    return origins


@check("victim-identified", "victim")
def victim_identified(facts: Facts, victim: Victim) -> Seen:
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
    if outsider := facts.by_outsider(found):
        return partly("{id} was identified by {body}, not by an investigation.", fact, id=victim.id, body=outsider)
    if not found.methods:
        return partly("{id} was identified; by which method is not recorded.", fact, id=victim.id)
    methods = ", ".join(found.methods)
    if SCIENTIFIC & set(found.methods):
        return confirms("{id} was identified by {methods}.", fact, id=victim.id, methods=methods)
    return partly(
        "{id} was identified by {methods} only, with no scientific method.", fact, id=victim.id, methods=methods
    )


@check("remains-recovered", "victim")
def remains_recovered(facts: Facts, victim: Victim) -> Seen:
    """Whether the remains of a victim were recovered, and by whom (para 25)."""
    path, remains = f"victims.{victim.id}.remains", victim.remains
    if remains is None:
        return lacks("Nothing is recorded of the remains of {id}.", missing=path, id=victim.id)
    fact = used(path, remains)
    if remains.recovered:
        if outsider := facts.by_outsider(remains):
            return partly(
                "The remains of {id} were recovered by {body}, not by the authorities.",
                fact,
                id=victim.id,
                body=outsider,
            )
        return confirms("The remains of {id} were recovered.", fact, id=victim.id)
    if remains.recovered is False:
        return contradicts("The remains of {id} were not recovered.", fact, id=victim.id)
    state = (
        f"The remains of {{id}} are reported {_listed(remains.condition)}"
        if remains.condition
        else "Remains of {id} are recorded"
    )
    known = facts.knowledge()
    if known is None:
        return lacks(state + "; no recovery is recorded.", fact, missing=f"{path}.recovered", id=victim.id)
    return lacks(
        state + "; no recovery is recorded {delay} on.",
        fact,
        missing=f"{path}.recovered",
        id=victim.id,
        delay=facts.since(known[0]),
    )


@check("scene-worked", "scene", about=("secured", "recorded", "searched"))
def scene_worked(facts: Facts, scene: Scene, about: str) -> Seen:
    """Whether a scene was secured, searched, or recorded by notes, sketch and photographs (para 25)."""
    path = f"scenes.{scene.id}"
    names = ("notes", "sketch", "photographs") if about == "recorded" else (about,)
    acts = [(n, a) for n, a in ((n, getattr(scene, n)) for n in names) if isinstance(a, Act)]
    official = [(n, a) for n, a in acts if not facts.by_outsider(a)]
    facts_used = tuple(used(f"{path}.{n}", a) for n, a in official)
    if len(official) == len(names):
        return confirms("Scene {id} was {about}.", *facts_used, id=scene.id, about=about)
    missing = tuple(f"{path}.{n}" for n in names if n not in dict(official))
    if official:
        return partly(
            "Scene {id} was recorded by {have}, not by {lack}.",
            *facts_used,
            id=scene.id,
            have=_listed(tuple(n for n, _ in official)),
            lack=_listed(tuple(n for n in names if n not in dict(official))),
        )
    if acts:
        return lacks(
            "Scene {id} was {about} by {body}, not by the authorities.",
            *(used(f"{path}.{n}", a) for n, a in acts),
            missing=missing,
            id=scene.id,
            about=about,
            body=facts.by_outsider(acts[0][1]),
        )
    return lacks("Nothing recorded shows that scene {id} was {about}.", missing=missing, id=scene.id, about=about)


@check("exhibit-custody", "exhibit")
def exhibit_custody(facts: Facts, exhibit: Exhibit) -> Seen:
    """Whether the chain of custody of an exhibit is unbroken: no gap, no overlap, no unknown hand (para 25)."""
    path, chain = f"exhibits.{exhibit.id}.custody", exhibit.custody
    if exhibit.kind not in IN_CUSTODY:
        return excludes("{id} is no item whose custody has to be shown ({kind}).", id=exhibit.id, kind=exhibit.kind)
    if not chain:
        return lacks("No holder of {id} is recorded.", missing=path, id=exhibit.id)
    entries = [used(f"{path}[{n}]", c) for n, c in enumerate(chain, 1)]
    for number, (before, after) in enumerate(zip(chain, chain[1:], strict=False), 1):
        pair, values = (entries[number - 1], entries[number]), {"id": exhibit.id, "first": number, "second": number + 1}
        if before.handed_on is None:
            return lacks(
                "When holder {first} of {id} handed it on is not recorded.",
                *pair,
                missing=f"{path}[{number}].handed_on",
                **values,
            )
        between = Delay.between(before.handed_on, after.received)
        if between.impossible:
            return contradicts(
                "Holder {second} of {id} received it before holder {first} handed it on.", *pair, **values
            )
        if (between.least_days or 0) > 0:
            return contradicts(
                "Nobody is recorded as holding {id} for {delay} between holders {first} and {second}.",
                *pair,
                delay=between,
                **values,
            )
    for number, holder in enumerate(chain, 1):
        if holder.handed_on and Delay.between(holder.received, holder.handed_on).impossible:
            return contradicts(
                "Holder {number} of {id} handed it on before receiving it.",
                entries[number - 1],
                id=exhibit.id,
                number=number,
            )
    return confirms(
        "The chain of custody of {id} is unbroken through {count} holders.", *entries, id=exhibit.id, count=len(chain)
    )


@check("witnesses-listed", "case")
def witnesses_listed(facts: Facts) -> Seen:
    """Whether witnesses were found, and any of them heard by the investigation (para 25)."""
    witnesses = facts.case.witnesses
    heard = [w for w in witnesses if w.interviewed and not facts.by_outsider(w.interviewed)]
    if not witnesses:
        return lacks("No witness is recorded.", missing="witnesses")
    facts_used = tuple(used(f"witnesses.{w.id}", w) for w in witnesses)
    if heard or facts.own_file:
        return confirms(
            "{count} witnesses are recorded, {heard} of them heard.",
            *facts_used,
            count=len(witnesses),
            heard=len(heard),
        )
    return lacks(
        "{count} witnesses are recorded; none is recorded as found by the investigation.",
        *facts_used,
        missing="witnesses[].interviewed",
        count=len(witnesses),
    )


@check("witness-heard", "witness")
def witness_heard(facts: Facts, witness: Witness) -> Seen:
    """Whether the investigation heard a witness (para 25)."""
    path, act = f"witnesses.{witness.id}.interviewed", witness.interviewed
    if act is None:
        return lacks("No interview of {id} is recorded.", missing=path, id=witness.id)
    if outsider := facts.by_outsider(act):
        return lacks(
            "{id} was heard by {body}, not by the investigation.",
            used(path, act),
            missing=path,
            id=witness.id,
            body=outsider,
        )
    return confirms("{id} was heard.", used(path, act), id=witness.id)


@check("witness-protected", "witness")
def witness_protected(facts: Facts, witness: Witness) -> Seen:
    """Whether a witness is protected, and whether a recorded threat was left without protection (para 27)."""
    path = f"witnesses.{witness.id}"
    if witness.protection:
        return confirms(
            "Protection for {id} is recorded.", used(f"{path}.protection", witness.protection), id=witness.id
        )
    if witness.threatened:
        return contradicts(
            "{id} was threatened; no protection is recorded.",
            used(f"{path}.threatened", witness.threatened),
            id=witness.id,
        )
    return lacks(
        "Neither a threat against {id} nor any protection is recorded.", missing=f"{path}.protection", id=witness.id
    )


@check("autopsy", "victim")
def autopsy(facts: Facts, victim: Victim) -> Seen:
    """Whether an autopsy was performed, or a decision against one was given written reasons (para 25)."""
    path, found, remains = f"victims.{victim.id}.autopsy", victim.autopsy, victim.remains
    if found and found.performed:
        return confirms("An autopsy on {id} was performed.", used(path, found), id=victim.id)
    if found and found.reasons:
        return partly("No autopsy on {id} was performed; reasons are recorded.", used(path, found), id=victim.id)
    if found:
        return contradicts(
            "No autopsy on {id} was performed, and no reasons are recorded.", used(path, found), id=victim.id
        )
    if remains and remains.recovered and remains.on:
        return lacks(
            "No autopsy on {id} is recorded, {delay} after the remains were recovered.",
            used(f"victims.{victim.id}.remains", remains),
            missing=path,
            id=victim.id,
            delay=facts.since(remains.on),
        )
    return lacks("No autopsy on {id} is recorded, and no recovery of the remains.", missing=path, id=victim.id)


@check("autopsy-reasons", "victim")
def autopsy_reasons(facts: Facts, victim: Victim) -> Seen:
    """Whether a decision against an autopsy was given reasons in writing (para 25)."""
    path, found = f"victims.{victim.id}.autopsy", victim.autopsy
    if found is None or found.performed:
        return excludes("No decision against an autopsy on {id} is recorded.", id=victim.id)
    if found.reasons:
        return confirms(
            "The reasons for not performing an autopsy on {id} are in writing.", used(path, found), id=victim.id
        )
    return contradicts(
        "A decision against an autopsy on {id} is recorded, and no reasons.", used(path, found), id=victim.id
    )


@check("autopsy-review", "victim")
def autopsy_review(facts: Facts, victim: Victim) -> Seen:
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
        return confirms("A court can review the decision against an autopsy on {id}.", used(path, found), id=victim.id)
    return contradicts("No court can review the decision against an autopsy on {id}.", used(path, found), id=victim.id)


@check("cause-of-death", "victim")
def cause_of_death(facts: Facts, victim: Victim) -> Seen:
    """Whether the cause of death is established (para 25)."""
    path, death = f"victims.{victim.id}.death", victim.death
    if death and death.cause:
        if victim.autopsy and victim.autopsy.performed is False:
            return partly("A cause of death of {id} is recorded, without an autopsy.", used(path, death), id=victim.id)
        return confirms("The cause of death of {id} is recorded.", used(path, death), id=victim.id)
    return lacks("The cause of death of {id} is not recorded.", missing=f"{path}.cause", id=victim.id)


@check("manner-of-death", "victim")
def manner_of_death(facts: Facts, victim: Victim) -> Seen:
    """Whether the manner of death is established: natural, accident, suicide or homicide (para 25)."""
    path, death = f"victims.{victim.id}.death", victim.death
    if death is None or death.manner is None:
        return lacks("The manner of death of {id} is not recorded.", missing=f"{path}.manner", id=victim.id)
    if death.manner == "undetermined":
        return partly(
            "The manner of death of {id} was examined and left undetermined.", used(path, death), id=victim.id
        )
    return confirms(
        "The manner of death of {id} is recorded: {manner}.", used(path, death), id=victim.id, manner=death.manner
    )


@check("place-of-death", "victim")
def place_of_death(facts: Facts, victim: Victim) -> Seen:
    """Whether the place of death is established (para 25)."""
    path, death = f"victims.{victim.id}.death", victim.death
    if death and death.place:
        return confirms("The place of death of {id} is recorded.", used(path, death), id=victim.id)
    return lacks("The place of death of {id} is not recorded.", missing=f"{path}.place", id=victim.id)


@check("time-of-death", "victim")
def time_of_death(facts: Facts, victim: Victim) -> Seen:
    """Whether the time of death is established, and how exactly (para 25)."""
    path, death = f"victims.{victim.id}.death", victim.death
    if death is None or death.date is None:
        return lacks("When {id} died is not recorded.", missing=f"{path}.date", id=victim.id)
    day, last = death.date.earliest, death.date.latest
    if day and last and day.date() == last.date():
        return confirms("When {id} died is recorded: {date}.", used(path, death), id=victim.id, date=death.date)
    return partly("When {id} died is recorded only as {date}.", used(path, death), id=victim.id, date=death.date)


@check("fate-known", "victim")
def fate_known(facts: Facts, victim: Victim) -> Seen:
    """Whether the fate of a disappeared person is known (para 25)."""
    if victim.fate:
        return confirms("The fate of {id} is recorded.", used(f"victims.{victim.id}.fate", victim.fate), id=victim.id)
    if victim.identification and victim.remains and victim.remains.recovered:
        facts_used = (
            used(f"victims.{victim.id}.remains", victim.remains),
            used(f"victims.{victim.id}.identification", victim.identification),
        )
        return confirms("The remains of {id} were recovered and identified.", *facts_used, id=victim.id)
    return lacks("The fate of {id} is not recorded.", missing=f"victims.{victim.id}.fate", id=victim.id)


@check("power", "investigation", about=("compel-witnesses", "require-documents"))
def power(facts: Facts, investigation: Investigation, about: str) -> Seen:
    """Whether the investigating body has a legal power (para 27)."""
    path = f"investigations.{investigation.id}.powers.{about}"
    found = next((p for name, p in investigation.powers.items() if name == about), None)
    words = {"compel-witnesses": "compel witnesses", "require-documents": "require documents and other evidence"}[about]
    values = {"id": investigation.id, "power": words}
    if found is None:
        return lacks("Whether the body of {id} can {power} is not recorded.", missing=path, **values)
    if not found.held:
        return contradicts("The body of {id} has no power to {power}.", used(path, found), **values)
    return confirms("The body of {id} has the power to {power}.", used(path, found), **values)


@check("standard-followed", "investigation")
def standard_followed(facts: Facts, investigation: Investigation) -> Seen:
    """Whether the standard of practice that is followed is written down (para 27)."""
    path = f"investigations.{investigation.id}.standard"
    if investigation.standard is None:
        return lacks("Which standard {id} follows is not recorded.", missing=path, id=investigation.id)
    return confirms(
        "The standard that {id} follows is recorded.", used(path, investigation.standard), id=investigation.id
    )


def _itself(exhibit: Exhibit) -> Used:
    """An exhibit as a fact that rests on itself."""
    return Used(f"exhibits.{exhibit.id}", (exhibit.id,))


def _listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
