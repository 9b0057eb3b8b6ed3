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
from minnesota.terminal.page import cut, printable

LIST_FORMAT = "minnesota-exhibits/1"
FIXITY_FORMAT = "minnesota-fixity/1"
BETWEEN = "  "  # two columns of the table
LEAST_TITLE = 8  # columns of a title on the narrowest screen

_FAILURES = {
    "changed": Word("{file} is not what the case recorded; expected {digest}"),
    "missing": Word("{file} is not there; expected {digest}"),
    "outside": Word("{file} lies outside the case's folder and was not read; expected {digest}"),
    "unreadable": Word("{file} cannot be read; expected {digest}"),
}
_LABELS = {"fails": Word("FAILED"), "lacks": Word("lacks"), "stray": Word("stray")}


class Proof(NamedTuple):
    """What was found of a case's exhibits.

    `files` are those that exhibits name, `breaks` those of their chains of custody, and `strays`
    the files that no exhibit names.
    """

    files: Sequence[Fixity]
    breaks: Sequence[tuple[Exhibit, custody.Break]]
    strays: Sequence[str]

    @property
    def failed(self) -> bool:
        """Return whether a file is not as recorded, or a chain of custody contradicts itself."""
        if any(file.verdict in _FAILURES for file in self.files):
            return True
        return any(broken.answer == "contradicts" for _, broken in self.breaks)


class _Column(NamedTuple):
    """A column of the table of exhibits, and the most signs that it shows."""

    heading: Word
    most: int


_COLUMNS = (
    _Column(Word("id"), 12),
    _Column(Word("kind"), 18),
    _Column(Word("title"), 80),
    _Column(Word("file or reference"), 18),
    _Column(Word("holder"), 14),
    _Column(Word("hash"), 9),
)
_TITLE = 2  # the number of the column that gives way on a narrow screen


def table(file: CaseFile, words: Language) -> str:
    """Return the exhibits as a table that fits the screen, in a language."""
    rows = [[words.text(column.heading) for column in _COLUMNS]]
    for exhibit in file.case.exhibits:
        rows.append(_row(exhibit, words))
    widths: list[int] = []
    for column, texts in zip(_COLUMNS, zip(*rows, strict=True), strict=True):
        longest = max(map(len, texts))
        widths.append(min(column.most, longest))
    others = sum(widths) - widths[_TITLE] + len(BETWEEN) * (len(_COLUMNS) - 1)
    room = width(sys.stdout) - others
    widths[_TITLE] = max(LEAST_TITLE, min(widths[_TITLE], room))
    lines: list[str] = []
    for row in rows:
        cells = BETWEEN.join(map(_cell, row, widths))
        lines.append(cells.rstrip() + "\n")
    return "".join(lines)


def _row(exhibit: Exhibit, words: Language) -> list[str]:
    return [
        exhibit.id,
        words.word(exhibit.kind),
        exhibit.title,
        exhibit.file or exhibit.reference or "-",
        _holder_now(exhibit) or "-",
        words.word("yes" if exhibit.sha256 else "no"),
    ]


def _cell(text: str, columns: int) -> str:
    return cut(printable(text), columns).ljust(columns)


def _holder_now(exhibit: Exhibit) -> str | None:
    """Return who holds an exhibit now, as far as the chain of custody says."""
    if not exhibit.custody or exhibit.custody[-1].handed_on:
        return None
    return exhibit.custody[-1].holder


def table_as_json(file: CaseFile) -> str:
    """Return the exhibits for other programs."""
    exhibits: list[dict[str, Any]] = []
    for exhibit in file.case.exhibits:
        exhibits.append(
            {
                "id": exhibit.id,
                "kind": exhibit.kind,
                "title": exhibit.title,
                "file": exhibit.file,
                "reference": exhibit.reference,
                "sha256": _bare_digest(exhibit),
                "holder": _holder_now(exhibit),
                "confidential": exhibit.confidential,
            }
        )
    return _as_json({"format": LIST_FORMAT, "case": _case_value(file), "exhibits": exhibits})


