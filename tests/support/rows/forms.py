"""Forms and records: the rows of the checks of autopsies, identifications, interviews, items,
reports and timelines.

Every case here is fictional.
"""

from support import cases
from support.rows import Table

HEAD = (
    cases.HEAD
    + """\
institutions:
- {id: police, name: Police of Zubara, kind: police, sources: [E01]}
- {id: watch, name: Zubara Watch, kind: ngo, sources: [E01]}
- {id: morgue, name: Institute of Forensic Medicine, kind: forensic, sources: [E01]}
investigations:
- {id: I1, kind: criminal, body: police, sources: [E01]}
exhibits:
- {id: E01, kind: official-record, title: A record}
- {id: E02, kind: article, title: A report in the press}
- {id: E03, kind: document, title: A page of the file, investigation: I1}
"""
)
OWN = "perspective: investigation\n"
SUSPECT = "alleged_perpetrators: [{id: P1, institution: police, $}]\n"
VICTIM = "victims: [{id: V01, %s}]"
NOBODY = "victims: [{id: V01}]"
AUTOPSY = "victims: [{id: V01, autopsy: {performed: true, %s$}}]"
UNDONE = "victims: [{id: V01, autopsy: {performed: false, $}}]"
INJURED = AUTOPSY % "injuries: [%s], "
NAMED = "victims: [{id: V01, identification: {%s$}}]"
REMAINS = "victims: [{id: V01, remains: {recovered: true, %s$}}]"
SCENE = "scenes: [{id: S1, kind: death, %s$}]"
HEARD = "witnesses: [{id: W1, interviewed: {by: police, %s$}}]"
WITNESS = "witnesses: [{id: W1, %s$}]"
SAMPLE = "- {id: X1, kind: sample, %stitle: A swab}"
VIDEO = "- {id: X1, kind: video, %stitle: A clip}"
ANALYSIS = "- {id: X1, kind: forensic-report, %stitle: An analysis}"
HOLDERS = SAMPLE % "custody: [%s], "
HOLDER = "{holder: Officer A, received: 2025-01-04, %s$}"
SHA = "b" * 64

