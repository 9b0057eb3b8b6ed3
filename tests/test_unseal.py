"""Unsealing: what was sealed comes out again, and every way to change it is found before anything
is written.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
import zipfile
from contextlib import nullcontext
from pathlib import Path

import pytest

from support.commands import run, run_apart
from support.sealed import PHOTO, TEXT, bagit_accepts, make_case, ssh_key, state

CASE = "data/case/"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A case, sealed and signed as a folder."""
    top = tmp_path_factory.mktemp("made")
    make_case(top / "case")
    key = ssh_key(top / "key")
    (top / "signers").write_text(f"Alice@example.org {(top / 'key.pub').read_text()}")
    out = run("seal", top / "case", "-o", top / "sealed", "--sign", key)
    assert out.returncode == 0, out.stderr
    return top


@pytest.fixture
def bag(made, tmp_path) -> Path:
    """A copy of the sealed folder, to be spoilt."""
    return Path(shutil.copytree(made / "sealed", tmp_path / "bag"))


def zipped(bag: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(bag.rglob("*")):
            if path.is_file():
                archive.write(path, f"T-1/{path.relative_to(bag).as_posix()}")
    return target


def resum(bag: Path) -> None:
    """Make all manifests anew, as whoever changes a bag on purpose would; and drop the signature,
    which then is wrong.
    """
    (bag / "tagmanifest-sha512.txt.sig").unlink(missing_ok=True)
    for old in bag.glob("*manifest-*.txt"):
        old.unlink()
    data = sorted(p for p in (bag / "data").rglob("*") if p.is_file())
    info = (bag / "bag-info.txt").read_text()
    oxum = f"Payload-Oxum: {sum(p.stat().st_size for p in data)}.{len(data)}"
    (bag / "bag-info.txt").write_text(re.sub("Payload-Oxum: .*", oxum, info))
    for kind in ("manifest", "tagmanifest"):
        named = data if kind == "manifest" else sorted(p for p in bag.iterdir() if p.is_file())
        for algorithm in ("sha256", "sha512"):
            lines = [
                f"{hashlib.new(algorithm, p.read_bytes()).hexdigest()}  "
                f"{p.relative_to(bag).as_posix()}\n"
                for p in named
            ]
            (bag / f"{kind}-{algorithm}.txt").write_text("".join(lines), "utf-8")


def edit(name, old, new, anew=False):
    def spoil(bag):
        raw = (bag / name).read_bytes()
        assert re.search(old, raw)
        (bag / name).write_bytes(re.sub(old, new, raw, count=1))
        if anew:
            resum(bag)

    return spoil


def remove(*names, anew=False):
    def spoil(bag):
        for name in names:
            (bag / name).unlink()
        if anew:
            resum(bag)

    return spoil


def add(name, raw=b"x", anew=False):
    def spoil(bag):
        (bag / name).parent.mkdir(parents=True, exist_ok=True)
        (bag / name).write_bytes(raw)
        if anew:
            resum(bag)

    return spoil


def cut_journal(bag):
    """The last change taken back, in the journal, its head and the case: only the bag's own label
    still tells.
    """
    journal = bag / CASE / "journal.jsonl"
    first = journal.read_bytes().split(b"\n")[0] + b"\n"
    journal.write_bytes(first)
    digest = re.search(rb'"hash":"(\w+)"', first)[1].decode()
    (bag / CASE / "journal.head").write_text(f"1 {digest}\n")
    text = (bag / CASE / "case.yaml").read_text("utf-8")
    (bag / CASE / "case.yaml").write_text(text[: text.index("records:")], "utf-8")
    resum(bag)


def reorder(bag):
    lines = (bag / CASE / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (bag / CASE / "journal.jsonl").write_bytes(b"".join(reversed(lines)))
    resum(bag)


def swap(bag):
    """Two exhibits exchange their files."""
    one, two = bag / CASE / "evidence/E01-photo.jpg", bag / CASE / "evidence/E02-déclaration.txt"
    one.write_bytes(TEXT)
    two.write_bytes(PHOTO)
    resum(bag)


def twice(bag):
    with (bag / "manifest-sha512.txt").open("a") as stream:
        stream.write((bag / "manifest-sha512.txt").read_text().splitlines()[0] + "\n")


def climb(bag):
    with (bag / "manifest-sha256.txt").open("a") as stream:
        stream.write("0" * 64 + "  data/../../x\n")


def other_signer(bag):
    key = ssh_key(bag.parent / "other")
    (bag / "tagmanifest-sha512.txt.sig").unlink()
    subprocess.run(
        [
            "ssh-keygen",
            "-q",
            "-Y",
            "sign",
            "-n",
            "minnesota",
            "-f",
            key,
            bag / "tagmanifest-sha512.txt",
        ],
        check=True,
    )


def other_purpose(bag):
    """The right key signed it, as a letter."""
    (bag / "tagmanifest-sha512.txt.sig").unlink()
    key = next(p for p in MADE if p.name == "key")
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", "mail", "-f", key, bag / "tagmanifest-sha512.txt"],
        check=True,
    )


MADE: list[Path] = []
PHOTO_FILE = f"{CASE}evidence/E01-photo.jpg"
TAMPERED = {  # what is done to a sealed case, and words of what must be said
    "a byte of an exhibit": (edit(PHOTO_FILE, b"^\x00", b"\x01"), ["E01-photo.jpg", "changed"]),
    "an exhibit, manifests anew": (
        edit(PHOTO_FILE, b"^\x00", b"\x01", True),
        ["E01-photo.jpg", "records for E01"],
    ),
    "an exhibit cut short": (add(PHOTO_FILE, PHOTO[:-1]), ["E01-photo.jpg", "Payload-Oxum"]),
    "an exhibit emptied": (add(PHOTO_FILE, b""), ["E01-photo.jpg", "changed"]),
    "an exhibit removed": (remove(PHOTO_FILE), ["E01-photo.jpg", "is not there"]),
    "an exhibit removed, manifests anew": (
        remove(PHOTO_FILE, anew=True),
        ["the file of E01 is not there"],
    ),
    "two exhibits exchanged": (swap, ["records for E01", "records for E02"]),
    "a file added": (add(f"{CASE}evidence/extra.jpg"), ["extra.jpg", "does not name"]),
    "a file added, manifests anew": (
        add(f"{CASE}evidence/extra.jpg", anew=True),
        ["extra.jpg", "nothing in the case"],
    ),
    "a start-up file added, manifests anew": (
        add(f"{CASE}.bashrc", anew=True),
        [".bashrc", "nothing in the case"],
    ),
    "a file beside the payload": (add("notes.txt"), ["notes.txt"]),
    "the case": (edit(f"{CASE}case.yaml", b"First", b"Other"), ["case.yaml", "changed"]),
    "the custody in the case, manifests anew": (
        edit(f"{CASE}case.yaml", b"2025-01-08", b"2025-01-04", True),
        ["edited-outside", "Minnesota-Case-Fingerprint"],
    ),
    "the case removed": (remove(f"{CASE}case.yaml"), ["case.yaml", "missing"]),
    "the case made invalid, manifests anew": (
        edit(f"{CASE}case.yaml", b"kind: photo", b"kind: foto", True),
        ["case.yaml", "foto"],
    ),
    "a line of the journal, manifests anew": (
        edit(f"{CASE}journal.jsonl", b'"who":null', b'"who":"x"', True),
        ["journal.jsonl:1", "was changed"],
    ),
    "the end of the journal, manifests anew": (
        edit(f"{CASE}journal.jsonl", rb"\n.*\n$", b"\n", True),
        ["truncated"],
    ),
    "the last change, everywhere": (cut_journal, ["Minnesota-Journal-Head"]),
    "the journal's order, manifests anew": (reorder, ["reordered"]),
    "the journal's head, manifests anew": (
        remove(f"{CASE}journal.head", anew=True),
        ["journal.head is missing"],
    ),
    "the whole journal, manifests anew": (
        remove(f"{CASE}journal.head", f"{CASE}journal.jsonl", anew=True),
        ["Minnesota-Journal-Head"],
    ),
    "the assessment": (
        edit("data/assessment.json", b"not-shown", b"met"),
        ["assessment.json", "changed"],
    ),
    "another case's assessment, manifests anew": (
        edit("data/assessment.json", b'"fingerprint": "....', b'"fingerprint": "0000', True),
        ["assessment.json", "not the assessment"],
    ),
    "the gap report": (edit("data/gaps.html", b"Not", b"Now"), ["gaps.html", "changed"]),
    "a digest in one manifest": (
        edit("manifest-sha512.txt", b"^....", b"0000"),
        ["manifest-sha512.txt"],
    ),
    "a line of one manifest removed": (
        edit("manifest-sha256.txt", b"^.*\n", b""),
        ["does not name this file"],
    ),
    "a file named twice": (twice, ["more than once"]),
    "a manifest of nonsense": (
        add("manifest-sha256.txt", b"\xff\xfe nonsense\n"),
        ["manifest-sha256.txt:1"],
    ),
    "a manifest that climbs out": (climb, ["climbs out"]),
    "one algorithm removed": (
        remove("manifest-sha512.txt", "tagmanifest-sha512.txt"),
        ["manifest-sha512.txt", "missing"],
    ),
    "a tag manifest removed": (
        remove("tagmanifest-sha256.txt"),
        ["tagmanifest-sha256.txt", "missing"],
    ),
    "a weak manifest added": (
        add("manifest-md5.txt", b"0" * 32 + b"  data/gaps.md\n"),
        ["manifest-md5.txt"],
    ),
    "the day it was sealed": (
        edit("bag-info.txt", rb"Bagging-Date: \d+", b"Bagging-Date: 1999"),
        ["bag-info.txt", "changed"],
    ),
    "the case's id in the bag, manifests anew": (
        edit("bag-info.txt", b"Identifier: T-1", b"Identifier: T-2", True),
        ["External-Identifier", "T-2"],
    ),
    "the labels removed": (remove("bag-info.txt", anew=False), ["bag-info.txt", "missing"]),
    "a label given twice, manifests anew": (
        edit("bag-info.txt", b"^", b"Payload-Oxum: 1.1\n", True),
        ["bag-info.txt:7", "Payload-Oxum stands there twice"],
    ),
    "bagit.txt": (edit("bagit.txt", b"1.0", b"9.9"), ["bagit.txt"]),
    "something to fetch": (
        add("fetch.txt", b"http://example.org/x 1 data/case/x\n"),
        ["nothing is ever fetched"],
    ),
    "the signature": (
        edit("tagmanifest-sha512.txt.sig", rb"\n.{6}(?=.*\n-----END)", b"\nAAAAAA"),
        ["tagmanifest-sha512.txt.sig"],
    ),
    "signed by another": (other_signer, ["does not trust"]),
    "signed for another purpose": (other_purpose, ["no good signature"]),
    "all of it made anew, unsigned": (resum, ["there is no signature"]),
}


@pytest.mark.slow
@pytest.mark.parametrize("form", ["folder", "zip"])
@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_is_changed_is_found_and_named_and_nothing_is_written(
    made, bag, tmp_path, what, form
):
    MADE[:] = [made / "key"]
    spoil, said = TAMPERED[what]
    spoil(bag)
    sealed = zipped(bag, tmp_path / "bag.zip") if form == "zip" else bag
    trusted = (
        ["--signers", made / "signers"]
        if spoil is resum or (bag / "tagmanifest-sha512.txt.sig").exists()
        else []
    )
    out = run("unseal", sealed, "-o", tmp_path / "out", *trusted)
    assert out.returncode == 1, out.stdout + out.stderr
    assert all(word in out.stderr for word in said), out.stderr
    assert not (tmp_path / "out").exists() and not list(tmp_path.glob(".*"))


def test_untouched_it_holds_and_the_case_comes_out_as_it_was(made, bag, tmp_path):
    assert bagit_accepts(bag)
    before = {n: raw for n, raw in state(made / "case").items() if n != ".minnesota.lock"}
    (tmp_path / "empty").mkdir()
    for sealed, to in ((bag, "out"), (zipped(bag, tmp_path / "bag.zip"), "empty")):
        out = run("unseal", sealed, "-o", tmp_path / to, "--signers", made / "signers")
        assert out.returncode == 0, out.stderr
        assert "Whole: T-1, sealed on " in out.stdout and "good, by Alice@example.org" in out.stdout
        assert "Nobody is recorded as holding E01" in out.stdout
        assert state(tmp_path / to) == before
        assert (tmp_path / to).stat().st_mode & 0o077 == 0
    assert run("log", tmp_path / "out", "--verify").returncode == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"program"', b'"written_by"'),
        (b'"digest": "', b'"digest": "0'),
        (rb'"as_of": "[^"]*"', b'"as_of": "a Friday"'),
        (rb'"as_of": "[^"]*"', b'"as_of": null'),
    ],
)
def test_reports_of_another_version_are_noted_and_not_made_again(bag, old, new):
    """Also where that version does not say in our way what made them."""
    edit("data/assessment.json", old, new, True)(bag)
    out = run("unseal", bag)
    assert out.returncode == 0, out.stderr
    assert "made by another version of the program or a protocol" in out.stdout


