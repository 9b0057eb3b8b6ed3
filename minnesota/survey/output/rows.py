"""Where the lines of a survey go as they come: JSON Lines, CSV, Parquet.

Nothing is kept that is not yet to be written. A CSV or Parquet table has no path and no person's
name in it: a case is known by its id, and a broken one by its number.
"""

from __future__ import annotations

import csv
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import IO, Any, TextIO

from minnesota.survey.line import DOES_NOT_APPLY, LETTERS

# The columns that count steps by their verdict, with the letter of each.
_COUNTS = {verdict.replace("-", "_"): letter for verdict, letter in LETTERS.items()}
_COUNTS["does_not_apply"] = DOES_NOT_APPLY
_INTEGERS = {"number", "error_line", "longest_delay_days", *_COUNTS}
_ROWS = 5_000  # of a Parquet table, written at a time
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet computes what begins with these


class JsonLines:
    """The lines as they are."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def add(self, text: str, line: Mapping[str, Any]) -> None:
        """Write a line."""
        self._stream.write(f"{text}\n")

    def close(self, stopped: bool) -> None:
        """Flush: nothing else is left."""
        self._stream.flush()


class Rows(ABC):
    """Rows of a table.

    Its columns are settled by the first case that can be used: one for each of its principles.
    """

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

    def close(self, stopped: bool) -> None:
        """Write what is left."""
        if not self.columns:
            self._begin(())
        self._write(self._waiting)
        self._finish()

    def _begin(self, principles: tuple[str, ...]) -> None:
        self.columns = (
            *("number", "case", "title", "country", "date", "as_of", "protocol"),
            *principles,
            *("other_verdicts", "most_urgent", *_COUNTS),
            *("longest_delay", "longest_delay_days", "error", "error_line"),
        )
        self._open()

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row in these columns.

        The verdicts on principles that have no column stand in one of their own.
        """
        verdicts = row["verdicts"]
        cells = {}
        for column in self.columns:
            cells[column] = verdicts.get(column, row.get(column))
        others = [f"{key}: {verdict}" for key, verdict in verdicts.items() if key not in cells]
        cells["other_verdicts"] = "; ".join(others) or None
        return cells

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
    """A table for spreadsheets. A text that one would take for a formula gets an apostrophe."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def _open(self) -> None:
        self._writer = csv.DictWriter(self._stream, self.columns, lineterminator="\n")
        self._writer.writeheader()

    def _write(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            cells = self._row(row)
            for column, value in cells.items():
                cells[column] = _without_formula(value)
            self._writer.writerow(cells)
        rows.clear()

    def _finish(self) -> None:
        self._stream.flush()


class Parquet(Rows):
    """The same table with types, for data frames and databases."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream

    def _open(self) -> None:
        import pyarrow
        from pyarrow import parquet

        fields = []
        for column in self.columns:
            kind = pyarrow.string()
            if column in _INTEGERS:
                kind = pyarrow.int64()
            fields.append((column, kind))
        self._schema = pyarrow.schema(fields)
        self._table: Callable[..., Any] = pyarrow.Table.from_pylist
        self._writer = parquet.ParquetWriter(self._stream, self._schema)

    def _write(self, rows: list[dict[str, Any]], least: int = _ROWS) -> None:
        if len(rows) >= least:
            cells = [self._row(row) for row in rows]
            self._writer.write_table(self._table(cells, schema=self._schema))
            rows.clear()

    def _finish(self) -> None:
        self._write(self._waiting, 1)
        self._writer.close()


def flat(line: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return a line as one row.

    Of a broken case it has the number and the mistake, of any other its verdicts and counts.
    """
    if "broken" in line:
        mistake = line["broken"]
        return {
            "number": number,
            "verdicts": {},
            "error": mistake["code"],
            "error_line": mistake["line"],
        }
    case, letters = line["case"], line["steps"]
    row = {
        "number": number,
        "case": case["id"],
        "title": case.get("title"),
        "country": case["country"],
        "date": case["date"],
        "as_of": line["as_of"],
        "protocol": line["protocol"]["id"],
        "verdicts": line["principles"],
        "most_urgent": line["urgent"],
    }
    for column, letter in _COUNTS.items():
        row[column] = letters.count(letter)
    for step, (least_days, _, _) in line["delays"].items():
        if "longest_delay" not in row or least_days > row["longest_delay_days"]:
            row["longest_delay"] = step
            row["longest_delay_days"] = least_days
    return row


def _without_formula(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return value
