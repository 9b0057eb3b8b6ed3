"""Effectiveness and thoroughness: the minimum of paras 24 to 27, for each victim, scene, exhibit
and witness.
"""

from __future__ import annotations

from minnesota.base.dates import counted
from minnesota.base.wording import Listed, Reason, Word, listed
from minnesota.checks.facts import Facts
from minnesota.checks.registry import (
    CheckResult,
    check,
    confirms,
    contradicts,
    entry_of_kind,
    itself,
    lacks,
    partly,
    used,
)
from minnesota.evidence.custody import breaks
from minnesota.model.case import Act, Exhibit, Investigation, Scene, Witness
from minnesota.model.case.exhibits import TRAITS as KIND_TRAITS

_FIRST = {
    "testimony": "testimony",
    "documents": "document",
    "physical": "sample",
}  # named where none is recorded
_KINDS = {
    "testimony": Word("testimony"),
    "documents": Word("documents"),
    "physical": Word("physical evidence"),
}


@check("evidence-kinds", "case", about=_KINDS)
def evidence_kinds(facts: Facts, about: str) -> CheckResult:
    """Whether the investigation gathered evidence of a kind: testimony, documents, physical
    evidence (para 24).
    """
    found = [e for e in facts.gathered if KIND_TRAITS[e.kind].evidence == about]
    heard = [
        used(f"witnesses.{w.id}.interviewed", w.interviewed)
        for w in facts.case.witnesses
        if about == "testimony" and w.interviewed and not facts.discounted(w.interviewed)
    ]
    kind = _KINDS[about]
    if found or heard:
        return confirms(
            "The investigation gathered {kind} ({count} recorded).",
            *map(itself, found),
            *heard,
            kind=kind,
            count=len(found) + len(heard),
        )
    return lacks(
        "Nothing recorded shows that an investigation gathered {kind}.",
        missing=(
            entry_of_kind("exhibits[]", _FIRST[about]),
            "exhibits[].investigation",
        ),
        kind=kind,
    )


