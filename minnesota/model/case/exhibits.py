"""The items relied upon, with their origin and their chain of custody."""

from typing import Literal, NamedTuple

from minnesota.base.dates import When
from minnesota.base.fields import Id, LanguageCode, Part, Sha256, Text, YesNo
from minnesota.model.case.base import Act, Coordinates, ExhibitRef, Fact, InvestigationRef

ExhibitKind = Literal[
    "article",
    "public-statement",
    "document",
    "official-record",
    "forensic-report",
    "testimony",
    "photo",
    "video",
    "audio",
    "digital",
    "sample",
    "remains",
    "object",
    "other",
]


class Traits(NamedTuple):
    """What a kind of exhibit is.

    `second_hand`: it only reports what others saw or wrote. `digital`: its authenticity is a
    question of files and devices. `evidence`: the kind of evidence that an investigation has to
    gather (para 24) which it is.
    """

    second_hand: bool = False
    digital: bool = False
    evidence: str | None = None  # testimony, documents or physical


TRAITS: dict[ExhibitKind, Traits] = {
    "article": Traits(second_hand=True),
    "public-statement": Traits(second_hand=True),
    "document": Traits(evidence="documents"),
    "official-record": Traits(evidence="documents"),
    "forensic-report": Traits(evidence="physical"),
    "testimony": Traits(evidence="testimony"),
    "photo": Traits(),
    "video": Traits(digital=True),
    "audio": Traits(digital=True),
    "digital": Traits(digital=True),
    "sample": Traits(evidence="physical"),
    "remains": Traits(evidence="physical"),
    "object": Traits(evidence="physical"),
    "other": Traits(),
}

DIGITAL = frozenset(kind for kind, traits in TRAITS.items() if traits.digital)


class Collection(Act):
    """How an item was collected: when, by whom, where, and whether it was photographed where it lay
    and packed on its own.

    `by` is an institution of the file; `collector` says in words who it was, `place` and
    `coordinates` where.
    """

    collector: Text | None = None
    place: Text | None = None
    coordinates: Coordinates | None = None
    photographed_in_place: YesNo | None = None
    packed_apart: YesNo | None = None


class Custody(Fact):
    """One holder of an exhibit: from when, until when, why it changed hands, under which seal and
    in what condition.
    """

    holder: Text
    received: When
    handed_on: When | None = None
    why: Text | None = None
    seal: Text | None = None
    place: Text | None = None
    condition: Text | None = None


class Embedded(Part):
    """What a device wrote into its photo or video: when it was `taken`, by which `device`, and
    where.

    Nobody vouches for it: a device's clock can be wrong, and a file can be altered. `clock` says
    whether `taken` is the device's local time or UTC.
    """

    taken: When | None = None
    clock: Literal["local", "utc"] | None = None
    device: Text | None = None
    coordinates: Coordinates | None = None


class Exhibit(Part):
    """Any item relied upon, with its origin and its chain of custody.

    `file` is its path beside the case, `sha256` that file's digest; `reference` the number that its
    holder gave it; `embedded`: what the device that made the file wrote into it; `validation`: what
    shows that the method of an analysis holds.
    """

    id: Id
    kind: ExhibitKind
    title: Text
    date: When | None = None
    origin: Text | None = None
    derived_from: tuple[ExhibitRef, ...] = ()
    investigation: InvestigationRef | None = None
    file: Text | None = None
    sha256: Sha256 | None = None
    reference: Text | None = None
    language: LanguageCode | None = None
    confidential: YesNo = False
    collected: Collection | None = None
    embedded: Embedded | None = None
    validation: Text | None = None
    custody: tuple[Custody, ...] = ()
    note: Text | None = None

    @property
    def second_hand(self) -> bool:
        """Whether it only reports what others saw or wrote (press, public statements)."""
        return TRAITS[self.kind].second_hand
