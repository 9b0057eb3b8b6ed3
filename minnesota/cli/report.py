"""`minnesota report`: writes a report of a case from a template."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minnesota.cli.options import AsOf, CasePath, day, refuse_output

if TYPE_CHECKING:
    from minnesota.casefile import CaseFile
    from minnesota.protocol import Protocol

HELP = """Write a report of a case.

The gap report is for those who work on the case (it is marked internal): the verdict on each
principle and why, every gap with its citation and what would close it, the timeline, the exhibits,
and what the program does not judge. The HTML is one file that loads nothing and needs no script.

\b
Examples:
  minnesota report my-case                          Markdown, to the terminal
  minnesota report my-case --to html -o gaps.html   a file to read, print or hand on
  minnesota report my-case --to html -o gaps.html --as-of 2025-06-30

Exit codes: 0 written; 2 the case or the pack could not be used.
"""


class Template(StrEnum):
    """A kind of report."""

    gap = "gap"


class To(StrEnum):
    """A format."""

    md = "md"
    html = "html"


def report(
    path: CasePath = Path(),
    template: Annotated[Template, typer.Option("--template", "-t", help="Which report.")] = Template.gap,
    to: Annotated[
        To | None, typer.Option(help="The format; else as the ending of --output says.", show_default="md")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write to this file instead of the terminal.", show_default=False),
    ] = None,
    as_of: AsOf = None,
    protocol: Annotated[
        str | None,
        typer.Option(help="By which protocol, where the case names several.", show_default=False),
    ] = None,
) -> None:
    """Write a report, and (when it goes to a file) show its summary."""
    from minnesota.assess import assess
    from minnesota.casefile import load
    from minnesota.render.report import render

    file = load(path)
    refuse_output(output, file)
    assessment = assess(_chosen(file, protocol), file.case, day(as_of))
    if to is None and output and output.suffix.lower() not in (".html", ".htm", ".md", ".txt", ""):
        raise typer.BadParameter("write to a file that ends in .html or .md, or say --to", param_hint="--output")
    if to is None:
        to = To.html if output and output.suffix.lower() in (".html", ".htm") else To.md
    text = render(file, assessment, template.value, to.value)
    if output is None:
        typer.echo(text, nl=False)
        return
    from minnesota.files import write
    from minnesota.render.terminal import summarise

    write(output, text)
    summarise(assessment)
    typer.echo(f"Written: {output} (internal: it holds what the case file says)")


def _chosen(file: CaseFile, name: str | None) -> Protocol:
    """The protocol to report on. Raises BadParameter where the case names several, and none of them was chosen."""
    known = {p.id: p for p in file.protocols}
    if name is None and len(known) == 1:
        return file.protocols[0]
    if name not in known:
        said = (
            "the case names several protocols; write a report for each" if name is None else "the case does not name it"
        )
        raise typer.BadParameter(f"{said}: {', '.join(known)}", param_hint="--protocol")
    return known[name]
