"""Reading a case file: strict YAML, format version first, then the model with every id
looked up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from pydantic import ValidationError

from minnesota.base.diagnostics import Diagnostic, Problems, shown
from minnesota.model.case import FORMAT, Case
from minnesota.model.protocol import Protocol, Step
from minnesota.reading.protocol import duplicate_ids, ids_of, is_own, load_protocol
from minnesota.yaml.complaints import complaints
from minnesota.yaml.read import MAX_BYTES, Document, parse_document, read_document

STDIN_NAME = "<stdin>"  # what messages call a case that is read from standard input

_KINDS = {  # what an id can be of, and the key its kind stands under
    "victim": "victims",
    "institution": "institutions",
    "alleged-perpetrator": "alleged_perpetrators",
    "investigation": "investigations",
    "scene": "scenes",
    "witness": "witnesses",
    "exhibit": "exhibits",
}


class CaseFile(NamedTuple):
    """A case as read from disk, with the protocols that it names, and the text it was read from."""

    path: Path
    case: Case
    protocols: tuple[Protocol, ...]
    document: Document

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the file's bytes."""
        return self.document.digest

    @property
    def files(self) -> list[Path]:
        """The case itself, and the files of its exhibits."""
        return [self.path, *(self.path.parent / e.file for e in self.case.exhibits if e.file)]


def load_case(path: str | Path) -> CaseFile:
    """Read a case: a file, or a folder that holds `case.yaml`. Raises Problems with every mistake
    found.
    """
    path = case_path(Path(path))
    return load_document(read_document(path), path)


def load_case_from(stream: BinaryIO) -> CaseFile:
    """Read a case from standard input: a protocol of its own is looked for from the folder one is
    in. Raises Problems.
    """
    return load_document(parse_document(stream.read(MAX_BYTES + 1), STDIN_NAME), Path(STDIN_NAME))


def load_document(document: Document, path: Path) -> CaseFile:
    """The case in a document already read; `path` is where its file stands. Raises Problems with
    every mistake found.
    """
    raw = document.value
    if not isinstance(raw, dict):
        raise Problems(
            [
                document.diagnostic(
                    (), "expected-block", "a case is a block of keys", "begin with: minnesota: 1"
                )
            ]
        )
    check_format(document)
    protocols = _protocols(document, path.parent)
    steps = (
        {i: s for p in reversed(protocols) for i, s in p.step.items()}
        if len(protocols) > 1
        else protocols[0].step
    )
    known: dict[str, Collection[str]] = {
        kind: dict.fromkeys(ids_of(raw.get(key))) for kind, key in _KINDS.items()
    }
    known["subject"] = {
        i: None
        for kind in ("victim", "scene", "investigation", "witness", "exhibit")
        for i in known[kind]
    }
    known["step"] = steps.keys()
    known["circumstance"] = dict.fromkeys(c.id for p in protocols for c in p.circumstances)
    known["benchmark"] = dict.fromkeys(b.id for p in protocols for b in p.benchmarks)
    found = (
        _taken_ids(document)
        + _records(document, steps, known)
        + _communications(document, known["victim"])
    )
    try:
        case = Case.model_validate(raw, context={"known": known})
    except ValidationError as error:
        said, unsaid = complaints(document, Case, error)
        raise Problems(found + said, unsaid) from None
    if found:
        raise Problems(found)
    return CaseFile(path, case, protocols, document)


CASE_NAMES = ("case.yaml", "case.yml")  # of a case in its folder


def case_path(path: Path) -> Path:
    """The case file meant by a path: itself, or the `case.yaml` (or `case.yml`) of a folder."""
    if path.is_dir():
        other = path / "case.yml"
        return (
            other if other.is_file() and not (path / "case.yaml").is_file() else path / "case.yaml"
        )
    return path


def check_format(document: Document) -> None:
    """Look at the format version, before anything else. Raises Problems for any but the present
    one.
    """
    version = document.value.get("minnesota")
    if version is None:
        message = "this does not say that it is a case"
        raise Problems(
            [
                document.diagnostic(
                    (), "missing-key", message, f'begin with a line "minnesota: {FORMAT}"'
                )
            ]
        )
    if type(version) is not int or version != FORMAT:
        message = f"this is not a case of format {FORMAT}, the one that this program reads"
        hint = f"write: minnesota: {FORMAT}"
        if type(version) is int and version > FORMAT:
            hint = "install a newer minnesota"
        elif type(version) is int and 0 <= version < FORMAT:
            hint = "`minnesota migrate` brings it to that format"
        raise Problems([document.diagnostic(("minnesota",), "other-format", message, hint)])


