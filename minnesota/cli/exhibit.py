"""`minnesota exhibit`: take in what is relied upon, say who holds it, prove that it is unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minnesota.cli import exhibit_add
from minnesota.cli.exhibit_add import given_text, progress_bar
from minnesota.cli.options import CasePath, Format, Lang, Who, given_date, noticed, one_of, spoken
from minnesota.cli.record import complete_exhibit

if TYPE_CHECKING:
    from minnesota.reading.case import CaseFile

HELP = "Take in what is relied upon, record who holds it, and prove that it is unchanged."

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.command("add", help=exhibit_add.HELP)(exhibit_add.add)


HAND_OVER = """Record that an exhibit changed hands.

The last holder's entry gets the time at which it was handed on, and the new holder's is added. Who hands it
on must be who holds it by the case; where no holder is recorded yet, --from begins the chain. A hand-over
that contradicts what is recorded (before it was received, say) is refused before anything is written: if
both are true, the entry before it is wrong and has to be mended first.

\b
Examples:
  minnesota exhibit hand-over E05 --to "State laboratory" --on 2025-01-12
  minnesota exhibit hand-over E05 my-case --from "Field office" --to "State laboratory" \\
      --on 2025-01-12T09:30 --why "DNA analysis" --seal 0042 --condition "seal intact" --source E09

Exit codes: 0 written; 2 refused, nothing was written.
"""


@app.command("hand-over", help=HAND_OVER)
def hand_over(
    exhibit: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="The exhibit.", autocompletion=complete_exhibit, show_default=False
        ),
    ],
    to: Annotated[str, typer.Option("--to", help="Who holds it now.", show_default=False)],
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help="The day, or the hour: 2025-01-12T09:30.")
    ],
    path: CasePath = Path(),
    giver: Annotated[
        str | None, typer.Option("--from", help="Who handed it on.", show_default=False)
    ] = None,
    why: Annotated[str | None, typer.Option(help="What for.", show_default=False)] = None,
    seal: Annotated[
        str | None, typer.Option(help="The number of its seal.", show_default=False)
    ] = None,
    condition: Annotated[
        str | None, typer.Option(help="Its condition, and the seal's.", show_default=False)
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="Where it is kept now.", show_default=False)
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            help="The exhibit that shows it, by its id; may be repeated.",
            autocompletion=complete_exhibit,
            show_default=False,
        ),
    ] = None,
    who: Who = None,
    show: Annotated[
        bool, typer.Option("--show", help="Show the difference, and write nothing.")
    ] = False,
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


LIST = """List the exhibits: what each is, where its file is, who holds it, whether its hash is recorded.

\b
Examples:
  minnesota exhibit list
  minnesota exhibit list my-case --format json
"""


@app.command("list", help=LIST)
def list_exhibits(
    path: CasePath = Path(),
    format: Annotated[Format, typer.Option("--format", "-f", help="How to show it.")] = Format.text,
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


VERIFY = """Prove the exhibits: hash every file again, and go through every chain of custody.

A file that changed, is missing, cannot be read or lies outside the case's folder fails, and so does a chain
of custody that contradicts itself: nobody held it for a while, or two at once, or it went back in time. What
is only not recorded (a hash, the time of a hand-over) is told and does not fail. Files in evidence/ that no
exhibit names are told too.

\b
Examples:
  minnesota exhibit verify
  minnesota exhibit verify my-case --format json

Exit codes: 0 nothing failed; 1 something did, and is named; 2 the case could not be used.
"""


@app.command("verify", help=VERIFY)
def verify(
    path: CasePath = Path(),
    format: Annotated[Format, typer.Option("--format", "-f", help="How to show it.")] = Format.text,
    lang: Lang = None,
) -> int:
    """Print what is wrong, and what was proven; gives the exit code."""
    from minnesota.evidence import custody, fixity
    from minnesota.reading.case import load_case
    from minnesota.terminal import exhibits

    file, words = load_case(path), spoken(lang)
    folder, all = file.path.resolve().parent, file.case.exhibits
    with progress_bar(
        sum(fixity.length(folder, e) for e in all if e.file), words.text("Hashing")
    ) as progress:
        files = fixity.verify(folder, all, progress)
    breaks = [(e, b) for e in all for b in custody.breaks(e)]
    proof = exhibits.Proof(files, breaks, fixity.strays(folder, all))
    text = (
        exhibits.proof_as_json(file, proof)
        if format is Format.json
        else exhibits.proof(file, proof, words)
    )
    typer.echo(text, nl=False)
    return int(proof.failed)
