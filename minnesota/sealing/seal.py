"""Sealing a case: the case, its journal and its exhibits, with the assessment, as one bag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.engine.assess import assess
from minnesota.evidence import custody, fixity
from minnesota.keeping import journal
from minnesota.model.case import Case
from minnesota.reading.case import CaseFile, case_path, load_document
from minnesota.reading.protocol import languages, overlays, protocol_sources
from minnesota.sealing import bags
from minnesota.sealing.bags import Member, Put, bag_fault
from minnesota.sealing.encryption import encrypted
from minnesota.sealing.names import CASE, clashes, is_inside, named_packs, why_unsafe
from minnesota.sealing.signatures import signer
from minnesota.version import __version__
from minnesota.yaml.read import file_contents, parse_document

HEAD, FINGERPRINT, ID = (
    "Minnesota-Journal-Head",
    "Minnesota-Case-Fingerprint",
    "External-Identifier",
)
_NOT_AS_RECORDED = {
    "changed": "the file is not the one whose sha256 the case records",
    "missing": "the file is not there",
    "outside": "the file is not in the folder of the case",
    "unreadable": "the file cannot be read",
}

# Told how many more bytes were read, and how many there are in all.
Progress = Callable[[int, int], None]


class Sealed(NamedTuple):
    """What was sealed.

    `head`: number and hash of the journal's last line. `sha256`: of the one file, "" for a folder.
    `breaks`: those of the chains of custody, which do not prevent a seal.
    """

    path: Path
    files: int
    size: int
    head: str
    sha256: str
    breaks: tuple[str, ...]


class _ToSeal(NamedTuple):
    """A case as it goes into a seal: its files, and the digests that it records of its exhibits.

    `head`: number and hash of the journal's last line. `recorded`: by names in the bag.
    """

    case_file: CaseFile
    head: str
    payload: list[Member]
    recorded: dict[str, str]


class _Journal(NamedTuple):
    """A journal that holds: its files by name, number and hash of its last line."""

    head: str
    files: dict[str, bytes]


class _Exhibits(NamedTuple):
    """The exhibits' files, and their digests by names in the bag."""

    members: list[Member]
    recorded: dict[str, str]


def seal_case(
    path: Path,
    output: Path,
    day: date,
    recipients: Sequence[Any] = (),
    key: Path | None = None,
    progress: Progress | None = None,
) -> Sealed:
    """Seal a case into a new folder, or into one file where `output` ends in .zip or .age.

    `path`: the case's. `day`: the one that it is assessed on. `recipients`: age's, for a .age file.
    `key`: a private key of SSH to sign with.

    Raises Problems when something in the case does not hold; then nothing is written.
    """
    bags.refuse_taken(output)
    sealing = _collect(case_path(path), day, progress)
    case, payload, recorded = sealing.case_file.case, sealing.payload, sealing.recorded
    exhibits_size = sum(member.size for member in payload if member.name in recorded)
    count_bytes = progress_out_of(2 * exhibits_size, progress)  # read to verify, then to copy
    with _new_bag(output, case.id, recipients, count_bytes) as target:

        def put(member: Member) -> dict[str, str]:
            written = target(member)
            if member.name in recorded and written["sha256"] != recorded[member.name]:
                message = "the file was changed while it was being sealed"
                raise Problems([bag_fault(member.name, "changed", message)])
            return written

        bags.fill(put, payload, _bag_info(sealing), signer(key) if key else None)
    digest = ""
    if output.is_file():
        with output.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    size = sum(member.size for member in payload)
    return Sealed(output, len(payload), size, sealing.head, digest, breaks_of_custody(case))


def _bag_info(sealing: _ToSeal) -> dict[str, str]:
    """Return what bag-info.txt says of a case, by labels."""
    return {
        ID: sealing.case_file.case.id,
        "Bag-Software-Agent": f"minnesota {__version__}",
        "Bagging-Date": date.today().isoformat(),
        HEAD: sealing.head or "none",
        FINGERPRINT: sealing.case_file.fingerprint,
    }


def progress_out_of(total: int, progress: Progress | None) -> bags.Progress | None:
    """Return what is to be told of bytes, of a `total`, so that `progress` is told of both."""
    if progress is None:
        return None

    def count_bytes(read: int) -> None:
        progress(read, total)

    return count_bytes


def breaks_of_custody(case: Case) -> tuple[str, ...]:
    """Return the breaks of all chains of custody, in words."""
    return tuple(str(found) for exhibit in case.exhibits for found in custody.breaks(exhibit))


# What goes into a seal


def _collect(path: Path, day: date, progress: Progress | None) -> _ToSeal:
    """Return the case with all that goes into its seal. Raises Problems when it does not hold."""
    case = file_contents(path, str(path))
    case_file = load_document(parse_document(case, str(path)), path)
    kept = _read_journal(path, case)
    contents = {**kept.files, "case.yaml": case}
    schema = path.parent / "case.schema.json"
    if schema.is_file():
        contents[schema.name] = schema.read_bytes()
    contents |= _packs(case_file)
    exhibits = _verify_exhibits(case_file, progress)
    members = [bags.of_bytes(CASE + name, content) for name, content in contents.items()]
    for member in exhibits.members:
        if member.name.removeprefix(CASE) not in contents:
            members.append(member)
    _refuse_names([member.name.removeprefix(CASE) for member in members])
    return _ToSeal(case_file, kept.head, members + outcome(case_file, day), exhibits.recorded)


