"""A Dask cluster as the executor of a survey: queues, retries and lost workers are Dask's."""

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
    """Nobody is left who works.

    One worker after another died of the same cases, or none came for too long.
    """


@contextmanager
def executor(address: str) -> Iterator[tuple[Executor, int]]:
    """Give the executor of a cluster, and how many cases it works on at once.

    `address`: of its scheduler.

    Raises Problems where it cannot be reached, has no workers, or has one that is not this program
    with these packs; BrokenExecutor where it is lost before the work is done.
    """
    # For good: the library tells of a lost connection with tracebacks, also as the program ends.
    logging.disable()
    try:
        from distributed import Client
    except ImportError:
        hint = "pip install 'minnesota[cluster]', here and on the workers"
        message = "a cluster needs the library distributed"
        raise Problems([_refused(address, message, hint)]) from None
    # Before there is a client, which would wait without end where somebody listens and says
    # nothing. What else listens there may send anything, and the library may fail at it in any way.
    try:
        asyncio.run(asyncio.wait_for(_check_scheduler(address), SECONDS))
    except Exception as error:
        raise _no_scheduler(address, error) from None
    with ExitStack() as resources:
        try:
            connect: Any = Client  # it has no types
            client = resources.enter_context(
                connect(address, timeout=SECONDS, set_as_default=False)
            )
            _wait_for_worker(client, address)
            programs = client.run(_identify, on_error="return")
            threads = sum(client.nthreads().values())
        except OSError as error:
            raise _no_scheduler(address, error) from None
        _refuse_others(address, programs)
        try:
            yield _Watched(client), threads
        except Exception as error:
            raise _lost(error) or error from None


def _wait_for_worker(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=3 * SECONDS)
    except TimeoutError:
        hint = f"start some with `dask worker {address}`"
        raise Problems([_refused(address, "this scheduler has no workers", hint)]) from None


def _lost(error: Exception) -> BrokenExecutor | None:
    """Return the error that a cluster's failure amounts to, or None if the work itself failed."""
    if isinstance(error, CancelledError):
        return SchedulerLost()
    if type(error).__module__.partition(".")[0] != "distributed":
        return None
    if isinstance(error, OSError):
        return SchedulerLost()
    return WorkersGone()


class _Watched(Executor):
    """Dask's executor, but its futures end when the scheduler goes.

    Dask leaves those that come back just then waiting for good.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._connection = client.scheduler_comm
        self._executor = client.get_executor()
        self._waiting: set[Future[Any]] = set()
        client.loop.add_callback(self._watch)

    def submit(self, work: Callable[..., Any], /, *positional: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = self._executor.submit(work, *positional, **named)
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        if not self._holds():
            raise SchedulerLost
        return future

    def _holds(self) -> bool:
        if self._client.status != "running":
            return False
        return self._client.scheduler_comm is self._connection

    async def _watch(self) -> None:
        while self._holds():
            await asyncio.sleep(GLANCE)
        for future in list(self._waiting):
            with suppress(InvalidStateError):
                future.set_exception(SchedulerLost())


async def _check_scheduler(address: str) -> None:
    """Raise whatever keeps a scheduler at this address from saying that it is one."""
    from distributed import Security, rpc

    security = Security().get_connection_args("client")  # type: ignore[no-untyped-call]
    connect: Any = rpc  # it has no types
    async with connect(address, timeout=SECONDS, connection_args=security) as server:
        if "workers" not in await server.identity():  # as it is with a worker
            raise ConnectionError


def _identify() -> tuple[str, dict[str, str]]:
    """In a worker, and here: return which program this is, and its packs."""
    return program(), shipped()


def _refuse_others(address: str, programs: dict[str, Any]) -> None:
    """Raise Problems for the workers that are not this program."""
    own_program = _identify()
    hint = "install the same minnesota (and packs) on every worker as here"
    refused = []
    for worker, theirs in sorted(programs.items()):
        if isinstance(theirs, BaseException):
            message = f"the worker {worker} cannot run this minnesota ({type(theirs).__name__})"
        elif theirs[0] != own_program[0]:
            message = f"the worker {worker} has minnesota {theirs[0]}, and this is {own_program[0]}"
        elif theirs != own_program:
            message = f"the worker {worker} has other protocol packs than this program"
        else:
            continue
        refused.append(Diagnostic(address, 0, 0, "other-worker", message, hint))
    if refused:
        raise Problems(refused)


def _no_scheduler(address: str, error: Exception) -> Problems:
    message = f"no scheduler answers here ({type(error).__name__})"
    hint = "start one with `dask scheduler`, and give its address: tcp://127.0.0.1:8786"
    return Problems([_refused(address, message, hint)])


def _refused(address: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(address, 0, 0, "no-cluster", message, hint)
