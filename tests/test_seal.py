"""Sealing: what goes into the package, what is refused, and what never stays behind."""

from __future__ import annotations

import getpass
import hashlib
import io
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pyrage
import pytest

from support.cases import ROOT
from support.commands import run, run_apart
from support.processes import interruptible
from support.sealed import PHOTO, TEXT, bagit_accepts, make_case, ssh_key, state


@pytest.fixture
def case(tmp_path) -> Path:
    return make_case(tmp_path / "case")


def test_a_folder_and_a_zip_hold_the_case_whole_and_the_library_of_congress_accepts_both(
    case, tmp_path
):
    before = state(case)
    folder = run("seal", case, "-o", tmp_path / "sealed")
    assert folder.returncode == 0, folder.stderr
    assert run("seal", case, "-o", tmp_path / "sealed.zip").returncode == 0
    with zipfile.ZipFile(tmp_path / "sealed.zip") as archive:
        archive.extractall(tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["T-1"]
    assert bagit_accepts(tmp_path / "sealed") and bagit_accepts(tmp_path / "out/T-1")
    assert state(tmp_path / "out/T-1") == state(tmp_path / "sealed")
    held = state(tmp_path / "sealed/data")
    del before[".minnesota.lock"]
    assert {
        n.removeprefix("case/"): raw for n, raw in held.items() if n.startswith("case/")
    } == before
    assert {n for n in held if not n.startswith("case/")} == {
        "assessment.json",
        "gaps.html",
        "gaps.md",
    }
    assert {n: raw for n, raw in state(case).items() if n != ".minnesota.lock"} == before
    assert (tmp_path / "sealed").stat().st_mode & 0o077 == 0
    assert (tmp_path / "sealed.zip").stat().st_mode & 0o077 == 0


def test_it_says_what_was_sealed_and_how_to_prove_it_later(case, tmp_path):
    out = run("seal", case, "-o", tmp_path / "case.zip").stdout
    number, digest = (case / "journal.head").read_text().split()
    assert (
        f"Journal: line {number}, with the hash\n  {digest}\n" in out and "Write this down" in out
    )
    assert hashlib.sha256((tmp_path / "case.zip").read_bytes()).hexdigest() in out
    assert "Nobody is recorded as holding E01" in out


def test_the_bag_says_the_case_the_program_the_day_and_the_journal(case, tmp_path):
    run("seal", case, "-o", tmp_path / "sealed")
    said = dict(
        line.split(": ", 1) for line in (tmp_path / "sealed/bag-info.txt").read_text().splitlines()
    )
    assert said["External-Identifier"] == "T-1"
    assert said["Bag-Software-Agent"].startswith("minnesota ")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", said["Bagging-Date"])
    assert said["Minnesota-Journal-Head"] == (case / "journal.head").read_text().strip()
    assert (
        said["Minnesota-Case-Fingerprint"]
        == hashlib.sha256((case / "case.yaml").read_bytes()).hexdigest()
    )


@pytest.mark.slow
def test_the_same_case_gives_the_same_bytes_from_anywhere_and_they_tell_nothing_of_the_machine(
    case, tmp_path
):
    copy = tmp_path / "elsewhere" / "copy"
    shutil.copytree(case, copy)
    somebody = {
        **os.environ,
        "USER": "zz-somebody",
        "LOGNAME": "zz-somebody",
        "USERNAME": "zz-somebody",
    }
    first = tmp_path / "a.zip"
    run("seal", case, "-o", first, "--as-of", "2025-06-30")
    time.sleep(2.1)  # a zip's own times have steps of two seconds
    run_apart(
        "seal", ".", "-o", tmp_path / "b.zip", "--as-of", "2025-06-30", cwd=copy, env=somebody
    )
    raw = first.read_bytes()
    assert raw == (tmp_path / "b.zip").read_bytes()
    machine = (f"/{getpass.getuser()}/", socket.gethostname(), str(Path.home()))
    long_enough = [word for word in machine if len(word) > 3]  # "/" stands in any zip
    with zipfile.ZipFile(first) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist())  # else compressed
        for word in (str(tmp_path), "zz-somebody", *long_enough):
            assert word.encode() not in raw and word.encode() not in inside
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {i.external_attr >> 16 for i in archive.infolist()} == {0o100600}
        own = [n for n in archive.namelist() if "/data/case/" not in n]
        assert not [n for n in own if re.search(rb"\d\d:\d\d:\d\d", archive.read(n))]


