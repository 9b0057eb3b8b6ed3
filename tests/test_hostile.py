"""Bad case files, each given to the real program: what it says, where, how fast, and nothing
else. All are fictional.

The small ones are in tests/hostile. A comment in each says what is expected: `#! COLUMN CODE` of
the line it stands on, `#! LINE:COLUMN CODE` of another. The large and the binary ones are made
here.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from support import commands
from support.cases import HEAD, ROOT

FOLDER = Path(__file__).parent / "hostile"
MOST_SECONDS = 1.0  # of processor time, beyond that of a good small case
MOST_MEGABYTES = 400
MOST_SAID = 200_000  # bytes on standard error: nobody reads more
GOOD = HEAD + "incident: {}\n"  # five lines
# The program runs as the child of a small process, so that the memory measured is its own and not
# pytest's.
LAUNCH = """
import json, os, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (3, 3))
command = [sys.executable, "-m", "minnesota", "check", sys.argv[2]]
_, status, used = os.wait4(os.posix_spawn(sys.executable, command, os.environ), 0)
size = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
with open(sys.argv[1], "w") as report:
    json.dump([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, size], report)
"""


@dataclass(frozen=True)
class Run:
    """What one run of the program gave, and what it took."""

    path: Path
    code: int
    out: bytes
    err: str
    seconds: float
    megabytes: float

    def told(self) -> list[tuple[int, int, str]]:
        """Line, column and code of each mistake told."""
        head = re.compile(r"^(\S+?):(?:(\d+):(\d+):)? ([a-z0-9-]+): .", re.MULTILINE)
        shown = self.path / "case.yaml" if self.path.is_dir() else self.path
        assert {m[1] for m in head.finditer(self.err)} <= {str(shown)}
        places = head.finditer(self.err)  # what cannot be read has no line: 0
        return sorted((int(m[2] or 0), int(m[3] or 0), m[4]) for m in places)


def run(path: Path, report: Path) -> Run:
    launch = [sys.executable, "-ISc", LAUNCH, str(report), str(path)]
    done = subprocess.run(
        launch, capture_output=True, stdin=subprocess.DEVNULL, cwd=ROOT, timeout=60, check=True
    )
    code, seconds, megabytes = json.loads(report.read_text())
    return Run(path, code, done.stdout, done.stderr.decode(), seconds, megabytes)


@pytest.fixture(scope="session")
def usual(tmp_path_factory: pytest.TempPathFactory) -> float:
    """The processor time that a good small case takes: the least of three runs."""
    folder = tmp_path_factory.mktemp("good")
    (folder / "case.yaml").write_text(GOOD)
    runs = [run(folder / "case.yaml", folder / "report") for _ in range(3)]
    assert {r.code for r in runs} <= {0, 1}, runs[0].err
    return min(r.seconds for r in runs)


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Run]:
    """Runs the program on a bad file, by its name."""

    def run_one(name: str) -> Run:
        place = tmp_path_factory.mktemp("bad")
        (place / "case").mkdir()
        return run(
            FOLDER / name if name in SMALL else MADE[name][0](place / "case"), place / "report"
        )

    return run_one


def refused(done: Run, expected: list[tuple[int, int, str]], usual: float) -> None:
    """Assert that the program refused a file as it should: exactly what is expected, and no harm
    done.
    """
    assert "Traceback" not in done.err
    assert "a fault in the program" not in done.err
    assert done.code == 2, done.err[-2000:]
    assert done.told() == sorted(expected), done.err[:2000]
    assert done.out == b""
    assert len(done.err) < MOST_SAID
    assert done.seconds < usual + MOST_SECONDS
    assert done.megabytes < MOST_MEGABYTES


SMALL = sorted(p.name for p in FOLDER.glob("*.yaml"))


def mistakes_of(name: str) -> list[tuple[int, int, str]]:
    """The mistakes that a file says are in it: line, column, code."""
    lines = (FOLDER / name).read_text(encoding="utf-8").split("\n")
    assert lines[0].startswith("# A fictional case"), (
        "a file that holds a made-up case says so on its first line"
    )
    marks = re.compile(r"#! (?:(\d+):)?(\d+) ([a-z-]+)")
    expected = [
        (int(m[1] or n), int(m[2]), m[3])
        for n, line in enumerate(lines, 1)
        for m in marks.finditer(line)
    ]
    assert expected, "the file does not say what is wrong with it"
    return expected


@pytest.mark.parametrize("name", SMALL)
def test_a_bad_file_is_refused_with_every_mistake_at_its_place(name: str) -> None:
    done = commands.run("check", FOLDER / name)
    here = Run(FOLDER / name, done.returncode, done.stdout.encode(), done.stderr, 0, 0)
    refused(here, mistakes_of(name), usual=0)


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_a_bad_file_is_refused_in_little_time_and_memory(
    name: str, usual: float, runs: Callable[[str], Run]
) -> None:
    refused(runs(name), mistakes_of(name), usual)


Made = Callable[[Path], Path]
MADE: dict[str, tuple[Made, list[tuple[int, int, str]]]] = {}


def made(name: str, *expected: tuple[int, int, str]) -> Callable[[Made], Made]:
    """Marks a function that makes a bad file in a folder and gives its path; `expected`: line,
    column, code.
    """

    def mark(maker: Made) -> Made:
        assert name not in MADE
        MADE[name] = maker, list(expected)
        return maker

    return mark


def of(content: str | bytes) -> Made:
    """Writes `content` as the case file."""

    def maker(folder: Path) -> Path:
        path = folder / "case.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return maker


def after_good(name: str, body: Callable[[], str], *expected: tuple[int, int, str]) -> None:
    """A good case of five lines with `body` after it, written only when the test runs."""
    made(name, *expected)(lambda folder: of(GOOD + body())(folder))


# Too much of something.
@made("a file of 50 MB", (1, 1, "too-large"))
def _(folder: Path) -> Path:
    path = of(GOOD)(folder)
    os.truncate(path, 50_000_000)
    return path


after_good(
    "a file of 9 MB of text",
    lambda: "x: |\n" + ("  " + "a" * 997 + "\n") * 9000,
    (1, 1, "too-large"),
)
after_good(
    "lists 10,000 deep on one line", lambda: "x: " + "[" * 10_000 + "]" * 10_000, (6, 1, "too-deep")
)
after_good("lists 10,000 deep and never closed", lambda: "x: " + "[" * 10_000, (6, 1, "too-deep"))
after_good(
    "blocks 10,000 deep on one line",
    lambda: "x: " + "{a: " * 10_000 + "1" + "}" * 10_000,
    (6, 1, "too-deep"),
)
after_good(
    "lists 10,000 deep in block style", lambda: "x:\n  " + "- " * 10_000 + "a\n", (7, 3, "too-deep")
)
after_good(
    "blocks 1,000 deep in block style",
    lambda: "".join(f"{' ' * n}a:\n" for n in range(1000)),
    (45, 40, "too-deep"),
)
after_good("keys that are keys 5,000 deep", lambda: "? " * 5_000 + "a\n", (6, 1, "too-deep"))
after_good(
    "300,000 items on lines of their own",
    lambda: "x:\n" + "- a\n" * 300_000,
    (1, 1, "too-many-values"),
)
after_good(
    "300,000 items on one line", lambda: f"x: [{'a,' * 300_000}]\n", (1, 1, "too-many-values")
)
after_good(
    "300,000 keys", lambda: "".join(f"a{n}: 1\n" for n in range(300_000)), (1, 1, "too-many-values")
)
after_good(
    "a bomb of aliases",
    lambda: (
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n"
            for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        )
    ),
    *((n, 4, "anchor") for n in range(6, 15)),
)
after_good(
    "a bomb of aliases without anchors",
    lambda: f"a: [{', '.join(['*a'] * 10_000)}]\n",
    (6, 5, "alias"),
)
MILLION = 1_000_000
after_good(
    "a key of a million characters", lambda: f"{'k' * MILLION}: 1\n", (6, MILLION + 1, "bad-yaml")
)
after_good(
    "a key of a million characters, after ?",
    lambda: f"? {'k' * MILLION}\n: 1\n",
    (6, 3, "unknown-key"),
)
after_good(
    "a word of a million characters",
    lambda: f"perspective: {'k' * MILLION}\n",
    (6, 14, "not-one-of"),
)
after_good(
    "a date of a million characters",
    lambda: f"timeline: [{{what: A, on: '{'1' * MILLION}'}}]\n",
    (6, 26, "bad-date"),
)
after_good(
    "a number of a million digits",
    lambda: f"victims: [{{id: V01, count: {{at_least: {'1' * MILLION}}}}}]\n",
    (6, 39, "expected-number"),
)
after_good(
    "a year with a thousand million noughts",
    lambda: "timeline: [{what: A, on: Y1E999999999}]\n",
    (6, 26, "bad-date"),
)
after_good(
    "an id of a million characters",
    lambda: f"circumstances: [{'k' * MILLION}]\n",
    (6, 17, "unknown-circumstance"),
)
after_good(
    "a quotation of 100,000 lines, never closed",
    lambda: 'x: "' + "a\n" * 100_000,
    (6, 4, "bad-yaml"),
)
after_good(
    "400 unknown keys",
    lambda: "".join(f"zz{n}: 1\n" for n in range(400)),
    *((n, 1, "unknown-key") for n in range(6, 106)),
    (105, 1, "more"),
)
after_good(
    "20,000 parts that are none",
    lambda: "victims:\n" + "- 1\n" * 20_000,
    *((n, 3, "expected-block") for n in range(7, 107)),
    (106, 3, "more"),
)
after_good(
    "20,000 unknown circumstances",
    lambda: "circumstances:\n" + "".join(f"- zz{n:05}\n" for n in range(20_000)),
    *((n, 3, "unknown-circumstance") for n in range(7, 107)),
    (106, 3, "more"),
)
after_good(
    "4,000 unknown steps",
    lambda: (
        "records:\n" + "".join(f"- {{step: custody.{n}, status: done}}\n" for n in range(4_000))
    ),
    *((n, 10, "unknown-step") for n in range(7, 107)),
    (106, 10, "more"),
)
after_good(
    "200 unknown keys in one long line",
    lambda: "submission: {" + ", ".join(f"zz{n:03}: {'a' * 9992}" for n in range(200)) + "}\n",
    *((6, 14 + n * 10_001, "unknown-key") for n in range(100)),
    (6, 14 + 99 * 10_001, "more"),
)
after_good(
    "50,000 keys written twice",
    lambda: "submission:\n" + "  to: []\n" * 50_001,
    *((n, 3, "duplicate-key") for n in range(8, 108)),
    (107, 3, "more"),
)
after_good(
    "8,000 victims of one id",
    lambda: "victims:\n" + "- id: V01\n" * 8_001,
    *((n, 7, "duplicate-id") for n in range(8, 108)),
    (107, 7, "more"),
)

# Bytes and characters.
made("nothing at all", (1, 1, "empty-file"))(of(""))
made("nothing but a byte-order mark", (1, 1, "empty-file"))(of(b"\xef\xbb\xbf"))
made("nothing but comments", (1, 1, "empty-file"))(of("# a case\n\n# to be written\n"))
made("nothing but blank lines", (1, 1, "empty-file"))(of("\n \n\r\n"))
made("Windows-1252", (3, 9, "not-utf8"))(
    of("minnesota: 1\nid: T-1\ntitle: R\xe9sum\xe9\n".encode("cp1252"))
)
made("UTF-8 cut in the middle of a character", (6, 16, "not-utf8"))(
    of(GOOD.encode() + "x: Fatissouma, é".encode()[:-1])
)
made("a lone surrogate as bytes", (6, 4, "not-utf8"))(of(GOOD.encode() + b"x: \xed\xa0\x80\n"))
made("UTF-16, little end first", (1, 1, "not-utf8"))(of(b"\xff\xfe" + GOOD.encode("utf-16-le")))
made("UTF-16, big end first", (1, 1, "not-utf8"))(of(b"\xfe\xff" + GOOD.encode("utf-16-be")))
made(
    "UTF-16 without a mark",
    *((1, column, "bad-character") for column in range(2, 25, 2)),
    (2, 1, "bad-character"),
)(of("minnesota: 1\n".encode("utf-16-le")))
made("a NUL", (6, 9, "bad-character"))(of(GOOD.encode() + b"title: A\0\n"))
made(
    "control characters as they are",
    (6, 9, "bad-character"),
    (7, 4, "bad-character"),
    (7, 7, "bad-character"),
)(of(GOOD.encode() + b"title: A\x1b[2J\nx: \x7fa \xc2\x9b\n"))
made("old Mac line ends", (6, 1, "unknown-key"), (7, 11, "bad-language"))(
    of((GOOD + "x: 1\nlanguage: EN\n").replace("\n", "\r"))
)
made("a byte-order mark and Windows line ends", (1, 12, "other-format"))(
    of(b"\xef\xbb\xbfminnesota: 2\r\nid: T-1\r\n")
)
made(
    "a byte-order mark, Windows line ends and a mistake further down",
    (6, 1, "unknown-key"),
    (7, 11, "bad-language"),
)(of(b"\xef\xbb\xbf" + (GOOD + "x: 1\nlanguage: EN\n").replace("\n", "\r\n").encode()))
made("a photo", (1, 1, "not-text"))(of(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 100))
after_good(
    "letters of two, three and four bytes before a mistake",
    lambda: "x: 1\nvictims: [{name: 'é—😀', id: 1}]\n",
    (6, 1, "unknown-key"),
    (7, 29, "expected-text"),
)
after_good(
    "an id that forges another mistake",
    lambda: 'circumstances: ["a\\ncase.yaml:1:1: fine: nothing is wrong"]\n',
    (6, 17, "unknown-circumstance"),
)
after_good(
    "a protocol with too long a name",
    lambda: f"protocol: ./{'a' * 300}\n",
    (6, 11, "unknown-protocol"),
)
after_good(
    "a protocol that is the whole disk", lambda: "protocol: /\n", (6, 11, "unknown-protocol")
)


# Things that are not files.
@made("a folder with no case in it", (0, 0, "unreadable"))
def _(folder: Path) -> Path:
    return folder


@made("a file that is not there", (0, 0, "unreadable"))
def _(folder: Path) -> Path:
    return folder / "case.yaml"


@made("a folder called case.yaml", (0, 0, "unreadable"))
def _(folder: Path) -> Path:
    (folder / "case.yaml").mkdir()
    return folder


@made("a pipe that nobody writes to", (0, 0, "unreadable"))
def _(folder: Path) -> Path:
    os.mkfifo(folder / "case.yaml")
    return folder / "case.yaml"


@made("a link to itself", (0, 0, "unreadable"))
def _(folder: Path) -> Path:
    (folder / "case.yaml").symlink_to("case.yaml")
    return folder / "case.yaml"


@made("a link to a device that never ends", (0, 0, "unreadable"))
def _(folder: Path) -> Path:
    (folder / "case.yaml").symlink_to("/dev/zero")
    return folder / "case.yaml"


@pytest.mark.slow
@pytest.mark.skipif(
    not hasattr(os, "mkfifo"), reason="Windows has neither pipes with names nor wait4"
)
@pytest.mark.parametrize("name", list(MADE))
def test_a_monstrous_file_is_refused_at_once(
    name: str, usual: float, runs: Callable[[str], Run]
) -> None:
    refused(runs(name), MADE[name][1], usual)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no wait4")
def test_a_good_case_of_many_exhibits_is_judged_in_proportion(usual: float, tmp_path: Path) -> None:
    exhibit = "- {{id: E{}, kind: photo, title: A photo, derived_from: [E{}]}}\n"
    body = "- {id: E0, kind: photo, title: A photo}\n" + "".join(
        exhibit.format(n, n - 1) for n in range(1, 4000)
    )
    done = run(of(GOOD + "exhibits:\n" + body)(tmp_path), tmp_path / "report")
    assert done.code in (0, 1), done.err[:500]
    assert done.seconds < usual + 1.5
