"""`diff`: what moved between two states of a case, as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from minnesota.base.dates import counted
from minnesota.base.lines import wrapped
from minnesota.engine.compare import Comparison, Moved
from minnesota.language.verdicts import WORDS
from minnesota.reading.case import CaseFile
from minnesota.yaml.differences import Difference

FORMAT = "minnesota-diff/1"
_UNSAID = ("name", "pseudonym", "submitter", "contact")  # who a person is stays in the file
_TELLING = ("kind", "status", "on", "date", "title", "sources")  # what is shown of a whole part


def diff_lines(
    old: CaseFile, new: CaseFile, compared: Sequence[Comparison], changed: Sequence[Difference]
) -> Iterator[str]:
    """Principles, verdicts and facts that moved, each with its reason, at most 80 columns."""
    yield from wrapped(f"{new.case.title} ({new.case.id})")
    if not changed and not any(c.moved or c.principles for c in compared):
        same = old.fingerprint == new.fingerprint
        yield f"Nothing changed{': both are the same file' if same else ' but comments and spacing'}."
        return
    yield from wrapped(f"From the state {old.fingerprint[:12]} to {new.fingerprint[:12]}.")
    for c in compared:
        yield from ("", f"{c.new.protocol.id}, both as of {c.new.as_of}")
        for turned in c.principles:
            was = WORDS[turned.old] if turned.old else "not asked"
            yield from wrapped(
                f"{turned.principle.title}: {was} -> {WORDS[turned.new]}", "  ", "    "
            )
        count = {way: sum(m.way == way for m in c.moved) for way in ("worse", "better", "other")}
        told = (
            f"{count['worse']} worse, {count['better']} better, {count['other']} other"
            if c.moved
            else "none moved"
        )
        yield f"  Verdicts: {told}"
        for m in c.moved:
            if m.old and m.new:
                yield from _moved(m)
        yield from _asked(c.moved)
    yield from ("", f"The file: {counted(len(changed), 'difference')}")
    for d in changed:
        yield from wrapped(f"{d.kind} {d.path}{_values(d)}", "  ", "    ")


def _moved(m: Moved) -> Iterator[str]:
    was, now = (WORDS[f.verdict] if f else "not asked" for f in (m.old, m.new))
    whom = f", {m.subject}" if m.subject else ""
    yield from wrapped(
        f"{m.way}: {was} -> {now}: {m.step.id}{whom} ({m.step.force} · {m.step.cite})", "  ", "    "
    )
    for reason in m.new.reasons if m.new else ():
        yield from wrapped(str(reason), "    ")


def _asked(moved: Sequence[Moved]) -> Iterator[str]:
    """The steps that began or ceased to apply, counted by what they are asked of: a new victim alone brings a hundred."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for m in moved:
        found = m.new or m.old
        if found and not (m.old and m.new):
            key = "now asked" if m.new else "no longer asked", m.subject or "the case"
            counts.setdefault(key, Counter())[WORDS[found.verdict]] += 1
    for (what, whom), verdicts in counts.items():
        each = ", ".join(f"{n} {verdict}" for verdict, n in verdicts.most_common())
        were = "" if what == "now asked" else "were "
        yield from wrapped(
            f"other: {what} of {whom}: {counted(verdicts.total(), 'step')} ({were}{each})",
            "  ",
            "    ",
        )


def _values(d: Difference) -> str:
    if d.path.rpartition(".")[2] in _UNSAID:
        return ""
    if d.kind == "changed":
        return f": {_short(d.old)} -> {_short(d.new)}"
    return f": {_short(d.new if d.kind == 'added' else d.old)}"


def _short(value: Any) -> str:
    """A value on a line; of a whole part no more than what it is."""
    if isinstance(value, dict):
        known = {k: v for k, v in value.items() if k in _TELLING} or {
            k: v for k, v in value.items() if k not in _UNSAID
        }
        text = ", ".join(f"{k} {_short(v)}" for k, v in known.items()) or "(not shown)"
    elif isinstance(value, list):
        text = f"[{', '.join(map(_short, value))}]"
    else:
        text = value if isinstance(value, str) else json.dumps(value)
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= 70 else text[:69] + "…"


def diff_as_json(
    old: CaseFile, new: CaseFile, compared: Sequence[Comparison], changed: Sequence[Difference]
) -> str:
    """All of it for other programs: paths of the facts that changed, and no values."""
    value = {
        "format": FORMAT,
        "old": {"id": old.case.id, "fingerprint": old.fingerprint},
        "new": {"id": new.case.id, "fingerprint": new.fingerprint},
        "protocols": [
            {
                "id": c.new.protocol.id,
                "as_of": c.new.as_of.isoformat(),
                "principles": [
                    {"id": t.principle.id, "old": t.old, "new": t.new} for t in c.principles
                ],
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
        "force": m.step.force,
        "cite": str(m.step.cite),
        "way": m.way,
        "old": m.old and m.old.verdict,
        "new": m.new and m.new.verdict,
        "reasons": [str(r) for r in m.new.reasons] if m.new else [],
        "reasons_before": [str(r) for r in m.old.reasons] if m.old else [],
    }
