"""The program, held at a moment, so that a signal meets it there on any machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from support.processes import interruptible

PATIENCE = 180  # seconds for a sign to come: much more than it takes on a busy machine

PROGRAM = """
import os, sys, time
from pathlib import Path

signs = Path(sys.argv.pop(1))

def hold(*anything, **named):
    (signs / f"held-{{os.getpid()}}").touch()
    while not (signs / "go").exists():
        time.sleep(0.01)

{prepare}
from minnesota.__main__ import main
main()
"""

AT_A_CASE = """
from minnesota.cli.stopping import StopSignals
from minnesota.survey import row

made, received = row.lines_of, StopSignals.receive

def lines_of(raw, path, asked):
    if {case!r} in str(path):
        hold()
    return made(raw, path, asked)

def receive(self, number, frame):
    try:
        received(self, number, frame)
    finally:
        (signs / "heard").touch()

row.lines_of, StopSignals.receive = lines_of, receive
"""


def until(happens: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Wait for a sign, and return whether it came."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happens():
            return True
        time.sleep(0.01)
    return False


def asleep(pid: int) -> bool:
    """Whether a process waits, as for what is typed: a Ctrl-C just before would be heard late."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "S"


def opens(pid: int, path: Path) -> bool:
    """Whether a process has a file open."""
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            if handle.readlink() == path:
                return True
    return False


class Held:
    """A command that is held where `prepare`, a piece of Python, lets something call `hold`."""

    def __init__(self, signs: Path, prepare: str, *words: str | Path) -> None:
        signs.mkdir()
        self._signs = signs
        code = PROGRAM.format(prepare=prepare)
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(signs), *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=interruptible,
            start_new_session=True,
        )
        self._wait_for("held-*")

    def _wait_for(self, sign: str) -> None:
        def came() -> bool:
            assert self.process.poll() is None, self.process.communicate()
            return any(self._signs.glob(sign))

        assert until(came), f"no sign of {sign}"

    def press_ctrl_c(self) -> None:
        """Press Ctrl-C, which a terminal sends to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def wait_until_heard(self) -> None:
        """Wait until a survey has heard a signal."""
        self._wait_for("heard")

    def let_go(self) -> None:
        """Let the command go on."""
        (self._signs / "go").touch()

    def end(self) -> str:
        """Wait for the end, and return what was said on standard error. No process may be left."""
        try:
            said = self.process.communicate(timeout=PATIENCE)[1]
        finally:
            left = group(self.process.pid)
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        assert until(lambda: not group(self.process.pid)), left
        assert not left, f"processes were left: {left}"
        return said


def group(leader: int) -> list[int]:
    """The processes of a group that are not dead yet."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, of_group = status.read_text().rpartition(")")[2].split()[:3]
            if int(of_group) == leader and state != "Z":
                found.append(int(status.parent.name))
    return found


def at_a_case(signs: Path, case: str, *words: str | Path) -> Held:
    """A survey that is held where it judges the case of a number."""
    return Held(signs, AT_A_CASE.format(case=case), "survey", *words)
