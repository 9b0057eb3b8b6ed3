"""Scenes and the items from them: who entered, how things were collected, packed, analysed and
handed on (sections IV.B, IV.F, V.A).
"""

from __future__ import annotations

from typing import Any

from minnesota.base.wording import Word, listed
from minnesota.checks.facts import Facts
from minnesota.checks.forms import Asked, answered, complete, hour_of
from minnesota.checks.registry import CheckResult, check, confirms, itself, lacks, partly, used
from minnesota.model.case import Exhibit, Scene

SCENE = {
    "entry-log": Asked("entry_log", Word("a log of everyone who entered")),
    "search-method": Asked("search_method", Word("the method of the search")),
}


@check("scene-record", "scene", about=SCENE)
def scene_record(facts: Facts, scene: Scene, about: str) -> CheckResult:
    """Whether a scene has a log of entries, and a recorded method of search (sections IV.B and
    V.A).
    """
    path = f"scenes.{scene.id}"
    return answered(SCENE[about], scene, path, scene.id, (used(path, scene),))


COLLECTED = {
    "in-place": Asked("photographed_in_place", Word("a photograph of it where it lay")),
    "apart": Asked("packed_apart", Word("packed on its own")),
}


@check("collected", "exhibit", about=COLLECTED)
def collected(facts: Facts, exhibit: Exhibit, about: str) -> CheckResult:
    """Whether an item was photographed where it lay, and packed on its own (sections IV.B
    and V.A).
    """
    path = f"exhibits.{exhibit.id}.collected"
    if exhibit.collected is None:
        return lacks("How {id} was collected is not recorded.", missing=path, id=exhibit.id)
    return answered(
        COLLECTED[about], exhibit.collected, path, exhibit.id, (used(path, exhibit.collected),)
    )


@check("validation", "exhibit")
def validation(facts: Facts, exhibit: Exhibit) -> CheckResult:
    """Whether the report of an analysis names what shows that its method is valid (para 142)."""
    asked = Asked("validation", Word("what shows that the method is valid"))
    return answered(asked, exhibit, f"exhibits.{exhibit.id}", exhibit.id, (itself(exhibit),))


@check("item-collected", "exhibit")
def item_collected(facts: Facts, exhibit: Exhibit) -> CheckResult:
    """Whether the origin of an item and the day and hour of its collection are recorded (sections
    IV.A and V.A).
    """
    path, act = f"exhibits.{exhibit.id}.collected", exhibit.collected
    if act is None:
        return lacks("How {id} was collected is not recorded.", missing=path, id=exhibit.id)
    have = {
        Word("origin"): (exhibit.origin, f"exhibits.{exhibit.id}.origin"),
        Word("day"): (act.on, f"{path}.on"),
        Word("hour"): (hour_of(act.on), f"{path}.on"),
    }
    what = Word("its origin, and the day and hour of its collection")
    return complete(have, used(path, act), exhibit.id, what)


@check("item-original", "exhibit")
def item_original(facts: Facts, exhibit: Exhibit) -> CheckResult:
    """Whether the original file is held, with a digest by which a change would show (section
    IV.B).
    """
    path = f"exhibits.{exhibit.id}"
    have = {
        Word("file"): (exhibit.file, f"{path}.file"),
        Word("sha256"): (exhibit.sha256, f"{path}.sha256"),
    }
    if exhibit.derived_from:
        origin = exhibit.derived_from
        return partly(
            "{id} is derived from {origin}; it is no original.",
            itself(exhibit),
            id=exhibit.id,
            origin=listed(origin),
        )
    return complete(have, itself(exhibit), exhibit.id, Word("the original file and its digest"))


HANDING = {
    "people": (Word("who held it"), ("holder",)),
    "details": (Word("when, where and why it was handed over"), ("place", "why")),
}


@check("custody-record", "exhibit", about=HANDING)
def custody_record(facts: Facts, exhibit: Exhibit, about: str) -> CheckResult:
    """Whether each entry of the chain of custody says all that it should (section IV.B)."""
    path, chain = f"exhibits.{exhibit.id}.custody", exhibit.custody
    what, fields = HANDING[about]
    if not chain:
        return lacks("No holder of {id} is recorded.", missing=path, id=exhibit.id)
    entries = facts.holders(exhibit)
    bare = [str(n) for n, c in enumerate(chain, 1) if not all(getattr(c, f) for f in fields)]
    if not bare:
        return confirms(
            "Of each holder of {id} is recorded: {what}.", *entries, id=exhibit.id, what=what
        )
    values: dict[str, Any] = {"id": exhibit.id, "what": what, "which": listed(bare)}
    if len(bare) < len(chain):
        return partly(
            "Not of each holder of {id} is recorded: {what} (not of number {which}).",
            *entries,
            **values,
        )
    return lacks(
        "Of no holder of {id} is recorded: {what}.",
        *entries,
        missing=tuple(f"{path}[].{f}" for f in fields),
        **values,
    )
