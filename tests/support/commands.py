"""The program run as a user runs it: in this process, which is ten times as fast, or in its own."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack, chdir
from pathlib import Path
from tempfile import TemporaryFile
from unittest import mock

from minnesota import cli

Output = subprocess.CompletedProcess[str]


def run(
    *words: object,
    input: str = "",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Output:
    """Run a command in this process, through the same door as any user's; a survey in its own."""
    if words[0] == "survey":  # it forks, and whoever runs the tests may have threads
        return run_apart(*words, input=input, cwd=cwd, env=env)
    with ExitStack() as stack:
        # Real files, as what a process writes to: a stream in memory has no number.
        files = {
            name: stack.enter_context(TemporaryFile()) for name in ("stdin", "stdout", "stderr")
        }
        files["stdin"].write(input.encode())
        files["stdin"].seek(0)
        for name, file in files.items():
            text = io.TextIOWrapper(file, encoding="utf-8", write_through=True)
            stack.enter_context(mock.patch.object(sys, name, text))
        stack.enter_context(mock.patch.object(sys, "argv", ["minnesota", *map(str, words)]))
        if cwd is not None:
            stack.enter_context(chdir(cwd))
        if env is not None:
            stack.enter_context(mock.patch.dict(os.environ, env, clear=True))
        # A program ends after this; the tests go on, and end by Ctrl-C as they did before.
        stack.callback(signal.signal, signal.SIGINT, signal.getsignal(signal.SIGINT))
        stack.enter_context(mock.patch.object(sys, "unraisablehook", sys.unraisablehook))
        try:
            code = cli.run()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        shown = []
        for name in ("stdout", "stderr"):
            files[name].seek(0)
            shown.append(files[name].read().decode())
    return subprocess.CompletedProcess(list(words), code, *shown)


def nobody() -> dict[str, str]:
    """Return the environment without the name of whoever runs the tests."""
    return {key: value for key, value in os.environ.items() if key != "MINNESOTA_WHO"}


def run_apart(*words: object, **options) -> Output:
    """Run a command in a process of its own."""
    command = [sys.executable, "-m", "minnesota", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", **options)