def _protocols(document: Document, folder: Path) -> tuple[Protocol, ...]:
    """The packs that a case names, one or a list."""
    named = document.value.get("protocol") or Case.model_fields["protocol"].default
    several = isinstance(named, list)
    found: dict[str, Protocol] = {}
    for number, name in enumerate(named if isinstance(named, list | tuple) else (named,)):
        at = ("protocol", number) if several else ("protocol",)
        if not isinstance(name, str):
            raise Problems(
                [document.diagnostic(at, "expected-text", "this must be the name of a protocol")]
            )
        try:
            protocol = load_protocol(name, relative_to=folder)
        except Problems as problems:
            if [d.code for d in problems.diagnostics] != ["unknown-protocol"]:
                if is_own(name):  # whose name, and so that of its files, is as seen from the case
                    problems.diagnostics = [
                        d._replace(file=str(folder / d.file)) for d in problems.diagnostics
                    ]
                raise
            said = problems.diagnostics[0]
            raise Problems([document.diagnostic(at, said.code, said.message, said.hint)]) from None
        if protocol.id in found:
            raise Problems(
                [
                    document.diagnostic(
                        at, "duplicate-id", f"{protocol.id} is named twice", "keep one"
                    )
                ]
            )
        found[protocol.id] = protocol
    return tuple(found.values())


def _taken_ids(document: Document) -> list[Diagnostic]:
    """Ids given twice. Whatever a step can be asked of shares one space of ids, as records name
    them bare.
    """
    found: list[Diagnostic] = []
    owner: dict[str, str] = {}
    for key in _KINDS.values():
        parts = document.value.get(key)
        found += duplicate_ids(document, (key,), parts)
        for number, part in enumerate(parts if isinstance(parts, list) else ()):
            taken = (
                isinstance(part, dict)
                and isinstance(part.get("id"), str)
                and owner.setdefault(part["id"], key)
            )
            if taken and taken != key:
                message = f'the id "{shown(part["id"])}" is already taken, under {taken}'
                found.append(
                    document.diagnostic(
                        (key, number, "id"), "duplicate-id", message, "give it one of its own"
                    )
                )
    return found


def _records(
    document: Document, steps: Mapping[str, Step], known: dict[str, Collection[str]]
) -> list[Diagnostic]:
    """Records that stand twice, or that are for something the step is not asked of."""
    records: Any = document.value.get("records")
    found: list[Diagnostic] = []
    seen: Counter[tuple[str, str | None]] = Counter()
    for number, record in enumerate(records if isinstance(records, list) else ()):
        if not isinstance(record, dict) or not isinstance(record.get("step"), str):
            continue
        step, subject = record["step"], record.get("for")
        if not isinstance(subject, str | None):
            continue
        seen[step, subject] += 1
        if seen[step, subject] > 1:
            of = f" for {subject}" if subject else ""
            message = f"{step}{of} already has a record"
            found.append(
                document.diagnostic(
                    ("records", number, "step"), "two-records", message, "keep one of the two"
                )
            )
        scope = steps[step].scope if step in steps else None
        if subject is None and len(known.get(scope or "", ())) > 1:
            message = f"{step} is asked of each {scope}; this does not say of which"
            hint = f'add a line "for: {next(iter(known[scope or ""]))}"'
            found.append(document.diagnostic(("records", number), "missing-key", message, hint))
        if scope == "case" and subject:
            message = f"{step} is asked of the case as a whole"
            found.append(
                document.diagnostic(
                    ("records", number, "for"), "wrong-subject", message, "delete this line"
                )
            )
        elif subject in known["subject"] and scope in known and subject not in known[scope]:
            message = f"{step} is asked of each {scope}; {subject} is none"
            near = f"write one of: {', '.join(list(known[scope])[:8])}" if known[scope] else None
            found.append(
                document.diagnostic(("records", number, "for"), "wrong-subject", message, near)
            )
    return found


def _communications(document: Document, victims: Collection[str]) -> list[Diagnostic]:
    """Contacts that do not say with whose family, where there are several victims."""
    contacts = document.value.get("communications")
    if len(victims) < 2 or not isinstance(contacts, list):
        return []
    message = "this does not say with the family of which victim"
    hint = f'add a line "victims: [{next(iter(victims))}]"'
    return [
        document.diagnostic(("communications", number), "missing-key", message, hint)
        for number, contact in enumerate(contacts)
        if isinstance(contact, dict) and not contact.get("victims")
    ]
