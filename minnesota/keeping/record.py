"""What is said of one step, as the smallest edit of a case: a new record, or an old one changed."""

from __future__ import annotations

from typing import Any, NamedTuple

from minnesota.keeping.keep import Plan
from minnesota.reading.case import CaseFile
from minnesota.yaml.edit import Append, Drop, Edit, Put

STATUSES = ("done", "partly", "not-done", "refused", "not-applicable", "unknown")


class Recorded(NamedTuple):
    """The edits, and the fields of an earlier record that they replace or take out."""

    plan: Plan
    replaced: tuple[str, ...] = ()


class Answer(NamedTuple):
    """A record to write; what is None or empty is not said.

    `on` is an EDTF date; `sources` are ids of exhibits.
    """

    step: str
    subject: str | None
    status: str
    on: str | None = None
    by: str | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None

    def __str__(self) -> str:
        """The answer without its details, as the journal names it."""
        if self.subject:
            return f"{self.step} for {self.subject}: {self.status}"
        return f"{self.step}: {self.status}"

    def details(self) -> dict[str, Any]:
        """Return what is said beside the status, by the keys of a record."""
        details: dict[str, Any] = {
            "on": self.on,
            "by": self.by,
            "sources": list(self.sources),
            "note": self.note,
        }
        return {key: value for key, value in details.items() if value}


_DETAILS = ("on", "by", "sources", "note")  # the keys of `Answer.details`, in the order of a record


def plan_record(file: CaseFile, answer: Answer) -> Recorded:
    """Return the edits that record an answer.

    Where the step already has a record with the same status, sources are added to it; a note, a day
    or a person given takes the place of the earlier one, and who said the earlier note does not
    stay as saying the new one. A new status is a new statement: what is not given with it is taken
    out, as the old sources and note spoke for the old status. The journal keeps what was there.
    """
    number = _place(file, answer.step, answer.subject)
    if number is None:
        edits: tuple[Edit, ...] = (Append(("records",), _new_record(answer)),)
        return Recorded(Plan(edits, (f"recorded {answer}",)))
    record: dict[str, Any] = file.document.value["records"][number]
    edits = tuple(_edits_of_record(record, number, answer))
    replaced = tuple(_replaced_keys(record, edits))
    what = f"changed the record of {answer}"
    if replaced:
        what += f" (replaced: {', '.join(replaced)})"
    return Recorded(Plan(edits, (what,)), replaced)


def recorded(file: CaseFile, step: str, subject: str | None) -> dict[str, Any] | None:
    """Return the record of a step as the file has it; None where there is none."""
    number = _place(file, step, subject)
    if number is None:
        return None
    return dict(file.document.value["records"][number])


def _new_record(answer: Answer) -> dict[str, Any]:
    record = {"step": answer.step}
    if answer.subject:
        record["for"] = answer.subject
    return {**record, "status": answer.status, **answer.details()}


def _edits_of_record(record: dict[str, Any], number: int, answer: Answer) -> list[Edit]:
    """Return the edits of the record that stands at a number, from 0."""
    place = ("records", number)
    details = answer.details()
    edits: list[Edit] = []
    if record["status"] == answer.status:
        held = record.get("sources")
        if held:
            for source in details.pop("sources", ()):
                if source not in held:
                    edits.append(Append((*place, "sources"), source))
        if _has_another_speaker(record, answer):
            edits.append(Drop((*place, "by")))
    else:
        edits.append(Put((*place, "status"), answer.status))
        for key in _DETAILS:
            if key in record and key not in details:
                edits.append(Drop((*place, key)))
    for key, value in details.items():
        if record.get(key) != value:
            edits.append(Put((*place, key), value))
    return edits


def _has_another_speaker(record: dict[str, Any], answer: Answer) -> bool:
    """Return whether a new note comes without a name, and the old one was somebody's."""
    if not record.get("note") or not record.get("by") or answer.by:
        return False
    return bool(answer.note) and answer.note != record["note"]


def _replaced_keys(record: dict[str, Any], edits: tuple[Edit, ...]) -> list[str]:
    """Return the keys of a record whose values the edits replace or take out."""
    keys = []
    for edit in edits:
        key = str(edit.path[-1])
        if not isinstance(edit, Append) and record.get(key):
            keys.append(key)
    return keys


def _place(file: CaseFile, step: str, subject: str | None) -> int | None:
    """Return where a step's record stands, from 0.

    Where there is one part that the step can be asked of, a record may name it or not.
    """
    parts = dict(file.case.parts()).get(_scope(file, step), ())
    only = parts[0].id if len(parts) == 1 else None
    for number, record in enumerate(file.case.records):
        if record.step == step and (record.subject or only) == (subject or only):
            return number
    return None


def _scope(file: CaseFile, step: str) -> str:
    """Return what a step is asked of; of two protocols that have the step, the last one's."""
    for protocol in reversed(file.protocols):
        if step in protocol.step:
            return protocol.step[step].scope
    return ""