def test_two_protocols_give_two_reports_and_one_line_each(case, tmp_path):
    text = (case / "case.yaml").read_text("utf-8")
    (case / "case.yaml").write_text(text + "protocol: [minnesota-2016, berkeley-2022]\n", "utf-8")
    for name in ("journal.jsonl", "journal.head"):
        (case / name).unlink()
    out = run("seal", case, "-o", tmp_path / "sealed")
    assert out.returncode == 0 and "Journal: none" in out.stdout
    assert len((tmp_path / "sealed/data/assessment.json").read_text().splitlines()) == 2
    assert (tmp_path / "sealed/data/gaps-berkeley-2022.html").is_file()
    assert run("unseal", tmp_path / "sealed").returncode == 0


def test_a_pack_beside_the_case_goes_along_and_one_outside_is_refused(case, tmp_path):
    for name in ("journal.jsonl", "journal.head"):
        (case / name).unlink()
    text = (case / "case.yaml").read_text("utf-8")
    shutil.copytree(ROOT / "protocols/berkeley-2022", case / "own-pack")
    text = text[: text.index("records:")]  # the record is of a step of another pack
    (case / "case.yaml").write_text(text + "protocol: ./own-pack\n", "utf-8")
    assert run("seal", case, "-o", tmp_path / "case.zip").returncode == 0
    assert run("unseal", tmp_path / "case.zip", "-o", tmp_path / "out").returncode == 0
    assert run("check", tmp_path / "out", "--fail-on", "never").returncode == 0
    shutil.move(case / "own-pack", tmp_path / "own-pack")
    (case / "case.yaml").write_text(text + "protocol: ../own-pack\n", "utf-8")
    out = run("seal", case, "-o", tmp_path / "other.zip")
    assert out.returncode == 2 and "outside the folder of the case" in out.stderr
    assert not (tmp_path / "other.zip").exists()


def _edited(case):
    (case / "case.yaml").write_text(
        (case / "case.yaml").read_text("utf-8") + "# by hand\n", "utf-8"
    )


def _other_photo(case):
    (case / "evidence/E01-photo.jpg").write_bytes(PHOTO[:-1] + b"x")


def _no_digest(case):
    text = (case / "case.yaml").read_text("utf-8")
    (case / "case.yaml").write_text(re.sub(r"    sha256: sha256:.*\n", "", text), "utf-8")
    for name in ("journal.jsonl", "journal.head"):
        (case / name).unlink()


def _invalid(case):
    (case / "case.yaml").write_text(
        (case / "case.yaml").read_text("utf-8") + "nonsense: 1\n", "utf-8"
    )


def _both(case):
    _other_photo(case)
    (case / "evidence/E02-déclaration.txt").unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_edited, ["edited-outside", "log --repair"]),
        (_other_photo, ["E01-photo.jpg", "not the one whose sha256"]),
        (_no_digest, ["unhashed", f"write: sha256: {hashlib.sha256(TEXT).hexdigest()}"]),
        (_invalid, ["nonsense"]),
        (_both, ["E01-photo.jpg", "E02-déclaration.txt"]),
        (lambda c: (c / "journal.head").unlink(), ["journal.head is missing"]),
        (
            lambda c: (c / "journal.jsonl").write_bytes(b"x" + (c / "journal.jsonl").read_bytes()),
            ["journal.jsonl:1"],
        ),
    ],
)
def test_what_does_not_hold_is_named_and_not_sealed(case, tmp_path, spoil, said):
    spoil(case)
    out = run("seal", case, "-o", tmp_path / "case.zip")
    assert out.returncode == 2 and all(s in out.stderr for s in said), out.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["case"]


@pytest.mark.parametrize("name", ["case.zip", "folder"])
def test_nothing_that_exists_is_written_over(case, tmp_path, name):
    target = tmp_path / name
    target.write_text("mine")
    assert run("seal", case, "-o", target).returncode == 2
    assert target.read_text() == "mine"
    assert run("seal", case, "-o", case).returncode == 2


