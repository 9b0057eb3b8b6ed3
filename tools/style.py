"""Measure how the code reads: print a table, a row a folder, or hold each folder to its limits.

    python tools/style.py                                         the whole repository
    python tools/style.py minnesota/checks tests                  these folders
    python tools/style.py --list comprehensions minnesota/checks  where each is, the worst first
    python tools/style.py --ratchet tools/style.toml              exit 1 beyond a limit
    python tools/style.py --against v0.1 --was minnesota/yaml=minnesota/edit.py,minnesota/read.py
                                       beside the figures of a revision, where it was laid out so

Run it from the root of the repository. A folder stands for every .py file in it, at any depth.

files                    files whose name ends in .py
median_lines             lines of the middle file
greatest_lines           lines of the longest file
functions                functions and methods, also those inside another
functions_over_40        functions over 40 lines from `def` to the end; of a command, its body
commands_over_40         commands over 40 lines, signature and body
parameters_over_5        functions with over 5 parameters, `self` and `cls` left out
lines_over_100           lines over 100 characters
comments                 lines with a comment that is no directive (`noqa`), per 1,000 code lines
comprehensions           comprehensions, generators, lambdas, calls of map, filter, per 1,000 lines
conditional_expressions  `a if b else c` per 1,000 lines
walruses                 `:=` per 1,000 lines
local_names              mean letters of the names bound in a function, each once a function
documented               per cent of public functions whose docstring tells parameters or errors

A line is a line of the file as it is. A code line is not blank, not only a comment, and not in a
docstring. A command is a function with a parameter made by `typer.Option` or `typer.Argument`.
Names are bound by parameters, assignments, `for`, `with`, `except`, `case` and comprehensions;
`self`, `cls` and `_` are left out. A docstring tells when a parameter stands in backquotes, or at
the start of a line before a colon, or when it says "Raises"; it is asked of each public function
that has a parameter or raises, commands left out, whose options carry the help. Figures have one
decimal and are rounded to the worse side, so that 0 means none at all.
"""

from __future__ import annotations

import argparse
import ast
import functools
import io
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
import tokenize
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

