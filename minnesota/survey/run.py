"""A survey's work, over any executor: batches of cases out, lines of JSON back, in their order."""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent import futures
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from multiprocessing.connection import wait
from pathlib import Path
from typing import NamedTuple

from minnesota.base.diagnostics import Problems
from minnesota.survey import cache, row
from minnesota.survey.paths import is_address
from minnesota.survey.program import program, shipped
from minnesota.survey.row import Asked

SECONDS = 0.25  # of work in a batch: long enough that handing it over costs nothing, short enough to stop at once
MOST = 512  # cases in a batch
FEW = 8  # cases for which a pool of processes costs more than it is worth
SLOW = 1  # seconds that a cluster may take with a batch before it counts as slow
AHEAD = (
    3  # batches in hand for each worker: enough that none waits, few enough that memory stays flat
)


Given = tuple[
    str, str | None
]  # the path of a case, and its fingerprint when its lines were made, where there are some


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
    return Task(
        asked,
        str(Path.cwd()),
        None if cache is None else str(cache.resolve()),
        program(),
        shipped(),
    )


class Batch(NamedTuple):
    """Cases with their lines; None where a case is as it was when its lines were made. `unkept`: why a cache kept nothing."""

    cases: list[tuple[str, list[str] | None]]
    unkept: str | None

    @property
    def lines(self) -> list[str]:
        """All lines that were made."""
        return [line for _, lines in self.cases for line in lines or ()]


class Done(NamedTuple):
    """What comes back of a batch: how many seconds it took, the lines of each case, and why a cache kept nothing."""

    seconds: float
    lines: list[list[str] | None]
    unkept: str | None = None


def worked(
    cases: Iterable[Given], task: Task, jobs: int | None, scheduler: str | None
) -> Generator[Batch, None, None]:
    """The batches of cases from a cluster, from so many processes on this machine (one a processor), or from this one.

    Raises Problems where there is no cluster, and whatever `batches` raises.
    """
    waiting = iter(cases)
    first = list(islice(waiting, FEW + 1))
    jobs = jobs or (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    with ExitStack() as open_:
        executor: Executor | None = None
        if scheduler:
            from minnesota.survey import cluster

            executor, jobs = open_.enter_context(cluster.executor(scheduler))
        elif jobs > 1 and len(first) > FEW:
            executor = pool(jobs)
            open_.callback(executor.shutdown, cancel_futures=True)
        yield from batches(chain(first, waiting), task, executor, jobs)


def batches(
    cases: Iterable[Given], task: Task, executor: Executor | None, workers: int
) -> Iterator[Batch]:
    """The cases with their lines, batch by batch, in their order. Without an executor they are worked out here.

    However many cases there are, only a few batches are in hand at once. Where a cluster is slow, batches of no cases
    come between, so that whoever takes them can stop: it waits for workers that may never come. Raises Refused, and what
    an executor raises when it is lost.
    """
    cluster = not isinstance(executor, ProcessPoolExecutor | None)
    waiting = iter(cases)
    size = 4.0
    running: deque[tuple[list[Given], Future[Done]]] = deque()
    submit: Callable[..., Future[Done]] = executor.submit if executor else _here
    try:
        while True:
            while len(running) < max(1, workers * AHEAD) and (
                batch := list(islice(waiting, int(size)))
            ):
                running.append((batch, submit(judged, batch, task)))
                if executor is None:
                    break
            if not running:
                return
            while cluster and not futures.wait((running[0][1],), SLOW).done:
                yield Batch([], None)
            batch, future = running.popleft()
            done = future.result()
            size = min(MOST, 4 * size, max(1, len(batch) * SECONDS / max(done.seconds, 1e-6)))
            yield Batch(
                [(path, lines) for (path, _), lines in zip(batch, done.lines, strict=True)],
                done.unkept,
            )
    finally:
        for _, future in running:
            future.cancel()


def _here(work: Callable[..., Done], batch: list[Given], task: Task) -> Future[Done]:
    done: Future[Done] = Future()
    done.set_result(work(batch, task))
    return done


def judged(batch: list[Given], task: Task) -> Done:
    """In a worker: the lines of a batch of cases. Raises Refused."""
    if (task.program, task.packs) != (program(), shipped()):
        raise Refused(
            f"a worker has minnesota {program()} with other packs or code than this one, {task.program}:"
            " install the same on all of them"
        )
    start = time.perf_counter()
    unkept: list[str] = []
    found = [_lines(path, fingerprint, task, unkept) for path, fingerprint in batch]
    return Done(time.perf_counter() - start, found, next(iter(unkept), None))


def _lines(path: str, fingerprint: str | None, task: Task, unkept: list[str]) -> list[str] | None:
    there = path if is_address(path) else os.path.join(task.folder, path)  # noqa: PTH118
    try:
        raw = row.contents_at(there)
        if fingerprint and hashlib.sha256(raw).hexdigest() == fingerprint:
            return None
        kept = None if task.cache is None else cache.kept(Path(task.cache), raw, there, task.asked)
        if kept is None:
            kept, named = row.lines_of(raw, there, task.asked)
            if task.cache is not None:
                try:
                    with _ended_later():
                        cache.keep(Path(task.cache), raw, there, task.asked, kept, named)
                except OSError as error:  # the verdicts are there all the same
                    unkept.append(error.strerror or type(error).__name__)
    except Problems as problems:
        kept = [row.broken(problems)]
    return [row.at(path, line) for line in kept]


def pool(jobs: int) -> ProcessPoolExecutor:
    """Return so many workers on this machine, each with the packs read once."""
    return ProcessPoolExecutor(jobs, initializer=ready)


def end_workers() -> bool:
    """End the workers on this machine at once, and return whether there were any."""
    workers = multiprocessing.active_children()
    for worker in workers:
        worker.terminate()
    return bool(workers)


@contextmanager
def _ended_later() -> Iterator[None]:
    """Put off SIGTERM in this thread: a worker that is ended leaves no half of a file."""
    if not hasattr(signal, "pthread_sigmask"):  # as on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ready() -> None:
    """Make this process a worker, which leaves Ctrl-C and a closed terminal to its parent.

    What stays for good is set apart from what each case leaves behind.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if parent := multiprocessing.parent_process():
        leave = threading.Thread(target=_leave_after, args=(parent.sentinel,), daemon=True)
        with _ended_later():  # that thread keeps the mask: SIGTERM goes to the one that writes
            leave.start()
    program(), shipped()
    gc.collect()
    gc.freeze()
    gc.set_threshold(
        100_000
    )  # hardly anything of a case refers to itself: it goes when its case does


def _leave_after(parent: int) -> None:
    """End this worker when its parent has ended, killed perhaps: nobody would ever tell it to."""
    wait([parent])
    os._exit(1)
