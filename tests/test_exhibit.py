"""`minnesota exhibit`, from outside: what is copied, entered, handed over and proven, and what is
refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import pty
import signal
import subprocess
import sys

import pytest

from support import commands
from support.cases import HEAD
from support.held import opens, until
from support.photos import jpeg
from support.processes import interruptible, read_to_the_end

CASE = (
    HEAD
    + """\
# what the field office keeps
incident: {date: 2025-01-02, coordinates: {latitude: 14.9, longitude: -5.1}}
institutions:
  - {id: watch, name: Zubara Watch, kind: ngo}
exhibits:
  - {id: E01, kind: article, title: An article}   # the first
"""
)
PHOTO = ["--kind", "photo", "--title", "The house"]


@pytest.fixture
def case(tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "case.yaml").write_text(CASE)
    return folder


@pytest.fixture
def photo(tmp_path):
    return jpeg(tmp_path / "Aminata at home.JPG")


def run(*words, **options) -> subprocess.CompletedProcess[str]:
    return commands.run("exhibit", *words, env=commands.nobody(), **options)


def apart(*words, **options) -> subprocess.CompletedProcess[str]:
    """Run it in a process of its own, which can be limited and ended."""
    return commands.run_apart("exhibit", *words, env=commands.nobody(), **options)


def files(case):
    return (
        sorted(p.name for p in (case / "evidence").iterdir())
        if (case / "evidence").exists()
        else []
    )


def text(case):
    return (case / "case.yaml").read_text("utf-8")


def limited(most: int):
    def limit():
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return limit


def test_a_file_is_copied_hashed_and_entered_and_its_name_stays_behind(case, photo):
    out = run(
        "add",
        photo,
        case,
        *PHOTO,
        "--who",
        "AB",
        "--origin",
        "A visitor",
        "--date",
        "2025-01-03",
        "--confidential",
        "--collected-by",
        "watch",
        "--collected-on",
        "2025-01-09",
        "--collected-at",
        "Dioura",
        "--holder",
        "Office",
    )
    digest = hashlib.sha256(photo.read_bytes()).hexdigest()
    assert out.returncode == 0, out.stderr
    assert out.stdout.split() == ["E02", "evidence/E02.jpg", "sha256", digest]
    assert files(case) == ["E02.jpg"]
    assert (case / "evidence/E02.jpg").read_bytes() == photo.read_bytes()
    assert (case / "evidence/E02.jpg").stat().st_mode & 0o777 == 0o600
    assert text(case).startswith(CASE)
    for line in (
        "confidential: true",
        "collected: {on: 2025-01-09, by: watch, place: Dioura}",
        f"sha256: {digest}",
        "received: 2025-01-09",
    ):
        assert line in text(case)
    assert "Aminata" not in text(case) + (case / "journal.jsonl").read_text()


def test_who_collected_it_and_where_may_be_words_and_degrees(case, photo):
    run("add", photo, case, *PHOTO, "--collected-by", "Officer 2", "--collected-at", "14.9, -5.1")
    assert (
        "collected: {collector: Officer 2, coordinates: {latitude: 14.9, longitude: -5.1}}"
        in text(case)
    )


def test_nothing_is_ever_written_over(case, photo):
    (case / "evidence").mkdir()
    (case / "evidence/E02.jpg").write_text("something else")
    assert run("add", photo, case, *PHOTO).stdout.split()[1] == "evidence/E02-2.jpg"
    assert (case / "evidence/E02.jpg").read_text() == "something else"


def test_what_a_killed_run_left_is_adopted(case, photo):
    (case / "evidence").mkdir()
    (case / "evidence/E02.jpg").write_bytes(photo.read_bytes())
    assert run("add", photo, case, *PHOTO).stdout.split()[:2] == ["E02", "evidence/E02.jpg"]
    assert files(case) == ["E02.jpg"]


def test_a_file_of_another_exhibit_is_not_adopted(case, photo):
    (case / "evidence").mkdir()
    (case / "evidence/E02.jpg").write_bytes(photo.read_bytes())
    (case / "case.yaml").write_text(
        CASE.replace("title: An article", "title: An article, file: evidence/E02.jpg")
    )
    assert run("add", photo, case, *PHOTO).stdout.split()[1] == "evidence/E02-2.jpg"


@pytest.mark.parametrize("what", ["fifo", "folder", "nothing", "device"])
def test_only_an_ordinary_file_is_taken(case, tmp_path, what):
    source = tmp_path / "source"
    if what == "fifo":
        os.mkfifo(source)
    elif what == "folder":
        source.mkdir()
    elif what == "device":
        source = "/dev/zero"
    out = apart("add", source, case, *PHOTO, timeout=30)
    assert out.returncode == 2 and len(out.stderr.splitlines()) == 1
    assert files(case) == [] and text(case) == CASE


def test_no_file_is_written_through_a_link_out_of_the_case(case, photo, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (case / "evidence").symlink_to(tmp_path / "elsewhere")
    out = run("add", photo, case, *PHOTO)
    assert out.returncode == 2 and "leads out of the case's folder" in out.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == [] and text(case) == CASE


def test_a_link_that_stands_in_the_way_is_not_followed(case, photo, tmp_path):
    (case / "evidence").mkdir()
    (case / "evidence/E02.jpg").symlink_to(tmp_path / "target.jpg")
    assert run("add", photo, case, *PHOTO).stdout.split()[1] == "evidence/E02-2.jpg"
    assert not (tmp_path / "target.jpg").exists()


@pytest.mark.slow
def test_a_full_disk_leaves_nothing(case, tmp_path):
    (tmp_path / "film.mp4").write_bytes(b"x" * 100_000)
    out = apart(
        "add",
        tmp_path / "film.mp4",
        case,
        "--kind",
        "video",
        "--title",
        "A film",
        preexec_fn=limited(50_000),
    )
    assert out.returncode == 2 and "no room" in out.stderr and len(out.stderr.splitlines()) == 1
    assert files(case) == [] and text(case) == CASE


@pytest.mark.slow
def test_where_the_case_cannot_be_written_its_file_goes_too(case, photo):
    long = CASE + "# a comment\n" * 10_000
    (case / "case.yaml").write_text(long)
    assert len(long) > 60_000 > photo.stat().st_size
    run("add", "--reference", "1", case, "--kind", "object", "--title", "Begins the journal")
    before = text(case)
    out = apart("add", photo, case, *PHOTO, preexec_fn=limited(60_000))
    assert out.returncode == 2 and "Traceback" not in out.stderr
    assert files(case) == [] and text(case) == before


def test_what_would_make_the_case_invalid_is_refused_before_anything_is_copied(case, photo):
    for words in (
        ["--language", "French"],
        ["--id", "../../E9"],
        ["--id", "E01"],
        ["--id", "watch"],
        ["--date", "yesterday"],
        ["--collected-on", "?"],
    ):
        out = run("add", photo, case, *PHOTO, *words)
        assert (
            out.returncode == 2 and "Traceback" not in out.stderr and "fault" not in out.stderr
        ), words
    assert not (case / "evidence").exists() and text(case) == CASE


def test_show_shows_the_difference_and_writes_nothing(case, photo):
    out = run("add", photo, case, *PHOTO, "--show")
    assert (
        f"+    sha256: {hashlib.sha256(photo.read_bytes()).hexdigest()}" in out.stdout.splitlines()
    )
    assert [p.name for p in case.iterdir()] == ["case.yaml"] and text(case) == CASE


def test_an_item_kept_elsewhere_has_a_number_and_no_file(case):
    assert run(
        "add", "--reference", "Seal 123", case, "--kind", "object", "--title", "A case"
    ).stdout.split() == ["E02", "reference", "Seal", "123"]
    assert (
        run(
            "add", "--reference", "Seal 124", "--kind", "object", "--title", "Another", cwd=case
        ).stdout.split()[0]
        == "E03"
    )
    both = run("add", "some.jpg", case, "--reference", "1", "--kind", "object", "--title", "A case")
    assert both.returncode == 2 and "no file" in both.stderr
    assert run("add", *PHOTO, cwd=case).returncode == 2
    assert files(case) == []


@pytest.mark.parametrize(
    ("ids", "new"),
    [
        (["E01", "E11"], "E12"),
        (["E9"], "E10"),
        (["EX-001"], "EX-002"),
        (["memo"], "E01"),
        (["E01", "E03"], "E04"),
    ],
)
def test_the_next_id_follows_the_style_of_the_file(case, ids, new):
    listed = "".join(f"  - {{id: {i}, kind: article, title: An article}}\n" for i in ids)
    (case / "case.yaml").write_text(f"{HEAD}incident: {{}}\nexhibits:\n{listed}")
    assert (
        run(
            "add", "--reference", "1", case, "--kind", "object", "--title", "A case"
        ).stdout.split()[0]
        == new
    )


def test_a_kind_that_is_none_is_answered_with_what_is_near(case, photo):
    assert (
        'did you mean "photo"' in run("add", photo, case, "--kind", "foto", "--title", "x").stderr
    )
    assert "--title" in run("add", photo, case, "--kind", "photo").stderr
    assert "--kind" in run("add", photo, case, "--title", "x").stderr


def test_what_is_embedded_is_recorded_only_when_asked_for(case, photo):
    silent = run("add", photo, case, *PHOTO)
    assert "a time, a device, a position; --embedded records" in silent.stderr
    assert "14.5" not in silent.stderr + text(case) and "Canon" not in silent.stderr + text(case)
    run("add", photo, case, *PHOTO, "--embedded")
    recorded = (
        "embedded: {taken: 2025-01-03T08:30:00, clock: local, device: Canon EOS 5D, "
        "coordinates: {latitude: 14.5, longitude: -5.25}}"
    )
    assert recorded.replace("2025-01-03T08:30:00", '"2025-01-03T08:30:00"') in text(
        case
    ) or recorded in text(case)


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "recorded"), [("y", True), ("n", False), ("", False)])
def test_at_a_terminal_it_shows_what_is_embedded_and_asks(case, photo, answer, recorded):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "minnesota", "exhibit", "add", str(photo), str(case)]
    with subprocess.Popen(command, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE) as process:
        os.close(theirs)
        os.write(ours, f"foto\nphoto\nThe house\n{answer}\n".encode())
        shown = read_to_the_end(ours)
        out = process.stdout.read().decode()
    os.close(ours)
    assert process.returncode == 0 and out.split()[0] == "E02"
    assert (
        b"taken 2025-01-03 08:30:00 (the device's local time)" in shown and b"14.5, -5.25" in shown
    )
    assert ("embedded:" in text(case)) is recorded and "title: The house" in text(case)


def test_contradictions_and_doubles_are_warned_of(case, tmp_path):
    photo = jpeg(tmp_path / "a.jpg", taken="2024:12:30 10:00:00", latitude=(16.0, 0.0, 0.0))
    out = run("add", photo, case, *PHOTO)
    assert out.returncode == 0
    assert "before the incident began: 2024-12-30 10:00 against 2025-01-02" in out.stderr
    assert "km from where the incident happened" in out.stderr
    assert "the same file, byte for byte, as E02" in run("add", photo, case, *PHOTO).stderr
    late = jpeg(tmp_path / "b.jpg", taken="2025-01-12 10:00:00".replace("-", ":"))
    assert (
        "after it was collected"
        in run("add", late, case, *PHOTO, "--collected-on", "2025-01-09").stderr
    )


def test_a_hand_over_is_written_with_all_that_was_said(case):
    assert (
        run(
            "hand-over", "E01", case, "--from", "Office", "--to", "Laboratory", "--on", "2025-01-12"
        ).returncode
        == 0
    )
    out = run(
        "hand-over",
        "E01",
        case,
        "--from",
        "laboratory",
        "--to",
        "Court",
        "--on",
        "2025-02-03T09:30",
        "--why",
        "Trial",
        "--seal",
        "0042",
        "--condition",
        "intact",
        "--place",
        "Bamako",
        "--source",
        "E01",
    )
    assert out.returncode == 0, out.stderr
    assert "Court" not in out.stdout
    assert run("verify", case).returncode == 0
    from minnesota.reading.case import load_case

    chain = load_case(case).case.exhibits[0].custody
    assert [(c.holder, c.received.text) for c in chain] == [
        ("Office", "../2025-01-12"),
        ("Laboratory", "2025-01-12"),
        ("Court", "2025-02-03T09:30"),
    ]
    assert chain[1].handed_on.text == "2025-02-03T09:30"
    assert (chain[2].why, chain[2].seal, chain[2].condition, chain[2].place, chain[2].sources) == (
        "Trial",
        "0042",
        "intact",
        "Bamako",
        ("E01",),
    )
    assert "# the first" in text(case)


def test_a_hand_over_that_cannot_be_right_is_refused(case):
    run("hand-over", "E01", case, "--to", "Laboratory", "--on", "2025-01-12")
    before = text(case)
    for words, why in (
        (["E01", "--to", "B", "--on", "2025-01-10"], "contradict itself"),
        (["E01", "--from", "C", "--to", "B", "--on", "2025-01-13"], "in the hands of another"),
        (["E1", "--to", "B", "--on", "2025-01-13"], 'did you mean "E01"'),
        (["E01", "--to", " ", "--on", "2025-01-13"], "empty"),
        (["E01", "--to", "B", "--on", "soon"], "not a date"),
        (["E01", "--to", "B", "--on", "2025-01-13", "--source", "E77"], "unknown-exhibit"),
    ):
        out = run("hand-over", words[0], case, *words[1:])
        assert out.returncode == 2 and why in " ".join(out.stderr.replace("│", " ").split()), (
            words,
            out.stderr,
        )
        assert "Laboratory" not in out.stderr
    assert text(case) == before


def test_the_list_fits_80_columns_and_has_everything_as_json(case, photo):
    run(
        "add",
        photo,
        case,
        "--kind",
        "official-record",
        "--title",
        "A title " * 30,
        "--holder",
        "The holder of it " * 5,
    )
    out = run("list", case)
    assert max(map(len, out.stdout.splitlines())) <= 80 and "evidence/E02.jpg" in out.stdout
    value = json.loads(run("list", case, "-f", "json").stdout)
    assert [e["id"] for e in value["exhibits"]] == ["E01", "E02"]
    assert (
        value["exhibits"][1]["title"].startswith("A title A title")
        and value["exhibits"][1]["holder"]
    )


def exhibits(case, *lines: str) -> None:
    (case / "case.yaml").write_text(
        f"{HEAD}incident: {{}}\nexhibits:\n"
        + "".join(f"  - {{kind: photo, title: x, {line}}}\n" for line in lines)
    )


def test_verify_proves_what_is_right(case, photo):
    run("add", photo, case, *PHOTO, "--holder", "Office")
    out = run("verify", case)
    assert (
        out.returncode == 0
        and "1 of 1 file proven" in out.stdout
        and "1 of 1 chain of custody unbroken" in out.stdout
    )


@pytest.mark.slow
def test_verify_names_each_file_that_is_not_as_recorded(case, tmp_path):
    good = hashlib.sha256(b"good").hexdigest()
    evidence = case / "evidence"
    evidence.mkdir()
    (tmp_path / "secret").write_bytes(b"good")
    for name in ("right", "unhashed", "changed"):
        (evidence / name).write_bytes(b"good" if name != "changed" else b"gone")
    (evidence / "linked").symlink_to(tmp_path / "secret")
    (evidence / "loop").symlink_to("loop")
    (evidence / "within").symlink_to("right")
    (evidence / "folder").mkdir()
    os.mkfifo(evidence / "pipe")
    names = {
        "right": "right",
        "within": "right",
        "../evidence/right": "right",
        "changed": "changed",
        "lost": "missing",
        "linked": "outside",
        "loop": "unreadable",
        "folder": "unreadable",
        "pipe": "unreadable",
        "../../secret": "outside",
        "right/x": "missing",
    }
    lines = [
        f'id: E{n}, file: "evidence/{name}", sha256: {good}' for n, name in enumerate(names, 1)
    ]
    lines += [
        f'id: ABS, file: "{tmp_path}/secret", sha256: {good}',
        "id: NONE, file: evidence/unhashed",
    ]
    exhibits(case, *lines)
    out = apart("verify", case, "-f", "json", timeout=30)
    value = json.loads(out.stdout)
    assert out.returncode == 1 and value["failed"]
    assert [f["verdict"] for f in value["files"]] == [*names.values(), "outside", "unhashed"]
    assert str(tmp_path) not in out.stdout.replace(f"{tmp_path}/secret", "")
    lines = apart("verify", case, timeout=30).stdout.splitlines()
    assert (
        f"FAILED  E4: evidence/changed is not what the case recorded; expected sha256 {good}"
        in lines
    )
    assert sum(line.startswith("FAILED") for line in lines) == 9
    assert any("NONE" in line and line.startswith("lacks") for line in lines)


def test_what_is_only_not_recorded_is_told_and_does_not_fail(case):
    (case / "evidence").mkdir()
    (case / "evidence/x").write_text("x")
    exhibits(
        case,
        "id: E1, file: evidence/x",
        "id: E2, custody: [{holder: A, received: 2025-01-04}, {holder: B, received: 2025-01-06}]",
    )
    out = run("verify", case)
    assert out.returncode == 0
    assert (
        "lacks   E1" in out.stdout
        and "When holder 1 of E2 handed it on is not recorded" in out.stdout
    )
    assert "0 of 1 file proven" in out.stdout and "0 of 1 chain" in out.stdout


def test_a_chain_that_contradicts_itself_fails(case):
    exhibits(
        case,
        "id: E2, custody: [{holder: A, received: 2025-01-04, handed_on: 2025-01-05}, {holder: "
        "B, received: 2025-01-09}]",
    )
    out = run("verify", case)
    assert (
        out.returncode == 1
        and "FAILED  E2: Nobody is recorded as holding E2 for 4 days" in out.stdout
    )


def test_strays_are_told_and_what_we_left_is_told_apart(case, photo):
    run("add", photo, case, *PHOTO)
    (case / "evidence/.0123456789abcdef.part").write_text("half")
    (case / "evidence/deep").mkdir()
    (case / "evidence/deep/note.txt").write_text("?")
    out = run("verify", case)
    assert out.returncode == 0
    assert "stray   evidence/deep/note.txt: no exhibit names it" in out.stdout
    assert (
        "stray   evidence/.0123456789abcdef.part: was left by a copy that did not finish"
        in out.stdout
    )
    assert out.stdout.count("stray") == 2


def test_ctrl_c_stops_in_the_middle_of_a_long_file(case):
    (case / "evidence").mkdir()
    with (case / "evidence/film").open("wb") as stream:
        stream.truncate(200_000_000_000)  # takes no room, and minutes to read
    exhibits(case, "id: E1, file: evidence/film")
    with subprocess.Popen(
        [sys.executable, "-m", "minnesota", "exhibit", "verify", case],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=interruptible,
    ) as process:
        assert until(lambda: opens(process.pid, case / "evidence/film")), "it reads the film"
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60)[1] == "Stopped.\n"
    assert process.returncode == 130
