"""`minnesota protocol`: read the packs, check one of your own, hold its citations against the document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minnesota.cli.options import Lang, Language, one_of, spoken

if TYPE_CHECKING:
    from minnesota.model.protocol import Protocol

HELP = "Read the protocol packs; check one of your own; hold its citations against the document."
DEFAULT = "minnesota-2016"

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def complete_pack(incomplete: str) -> list[str]:
    """Packs that are shipped, for the shell's completion."""
    from minnesota.reading.protocol import protocol_names

    return [n for n in protocol_names() if n.startswith(incomplete)]


def complete_step(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Steps of the pack, for the shell's completion."""
    from minnesota.reading.protocol import load_protocol

    pack = load_protocol(ctx.params.get("pack") or DEFAULT)
    return [(s.id, s.title) for s in pack.steps if s.id.startswith(incomplete)]


Pack = Annotated[
    str,
    typer.Option(
        "--pack",
        help="A shipped pack by name, or the folder of your own.",
        autocompletion=complete_pack,
    ),
]


@app.command(
    "list", help="List the packs that are shipped.\n\n\b\nExample:\n  minnesota protocol list"
)
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
"""


@app.command("show", help=SHOW)
def show(
    pack: Pack = DEFAULT,
    principle: Annotated[
        str | None,
        typer.Option("--principle", "-p", help="Only this principle.", show_default=False),
    ] = None,
    phase: Annotated[str | None, typer.Option(help="Only this phase.", show_default=False)] = None,
    paragraph: Annotated[
        str | None,
        typer.Option(
            help="Only what cites this paragraph, where its number is shown.", show_default=False
        ),
    ] = None,
    search: Annotated[
        str | None, typer.Option(help="Only what holds all these words.", show_default=False)
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
        return 1
    typer.echo(outline(protocol, found, words), nl=False)
    return 0


EXPLAIN = """Explain a step: what is asked and why, where it stands and how sure that is, what computes it, what to write.

\b
Examples:
  minnesota protocol explain autopsy.performed
  minnesota protocol explain online.hash --pack berkeley-2022
  minnesota protocol explain autopsy.performed --lang es
"""


@app.command("explain", help=EXPLAIN)
def explain(
    step: Annotated[
        str,
        typer.Argument(help="The step's id, as `check` shows it.", autocompletion=complete_step),
    ],
    pack: Annotated[
        str | None,
        typer.Option(
            "--pack", help="A pack; else the shipped ones are looked through.", show_default=False
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    """Print all that is known of a step."""
    from minnesota.reading.protocol import protocol_names
    from minnesota.reading.translation import translated
    from minnesota.terminal.protocol import explanation

    names = [pack] if pack else sorted(protocol_names(), key=lambda n: n != DEFAULT)
    looked = {name: _load(name) for name in names}
    one_of(step, [i for p in looked.values() for i in p.step], "STEP", "step")
    name, protocol = next((n, p) for n, p in looked.items() if step in p.step)
    words = spoken(lang)
    protocol = translated(protocol, _name(name), words.code)
    typer.echo(explanation(protocol, protocol.step[step], words), nl=False)


CHECK = """Check a pack of your own: its form, and whether it is whole.

\b
Examples:
  minnesota protocol check ./my-pack
  minnesota protocol check protocols/minnesota-2016

Exit codes: 0 nothing to mend; 1 it can be used but something is amiss (a missing translation,
a paragraph that no step cites); 2 it cannot be used.
"""


@app.command("check", help=CHECK)
def check(
    pack: Annotated[
        str, typer.Argument(metavar="PATH", help="The pack's folder, or a shipped pack's name.")
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
    return int(bool(found))


VERIFY = """Hold the citations of a pack against the PDF of the document, for whoever has it.

Says for each step that cites a paragraph whether that paragraph exists and holds the step's keywords:
agree, doubt or not found. It reads words, not meaning: look at each "agree" before you rely on it.

\b
Examples:
  minnesota protocol verify minnesota-2016 MinnesotaProtocol.pdf
  minnesota protocol verify protocols/minnesota-2016 MinnesotaProtocol.pdf --write

With --write, the steps that agree are marked "verified" in the pack's own files, and nothing else in
them changes. It needs the pack's folder: a pack that came with the program is not edited.

Exit codes: 0 all agree; 1 some do not; 2 the pack or the PDF could not be used.
"""


@app.command("verify", help=VERIFY)
def verify(
    pack: Annotated[
        str, typer.Argument(help="A pack's name, or its folder.", autocompletion=complete_pack)
    ],
    source: Annotated[Path, typer.Argument(metavar="SOURCE.pdf", help="The document.")],
    write: Annotated[
        bool, typer.Option("--write", help='Mark what agrees as "verified" in the pack.')
    ] = False,
    all: Annotated[bool, typer.Option("--all", help="Show those that agree too.")] = False,
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
            "--write edits a pack's files: give the folder of the pack", param_hint="PACK"
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
    return int(counts["agree"] < len(answers))


def _load(pack: str, lang: Language | None = None) -> Protocol:
    """A pack, in a language if one was asked for."""
    from minnesota.reading.protocol import load_protocol
    from minnesota.reading.translation import translated

    name = _name(pack)
    return translated(load_protocol(name), name, spoken(lang).code)


def _name(pack: str) -> str:
    """A pack as `packs` names it: a folder that exists is meant as a path, whatever it is called."""
    return f"./{pack}" if Path(pack).is_dir() and not Path(pack).is_absolute() else pack