NOT_NAMES = {"self", "cls", "_"}
DIRECTIVE = re.compile(r"#\s*(noqa|type:|fmt:|mypy:|ruff:|pragma:|!)")
RAISES = re.compile(r"\bRaises?\b|:raises")
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
DOCUMENTED = (*FUNCTION, ast.ClassDef, ast.Module)
COMPREHENSION = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
LAYOUT = (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
MOST_PLACES_SHOWN = 20  # a rate can have hundreds; `--list` shows them all

Function = ast.FunctionDef | ast.AsyncFunctionDef


class UsageError(Exception):
    """What was asked for cannot be measured."""


@dataclass(frozen=True)
class Source:
    """One Python file; `path` is relative to the folder that everything is read from."""

    path: str
    text: str
    tree: ast.Module

    @functools.cached_property
    def lines(self) -> list[str]:
        """Return the lines, each with its line end."""
        return list(io.StringIO(self.text))

    @functools.cached_property
    def nodes(self) -> list[ast.AST]:
        """Return every node of the syntax tree."""
        return list(ast.walk(self.tree))

    def functions(self) -> Iterator[Function]:
        """Yield every function and method, also those inside another."""
        for node in self.nodes:
            if isinstance(node, FUNCTION):
                yield node

    def tokens(self) -> Iterator[tokenize.TokenInfo]:
        """Yield the tokens, comments among them."""
        return tokenize.generate_tokens(io.StringIO(self.text).readline)


@dataclass(frozen=True)
class Place:
    """One thing that is counted; `size` is what a mean, a median or a maximum is taken of."""

    line: int
    what: str
    size: float = 1
    path: str = ""


# What is counted, and where it is.


def files(source: Source) -> Iterator[Place]:
    """Yield the file itself, with its lines."""
    length = len(source.lines)
    yield Place(1, f"{length} lines", length)


def functions(source: Source) -> Iterator[Place]:
    """Yield each function with its lines, decorators left out; of a command, those of its body."""
    for function in source.functions():
        first_line = function.lineno
        if is_command(function):
            first_line = function.body[0].lineno
        length = last_line(function) - first_line + 1
        yield Place(function.lineno, f"{function.name}: {length} lines", length)


def commands(source: Source) -> Iterator[Place]:
    """Yield each Typer command with its lines, signature and body."""
    for function in source.functions():
        if is_command(function):
            length = last_line(function) - function.lineno + 1
            yield Place(function.lineno, f"{function.name}: {length} lines", length)


def parameters(source: Source) -> Iterator[Place]:
    """Yield each function with the number of its parameters."""
    for function in source.functions():
        count = len(parameter_names(function))
        yield Place(function.lineno, f"{function.name}: {count} parameters", count)


def lines(source: Source) -> Iterator[Place]:
    """Yield each line with its length in characters."""
    for number, line in enumerate(source.lines, start=1):
        length = len(line.rstrip("\n"))
        yield Place(number, f"{length} columns", length)


def comments(source: Source) -> Iterator[Place]:
    """Yield each line with a comment that is written for a reader, not for a tool."""
    for token in source.tokens():
        if token.type == tokenize.COMMENT and not DIRECTIVE.match(token.string):
            yield Place(token.start[0], token.string)


def comprehensions(source: Source) -> Iterator[Place]:
    """Yield each comprehension, generator expression, lambda and call of map or filter."""
    for node in source.nodes:
        match node:
            case ast.Call(func=ast.Name(id="map" | "filter" as name)):
                yield Place(node.lineno, name)
            case ast.expr() if isinstance(node, COMPREHENSION):
                yield Place(node.lineno, type(node).__name__)


def conditional_expressions(source: Source) -> Iterator[Place]:
    """Yield each `a if b else c`."""
    for node in source.nodes:
        if isinstance(node, ast.IfExp):
            yield Place(node.lineno, "conditional expression")


def walruses(source: Source) -> Iterator[Place]:
    """Yield each `:=`."""
    for node in source.nodes:
        if isinstance(node, ast.NamedExpr):
            yield Place(node.lineno, f"{node.target.id} :=")


def local_names(source: Source) -> Iterator[Place]:
    """Yield each name bound in a function once, at its first line, with its length."""
    for function in source.functions():
        for name, line in bound_names(function).items():
            yield Place(line, f"{name} in {function.name}", len(name))


def documented(source: Source) -> Iterator[Place]:
    """Yield each public function that has something to tell: 100 if its docstring does, else 0."""
    for function in public_functions(source.tree.body):
        if not is_command(function) and (parameter_names(function) or raises(function)):
            per_cent = 100 * tells_parameters_or_errors(function)
            yield Place(function.lineno, f"{function.name}: {per_cent} per cent", per_cent)


# What a function is made of.


def public_functions(statements: Iterable[ast.stmt]) -> Iterator[Function]:
    """Yield the public functions in a module's `statements`, and its classes' public methods."""
    for node in statements:
        if isinstance(node, FUNCTION) and not node.name.startswith("_"):
            yield node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node.body)


def own_nodes(function: Function) -> Iterator[ast.AST]:
    """Yield the nodes of the parameters and the body, without those of a function inside."""
    pending: list[ast.AST] = [function.args, *function.body]
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (*FUNCTION, ast.ClassDef)):
            pending.extend(ast.iter_child_nodes(node))


def last_line(node: ast.stmt) -> int:
    """Return the number of a statement's last line."""
    return node.end_lineno or node.lineno


def parameter_names(function: Function) -> list[str]:
    """Return the names of the parameters, `self`, `cls` and `_` left out."""
    arguments = function.args
    parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    for starred in (arguments.vararg, arguments.kwarg):
        if starred is not None:
            parameters.append(starred)
    return [parameter.arg for parameter in parameters if parameter.arg not in NOT_NAMES]


def is_command(function: Function) -> bool:
    """Return whether a parameter is made by `typer.Option` or `typer.Argument`."""
    for node in ast.walk(function.args):
        match node:
            case ast.Attribute(value=ast.Name(id="typer"), attr="Option" | "Argument"):
                return True
    return False


def raises(function: Function) -> bool:
    """Return whether a function holds a `raise` of its own."""
    return any(isinstance(node, ast.Raise) for node in own_nodes(function))


