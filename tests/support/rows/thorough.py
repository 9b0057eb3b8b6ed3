"""Thoroughness: the rows of the checks of evidence, scenes, remains, witnesses and findings.

Every case here is fictional.
"""

from support import cases
from support.rows import Table

HEAD = cases.HEAD + """\
institutions:
  - {id: police, name: Police of Zubara, kind: police, sources: [E01]}
  - {id: watch, name: Zubara Watch, kind: ngo, sources: [E01]}
"""
EXHIBITS = """
exhibits:
  - {id: E01, kind: official-record, title: A record}
  - {id: E02, kind: article, title: A report in the press}
"""
OWN = "perspective: investigation\n"
THREE = """exhibits:
  - {id: E01, kind: official-record, title: A record, origin: Registry of Zubara, investigation: I1}
  - {id: E02, kind: photo, title: A photograph, origin: A passer-by, investigation: I1}
  - {id: E03, kind: document, title: A copy of E01, origin: An archive, derived_from: [E01], investigation: I1}
investigations: [{id: I1, kind: criminal, body: police, $}]
"""
TAKEN = (
    "exhibits: [{id: E01, kind: official-record, title: A record}, "
    "{id: X1, kind: sample, title: A swab, custody: [%s]}]"
)
THING = (
    "exhibits: [{id: E01, kind: official-record, title: A record}, "
    "{id: X1, kind: %s, title: A thing, investigation: I1}]\ninvestigations: [{id: I1, kind: criminal, $}]"
)
POWERS = "investigations: [{id: I1, kind: criminal, $, powers: {%s: {held: %s, $}}}]"
VICTIM = "victims: [{id: V01, %s}]"
NOBODY = "victims: [{id: V01}]"
SCENE = "scenes: [{id: S1, kind: death, %s}]"
ACCUSED = "alleged_perpetrators: [{id: P1, $}, {id: P2, $}]\n"
ENDED = "outcomes: [{kind: closure, $}]"

