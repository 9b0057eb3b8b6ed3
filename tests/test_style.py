"""The measures of how the code reads: what each counts, and the limits that only fall."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "tools" / "style.py"

specification = importlib.util.spec_from_file_location("style", SCRIPT)
style = importlib.util.module_from_spec(specification)
sys.modules["style"] = style  # where dataclasses look for the module of a class
specification.loader.exec_module(style)


def function_of(lines: int, signature: str = "def long():") -> str:
    """Return a function with that many lines after its signature."""
    return signature + "\n" + "    call()\n" * lines


SIGNATURE = """def command(
    path: Annotated[Path, typer.Argument(help="A case.")],
    output: Annotated[Path, typer.Option(help="A file.")] = None,
):"""
LONG_SIGNATURE = SIGNATURE.replace("\n)", "\n    # why\n" * 40 + ")")
SEVEN = "def f(self, a, /, b, *c, d, e, **g): ...\n"

ROWS = [
    ("functions", "square = lambda side: side * side\n", 0),
    ("functions", "class A:\n    async def f(self):\n        def g(): ...\n", 2),
    ("functions_over_40", function_of(39), 0),
    ("functions_over_40", function_of(40), 1),
    ("functions_over_40", "@cache\n" + function_of(39), 0),
    ("functions_over_40", function_of(40, "async def long():"), 1),
    ("functions_over_40", function_of(39, LONG_SIGNATURE), 0),
    ("functions_over_40", function_of(41, SIGNATURE), 1),
    ("commands_over_40", function_of(41), 0),
    ("commands_over_40", function_of(36, SIGNATURE), 0),
    ("commands_over_40", function_of(37, SIGNATURE), 1),
    ("commands_over_40", function_of(1, LONG_SIGNATURE), 1),
    ("parameters_over_5", "def f(self, a, b, c, d, e): ...\n", 0),
    ("parameters_over_5", SEVEN, 1),
    ("lines_over_100", "x" * 100 + "\n", 0),
    ("lines_over_100", "é" * 100 + "\n", 0),
    ("lines_over_100", "x" * 101, 1),
    ("comments", "text = '# no comment'\n", 0),
    ("comments", "call()  # noqa: E501\ncall()  # type: ignore\n", 0),
    ("comments", "# why\n\ncall()  # also why\n", 2000),
    ("comments", '"""Two\n# lines."""\n# why\nvalue = """\ntwo"""\n', 500),
    ("comprehensions", "for a in b:\n    sort(key=name)\n", 0),
    ("comprehensions", "table.map(name)\n", 0),
    ("comprehensions", "call()\n[a for a in b]\n", 500),
    ("comprehensions", "[a for a in b for c in d]\n", 1000),
    ("comprehensions", "[[a for a in b] for b in c]\n", 2000),
    ("comprehensions", "{a: {b for b in a} for a in c}, any(a for a in b)\n", 3000),
    ("comprehensions", "lambda: 1\n", 1000),
    ("comprehensions", "list(map(str, filter(None, names)))\n", 2000),
    ("conditional_expressions", "if a:\n    b = 1\nelse:\n    b = 2\n", 0),
    ("conditional_expressions", "a if b else c if d else e\n\n\n\n", 500),
    ("walruses", "a = b\n", 0),
    ("walruses", "if found := search():\n    call()\n", 500),
    ("local_names", "outside = 1\n", None),
    ("local_names", "def name(self, _): ...\n", None),
    ("local_names", "def name():\n    of = 1\n    of = 2\n", 2),
    ("local_names", "def name(ab, *abcd, c=1, **d): ...\n", 2),
    ("local_names", "def name():\n    for ab, abcd in things: ...\n", 3),
    ("local_names", "def name():\n    with a as (bc, self.d): ...\n", 2),
    ("local_names", "def name():\n    return [abc for abc in a], (lambda d: d)\n", 2),
    ("local_names", "def name():\n    try: ...\n    except E as error: ...\n", 5),
    ("local_names", "def name():\n    if (walrus := a): ...\n", 6),
    ("local_names", "def name(a):\n    match a:\n        case [bc, *de, {**fg}]: ...\n", 1.7),
    ("local_names", "def name(ab):\n    def inside(abcd): ...\n    class A:\n        no = 1\n", 3),
    ("documented", 'def name(a):\n    """Return a."""\n', 0),
    ("documented", "def name(a): ...\n", 0),
    ("documented", 'def name(a):\n    """Return `a`."""\n', 100),
    ("documented", 'def name(a):\n    """Return it.\n\n    Args:\n        a: a thing."""\n', 100),
    ("documented", 'def name():\n    """Stop. Raises Problems."""\n    raise E\n', 100),
    ("documented", 'class A:\n    def a(self, b):\n        "`b`"\ndef c(d): ...\n', 50),
    ("documented", "def _hidden(a): ...\ndef nothing(): ...\nclass _A:\n    def a(b): ...\n", None),
    ("documented", SIGNATURE + " ...\n", None),
]


