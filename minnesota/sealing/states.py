"""A case in one of its states: in a folder, in a sealed bag, or by its journal on a day."""

from __future__ import annotations

import zipfile
from datetime import date
from itertools import takewhile
from pathlib import Path

from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.keeping import journal
from minnesota.reading.case import CaseFile, case_path, load_case, load_document
from minnesota.sealing import bags
from minnesota.sealing.names import CASE_FILE, named_packs
from minnesota.yaml.read import MAX_BYTES, file_contents, parse_document

_SETTLED = ("edited-outside", "unfinished")  # faults of a journal whose earlier lines stand


def state_at(path: Path) -> CaseFile:
    """Return the case in a file, a folder, or a sealed bag (a folder or a zip). Raises Problems."""
    if path.is_dir() and (path / "bagit.txt").is_file():
        return load_case(path / CASE_FILE)
    if path.is_file() and path.suffix.lower() == ".zip":
        return _case_in_zip(path)
    if path.suffix.lower() == ".age":
        message = "this is an encrypted seal"
        raise _refusal(path, "encrypted", message, "`minnesota unseal` opens it")
    return load_case(path)


def state_since(path: Path, day: date) -> CaseFile:
    """Return the case as it stood when a day began (UTC), by its journal.

    Raises Problems when the journal cannot say.
    """
    path = case_path(path)
    folder = path.resolve().parent
    place = folder / journal.NAME
    reading = journal.load(folder, file_contents(path, str(path)))
    if not reading.entries and not reading.faults:
        hint = "give two states: minnesota diff OLD NEW"
        raise _refusal(place, "no-journal", "this case has no journal", hint)
    faults: list[Diagnostic] = []
    for fault in reading.faults:
        if fault.code not in _SETTLED:
            hint = (
                "`minnesota log --verify` says more,"
                " `minnesota log --repair` closes what a killed command left open"
            )
            line = max(fault.line, 1)
            faults.append(Diagnostic(str(place), line, 1, fault.code, fault.message, hint))
    if faults:
        raise Problems(faults)

    def is_before(entry: journal.Entry) -> bool:
        return entry.when < day.isoformat()

    # Only the first ones in a row: a clock may have gone back.
    entries = list(takewhile(is_before, reading.entries))
    if not entries:
        first_day = reading.entries[0].when[:10]
        message = f"the journal begins on {first_day}"
        raise _refusal(place, "too-early", message, f"give a later day than {first_day}")
    text = journal.state(entries)
    return load_document(parse_document(text.encode(), f"{path} ({day})"), path)


def _case_in_zip(path: Path) -> CaseFile:
    """Return the case in a zipped bag, read without writing anything. Raises Problems."""
    document = parse_document(_content_in_zip(path), f"{path}/{CASE_FILE}")
    if named_packs(document.value):
        message = "the case in this zip names a protocol of its own, which is not read from a zip"
        hint = "open it with `minnesota unseal`, then compare the folders"
        raise _refusal(path, "own-protocol", message, hint)
    return load_document(document, path)


def _content_in_zip(path: Path) -> bytes:
    """Return the bytes of the case in a zipped bag. Raises Problems."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            cases = [name for name in names if _is_case(name)]
            if len(cases) != 1 or f"{cases[0].removesuffix(CASE_FILE)}bagit.txt" not in names:
                message = f"this zip does not hold one sealed case (bagit.txt and {CASE_FILE})"
                raise _refusal(path, "no-seal", message)
            with archive.open(cases[0]) as stream:
                return stream.read(MAX_BYTES + 1)
    except bags.DAMAGED as error:
        message = f"this zip cannot be read ({type(error).__name__})"
        raise _refusal(path, "not-a-zip", message) from None


def _is_case(name: str) -> bool:
    """Return whether a name in a zip is that of a case, at its top or in its one folder."""
    return name == CASE_FILE or name.partition("/")[2] == CASE_FILE


def _refusal(path: Path, code: str, message: str, hint: str | None = None) -> Problems:
    return Problems.one(path, code, message, hint)
