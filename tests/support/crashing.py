"""Runs a command many times, each time killed at another moment or without room to write, and looks
at what is left.

A script of its own: it forks from a process that has everything imported, so that hundreds of
rounds take seconds.
Prints one line of JSON for each round.
"""

from __future__ import annotations

import io
import json
import os
import pty
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import minnesota.cli as cli
from minnesota.base.diagnostics import Problems
from minnesota.cli import exhibit_add  # noqa: F401
from minnesota.engine.assess import assess  # noqa: F401
from minnesota.keeping import journal
from minnesota.reading.case import load_case

CALLS = ("fsync", "replace", "link", "unlink", "write", "truncate", "ftruncate", "rename", "mkdir")
ANSWERS = b"n\n2025-01-05\nE01\nBecause it says so.\n" * 3 + b"q\n"


def main() -> None:
    how, rounds, work, words = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:]
    old = Path(work, "case").resolve()
    states = {(old / "case.yaml").read_bytes()} | (
        set() if words[0] == "walk" else {finished(old, work, words)}
    )
    for number, child in enumerate(
        {"points": points, "presses": presses, "moments": moments, "room": room}[how](
            rounds, words
        ),
        1,
    ):
        here = work / "round"
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(old, here)
        os.chdir(here)
        killed = child()
        print(
            json.dumps({"round": number, "killed": killed, **left(here, states, words)}), flush=True
        )
        if how in ("points", "presses") and not killed:
            break


def finished(old: Path, work: Path, words: list[str]) -> bytes:
    """The case after the command, unharmed."""
    here = work / "whole"
    shutil.copytree(old, here)
    os.chdir(here)
    if forked(lambda: None, words):
        raise SystemExit("the command does not work")
    return (here / "case.yaml").read_bytes()


def forked(
    prepare: Callable[[], None], words: list[str], meanwhile: Callable[[int], None] | None = None
) -> int:
    """Run the program in a child; gives its exit code, or minus the signal."""
    pid = os.fork()
    if not pid:
        run(prepare, words)
    if meanwhile:
        meanwhile(pid)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def run(prepare: Callable[[], None], words: list[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a test run in the background ignores it
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.FileIO(1, "w")),
        io.TextIOWrapper(io.FileIO(2, "w")),
    )
    sys.argv = ["minnesota", *words]
    prepare()
    os._exit(cli.run())


def points(rounds: int, words: list[str]) -> Iterator[Callable[[], int]]:
    """Killed before and after each call that changes something on disk; a write also half-way."""
    for place in range(rounds):
        for when in ("before", "half", "after"):
            yield lambda place=place, when=when: forked(lambda: trap(place, when), words)


def presses(rounds: int, words: list[str]) -> Iterator[Callable[[], int]]:
    """Ctrl-C pressed before and after each call that changes something on disk."""
    for place in range(rounds):
        for when in ("before", "after"):
            yield lambda place=place, when=when: forked(
                lambda: trap(place, when, signal.SIGINT), words
            )


def trap(place: int, when: str, sent: int = signal.SIGKILL) -> None:
    left = [place]

    def die() -> None:
        left[0] = sys.maxsize  # once is enough, where it is not the end
        os.kill(os.getpid(), sent)

    def trapped(name: str) -> None:
        real = getattr(os, name)

        def call(*args, **kwargs):
            left[0] -= 1
            if left[0] >= 0:
                return real(*args, **kwargs)
            if when == "half" and name == "write":
                real(args[0], args[1][: len(args[1]) // 2])
            done = real(*args, **kwargs) if when == "after" else None
            die()
            return done if when == "after" else real(*args, **kwargs)

        setattr(os, name, call)

    for name in CALLS:
        trapped(name)


def moments(rounds: int, words: list[str]) -> Iterator[Callable[[], int]]:
    """Killed at a random moment; `walk` at a terminal of its own, while it is being answered."""
    chance = random.Random(20250103)
    for _ in range(rounds):
        if words[0] == "walk":
            yield lambda: walked(words, chance.uniform(0, 1.2))
        else:
            after = chance.uniform(0, 0.25)
            yield lambda after=after: forked(
                lambda: None, words, lambda pid: wait_and_kill(pid, after)
            )


def wait_and_kill(pid: int, after: float) -> None:
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)


def walked(words: list[str], after: float) -> int:
    pid, terminal = pty.fork()
    if not pid:
        sys.argv = ["minnesota", *words]
        os._exit(cli.run())
    os.write(terminal, ANSWERS)
    end = time.monotonic() + after
    while time.monotonic() < end and not os.waitid(
        os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT
    ):
        time.sleep(0.005)
        os.set_blocking(terminal, False)
        with suppress(OSError):
            os.read(terminal, 100_000)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(terminal)
    return code


def room(rounds: int, words: list[str]) -> Iterator[Callable[[], int]]:
    """With no room to write more than so many bytes into any file."""
    chance = random.Random(20250104)
    for _ in range(rounds):
        limit = chance.choice([0, 1, 50, 100, 2000, chance.randrange(16_000)])
        yield lambda limit=limit: forked(lambda: no_room(limit), words)


def no_room(limit: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def left(here: Path, states: set[bytes], words: list[str]) -> dict[str, object]:
    """What is left: whether the case is whole, what the journal says, and whether the work can go
    on.
    """
    raw = (here / "case.yaml").read_bytes()
    try:
        load_case(here)
        valid = True
    except Problems:
        valid = False
    faults = [f.code for f in journal.load(here, raw).faults]
    forked(lambda: None, ["log", ".", "--repair"])
    repaired = [f.code for f in journal.load(here, (here / "case.yaml").read_bytes()).faults]
    again = 0 if words[0] == "walk" else forked(lambda: None, words)
    after = [f.code for f in journal.load(here, (here / "case.yaml").read_bytes()).faults]
    strays = [p.name for p in here.iterdir() if p.name.endswith(".tmp")]
    return {
        "whole": valid and (words[0] == "walk" or raw in states),
        "faults": faults,
        "repaired": repaired,
        "again": again,
        "after": after,
        "strays": strays,
        "lines": len(journal.load(here, None).entries),
    }


main()
