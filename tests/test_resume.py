"""A survey that was stopped goes on: nothing that was done is lost, and nothing is believed that is
no longer so.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from support.cases import ROOT
from support.held import at_a_case, group, until
from support.many_cases import case_text, write
from support.processes import interruptible
from support.surveys import DAY, read, survey


@pytest.fixture
def cases(tmp_path) -> Path:
    write(tmp_path / "cases", 20, broken=5)
    return tmp_path / "cases"


@pytest.fixture
def lines(cases) -> str:
    return survey(cases, "--to", "jsonl").stdout


def begun(*words: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "minnesota", "survey", *map(str, words), *DAY]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=interruptible,
        start_new_session=True,
    )


@pytest.mark.slow
def test_a_run_goes_on_from_what_was_kept_whole(cases, lines, tmp_path):
    kept = tmp_path / "run.jsonl"
    for cut in (0, 1, len(lines) // 3, len(lines) // 2 + 7, len(lines) - 1, len(lines)):
        kept.write_text(lines[:cut])
        out = survey(cases, "--resume", kept)
        assert out.returncode == 1, out.stderr
        assert kept.read_text() == lines
        assert "15 cases judged" in out.stdout


def test_a_path_that_is_no_text_is_gone_on_from_as_well(tmp_path):
    odd = tmp_path / "cases" / os.fsdecode(b"d\xe9c\xe8s\x1b[2J\xe2\x80\xa8")
    odd.mkdir(parents=True)
    (odd / "case.yaml").write_text(case_text(1))
    kept = tmp_path / "run.jsonl"
    first = survey(tmp_path / "cases", "--to", "jsonl", "--resume", kept)
    again = survey(tmp_path / "cases", "--to", "jsonl", "--resume", kept)
    assert (
        again.stdout == first.stdout == kept.read_text() and "broken" not in read(first.stdout)[0]
    ), again.stderr


def test_the_lines_of_a_case_under_two_protocols_are_all_there_or_made_again(tmp_path):
    text = (ROOT / "examples/well-run/case.yaml").read_text("utf-8")
    (tmp_path / "case").mkdir()
    (tmp_path / "case/case.yaml").write_text(
        text.replace("protocol: minnesota-2016", "protocol: [minnesota-2016, berkeley-2022]"),
        "utf-8",
    )
    kept = tmp_path / "run.jsonl"
    survey(tmp_path / "case", "--resume", kept)
    whole = kept.read_text()
    kept.write_text(whole.splitlines(keepends=True)[0])
    survey(tmp_path / "case", "--resume", kept)
    assert kept.read_text() == whole and len(read(whole)) == 2


@pytest.mark.slow
def test_lines_of_cases_that_are_not_met_stay_in_the_file_and_are_not_counted(
    cases, lines, tmp_path
):
    kept = tmp_path / "run.jsonl"
    kept.write_text(lines)
    write(tmp_path / "other", 1)
    out = survey(tmp_path / "other", "--to", "jsonl", "--resume", kept)
    assert len(read(out.stdout)) == 1 and "20 cases" in out.stderr
    assert kept.read_text() == lines + out.stdout
    (next(cases.rglob("*9/case.yaml"))).unlink()
    out = survey(cases, "--to", "jsonl", "--resume", kept)
    assert out.stdout == survey(cases, "--to", "jsonl").stdout and len(read(out.stdout)) == 19
    assert kept.read_text().startswith(lines)


@pytest.mark.slow
def test_a_case_that_changed_since_is_judged_anew(cases, lines, tmp_path):
    kept = tmp_path / "run.jsonl"
    kept.write_text(lines)
    files = sorted(cases.rglob("case.yaml"))
    files[2].write_text(case_text(2))  # it was broken
    files[11].write_text(case_text(11) + "\n# seen again\n")
    files[12].write_text("minnesota: 1\n")
    now = survey(cases, "--to", "jsonl").stdout
    out = survey(cases, "--to", "jsonl", "--resume", kept)
    assert out.stdout == now != lines
    assert sorted(kept.read_text().splitlines()) == sorted(now.splitlines())


@pytest.mark.slow
def test_what_another_program_or_text_of_a_protocol_said_is_judged_anew(cases, lines, tmp_path):
    kept = tmp_path / "run.jsonl"
    (digest,) = {f["protocol"]["digest"] for f in read(lines) if "protocol" in f}
    for old in (
        lines.replace('"program": "', '"program": "9'),
        lines.replace(digest, "0" * 64),
        lines.replace('"steps": "', '"steps": "s'),
        re.sub('"thorough": "[a-z-]*", ', "", lines),
    ):
        assert old != lines
        kept.write_text(old)
        assert survey(cases, "--to", "jsonl", "--resume", kept).stdout == lines
        assert sorted(kept.read_text().splitlines()) == sorted(lines.splitlines())


def spoilt(line: dict) -> dict[str, str]:
    """A line of a survey, and what hands have made of it."""
    changes = {
        "a number for steps": {"steps": 5},
        "a letter that is none": {"steps": "x" + line["steps"][1:]},
        "another verdict": {"principles": {"prompt": "fine"}},
        "no case": {"case": None},
        "a delay of nothing": {"delays": {"scene.secured": None}},
        "another format": {"format": "minnesota-survey/2"},
        "a key that is none": {"note": "mine"},
        "no path": {"path": 5},
    }
    said = {what: json.dumps(line | change) for what, change in changes.items()}
    said |= {f"no {key}": json.dumps({k: v for k, v in line.items() if k != key}) for key in line}
    said |= {
        "a day that is none": json.dumps(line | {"as_of": "2026-13-01"}),
        "too deep": "[" * 5_000,
        "a mark": "\ufeff" + json.dumps(line),
    }
    return said | {
        "notes": "my notes",
        "a list": "[]",
        "no end": json.dumps(line)[:-1],
        "titles": json.dumps(line | {"case": line["case"] | {"title": "T"}}),
    }


@pytest.mark.slow
def test_a_file_that_is_no_survey_stays_as_it_is(cases, lines, tmp_path):
    kept = tmp_path / "run.jsonl"
    good = next(line for line in lines.splitlines() if '"principles"' in line)
    for what, bad in spoilt(json.loads(good)).items():
        kept.write_text(f"{good}\n{bad}\n")
        out = survey(cases, "--resume", kept)
        assert (
            out.returncode == 2
            and f"{kept}:2:1: other-survey" in out.stderr
            and "fault" not in out.stderr
        ), (what, out.stderr)
        assert kept.read_text() == f"{good}\n{bad}\n", what
    for bad in ("my notes", good.replace("2026-01-01", "2025-12-31") + "\n"):
        kept.write_text(bad)
        out = survey(cases, "--resume", kept)
        assert out.returncode == 2 and kept.read_text() == bad, out.stderr
    kept.write_text("{")  # as a run may leave it that was killed
    assert survey(cases, "--resume", kept).returncode == 1 and kept.read_text() == lines


@pytest.mark.slow
def test_a_run_begun_yesterday_goes_on_as_of_yesterday(cases, tmp_path):
    kept = tmp_path / "run.jsonl"
    yesterday = (date.today() - timedelta(days=1)).isoformat()
    words = [sys.executable, "-m", "minnesota", "survey", str(cases), "--to", "jsonl"]
    then = subprocess.run([*words, "--as-of", yesterday], capture_output=True, text=True).stdout
    kept.write_text("".join(then.splitlines(keepends=True)[:9]))
    out = subprocess.run([*words, "--resume", str(kept)], capture_output=True, text=True)
    assert out.stdout == then == kept.read_text() and f"As of {yesterday}" in out.stderr
    out = subprocess.run(
        [*words, "--resume", str(kept), "--as-of", date.today().isoformat()],
        capture_output=True,
        text=True,
    )
    assert out.returncode == 2 and f"--as-of {yesterday}" in out.stderr and kept.read_text() == then


@pytest.mark.slow
def test_two_runs_do_not_write_to_one_file(tmp_path):
    write(tmp_path / "many", 600)
    kept = tmp_path / "run.jsonl"
    going = at_a_case(tmp_path / "signs", "000300", tmp_path / "many", "--resume", kept, *DAY)
    out = survey(tmp_path / "many", "--resume", kept)
    assert out.returncode == 2 and "another survey is writing" in out.stderr
    (tmp_path / "link.jsonl").symlink_to(kept)
    out = survey(tmp_path / "many", "--resume", tmp_path / "link.jsonl")
    assert out.returncode == 2 and "another survey is writing" in out.stderr
    os.link(kept, tmp_path / "hard.jsonl")
    out = survey(tmp_path / "many", "--resume", tmp_path / "hard.jsonl")
    assert out.returncode == 2 and "hard link" in out.stderr
    assert going.process.poll() is None
    going.let_go()
    assert going.end() == "" and going.process.returncode == 1
    assert len(read(kept.read_text())) == 600


@pytest.mark.slow
@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_end_it_ends_cleanly_with_what_was_done(tmp_path, way):
    many, kept, table = tmp_path / "many", tmp_path / "run.jsonl", tmp_path / "table.csv"
    write(many, 800)
    table.write_text("number,case,of last week, and whole\n")
    going = at_a_case(tmp_path / "signs", "000400", many, "--resume", kept, "-o", table, *DAY)
    assert until(lambda: kept.stat().st_size > 10_000)
    going.press_ctrl_c() if way == signal.SIGINT else going.process.send_signal(way)
    going.wait_until_heard()
    going.let_go()
    said = going.end()
    assert (
        going.process.returncode == 128 + way
        and "Traceback" not in said
        and "Stopped before the end" in said
    ), said
    shutil.rmtree(tmp_path / "signs")
    done = read(kept.read_text())
    assert 0 < len(done) < 800
    assert table.read_text() == "number,case,of last week, and whole\n"
    assert len((tmp_path / "table.partial.csv").read_text().splitlines()) == len(done) + 1
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        ".run.jsonl.lock",
        "many",
        "run.jsonl",
        "table.csv",
        "table.partial.csv",
    ]
    assert survey(many, "--resume", kept, "-o", table).returncode == 1
    assert [f["path"] for f in read(kept.read_text())] == sorted(map(str, many.rglob("case.yaml")))
    assert len(table.read_text().splitlines()) == 801


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.001, 0.03, 0.1, 0.2])
def test_asked_twice_to_end_it_ends_at_once(tmp_path, after):
    write(tmp_path / "many", 600)
    kept = tmp_path / "run.jsonl"
    going = at_a_case(tmp_path / "signs", "000300", tmp_path / "many", "--resume", kept, *DAY)
    assert until(lambda: kept.stat().st_size > 0)
    going.press_ctrl_c()
    going.wait_until_heard()
    time.sleep(after)  # it has not ended meanwhile: the case in progress does not come to its end
    going.press_ctrl_c()
    said = going.end()
    assert going.process.returncode == 130 and "Traceback" not in said and "Stopped" in said, said
    assert 0 < len(read(kept.read_text())) < 600


@pytest.mark.slow
def test_killed_it_leaves_no_worker_behind(tmp_path):
    write(tmp_path / "many", 400)
    kept = tmp_path / "run.jsonl"
    going = begun(tmp_path / "many", "--resume", kept, "--jobs", "3")
    assert until(lambda: kept.exists() and kept.stat().st_size > 0)
    going.kill()
    assert until(lambda: not group(going.pid), 10), group(going.pid)
    going.communicate()
