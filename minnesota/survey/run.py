"""A survey's work, over any executor: batches of cases out, lines of JSON back, in the order of the cases."""

from __future__ import annotations

import gc
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from minnesota.diagnostics import Problems
from minnesota.survey import cache, row
from minnesota.survey.paths import is_address
from minnesota.survey.program import program, shipped
from minnesota.survey.row import Asked

SECONDS = 0.25  # of work in a batch: long enough that handing it over costs nothing, short enough to stop at once
MOST = 512  # cases in a batch
SLOW = 1  # seconds that a cluster may take with a batch before it counts as slow
AHEAD = 3  # batches in hand for each worker: enough that none waits, few enough that memory stays flat


class Task(NamedTuple):
    """What a worker is told: what is asked, from where paths go, where lines are kept, which program and packs are to judge."""

    asked: Asked
    folder: str
    cache: str | None
    program: str
    packs: dict[str, str]


class Refused(Exception):
    """A worker that is not the program, or has not the packs, that this survey is made with."""


def task(asked: Asked, cache: Path | None) -> Task:
    """The task of a survey made by this program."""
    return Task(asked, str(Path.cwd()), None if cache is None else str(cache.resolve()), program(), shipped())


def lines(paths: Iterable[str], task: Task, executor: Executor | None, workers: int) -> Iterator[list[str]]:
    """The lines of cases, batch by batch, in the order of the cases. Without an executor they are worked out here.

    However many cases there are, only a few batches are in hand at once. Where a cluster is slow, batches without lines
    come between, so that whoever takes them can stop: it waits for workers that may never come. Raises Refused, and what
    an executor raises when it is lost.
    """
    cluster = not isinstance(executor, ProcessPoolExecutor | None)
    waiting = iter(paths)
    size = 4.0
    running: deque[tuple[int, Future[tuple[float, list[str]]]]] = deque()
    submit: Callable[..., Future[tuple[float, list[str]]]] = executor.submit if executor else _here
    try:
        while True:
            while len(running) < max(1, workers * AHEAD) and (batch := list(islice(waiting, int(size)))):
                running.append((len(batch), submit(judged, batch, task)))
                if executor is None:
                    break
            if not running:
                return
            while cluster and not futures.wait((running[0][1],), SLOW).done:
                yield []
            count, future = running.popleft()
            seconds, found = future.result()
            size = min(MOST, 4 * size, max(1, count * SECONDS / max(seconds, 1e-6)))
            yield found
    finally:
        for _, future in running:
            future.cancel()


def _here(
    work: Callable[..., tuple[float, list[str]]], batch: list[str], task: Task
) -> Future[tuple[float, list[str]]]:
    done: Future[tuple[float, list[str]]] = Future()
    done.set_result(work(batch, task))
    return done


def judged(batch: list[str], task: Task) -> tuple[float, list[str]]:
    """In a worker: the lines of a batch of cases, and how many seconds they took. Raises Refused."""
    if (task.program, task.packs) != (program(), shipped()):
        raise Refused(
            f"a worker has minnesota {program()} with other packs or code than this one, {task.program}:"
            " install the same on all of them"
        )
    start = time.perf_counter()
    found = [row.at(path, line) for path in batch for line in _lines(path, task)]
    return time.perf_counter() - start, found


def _lines(path: str, task: Task) -> list[str]:
    there = path if is_address(path) else os.path.join(task.folder, path)  # noqa: PTH118
    try:
        raw = row.contents_at(there)
        if task.cache is None:
            return row.lines_of(raw, there, task.asked)[0]
        kept = cache.kept(Path(task.cache), raw, there, task.asked)
        if kept is not None:
            return kept
        found, named = row.lines_of(raw, there, task.asked)
        cache.keep(Path(task.cache), raw, there, task.asked, found, named)
        return found
    except Problems as problems:
        return [row.broken(problems)]


def pool(jobs: int) -> ProcessPoolExecutor:
    """So many workers on this machine, each with the packs read once. They leave Ctrl-C to the parent."""
    return ProcessPoolExecutor(jobs, initializer=ready)


def ready() -> None:
    """Make this process a worker: what stays for good is set apart from what each case leaves behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    program(), shipped()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)  # hardly anything of a case refers to itself: it goes when its case does
