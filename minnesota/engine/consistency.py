"""Facts that cannot both be true: an autopsy before the recovery, one body returned twice.

A conflict says nothing of the State. It says that the file has to be mended before anything that
rests on these facts can be relied on: the engine lets no step count as met on a fact in conflict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from minnesota.base.dates import When
from minnesota.base.wording import Phrase, Reason, Word
from minnesota.checks.facts import Facts
from minnesota.model.case import Act


class Conflict(NamedTuple):
    """Facts, by their paths, that cannot all be true, and why."""

    reason: Reason
    paths: tuple[str, ...]


def conflicts(facts: Facts) -> tuple[Conflict, ...]:
    """Every conflict in a case, in the order of the file."""
    return (*_orders(facts), *_twice_returned(facts), *_circles(facts))


class _Dated(NamedTuple):
    path: str
    on: When
    what: str
    id: str = ""

    @property
    def words(self) -> str:
        """What it is, in words: made only where there is a conflict to tell of."""
        return Phrase(self.what, id=self.id) if self.id else self.what


_Pair = tuple[_Dated | None, _Dated | None]

_WORKED = {
    "secured": Word("the day scene {id} was secured"),
    "examined": Word("the day scene {id} was examined"),
    "searched": Word("the day scene {id} was searched"),
}


def _orders(facts: Facts) -> Iterator[Conflict]:
    """Things that are recorded in an order in which they cannot have happened."""
    case = facts.case
    incident = (
        _Dated("incident", case.incident.date, Word("the incident")) if case.incident.date else None
    )
    known = Word("the day when the authorities knew of the death")
    knew = _act("incident.authorities_knew", case.incident.authorities_knew, known)
    for clash in _ordered([(incident, knew)]):
        yield clash._replace(
            paths=("incident.authorities_knew",)
        )  # the incident itself may well be right
    pairs: list[_Pair] = []
    for v in case.victims:
        base = f"victims.{v.id}"
        death = None
        if v.death and v.death.date:
            death = _Dated(f"{base}.death", v.death.date, Word("the death of {id}"), v.id)
        recovery = _act(
            f"{base}.remains", v.remains, Word("the recovery of the remains of {id}"), v.id
        )
        autopsy = _act(f"{base}.autopsy", v.autopsy, Word("the autopsy on {id}"), v.id)
        returned = v.remains.returned if v.remains else None
        back = _act(
            f"{base}.remains.returned", returned, Word("the return of the remains of {id}"), v.id
        )
        named = _act(
            f"{base}.identification", v.identification, Word("the identification of {id}"), v.id
        )
        pairs += [
            (incident, death),
            (incident, recovery),
            (death, recovery),
            (death, autopsy),
            (recovery, autopsy),
        ]
        pairs += [(recovery, back), (autopsy, back), (incident, named)]
        for path, news in facts.family_contacts(v, "identification"):
            if v.id in news.victims:
                told = _Dated(
                    path, news.on, Word("telling the family of the identification of {id}"), v.id
                )
                pairs.append((named, told))
    for path, item in (*facts.communications, *facts.publications, *facts.every_outcome):
        pairs.append((incident, _act(path, item, path)))
    for i in case.investigations:
        opened = _act(f"investigations.{i.id}.opened", i.opened, Word("the opening of {id}"), i.id)
        closed = _act(f"investigations.{i.id}.closed", i.closed, Word("the closing of {id}"), i.id)
        pairs += [(incident, opened), (opened, closed)]
    for s in case.scenes:
        for name, what in _WORKED.items():
            pairs.append((incident, _act(f"scenes.{s.id}.{name}", getattr(s, name), what, s.id)))
    for w in case.witnesses:
        heard = _act(
            f"witnesses.{w.id}.interviewed", w.interviewed, Word("the interview of {id}"), w.id
        )
        pairs.append((incident, heard))
    yield from _ordered(pairs)


def _act(path: str, act: Act | None, what: str, ident: str = "") -> _Dated | None:
    return _Dated(path, act.on, what, ident) if act and act.on else None


def _ordered(pairs: list[_Pair]) -> Iterator[Conflict]:
    """The conflicts of two things each, of which the second is recorded as before the first."""
    text = "{second} ({on}) is recorded as before {first} ({earlier})."
    for first, second in pairs:
        if first and second and second.on.is_before(first.on):
            values = {
                "second": second.words,
                "on": second.on,
                "first": first.words,
                "earlier": first.on,
            }
            yield Conflict(Reason(text, values), (first.path, second.path))


def _twice_returned(facts: Facts) -> Iterator[Conflict]:
    """One body, by its tag, returned as the remains of two victims."""
    seen: dict[str, str] = {}
    for v in facts.case.victims:
        if v.remains and v.remains.tag and v.remains.returned:
            first = seen.setdefault(v.remains.tag, v.id)
            if first != v.id:
                values = {"tag": v.remains.tag, "first": first, "second": v.id}
                paths = tuple(
                    f"victims.{i}.remains{end}" for i in (first, v.id) for end in ("", ".returned")
                )
                yield Conflict(
                    Reason(
                        "the body tagged {tag} is recorded as returned twice, as {first} and "
                        "as {second}.",
                        values,
                    ),
                    paths,
                )


def _circles(facts: Facts) -> Iterator[Conflict]:
    """Institutions that answer to themselves, exhibits that are derived from themselves."""
    above = {i.id: i.part_of for i in facts.case.institutions}
    origin = {e.id: e.derived_from for e in facts.case.exhibits}
    for key, links, straight, through in (
        (
            "institutions",
            above,
            Word("{id} answers to itself."),
            Word("{id} answers to itself, through others."),
        ),
        (
            "exhibits",
            origin,
            Word("{id} is derived from itself."),
            Word("{id} is derived from itself, through others."),
        ),
    ):
        for start in _circling(links):
            text = straight if start in links[start] else through
            yield Conflict(Reason(text, {"id": start}), (f"{key}.{start}",))


def _circling(links: Mapping[str, tuple[str, ...]]) -> list[str]:
    """What lies on a circle, or between two: all that is left when loose ends are taken away from
    both sides.
    """
    if not any(links.values()):
        return []
    left = dict(links)
    for _ in range(2):
        pointed = Counter(t for targets in left.values() for t in targets)
        loose = [i for i in left if not pointed[i]]
        while loose:
            for target in left.pop(loose.pop()):
                pointed[target] -= 1
                if not pointed[target] and target in left:
                    loose.append(target)
        turned: dict[str, tuple[str, ...]] = dict.fromkeys(left, ())
        for i, targets in left.items():
            for target in targets:
                if target in left:
                    turned[target] = (*turned[target], i)
        left = turned
    return sorted(left)
