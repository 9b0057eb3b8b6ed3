"""Older case formats, brought to the present one by edits that keep every comment.

Format 0 is the draft of the format, from before its first release: `suspects` for alleged
perpetrators, the date (`died`) and `cause` of a death written in the victim itself, and records
with an `answer` of yes or no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from minnesota.keeping.events import Event
from minnesota.keeping.keep import NewText, Rewritten, rewrite
from minnesota.model.case import FORMAT
from minnesota.reading.case import case_path, check_format
from minnesota.yaml.edit import Drop, Edit, Put, Rename, edited
from minnesota.yaml.read import Document, parse_document

_STATUS_OF_ANSWER = {"yes": "done", "no": "not-done", "partly": "partly", "unknown": "unknown"}
_KEY_IN_DEATH = {"died": "date", "cause": "cause"}


def migrate(path: Path, who: str | None, *, write: bool = True) -> Rewritten:
    """Bring a case of an older format to the present one, and journal it; `write=False` only shows.

    Raises Problems for a case of a newer format, of none, or that is not valid even then; nothing
    is changed.
    """
    return rewrite(case_path(path), Event.migrate, who, _migrated, write=write)


def _migrated(document: Document) -> NewText:
    version = document.value.get("minnesota") if isinstance(document.value, dict) else None
    if type(version) is not int or not 0 <= version < FORMAT:
        # A case of the present format has nothing to migrate; anything else is refused here.
        check_format(document)
        return NewText(document.text, ())
    for number in range(version, FORMAT):
        edits = [*_EDITS_FROM[number](document.value), Put(("minnesota",), number + 1)]
        document = parse_document(edited(document, edits).encode(), document.path)
    return NewText(document.text, (f"from format {version} to format {FORMAT}",))


def _edits_from_0(case: dict[str, Any]) -> Iterator[Edit]:
    for number, victim in enumerate(_blocks(case.get("victims"))):
        yield from _death_edits(number, victim)
    for number, record in enumerate(_blocks(case.get("records"))):
        if "answer" in record:
            answer = record["answer"]
            place = ("records", number, "answer")
            yield Put(place, _STATUS_OF_ANSWER.get(answer, answer))
            yield Rename(place, "status")
    if "suspects" in case:
        yield Rename(("suspects",), "alleged_perpetrators")


def _death_edits(number: int, victim: dict[str, Any]) -> Iterator[Edit]:
    """Yield the edits that move a victim's death into a block of its own."""
    death = {}
    for old_key, new_key in _KEY_IN_DEATH.items():
        if victim.get(old_key):
            death[new_key] = victim[old_key]
    if not death or "death" in victim:
        return
    yield Put(("victims", number, "death"), death)
    for old_key in _KEY_IN_DEATH:
        if old_key in victim:
            yield Drop(("victims", number, old_key))


def _blocks(parts: Any) -> list[dict[str, Any]]:
    """Return the items of a list, each as a block: an empty one where it is something else."""
    if not isinstance(parts, list):
        return []
    return [part if isinstance(part, dict) else {} for part in parts]


_EDITS_FROM: dict[int, Callable[[dict[str, Any]], Iterator[Edit]]] = {0: _edits_from_0}
