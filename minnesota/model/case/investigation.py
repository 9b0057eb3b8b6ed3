"""Institutions, investigations by them, and the scenes that they work on."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from minnesota.base.dates import When
from minnesota.base.fields import CountryCode, Id, Text, YesNo
from minnesota.model.case.base import Act, Coordinates, Fact, InstitutionRef, Person
from minnesota.model.case.bodies import BodyKind
from minnesota.model.case.forms import Photographs


class Institution(Fact):
    """A body of the State or any other, and where it stands: `part_of` is the chain of command."""

    id: Id
    name: Text
    kind: BodyKind
    country: CountryCode | None = None
    part_of: tuple[InstitutionRef, ...] = ()
    acts_with: tuple[InstitutionRef, ...] = ()
    funded_by: tuple[InstitutionRef, ...] = ()


class TeamMember(Person):
    """A member of an investigating team, with present and former institutions."""

    role: Text | None = None
    institution: InstitutionRef | None = None
    formerly: tuple[InstitutionRef, ...] = ()


class Pause(Fact):
    """A stretch without activity in an investigation, explained."""

    between: When
    reason: Text


class Power(Fact):
    """Whether the investigating body has a power, and by what law."""

    held: YesNo
    law: Text | None = None


class Investigation(Fact):
    """An investigation into the death, by any body."""

    id: Id
    kind: Literal[
        "criminal", "inquest", "commission", "military", "disciplinary", "nhri", "un", "other"
    ]
    body: InstitutionRef | None = None
    opened: Act | None = None
    opened_after: Literal[
        "own-motion", "official-report", "complaint", "court-order", "unknown"
    ] = "unknown"
    closed: Act | None = None
    supervised_by: InstitutionRef | None = None
    team: tuple[TeamMember, ...] = ()
    forensic_services: tuple[InstitutionRef, ...] = ()
    powers: Mapping[Literal["compel-witnesses", "require-documents"], Power] = Field(
        default_factory=dict
    )
    standard: Act | None = None
    pauses: tuple[Pause, ...] = ()


class Scene(Fact):
    """A place that matters: encounter, death, deposition, burial, detention."""

    id: Id
    kind: Literal[
        "encounter",
        "death",
        "deposition",
        "burial",
        "well",
        "fire",
        "detention",
        "transport",
        "home",
        "other",
    ]
    place: Text | None = None
    coordinates: Coordinates | None = None
    secured: Act | None = None
    examined: Act | None = None
    searched: Act | None = None
    notes: Act | None = None
    sketch: Act | None = None
    photographs: Photographs | None = None
    entry_log: Act | None = None
    search_method: Text | None = None
