"""What the checks look at: the case, the day of the assessment, and the few questions they
share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from minnesota.base.dates import Delay, When
from minnesota.base.fields import Benchmark
from minnesota.base.wording import Phrase, Word, repeated
from minnesota.checks.hierarchy import Tie, worst_tie
from minnesota.checks.registry import Used, used
from minnesota.model.case import (
    Act,
    Case,
    Communication,
    Event,
    Exhibit,
    Investigation,
    Outcome,
    Publication,
    Victim,
)
from minnesota.model.case.base import numbered
from minnesota.model.case.bodies import OUTSIDE_BODIES, STATE_BODIES

KNEW = Word("{delay} after the authorities knew of the death")
SINCE_INCIDENT = Word("{delay} after the incident")


class Opening(NamedTuple):
    """The opening of an investigation: when, its earliest moment, and the fact."""

    on: When
    begins: datetime
    fact: Used


class StateKnowledge(NamedTuple):
    """Since when the authorities knew, how a delay since then is told, and from which facts."""

    since: When
    told_as: Word
    facts: tuple[Used, ...]


@dataclass(frozen=True)
class Facts:
    """A case on a given day, with the benchmarks that hold for it. What several checks ask of it is
    worked out once.
    """

    case: Case
    as_of: When
    benchmarks: Mapping[str, Benchmark]

    @cached_property
    def today(self) -> date:
        """The day of the assessment."""
        assert self.as_of.earliest is not None
        return self.as_of.earliest.date()

    @cached_property
    def kept_by_investigators(self) -> bool:
        """Whether the file is kept by those who investigate, so that what is not in it was not
        done.
        """
        return self.case.perspective == "investigation"

    @cached_property
    def investigations(self) -> list[Investigation]:
        """Investigations by the authorities of a State: not by the United Nations or a human rights
        institution.
        """
        return [
            i
            for i in self.case.investigations
            if i.kind not in ("un", "nhri")
            and not (i.body and self.case.institution[i.body].kind in OUTSIDE_BODIES)
        ]

    @cached_property
    def gathered(self) -> list[Exhibit]:
        """The exhibits that an investigation gathered, as against what others hold."""
        official = {i.id for i in self.investigations}
        return [
            e
            for e in self.case.exhibits
            if e.investigation in official or (self.kept_by_investigators and not e.investigation)
        ]

    @cached_property
    def gathered_ids(self) -> frozenset[str]:
        """The ids of those exhibits."""
        return frozenset([e.id for e in self.gathered])

    def holders(self, exhibit: Exhibit) -> list[Used]:
        """The entries of an exhibit's chain of custody, as used."""
        if exhibit.id not in self._holders:
            path = f"exhibits.{exhibit.id}.custody"
            self._holders[exhibit.id] = [
                used(f"{path}[{n}]", c) for n, c in enumerate(exhibit.custody, 1)
            ]
        return self._holders[exhibit.id]

    @cached_property
    def _holders(self) -> dict[str, list[Used]]:
        return {}

    def events(self, *kinds: str) -> Iterator[tuple[str, Event]]:
        """Timeline entries of these kinds, with their paths."""
        return ((p, e) for p, e in self.timeline if e.kind in kinds)

    @cached_property
    def timeline(self) -> Sequence[tuple[str, Event]]:
        """All entries of the timeline, with their paths."""
        return list(numbered("timeline", self.case.timeline))

    @cached_property
    def communications(self) -> Sequence[tuple[str, Communication]]:
        """Contacts with families, with their paths."""
        return list(numbered("communications", self.case.communications))

    @cached_property
    def _family_contacts(self) -> Mapping[tuple[str, str], Sequence[tuple[str, Communication]]]:
        """Contacts with the family of each victim, by its id and their direction, the earliest
        first.
        """
        dated = sorted(self.communications, key=lambda pair: pair[1].on.earliest or datetime.max)
        alone = len(self.case.victims) == 1
        return {
            (v.id, direction): [
                (p, c)
                for p, c in dated
                if c.direction == direction and (v.id in c.victims or (alone and not c.victims))
            ]
            for v in self.case.victims
            for direction in ("to-family", "from-family")
        }

    @cached_property
    def publications(self) -> Sequence[tuple[str, Publication]]:
        """Publications and decisions to withhold, with their paths."""
        return list(numbered("publications", self.case.publications))

    def outcomes(self, *kinds: str) -> list[tuple[str, Outcome]]:
        """Outcomes of these kinds, with their paths."""
        return [(p, o) for p, o in self.every_outcome if o.kind in kinds]

    @cached_property
    def every_outcome(self) -> Sequence[tuple[str, Outcome]]:
        """All outcomes, with their paths."""
        return list(numbered("outcomes", self.case.outcomes))

    @cached_property
    def opening(self) -> Opening | None:
        """The earliest opening of an investigation by the authorities, if its date is recorded."""
        earliest: Opening | None = None
        for investigation in self.investigations:
            opened = investigation.opened
            if opened is None or opened.on is None or opened.on.earliest is None:
                continue
            if earliest is None or opened.on.earliest < earliest.begins:
                fact = used(f"investigations.{investigation.id}.opened", opened)
                earliest = Opening(opened.on, opened.on.earliest, fact)
        return earliest

    @cached_property
    def state_knowledge(self) -> StateKnowledge | None:
        """When the authorities knew or should have known of the death; None where nothing shows it.

        Where no date is recorded but the State's own forces are alleged to have taken part, the
        State is taken to have known from the incident on (paras 15 and 16: knows, or ought to have
        known).
        """
        incident = self.case.incident
        knew = incident.authorities_knew
        if knew and knew.on:
            return StateKnowledge(knew.on, KNEW, (used("incident.authorities_knew", knew),))
        if incident.date is None:
            return None
        for perpetrator in self.case.alleged_perpetrators:
            body = self.case.institution.get(perpetrator.institution or "")
            if body and body.kind in STATE_BODIES and body.country in (None, self.case.country):
                suspected = used(f"alleged_perpetrators.{perpetrator.id}", perpetrator)
                facts = (used("incident", incident), suspected)
                return StateKnowledge(incident.date, SINCE_INCIDENT, facts)
        return None

    def outsider(self, act: Act | Event) -> Phrase | None:
        """Who did it, in words, where that body belongs to no authority; else None."""
        body = self.case.institution.get(act.by or "")
        return (
            repeated("{body} (no authority)", body=body.name)
            if body and body.kind in OUTSIDE_BODIES
            else None
        )

    def discounted(self, act: Act) -> Phrase | None:
        """Who did it, in words, where that body is no authority, or is among those suspected; else
        None.
        """
        if outsider := self.outsider(act):
            return outsider
        found = self.tie(act.by) if act.by else None
        if (
            act.by
            and found
            and found.disqualifies
            and self.case.institution[act.by].kind != "state"
        ):
            return repeated(
                "{body} (tied to those suspected)", body=self.case.institution[act.by].name
            )
        return None

    def tie(self, body: str) -> Tie | None:
        """The gravest tie of a body to any institution of the alleged perpetrators; None where none
        is recorded.
        """
        if body not in self._ties:
            self._ties[body] = worst_tie(self.case, body)
        return self._ties[body]

    @cached_property
    def _ties(self) -> dict[str, Tie | None]:
        return {}

    def family_contacts(
        self, victim: Victim, *about: str, direction: str = "to-family"
    ) -> list[tuple[str, Communication]]:
        """Contacts with the family of one victim on any of these matters, the earliest first."""
        wanted = set(about)
        return [
            (p, c)
            for p, c in self._family_contacts[victim.id, direction]
            if not wanted.isdisjoint(c.about)
        ]

    def since(self, start: When) -> Delay:
        """How long it is from a date to the day of the assessment."""
        return Delay.between(start, self.as_of)
