"""A survey against only parsing the same files with libyaml's CSafeLoader, over the same pool of
two processes.

    python tests/benchmarks/survey.py                    2,000 cases; prints the ratios
    python tests/benchmarks/survey.py --cases 100000     as promised in docs/speed.md
    python tests/benchmarks/survey.py --write            and puts the table into docs/speed.md and
    the plot beside this file

The ratios are of times measured in turn in one run; memory is the peak of the parent alone, as
Linux counts it.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from minnesota.survey import paths, run  # noqa: E402
from minnesota.survey.row import SurveyRequest  # noqa: E402
from support.many_cases import case_text, write  # noqa: E402

CASES = int(sys.argv[sys.argv.index("--cases") + 1]) if "--cases" in sys.argv else 2_000
SIZES = (
    1,
    2,
    4,
    8,
)  # how many times a case's exhibits and timeline are repeated, for growth with size
DAY = date(2026, 1, 1)


def parsed(batch: list[run.Given], task: run.Task) -> run.Done:
    """The floor: each file read and parsed, and nothing else."""
    start = time.perf_counter()
    for path, _ in batch:
        yaml.load(Path(path).read_bytes(), Loader=yaml.CSafeLoader)
    return run.Done(time.perf_counter() - start, [[] for _ in batch])


def seconds(found: list[str], work: Callable[..., run.Done], cache: Path | None = None) -> float:
    """Wall time of work on all cases, over a pool of two that is already there."""
    task, run.judge_batch = run.task(SurveyRequest(DAY), cache), work
    with run.pool(2) as pool:
        for _ in run.batches(((path, None) for path in found[:64]), task, pool, 2):
            pass
        start = time.perf_counter()
        for _ in run.batches(((path, None) for path in found), task, pool, 2):
            pass
        return time.perf_counter() - start


def peak(folder: Path) -> int:
    """The peak memory of the parent of a whole survey, in MB."""
    code = f"""
import sys
from minnesota.cli import app
words = ["survey", {str(folder)!r}, "--jobs", "2", "-o", {str(folder) + ".csv"!r}]
app(words, standalone_mode=False)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024)
"""
    return int(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout
    )


def larger(text: str, times: int) -> str:
    """A case with its exhibits, timeline and contacts so many times over."""
    head, exhibits = text.split("\nexhibits:\n")
    exhibits, records = exhibits.split("\nrecords:\n")
    more = "".join(exhibits.replace("id: E", f"id: X{n}E") for n in range(1, times))
    before, timeline = head.split("\ntimeline:\n")
    timeline, after = timeline.split("\ncommunications:\n")
    return (
        f"{before}\ntimeline:\n{timeline * times}\ncommunications:\n{after}"
        f"\nexhibits:\n{exhibits}{more}\nrecords:\n{records}"
    )


def main() -> None:
    work = run.judge_batch
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "cases"
        write(folder, CASES)
        every = list(paths.found([str(folder)]))
        floors, colds = [], []
        for _ in range(3 if CASES <= 10_000 else 1):
            floors.append(seconds(every, parsed))
            colds.append(seconds(every, work))
        ratios = [c / f for c, f in zip(colds, floors, strict=True)]
        filled = seconds(every, work, Path(place) / "cache")
        warm = seconds(every, work, Path(place) / "cache")
        small = Path(place) / "tenth"
        small.mkdir()
        for number in range(max(1, CASES // 10_000)):
            (folder / f"{number:03}").rename(small / f"{number:03}")
        few = peak(small)
        for number in range(max(1, CASES // 10_000)):
            (small / f"{number:03}").rename(folder / f"{number:03}")
        many = peak(folder)
        counts = [n for n in (CASES // 16, CASES // 8, CASES // 4, CASES // 2, CASES) if n]
        by_count = [
            (n, seconds(every[:n], work) if n < CASES else statistics.median(colds)) for n in counts
        ]
        by_size = []
        for times in SIZES:
            grown = Path(place) / f"grown-{times}"
            grown.mkdir()
            for number in range(200):
                (grown / f"{number}.yaml").write_text(larger(case_text(number), times))
            files = sorted(map(str, grown.glob("*.yaml")))
            by_size.append(
                (
                    sum(Path(f).stat().st_size for f in files) / 200 / 1000,
                    seconds(files, work) / 200 * 1000,
                )
            )
    table = "\n".join(
        [
            f"| {CASES:,} cases of about 10 KB, two processes | ratio | promised |",
            "|---|---|---|",
            f"| cold survey (floor: only parsing the files with CSafeLoader) | "
            f"{statistics.median(ratios):.2f} | at most 2.0 |",
            f"| cold survey that fills a cache (floor: the same) | "
            f"{filled / statistics.median(floors):.2f} | – |",
            f"| survey from the cache (floor: cold survey) | "
            f"1/{statistics.median(colds) / warm:.0f} | at most 1/10 |",
            f"| peak memory of the parent: a tenth of the cases, all of them | {few} MB, "
            f"{many} MB | under 300 MB, the same |",
        ]
    )
    print(table)
    print("growth by cases:", [(n, round(s, 2)) for n, s in by_count])
    print("growth by KB (ms a case):", [(round(k, 1), round(ms, 2)) for k, ms in by_size])
    if "--write" in sys.argv:
        (ROOT / "tests/benchmarks/growth.svg").write_text(plot(by_count, by_size), "utf-8")
        page = ROOT / "docs" / "speed.md"
        head, _, rest = page.read_text("utf-8").partition("<!-- survey benchmark -->\n")
        tail = rest.partition("<!-- /survey benchmark -->")[2]
        page.write_text(
            f"{head}<!-- survey benchmark -->\n{table}\n<!-- /survey benchmark -->{tail}", "utf-8"
        )


def plot(by_count: list[tuple[int, float]], by_size: list[tuple[float, float]]) -> str:
    """Both growths as one SVG: points as measured, and the straight line from nothing through the
    last.
    """
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 300" '
        'font-family="sans-serif" font-size="12" fill="#222">',
        "<title>Time of a survey against the number and the size of cases</title>",
        "<desc>Points as measured; the line is what growth in proportion would be.</desc>",
        '<rect width="720" height="300" fill="#fff"/>',
    ]
    for left, points, x_name, y_name in (
        (60, by_count, "cases", "seconds"),
        (420, by_size, "KB in a case", "milliseconds a case"),
    ):
        most_x, most_y = max(x for x, _ in points), max(y for _, y in points)
        parts += [
            f'<path d="M{left} 30V250H{left + 270}" fill="none" stroke="#555"/>',
            f'<text x="{left}" y="20">{y_name}</text>',
            f'<text x="{left + 270}" y="285" text-anchor="end">{x_name}</text>',
            f'<path d="M{left} 250L{left + 260} 40" stroke="#999" stroke-dasharray="5 4" '
            f'fill="none"/>',
        ]
        free = 0.0
        for x, y in points:
            at_x, at_y = left + 260 * x / most_x, 250 - 210 * y / most_y
            parts.append(f'<circle cx="{at_x:.1f}" cy="{at_y:.1f}" r="4" fill="#0b5394"/>')
            beside = (9, 5, "start") if at_x - left < 40 else (-8, -6, "end")  # clear of the axis
            at = f'x="{at_x + beside[0]:.1f}" y="{at_y + beside[1]:.1f}" text-anchor="{beside[2]}"'
            parts.append(f"<text {at}>{y:.1f}</text>")
            if at_x - free > 40:
                parts.append(f'<text x="{at_x:.1f}" y="266" text-anchor="middle">{x:,.0f}</text>')
                free = at_x
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    main()
