"""Writing into a case from the command line: records, question by question, and from an older
format.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from minnesota.reading.case import load_case
from support.cases import ROOT
from support.commands import run
from support.held import asleep, until
from support.processes import Terminal

DIOURA = ROOT / "examples/dioura/case.yaml"


@pytest.fixture
def case(tmp_path):
    folder = tmp_path / "case"
    assert run("init", str(folder), "--example", "dioura", "--who", "AB").returncode == 0
    return folder


def test_a_record_is_written_below_the_others_and_its_verdict_is_shown(case):
    out = run(
        "record",
        "autopsy.performed",
        str(case),
        "--for",
        "V01",
        "--status",
        "not-done",
        "--on",
        "2025-06-30",
        "--source",
        "E01",
        "--note",
        'Reported: "none"',
        "--who",
        "AB",
    )
    assert out.returncode == 0 and out.stderr == ""
    assert out.stdout.startswith(
        "Recorded: autopsy.performed for V01: not-done.\nVerdict: not met (was: not shown)\n"
    )
    added = [
        line[2:]
        for line in difflib.ndiff(
            DIOURA.read_text("utf-8").splitlines(),
            (case / "case.yaml").read_text("utf-8").splitlines(),
        )
        if line[0] in "+-"
    ]
    assert added == [
        "  - step: autopsy.performed",
        "    for: V01",
        "    status: not-done",
        "    on: 2025-06-30",
        "    sources: [E01]",
        '    note: "Reported: \\"none\\""',
    ]


def test_a_new_status_takes_the_old_sources_and_note_with_it_and_the_same_status_adds(case):
    def record(*more: str):
        assert run("record", "bias.weighing", str(case), *more, "--who", "AB").returncode == 0
        return next(r for r in load_case(case).case.records if r.step == "bias.weighing")

    record("--status", "partly", "--source", "E01", "--note", "Half of it.")
    same = record("--status", "partly", "--source", "E02")
    assert (same.sources, same.note) == (("E01", "E02"), "Half of it.")
    new = record("--status", "done", "--source", "E02")
    assert (new.sources, new.note) == (("E02",), None), (
        "what spoke for the old status does not speak for the new one"
    )


def test_another_note_with_the_same_status_does_not_stay_under_the_first_ones_name(case):
    run(
        "record",
        "bias.weighing",
        str(case),
        "--status",
        "done",
        "--note",
        "ANA: page 4",
        "--by",
        "Ana",
        "--who",
        "ANA",
    )
    out = run(
        "record",
        "bias.weighing",
        str(case),
        "--status",
        "done",
        "--note",
        "BOB: saw it",
        "--who",
        "BOB",
    )
    assert "Replaced in the earlier record: by, note" in out.stdout
    record = next(r for r in load_case(case).case.records if r.step == "bias.weighing")
    assert (record.by, record.note) == (None, "BOB: saw it")
    assert "replaced: by, note" in run("log", str(case)).stdout


@pytest.mark.parametrize(
    "words", [["--note", "\udcff"], ["--on", "2199-01-01"], ["--status", "done"]]
)
def test_bytes_that_are_no_text_and_days_to_come_are_refused(case, words):
    before = (case / "case.yaml").read_bytes()
    env = {**os.environ, "MINNESOTA_WHO": "\udcff"}
    out = run(
        "record",
        "bias.weighing",
        str(case),
        *(["--status", "partly"] if words[0] != "--status" else []),
        *words,
        env=env,
    )
    if words[0] == "--status":
        assert out.returncode == 0, "who is asked for in any encoding"
    else:
        assert out.returncode == 2 and (case / "case.yaml").read_bytes() == before
    assert "fault in the program" not in out.stderr


def test_each_case_has_a_journal_of_its_own(case, tmp_path):
    shutil.copy(DIOURA, case / "other.yaml")
    out = run("record", "bias.weighing", str(case / "other.yaml"), "--status", "unknown")
    assert out.returncode == 2 and "folder of its own" in out.stderr
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked/case.yaml").symlink_to(case / "case.yaml")
    out = run("record", "bias.weighing", str(tmp_path / "linked"), "--status", "unknown")
    assert out.returncode == 2 and "a link" in out.stderr
    assert run("log", str(case), "--verify").returncode == 0


def test_a_colleagues_answer_given_meanwhile_is_not_overwritten(case):
    terminal = Terminal("walk", str(case), "--who", "ME")
    shown = terminal.until("unknown u: ")
    step = re.findall(r"· ([a-z-]+\.[a-z.-]+)\r?\n", shown)[-1]
    for text, then in (("d", "When ("), ("", "Source ("), ("", "Note")):
        terminal.type(text, then)
    assert (
        run(
            "record", step, str(case), "--status", "refused", "--note", "colleague", "--who", "CO"
        ).returncode
        == 0
    )
    assert "Meanwhile somebody recorded: refused" in terminal.type("mine", "unknown u: ")
    assert [(r.status, r.note) for r in load_case(case).case.records if r.step == step] == [
        ("refused", "colleague")
    ]
    terminal.type("d", "When (")
    terminal.type("q", "0 answers saved")  # q ends at any question, and is no note
    assert terminal.end() == 0


@pytest.mark.parametrize(
    "words, told",
    [
        (
            ["autopsy.perform", "--for", "V01", "--status", "done"],
            'did you mean "autopsy.performed"?',
        ),
        (["autopsy.performed", "--status", "done"], "this does not say of which"),
        (["autopsy.performed", "--for", "V09", "--status", "done"], "no subject has the id"),
        (
            ["autopsy.performed", "--for", "V01", "--status", "done", "--source", "E9"],
            "no exhibit has the id",
        ),
        (
            ["autopsy.performed", "--for", "V01", "--status", "done", "--on", "3/1/2025"],
            "is not a date",
        ),
        (["autopsy.performed", "--for", "V01", "--status", "finished"], "not-done"),
        (["autopsy.performed", "--for", "V01", "--status", "done", "--note", "a\x07b"], "U+0007"),
        (["bias.weighing", "--for", "V01", "--status", "done"], "asked of the case as a whole"),
    ],
)
def test_what_would_make_the_case_invalid_is_refused_before_anything_is_touched(case, words, told):
    before = {p.name: p.read_bytes() for p in case.iterdir()}
    out = run("record", words[0], str(case), *words[1:])
    assert out.returncode == 2 and told in out.stderr and "Traceback" not in out.stderr
    assert {p.name: p.read_bytes() for p in case.iterdir()} == before


def test_show_prints_the_difference_and_writes_nothing(case):
    before = {p.name: p.read_bytes() for p in case.iterdir()}
    out = run("record", "bias.weighing", str(case), "--status", "unknown", "--show")
    assert out.returncode == 0 and "+  - step: bias.weighing\n+    status: unknown\n" in out.stdout
    assert {p.name: p.read_bytes() for p in case.iterdir()} == before


def test_where_there_is_no_case_nothing_is_left_behind(tmp_path):
    assert run("record", "bias.weighing", str(tmp_path), "--status", "unknown").returncode == 2
    assert run("log", str(tmp_path), "--repair").returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_byte_order_mark_and_windows_line_ends_stay(case):
    text = b"\xef\xbb\xbf" + DIOURA.read_bytes().replace(b"\n", b"\r\n")
    (case / "case.yaml").write_bytes(text)
    assert run("record", "bias.weighing", str(case), "--status", "unknown").returncode == 0
    raw = (case / "case.yaml").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\n") == raw.count(b"\r\n")
    assert run("log", str(case), "--verify").returncode == 0


@pytest.mark.slow
def test_the_shell_completes_steps_parts_and_exhibits_of_the_case(case):
    def completed(words: str) -> str:
        env = {
            **os.environ,
            "_MINNESOTA_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split()) - (not words.endswith(" "))),
        }
        return subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; sys.argv[0] = 'minnesota'; from minnesota.cli import app; "
                "app(prog_name='minnesota')",
            ],
            capture_output=True,
            text=True,
            env=env,
            cwd=case,
        ).stdout

    assert "autopsy.performed" in completed("minnesota record autopsy.p")
    assert completed("minnesota record autopsy.performed --for ").split() == ["V01", "V02"]
    assert "E01" in completed("minnesota record autopsy.performed --source E")
    assert completed("minnesota check --principle me").split() == []
    other = case / "other"
    other.mkdir()
    text = (case / "case.yaml").read_text("utf-8")
    both = text.replace("protocol: minnesota-2016", "protocol: [minnesota-2016, berkeley-2022]")
    (other / "case.yaml").write_text(both, "utf-8")
    assert completed("minnesota check other --principle me").split() == ["methodological"]


def test_walking_through_what_is_open_saves_each_answer_at_once(case, tmp_path):
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.4 a plan")
    terminal = Terminal("walk", str(case), "--phase", "scene", "--for", "S01", "--who", "AB")
    shown = terminal.until("unknown u: ")
    assert (
        "Was the scene secured?" in shown
        and "Why: " in shown
        and "para 25(b)" in shown
        and "Known already: not shown" in shown
    )
    assert "What to write" in terminal.type("?", "unknown u: ")
    terminal.type("n", "When (")
    assert "is not a date" in terminal.type("5/1/2025", "When (")
    terminal.type("2025-01-05", "Source (")
    assert "No exhibit has the id" in terminal.type("E7", "Source (")
    terminal.type("+", "Its file")
    terminal.type(str(tmp_path / "plan.pdf"), "Kind (")
    terminal.type("document", "Title")
    assert "E03" in terminal.type("A plan of the place", "Source (")
    terminal.type("E01", "Note")
    assert "Saved. Verdict: not met" in terminal.type("It stood open.", "unknown u: ")
    first = next(r for r in load_case(case).case.records if r.step == "scene.secured")
    assert (first.subject, first.status, str(first.on), first.sources) == (
        "S01",
        "not-done",
        "2025-01-05",
        ("E03", "E01"),
    )
    assert (case / "evidence/E03.pdf").read_bytes() == b"%PDF-1.4 a plan"

    shown = terminal.type("s", "unknown u: ")
    second = re.findall(r"· (scene\.[a-z.-]+)", shown)[-1]
    back = terminal.type("b", "unknown u: ")
    assert second not in back, "back shows the question before"
    terminal.type("b", "unknown u: ")
    terminal.type("p", "When (")
    terminal.type("b", "unknown u: ")  # thinks better of it
    assert (
        next(r for r in load_case(case).case.records if r.step == "scene.secured").status
        == "not-done"
    )
    terminal.type("q", "answer saved")
    assert terminal.end() == 0
    assert run("log", str(case), "--verify").returncode == 0


def test_a_closed_terminal_loses_only_what_was_being_typed(case):
    terminal = Terminal("walk", str(case), "--who", "AB")
    terminal.until("unknown u: ")
    for text, then in (
        ("n", "When ("),
        ("", "Source ("),
        ("E01", "Note"),
        ("Said so.", "unknown u: "),
        ("d", "When ("),
    ):
        terminal.type(text, then)
    os.kill(terminal.pid, 9)
    assert terminal.end() == -9
    assert [r.status for r in load_case(case).case.records if r.note == "Said so."] == ["not-done"]
    assert run("log", str(case), "--verify").returncode == 0


def test_ctrl_c_says_how_much_is_saved(case):
    terminal = Terminal("walk", str(case))
    terminal.until("unknown u: ")
    # a signal between the prompt and the reading of the line waits for the next key
    assert until(lambda: asleep(terminal.pid))
    os.write(terminal.handle, b"\x03")
    assert "0 answers saved" in terminal.until("Stopped.")
    assert terminal.end() == 130


@pytest.fixture
def draft(tmp_path) -> Path:
    shutil.copy(ROOT / "tests/data/format-0.yaml", tmp_path / "case.yaml")
    return tmp_path


def test_a_case_of_an_older_format_is_migrated_with_its_comments(draft):
    old = (draft / "case.yaml").read_text("utf-8")
    refused = run("check", str(draft))
    assert refused.returncode == 2 and "`minnesota migrate` brings it" in refused.stderr
    out = run("migrate", str(draft), "--who", "AB")
    assert out.returncode == 0 and "Now of format 1" in out.stdout
    file = load_case(draft)
    assert [str(v.death.date) for v in file.case.victims] == ["2023-05-01", "2023-05-02"]
    assert file.case.victims[0].death.cause == "Not stated"
    assert [p.id for p in file.case.alleged_perpetrators] == ["P01"]
    assert [r.status for r in file.case.records] == ["not-done", "unknown"]
    new = (draft / "case.yaml").read_text("utf-8")
    assert re.findall("#.*", new) == re.findall("#.*", old), "every comment, in its order"
    assert new.count("\n\n") == old.count("\n\n")
    assert (
        "from format 0 to format 1"
        in run("log", str(draft), "--verify").stdout + run("log", str(draft)).stdout
    )
    again = run("migrate", str(draft))
    assert (
        again.returncode == 0
        and "Nothing to do" in again.stdout
        and (draft / "case.yaml").read_text("utf-8") == new
    )


def test_a_newer_format_is_refused_with_a_clear_word_and_left_alone(draft):
    text = (draft / "case.yaml").read_text("utf-8").replace("minnesota: 0", "minnesota: 7")
    (draft / "case.yaml").write_text(text, "utf-8")
    out = run("migrate", str(draft))
    assert out.returncode == 2 and "install a newer minnesota" in out.stderr
    assert (draft / "case.yaml").read_text("utf-8") == text
