"""Who commands whom: the tie of one institution to another, through the chains of command that are
recorded.

`part_of` is the chain of command. A body that is, commands or answers to an institution of the
alleged perpetrators cannot be independent of it. One that only shares a command with it, below the
State itself, has still to show that it is independent in practice. To say that a body stands apart,
the chains of both have to be recorded up to their top (para 28).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from minnesota.base.wording import listed
from minnesota.model.case import Case, Institution
from minnesota.model.case.bodies import TOPS


class Tie(NamedTuple):
    """How a body stands to an institution of the alleged perpetrators, by which path, through which
    institutions.
    """

    kind: Literal["is", "commands", "answers-to", "shares", "unknown", "apart"]
    path: str
    through: tuple[Institution, ...]
    shared: Institution | None = None

    @property
    def disqualifies(self) -> bool:
        """Whether the body cannot be independent, whatever its practice."""
        return self.kind in ("is", "commands", "answers-to")


_GRAVITY = ("is", "answers-to", "commands", "shares", "unknown", "apart")


def tie(case: Case, body: str, suspected: str) -> Tie:
    """The tie between two institutions, by id."""
    up_body, up_suspected = _chain(case.institution, body), _chain(case.institution, suspected)
    a, b = case.institution[body], case.institution[suspected]
    if body == suspected:
        return Tie("is", a.name, (a,))
    if suspected in up_body:
        return Tie(
            "answers-to", _arrow(case, up_body[suspected]), _institutions(case, up_body[suspected])
        )
    if body in up_suspected:
        return Tie(
            "commands", _arrow(case, up_suspected[body]), _institutions(case, up_suspected[body])
        )
    shared = [i for i in up_body if i in up_suspected and case.institution[i].kind != "state"]
    if shared:
        nearest = min(shared, key=lambda i: (len(up_body[i]) + len(up_suspected[i]), i))
        back = " ← ".join(case.institution[i].name for i in reversed(up_suspected[nearest][:-1]))
        through = dict.fromkeys((*up_body[nearest], *up_suspected[nearest]))
        path = f"{_arrow(case, up_body[nearest])} ← {back}"
        return Tie(
            "shares", path, tuple(case.institution[i] for i in through), case.institution[nearest]
        )
    for chain in (up_body, up_suspected):
        for last in chain:
            if not case.institution[last].part_of and case.institution[last].kind not in TOPS:
                return Tie("unknown", case.institution[last].name, (case.institution[last],))
    return Tie(
        "apart",
        listed((a.name, b.name)),
        tuple(case.institution[i] for i in dict.fromkeys((*up_body, *up_suspected))),
    )


def _chain(institutions: Mapping[str, Institution], start: str) -> dict[str, tuple[str, ...]]:
    """Every institution that `start` answers to, itself included, each with the shortest path to
    it.
    """
    paths: dict[str, tuple[str, ...]] = {start: (start,)}
    waiting = [start]
    while waiting:
        here = waiting.pop(0)
        for above in institutions[here].part_of:
            if above not in paths:
                paths[above] = (*paths[here], above)
                waiting.append(above)
    return paths


def _arrow(case: Case, path: tuple[str, ...]) -> str:
    return " → ".join(case.institution[i].name for i in path)


def _institutions(case: Case, path: tuple[str, ...]) -> tuple[Institution, ...]:
    return tuple(case.institution[i] for i in path)


def worst_tie(case: Case, body: str, suspected: list[str] | None = None) -> Tie | None:
    """The gravest tie of a body to any institution of the alleged perpetrators; None where none is
    recorded.
    """
    ties = [
        tie(case, body, other) for other in (suspected if suspected is not None else accused(case))
    ]
    return min(ties, key=lambda t: _GRAVITY.index(t.kind), default=None)


def accused(case: Case) -> list[str]:
    """The institutions that the alleged perpetrators belong to."""
    return list(dict.fromkeys(p.institution for p in case.alleged_perpetrators if p.institution))
