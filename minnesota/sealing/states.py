"""A case in one of its states: as it stands in a folder or a sealed bag, or as its journal says it stood on a day."""

from __future__ import annotations

import zipfile
from datetime import date
from itertools import takewhile
from pathlib import Path

from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.keeping import journal
from minnesota.reading.case import CaseFile, case_path, load_case, load_document
from minnesota.reading.protocol import is_own
from minnesota.sealing import bags
from minnesota.yaml.read import MAX_BYTES, file_contents, parse_document

_INSIDE = "data/case/case.yaml"  # where a sealed bag holds the case


def state_at(path: Path) -> CaseFile:
    """The case in a file, a folder, or a sealed bag (a folder or a zip). Raises Problems."""
    if path.is_dir() and (path / "bagit.txt").is_file():
        return load_case(path / _INSIDE)
    if path.is_file() and path.suffix.lower() == ".zip":
        return _in_zip(path)
    if path.suffix.lower() == ".age":
        raise _refused(
            path, "encrypted", "this is an encrypted seal", "`minnesota unseal` opens it"
        )
    return load_case(path)


def state_since(path: Path, day: date) -> CaseFile:
    """The case as it stood when a day began (UTC), by its journal. Raises Problems where the journal cannot say."""
    path = case_path(path)
    folder = path.resolve().parent
    found = journal.of(folder, file_contents(path, str(path)))
    name = folder / journal.NAME
    if not found.entries and not found.faults:
        raise _refused(
            name,
            "no-journal",
            "this case has no journal",
            "give two states: minnesota diff OLD NEW",
        )
    broken = [
        f for f in found.faults if f.code not in ("edited-outside", "unfinished")
    ]  # what was journalled stands
    if broken:
        hint = "`minnesota log --verify` says more, `minnesota log --repair` closes what a killed command left open"
        raise Problems(
            [Diagnostic(str(name), max(f.line, 1), 1, f.code, f.message, hint) for f in broken]
        )
    until = list(
        takewhile(lambda e: e.when < day.isoformat(), found.entries)
    )  # a clock may have gone back
    if not until:
        began = found.entries[0].when[:10]
        raise _refused(
            name, "too-early", f"the journal begins on {began}", f"give a later day than {began}"
        )
    return load_document(parse_document(journal.state(until).encode(), f"{path} ({day})"), path)


def _in_zip(path: Path) -> CaseFile:
    """The case in a zipped bag, read without writing anything."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            cases = [n for n in names if n == _INSIDE or n.partition("/")[2] == _INSIDE]
            if len(cases) != 1 or f"{cases[0].removesuffix(_INSIDE)}bagit.txt" not in names:
                raise _refused(
                    path,
                    "no-seal",
                    f"this zip does not hold one sealed case (bagit.txt and {_INSIDE})",
                )
            with archive.open(cases[0]) as stream:
                raw = stream.read(MAX_BYTES + 1)
    except bags.DAMAGED as error:
        raise _refused(
            path, "not-a-zip", f"this zip cannot be read ({type(error).__name__})"
        ) from None
    document = parse_document(raw, f"{path}/{_INSIDE}")
    named = document.value.get("protocol") if isinstance(document.value, dict) else None
    if any(
        isinstance(n, str) and is_own(n) for n in (named if isinstance(named, list) else [named])
    ):
        message = "the case in this zip names a protocol of its own, which is not read from a zip"
        raise _refused(
            path,
            "own-protocol",
            message,
            "open it with `minnesota unseal`, then compare the folders",
        )
    return load_document(document, path)


def _refused(path: Path, code: str, message: str, hint: str | None = None) -> Problems:
    return Problems([Diagnostic(str(path), 1, 1, code, message, hint)])
