"""The command line. Each command parses, imports what it needs, calls it and shows the result."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from copy import copy
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from minnesota.cli import (
    check,
    diff,
    exhibit,
    init,
    log,
    migrate,
    next,
    protocol,
    record,
    report,
    schema,
    seal,
    survey,
    unseal,
    walk,
)
from minnesota.cli.exit_code import ExitCode
from minnesota.cli.options import Command, first_line
from minnesota.cli.stopping import Stopped, stop_on_ctrl_c

HELP = """Assess the investigation of a potentially unlawful death against the Minnesota Protocol
(2016).

Reads a case file and works out which requirements the investigation met, which it did not meet,
and which nobody has shown. It supports a person's legal judgement and never replaces it. Nothing
leaves this machine. Nothing is written except where you say.

\b
Examples:
  minnesota init my-case --example dioura   copy the worked example
  minnesota check my-case                   show what is missing
  minnesota next my-case                    show what to do first
  minnesota report my-case -o gaps.html     write a report

\b
Exit codes:
  0    nothing to fix at the chosen level
  1    gaps
  2    the command, the case or the pack could not be used
  130  stopped with Ctrl-C
"""

GREETING = """\
minnesota assesses the investigation of a potentially unlawful death against the
Minnesota Protocol (2016). Nothing leaves this machine.

Look at an example:
  minnesota init my-case --example dioura
  minnesota check my-case

Start a case of your own:
  minnesota init DIR

See every command:
  minnesota --help
"""


class _Program(TyperGroup):
    """The program as a whole, which greets when nothing is asked of it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            typer.echo(GREETING, nl=False)
            ctx.exit()
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_Program,
    help=HELP,
    rich_markup_mode=None,  # plain help: half the start-up time, and right in a screen reader
    pretty_exceptions_enable=False,  # they print local variables, and those hold case content
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("init", help=init.HELP, cls=Command)(init.init)
app.command("check", help=check.HELP, cls=Command)(check.check)
app.command("next", help=next.HELP, cls=Command)(next.next_steps)
app.command("record", help=record.HELP, cls=Command)(record.record)
app.command("walk", help=walk.HELP, cls=Command)(walk.walk)
app.add_typer(exhibit.app, name="exhibit", help=exhibit.HELP, short_help=first_line(exhibit.HELP))
app.command("diff", help=diff.HELP, cls=Command)(diff.diff)
app.command("log", help=log.HELP, cls=Command)(log.log)
app.command("report", help=report.HELP, cls=Command)(report.report)
app.command("survey", help=survey.HELP, cls=Command)(survey.survey)
app.command("migrate", help=migrate.HELP, cls=Command)(migrate.migrate)
app.command("seal", help=seal.HELP, cls=Command)(seal.seal)
app.command("unseal", help=unseal.HELP, cls=Command)(unseal.unseal)
app.command("schema", help=schema.HELP, cls=Command)(schema.schema)
app.add_typer(
    protocol.app, name="protocol", help=protocol.HELP, short_help=first_line(protocol.HELP)
)


def _version(wanted: bool) -> None:
    if wanted:
        from minnesota.version import __version__

        typer.echo(f"minnesota {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    pass


def _wanted(words: list[str]) -> typer.Typer:
    """The app with only the command that is asked for: to build the options of all takes a
    tenth of `check`'s time.
    """
    one = copy(app)
    one.registered_commands = [c for c in app.registered_commands if c.name in words[:1]]
    one.registered_groups = [g for g in app.registered_groups if g.name in words[:1]]
    return one if one.registered_commands or one.registered_groups else app


def run() -> int:
    """Run the command of the command line and return its exit code.

    A user's mistake never ends in a traceback, and Ctrl-C never without a word.
    """
    # Else pydantic looks through all that is installed, and a plugin sees what a case holds.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        stop_on_ctrl_c()
        return _run()
    except Stopped:
        typer.echo("Stopped.", err=True)
        return ExitCode.stopped
    finally:  # from here on nothing can be lost, and Python would end with a traceback
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _run() -> int:
    if sys.stdout is None:  # closed by who started it: the exit code still tells
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a terminal that lacks a letter still gets the rest
            stream.reconfigure(errors="replace")
    try:
        result: Any = _wanted(sys.argv[1:])(standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else ExitCode.done
    except typer.Abort:  # Ctrl-D at a question
        raise Stopped from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.done
    except Exception as error:
        return _explained(error)


def _in_words(error: OSError) -> str:
    """What the system refused, for whoever does not know its words or our temporary files."""
    name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    is_ours = name.endswith((".tmp", ".part", ".lock"))
    where = os.path.dirname(name)  # noqa: PTH120
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "there is no room left to write; what was there before still stands"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) and is_ours:
        return (
            f"nothing can be written in the folder {where or '.'} ({error.strerror}); what "
            f"was there before still stands"
        )
    return f"{where if is_ours else name}: {error.strerror or type(error).__name__}"


def _explained(error: Exception) -> int:
    from minnesota.base.diagnostics import Problems

    if isinstance(error, Problems):
        for diagnostic in error.diagnostics:
            typer.echo(diagnostic, err=True)
        return ExitCode.unusable
    if hasattr(error, "show") and hasattr(
        error, "exit_code"
    ):  # a mistake in the command line itself
        error.show()
        return int(error.exit_code)
    if isinstance(error, OSError):
        typer.echo(f"minnesota: {_in_words(error)}", err=True)
        return ExitCode.unusable
    import traceback  # where it broke, and nothing that the case holds

    frames = traceback.extract_tb(error.__traceback__)
    where = "\n".join(
        f"  {f.filename}:{f.lineno} in {f.name}" for f in frames if "minnesota" in f.filename
    )
    typer.echo(
        f"minnesota: a fault in the program ({type(error).__name__}), please report it:\n{where}",
        err=True,
    )
    return ExitCode.unusable
