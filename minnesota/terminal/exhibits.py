"""`exhibit list` and `exhibit verify`, as text and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from minnesota.base.lines import width
from minnesota.base.wording import Counted, Word
from minnesota.evidence import custody, fixity
from minnesota.evidence.fixity import Fixity
from minnesota.language.speak import Language
from minnesota.model.case import Exhibit
from minnesota.reading.case import CaseFile

LIST_FORMAT = "minnesota-exhibits/1"
FIXITY_FORMAT = "minnesota-fixity/1"
_HEADINGS = (
    Word("id"),
    Word("kind"),
    Word("title"),
    Word("file or reference"),
    Word("holder"),
    Word("hash"),
)
_FAILURES = {
    "changed": Word("{file} is not what the case recorded; expected {digest}"),
    "missing": Word("{file} is not there; expected {digest}"),
    "outside": Word("{file} lies outside the case's folder and was not read; expected {digest}"),
    "unreadable": Word("{file} cannot be read; expected {digest}"),
}
_LABELS = {"fails": Word("FAILED"), "lacks": Word("lacks"), "stray": Word("stray")}


class Proof(NamedTuple):
    """What was found of a case's exhibits: their files, the breaks of their chains, and files that none names."""

    files: Sequence[Fixity]
    breaks: Sequence[tuple[Exhibit, custody.Break]]
    strays: Sequence[str]

    @property
    def failed(self) -> bool:
        """Whether a file is not as recorded, or a chain of custody contradicts itself."""
        return any(f.verdict in _FAILURES for f in self.files) or any(
            b.answer == "contradicts" for _, b in self.breaks
        )


def table(file: CaseFile, words: Language) -> str:
    """The exhibits as a table that fits the screen, in a language."""
    rows = [tuple(map(words.text, _HEADINGS))]
    for e in file.case.exhibits:
        where = e.file or e.reference or "-"
        hashed = words.word("yes" if e.sha256 else "no")
        rows.append((e.id, words.word(e.kind), e.title, where, _holder(e) or "-", hashed))
    most = (12, 18, 80, 18, 14, 9)
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


def proof(file: CaseFile, proof: Proof, words: Language) -> str:
    """What is wrong, a line each, what is lacking, and what was proven, in a language."""
    return "".join(f"{line}\n" for line in _lines(file, proof, words))


def _lines(file: CaseFile, proof: Proof, words: Language) -> Iterator[str]:
    t = words.text
    labels = {key: t(word) for key, word in _LABELS.items()}
    margin = 2 + max(map(len, labels.values()))

    def line(label: str, id: str, what: str) -> str:
        return labels[label].ljust(margin) + t("{id}: {what}", id=id, what=what)

    for f in proof.files:
        if f.verdict in _FAILURES:
            expected = _digest(file.case.exhibit[f.exhibit].sha256)
            yield line("fails", f.exhibit, t(_FAILURES[f.verdict], file=f.file, digest=expected))
    for answer, label in (("contradicts", "fails"), ("lacks", "lacks")):
        yield from (
            line(label, e.id, t(b.text, **b.values)) for e, b in proof.breaks if b.answer == answer
        )
    for f in proof.files:
        if f.verdict == "unhashed":
            yield line("lacks", f.exhibit, t("{file} has no sha256 in the case", file=f.file))
    for stray in proof.strays:
        leftover = fixity.is_leftover(stray)
        why = t(
            "was left by a copy that did not finish; delete it"
            if leftover
            else "no exhibit names it"
        )
        yield line("stray", stray, why)
    right = [f for f in proof.files if f.verdict == "right"]
    chains = [e for e in file.case.exhibits if e.custody]
    broken = {e.id for e, _ in proof.breaks}
    yield t(
        "{right} of {files} proven to be as recorded ({size} MB); {whole} of {chains} of custody unbroken.",
        right=len(right),
        files=Counted(len(proof.files), "file"),
        size=words.decimal(sum(f.size for f in right) / 1e6),
        whole=sum(e.id not in broken for e in chains),
        chains=Counted(len(chains), "chain"),
    )


def _digest(recorded: str | None) -> str:
    return (
        f"sha256 {recorded.removeprefix('sha256:')}"
        if recorded
        else Word("a file (no sha256 is recorded)")
    )


def proof_as_json(file: CaseFile, proof: Proof) -> str:
    """The same, for other programs."""
    recorded = {e.id: e.sha256 and e.sha256.removeprefix("sha256:") for e in file.case.exhibits}
    value = {
        "format": FIXITY_FORMAT,
        "case": _case(file),
        "failed": proof.failed,
        "files": [
            {**f._asdict(), "digest": f.digest or None, "expected": recorded[f.exhibit]}
            for f in proof.files
        ],
        "custody": [
            {
                "exhibit": e.id,
                "answer": b.answer,
                "says": str(b),
                "entries": b.entries,
                "missing": b.missing or None,
            }
            for e, b in proof.breaks
        ],
        "strays": [{"file": s, "leftover": fixity.is_leftover(s)} for s in proof.strays],
    }
    return _json(value)


def _case(file: CaseFile) -> dict[str, str]:
    return {"id": file.case.id, "title": file.case.title, "fingerprint": file.fingerprint}


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
