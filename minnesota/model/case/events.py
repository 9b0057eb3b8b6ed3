"""What happened and was said: the timeline, contacts with families, publications, outcomes."""

from typing import Literal

from minnesota.base.dates import When
from minnesota.base.fields import Part, Text, YesNo
from minnesota.model.case.base import (
    Act,
    Coordinates,
    Fact,
    InstitutionRef,
    InvestigationRef,
    PerpetratorRef,
    SceneRef,
    VictimRef,
    WitnessRef,
)


class Incident(Fact):
    """What happened, when and where, and when the authorities knew of it or should have known."""

    date: When | None = None
    place: Text | None = None
    coordinates: Coordinates | None = None
    description: Text | None = None
    authorities_knew: Act | None = None


class Event(Fact):
    """One entry of the timeline."""

    on: When
    what: Text
    kind: Literal[
        "incident",
        "discovery",
        "official-report",
        "custody-report",
        "investigation",
        "interview",
        "statement",
        "threat",
        "pressure",
        "protection",
        "hearing",
        "arrest",
        "other",
    ] = "other"
    against: Literal["family", "witness", "investigator", "lawyer", "other"] | None = None
    witness: WitnessRef | None = None
    victim: VictimRef | None = None
    scene: SceneRef | None = None
    investigation: InvestigationRef | None = None
    by: InstitutionRef | None = None
    to: InstitutionRef | None = None


class Communication(Act):
    """One contact between the authorities and the family of a victim."""

    on: When
    victims: tuple[VictimRef, ...] = ()
    direction: Literal["to-family", "from-family"] = "to-family"
    about: tuple[
        Literal[
            "investigation",
            "progress",
            "circumstances",
            "identification",
            "autopsy",
            "remains-location",
            "remains-condition",
            "cause-and-manner",
            "hearings",
            "material",
            "findings",
            "rights",
            "lines-of-inquiry",
            "evidence",
        ],
        ...,
    ]


class Withheld(Part):
    """Information that is not published: what, for what lawful aim, and why that is strictly
    needed.
    """

    what: Text
    aim: Text | None = None
    necessity: Text | None = None
    hides_fate: YesNo | None = None
    shields_perpetrators: YesNo | None = None


class Publication(Act):
    """Something the authorities made public, or a decision not to."""

    about: tuple[
        Literal[
            "existence",
            "procedure",
            "findings",
            "transparency-policy",
            "constraints",
            "records",
            "truth",
        ],
        ...,
    ] = ()
    withheld: Withheld | None = None


class Outcome(Act):
    """Something that came of it: a conclusion, a prosecution, an amnesty, a reparation."""

    kind: Literal[
        "conclusion",
        "referral",
        "prosecution",
        "trial",
        "conviction",
        "acquittal",
        "discipline",
        "amnesty",
        "immunity",
        "closure",
        "reparation",
        "reform",
        "recommendation",
    ]
    about: tuple[
        Literal["right-to-life", "superiors", "prevention", "system", "pattern", "perpetrators"],
        ...,
    ] = ()
    forms: tuple[
        Literal["restitution", "compensation", "rehabilitation", "satisfaction", "non-repetition"],
        ...,
    ] = ()
    says: Text | None = None
    perpetrators: tuple[PerpetratorRef, ...] = ()
    court: InstitutionRef | None = None
    investigation: InvestigationRef | None = None
