"""The journal: who changed what; nothing in it can be altered unnoticed; and what is done by hand
is noticed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minnesota.keeping import journal
from minnesota.keeping.patch import patch
from support import commands
from support.cases import ROOT


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return commands.run(*words, env=commands.nobody() | env)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A case with a journal of seven lines, an exhibit with a chain of custody among them."""
    case = tmp_path_factory.mktemp("journal") / "case"
    item = case.parent / "item.bin"
    item.write_bytes(b"an item")
    for words in (
        ["init", str(case), "--example", "dioura"],
        ["record", "bias.weighing", str(case), "--status", "unknown"],
        [
            "exhibit",
            "add",
            str(item),
            str(case),
            "--kind",
            "object",
            "--title",
            "An item",
            "--holder",
            "Office",
            "--collected-on",
            "2025-01-09",
        ],
        [
            "exhibit",
            "hand-over",
            "E03",
            str(case),
            "--to",
            "Laboratory",
            "--on",
            "2025-01-10",
            "--why",
            "Tests",
            "--seal",
            "0042",
        ],
        [
            "record",
            "autopsy.performed",
            str(case),
            "--for",
            "V01",
            "--status",
            "not-done",
            "--source",
            "E01",
        ],
        [
            "record",
            "autopsy.performed",
            str(case),
            "--for",
            "V02",
            "--status",
            "not-done",
            "--source",
            "E01",
        ],
        [
            "record",
            "bias.weighing",
            str(case),
            "--status",
            "partly",
            "--source",
            "E01",
            "--note",
            "Read twice.",
        ],
    ):
        out = run(*words, MINNESOTA_WHO="AB")
        assert out.returncode == 0 and "does not say who" not in out.stderr, out.stderr
    return case


@pytest.fixture
def case(kept, tmp_path):
    return Path(shutil.copytree(kept, tmp_path / "case"))


def test_every_change_has_its_line_with_who_and_when_and_the_whole_is_proven(case):
    value = json.loads(run("log", str(case), "-f", "json").stdout)
    assert [e["command"] for e in value["lines"]] == [
        "init",
        "record",
        "exhibit add",
        "exhibit hand-over",
        "record",
        "record",
        "record",
    ]
    assert {e["who"] for e in value["lines"]} == {"AB"} and all(
        e["when"].endswith("Z") for e in value["lines"]
    )
    assert value["faults"] == []
    out = run("log", str(case), "--verify")
    assert out.returncode == 0 and "7 lines" in out.stdout
    told = run("log", str(case)).stdout
    assert (
        "changed the record of bias.weighing: partly" in told
        and "exhibits.E03.custody[2] added" in told
    )


def test_who_made_a_change_is_never_guessed(case):
    out = run(
        "record", "bias.weighing", str(case), "--status", "unknown", USER="root", LOGNAME="root"
    )
    assert out.returncode == 0 and "does not say who" in out.stderr
    assert json.loads((case / "journal.jsonl").read_text("utf-8").splitlines()[-1])["who"] is None


def test_a_journal_holds_no_path_of_this_machine(case):
    raw = (case / "journal.jsonl").read_text("utf-8")
    assert str(case.parent) not in raw and "item.bin" not in raw


def test_each_earlier_state_can_be_had_again(case):
    entries = journal.load(case, (case / "case.yaml").read_bytes()).entries
    assert journal.state(entries[:1]).encode() == (ROOT / "examples/dioura/case.yaml").read_bytes()
    for number, entry in enumerate(entries, 1):
        assert hashlib.sha256(journal.state(entries[:number]).encode()).hexdigest() == entry.after


