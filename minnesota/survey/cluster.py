"""A Dask cluster as the executor of a survey. Queues, retries and lost workers are Dask's own business."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, InvalidStateError
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.survey.program import program, shipped

SECONDS = 5  # to wait for the scheduler, and three times that for its first worker
GLANCE = 0.5  # seconds between looks at whether the scheduler is still there


class SchedulerLost(BrokenExecutor):
    """The scheduler went, and what it had in hand with it."""


class WorkersGone(BrokenExecutor):
    """Nobody is left who works: one worker after another died of the same cases, or none came for too long."""


@contextmanager
def executor(address: str) -> Iterator[tuple[Executor, int]]:
    """The executor of the cluster whose scheduler is at an address, and how many cases it works on at once.

    Raises Problems where it cannot be reached, has no workers, or has one that is not this program with these packs;
    BrokenExecutor where it is lost before the work is done.
    """
    logging.disable()  # for good: the library tells of a lost connection with tracebacks, also as the program ends
    try:
        from distributed import Client
    except ImportError:
        hint = "pip install 'minnesota[cluster]', here and on the workers"
        raise Problems(
            [_refused(address, "a cluster needs the library distributed", hint)]
        ) from None
    try:  # before there is a client, which would wait without end where somebody listens and says nothing
        asyncio.run(asyncio.wait_for(_answers(address), SECONDS))
    except Exception as error:  # what else listens there may send anything, and the library may fail at it in any way
        raise _nobody(address, error) from None
    with ExitStack() as open_:
        try:
            connection: Any = Client(address, timeout=SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
            client = open_.enter_context(connection)
            try:
                client.wait_for_workers(1, timeout=3 * SECONDS)
            except TimeoutError:
                hint = f"start some with `dask worker {address}`"
                raise Problems([_refused(address, "this scheduler has no workers", hint)]) from None
            found, threads = (
                client.run(_what_it_is, on_error="return"),
                sum(client.nthreads().values()),
            )
        except OSError as error:
            raise _nobody(address, error) from None
        _refuse_others(address, found)
        try:
            yield _Watched(client), threads
        except Exception as error:
            raise _lost(error) or error from None


def _lost(error: Exception) -> BrokenExecutor | None:
    """Return the error that a failure of the cluster amounts to, or None if the work itself failed."""
    if isinstance(error, CancelledError):
        return SchedulerLost()
    if type(error).__module__.partition(".")[0] != "distributed":
        return None
    return SchedulerLost() if isinstance(error, OSError) else WorkersGone()


class _Watched(Executor):
    """Dask's executor, but its futures end when the scheduler goes: those that come back just then it leaves waiting for good."""

    def __init__(self, client: Any) -> None:
        self._client, self._line, self._there = client, client.scheduler_comm, client.get_executor()
        self._waiting: set[Future[Any]] = set()
        client.loop.add_callback(self._watch)

    def submit(self, work: Callable[..., Any], /, *words: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = self._there.submit(work, *words, **named)
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        if not self._holds():
            raise SchedulerLost
        return future

    def _holds(self) -> bool:
        return self._client.status == "running" and self._client.scheduler_comm is self._line

    async def _watch(self) -> None:
        while self._holds():
            await asyncio.sleep(GLANCE)
        for future in list(self._waiting):
            with suppress(InvalidStateError):
                future.set_exception(SchedulerLost())


async def _answers(address: str) -> None:
    """Raise whatever keeps a scheduler at this address from saying that it is one."""
    from distributed import Security, rpc

    security = Security().get_connection_args("client")  # type: ignore[no-untyped-call]
    async with rpc(address, timeout=SECONDS, connection_args=security) as there:  # type: ignore[no-untyped-call]
        if "workers" not in await there.identity():  # as it is with a worker
            raise ConnectionError


def _what_it_is() -> tuple[str, dict[str, str]]:
    return program(), shipped()


def _refuse_others(address: str, found: dict[str, Any]) -> None:
    """Raise Problems for the workers that are not this program."""
    ours = _what_it_is()
    hint = "install the same minnesota (and packs) on every worker as here"
    refused = []
    for worker, theirs in sorted(found.items()):
        if isinstance(theirs, BaseException):
            said = f"the worker {worker} cannot run this minnesota ({type(theirs).__name__})"
        elif theirs[0] != ours[0]:
            said = f"the worker {worker} has minnesota {theirs[0]}, and this is {ours[0]}"
        elif theirs != ours:
            said = f"the worker {worker} has other protocol packs than this program"
        else:
            continue
        refused.append(Diagnostic(address, 0, 0, "other-worker", said, hint))
    if refused:
        raise Problems(refused)


def _nobody(address: str, error: Exception) -> Problems:
    hint = "start one with `dask scheduler`, and give its address: tcp://127.0.0.1:8786"
    return Problems(
        [_refused(address, f"no scheduler answers here ({type(error).__name__})", hint)]
    )


def _refused(address: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(address, 0, 0, "no-cluster", message, hint)
