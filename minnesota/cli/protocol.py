"""`minnesota protocol`: read the packs, check one of your own, hold its citations against the document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minnesota.cli.completion import complete_pack, complete_step_of_pack
from minnesota.cli.exit_code import ExitCode
from minnesota.cli.options import Command, Lang, Language, one_of, spoken
from minnesota.model import DEFAULT_PROTOCOL

if TYPE_CHECKING:
    from minnesota.model.protocol import Protocol

HELP = """Read protocol packs, or check your own.

\b
Examples:
  minnesota protocol list
  minnesota protocol show --search "burned remains"
  minnesota protocol explain autopsy.performed
  minnesota protocol check ./my-pack

\b
Exit codes:
  0  done
  1  no step was found, or the pack has faults
  2  the pack could not be used
"""

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


Pack = Annotated[
    str,
    typer.Option(
        "--pack",
        metavar="PACK",
        help="Name of a built-in pack, or folder of your own.",
        autocompletion=complete_pack,
    ),
]


LIST = """List the built-in packs.

\b
Examples:
  minnesota protocol list
  minnesota protocol list --lang fr

\b
Exit codes:
  0  printed
  2  a pack could not be used
"""


@app.command("list", help=LIST, cls=Command)
def list_packs(lang: Lang = None) -> None:
    """Print each pack with its title and what it holds."""
    from minnesota.reading.protocol import protocol_names
    from minnesota.terminal.protocol import contents

    for name in protocol_names():
        typer.echo(contents(_load(name, lang), spoken(lang)))


SHOW = """Print the steps of a pack as an outline.

\b
Examples:
  minnesota protocol show
  minnesota protocol show --principle prompt
  minnesota protocol show --paragraph 25
  minnesota protocol show --search "burned remains"
  minnesota protocol show --pack berkeley-2022
  minnesota protocol show --lang fr --search "restes humains"

\b
Exit codes:
  0  printed
  1  no step was found
  2  the pack could not be used
"""


@app.command("show", help=SHOW, cls=Command)
def show(
    pack: Pack = DEFAULT_PROTOCOL,
    principle: Annotated[
        str | None,
        typer.Option(
            "--principle", "-p", metavar="ID", help="Only this principle.", show_default=False
        ),
    ] = None,
    phase: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this phase.", show_default=False)
    ] = None,
    paragraph: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER",
            help="Only steps whose citation shows this paragraph.",
            show_default=False,
        ),
    ] = None,
    search: Annotated[
        str | None,
        typer.Option(
            metavar="WORDS", help="Only steps that hold all these words.", show_default=False
        ),
    ] = None,
    lang: Lang = None,
) -> int:
    """Print the outline; gives 1 where no step is found."""
    from minnesota.terminal.protocol import matching, outline

    protocol, words = _load(pack, lang), spoken(lang)
    one_of(principle, [p.id for p in protocol.principles], "--principle", "principle")
    one_of(phase, [p.id for p in protocol.phases], "--phase", "phase")
    found = list(matching(protocol, principle, phase, paragraph, search))
    if not found:
        typer.echo(words.text("No step is found by that."), err=True)
        return ExitCode.gaps
    typer.echo(outline(protocol, found, words), nl=False)
    return ExitCode.done


EXPLAIN = """Explain a step: what it asks, and how to answer it.

Says why the step matters, where it stands in the document, how sure that citation is, what
computes the answer, and what to write into the case.

\b
Examples:
  minnesota protocol explain autopsy.performed
  minnesota protocol explain online.hash --pack berkeley-2022
  minnesota protocol explain autopsy.performed --lang es

\b
Exit codes:
  0  printed
  2  there is no such step, or the pack could not be used
"""


@app.command("explain", help=EXPLAIN, cls=Command)
def explain(
    step: Annotated[
        str,
        typer.Argument(
            metavar="STEP",
            help="Id of the step, as check shows it.",
            autocompletion=complete_step_of_pack,
        ),
    ],
    pack: Annotated[
        str | None,
        typer.Option(
            "--pack", metavar="PACK", help="Pack of the step.", show_default="any built-in pack"
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    """Print all that is known of a step."""
    from minnesota.reading.protocol import protocol_names
    from minnesota.reading.translation import translated
    from minnesota.terminal.protocol import explanation

    names = [pack] if pack else sorted(protocol_names(), key=lambda n: n != DEFAULT_PROTOCOL)
    looked = {name: _load(name) for name in names}
    one_of(step, [i for p in looked.values() for i in p.step], "STEP", "step")
    name, protocol = next((n, p) for n, p in looked.items() if step in p.step)
    words = spoken(lang)
    protocol = translated(protocol, _name(name), words.code)
    typer.echo(explanation(protocol, protocol.step[step], words), nl=False)


CHECK = """Check that a pack of your own is valid and complete.

