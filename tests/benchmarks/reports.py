"""What reports cost: ratios to a do-nothing Typer program, whole processes in the same run.

python tests/benchmarks/reports.py [--rounds N]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FLOOR = (
    "import typer\napp = typer.Typer()\n@app.command()\ndef nothing(name: str = ''): pass\napp()"
)
ALL = """
import sys
from datetime import date
from pathlib import Path
from minnesota.engine.assess import assess
from minnesota.reading.case import load_case
from minnesota.disclosure.view import view_for
from minnesota.model.audience import READER_OF_TEMPLATE
from minnesota.report.formats import Format
from minnesota.report.report import Design, render
from minnesota.reading.translation import translated
file, out = load_case(Path(sys.argv[1])), Path(sys.argv[2])
for lang in ("en", "fr", "es"):
    spoken = file._replace(protocols=tuple(translated(p, p.id, lang) for p in file.protocols))
    judged = assess(spoken.protocols[0], spoken.case, date(2025, 6, 30))
    for template, reader in READER_OF_TEMPLATE.items():
        for to in Format:
            view = view_for(spoken.case, judged, reader)
            report = render(view, spoken.fingerprint, Design(template, to, lang=lang))
            (out / f"{template}.{lang}.{to}").write_bytes(report)
assert len(list(out.iterdir())) == 60
"""


def seconds(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    case = str(ROOT / "examples/dioura")
    floors, ones, sets = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            out = Path(folder) / str(number)
            out.mkdir()
            floors += [seconds("-c", FLOOR) for _ in range(3)]
            ones.append(seconds("-m", "minnesota", "report", case, "-o", f"{folder}/one.html"))
            sets.append(seconds("-c", ALL, case, str(out)))
    floor = statistics.median(floors)
    print("| what | ratio to a do-nothing Typer program | promised |\n|---|---|---|")
    print(f"| one HTML report | {statistics.median(ones) / floor:.1f} | under 4 |")
    print(
        f"| 5 templates, 4 formats, 3 languages: 60 files, one process | "
        f"{statistics.median(sets) / floor:.1f} | under 60 |"
    )


if __name__ == "__main__":
    main()