def test_without_signers_it_says_that_nobody_checked_whose_key_it_is(bag):
    out = run("unseal", bag)
    assert (
        out.returncode == 0
        and "whose key signed it was not checked" in out.stdout
        and "SHA256:" in out.stdout
    )
    assert "Nothing was written" in out.stdout
    resum(bag)
    out = run("unseal", bag)
    assert out.returncode == 0 and "not signed" in out.stdout


def test_all_that_is_wrong_is_told_in_one_run(bag):
    edit(PHOTO_FILE, b"^\x00", b"\x01")(bag)
    add("notes.txt")(bag)
    edit("data/gaps.md", b"^#", b"##")(bag)
    said = run("unseal", bag).stderr
    assert all(word in said for word in ("E01-photo.jpg", "notes.txt", "gaps.md"))


@pytest.mark.slow
@pytest.mark.parametrize("what", [w for w, (_, said) in TAMPERED.items() if "sign" not in w])
def test_what_the_library_of_congress_refuses_is_refused_here_too(bag, made, what):
    MADE[:] = [made / "key"]
    TAMPERED[what][0](bag)
    if not bagit_accepts(bag):
        assert run("unseal", bag).returncode != 0


def member(name, raw=b"x", mode=stat.S_IFREG | 0o600, **attributes):
    info = zipfile.ZipInfo("placeholder")
    info.filename = info.orig_filename = name
    info.create_system, info.external_attr = 3, mode << 16
    for key, value in attributes.items():
        setattr(info, key, value)
    return info, raw


