"""The package as others get it: sdist, wheel made from that sdist, installed where no checkout is
near.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from support.cases import ROOT

WHAT_IS_BUILT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"][
    "build"
]
CLEAN = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A folder with the sdist and the wheel made from it."""
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(target), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return target


def test_what_is_to_be_shipped_is_there():
    targets = WHAT_IS_BUILT["targets"]
    for name in (*targets["wheel"]["only-include"], *targets["sdist"]["include"]):
        assert (ROOT / name).exists(), name


@pytest.mark.wheel
def test_protocols_templates_and_examples_are_in_both(built):
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    inside = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "protocols/minnesota-2016/protocol.yaml",
        "protocols/minnesota-2016/compiled.json",
        "templates/gap/report.md.j2",
        "language/locale/fr.po",
        "protocols/minnesota-2016/fr.compiled.json",
        "templates/page/page.html.j2",
        "templates/case/case.yaml.j2",
        "examples/dioura/case.yaml",
        "py.typed",
    ):
        assert f"minnesota/{name}" in inside
    assert not [
        n
        for n in inside
        if n.split("/")[0] not in ("minnesota", f"minnesota-{wheel.name.split('-')[1]}.dist-info")
    ]
    with tarfile.open(sdist) as archive:
        names = {n.split("/", 1)[1] for n in archive.getnames() if "/" in n}
    assert {
        "protocols/compile.py",
        "examples/dioura/case.yaml",
        "README.md",
        "LICENSE",
        "tests/support/cases.py",
    } <= names


@pytest.mark.wheel
def test_the_main_job_runs_from_an_installed_wheel_outside_the_checkout(built, tmp_path):
    place = tmp_path / "venv"
    venv.create(place, with_pip=True)
    (wheel,) = built.glob("*.whl")
    bin = place / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [bin / "pip", "install", "-q", str(wheel)], check=True, capture_output=True, env=CLEAN
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [bin / "minnesota", *words], cwd=tmp_path, capture_output=True, text=True, env=CLEAN
        )

    assert run("init", "case", "--example", "dioura").returncode == 0
    made = run("report", "case", "--to", "html", "-o", "gaps.html", "--as-of", "2025-06-30")
    assert made.returncode == 0, made.stderr
    assert "Written: gaps.html" in made.stdout
    assert (tmp_path / "gaps.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    value = json.loads(run("check", "case", "--as-of", "2025-06-30", "-f", "json").stdout)
    here = subprocess.run(
        [
            sys.executable,
            "-m",
            "minnesota",
            "check",
            str(ROOT / "examples/dioura"),
            "--as-of",
            "2025-06-30",
            "-f",
            "json",
        ],
        capture_output=True,
        text=True,
    )
    assert value == json.loads(here.stdout)
