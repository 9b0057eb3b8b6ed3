"""Older case formats, brought to the present one by edits that keep every comment.

Format 0 is the draft of the format, from before its first release: `suspects` for alleged perpetrators, the
date (`died`) and `cause` of a death written in the victim itself, and records with an `answer` of yes or no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from minnesota.keeping.keep import Rewritten, rewrite
from minnesota.model.case import FORMAT
from minnesota.reading.case import case_path, check_format
from minnesota.yaml.edit import Drop, Edit, Put, Rename, edited
from minnesota.yaml.read import Document, parse_document

_ANSWERS = {"yes": "done", "no": "not-done", "partly": "partly", "unknown": "unknown"}


def migrate(path: Path, who: str | None, *, write: bool = True) -> Rewritten:
    """Bring a case of an older format to the present one, and journal it.

    Raises Problems for a case of a newer format, of none, or that is not valid even then; nothing is changed.
    """
    return rewrite(case_path(path), "migrate", who, _migrated, write=write)


def _migrated(document: Document) -> tuple[str, tuple[str, ...]]:
    version = document.value.get("minnesota") if isinstance(document.value, dict) else None
    if type(version) is not int or not 0 <= version < FORMAT:
        check_format(
            document
        )  # a case of the present format has nothing to migrate; all else is refused here
        return document.text, ()
    for number in range(version, FORMAT):
        text = edited(document, [*_STEPS[number](document.value), Put(("minnesota",), number + 1)])
        document = parse_document(text.encode(), document.path)
    return document.text, (f"from format {version} to format {FORMAT}",)


def _from_0(case: dict[str, Any]) -> Iterator[Edit]:
    for number, victim in enumerate(_blocks(case.get("victims"))):
        death = {
            new: victim[old]
            for old, new in (("died", "date"), ("cause", "cause"))
            if victim.get(old)
        }
        if death and "death" not in victim:
            yield Put(("victims", number, "death"), death)
            yield from (
                Drop(("victims", number, key)) for key in ("died", "cause") if key in victim
            )
    for number, record in enumerate(_blocks(case.get("records"))):
        if "answer" in record:
            yield Put(
                ("records", number, "answer"), _ANSWERS.get(record["answer"], record["answer"])
            )
            yield Rename(("records", number, "answer"), "status")
    if "suspects" in case:
        yield Rename(("suspects",), "alleged_perpetrators")


def _blocks(parts: Any) -> list[dict[str, Any]]:
    return [p if isinstance(p, dict) else {} for p in parts] if isinstance(parts, list) else []


_STEPS: dict[int, Callable[[dict[str, Any]], Iterator[Edit]]] = {0: _from_0}
