"""Verifying a sealed case: whether it is what was sealed, all of it, and what does not hold."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from minnesota.base.diagnostics import Diagnostic, Problems, shown
from minnesota.keeping import journal
from minnesota.model.case import FORMAT
from minnesota.reading.case import CaseFile, load_document
from minnesota.sealing import bags
from minnesota.sealing.bags import ALGORITHMS, SIGNATURE, SIGNED, Member, bag_fault
from minnesota.sealing.names import CASE, CASE_FILE, is_inside, lookup_name, named_packs
from minnesota.sealing.seal import (
    FINGERPRINT,
    HEAD,
    ID,
    breaks_of_custody,
    head_of_journal,
    outcome,
)
from minnesota.sealing.signatures import check_signature
from minnesota.version import __version__
from minnesota.yaml.read import MAX_BYTES, Document, parse_document

_ASSESSMENT = "data/assessment.json"
_JOURNAL = f"{CASE}{journal.NAME}"
_JOURNAL_HEAD = f"{CASE}{journal.HEAD}"
_TAGS = (
    "bagit.txt",
    "bag-info.txt",
    *(f"manifest-{algorithm}.txt" for algorithm in ALGORITHMS),
    *(f"tagmanifest-{algorithm}.txt" for algorithm in ALGORITHMS),
)
_OUTCOME = re.compile(r"data/(assessment\.json|gaps(-[^/]+)?\.(html|md))")
_MOST_TAGS = 64 * 1024 * 1024  # bytes of one tag file
MAX_REPORT = 512 * 1024 * 1024


class Unsealed(NamedTuple):
    """What a sealed case holds and what does not hold of it.

    `case` is None where it cannot be read. `sealed`: the day and the program that sealed it.
    `head`: number and hash of the journal's last line. `notes`: what was not checked, and why.
    `breaks`: those of the chains of custody.
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


class OpenBag(NamedTuple):
    """A bag that is being verified: its files and their digests, by lookup names.

    A file that cannot be read whole has no digests. `faults` and `notes` grow on the way.
    """

    members: Mapping[str, Member]
    sums: Mapping[str, Mapping[str, str]]
    faults: list[Diagnostic]
    notes: list[str]

    @property
    def payload(self) -> dict[str, Member]:
        """The files that were sealed, without those that only describe the bag."""
        return {name: file for name, file in self.members.items() if name.startswith("data/")}

    @property
    def payload_size(self) -> int:
        """How many bytes the payload has."""
        return sum(member.size for member in self.payload.values())

    def content(self, name: str, most: int = _MOST_TAGS) -> bytes:
        """Return what is in a file of at most so many bytes.

        That is nothing where it is not there, is larger, or is damaged, which was said elsewhere.
        """
        if name not in self.sums or self.members[name].size > most:
            return b""
        content = b"".join(bags.chunks(self.members[name]))
        if hashlib.sha256(content).hexdigest() != self.sums[name]["sha256"]:
            return b""  # it was changed after it was hashed
        return content

    def add_fault(self, name: str, code: str, message: str) -> None:
        """Say what is wrong with one of the files."""
        self.faults.append(bag_fault(name, code, message))


class _Making(NamedTuple):
    """What an assessment was made by, and for which day."""

    program: str
    protocol: str
    digest: str
    day: date


def hash_members(members: Mapping[str, Member], progress: bags.Progress | None) -> OpenBag:
    """Return a bag with the digests of every file that can be read, and what cannot be."""
    sums: dict[str, dict[str, str]] = {}
    bag = OpenBag(members, sums, [], [])
    for name, member in members.items():
        try:
            sums[name] = bags.digests(member, progress)
        except bags.DAMAGED as error:
            bag.add_fault(name, "damaged", f"this cannot be read whole: {error}")
    return bag


def verify_bag(bag: OpenBag, signers: Path | None) -> Unsealed:
    """Return what a sealed case holds, and all that does not hold of it.

    `signers`: a file of whose signatures are trusted. Raises Problems when that cannot be checked.
    """
    bag_info = _check_bag(bag)
    signature = check_signature(bag.content(SIGNATURE), bag.content(SIGNED), signers)
    if signature.fault:
        bag.faults.append(signature.fault)
    if signature.note:
        bag.notes.append(signature.note)
    case = bag.content(CASE_FILE, MAX_BYTES)
    fingerprint = hashlib.sha256(case).hexdigest()
    case_file = _read_case(bag, case)
    _check_label(bag, bag_info, FINGERPRINT, fingerprint, "the case")
    head = _check_journal(bag, case)
    _check_label(bag, bag_info, HEAD, head or "none", "the journal")
    if case_file:
        _check_label(bag, bag_info, ID, case_file.case.id, "the case")
        _check_exhibits(bag, case_file)
    assessments = _read_assessments(bag, fingerprint)
    if case_file:
        _check_reports(bag, case_file, assessments)
    if not _has_journal(bag):
        bag.notes.append("the case has no journal: how it came to be what it is cannot be shown")
    sealed_on = shown(bag_info.get("Bagging-Date", "on no day"))
    sealed_by = shown(bag_info.get("Bag-Software-Agent", "nothing"))
    return Unsealed(
        case=case_file,
        sealed=f"{sealed_on} by {sealed_by}",
        files=len(bag.payload),
        size=bag.payload_size,
        head=head,
        signature=signature.summary,
        notes=tuple(bag.notes),
        breaks=breaks_of_custody(case_file.case) if case_file else (),
        faults=tuple(dict.fromkeys(bag.faults)),
    )


