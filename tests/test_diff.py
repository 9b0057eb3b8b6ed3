"""What changed between two states of a case, and what got worse since a baseline."""

from __future__ import annotations

import json
import shutil
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minnesota.engine.compare import way
from minnesota.yaml.differences import differences
from support.cases import ROOT
from support.commands import run, run_apart

WELL = ROOT / "examples/well-run/case.yaml"
DAY = ["--as-of", "2025-06-30"]


@pytest.fixture
def states(tmp_path):
    """A well-run case, and the same with an autopsy that comes to be not performed, a name, and
    an exhibit more.
    """
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        shutil.copy(WELL, folder / "case.yaml")
    text = WELL.read_text("utf-8")
    assert (
        text.count("performed: true") >= 1 and "exhibits:\n" in text and "name: Tomas Arel" in text
    )
    text = text.replace("performed: true", "performed: false", 1)
    text = text.replace(
        "exhibits:\n", "exhibits:\n  - {id: E99, kind: document, title: A letter}\n"
    )
    text = text.replace("name: Tomas Arel", "name: Zebedee Quux")
    (new / "case.yaml").write_text(text, "utf-8")
    return old, new


def test_verdicts_that_moved_are_shown_with_their_reason_the_worse_first_and_then_the_facts(states):
    out = run("diff", *states, *DAY)
    assert out.returncode == 0 and out.stderr == ""
    assert (
        "met -> not met: autopsy.performed, V01" in out.stdout
        and "Effective and thorough: met -> not met" in out.stdout
    )
    assert (
        "added exhibits.E99" in out.stdout
        and "changed victims.V01.autopsy.performed: true -> false" in out.stdout
    )
    assert (
        "changed victims.V01.name\n" in out.stdout
        and "Quux" not in out.stdout
        and "Arel" not in out.stdout
    ), "names stay in the file"
    assert max(map(len, out.stdout.splitlines())) <= 80
    ways = [
        line.split(":")[0].strip()
        for line in out.stdout.splitlines()
        if " -> " in line and line.strip().split(":")[0] in ("worse", "better", "other")
    ]
    assert ways == sorted(ways, key=["worse", "better", "other"].index) and "worse" in ways


def test_json_is_the_same_bytes_and_the_other_way_round_is_better(states):
    # Two processes, so that sets have two orders.
    one, two = (run_apart("diff", *states, *DAY, "-f", "json") for _ in range(2))
    assert one.stdout == two.stdout and "Quux" not in one.stdout
    value = json.loads(one.stdout)
    back = json.loads(run("diff", *reversed(states), *DAY, "-f", "json").stdout)
    assert value["format"] == "minnesota-diff/1"
    flip = {"worse": "better", "better": "worse", "other": "other"}
    assert {(s["step"], s["for"], flip[s["way"]]) for s in back["protocols"][0]["steps"]} == {
        (s["step"], s["for"], s["way"]) for s in value["protocols"][0]["steps"]
    }


def test_a_state_may_be_a_sealed_bag_as_a_folder_or_a_zip(states, tmp_path):
    old, _ = states
    assert run("seal", old, "-o", tmp_path / "bag", *DAY).returncode == 2, (
        "a case without its exhibits' files cannot be sealed"
    )
    dioura = tmp_path / "dioura"
    assert run("init", dioura, "--example", "dioura").returncode == 0
    assert run("seal", dioura, "-o", tmp_path / "bag").returncode == 0
    assert run("seal", dioura, "-o", tmp_path / "bag.zip").returncode == 0
    assert (
        run("record", "bias.weighing", dioura, "--status", "not-done", "--source", "E01").returncode
        == 0
    )
    shown = [run("diff", tmp_path / name, dioura, *DAY).stdout for name in ("bag", "bag.zip")]
    assert shown[0] == shown[1] and "worse: not shown -> not met: bias.weighing" in shown[0]


@pytest.mark.parametrize(
    "words",
    [
        ["{old}"],
        ["{zip}", "{old}"],
        ["{old}", "/nowhere"],
        ["--since", "2025-01-01", "{old}"],
        ["--since", "1/1/2025", "{old}"],
    ],
)
def test_what_is_no_state_is_refused_in_words(states, tmp_path, words):
    (tmp_path / "x.zip").write_bytes(b"PK no zip")
    out = run("diff", *(w.format(old=states[0], zip=tmp_path / "x.zip") for w in words))
    assert (
        out.returncode == 2
        and out.stderr
        and "Traceback" not in out.stderr
        and "fault in the program" not in out.stderr
    )


