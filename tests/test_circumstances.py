"""What applies to a case: circumstances declared and implied, kinds of part, and several
protocols. Every case is fictional.
"""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from minnesota.base.diagnostics import Problems
from minnesota.cli import app
from minnesota.engine.assess import assess
from minnesota.engine.circumstances import IMPLIED
from minnesota.reading.case import load_case
from minnesota.reading.protocol import load_protocol
from support.cases import AS_OF, HEAD, assessed, case_of, said

INSTITUTIONS = """
institutions:
  - {id: police, name: Police, kind: police}
  - {id: abroad, name: Army next door, kind: armed-forces, country: NE}
  - {id: hired, name: Hired men, kind: private-military}
"""
SUSPECT = INSTITUTIONS + "alleged_perpetrators: [{id: P1, institution: %s}]"
IMPLYING = [
    ("child-victims", "victims: [{id: V1, child: true}]", "victims.V1.child"),
    (
        "child-relatives",
        "victims: [{id: V1, next_of_kin: [{child: true}]}]",
        "victims.V1.next_of_kin[1].child",
    ),
    ("multiple-victims", "victims: [{id: V1}, {id: V2}]", "victims"),
    ("multiple-victims", "victims: [{id: V1, count: {at_least: 9}}]", "victims"),
    ("burned-remains", "victims: [{id: V1, remains: {condition: [burned]}}]", "victims.V1.remains"),
    ("buried-remains", "scenes: [{id: S1, kind: burial}]", "scenes.S1"),
    ("submerged-remains", "scenes: [{id: S1, kind: well}]", "scenes.S1"),
    (
        "skeletal-remains",
        "victims: [{id: V1, remains: {condition: [skeletal]}}]",
        "victims.V1.remains",
    ),
    ("mixed-remains", "victims: [{id: V1, remains: {condition: [mixed]}}]", "victims.V1.remains"),
    (
        "firearms",
        "victims: [{id: V1, autopsy: {performed: true, injuries: [{kind: gunshot}]}}]",
        "victims.V1.autopsy.injuries",
    ),
    (
        "sharp-injuries",
        "victims: [{id: V1, autopsy: {performed: true, injuries: [{kind: sharp}]}}]",
        "victims.V1.autopsy.injuries",
    ),
    ("digital-evidence", "exhibits: [{id: E1, kind: video, title: A film}]", "exhibits.E1"),
    (
        "custody",
        "timeline: [{on: 2025-01-02, what: Told the judge, kind: custody-report}]",
        "timeline[1]",
    ),
    ("state-agents", SUSPECT % "police", "alleged_perpetrators.P1"),
    ("law-enforcement", SUSPECT % "police", "alleged_perpetrators.P1"),
    ("foreign-forces", SUSPECT % "abroad", "alleged_perpetrators.P1"),
    ("private-military", SUSPECT % "hired", "alleged_perpetrators.P1"),
    ("commission-of-inquiry", "investigations: [{id: I1, kind: commission}]", "investigations.I1"),
]


@pytest.mark.parametrize(("circumstance", "yaml", "path"), IMPLYING)
def test_facts_imply_a_circumstance_and_say_so(circumstance, yaml, path):
    found = assessed(yaml)
    assert found.implied[circumstance] == (path,)
    asked = {f.step.id for f in found.findings}
    only = [
        s
        for s in found.protocol.steps
        if s.applies.if_any == (circumstance,) and not s.applies.kinds
    ]
    assert all(s.id in asked for s in only)
    declared = assessed(f"circumstances: [{circumstance}]\n{yaml}")
    assert circumstance not in declared.implied  # what is said need not be derived


def test_every_rule_of_derivation_is_tested_and_known_to_the_protocol():
    assert set(IMPLIED) == {row[0] for row in IMPLYING}
    assert set(IMPLIED) <= {c.id for c in load_protocol("minnesota-2016").circumstances}


def test_a_case_with_none_of_it_is_asked_nothing_of_it():
    found = assessed("victims: [{id: V1}]\nexhibits: [{id: E1, kind: article, title: News}]")
    assert found.implied == {}
    asked = {f.step.id for f in found.findings}
    assert not asked & {
        "grave.datum",
        "skeleton.human",
        "scene-work.firearm-safe",
        "custody.packing",
        "chart.blade",
    }
    assert all(s.because or s.kinds for s in found.skipped)


