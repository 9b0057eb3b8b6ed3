"""What is said of one step, as the smallest edit of a case: a new record, or the fields of an old one that change."""

from __future__ import annotations

from typing import Any, NamedTuple

from minnesota.keeping.keep import Plan
from minnesota.reading.case import CaseFile
from minnesota.yaml.edit import Append, Drop, Edit, Put

STATUSES = ("done", "partly", "not-done", "refused", "not-applicable", "unknown")


class Recorded(NamedTuple):
    """The edits, and the fields of an earlier record with the same status that they replace or take out."""

    plan: Plan
    replaced: tuple[str, ...] = ()


class Answer(NamedTuple):
    """A record to write. `on` is an EDTF date; `sources` are ids of exhibits; None and empty are not said."""

    step: str
    subject: str | None
    status: str
    on: str | None = None
    by: str | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None


def plan_record(file: CaseFile, answer: Answer) -> Recorded:
    """The edits that record an answer.

    Where the step already has a record with the same status, sources are added to it; a note, a day or a person
    given takes the place of the earlier one, and who said the earlier note does not stay as saying the new one. A
    new status is a new statement: what is not given with it is taken out, as the old sources and note spoke for
    the old status. The journal keeps what was there.
    """
    raw: dict[str, Any] = file.document.value
    number = _place(file, answer.step, answer.subject)
    said: dict[str, Any] = {
        "on": answer.on,
        "by": answer.by,
        "sources": list(answer.sources),
        "note": answer.note,
    }
    given = {k: v for k, v in said.items() if v}
    whom = f" for {answer.subject}" if answer.subject else ""
    what = f"{answer.step}{whom}: {answer.status}"
    if number is None:
        record = {"step": answer.step, "for": answer.subject, "status": answer.status, **given}
        return Recorded(
            Plan(
                (Append(("records",), {k: v for k, v in record.items() if v}),),
                (f"recorded {what}",),
            )
        )
    old, at = raw["records"][number], ("records", number)
    edits: list[Edit] = []
    if old["status"] == answer.status:
        held = old.get("sources") or []
        if held and "sources" in given:
            new = [s for s in given.pop("sources") if s not in held]
            edits += [Append((*at, "sources"), s) for s in new]
        if (
            old.get("note")
            and given.get("note", old["note"]) != old["note"]
            and old.get("by")
            and not answer.by
        ):
            edits.append(Drop((*at, "by")))
    else:
        edits.append(Put((*at, "status"), answer.status))
        edits += [
            Drop((*at, k)) for k in ("on", "by", "sources", "note") if k in old and k not in given
        ]
    edits += [Put((*at, k), v) for k, v in given.items() if old.get(k) != v]
    replaced = [
        str(e.path[-1]) for e in edits if not isinstance(e, Append) and old.get(str(e.path[-1]))
    ]
    named = f" (replaced: {', '.join(replaced)})" if replaced else ""
    return Recorded(Plan(tuple(edits), (f"changed the record of {what}{named}",)), tuple(replaced))


def recorded(file: CaseFile, step: str, subject: str | None) -> dict[str, Any] | None:
    """The record of a step as the file has it; None where there is none."""
    number = _place(file, step, subject)
    return None if number is None else dict(file.document.value["records"][number])


def _place(file: CaseFile, step: str, subject: str | None) -> int | None:
    """Where the step's record stands. Where there is one such part, a record may name it or not."""
    scopes = {s.id: s.scope for p in file.protocols for s in p.steps}
    parts = dict(file.case.parts()).get(scopes.get(step, ""), ())
    only = parts[0].id if len(parts) == 1 else None
    for number, record in enumerate(file.case.records):
        if record.step == step and (record.subject or only) == (subject or only):
            return number
    return None
