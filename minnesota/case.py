"""A case: what is recorded about a death and about the investigation of it (format 1).

Everything is optional but the head and the incident: a key that is left out means "not known", and
never "no". Ids are the author's own; every id that is referred to must exist in the file.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from minnesota.dates import When
from minnesota.fields import (
    Benchmark,
    Count,
    CountryCode,
    Id,
    LanguageCode,
    Part,
    Reference,
    Sha256,
    Text,
    YesNo,
)

FORMAT = 1

VictimRef = Annotated[str, Reference("victim")]
InstitutionRef = Annotated[str, Reference("institution")]
InvestigationRef = Annotated[str, Reference("investigation")]
SceneRef = Annotated[str, Reference("scene")]
ExhibitRef = Annotated[str, Reference("exhibit")]
PerpetratorRef = Annotated[str, Reference("alleged-perpetrator")]
CircumstanceRef = Annotated[str, Reference("circumstance")]
StepRef = Annotated[str, Reference("step")]
SubjectRef = Annotated[str, Reference("subject")]
BenchmarkRef = Annotated[str, Reference("benchmark")]

Audience = Literal["un", "state", "family", "public"]


class Fact(Part):
    """Anything stated: with the exhibits it rests on. Without one it is a claim, and never shows a step met."""

    sources: tuple[ExhibitRef, ...] = ()
    note: Text | None = None


class Act(Fact):
    """Something that was done: `on` which date, `by` which institution."""

    on: When | None = None
    by: InstitutionRef | None = None


class HowMany(Part):
    """A number of people that is known only to be `at_least` or `at_most` so many."""

    at_least: Count | None = None
    at_most: Count | None = None

    @model_validator(mode="before")
    @classmethod
    def _a_plain_number(cls, value: Any) -> Any:
        return {"at_least": value, "at_most": value} if isinstance(value, int) else value

    def __str__(self) -> str:
        if self.at_least == self.at_most:
            return "1 person" if self.at_least == 1 else f"{self.at_least or 'an unknown number of'} people"
        least = f"at least {self.at_least}" if self.at_least else ""
        most = f"at most {self.at_most}" if self.at_most else ""
        return f"{' and '.join(w for w in (least, most) if w)} people"


class Person(Fact):
    """A person, or a group of people under one id (`count`). Nobody may be named to anybody unless it is said."""

    name: Text | None = None
    pseudonym: Text | None = None
    protected: YesNo = False
    may_be_named_to: tuple[Audience, ...] = ()
    count: HowMany | None = None


class Coordinates(Part):
    """Decimal degrees, WGS 84."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class Incident(Fact):
    """What happened, when and where, and when the authorities knew of it or should have known."""

    date: When | None = None
    place: Text | None = None
    coordinates: Coordinates | None = None
    description: Text | None = None
    authorities_knew: Act | None = None


class Identification(Act):
    """How a dead person was identified."""

    methods: tuple[
        Literal["dna", "fingerprints", "dental", "medical", "visual", "belongings", "documents", "other"], ...
    ] = ()


class Remains(Act):
    """The remains of a victim: `on` and `by` say when and by whom they were recovered."""

    recovered: YesNo | None = None
    found: Act | None = None
    tag: Text | None = None
    scene: SceneRef | None = None
    condition: tuple[Literal["complete", "incomplete", "burned", "buried", "submerged", "skeletal", "mixed"], ...] = ()
    returned: Act | None = None
    rites: Act | None = None


class Autopsy(Act):
    """An autopsy, or the decision not to perform one (`performed: false`, with `reasons`)."""

    performed: YesNo
    doctor: Text | None = None
    reasons: Text | None = None
    reviewable: YesNo | None = None
    family_consulted: Act | None = None
    family_representative: Act | None = None


class Death(Fact):
    """Date, place, cause and manner of a death, as far as they are established."""

    date: When | None = None
    place: Text | None = None
    cause: Text | None = None
    manner: Literal["natural", "accident", "suicide", "homicide", "undetermined"] | None = None
    notice: Act | None = None


class NextOfKin(Person):
    """A relative of a victim, and what part in the investigation he or she was given."""

    relation: Text | None = None
    child: YesNo = False
    standing: Act | None = None
    legal_aid: Act | None = None
    representative: Act | None = None
    access_to_court: Act | None = None


class Victim(Person):
    """A person who died or disappeared, or a group of whom no more is known."""

    id: Id
    sex: Literal["female", "male", "other", "unknown"] | None = None
    age: Text | None = None
    child: YesNo | None = None
    identification: Identification | None = None
    remains: Remains | None = None
    autopsy: Autopsy | None = None
    death: Death | None = None
    fate: Act | None = None
    next_of_kin: tuple[NextOfKin, ...] = ()


