"""`minnesota next`: what to do now, what is lost soonest first, on one screen."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from minnesota.cli import app
from support.cases import HEAD, ROOT

DIOURA = str(ROOT / "examples/dioura")
ORDER = ["hours", "days", "weeks", "none"]
FORCES = ["must", "should", "may"]


def run(*words: str):
    return CliRunner().invoke(app, ["next", *words, "--as-of", "2025-05-30"])


def test_the_first_things_to_do_fit_a_screen_and_say_why_they_are_urgent():
    out = run(DIOURA)
    assert out.exit_code == 0
    lines = out.stdout.splitlines()
    assert len(lines) <= 40 and max(map(len, lines)) <= 80
    text = " ".join(out.stdout.split())
    assert "146 to 148 days since the incident" in text
    assert "Lost within hours" in text and "Do: " in text
    assert "2. Secure the scene" in text or "1. Secure the scene" in text


def test_all_of_it_is_in_the_json_ordered_by_what_is_lost_soonest_then_by_force():
    value = json.loads(run(DIOURA, "--format", "json").stdout)
    assert value["format"] == "minnesota-next/1"
    keys = [(ORDER.index(t["perishable"]), FORCES.index(t["force"])) for t in value["tasks"]]
    assert keys == sorted(keys) and len(keys) > 100
    recovery = next(t for t in value["tasks"] if t["step"] == "remains.recovered")
    assert (
        "burned, buried and submerged" in recovery["reasons"][0]
        and "146 to 148 days" in recovery["reasons"][0]
    )
    assert recovery["why"] and recovery["do"] and recovery["for"] == ["V01", "V02"]


def test_of_steps_that_wait_on_one_missing_fact_one_stands_for_all():
    """No autopsy is recorded, and no body recovered: those are two things to do, and not eighty."""
    steps = [t["step"] for t in json.loads(run(DIOURA, "--format", "json").stdout)["tasks"]]
    assert "autopsy.performed" in steps
    assert not {
        "autopsy.cavities",
        "autopsy.photographs",
        "recovery.bag-labelled",
        "interviewing.consent",
    } & set(steps)


def test_a_case_with_nothing_open_says_so_and_makes_no_judgement(tmp_path):
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy/protocol.yaml").write_text(
        "format: 1\nid: toy\ntitle: A toy\nedition: first\n"
        "source: {publisher: Nobody, year: 2025, note: Made for a test.}\n"
        "principles: [{id: p, title: P, asks: P?}]\nphases: [{id: all, title: All}]\n"
        "circumstances: []\n"
    )
    (tmp_path / "toy/steps").mkdir()
    (tmp_path / "toy/steps/one.yaml").write_text(
        "- {id: t.one, title: One, asks: One?, why: One., cite: {section: A, confidence: "
        "section}, principle: p, phase: all,"
        " force: must, scope: case, close: Do one.}\n"
    )
    (tmp_path / "case.yaml").write_text(
        HEAD + "protocol: ./toy\nexhibits: [{id: E1, kind: document, title: A}]\n"
        "records: [{step: t.one, status: done, sources: [E1]}]\n"
    )
    out = run(str(tmp_path))
    assert out.exit_code == 0 and "no judgement" in out.stdout


def test_the_details_of_an_autopsy_are_not_hidden_by_another_victims_missing_one(tmp_path):
    (tmp_path / "case.yaml").write_text(
        HEAD
        + "exhibits: [{id: E1, kind: forensic-report, title: A report}]\n"
        + "institutions: [{id: lab, name: Laboratory, kind: forensic}]\n"
        + "victims: [{id: V1, autopsy: {performed: true, by: lab, sources: [E1]}}, {id: V2}]\n",
        encoding="utf-8",
    )
    tasks = {
        t["step"]: t["for"]
        for t in json.loads(run(str(tmp_path), "--format", "json").stdout)["tasks"]
    }
    assert tasks["autopsy.performed"] == ["V2"]
    assert "V1" in tasks["autopsy.cavities"]


def test_a_day_before_the_incident_is_said_to_be_one(tmp_path):
    (tmp_path / "case.yaml").write_text(HEAD + "incident: {date: 2030-01-01}\n", encoding="utf-8")
    assert "since the incident" not in run(str(tmp_path)).stdout
    shown = CliRunner().invoke(app, ["check", str(tmp_path), "--as-of", "2025-05-30"]).stdout
    assert "before the incident (2030-01-01)" in shown
