"""`log`: the journal of a case as lines to read, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from minnesota.base.dates import counted
from minnesota.base.lines import wrapped
from minnesota.keeping.journal import Entry, Fault, Journal

FORMAT = "minnesota-log/1"


def log_lines(entries: tuple[Entry, ...]) -> Iterator[str]:
    """Each line of a journal: number, time, who, which command, and what changed."""
    for e in entries:
        when = e.when.replace("T", " ").replace("Z", " UTC")
        yield f"{e.number:>4}  {when}  {e.command}, by {e.who or 'somebody who was not named'}"
        for what in e.what:
            yield from wrapped(what, "      ", "        ")


def proven(journal: Journal) -> list[str]:
    """What a whole journal proves, and what it does not."""
    first, last = journal.entries[0], journal.entries[-1]
    span = f"{counted(len(journal.entries), 'line')}, from {first.when[:10]} to {last.when[:10]}"
    return [
        *wrapped(
            f"The journal holds: {span}. Each line follows the one before it, and together they make the case."
        ),
        f"Last line: {last.number} {last.digest}",
        *wrapped(
            "Whoever can write this folder could write the whole journal anew. Keep that hash somewhere else:"
            " `minnesota log --known HASH` shows later that its line still stands unchanged, with all before it."
        ),
    ]


def faults(journal: Journal, outside: tuple[str, ...]) -> Iterator[str]:
    """What does not hold, a line each; `outside`: what an edit outside changed."""
    for fault in journal.faults:
        yield from wrapped(f"{fault.code}: {fault.message}.")
        if fault.code == "edited-outside":
            yield from (line for what in outside for line in wrapped(what, "    "))


def log_as_json(journal: Journal, outside: tuple[str, ...]) -> str:
    """All of it for other programs, without the texts of the changes."""
    value = {
        "format": FORMAT,
        "lines": [_entry(e) for e in journal.entries],
        "faults": [_fault(f, outside) for f in journal.faults],
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)


def _entry(entry: Entry) -> dict[str, object]:
    return {k: v for k, v in entry._asdict().items() if k != "patch"}


def _fault(fault: Fault, outside: tuple[str, ...]) -> dict[str, object]:
    more = {"changes": list(outside)} if fault.code == "edited-outside" else {}
    return {**fault._asdict(), **more}
