"""Independence: what the checks of hierarchy, ties, courts and pressure say. Every case here is fictional.

One row is one case: its name, the YAML (`$` stands for `sources: [E01]`), step, subject, verdict, the words
that must be in the reason (` … ` between two of them), and the place: the fact that was used, or, where the
verdict is not-shown, the fact that is missing.
"""

from itertools import pairwise

import pytest
from helpers import HEAD, case_of, said, verdict
from hypothesis import given, settings
from hypothesis import strategies as st

from minnesota.checks.hierarchy import tie

INDEPENDENT_HEAD = HEAD + """\
exhibits:
  - {id: E01, kind: official-record, title: A record}
  - {id: E02, kind: article, title: A report in the press}
institutions:
  - {id: zubara, name: Zubara, kind: state, sources: [E01]}
  - {id: defence, name: Defence, kind: ministry, part_of: [zubara], sources: [E01]}
  - {id: interior, name: Interior, kind: ministry, part_of: [zubara], sources: [E01]}
  - {id: army, name: Army, kind: armed-forces, part_of: [defence], sources: [E01]}
  - {id: brigade, name: Brigade, kind: armed-forces, part_of: [army], sources: [E01]}
  - {id: gendarmerie, name: Gendarmerie, kind: gendarmerie, part_of: [defence], acts_with: [brigade], sources: [E01]}
  - {id: police, name: Police, kind: police, part_of: [interior], sources: [E01]}
  - {id: district, name: District Police, kind: police, part_of: [police], sources: [E01]}
  - {id: inspectors, name: Police Inspectors, kind: police, part_of: [police], funded_by: [police], sources: [E01]}
  - {id: watchdog, name: Complaints Board, kind: other, part_of: [interior], funded_by: [zubara], sources: [E01]}
  - {id: office, name: Prosecutor, kind: prosecutor, part_of: [zubara], funded_by: [justice], sources: [E01]}
  - {id: justice, name: Justice, kind: ministry, part_of: [zubara], sources: [E01]}
  - {id: bench, name: High Court, kind: court, part_of: [zubara], sources: [E01]}
  - {id: tribunal, name: Tribunal, kind: military-court, part_of: [defence], sources: [E01]}
  - {id: laboratory, name: Laboratory, kind: forensic, part_of: [justice], sources: [E01]}
  - {id: morgue, name: Army Morgue, kind: forensic, part_of: [army], sources: [E01]}
  - {id: adrift, name: Special Unit, kind: police, sources: [E01]}
"""
ARMY = "alleged_perpetrators: [{id: P1, institution: army, $}]\n"
BRIGADE = "alleged_perpetrators: [{id: P1, institution: brigade, $}]\n"
DISTRICT = "circumstances: [law-enforcement]\nalleged_perpetrators: [{id: P1, institution: district, $}]\n"
BY = "investigations: [{id: I1, kind: criminal, body: %s, $}]\n"
OVER = "investigations: [{id: I1, kind: criminal, supervised_by: %s, $}]\n"
TEAM = "investigations: [{id: I1, kind: criminal, $, team: [%s]}]\n"
LAB = "investigations: [{id: I1, kind: criminal, $, forensic_services: [%s]}]\n"
HELD = "circumstances: [custody]\ntimeline: [{on: 2025-01-04, what: A call, kind: custody-report, by: %s, to: %s, $}]\n"
OUTCOME = "outcomes: [{kind: trial, court: %s, $}]\n"