def proof(file: CaseFile, proof: Proof, words: Language) -> str:
    """Return what is wrong, a line each, what is lacking, and what was proven, in a language."""
    lines = [*_faults(file, proof, words), _proven(file, proof, words)]
    return "".join(f"{line}\n" for line in lines)


def _faults(file: CaseFile, proof: Proof, words: Language) -> Iterator[str]:
    """Yield what is not as recorded, then what is lacking, then what no exhibit names."""
    labels = {key: words.text(label) for key, label in _LABELS.items()}
    margin = 2 + max(map(len, labels.values()))

    def line(label: str, subject: str, what: str) -> str:
        return labels[label].ljust(margin) + words.text("{id}: {what}", id=subject, what=what)

    for fixity_of in proof.files:
        if fixity_of.verdict in _FAILURES:
            digest = _expected_digest(file.case.exhibit[fixity_of.exhibit])
            message = words.text(_FAILURES[fixity_of.verdict], file=fixity_of.file, digest=digest)
            yield line("fails", fixity_of.exhibit, message)
    for answer, label in (("contradicts", "fails"), ("lacks", "lacks")):
        for exhibit, broken in proof.breaks:
            if broken.answer == answer:
                yield line(label, exhibit.id, words.text(broken.text, **broken.values))
    for fixity_of in proof.files:
        if fixity_of.verdict == "unhashed":
            message = words.text("{file} has no sha256 in the case", file=fixity_of.file)
            yield line("lacks", fixity_of.exhibit, message)
    for stray in proof.strays:
        message = words.text("no exhibit names it")
        if fixity.is_leftover(stray):
            message = words.text("was left by a copy that did not finish; delete it")
        yield line("stray", stray, message)


def _proven(file: CaseFile, proof: Proof, words: Language) -> str:
    """Return how many files and chains of custody are proven to be whole."""
    right = [each for each in proof.files if each.verdict == "right"]
    chains = [exhibit.id for exhibit in file.case.exhibits if exhibit.custody]
    broken = {exhibit.id for exhibit, _ in proof.breaks}
    return words.text(
        "{right} of {files} proven to be as recorded ({size} MB);"
        " {whole} of {chains} of custody unbroken.",
        right=len(right),
        files=Counted(len(proof.files), "file"),
        size=words.decimal(sum(each.size for each in right) / 1e6),
        whole=len(set(chains) - broken),
        chains=Counted(len(chains), "chain"),
    )


def _expected_digest(exhibit: Exhibit) -> str:
    if exhibit.sha256 is None:
        return Word("a file (no sha256 is recorded)")
    return f"sha256 {_bare_digest(exhibit)}"


def _bare_digest(exhibit: Exhibit) -> str | None:
    """Return the digest that is recorded of an exhibit, without the name of its algorithm."""
    return exhibit.sha256 and exhibit.sha256.removeprefix("sha256:")


def proof_as_json(file: CaseFile, proof: Proof) -> str:
    """Return what was found of a case's exhibits for other programs."""
    files: list[dict[str, Any]] = []
    for each in proof.files:
        expected = _bare_digest(file.case.exhibit[each.exhibit])
        files.append({**each._asdict(), "digest": each.digest or None, "expected": expected})
    breaks: list[dict[str, Any]] = []
    for exhibit, broken in proof.breaks:
        breaks.append(
            {
                "exhibit": exhibit.id,
                "answer": broken.answer,
                "says": str(broken),
                "entries": broken.entries,
                "missing": broken.missing or None,
            }
        )
    strays: list[dict[str, Any]] = []
    for stray in proof.strays:
        strays.append({"file": stray, "leftover": fixity.is_leftover(stray)})
    return _as_json(
        {
            "format": FIXITY_FORMAT,
            "case": _case_value(file),
            "failed": proof.failed,
            "files": files,
            "custody": breaks,
            "strays": strays,
        }
    )


def _case_value(file: CaseFile) -> dict[str, str]:
    return {"id": file.case.id, "title": file.case.title, "fingerprint": file.fingerprint}


def _as_json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