class Institution(Fact):
    """A body of the State or any other, and where it stands: `part_of` is the chain of command."""

    id: Id
    name: Text
    kind: Literal[
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
    country: CountryCode | None = None
    part_of: tuple[InstitutionRef, ...] = ()
    acts_with: tuple[InstitutionRef, ...] = ()
    funded_by: tuple[InstitutionRef, ...] = ()


class AllegedPerpetrator(Person):
    """A person, unit or group alleged to have taken part; alleged, never more."""

    id: Id
    institution: InstitutionRef | None = None
    role: Literal["direct", "commander", "accomplice", "failed-to-prevent", "unknown"] = "unknown"
    part: Text | None = None
    basis: Text | None = None


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
    kind: Literal["criminal", "inquest", "commission", "military", "disciplinary", "nhri", "un", "other"]
    body: InstitutionRef | None = None
    opened: Act | None = None
    opened_after: Literal["own-motion", "official-report", "complaint", "court-order", "unknown"] = "unknown"
    closed: Act | None = None
    supervised_by: InstitutionRef | None = None
    team: tuple[TeamMember, ...] = ()
    forensic_services: tuple[InstitutionRef, ...] = ()
    powers: Mapping[Literal["compel-witnesses", "require-documents"], Power] = Field(default_factory=dict)
    standard: Act | None = None
    pauses: tuple[Pause, ...] = ()


class Scene(Fact):
    """A place that matters: encounter, death, deposition, burial, detention."""

    id: Id
    kind: Literal[
        "encounter", "death", "deposition", "burial", "well", "fire", "detention", "transport", "home", "other"
    ]
    place: Text | None = None
    coordinates: Coordinates | None = None
    secured: Act | None = None
    examined: Act | None = None
    searched: Act | None = None
    notes: Act | None = None
    sketch: Act | None = None
    photographs: Act | None = None


class Witness(Person):
    """A witness. Never named outside the team."""

    id: Id
    kind: Literal["eyewitness", "survivor", "background", "insider", "expert", "official", "other"] = "other"
    interviewed: Act | None = None
    threatened: Act | None = None
    protection: Act | None = None


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
    victim: VictimRef | None = None
    scene: SceneRef | None = None
    investigation: InvestigationRef | None = None
    by: InstitutionRef | None = None
    to: InstitutionRef | None = None


class Custody(Fact):
    """One holder of an exhibit: from when, until when, and why it changed hands."""

    holder: Text
    received: When
    handed_on: When | None = None
    why: Text | None = None
    seal: Text | None = None
    place: Text | None = None


class Exhibit(Part):
    """Any item relied upon, with its origin and its chain of custody."""

    id: Id
    kind: Literal[
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
    custody: tuple[Custody, ...] = ()
    note: Text | None = None

    @property
    def second_hand(self) -> bool:
        """Whether it only reports what others saw or wrote (press, public statements)."""
        return self.kind in ("article", "public-statement")


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
    """Information that is not published: what, for what lawful aim, and why that is strictly needed."""

    what: Text
    aim: Text | None = None
    necessity: Text | None = None
    hides_fate: YesNo | None = None
    shields_perpetrators: YesNo | None = None


class Publication(Act):
    """Something the authorities made public, or a decision not to."""

    about: tuple[
        Literal["existence", "procedure", "findings", "transparency-policy", "constraints", "records", "truth"], ...
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
    about: tuple[Literal["right-to-life", "superiors", "prevention", "system", "pattern", "perpetrators"], ...] = ()
    forms: tuple[Literal["restitution", "compensation", "rehabilitation", "satisfaction", "non-repetition"], ...] = ()
    says: Text | None = None
    perpetrators: tuple[PerpetratorRef, ...] = ()
    court: InstitutionRef | None = None
    investigation: InvestigationRef | None = None


class Submission(Part):
    """To whom the case is to be submitted. Who submits is kept apart from everything else."""

    to: tuple[Text, ...] = ()
    submitter: Text | None = None
    contact: Text | None = None
    consent: Literal["yes", "no", "not-asked"] = "not-asked"


class Record(Fact):
    """What an assessor or investigator says of one step. `unknown` says since when nothing is known (`on`)."""

    step: StepRef
    subject: Annotated[SubjectRef | None, Field(alias="for")] = None
    status: Literal["done", "partly", "not-done", "refused", "not-applicable", "unknown"]
    on: When | None = None
    by: Text | None = None


class Case(Part):
    """A whole case file."""

    minnesota: Literal[1]
    protocol: Text = "minnesota-2016"
    id: Id
    title: Text
    country: CountryCode
    language: LanguageCode = "en"
    perspective: Literal["assessment", "investigation"] = "assessment"
    circumstances: tuple[CircumstanceRef, ...] = ()
    incident: Incident
    victims: tuple[Victim, ...] = ()
    institutions: tuple[Institution, ...] = ()
    alleged_perpetrators: tuple[AllegedPerpetrator, ...] = ()
    investigations: tuple[Investigation, ...] = ()
    scenes: tuple[Scene, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    timeline: tuple[Event, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    communications: tuple[Communication, ...] = ()
    publications: tuple[Publication, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    submission: Submission | None = None
    records: tuple[Record, ...] = ()
    benchmarks: Mapping[BenchmarkRef, Benchmark] = Field(default_factory=dict)

    @cached_property
    def institution(self) -> Mapping[str, Institution]:
        """Institutions by id."""
        return {i.id: i for i in self.institutions}

    @cached_property
    def exhibit(self) -> Mapping[str, Exhibit]:
        """Exhibits by id."""
        return {e.id: e for e in self.exhibits}

    def parts(self) -> Iterator[tuple[str, tuple[Victim | Scene | Investigation | Witness | Exhibit, ...]]]:
        """The parts that a step can be asked of, with the name of their scope."""
        yield "victim", self.victims
        yield "scene", self.scenes
        yield "investigation", self.investigations
        yield "witness", self.witnesses
        yield "exhibit", self.exhibits
