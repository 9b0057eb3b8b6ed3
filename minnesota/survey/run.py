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
from minnesota.survey.row import SurveyRequest

# Seconds of work in a batch: long enough that handing it over costs nothing, short enough to stop
# at once.
SECONDS = 0.25
MOST = 512  # cases in a batch
FEW = 8  # cases for which a pool of processes costs more than it is worth
SLOW = 1  # seconds that a cluster may take with a batch before it counts as slow
# Batches in hand for each worker: enough that none waits, few enough that memory stays flat.
AHEAD = 3
# Hardly anything of a case refers to itself: it goes when its case does, and need not be sought.
GARBAGE_THRESHOLD = 100_000


# The path of a case, and its fingerprint when its lines were made, where there are some.
Given = tuple[str, str | None]


class Task(NamedTuple):
    """What a worker is told.

    `folder`: from where paths go. `cache`: the folder where lines are kept. `program` and `packs`:
    those that are to judge.
    """

    request: SurveyRequest
    folder: str
    cache: str | None
    program: str
    packs: dict[str, str]


class Refused(Exception):
    """A worker that is not the program, or has not the packs, that this survey is made with."""


def task(request: SurveyRequest, cache: Path | None) -> Task:
    """Return the task of a survey made by this program."""
    cache_folder = None
    if cache is not None:
        cache_folder = str(cache.resolve())
    return Task(request, str(Path.cwd()), cache_folder, program(), shipped())


# `Done` is what crosses from a worker to the parent, `Batch` what the parent hands on. They stay
# two: a worker sends no path back, which the parent knows and each line holds already, and nobody
# after the parent needs the seconds, by which it sizes the next batch.


class Done(NamedTuple):
    """What a worker sends back of a batch: how long it took, and the lines of each case.

    `lines`: as in `Batch.cases`, in the order of the cases. `unkept`: why a cache kept nothing.
    """

    seconds: float
    lines: list[list[str] | None]
    unkept: str | None = None


class Batch(NamedTuple):
    """Cases by their paths, with their lines.

    The lines are None where a case is as it was when they were made. `unkept`: why a cache kept
    nothing.
    """

    cases: list[tuple[str, list[str] | None]]
    unkept: str | None

    @property
    def lines(self) -> list[str]:
        """Return all lines that were made."""
        every: list[str] = []
        for _, lines in self.cases:
            every += lines or ()
        return every


def run_batches(
    cases: Iterable[Given], task: Task, jobs: int | None, scheduler: str | None
) -> Generator[Batch, None, None]:
    """Yield the cases with their lines, batch by batch.

    They are judged on the cluster of a `scheduler`, else by so many `jobs`, processes on this
    machine (None: one a processor), or in this process where they are few.

    Raises Problems where there is no cluster, and whatever `batches` raises.
    """
    waiting = iter(cases)
    first = list(islice(waiting, FEW + 1))
    workers = jobs or _processors()
    with ExitStack() as resources:
        executor: Executor | None = None
        if scheduler:
            from minnesota.survey import cluster

            executor, workers = resources.enter_context(cluster.executor(scheduler))
        elif workers > 1 and len(first) > FEW:
            executor = pool(workers)
            resources.callback(executor.shutdown, cancel_futures=True)
        yield from batches(chain(first, waiting), task, executor, workers)


