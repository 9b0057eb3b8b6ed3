"""Unsealing: proving that a sealed case is what was sealed, all of it, before a single file is written."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

from minnesota.base.diagnostics import Diagnostic, Problems, shown
from minnesota.evidence import custody
from minnesota.keeping import journal
from minnesota.model.case import FORMAT
from minnesota.reading.case import CaseFile, load_document
from minnesota.sealing import bags
from minnesota.sealing.bags import ALGORITHMS, SIGNATURE, SIGNED, Member, wrong
from minnesota.sealing.seal import (
    CASE,
    FINGERPRINT,
    HEAD,
    ID,
    NAMESPACE,
    Progress,
    inside,
    named_packs,
    outcome,
)
from minnesota.version import __version__
from minnesota.yaml.read import MAX_BYTES, parse_document

_IN_MEMORY = 64 * 1024 * 1024  # of a decrypted case; a larger one goes to a file without a name
_TAGS = (
    "bagit.txt",
    "bag-info.txt",
    *(f"{kind}manifest-{a}.txt" for kind in ("", "tag") for a in ALGORITHMS),
)
_OWN = ("case.yaml", "case.schema.json", journal.NAME, journal.HEAD)
MAX_REPORT = 512 * 1024 * 1024
_MOST_TAGS = 64 * 1024 * 1024  # bytes of one tag file


class Unsealed(NamedTuple):
    """What a sealed case holds and what does not hold of it.

    `case` is None where it cannot be read; `sealed` the day and the program that sealed it; `head` number and hash of
    the journal's last line; `notes` what was not checked, and why; `breaks` those of the chains of custody.
    """

    case: CaseFile | None
    sealed: str
    files: int
    size: int
    head: str
    signature: str
    notes: tuple[str, ...]
    breaks: tuple[str, ...]
    faults: tuple[Diagnostic, ...]


def unseal_case(
    path: Path,
    output: Path | None = None,
    identities: Sequence[Any] = (),
    signers: Path | None = None,
    progress: Progress | None = None,
) -> Unsealed:
    """Verify a sealed case and, where nothing is wrong with it, write its case into a new or empty folder.

    `identities`: age's; `signers`: a file of whose signatures are trusted, as ssh-keygen reads it. Raises Problems when
    this is no sealed case at all, or cannot be read.
    """
    if output is not None and not (output.is_dir() and not any(output.iterdir())):
        bags.refuse_taken(output)
    with _opened(path, identities, output) as (members, faults):
        if faults:
            return Unsealed(None, "", len(members), 0, "", "not looked at", (), (), tuple(faults))
        total = sum(m.size for m in members.values()) * (2 if output else 1)
        told = (lambda read: progress(read, total)) if progress else None
        sums, damaged = _sums(members, told)
        found = _verified(members, sums, damaged, signers)
        if output is not None and not found.faults:
            _write(members, sums, output, told)
        return found


def identities(paths: Sequence[Path]) -> list[Any]:
    """The private keys in files, of age or of SSH. Raises Problems for each file that holds none."""
    import pyrage

    found: list[Any] = []
    faults: list[Diagnostic] = []
    for path in paths:
        raw = path.read_bytes()
        try:
            if raw.startswith(b"-----BEGIN") and b"PRIVATE KEY" in raw[:64]:
                found.append(pyrage.ssh.Identity.from_buffer(raw))
                continue
            lines = [line.strip() for line in raw.decode("ascii", "replace").splitlines()]
            keys = [
                pyrage.x25519.Identity.from_str(line)
                for line in lines
                if line.startswith("AGE-SECRET-KEY-")
            ]
            if not keys:
                raise pyrage.IdentityError("there is no private key of age or SSH in it")
            found += keys
        except pyrage.IdentityError as error:
            hint = (
                "a key with a passphrase has to be freed of it first (a copy, with ssh-keygen -p)"
            )
            faults.append(
                Diagnostic(
                    str(path), 1, 1, "no-identity", f"this key cannot be used: {error}", hint
                )
            )
    if faults:
        raise Problems(faults)
    return found


def _write(
    members: Mapping[str, Member],
    sums: Mapping[str, Mapping[str, str]],
    output: Path,
    told: bags.Progress | None,
) -> None:
    with bags.new_folder(output, told) as put:
        for name, member in members.items():
            if (
                name.startswith(CASE)
                and put(member._replace(name=member.name.removeprefix(CASE))) != sums[name]
            ):
                raise Problems(
                    [
                        wrong(
                            name,
                            "changed",
                            "this was changed after it was verified; nothing was written",
                        )
                    ]
                )


@contextmanager
def _opened(
    path: Path, identities: Sequence[Any], output: Path | None
) -> Iterator[tuple[dict[str, Member], list[Diagnostic]]]:
    """The files of a sealed case. Raises Problems when it is none or cannot be read."""
    if path.is_dir():
        if not (path / "bagit.txt").is_file():
            raise Problems(
                [
                    wrong(
                        str(path),
                        "no-seal",
                        "this folder holds no sealed case: it has no bagit.txt",
                    )
                ]
            )
        yield bags.in_folder(path)
        return
    with path.open("rb") as stream, _decrypted(stream, path, identities, output) as (plain, length):
        try:
            archive = zipfile.ZipFile(plain)
        except bags.DAMAGED as error:
            hint = "was it copied whole? hold its SHA-256 against the one that `seal` printed"
            raise Problems(
                [wrong(str(path), "no-seal", f"this cannot be read as a zip: {error}", hint)]
            ) from None
        with archive:
            yield bags.in_zip(archive, length)


@contextmanager
def _decrypted(
    stream: IO[bytes], path: Path, identities: Sequence[Any], output: Path | None
) -> Iterator[tuple[IO[bytes], int]]:
    """The zip and its length. Decrypted it stands in memory or, when large, in a file that never has a name."""
    if not stream.read(64).startswith((b"age-encryption.org/", b"-----BEGIN AGE")):
        yield stream, stream.seek(0, 2)
        return
    if not identities:
        raise Problems(
            [
                wrong(
                    str(path),
                    "encrypted",
                    "this is encrypted",
                    "give the key to it with --identity FILE",
                )
            ]
        )
    import pyrage

    stream.seek(0)
    with tempfile.SpooledTemporaryFile(
        _IN_MEMORY, dir=str(output.resolve().parent) if output else None
    ) as plain:
        try:
            pyrage.decrypt_io(stream, plain, list(identities))
        except (pyrage.DecryptError, OSError) as error:
            hint = "is this the key that it was encrypted to, and was it copied whole?"
            raise Problems(
                [wrong(str(path), "encrypted", f"this cannot be decrypted: {error}", hint)]
            ) from None
        yield plain, plain.seek(0, 2)


def _sums(
    members: Mapping[str, Member], told: bags.Progress | None
) -> tuple[dict[str, dict[str, str]], list[Diagnostic]]:
    """The digests of every file that can be read, and those that cannot."""
    found: dict[str, dict[str, str]] = {}
    damaged: list[Diagnostic] = []
    for name, member in members.items():
        try:
            found[name] = bags.digests(member, told)
        except bags.DAMAGED as error:
            damaged.append(wrong(name, "damaged", f"this cannot be read whole: {error}"))
    return found, damaged


def _verified(
    members: Mapping[str, Member],
    sums: Mapping[str, Mapping[str, str]],
    faults: list[Diagnostic],
    signers: Path | None,
) -> Unsealed:
    content = partial(_content, members, sums)
    _structure(members, content, faults)
    info = bags.labels(content("bag-info.txt"), "bag-info.txt", faults)
    payload = {n: m for n, m in members.items() if n.startswith("data/")}
    for algorithm in ALGORITHMS:
        tags = members.keys() - payload.keys() - {SIGNATURE}
        _listed(f"manifest-{algorithm}.txt", payload.keys(), sums, content, faults)
        _listed(
            f"tagmanifest-{algorithm}.txt",
            {t for t in tags if not t.startswith("tagmanifest-")},
            sums,
            content,
            faults,
        )
    oxum = f"{sum(m.size for m in payload.values())}.{len(payload)}"
    _says(info, "Payload-Oxum", oxum, "the bytes and files that are there", faults)
    signature, notes = _signature(content, signers, faults)

    raw = content(f"{CASE}case.yaml", MAX_BYTES)
    case, more = _case(raw, members, content, faults)
    _says(info, FINGERPRINT, hashlib.sha256(raw).hexdigest(), "the case", faults)
    head, told = _journal(members, content, raw, faults)
    _says(info, HEAD, head or "none", "the journal", faults)
    if case:
        _says(info, ID, case.case.id, "the case", faults)
        _exhibits(case, payload, sums, faults)
    about = _assessment(content, hashlib.sha256(raw).hexdigest(), faults)
    if case:
        more = (*more, *_reports(case, about, payload, content, faults))
    sealed = f"{shown(info.get('Bagging-Date', 'on no day'))} by {shown(info.get('Bag-Software-Agent', 'nothing'))}"
    breaks = tuple(str(b) for e in case.case.exhibits for b in custody.breaks(e)) if case else ()
    size = sum(m.size for m in payload.values())
    said = (*notes, *more, *told)
    return Unsealed(
        case,
        sealed,
        len(payload),
        size,
        head,
        signature,
        said,
        breaks,
        tuple(dict.fromkeys(faults)),
    )


Content = Callable[..., bytes]


def _content(
    members: Mapping[str, Member],
    sums: Mapping[str, Mapping[str, str]],
    name: str,
    most: int = _MOST_TAGS,
) -> bytes:
    """What is in a file of the bag; nothing where it is not there, is damaged (which was said), or is larger than it may be."""
    if name not in sums or members[name].size > most:
        return b""
    raw = b"".join(bags.chunks(members[name]))
    return raw if hashlib.sha256(raw).hexdigest() == sums[name]["sha256"] else b""


def _structure(members: Mapping[str, Member], content: Content, faults: list[Diagnostic]) -> None:
    for name in (*_TAGS, f"{CASE}case.yaml", "data/assessment.json"):
        if name not in members:
            faults.append(wrong(name, "missing", "this file is missing; a sealed case has it"))
        elif name in _TAGS and members[name].size > _MOST_TAGS:
            faults.append(wrong(name, "too-large", f"this has more than {_MOST_TAGS:,} bytes"))
    if "bagit.txt" in members and content("bagit.txt").replace(b"\r\n", b"\n") != bags.BAGIT:
        faults.append(
            wrong("bagit.txt", "tags", "this does not say what that of a sealed case says")
        )
    for name in members:
        if name == "fetch.txt":
            faults.append(
                wrong(
                    name,
                    "fetch",
                    "this asks to fetch files from elsewhere; nothing is ever fetched",
                )
            )
        elif not name.startswith("data/") and name not in (*_TAGS, SIGNATURE):
            faults.append(wrong(name, "unexpected", "a sealed case has no such file"))


def _listed(
    manifest: str,
    present: set[str] | Any,
    sums: Mapping[str, Mapping[str, str]],
    content: Content,
    faults: list[Diagnostic],
) -> None:
    """Hold the files that are there against a manifest, both ways."""
    if manifest not in sums:
        return  # that it is missing was said
    algorithm = manifest.partition("-")[2].removesuffix(".txt")
    listed = bags.manifest(content(manifest), manifest, faults)
    for name, digest in listed.items():
        if name not in present:
            faults.append(wrong(name, "missing", f"{manifest} names this file; it is not there"))
        elif name in sums and sums[name][algorithm] != digest:
            faults.append(
                wrong(
                    name,
                    "changed",
                    f"the content is not the one whose {algorithm} {manifest} holds",
                )
            )
    for name in sorted(present - listed.keys()):
        faults.append(wrong(name, "unlisted", f"{manifest} does not name this file"))


def _says(
    info: Mapping[str, str], label: str, found: str, what: str, faults: list[Diagnostic]
) -> None:
    if info.get(label) != found:
        given = f'says "{shown(info[label])}"' if label in info else "says nothing"
        faults.append(wrong("bag-info.txt", "tags", f"{label} {given}; {what}: {shown(found)}"))


def _case(
    raw: bytes, members: Mapping[str, Member], content: Content, faults: list[Diagnostic]
) -> tuple[CaseFile | None, tuple[str, ...]]:
    """The case, read with the packs of its own that came with it; and what is to be said where it is of an older format."""
    name = f"{CASE}case.yaml"
    if name not in members or not raw:
        if name in members:
            faults.append(wrong(name, "no-case", "the case is empty, damaged or too large"))
        return None, ()
    try:
        document = parse_document(raw, name)
        own = named_packs(document.value)
        if outside := [n for n in own if not inside(n)]:
            raise Problems(
                [wrong(name, "outside", f"the pack {shown(outside[0])} stands outside the case")]
            )
        with tempfile.TemporaryDirectory() as folder:
            for member in members.values() if own else ():
                inner = member.name.removeprefix(CASE)
                if any(inner.startswith(f"{PurePosixPath(n)}/") for n in own) and inner.endswith(
                    ".yaml"
                ):
                    target = Path(folder, inner)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content(bags.plain(member.name), MAX_BYTES))
            found = load_document(document, Path(folder, "case.yaml"))
        return found._replace(path=Path(name)), ()
    except Problems as problems:
        if {d.code for d in problems.diagnostics} == {"other-format"} and _is_older(document.value):
            said = "the case is of an older format: exhibits and custody were not held against it (unseal, then migrate)"
            return None, (said,)
        faults += problems.diagnostics
        return None, ()


def _is_older(case: Any) -> bool:
    return type(case.get("minnesota")) is int and 0 <= case["minnesota"] < FORMAT


def _journal(
    members: Mapping[str, Member], content: Content, raw: bytes, faults: list[Diagnostic]
) -> tuple[str, tuple[str, ...]]:
    """Number and hash of the journal's last line, and whatever is to be said of it."""
    lines, head = f"{CASE}{journal.NAME}", f"{CASE}{journal.HEAD}"
    if lines not in members and head not in members:
        return "", ("the case has no journal: how it came to be what it is cannot be shown",)
    read = journal.read(
        content(lines, journal.MAX_BYTES), content(head) if head in members else None, raw
    )
    faults += [wrong(lines, f.code, f.message)._replace(line=max(f.line, 1)) for f in read.faults]
    return (f"{read.entries[-1].number} {read.entries[-1].digest}" if read.entries else ""), ()


