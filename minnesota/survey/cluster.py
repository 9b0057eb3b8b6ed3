"""A Dask cluster as the executor of a survey. Queues, retries and lost workers are Dask's own business."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from minnesota.diagnostics import Diagnostic, Problems
from minnesota.survey.program import program, shipped

SECONDS = 5  # to wait for the scheduler, and three times that for its first worker


@contextmanager
def executor(address: str) -> Iterator[tuple[Executor, int]]:
    """The executor of the cluster whose scheduler is at an address, and how many cases it works on at once.

    Raises Problems where it cannot be reached, has no workers, or has one that is not this program with these packs.
    """
    try:
        from distributed import Client
        from distributed.comm.core import connect
    except ImportError:
        hint = "pip install 'minnesota[cluster]', here and on the workers"
        raise Problems([_refused(address, "a cluster needs the library distributed", hint)]) from None

    async def answers() -> None:
        await (await connect(address, timeout=SECONDS)).close()  # type: ignore[no-untyped-call]

    try:
        asyncio.run(answers())  # a client that finds nobody would leave tracebacks behind it
    except (OSError, ValueError, TypeError) as error:
        hint = "start one with `dask scheduler`, and give its address: tcp://127.0.0.1:8786"
        raise Problems([_refused(address, f"no scheduler answers here ({type(error).__name__})", hint)]) from None
    client: Any = Client(address, timeout=SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    with client:
        try:
            client.wait_for_workers(1, timeout=3 * SECONDS)
        except TimeoutError:
            hint = f"start some with `dask worker {address}`"
            raise Problems([_refused(address, "this scheduler has no workers", hint)]) from None
        _refuse_others(address, client.run(_what_it_is, on_error="return"))
        yield client.get_executor(), sum(client.nthreads().values())


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
        refused.append(Diagnostic(address, 1, 1, "other-worker", said, hint))
    if refused:
        raise Problems(refused)


def _refused(address: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(address, 1, 1, "no-cluster", message, hint)
