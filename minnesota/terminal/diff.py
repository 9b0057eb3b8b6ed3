"""`diff`: what moved between two states of a case, as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minnesota.base.dates import counted
from minnesota.base.lines import wrapped
from minnesota.engine.compare import Comparison, Moved
from minnesota.engine.finding import Finding
from minnesota.language.verdicts import WORDS
from minnesota.reading.case import CaseFile
from minnesota.terminal.page import cut, printable
from minnesota.yaml.differences import Difference

FORMAT = "minnesota-diff/1"
MOST_SIGNS = 70  # of a value, so that it fits a line
FINGERPRINT_SIGNS = 12  # of a state: enough to tell two states of one case apart

_UNSAID = ("name", "pseudonym", "submitter", "contact")  # who a person is stays in the file
_TELLING = ("kind", "status", "on", "date", "title", "sources")  # what is shown of a whole part


def diff_lines(
    old: CaseFile, new: CaseFile, compared: Sequence[Comparison], changed: Sequence[Difference]
) -> Iterator[str]:
    """Yield the principles, verdicts and facts that moved, each with its reason, in 80 columns."""
    yield from wrapped(f"{new.case.title} ({new.case.id})")
    if not changed and not any(each.moved or each.principles for each in compared):
        if old.fingerprint == new.fingerprint:
            yield "Nothing changed: both are the same file."
        else:
            yield "Nothing changed but comments and spacing."
        return
    old_state = old.fingerprint[:FINGERPRINT_SIGNS]
    new_state = new.fingerprint[:FINGERPRINT_SIGNS]
    yield from wrapped(f"From the state {old_state} to {new_state}.")
    for comparison in compared:
        yield from _protocol_lines(comparison)
    yield from ("", f"The file: {counted(len(changed), 'difference')}")
    for difference in changed:
        line = f"{difference.kind} {difference.path}{_values(difference)}"
        yield from wrapped(line, "  ", "    ")


def _protocol_lines(comparison: Comparison) -> Iterator[str]:
    """Yield what moved by one protocol."""
    yield from ("", f"{comparison.new.protocol.id}, both as of {comparison.new.as_of}")
    for turned in comparison.principles:
        before = WORDS[turned.old] if turned.old else "not asked"
        line = f"{turned.principle.title}: {before} -> {WORDS[turned.new]}"
        yield from wrapped(line, "  ", "    ")
    ways = Counter(moved.way for moved in comparison.moved)
    if comparison.moved:
        yield (f"  Verdicts: {ways['worse']} worse, {ways['better']} better, {ways['other']} other")
    else:
        yield "  Verdicts: none moved"
    for moved in comparison.moved:
        if moved.old and moved.new:
            yield from _moved_lines(moved, moved.old, moved.new)
    yield from _asked_lines(comparison.moved)


def _moved_lines(moved: Moved, old: Finding, new: Finding) -> Iterator[str]:
    """Yield a step whose verdict moved, and why it has the new one."""
    step = moved.step
    name = step.id
    if moved.subject:
        name += f", {moved.subject}"
    verdicts = f"{WORDS[old.verdict]} -> {WORDS[new.verdict]}"
    line = f"{moved.way}: {verdicts}: {name} ({step.force} · {step.cite})"
    yield from wrapped(line, "  ", "    ")
    for reason in new.reasons:
        yield from wrapped(str(reason), "    ")


def _asked_lines(every_moved: Sequence[Moved]) -> Iterator[str]:
    """Yield the steps that began or ceased to apply, counted by what they are asked of.

    They are not listed: a new victim alone brings a hundred.
    """
    counts: dict[tuple[str, str], Counter[str]] = {}  # of verdicts, by what is told and of whom
    for moved in every_moved:
        whom = moved.subject or "the case"
        if moved.new and not moved.old:
            counts.setdefault(("now asked", whom), Counter())[WORDS[moved.new.verdict]] += 1
        elif moved.old and not moved.new:
            counts.setdefault(("no longer asked", whom), Counter())[WORDS[moved.old.verdict]] += 1
    for (change, whom), verdicts in counts.items():
        each = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
        if change == "no longer asked":
            each = f"were {each}"
        steps = counted(verdicts.total(), "step")
        yield from wrapped(f"other: {change} of {whom}: {steps} ({each})", "  ", "    ")


def _values(difference: Difference) -> str:
    """Return the values that differ, as they follow a path; nothing where they tell who one is."""
    key = difference.path.rpartition(".")[2]
    if key in _UNSAID:
        return ""
    if difference.kind == "changed":
        return f": {_short(difference.old)} -> {_short(difference.new)}"
    if difference.kind == "added":
        return f": {_short(difference.new)}"
    return f": {_short(difference.old)}"


def _short(value: Any) -> str:
    """Return a value on a line; of a whole part no more than what it is."""
    if isinstance(value, dict):
        text = _short_part(value)
    elif isinstance(value, list):
        text = f"[{', '.join(map(_short, value))}]"
    elif isinstance(value, str):
        text = value
    else:
        text = json.dumps(value)
    return cut(printable(text), MOST_SIGNS)


def _short_part(part: Mapping[str, Any]) -> str:
    """Return what a part of a case is: its telling fields; if it has none, all but the names."""
    shown = [key for key in part if key in _TELLING]
    if not shown:
        shown = [key for key in part if key not in _UNSAID]
    return ", ".join(f"{key} {_short(part[key])}" for key in shown) or "(not shown)"


def diff_as_json(
    old: CaseFile, new: CaseFile, compared: Sequence[Comparison], changed: Sequence[Difference]
) -> str:
    """Return all of it for other programs: the paths of the facts that changed, and no values."""
    value = {
        "format": FORMAT,
        "old": {"id": old.case.id, "fingerprint": old.fingerprint},
        "new": {"id": new.case.id, "fingerprint": new.fingerprint},
        "protocols": [_protocol_value(comparison) for comparison in compared],
        "facts": [{"path": each.path, "kind": each.kind} for each in changed],
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)


def _protocol_value(comparison: Comparison) -> dict[str, Any]:
    principles: list[dict[str, Any]] = []
    for turned in comparison.principles:
        principles.append({"id": turned.principle.id, "old": turned.old, "new": turned.new})
    return {
        "id": comparison.new.protocol.id,
        "as_of": comparison.new.as_of.isoformat(),
        "principles": principles,
        "steps": [_step_value(moved) for moved in comparison.moved],
    }


def _step_value(moved: Moved) -> dict[str, Any]:
    return {
        "step": moved.step.id,
        "for": moved.subject,
        "force": moved.step.force,
        "cite": str(moved.step.cite),
        "way": moved.way,
        "old": moved.old and moved.old.verdict,
        "new": moved.new and moved.new.verdict,
        "reasons": _reasons(moved.new),
        "reasons_before": _reasons(moved.old),
    }


def _reasons(finding: Finding | None) -> list[str]:
    if finding is None:
        return []
    return [str(reason) for reason in finding.reasons]
