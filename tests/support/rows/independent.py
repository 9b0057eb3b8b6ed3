"""Independence: the rows of the checks of hierarchy, ties, courts and pressure.

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
  - {id: zubara, name: Zubara, kind: state, sources: [E01]}
  - {id: defence, name: Defence, kind: ministry, part_of: [zubara], sources: [E01]}
  - {id: interior, name: Interior, kind: ministry, part_of: [zubara], sources: [E01]}
  - {id: army, name: Army, kind: armed-forces, part_of: [defence], sources: [E01]}
  - {id: brigade, name: Brigade, kind: armed-forces, part_of: [army], sources: [E01]}
  - {id: gendarmerie, name: Gendarmerie, kind: gendarmerie, part_of: [defence],
      acts_with: [brigade], sources: [E01]}
  - {id: police, name: Police, kind: police, part_of: [interior], sources: [E01]}
  - {id: district, name: District Police, kind: police, part_of: [police], sources: [E01]}
  - {id: inspectors, name: Police Inspectors, kind: police, part_of: [police], funded_by: [police],
      sources: [E01]}
  - {id: watchdog, name: Complaints Board, kind: other, part_of: [interior], funded_by: [zubara],
      sources: [E01]}
  - {id: office, name: Prosecutor, kind: prosecutor, part_of: [zubara], funded_by: [justice],
      sources: [E01]}
  - {id: justice, name: Justice, kind: ministry, part_of: [zubara], sources: [E01]}
  - {id: bench, name: High Court, kind: court, part_of: [zubara], sources: [E01]}
  - {id: tribunal, name: Tribunal, kind: military-court, part_of: [defence], sources: [E01]}
  - {id: laboratory, name: Laboratory, kind: forensic, part_of: [justice], sources: [E01]}
  - {id: morgue, name: Army Morgue, kind: forensic, part_of: [army], sources: [E01]}
  - {id: adrift, name: Special Unit, kind: police, sources: [E01]}
"""
)
ARMY = "alleged_perpetrators: [{id: P1, institution: army, $}]\n"
BRIGADE = "alleged_perpetrators: [{id: P1, institution: brigade, $}]\n"
DISTRICT = (
    "circumstances: [law-enforcement]\nalleged_perpetrators: [{id: P1, institution: district, $}]\n"
)
BY = "investigations: [{id: I1, kind: criminal, body: %s, $}]\n"
OVER = "investigations: [{id: I1, kind: criminal, supervised_by: %s, $}]\n"
TEAM = "investigations: [{id: I1, kind: criminal, $, team: [%s]}]\n"
LAB = "investigations: [{id: I1, kind: criminal, $, forensic_services: [%s]}]\n"
HELD = (
    "circumstances: [custody]\ntimeline: [{on: 2025-01-04, what: A call, kind: "
    "custody-report, by: %s, to: %s, $}]\n"
)
OUTCOME = "outcomes: [{kind: trial, court: %s, $}]\n"

