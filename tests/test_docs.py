"""Each page says what the program does: its samples are run, its links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from typer.main import get_command
from typer.testing import CliRunner

import minnesota
from minnesota import load_case, load_protocol
from minnesota.cli import app
from minnesota.cli.check import Format
from minnesota.survey.line import DOES_NOT_APPLY, LETTERS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
PROGRAM = get_command(app)
PATH = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # ours goes first

WITH_SAMPLES = {"README.md", "keeping.md", "packs.md", "reports.md"}
WITHOUT_COMMANDS = {"files.md", "python.md"}
every_page = pytest.mark.parametrize("page", PAGES, ids=NAMES)


def text(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def tokens(page: Path) -> Iterator[Token]:
    for token in MarkdownIt().enable("table").parse(page.read_text("utf-8")):
        yield token
        yield from token.children or ()


def blocks(page: Path, kind: str) -> list[str]:
    return [token.content for token in tokens(page) if token.type == "fence" and token.info == kind]


def rows(table: str) -> list[list[str]]:
    """The cells of each row of a table, without its head."""
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


# Links


def anchors(page: Path) -> set[str]:
    """What GitHub calls the headings of a page."""
    found = list(tokens(page))
    headings = [after for token, after in pairwise(found) if token.type == "heading_open"]
    plain = [re.sub(r"[^\w\- ]", "", heading.content.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


def links(page: Path) -> list[str]:
    targets = [token.attrs.get("href") or token.attrs.get("src") for token in tokens(page)]
    return [str(target) for target in targets if target and not str(target).startswith("https://")]


@every_page
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page):
    assert links(page)
    for link in links(page):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


def test_every_page_is_reached_from_the_readme_and_leads_back_to_it():
    reached = {(ROOT / link.partition("#")[0]).resolve() for link in links(ROOT / "README.md")}
    assert len(PAGES) > 8
    for page in PAGES[1:]:
        assert page.resolve() in reached, page.name
        assert "../README.md" in links(page), page.name


def test_the_source_package_holds_every_file_that_the_readme_leads_to():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packed = settings["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert {link.partition("/")[0] for link in links(ROOT / "README.md")} <= {*packed}


# Commands


def leaves(command=PROGRAM, name: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command that does something: ("check",), ("exhibit", "add")."""
    for word, inner in getattr(command, "commands", {}).items():
        yield from leaves(inner, (*name, word))
    if not hasattr(command, "commands"):
        yield name


def command_of(words: list[str]):
    """The command that some words begin with, and the words after it."""
    command = PROGRAM
    while hasattr(command, "commands"):
        assert words and words[0] in command.commands, words
        command, words = command.commands[words[0]], words[1:]
    return command, words


def options_of(command) -> set[str]:
    found = {"--help"}
    for parameter in command.params:
        found.update(parameter.opts, parameter.secondary_opts)
    return found


def commands_in(script: str) -> Iterator[list[str]]:
    """The words of each command in some lines for a shell, without comments and redirections."""
    for line in script.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        command: list[str] = []
        redirected = False
        for word in lexer:
            if redirected:
                redirected = False
            elif word in ("<", ">"):
                redirected = True
            elif word in ("&&", "||", "|", "&", ";"):
                yield command
                command = []
            else:
                command.append(word)
        yield command


def scripts(page: Path) -> Iterator[str]:
    yield from blocks(page, "sh")
    for session in blocks(page, "console"):
        yield from (
            line.removeprefix("$ ") for line in session.splitlines() if line.startswith("$ ")
        )
    yield from (token.content for token in tokens(page) if token.type == "code_inline")


@pytest.mark.slow
@every_page
def test_every_command_that_is_shown_is_one_that_the_program_takes(page, tmp_path, monkeypatch):
    """Each is given in a folder without a case, where it ends early, but has read its words."""
    monkeypatch.setenv("HOME", str(tmp_path))
    commands = [words for script in scripts(page) for words in commands_in(script)]
    scripts_run = [words[1] for words in commands if words[:1] == ["python"]]
    tools = [name for name in scripts_run if name.endswith(".py")]
    assert [tool for tool in tools if not (ROOT / tool).is_file()] == []
    ours = [words for words in commands if words[:1] == ["minnesota"] and len(words) > 1]
    assert bool(ours) == (page.name not in WITHOUT_COMMANDS)
    for number, words in enumerate(ours):
        (tmp_path / str(number)).mkdir()
        monkeypatch.chdir(tmp_path / str(number))
        out = CliRunner().invoke(app, words[1:])
        only_missing = re.search("there is no such file|'./ours' does not exist", out.output)
        assert "Usage:" not in out.output or words[-1] == "--help" or only_missing, (
            words,
            out.output,
        )


