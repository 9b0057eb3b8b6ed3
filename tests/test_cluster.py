"""A survey on a real Dask cluster on loopback, and cases in a real S3-compatible store: the same
bytes as on one machine.
"""

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
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread, Timer

import pytest

from support.many_cases import write
from support.processes import interruptible
from support.surveys import DAY, survey

pytest.importorskip("distributed")
WORKERS = 4


def started(
    *words: str, until: str, env: dict[str, str] | None = None, cwd: Path | None = None
) -> tuple[subprocess.Popen[str], str]:
    """A program that is going, and the line in which it said that it is."""
    going = subprocess.Popen(
        [sys.executable, *words],
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
        text=True,
        env=env,
        cwd=cwd,
    )
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


@contextmanager
def scheduling(**settings: str) -> Iterator[tuple[int, str]]:
    """A scheduler: its process, and its address."""
    words = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    going, line = started(
        "-m",
        "distributed.cli.dask_scheduler",
        *words,
        until="Scheduler at:",
        env={**os.environ, **settings},
    )
    try:
        yield going.pid, line.split()[-1]
    finally:
        ended(going)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with scheduling() as (_, address):
        yield address


WORKER = (
    "-m",
    "distributed.cli.dask_worker",
    "--nthreads",
    "1",
    "--no-nanny",
    "--no-dashboard",
    "--host",
    "127.0.0.1",
)


def workers(
    count: int, scheduler: str, folder: Path, env: dict[str, str] | None = None, but: str = "pass"
) -> list[subprocess.Popen[str]]:
    """So many workers, each a process of its own.

    `but`: what a worker does instead of making the lines of a case.
    """
    other = folder / "other.py"
    other.write_text(OTHER % but)
    words = (scheduler, "--local-directory", str(folder), "--preload", str(other))

    def one(_: int) -> subprocess.Popen[str]:
        return started(*WORKER, *words, until="Registered to", env=env, cwd=folder)[0]

    with ThreadPoolExecutor(count) as at_once:
        return list(at_once.map(one, range(count)))


OTHER = """
import os, time
from minnesota.survey import row

def dask_setup(worker):
    made = row.lines_of
    def other(*words):
        %s
        return made(*words)
    row.lines_of = other
"""
SLOWLY = "time.sleep(0.05)"


def begun(cases: Path, scheduler: str, kept: Path) -> subprocess.Popen[str]:
    """A survey of which the first lines are there."""
    command = [
        sys.executable,
        "-m",
        "minnesota",
        "survey",
        "000",
        "--resume",
        str(kept),
        "--scheduler",
        scheduler,
        *DAY,
    ]
    running = subprocess.Popen(
        command,
        cwd=cases,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=interruptible,
    )
    until = time.monotonic() + 60
    while time.monotonic() < until and not (kept.exists() and kept.stat().st_size):
        time.sleep(0.01)
    return running


