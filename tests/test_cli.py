"""The program from outside: exit codes, streams, formats, and what it never prints."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from support.cases import ROOT
from support.commands import run, run_apart
from support.held import asleep, until

DIOURA, WELL_RUN = str(ROOT / "examples/dioura"), str(ROOT / "examples/well-run")
DAY = ["--as-of", "2025-06-30"]


def test_gaps_give_1_and_none_gives_0():
    assert run("check", DIOURA, *DAY).returncode == 1
    assert run("check", WELL_RUN, *DAY).returncode == 0
    assert run("check", DIOURA, *DAY, "--fail-on", "never").returncode == 0


def test_the_well_run_investigation_meets_every_principle_and_dioura_none():
    good = json.loads(run("check", WELL_RUN, *DAY, "-f", "json").stdout)
    assert {p["verdict"] for p in good["principles"]} == {"met"}
    assert len(good["principles"]) == 7
    bad = json.loads(run("check", DIOURA, *DAY, "-f", "json").stdout)
    assert "met" not in {p["verdict"] for p in bad["principles"]}


def test_the_well_run_example_says_first_that_it_is_fictional():
    assert "FICTIONAL" in (ROOT / "examples/well-run/case.yaml").read_text("utf-8").splitlines()[0]


def test_json_is_the_same_bytes_anywhere(tmp_path):
    copy = tmp_path / "elsewhere" / "case.yaml"
    copy.parent.mkdir()
    copy.write_bytes((ROOT / "examples/dioura/case.yaml").read_bytes())
    first, second = (
        run_apart("check", DIOURA, *DAY, "-f", "json"),
        run("check", str(copy.parent), *DAY, "-f", "json"),
    )
    assert first.stdout == second.stdout
    assert str(tmp_path) not in second.stdout
    value = json.loads(first.stdout)
    assert value["format"] == "minnesota-assessment/1"
    assert set(value) >= {"case", "program", "protocol", "as_of", "principles", "findings"}
    assert {f["cite"]["confidence"] for f in value["findings"] if f["cite"]["paragraphs"]} <= {
        "verified",
        "memory",
    }


def test_several_cases_give_one_json_object_a_line_and_a_broken_one_stops_none(tmp_path):
    broken = tmp_path / "case.yaml"
    broken.write_text("minnesota: 1\nid: X\n")
    out = run("check", DIOURA, str(broken), WELL_RUN, *DAY, "-f", "json")
    assert out.returncode == 2
    assert [json.loads(line)["case"]["id"] for line in out.stdout.splitlines()] == [
        "MLI-2025-DIOURA",
        "ZZ-2024-LOW-MERETH",
    ]
    assert "missing-key" in out.stderr


def test_one_principle_only():
    value = json.loads(run("check", DIOURA, *DAY, "-p", "prompt", "-f", "json").stdout)
    assert {f["principle"] for f in value["findings"]} == {"prompt"}
    wrong = run("check", DIOURA, "--principle", "promt")
    assert wrong.returncode == 2 and 'did you mean "prompt"' in wrong.stderr


@pytest.mark.parametrize("extra", [[], ["--all"]])
@pytest.mark.parametrize("example", [DIOURA, WELL_RUN])
def test_text_fits_80_columns_and_has_no_colour_in_a_pipe(example, extra):
    out = run("check", example, *DAY, *extra)
    assert max(map(len, out.stdout.splitlines())) <= 80
    assert "\x1b" not in out.stdout
    assert out.stderr == ""


def test_output_goes_to_a_file_whole_and_nothing_to_the_terminal(tmp_path):
    target = tmp_path / "out.json"
    out = run("check", DIOURA, *DAY, "-f", "json", "-o", str(target))
    assert out.stdout == ""
    assert json.loads(target.read_text("utf-8"))
    assert [p.name for p in tmp_path.iterdir()] == ["out.json"]
    assert target.stat().st_mode & 0o077 == 0


def test_what_was_there_survives_a_failed_write(tmp_path):
    target = tmp_path / "old.html"
    target.write_text("old")

    def no_room():
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    out = run_apart(
        "report",
        DIOURA,
        *DAY,
        "-o",
        str(target),
        preexec_fn=no_room,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert out.returncode == 2 and "Traceback" not in out.stderr
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["old.html"]


def test_the_report_never_overwrites_the_case(tmp_path):
    case = tmp_path / "case.yaml"
    case.write_bytes((ROOT / "examples/dioura/case.yaml").read_bytes())
    before = case.read_bytes()
    out = run("report", str(tmp_path), "-o", str(case))
    assert out.returncode == 2 and "the case itself" in out.stderr
    assert case.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ["chek"],
        ["check", "--format", "xml"],
        ["check", "--as-of", "yesterday"],
        ["init"],
        ["report", "/nowhere"],
    ],
)
def test_a_mistake_in_the_command_gives_2_and_no_traceback(words):
    out = run(*words)
    assert out.returncode == 2
    assert "Traceback" not in out.stderr and out.stderr.strip()


def test_a_fault_in_the_program_prints_no_case_content(tmp_path):
    (tmp_path / "case.yaml").write_bytes((ROOT / "examples/dioura/case.yaml").read_bytes())
    broken = "import minnesota.engine.assess as a, minnesota.cli as c, sys\n"
    broken += "def boom(p, case, day): secret = case.title; raise ValueError(secret)\n"
    broken += "a.assess = boom; sys.argv = ['minnesota', 'check', sys.argv[1]]; sys.exit(c.run())\n"
    out = subprocess.run(
        [sys.executable, "-c", broken, str(tmp_path)], capture_output=True, text=True
    )
    assert out.returncode == 2
    assert "ValueError" in out.stderr and "please report it" in out.stderr
    assert "Dioura" not in out.stderr + out.stdout


def test_a_closed_pipe_is_no_fault():
    out = subprocess.run(
        f"{sys.executable} -m minnesota check {DIOURA} --all | head -1",
        shell=True,
        capture_output=True,
        text=True,
    )
    assert out.stdout.startswith("Killings near Dioura")
    assert out.stderr == ""


def test_ctrl_c_gives_130(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "minnesota", "init", str(tmp_path / "x")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    seen = b""
    while b"Country" not in seen and b"Title" not in seen:
        seen += process.stderr.read1(100)
    assert until(lambda: asleep(process.pid)), "it waits for what is typed"
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130 and process.stderr.read().endswith(b"Stopped.\n")
    assert not (tmp_path / "x").exists()


def test_every_command_has_help_with_an_example():
    for command in ("init", "check", "report", "schema"):
        out = run(command, "--help")
        assert out.returncode == 0
        assert f"minnesota {command}" in out.stdout


def test_a_closed_standard_output_is_no_fault():
    done = subprocess.run(
        f"{sys.executable} -m minnesota check {DIOURA} >&-",
        shell=True,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (1, "")


def test_the_operator_alone_is_told_what_a_reader_does_not_get_to_see(tmp_path):
    out = run(
        "report", WELL_RUN, *DAY, "-t", "public", "--withheld", "-o", str(tmp_path / "public.md")
    )
    assert (
        out.returncode == 0
        and "withheld: exhibits." in out.stderr
        and "submission: who submits" in out.stderr
    )
    assert "withheld: exhibits." not in (tmp_path / "public.md").read_text("utf-8")


def test_a_submission_is_not_written_until_it_is_ready_and_is_a_draft_until_then(tmp_path):
    target = tmp_path / "un.md"
    out = run("report", DIOURA, *DAY, "-t", "un-submission", "--ready", "-o", str(target))
    assert out.returncode == 1 and not target.exists()
    for code in ("no-consent", "no-submitter", "no-contact", "press-only"):
        assert f": {code}: " in out.stderr
    out = run("report", DIOURA, *DAY, "-t", "un-submission", "-o", str(tmp_path / "un.html"))
    assert (
        out.returncode == 0
        and "Marked as a draft" in out.stderr
        and "DRAFT" in (tmp_path / "un.html").read_text("utf-8")
    )
    assert (
        run(
            "report", WELL_RUN, *DAY, "-t", "un-submission", "--ready", "-o", str(target)
        ).returncode
        == 0
        and target.exists()
    )


def test_a_broken_template_of_ones_own_is_told_with_its_file_and_line(tmp_path):
    (tmp_path / "gap").mkdir()
    own = tmp_path / "gap/report.md.j2"
    own.write_text("# {{ case.title }}\n\nOurs.\n")
    assert "Ours." in run("report", DIOURA, "--template-dir", str(tmp_path)).stdout
    for text in (
        "a\n{{ nosuch.x }}\n",
        "a\n{% for x in y %}\n",
        "a\n{{ ''.__class__.__mro__ }}\n",
        "a\n{{ 1 / 0 }}\n",
    ):
        own.write_text(text)
        out = run("report", DIOURA, "--template-dir", str(tmp_path))
        assert (
            out.returncode == 2
            and f"{own}:" in out.stderr
            and "broken-template" in out.stderr
            and "Traceback" not in out.stderr
        )


def test_check_and_next_speak_french_and_spanish():
    for lang, word in (("fr", "NON ÉTABLI"), ("es", "NO DEMOSTRADO")):
        out = run("check", DIOURA, *DAY, "--lang", lang)
        assert out.returncode == 1 and word in out.stdout and "not shown" not in out.stdout.lower()
        assert max(map(len, out.stdout.splitlines())) <= 80
    assert "À faire maintenant" in run("next", DIOURA, *DAY, "--lang", "fr").stdout
    plain, french = (
        run("check", DIOURA, *DAY, "-f", "json", *more).stdout for more in ([], ["--lang", "fr"])
    )
    assert plain == french, "other programs get one language"