def _exhibits(
    case: CaseFile,
    payload: Mapping[str, Member],
    sums: Mapping[str, Mapping[str, str]],
    faults: list[Diagnostic],
) -> None:
    """Hold each exhibit against the file that came with it, and find files that nothing in the case speaks of."""
    known = {CASE + name for name in _OWN}
    for exhibit in case.case.exhibits:
        if not exhibit.file:
            continue
        name = bags.plain(CASE + str(PurePosixPath(exhibit.file)))
        known.add(name)
        recorded = (exhibit.sha256 or "").removeprefix("sha256:")
        if name not in payload:
            faults.append(wrong(name, "missing", f"the file of {exhibit.id} is not there"))
        elif not recorded:
            faults.append(
                wrong(name, "unhashed", f"the case records no sha256 of the file of {exhibit.id}")
            )
        elif name in sums and sums[name]["sha256"] != recorded:
            faults.append(
                wrong(
                    name,
                    "changed",
                    f"this is not the file whose sha256 the case records for {exhibit.id}",
                )
            )
    own = [f"{CASE}{PurePosixPath(n)}/" for n in named_packs(case.document.value)]
    for name in payload:
        is_report = re.fullmatch(r"data/(assessment\.json|gaps(-[^/]+)?\.(html|md))", name)
        if name not in known and not is_report and not any(map(name.startswith, own)):
            faults.append(wrong(name, "unexpected", "nothing in the case speaks of this file"))