@check("corroboration", "case")
def corroboration(facts: Facts) -> CheckResult:
    """Whether the incident and the part of each alleged perpetrator rest on two sources that do not
    share an origin (para 24).

    An exhibit derived from another, or of the same recorded origin, is not a second source. Outside
    the investigators' own file, only what an investigation gathered counts.
    """
    points = [used("incident", facts.case.incident)]
    points += [used(f"alleged_perpetrators.{p.id}", p) for p in facts.case.alleged_perpetrators]
    single = [
        p
        for p in points
        if len(_origins(facts, [s for s in p.sources if s in facts.gathered_ids])) < 2
    ]
    if not single:
        return confirms(
            "The key facts rest on two sources of separate origin each ({count}).",
            *points,
            count=len(points),
        )
    names = Listed([p.path for p in single])
    if len(single) < len(points):
        return partly(
            "{some} of {all} key facts rest on two sources of separate origin; not so: {names}.",
            *points,
            some=len(points) - len(single),
            all=len(points),
            names=names,
        )
    if not facts.gathered:
        return lacks(
            "No evidence gathered by an investigation is recorded that could confirm the key "
            "facts.",
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
            origins.add((exhibit.origin or "not recorded").casefold())
    return origins


WORKED = {  # what to say where the authorities did it, where others did, and where nothing shows it
    "secured": (
        Word("Scene {id} was secured."),
        Word("Scene {id} was secured by {body}, and not by an independent authority."),
        Word("Nothing recorded shows that scene {id} was secured."),
    ),
    "recorded": (
        Word("Scene {id} was recorded."),
        Word("Scene {id} was recorded by {body}, and not by an independent authority."),
        Word("Nothing recorded shows that scene {id} was recorded."),
    ),
    "searched": (
        Word("Scene {id} was searched."),
        Word("Scene {id} was searched by {body}, and not by an independent authority."),
        Word("Nothing recorded shows that scene {id} was searched."),
    ),
}
_MEANS = (Word("notes"), Word("sketch"), Word("photographs"))


@check("scene-worked", "scene", about=WORKED)
def scene_worked(facts: Facts, scene: Scene, about: str) -> CheckResult:
    """Whether a scene was secured, searched, or recorded by notes, sketch and photographs (para
    25).
    """
    path = f"scenes.{scene.id}"
    names = _MEANS if about == "recorded" else (Word(about),)
    done, doubtful, unknown = WORKED[about]
    acts = [(n, a) for n in names if isinstance(a := getattr(scene, n), Act)]
    if not acts:
        return lacks(unknown, missing=tuple([f"{path}.{n}" for n in names]), id=scene.id)
    official = {n: a for n, a in acts if not facts.discounted(a)}
    facts_used = tuple([used(f"{path}.{n}", a) for n, a in official.items()])
    if len(official) == len(names):
        return confirms(done, *facts_used, id=scene.id)
    absent = [n for n in names if n not in official]
    if official:
        return partly(
            "Scene {id} was recorded by {have}, not by {lack}.",
            *facts_used,
            id=scene.id,
            have=listed([*official]),
            lack=listed(absent),
        )
    return lacks(
        doubtful,
        *(used(f"{path}.{n}", a) for n, a in acts),
        missing=tuple([f"{path}.{n}" for n in absent]),
        id=scene.id,
        body=facts.discounted(acts[0][1]),
    )


@check("exhibit-custody", "exhibit")
def exhibit_custody(facts: Facts, exhibit: Exhibit) -> CheckResult:
    """Whether the chain of custody of an exhibit is unbroken: no gap, no overlap, no unknown hand
    (para 25).
    """
    path, chain = f"exhibits.{exhibit.id}.custody", exhibit.custody
    if not chain:
        return lacks("No holder of {id} is recorded.", missing=path, id=exhibit.id)
    entries = facts.holders(exhibit)
    if broken := next(breaks(exhibit), None):
        facts_used = tuple(entries[n - 1] for n in broken.entries)
        missing = (broken.missing,) if broken.missing else ()
        return CheckResult(broken.answer, Reason(broken.text, broken.values), facts_used, missing)
    return confirms(
        "The chain of custody of {id} is unbroken through {count}.",
        *entries,
        id=exhibit.id,
        count=counted(len(chain), "holder"),
    )


@check("witnesses-listed", "case")
def witnesseslisted(facts: Facts) -> CheckResult:
    """Whether witnesses were found, and any of them heard by the investigation (para 25)."""
    witnesses = facts.case.witnesses
    heard = [w for w in witnesses if w.interviewed and not facts.discounted(w.interviewed)]
    if not witnesses:
        return lacks("No witness is recorded.", missing="witnesses")
    facts_used = tuple(used(f"witnesses.{w.id}", w) for w in witnesses)
    if heard or facts.kept_by_investigators:
        return confirms(
            "Witnesses are recorded ({count}, {heard} of them heard).",
            *facts_used,
            count=len(witnesses),
            heard=len(heard),
        )
    return lacks(
        "Witnesses are recorded ({count}); none is recorded as found by the investigation.",
        *facts_used,
        missing="witnesses[].interviewed",
        count=len(witnesses),
    )


@check("witness-heard", "witness")
def witness_heard(facts: Facts, witness: Witness) -> CheckResult:
    """Whether the investigation heard a witness (para 25)."""
    path, act = f"witnesses.{witness.id}.interviewed", witness.interviewed
    if act is None:
        return lacks("No interview of {id} is recorded.", missing=path, id=witness.id)
    if outsider := facts.discounted(act):
        return lacks(
            "{id} was heard by {body}, and not by an independent authority.",
            used(path, act),
            missing=path,
            id=witness.id,
            body=outsider,
        )
    return confirms("{id} was heard.", used(path, act), id=witness.id)


POWERS = {
    "compel-witnesses": Word("compel witnesses"),
    "require-documents": Word("require documents and other evidence"),
}


@check("power", "investigation", about=POWERS)
def power(facts: Facts, investigation: Investigation, about: str) -> CheckResult:
    """Whether the investigating body has a legal power (para 27)."""
    path = f"investigations.{investigation.id}.powers.{about}"
    found = next((p for name, p in investigation.powers.items() if name == about), None)
    values = {"id": investigation.id, "power": POWERS[about]}
    if found is None:
        return lacks(
            "Whether the body of {id} can {power} is not recorded.", missing=path, **values
        )
    if not found.held:
        return contradicts("The body of {id} has no power to {power}.", used(path, found), **values)
    return confirms("The body of {id} has the power to {power}.", used(path, found), **values)


@check("standard-followed", "investigation")
def standard_followed(facts: Facts, investigation: Investigation) -> CheckResult:
    """Whether the standard of practice that is followed is written down (para 27)."""
    path = f"investigations.{investigation.id}.standard"
    if investigation.standard is None:
        return lacks(
            "Which standard {id} follows is not recorded.", missing=path, id=investigation.id
        )
    return confirms(
        "The standard that {id} follows is recorded.",
        used(path, investigation.standard),
        id=investigation.id,
    )
