"""The kinds of bodies, and what follows from each: the one table that a new kind goes into."""

from typing import Literal, NamedTuple

BodyKind = Literal[
    "state",
    "government",
    "ministry",
    "armed-forces",
    "police",
    "gendarmerie",
    "intelligence",
    "prison",
    "prosecutor",
    "court",
    "military-court",
    "forensic",
    "commission",
    "nhri",
    "foreign-force",
    "private-military",
    "armed-group",
    "company",
    "un",
    "ngo",
    "media",
    "other",
]


class Traits(NamedTuple):
    """What a kind of body is.

    `state`: an authority of a State, whose acts are that State's. `outside`: no authority, so that
    what it did is not what the authorities did. `top`: it may stand at the head of a chain of
    command, with nothing recorded above it. `police`: it polices. `judicial`: it may supervise an
    investigation independently.
    """

    state: bool = False
    outside: bool = False
    top: bool = False
    police: bool = False
    judicial: bool = False


TRAITS: dict[BodyKind, Traits] = {
    "state": Traits(state=True, top=True),
    "government": Traits(state=True),
    "ministry": Traits(state=True),
    "armed-forces": Traits(state=True),
    "police": Traits(state=True, police=True),
    "gendarmerie": Traits(state=True, police=True),
    "intelligence": Traits(state=True),
    "prison": Traits(state=True),
    "prosecutor": Traits(state=True, judicial=True),
    "court": Traits(state=True, judicial=True),
    "military-court": Traits(state=True),
    "forensic": Traits(state=True),
    "commission": Traits(state=True, judicial=True),
    "nhri": Traits(state=True),
    "foreign-force": Traits(top=True),
    "private-military": Traits(outside=True, top=True),
    "armed-group": Traits(outside=True, top=True),
    "company": Traits(outside=True, top=True),
    "un": Traits(outside=True, top=True),
    "ngo": Traits(outside=True, top=True),
    "media": Traits(outside=True),
    "other": Traits(),
}

STATE_BODIES = frozenset(kind for kind, traits in TRAITS.items() if traits.state)
OUTSIDE_BODIES = frozenset(kind for kind, traits in TRAITS.items() if traits.outside)
TOPS = frozenset(kind for kind, traits in TRAITS.items() if traits.top)
POLICE = frozenset(kind for kind, traits in TRAITS.items() if traits.police)
JUDICIAL = frozenset(kind for kind, traits in TRAITS.items() if traits.judicial)