@pytest.mark.slow
def test_encrypted_to_several_keys_and_each_opens_it(case, tmp_path):
    x, s = pyrage.x25519.Identity.generate(), ssh_key(tmp_path / "ssh")
    (tmp_path / "keys.txt").write_text(
        f"# two\n{x.to_public()}\n{(tmp_path / 'ssh.pub').read_text()}"
    )
    (tmp_path / "x.key").write_text(f"# created by a test\n{x}\n")
    out = run("seal", case, "-o", tmp_path / "case.zip", "--encrypt-to", tmp_path / "keys.txt")
    assert out.returncode == 0, out.stderr
    assert (tmp_path / "case.zip.age").is_file() and not (tmp_path / "case.zip").exists()
    for number, key in enumerate([tmp_path / "x.key", s]):
        opened = tmp_path / f"out{number}"
        assert (
            run("unseal", tmp_path / "case.zip.age", "--identity", key, "-o", opened).returncode
            == 0
        )
        assert state(opened) == {n: raw for n, raw in state(case).items() if n != ".minnesota.lock"}
    with zipfile.ZipFile(
        io.BytesIO(pyrage.decrypt((tmp_path / "case.zip.age").read_bytes(), [x]))
    ) as archive:
        assert archive.testzip() is None
    again = run("unseal", tmp_path / "case.zip.age")
    assert again.returncode == 2 and "--identity" in again.stderr


def test_keys_that_are_none_are_named(case, tmp_path):
    (tmp_path / "keys").write_text("# mine\nAGE-SECRET-KEY-1XYZ\n")
    out = run(
        "seal",
        case,
        "-o",
        tmp_path / "c.zip",
        "--encrypt-to",
        "age1xyz",
        "--encrypt-to",
        tmp_path / "keys",
    )
    assert out.returncode == 2 and "keys:2:" in out.stderr and "--encrypt-to:1:" in out.stderr
    assert "SECRET" not in out.stderr
    out = run(
        "seal",
        case,
        "-o",
        tmp_path / "folder",
        "--encrypt-to",
        pyrage.x25519.Identity.generate().to_public(),
    )
    assert out.returncode == 2 and ".zip" in out.stderr


def test_without_ssh_keygen_signing_is_refused_and_a_wrong_key_too(case, tmp_path):
    out = run(
        "seal",
        case,
        "-o",
        tmp_path / "c.zip",
        "--sign",
        tmp_path / "none",
        env={**os.environ, "PATH": ""},
    )
    assert out.returncode == 2 and "ssh-keygen" in out.stderr
    out = run("seal", case, "-o", tmp_path / "c.zip", "--sign", tmp_path / "none")
    assert out.returncode == 2 and "could not sign" in out.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["case"]


@pytest.mark.slow
@pytest.mark.parametrize("target", ["sealed", "case.zip", "case.zip.age"])
def test_a_full_disk_leaves_nothing(case, tmp_path, target):
    def no_room():
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    key = (
        ["--encrypt-to", pyrage.x25519.Identity.generate().to_public()]
        if target.endswith("age")
        else []
    )
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    out = run_apart("seal", case, "-o", tmp_path / target, *key, preexec_fn=no_room, env=env)
    assert out.returncode == 2 and "Traceback" not in out.stderr and out.stderr.strip()
    assert [p.name for p in tmp_path.iterdir()] == ["case"]


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("target", ["sealed", "case.zip", "case.zip.age"])
def test_stopped_at_any_moment_the_output_is_whole_or_not_there(case, tmp_path, target, how):
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(identity))
    out = tmp_path / "out"
    key = ["--encrypt-to", str(identity.to_public())] if target.endswith("age") else []
    for _ in range(5):
        out.mkdir()
        command = [
            sys.executable,
            "-m",
            "minnesota",
            "seal",
            str(case),
            "-o",
            str(out / target),
            *key,
        ]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=interruptible
        )
        give_up = time.monotonic() + random.uniform(0.2, 1.2)
        while process.poll() is None and time.monotonic() < give_up and not any(out.iterdir()):
            time.sleep(0.001)
        process.send_signal(how)
        process.wait(timeout=30)
        if (out / target).exists():
            assert run("unseal", out / target, "--identity", tmp_path / "key").returncode == 0
        elif how is signal.SIGINT:
            assert not any(out.iterdir())
        for path in out.rglob("*") if key else ():
            assert PHOTO[:512] not in path.read_bytes() and b"case.yaml" not in path.read_bytes()
        shutil.rmtree(out)
