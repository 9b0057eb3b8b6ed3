"""`minnesota unseal`: verifies a sealed case, and opens it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from minnesota.cli.seal import bar

HELP = """Verify a sealed case and, with -o, write the case that it holds into a new or empty folder.

Everything is verified before a single file is written: every file against both manifests, the signature,
the case, its journal, and every exhibit against the case. Links, paths that lead out, names that clash,
bombs and anything that nothing names are refused. Nothing is fetched. Breaks in a chain of custody are
told and refuse nothing: a seal keeps a case as it was.

\b
Examples:
  minnesota unseal case.zip                             verify only
  minnesota unseal case.zip -o case                     verify, then write the case
  minnesota unseal case.zip.age --identity key.txt -o case
  minnesota unseal case.zip --signers allowed_signers   only if signed by one of these

--signers is a file as ssh-keygen reads it: a line is a name and a public key. Without it a signature is
held against its own key, and whose key that is stays unchecked. An SSH key given as --identity must have no
passphrase. An encrypted case is decrypted in memory or, when large, into a file without a name.

Exit codes: 0 all holds; 1 something does not, nothing was written; 2 this is no sealed case, or cannot be read.
"""


def unseal(
    path: Annotated[
        Path, typer.Argument(metavar="FILE|DIR", help="A sealed case.", show_default=False)
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write the case into this new or empty folder.",
            show_default=False,
        ),
    ] = None,
    identity: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="A private key to decrypt with; may be repeated.",
            show_default=False,
        ),
    ] = None,
    signers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Whose signatures are trusted (allowed_signers).",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Verify it and say what was found; gives the exit code."""
    from minnesota.sealing.unseal import identities, unseal_case

    if signers and not signers.is_file():
        raise typer.BadParameter("there is no such file", param_hint="--signers")
    keys = identities(identity) if identity else []
    with bar("Verifying") as progress:
        found = unseal_case(path, output, keys, signers, progress)
    for fault in found.faults:
        typer.echo(fault, err=True)
    if found.faults:
        typer.echo(f"Not whole: {path} ({len(found.faults)} found). Nothing was written.", err=True)
        return 1
    name = found.case.case.id if found.case else "a case of an older format"
    typer.echo(
        f"Whole: {name}, sealed on {found.sealed} ({found.files} files, {found.size:,} bytes)"
    )
    if found.head:
        number, digest = found.head.split()
        typer.echo(f"Journal: line {number}, with the hash\n  {digest}")
        typer.echo("  Compare this with what was written down when it was sealed.")
    typer.echo(f"Signature: {found.signature}")
    for note in found.notes:
        typer.echo(f"Note: {note}.")
    if found.breaks:
        typer.echo("Breaks in the chains of custody, as they were sealed:")
        for broken in found.breaks:
            typer.echo(f"  {broken}")
    typer.echo(f"Written: {output}" if output else "Nothing was written (-o DIR writes the case).")
    return 0
