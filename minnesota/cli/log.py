"""`minnesota log`: the journal of a case."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from minnesota.cli.options import CasePath, Format, Who

HELP = """Read the journal of a case: who changed what, when, and by which command.

Every change by this program adds a line that is bound to the line before it. A change made in an editor is
noticed by the next command that writes, and journalled as "edited outside". The journal keeps every earlier
text of the case: whoever may not see what was once in the case may not see the journal.

\b
Examples:
  minnesota log                       the case in this folder
  minnesota log my-case --verify      prove the chain, and that it makes the case as it stands
  minnesota log my-case --known 3f9a… prove that the line with this hash, noted earlier, still stands
  minnesota log my-case --repair      close what a killed command or a lost end left open
  minnesota log my-case --format json

Exit codes: 0 shown, or all holds; 1 --verify or --known found that something does not hold; 2 no journal, or
it cannot be read or repaired.
"""


def log(
    path: CasePath = Path(),
    verify: Annotated[
        bool, typer.Option("--verify", help="Prove the chain; say exactly where it breaks.")
    ] = False,
    known: Annotated[
        str | None,
        typer.Option(
            metavar="HASH",
            help="A line's hash noted earlier, or its first eight digits.",
            show_default=False,
        ),
    ] = None,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Journal what was left open: the one thing that writes."),
    ] = False,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to show it.")] = Format.text,
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
            "a line's hash is 64 of the signs 0-9 and a-f; give at least the first 8",
            param_hint="--known",
        )
    if repair:
        done = repair_journal(path, who)
        typer.echo("\n".join(f"Repaired: {what}." for what in done) or "Nothing to repair.")
        if not verify and known is None:
            return 0
    path = case_path(path)
    if not path.parent.is_dir() or not (path.exists() or (path.parent / journal.NAME).exists()):
        raise Problems([Diagnostic(str(path), 1, 1, "unreadable", "there is no such file")])
    raw = path.read_bytes() if path.is_file() else None
    folder = path.resolve().parent
    found = journal.of(folder, raw)
    if not found.entries and not found.faults:
        message = "this case has no journal yet"
        hint = "the first command that changes the case begins it: init, record, walk, exhibit add"
        raise Problems([Diagnostic(str(folder / journal.NAME), 1, 1, "no-journal", message, hint)])
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
        typer.echo(
            f"Line {entry.number} of {entry.when[:10]} still stands as it was, with all before it."
            if entry
            else "No line has this hash: the journal is not the one that it was noted from, or was written anew."
        )
    if verify and holds and format is Format.text:
        typer.echo("\n".join(proven(found)))
    return 0 if holds or not (verify or known) else 1