ROWS = [
    # Kinds of evidence.
    ("testimony gathered", THING % "testimony", "evidence.testimony", None, "met", "gathered testimony (1 recorded)",
        "exhibits.X1"),
    ("a witness heard is testimony", "witnesses: [{id: W1, interviewed: {by: police, $}}]", "evidence.testimony", None,
        "met", "gathered testimony", "witnesses.W1.interviewed"),
    ("an organisation's interview is not the investigation's", "witnesses: [{id: W1, interviewed: {by: watch, $}}]",
        "evidence.testimony", None, "not-shown", "gathered testimony", "exhibits[].investigation"),
    ("no testimony", "", "evidence.testimony", None, "not-shown", "gathered testimony", "exhibits[].investigation"),
    ("documents gathered", THING % "document", "evidence.documents", None, "met", "gathered documents", "exhibits.X1"),
    ("documents that others hold", "", "evidence.documents", None, "not-shown", "gathered documents",
        "exhibits[].investigation"),
    ("documents in the investigators' own file", OWN, "evidence.documents", None, "met", "gathered documents",
        "exhibits.E01"),
    ("physical evidence gathered", THING % "sample", "evidence.physical", None, "met", "gathered physical evidence",
        "exhibits.X1"),
    ("a photograph is no physical evidence", THING % "photo", "evidence.physical", None, "not-shown",
        "gathered physical evidence", "exhibits[].investigation"),
    # Two sources of separate origin.
    ("two origins", THREE + "incident: {sources: [E01, E02]}", "evidence.corroborated", None, "met",
        "two sources of separate origin", "incident"),
    ("a copy is no second source", THREE + "incident: {sources: [E01, E03]}", "evidence.corroborated", None,
        "not-shown", "None of the key facts", "sources"),
    ("one of two facts confirmed",
        THREE + "incident: {sources: [E01, E02]}\nalleged_perpetrators: [{id: P1, sources: [E01]}]",
        "evidence.corroborated", None, "partly-met", "1 of 2 key facts … alleged_perpetrators.P1", "incident"),
    ("what others hold confirms nothing", THREE.replace(", investigation: I1", "") + "incident: {sources: [E01, E02]}",
        "evidence.corroborated", None, "not-shown", "No evidence gathered by an investigation",
        "exhibits[].investigation"),
    # Victims.
    ("identified by DNA", VICTIM % "identification: {by: police, methods: [visual, dna], $}", "victim.identified",
        "V01", "met", "identified by visual, dna", "victims.V01.identification"),
    ("identified by sight alone", VICTIM % "identification: {by: police, methods: [visual], $}", "victim.identified",
        "V01", "partly-met", "no scientific method", "victims.V01.identification"),
    ("identified, no method recorded", VICTIM % "identification: {by: police, $}", "victim.identified", "V01",
        "partly-met", "which method", "victims.V01.identification"),
    ("identified by an organisation", VICTIM % "identification: {by: watch, methods: [dna], $}", "victim.identified",
        "V01", "partly-met", "Zubara Watch … not by an independent authority", "victims.V01.identification"),
    ("not identified", NOBODY, "victim.identified", "V01", "not-shown", "How V01 was identified",
        "victims.V01.identification"),
    ("a group of whom nobody is identified", VICTIM % "count: {at_least: 9}, $", "victim.identified", "V01",
        "not-shown", "a group (at least 9 people)", "victims.V01.identification"),
    ("remains recovered", VICTIM % "remains: {recovered: true, by: police, $}", "remains.recovered", "V01", "met",
        "remains of V01 were recovered", "victims.V01.remains"),
    ("remains not recovered", VICTIM % "remains: {recovered: false, $}", "remains.recovered", "V01", "not-met",
        "were not recovered", "victims.V01.remains"),
    ("remains recovered by an organisation", VICTIM % "remains: {recovered: true, by: watch, $}", "remains.recovered",
        "V01", "partly-met", "Zubara Watch … not by an independent authority", "victims.V01.remains"),
    ("remains reported burned", VICTIM % "remains: {condition: [burned, buried], $}", "remains.recovered", "V01",
        "not-shown", "reported burned and buried; no recovery", "victims.V01.remains.recovered"),
    ("nothing on the remains", NOBODY, "remains.recovered", "V01", "not-shown", "Nothing is recorded of the remains",
        "victims.V01.remains"),
    ("autopsy performed", VICTIM % "autopsy: {performed: true, by: police, $}", "autopsy.performed", "V01", "met",
        "An autopsy on V01 was performed", "victims.V01.autopsy"),
    ("autopsy known from the press only",
        (VICTIM % "autopsy: {performed: true, by: police, $}").replace("$", "sources: [E02]"), "autopsy.performed",
        "V01", "unsupported", "second-hand reports (E02)", "victims.V01.autopsy"),
    ("autopsy by an organisation", VICTIM % "autopsy: {performed: true, by: watch, $}", "autopsy.performed", "V01",
        "partly-met", "Zubara Watch … not by an independent authority", "victims.V01.autopsy"),
    ("autopsy by those suspected",
        "alleged_perpetrators: [{id: P1, institution: police, $}]\n"
        + VICTIM % "autopsy: {performed: true, by: police, $}",
        "autopsy.performed", "V01", "partly-met", "Police of Zubara (tied to those suspected)",
        "victims.V01.autopsy"),
    ("no autopsy, no reasons", VICTIM % "autopsy: {performed: false, $}", "autopsy.performed", "V01", "not-met",
        "no reasons are recorded", "victims.V01.autopsy"),
    ("no autopsy, for reasons", VICTIM % "autopsy: {performed: false, reasons: The body was lost at sea, $}",
        "autopsy.performed", "V01", "partly-met", "reasons are recorded", "victims.V01.autopsy"),
    ("no autopsy known after the recovery", VICTIM % "remains: {recovered: true, on: 2025-06-20, $}",
        "autopsy.performed", "V01", "not-shown", "10 days after the remains were recovered", "victims.V01.autopsy"),
    ("neither autopsy nor recovery", NOBODY, "autopsy.performed", "V01", "not-shown", "no recovery of the remains",
        "victims.V01.autopsy"),
    ("reasons in writing", VICTIM % "autopsy: {performed: false, reasons: The body was lost at sea, $}",
        "autopsy.reasons", "V01", "met", "are in writing", "victims.V01.autopsy"),
    ("no reasons", VICTIM % "autopsy: {performed: false, $}", "autopsy.reasons", "V01", "not-met", "and no reasons",
        "victims.V01.autopsy"),
    ("no decision against an autopsy", NOBODY, "autopsy.reasons", "V01", "not-applicable",
        "No decision against an autopsy", None),
    ("a court can review", VICTIM % "autopsy: {performed: false, reviewable: true, $}", "autopsy.review", "V01", "met",
        "A court can review", "victims.V01.autopsy"),
    ("no court can review", VICTIM % "autopsy: {performed: false, reviewable: false, $}", "autopsy.review", "V01",
        "not-met", "No court can review", "victims.V01.autopsy"),
    ("whether a court can review unknown", VICTIM % "autopsy: {performed: false, $}", "autopsy.review", "V01",
        "not-shown", "Whether a court can review", "victims.V01.autopsy.reviewable"),
    ("nothing to review", VICTIM % "autopsy: {performed: true, $}", "autopsy.review", "V01", "not-applicable",
        "No decision against an autopsy", None),
    ("cause found by autopsy", VICTIM % "autopsy: {performed: true, $}, death: {cause: Gunshot wound, $}",
        "death.cause", "V01", "met", "cause of death of V01 is recorded", "victims.V01.death"),
    ("cause without an autopsy", VICTIM % "autopsy: {performed: false, $}, death: {cause: Gunshot wound, $}",
        "death.cause", "V01", "partly-met", "without an autopsy", "victims.V01.death"),
    ("no cause", NOBODY, "death.cause", "V01", "not-shown", "cause of death of V01 is not recorded",
        "victims.V01.death.cause"),
    ("manner found", VICTIM % "death: {manner: homicide, $}", "death.manner", "V01", "met", "homicide",
        "victims.V01.death"),
    ("manner left open", VICTIM % "death: {manner: undetermined, $}", "death.manner", "V01", "partly-met",
        "left undetermined", "victims.V01.death"),
    ("no manner", NOBODY, "death.manner", "V01", "not-shown", "manner of death of V01 is not recorded",
        "victims.V01.death.manner"),
    ("place found", VICTIM % "death: {place: The ferry landing, $}", "death.place", "V01", "met",
        "place of death of V01 is recorded", "victims.V01.death"),
    ("no place", NOBODY, "death.place", "V01", "not-shown", "place of death of V01 is not recorded",
        "victims.V01.death.place"),
    ("day found", VICTIM % "death: {date: 2025-01-03, $}", "death.time", "V01", "met", "2025-01-03",
        "victims.V01.death"),
    ("only the month found", VICTIM % "death: {date: 2025-01, $}", "death.time", "V01", "partly-met",
        "only as 2025-01", "victims.V01.death"),
    ("no time", NOBODY, "death.time", "V01", "not-shown", "When V01 died", "victims.V01.death.date"),
    ("fate known", "circumstances: [enforced-disappearance]\n" + VICTIM % "fate: {$}", "disappearance.fate", "V01",
        "met", "The fate of V01 is recorded", "victims.V01.fate"),
    ("recovered and identified",
        "circumstances: [enforced-disappearance]\n" + VICTIM % "remains: {recovered: true, $}, "
        "identification: {methods: [dna], $}",
     "disappearance.fate", "V01", "met", "recovered and identified", "victims.V01.identification"),
    ("fate unknown", "circumstances: [enforced-disappearance]\n" + NOBODY, "disappearance.fate", "V01", "not-shown",
        "The fate of V01 is not recorded", "victims.V01.fate"),
    # Scenes.
    ("scene secured", SCENE % "secured: {by: police, $}", "scene.secured", "S1", "met", "S1 was secured",
        "scenes.S1.secured"),
    ("scene secured by an organisation", SCENE % "secured: {by: watch, $}", "scene.secured", "S1", "not-shown",
        "Zubara Watch … not by an independent authority", "scenes.S1.secured"),
    ("scene secured by those suspected",
        "alleged_perpetrators: [{id: P1, institution: police, $}]\n" + SCENE % "secured: {by: police, $}",
        "scene.secured", "S1", "not-shown", "Police of Zubara (tied to those suspected)", "scenes.S1.secured"),
    ("scene not secured", SCENE % "$", "scene.secured", "S1", "not-shown",
        "Nothing recorded shows that scene S1 was secured", "scenes.S1.secured"),
    ("scene searched", SCENE % "searched: {by: police, $}", "scene.searched", "S1", "met", "S1 was searched",
        "scenes.S1.searched"),
    ("scene not searched", SCENE % "secured: {by: police, $}", "scene.searched", "S1", "not-shown", "S1 was searched",
        "scenes.S1.searched"),
    ("scene recorded in full", SCENE % "notes: {$}, sketch: {$}, photographs: {$}", "scene.recorded", "S1", "met",
        "S1 was recorded", "scenes.S1.sketch"),
    ("scene recorded in part", SCENE % "notes: {$}, photographs: {$}", "scene.recorded", "S1", "partly-met",
        "recorded by notes and photographs, not by sketch", "scenes.S1.notes"),
    ("scene not recorded", SCENE % "$", "scene.recorded", "S1", "not-shown", "S1 was recorded", "scenes.S1.sketch"),
    # Custody of exhibits.
    ("custody unbroken",
        TAKEN % "{holder: Officer A, received: 2025-01-04, handed_on: 2025-01-06, $}, "
        "{holder: Laboratory, received: 2025-01-06, $}", "exhibit.custody", "X1", "met", "unbroken through 2 holders",
        "exhibits.X1.custody[2]"),
    ("custody with a gap",
        TAKEN % "{holder: Officer A, received: 2025-01-04, handed_on: 2025-01-06, $}, "
        "{holder: Laboratory, received: 2025-01-09, $}",
     "exhibit.custody", "X1", "not-met", "Nobody is recorded as holding X1 for 3 days between holders 1 and 2",
         "exhibits.X1.custody[1]"),
    ("custody in two hands at once",
        TAKEN % "{holder: Officer A, received: 2025-01-04, handed_on: 2025-01-09, $}, "
        "{holder: Laboratory, received: 2025-01-06, $}",
     "exhibit.custody", "X1", "not-met", "Holder 2 of X1 received it before holder 1 handed it on",
         "exhibits.X1.custody[2]"),
    ("handed on before it was received",
        TAKEN % "{holder: Officer A, received: 2025-01-09, handed_on: 2025-01-06, $}, "
        "{holder: Laboratory, received: 2025-01-06, $}",
     "exhibit.custody", "X1", "not-met", "Holder 1 of X1 handed it on before receiving it", "exhibits.X1.custody[1]"),
    ("when it was handed on unknown",
        TAKEN % "{holder: Officer A, received: 2025-01-04, $}, {holder: Laboratory, received: 2025-01-06, $}",
        "exhibit.custody", "X1", "not-shown", "holder 1 of X1", "exhibits.X1.custody[1].handed_on"),
    ("handed on to nobody known", TAKEN % "{holder: Officer A, received: 2025-01-04, handed_on: 2025-01-06, $}",
        "exhibit.custody", "X1", "not-shown", "to whom is not recorded", "exhibits.X1.custody[2]"),
    ("handed on within the hour",
        TAKEN % "{holder: Officer A, received: 2025-01-04, handed_on: 2025-01-06T10:00, $}, "
        "{holder: Laboratory, received: 2025-01-06T10:20, $}", "exhibit.custody", "X1", "met",
        "unbroken through 2 holders", "exhibits.X1.custody[1]"),
    ("nobody's for an afternoon",
        TAKEN % "{holder: Officer A, received: 2025-01-04, handed_on: 2025-01-06T10:00, $}, "
        "{holder: Laboratory, received: 2025-01-06T15:00, $}", "exhibit.custody", "X1", "not-met",
        "Nobody is recorded as holding X1 for 5 hours", "exhibits.X1.custody[2]"),
    ("taken days before the first holder",
        (TAKEN % "{holder: Officer A, received: 2025-01-09, $}").replace("A swab", "A swab, date: 2025-01-04"),
        "exhibit.custody", "X1", "not-shown", "2025-01-04 … first recorded holder", "exhibits.X1.custody[1]"),
    ("no holder", TAKEN % "", "exhibit.custody", "X1", "not-shown", "No holder of X1", "exhibits.X1.custody"),
    # Witnesses.
    ("witnesses found and heard", "witnesses: [{id: W1, $, interviewed: {by: police, $}}, {id: W2, $}]",
        "witnesses.found", None, "met", "Witnesses are recorded (2, 1 of them heard)", "witnesses.W2"),
    ("witnesses that nobody of the State heard", "witnesses: [{id: W1, $, interviewed: {by: watch, $}}, {id: W2, $}]",
        "witnesses.found", None, "not-shown", "none is recorded as found by the investigation",
        "witnesses[].interviewed"),
    ("no witness", "", "witnesses.found", None, "not-shown", "No witness is recorded", "witnesses"),
    ("heard by police", "witnesses: [{id: W1, interviewed: {by: police, $}}]", "witness.heard", "W1", "met",
        "W1 was heard", "witnesses.W1.interviewed"),
    ("heard by an organisation", "witnesses: [{id: W1, interviewed: {by: watch, $}}]", "witness.heard", "W1",
        "not-shown", "Zubara Watch … not by an independent authority", "witnesses.W1.interviewed"),
    ("heard by those suspected",
        "alleged_perpetrators: [{id: P1, institution: police, $}]\nwitnesses: [{id: W1, interviewed: {by: police, "
        "$}}]", "witness.heard", "W1", "not-shown", "tied to those suspected", "witnesses.W1.interviewed"),
    ("not heard", "witnesses: [{id: W1, $}]", "witness.heard", "W1", "not-shown", "No interview of W1",
        "witnesses.W1.interviewed"),
    ("witness protected",
        "witnesses: [{id: W1, protection: {on: 2025-02-03, by: police, $}, threatened: {on: 2025-02-01, $}}]",
        "witness.protected", "W1", "met", "against W1 was followed by protection", "witnesses.W1.protection"),
    ("threatened and not protected", "witnesses: [{id: W1, threatened: {$}}]", "witness.protected", "W1", "not-met",
        "A threat against W1 … no protection", "witnesses.W1.threatened"),
    ("threatened and protected, no day recorded",
        "witnesses: [{id: W1, protection: {by: police, $}, threatened: {$}}]", "witness.protected", "W1", "not-shown",
        "which came first", "witnesses.W1.protection"),
    ("protected long after the threat",
        "witnesses: [{id: W1, protection: {on: 2025-04-01, $}, threatened: {on: 2025-02-01, $}}]", "witness.protected",
        "W1", "not-met", "59 days after a threat … 7 days", "witnesses.W1.protection"),
    ("protected only before the threat",
        "witnesses: [{id: W1, protection: {on: 2025-01-20, $}, threatened: {on: 2025-02-01, $}}]", "witness.protected",
        "W1", "not-met", "no protection after it", "witnesses.W1.threatened"),
    ("threatened by the timeline",
        "witnesses: [{id: W1}, {id: W2}]\ntimeline: [{on: 2025-02-01, what: A call, kind: threat, against: witness, "
        "witness: W1, $}]", "witness.protected", "W1", "not-met", "A threat against W1", "timeline[1]"),
    ("another witness threatened",
        "witnesses: [{id: W1}, {id: W2}]\ntimeline: [{on: 2025-02-01, what: A call, kind: threat, against: witness, "
        "witness: W1, $}]", "witness.protected", "W2", "not-shown", "Neither a threat against W2",
        "witnesses.W2.protection"),
    ("neither threat nor protection", "witnesses: [{id: W1}]", "witness.protected", "W1", "not-shown",
        "Neither a threat", "witnesses.W1.protection"),
    # Those responsible.
    ("named by a prosecution", ACCUSED + "outcomes: [{kind: prosecution, perpetrators: [P1, P2], $}]",
        "responsible.taking-part", None, "met", "2 of those alleged", "outcomes[1]"),
    ("named by an organisation", ACCUSED + "outcomes: [{kind: conclusion, by: watch, perpetrators: [P1], $}]",
        "responsible.taking-part", None, "not-shown", "2 persons, units or groups", "outcomes[].perpetrators"),
    ("nobody alleged", "", "responsible.taking-part", None, "not-shown", "Nobody is recorded", "alleged_perpetrators"),
    ("each one decided on",
        ACCUSED + "outcomes: [{kind: conviction, perpetrators: [P1], $}, {kind: acquittal, perpetrators: [P2], $}]",
        "responsible.own-part", None, "met", "each of the 2 alleged", "outcomes[2]"),
    ("one of two decided on", ACCUSED + "outcomes: [{kind: conviction, perpetrators: [P1], $}]",
        "responsible.own-part", None, "partly-met", "none on P2", "outcomes[1]"),
    ("a trial decides nothing yet", ACCUSED + "outcomes: [{kind: trial, perpetrators: [P1, P2], $}]",
        "responsible.own-part", None, "not-shown", "P1, P2", "outcomes[].perpetrators"),
    *(row for id, words in (("right-to-life", "the right to life"), ("superiors", "superiors"), ("prevention",
        "prevented"), ("system", "the system"), ("pattern", "a pattern")) for row in (
        (f"concluded on {id}", f"outcomes: [{{kind: conclusion, about: [{id}], $}}]", f"findings.{id}", None, "met",
            f"A conclusion on … {words}", "outcomes[1]"),
        (f"closed with nothing on {id}", OWN + ENDED, f"findings.{id}", None, "not-met",
            f"closed with no conclusion … {words}", "outcomes[1]"),
        (f"closed, seen from outside, {id} unknown", ENDED, f"findings.{id}", None, "not-shown",
            f"The investigation was closed … {words}", f"outcomes[] about {id}"),
        (f"only an organisation on {id}", f"outcomes: [{{kind: conclusion, by: watch, about: [{id}], $}}]",
            f"findings.{id}", None, "not-shown", f"Only Zubara Watch … {words}", f"outcomes[] about {id}"),
    )),
    # Powers and standards.
    *(row for id, power, words in (("witnesses", "compel-witnesses", "compel witnesses"), ("documents",
        "require-documents", "require documents")) for row in (
        (f"can {words}", POWERS % (power, "true"), f"powers.{id}", "I1", "met", f"has the power to {words}",
            f"investigations.I1.powers.{power}"),
        (f"cannot {words}", POWERS % (power, "false"), f"powers.{id}", "I1", "not-met", f"has no power to {words}",
            f"investigations.I1.powers.{power}"),
        (f"whether it can {words} unknown", "investigations: [{id: I1, kind: criminal, $}]", f"powers.{id}", "I1",
            "not-shown", f"can {words} … is not recorded", f"investigations.I1.powers.{power}"),
    )),
    ("standard recorded", "investigations: [{id: I1, kind: criminal, standard: {$}}]", "work.standard-recorded", "I1",
        "met", "The standard that I1 follows", "investigations.I1.standard"),
    ("no standard recorded", "investigations: [{id: I1, kind: criminal, $}]", "work.standard-recorded", "I1",
        "not-shown", "Which standard I1 follows", "investigations.I1.standard"),
]  # fmt: skip

TABLE = Table.of(HEAD, ROWS, exhibits=EXHIBITS)
