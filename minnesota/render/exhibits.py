"""`exhibit list` and `exhibit verify`, as text and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from minnesota import custody, evidence
from minnesota.case import Exhibit
from minnesota.casefile import CaseFile
from minnesota.dates import counted
from minnesota.evidence import Fixity
from minnesota.render.lines import width

LIST_FORMAT = "minnesota-exhibits/1"
FIXITY_FORMAT = "minnesota-fixity/1"
_WORDS = {
    "changed": "is not what the case recorded",
    "missing": "is not there",
    "outside": "lies outside the case's folder and was not read",
    "unreadable": "cannot be read",
}
_FAILS = tuple(_WORDS)


class Proof(NamedTuple):
    """What was found of a case's exhibits: their files, the breaks of their chains, and files that none names."""

    files: Sequence[Fixity]
    breaks: Sequence[tuple[Exhibit, custody.Break]]
    strays: Sequence[str]

    @property
    def failed(self) -> bool:
        """Whether a file is not as recorded, or a chain of custody contradicts itself."""
        return any(f.verdict in _FAILS for f in self.files) or any(b.answer == "contradicts" for _, b in self.breaks)


def table(file: CaseFile) -> str:
    """The exhibits as a table that fits the screen."""
    rows = [("id", "kind", "title", "file or reference", "holder", "hash")]
    for e in file.case.exhibits:
        where = e.file or e.reference or "-"
        rows.append((e.id, e.kind, e.title, where, _holder(e) or "-", "yes" if e.sha256 else "no"))
    most = (12, 16, 80, 18, 14, 4)
    widths = [min(most[n], max(len(row[n]) for row in rows)) for n in range(6)]
    widths[2] = max(8, min(widths[2], width(sys.stdout) - sum(widths) + widths[2] - 10))
    return "".join("  ".join(map(_cell, row, widths)).rstrip() + "\n" for row in rows)


def _cell(text: str, width: int) -> str:
    text = "".join(c if c.isprintable() else " " for c in text)
    return (text if len(text) <= width else text[: width - 1] + "…").ljust(width)


def _holder(exhibit: Exhibit) -> str | None:
    """Who holds it now, as far as the chain of custody says."""
    last = exhibit.custody[-1] if exhibit.custody else None
    return last.holder if last and not last.handed_on else None


def table_as_json(file: CaseFile) -> str:
    """The exhibits, for other programs."""
    found = [
        {
            "id": e.id,
            "kind": e.kind,
            "title": e.title,
            "file": e.file,
            "reference": e.reference,
            "sha256": e.sha256 and e.sha256.removeprefix("sha256:"),
            "holder": _holder(e),
            "confidential": e.confidential,
        }
        for e in file.case.exhibits
    ]
    return _json({"format": LIST_FORMAT, "case": _case(file), "exhibits": found})


def proof(file: CaseFile, proof: Proof) -> str:
    """What is wrong, a line each, what is lacking, and what was proven."""
    return "".join(f"{line}\n" for line in _lines(file, proof))


def _lines(file: CaseFile, proof: Proof) -> Iterator[str]:
    for f in proof.files:
        if f.verdict in _FAILS:
            expected = file.case.exhibit[f.exhibit].sha256
            yield f"FAILED  {f.exhibit}: {f.file} {_WORDS[f.verdict]}; expected {_digest(expected)}"
    for answer, word in (("contradicts", "FAILED"), ("lacks", "lacks ")):
        yield from (f"{word}  {e.id}: {b}" for e, b in proof.breaks if b.answer == answer)
    yield from (
        f"lacks   {f.exhibit}: {f.file} has no sha256 in the case" for f in proof.files if f.verdict == "unhashed"
    )
    for stray in proof.strays:
        why = (
            "was left by a copy that did not finish; delete it"
            if evidence.is_leftover(stray)
            else "no exhibit names it"
        )
        yield f"stray   {stray}: {why}"
    right = [f for f in proof.files if f.verdict == "right"]
    chains = [e for e in file.case.exhibits if e.custody]
    broken = {e.id for e, _ in proof.breaks}
    whole = sum(e.id not in broken for e in chains)
    yield (
        f"{len(right)} of {counted(len(proof.files), 'file')} proven to be as recorded"
        f" ({sum(f.size for f in right) / 1e6:,.1f} MB);"
        f" {whole} of {counted(len(chains), 'chain')} of custody unbroken."
    )


def _digest(recorded: str | None) -> str:
    return f"sha256 {recorded.removeprefix('sha256:')}" if recorded else "a file (no sha256 is recorded)"


def proof_as_json(file: CaseFile, proof: Proof) -> str:
    """The same, for other programs."""
    recorded = {e.id: e.sha256 and e.sha256.removeprefix("sha256:") for e in file.case.exhibits}
    value = {
        "format": FIXITY_FORMAT,
        "case": _case(file),
        "failed": proof.failed,
        "files": [{**f._asdict(), "digest": f.digest or None, "expected": recorded[f.exhibit]} for f in proof.files],
        "custody": [
            {"exhibit": e.id, "answer": b.answer, "says": str(b), "entries": b.entries, "missing": b.missing or None}
            for e, b in proof.breaks
        ],
        "strays": [{"file": s, "leftover": evidence.is_leftover(s)} for s in proof.strays],
    }
    return _json(value)


def _case(file: CaseFile) -> dict[str, str]:
    return {"id": file.case.id, "title": file.case.title, "fingerprint": file.fingerprint}


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
