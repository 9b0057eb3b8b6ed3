"""Where the lines of a survey go as they come: JSON Lines, CSV, Parquet. Nothing is kept that is not yet to be written.

A CSV or Parquet table has no path and no person's name in it: a case is known by its id, and a broken one by its number.
"""

from __future__ import annotations

import csv
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import IO, Any, Protocol, TextIO

from minnesota.survey.line import DOES_NOT_APPLY, LETTERS

_COUNTS = tuple(verdict.replace("-", "_") for verdict in LETTERS)
_WHOLE = {"number", "error_line", "longest_delay_days", "does_not_apply", *_COUNTS}
_ROWS = 5_000  # of a Parquet table, written at a time


class Sink(Protocol):
    """Something that takes lines, one after the other."""

    def add(self, text: str, line: Mapping[str, Any]) -> None:
        """Take a line, as text and as read."""

    def close(self) -> None:
        """Write what is left."""


class JsonLines:
    """The lines as they are."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def add(self, text: str, line: Mapping[str, Any]) -> None:
        """Write a line."""
        self._out.write(f"{text}\n")

    def close(self) -> None:
        """Nothing is left."""
        self._out.flush()


class Rows(ABC):
    """Rows of a table, whose columns are settled by the first case that can be used: one for each of its principles."""

    def __init__(self) -> None:
        self.columns: tuple[str, ...] = ()
        self._number = 0
        self._waiting: list[dict[str, Any]] = []

    def add(self, text: str, line: Mapping[str, Any]) -> None:
        """Take a line."""
        self._number += 1
        self._waiting.append(flat(line, self._number))
        if not self.columns and "principles" in line:
            self._begin(tuple(line["principles"]))
        if self.columns:
            self._write(self._waiting)

    def close(self) -> None:
        """Write what is left."""
        if not self.columns:
            self._begin(())
        self._write(self._waiting)
        self._finish()

    def _begin(self, principles: tuple[str, ...]) -> None:
        self.columns = (
            *("number", "case", "title", "country", "date", "as_of", "protocol"),
            *principles,
            *("other_verdicts", "most_urgent", *_COUNTS, "does_not_apply"),
            *("longest_delay", "longest_delay_days", "error", "error_line"),
        )
        self._open()

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row in these columns: the verdicts on principles that have none stand in one of their own."""
        others = "; ".join(f"{p}: {v}" for p, v in row["verdicts"].items() if p not in self.columns)
        return {c: row["verdicts"].get(c, row.get(c)) for c in self.columns} | {
            "other_verdicts": others or None
        }

    @abstractmethod
    def _open(self) -> None:
        """Begin the table, now that its columns are known."""

    @abstractmethod
    def _write(self, rows: list[dict[str, Any]]) -> None:
        """Write rows, or keep them until there are enough."""

    @abstractmethod
    def _finish(self) -> None:
        """Write what is left, and the end."""


class Csv(Rows):
    """A table for spreadsheets. A text that one would take for a formula gets an apostrophe before it."""

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._out = out

    def _open(self) -> None:
        self._writer = csv.DictWriter(self._out, self.columns, lineterminator="\n")
        self._writer.writeheader()

    def _write(self, rows: list[dict[str, Any]]) -> None:
        self._writer.writerows(
            {k: _no_formula(v) for k, v in self._row(row).items()} for row in rows
        )
        rows.clear()

    def _finish(self) -> None:
        self._out.flush()


class Parquet(Rows):
    """The same table with types, for data frames and databases."""

    def __init__(self, out: IO[bytes]) -> None:
        super().__init__()
        self._out = out

    def _open(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._schema = pa.schema(
            [(c, pa.int64() if c in _WHOLE else pa.string()) for c in self.columns]
        )
        self._table: Callable[..., Any] = pa.Table.from_pylist
        self._writer = pq.ParquetWriter(self._out, self._schema)

    def _write(self, rows: list[dict[str, Any]], most: int = _ROWS) -> None:
        if len(rows) >= most:
            self._writer.write_table(
                self._table([self._row(row) for row in rows], schema=self._schema)
            )
            rows.clear()

    def _finish(self) -> None:
        self._write(self._waiting, 1)
        self._writer.close()


def flat(line: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A line as one row: of a broken case its number and mistake, of any other its verdicts and counts."""
    if broken := line.get("broken"):
        return {
            "number": number,
            "verdicts": {},
            "error": broken["code"],
            "error_line": broken["line"],
        }
    case, letters = line["case"], line["steps"]
    longest = max(line["delays"].items(), key=lambda d: d[1][0], default=(None, (None,)))
    return {
        "number": number,
        "case": case["id"],
        "title": case.get("title"),
        "country": case["country"],
        "date": case["date"],
        "as_of": line["as_of"],
        "protocol": line["protocol"]["id"],
        "verdicts": line["principles"],
        "most_urgent": line["urgent"],
        **{
            column: letters.count(letter)
            for column, letter in zip(_COUNTS, LETTERS.values(), strict=True)
        },
        "does_not_apply": letters.count(DOES_NOT_APPLY),
        "longest_delay": longest[0],
        "longest_delay_days": longest[1][0],
    }


def _no_formula(value: Any) -> Any:
    return (
        f"'{value}"
        if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
        else value
    )
