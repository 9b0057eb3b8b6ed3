"""A case in one of its states: as it stands in a folder or a sealed bag, or as its journal says it stood on a day."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from minnesota import casefile, journal, yamlfile
from minnesota.casefile import CaseFile
from minnesota.diagnostics import Diagnostic, Problems

_INSIDE = "data/case/case.yaml"  # where a sealed bag holds the case


def state_at(path: Path) -> CaseFile:
    """The case in a file, a folder, or a sealed bag (a folder or a zip). Raises Problems."""
    if path.is_dir() and (path / "bagit.txt").is_file():
        return casefile.load(path / _INSIDE)
    if path.is_file() and path.suffix.lower() == ".zip":
        return _in_zip(path)
    if path.suffix.lower() == ".age":
        raise _refused(path, "encrypted", "this is an encrypted seal", "`minnesota unseal` opens it")
    return casefile.load(path)


def state_since(path: Path, day: date) -> CaseFile:
    """The case as it stood when a day began (UTC), by its journal. Raises Problems where the journal cannot say."""
    path = casefile.case_path(path)
    folder = path.resolve().parent
    found = journal.of(folder, yamlfile.contents(path, str(path)))
    name = folder / journal.NAME
    if not found.entries and not found.faults:
        raise _refused(name, "no-journal", "this case has no journal", "give two states: minnesota diff OLD NEW")
    broken = [f for f in found.faults if f.code not in ("edited-outside", "unfinished", "no-head")]
    if broken:
        raise Problems([Diagnostic(str(name), max(f.line, 1), 1, f.code, f.message) for f in broken])
    until = [e for e in found.entries if e.when < day.isoformat()]
    if not until:
        began = found.entries[0].when[:10]
        raise _refused(name, "too-early", f"the journal begins on {began}", f"give a later day than {began}")
    return casefile.of(yamlfile.parse(journal.state(until).encode(), f"{path} ({day})"), path)


def _in_zip(path: Path) -> CaseFile:
    """The case in a zipped bag, read without writing anything."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n == _INSIDE or n.partition("/")[2] == _INSIDE]
            if len(names) != 1:
                raise _refused(path, "no-case", f"this zip does not hold one sealed case ({_INSIDE})")
            with archive.open(names[0]) as stream:
                raw = stream.read(yamlfile.MAX_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _refused(path, "not-a-zip", f"this zip cannot be read ({type(error).__name__})") from None
    return casefile.of(yamlfile.parse(raw, f"{path}/{names[0]}"), path)


def _refused(path: Path, code: str, message: str, hint: str | None = None) -> Problems:
    return Problems([Diagnostic(str(path), 1, 1, code, message, hint)])
