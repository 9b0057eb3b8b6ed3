"""`exhibit verify` against `sha256sum` over the same files with the same number of cores, measured
in one interleaved run.

    python tests/benchmarks/fixity.py               2 GB in a temporary folder
    python tests/benchmarks/fixity.py --mb 200      less

A ratio is the median over rounds of one round's two throughputs, so that a slow moment of the
machine hits both.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from minnesota.evidence.fixity import verify
from minnesota.model.case import Exhibit

MB = int(sys.argv[sys.argv.index("--mb") + 1]) if "--mb" in sys.argv else 2048
ROUNDS = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else 7
PROMISE = 0.8


def files(folder: Path) -> list[str]:
    """One film of a quarter of it, films of 100 MB, and photos of 4 MB for a tenth of it."""
    sizes = [MB // 4] if MB >= 400 else []
    sizes += [4] * (MB // 40)
    while (left := MB - sum(sizes)) > 0:
        sizes.append(min(100, left))
    random.Random(0).shuffle(sizes)
    block = os.urandom(1 << 20)
    names = [f"evidence/E{n:03}.bin" for n in range(len(sizes))]
    for number, (name, size) in enumerate(zip(names, sizes, strict=True)):
        with (folder / name).open("wb") as stream:
            stream.write(number.to_bytes(8))
            for _ in range(size):
                stream.write(block)
    return names


def main() -> None:
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "evidence").mkdir()
        names = files(folder)
        total = sum((folder / n).stat().st_size for n in names)

        def theirs() -> list[str]:
            command = ["xargs", "-0", "-P", str(cores), "-n", "1", "sha256sum"]
            out = subprocess.run(
                command,
                input="\0".join(names),
                cwd=folder,
                capture_output=True,
                text=True,
                check=True,
            )
            return sorted(out.stdout.splitlines())

        def ours() -> list[str]:
            read = 0

            def progress(more: int) -> None:
                nonlocal read
                read += more

            found = verify(folder, exhibits, progress, cores)
            assert all(f.verdict == "right" for f in found)
            return sorted(f"{f.digest}  {f.file}" for f in found)

        digests = {line[66:]: line[:64] for line in theirs()}
        exhibits = [
            Exhibit(id=f"E{n}", kind="digital", title="x", file=name, sha256=digests[name])
            for n, name in enumerate(names)
        ]
        speeds: list[tuple[float, float]] = []
        for number in range(ROUNDS + 1):  # the first warms the cache
            pair = []
            for run in (ours, theirs) if number % 2 else (theirs, ours):
                started = time.perf_counter()
                result = run()
                pair.append((run is theirs, total / (time.perf_counter() - started)))
                assert len(result) == len(names)
            if number:
                speeds.append((min(pair)[1], max(pair)[1]))
    ratios = [a / b for a, b in speeds]
    print(f"{len(names)} files, {total / 1e9:.1f} GB, {cores} cores, {ROUNDS} rounds")
    for who, numbers in (
        ("exhibit verify", [a for a, _ in speeds]),
        ("sha256sum", [b for _, b in speeds]),
    ):
        print(f"{who:<16}{statistics.median(numbers) / 1e6:8,.0f} MB/s")
    ratio = statistics.median(ratios)
    print(
        f"ratio {ratio:.2f} ({min(ratios):.2f} to {max(ratios):.2f}); promised: at least {PROMISE}"
    )
    sys.exit(ratio < PROMISE)


if __name__ == "__main__":
    main()
