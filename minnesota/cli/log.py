"""`minnesota log`: the journal of a case."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from minnesota.cli.exit_code import ExitCode
from minnesota.cli.options import CasePath, Format, Who

HELP = """Show or verify the journal of a case.

The journal says who changed what, when, and with which command. Each line carries the hash of the
line before it. A change made in an editor is noticed by the next command that writes, and is
journalled as "edited outside".

The journal keeps every earlier text of the case. Do not show it to anyone who may not see what the
case once held.

\b
Examples:
  minnesota log                            the case in this folder
  minnesota log my-case --verify           prove that no line was changed, and
                                           that the case is what they make it
  minnesota log my-case --known 3f9a0c1d   prove that the line with this hash
                                           still stands
  minnesota log my-case --repair           complete what a killed command left
  minnesota log my-case --format json      for other programs

\b
Exit codes:
  0  shown, or everything holds
  1  --verify or --known found that something does not hold
  2  there is no journal, or it cannot be read or repaired
"""


def log(
    path: CasePath = Path(),
    verify: Annotated[
        bool, typer.Option("--verify", help="Verify the chain, and say where it breaks.")
    ] = False,
    known: Annotated[
        str | None,
        typer.Option(
            metavar="HASH",
            help="Look for this hash, or at least its first 8 digits.",
            show_default=False,
        ),
    ] = None,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair", help="Complete what a killed command left open. Only this writes."
        ),
    ] = False,
    format: Annotated[
        Format, typer.Option("--format", "-f", help="Format of the output.")
    ] = Format.text,
    who: Who = None,
) -> int:
    """Show, prove or repair the journal; gives the exit code."""
    from minnesota.base.diagnostics import Diagnostic, Problems
    from minnesota.keeping import journal
    from minnesota.keeping.keep import repair_journal
    from minnesota.keeping.outside import changed_outside
    from minnesota.reading.case import case_path
    from minnesota.terminal.log import faults, log_as_json, log_lines, proven

    if known is not None and not re.fullmatch("[0-9a-fA-F]{8,64}", known):
        raise typer.BadParameter(
            "a hash has 64 digits 0-9 and a-f; give at least the first 8", param_hint="--known"
        )
    if repair:
        done = repair_journal(path, who)
        typer.echo("\n".join(f"Repaired: {what}." for what in done) or "Nothing to repair.")
        if not verify and known is None:
            return ExitCode.done
    path = case_path(path)
    if not path.parent.is_dir() or not (path.exists() or (path.parent / journal.NAME).exists()):
        raise Problems([Diagnostic(str(path), 0, 0, "unreadable", "there is no such file")])
    raw = path.read_bytes() if path.is_file() else None
    folder = path.resolve().parent
    found = journal.load(folder, raw)
    if not found.entries and not found.faults:
        message = "this case has no journal yet"
        hint = (
            "the first command that changes the case starts it: init, record, walk or exhibit add"
        )
        raise Problems([Diagnostic(str(folder / journal.NAME), 0, 0, "no-journal", message, hint)])
    edited = any(f.code == "edited-outside" for f in found.faults)
    outside = changed_outside(journal.state(found.entries), raw or b"") if edited else ()
    if format is Format.json:
        typer.echo(log_as_json(found, outside))
    elif not verify and known is None:
        typer.echo("\n".join(log_lines(found.entries)))
    holds = not found.faults
    for line in faults(found, outside):
        typer.echo(line, err=not verify)
    if known is not None:
        entry = journal.known_hash(found.entries, known)
        holds = holds and entry is not None
        if entry:
            day = entry.when[:10]
            typer.echo(f"Line {entry.number} of {day} still stands as it was, with all before it.")
        else:
            typer.echo(
                "No line has this hash: the journal is not the one that it was noted from,"
                " or was written anew."
            )
    if verify and holds and format is Format.text:
        typer.echo("\n".join(proven(found)))
    if (verify or known) and not holds:
        return ExitCode.gaps
    return ExitCode.done
