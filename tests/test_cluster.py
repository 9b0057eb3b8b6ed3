"""A survey on a real Dask cluster on loopback, and cases in a real S3-compatible store: the same bytes as on one machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from many_cases import write
from test_survey import DAY, survey

pytest.importorskip("distributed")
WORKERS = 4


def started(*words: str, until: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> tuple[subprocess.Popen[str], str]:
    """A program that is going, and the line in which it said that it is."""
    going = subprocess.Popen([sys.executable, *words], stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True, env=env, cwd=cwd)
    assert going.stdout
    for line in going.stdout:
        if until in line:
            return going, line
    raise AssertionError(f"{words} did not start")


def ended(*going: subprocess.Popen[str]) -> None:
    for program in going:
        program.kill()
    for program in going:
        program.wait()


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    going, line = started("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", until="Scheduler at:")
    yield line.split()[-1]
    ended(going)


def workers(count: int, scheduler: str, folder: Path, env: dict[str, str] | None = None) -> list[subprocess.Popen[str]]:
    """So many workers, each a process of its own."""
    words = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1", "--local-directory", str(folder))

    def one(_: int) -> subprocess.Popen[str]:
        return started("-m", "distributed.cli.dask_worker", scheduler, *words, until="Registered to", env=env, cwd=folder)[0]

    with ThreadPoolExecutor(count) as at_once:
        return list(at_once.map(one, range(count)))


@pytest.fixture(scope="module")
def cases(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    write(folder, 300, broken=10)
    return folder


def test_a_cluster_gives_the_same_bytes_also_with_a_worker_killed_in_the_middle(scheduler, cases, tmp_path):
    here = survey("000", "--to", "jsonl", cwd=cases).stdout
    going = workers(WORKERS, scheduler, tmp_path)
    try:
        out = survey("000", "--to", "jsonl", "--scheduler", scheduler, cwd=cases)
        assert out.stdout == here and out.returncode == 1, out.stderr
        kept = tmp_path / "run.jsonl"
        command = [sys.executable, "-m", "minnesota", "survey", "000", "--resume", str(kept), "--scheduler", scheduler, *DAY]
        running = subprocess.Popen(command, cwd=cases, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while time.monotonic() < until and not (kept.exists() and kept.stat().st_size):
            time.sleep(0.01)
        os.kill(going[0].pid, signal.SIGKILL)
        assert running.wait(120) == 1
        assert kept.read_text() == here
    finally:
        ended(*going)


def test_a_worker_with_another_program_is_refused_by_name(scheduler, cases, tmp_path):
    """Its minnesota says that it is another version: a copy of this one with a line more."""
    root = Path(__file__).parent.parent
    for name in ("protocols", "templates", "examples"):
        (tmp_path / name).symlink_to(root / name)
    shutil.copytree(root / "minnesota", tmp_path / "minnesota")
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "minnesota/__init__.py").open("a").write("# another\n")
    other = workers(1, scheduler, tmp_path, {**os.environ, "PYTHONPATH": str(tmp_path)})
    try:
        out = survey(cases, "--scheduler", scheduler)
        assert out.returncode == 2 and "has minnesota 0." in out.stderr and "install the same" in out.stderr, out.stderr
        assert "Traceback" not in out.stderr
    finally:
        ended(*other)


@pytest.mark.parametrize("address", ["nonsense://", "tcp://127.0.0.1:1"])
def test_no_scheduler_is_one_clear_error(cases, address):
    out = survey(cases, "--scheduler", address)
    assert out.returncode == 2 and "no scheduler answers" in out.stderr and "Traceback" not in out.stderr


@pytest.fixture(scope="module")
def store(cases) -> Iterator[dict[str, str]]:
    """A server that speaks S3, with the cases in a bucket."""
    pytest.importorskip("moto")
    s3fs = pytest.importorskip("s3fs")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    going, _ = started("-m", "moto.server", "-H", "127.0.0.1", "-p", str(port), until="Running on")
    address = f"http://127.0.0.1:{port}"
    env = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1", "FSSPEC_S3_ENDPOINT_URL": address}
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    files = s3fs.S3FileSystem(key="test", secret="test", client_kwargs={"endpoint_url": address})
    files.mkdir("bucket")
    for path in sorted(cases.rglob("case.yaml"))[:40]:
        files.put_file(str(path), f"bucket/cases/{path.relative_to(cases).as_posix()}")
    files.pipe_file("bucket/cases/notes.yaml", b"not a case")
    yield {**os.environ, **env}
    ended(going)


def test_cases_in_an_object_store_are_read_where_they_are(store, cases):
    out = survey("s3://bucket/cases", "--to", "jsonl", env=store)
    first = sorted(cases.rglob("case.yaml"))[:40]
    here = survey(*first, "--to", "jsonl").stdout
    assert out.stdout.replace("s3://bucket/cases", str(cases)) == here, out.stderr
    part = survey("s3://bucket/cases/*/00001*", "--to", "jsonl", env=store)
    assert part.stdout.replace("s3://bucket/cases", str(cases)) == "".join(here.splitlines(keepends=True)[10:20]), part.stderr


def test_a_store_that_cannot_be_reached_is_one_clear_error(store):
    out = survey("s3://no-such-bucket/cases", env=store)
    assert out.returncode == 2 and "Traceback" not in out.stderr and out.stderr.count("\n") <= 3, out.stderr