def _processors() -> int:
    """Return how many processors this process may use; not every system says."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def batches(
    cases: Iterable[Given], task: Task, executor: Executor | None, workers: int
) -> Iterator[Batch]:
    """Yield the cases with their lines, batch by batch, in their order.

    Without an executor they are judged in this process. However many cases there are, only a few
    batches are in hand at once. Where a cluster is slow, batches of no cases come between, so that
    the caller can stop: a cluster waits for workers that may never come.

    Raises Refused, and what an executor raises when it is lost.
    """
    on_cluster = not isinstance(executor, ProcessPoolExecutor | None)
    in_hand = 1  # judged here, a batch is done as soon as it is handed out
    submit: Callable[..., Future[Done]] = _judge_here
    if executor:
        in_hand = max(1, workers * AHEAD)
        submit = executor.submit
    waiting = iter(cases)
    batch_size = 4.0  # cases in a batch, until it is known how long one takes
    running: deque[tuple[list[Given], Future[Done]]] = deque()
    try:
        while True:
            while len(running) < in_hand:
                given = list(islice(waiting, int(batch_size)))
                if not given:
                    break
                running.append((given, submit(judge_batch, given, task)))
            if not running:
                return
            given, future = running[0]
            while on_cluster and not futures.wait((future,), SLOW).done:
                yield Batch([], None)
            running.popleft()
            done = future.result()
            batch_size = _next_size(batch_size, len(given), done.seconds)
            yield _with_paths(given, done)
    finally:
        for _, future in running:
            future.cancel()


def _next_size(batch_size: float, cases: int, seconds: float) -> float:
    """Return how many cases fill SECONDS, after a batch of so many cases took so many seconds.

    It grows fourfold at most: the first cases may be quicker than the rest.
    """
    in_time = cases * SECONDS / max(seconds, 1e-6)
    return min(MOST, 4 * batch_size, max(1, in_time))


def _with_paths(given: list[Given], done: Done) -> Batch:
    """Return what a worker sent back, each case with its path."""
    cases = []
    for (path, _), lines in zip(given, done.lines, strict=True):
        cases.append((path, lines))
    return Batch(cases, done.unkept)


def _judge_here(work: Callable[..., Done], given: list[Given], task: Task) -> Future[Done]:
    """Do the work in this process, as an executor would in another."""
    future: Future[Done] = Future()
    future.set_result(work(given, task))
    return future


def judge_batch(given: list[Given], task: Task) -> Done:
    """In a worker: return the lines of a batch of cases. Raises Refused."""
    if (task.program, task.packs) != (program(), shipped()):
        raise Refused(
            f"a worker has minnesota {program()} with other packs or code than this one,"
            f" {task.program}: install the same on all of them"
        )
    start = time.perf_counter()
    unkept: list[str] = []
    lines = [_judge_case(path, fingerprint, task, unkept) for path, fingerprint in given]
    why = None
    if unkept:
        why = unkept[0]
    return Done(time.perf_counter() - start, lines, why)


def _judge_case(
    case_path: str, fingerprint: str | None, task: Task, unkept: list[str]
) -> list[str] | None:
    """Return the lines of a case; None where it still has this fingerprint.

    Why a cache kept nothing is added to `unkept`.
    """
    location = case_path
    if not is_address(case_path):
        location = os.path.join(task.folder, case_path)  # noqa: PTH118
    try:
        content = row.contents_at(location)
        if fingerprint and hashlib.sha256(content).hexdigest() == fingerprint:
            return None
        lines = _kept_or_judged(content, location, task, unkept)
    except Problems as problems:
        lines = [row.make_broken_line(problems)]
    return [row.add_path(case_path, line) for line in lines]


def _kept_or_judged(content: bytes, location: str, task: Task, unkept: list[str]) -> list[str]:
    """Return the lines of a case from the cache, or judge it and keep them there."""
    if task.cache is None:
        lines, _ = row.lines_of(content, location, task.request)
        return lines
    folder = Path(task.cache)
    kept_lines = cache.kept(folder, content, location, task.request)
    if kept_lines is not None:
        return kept_lines
    lines, pack_names = row.lines_of(content, location, task.request)
    try:
        with _termination_put_off():
            cache.keep(folder, content, location, task.request, lines, pack_names)
    except OSError as error:  # the verdicts are there all the same
        unkept.append(error.strerror or type(error).__name__)
    return lines


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
def _termination_put_off() -> Iterator[None]:
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
    parent = multiprocessing.parent_process()
    if parent:
        follower = threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True)
        # That thread keeps the mask: SIGTERM goes to the one that writes.
        with _termination_put_off():
            follower.start()
    program(), shipped()  # read once, before any case
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)


def _end_with(parent: int) -> None:
    """End this worker when its parent has ended, killed perhaps: nobody would ever tell it to."""
    wait([parent])
    os._exit(1)
