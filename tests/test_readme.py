"""The README and the code say the same."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import yaml
from typer.testing import CliRunner

from minnesota.cli import app
from minnesota.cli.check import Format
from support.cases import ROOT, case_of

README = (ROOT / "README.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    fenced = README.split("```")[1::2]
    return [text.partition("\n")[2] for text in fenced if text.partition("\n")[0] == kind]


def test_the_sample_case_is_a_case():
    sample = blocks("yaml")[0]
    head, body = sample.split("incident:", 1)
    assert case_of("incident:" + body, head=head).case.id == "MLI-2025-DIOURA"


def test_the_sample_error_is_what_the_program_says(tmp_path):
    lines = [""] * 30 + ["minnesota: 1", "id: A", "title: T", "country: ML"]
    lines += ["institutions: [{id: fama, name: FAMa, kind: armed-forces}]", "incident: {}", "", "alleged_perpetrators:", "- id: P01", "",
              "  institution: fma"]  # fmt: skip
    (tmp_path / "case.yaml").write_text("\n".join(lines) + "\n")
    out = CliRunner().invoke(app, ["check", str(tmp_path / "case.yaml")])
    told = out.stderr.replace(str(tmp_path) + "/", "")
    sample = next(b for b in blocks("") if b.startswith("case.yaml:"))
    assert told == sample


def test_the_recorded_session_is_what_a_terminal_shows(tmp_path):
    """Each command of the session, run in a shell; only hashes, sizes and times may differ."""
    session = blocks("console")[0]
    (tmp_path / "register.txt").write_text("02:10 cell 4 quiet\n02:40 guard calls\n")
    commands = [line[2:] for line in session.splitlines() if line.startswith("$ ")]
    script = "\n".join(f"echo {shlex.quote('$ ' + c)}\n{c}" for c in commands)
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    out = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert settled(out.stdout) == settled(session)


def settled(text: str) -> str:
    return re.sub(r"[0-9a-f]{64}|[\d,]+ bytes|20\d\d-\d\d-\d\d( \d\d:\d\d:\d\d UTC)?", "…", text)


def test_every_command_is_in_the_table_of_what_is_written():
    table = README.split("## What it writes")[1]
    for command in app.registered_commands:
        assert f"`{command.name}" in table or "all else" in table


def test_what_it_says_for_ci_is_what_there_is(tmp_path):
    """The commands run as they are written; the hook is the one that is shipped, and refuses broken cases alone."""
    commands = [line for line in blocks("sh") if "cases/*" in line]
    workflow, hooks = (yaml.safe_load(block) for block in blocks("yaml")[-2:])
    commands += [step["run"] for step in workflow["steps"] if "minnesota check" in step.get("run", "")]
    (shipped,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [h["id"] for r in hooks["repos"] for h in r["hooks"]] == [shipped["id"]]
    upload = next(step["with"] for step in workflow["steps"] if "upload-sarif" in step.get("uses", ""))
    shutil.copytree(ROOT / "examples", tmp_path / "cases")
    (tmp_path / "broken.yml").write_text("minnesota: 1\n")
    hook = f"{shipped['entry']} {shlex.join(shipped['args'])}"
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for command, code in [*((c, 1) for c in commands), (f"{hook} cases/*/case.yaml", 0), (f"{hook} broken.yml", 2)]:
        assert subprocess.run(["bash", "-c", command], cwd=tmp_path, env=env, capture_output=True).returncode == code, command
    assert len(commands) == 2 and (tmp_path / "report.xml").exists() and (tmp_path / upload["sarif_file"]).exists()
    taken = {name for name in ("case.yaml", "a/b/case.yml", "case.yaml.bak", "showcase.yaml", "case.schema.json") if re.search(shipped["files"], name)}
    assert taken == {"case.yaml", "a/b/case.yml"}


def test_each_format_of_check_is_in_the_readme():
    table = README.split("| `check --format` |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` ", table, re.MULTILINE) == [f for f in Format if f is not Format.text]


def test_the_library_example_runs_and_says_what_check_says():
    (example,) = blocks("python")
    assert len([line for line in example.splitlines() if line]) <= 10
    out = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[0] == "Prompt: not-shown" and len(out.stdout.splitlines()) == 8


def test_the_public_names_are_all_there_whatever_was_imported_before():
    code = "import minnesota.survey.run, minnesota; [getattr(minnesota, n) for n in minnesota.__all__]; assert callable(minnesota.assess)"
    subprocess.run([sys.executable, "-c", code], check=True)
    bare = "import minnesota, sys; assert not {'pydantic', 'yaml', 'typer'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", bare], check=True)