\b
Examples:
  minnesota protocol check ./my-pack
  minnesota protocol check protocols/minnesota-2016

\b
Exit codes:
  0  nothing to fix
  1  the pack works but has faults, such as a missing translation or a
     paragraph that no step cites
  2  the pack cannot be used
"""


@app.command("check", help=CHECK, cls=Command)
def check(
    pack: Annotated[
        str, typer.Argument(metavar="PACK", help="Folder of the pack, or name of a built-in pack.")
    ],
) -> int:
    """Check a pack; gives the exit code."""
    from minnesota.authoring.whole import faults

    protocol, found = faults(_name(pack))
    for fault in found:
        typer.echo(fault, err=True)
    numbers = sum(1 for s in protocol.steps if s.cite.confidence != "section")
    checks = sum(1 for s in protocol.steps if s.check)
    said = f"{len(found)} to mend" if found else "nothing to mend"
    typer.echo(
        f"{protocol.id}: {len(protocol.steps)} steps, {numbers} with a paragraph number, {checks} computed; {said}."
    )
    if found:
        return ExitCode.gaps
    return ExitCode.done


VERIFY = """Check a pack's citations against the PDF of the document.

Answers for each step that cites a paragraph: agree, doubt or not found. It looks whether the
paragraph exists and holds the step's keywords. It reads words, not meaning: look at each "agree"
before you rely on it.

With --write, marks the steps that agree as "verified" in the pack's own files, and changes nothing
else there. This needs the folder of the pack: a built-in pack is not edited.

\b
Examples:
  minnesota protocol verify minnesota-2016 MinnesotaProtocol.pdf
  minnesota protocol verify protocols/minnesota-2016 MinnesotaProtocol.pdf \\
      --write

\b
Exit codes:
  0  all citations agree
  1  some do not
  2  the pack or the PDF could not be used
"""


@app.command("verify", help=VERIFY, cls=Command)
def verify(
    pack: Annotated[
        str,
        typer.Argument(
            metavar="PACK",
            help="Name of a built-in pack, or folder of your own.",
            autocompletion=complete_pack,
        ),
    ],
    source: Annotated[Path, typer.Argument(metavar="PDF", help="The document.")],
    write: Annotated[
        bool, typer.Option("--write", help='Mark the steps that agree as "verified" in the pack.')
    ] = False,
    all: Annotated[bool, typer.Option("--all", help="Show the steps that agree, too.")] = False,
) -> int:
    """Compare, and write if asked to; gives the exit code."""
    from minnesota.authoring.citations import raised
    from minnesota.authoring.citations import verify_citations as compare
    from minnesota.authoring.paragraphs import paragraphs_of
    from minnesota.base.files import write as write_file
    from minnesota.reading.protocol import is_own, load_protocol, protocol_sources

    name = _name(pack)
    protocol = load_protocol(name)
    folder = Path(name)
    if write and not is_own(name):
        raise typer.BadParameter(
            "--write edits the files of a pack; give the folder of the pack", param_hint="PACK"
        )
    paragraphs = paragraphs_of(source)
    answers = compare(protocol, paragraphs)
    for a in answers:
        if all or a.answer != "agree":
            typer.echo(
                f"{a.answer.replace('-', ' ')}: {a.step} (para {a.citation}, {a.confidence}): {a.reason}"
            )
    counts = {
        word: sum(a.answer == word for a in answers) for word in ("agree", "doubt", "not-found")
    }
    typer.echo(
        f"{len(paragraphs)} paragraphs read. Of {len(answers)} citations {counts['agree']} agree,"
        f" {counts['doubt']} in doubt, {counts['not-found']} not found."
    )
    raising = {a.step for a in answers if a.answer == "agree" and a.confidence != "verified"}
    if write:
        for path, content in protocol_sources(name).items():
            new = raised(f"{name}/{path}", content, raising)
            if new != content:
                write_file(folder / path, new.decode())
                typer.echo(f"Written: {folder / path}", err=True)
    if counts["agree"] < len(answers):
        return ExitCode.gaps
    return ExitCode.done


def _load(pack: str, lang: Language | None = None) -> Protocol:
    """A pack, in a language if one was asked for."""
    from minnesota.reading.protocol import load_protocol
    from minnesota.reading.translation import translated

    name = _name(pack)
    return translated(load_protocol(name), name, spoken(lang).code)


def _name(pack: str) -> str:
    """A pack as `packs` names it: a folder that exists is meant as a path, whatever it is called."""
    return f"./{pack}" if Path(pack).is_dir() and not Path(pack).is_absolute() else pack
