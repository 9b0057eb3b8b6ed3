"""A case: what is recorded about a death and about the investigation of it (format 1).

Everything is optional but the head: a key that is left out means "not known", and
never "no". Ids are the author's own; every id that is referred to must exist in the file.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from minnesota.base.dates import When
from minnesota.base.fields import Benchmark, CountryCode, Id, LanguageCode, Part, Text, YesNo
from minnesota.model import DEFAULT_PROTOCOL
from minnesota.model.case.base import (
    Act,
    BenchmarkRef,
    CircumstanceRef,
    Coordinates,
    Fact,
    HowMany,
    InstitutionRef,
    Person,
    StepRef,
    SubjectRef,
)
from minnesota.model.case.events import (
    Communication,
    Event,
    Incident,
    Outcome,
    Publication,
    Withheld,
)
from minnesota.model.case.exhibits import Custody, Exhibit
from minnesota.model.case.forms import (
    Autopsy,
    Identification,
    Imaging,
    Injury,
    Interview,
    Photographs,
)
from minnesota.model.case.investigation import (
    Institution,
    Investigation,
    Pause,
    Power,
    Scene,
    TeamMember,
)
from minnesota.model.case.people import (
    AllegedPerpetrator,
    Consent,
    Death,
    NextOfKin,
    Remains,
    Victim,
    Witness,
)

__all__ = [
    "FORMAT",
    "Act",
    "AllegedPerpetrator",
    "Autopsy",
    "Case",
    "Communication",
    "Consent",
    "Coordinates",
    "Custody",
    "Death",
    "Event",
    "Exhibit",
    "Fact",
    "HowMany",
    "Identification",
    "Imaging",
    "Incident",
    "Injury",
    "Institution",
    "Interview",
    "Investigation",
    "NextOfKin",
    "Outcome",
    "Pause",
    "Person",
    "Photographs",
    "Power",
    "Procedure",
    "Publication",
    "Record",
    "Remains",
    "Scene",
    "Statement",
    "Submission",
    "TeamMember",
    "Victim",
    "Withheld",
    "Witness",
]

FORMAT = 1


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str) else value


OneOrMore = Annotated[
    tuple[Text, ...],
    Field(min_length=1),
    BeforeValidator(_as_list, json_schema_input_type=str | list[str]),
]


class Statement(Fact):
    """What an authority said of the case: word for word in `says`, with its date and source."""

    says: Text
    by: InstitutionRef | None = None
    on: When | None = None


class Procedure(Fact):
    """An earlier submission on the case, or another procedure that has it: before which `body`,
    `on` which day, and what came of it.
    """

    body: Text
    what: Text | None = None
    on: When | None = None


class Submission(Part):
    """What goes to the special procedures of the United Nations with the case. Who submits is kept
    apart from everything else.

    `to` holds mandates, by id (`executions`) or by title. Who submits: `submitter`, `contact`,
    `capacity` and `relationship` to the victims, which kind of `knowledge`, whether they can follow
    up with the family (`can_follow_up`) and agree to be contacted, by which safe channel, in which
    language (asked by the executions and the disappearances mandates, and by the common form).
    `confidential_items`: what else is to stay confidential. `narrative`: what happened, in order of
    time, when it is to be told otherwise than in `incident`. `official_version`: what authorities
    said of it. `urgent`: what can still be prevented, and why now. `remedies_tried`: what was tried
    before the authorities, or why nothing could be (asked by the disappearances mandate). `earlier`
    submissions with their replies, and `parallel` procedures. `consent` is that of all the families
    to the submission itself, where it is not recorded with each victim: `not-asked` counts as no.
    """

    to: tuple[Text, ...] = ()
    submitter: Text | None = None
    contact: Text | None = None
    capacity: Literal["victim", "relative", "lawyer", "organisation", "other"] | None = None
    relationship: Text | None = None
    knowledge: Literal["direct", "first-hand", "documents", "media"] | None = None
    can_follow_up: YesNo | None = None
    contact_agreed: YesNo | None = None
    safe_channel: Text | None = None
    language: LanguageCode | None = None
    confidential_items: tuple[Text, ...] = ()
    narrative: Text | None = None
    official_version: tuple[Statement, ...] = ()
    urgent: Text | None = None
    remedies_tried: Text | None = None
    earlier: tuple[Procedure, ...] = ()
    parallel: tuple[Procedure, ...] = ()
    rights: tuple[Text, ...] = ()
    requests_to_mandates: tuple[Text, ...] = ()
    requests_to_state: tuple[Text, ...] = ()
    consent: Literal["yes", "no", "not-asked"] = "not-asked"


class Record(Fact):
    """What an assessor or investigator says of one step. `unknown` says since when nothing is known
    (`on`).
    """

    step: StepRef
    subject: Annotated[SubjectRef | None, Field(alias="for")] = None
    status: Literal["done", "partly", "not-done", "refused", "not-applicable", "unknown"]
    on: When | None = None
    by: Text | None = None


class Case(Part):
    """A whole case file."""

    minnesota: Literal[1]
    protocol: OneOrMore = (DEFAULT_PROTOCOL,)
    id: Id
    title: Text
    country: CountryCode
    language: LanguageCode = "en"
    perspective: Literal["assessment", "investigation"] = "assessment"
    circumstances: tuple[CircumstanceRef, ...] = ()
    incident: Incident = Incident()
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

    def parts(
        self,
    ) -> Iterator[tuple[str, tuple[Victim | Scene | Investigation | Witness | Exhibit, ...]]]:
        """The parts that a step can be asked of, with the name of their scope."""
        yield "victim", self.victims
        yield "scene", self.scenes
        yield "investigation", self.investigations
        yield "witness", self.witnesses
        yield "exhibit", self.exhibits