# The bag


def _check_bag(bag: OpenBag) -> dict[str, str]:
    """Hold the files of a bag against its own manifests. Return what bag-info.txt says."""
    _check_structure(bag)
    bag_info = bags.labels(bag.content("bag-info.txt"), "bag-info.txt", bag.faults)
    _check_manifests(bag)
    oxum = f"{bag.payload_size}.{len(bag.payload)}"
    _check_label(bag, bag_info, "Payload-Oxum", oxum, "the bytes and files that are there")
    return bag_info


def _check_structure(bag: OpenBag) -> None:
    """Say which files are missing that a sealed case has, and which it has that none has."""
    for name in (*_TAGS, CASE_FILE, _ASSESSMENT):
        if name not in bag.members:
            bag.add_fault(name, "missing", "this file is missing; a sealed case has it")
        elif name in _TAGS and bag.members[name].size > _MOST_TAGS:
            bag.add_fault(name, "too-large", f"this has more than {_MOST_TAGS:,} bytes")
    if "bagit.txt" in bag.members:
        declaration = bag.content("bagit.txt").replace(b"\r\n", b"\n")
        if declaration != bags.BAGIT:
            message = "this does not say what that of a sealed case says"
            bag.add_fault("bagit.txt", "tags", message)
    for name in bag.members:
        if name == "fetch.txt":
            message = "this asks to fetch files from elsewhere; nothing is ever fetched"
            bag.add_fault(name, "fetch", message)
        elif not name.startswith("data/") and name not in (*_TAGS, SIGNATURE):
            bag.add_fault(name, "unexpected", "a sealed case has no such file")


def _check_manifests(bag: OpenBag) -> None:
    payload = bag.payload
    tags: set[str] = set()
    for name in bag.members:
        # No manifest names the tag manifests and what signs them: they are written after it.
        if name not in payload and name != SIGNATURE and not name.startswith("tagmanifest-"):
            tags.add(name)
    for algorithm in ALGORITHMS:
        _check_manifest(bag, f"manifest-{algorithm}.txt", algorithm, payload.keys())
        _check_manifest(bag, f"tagmanifest-{algorithm}.txt", algorithm, tags)


def _check_manifest(bag: OpenBag, manifest: str, algorithm: str, present: Collection[str]) -> None:
    """Hold the files that are there against a manifest, both ways."""
    if manifest not in bag.sums:
        return  # that it is missing was said
    listed = bags.manifest(bag.content(manifest), manifest, bag.faults)
    for name, digest in listed.items():
        if name not in present:
            bag.add_fault(name, "missing", f"{manifest} names this file; it is not there")
        elif name in bag.sums and bag.sums[name][algorithm] != digest:
            message = f"the content is not the one whose {algorithm} {manifest} holds"
            bag.add_fault(name, "changed", message)
    for name in sorted(present):
        if name not in listed:
            bag.add_fault(name, "unlisted", f"{manifest} does not name this file")


def _check_label(
    bag: OpenBag, bag_info: Mapping[str, str], label: str, found: str, subject: str
) -> None:
    """Hold what bag-info.txt says by a `label` against what was `found` of a `subject`."""
    if bag_info.get(label) == found:
        return
    claim = f'says "{shown(bag_info[label])}"' if label in bag_info else "says nothing"
    message = f"{label} {claim}; {subject}: {shown(found)}"
    bag.add_fault("bag-info.txt", "tags", message)


# The case


def _read_case(bag: OpenBag, content: bytes) -> CaseFile | None:
    """Return the case, read with the packs of its own that came with it; None where it cannot be.

    A note says so of a case of an older format, which is no fault.
    """
    if CASE_FILE not in bag.members:
        return None
    if not content:
        bag.add_fault(CASE_FILE, "no-case", "the case is empty, damaged or too large")
        return None
    try:
        document = parse_document(content, CASE_FILE)
        return _read_with_packs(bag, document)
    except Problems as problems:
        codes = {diagnostic.code for diagnostic in problems.diagnostics}
        if codes == {"other-format"} and _is_older(document.value):
            bag.notes.append(
                "the case is of an older format: exhibits and custody were not held against it"
                " (unseal, then migrate)"
            )
        else:
            bag.faults.extend(problems.diagnostics)
        return None


