"""Participation: the rows of the checks of the family's part and safety.

Every case here is fictional.
"""

from support import cases
from support.rows import Table

HEAD = (
    cases.HEAD
    + """\
exhibits:
  - {id: E01, kind: official-record, title: A record}
  - {id: E02, kind: article, title: A report in the press}
institutions:
  - {id: office, name: Prosecutor of Zubara, kind: prosecutor, sources: [E01]}
  - {id: watch, name: Zubara Watch, kind: ngo, sources: [E01]}
"""
)
OWN = "perspective: investigation\n"
NOBODY = "victims: [{id: V01}]\n"
VICTIM = "victims: [{id: V01, %s}]\n"
KIN = "victims: [{id: V01, next_of_kin: [%s]}]\n"
OPENED = "investigations: [{id: I1, kind: criminal, $, opened: {on: 2025-01-05, $}}]\n"
NEWS = "communications: [%s]"
TOLD = [
    ("investigation", "family.told", "that an investigation is under way"),
    ("circumstances", "truth.circumstances", "the circumstances of the death"),
    ("remains-location", "truth.remains-location", "where the remains are"),
    ("remains-condition", "truth.remains-condition", "in what condition the remains are"),
    ("cause-and-manner", "truth.cause-and-manner", "the cause and manner of death"),
    ("hearings", "family.hearings-told", "of hearings"),
    ("material", "family.material", "the relevant material"),
]
IDENTIFIED = "victims: [{id: V01, identification: {on: 2025-02-01, methods: [dna], $}}]\n"
AUTOPSY = "victims: [{id: V01, autopsy: {performed: true, on: 2025-02-03, $%s}}]\n"
CHILD = "circumstances: [child-relatives]\n"