def test_an_edit_by_hand_blocks_nothing_and_is_journalled_with_what_it_changed(case):
    text = (case / "case.yaml").read_text("utf-8")
    (case / "case.yaml").write_text(
        text.replace("country: RU", "country: FR").replace("Read twice.", "Read once."), "utf-8"
    )
    out = run("log", str(case), "--verify")
    assert out.returncode == 1
    assert (
        "edited-outside" in out.stdout
        and "institutions.russia.country" in out.stdout
        and "records.bias.weighing.note" in out.stdout
    )
    out = run(
        "record",
        "bias.weighing",
        str(case),
        "--status",
        "partly",
        "--note",
        "Read again.",
        "--who",
        "CD",
    )
    assert out.returncode == 0 and "changed outside" in out.stderr
    lines = [json.loads(line) for line in (case / "journal.jsonl").read_text("utf-8").splitlines()]
    assert (lines[-2]["command"], lines[-2]["who"]) == ("edited outside", None), (
        "who noticed it is not who did it"
    )
    assert "changed institutions.russia.country" in lines[-2]["what"]
    assert (lines[-1]["command"], lines[-1]["who"]) == ("record", "CD")
    assert run("log", str(case), "--verify").returncode == 0


def test_a_case_written_by_hand_gets_its_journal_with_the_first_change(tmp_path):
    (tmp_path / "case.yaml").write_bytes((ROOT / "examples/dioura/case.yaml").read_bytes())
    assert run("log", str(tmp_path)).returncode == 2
    assert run("record", "bias.weighing", str(tmp_path), "--status", "unknown").returncode == 0
    assert run("log", str(tmp_path), "--verify").returncode == 0
    assert "here before its journal" in run("log", str(tmp_path)).stdout


def _rehash(line: bytes) -> bytes:
    value = json.loads(line)
    value.pop("hash")
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return body[:-1] + f',"hash":"{hashlib.sha256(body).hexdigest()}"}}'.encode()


def _edit(number: int, old: bytes, new: bytes, rehash: bool = False):
    def edit(lines: list[bytes]) -> list[bytes]:
        assert old in lines[number]
        changed = lines[number].replace(old, new, 1)
        return [*lines[:number], _rehash(changed) if rehash else changed, *lines[number + 1 :]]

    return edit


def _renumbered(lines: list[bytes]) -> list[bytes]:
    kept = lines[:2] + lines[3:]
    return [
        _rehash(x.replace(json.dumps(json.loads(x)["number"]).encode(), str(n).encode(), 1))
        for n, x in enumerate(kept, 1)
    ]


TAMPERED = {
    "a word of a line": (_edit(3, b"hand-over", b"hand-0ver"), "changed: line 4"),
    "who made a change": (_edit(1, b'"who":"AB"', b'"who":"CD"'), "changed: line 2"),
    "when": (_edit(2, b'"when":"2', b'"when":"1'), "changed: line 3"),
    "a custody entry in the journal": (_edit(3, b"Laboratory", b"Workshop"), "changed: line 4"),
    "a line and its hash": (_edit(3, b"Laboratory", b"Workshop", rehash=True), "changed: line 4"),
    "the last line and its hash": (
        _edit(6, b'"who":"AB"', b'"who":"CD"', rehash=True),
        "changed: line 7",
    ),
    "the first line and its hash": (
        _edit(0, b'"who":"AB"', b'"who":"CD"', rehash=True),
        "changed: line 1",
    ),
    "a hash": (_edit(4, b'"hash":"', b'"hash":"0'), "changed: line 5"),
    "a line taken out": (lambda x: x[:2] + x[3:], "removed: line 3"),
    "two lines taken out": (lambda x: x[:2] + x[4:], "removed: lines 3 to 4"),
    "the first line taken out": (lambda x: x[1:], "removed: line 1"),
    "a line taken out, the rest renumbered": (_renumbered, "changed: line 2"),
    "two lines in the other order": (lambda x: [*x[:3], x[4], x[3], *x[5:]], "reordered: line 5"),
    "a line twice": (lambda x: [*x[:4], x[3], *x[4:]], "repeated: line 4"),
    "the last line cut off": (lambda x: x[:-1], "truncated: the line after line 6"),
    "the last three lines cut off": (lambda x: x[:-3], "truncated: 3 lines after line 4"),
    "all lines": (lambda x: [], "truncated: 7 lines after line 0"),
    "a blank line put in": (lambda x: [*x[:2], b"", *x[2:]], "changed: line 3"),
    "a line of something else": (lambda x: [*x[:2], b"{}", *x[2:]], "changed: line 3"),
    "a line cut in the middle": (lambda x: [*x[:2], x[2][:100], *x[3:]], "changed: line 3"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_journal_that_was_tampered_with_is_told_with_its_line(case, what):
    change, told = TAMPERED[what]
    path = case / "journal.jsonl"
    lines = change(path.read_bytes().split(b"\n")[:-1])
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    out = run("log", str(case), "--verify")
    assert out.returncode == 1 and told in out.stdout, out.stdout + out.stderr
    assert "Traceback" not in out.stderr


def test_lines_cut_off_at_the_end_block_writing_until_the_loss_is_accepted_and_journalled(case):
    path = case / "journal.jsonl"
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:4]) + b"\n")
    before = (case / "case.yaml").read_bytes()
    out = run("record", "bias.weighing", str(case), "--status", "unknown")
    assert (
        out.returncode == 2
        and "cut off" in out.stderr
        and (case / "case.yaml").read_bytes() == before
    )
    assert run("log", str(case), "--repair").returncode == 0
    assert run("log", str(case), "--verify").returncode == 0
    assert "accepted as a loss" in run("log", str(case)).stdout


