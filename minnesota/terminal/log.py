"""`log`: the journal of a case as lines to read, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from minnesota.base.dates import counted
from minnesota.base.lines import wrapped
from minnesota.keeping.journal import Entry, Fault, Journal

FORMAT = "minnesota-log/1"


def log_lines(entries: tuple[Entry, ...]) -> Iterator[str]:
    """Yield each entry of a journal: number, time, who, which command, and what changed."""
    for entry in entries:
        when = entry.when.replace("T", " ").replace("Z", " UTC")
        who = entry.who or "somebody who was not named"
        yield f"{entry.number:>4}  {when}  {entry.command}, by {who}"
        for change in entry.what:
            yield from wrapped(change, "      ", "        ")


def proven(journal: Journal) -> list[str]:
    """Return as lines what a whole journal proves, and what it does not."""
    first, last = journal.entries[0], journal.entries[-1]
    first_day, last_day = first.when[:10], last.when[:10]
    span = f"{counted(len(journal.entries), 'line')}, from {first_day} to {last_day}"
    return [
        *wrapped(
            f"The journal holds: {span}."
            " Each line follows the one before it, and together they make the case."
        ),
        f"Last line: {last.number} {last.digest}",
        *wrapped(
            "Whoever can write this folder could write the whole journal anew."
            " Keep that hash somewhere else: `minnesota log --known HASH` shows later that its line"
            " still stands unchanged, with all before it."
        ),
    ]


def faults(journal: Journal, outside: tuple[str, ...]) -> Iterator[str]:
    """Yield what does not hold in a journal, and `outside`: what an edit outside it changed."""
    for fault in journal.faults:
        yield from wrapped(f"{fault.code}: {fault.message}.")
        if fault.code == "edited-outside":
            for change in outside:
                yield from wrapped(change, "    ")


def log_as_json(journal: Journal, outside: tuple[str, ...]) -> str:
    """Return the journal for other programs, without the texts of the changes."""
    value = {
        "format": FORMAT,
        "lines": [_entry_value(entry) for entry in journal.entries],
        "faults": [_fault_value(fault, outside) for fault in journal.faults],
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)


def _entry_value(entry: Entry) -> dict[str, object]:
    value = entry._asdict()
    del value["patch"]
    return value


def _fault_value(fault: Fault, outside: tuple[str, ...]) -> dict[str, object]:
    value = fault._asdict()
    if fault.code == "edited-outside":
        value["changes"] = list(outside)
    return value
