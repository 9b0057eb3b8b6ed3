"""The program against a do-nothing Typer program, and a large case against Dioura, measured in one
interleaved run.

    python tests/benchmarks/startup.py            prints the ratios
    python tests/benchmarks/startup.py --write    and puts them into docs/speed.md

A ratio is the median over rounds of one round's two times, so that a slow moment of the machine
hits both.
"""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support.large_case import large_case  # noqa: E402

NOOP = """\
import typer

app = typer.Typer()


@app.command()
def first(path: str = "."):
    "Do nothing."


@app.command()
def second(path: str = "."):
    "Do nothing."


app()
"""
ROUNDS = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else 25


def seconds(command: list[str]) -> float:
    """CPU time (user and system) of one run, in seconds: steadier than the clock on a shared
    machine.
    """
    before = os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = os.times()
    return (
        after.children_user + after.children_system - before.children_user - before.children_system
    )


def main() -> None:
    compileall.compile_dir(
        ROOT / "minnesota", quiet=1
    )  # as pip does for all that it installs, the floor's libraries too
    with tempfile.TemporaryDirectory() as folder:
        noop = Path(folder) / "noop.py"
        noop.write_text(NOOP)
        floor, floor_help = (
            [sys.executable, str(noop), "first"],
            [sys.executable, str(noop), "--help"],
        )
        program = [sys.executable, "-m", "minnesota"]
        dioura = str(ROOT / "examples" / "dioura")
        pairs = {
            "`minnesota --help` (floor: its `--help`)": ([*program, "--help"], floor_help, 0.7),
            "`minnesota check examples/dioura`": (
                [*program, "check", dioura, "--as-of", "2025-06-30"],
                floor,
                1.6,
            ),
            "`minnesota check examples/dioura --format json`": (
                [*program, "check", dioura, "--as-of", "2025-06-30", "--format", "json"],
                floor,
                1.8,
            ),
            "`minnesota report examples/dioura --to html`": (
                [*program, "report", dioura, "--to", "html"],
                floor,
                None,
            ),
        }
        large = Path(folder) / "large.yaml"
        large.write_text(large_case(), encoding="utf-8")
        check_dioura = pairs["`minnesota check examples/dioura`"][0]
        of_dioura = "`minnesota check` on 200 victims, 30 scenes and 2,000 exhibits (floor: Dioura)"
        pairs[of_dioura] = (
            [*program, "check", str(large), "--as-of", "2025-06-30"],
            check_dioura,
            15,
        )
        ratios: dict[str, list[float]] = {name: [] for name in pairs}
        for warm in (True, *[False] * ROUNDS):
            for name, (command, base, _) in pairs.items():
                ratio = seconds(command) / seconds(base)
                if not warm:
                    ratios[name].append(ratio)
    lines = ["| program | ratio to the floor | promised |", "|---|---|---|"]
    for name, (_, _, promise) in pairs.items():
        lines.append(
            f"| {name} | {statistics.median(ratios[name]):.2f} | "
            f"{f'at most {promise}' if promise else '–'} |"
        )
    table = "\n".join(lines)
    print(table)
    if "--write" in sys.argv:
        page = ROOT / "docs" / "speed.md"
        head, _, rest = page.read_text("utf-8").partition("<!-- benchmark -->\n")
        tail = rest.partition("<!-- /benchmark -->")[2]
        page.write_text(f"{head}<!-- benchmark -->\n{table}\n<!-- /benchmark -->{tail}", "utf-8")


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"({time.perf_counter() - started:.0f} s)", file=sys.stderr)
