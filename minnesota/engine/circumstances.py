"""What the facts of a case say of its circumstances, declared or not: a child among the victims, a
video among the exhibits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from minnesota.base.wording import AND, Listed, Phrase, Word
from minnesota.model.case import Case, Victim
from minnesota.model.case.bodies import POLICE, STATE_BODIES
from minnesota.model.case.exhibits import DIGITAL

_CONDITIONS = {  # of remains, and the circumstance that each is
    "burned-remains": "burned",
    "buried-remains": "buried",
    "submerged-remains": "submerged",
    "skeletal-remains": "skeletal",
    "mixed-remains": "mixed",
}
_SCENES = {"burned-remains": "fire", "buried-remains": "burial", "submerged-remains": "well"}


def _remains(condition: str, kind_of_scene: str | None) -> Callable[[Case], Iterator[str]]:
    """Victims whose remains are in a condition, and scenes of the kind that speaks of it."""

    def found(case: Case) -> Iterator[str]:
        yield from (
            f"victims.{v.id}.remains"
            for v in case.victims
            if v.remains and condition in v.remains.condition
        )
        yield from (f"scenes.{s.id}" for s in case.scenes if s.kind == kind_of_scene)

    return found


def _injured(kind: str) -> Callable[[Case], Iterator[str]]:
    def found(case: Case) -> Iterator[str]:
        for v in case.victims:
            if v.autopsy and any(i.kind == kind for i in v.autopsy.injuries):
                yield f"victims.{v.id}.autopsy.injuries"

    return found


def _suspected(
    kinds: frozenset[str], foreign: bool | None = None
) -> Callable[[Case], Iterator[str]]:
    """Alleged perpetrators of institutions of these kinds; with `foreign`, only of the State's own
    or only of others.
    """

    def found(case: Case) -> Iterator[str]:
        for p in case.alleged_perpetrators:
            body = case.institution.get(p.institution or "")
            abroad = body and (
                body.kind == "foreign-force" or body.country not in (None, case.country)
            )
            if body and body.kind in kinds and foreign in (None, abroad):
                yield f"alleged_perpetrators.{p.id}"

    return found


def _many(case: Case) -> Iterator[str]:
    groups = [v for v in case.victims if v.count and (v.count.at_least or 0) > 1]
    if len(case.victims) > 1 or groups:
        yield "victims"


IMPLIED: Mapping[str, Callable[[Case], Iterable[str]]] = {
    "child-victims": lambda case: (f"victims.{v.id}.child" for v in case.victims if v.child),
    "child-relatives": lambda case: (
        f"victims.{v.id}.next_of_kin[{n}].child"
        for v in case.victims
        for n, k in enumerate(v.next_of_kin, 1)
        if k.child
    ),
    "multiple-victims": _many,
    **{c: _remains(condition, _SCENES.get(c)) for c, condition in _CONDITIONS.items()},
    "firearms": _injured("gunshot"),
    "sharp-injuries": _injured("sharp"),
    "digital-evidence": lambda case: (
        f"exhibits.{e.id}" for e in case.exhibits if e.kind in DIGITAL
    ),
    "custody": lambda case: (
        f"timeline[{n}]" for n, e in enumerate(case.timeline, 1) if e.kind == "custody-report"
    ),
    "state-agents": _suspected(STATE_BODIES, foreign=False),
    "law-enforcement": _suspected(POLICE),
    "private-military": _suspected(frozenset({"private-military"})),
    "foreign-forces": _suspected(
        STATE_BODIES | {"foreign-force", "private-military"}, foreign=True
    ),
    "commission-of-inquiry": lambda case: (
        f"investigations.{i.id}" for i in case.investigations if i.kind == "commission"
    ),
}


def implied(case: Case, known: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The circumstances, of those that a protocol knows, that facts imply and the case does not
    declare; with those facts' paths.
    """
    found = {
        c: tuple(IMPLIED[c](case)) for c in known if c in IMPLIED and c not in case.circumstances
    }
    return {c: paths for c, paths in found.items() if paths}


def ruled_out(victim: Victim, circumstances: tuple[str, ...]) -> str | None:
    """What is recorded of a victim, in words, when it rules out each of some circumstances for this
    one; None when not.
    """
    return _ruled_out(
        victim.child is False, victim.remains.condition if victim.remains else (), circumstances
    )


@lru_cache(1_000)  # most cases that are judged together are alike in this
def _ruled_out(
    no_child: bool, remains: tuple[str, ...], circumstances: tuple[str, ...]
) -> str | None:
    words: list[str] = []
    for c in circumstances:
        if c == "child-victims" and no_child:
            words.append(Word("no child"))
        elif c in _CONDITIONS and remains and _CONDITIONS[c] not in remains:
            words.append(Phrase("remains {condition}", condition=Listed([*map(Word, remains)])))
        else:
            return None
    return Listed(tuple(dict.fromkeys(words)), AND, AND) or None
