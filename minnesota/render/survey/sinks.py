"""Where the lines of a survey go as they come: JSON Lines, CSV, Parquet. Nothing is kept that is not yet to be written.

A CSV or Parquet table has no path and no person's name in it: a case is known by its id, and a broken one by its number.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from typing import IO, Any, Protocol, TextIO

from minnesota.survey.row import DOES_NOT_APPLY, LETTERS

COLUMNS = (
    "number",
    "case",
    "title",
    "country",
    "date",
    "as_of",
    "protocol",
    "verdicts",
    "most_urgent",
    *(v.replace("-", "_") for v in LETTERS),
    "does_not_apply",
    "longest_delay",
    "longest_delay_days",
    "error",
    "error_line",
)
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


class Csv:
    """A table for spreadsheets, one row for each line of the survey.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """

    def __init__(self, out: TextIO) -> None:
        self._out, self._number = out, 0
        self._writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        self._writer.writeheader()

    def add(self, text: str, line: Mapping[str, Any]) -> None:
        """Write a row."""
        self._number += 1
        self._writer.writerow({k: _no_formula(v) for k, v in flat(line, self._number).items()})

    def close(self) -> None:
        """Nothing is left."""
        self._out.flush()


class Parquet:
    """The same table with types, for data frames and databases."""

    def __init__(self, path: IO[bytes]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        whole = {
            "number",
            "error_line",
            "longest_delay_days",
            "does_not_apply",
            *(v.replace("-", "_") for v in LETTERS),
        }
        self._schema = pa.schema([(c, pa.int64() if c in whole else pa.string()) for c in COLUMNS])
        self._table: Callable[..., Any] = pa.Table.from_pylist
        self._writer = pq.ParquetWriter(path, self._schema)
        self._rows: list[dict[str, Any]] = []
        self._number = 0

    def add(self, text: str, line: Mapping[str, Any]) -> None:
        """Keep a row until there are enough of them."""
        self._number += 1
        self._rows.append(flat(line, self._number))
        if len(self._rows) >= _ROWS:
            self._flush()

    def close(self) -> None:
        """Write the rows that are left, and the end of the file."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(self._table(self._rows, schema=self._schema))
            self._rows.clear()


def flat(line: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A line as one row of a table."""
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row["number"] = number
    if broken := line.get("broken"):
        return {**row, "error": broken["code"], "error_line": broken["line"]}
    case, letters = line["case"], line["steps"]
    longest = max(line["delays"].items(), key=lambda d: d[1][0], default=(None, (None,)))
    return {
        **row,
        "case": case["id"],
        "title": case.get("title"),
        "country": case["country"],
        "date": case["date"],
        "as_of": line["as_of"],
        "protocol": line["protocol"]["id"],
        "verdicts": "; ".join(f"{p}: {v}" for p, v in line["principles"].items()),
        "most_urgent": line["urgent"],
        **{verdict.replace("-", "_"): letters.count(letter) for verdict, letter in LETTERS.items()},
        "does_not_apply": letters.count(DOES_NOT_APPLY),
        "longest_delay": longest[0],
        "longest_delay_days": longest[1][0],
    }


def _no_formula(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
