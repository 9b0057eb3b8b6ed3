"""The survey command, on a day that does not change."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from support import commands

DAY = ("--as-of", "2026-01-01")


def survey(*words: str | Path, **options) -> subprocess.CompletedProcess[str]:
    return commands.run_apart("survey", *words, *DAY, **options)


def read(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]
