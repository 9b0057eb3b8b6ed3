"""The formats of a survey's output, a row each: to add one, add its row here and its file beside.

What writes a format is imported when it is wanted: a table in a terminal needs neither the page
nor Parquet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from minnesota.survey.output.writer import Destination, Writer

# Of every line of JSON: it tells half a line from a text of another kind.
LINE_BEGINNING = b'{"path": "'


class Format(NamedTuple):
    """One format of output.

    `endings`: of the names of its files, the usual one first. `beginning`: the first bytes of every
    file of it, by which a file that holds something else is told; empty where it may begin in any
    way. `needs_file`: it cannot be shown in a terminal. `at_the_end`: nothing is written before the
    last line has come.
    """

    name: str
    endings: tuple[str, ...]
    beginning: bytes
    writer: Callable[[Destination], Writer]
    needs_file: bool = False
    at_the_end: bool = False


def _table(destination: Destination) -> Writer:
    from minnesota.survey.output.table import Table

    return Table(destination)


def _csv(destination: Destination) -> Writer:
    from minnesota.survey.output.rows import Csv

    return Csv(destination.text)


def _json_lines(destination: Destination) -> Writer:
    from minnesota.survey.output.rows import JsonLines

    return JsonLines(destination.text)


def _parquet(destination: Destination) -> Writer:
    from minnesota.survey.output.rows import Parquet

    if destination.raw is None:
        raise ValueError("Parquet needs a file")
    return Parquet(destination.raw)


def _page(destination: Destination) -> Writer:
    from minnesota.survey.output.dashboard import Page

    return Page(destination)


FORMATS = (
    Format("text", (".txt",), b"", _table),
    Format("csv", (".csv",), b"number,case,", _csv),
    Format("jsonl", (".jsonl",), LINE_BEGINNING, _json_lines),
    Format("parquet", (".parquet",), b"PAR1", _parquet, needs_file=True),
    Format(
        "html",
        (".html", ".htm"),
        b"<!DOCTYPE html>\n<html lang=",
        _page,
        at_the_end=True,
    ),
)
BY_NAME = {form.name: form for form in FORMATS}
