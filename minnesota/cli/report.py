"""`minnesota report`: writes a report of a case from a template."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minnesota.cli.options import AsOf, CasePath, Lang, day, in_language, refuse_output
from minnesota.model.audience import READER_OF_TEMPLATE, Audience
from minnesota.report.formats import ENDINGS, Format, Kind

if TYPE_CHECKING:
    from minnesota.disclosure.redact import Hidden
    from minnesota.model.protocol import Protocol
    from minnesota.reading.case import CaseFile

HELP = """Write a report of a case for one kind of reader.

\b
Templates, and their reader unless --audience names another:
  gap            everything: verdicts, reasons, citations, and what would
                 close each gap (internal)
  un-submission  to the special procedures of the UN Human Rights Council (un)
  state          the questions to put to the Government (state)
  family         in plain words, without forensic detail (family)
  public         what may be published (public)

What the reader may not see is removed from the data before the template gets it: names without
permission and consent, children, protected persons, witnesses, the submitter, confidential
exhibits and exact positions. Read the report before you hand it on: no program finds what free
text gives away without a name.

\b
Examples:
  minnesota report my-case                           the gap report, Markdown
  minnesota report my-case -o gaps.html              HTML, PDF or Word, by the
                                                     ending of the file name
  minnesota report my-case -t un-submission --ready  what keeps it from being
                                                     submitted
  minnesota report my-case -t un-submission --lang fr -o communication.pdf
  minnesota report my-case -t family --lang es -o familia.docx
  minnesota report my-case -t gap --template-dir ./ours -o gaps.html

\b
Exit codes:
  0  written, or ready
  1  --ready found an obstacle, nothing was written
  2  the case, the pack or the template could not be used
"""


class Template(StrEnum):
    """A kind of report."""

    gap = "gap"
    un_submission = "un-submission"
    state = "state"
    family = "family"
    public = "public"


def report(
    path: CasePath = Path(),
    template: Annotated[
        Template, typer.Option("--template", "-t", help="Report to write.")
    ] = Template.gap,
    to: Annotated[
        Format | None,
        typer.Option(help="Format.", show_default="by the ending of --output, else md"),
    ] = None,
    audience: Annotated[
        Audience | None,
        typer.Option(help="Who will read it.", show_default="the template's reader"),
    ] = None,
    lang: Lang = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to this file.",
            show_default="the terminal",
        ),
    ] = None,
    as_of: AsOf = None,
    protocol: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Protocol to judge by. Needed if the case names several.",
            show_default=False,
        ),
    ] = None,
    template_dir: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Use your own templates first, such as DIR/gap/report.md.j2.",
            exists=True,
            file_okay=False,
            show_default=False,
        ),
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Mark every page as a draft.")] = False,
    withheld: Annotated[
        bool,
        typer.Option(
            "--withheld", help="List for you alone what the reader does not see, and why."
        ),
    ] = False,
    ready: Annotated[
        bool,
        typer.Option(
            "--ready", help="Check that the case can be submitted. Write nothing if it cannot."
        ),
    ] = False,
) -> int:
    """Write a report, and (when it goes to a file) say what was written; gives the exit code."""
    from minnesota.disclosure.view import view_for
    from minnesota.engine.assess import assess
    from minnesota.reading.case import load_case
    from minnesota.report.report import Design, render

    file = in_language(load_case(path), lang)
    refuse_output(output, file.files)
    chosen_format = _format(to, output)
    reader = audience or READER_OF_TEMPLATE[template.value]
    blocks = _blocks(file, ready) if ready or template is Template.un_submission else 0
    if ready and (blocks or output is None):
        return int(bool(blocks))
    assessment = assess(_chosen(file, protocol), file.case, day(as_of))
    view = view_for(file.case, assessment, reader)
    design = Design(
        template=template.value,
        format=chosen_format,
        lang=lang.value if lang else "en",
        folder=template_dir,
        draft=draft or bool(blocks),
    )
    made = render(view, file.fingerprint, design)
    if blocks:
        typer.echo(
            f"Marked as a draft: {blocks} things keep it from being submitted (--ready names "
            f"them).",
            err=True,
        )
    if reader != "internal":
        _tell_withheld(view.hidden, withheld)
    if output is None:
        if chosen_format.kind is Kind.PLAIN:
            typer.echo(made.decode(), nl=False)
        else:
            sys.stdout.buffer.write(made)
        return 0
    from minnesota.base.files import write

    write(output, made)
    whom = (
        "those who work on the case: it holds what the case file says"
        if reader == "internal"
        else reader
    )
    typer.echo(f"Written: {output} (for {whom})")
    return 0


def _tell_withheld(hidden: Sequence[Hidden], each: bool) -> None:
    """Say on standard error what was withheld from the reader: counted, or one by one (`each`)."""
    from collections import Counter

    if each:
        typer.echo("\n".join(f"withheld: {h.path}: {h.what} ({h.why})" for h in hidden), err=True)
    counts = ", ".join(
        f"{what} ({count})" for what, count in Counter(h.what for h in hidden).items()
    )
    if counts:
        typer.echo(
            f"Withheld from this reader: {counts}{'' if each else '; --withheld lists it'}.",
            err=True,
        )


def _format(to: Format | None, output: Path | None) -> Format:
    """Return the format. Raises BadParameter where the ending says none, or another."""
    ending = output.suffix.lower() if output else ""
    if to is None:
        if ending not in ENDINGS:
            known = ", ".join(e for e in ENDINGS if e)
            raise typer.BadParameter(
                f"the file name must end in one of {known}; or give --to", param_hint="--output"
            )
        to = ENDINGS[ending]
    elif output and ENDINGS.get(ending, to) is not to and ending:
        raise typer.BadParameter(
            f"--to {to.value} conflicts with a file name ending in {ending}", param_hint="--output"
        )
    if output is None and to.kind is Kind.BINARY and sys.stdout.isatty():
        raise typer.BadParameter(
            f"{to.value} cannot be shown in a terminal; use --output FILE", param_hint="--to"
        )
    return to


def _blocks(file: CaseFile, tell: bool) -> int:
    """How many things keep a case from being submitted; told on standard error, with what is
    only to be looked at.
    """
    from minnesota.submission.readiness import ready

    found = ready(file)
    blocks = sum(f.severity == "block" for f in found)
    if tell:
        for f in found:
            typer.echo(f"{f.severity}: {f.diagnostic}", err=True)
        last = (
            "nothing keeps it from being submitted" if not blocks else "it cannot be submitted yet"
        )
        typer.echo(f"{blocks} to mend first, {len(found) - blocks} to look at: {last}.")
    return blocks


def _chosen(file: CaseFile, name: str | None) -> Protocol:
    """The protocol to report on. Raises BadParameter where the case names several, and none
    of them was chosen.
    """
    known = {p.id: p for p in file.protocols}
    if name is None and len(known) == 1:
        return file.protocols[0]
    if name not in known:
        said = (
            "the case names several protocols; choose one"
            if name is None
            else "the case does not name this protocol"
        )
        raise typer.BadParameter(f"{said}: {', '.join(known)}", param_hint="--protocol")
    return known[name]
