"""A command that is refused writes nothing: no journal, no lock, no file of an exhibit."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from support.cases import ROOT
from support.commands import run

PHOTO = "--kind photo --title Place"
REFUSED = [
    # a step, a source that are not there
    "record no-such.step case --status done",
    "record bias.weighing case --status done --source E9",
    # a file that is not kept
    "record bias.weighing case/other.yaml --status unknown",
    # what no file may hold
    "record bias.weighing case --status done --note 'bell \x07'",
    # an id that is taken, a kind that is none, a file that is not there
    f"exhibit add photo.jpg case --id E01 {PHOTO}",
    "exhibit add photo.jpg case --kind thing --title Place",
    f"exhibit add gone.jpg case {PHOTO}",
    # refused when the file was copied already
    f"exhibit add photo.jpg case/other.yaml {PHOTO}",
    f"exhibit add --reference 1 case/other.yaml {PHOTO}",
    # a case that would not be valid
    f"exhibit add photo.jpg case --language English {PHOTO}",
    "exhibit hand-over E01 case --from Us --to Them --on 2025-02-01 --source E9",
    # an exhibit that is not there
    "exhibit hand-over E9 case --to Them --on 2025-02-01",
    # not valid even when migrated; newer than the program
    "migrate draft",
    "migrate newer",
]
DONE = [
    "record bias.weighing case --status unknown",
    f"exhibit add photo.jpg case {PHOTO}",
    "exhibit hand-over E01 case --from Us --to Them --on 2025-02-01",
]


def files(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder, at any depth, by name."""
    content = {}
    for path in folder.rglob("*"):
        if path.is_file():
            content[str(path.relative_to(folder))] = path.read_bytes()
    return content


def started(line: str, folder: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "minnesota", *shlex.split(line)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(words, cwd=folder, stdout=quiet, stderr=quiet)


@pytest.fixture
def place(tmp_path) -> Path:
    """Cases without a journal, and a file to take in."""
    dioura = (ROOT / "examples/dioura/case.yaml").read_text("utf-8")
    draft = (ROOT / "tests/data/format-0.yaml").read_text("utf-8")
    cases = {
        "case/case.yaml": dioura,
        "case/other.yaml": dioura,
        "draft/case.yaml": f"{draft}\nnot_a_key: 1\n",
        "newer/case.yaml": dioura.replace("minnesota: 1\n", "minnesota: 99\n"),
    }
    for name, text in cases.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff a photo")
    return tmp_path


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_refused_leaves_a_folder_without_a_journal_as_it_was(place, line):
    before = files(place)
    out = run(*shlex.split(line), cwd=place)
    assert out.returncode == 2 and out.stderr and "fault in the program" not in out.stderr
    assert files(place) == before


@pytest.mark.parametrize("line", DONE)
def test_what_is_done_in_such_a_folder_begins_its_journal(place, line):
    assert run(*shlex.split(line), cwd=place).returncode == 0
    assert {"journal.jsonl", "journal.head", ".minnesota.lock"} <= files(place / "case").keys()
    assert run("log", "case", "--verify", cwd=place).returncode == 0


def test_what_is_refused_in_a_folder_with_a_journal_leaves_that_as_it_was_too(place):
    assert run(*shlex.split(DONE[0]), cwd=place).returncode == 0
    case = place / "case/case.yaml"
    case.write_text(f"{case.read_text('utf-8')}# edited outside\n", encoding="utf-8")
    before = files(place)
    assert run(*shlex.split(REFUSED[0]), cwd=place).returncode == 2
    assert files(place) == before
    assert run(*shlex.split(DONE[1]), cwd=place).returncode == 0
    assert "edited outside" in run("log", "case", cwd=place).stdout, "the next change says so"


def test_a_lock_that_another_holds_is_waited_for_and_left(place):
    lock = place / "case/.minnesota.lock"
    with FileLock(lock):
        refused = started(REFUSED[0], place)
        with pytest.raises(subprocess.TimeoutExpired):
            refused.wait(4)
        assert lock.exists()
    assert refused.wait(60) == 2 and lock.exists()


def test_refusals_in_between_do_not_let_two_writers_in(place):
    steps = ("bias.weighing", "scope.state-basis", "duty.opened")
    refused, written = [], []
    for step in steps:
        refused.append(started(REFUSED[0], place))
        written.append(started(f"record {step} case --status refused", place))
    assert [process.wait(100) for process in refused] == [2, 2, 2]
    assert [process.wait(100) for process in written] == [0, 0, 0]
    assert run("log", "case", "--verify", cwd=place).returncode == 0
    text = (place / "case/case.yaml").read_text("utf-8")
    assert text.count("status: refused") == len(steps)