def bound_names(function: Function) -> dict[str, int]:
    """Return the names that a function binds, each with the first line that binds it."""
    first_lines: dict[str, int] = {}
    for node in own_nodes(function):
        match node:
            case (
                ast.arg(arg=str(name))
                | ast.Name(id=str(name), ctx=ast.Store())
                | ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
            ) if name not in NOT_NAMES:
                first_lines[name] = min(node.lineno, first_lines.get(name, node.lineno))
    return first_lines


def tells_parameters_or_errors(function: Function) -> bool:
    """Return whether the docstring names a parameter, or says what is raised."""
    docstring = ast.get_docstring(function) or ""
    if RAISES.search(docstring):
        return True
    for parameter in parameter_names(function):
        at_line_start = rf"^\s*(:param\s+)?\*{{0,2}}{parameter}(\s+\([^)]*\))?:"
        if f"`{parameter}`" in docstring or re.search(at_line_start, docstring, re.MULTILINE):
            return True
    return False


def code_lines(source: Source) -> set[int]:
    """Return the numbers of the lines that hold code: no blank, comment or docstring alone."""
    numbers: set[int] = set()
    for token in source.tokens():
        if token.type not in (*LAYOUT, tokenize.COMMENT):
            numbers.update(range(token.start[0], token.end[0] + 1))
    for node in source.nodes:
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            numbers.difference_update(range(docstring.lineno, last_line(docstring) + 1))
    return numbers


# How what is counted becomes one figure; None where there is nothing to take it of.

Figure = Callable[[Sequence[Place], Sequence[Source]], float | None]


def number(places: Sequence[Place], sources: Sequence[Source]) -> float | None:
    """Return how many `places` there are."""
    return len(places)


def per_1000_lines(places: Sequence[Place], sources: Sequence[Source]) -> float | None:
    """Return how many `places` there are per 1,000 lines."""
    line_count = sum(len(source.lines) for source in sources)
    return 1000 * len(places) / max(line_count, 1)


def per_1000_code_lines(places: Sequence[Place], sources: Sequence[Source]) -> float | None:
    """Return how many `places` there are per 1,000 code lines."""
    line_count = sum(len(code_lines(source)) for source in sources)
    return 1000 * len(places) / max(line_count, 1)


def of_sizes(summary: Callable[[list[float]], float]) -> Figure:
    """Return the figure that `summary`, such as a mean, gives of the sizes."""

    def figure(places: Sequence[Place], sources: Sequence[Source]) -> float | None:
        if not places:
            return None
        return summary([place.size for place in places])

    return figure


MEAN = of_sizes(statistics.mean)


@dataclass(frozen=True)
class Measure:
    """One column: what is counted in a file, and what figure it gives.

    `over`: only what is greater is counted. `more_is_better`: a limit is a least, not a most.
    """

    heading: str
    places_in: Callable[[Source], Iterator[Place]]
    figure_of: Figure
    over: float = -1
    more_is_better: bool = False

    def places(self, sources: Sequence[Source]) -> list[Place]:
        """Return what is counted in `sources`, the worst first."""
        counted: list[Place] = []
        for source in sources:
            for place in self.places_in(source):
                if place.size > self.over:
                    counted.append(Place(place.line, place.what, place.size, source.path))
        counted.sort(key=lambda place: (place.path, place.line))
        counted.sort(key=lambda place: place.size, reverse=not self.more_is_better)
        return counted

    def figure(self, sources: Sequence[Source]) -> float | None:
        """Return the figure of `sources`, rounded to one decimal and to the worse side."""
        exact = self.figure_of(self.places(sources), sources)
        if exact is None:
            return None
        tenths = round(exact * 10, 6)  # 300.00000000000006 is 300, and not the next tenth
        if self.more_is_better:
            return math.floor(tenths) / 10
        return math.ceil(tenths) / 10

    def is_beyond(self, figure: float, limit: float) -> bool:
        """Return whether a `figure` is worse than its `limit`."""
        if self.more_is_better:
            return figure < limit
        return figure > limit


