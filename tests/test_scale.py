"""A large case: 200 victims, 30 scenes and 2,000 exhibits. It is made up, and fictional."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.cases import ROOT
from support.large_case import SCENES, VICTIMS, large_case

DAY = ("--as-of", "2025-06-30")


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("large") / "case.yaml"
    path.write_text(large_case(), encoding="utf-8")
    return path


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "minnesota", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_a_large_case_is_judged_whole_and_shown_on_a_few_pages(large):
    shown = run("check", large, *DAY)
    assert shown.returncode == 1, shown.stderr
    assert len(shown.stdout.splitlines()) < 250
    value = json.loads(run("check", large, *DAY, "--format", "json").stdout)
    asked = {(f["step"], f["for"]) for f in value["findings"]}
    assert len(asked) == len(value["findings"]) > 20_000
    assert {f"V{n}" for n in range(VICTIMS)} | {f"S{n}" for n in range(SCENES)} <= {
        who for _, who in asked
    }
    assert run("next", large, *DAY).returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")
def test_a_large_case_takes_less_than_300_mb(large):
    code = f"""
import sys
from minnesota.cli import app
app(["check", {str(large)!r}, "--as-of", "2025-06-30"], standalone_mode=False)
# The peak of this program alone.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024, file=sys.stderr)
"""
    made = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ,
    )
    assert int(made.stderr) < 300, f"{made.stderr.strip()} MB"
