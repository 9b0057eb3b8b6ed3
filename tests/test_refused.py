"""A command that is refused writes nothing: no journal, no lock, no file of an exhibit."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from helpers import ROOT

EXHIBIT = ["--kind", "photo", "--title", "The place"]
REFUSED = {
    "record a step that is not there": ["record", "no-such.step", "case", "--status", "done"],
    "record a source that is not there": ["record", "bias.weighing", "case", "--status", "done", "--source", "E9"],
    "record in a file that is not kept": ["record", "bias.weighing", "case/other.yaml", "--status", "unknown"],
    "record a note that no file may hold": ["record", "bias.weighing", "case", "--status", "done", "--note", "bell \x07"],
    "take in an exhibit whose id is taken": ["exhibit", "add", "photo.jpg", "case", "--id", "E01", *EXHIBIT],
    "take in an exhibit of no kind": ["exhibit", "add", "photo.jpg", "case", "--kind", "thing", "--title", "The place"],
    "take in an exhibit that is not there": ["exhibit", "add", "gone.jpg", "case", *EXHIBIT],
    "take in an exhibit for a file that is not kept": ["exhibit", "add", "--reference", "Seal 1", "case/other.yaml", *EXHIBIT],
    "take in an exhibit in a language that is none": ["exhibit", "add", "photo.jpg", "case", "--language", "English", *EXHIBIT],
    "hand over an exhibit that is not there": ["exhibit", "hand-over", "E9", "case", "--to", "Laboratory", "--on", "2025-02-01"],
    "hand over from nobody": ["exhibit", "hand-over", "E01", "case", "--to", "Laboratory", "--on", "2025-02-01", "--source", "E9"],
    "migrate a case that is not valid even then": ["migrate", "draft"],
    "migrate a case of a newer format": ["migrate", "newer"],
}  # fmt: skip


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "minnesota", *words], capture_output=True, text=True, encoding="utf-8", cwd=folder)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


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


@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_leaves_a_folder_without_a_journal_as_it_was(place, words):
    before = files(place)
    out = run(place, *words)
    assert out.returncode == 2 and out.stderr and "fault in the program" not in out.stderr
    assert files(place) == before


@pytest.mark.parametrize(
    "words",
    [
        ["record", "bias.weighing", "case", "--status", "unknown"],
        ["exhibit", "add", "photo.jpg", "case", *EXHIBIT],
        ["exhibit", "hand-over", "E01", "case", "--from", "Us", "--to", "Laboratory", "--on", "2025-02-01"],
    ],
    ids=lambda words: words[0],
)
def test_what_is_done_in_such_a_folder_begins_its_journal(place, words):
    assert run(place, *words).returncode == 0
    assert {".minnesota.lock", "journal.head", "journal.jsonl"} <= {path.name for path in (place / "case").iterdir()}
    assert run(place, "log", "case", "--verify").returncode == 0


def test_what_is_refused_in_a_folder_with_a_journal_leaves_that_as_it_was_too(place):
    assert run(place, "record", "bias.weighing", "case", "--status", "unknown").returncode == 0
    case = place / "case/case.yaml"
    case.write_text(f"{case.read_text('utf-8')}# edited outside\n", encoding="utf-8")
    before = files(place)
    assert run(place, "record", "no-such.step", "case", "--status", "done").returncode == 2
    assert files(place) == before
    assert run(place, "record", "bias.weighing", "case", "--status", "done", "--source", "E01").returncode == 0
    assert "edited outside" in run(place, "log", "case").stdout, "the next change that is made says so"


def test_a_lock_that_another_holds_is_waited_for_and_left(place):
    lock = place / "case/.minnesota.lock"
    with FileLock(lock):
        words = [sys.executable, "-m", "minnesota", *REFUSED["record a step that is not there"]]
        refused = subprocess.Popen(words, cwd=place, stderr=subprocess.DEVNULL)
        with pytest.raises(subprocess.TimeoutExpired):
            refused.wait(4)
        assert lock.exists()
    assert refused.wait(60) == 2 and lock.exists()


def test_refusals_in_between_do_not_let_two_writers_in(place):
    steps = ("bias.weighing", "scope.state-basis", "duty.opened")
    written = [["record", step, "case", "--status", "refused"] for step in steps]
    refused = [REFUSED["record a step that is not there"]] * len(steps)
    running = []
    for pair in zip(refused, written, strict=True):
        for words in pair:
            running.append(subprocess.Popen([sys.executable, "-m", "minnesota", *words], cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    assert [process.wait(100) for process in running] == [2, 0] * len(steps)
    assert run(place, "log", "case", "--verify").returncode == 0
    text = (place / "case/case.yaml").read_text("utf-8")
    assert all(f"step: {step}\n" in text for step in steps) and text.count("status: refused") == len(steps)


def test_an_exhibit_that_is_refused_at_last_leaves_no_copy(place):
    shutil.copy(place / "case/case.yaml", place / "photo.yaml")
    before = files(place)
    assert run(place, "exhibit", "add", "photo.jpg", "photo.yaml", *EXHIBIT).returncode == 2
    assert files(place) == before