def test_a_head_that_is_missing_or_garbled_is_told_and_journalled_before_it_is_written_anew(case):
    for spoil in (lambda p: p.unlink(), lambda p: p.write_text("zzz")):
        spoil(case / "journal.head")
        assert run("log", str(case), "--verify").returncode == 1
        out = run(
            "record",
            "bias.weighing",
            str(case),
            "--status",
            "unknown",
            "--note",
            str(spoil),
            "--who",
            "CD",
        )
        assert out.returncode == 0 and "journal.head" in out.stderr
    assert run("log", str(case)).stdout.count("journal.head") == 2


def test_every_write_onto_a_broken_journal_says_so(case):
    path = case / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Laboratory", b"Workshop"))
    out = run("record", "bias.weighing", str(case), "--status", "unknown")
    assert out.returncode == 0 and "line 4 was changed" in out.stderr


@pytest.mark.parametrize("known", ["", "123", "zzzzzzzz", "ef36488c "])
def test_what_is_no_hash_is_no_proof_of_forgery(case, known):
    out = run("log", str(case), "--known", known)
    assert out.returncode == 2 and "first 8" in out.stderr


def test_what_no_new_line_can_make_good_is_not_repaired(case):
    path = case / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Laboratory", b"Workshop"))
    before = path.read_bytes()
    out = run("log", str(case), "--repair")
    assert (
        out.returncode == 2 and "cannot be repaired" in out.stderr and path.read_bytes() == before
    )


def test_a_hash_noted_elsewhere_proves_that_nothing_before_it_was_written_anew(case, tmp_path):
    noted = (case / "journal.head").read_text().split()[1]
    assert run("record", "bias.weighing", str(case), "--status", "unknown").returncode == 0
    assert run("log", str(case), "--known", noted[:12]).returncode == 0
    for name in ("journal.jsonl", "journal.head"):
        (case / name).unlink()
    assert run("record", "bias.weighing", str(case), "--status", "done").returncode == 0
    assert run("log", str(case), "--verify").returncode == 0, (
        "a journal written anew holds in itself"
    )
    assert run("log", str(case), "--known", noted).returncode == 1


@given(st.text("ab\n", max_size=30), st.text("ab\n", max_size=30))
def test_a_change_between_any_two_texts_is_replayed_exactly(old, new):
    def entry(number: int, a: str, b: str) -> journal.Entry:
        digests = [hashlib.sha256(t.encode()).hexdigest() for t in (a, b)]
        return journal.Entry(
            number, "", None, "", (), patch(a, b), digests[0], digests[1], "", "", ""
        )

    assert journal.state([entry(1, "", old), entry(2, old, new)]) == new