ROWS = [
    # The body's place in the hierarchy.
    ("the accused investigate themselves", ARMY + BY % "army", "independence.hierarchy", "I1", "not-met",
        "conducted by Army, an institution of the alleged perpetrators", "institutions.army"),
    ("the body answers to the accused", ARMY + BY % "brigade", "independence.hierarchy", "I1", "not-met",
        "answers to … Brigade → Army", "institutions.brigade"),
    ("the body commands the accused", BRIGADE + BY % "defence", "independence.hierarchy", "I1", "not-met",
        "commands … Brigade → Army → Defence", "institutions.army"),
    ("a command is shared", BRIGADE + BY % "gendarmerie", "independence.hierarchy", "I1", "not-shown",
        "Gendarmerie → Defence ← Army ← Brigade … who gives it orders … who appoints … its funds",
        "records[] of step independence.hierarchy"),
    ("only the State is shared", ARMY + BY % "office", "independence.hierarchy", "I1", "met",
        "Prosecutor, which stands apart … up to the State itself", "institutions.zubara"),
    ("the body's chain is not recorded", ARMY + BY % "adrift", "independence.hierarchy", "I1", "not-shown",
        "to whom Special Unit answers is not recorded", "institutions.adrift.part_of"),
    ("the chain of the accused is not recorded",
        "alleged_perpetrators: [{id: P1, institution: adrift, $}]\n" + BY % "office", "independence.hierarchy", "I1",
        "not-shown", "to whom Special Unit answers", "institutions.adrift.part_of"),
    ("the gravest of two ties wins",
        "alleged_perpetrators: [{id: P1, institution: district, $}, {id: P2, institution: army, $}]\n"
        + BY % "gendarmerie",
     "independence.hierarchy", "I1", "not-shown", "Gendarmerie → Defence ← Army",
         "records[] of step independence.hierarchy"),
    ("one of two accused institutions is enough",
        "alleged_perpetrators: [{id: P1, institution: district, $}, {id: P2, institution: army, $}]\n" + BY % "brigade",
     "independence.hierarchy", "I1", "not-met", "Brigade → Army", "institutions.brigade"),
    ("an accused of no known institution",
        "alleged_perpetrators: [{id: P1, institution: army, $}, {id: P2, $}]\n" + BY % "office",
        "independence.hierarchy", "I1", "not-shown", "P2 belongs is not recorded",
        "alleged_perpetrators.P2.institution"),
    ("nobody accused", BY % "office", "independence.hierarchy", "I1", "not-shown",
        "No institution of the alleged perpetrators", "alleged_perpetrators[].institution"),
    ("which body is not recorded", ARMY + "investigations: [{id: I1, kind: criminal, $}]", "independence.hierarchy",
        "I1", "not-shown", "Which body conducts I1", "investigations.I1.body"),
    # Supervision.
    ("supervised by a court", ARMY + OVER % "bench", "independence.supervision", "I1", "met",
        "supervised by High Court", "institutions.bench"),
    ("supervised by a ministry apart", ARMY + OVER % "justice", "independence.supervision", "I1", "partly-met",
        "Justice … not a judicial authority", "institutions.justice"),
    ("supervised by the accused's ministry", ARMY + OVER % "defence", "independence.supervision", "I1", "not-met",
        "commands … Army → Defence", "institutions.defence"),
    ("supervised by a military court of that ministry", ARMY + OVER % "tribunal", "independence.supervision", "I1",
        "not-shown", "Tribunal → Defence ← Army", "records[] of step independence.supervision"),
    ("who supervises is not recorded", ARMY + BY % "office", "independence.supervision", "I1", "not-shown",
        "Which authority supervises I1", "investigations.I1.supervised_by"),
    # A death in custody.
    ("reported to a prosecutor", HELD % ("district", "office"), "custody.authority-independent", None, "met",
        "Prosecutor, which stands apart", "timeline[1]"),
    ("reported within the hierarchy", HELD % ("district", "police"), "custody.authority-independent", None, "not-met",
        "within the hierarchy … District Police → Police", "institutions.police"),
    ("reported across a shared command", HELD % ("district", "watchdog"), "custody.authority-independent", None,
        "not-shown", "Complaints Board → Interior ← Police ← District Police",
        "records[] of step custody.authority-independent"),
    ("reported to whom is not said",
        "circumstances: [custody]\ntimeline: [{on: 2025-01-04, what: A call, kind: custody-report, $}]",
        "custody.authority-independent", None, "not-shown", "To which authority", "timeline[1].to"),
    ("not reported", "circumstances: [custody]", "custody.authority-independent", None, "not-shown",
        "No report of the death in custody", "timeline[] of kind custody-report"),
    # Joint operations and funds.
    ("funds from elsewhere", ARMY + BY % "office", "independence.ties", "I1", "met",
        "Prosecutor has its funds from elsewhere", "institutions.office"),
    ("funded by the accused", "alleged_perpetrators: [{id: P1, institution: police, $}]\n" + BY % "inspectors",
        "independence.ties", "I1", "not-met", "Police Inspectors is funded by Police", "institutions.police"),
    ("acting together", BRIGADE + BY % "gendarmerie", "independence.ties", "I1", "not-shown",
        "Gendarmerie acts together with Brigade", "records[] of step independence.ties"),
    ("who funds is not recorded", ARMY + BY % "police", "independence.ties", "I1", "not-shown", "who funds Police",
        "institutions.police.funded_by"),
    # The team.
    ("a team from apart", ARMY + TEAM % "{institution: office, $}, {institution: bench, formerly: [police], $}",
        "independence.team", "I1", "met", "stand apart", "investigations.I1.team[2]"),
    ("a member from the accused", ARMY + TEAM % "{institution: office, $}, {institution: brigade, $}",
        "independence.team", "I1", "not-met", "Member 2 of the team of I1 belongs to Brigade … Brigade → Army",
        "investigations.I1.team[2]"),
    ("a member formerly of the accused", ARMY + TEAM % "{institution: office, formerly: [army], $}",
        "independence.team", "I1", "not-met", "Member 1 of the team of I1 belonged to Army",
        "investigations.I1.team[1]"),
    ("a member's institution is not recorded", ARMY + TEAM % "{institution: office, $}, {role: clerk, $}",
        "independence.team", "I1", "not-shown", "member 2", "investigations.I1.team[2].institution"),
    ("a member formerly of a neighbour of the accused",
        ARMY + TEAM % "{institution: office, formerly: [gendarmerie], $}", "independence.team", "I1", "not-shown",
        "Gendarmerie → Defence ← Army", "records[] of step independence.team"),
    ("no team recorded", ARMY + BY % "office", "independence.team", "I1", "not-shown", "Who is on the team of I1",
        "investigations.I1.team"),
    # Forensic services.
    ("a laboratory apart", ARMY + LAB % "laboratory", "independence.forensic", "I1", "met",
        "Laboratory, which stands apart", "institutions.laboratory"),
    ("a laboratory of the accused, among two", ARMY + LAB % "laboratory, morgue", "independence.forensic", "I1",
        "not-met", "Army Morgue → Army", "institutions.morgue"),
    ("no laboratory recorded", ARMY + BY % "office", "independence.forensic", "I1", "not-shown",
        "Which forensic services", "investigations.I1.forensic_services"),
    # The police chain.
    ("outside the police", DISTRICT + BY % "office", "independence.police-chain", "I1", "met",
        "from outside the police chain", "institutions.office"),
    ("police beside police", DISTRICT + BY % "inspectors", "independence.police-chain", "I1", "not-met",
        "Police Inspectors → Police ← District Police", "institutions.police"),
    ("police over police", DISTRICT + BY % "police", "independence.police-chain", "I1", "not-met",
        "District Police → Police", "institutions.district"),
    ("a board of the same ministry", DISTRICT + BY % "watchdog", "independence.police-chain", "I1", "not-shown",
        "Complaints Board → Interior ← Police", "institutions[].part_of"),
    ("no police accused", "circumstances: [law-enforcement]\n" + ARMY + BY % "office", "independence.police-chain",
        "I1", "not-shown", "No police institution", "alleged_perpetrators[].institution"),
    # Courts and pressure.
    ("before a civilian court", OUTCOME % "bench", "jurisdiction.civilian-court", None, "met",
        "High Court, a civilian court", "institutions.bench"),
    ("before a military court", OUTCOME % "tribunal", "jurisdiction.civilian-court", None, "not-met",
        "Tribunal, a military court", "institutions.tribunal"),
    ("military justice investigates", "investigations: [{id: I1, kind: military, $}]\n" + OUTCOME % "bench",
        "jurisdiction.civilian-court", None, "not-met", "I1 is an investigation by military justice",
        "investigations.I1"),
    ("a military court beside a civilian one",
        "outcomes: [{kind: trial, court: bench, $}, {kind: trial, court: tribunal, $}]", "jurisdiction.civilian-court",
        None, "not-met", "Tribunal", "outcomes[2]"),
    ("no court recorded", "", "jurisdiction.civilian-court", None, "not-shown", "Before which court",
        "outcomes[].court"),
    ("pressure", "timeline: [{on: 2025-02-01, what: A visit, kind: pressure, $}]", "pressure.none", None, "not-met",
        "Pressure on the inquiry is recorded", "timeline[1]"),
    ("no pressure recorded shows nothing", "", "pressure.none", None, "not-shown", "does not show that there was none",
        "records[] of step pressure.none"),
]  # fmt: skip


