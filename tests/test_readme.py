"""The README says what the program does, in 900 words, and its commands work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from markdown_it import MarkdownIt
from typer.testing import CliRunner

from minnesota import load_case
from minnesota.cli import app
from minnesota.survey.line import LETTERS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CI = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def blocks(kind: str) -> list[str]:
    tokens = MarkdownIt().parse(README)
    return [token.content for token in tokens if token.type == "fence" and token.info == kind]


def test_it_can_be_read_in_a_few_minutes():
    assert len(README.split()) <= 900


def test_the_first_command_installs_the_program_alone_and_writes_a_page(tmp_path):
    *setting_up, report = blocks("sh")[0].strip().split(" && ")
    assert setting_up == ["python3 -m venv .venv", ". .venv/bin/activate", "pip install -q ."]
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    env = {**os.environ, "PATH": path}
    subprocess.run(["bash", "-c", report], cwd=tmp_path, env=env, check=True, capture_output=True)
    (page,) = tmp_path.glob("*.html")
    assert f"`{page.name}` in\na browser" in README
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_second_command_is_the_one_that_ci_runs():
    *setting_up, tests = blocks("sh")[1].strip().split(" && ")
    assert setting_up == [
        "python3 -m venv .venv",
        ". .venv/bin/activate",
        "pip install -q -e '.[dev]'",
    ]
    assert tests == "pytest -n auto"
    assert {*setting_up, tests} <= {*CI}


def test_the_sample_case_is_a_case(tmp_path):
    (tmp_path / "case.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    assert load_case(tmp_path).case.id == "MLI-2025-DIOURA"


def test_the_sample_error_is_what_the_program_says(tmp_path):
    lines = [""] * 30
    lines += ["minnesota: 1", "id: A", "title: T", "country: ML"]
    lines += ["institutions: [{id: fama, name: FAMa, kind: armed-forces}]", "incident: {}", ""]
    lines += ["alleged_perpetrators:", "- id: P01", "", "  institution: fma"]
    (tmp_path / "case.yaml").write_text("\n".join(lines) + "\n")
    out = CliRunner().invoke(app, ["check", str(tmp_path / "case.yaml")])
    told = out.stderr.replace(str(tmp_path) + "/", "")
    sample = next(b for b in blocks("") if b.startswith("case.yaml:"))
    assert told == sample


def test_what_a_command_is_said_to_show_stands_in_what_it_shows():
    """Each passage between two lines of "…" stands as it is in the output, in that order."""
    (session,) = blocks("console")
    command, _, shown = session.partition("\n")
    out = CliRunner().invoke(app, command.removeprefix("$ minnesota ").split(), terminal_width=80)
    passages = [passage for passage in re.split(r"^…\n", shown, flags=re.MULTILINE) if passage]
    assert len(passages) == 2
    rest = out.stdout
    for passage in passages:
        assert passage in rest
        rest = rest.partition(passage)[2]


def test_every_verdict_on_a_step_is_explained():
    table = README.split("| verdict on a step |")[1].split("\n\n")[0]
    explained = re.findall(r"^\| ([a-z ]+) \|", table, re.MULTILINE)
    verdicts = {verdict.replace("-", " ") for verdict in LETTERS}
    assert {*explained} == verdicts - {"not applicable"}
    assert table in (ROOT / "docs" / "packs.md").read_text("utf-8")