MEASURES = {
    "files": Measure("files", files, number),
    "median_lines": Measure("median", files, of_sizes(statistics.median)),
    "greatest_lines": Measure("greatest", files, of_sizes(max)),
    "functions": Measure("functions", functions, number),
    "functions_over_40": Measure("over 40", functions, number, over=40),
    "commands_over_40": Measure("commands", commands, number, over=40),
    "parameters_over_5": Measure("> 5 par.", parameters, number, over=5),
    "lines_over_100": Measure("> 100 col.", lines, number, over=100),
    "comments": Measure("comments", comments, per_1000_code_lines, more_is_better=True),
    "comprehensions": Measure("compreh.", comprehensions, per_1000_lines),
    "conditional_expressions": Measure("if-else", conditional_expressions, per_1000_lines),
    "walruses": Measure("walrus", walruses, per_1000_lines),
    "local_names": Measure("names", local_names, MEAN, more_is_better=True),
    "documented": Measure("docum. %", documented, MEAN, more_is_better=True),
}


# Reading.


def read_sources(top: Path, names: Iterable[str]) -> list[Source]:
    """Return the Python files of `names`, folders or files in the folder `top`, at any depth.

    Raises UsageError when one of them cannot be parsed.
    """
    paths: set[Path] = set()
    for name in names:
        if name.endswith(".py") and (top / name).is_file():
            paths.add(top / name)
        paths.update((top / name).rglob("*.py"))
    return [read_source(top, path) for path in sorted(paths)]


def read_source(top: Path, path: Path) -> Source:
    """Return the Python file at `path`, parsed. Raises UsageError when it cannot be."""
    relative = Path(os.path.relpath(path, top)).as_posix()
    try:
        with tokenize.open(path) as stream:
            content = stream.read()
        return Source(relative, content, ast.parse(content))
    except (OSError, SyntaxError, ValueError) as error:
        raise UsageError(f"{relative}: this cannot be read as Python: {error}") from error


def existing_sources(folder: str) -> list[Source]:
    """Return the Python files of a `folder`. Raises UsageError when there is none."""
    sources = read_sources(Path(), [folder])
    if not sources:
        raise UsageError(f"{folder}: there is no Python file here")
    return sources


def default_folders() -> list[str]:
    """Return the package, each folder directly in it that holds Python, tests and tools."""
    rooms: list[str] = []
    for folder in sorted(Path("minnesota").glob("*/")):
        if any(folder.rglob("*.py")):
            rooms.append(folder.as_posix())
    return ["minnesota", *rooms, "tests", "tools"]


def extract_revision(revision: str, folder: Path) -> None:
    """Write the Python files of a git `revision` to a folder. Raises UsageError if git cannot."""
    command = ["git", "archive", "--format=zip", revision, ":(glob)**/*.py"]
    archiving = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    if archiving.returncode != 0:
        raise UsageError(f"{revision}: {archiving.stderr.decode(errors='replace').strip()}")
    with zipfile.ZipFile(io.BytesIO(archiving.stdout)) as archive:
        archive.extractall(folder)


def parse_was(values: Iterable[str]) -> dict[str, list[str]]:
    """Return what each folder was made of, by `values` such as "new=old.py,other.py".

    Raises UsageError for a value of another form.
    """
    earlier: dict[str, list[str]] = {}
    for value in values:
        current, _, former = value.partition("=")
        if not (current and former):
            raise UsageError(f"--was {value}: write NEW=OLD or NEW=OLD,OLD")
        earlier[plain_name(current)] = former.split(",")
    return earlier


def plain_name(folder: str) -> str:
    """Return the name of a `folder` without a slash at its end."""
    return Path(folder).as_posix()


def read_limits(path: Path) -> dict[str, dict[str, float]]:
    """Return the limits by folder and measure. Raises UsageError for any other content."""
    try:
        limits = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {error}") from error
    for folder, values in limits.items():
        if not isinstance(values, dict):
            raise UsageError(f'{path}: write limits below a folder, such as ["minnesota/yaml"]')
        for measure, limit in values.items():
            if measure not in MEASURES:
                raise UsageError(f"{path}: {folder}: {measure} is not one of {', '.join(MEASURES)}")
            if type(limit) not in (int, float):
                raise UsageError(f"{path}: {folder}: {measure}: the limit is not a number")
    return limits


# Printing.

Figures = dict[str, float | None]


def figures_of(sources: Sequence[Source]) -> Figures:
    """Return the figure of each measure; none at all where there is no file."""
    figures: Figures = {}
    if sources:
        for measure_name, measure in MEASURES.items():
            figures[measure_name] = measure.figure(sources)
    return figures