@pytest.mark.parametrize(("yaml", "step", "subject", "expected", "words", "place"), [pytest.param(*r[1:], id=r[0])
    for r in ROWS])
def test_independence_is_judged_by_who_answers_to_whom(yaml, step, subject, expected, words, place):
    found = verdict(yaml.replace("$", "sources: [E01]"), step, subject, head=INDEPENDENT_HEAD)
    assert found.verdict == expected, said(found)
    assert [w for w in words.split(" … ") if w not in said(found)] == [], said(found)
    assert place is None or place in (found.missing if expected == "not-shown" else found.facts)


def test_a_shared_state_alone_is_no_tie_and_a_ministry_below_it_is():
    for body, kind in (("office", "apart"), ("gendarmerie", "shares"), ("brigade", "answers-to"), ("defence",
        "commands"), ("army", "is")):
        assert tie(case_of("", head=INDEPENDENT_HEAD).case, body, "army").kind == kind


def test_a_record_with_its_source_shows_independence_in_practice():
    yaml = (BRIGADE + BY % "gendarmerie").replace("$", "sources: [E01]")
    record = (
        "records: [{step: independence.hierarchy, for: I1, status: done, sources: [%s], "
        "note: Orders come from the court alone}]\n"
    )
    assert verdict(yaml + record % "E01", "independence.hierarchy", "I1", head=INDEPENDENT_HEAD).verdict == "met"
    assert verdict(yaml + record % "", "independence.hierarchy", "I1", head=INDEPENDENT_HEAD).verdict == "unsupported"


