"""Sealing a case: the case, its journal and its exhibits, with the assessment, as one bag that proves itself."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, NamedTuple

from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.engine.assess import assess
from minnesota.evidence import custody, fixity
from minnesota.keeping import journal
from minnesota.reading.case import CaseFile, case_path, load_document
from minnesota.reading.protocol import is_own, languages, overlays, protocol_sources
from minnesota.sealing import bags
from minnesota.sealing.bags import Member, Put
from minnesota.version import __version__
from minnesota.yaml.read import file_contents, parse_document

CASE = "data/case/"
HEAD, FINGERPRINT, ID = (
    "Minnesota-Journal-Head",
    "Minnesota-Case-Fingerprint",
    "External-Identifier",
)
NAMESPACE = "minnesota"  # what a signature is for
_FIXITY = {
    "changed": ("changed", "the file is not the one whose sha256 the case records"),
    "missing": ("missing", "the file is not there"),
    "outside": ("outside", "the file is not in the folder of the case"),
    "unreadable": ("unreadable", "the file cannot be read"),
}

Progress = Callable[
    [int, int], None
]  # told how many more bytes were read, and how many there are in all


class Sealed(NamedTuple):
    """What was sealed. `head`: number and hash of the journal's last line; `sha256` of the one file, "" for a folder."""

    path: Path
    files: int
    size: int
    head: str
    sha256: str
    breaks: tuple[str, ...]


def seal_case(
    path: Path,
    output: Path,
    day: date,
    recipients: Sequence[Any] = (),
    key: Path | None = None,
    progress: Progress | None = None,
) -> Sealed:
    """Seal a case into a new folder, or into one file where the output ends in .zip or .age.

    `recipients`: age's, for a .age file. Raises Problems when something in the case does not hold; then nothing is written.
    """
    bags.refuse_taken(output)
    file, head, payload, recorded = _contents(case_path(path), day, progress)
    info = {
        ID: file.case.id,
        "Bag-Software-Agent": f"minnesota {__version__}",
        "Bagging-Date": date.today().isoformat(),
        HEAD: head or "none",
        FINGERPRINT: file.fingerprint,
    }
    total = 2 * sum(m.size for m in payload if m.name in recorded)
    told = (lambda read: progress(read, total)) if progress else None
    digest = ""
    with _target(output, file.case.id, recipients, told) as target:

        def put(member: Member) -> dict[str, str]:
            sums = target(member)
            if sums["sha256"] != recorded.get(member.name, sums["sha256"]):
                raise Problems(
                    [
                        bags.wrong(
                            member.name, "changed", "the file was changed while it was being sealed"
                        )
                    ]
                )
            return sums

        bags.fill(put, payload, info, _signer(key) if key else None)
    if output.is_file():
        with output.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    broken = tuple(str(b) for e in file.case.exhibits for b in custody.breaks(e))
    return Sealed(output, len(payload), sum(m.size for m in payload), head, digest, broken)


def _contents(
    path: Path, day: date, progress: Progress | None
) -> tuple[CaseFile, str, list[Member], dict[str, str]]:
    """The case, the head of its journal, the files to seal, and the digests that the case records of its exhibits."""
    raw = file_contents(path, str(path))
    file = load_document(parse_document(raw, str(path)), path)
    head, found = _journal(path, raw)
    found |= {"case.yaml": raw}
    if (schema := path.parent / "case.schema.json").is_file():
        found["case.schema.json"] = schema.read_bytes()
    found |= _packs(file)
    exhibits, recorded = _exhibits(file, progress)
    members = [bags.of_bytes(CASE + name, content) for name, content in found.items()]
    members += [m for m in exhibits if m.name.removeprefix(CASE) not in found]
    faults = [
        bags.wrong(
            m.name.removeprefix(CASE),
            "unsafe-name",
            f"a sealed case cannot hold this name: {why}",
            "rename it",
        )
        for m in members
        if (why := bags.unsafe(m.name))
    ]
    faults += [
        bags.wrong(
            name,
            "clash",
            f"on some systems this name is the same as {other}",
            "rename one of the two",
        )
        for other, name in bags.clashing(m.name.removeprefix(CASE) for m in members)
    ]
    if faults:
        raise Problems(faults)
    return file, head, members + outcome(file, day), recorded


