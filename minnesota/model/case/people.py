"""The victims and their relatives, the alleged perpetrators, the witnesses."""

from typing import Literal

from minnesota.base.dates import When
from minnesota.base.fields import Id, LanguageCode, Part, Text, YesNo
from minnesota.model.case.base import Act, Fact, InstitutionRef, Person, SceneRef
from minnesota.model.case.forms import Autopsy, Identification, Interview, Photographs


class Remains(Act):
    """The remains of a victim: `on` and `by` say when and by whom they were recovered.

    `position`: the record, by notes and measurements, of where they lay; `tag`: the label on the
    bag.
    """

    recovered: YesNo | None = None
    found: Act | None = None
    tag: Text | None = None
    scene: SceneRef | None = None
    position: Act | None = None
    photographs: Photographs | None = None
    condition: tuple[
        Literal["complete", "incomplete", "burned", "buried", "submerged", "skeletal", "mixed"], ...
    ] = ()
    returned: Act | None = None
    rites: Act | None = None


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


class Consent(Part):
    """What the family of a victim agreed to. What was not asked counts as no; the rule is ours, to
    do no harm.

    `submission`: that the case goes to the United Nations; `state`: that the name is told to the
    Government; `public`: that it stands in a public report; `press`: in a statement to the press;
    `sharing`: that what is known may be shared with bodies that search for missing persons.
    `given_by` is confidential.
    """

    submission: Literal["yes", "no", "not-asked"] = "not-asked"
    state: Literal["yes", "no", "not-asked"] = "not-asked"
    public: Literal["yes", "no", "not-asked"] = "not-asked"
    press: Literal["yes", "no", "not-asked"] = "not-asked"
    sharing: Literal["yes", "no", "not-asked"] = "not-asked"
    given_by: Text | None = None
    on: When | None = None
    how: Text | None = None
    language: LanguageCode | None = None
    explained_by: Text | None = None
    withdrawal: Text | None = None


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
    consent: Consent | None = None


class AllegedPerpetrator(Person):
    """A person, unit or group alleged to have taken part; alleged, never more."""

    id: Id
    institution: InstitutionRef | None = None
    role: Literal["direct", "commander", "accomplice", "failed-to-prevent", "unknown"] = "unknown"
    part: Text | None = None
    basis: Text | None = None


class Witness(Person):
    """A witness. Never named outside the team. `not_heard`: why he or she could not be, or would
    not be, heard.
    """

    id: Id
    kind: Literal[
        "eyewitness", "survivor", "background", "insider", "expert", "official", "other"
    ] = "other"
    interviewed: Interview | None = None
    not_heard: Text | None = None
    risk_assessed: Act | None = None
    threatened: Act | None = None
    protection: Act | None = None
