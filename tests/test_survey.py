"""Many cases at once: a row for each whatever is wrong with it, the same lines from pool, cache and
earlier run, and no names.
"""

from __future__ import annotations

import csv
import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from minnesota.engine.assess import assess
from minnesota.reading.case import load_case
from minnesota.survey import cache, run
from minnesota.survey.line import LETTERS
from minnesota.survey.row import SurveyRequest
from minnesota.survey.tally import Tally
from support.cases import ROOT
from support.many_cases import BROKEN, case_text, write
from support.processes import read_to_the_end
from support.surveys import DAY, read, survey


@pytest.fixture(scope="module")
def cases(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    write(folder, 40, broken=10)
    return folder


@pytest.fixture(scope="module")
def lines(cases) -> str:
    return survey(cases, "--to", "jsonl").stdout


@pytest.mark.slow
def test_a_thousand_cases_of_which_fifty_are_broken_are_a_thousand_rows(tmp_path):
    write(tmp_path, 1_000, broken=50)
    out = survey(tmp_path, "--to", "jsonl")
    assert out.returncode == 1 and "Traceback" not in out.stderr
    found = read(out.stdout)
    assert len(found) == 1_000 and [f["path"] for f in found] == sorted(f["path"] for f in found)
    broken = Counter(f["broken"]["code"] for f in found if "broken" in f)
    assert broken == dict.fromkeys(BROKEN, 5)


@pytest.mark.slow
def test_each_line_says_what_check_says(cases, lines):
    good = [f for f in read(lines) if "broken" not in f]
    assert len(good) == 30
    for line in good[:10]:
        file = load_case(Path(line["path"]))
        a = assess(file.protocols[0], file.case, date(2026, 1, 1))
        assert line["principles"] == {p.principle.id: p.verdict for p in a.principles}
        letters = dict(zip((s.id for s in a.protocol.steps), line["steps"], strict=True))
        found: dict[str, set[str]] = {}
        for f in a.findings:
            found.setdefault(f.step.id, set()).add(LETTERS[f.verdict])
        assert {i for i, letter in letters.items() if letter == "-"} == {
            s.step.id for s in a.skipped
        }
        assert all(
            letters[i] == next(x for x in LETTERS.values() if x in seen)
            for i, seen in found.items()
        )
        out = subprocess.run(
            [sys.executable, "-m", "minnesota", "next", line["path"], *DAY, "-f", "json"],
            capture_output=True,
            text=True,
        )
        assert line["urgent"] == json.loads(out.stdout)["tasks"][0]["step"]


@pytest.mark.slow
def test_no_table_holds_a_name_and_titles_only_where_they_are_asked_for(cases, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    for to in ("text", "csv", "jsonl", "html", "parquet"):
        made = tmp_path / f"out.{to}"
        survey(cases, "--to", to, "-o", made)
        text = str(pq.read_table(made).to_pylist()) if to == "parquet" else made.read_text("utf-8")
        assert "Secretum" not in text and len(text) > 1_000, to
        if to in ("csv", "parquet", "html"):
            assert str(cases) not in text, to
        survey(cases, "--to", to, "-o", made, "--titles")
        text = str(pq.read_table(made).to_pylist()) if to == "parquet" else made.read_text("utf-8")
        marks = set(re.findall(r"Secretum-[\w-]+", text))
        assert marks and all(re.fullmatch(r"Secretum-\d+", m) for m in marks), (
            to
        )  # as titles have it; people have more


@pytest.mark.slow
def test_tables_of_both_kinds_hold_the_same(cases, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    survey(cases, "-o", tmp_path / "a.csv"), survey(cases, "-o", tmp_path / "a.parquet")
    rows = list(csv.DictReader((tmp_path / "a.csv").open(encoding="utf-8")))
    typed = [
        {k: "" if v is None else str(v) for k, v in r.items()}
        for r in pq.read_table(tmp_path / "a.parquet").to_pylist()
    ]
    assert rows == typed and len(rows) == 40
    assert [r["error"] for r in rows[:10]] == list(BROKEN) and rows[10]["prompt"] in (
        "met",
        "not-met",
        "not-shown",
    )
    assert sum(int(rows[10][v.replace("-", "_")]) for v in (*LETTERS, "does-not-apply")) == 437


def test_a_title_that_a_spreadsheet_would_run_is_text(tmp_path):
    (tmp_path / "case.yaml").write_text(case_text(1).replace("title: Death", 'title: "=cmd|x" # '))
    row = next(csv.DictReader(survey(tmp_path, "--to", "csv", "--titles").stdout.splitlines()))
    assert row["title"] == "'=cmd|x"


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2", "5"])
def test_the_lines_are_the_same_however_many_work_on_them(cases, lines, jobs):
    assert survey(cases, "--to", "jsonl", "--jobs", jobs).stdout == lines


@pytest.mark.slow
def test_folders_patterns_files_and_a_list_are_the_same_cases(cases, lines):
    paths = [f["path"] for f in read(lines)]
    assert survey(*paths, "--to", "jsonl").stdout == lines
    assert survey(f"{cases}/*/*", "--to", "jsonl").stdout == lines
    assert survey(f"{cases}/**/case.yaml", "--to", "jsonl").stdout == lines
    assert survey("-", "--to", "jsonl", input="\n".join(paths)).stdout == lines
    relative = survey("000", "--to", "jsonl", cwd=cases).stdout
    assert relative == lines.replace(f"{cases}/", "")


@pytest.mark.slow
def test_what_is_not_there_is_a_mistake_where_it_is_given_and_a_row_where_it_is_listed(
    cases, tmp_path
):
    for given in (tmp_path / "gone.yaml", f"{tmp_path}/*/gone"):
        out = survey(cases, given, "--to", "jsonl")
        assert (
            out.returncode == 2
            and "there is no such file or folder" in out.stderr
            and out.stdout == ""
        )
    out = survey("-", "--to", "jsonl", input=f"{tmp_path}/gone.yaml\n{cases}\n")
    assert (
        out.returncode == 1
        and read(out.stdout)[0]["broken"]["code"] == "unreadable"
        and len(read(out.stdout)) == 41
    )
    out = survey(tmp_path)
    assert out.returncode == 2 and "no case was found" in out.stderr and out.stdout == ""


@pytest.mark.slow
def test_any_list_is_read_as_far_as_it_goes(cases, lines):
    paths = [f["path"] for f in read(lines)]
    assert (
        survey("-", "--to", "jsonl", input="\0".join(paths) + "\0").stdout == lines
    )  # as find -print0 writes it
    noise = subprocess.run(
        [sys.executable, "-m", "minnesota", "survey", "-", *DAY],
        input=bytes(range(256)),
        capture_output=True,
    )
    assert (
        noise.returncode == 1 and b"unreadable" in noise.stdout and b"Traceback" not in noise.stderr
    )
    closed = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m minnesota survey - <&-"],
        capture_output=True,
        text=True,
    )
    assert closed.returncode == 2 and "no case was found" in closed.stderr


@pytest.mark.slow
def test_a_case_given_more_than_once_is_one_case(cases, lines):
    (first, *_) = [f["path"] for f in read(lines)]
    relative = os.path.relpath(cases)
    other = cases.parent / "linked"
    other.mkdir(exist_ok=True)
    for name, way in (("hard", os.link), ("soft", os.symlink)):
        (other / name).mkdir(exist_ok=True)
        with suppress(FileExistsError):
            way(first, other / name / "case.yaml")
    for given in (
        (cases, first, cases, Path(first).parent, relative),
        (f"{cases}/*", relative),
        ("-",),
        (cases, other),
    ):
        out = survey(*given, "--to", "jsonl", input=f"\ufeff{cases}\n{first}\n{relative}\n")
        assert len(read(out.stdout)) == 40, given


def without_privilege() -> None:
    """In a child: from the next program on, the modes of files hold for root as well
    (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH).
    """
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


@pytest.mark.slow
def test_a_folder_that_may_not_be_looked_into_is_a_row(tmp_path):
    write(tmp_path / "open", 2)
    write(tmp_path / "locked", 2)
    (tmp_path / "locked").chmod(0)
    out = survey(tmp_path, "--to", "jsonl", preexec_fn=without_privilege)
    (tmp_path / "locked").chmod(0o755)
    assert [f.get("broken", {}).get("code") for f in read(out.stdout)] == [
        "unreadable",
        None,
        None,
    ], out.stderr


@pytest.mark.parametrize(
    "words", [("--resume", ""), ("--cache", ""), ("--scheduler", ""), ("-o", "")]
)
def test_an_option_left_empty_is_a_mistake(cases, words):
    out = survey(cases, *words)
    assert out.returncode == 2 and "this is empty" in out.stderr and out.stdout == ""


def test_a_format_that_the_ending_belies_is_asked_about(cases, tmp_path):
    out = survey(cases, "--to", "csv", "-o", tmp_path / "a.html")
    assert (
        out.returncode == 2
        and "--to csv conflicts with a file name ending in .html" in out.stderr
        and not list(tmp_path.iterdir())
    )
    assert survey(cases, "--to", "csv", "-o", tmp_path / "a.txt").returncode == 1


def test_several_protocols_are_a_line_each(tmp_path):
    text = (ROOT / "examples/well-run/case.yaml").read_text("utf-8")
    (tmp_path / "case.yaml").write_text(
        text.replace("protocol: minnesota-2016", "protocol: [minnesota-2016, berkeley-2022]"),
        "utf-8",
    )
    found = read(survey(tmp_path, "--to", "jsonl").stdout)
    assert [f["protocol"]["id"] for f in found] == ["minnesota-2016", "berkeley-2022"]
    assert "1 case judged, of which with something open: 1" in survey(tmp_path).stdout
    page = re.sub(r"<[^>]*>", "", survey(tmp_path, "--to", "html").stdout)
    assert "Cases judged: 1." in page and "each protocol: 2." in page


def test_a_case_that_meets_all_gives_0(tmp_path):
    out = survey(ROOT / "examples/well-run")
    assert out.returncode == 0, out.stdout
    assert "with something open: 0" in out.stdout


@pytest.mark.slow
def test_the_cache_gives_the_same_lines_and_nothing_in_it_is_believed_blindly(
    cases, lines, tmp_path
):
    store = tmp_path / "cache"
    assert survey(cases, "--to", "jsonl").stdout == lines and not store.exists()
    for _ in range(2):
        assert survey(cases, "--to", "jsonl", "--cache", store).stdout == lines
    entries = [p for p in store.rglob("*") if p.is_file()]
    assert len(entries) == 30
    for number, entry in enumerate(entries):  # each is spoilt in one of three ways
        raw = entry.read_bytes()
        spoilt = [raw[: len(raw) // 2], raw.replace(b"not-shown", b"met"), b"\xff\0"][number % 3]
        entry.write_bytes(spoilt)
    assert survey(cases, "--to", "jsonl", "--cache", store).stdout == lines
    one, two = sorted(p for p in store.rglob("*") if p.is_file())[:2]
    one.write_bytes(two.read_bytes())  # under another's name
    assert survey(cases, "--to", "jsonl", "--cache", store).stdout == lines
    other = subprocess.run(
        [
            sys.executable,
            "-m",
            "minnesota",
            "survey",
            cases,
            "--cache",
            store,
            "--to",
            "jsonl",
            "--as-of",
            "2026-02-01",
        ],
        capture_output=True,
        text=True,
    )
    assert {f["as_of"] for f in read(other.stdout) if "as_of" in f} == {"2026-02-01"}


@pytest.mark.slow
def test_an_entry_of_another_pack_is_judged_anew(tmp_path):
    """A pack of one's own beside the case: what was kept goes when the pack changes, though the
    case does not.
    """
    pack, case, store = tmp_path / "pack", tmp_path / "case", tmp_path / "cache"
    shutil.copytree(ROOT / "protocols/berkeley-2022", pack)
    case.mkdir()
    (case / "case.yaml").write_text(
        "minnesota: 1\nprotocol: ../pack\nid: A\ntitle: T\ncountry: ML\nincident: {}\n"
    )
    first = survey(case, "--to", "jsonl", "--cache", store).stdout
    head = pack / "protocol.yaml"
    head.write_text(head.read_text("utf-8") + "# changed\n", "utf-8")
    second = survey(case, "--to", "jsonl", "--cache", store).stdout
    assert read(first)[0]["protocol"]["digest"] != read(second)[0]["protocol"]["digest"]


@pytest.mark.slow
def test_what_was_kept_by_another_program_is_not_found(cases, tmp_path, monkeypatch):
    path = next(p for p in cases.rglob("case.yaml") if "000030" in str(p))
    raw, asked = path.read_bytes(), SurveyRequest(date(2026, 1, 1))
    cache.keep(tmp_path, raw, str(path), asked, ["{}"], ("minnesota-2016",))
    assert cache.kept(tmp_path, raw, str(path), asked) == ["{}"]
    monkeypatch.setattr(cache, "program", lambda: "0.0.1+other")
    assert cache.kept(tmp_path, raw, str(path), asked) is None


@pytest.mark.slow
def test_a_cache_that_cannot_keep_costs_nothing_but_the_keeping(cases, lines, tmp_path):
    survey(cases, "--cache", tmp_path / "cache")
    for entry in [p for p in (tmp_path / "cache").rglob("*") if p.is_file()]:
        entry.unlink(), entry.mkdir()  # what cannot be replaced by a file
    out = survey(cases, "--to", "jsonl", "--cache", tmp_path / "cache")
    assert (
        out.stdout == lines
        and out.returncode == 1
        and "Not all verdicts could be kept" in out.stderr
    )
    out = survey(cases, "--cache", next(cases.rglob("case.yaml")).parent)
    assert out.returncode == 2 and "folder of a case" in out.stderr


@pytest.mark.slow
def test_on_a_terminal_it_says_how_many_are_done_and_how_fast(cases):
    import pty

    parent, child = pty.openpty()
    command = [sys.executable, "-m", "minnesota", "survey", str(cases), "--to", "jsonl", *DAY]
    going = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=child,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(child)
    said = read_to_the_end(parent)
    assert going.wait(60) == 1
    assert b"Assessing" in said and b"40/40" in said and b"a second" in said, said


def test_a_worker_of_another_program_is_refused():
    task = run.task(SurveyRequest(date(2026, 1, 1)), None)
    with pytest.raises(run.Refused, match="install the same"):
        run.judge_batch([], task._replace(program="0.0.9+other"))
    with pytest.raises(run.Refused, match="install the same"):
        run.judge_batch([], task._replace(packs={**task.packs, "minnesota-2016": "0" * 64}))


def test_the_counts_are_those_of_the_lines(lines):
    tally = Tally()
    for line in read(lines):
        tally.add(line)
    (of,) = tally.protocols.values()
    good = [f for f in read(lines) if "broken" not in f]
    assert tally.broken.total() == 10 and of.cases == 30
    for place, counts in enumerate(of.steps()):
        assert counts == Counter(f["steps"][place] for f in good)
    assert of.principles["prompt"] == Counter(f["principles"]["prompt"] for f in good)
    assert sum(sum(c.values()) for c in of.delays.values()) == sum(len(f["delays"]) for f in good)
    longest = max(least for f in good for least, _, _ in f["delays"].values())
    assert tally.slowest[0].days == longest


def test_the_generator_makes_distinct_cases_of_about_ten_kilobytes():
    texts = [case_text(n) for n in range(200)]
    assert len(set(texts)) == 200 and case_text(7) == texts[7]
    assert 8_500 < sum(map(len, texts)) / 200 < 11_000
    assert all(t.startswith("# FICTIONAL") for t in texts)


@pytest.mark.slow
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_id_is_cut_however_narrow_the_terminal(tmp_path, columns):
    import fcntl
    import pty
    import struct
    import termios

    write(tmp_path, 12)
    long = tmp_path / "000/000003/case.yaml"
    long.write_text(
        re.sub(r"(?m)^id: .*", "id: " + "A-very-long-id-of-a-case-" * 2, long.read_text())
    )
    expected = read(survey(tmp_path, "--to", "jsonl").stdout)
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    command = [sys.executable, "-m", "minnesota", "survey", str(tmp_path), *DAY]
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
    going = subprocess.Popen(command, stdout=child, stderr=subprocess.DEVNULL, env=env)
    os.close(child)
    said = read_to_the_end(parent).decode()
    assert going.wait(60) == 1
    for line in expected:
        assert line["case"]["id"] in said and line["urgent"] in said
    assert max(len(line.rstrip()) for line in said.splitlines() if "A-very" not in line) <= columns
    piped = survey(tmp_path).stdout
    assert all(
        any(line["case"]["id"] in row or line["urgent"] in row for row in piped.splitlines())
        for line in expected
    )


@pytest.mark.slow
def test_batches_grow_with_the_speed_of_the_work_and_never_beyond_a_bound(tmp_path):
    """So that handing over costs nothing, one stops at once, and memory stays flat."""
    here = run.task(SurveyRequest(date(2026, 1, 1)), None)
    quick = [
        len(b.cases)
        for b in run.batches(((f"{tmp_path}/gone", None) for _ in range(5_000)), here, None, 1)
    ]
    assert quick[0] == 4 and sum(quick) == 5_000 and max(quick) == run.MOST
    assert all(b <= 4 * a for a, b in pairwise(quick))
    (tmp_path / "case.yaml").write_text(case_text(1))
    slow = [
        len(b.cases)
        for b in run.batches(((str(tmp_path), None) for _ in range(300)), here, None, 1)
    ]
    assert sum(slow) == 300 and max(slow) < run.MOST