def _reports(
    case: CaseFile,
    about: list[Any],
    payload: Mapping[str, Member],
    content: Content,
    faults: list[Diagnostic],
) -> tuple[str, ...]:
    """Whether the assessment and the reports are what this case gives; a note where another version made them."""
    if not about:
        return ()
    made = {(a["program"], a["protocol"]["id"], a["protocol"]["digest"], a["as_of"]) for a in about}
    days = {day for *_, day in made}
    ours = {(__version__, p.id, p.digest, day) for p in case.protocols for day in days}
    if made != ours or len(days) != 1:
        return (
            "the reports were made by another version of the program or a protocol and were not made again to compare",
        )
    for member in outcome(case, date.fromisoformat(days.pop())):
        there = content(member.name, MAX_REPORT)
        if member.name in payload and there and there != b"".join(bags.chunks(member)):
            faults.append(
                wrong(member.name, "other-report", "this is not what the case in the seal gives")
            )
    return ()


def _assessment(content: Content, fingerprint: str, faults: list[Diagnostic]) -> list[Any]:
    """The assessment, where it is of this case."""
    name = "data/assessment.json"
    found: list[Any] = []
    raw = content(name)
    try:
        text = raw.decode()
        found = (
            [json.loads(text)]
            if text.startswith("{\n")
            else [json.loads(line) for line in text.splitlines()]
        )
        same = bool(found) and all(a["case"]["fingerprint"] == fingerprint for a in found)
    except (ValueError, TypeError, KeyError, RecursionError):
        same = False
    if raw and not same:
        faults.append(
            wrong(name, "other-case", "this is not the assessment of the case that came with it")
        )
    return found if same else []