@pytest.fixture(scope="module")
def cases(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    write(folder, 300, broken=10)
    return folder


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes_also_with_a_worker_killed_in_the_middle(
    scheduler, cases, tmp_path
):
    here = survey("000", "--to", "jsonl", cwd=cases).stdout
    going = workers(WORKERS, scheduler, tmp_path)
    try:
        out = survey("000", "--to", "jsonl", "--scheduler", scheduler, cwd=cases)
        assert out.stdout == here and out.returncode == 1, out.stderr
        kept = tmp_path / "run.jsonl"
        running = begun(cases, scheduler, kept)
        os.kill(going[0].pid, signal.SIGKILL)
        assert running.communicate(timeout=120)[1] == "" and running.returncode == 1
        assert kept.read_text() == here
    finally:
        ended(*going)


@pytest.mark.slow
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
        assert (
            out.returncode == 2
            and "has minnesota 0." in out.stderr
            and "install the same" in out.stderr
        ), out.stderr
        assert "Traceback" not in out.stderr
    finally:
        ended(*other)


LOST = (
    "{}: no-workers: the workers were lost ({})\n"
    "   with --resume FILE.jsonl a run goes on where it stopped\n"
)


@pytest.mark.slow
def test_a_scheduler_killed_in_the_middle_is_one_clear_error_and_the_run_goes_on_with_another(
    scheduler, cases, tmp_path
):
    here = survey("000", "--to", "jsonl", cwd=cases).stdout
    kept = tmp_path / "run.jsonl"
    with scheduling() as (pid, address):
        going = workers(2, address, tmp_path, but=SLOWLY)
        try:
            running = begun(cases, address, kept)
            os.kill(pid, signal.SIGKILL)
            assert (
                running.communicate(timeout=15)[1] == LOST.format(address, "SchedulerLost")
                and running.returncode == 2
            )
        finally:
            running.kill()
            ended(*going)
    done = kept.read_text()
    assert done and done != here and here.startswith(done)
    going = workers(1, scheduler, tmp_path)
    try:
        assert survey("000", "--resume", kept, "--scheduler", scheduler, cwd=cases).returncode == 1
        assert kept.read_text() == here
    finally:
        ended(*going)


@pytest.mark.slow
def test_work_that_the_library_forgets_as_the_scheduler_dies_is_lost_and_not_waited_for(tmp_path):
    """It forgot work that came back in just that moment, about once in fifteen times: here
    always.
    """
    program = """if True:
        import os, signal, sys, time
        from minnesota.survey import cluster
        with cluster.executor(sys.argv[1]) as (executor, _):
            work = executor.submit(time.sleep, 60)
            executor._client.futures.clear()
            os.kill(int(sys.argv[2]), signal.SIGKILL)
            try:
                work.result(10)
            except cluster.SchedulerLost:
                print("lost")
    """
    with scheduling() as (pid, address):
        going = workers(1, address, tmp_path)
        try:
            out = subprocess.run(
                [sys.executable, "-c", program, address, str(pid)],
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert (out.stdout, out.stderr) == ("lost\n", "")
        finally:
            ended(*going)


@pytest.mark.slow
def test_cases_that_kill_their_workers_are_one_clear_error_and_a_fault_of_the_program_is_its_own(
    cases, tmp_path
):
    with scheduling(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as (_, address):
        going = workers(1, address, tmp_path, but="os._exit(1)")
        try:
            out = survey("000", "--scheduler", address, cwd=cases, timeout=60)
            assert out.returncode == 2 and out.stderr == LOST.format(address, "WorkersGone")
            going += workers(1, address, tmp_path, but="worker.nothing_of_that_name")
            out = survey("000", "--scheduler", address, cwd=cases, timeout=60)
            assert (
                out.returncode == 2
                and "a fault in the program (AttributeError)" in out.stderr
                and "no-workers" not in out.stderr
            )
        finally:
            ended(*going)


@pytest.mark.slow
def test_ctrl_c_ends_a_run_that_waits_for_workers(scheduler, cases, tmp_path):
    going = workers(2, scheduler, tmp_path, but=SLOWLY)
    kept = tmp_path / "run.jsonl"
    try:
        running = begun(cases, scheduler, kept)
        ended(*going)
        running.send_signal(signal.SIGINT)
        assert (
            running.communicate(timeout=15)[1].startswith("Stopped") and running.returncode == 130
        )
        assert 0 < kept.read_text().count("\n") < 300
    finally:
        running.kill()
        ended(*going)


def replying(with_what: bytes) -> socket.socket:
    """A server on loopback that answers whoever comes with these bytes."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        came = []
        with suppress(OSError):
            while True:
                came.append(listening.accept()[0])
                came[-1].sendall(with_what)

    Thread(target=answer, daemon=True).start()
    return listening


@pytest.mark.slow
def test_no_scheduler_is_one_clear_error_also_where_something_else_listens(
    scheduler, cases, tmp_path
):
    worker, line = started(
        *WORKER, scheduler, "--local-directory", str(tmp_path), until="Start worker at:"
    )
    with ExitStack() as open_:
        open_.callback(ended, worker)
        web = open_.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler))
        Thread(target=web.serve_forever, daemon=True).start()
        open_.callback(web.shutdown)
        silent = open_.enter_context(socket.create_server(("127.0.0.1", 0)))
        noise = open_.enter_context(replying(bytes(range(255, 0, -1))))
        short = open_.enter_context(replying((8).to_bytes(8, "little") + bytes(range(64))))
        ports = [web.server_port, *(s.getsockname()[1] for s in (silent, noise, short)), 1]
        pid, dying = open_.enter_context(
            scheduling()
        )  # it goes while its first worker is waited for
        Timer(2, os.kill, (pid, signal.SIGKILL)).start()
        addresses = [
            dying,
            *(f"tcp://127.0.0.1:{port}" for port in ports),
            "nonsense://",
            line.split()[-1],
        ]
        with ThreadPoolExecutor(4) as at_once:
            for address, out in zip(
                addresses,
                at_once.map(lambda a: survey(cases, "--scheduler", a, timeout=30), addresses),
                strict=True,
            ):
                assert out.returncode == 2 and out.stderr.startswith(
                    f"{address}: no-cluster: no scheduler answers here ("
                ), out.stderr
                assert out.stderr.count("\n") == 2, out.stderr


def test_an_empty_scheduler_is_not_taken_for_none(cases):
    out = survey(cases, "--scheduler", "")
    assert out.returncode == 2 and "Invalid value for --scheduler" in out.stderr and not out.stdout


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
    env = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "FSSPEC_S3_ENDPOINT_URL": address,
    }
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    files = s3fs.S3FileSystem(key="test", secret="test", client_kwargs={"endpoint_url": address})
    files.mkdir("bucket")
    for path in sorted(cases.rglob("case.yaml"))[:40]:
        files.put_file(str(path), f"bucket/cases/{path.relative_to(cases).as_posix()}")
    files.pipe_file("bucket/cases/notes.yaml", b"not a case")
    yield {**os.environ, **env}
    ended(going)


@pytest.mark.slow
def test_cases_in_an_object_store_are_read_where_they_are(store, cases):
    out = survey("s3://bucket/cases", "--to", "jsonl", env=store)
    first = sorted(cases.rglob("case.yaml"))[:40]
    here = survey(*first, "--to", "jsonl").stdout
    assert out.stdout.replace("s3://bucket/cases", str(cases)) == here, out.stderr
    part = survey("s3://bucket/cases/*/00001*", "--to", "jsonl", env=store)
    assert part.stdout.replace("s3://bucket/cases", str(cases)) == "".join(
        here.splitlines(keepends=True)[10:20]
    ), part.stderr


@pytest.mark.slow
def test_a_store_that_cannot_be_reached_is_one_clear_error(store):
    out = survey("s3://no-such-bucket/cases", env=store)
    assert out.returncode == 2 and "Traceback" not in out.stderr and out.stderr.count("\n") <= 3, (
        out.stderr
    )
