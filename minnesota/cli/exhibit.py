"""`minnesota exhibit`: take in what is relied upon, say who holds it, prove that it is unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minnesota.cli import exhibit_add
from minnesota.cli.completion import complete_exhibit
from minnesota.cli.exit_code import ExitCode
from minnesota.cli.options import (
    CasePath,
    Command,
    Format,
    Lang,
    Show,
    Who,
    given_date,
    given_text,
    noticed,
    one_of,
    spoken,
)
from minnesota.cli.progress import byte_progress

if TYPE_CHECKING:
    from minnesota.reading.case import CaseFile

HELP = """Add exhibits, record hand-overs, and verify files and custody.

\b
Examples:
  minnesota exhibit add IMG_0042.jpg --kind photo --title "The burned house"
  minnesota exhibit list my-case
  minnesota exhibit verify my-case

\b
Exit codes:
  0  done
  1  the verification of an exhibit failed
  2  refused, or the case could not be used
"""

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.command("add", help=exhibit_add.HELP, cls=Command)(exhibit_add.add)


HAND_OVER = """Record that an exhibit changed hands.

Completes the last holder's entry with the time of the hand-over, and adds an entry for the new
holder. --from must name the holder on record. If no holder is recorded yet, --from begins the
chain.

Refuses a hand-over that contradicts the record, such as one before the exhibit was received. If
both are true, correct the earlier entry first.

\b
Examples:
  minnesota exhibit hand-over E05 --to "State laboratory" --on 2025-01-12
  minnesota exhibit hand-over E05 my-case --from "Field office" \\
      --to "State laboratory" --on 2025-01-12T09:30 --why "DNA analysis" \\
      --seal 0042 --condition "seal intact" --source E09

\b
Exit codes:
  0  written
  2  refused, the case was not changed
"""


@app.command("hand-over", help=HAND_OVER, cls=Command)
def hand_over(
    exhibit: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="The exhibit's id.",
            autocompletion=complete_exhibit,
            show_default=False,
        ),
    ],
    to: Annotated[
        str, typer.Option("--to", metavar="HOLDER", help="Who holds it now.", show_default=False)
    ],
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help="When: 2025-01-12 or 2025-01-12T09:30.")
    ],
    path: CasePath = Path(),
    giver: Annotated[
        str | None,
        typer.Option("--from", metavar="HOLDER", help="Who handed it on.", show_default=False),
    ] = None,
    why: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why it was handed over.", show_default=False)
    ] = None,
    seal: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Number of its seal.", show_default=False)
    ] = None,
    condition: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", help="Condition of the exhibit and its seal.", show_default=False
        ),
    ] = None,
    place: Annotated[
        str | None, typer.Option(metavar="PLACE", help="Where it is kept now.", show_default=False)
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Exhibit that shows the hand-over. May be repeated.",
            autocompletion=complete_exhibit,
            show_default=False,
        ),
    ] = None,
    who: Who = None,
    show: Show = False,
    lang: Lang = None,
) -> None:
    """Write the entry."""
    from minnesota.evidence.custody import handed_over
    from minnesota.keeping.events import Event
    from minnesota.keeping.keep import Plan, keep
    from minnesota.model.case import Custody
    from minnesota.yaml.edit import Append, Edit, Put

    given = {
        "holder": given_text(to, "--to"),
        "received": given_date(on, "--on"),
        "why": given_text(why, "--why"),
        "seal": given_text(seal, "--seal"),
        "place": given_text(place, "--place"),
        "condition": given_text(condition, "--condition"),
        "sources": tuple(dict.fromkeys(source or ())),
    }
    entry = Custody.model_validate({k: v for k, v in given.items() if v})

    def planned(current: CaseFile) -> Plan:
        ids = [e.id for e in current.case.exhibits]
        one_of(exhibit, ids, "ID", "exhibit")
        old = current.case.exhibit[exhibit].custody
        try:
            new = handed_over(current.case.exhibit[exhibit], given_text(giver, "--from"), entry)
        except ValueError as error:
            raise typer.BadParameter(f"{error} Nothing was written.") from None
        chain = ("exhibits", ids.index(exhibit), "custody")
        edits: list[Edit] = [Append(chain, _written(c)) for c in new[len(old) :]]
        if old and new[len(old) - 1] != old[-1]:
            edits.insert(0, Put((*chain, len(old) - 1, "handed_on"), entry.received.text))
        return Plan(tuple(edits), (f"exhibits.{exhibit}.custody[{len(new)}] added",))

    kept = keep(path, Event.hand_over, who, planned, write=not show)
    words = spoken(lang)
    noticed(kept, who, words)
    if show:
        typer.echo(kept.diff, nl=False)
        return
    holder = len(kept.after.case.exhibit[exhibit].custody)
    text = "Recorded: {id} is with holder {number}, from {day}."
    typer.echo(words.text(text, id=exhibit, number=holder, day=entry.received))


def _written(entry: Any) -> dict[str, Any]:
    """An entry of a chain of custody as it is written into the case: who and when first."""
    value: dict[str, Any] = entry.model_dump(mode="json", exclude_defaults=True)
    return {k: value[k] for k in ("holder", "received", "handed_on", *value) if k in value}


LIST = """List the exhibits of a case.

