"""Ctrl-C, and a request of the system to end: what a command does then."""

from __future__ import annotations

import _thread
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from types import FrameType
from typing import TYPE_CHECKING

from minnesota.cli.exit_code import ExitCode

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_SOON = 0.01  # seconds, after which Python has done what it could not be interrupted at


class Stopped(BaseException):
    """The command was told to stop. Typer would swallow a KeyboardInterrupt, and say nothing."""


def stop_on_ctrl_c() -> None:
    """Make Ctrl-C raise Stopped, so that the command takes back what it has begun.

    The second Ctrl-C lets that happen; the third ends the program, whatever it waits for.
    A Ctrl-C that is ignored stays ignored: a shell does that for what runs in its background.
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        sys.unraisablehook = _raise_again
        signal.signal(signal.SIGINT, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, _let_pass)
    raise Stopped


def _let_pass(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _raise_again(lost: UnraisableHookArgs) -> None:
    """Repeat a Ctrl-C that Python dropped: nothing can be raised while it frees an object."""
    if lost.exc_type is not Stopped:
        sys.__unraisablehook__(lost)
        return
    if signal.getsignal(signal.SIGINT) is _let_pass:
        signal.signal(signal.SIGINT, _stop)
    again = Timer(_SOON, _thread.interrupt_main)
    again.daemon = True
    again.start()


class StopSignals:
    """The signals that asked a survey to stop: `first` is the number of the first, or 0.

    The first lets the cases in progress come to their end. The second ends the workers on this
    machine, or breaks off a wait; it never breaks off writing, which would leave half a row.
    """

    def __init__(self) -> None:
        self.first = 0
        self._waits = False
        self._process = os.getpid()

    def receive(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal. Raises Stopped."""
        from minnesota.survey.run import end_workers

        if os.getpid() != self._process:  # a worker that was just forked: Ctrl-C is not for it
            if number == signal.SIGTERM:
                os._exit(ExitCode.terminated)
        elif not self.first:
            self.first = number
        elif not end_workers() and self._waits:
            raise Stopped

    @contextmanager
    def breaking_off(self) -> Iterator[None]:
        """Let a second signal raise Stopped while something is waited for."""
        self._waits = True
        try:
            yield
        finally:
            self._waits = False

    @property
    def exit_code(self) -> ExitCode:
        """The exit code that the first signal makes."""
        return ExitCode(128 + self.first)


@contextmanager
def stop_signals() -> Iterator[StopSignals]:
    """Receive the signals that ask to stop, but for those that are ignored."""
    signals = StopSignals()
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {getattr(signal, name): signal.getsignal(getattr(signal, name)) for name in names}
    heard = {number: handler for number, handler in before.items() if handler != signal.SIG_IGN}
    for number in heard:
        signal.signal(number, signals.receive)
    try:
        yield signals
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)