def _signature(
    content: Content, signers: Path | None, faults: list[Diagnostic]
) -> tuple[str, tuple[str, ...]]:
    """What is to be said of the signature, and what was not checked."""
    signature, signed = content(SIGNATURE), content(SIGNED)
    if not signature:
        if signers:
            faults.append(
                wrong(
                    SIGNATURE, "unsigned", "there is no signature, and a trusted one was asked for"
                )
            )
        return "not signed", (
            "it is not signed: whoever could change it could also make its manifests anew",
        )
    program = shutil.which("ssh-keygen")
    if program is None:
        if signers:
            raise Problems(
                [
                    wrong(
                        SIGNATURE,
                        "no-ssh-keygen",
                        "checking this needs ssh-keygen",
                        "install OpenSSH",
                    )
                ]
            )
        return "not checked", ("the signature was not checked: ssh-keygen is not installed",)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "sig")
        file.write_bytes(signature)

        def keygen(does: str, *words: str) -> str | None:
            command = [program, "-Y", does, "-n", NAMESPACE, "-s", str(file), *words]
            done = subprocess.run(command, input=signed, capture_output=True, check=False)  # noqa: S603
            return None if done.returncode else done.stdout.decode(errors="replace").strip()

        good = keygen("check-novalidate")
        if good is None:
            faults.append(
                wrong(SIGNATURE, "bad-signature", f"this is no good signature of {SIGNED}")
            )
            return "not good", ()
        key = next(iter(re.findall(r"\S+ key SHA256:\S+", good)), "a key")
        if signers is None:
            return f"good, by {key}", ("whose key signed it was not checked: give --signers FILE",)
        for who in (keygen("find-principals", "-f", str(signers)) or "").splitlines():
            if keygen("verify", "-f", str(signers), "-I", who) is not None:
                return f"good, by {shown(who)}, {key}", ()
    faults.append(
        wrong(SIGNATURE, "untrusted", f"the signature is by {key}, whom {signers} does not trust")
    )
    return f"by {key}, not trusted", ()