Shows what each exhibit is, where its file is, who holds it, and whether its hash is recorded.

\b
Examples:
  minnesota exhibit list
  minnesota exhibit list my-case --format json

\b
Exit codes:
  0  shown
  2  the case could not be used
"""


@app.command("list", help=LIST, cls=Command)
def list_exhibits(
    path: CasePath = Path(),
    format: Annotated[
        Format, typer.Option("--format", "-f", help="Format of the output.")
    ] = Format.text,
    lang: Lang = None,
) -> None:
    """Print them."""
    from minnesota.reading.case import load_case
    from minnesota.terminal import exhibits

    file, words = load_case(path), spoken(lang)
    if format is Format.json:
        typer.echo(exhibits.table_as_json(file), nl=False)
    elif file.case.exhibits:
        typer.echo(exhibits.table(file, words), nl=False)
    else:
        typer.echo(words.text("No exhibit is recorded."))


VERIFY = """Verify every exhibit's file and chain of custody.

Hashes each file again. Fails if a file changed, is missing, cannot be read, or lies outside the
case's folder.

Reads each chain of custody. Fails if it contradicts itself: nobody held the exhibit for a while,
two held it at once, or time runs backwards.

Also reports, without failing, what is not recorded, such as a hash or the time of a hand-over, and
files in evidence/ that no exhibit names.

\b
Examples:
  minnesota exhibit verify
  minnesota exhibit verify my-case --format json

\b
Exit codes:
  0  nothing failed
  1  something failed, and is named
  2  the case could not be used
"""


@app.command("verify", help=VERIFY, cls=Command)
def verify(
    path: CasePath = Path(),
    format: Annotated[
        Format, typer.Option("--format", "-f", help="Format of the output.")
    ] = Format.text,
    lang: Lang = None,
) -> int:
    """Print what is wrong, and what was proven; gives the exit code."""
    from minnesota.evidence import custody, fixity
    from minnesota.reading.case import load_case
    from minnesota.terminal import exhibits

    file, words = load_case(path), spoken(lang)
    folder, all = file.path.resolve().parent, file.case.exhibits
    size = sum(fixity.length(folder, exhibit) for exhibit in all if exhibit.file)
    with byte_progress(words.text("Hashing"), size) as progress:
        files = fixity.verify(folder, all, progress)
    breaks = [(e, b) for e in all for b in custody.breaks(e)]
    proof = exhibits.Proof(files, breaks, fixity.strays(folder, all))
    text = (
        exhibits.proof_as_json(file, proof)
        if format is Format.json
        else exhibits.proof(file, proof, words)
    )
    typer.echo(text, nl=False)
    if proof.failed:
        return ExitCode.gaps
    return ExitCode.done
