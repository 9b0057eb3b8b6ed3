"""A mistyped output destroys nothing that cannot be made again: no case, no journal, no exhibit,
whatever it is called.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from support import commands
from support.many_cases import case_text

COMMANDS = {
    "check": ["check", "mine", "-f", "json", "-o"],
    "report": ["report", "mine", "--to", "md", "-o"],
    "survey": ["survey", "mine", "--to", "csv", "-o"],
    "resume": ["survey", "mine", "--resume"],
}
PRECIOUS = {
    "its own case": "mine/case.yaml",
    "its own exhibit": "mine/evidence/scan.pdf",
    "another's case": "other/case.yaml",
    "another's exhibit": "other/evidence/deep/scan.pdf",
    "an exhibit of a case that cannot be read": "broken/evidence/scan.pdf",
    "a journal": "other/journal.jsonl",
    "an empty journal": "mine/journal.jsonl",
    "a journal under another name": "kept.jsonl",
    "the head of a journal": "other/journal.head",
    "a case under another name": "draft.txt",
    "a case behind a link": "link.csv",
    "an exhibit behind a link": "link.pdf",
    "the name of a case that is not there yet": "new/case.yaml",
    "a case by its name in capitals": "other/CASE.YAML",
    "a journal by its name in capitals": "other/Journal.jsonl",
    "a lock": "other/.minnesota.lock",
    "no file": "-",
    "a folder": "other",
    "a pipe": "pipe",
}


@pytest.fixture
def there(tmp_path: Path) -> Path:
    case = case_text(1)
    exhibit = "\nexhibits:\n  - {id: S1, kind: document, title: A scan, file: FILE}\n"
    for name, file in (("mine", "evidence/scan.pdf"), ("other", "evidence/deep/scan.pdf")):
        at = tmp_path / name / file
        at.parent.mkdir(parents=True)
        at.write_bytes(b"%PDF scanned")
        (tmp_path / name / "case.yaml").write_text(
            case.replace("\nexhibits:\n", exhibit.replace("FILE", file))
        )
    (tmp_path / "broken/evidence").mkdir(parents=True)
    (tmp_path / "broken/case.yaml").write_text("minnesota: 1\n  id: [")
    (tmp_path / "broken/evidence/scan.pdf").write_bytes(b"%PDF scanned")
    run(tmp_path, "record", "truth.force-agreements", "other", "--status", "unknown")
    (tmp_path / "kept.jsonl").write_bytes((tmp_path / "other/journal.jsonl").read_bytes())
    (tmp_path / "mine/journal.jsonl").touch()
    (tmp_path / "draft.txt").write_text(case)
    (tmp_path / "link.csv").symlink_to(tmp_path / "other/case.yaml")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "other/evidence/deep/scan.pdf")
    (tmp_path / "new").mkdir()
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return commands.run(*words, cwd=folder)


def state(folder: Path) -> dict[str, bytes | None]:
    return {str(p): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


EACH_COMMAND = [
    pytest.param(name, marks=pytest.mark.slow) if "survey" in words else name
    for name, words in COMMANDS.items()
]


@pytest.mark.parametrize("command", EACH_COMMAND)
def test_nothing_that_cannot_be_made_again_is_written_over(there, command):
    before = state(there)
    assert b'"number":1' in (before[str(there / "kept.jsonl")] or b"")
    for what, target in PRECIOUS.items():
        out = run(there, *COMMANDS[command], target)
        assert out.returncode == 2, (what, out.stdout, out.stderr)
        assert "Traceback" not in out.stderr and "fault in the program" not in out.stderr, (
            what,
            out.stderr,
        )
        said = " ".join(out.stderr.replace("│", " ").split()).lower()
        assert "nothing was written" in said or "omit it" in said, (what, out.stderr)
        assert state(there) == before, what


@pytest.mark.slow
def test_a_survey_is_written_over_nothing_but_a_survey(there):
    """Exhibits that nobody could tell for what they are: of a case of an odd name, of a case in
    another folder.
    """
    (there / "odd/evidence").mkdir(parents=True)
    for name in ("scan.pdf", "list.csv", "page.html", "notes.jsonl"):
        (there / "odd/evidence" / name).write_bytes(b"what was found")
    (there / "odd/affair.yml").write_text(case_text(2))
    before = state(there)
    for name in ("scan.pdf", "list.csv", "page.html", "notes.jsonl"):
        out = run(
            there,
            "survey",
            "odd/affair.yml",
            *(["--to", "csv"] if name == "scan.pdf" else []),
            "-o",
            f"odd/evidence/{name}",
        )
        assert out.returncode == 2 and "something else" in " ".join(out.stderr.split()), out.stderr
    (there / "list.partial.csv").write_bytes(b"what was found")
    out = run(there, "survey", "odd/affair.yml", "-o", "list.csv")
    assert out.returncode == 2 and "list.partial.csv" in out.stderr
    (there / "list.partial.csv").unlink()
    assert (
        run(
            there, "survey", "odd/affair.yml", "--resume", "run.partial.jsonl", "-o", "run.jsonl"
        ).returncode
        == 2
    )
    assert state(there) == before


@pytest.mark.slow
def test_a_report_that_was_written_before_is_written_over(there):
    for _ in range(2):
        assert run(there, *COMMANDS["report"], "mine/gaps.md").returncode == 0
        assert run(there, *COMMANDS["check"], "mine/check.json").returncode == 1
        assert run(there, *COMMANDS["survey"], "mine/survey.csv").returncode == 1
        assert run(there, *COMMANDS["resume"], "mine/run.jsonl").returncode == 1
