"""Ctrl-C at any moment: exit code 130, a word, what was kept, and nothing left behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from minnesota.cli.exit_code import ExitCode
from support.held import Held, at_a_case, until
from support.many_cases import write

PROGRAM = [sys.executable, "-m", "minnesota"]
RECORD = ("record", "autopsy.performed", "case", "--for", "V01", "--status", "not-done")
ADD = ("exhibit", "add", "photo.jpg", "case", "--kind", "photo", "--title", "T")

LOADING = """
class Finder:
    def find_spec(self, name, *anything):
        return hold() if name == "typer" else None

sys.meta_path.insert(0, Finder())
"""
FREEING = """
import minnesota.engine.assess as module

class Part:
    def __del__(self):
        hold()

def assess(*anything):
    Part()
    (signs / "freed").touch()
    while True:
        time.sleep(0.01)

module.assess = assess
"""
WRITING = "os.fsync = hold"
MOMENTS = {  # which call does not come back, and the words of the command
    "while the program is loaded": (LOADING, ("check", "case")),
    "check": ("import minnesota.engine.assess as module; module.assess = hold", ("check", "case")),
    "report": (
        "import minnesota.report.pdf as module; module.pdf = hold",
        ("report", "case", "-o", "a.pdf"),
    ),
    "report, as it is written": (WRITING, ("report", "case", "-o", "a.html")),
    "seal": (WRITING, ("seal", "case", "-o", "sealed")),
    "seal to a file": (WRITING, ("seal", "case", "-o", "sealed.zip")),
    "exhibit add": (WRITING, ADD),
    "record": (WRITING, RECORD),
    "survey": ("from minnesota.survey import paths; paths.found = hold", ("survey", "case")),
}


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A folder of one's own, with a case and a photo."""
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    subprocess.run(
        [*PROGRAM, "init", "case", "--example", "dioura", "--who", "AB"],
        check=True,
        capture_output=True,
    )
    Path("photo.jpg").write_bytes(b"\xff\xd8\xff a photo")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder, but for the lock, which stays for the next who takes it."""
    files = [
        path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".lock"
    ]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_ctrl_c_ends_a_command_with_130_and_a_word_and_leaves_nothing_behind(
    folder, tmp_path, moment
):
    prepare, words = MOMENTS[moment]
    before = contents(folder)
    going = Held(tmp_path / "signs", prepare, *words)
    going.press_ctrl_c()
    assert going.end() == "Stopped.\n" and going.process.returncode == ExitCode.stopped
    assert contents(folder) == before
    assert subprocess.run([*PROGRAM, *RECORD], capture_output=True).returncode == 0, (
        "the lock is held"
    )


def test_ctrl_c_that_python_drops_because_it_frees_an_object_is_heard_a_moment_later(
    folder, tmp_path
):
    going = Held(tmp_path / "signs", FREEING, "check", "case")
    going.press_ctrl_c()
    assert going.end() == "Stopped.\n" and going.process.returncode == ExitCode.stopped


SURVEY = (
    "cases",
    "--resume",
    "run.jsonl",
    "--cache",
    "cache",
    "-o",
    "table.csv",
    "--as-of",
    "2026-01-01",
)
CASES = 60
HELD_AT = "000004"  # the first of the second batch, however fast the first was


def kept(folder: Path) -> int:
    """Count the cases that a stopped survey kept: each is in the kept lines and in the table."""
    assert not (folder / "table.csv").exists()
    assert not list(folder.rglob("*.tmp"))
    lines = (folder / "run.jsonl").read_text().splitlines()
    rows = (folder / "table.partial.csv").read_text().splitlines()[1:]
    assert len(rows) == len(lines)
    assert len([path for path in (folder / "cache").rglob("*") if path.is_file()]) >= len(lines)
    return len([json.loads(line) for line in lines])


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_in_a_survey_says_and_keeps_what_was_done_however_many_work_on_it(
    folder, tmp_path, jobs, presses
):
    write(folder / "cases", CASES)
    going = at_a_case(tmp_path / "signs", HELD_AT, *SURVEY, "--jobs", jobs)
    lines = folder / "run.jsonl"
    assert until(lambda: lines.stat().st_size), "the cases before it are done"
    going.press_ctrl_c()
    going.wait_until_heard()
    assert going.process.poll() is None, "the case in progress comes to its end"
    if presses == 2:
        going.press_ctrl_c()
    else:
        going.let_go()
    said = going.end()
    assert going.process.returncode == ExitCode.stopped
    count = kept(folder)
    if presses == 2:
        assert count == 4
    else:  # with one process the batch in progress is surely the one that is held
        assert (5 if jobs == "1" else 4) <= count < CASES
    assert f"Stopped before the end: {count} rows written.\n" in said
    assert "What was judged is kept in run.jsonl; the same command goes on from there.\n" in said
    assert f"Written: table.partial.csv ({count} rows)\n" in said and said.count("\n") == 4, said
    whole = subprocess.run([*PROGRAM, "survey", *SURVEY], capture_output=True)
    assert whole.returncode == ExitCode.gaps and lines.read_text().count("\n") == CASES


IGNORING = """
import os, signal
from minnesota.__main__ import main
from minnesota.survey import paths

found = paths.found

def disturbed(*words):
    for path in found(*words):
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGINT)
        yield path

signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGHUP, signal.SIG_IGN)
paths.found = disturbed
main()
"""


@pytest.mark.slow
def test_a_survey_in_the_background_goes_on_whatever_is_pressed_and_when_the_terminal_is_closed(
    folder,
):
    write(folder / "cases", 3)
    out = subprocess.run(
        [sys.executable, "-c", IGNORING, "survey", "cases"], capture_output=True, text=True
    )
    assert out.returncode == ExitCode.gaps and out.stderr == "", out.stderr
    assert "3 cases judged" in out.stdout
