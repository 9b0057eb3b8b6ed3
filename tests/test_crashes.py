"""Killed at any moment, or with a full disk: the case is whole, and the journal says what
happened.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.cases import ROOT

RECORD = [
    "record",
    "autopsy.performed",
    ".",
    "--for",
    "V01",
    "--status",
    "not-done",
    "--source",
    "E01",
    "--who",
    "AB",
]
ADD = [
    "exhibit",
    "add",
    "../photo.jpg",
    ".",
    "--kind",
    "photo",
    "--title",
    "The place",
    "--collected-on",
    "2025-01-09",
    "--who",
    "AB",
]
WALK = ["walk", ".", "--who", "AB"]
ENV = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


def minnesota(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "minnesota", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=ENV,
    )


def rounds(tmp_path: Path, how: str, count: int, words: list[str]) -> list[dict]:
    minnesota("init", str(tmp_path / "case"), "--example", "dioura", "--who", "AB")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" + os.urandom(3_000_000))
    script = [
        sys.executable,
        str(ROOT / "tests/support/crashing.py"),
        how,
        str(count),
        str(tmp_path),
        *words,
    ]
    out = subprocess.run(script, capture_output=True, text=True, env=ENV)
    assert not out.stderr, out.stderr
    return [json.loads(line) for line in out.stdout.splitlines()]


def judge(found: list[dict], words: list[str]) -> None:
    assert found
    for r in found:
        assert r["whole"], r
        assert set(r["faults"]) <= {"unfinished", "torn"}, r
        assert r["repaired"] == [] and r["after"] == [] and r["again"] == 0, r
        assert r["strays"] == [], r


SOME_ROUNDS = [
    3,
    pytest.param(25, marks=pytest.mark.slow),
    pytest.param(200, marks=pytest.mark.long),
]


@pytest.mark.slow
@pytest.mark.parametrize("words", [RECORD, ADD], ids=lambda w: w[0])
def test_killed_before_in_and_after_each_step_of_writing(tmp_path, words):
    found = rounds(tmp_path, "points", 60, words)
    judge(found, words)
    assert len(found) > 20 and not found[-1]["killed"], (
        "the last round is the one in which nothing was left to kill"
    )
    assert {"unfinished"} <= {f for r in found for f in r["faults"]}, (
        "no round was killed between the journal and the case"
    )


@pytest.mark.slow
@pytest.mark.parametrize("words", [RECORD, ADD], ids=lambda w: w[0])
def test_ctrl_c_before_and_after_each_step_of_writing(tmp_path, words):
    found = rounds(tmp_path, "presses", 60, words)
    judge(found, words)
    assert (
        len(found) > 10 and {r["killed"] for r in found[:-1]} == {130} and found[-1]["killed"] == 0
    )


@pytest.mark.slow
@pytest.mark.parametrize("words", [RECORD, ADD, WALK], ids=lambda w: w[0])
@pytest.mark.parametrize("count", [25, pytest.param(200, marks=pytest.mark.long)])
def test_killed_at_random_moments(tmp_path, words, count):
    found = rounds(tmp_path, "moments", count, words)
    judge(found, words)
    assert len(found) == count and any(r["killed"] for r in found)


@pytest.mark.parametrize("words", [RECORD, ADD], ids=lambda w: w[0])
@pytest.mark.parametrize("count", SOME_ROUNDS)
def test_with_no_room_to_write(tmp_path, words, count):
    found = rounds(tmp_path, "room", count, words)
    judge(found, words)
    assert any(r["killed"] == 2 for r in found) and all(r["killed"] in (0, 2) for r in found)


@pytest.mark.slow
def test_on_a_full_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        not shutil.which("mount")
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)], capture_output=True
        ).returncode
    ):
        pytest.skip("this needs the right to mount a file system")
    try:
        minnesota("init", str(disk / "case"), "--example", "dioura", "--who", "AB")
        (tmp_path / "photo.jpg").write_bytes(os.urandom(500_000))
        before = (disk / "case/case.yaml").read_bytes()
        out = minnesota(*ADD[:2], str(tmp_path / "photo.jpg"), *ADD[3:], cwd=disk / "case")
        assert (
            out.returncode == 2
            and "there is no room" in out.stderr
            and "Traceback" not in out.stderr
        )
        (disk / "fill").write_bytes(b"x" * (shutil.disk_usage(disk).free - 4096))
        for _ in range(10):
            out = minnesota(*RECORD, "--note", "x" * 3000, cwd=disk / "case")
        assert out.returncode == 2 and "there is no room left" in out.stderr
        assert (disk / "case/case.yaml").read_bytes() == before
        assert minnesota("log", "--verify", cwd=disk / "case").returncode == 0
        (disk / "fill").unlink()
        assert minnesota(*RECORD, cwd=disk / "case").returncode == 0
        assert minnesota("log", "--verify", cwd=disk / "case").returncode == 0
    finally:
        subprocess.run(["umount", str(disk)])


@pytest.mark.slow
def test_two_processes_record_100_answers_each_and_all_200_are_there(tmp_path):
    minnesota("init", str(tmp_path / "case"), "--example", "dioura")
    script = """
import sys
from minnesota.reading.protocol import load_protocol
import minnesota.cli as cli
first, folder = int(sys.argv[1]), sys.argv[2]
steps = load_protocol("minnesota-2016").steps
steps = [s for s in steps if s.scope in ("case", "victim")][first:200:2]
for step in steps:
    whom = ["--for", "V01"] if step.scope == "victim" else []
    sys.argv = ["minnesota", "record", step.id, folder, *whom, "--status", "unknown", "--who", "AB"]
    assert cli.run() == 0
"""
    both = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(n), str(tmp_path / "case")],
            stdout=subprocess.DEVNULL,
        )
        for n in (0, 1)
    ]
    assert [p.wait(200) for p in both] == [0, 0]
    out = minnesota("log", str(tmp_path / "case"), "--verify", "-f", "json")
    assert out.returncode == 0 and len(json.loads(out.stdout)["lines"]) >= 200
    text = (tmp_path / "case/case.yaml").read_text("utf-8")
    from minnesota.reading.protocol import load_protocol

    wanted = [s.id for s in load_protocol("minnesota-2016").steps if s.scope in ("case", "victim")][
        :200
    ]
    assert len(wanted) == 200 and all(f"- step: {step}\n" in text for step in wanted)