def test_one_more_victim_is_one_line_and_each_verdict_in_json(states):
    old, new = states
    text = WELL.read_text("utf-8").replace(
        "\nvictims:\n", "\nvictims:\n  - {id: V02, name: Zebedee Quux, sources: [E07]}\n", 1
    )
    (new / "case.yaml").write_text(text, "utf-8")
    out = run("diff", old, new, *DAY)
    assert out.returncode == 0, out.stderr
    assert (
        out.stdout.count("now asked of V02: ") == 1
        and "added victims.V02: sources [E07]" in out.stdout
        and "Quux" not in out.stdout
    )
    value = json.loads(run("diff", old, new, *DAY, "-f", "json").stdout)["protocols"][0]
    assert sum(s["for"] == "V02" and s["old"] is None for s in value["steps"]) > 20


def test_only_the_verdicts_of_a_principle_and_a_protocol_that_one_state_names(states):
    old, new = states
    text = (
        (new / "case.yaml")
        .read_text("utf-8")
        .replace("protocol: minnesota-2016", "protocol: [minnesota-2016, berkeley-2022]", 1)
    )
    (new / "case.yaml").write_text(text, "utf-8")
    out = run("diff", old, new, *DAY, "--principle", "prompt")
    assert (
        out.returncode == 0
        and "autopsy.cavities" not in out.stdout
        and "Effective and thorough" not in out.stdout
    )
    assert "only the newer state names the protocol berkeley-2022" in out.stderr
    assert (
        "only the older state names the protocol berkeley-2022"
        in run("diff", new, old, *DAY).stderr
    )
    assert run("diff", old, new, "-p", "promt").returncode == 2


def test_other_spacing_changes_nothing_and_says_so(states):
    old, new = states
    (new / "case.yaml").write_text("# a comment more\n" + WELL.read_text("utf-8"), "utf-8")
    assert "Nothing changed but comments and spacing." in run("diff", old, new, *DAY).stdout


@pytest.mark.parametrize("top", ["", "bag/"])
def test_a_zip_is_a_state_with_a_folder_of_its_own_or_not_and_only_when_it_is_a_bag(
    states, tmp_path, top
):
    for name, members in {
        "bag.zip": ["bagit.txt", "data/case/case.yaml"],
        "none.zip": ["data/case/case.yaml"],
    }.items():
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in members:
                archive.writestr(top + member, WELL.read_bytes())
    out = run("diff", tmp_path / "bag.zip", states[0], *DAY)
    assert out.returncode == 0 and "Nothing changed: both are the same file." in out.stdout
    out = run("diff", tmp_path / "none.zip", states[0], *DAY)
    assert out.returncode == 2 and "no-seal" in out.stderr
    raw = bytearray((tmp_path / "bag.zip").read_bytes())
    raw[raw.index(b"case.yaml") + 200] ^= 0xFF
    (tmp_path / "bag.zip").write_bytes(raw)
    out = run("diff", tmp_path / "bag.zip", states[0], *DAY)
    assert out.returncode == 2 and "not-a-zip" in out.stderr, out.stderr