ROWS = [
    *(
        row
        for topic, step, words in TOLD
        for row in (
            (
                f"told {words}",
                NOBODY + NEWS % f"{{on: 2025-02-01, by: office, about: [{topic}], $}}",
                step,
                "V01",
                "met",
                f"The family of V01 was told … {words}",
                "communications[1]",
            ),
            (
                f"told {words} by an organisation",
                NOBODY + NEWS % f"{{on: 2025-02-01, by: watch, about: [{topic}], $}}",
                step,
                "V01",
                "not-shown",
                f"Zubara Watch … told the family of V01 … {words}",
                f"communications[] about {topic}",
            ),
            (
                f"not told {words}",
                NOBODY + NEWS % "{on: 2025-02-01, by: office, about: [rights], $}",
                step,
                "V01",
                "not-shown",
                f"Nothing recorded shows … {words}",
                f"communications[] about {topic}",
            ),
        )
    ),
    (
        "another family was told",
        "victims: [{id: V01}, {id: V02}]\n"
        + NEWS % "{on: 2025-02-01, victims: [V02], about: [hearings], $}",
        "family.hearings-told",
        "V01",
        "not-shown",
        "family of V01",
        "communications[] about hearings",
    ),
    (
        "what the family told is not what it was told",
        NOBODY + NEWS % "{on: 2025-02-01, direction: from-family, about: [hearings], $}",
        "family.hearings-told",
        "V01",
        "not-shown",
        "Nothing recorded",
        "communications[] about hearings",
    ),
    *(
        row
        for topic, words in (
            ("lines-of-inquiry", "lines of inquiry proposed by"),
            ("evidence", "evidence submitted by"),
        )
        for row in (
            (
                f"{words} the family",
                NOBODY + NEWS % f"{{on: 2025-02-01, direction: from-family, about: [{topic}], $}}",
                f"family.{topic}",
                "V01",
                "met",
                f"There is a record of {words} the family of V01",
                "communications[1]",
            ),
            (
                f"nothing {words} the family",
                NOBODY + NEWS % f"{{on: 2025-02-01, direction: to-family, about: [{topic}], $}}",
                f"family.{topic}",
                "V01",
                "not-shown",
                f"no record of {words}",
                f"communications[] from-family about {topic}",
            ),
        )
    ),
    # News to the family over time.
    (
        "kept informed",
        NOBODY + OPENED + NEWS % "{on: 2025-02-20, by: office, about: [progress], $}, "
        "{on: 2025-05-01, by: office, about: [progress], $}",
        "family.kept-informed",
        "V01",
        "met",
        "news 2 times, never more than 70 days apart",
        "communications[2]",
    ),
    (
        "not kept informed, by the investigators' own file",
        OWN + NOBODY + OPENED + NEWS % "{on: 2025-01-20, by: office, about: [progress], $}",
        "family.kept-informed",
        "V01",
        "not-met",
        "161 days, from 2025-01-20 to 2025-06-30 … 90 days",
        "communications[1]",
    ),
    (
        "news unknown, from outside",
        NOBODY + OPENED + NEWS % "{on: 2025-01-20, by: office, about: [progress], $}",
        "family.kept-informed",
        "V01",
        "not-shown",
        "161 days",
        "communications[]",
    ),
    (
        "news from an organisation only",
        OWN + NOBODY + OPENED + NEWS % "{on: 2025-03-20, by: watch, about: [progress], $}",
        "family.kept-informed",
        "V01",
        "not-met",
        "176 days",
        "investigations.I1.opened",
    ),
    (
        "closed, so no more news is due",
        OWN
        + NOBODY
        + OPENED.replace("}}]", "}, closed: {on: 2025-03-01, $}}]")
        + NEWS % "{on: 2025-02-20, by: office, about: [findings], $}",
        "family.kept-informed",
        "V01",
        "met",
        "46 days",
        "communications[1]",
    ),
    (
        "news of an investigation that is not recorded",
        NOBODY + NEWS % "{on: 2025-02-20, by: office, about: [progress], $}",
        "family.kept-informed",
        "V01",
        "not-shown",
        "When an investigation was opened",
        "investigations[].opened.on",
    ),
    # Standing, aid, representatives.
    (
        "each has standing",
        KIN % "{standing: {$}}, {standing: {$}}",
        "family.standing",
        "V01",
        "met",
        "Each recorded relative of V01 was given legal standing",
        "victims.V01.next_of_kin[2].standing",
    ),
    (
        "one of two has standing",
        KIN % "{standing: {$}}, {relation: brother}",
        "family.standing",
        "V01",
        "partly-met",
        "Not every recorded relative of V01",
        "victims.V01.next_of_kin[1].standing",
    ),
    (
        "nobody has standing",
        KIN % "{relation: brother}",
        "family.standing",
        "V01",
        "not-shown",
        "Nothing recorded … legal standing",
        "victims.V01.next_of_kin[].standing",
    ),
    (
        "no relative who could have standing",
        NOBODY,
        "family.standing",
        "V01",
        "not-shown",
        "No relative of V01 is recorded",
        "victims.V01.next_of_kin",
    ),
    (
        "the family has a lawyer",
        KIN % "{relation: brother}, {legal_aid: {$}}",
        "family.legal-aid",
        "V01",
        "met",
        "The family of V01 has legal aid",
        "victims.V01.next_of_kin[2].legal_aid",
    ),
    (
        "no lawyer recorded",
        KIN % "{relation: brother}",
        "family.legal-aid",
        "V01",
        "not-shown",
        "Nothing recorded … legal aid",
        "victims.V01.next_of_kin[].legal_aid",
    ),
    (
        "no relative who could have a lawyer",
        NOBODY,
        "family.legal-aid",
        "V01",
        "not-shown",
        "No relative of V01 is recorded",
        "victims.V01.next_of_kin",
    ),
    (
        "child represented",
        CHILD + KIN % "{child: true, representative: {$}}, {relation: mother}",
        "family.child-representative",
        "V01",
        "met",
        "has a representative",
        "victims.V01.next_of_kin[1].representative",
    ),
    (
        "one of two children represented",
        CHILD + KIN % "{child: true, representative: {$}}, {child: true}",
        "family.child-representative",
        "V01",
        "partly-met",
        "1 of 2",
        "victims.V01.next_of_kin[1].representative",
    ),
    (
        "child not represented",
        CHILD + KIN % "{child: true}",
        "family.child-representative",
        "V01",
        "not-shown",
        "Nothing recorded",
        "victims.V01.next_of_kin[].representative",
    ),
    (
        "no child among the relatives",
        CHILD + KIN % "{relation: mother}",
        "family.child-representative",
        "V01",
        "not-applicable",
        "No relative of V01 who is a child",
        None,
    ),
    # Identification, notice, autopsy, remains.
    (
        "told of the identification",
        IDENTIFIED + NEWS % "{on: 2025-02-02, by: office, about: [identification], $}",
        "family.identification-told",
        "V01",
        "met",
        "told 1 day after … 2 days",
        "communications[1]",
    ),
    (
        "told late of the identification",
        IDENTIFIED + NEWS % "{on: 2025-02-12, by: office, about: [identification], $}",
        "family.identification-told",
        "V01",
        "not-met",
        "told 11 days after",
        "victims.V01.identification",
    ),
    (
        "told of the identification by an organisation",
        IDENTIFIED + NEWS % "{on: 2025-02-02, by: watch, about: [identification], $}",
        "family.identification-told",
        "V01",
        "not-shown",
        "no word of it to the family",
        "communications[] about identification",
    ),
    (
        "not told of the identification",
        IDENTIFIED,
        "family.identification-told",
        "V01",
        "not-shown",
        "no word of it to the family",
        "communications[] about identification",
    ),
    (
        "identification not dated",
        "victims: [{id: V01, identification: {methods: [dna], $}}]",
        "family.identification-told",
        "V01",
        "not-shown",
        "When V01 was identified",
        "victims.V01.identification.on",
    ),
    (
        "no identification to tell of",
        NOBODY,
        "family.identification-told",
        "V01",
        "not-shown",
        "No identification of V01",
        "victims.V01.identification",
    ),
    (
        "notice posted",
        VICTIM % "death: {notice: {$}}",
        "family.death-notice",
        "V01",
        "met",
        "A notice of the death of V01 was posted",
        "victims.V01.death.notice",
    ),
    (
        "no notice",
        NOBODY,
        "family.death-notice",
        "V01",
        "not-shown",
        "a notice of the death of V01",
        "victims.V01.death.notice",
    ),
    (
        "consulted before the autopsy",
        AUTOPSY % ", family_consulted: {on: 2025-02-01, $}",
        "family.autopsy-consulted",
        "V01",
        "met",
        "consulted before the autopsy",
        "victims.V01.autopsy.family_consulted",
    ),
    (
        "consulted after the autopsy",
        AUTOPSY % ", family_consulted: {on: 2025-02-05, $}",
        "family.autopsy-consulted",
        "V01",
        "not-met",
        "only after the autopsy (2025-02-05, the autopsy on 2025-02-03)",
        "victims.V01.autopsy",
    ),
    (
        "consulted on no known day",
        AUTOPSY % ", family_consulted: {$}",
        "family.autopsy-consulted",
        "V01",
        "not-shown",
        "the dates do not show",
        "victims.V01.autopsy.family_consulted.on",
    ),
    (
        "not consulted",
        AUTOPSY % "",
        "family.autopsy-consulted",
        "V01",
        "not-shown",
        "Nothing recorded",
        "victims.V01.autopsy.family_consulted",
    ),
    (
        "no autopsy to be consulted on",
        NOBODY,
        "family.autopsy-consulted",
        "V01",
        "not-shown",
        "No autopsy on V01",
        "victims.V01.autopsy",
    ),
    (
        "no autopsy performed, nobody to consult",
        VICTIM % "autopsy: {performed: false, $}",
        "family.autopsy-consulted",
        "V01",
        "not-applicable",
        "No autopsy on V01 was performed",
        None,
    ),
    (
        "represented at the autopsy",
        AUTOPSY % ", family_representative: {$}",
        "family.autopsy-representative",
        "V01",
        "met",
        "representative of the family of V01",
        "victims.V01.autopsy.family_representative",
    ),
    (
        "not represented at the autopsy",
        AUTOPSY % "",
        "family.autopsy-representative",
        "V01",
        "not-shown",
        "Nothing recorded",
        "victims.V01.autopsy.family_representative",
    ),
    (
        "no autopsy performed, nobody to represent",
        VICTIM % "autopsy: {performed: false, $}",
        "family.autopsy-representative",
        "V01",
        "not-applicable",
        "No autopsy on V01 was performed",
        None,
    ),
    (
        "remains returned",
        VICTIM % "remains: {returned: {by: office, $}, $}",
        "family.remains-returned",
        "V01",
        "met",
        "remains of V01 were returned",
        "victims.V01.remains.returned",
    ),
    (
        "remains not returned since the autopsy",
        VICTIM % "remains: {recovered: true, $}, autopsy: {performed: true, on: 2025-06-20, $}",
        "family.remains-returned",
        "V01",
        "not-shown",
        "10 days after the autopsy",
        "victims.V01.remains.returned",
    ),
    (
        "remains not returned",
        NOBODY,
        "family.remains-returned",
        "V01",
        "not-shown",
        "No return of the remains",
        "victims.V01.remains.returned",
    ),
    (
        "rites held",
        VICTIM % "remains: {rites: {$}, $}",
        "family.rites",
        "V01",
        "met",
        "according to their beliefs",
        "victims.V01.remains.rites",
    ),
    (
        "no rites",
        NOBODY,
        "family.rites",
        "V01",
        "not-shown",
        "according to their beliefs",
        "victims.V01.remains.rites",
    ),
    # Safety.
    *(
        row
        for against, step, whom in (
            ("family", "family.safe", "the family"),
            ("lawyer", "safety.lawyers", "lawyers"),
            ("investigator", "safety.investigators", "investigators"),
        )
        for row in (
            (
                f"{whom} threatened, then protected",
                f"timeline: [{{on: 2025-02-01, what: A call, kind: threat, against: "
                f"{against}, $}}, "
                f"{{on: 2025-02-02, what: A guard, kind: protection, against: {against}, by: "
                f"office, $}}]",
                step,
                None,
                "met",
                f"against {whom}",
                "timeline[2]",
            ),
            (
                f"{whom} threatened, not protected",
                f"timeline: [{{on: 2025-02-01, what: A call, kind: threat, against: "
                f"{against}, $}}]",
                step,
                None,
                "not-met",
                f"against {whom} … protection",
                "timeline[1]",
            ),
            (
                f"{whom} protected too late",
                f"timeline: [{{on: 2025-02-01, what: A call, kind: threat, against: "
                f"{against}, $}}, "
                f"{{on: 2025-03-02, what: A guard, kind: protection, against: {against}, by: "
                f"office, $}}]",
                step,
                None,
                "not-met",
                f"Protection for {whom} … 29 days after a threat",
                "timeline[2]",
            ),
            (
                f"{whom} threatened again after protection for others",
                f"timeline: [{{on: 2025-02-01, what: A call, kind: threat, against: "
                f"{against}, $}}, "
                f"{{on: 2025-02-02, what: A guard, kind: protection, against: other, by: "
                f"office, $}}]",
                step,
                None,
                "not-met",
                f"against {whom}",
                "timeline[1]",
            ),
            (
                f"{whom} protected, no threat",
                f"timeline: [{{on: 2025-02-02, what: A guard, kind: protection, against: "
                f"{against}, by: office, $}}]",
                step,
                None,
                "met",
                f"Protection for {whom}",
                "timeline[1]",
            ),
            (
                f"nothing on {whom}",
                "",
                step,
                None,
                "not-shown",
                f"Neither a threat against {whom}",
                f"timeline[] of kind protection against {against}",
            ),
        )
    ),
]

TABLE = Table.of(HEAD, ROWS)
