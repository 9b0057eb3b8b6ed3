"""`minnesota unseal`: verifies a sealed case, and opens it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from minnesota.cli.exit_code import ExitCode
from minnesota.cli.progress import byte_progress

HELP = """Verify a sealed case and open it.

With -o, writes the case into a new or empty folder. Verifies everything before it writes a file:
every file against both manifests, the signature, the case, its journal, and every exhibit against
the case.

Refuses links, paths that escape the package, clashing names, zip bombs and unlisted files. Fetches
nothing. A break in a chain of custody is reported and refuses nothing: a seal keeps a case as it
was.

\b
Examples:
  minnesota unseal case.zip            verify only
  minnesota unseal case.zip -o case    verify, then write the case
  minnesota unseal case.zip.age --identity key.txt -o case
  minnesota unseal case.zip --signers allowed_signers
                                       accept only these signers

--signers takes a file as ssh-keygen reads it: a name and a public key a line. Without it, the
signature is verified against the key in the package. Whose key that is stays unchecked. An SSH
key for --identity must have no passphrase. An encrypted case is decrypted in memory, or in an
unnamed temporary file when it is large.

\b
Exit codes:
  0  everything holds
  1  something does not hold, nothing was written
  2  this is not a sealed case, or it cannot be read
"""


def unseal(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="SEALED", help="Sealed case: a file or a folder.", show_default=False
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Write the case into this new or empty folder.",
            show_default=False,
        ),
    ] = None,
    identity: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Decrypt with this private key. May be repeated.",
            show_default=False,
        ),
    ] = None,
    signers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Trust only the signers in this file.", show_default=False
        ),
    ] = None,
) -> int:
    """Verify it and say what was found; gives the exit code."""
    from minnesota.sealing.encryption import identities
    from minnesota.sealing.unseal import unseal_case

    if signers and not signers.is_file():
        raise typer.BadParameter("there is no such file", param_hint="--signers")
    keys = identities(identity) if identity else []
    with byte_progress("Verifying") as progress:
        found = unseal_case(path, output, keys, signers, progress)
    for fault in found.faults:
        typer.echo(fault, err=True)
    if found.faults:
        typer.echo(f"Not whole: {path} ({len(found.faults)} found). Nothing was written.", err=True)
        return ExitCode.gaps
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
    return ExitCode.done
