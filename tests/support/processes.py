"""The program in a process of its own, at a pseudo-terminal too."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time


def interruptible() -> None:
    """For `preexec_fn`: Ctrl-C works in the child, also where the tests themselves run in the
    background and ignore it.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def read_to_the_end(terminal: int) -> bytes:
    """All that is written to a pseudo-terminal until its other side is closed."""
    shown = b""
    while True:
        try:
            if not (more := os.read(terminal, 65_536)):
                return shown
        except OSError:  # how Linux says that it is closed
            return shown
        shown += more


class Terminal:
    """A `minnesota walk` at a terminal of its own."""

    def __init__(self, *words: str) -> None:
        self.pid, self.handle = pty.fork()
        if not self.pid:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a test run in the background ignores it
            os.execv(sys.executable, [sys.executable, "-m", "minnesota", *words])
        self.seen = ""

    def until(self, words: str, wait: float = 20) -> str:
        end, start = time.monotonic() + wait, len(self.seen)
        while words not in self.seen[start:]:
            ready, _, _ = select.select([self.handle], [], [], max(0, end - time.monotonic()))
            assert ready, f"waited for {words!r}, saw {self.seen[start:]!r}"
            try:
                self.seen += os.read(self.handle, 65536).decode("utf-8", "replace")
            except OSError:  # the program has ended
                assert words in self.seen[start:], self.seen[start:]
        return self.seen[start:]

    def type(self, text: str, then: str) -> str:
        os.write(self.handle, f"{text}\n".encode())
        return self.until(then)

    def end(self) -> int:
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.handle)
        return code