def percentages(today: Figures, before: Figures) -> Figures:
    """Return the figures of `today` in per cent of those of `before`."""
    shares: Figures = {}
    for measure_name, former in before.items():
        current = today.get(measure_name)
        if current is not None and former:
            shares[measure_name] = 100 * current / former
    return shares


def print_table(
    folders: Iterable[str], revision: str | None, earlier: dict[str, list[str]]
) -> None:
    """Print the figures of `folders`, and below those of a git `revision` if there is one.

    `earlier`: what a folder was made of then, where that has changed. Raises UsageError for a
    folder without Python.
    """
    print_row("", [measure.heading for measure in MEASURES.values()])
    with tempfile.TemporaryDirectory() as temporary:
        if revision is not None:
            extract_revision(revision, Path(temporary))
        for folder in folders:
            today = figures_of(read_sources(Path(), [folder]))
            before = figures_of(read_sources(Path(temporary), earlier.get(folder, [folder])))
            if not today and not before:
                raise UsageError(f"{folder}: there is no Python file here")
            print_figures(folder, today)
            if revision is not None:
                print_figures(f"  at {revision}", before)
                print_figures("  now in % of that", percentages(today, before))


def print_figures(label: str, figures: Figures) -> None:
    """Print a row of `figures`, a dash for each that is missing."""
    print_row(label, [number_text(figures.get(measure_name)) for measure_name in MEASURES])


def print_row(label: str, texts: Iterable[str]) -> None:
    """Print a `label` and the `texts` of its columns."""
    columns = [f"{text:>11}" for text in texts]
    print(f"{label:<24}" + "".join(columns))


def number_text(value: float | None) -> str:
    """Return a `value` with one decimal at most; a dash for none."""
    if value is None:
        return "-"
    return f"{value:,.1f}".removesuffix(".0")


def print_places(places: Iterable[Place]) -> None:
    """Print where each of the `places` is."""
    for place in places:
        print(f"{place.path}:{place.line}: {place.what}")


def keeps_limits(limits: dict[str, dict[str, float]]) -> bool:
    """Return whether all `limits` are kept; print what is beyond, and where. Raises UsageError."""
    all_kept = True
    for folder, values in limits.items():
        sources = existing_sources(folder)
        for measure_name, limit in values.items():
            measure = MEASURES[measure_name]
            figure = measure.figure(sources)
            if figure is None or not measure.is_beyond(figure, limit):
                continue
            all_kept = False
            print(f"{folder}: {measure_name} is {number_text(figure)}, limit {number_text(limit)}")
            places = measure.places(sources)
            print_places(places[:MOST_PLACES_SHOWN])
            if len(places) > MOST_PLACES_SHOWN:
                print(f"and more of the {len(places)}: --list {measure_name} {folder}")
    return all_kept


# The command.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 1 when a figure is beyond its limit, else 0."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    try:
        return run(options)
    except UsageError as error:
        parser.error(str(error))
    except BrokenPipeError:  # whoever reads has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command's arguments."""
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=formatter)
    option = parser.add_argument
    option("folders", nargs="*", metavar="FOLDER", help="default: the whole repository")
    option("--against", metavar="REV", help="add the figures of a git revision")
    option("--was", action="append", default=[], metavar="NEW=OLD[,OLD...]", help="where it was")
    option("--ratchet", type=Path, metavar="FILE", help="exit 1 beyond a limit in FILE")
    option(
        "--list", nargs=2, metavar=("MEASURE", "FOLDER"), help="print what is counted, and where"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Do what the `options` ask for and return the exit code. Raises UsageError."""
    if options.list:
        measure_name, folder = options.list
        if measure_name not in MEASURES:
            raise UsageError(f"{measure_name}: write one of {', '.join(MEASURES)}")
        print_places(MEASURES[measure_name].places(existing_sources(folder)))
        return 0
    if options.ratchet:
        return int(not keeps_limits(read_limits(options.ratchet)))
    if options.was and not options.against:
        raise UsageError("--was needs --against")
    earlier = parse_was(options.was)
    folders = [plain_name(folder) for folder in options.folders] or default_folders()
    for folder in earlier:
        if folder not in folders:
            folders.append(folder)
    print_table(folders, options.against, earlier)
    return 0


if __name__ == "__main__":
    sys.exit(main())