def _journal(path: Path, raw: bytes) -> tuple[str, dict[str, bytes]]:
    """Number and hash of the journal's last line, and its files; nothing for a case that never had one.

    Raises Problems when it does not hold: a seal keeps a whole journal.
    """
    folder = path.resolve().parent
    found = {
        n: (folder / n).read_bytes() for n in (journal.NAME, journal.HEAD) if (folder / n).exists()
    }
    if not found:
        return "", {}
    read = journal.read(found.get(journal.NAME, b""), found.get(journal.HEAD), raw)
    if read.faults:
        hint = "run `minnesota log --verify`; `minnesota log --repair` closes what can be closed"
        raise Problems(
            Diagnostic(str(path.parent / journal.NAME), max(f.line, 1), 1, f.code, f.message, hint)
            for f in read.faults
        )
    return (f"{read.entries[-1].number} {read.entries[-1].digest}" if read.entries else ""), found


def _packs(file: CaseFile) -> dict[str, bytes]:
    """The files of the packs that the case names by a path. Raises Problems for one that stands outside its folder."""
    found: dict[str, bytes] = {}
    for name in named_packs(file.document.value):
        if not inside(name):
            message = (
                "this pack stands outside the folder of the case, so it would not be in the seal"
            )
            raise Problems(
                [
                    file.document.diagnostic(
                        ("protocol",), "outside", message, "put a copy beside the case"
                    )
                ]
            )
        folder = file.path.parent
        texts = [overlays(name, language, folder) for language in languages(name, folder)]
        for own in (protocol_sources(name, folder), *texts):
            found |= {f"{PurePosixPath(name)}/{n}": content for n, content in own.items()}
    return found


def named_packs(case: Any) -> list[str]:
    """The packs that a case names by a path."""
    named = case.get("protocol") if isinstance(case, dict) else None
    return [
        n
        for n in (named if isinstance(named, list) else [named])
        if isinstance(n, str) and is_own(n)
    ]


def inside(name: str) -> bool:
    """Whether a path in a case stays in the folder of the case, as it is written."""
    return bags.unsafe(str(PurePosixPath(name))) is None


def _exhibits(file: CaseFile, progress: Progress | None) -> tuple[list[Member], dict[str, str]]:
    """The exhibits' files, and their digests as recorded. Raises Problems with each that is not as recorded."""
    folder, exhibits = file.path.parent, file.case.exhibits
    total = 2 * sum(fixity.length(folder, e) for e in exhibits)
    fixities = fixity.verify(
        folder, exhibits, (lambda read: progress(read, total)) if progress else None
    )
    faults: list[Diagnostic] = []
    for found in fixities:
        if found.verdict == "unhashed":
            message, hint = (
                "the case records no sha256 of this file",
                f"if it is the right one, write: sha256: {found.digest}",
            )
            faults.append(bags.wrong(found.file, "unhashed", f"{found.exhibit}: {message}", hint))
        elif found.verdict != "right":
            code, message = _FIXITY[found.verdict]
            faults.append(
                bags.wrong(
                    found.file,
                    code,
                    f"{found.exhibit}: {message}",
                    "`minnesota exhibit verify` shows all",
                )
            )
    if faults:
        raise Problems(faults)
    by_name = {CASE + str(PurePosixPath(f.file)): f for f in fixities}
    members = [Member(n, f.size, partial(bags.opened, folder / f.file)) for n, f in by_name.items()]
    return members, {n: f.digest for n, f in by_name.items()}