def _refuse_names(names: Sequence[str]) -> None:
    """Raise Problems for names, in the case's folder, that a bag cannot hold on every system."""
    faults: list[Diagnostic] = []
    for name in names:
        reason = why_unsafe(name)
        if reason:
            message = f"a sealed case cannot hold this name: {reason}"
            faults.append(bag_fault(name, "unsafe-name", message, "rename it"))
    for earlier, name in clashes(names):
        message = f"on some systems this name is the same as {earlier}"
        faults.append(bag_fault(name, "clash", message, "rename one of the two"))
    if faults:
        raise Problems(faults)


def _read_journal(path: Path, case: bytes) -> _Journal:
    """Return the journal of a case; an empty one for a case that never had any.

    Raises Problems when it does not hold: a seal keeps a whole journal.
    """
    folder = path.resolve().parent
    files: dict[str, bytes] = {}
    for name in (journal.NAME, journal.HEAD):
        if (folder / name).exists():
            files[name] = (folder / name).read_bytes()
    if not files:
        return _Journal("", {})
    reading = journal.prove(files.get(journal.NAME, b""), files.get(journal.HEAD), case)
    if reading.faults:
        place = str(path.parent / journal.NAME)
        hint = "run `minnesota log --verify`; `minnesota log --repair` closes what can be closed"
        raise Problems(
            Diagnostic(place, max(fault.line, 1), 1, fault.code, fault.message, hint)
            for fault in reading.faults
        )
    return _Journal(head_of_journal(reading), files)


def head_of_journal(reading: journal.Journal) -> str:
    """Return number and hash of a journal's last line; "" where it has none."""
    if not reading.entries:
        return ""
    last = reading.entries[-1]
    return f"{last.number} {last.digest}"


def _packs(case_file: CaseFile) -> dict[str, bytes]:
    """Return the files of the packs that the case names by a path, by their paths.

    Raises Problems when one stands outside the case's folder.
    """
    contents: dict[str, bytes] = {}
    folder = case_file.path.parent
    for name in named_packs(case_file.document.value):
        if not is_inside(name):
            message = (
                "this pack stands outside the folder of the case, so it would not be in the seal"
            )
            hint = "put a copy beside the case"
            raise Problems([case_file.document.diagnostic(("protocol",), "outside", message, hint)])
        pack = dict(protocol_sources(name, folder))
        for language in languages(name, folder):
            pack |= overlays(name, language, folder)
        for file_name, content in pack.items():
            contents[f"{PurePosixPath(name)}/{file_name}"] = content
    return contents


def _verify_exhibits(case_file: CaseFile, progress: Progress | None) -> _Exhibits:
    """Return the exhibits' files. Raises Problems with one for each that is not as recorded."""
    folder, exhibits = case_file.path.parent, case_file.case.exhibits
    size = sum(fixity.length(folder, exhibit) for exhibit in exhibits)
    count_bytes = progress_out_of(2 * size, progress)
    fixities = fixity.verify(folder, exhibits, count_bytes)
    faults: list[Diagnostic] = []
    for found in fixities:
        code: str = found.verdict
        if code == "unhashed":
            message = f"{found.exhibit}: the case records no sha256 of this file"
            hint = f"if it is the right one, write: sha256: {found.digest}"
            faults.append(bag_fault(found.file, code, message, hint))
        elif code != "right":
            message = f"{found.exhibit}: {_NOT_AS_RECORDED[code]}"
            hint = "`minnesota exhibit verify` shows all"
            faults.append(bag_fault(found.file, code, message, hint))
    if faults:
        raise Problems(faults)
    # By name: two exhibits may name one file, which the bag has once.
    by_name = {CASE + str(PurePosixPath(found.file)): found for found in fixities}
    members: list[Member] = []
    for name, found in by_name.items():
        members.append(Member(name, found.size, partial(bags.open_file, folder / found.file)))
    return _Exhibits(members, {name: found.digest for name, found in by_name.items()})


def outcome(case_file: CaseFile, day: date) -> list[Member]:
    """Return the assessment and the gap report by each protocol, as files of a bag."""
    from minnesota.disclosure.view import view_for
    from minnesota.machine.json import as_json
    from minnesota.report.formats import Format
    from minnesota.report.report import Design, render

    assessments = [assess(protocol, case_file.case, day) for protocol in case_file.protocols]
    is_one = len(assessments) == 1
    indent = 2 if is_one else None  # several are JSON Lines
    text = ""
    reports: list[Member] = []
    for assessment in assessments:
        text += as_json(case_file, assessment, indent=indent) + "\n"
        name = "gaps" if is_one else f"gaps-{assessment.protocol.id}"
        view = view_for(case_file.case, assessment, "internal")
        for kind in (Format.html, Format.md):
            report = render(view, case_file.fingerprint, Design("gap", kind))
            reports.append(bags.of_bytes(f"data/{name}.{kind}", report))
    return [bags.of_bytes("data/assessment.json", text.encode()), *reports]


# Where it is written


@contextmanager
def _new_bag(
    output: Path, top: str, recipients: Sequence[Any], progress: bags.Progress | None
) -> Iterator[Put]:
    """Open a new bag, to be filled: a folder, a zip, or a zip that is encrypted."""
    if output.suffix.lower() not in (".zip", ".age"):
        with bags.new_folder(output, progress) as put:
            yield put
        return
    with (
        bags.new_file(output) as stream,
        encrypted(stream, recipients, output) if recipients else nullcontext(stream) as plain,
        bags.new_zip(plain, top, progress) as put,
    ):
        yield put
