"""What the program says of itself: the greeting, every command's help, a mistake in an option."""

from __future__ import annotations

import re
import shlex
from functools import cache

import pytest
import typer
from typer.testing import CliRunner

from minnesota.cli import app
from minnesota.reading.protocol import load_protocol, protocol_names

RUNNER = CliRunner(env={"COLUMNS": "80", "MINNESOTA_WHO": None})
PROGRAM = typer.main.get_command(app)


def commands() -> dict[str, object]:
    """Every command and group by the words that call it, the program itself by none."""
    found = {"": PROGRAM}
    waiting = [("", PROGRAM)]
    while waiting:
        words, group = waiting.pop()
        for name, command in group.commands.items():
            called = f"{words} {name}".strip()
            found[called] = command
            if hasattr(command, "commands"):
                waiting.append((called, command))
    return found


@cache
def help_of(words: str) -> str:
    result = RUNNER.invoke(app, [*words.split(), "--help"])
    assert result.exit_code == 0
    return result.stdout


def examples_of(words: str) -> list[str]:
    """The commands that a help text shows, each on one line and without what is said beside it."""
    block = help_of(words).partition("Examples:\n")[2].partition("\n\n")[0]
    whole = re.sub(r" \\\n +", " ", block)
    shown = [re.split(r" {2,}", line.strip())[0] for line in whole.splitlines()]
    return [line for line in shown if "minnesota " in line]


EVERY = sorted(commands())


def test_these_tests_see_every_command():
    assert len(EVERY) == 25
    assert {"", "check", "exhibit add", "protocol verify"} <= set(EVERY)


@pytest.mark.parametrize("words", EVERY)
def test_help_fits_80_columns_and_has_examples_and_exit_codes(words):
    text = help_of(words)
    assert [line for line in text.splitlines() if len(line) > 80] == []
    assert "\n  Examples:\n    " in text
    assert "\n  Exit codes:\n    0  " in text


@pytest.mark.parametrize("words", EVERY)
def test_the_usage_line_has_single_brackets_around_what_may_be_left_out(words):
    usage = help_of(words).partition("\n\n")[0]
    assert usage.startswith("Usage: ")
    for odd in ("[[", "]]", "...]...", "{", "}"):
        assert odd not in usage


def test_usage_lines_say_what_must_be_given():
    expected = {
        "check": "check [OPTIONS] [PATH]...",
        "survey": "survey [OPTIONS] PATH...",
        "init": "init [OPTIONS] DIR",
        "record": "record [OPTIONS] STEP [PATH]",
        "exhibit hand-over": "exhibit hand-over [OPTIONS] ID [PATH]",
    }
    for words, usage in expected.items():
        assert help_of(words).splitlines()[0].endswith(usage)


@pytest.mark.parametrize("words", [w for w in EVERY if hasattr(commands()[w], "commands")])
def test_every_summary_is_a_whole_sentence_on_one_line(words):
    listed = help_of(words).partition("Commands:\n")[2].splitlines()
    names = commands()[words].commands
    assert len(listed) == len(names)
    for line, name in zip(listed, names, strict=True):
        summary = line.split(maxsplit=1)[1]
        assert line.split()[0] == name
        assert summary.endswith(".") and not summary.endswith("..")


@pytest.mark.parametrize("words", EVERY)
def test_the_examples_in_a_help_text_are_understood(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ours").mkdir()
    examples = examples_of(words)
    assert examples
    for example in examples:
        given = example.rpartition("| ")[2]  # what a pipe brings is another program's
        _, *arguments = shlex.split(re.split(" [<>] ", given)[0])
        command, context = PROGRAM, None
        while hasattr(command, "commands"):
            name = arguments.pop(0)
            context = typer.Context(command, parent=context, info_name=name)
            command = command.commands[name]
        command.make_context(
            name, arguments, parent=context
        )  # raises where an option or a value is unknown


def test_the_steps_that_help_texts_name_are_in_a_pack():
    packs = [load_protocol(name) for name in protocol_names()]
    known = {step.id for pack in packs for step in pack.steps}
    shown = " ".join(example for words in EVERY for example in examples_of(words))
    named = re.findall(r"minnesota (?:record|protocol explain) (\S+)", shown)
    assert len(named) >= 6
    assert [step for step in named if step not in known] == []


def test_the_program_alone_greets_and_says_what_to_type():
    result = RUNNER.invoke(app, [])
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert len(lines) <= 12 and max(map(len, lines)) <= 80
    named = re.findall(r"^  minnesota (\S+)", result.stdout, re.MULTILINE)
    assert named == ["init", "check", "init", "--help"]


@pytest.mark.parametrize(
    "command",
    ["check", "next", "walk", "report", "log", "exhibit list", "migrate", "seal -o new.zip"],
)
def test_a_missing_file_is_told_without_a_line_number(command, tmp_path, monkeypatch, capfd):
    from minnesota.cli import run

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["minnesota", *command.split(), "nowhere"])
    assert run() == 2
    assert capfd.readouterr().err.startswith("nowhere: unreadable: there is no such file\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("check --as-of 31/10/2026", '"31/10/2026" is not a day; write it as in 2025-06-30'),
        ("diff --since 2025-02-30 x", '"2025-02-30" is not a day; write it as in 2025-06-30'),
        ("report -t un_submission", "'un_submission' is not one of 'gap', 'un-submission',"),
        ("report -o -", '"-" is not a file name; omit it to write to the terminal'),
        ("report --to pdf -o a.html", "--to pdf conflicts with a file name ending in .html"),
        ("survey . --to csv -o a.html", "--to csv conflicts with a file name ending in .html"),
        ("survey . --to parquet", "parquet cannot be shown in a terminal; use --output FILE"),
        ("diff one", "give two states, or one case with --since DATE"),
        ("seal -o case.tar.gz", "a sealed case is a folder, or a file ending in .zip"),
    ],
)
def test_a_mistake_in_an_option_is_told_in_plain_words(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    RUNNER.invoke(app, ["init", ".", "--example", "dioura"])
    result = RUNNER.invoke(app, words.split())
    assert result.exit_code == 2
    assert said in result.stderr