# the form in YAML, its subject, its place; of each question: step, field, what answers it (all, in
# part, with no), words
ASKED = [
    (
        AUTOPSY,
        "V01",
        "victims.V01.autopsy",
        [
            ("autopsy-detail.director", "doctor", "A doctor", "", "", "the doctor who directed"),
            (
                "autopsy-detail.present",
                "present",
                "[A doctor, A clerk]",
                "",
                "",
                "who was present at the autopsy",
            ),
            ("autopsy.photographs", "photographs", "{$}", "", "", "photographs of the autopsy"),
            (
                "autopsy.cavities",
                "internal",
                "[head, neck, chest, abdomen, pelvis]",
                "[chest, abdomen, pelvis]",
                "",
                "opened and examined … head and neck",
            ),
            ("autopsy-detail.organs", "organs_weighed", "true", "", "false", "each organ weighed"),
            ("autopsy.torture-signs", "looked_for", "[torture]", "", "", "signs of torture"),
            (
                "autopsy.sexual-violence-signs",
                "looked_for",
                "[sexual-violence]",
                "",
                "",
                "signs of sexual violence",
            ),
            ("autopsy-detail.clothing", "external", "[clothing]", "", "", "the clothing described"),
            (
                "autopsy-detail.appearance",
                "external",
                "[build, marks, teeth]",
                "[build, marks]",
                "",
                "build, marks and teeth … teeth",
            ),
            (
                "autopsy-detail.after-death-changes",
                "external",
                "[post-mortem-changes]",
                "",
                "",
                "changes after death",
            ),
            ("sampling.biological-body", "samples", "[hair]", "", "", "samples taken"),
            (
                "sampling.toxicology",
                "samples",
                "[blood, urine]",
                "[blood]",
                "",
                "blood and urine … urine",
            ),
            (
                "autopsy-detail.before-washing",
                "samples",
                "[swabs, nails, hair, residue]",
                "[swabs, nails, hair]",
                "",
                "swabs, nails, hair and residue … residue",
            ),
            (
                "autopsy-detail.prints-and-teeth",
                "samples",
                "[fingerprints, dental]",
                "[dental]",
                "",
                "fingerprints and dental records … fingerprints",
            ),
            (
                "autopsy-detail.toxicology-fluids",
                "samples",
                "[blood, urine, bile, eye-fluid, stomach-contents]",
                "[blood, urine]",
                "",
                "blood, urine, bile … stomach",
            ),
            ("autopsy-detail.microscopy", "samples", "[tissue, blood]", "", "", "tissue kept"),
            ("autopsy.cause-certainty", "certainty", "Probable", "", "", "how sure the doctor is"),
            ("autopsy.limits", "limits", "Decay had set in", "", "", "cannot show"),
        ],
    ),
    (
        AUTOPSY % "photographs: {%s$}, ",
        "V01",
        "victims.V01.autopsy.photographs",
        [
            ("autopsy.photographs-indexed", "log", "true", "", "false", "a log of the photographs"),
        ],
    ),
    (
        REMAINS % "photographs: {%s$}, ",
        "V01",
        "victims.V01.remains.photographs",
        [
            (
                "recovery.photo-number",
                "reference_number",
                "true",
                "",
                "false",
                "a reference number in every photograph",
            ),
            ("recovery.photo-scale", "scale", "true", "", "false", "a scale in every photograph"),
            ("recovery.photo-direction", "direction", "true", "", "false", "a sign of direction"),
        ],
    ),
    (
        REMAINS,
        "V01",
        "victims.V01.remains",
        [
            (
                "recovery.position-noted",
                "position",
                "{by: police, $}",
                "",
                "",
                "the position of the remains",
            ),
            ("recovery.bag-labelled", "tag", "Bag 7", "", "", "the label on the remains"),
        ],
    ),
    (
        NAMED,
        "V01",
        "victims.V01.identification",
        [
            (
                "identification.match-statistic",
                "statistic",
                "1 in 10 million",
                "",
                "",
                "the weight of the DNA match",
            ),
            (
                "identification.reviewed-together",
                "reviewed",
                "true",
                "",
                "false",
                "all lines of identification",
            ),
        ],
    ),
    (
        HEARD,
        "W1",
        "witnesses.W1.interviewed",
        [
            (
                "interview.present",
                "present",
                "[interviewer, lawyer]",
                "",
                "",
                "who was present at the interview",
            ),
            ("interview.recorded", "recording", "video", "", "none", "recorded in video, audio"),
            ("interview.interpreter", "interpreter", "true", "", "false", "an interpreter"),
            ("interviewing.private-place", "private", "true", "", "false", "a private place"),
            ("interviewing.consent", "consent", "true", "", "false", "the consent of the witness"),
            (
                "interviewing.one-at-a-time",
                "alone",
                "true",
                "",
                "false",
                "apart from other witnesses",
            ),
            ("interviewing.checked-and-signed", "read_back", "true", "", "false", "read back to"),
        ],
    ),
    (
        WITNESS,
        "W1",
        "witnesses.W1",
        [
            (
                "interview.risk-before",
                "risk_assessed",
                "{on: 2025-01-04, by: police, $}",
                "",
                "",
                "the risk to the witness",
            ),
            (
                "interview.not-heard-reason",
                "not_heard",
                "She withdrew",
                "",
                "",
                "why the witness could not be heard",
            ),
        ],
    ),
    (
        SCENE,
        "S1",
        "scenes.S1",
        [
            ("place.entry-log", "entry_log", "{by: police, $}", "", "", "everyone who entered"),
            (
                "scene-work.search-recorded",
                "search_method",
                "In a grid",
                "",
                "",
                "the method of the search",
            ),
        ],
    ),
    (
        SCENE % "photographs: {%s$}, ",
        "S1",
        "scenes.S1.photographs",
        [
            ("scene-work.photo-log", "log", "true", "", "false", "a log of the photographs"),
            (
                "scene-work.three-views",
                "views",
                "[close, medium, overall]",
                "[close]",
                "",
                "overall, medium and close … overall and medium",
            ),
        ],
    ),
    (
        SAMPLE % "collected: {%s$}, ",
        "X1",
        "exhibits.X1.collected",
        [
            (
                "place.photographed-in-place",
                "photographed_in_place",
                "true",
                "",
                "false",
                "a photograph of it",
            ),
            ("scene-work.packed-apart", "packed_apart", "true", "", "false", "packed on its own"),
        ],
    ),
    (
        ANALYSIS,
        "X1",
        "exhibits.X1",
        [
            (
                "method.validation-named",
                "validation",
                "A published study",
                "",
                "",
                "the method is valid",
            ),
        ],
    ),
]
# the form itself is not there: the YAML, subject, the missing place, the words, the steps that ask
MISSING = [
    (
        NOBODY,
        "V01",
        "victims.V01.autopsy",
        "No autopsy on V01 is recorded",
        [s for s, *_ in ASKED[0][3]],
    ),
    (
        NOBODY,
        "V01",
        "victims.V01.autopsy",
        "No autopsy on V01 is recorded",
        ["autopsy.photographs-indexed"],
    ),
    (
        SAMPLE % "",
        "X1",
        "exhibits.X1.collected",
        "How X1 was collected",
        ["place.photographed-in-place", "scene-work.packed-apart"],
    ),
    (
        AUTOPSY % "",
        "V01",
        "victims.V01.autopsy.photographs",
        "No photographs of the autopsy",
        ["autopsy.photographs-indexed"],
    ),
    (
        NOBODY,
        "V01",
        "victims.V01.remains.photographs",
        "No photographs of V01",
        [s for s, *_ in ASKED[2][3]],
    ),
    (
        REMAINS % "",
        "V01",
        "victims.V01.remains.photographs",
        "No photographs of V01",
        ["recovery.photo-scale"],
    ),
    (
        NOBODY,
        "V01",
        "victims.V01.remains",
        "Nothing is recorded of the remains of V01",
        [s for s, *_ in ASKED[3][3]],
    ),
    (
        NOBODY,
        "V01",
        "victims.V01.identification",
        "How V01 was identified is not recorded",
        [
            "identification.primary-methods",
            "identification.not-by-sight-alone",
            "identification.match-statistic",
            "identification.reviewed-together",
        ],
    ),
    (
        WITNESS % "",
        "W1",
        "witnesses.W1.interviewed",
        "No interview of W1",
        [*(s for s, *_ in ASKED[5][3]), "interview.times"],
    ),
    (
        SCENE % "",
        "S1",
        "scenes.S1.photographs",
        "No photographs of S1",
        [s for s, *_ in ASKED[8][3]],
    ),
    (
        NOBODY,
        "V01",
        "victims.V01.death",
        "Nothing is recorded of the death of V01",
        ["autopsy-detail.manner-and-time"],
    ),
    (
        NOBODY,
        "V01",
        "victims.V01.autopsy",
        "No autopsy on V01 is recorded",
        [
            "autopsy-detail.when-where",
            "autopsy.x-ray-first",
            "autopsy.independent-doctor",
            "autopsy-detail.injuries",
            "autopsy-detail.treatment-marks",
            "chart.body-diagram",
        ],
    ),
    (
        "circumstances: [firearms, skeletal-remains]\n" + NOBODY,
        "V01",
        "victims.V01.autopsy",
        "No autopsy on V01 is recorded",
        ["autopsy-detail.wound-tracks", "skeleton.injury-timing"],
    ),
]
BONES = "circumstances: [skeletal-remains]\n"
# step, what comes before, an injury described, what leaves one undescribed, a missing field, words
INJURIES = [
    (
        "autopsy-detail.injuries",
        "",
        "{kind: blunt, size: 4 cm, shape: Round, place: Back, colour: Red, direction: Down, "
        "depth: 1 cm}",
        "{kind: blunt, size: 4 cm, shape: Round, place: Back, colour: Red, direction: Down}",
        "depth",
        "size, shape, place, colour, direction and depth",
    ),
    (
        "skeleton.injury-timing",
        BONES,
        "{kind: blunt, when: around-death}",
        "{kind: blunt, when: unknown}",
        "when",
        "before, around or after death",
    ),
    (
        "autopsy-detail.treatment-marks",
        "",
        "{kind: sharp, medical: false}",
        "{kind: sharp}",
        "medical",
        "made by treatment",
    ),
    (
        "chart.body-diagram",
        "",
        "{kind: burn, diagram: true}",
        "{kind: burn}",
        "diagram",
        "a mark on a body diagram",
    ),
    (
        "autopsy-detail.wound-tracks",
        "",
        "{kind: gunshot, track: Front to back}",
        "{kind: gunshot}",
        "track",
        "the track of the wound",
    ),
]
TOLD = [  # what a report says: step, the fact in YAML, its place, the missing place, words
    (
        "reporter-identity",
        "timeline: [{on: 2025-01-02, what: A report, kind: official-report, by: police, %s}]",
        "timeline[1]",
        "timeline[] of kind official-report",
        "who first reported the death",
    ),
    (
        "victims",
        "victims: [{id: V01, pseudonym: The ferryman, %s}]",
        "victims.V01",
        "victims[].identification",
        "who the victims are",
    ),
    (
        "dates-times",
        "incident: {date: 2025-01-01, %s}",
        "incident",
        "incident.date",
        "the dates and times of events",
    ),
    ("locations", "incident: {place: Zubara, %s}", "incident", "incident.place", "every location"),
    (
        "method",
        "victims: [{id: V01, death: {cause: Gunshot wound, %s}}]",
        "victims.V01.death",
        "victims[].death.cause",
        "how death was caused",
    ),
    (
        "believed-responsible",
        "alleged_perpetrators: [{id: P1, %s}]",
        "alleged_perpetrators.P1",
        "alleged_perpetrators",
        "who is believed responsible",
    ),
]
FILED = "sources: [E03]"
PRESS = "sources: [E02]"
BEFORE, DURING, AFTER = (f"{{on: 2025-01-{day}, what: A thing, %s}}" for day in ("02", "03", "04"))
TIMELINE = "incident: {date: 2025-01-03, $}\ntimeline: [%s]"
AGENTS = "circumstances: [state-agents]\n"

