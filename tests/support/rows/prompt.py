"""Promptness: the rows of the checks of delays. Every case here is fictional."""

from support import cases
from support.rows import Table

HEAD = cases.HEAD + """\
exhibits:
  - {id: E01, kind: official-record, title: A record}
  - {id: E02, kind: article, title: A report in the press}
institutions:
  - {id: police, name: Police of Zubara, kind: police, sources: [E01]}
  - {id: army, name: Army of Zubara, kind: armed-forces, sources: [E01]}
  - {id: abroad, name: Army of Elsewhere, kind: foreign-force, country: ZZ, sources: [E01]}
  - {id: watch, name: Zubara Watch, kind: ngo, sources: [E01]}
"""
KNEW = "incident: {date: 2025-01-03, $, authorities_knew: {on: 2025-01-04, $}}\n"
KNEW_HOUR = "incident: {date: 2025-01-03, $, authorities_knew: {on: 2025-01-04T08:00, $}}\n"
OPENED = "investigations: [{id: I1, kind: criminal, $, opened: {on: 2025-01-05, $}}]\n"
OWN = "perspective: investigation\n"

ROWS = [
    # An investigation is opened at once.
    ("opened in time", KNEW + OPENED, "duty.opened", None, "met",
        "opened 1 day after … within our benchmark of 2 days", "investigations.I1.opened"),
    ("opened late", KNEW + OPENED.replace("-01-05", "-02-05"), "duty.opened", None, "not-met",
        "32 days after … no explanation", "investigations.I1.opened"),
    ("opened late and explained",
        KNEW + "investigations: [{id: I1, kind: criminal, $, opened: {on: 2025-02-05, $}, "
        "pauses: [{between: 2025-01-06/2025-02-01, reason: Floods cut the road, $}]}]",
     "duty.opened", None, "partly-met", "32 days after … an explanation is recorded", "investigations.I1.pauses[1]"),
    ("opened late, explained without a source",
        KNEW + "investigations: [{id: I1, kind: criminal, $, opened: {on: 2025-02-05, $}, "
        "pauses: [{between: 2025-01-06/2025-02-01, reason: Floods cut the road}]}]",
     "duty.opened", None, "not-met", "no explanation", "investigations.I1.opened"),
    ("a pause at another time explains nothing",
        KNEW + "investigations: [{id: I1, kind: criminal, $, opened: {on: 2025-02-05, $}, "
        "pauses: [{between: 2025-03-01/2025-03-20, reason: Floods cut the road, $}]}]",
     "duty.opened", None, "not-met", "no explanation", "investigations.I1.opened"),
    ("opened in a month, too uncertain", KNEW + OPENED.replace("2025-01-05", "2025-01"), "duty.opened", None,
        "not-shown", "too uncertain … 2 days", "a more exact date or hour"),
    ("opened, knowledge not dated", OPENED, "duty.opened", None, "not-shown", "when the authorities knew",
        "incident.authorities_knew.on"),
    ("opened, not dated", KNEW + "investigations: [{id: I1, kind: criminal, $, opened: {$}}]", "duty.opened", None,
        "not-shown", "not when it was opened", "investigations[].opened.on"),
    ("never opened", KNEW, "duty.opened", None, "not-shown",
        "No investigation by the authorities is recorded, 177 days", "investigations"),
    ("own army accused, so the State is taken to have known",
        "incident: {date: 2025-01-03, $}\nalleged_perpetrators: [{id: P1, institution: army, $}]",
     "duty.opened", None, "not-shown", "178 days after the incident … taken to have known at once", "investigations"),
    ("own army accused and opened late",
        "incident: {date: 2025-01-03, $}\nalleged_perpetrators: [{id: P1, institution: army, $}]\n"
        + OPENED.replace("-01-05", "-02-05"),
     "duty.opened", None, "not-met", "33 days after the incident", "alleged_perpetrators.P1"),
    ("a foreign army accused is no knowledge of this State",
        "incident: {date: 2025-01-03, $}\nalleged_perpetrators: [{id: P1, institution: abroad, $}]\n" + OPENED,
     "duty.opened", None, "not-shown", "when the authorities knew", "incident.authorities_knew.on"),
    ("an inquiry of the United Nations is not the State's", KNEW + OPENED.replace("criminal", "un"), "duty.opened",
        None, "not-shown", "No investigation by the authorities", "investigations"),
    ("the earliest of two openings counts",
        KNEW + "investigations: [{id: I1, kind: criminal, $, opened: {on: 2025-03-05, $}}, "
        "{id: I2, kind: inquest, $, opened: {on: 2025-01-05, $}}]",
     "duty.opened", None, "met", "1 day after", "investigations.I2.opened"),
    ("benchmark of the case's own", KNEW + OPENED + "benchmarks: {open-investigation: {hours: 1, reason: For a test}}",
        "duty.opened", None, "not-shown", "1 hour", "a more exact date or hour"),
    # The hour of the start.
    ("hour recorded", OPENED.replace("2025-01-05", "2025-01-05T09:30"), "start.hour-recorded", "I1", "met",
        "2025-01-05 … 09:30", "investigations.I1.opened"),
    ("only the day recorded", OPENED, "start.hour-recorded", "I1", "partly-met", "2025-01-05 … the hour is not",
        "investigations.I1.opened"),
    ("no day recorded", "investigations: [{id: I1, kind: criminal, $}]", "start.hour-recorded", "I1", "not-shown",
        "When I1 was opened", "investigations.I1.opened.on"),
    # What set it going.
    ("own motion", "investigations: [{id: I1, kind: criminal, $, opened_after: own-motion}]", "duty.own-motion", "I1",
        "met", "without a complaint", "investigations.I1"),
    ("waited for a complaint",
        KNEW + "investigations: [{id: I1, kind: criminal, $, opened_after: complaint, opened: {on: 2025-03-05, $}}]",
     "duty.own-motion", "I1", "not-met", "only on a complaint, 60 days after", "investigations.I1.opened"),
    ("waited for a court order",
        KNEW + "investigations: [{id: I1, kind: criminal, $, opened_after: court-order, opened: {on: 2025-03-05, $}}]",
     "duty.own-motion", "I1", "not-met", "only on a court order, 60 days after", "incident.authorities_knew"),
    ("complaint on the next day",
        KNEW + "investigations: [{id: I1, kind: criminal, $, opened_after: complaint, opened: {on: 2025-01-05, $}}]",
     "duty.own-motion", "I1", "partly-met", "on a complaint, 1 day after", "investigations.I1"),
    ("what set it going unknown", KNEW + OPENED, "duty.own-motion", "I1", "not-shown",
        "What set I1 going is not recorded", "investigations.I1.opened_after"),
    # Reports up the line.
    ("reported up in time",
        KNEW + "timeline: [{on: 2025-01-03, what: A radio message, kind: official-report, by: police, $}]",
        "report.up-the-line", None, "met", "within our benchmark of 24 hours", "timeline[1]"),
    ("reported up late", KNEW + "timeline: [{on: 2025-01-09, what: A letter, kind: official-report, by: police, $}]",
        "report.up-the-line", None, "not-met", "6 days after the incident", "timeline[1]"),
    ("reported up too uncertainly",
        KNEW + "timeline: [{on: 2025-01-04, what: A letter, kind: official-report, by: police, $}]",
        "report.up-the-line", None, "not-shown", "too uncertain", "a more exact date or hour"),
    ("never reported up", KNEW, "report.up-the-line", None, "not-shown", "No report by officials",
        "timeline[] of kind official-report"),
    ("reported up, incident not dated", "timeline: [{on: 2025-01-04, what: A letter, kind: official-report, $}]",
        "report.up-the-line", None, "not-shown", "When the incident took place", "incident.date"),
    # A death in custody.
    ("custody death reported in time",
        "circumstances: [custody]\nvictims: [{id: V01, death: {date: 2025-01-03T10:00, "
        "$}}]\ntimeline: [{on: 2025-01-03T15:00, what: A call, kind: custody-report, $}]",
     "custody.reported", None, "met", "5 hours after the death … 24 hours", "timeline[1]"),
    ("custody death reported late",
        "circumstances: [custody]\nvictims: [{id: V01, death: {date: 2025-01-03T10:00, "
        "$}}]\ntimeline: [{on: 2025-01-06T10:00, what: A call, kind: custody-report, $}]",
     "custody.reported", None, "not-met", "3 days after the death", "victims.V01.death"),
    ("custody death never reported",
        "circumstances: [custody]\nvictims: [{id: V01, death: {date: 2025-01-03T10:00, $}}]", "custody.reported", None,
        "not-shown", "No report of the death in custody", "timeline[] of kind custody-report"),
    ("custody death not dated",
        "circumstances: [custody]\ntimeline: [{on: 2025-01-06, what: A call, kind: custody-report, $}]",
        "custody.reported", None, "not-shown", "When the person died", "victims[].death.date"),
    # Scenes.
    ("secured within hours",
        KNEW_HOUR + "scenes: [{id: S1, kind: death, $, secured: {on: 2025-01-04T11:00, by: police, $}}]",
        "delay.scene-secured", "S1", "met", "3 hours after … 24 hours", "scenes.S1.secured"),
    ("secured late", KNEW + "scenes: [{id: S1, kind: death, $, secured: {on: 2025-01-09, by: police, $}}]",
        "delay.scene-secured", "S1", "not-met", "5 days after", "scenes.S1.secured"),
    ("secured on no known day", KNEW + "scenes: [{id: S1, kind: death, $}]", "delay.scene-secured", "S1", "not-shown",
        "scene S1 was secured, 177 days after", "scenes.S1.secured.on"),
    ("secured by an organisation only",
        KNEW + "scenes: [{id: S1, kind: death, $, secured: {on: 2025-01-04, by: watch, $}}]", "delay.scene-secured",
        "S1", "not-shown", "Zubara Watch", "scenes.S1.secured.by"),
    ("secured, knowledge not dated", "scenes: [{id: S1, kind: death, $, secured: {on: 2025-01-04, by: police, $}}]",
        "delay.scene-secured", "S1", "not-shown", "When the authorities knew", "incident.authorities_knew.on"),
    ("no scene", KNEW, "delay.scene-secured", None, "not-shown", "No scene is recorded", "scenes"),
    ("examined in time", KNEW + "scenes: [{id: S1, kind: death, $, examined: {on: 2025-01-07, by: police, $}}]",
        "delay.scene-examined", "S1", "met", "3 days after … 3 days", "scenes.S1.examined"),
    ("examined late", KNEW + "scenes: [{id: S1, kind: death, $, examined: {on: 2025-01-08, by: police, $}}]",
        "delay.scene-examined", "S1", "not-met", "4 days after", "incident.authorities_knew"),
    ("examined on no known day", KNEW + "scenes: [{id: S1, kind: death, $}]", "delay.scene-examined", "S1",
        "not-shown", "scene S1 was examined", "scenes.S1.examined.on"),
    # Remains and autopsy.
    ("recovered in time", KNEW + "victims: [{id: V01, remains: {recovered: true, on: 2025-01-06, by: police, $}}]",
        "delay.remains-recovered", "V01", "met", "2 days after … 7 days", "victims.V01.remains"),
    ("recovered late", KNEW + "victims: [{id: V01, remains: {recovered: true, on: 2025-03-06, by: police, $}}]",
        "delay.remains-recovered", "V01", "not-met", "61 days after", "victims.V01.remains"),
    ("recovered in no known time", KNEW + "victims: [{id: V01}]", "delay.remains-recovered", "V01", "not-shown",
        "177 days after", "victims.V01.remains.on"),
    ("recovered by an organisation only",
        KNEW + "victims: [{id: V01, remains: {recovered: true, on: 2025-01-06, by: watch, $}}]",
        "delay.remains-recovered", "V01", "not-shown", "Zubara Watch", "victims.V01.remains.by"),
    ("autopsy in time",
        "victims: [{id: V01, remains: {recovered: true, on: 2025-01-06, $}, autopsy: {performed: true, "
        "on: 2025-01-08, $}}]", "delay.autopsy", "V01", "met", "2 days after the recovery … 3 days",
        "victims.V01.autopsy"),
    ("autopsy late",
        "victims: [{id: V01, remains: {recovered: true, on: 2025-01-06, $}, autopsy: {performed: true, "
        "on: 2025-01-28, $}}]", "delay.autopsy", "V01", "not-met", "22 days after the recovery",
        "victims.V01.remains"),
    ("no autopsy since recovery", "victims: [{id: V01, remains: {recovered: true, on: 2025-06-20, $}}]",
        "delay.autopsy", "V01", "not-shown", "10 days after the recovery", "victims.V01.autopsy.on"),
    ("recovery not dated", "victims: [{id: V01, autopsy: {performed: true, on: 2025-01-28, $}}]", "delay.autopsy",
        "V01", "not-shown", "remains of V01 were recovered is not recorded", "victims.V01.remains.on"),
    ("no autopsy by decision", "victims: [{id: V01, autopsy: {performed: false, $}}]", "delay.autopsy", "V01",
        "not-applicable", "No autopsy was performed on V01", None),
    # Witnesses and family.
    ("first witness heard in time",
        KNEW + "witnesses: [{id: W1, interviewed: {on: 2025-01-20, by: police, $}}, "
        "{id: W2, interviewed: {on: 2025-01-08, by: police, $}}]",
     "delay.first-interview", None, "met", "4 days after … 7 days", "witnesses.W2.interviewed"),
    ("first witness heard late", KNEW + "witnesses: [{id: W1, interviewed: {on: 2025-02-20, by: police, $}}]",
        "delay.first-interview", None, "not-met", "47 days after", "witnesses.W1.interviewed"),
    ("witness heard by an organisation only",
        KNEW + "witnesses: [{id: W1, interviewed: {on: 2025-01-08, by: watch, $}}]", "delay.first-interview", None,
        "not-shown", "No interview of a witness by the authorities", "witnesses[].interviewed"),
    ("family told in time", OPENED + "communications: [{on: 2025-01-07, by: police, about: [investigation], $}]",
        "delay.family-told", None, "met", "2 days after the opening … 3 days", "communications[1]"),
    ("family told late", OPENED + "communications: [{on: 2025-02-07, by: police, about: [investigation], $}]",
        "delay.family-told", None, "not-met", "33 days after the opening", "investigations.I1.opened"),
    ("family told by an organisation",
        OPENED + "communications: [{on: 2025-01-07, by: watch, about: [investigation], $}]", "delay.family-told", None,
        "not-shown", "No word to a family", "communications[] about investigation"),
    ("family told of something else", OPENED + "communications: [{on: 2025-01-07, by: police, about: [rights], $}]",
        "delay.family-told", None, "not-shown", "176 days after it was opened",
        "communications[] about investigation"),
    ("what the family wrote is no word to it",
        OPENED + "communications: [{on: 2025-01-07, direction: from-family, about: [investigation], $}]",
        "delay.family-told", None, "not-shown", "No word to a family", "communications[] about investigation"),
    ("nothing opened to tell of", "communications: [{on: 2025-01-07, by: police, about: [investigation], $}]",
        "delay.family-told", None, "not-shown", "No opening of an investigation", "investigations[].opened.on"),
    # Stretches without activity.
    ("active throughout",
        OPENED + "timeline: [{on: 2025-02-20, what: Heard, kind: interview, $}, "
        "{on: 2025-04-10, what: Heard, kind: hearing, $}, {on: 2025-06-01, what: Charged, kind: arrest, $}]",
     "delay.activity-gaps", "I1", "met", "60 days … the longest: 52 days", "timeline[3]"),
    ("inactive, by its own file", OWN + OPENED + "timeline: [{on: 2025-02-20, what: Heard, kind: interview, $}]",
        "delay.activity-gaps", "I1", "not-met", "130 days, from 2025-02-20 to 2025-06-30", "timeline[1]"),
    ("nothing known, from outside", OPENED + "timeline: [{on: 2025-02-20, what: Heard, kind: interview, $}]",
        "delay.activity-gaps", "I1", "not-shown", "130 days", "timeline[]"),
    ("a pause that is explained",
        OWN + OPENED.replace("}}]", "}, pauses: [{between: 2025-01-10/2025-06-10, reason: Floods, $}]}]"),
        "delay.activity-gaps", "I1", "met", "the longest: 20 days", "investigations.I1.pauses[1]"),
    ("closed, so nothing is due", OWN + OPENED.replace("}}]", "}, closed: {on: 2025-02-01, $}}]"),
        "delay.activity-gaps", "I1", "met", "the longest: 27 days", "investigations.I1.opened"),
    ("what others say is no activity",
        OWN + OPENED + "timeline: [{on: 2025-02-20, what: A statement, kind: statement, $}, "
        "{on: 2025-04-10, what: A threat, kind: threat, $}]",
     "delay.activity-gaps", "I1", "not-met", "176 days", "investigations.I1.opened"),
    ("opening not dated", "investigations: [{id: I1, kind: criminal, $}]", "delay.activity-gaps", "I1", "not-shown",
        "When I1 was opened", "investigations.I1.opened.on"),
]  # fmt: skip

TABLE = Table.of(HEAD, ROWS)
