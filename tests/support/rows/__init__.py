"""The tables of the checks, one file a subject. Every case in them is fictional."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest

from minnesota.engine.finding import Finding
from support.cases import said, verdict


class Row(NamedTuple):
    """One case, and what must be said of it."""

    name: str
    yaml: str  # `$` stands for the sources
    step: str
    subject: str | None
    verdict: str
    words: str  # must be in the reason; ` … ` stands between two of them
    place: (
        str | None
    )  # the fact that was used or, where the verdict is not-shown, the one that is missing


class Table(NamedTuple):
    """Rows that share the head of their cases."""

    head: str
    rows: tuple[Row, ...]
    exhibits: str = ""  # for the rows that have none of their own
    parts_apart: bool = (
        False  # whether the rows name a missing place without the parts that it must have
    )

    @classmethod
    def of(cls, head: str, rows: Sequence[tuple], **options) -> Table:
        return cls(head, tuple(Row(*row) for row in rows), **options)

    def finding(self, row: Row, source: str = "sources: [E01]") -> Finding:
        yaml = row.yaml.replace("$", source)
        if "exhibits:" not in yaml:
            yaml += self.exhibits
        return verdict(yaml, row.step, row.subject, head=self.head)

    def holds(self, row: Row) -> None:
        """Assert that the verdict, the words and the place are those of the row."""
        found = self.finding(row)
        assert found.verdict == row.verdict, said(found)
        missing_words = [words for words in row.words.split(" … ") if words not in said(found)]
        assert missing_words == [], said(found)
        places = [
            str(place) for place in (found.missing if row.verdict == "not-shown" else found.facts)
        ]
        if self.parts_apart:
            places = [place.partition(" with ")[0] for place in places]
        assert row.place is None or row.place in places


def each(table: Table):
    """One test for each row of a table, by its name."""
    return pytest.mark.parametrize("row", table.rows, ids=[row.name for row in table.rows])
