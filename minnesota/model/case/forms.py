"""The Protocol's forms, as far as checks look into them: photographs, the autopsy, the
identification, the interview.

A list holds what was done; what is not in it was not recorded. A yes or no that is left out is not
known.
"""

from typing import Literal

from minnesota.base.fields import Part, Text, YesNo
from minnesota.model.case.base import Act


class Photographs(Act):
    """Photographs of a scene, of remains or of a body, and what every one of them holds.

    `log`: a list gives the number, time, view and photographer of each.
    """

    reference_number: YesNo | None = None
    scale: YesNo | None = None
    direction: YesNo | None = None
    log: YesNo | None = None
    views: tuple[Literal["overall", "medium", "close"], ...] = ()


class Imaging(Act):
    """X-ray or other images of a body."""

    whole_body: YesNo | None = None
    before_opening: YesNo | None = None


class Injury(Part):
    """One injury, as the autopsy describes it. `medical`: made by treatment; `diagram`: marked on a
    body chart.
    """

    kind: Literal["gunshot", "sharp", "blunt", "burn", "blast", "pressure", "other"]
    place: Text | None = None
    size: Text | None = None
    shape: Text | None = None
    colour: Text | None = None
    direction: Text | None = None
    depth: Text | None = None
    when: Literal["before-death", "around-death", "after-death", "unknown"] | None = None
    medical: YesNo | None = None
    track: Text | None = None
    diagram: YesNo | None = None


class Autopsy(Act):
    """An autopsy, or the decision not to perform one (`performed: false`, with `reasons`).

    `on` may hold its start and end, as 2025-01-10T09:00/2025-01-10T12:30. `certainty` is how sure
    the doctor is of the cause, `limits` what the findings cannot show.
    """

    performed: YesNo
    doctor: Text | None = None
    reasons: Text | None = None
    reviewable: YesNo | None = None
    family_consulted: Act | None = None
    family_representative: Act | None = None
    place: Text | None = None
    present: tuple[Text, ...] = ()
    photographs: Photographs | None = None
    imaging: Imaging | None = None
    external: tuple[
        Literal["clothing", "build", "post-mortem-changes", "marks", "teeth", "hands"], ...
    ] = ()
    internal: tuple[Literal["head", "neck", "chest", "abdomen", "pelvis"], ...] = ()
    organs_weighed: YesNo | None = None
    looked_for: tuple[Literal["torture", "sexual-violence"], ...] = ()
    injuries: tuple[Injury, ...] = ()
    samples: tuple[
        Literal[
            "blood",
            "urine",
            "bile",
            "eye-fluid",
            "stomach-contents",
            "tissue",
            "swabs",
            "nails",
            "hair",
            "residue",
            "dna",
            "fingerprints",
            "dental",
        ],
        ...,
    ] = ()
    certainty: Text | None = None
    limits: Text | None = None


class Identification(Act):
    """How a dead person was identified. `statistic` gives the weight of a DNA match; `reviewed`:
    all lines together.
    """

    methods: tuple[
        Literal[
            "dna", "fingerprints", "dental", "medical", "visual", "belongings", "documents", "other"
        ],
        ...,
    ] = ()
    statistic: Text | None = None
    reviewed: YesNo | None = None


class Interview(Act):
    """The interview of a witness by an institution. `on` may hold its start and end; `present`
    lists roles.

    `alone`: apart from other witnesses; `read_back`: read back to, or checked by, the witness.
    """

    recording: Literal["video", "audio", "written", "none"] | None = None
    present: tuple[Text, ...] = ()
    interpreter: YesNo | None = None
    private: YesNo | None = None
    consent: YesNo | None = None
    alone: YesNo | None = None
    read_back: YesNo | None = None