def outcome(file: CaseFile, day: date) -> list[Member]:
    """The assessment and the gap report by each protocol."""
    from minnesota.disclosure.view import view_for
    from minnesota.machine.json import as_json
    from minnesota.report.formats import Format
    from minnesota.report.report import Design, render

    judged = [assess(p, file.case, day) for p in file.protocols]
    several = len(judged) > 1
    text = "".join(as_json(file, a, indent=None if several else 2) + "\n" for a in judged)
    found = {"assessment.json": text.encode()}
    for a in judged:
        view = view_for(file.case, a, "internal")
        for kind in (Format.html, Format.md):
            report = render(view, file.fingerprint, Design("gap", kind))
            found[f"gaps-{a.protocol.id}.{kind}" if several else f"gaps.{kind}"] = report
    return [bags.of_bytes(f"data/{name}", content) for name, content in found.items()]


def recipients(given: Sequence[str]) -> list[Any]:
    """The recipients meant by age's or SSH's public keys, or by files that hold such lines. Raises Problems for each that is none."""
    import pyrage

    found: list[Any] = []
    faults: list[Diagnostic] = []
    for text in given:
        is_key = text.startswith(("age1", "ssh-"))
        lines = [text] if is_key else Path(text).read_text("utf-8", "replace").splitlines()
        before = len(found) + len(faults)
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            kind = pyrage.ssh if line.startswith("ssh-") else pyrage.x25519
            try:
                found.append(kind.Recipient.from_str(line.strip()))
            except pyrage.RecipientError:
                message = "this is no public key to encrypt to"
                hint = "give age1…, ssh-ed25519 … or ssh-rsa …, or a file with such lines"
                faults.append(
                    Diagnostic(
                        "--encrypt-to" if is_key else text, number, 1, "no-recipient", message, hint
                    )
                )
        if before == len(found) + len(faults):
            faults.append(
                Diagnostic(text, 1, 1, "no-recipient", "there is no public key in this file")
            )
    if faults:
        raise Problems(faults)
    return found


@contextmanager
def _target(
    output: Path, top: str, recipients: Sequence[Any], progress: bags.Progress | None
) -> Iterator[Put]:
    """The new bag, to be filled."""
    if output.suffix.lower() not in (".zip", ".age"):
        with bags.new_folder(output, progress) as put:
            yield put
        return
    with (
        bags.new_file(output) as stream,
        _encrypted(stream, recipients, output) if recipients else nullcontext(stream) as plain,
        bags.new_zip(plain, top, progress) as put,
    ):
        yield put


@contextmanager
def _encrypted(stream: BinaryIO, recipients: Sequence[Any], output: Path) -> Iterator[BinaryIO]:
    """What is written here goes encrypted into the stream, through a pipe: the plain text is never on a disk."""
    from concurrent.futures import ThreadPoolExecutor

    import pyrage

    read, write = os.pipe()

    def encrypt() -> None:
        with os.fdopen(read, "rb") as plain:
            pyrage.encrypt_io(plain, stream, list(recipients))

    with ThreadPoolExecutor(1) as pool:
        try:
            with os.fdopen(
                write, "wb"
            ) as plain:  # closed before the other end is waited for, whatever happens
                done = pool.submit(encrypt)
                yield plain
        except BrokenPipeError:
            pass  # the other end says why
        try:
            done.result()
        except pyrage.EncryptError as error:
            raise OSError(None, f"it could not be encrypted: {error}", str(output)) from None


def _signer(key: Path) -> Callable[[bytes], bytes]:
    """Signs with an SSH key; a passphrase is asked for by ssh-keygen itself. Raises Problems when there is none to do it."""
    program = shutil.which("ssh-keygen")
    if program is None:
        raise Problems(
            [
                Diagnostic(
                    str(key), 1, 1, "no-ssh-keygen", "signing needs ssh-keygen", "install OpenSSH"
                )
            ]
        )

    def sign(content: bytes) -> bytes:
        words = [program, "-Y", "sign", "-n", NAMESPACE, "-f", str(key)]
        done = subprocess.run(words, input=content, capture_output=True, check=False)  # noqa: S603
        if done.returncode or not done.stdout.startswith(b"-----BEGIN SSH SIGNATURE"):
            said = (
                done.stderr.decode(errors="replace").strip().splitlines() or ["it did not say why"]
            )[-1]
            raise Problems(
                [Diagnostic(str(key), 1, 1, "not-signed", f"ssh-keygen could not sign: {said}")]
            )
        return done.stdout

    return sign