def test_a_zip_that_unpacks_to_more_than_a_case_may_have_is_refused(states, tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("bag/bagit.txt", b"")
        bomb.writestr("bag/data/case/case.yaml", b"#" * 20_000_000)
    out = run("diff", tmp_path / "bomb.zip", states[0])
    assert out.returncode == 2 and "too-large" in out.stderr


def test_since_a_day_is_what_the_journal_says_of_it(tmp_path):
    folder = tmp_path / "case"
    assert run("init", folder, "--example", "dioura").returncode == 0
    out = run("diff", "--since", "2100-01-01", folder)
    assert out.returncode == 0 and "Nothing changed" in out.stdout
    out = run("diff", "--since", "2000-01-01", folder)
    assert out.returncode == 2 and "the journal begins on" in out.stderr
    # the first line as if it had been written earlier: the later ones are then what changed since
    journal = folder / "journal.jsonl"
    first = json.loads(journal.read_bytes())
    from minnesota.keeping.journal import Entry, with_hash, written_line

    first.pop("hash")
    entry = Entry(
        **{
            **first,
            "when": "2024-05-01T10:00:00Z",
            "what": tuple(first["what"]),
            "patch": first["patch"],
        },
        digest="",
    )
    entry = with_hash(entry)
    journal.write_bytes(written_line(entry))
    (folder / "journal.head").write_text(f"1 {entry.digest}\n")
    assert (
        run("record", "bias.weighing", folder, "--status", "not-done", "--source", "E01").returncode
        == 0
    )
    assert run("log", folder, "--verify").returncode == 0
    out = run("diff", "--since", "2024-06-01", folder, *DAY)
    assert (
        out.returncode == 0
        and "added records.bias.weighing" in out.stdout
        and "worse" in out.stdout
    )


def test_a_baseline_fails_only_on_what_got_worse(states, tmp_path):
    old, new = states
    run("check", old, *DAY, "-f", "json", "-o", tmp_path / "base.json")
    same = run("check", old, *DAY, "--baseline", tmp_path / "base.json")
    assert same.returncode == 0 and "0 got worse" in same.stdout
    worse = run("check", new, *DAY, "--baseline", tmp_path / "base.json")
    assert worse.returncode == 1 and "worse: autopsy.performed, V01: met -> not-met" in worse.stdout
    never = run("check", new, *DAY, "--baseline", tmp_path / "base.json", "--fail-on", "never")
    assert never.returncode == 0 and "worse: autopsy.performed" in never.stdout, (
        "what got worse is said whatever decides"
    )
    plain, held = (
        run("check", new, *DAY, "-f", "json", *more).stdout
        for more in ([], ["--baseline", tmp_path / "base.json"])
    )
    assert plain == held, (
        "the baseline changes the exit code and nothing that is printed for programs"
    )
    run("check", ROOT / "examples/dioura", *DAY, "-f", "json", "-o", tmp_path / "gaps.json")
    assert run("check", ROOT / "examples/dioura", *DAY).returncode == 1
    assert (
        run(
            "check", ROOT / "examples/dioura", *DAY, "--baseline", tmp_path / "gaps.json"
        ).returncode
        == 0
    )


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", "no json", '{"format": "minnesota-assessment/9"}']
)
def test_a_broken_or_foreign_baseline_is_refused(states, tmp_path, text):
    (tmp_path / "base.json").write_text(text)
    out = run("check", states[0], *DAY, "--baseline", tmp_path / "base.json")
    assert out.returncode == 2 and "no-baseline" in out.stderr
    assert "Traceback" not in out.stderr


def test_a_result_written_over_its_baseline_is_held_against_what_stood_there(states, tmp_path):
    old, new = states
    base = tmp_path / "base.json"
    run("check", old, *DAY, "-f", "json", "-o", base)
    again = ("check", new, *DAY, "--baseline", base, "-f", "json", "-o", base)
    assert run(*again).returncode == 1
    assert run(*again).returncode == 0


def test_a_baseline_of_another_case_is_refused(states, tmp_path):
    run("check", ROOT / "examples/dioura", *DAY, "-f", "json", "-o", tmp_path / "gaps.json")
    out = run("check", states[0], *DAY, "--baseline", tmp_path / "gaps.json")
    assert (
        out.returncode == 2
        and "holds nothing of ZZ-2024-LOW-MERETH" in out.stderr
        and out.stdout == ""
    )


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(0, 2)
    | st.text("ab", max_size=2)
    | st.sampled_from([0.0, 1.0])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "step", "for", "a"]), inner, max_size=4)
    ),
)


@given(VALUES, VALUES)
def test_there_is_a_difference_when_and_only_when_two_values_differ(old, new):
    assert differences(old, old) == []
    assert bool(differences(old, new)) == (
        json.dumps(old, sort_keys=True) != json.dumps(new, sort_keys=True)
    )


def test_parts_are_known_by_their_ids_wherever_they_stand():
    old = {
        "exhibits": [{"id": "E1", "t": 1}, {"id": "E2"}],
        "records": [{"step": "a", "for": "V1", "status": "done"}],
    }
    new = {
        "exhibits": [{"id": "E0"}, {"id": "E1", "t": 2}],
        "records": [{"step": "a", "for": "V1", "status": "partly"}],
    }
    assert [(d.kind, d.path) for d in differences(old, new)] == [
        ("added", "exhibits.E0"),
        ("changed", "exhibits.E1.t"),
        ("removed", "exhibits.E2"),
        ("changed", "records.a/V1.status"),
    ]