def test_what_is_recorded_of_one_victim_rules_a_step_out_for_that_victim_alone():
    found = assessed(
        "victims: [{id: V1, remains: {condition: [skeletal]}}, {id: V2, remains: {condition: "
        "[complete]}}, {id: V3}]"
    )
    of = {f.subject: f for f in found.findings if f.step.id == "skeleton.human"}
    assert {v: f.verdict for v, f in of.items()} == {
        "V1": "not-shown",
        "V2": "not-applicable",
        "V3": "not-shown",
    }
    assert "remains complete" in said(of["V2"])


def test_an_item_is_asked_only_what_concerns_its_kind():
    found = assessed(
        "exhibits: [{id: E1, kind: article, title: A}, {id: E2, kind: sample, title: B}]"
    )
    assert {f.subject for f in found.findings if f.step.id == "sampling.part-kept"} == {"E2"}


def test_check_says_in_a_line_how_many_steps_do_not_apply_and_all_lists_them(tmp_path):
    (tmp_path / "case.yaml").write_text(
        HEAD + "victims: [{id: V1, child: true}]\n", encoding="utf-8"
    )
    run = CliRunner().invoke
    short = " ".join(run(app, ["check", str(tmp_path)]).stdout.split())
    assert re.search(r"\d+ steps do not apply, for want of: [a-z ]+ \(\d+\)", short)
    assert "taken from the facts: children among the victims (victims.V1.child)" in short
    assert "skeleton.human" not in short
    assert (
        "skeleton.human: Check that the remains are human"
        in run(app, ["check", str(tmp_path), "--all"]).stdout
    )


TWO = (
    HEAD
    + """\
protocol: [minnesota-2016, berkeley-2022]
exhibits: [{id: E1, kind: video, title: A film, file: evidence/film.mp4, sha256: %s}]
records:
  - {step: online.plan, status: done, sources: [E1]}
  - {step: duty.no-complaint-needed, status: done, sources: [E1]}
"""
    % ("0" * 64)
)


def test_a_case_may_name_two_protocols_and_is_judged_by_each(tmp_path):
    known = load_protocol("minnesota-2016").step
    text = (
        TWO
        if "duty.no-complaint-needed" in known
        else TWO.replace("duty.no-complaint-needed", "duty.own-motion")
    )
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    file = load_case(path)
    assert [p.id for p in file.protocols] == ["minnesota-2016", "berkeley-2022"]
    by = {p.id: assess(p, file.case, AS_OF) for p in file.protocols}
    plan = next(f for f in by["berkeley-2022"].findings if f.step.id == "online.plan")
    hashed = next(f for f in by["berkeley-2022"].findings if f.step.id == "online.hash")
    assert (plan.verdict, hashed.verdict) == ("met", "met")
    out = CliRunner().invoke(app, ["check", str(path), "--format", "json"]).stdout
    assert [json.loads(line)["protocol"]["id"] for line in out.splitlines()] == [
        "minnesota-2016",
        "berkeley-2022",
    ]
    text = CliRunner().invoke(app, ["check", str(path)]).stdout
    assert "minnesota-2016 · as of" in text and "berkeley-2022 · as of" in text
    one = (
        CliRunner()
        .invoke(app, ["check", str(path), "--principle", "ethical", "--format", "json"])
        .stdout
    )
    assert json.loads(one)["protocol"]["id"] == "berkeley-2022"
    refused = CliRunner().invoke(app, ["report", str(path)])
    assert refused.exit_code == 2 and "minnesota-2016, berkeley-2022" in refused.output
    chosen = CliRunner().invoke(app, ["report", str(path), "--protocol", "berkeley-2022"])
    assert "The Berkeley Protocol" in chosen.stdout


@pytest.mark.parametrize(
    ("named", "code", "hint"),
    [
        ("[minnesota-2016, berkley-2022]", "unknown-protocol", "berkeley-2022"),
        ("[minnesota-2016, minnesota-2016]", "duplicate-id", "keep one"),
    ],
)
def test_a_protocol_that_is_not_there_or_named_twice_is_told_with_its_place(named, code, hint):
    with pytest.raises(Problems) as caught:
        case_of("", HEAD + f"protocol: {named}\n")
    (told,) = caught.value.diagnostics
    assert (told.code, told.line) == (code, 5) and told.column > 10
    assert hint in told.hint