@pytest.fixture
def room(tmp_path, monkeypatch) -> Path:
    """An empty folder in an empty folder, which is the one that the command runs in."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "room"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(("measure", "source", "figure"), ROWS)
def test_a_measure_counts_what_it_says(room, measure, source, figure):
    (room / "one.py").write_text(source, encoding="utf-8")
    assert style.MEASURES[measure].figure(style.read_sources(Path(), ["room"])) == figure


def test_every_measure_has_a_row_of_none_and_a_row_of_some():
    of_files = {"files", "median_lines", "greatest_lines"}
    for measure in style.MEASURES.keys() - of_files:
        figures = [row[2] for row in ROWS if row[0] == measure]
        assert any(figures) and not all(figures)


def test_files_are_measured_at_any_depth_to_the_worse_side(room):
    (room / "inside").mkdir()
    (room / "inside" / "long.py").write_text("call()\n" * 300)
    (room / "short.py").write_text("call()\n" * 99 + "a if b else c")
    (room / "empty.py").write_text("")
    (room / "notes.txt").write_text("call()\n" * 999)
    figures = style.figures_of(style.read_sources(Path(), ["room"]))
    assert (figures["files"], figures["median_lines"], figures["greatest_lines"]) == (3, 100, 300)
    (room / "inside" / "long.py").write_text("\n" * 50_000)
    measure = style.MEASURES["conditional_expressions"]
    assert measure.figure(style.read_sources(Path(), ["room"])) == 0.1


@pytest.mark.parametrize(("limits", "broken"), [
    ("lines_over_100 = 0\nfunctions_over_40 = 0\ncommands_over_40 = 0\n", None),
    ("comprehensions = 333.4\nlocal_names = 2.0", None),
    ("comprehensions = 333.3", "room/one.py:3: ListComp"),
    ("local_names = 2.1", "room/one.py:2: ab in name"),
    ("greatest_lines = 2", "room/one.py:1: 3 lines"),
])  # fmt: skip
def test_the_ratchet_fails_beyond_a_limit_and_names_the_places(room, capsys, limits, broken):
    (room / "one.py").write_text("def name():\n    ab = 1\n    return [ab for ab in ab]\n")
    Path("limits.toml").write_text('["room"]\n' + limits)
    assert style.main(["--ratchet", "limits.toml"]) == (1 if broken else 0)
    printed = capsys.readouterr().out
    assert broken in printed.splitlines() if broken else not printed


def test_the_ratchet_fails_once_a_file_gets_worse(room, capsys):
    (room / "one.py").write_text("call()\n")
    Path("limits.toml").write_text("[room]\nlines_over_100 = 0\n")
    assert style.main(["--ratchet", "limits.toml"]) == 0
    (room / "two.py").write_text("call()\n" + "x" * 120 + "\n")
    assert style.main(["--ratchet", "limits.toml"]) == 1
    assert "room/two.py:2: 120 columns" in capsys.readouterr().out
    (room / "two.py").write_text(("x" * 120 + "\n") * 21)
    style.main(["--ratchet", "limits.toml"])
    assert capsys.readouterr().out.endswith("and more of the 21: --list lines_over_100 room\n")


@pytest.mark.parametrize(("arguments", "told"), [
    (["elsewhere"], "elsewhere: there is no Python file here"),
    (["--list", "commas", "room"], "commas: write one of files, median_lines"),
    (["--list", "files", "elsewhere"], "elsewhere: there is no Python file here"),
    (["room", "--was", "room=old"], "--was needs --against"),
    (["room", "--against", "HEAD", "--was", "room"], "write NEW=OLD"),
    (["room", "--against", "HEAD"], "HEAD: "),
    (["broken.py"], "broken.py: this cannot be read as Python"),
    (["--ratchet", "none.toml"], "none.toml: "),
    (["--ratchet", "broken.py"], "broken.py: "),
    (["--ratchet", "loose.toml"], "write limits below a folder"),
    (["--ratchet", "elsewhere.toml"], "elsewhere: there is no Python file here"),
    (["--ratchet", "commas.toml"], "room: commas is not one of files"),
    (["--ratchet", "words.toml"], "room: walruses: the limit is not a number"),
])  # fmt: skip
def test_what_cannot_be_measured_is_one_clear_error(room, capsys, monkeypatch, arguments, told):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(room.parents[1]))
    (room / "one.py").write_text("call()\n")
    Path("broken.py").write_text("call(\n")
    Path("loose.toml").write_text("walruses = 0\n")
    Path("elsewhere.toml").write_text("[elsewhere]\nwalruses = 0\n")
    Path("commas.toml").write_text("[room]\ncommas = 0\n")
    Path("words.toml").write_text("[room]\nwalruses = 'none'\n")
    with pytest.raises(SystemExit) as stopped:
        style.main(arguments)
    assert stopped.value.code == 2
    assert told in capsys.readouterr().err


def test_what_is_counted_is_listed_with_the_worst_first(room, capsys):
    (room / "one.py").write_text("x" * 101 + "\n\n" + "x" * 120 + "\n")
    assert style.main(["--list", "lines_over_100", "room/"]) == 0
    assert capsys.readouterr().out == "room/one.py:3: 120 columns\nroom/one.py:1: 101 columns\n"


def test_a_list_that_nobody_reads_to_its_end_is_no_error(room):
    (room / "one.py").write_text(("x" * 101 + "\n") * 20_000)
    command = [sys.executable, str(SCRIPT), "--list", "lines_over_100", "room"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""


def test_a_revision_stands_beside_also_where_files_have_moved(room, capsys):
    git = ["git", "-c", "user.name=Fictional", "-c", "user.email=nobody@example.org"]
    for name in ("read.py", "edit.py"):
        Path(name).write_text("[a for a in b]\ncall()\n")
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "First"]):
        subprocess.run([*git, *command], check=True)
    for name in ("read.py", "edit.py"):
        Path(name).rename(room / name)
    (room / "read.py").write_text("call()\n")
    (room / "edit.py").write_text("[a for a in b]\ncall()\ncall()\n")
    style.main(["room", "--against", "HEAD", "--was", "room=read.py,edit.py"])
    headings, today, before, share = capsys.readouterr().out.splitlines()
    column = headings.index("compreh.")
    figures = [line[column:].split()[0] for line in (today, before, share)]
    assert figures == ["250", "500", "50"]


@pytest.mark.slow
def test_the_repository_keeps_its_limits():
    command = [sys.executable, str(SCRIPT), "--ratchet", str(ROOT / "tools" / "style.toml")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
