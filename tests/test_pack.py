"""The protocol pack: legal fidelity first."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil

import pytest

from minnesota.base.diagnostics import Problems
from minnesota.checks import CHECKS
from minnesota.engine.assess import assess
from minnesota.reading.case import load_case
from minnesota.reading.protocol import COMPILED, _validated, compiled, load_protocol, protocol_names
from support.cases import ROOT, assessed
from support.packs import TOY, write_pack

PACK = load_protocol("minnesota-2016")
PACKS = [load_protocol(name) for name in protocol_names()]
MAP = {
    int(row["row"]): row
    for row in csv.DictReader((ROOT / "tests/data/map.csv").open(encoding="utf-8"))
}
WEAKER = ["verified", "memory", "section"]


def test_every_section_of_the_document_is_there():
    assert len(PACK.steps) >= 300
    assert {s.cite.section for s in PACK.steps} == {row["section"] for row in MAP.values()}


@pytest.mark.parametrize("step", PACK.steps, ids=lambda s: s.id)
def test_every_citation_is_the_maps_own(step):
    """Inventing a paragraph, or the confidence in one, is the worst fault that this project can
    have.
    """
    rows = [MAP[number] for number in step.map]
    assert rows, "a step must name the rows of the map that it comes from"
    assert list(step.cite.paragraphs) == list(
        dict.fromkeys(p for row in rows for p in row["paragraphs"].split())
    )
    assert step.cite.section in {row["section"] for row in rows}
    assert step.cite.confidence == max((row["confidence"] for row in rows), key=WEAKER.index)


def test_every_requirement_has_a_step_or_a_reason():
    stepped = {number for step in PACK.steps for number in step.map}
    merged, left = {m.map for m in PACK.merged}, {left.map for left in PACK.left_out}
    assert stepped | merged | left == set(MAP) == set(range(1, 313))
    assert not (stepped & merged or stepped & left or merged & left)


def test_a_number_that_is_not_sure_is_never_shown():
    unsure = [s for s in PACK.steps if s.cite.confidence == "section"]
    assert unsure
    for step in unsure:
        assert str(step.cite) == f"section {step.cite.section}"
        assert step.cite.shown_paragraphs == ()
    for step in PACK.steps:
        from_memory = step.cite.confidence == "memory" and bool(step.cite.paragraphs)
        assert ("number unchecked" in str(step.cite)) == from_memory


def test_benchmarks_are_called_ours_and_give_a_reason():
    assert len(PACK.benchmarks) >= 10
    for benchmark in PACK.benchmarks:
        assert benchmark.title.startswith("Our benchmark: ")
        assert len(benchmark.reason) > 40
        assert (benchmark.days is None) != (benchmark.hours is None)


def test_steps_are_atomic_and_say_what_closes_them():
    for step in PACK.steps:
        assert len(step.title) <= 80 and not step.title.endswith("."), step.id
        assert step.asks.endswith("?"), step.id
        assert step.close.endswith("."), step.id


def test_no_check_goes_unused():
    assert {s.check for pack in PACKS for s in pack.steps if s.check} == set(CHECKS)


def test_every_check_says_what_it_computes_and_its_paragraph():
    for check in CHECKS.values():
        assert re.search(r"\((paras? \d|sections? [IV])", check.explanation), check.name


def test_the_compiled_pack_is_the_yaml():
    made = json.loads(compiled(ROOT / "protocols/minnesota-2016")[COMPILED])
    assert made["digest"] == PACK.digest
    assert _validated(made["pack"], made["digest"]) == PACK


def test_a_pack_of_ones_own_is_read_from_its_yaml_alone(tmp_path):
    """Whoever hands over a case with a pack could else hand over a pack that says less than its
    YAML.
    """
    folder = tmp_path / "pack"
    shutil.copytree(ROOT / "protocols/minnesota-2016", folder)
    lie = json.loads(compiled(folder)[COMPILED])
    for step in lie["pack"]["steps"]:
        step["force"] = "may"
    (folder / COMPILED).write_text(json.dumps(lie))
    assert load_protocol("./pack", tmp_path) == PACK
    os.mkfifo(folder / "steps/99.yaml")
    with pytest.raises(Problems) as caught:
        load_protocol("./pack", tmp_path)
    assert [d.code for d in caught.value.diagnostics] == ["unreadable"]


def test_a_second_protocol_is_a_folder_of_data_and_needs_no_code(tmp_path):
    write_pack(tmp_path)
    case = tmp_path / "case.yaml"
    case.write_text("""\
minnesota: 1
protocol: ./toy
id: T
title: A case of a toy protocol
country: ML
incident: {}
exhibits: [{id: E1, kind: forensic-report, title: Report}]
victims: [{id: V1, autopsy: {performed: true, sources: [E1]}}]
""")
    file = load_case(case)
    result = assess(file.protocols[0], file.case, assessed("").as_of)
    assert [(f.step.id, f.subject, f.verdict) for f in result.findings] == [
        ("toy.autopsy", "V1", "met")
    ]
    assert [s.step.id for s in result.skipped] == ["toy.wind"]


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "hint"),
    [
        ("check: autopsy", "check: autopsie", 9, "unknown-check", '"autopsy"'),
        ("scope: victim", "scope: case", 1, "wrong-scope", "scope: victim"),
        (
            "principle: honest\n  phase: all\n  force: must\n  scope: case",
            "principle: honets\n  phase: all\n  force: must\n  scope: case",
            16,
            "unknown-principle",
            '"honest"',
        ),
        ("if: [windy]", "if: [wimdy]", 20, "unknown-circumstance", '"windy"'),
        ("id: toy.wind", "id: toy.autopsy", 12, "duplicate-id", None),
        ("confidence: section", "confidence: sure", 4, "not-one-of", "verified"),
        ("asks: Was there one?", "ask: Was there one?", 3, "unknown-key", '"asks"'),
    ],
)
def test_a_mistake_in_a_pack_is_told_with_its_place(tmp_path, old, new, line, code, hint):
    write_pack(tmp_path, **{"steps/one.yaml": TOY["steps/one.yaml"].replace(old, new, 1)})
    with pytest.raises(Problems) as caught:
        load_protocol("./toy", tmp_path)
    told = [d for d in caught.value.diagnostics if d.code == code]
    assert told, caught.value.diagnostics
    assert told[0].file.endswith("toy/steps/one.yaml")
    assert told[0].line == line
    assert hint is None or hint in told[0].hint