ROWS = [
    # A question of a form: answered, in part, with no, or not at all.
    *(
        row
        for form, subject, place, questions in ASKED
        for step, field, whole, part, no, words in questions
        for row in (
            (
                f"{step}: recorded",
                form % f"{field}: {whole}, ",
                step,
                subject,
                "met",
                words.split(" … ")[0],
                f"{place}.{field}" if "$" in whole else place,
            ),
            *[
                (
                    f"{step}: in part",
                    form % f"{field}: {part}, ",
                    step,
                    subject,
                    "partly-met",
                    f"part of this is recorded … {words}",
                    place,
                )
            ]
            * bool(part),
            *[
                (
                    f"{step}: not so",
                    form % f"{field}: {no}, ",
                    step,
                    subject,
                    "not-met",
                    f"it is recorded that this is not so … {words}",
                    place,
                )
            ]
            * bool(no),
            (
                f"{step}: not recorded",
                form % "",
                step,
                subject,
                "not-shown",
                words.split(" … ")[0],
                f"{place}.{field}",
            ),
        )
    ),
    *(
        (f"{step}: no form ({place})", yaml, step, subject, "not-shown", words, place)
        for yaml, subject, place, words, steps in MISSING
        for step in steps
    ),
    *(
        (
            f"{step}: no autopsy performed",
            "circumstances: [firearms, skeletal-remains]\n" + UNDONE,
            step,
            "V01",
            "not-applicable",
            "No autopsy on V01 was performed",
            None,
        )
        for step in (
            *(s for s, *_ in ASKED[0][3]),
            "autopsy.photographs-indexed",
            "autopsy-detail.when-where",
            "autopsy.x-ray-first",
            "autopsy.independent-doctor",
            *(s for s, *_ in INJURIES),
        )
    ),
    (
        "one of two signs looked for",
        AUTOPSY % "looked_for: [torture], ",
        "autopsy.sexual-violence-signs",
        "V01",
        "not-shown",
        "signs of sexual violence",
        "victims.V01.autopsy.looked_for",
    ),
    (
        "a form known from the press only",
        (AUTOPSY % "samples: [blood, urine], ").replace("$", PRESS),
        "sampling.toxicology",
        "V01",
        "unsupported",
        "second-hand reports (E02)",
        "victims.V01.autopsy",
    ),
    (
        "a form without a source",
        (AUTOPSY % "samples: [blood, urine]").replace("$", ""),
        "sampling.toxicology",
        "V01",
        "unsupported",
        "No source is given",
        "victims.V01.autopsy",
    ),
    (
        "photographs of the autopsy without a source",
        AUTOPSY % "photographs: {log: true}, ",
        "autopsy.photographs",
        "V01",
        "unsupported",
        "No source is given",
        "victims.V01.autopsy.photographs",
    ),
    (
        "one scene photographed, another not",
        "scenes: [{id: S1, kind: death, photographs: {log: true, $}, $}, {id: S2, kind: home, $}]",
        "scene-work.photo-log",
        "S2",
        "not-shown",
        "No photographs of S2",
        "scenes.S2.photographs",
    ),
    # When and where the autopsy was, its images and its doctor.
    (
        "autopsy with place, start and end",
        AUTOPSY % "place: Zubara, on: 2025-01-10T09:00/2025-01-10T12:30, ",
        "autopsy-detail.when-where",
        "V01",
        "met",
        "the place, start and end",
        "victims.V01.autopsy",
    ),
    (
        "autopsy with a start and no end",
        AUTOPSY % "place: Zubara, on: 2025-01-10T09:00, ",
        "autopsy-detail.when-where",
        "V01",
        "partly-met",
        "Not recorded: end",
        "victims.V01.autopsy",
    ),
    (
        "autopsy with start and end, no place",
        AUTOPSY % "on: 2025-01-10T09:00/2025-01-10T12:30, ",
        "autopsy-detail.when-where",
        "V01",
        "partly-met",
        "Not recorded: place",
        "victims.V01.autopsy",
    ),
    (
        "autopsy over two days, no hours",
        AUTOPSY % "place: Zubara, on: 2025-01-10/2025-01-11, ",
        "autopsy-detail.when-where",
        "V01",
        "partly-met",
        "Not recorded: start and end",
        "victims.V01.autopsy",
    ),
    (
        "autopsy on a day, no hour",
        AUTOPSY % "on: 2025-01-10, ",
        "autopsy-detail.when-where",
        "V01",
        "not-shown",
        "the place, start and end",
        "victims.V01.autopsy.on",
    ),
    (
        "imaged before it was opened",
        AUTOPSY % "imaging: {whole_body: true, before_opening: true, $}, ",
        "autopsy.x-ray-first",
        "V01",
        "met",
        "images of the whole body",
        "victims.V01.autopsy.imaging",
    ),
    (
        "imaged, when unknown",
        AUTOPSY % "imaging: {whole_body: true, $}, ",
        "autopsy.x-ray-first",
        "V01",
        "partly-met",
        "Not recorded: before it was opened",
        "victims.V01.autopsy.imaging",
    ),
    (
        "imaged in part",
        AUTOPSY % "imaging: {whole_body: false, before_opening: true, $}, ",
        "autopsy.x-ray-first",
        "V01",
        "partly-met",
        "of the whole body",
        "victims.V01.autopsy.imaging",
    ),
    (
        "imaged in part and too late",
        AUTOPSY % "imaging: {whole_body: false, before_opening: false, $}, ",
        "autopsy.x-ray-first",
        "V01",
        "not-met",
        "of the whole body",
        "victims.V01.autopsy.imaging",
    ),
    (
        "imaged, nothing more known",
        AUTOPSY % "imaging: {$}, ",
        "autopsy.x-ray-first",
        "V01",
        "not-shown",
        "nothing is recorded … images",
        "victims.V01.autopsy.imaging.whole_body",
    ),
    (
        "no images",
        AUTOPSY % "",
        "autopsy.x-ray-first",
        "V01",
        "not-shown",
        "No X-ray",
        "victims.V01.autopsy.imaging",
    ),
    (
        "doctor of an institute with no tie",
        SUSPECT + AUTOPSY % "by: morgue, doctor: A doctor, ",
        "autopsy.independent-doctor",
        "V01",
        "met",
        "Institute of Forensic Medicine … no recorded tie",
        "victims.V01.autopsy",
    ),
    (
        "doctor of those suspected",
        SUSPECT + AUTOPSY % "by: police, doctor: A doctor, ",
        "autopsy.independent-doctor",
        "V01",
        "not-met",
        "Police of Zubara, which is tied to those suspected",
        "victims.V01.autopsy",
    ),
    (
        "doctor of the police, others suspected",
        "alleged_perpetrators: [{id: P1, institution: watch, $}]\n"
        + AUTOPSY % "by: police, doctor: A doctor, ",
        "autopsy.independent-doctor",
        "V01",
        "met",
        "Police of Zubara",
        "victims.V01.autopsy",
    ),
    (
        "doctor of an organisation, with no tie",
        SUSPECT + AUTOPSY % "by: watch, doctor: A doctor, ",
        "autopsy.independent-doctor",
        "V01",
        "met",
        "Zubara Watch … no recorded tie",
        "victims.V01.autopsy",
    ),
    (
        "institute known, doctor not",
        AUTOPSY % "by: morgue, ",
        "autopsy.independent-doctor",
        "V01",
        "partly-met",
        "the doctor is not recorded",
        "victims.V01.autopsy",
    ),
    (
        "doctor known, institute not",
        AUTOPSY % "doctor: A doctor, ",
        "autopsy.independent-doctor",
        "V01",
        "not-shown",
        "Which body did the autopsy",
        "victims.V01.autopsy.by",
    ),
    # Injuries.
    *(
        row
        for step, before, whole, bare, field, words in INJURIES
        for row in (
            (
                f"{step}: each injury",
                before + INJURED % f"{whole}, {whole}",
                step,
                "V01",
                "met",
                f"{words} … (2)",
                "victims.V01.autopsy",
            ),
            (
                f"{step}: one of two injuries",
                before + INJURED % f"{whole}, {bare}",
                step,
                "V01",
                "partly-met",
                f"Of 1 of 2 injuries … {words}",
                "victims.V01.autopsy",
            ),
            (
                f"{step}: an injury, not described",
                before + INJURED % bare,
                step,
                "V01",
                "not-shown",
                f"Of no injury … {words}",
                f"victims.V01.autopsy.injuries[].{field}",
            ),
            (
                f"{step}: no injury",
                "circumstances: [firearms, skeletal-remains]\n" + AUTOPSY % "",
                step,
                "V01",
                "not-shown",
                "No injury of V01",
                "victims.V01.autopsy.injuries",
            ),
        )
    ),
    (
        "one of two injuries not charted",
        INJURED % "{kind: burn, diagram: true}, {kind: burn, diagram: false}",
        "chart.body-diagram",
        "V01",
        "not-met",
        "Not every injury of V01",
        "victims.V01.autopsy",
    ),
    (
        "the track of a blow is not asked for",
        INJURED % "{kind: gunshot, track: Front to back}, {kind: blunt}",
        "autopsy-detail.wound-tracks",
        "V01",
        "met",
        "the track of the wound (1)",
        "victims.V01.autopsy",
    ),
    (
        "no wound that has a track",
        "circumstances: [firearms]\n" + INJURED % "{kind: blunt, track: None}",
        "autopsy-detail.wound-tracks",
        "V01",
        "not-shown",
        "No injury of V01",
        "victims.V01.autopsy.injuries",
    ),
    # The opinion on the death.
    (
        "cause, manner and time",
        VICTIM % "death: {cause: Gunshot wound, manner: homicide, date: 2025-01-03, $}",
        "autopsy-detail.manner-and-time",
        "V01",
        "met",
        "cause, manner and time",
        "victims.V01.death",
    ),
    (
        "cause alone",
        VICTIM % "death: {cause: Gunshot wound, $}",
        "autopsy-detail.manner-and-time",
        "V01",
        "partly-met",
        "Not recorded: manner and time",
        "victims.V01.death",
    ),
    (
        "neither cause, manner nor time",
        VICTIM % "death: {place: Zubara, $}",
        "autopsy-detail.manner-and-time",
        "V01",
        "not-shown",
        "cause, manner and time",
        "victims.V01.death.manner",
    ),
    # Identification.
    *(
        (
            f"named by {method}",
            NAMED % f"methods: [visual, {method}], ",
            "identification.primary-methods",
            "V01",
            "met",
            f"visual and {method}",
            "victims.V01.identification",
        )
        for method in ("dna", "fingerprints", "dental")
    ),
    (
        "named by belongings",
        NAMED % "methods: [visual, belongings, medical], ",
        "identification.primary-methods",
        "V01",
        "not-met",
        "belongings and medical, not by fingerprints, teeth or DNA",
        "victims.V01.identification",
    ),
    (
        "named by sight alone",
        NAMED % "methods: [visual], ",
        "identification.not-by-sight-alone",
        "V01",
        "not-met",
        "by sight alone",
        "victims.V01.identification",
    ),
    (
        "named by sight and belongings",
        NAMED % "methods: [visual, belongings], ",
        "identification.not-by-sight-alone",
        "V01",
        "met",
        "not by sight alone",
        "victims.V01.identification",
    ),
    *(
        (
            f"named by no recorded method: {step}",
            NAMED % "",
            step,
            "V01",
            "not-shown",
            "By which method V01",
            "victims.V01.identification.methods",
        )
        for step in ("identification.primary-methods", "identification.not-by-sight-alone")
    ),
    (
        "named by DNA, with a statistic",
        NAMED % "methods: [dna], statistic: 1 in 10 million, ",
        "identification.match-statistic",
        "V01",
        "met",
        "the weight of the DNA match",
        "victims.V01.identification",
    ),
    (
        "named by DNA, no statistic",
        NAMED % "methods: [dna], ",
        "identification.match-statistic",
        "V01",
        "not-shown",
        "the weight of the DNA match",
        "victims.V01.identification.statistic",
    ),
    (
        "named without DNA, no statistic",
        NAMED % "methods: [dental], ",
        "identification.match-statistic",
        "V01",
        "not-applicable",
        "not identified by DNA",
        "victims.V01.identification",
    ),
    # Interviews and witnesses.
    (
        "interview in audio",
        HEARD % "recording: audio, ",
        "interview.recorded",
        "W1",
        "met",
        "recorded in video, audio",
        "witnesses.W1.interviewed",
    ),
    (
        "interview in writing only",
        HEARD % "recording: written, ",
        "interview.recorded",
        "W1",
        "partly-met",
        "in writing, not in audio or video",
        "witnesses.W1.interviewed",
    ),
    (
        "interview with start and end",
        HEARD % "on: 2025-01-05T10:00/2025-01-05T11:15, ",
        "interview.times",
        "W1",
        "met",
        "the start and end of the interview",
        "witnesses.W1.interviewed",
    ),
    (
        "interview with a start and no end",
        HEARD % "on: 2025-01-05T10:00, ",
        "interview.times",
        "W1",
        "partly-met",
        "Not recorded: end",
        "witnesses.W1.interviewed",
    ),
    (
        "interview on a day, no hour",
        HEARD % "on: 2025-01-05, ",
        "interview.times",
        "W1",
        "not-shown",
        "the start and end of the interview",
        "witnesses.W1.interviewed.on",
    ),
    *(
        (
            f"{step}: not heard for a reason",
            WITNESS % "not_heard: She withdrew, ",
            step,
            "W1",
            "not-applicable",
            "W1 could not be heard, for a recorded reason",
            None,
        )
        for step in (*(s for s, *_ in ASKED[5][3]), "interview.times")
    ),
    (
        "no reason asked of a witness who was heard",
        HEARD % "",
        "interview.not-heard-reason",
        "W1",
        "not-applicable",
        "W1 was heard",
        None,
    ),
    (
        "risk assessed, no source",
        WITNESS % "risk_assessed: {by: police}, ",
        "interview.risk-before",
        "W1",
        "unsupported",
        "No source is given",
        "witnesses.W1.risk_assessed",
    ),
    # Items and their custody.
    (
        "every holder",
        HOLDERS % (HOLDER % ""),
        "custody.hand-over-people",
        "X1",
        "met",
        "who held it",
        "exhibits.X1.custody[1]",
    ),
    (
        "every hand-over",
        HOLDERS % ", ".join([HOLDER % "place: Zubara, why: To test, "] * 2),
        "custody.hand-over-details",
        "X1",
        "met",
        "when, where and why",
        "exhibits.X1.custody[2]",
    ),
    (
        "one of two hand-overs",
        HOLDERS % f"{HOLDER % 'place: Zubara, why: To test, '}, {HOLDER % 'place: Zubara, '}",
        "custody.hand-over-details",
        "X1",
        "partly-met",
        "when, where and why … not of number 2",
        "exhibits.X1.custody[2]",
    ),
    (
        "no hand-over in full",
        HOLDERS % (HOLDER % "why: To test, "),
        "custody.hand-over-details",
        "X1",
        "not-shown",
        "Of no holder of X1",
        "exhibits.X1.custody[].place",
    ),
    (
        "a hand-over without a source",
        HOLDERS % "{holder: Officer A, received: 2025-01-04}",
        "custody.hand-over-people",
        "X1",
        "unsupported",
        "No source is given",
        "exhibits.X1.custody[1]",
    ),
    *(
        (
            f"{step}: no holder",
            SAMPLE % "",
            step,
            "X1",
            "not-shown",
            "No holder of X1",
            "exhibits.X1.custody",
        )
        for step in ("custody.hand-over-people", "custody.hand-over-details")
    ),
    (
        "original with its digest",
        VIDEO % f"file: clip.mp4, sha256: {SHA}, ",
        "digital.originals-kept",
        "X1",
        "met",
        "the original file and its digest",
        "exhibits.X1",
    ),
    (
        "original without a digest",
        VIDEO % "file: clip.mp4, ",
        "digital.originals-kept",
        "X1",
        "partly-met",
        "Not recorded: sha256",
        "exhibits.X1",
    ),
    (
        "a copy, though with its digest",
        VIDEO % f"file: clip.mp4, sha256: {SHA}, derived_from: [E03], ",
        "digital.originals-kept",
        "X1",
        "partly-met",
        "derived from E03",
        "exhibits.X1",
    ),
    (
        "no file",
        VIDEO % "",
        "digital.originals-kept",
        "X1",
        "not-shown",
        "the original file",
        "exhibits.X1.file",
    ),
    # The report of the death.
    *(
        row
        for topic, fact, place, missing, words in TOLD
        for row in (
            (
                f"report: {topic}",
                fact % FILED,
                f"report.{topic}",
                None,
                "met",
                f"says {words}",
                place,
            ),
            (
                f"report: {topic}, from the press",
                fact % PRESS,
                f"report.{topic}",
                None,
                "not-shown",
                f"Nothing gathered by an investigation … {words}",
                missing,
            ),
            (
                f"report: {topic}, from what others hold",
                fact % "$",
                f"report.{topic}",
                None,
                "not-shown",
                words,
                missing,
            ),
            (
                f"report: {topic}, in the investigators' own file",
                OWN + fact % "$",
                f"report.{topic}",
                None,
                "met",
                words,
                place,
            ),
            (
                f"report: {topic}, in their own file from the press",
                OWN + fact % PRESS,
                f"report.{topic}",
                None,
                "unsupported",
                "second-hand reports (E02)",
                place,
            ),
            (
                f"report: {topic}, not said",
                "",
                f"report.{topic}",
                None,
                "not-shown",
                words,
                missing,
            ),
        )
    ),
    (
        "report: places of scenes",
        "scenes: [{id: S1, kind: death, place: Zubara, sources: [E03]}]",
        "report.locations",
        None,
        "met",
        "every location",
        "scenes.S1",
    ),
    (
        "report: one of two places",
        f"incident: {{place: Zubara, {PRESS}}}\nscenes: [{{id: S1, kind: death, "
        f"coordinates: {{latitude: 1, longitude: 2}}, {FILED}}}]",
        "report.locations",
        None,
        "partly-met",
        "every location … (1 of 2)",
        "scenes.S1",
    ),
    (
        "report: one of two suspects",
        f"alleged_perpetrators: [{{id: P1, {PRESS}}}, {{id: P2, {FILED}}}]",
        "report.believed-responsible",
        None,
        "partly-met",
        "not all of it (1 of 2)",
        "alleged_perpetrators.P2",
    ),
    (
        "report: a report by nobody known",
        "timeline: [{on: 2025-01-02, what: A report, kind: official-report, sources: [E03]}]",
        "report.reporter-identity",
        None,
        "not-shown",
        "who first reported",
        "timeline[] of kind official-report",
    ),
    # The timeline.
    (
        "timeline before, during, after",
        TIMELINE % ", ".join(e % FILED for e in (BEFORE, DURING, AFTER)),
        "chronology.built",
        None,
        "met",
        "from before the death to after it (3 entries)",
        "timeline[3]",
    ),
    (
        "timeline without before",
        TIMELINE % ", ".join(e % FILED for e in (DURING, AFTER)),
        "chronology.built",
        None,
        "partly-met",
        "nothing from before the death",
        "timeline[1]",
    ),
    (
        "timeline of the aftermath alone",
        TIMELINE % (AFTER % FILED),
        "chronology.built",
        None,
        "partly-met",
        "nothing from before and during the death",
        "timeline[1]",
    ),
    (
        "timeline of which the press says what came before",
        TIMELINE % ", ".join((BEFORE % PRESS, DURING % FILED, AFTER % FILED)),
        "chronology.built",
        None,
        "partly-met",
        "nothing from before the death",
        "timeline[2]",
    ),
    (
        "timeline, no day of the incident",
        f"timeline: [{BEFORE % FILED}]",
        "chronology.built",
        None,
        "not-shown",
        "When the incident took place",
        "incident.date",
    ),
    (
        "timeline in the investigators' own file",
        OWN + TIMELINE % ", ".join(e % "$" for e in (BEFORE, DURING, AFTER)),
        "chronology.built",
        None,
        "met",
        "3 entries",
        "timeline[1]",
    ),
    *(
        row
        for step in ("chronology.built", "chronology.sourced")
        for row in (
            (
                f"{step}: timeline from the press",
                TIMELINE % ", ".join(e % PRESS for e in (BEFORE, DURING, AFTER)),
                step,
                None,
                "not-shown",
                "No timeline made by an investigation",
                "timeline[]",
            ),
            (
                f"{step}: no timeline",
                "",
                step,
                None,
                "not-shown",
                "No timeline made by an investigation",
                "timeline[]",
            ),
        )
    ),
    (
        "each entry sourced",
        (TIMELINE % ", ".join(e % FILED for e in (BEFORE, AFTER))).replace("$", FILED),
        "chronology.sourced",
        None,
        "met",
        "Each entry … (2)",
        "timeline[2]",
    ),
    (
        "one of two entries sourced",
        OWN + TIMELINE % ", ".join((BEFORE % "$", AFTER % "note: None")),
        "chronology.sourced",
        None,
        "partly-met",
        "no source: timeline[2]",
        "timeline[1]",
    ),
    # The list of witnesses.
    *(
        (
            f"witnesses who saw ({kind}) and who knew",
            "witnesses: [{id: W1, kind: %s, interviewed: {by: police, $}, $}, "
            "{id: W2, kind: background, interviewed: {by: police, $}, $}]" % kind,
            "witness-plan.saw-or-knew",
            None,
            "met",
            "eyewitness or survivor and background (2)",
            "witnesses.W2",
        )
        for kind in ("eyewitness", "survivor")
    ),
    (
        "witnesses who saw, none who knew",
        WITNESS % "kind: eyewitness, interviewed: {by: police, $}, ",
        "witness-plan.saw-or-knew",
        None,
        "partly-met",
        "listed (1), none of kind background",
        "witnesses.W1",
    ),
    (
        "insiders",
        AGENTS + WITNESS % "kind: insider, interviewed: {by: police, $}, ",
        "witness-plan.unit-and-command",
        None,
        "met",
        "of kind insider (1)",
        "witnesses.W1",
    ),
    (
        "insiders listed and not heard, in the investigators' own file",
        OWN + AGENTS + WITNESS % "kind: insider, ",
        "witness-plan.unit-and-command",
        None,
        "met",
        "of kind insider",
        "witnesses.W1",
    ),
    (
        "insiders whom nobody heard",
        AGENTS + WITNESS % "kind: insider, ",
        "witness-plan.unit-and-command",
        None,
        "not-shown",
        "No witness of kind insider",
        "witnesses[] of kind insider",
    ),
    (
        "insiders heard by an organisation alone",
        AGENTS + WITNESS % "kind: insider, interviewed: {by: watch, $}, ",
        "witness-plan.unit-and-command",
        None,
        "not-shown",
        "found by the investigation",
        "witnesses[] of kind insider",
    ),
    (
        "no insiders",
        AGENTS,
        "witness-plan.unit-and-command",
        None,
        "not-shown",
        "kind insider",
        "witnesses[] of kind insider",
    ),
    (
        "no witnesses",
        "",
        "witness-plan.saw-or-knew",
        None,
        "not-shown",
        "eyewitness or survivor and background",
        "witnesses[] of kind background",
    ),
]

TABLE = Table.of(HEAD, ROWS, parts_apart=True)