HOSTILE = {
    "up": (member("T-1/../../up.txt"), "climbs out"),
    "root": (member("/tmp/root.txt"), "root of the disk"),
    "drive": (member("C:/drive.txt"), "drive letters"),
    "inner drive": (member("T-1/data/case/C:x"), "drive letters"),
    "backslash": (member("T-1\\..\\x.txt"), "backslash"),
    "link": (member("T-1/data/case/evidence/link", b"/etc/passwd", stat.S_IFLNK | 0o777), "link"),
    "linked folder": (member("T-1/data/more", b"../..", stat.S_IFLNK | 0o777), "link"),
    "pipe": (member("T-1/data/pipe", b"", stat.S_IFIFO | 0o600), "no ordinary file"),
    "device": (member("T-1/data/case/NUL"), "Windows"),
    "case folded": (member("T-1/data/case/CASE.yaml"), "the same as"),
    "accents": (member("T-1/data/case/evidence/E02-de\u0301claration.txt"), "the same as"),
    "twice": (member("T-1/bagit.txt"), "twice"),
    "file and folder": (member("T-1/data/case"), "the same as"),
    "another top": (member("other/x.txt"), "outside the one folder"),
    "no top": (member("x.txt"), "outside the one folder"),
    "line break": (member("T-1/data/case/a\nb"), "characters"),
    "bomb": (
        member(
            "T-1/data/case/evidence/bomb", b"\0" * 60_000_000, compress_type=zipfile.ZIP_DEFLATED
        ),
        "times as large",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_zip_is_refused_by_name(bag, tmp_path, what):
    target = zipped(bag, tmp_path / "bag.zip")
    (info, raw), said = HOSTILE[what]
    with (
        zipfile.ZipFile(target, "a") as archive,
        pytest.warns() if what == "twice" else nullcontext(),
    ):
        archive.writestr(info, raw)
    (tmp_path / "inner").mkdir()
    started = time.monotonic()
    out = run("unseal", target, "-o", tmp_path / "inner" / "out")
    assert out.returncode == 1 and said in out.stderr, out.stderr
    assert not list((tmp_path / "inner").iterdir()) and {p.name for p in tmp_path.iterdir()} == {
        "bag",
        "bag.zip",
        "inner",
    }
    assert time.monotonic() - started < 20


def test_a_locked_member_and_sizes_that_lie_are_refused(bag, tmp_path):
    target = zipped(bag, tmp_path / "bag.zip")
    raw = target.read_bytes()
    at = raw.index(b"PK\x01\x02")
    target.write_bytes(raw[: at + 8] + bytes([raw[at + 8] | 1]) + raw[at + 9 :])
    out = run("unseal", target)
    assert out.returncode == 1 and "locked" in out.stderr
    lies = raw[: at + 24] + (7).to_bytes(4, "little") + raw[at + 28 :]
    target.write_bytes(lies)
    out = run("unseal", target)
    assert out.returncode == 1 and "bag-info.txt" in out.stderr


def test_many_members_that_share_their_content_are_no_way_to_grow(bag, tmp_path):
    """Overlapping members: each within the ratio, together far beyond it."""
    target = zipped(bag, tmp_path / "bag.zip")
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("T-1/data/case/b0", b"\0" * 1_000_000)
        first = archive.getinfo("T-1/data/case/b0")
        for number in range(1, 2000):
            info = zipfile.ZipInfo(f"T-1/data/case/b{number}")
            for key in (
                "compress_type",
                "CRC",
                "compress_size",
                "file_size",
                "header_offset",
                "external_attr",
            ):
                setattr(info, key, getattr(first, key))
            archive.filelist.append(info)
            archive.NameToInfo[info.filename] = info
    out = run("unseal", target)
    assert out.returncode == 1 and "times as large" in out.stderr


def test_links_and_pipes_in_a_folder_are_refused(bag, tmp_path):
    (bag / PHOTO_FILE).unlink()
    (bag / PHOTO_FILE).symlink_to("/etc/passwd")
    (bag / "data/folder").symlink_to(tmp_path)
    os.mkfifo(bag / "data/pipe")
    out = run_apart("unseal", bag, "-o", tmp_path / "out", timeout=30)
    assert out.returncode == 1
    assert out.stderr.count("this is a link") == 2 and "no ordinary file" in out.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "raw", [b"", b"no zip at all", b"PK\x03\x04 cut", b"age-encryption.org/v1\ncut"]
)
def test_what_is_no_sealed_case_gives_2(tmp_path, raw):
    (tmp_path / "x.zip").write_bytes(raw)
    out = run("unseal", tmp_path / "x.zip")
    assert out.returncode == 2 and out.stderr.strip() and "Traceback" not in out.stderr
    assert run("unseal", tmp_path).returncode == 2
    assert run("unseal", tmp_path / "nothing").returncode == 2


@pytest.mark.slow
def test_a_damaged_copy_is_found_wherever_the_damage_is(bag, tmp_path):
    raw = zipped(bag, tmp_path / "bag.zip").read_bytes()
    for _ in range(12):
        at = random.randrange(len(raw))
        (tmp_path / "bag.zip").write_bytes(raw[:at] + bytes([raw[at] ^ 0x10]) + raw[at + 1 :])
        out = run("unseal", tmp_path / "bag.zip")
        assert "fault in the program" not in out.stderr and "Traceback" not in out.stderr
        assert out.returncode in (1, 2) or (
            out.returncode == 0 and _same(bag, tmp_path / "bag.zip")
        ), at
    (tmp_path / "bag.zip").write_bytes(raw[:-1000])
    assert run("unseal", tmp_path / "bag.zip").returncode == 2


def _same(bag, target):
    """Whether only what the zip notes beside its files was hit: a date, say."""
    with zipfile.ZipFile(target) as archive:
        return {n.removeprefix("T-1/"): archive.read(n) for n in archive.namelist()} == state(bag)


def test_it_never_writes_over_anything(bag, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    assert run("unseal", bag, "-o", tmp_path / "full").returncode == 2
    assert run("unseal", bag, "-o", tmp_path / "full" / "mine").returncode == 2
    assert (tmp_path / "full" / "mine").read_text() == "mine"


@pytest.mark.slow
def test_killed_while_it_writes_the_case_is_there_whole_or_not_at_all(bag, tmp_path):
    for _ in range(6):
        out = tmp_path / "place" / "out"
        out.parent.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-m", "minnesota", "unseal", bag, "-o", out], stdout=subprocess.DEVNULL
        )
        while process.poll() is None and not any(out.parent.iterdir()):
            time.sleep(0.0005)
        time.sleep(random.uniform(0, 0.01))
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        assert not out.exists() or run("log", out, "--verify").returncode == 0
        shutil.rmtree(out.parent)