def test_items_without_an_id_are_known_by_what_they_hold_then_by_their_place():
    old = {"custody": [{"holder": "a"}, {"holder": "b"}], "circumstances": ["firearms", "custody"]}
    new = {
        "custody": [{"holder": "z"}, {"holder": "a"}, {"holder": "b", "seal": "7"}],
        "circumstances": ["custody", "child"],
    }
    assert [(d.kind, d.path, d.old, d.new) for d in differences(old, new)] == [
        ("added", "custody[1]", None, {"holder": "z"}),
        ("added", "custody[3].seal", None, "7"),
        ("removed", "circumstances[1]", "firearms", None),
        ("added", "circumstances[2]", None, "child"),
    ]


def test_two_long_lists_that_share_little_are_compared_in_good_time():
    started = time.monotonic()
    assert differences([n % 150 for n in range(20_000)], [n * 7 % 150 for n in range(20_000)])
    assert time.monotonic() - started < 10


VERDICTS = [
    "met",
    "partly-met",
    "not-met",
    "contradicted",
    "unsupported",
    "not-shown",
    "not-applicable",
    None,
]


@given(st.sampled_from(VERDICTS), st.sampled_from(VERDICTS), st.sampled_from(VERDICTS))
def test_worse_is_an_order(a, b, c):
    flip = {"worse": "better", "better": "worse", "other": "other"}
    assert way(b, a) == flip[way(a, b)]
    if way(a, b) == way(b, c) == "worse":
        assert way(a, c) == "worse"


def test_a_clock_that_went_back_breaks_nothing_and_a_journal_without_its_head_is_not_believed(
    tmp_path,
):
    from minnesota.keeping.journal import Entry, with_hash, written_line

    folder = tmp_path / "case"
    run("init", folder, "--example", "dioura")
    for step in ("bias.weighing", "scope.state-basis"):
        assert run("record", step, folder, "--status", "unknown").returncode == 0
    journal, previous, raw = folder / "journal.jsonl", "", b""
    for text, day in zip(
        journal.read_bytes().splitlines(), ("2025-03-01", "2025-05-01", "2020-01-01"), strict=True
    ):
        value = json.loads(text)
        value |= {
            "digest": value.pop("hash"),
            "when": f"{day}T00:00:00Z",
            "previous": previous,
            "what": tuple(value["what"]),
        }
        entry = with_hash(Entry(**value))
        raw, previous = raw + written_line(entry), entry.digest
    journal.write_bytes(raw)
    (folder / "journal.head").write_text(f"{entry.number} {entry.digest}\n")
    out = run("diff", "--since", "2025-04-01", folder, *DAY)
    assert out.returncode == 0 and "added records.bias.weighing" in out.stdout, out.stderr
    (folder / "journal.head").unlink()
    out = run("diff", "--since", "2025-04-01", folder, *DAY)
    assert out.returncode == 2 and "no-head" in out.stderr


def test_a_baseline_of_one_principle_is_no_baseline_for_all(states, tmp_path):
    run("check", states[0], *DAY, "-p", "prompt", "-f", "json", "-o", tmp_path / "base.json")
    assert (
        run(
            "check", states[0], *DAY, "-p", "prompt", "--baseline", tmp_path / "base.json"
        ).returncode
        == 0
    )
    out = run("check", states[0], *DAY, "--baseline", tmp_path / "base.json")
    assert out.returncode == 2 and "give the same --principle" in out.stderr


def test_a_new_victim_is_one_line_in_what_got_worse(states, tmp_path):
    old, new = states
    run("check", old, *DAY, "-f", "json", "-o", tmp_path / "base.json")
    text = (old / "case.yaml").read_text("utf-8")
    (new / "case.yaml").write_text(
        text.replace("victims:\n", "victims:\n  - {id: V77}\n", 1), "utf-8"
    )
    out = run("check", new, *DAY, "--baseline", tmp_path / "base.json")
    assert out.returncode == 1 and out.stdout.count("now asked of V77") == 1