ROWS = [
    # The body's place in the hierarchy.
    (
        "the accused investigate themselves",
        ARMY + BY % "army",
        "independence.hierarchy",
        "I1",
        "not-met",
        "conducted by Army, an institution of the alleged perpetrators",
        "institutions.army",
    ),
    (
        "the body answers to the accused",
        ARMY + BY % "brigade",
        "independence.hierarchy",
        "I1",
        "not-met",
        "answers to … Brigade → Army",
        "institutions.brigade",
    ),
    (
        "the body commands the accused",
        BRIGADE + BY % "defence",
        "independence.hierarchy",
        "I1",
        "not-met",
        "commands … Brigade → Army → Defence",
        "institutions.army",
    ),
    (
        "a command is shared",
        BRIGADE + BY % "gendarmerie",
        "independence.hierarchy",
        "I1",
        "not-shown",
        "Gendarmerie → Defence ← Army ← Brigade … who gives it orders … who appoints … its funds",
        "records[] of step independence.hierarchy",
    ),
    (
        "only the State is shared",
        ARMY + BY % "office",
        "independence.hierarchy",
        "I1",
        "met",
        "Prosecutor, which stands apart … up to the State itself",
        "institutions.zubara",
    ),
    (
        "the body's chain is not recorded",
        ARMY + BY % "adrift",
        "independence.hierarchy",
        "I1",
        "not-shown",
        "to whom Special Unit answers is not recorded",
        "institutions.adrift.part_of",
    ),
    (
        "the chain of the accused is not recorded",
        "alleged_perpetrators: [{id: P1, institution: adrift, $}]\n" + BY % "office",
        "independence.hierarchy",
        "I1",
        "not-shown",
        "to whom Special Unit answers",
        "institutions.adrift.part_of",
    ),
    (
        "the gravest of two ties wins",
        "alleged_perpetrators: [{id: P1, institution: district, $}, {id: P2, institution: "
        "army, $}]\n" + BY % "gendarmerie",
        "independence.hierarchy",
        "I1",
        "not-shown",
        "Gendarmerie → Defence ← Army",
        "records[] of step independence.hierarchy",
    ),
    (
        "one of two accused institutions is enough",
        "alleged_perpetrators: [{id: P1, institution: district, $}, {id: P2, institution: "
        "army, $}]\n" + BY % "brigade",
        "independence.hierarchy",
        "I1",
        "not-met",
        "Brigade → Army",
        "institutions.brigade",
    ),
    (
        "an accused of no known institution",
        "alleged_perpetrators: [{id: P1, institution: army, $}, {id: P2, $}]\n" + BY % "office",
        "independence.hierarchy",
        "I1",
        "not-shown",
        "P2 belongs is not recorded",
        "alleged_perpetrators.P2.institution",
    ),
    (
        "nobody accused",
        BY % "office",
        "independence.hierarchy",
        "I1",
        "not-shown",
        "No institution of the alleged perpetrators",
        "alleged_perpetrators[].institution",
    ),
    (
        "which body is not recorded",
        ARMY + "investigations: [{id: I1, kind: criminal, $}]",
        "independence.hierarchy",
        "I1",
        "not-shown",
        "Which body conducts I1",
        "investigations.I1.body",
    ),
    # Supervision.
    (
        "supervised by a court",
        ARMY + OVER % "bench",
        "independence.supervision",
        "I1",
        "met",
        "supervised by High Court",
        "institutions.bench",
    ),
    (
        "supervised by a ministry apart",
        ARMY + OVER % "justice",
        "independence.supervision",
        "I1",
        "partly-met",
        "Justice … not a judicial authority",
        "institutions.justice",
    ),
    (
        "supervised by the accused's ministry",
        ARMY + OVER % "defence",
        "independence.supervision",
        "I1",
        "not-met",
        "commands … Army → Defence",
        "institutions.defence",
    ),
    (
        "supervised by a military court of that ministry",
        ARMY + OVER % "tribunal",
        "independence.supervision",
        "I1",
        "not-shown",
        "Tribunal → Defence ← Army",
        "records[] of step independence.supervision",
    ),
    (
        "who supervises is not recorded",
        ARMY + BY % "office",
        "independence.supervision",
        "I1",
        "not-shown",
        "Which authority supervises I1",
        "investigations.I1.supervised_by",
    ),
    # A death in custody.
    (
        "reported to a prosecutor",
        HELD % ("district", "office"),
        "custody.authority-independent",
        None,
        "met",
        "Prosecutor, which stands apart",
        "timeline[1]",
    ),
    (
        "reported within the hierarchy",
        HELD % ("district", "police"),
        "custody.authority-independent",
        None,
        "not-met",
        "within the hierarchy … District Police → Police",
        "institutions.police",
    ),
    (
        "reported across a shared command",
        HELD % ("district", "watchdog"),
        "custody.authority-independent",
        None,
        "not-shown",
        "Complaints Board → Interior ← Police ← District Police",
        "records[] of step custody.authority-independent",
    ),
    (
        "reported to whom is not said",
        "circumstances: [custody]\ntimeline: [{on: 2025-01-04, what: A call, kind: "
        "custody-report, $}]",
        "custody.authority-independent",
        None,
        "not-shown",
        "To which authority",
        "timeline[1].to",
    ),
    (
        "not reported",
        "circumstances: [custody]",
        "custody.authority-independent",
        None,
        "not-shown",
        "No report of the death in custody",
        "timeline[] of kind custody-report",
    ),
    # Joint operations and funds.
    (
        "funds from elsewhere",
        ARMY + BY % "office",
        "independence.ties",
        "I1",
        "met",
        "Prosecutor has its funds from elsewhere",
        "institutions.office",
    ),
    (
        "funded by the accused",
        "alleged_perpetrators: [{id: P1, institution: police, $}]\n" + BY % "inspectors",
        "independence.ties",
        "I1",
        "not-met",
        "Police Inspectors is funded by Police",
        "institutions.police",
    ),
    (
        "acting together",
        BRIGADE + BY % "gendarmerie",
        "independence.ties",
        "I1",
        "not-shown",
        "Gendarmerie acts together with Brigade",
        "records[] of step independence.ties",
    ),
    (
        "who funds is not recorded",
        ARMY + BY % "police",
        "independence.ties",
        "I1",
        "not-shown",
        "who funds Police",
        "institutions.police.funded_by",
    ),
    # The team.
    (
        "a team from apart",
        ARMY + TEAM % "{institution: office, $}, {institution: bench, formerly: [police], $}",
        "independence.team",
        "I1",
        "met",
        "stand apart",
        "investigations.I1.team[2]",
    ),
    (
        "a member from the accused",
        ARMY + TEAM % "{institution: office, $}, {institution: brigade, $}",
        "independence.team",
        "I1",
        "not-met",
        "Member 2 of the team of I1 belongs to Brigade … Brigade → Army",
        "investigations.I1.team[2]",
    ),
    (
        "a member formerly of the accused",
        ARMY + TEAM % "{institution: office, formerly: [army], $}",
        "independence.team",
        "I1",
        "not-met",
        "Member 1 of the team of I1 belonged to Army",
        "investigations.I1.team[1]",
    ),
    (
        "a member's institution is not recorded",
        ARMY + TEAM % "{institution: office, $}, {role: clerk, $}",
        "independence.team",
        "I1",
        "not-shown",
        "member 2",
        "investigations.I1.team[2].institution",
    ),
    (
        "a member formerly of a neighbour of the accused",
        ARMY + TEAM % "{institution: office, formerly: [gendarmerie], $}",
        "independence.team",
        "I1",
        "not-shown",
        "Gendarmerie → Defence ← Army",
        "records[] of step independence.team",
    ),
    (
        "no team recorded",
        ARMY + BY % "office",
        "independence.team",
        "I1",
        "not-shown",
        "Who is on the team of I1",
        "investigations.I1.team",
    ),
    # Forensic services.
    (
        "a laboratory apart",
        ARMY + LAB % "laboratory",
        "independence.forensic",
        "I1",
        "met",
        "Laboratory, which stands apart",
        "institutions.laboratory",
    ),
    (
        "a laboratory of the accused, among two",
        ARMY + LAB % "laboratory, morgue",
        "independence.forensic",
        "I1",
        "not-met",
        "Army Morgue → Army",
        "institutions.morgue",
    ),
    (
        "no laboratory recorded",
        ARMY + BY % "office",
        "independence.forensic",
        "I1",
        "not-shown",
        "Which forensic services",
        "investigations.I1.forensic_services",
    ),
    # The police chain.
    (
        "outside the police",
        DISTRICT + BY % "office",
        "independence.police-chain",
        "I1",
        "met",
        "from outside the police chain",
        "institutions.office",
    ),
    (
        "police beside police",
        DISTRICT + BY % "inspectors",
        "independence.police-chain",
        "I1",
        "not-met",
        "Police Inspectors → Police ← District Police",
        "institutions.police",
    ),
    (
        "police over police",
        DISTRICT + BY % "police",
        "independence.police-chain",
        "I1",
        "not-met",
        "District Police → Police",
        "institutions.district",
    ),
    (
        "a board of the same ministry",
        DISTRICT + BY % "watchdog",
        "independence.police-chain",
        "I1",
        "not-shown",
        "Complaints Board → Interior ← Police",
        "institutions[].part_of",
    ),
    (
        "no police accused",
        "circumstances: [law-enforcement]\n" + ARMY + BY % "office",
        "independence.police-chain",
        "I1",
        "not-shown",
        "No police institution",
        "alleged_perpetrators[].institution",
    ),
    # Courts and pressure.
    (
        "before a civilian court",
        OUTCOME % "bench",
        "jurisdiction.civilian-court",
        None,
        "met",
        "High Court, a civilian court",
        "institutions.bench",
    ),
    (
        "before a military court",
        OUTCOME % "tribunal",
        "jurisdiction.civilian-court",
        None,
        "not-met",
        "Tribunal, a military court",
        "institutions.tribunal",
    ),
    (
        "military justice investigates",
        "investigations: [{id: I1, kind: military, $}]\n" + OUTCOME % "bench",
        "jurisdiction.civilian-court",
        None,
        "not-met",
        "I1 is an investigation by military justice",
        "investigations.I1",
    ),
    (
        "a military court beside a civilian one",
        "outcomes: [{kind: trial, court: bench, $}, {kind: trial, court: tribunal, $}]",
        "jurisdiction.civilian-court",
        None,
        "not-met",
        "Tribunal",
        "outcomes[2]",
    ),
    (
        "no court recorded",
        "",
        "jurisdiction.civilian-court",
        None,
        "not-shown",
        "Before which court",
        "outcomes[].court",
    ),
    (
        "pressure",
        "timeline: [{on: 2025-02-01, what: A visit, kind: pressure, $}]",
        "pressure.none",
        None,
        "not-met",
        "Pressure on the inquiry is recorded",
        "timeline[1]",
    ),
    (
        "no pressure recorded shows nothing",
        "",
        "pressure.none",
        None,
        "not-shown",
        "does not show that there was none",
        "records[] of step pressure.none",
    ),
]

TABLE = Table.of(HEAD, ROWS)