def test_a_record_does_not_undo_a_chain_of_command():
    yaml = (ARMY + BY % "brigade").replace("$", "sources: [E01]")
    record = "records: [{step: independence.hierarchy, for: I1, status: done, sources: [E01]}]\n"
    found = verdict(yaml + record, "independence.hierarchy", "I1", head=INDEPENDENT_HEAD)
    assert found.verdict == "contradicted"
    assert "Brigade → Army" in said(found)


KINDS = st.sampled_from(["state", "ministry", "police", "armed-forces", "court", "ngo", "other"])
GRAPHS = st.integers(2, 6).flatmap(
    lambda size: st.tuples(
        st.lists(KINDS, min_size=size, max_size=size),
        st.lists(st.lists(st.integers(0, size - 1), max_size=3, unique=True), min_size=size, max_size=size),
    )
)


@settings(max_examples=120, deadline=None)
@given(GRAPHS)
def test_ties_agree_with_every_way_up_being_tried(graph):
    kinds, above = graph  # circles included: institutions may answer to themselves through others
    above = [[n for n in over if n != me] for me, over in enumerate(above)]
    listed = [f"  - {{id: i{n}, name: I{n}, kind: {k}, part_of: [{', '.join(f'i{o}' for o in above[n])}]}}" for n,
        k in enumerate(kinds)]
    case = case_of("institutions:\n" + "\n".join(listed) + "\n").case
    reach = [{me, *above[me]} for me in range(len(kinds))]
    for _ in kinds:  # as many rounds as there are institutions close every way up
        reach = [set().union(*(reach[o] for o in seen)) for seen in reach]
    open_ended = [n for n, k in enumerate(kinds) if not above[n] and k not in ("state", "ngo")]
    for body in range(len(kinds)):
        for suspected in range(len(kinds)):
            if body == suspected:
                expected = "is"
            elif suspected in reach[body]:
                expected = "answers-to"
            elif body in reach[suspected]:
                expected = "commands"
            elif any(kinds[n] != "state" for n in reach[body] & reach[suspected]):
                expected = "shares"
            else:
                expected = "unknown" if (reach[body] | reach[suspected]) & set(open_ended) else "apart"
            found = tie(case, f"i{body}", f"i{suspected}")
            assert found.kind == expected
            if expected in ("answers-to", "commands"):  # the path that is told is a path that is recorded
                steps = [int(name[1:]) for name in found.path.split(" → ")]
                assert {steps[0], steps[-1]} == {body, suspected}
                assert all(b in above[a] for a, b in pairwise(steps))