@every_page
def test_every_option_that_is_named_is_one_that_the_program_has(page):
    """As `--lang`, of any command; as `seal --sign KEY`, of that one."""
    known = {word for name in leaves() for word in options_of(command_of([*name])[0])}
    codes = [token.content for token in tokens(page) if token.type == "code_inline"]
    assert codes
    unknown = []
    for code in codes:
        words = code.split()
        names = [word.split("=")[0] for word in words if re.match(r"--[a-z]|-[a-z]$", word)]
        command = next((name for name in leaves() if tuple(words[: len(name)]) == name), None)
        allowed = options_of(command_of([*command])[0]) if command else known
        is_option = command or words[0] in names
        if is_option and not {*names} <= allowed:
            unknown.append(code)
    assert unknown == []


# Samples


@every_page
def test_every_sample_of_yaml_is_a_case_or_a_part_of_one(page, tmp_path):
    shutil.copytree(ROOT / "protocols" / "minnesota-2016", tmp_path / "my-pack")
    exhibits = [{"id": id, "kind": "article", "title": "An article"} for id in ("E01", "E07")]
    around = {"minnesota": 1, "id": "A", "title": "A", "country": "ML", "incident": {}}
    around["exhibits"] = exhibits
    samples = [(sample, yaml.safe_load(sample)) for sample in blocks(page, "yaml")]
    if page.name == "ci.md":  # the workflow and the hook are run below
        samples = [(sample, part) for sample, part in samples if not {"steps", "repos"} & {*part}]
    assert bool(samples) == (page.name in WITH_SAMPLES)
    for sample, part in samples:
        whole = sample if "minnesota" in part else yaml.safe_dump({**around, **part})
        (tmp_path / "case.yaml").write_text(whole, encoding="utf-8")
        assert load_case(tmp_path).case.id


@pytest.mark.slow
def test_the_recorded_session_is_what_a_terminal_shows_and_writes_what_is_listed(tmp_path):
    """Each command of the session, run in a shell; only hashes, sizes and times may differ."""
    (session,) = blocks(ROOT / "docs" / "keeping.md", "console")
    (tmp_path / "register.txt").write_text("02:10 cell 4 quiet\n02:40 guard calls\n")
    commands = [line[2:] for line in session.splitlines() if line.startswith("$ ")]
    script = "\n".join(f"echo {shlex.quote('$ ' + c)}\n{c}" for c in commands)
    out = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": PATH},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert settled(out.stdout) == settled(session)
    case = tmp_path / "my-case"
    written = {str(path.relative_to(case)) for path in case.rglob("*") if path.is_file()}
    listed = ["case.yaml", "case.schema.json", "journal.jsonl", "journal.head", ".minnesota.lock"]
    assert written == {*listed, "evidence/E01.txt"}
    assert all(f"{name}`" in text("files.md") for name in (*listed, "evidence/ID.ext"))
    made = {"my-case", "handed-over.zip", "received"}
    assert {path.name for path in tmp_path.iterdir()} == {"register.txt", *made}


def settled(shown: str) -> str:
    digest, size = r"[0-9a-f]{64}", r"[\d,]+ bytes"
    time = r"20\d\d-\d\d-\d\d( \d\d:\d\d:\d\d UTC)?"
    return re.sub(f"{digest}|{size}|{time}", "…", shown)


def test_the_library_example_runs_and_says_what_check_says():
    (example,) = blocks(ROOT / "docs" / "python.md", "python")
    assert len([line for line in example.splitlines() if line]) <= 10
    command = [sys.executable, "-c", example]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    shown = out.stdout.splitlines()
    assert shown[0] == "Prompt: not-shown" and len(shown) == 8


