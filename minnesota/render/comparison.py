"""`diff`: what moved between two states of a case, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from minnesota.casefile import CaseFile
from minnesota.compare import Comparison, Moved
from minnesota.dates import counted
from minnesota.differences import Difference
from minnesota.render.gaps import WORDS
from minnesota.render.lines import wrapped

FORMAT = "minnesota-diff/1"
_UNSAID = ("name", "pseudonym", "submitter", "contact")  # who a person is stays in the file


def lines(old: CaseFile, new: CaseFile, compared: Sequence[Comparison], changed: Sequence[Difference]) -> Iterator[str]:
    """Principles, verdicts and facts that moved, each with its reason, at most 80 columns."""
    yield from wrapped(f"{new.case.title} ({new.case.id})")
    if old.fingerprint == new.fingerprint:
        yield "Nothing changed: both are the same file."
        return
    yield from wrapped(f"From the state {old.fingerprint[:12]} to {new.fingerprint[:12]}.")
    for c in compared:
        yield from ("", f"{c.new.protocol.id}, both as of {c.new.as_of}")
        for turned in c.principles:
            was = WORDS[turned.old] if turned.old else "not asked"
            yield from wrapped(f"{turned.principle.title}: {was} -> {WORDS[turned.new]}", "  ", "    ")
        count = {way: sum(m.way == way for m in c.moved) for way in ("worse", "better", "other")}
        told = f"{count['worse']} worse, {count['better']} better, {count['other']} other" if c.moved else "none moved"
        yield f"  Verdicts: {told}"
        for m in c.moved:
            yield from _moved(m)
    yield from ("", f"The file: {counted(len(changed), 'difference')}")
    for d in changed:
        yield from wrapped(f"{d.kind} {d.path}{_values(d)}", "  ", "    ")


def _moved(m: Moved) -> Iterator[str]:
    was, now = (WORDS[f.verdict] if f else "not asked" for f in (m.old, m.new))
    whom = f", {m.subject}" if m.subject else ""
    yield from wrapped(f"{m.way}: {was} -> {now}: {m.step.id}{whom} ({m.step.force} · {m.step.cite})", "  ", "    ")
    for reason in m.new.reasons if m.new else ():
        yield from wrapped(str(reason), "    ")


def _values(d: Difference) -> str:
    if d.path.rpartition(".")[2] in _UNSAID:
        return ""
    if d.kind == "changed":
        return f": {_short(d.old)} -> {_short(d.new)}"
    return f": {_short(d.new if d.kind == 'added' else d.old)}"


def _short(value: Any) -> str:
    """A value on a line; of a whole part no more than what it is."""
    if isinstance(value, dict):
        value = {k: v for k, v in value.items() if k not in _UNSAID}
        kept = {k: v for k, v in value.items() if k in ("kind", "status", "on", "date", "title", "sources")}
        value = kept or value
    text = json.dumps(_without_names(value), ensure_ascii=False) if not isinstance(value, str) else value
    return text if len(text) <= 70 else text[:69] + "…"


def _without_names(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_names(v) for k, v in value.items() if k not in _UNSAID}
    return [_without_names(v) for v in value] if isinstance(value, list) else value


def as_json(old: CaseFile, new: CaseFile, compared: Sequence[Comparison], changed: Sequence[Difference]) -> str:
    """All of it for other programs: paths of the facts that changed, and no values."""
    value = {
        "format": FORMAT,
        "old": {"id": old.case.id, "fingerprint": old.fingerprint},
        "new": {"id": new.case.id, "fingerprint": new.fingerprint},
        "protocols": [
            {
                "id": c.new.protocol.id,
                "as_of": c.new.as_of.isoformat(),
                "principles": [{"id": t.principle.id, "old": t.old, "new": t.new} for t in c.principles],
                "steps": [_step(m) for m in c.moved],
            }
            for c in compared
        ],
        "facts": [{"path": d.path, "kind": d.kind} for d in changed],
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)


def _step(m: Moved) -> dict[str, Any]:
    return {
        "step": m.step.id,
        "for": m.subject,
        "way": m.way,
        "old": m.old and m.old.verdict,
        "new": m.new and m.new.verdict,
        "reasons": [str(r) for r in m.new.reasons] if m.new else [],
    }
