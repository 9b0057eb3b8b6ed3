"""The survey command, on a day that does not change."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

DAY = ("--as-of", "2026-01-01")


def survey(*words: str | Path, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "minnesota", "survey", *map(str, words), *DAY],
        capture_output=True,
        text=True,
        **options,
    )


def read(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]