@pytest.mark.slow
def test_the_public_names_are_all_there_whatever_was_imported_before():
    code = (
        "import minnesota.survey.run, minnesota\n"
        "for name in minnesota.__all__: getattr(minnesota, name)\n"
        "assert callable(minnesota.assess)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    bare = "import minnesota, sys; assert not {'pydantic', 'yaml', 'typer'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", bare], check=True)
    assert all(f"`{name}`" in text("python.md") for name in minnesota.__all__)


@pytest.mark.slow
def test_what_it_says_for_ci_is_what_there_is(tmp_path):
    """The commands run as they are written; the shipped hook refuses broken cases alone."""
    page = ROOT / "docs" / "ci.md"
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    commands = [line for line in lines if "cases/*" in line]
    workflow, hooks = (yaml.safe_load(block) for block in blocks(page, "yaml")[-2:])
    runs = [step.get("run", "") for step in workflow["steps"]]
    commands += [run for run in runs if "minnesota check" in run]
    (shipped,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    (repository,) = hooks["repos"]
    assert [hook["id"] for hook in repository["hooks"]] == [shipped["id"]]
    (upload,) = (step for step in workflow["steps"] if "upload-sarif" in step.get("uses", ""))
    shutil.copytree(ROOT / "examples", tmp_path / "cases")
    (tmp_path / "broken.yml").write_text("minnesota: 1\n")
    hook = f"{shipped['entry']} {shlex.join(shipped['args'])}"
    codes = dict.fromkeys(commands, 1)
    codes |= {f"{hook} cases/*/case.yaml": 0, f"{hook} broken.yml": 2}
    env = {**os.environ, "PATH": PATH}
    for command, code in codes.items():
        out = subprocess.run(["bash", "-c", command], cwd=tmp_path, env=env, capture_output=True)
        assert out.returncode == code, command
    assert len(commands) == 3
    assert (tmp_path / "report.xml").exists() and (tmp_path / upload["with"]["sarif_file"]).exists()
    names = ("case.yaml", "a/b/case.yml", "case.yaml.bak", "showcase.yaml", "case.schema.json")
    assert {name for name in names if re.search(shipped["files"], name)} == {
        "case.yaml",
        "a/b/case.yml",
    }


# Tables


def test_each_format_of_check_is_explained():
    table = text("ci.md").split("| `check --format` |")[1].split("\n\n")[0]
    explained = re.findall(r"^\| `(\w+)` ", table, re.MULTILINE)
    assert explained == [format for format in Format if format is not Format.text]


def test_each_letter_of_a_survey_is_explained():
    table = text("survey.md").split("## A line of JSON")[1].split("## ")[0]
    explained = {letter.strip("`"): meaning for letter, meaning in rows(table)}
    letters = {letter: verdict.replace("-", " ") for verdict, letter in LETTERS.items()}
    letters |= {LETTERS["not-applicable"]: "set aside", DOES_NOT_APPLY: "does not apply"}
    assert explained == letters


def test_each_pack_is_as_large_as_is_said():
    table = text("packs.md").split("| pack |")[1].split("\n\n")[0]
    for name in ("minnesota-2016", "berkeley-2022"):
        (said,) = (what for pack, what in rows("| pack |" + table) if pack == f"`{name}`")
        steps = load_protocol(name).steps
        assert f"as {len(steps)} steps" in said
    computed = [step for step in load_protocol("minnesota-2016").steps if step.check]
    assert f"computes {len(computed)} of them" in table


def test_the_tables_of_speed_stand_where_the_benchmarks_write_them():
    for script in ("startup.py", "survey.py"):
        code = (ROOT / "tests" / "benchmarks" / script).read_text("utf-8")
        assert '"docs" / "speed.md"' in code
        (begin,) = {*re.findall(r"<!-- [a-z ]*benchmark -->", code)}
        (end,) = {*re.findall(r"<!-- /[a-z ]*benchmark -->", code)}
        table = text("speed.md").partition(begin)[2].partition(end)[0]
        assert len(rows(table)) >= 4


def written() -> list[list[str]]:
    """The rows of the table of what each command writes: the commands, and what they write."""
    table = text("files.md").split("## What each command writes")[1].split("\n## ")[0]
    return [[*re.findall(r"`([^`]+)`", commands), what] for commands, what in rows(table)]


def test_every_command_is_in_the_table_of_what_is_written():
    named = [command for *commands, _ in written() for command in commands]
    assert len([*leaves()]) > 20
    for words in leaves():
        name = " ".join(words)
        assert any(command == name or command.startswith(f"{name} ") for command in named), name
    for command in named:
        assert command_of(command.split())


@pytest.mark.slow
def test_a_command_of_which_it_is_said_writes_nothing(tmp_path, monkeypatch):
    (reading,) = (commands for *commands, what in written() if what.startswith("Nothing"))
    runner = CliRunner()
    for folder in ("home", "temporary"):
        (tmp_path / folder).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path)
    for command in (
        "init case --example dioura",
        "seal case -o sealed.zip",
        "report case -o report.pdf",
    ):
        assert runner.invoke(app, command.split()).exit_code == 0
    arguments = {
        "diff": "sealed.zip case",
        "schema": "case",
        "unseal": "sealed.zip",
        "protocol list": "",
        "protocol show": "",
        "protocol explain": "autopsy.performed",
        "protocol check": "minnesota-2016",
        "protocol verify": "minnesota-2016 report.pdf",
    }
    before = everything(tmp_path)
    for command in reading:
        words = f"{command} {arguments.get(command, 'case')}".split()
        assert runner.invoke(app, words).exit_code in (0, 1), command
        assert everything(tmp_path) == before, command
    assert len(reading) > 10


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}
