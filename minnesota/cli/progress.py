"""The progress bar: on standard error, at a terminal, and gone when the work is done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

LARGE = 20_000_000  # bytes: what is less is read before anybody has looked at a bar


class TellBytes(Protocol):
    """Tells a bar that `read` more bytes were read; of how many, where it does not know yet."""

    def __call__(self, read: int, total: int | None = None, /) -> None:
        """Show that so many bytes more were read."""


@contextmanager
def byte_progress(doing: str, total: int | None = None) -> Iterator[TellBytes | None]:
    """Show how many bytes are read, how fast, and how long it will take, if there are many.

    `total`: in bytes; None where it is only known when the work has begun, and is told with it.
    Yields None where nothing is to be shown.
    """
    if not sys.stderr.isatty() or (total is not None and total < LARGE):
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn(doing),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(doing, total=total, visible=total is not None)

        def tell(read: int, total: int | None = None, /) -> None:
            progress.update(bar, advance=read)
            if total is not None:
                progress.update(bar, total=total, visible=total >= LARGE)

        yield tell


@contextmanager
def case_progress(total: int, *, above: bool) -> Iterator[Callable[[int], None]]:
    """Show how many cases are done, how many a second, and how long it will take.

    `total`: 0 where nothing is to be shown. `above`: a table is written to the same terminal,
    above the bar.
    """
    if total == 0:
        yield lambda cases: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("Assessing"),
        BarColumn(24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]} a second"),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=above,
        redirect_stderr=False,
    ) as progress:
        bar = progress.add_task("", total=total, rate="0")

        def advance(cases: int) -> None:
            speed = progress.tasks[0].speed or 0
            progress.update(bar, advance=cases, rate=f"{speed:,.0f}")

        yield advance