def _read_with_packs(bag: OpenBag, document: Document) -> CaseFile:
    """Return the case, by the packs that it names by a path. Raises Problems."""
    packs = named_packs(document.value)
    for pack in packs:
        if not is_inside(pack):
            message = f"the pack {shown(pack)} stands outside the case"
            raise Problems([bag_fault(CASE_FILE, "outside", message)])
    folders = tuple(f"{PurePosixPath(pack)}/" for pack in packs)
    with tempfile.TemporaryDirectory() as temporary:
        for name, member in bag.members.items():
            path = member.name.removeprefix(CASE)
            if path.startswith(folders) and path.endswith(".yaml"):
                target = Path(temporary, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(bag.content(name, MAX_BYTES))
        case_file = load_document(document, Path(temporary, "case.yaml"))
    return case_file._replace(path=Path(CASE_FILE))


def _is_older(case: Any) -> bool:
    number = case.get("minnesota")
    return type(number) is int and 0 <= number < FORMAT


def _has_journal(bag: OpenBag) -> bool:
    return _JOURNAL in bag.members or _JOURNAL_HEAD in bag.members


def _check_journal(bag: OpenBag, case: bytes) -> str:
    """Hold the journal against the `case`.

    Return number and hash of its last line; "" where there is none.
    """
    if not _has_journal(bag):
        return ""
    head = bag.content(_JOURNAL_HEAD) if _JOURNAL_HEAD in bag.members else None
    reading = journal.prove(bag.content(_JOURNAL, journal.MAX_BYTES), head, case)
    for fault in reading.faults:
        line = max(fault.line, 1)
        bag.faults.append(bag_fault(_JOURNAL, fault.code, fault.message, line=line))
    return head_of_journal(reading)


def _check_exhibits(bag: OpenBag, case_file: CaseFile) -> None:
    """Hold each exhibit against its file, and find files that nothing in the case speaks of."""
    payload = bag.payload
    known = {CASE_FILE, f"{CASE}case.schema.json", _JOURNAL, _JOURNAL_HEAD}
    for exhibit in case_file.case.exhibits:
        if not exhibit.file:
            continue
        name = lookup_name(CASE + str(PurePosixPath(exhibit.file)))
        known.add(name)
        recorded = (exhibit.sha256 or "").removeprefix("sha256:")
        if name not in payload:
            bag.add_fault(name, "missing", f"the file of {exhibit.id} is not there")
        elif not recorded:
            message = f"the case records no sha256 of the file of {exhibit.id}"
            bag.add_fault(name, "unhashed", message)
        elif name in bag.sums and bag.sums[name]["sha256"] != recorded:
            message = f"this is not the file whose sha256 the case records for {exhibit.id}"
            bag.add_fault(name, "changed", message)
    packs = named_packs(case_file.document.value)
    folders = tuple(f"{CASE}{PurePosixPath(pack)}/" for pack in packs)
    for name in payload:
        if name not in known and not _OUTCOME.fullmatch(name) and not name.startswith(folders):
            bag.add_fault(name, "unexpected", "nothing in the case speaks of this file")


# The assessment and the reports


def _read_assessments(bag: OpenBag, fingerprint: str) -> list[Any]:
    """Return the assessment by each protocol, where they are of this case; else none of them."""
    content = bag.content(_ASSESSMENT)
    try:
        text = content.decode()
        is_one = text.startswith("{\n")  # several are JSON Lines
        assessments = [json.loads(part) for part in ([text] if is_one else text.splitlines())]
        fingerprints = {assessment["case"]["fingerprint"] for assessment in assessments}
    except (ValueError, TypeError, KeyError, RecursionError):
        fingerprints = set()
    if fingerprints == {fingerprint}:
        return assessments
    if content:
        message = "this is not the assessment of the case that came with it"
        bag.add_fault(_ASSESSMENT, "other-case", message)
    return []


def _making_of(assessment: Any) -> _Making:
    """Return what made an assessment. Raises KeyError, TypeError, ValueError if it does not say."""
    protocol = assessment["protocol"]
    day = date.fromisoformat(assessment["as_of"])
    return _Making(assessment["program"], protocol["id"], protocol["digest"], day)


def _check_reports(bag: OpenBag, case_file: CaseFile, assessments: list[Any]) -> None:
    """Hold the assessment and the reports against what this case gives.

    A note says so where another version made them, which would write other words.
    """
    if not assessments:
        return
    try:
        made = {_making_of(assessment) for assessment in assessments}
    except (KeyError, TypeError, ValueError):
        made = set()  # another version says it in another way
    days = {making.day for making in made}
    would_make = set[_Making]()
    for day in days:
        for protocol in case_file.protocols:
            would_make.add(_Making(__version__, protocol.id, protocol.digest, day))
    if made != would_make or len(days) != 1:
        bag.notes.append(
            "the reports were made by another version of the program or a protocol"
            " and were not made again to compare"
        )
        return
    for member in outcome(case_file, days.pop()):
        content = bag.content(member.name, MAX_REPORT)
        if content and content != b"".join(bags.chunks(member)):
            message = "this is not what the case in the seal gives"
            bag.add_fault(member.name, "other-report", message)
