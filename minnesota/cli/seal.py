"""`minnesota seal`: a case as one package that proves itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from minnesota.cli.options import AsOf, CasePath, day
from minnesota.cli.progress import byte_progress

HELP = """Seal a case into one package that can be verified.

The package holds the case, its journal, its exhibits, the assessment and the gap report. It is a
BagIt bag (RFC 8493) with the SHA-256 and SHA-512 of every file: a folder, or a zip file if the
name ends in .zip.

Verifies first that the case is valid, that every exhibit's file is the recorded one, and that the
journal is whole. Otherwise it refuses. A break in a chain of custody is reported and sealed as it
is.

The same case gives the same zip file on the same day. The package adds no user name, path or time
of day to those that the case, its journal and its exhibits hold.

\b
Examples:
  minnesota seal my-case -o sealed     a folder
  minnesota seal my-case -o case.zip   one file
  minnesota seal my-case -o case.zip --encrypt-to age1…
                                       case.zip.age, for the owner of that key
  minnesota seal my-case -o case.zip --encrypt-to keys.txt \\
      --sign ~/.ssh/id_ed25519

--encrypt-to takes a public key of age or SSH, or a file with one key a line. The unencrypted
package is then never written to a disk. --sign calls ssh-keygen, which asks for the key's
passphrase itself.

\b
Exit codes:
  0  sealed
  2  refused, nothing was written
"""


def seal(
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="NEW",
            help="New folder, or new file ending in .zip.",
            show_default=False,
        ),
    ],
    path: CasePath = Path(),
    encrypt_to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RECIPIENT",
            help="Encrypt to this public key. May be repeated.",
            show_default=False,
        ),
    ] = None,
    sign: Annotated[
        Path | None,
        typer.Option(metavar="KEY", help="Sign with this private SSH key.", show_default=False),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Seal the case and say what was sealed."""
    from minnesota.sealing.encryption import recipients
    from minnesota.sealing.seal import seal_case

    target = _named(output, bool(encrypt_to))
    keys = recipients(encrypt_to) if encrypt_to else []
    with byte_progress("Sealing") as progress:
        done = seal_case(path, target, day(as_of), keys, sign, progress)
    kind = "signed" if sign else "not signed"
    typer.echo(
        f"Sealed: {target} ({done.files} files, {done.size:,} bytes, {kind}{', encrypted' if keys else ''})"
    )
    if done.head:
        number, digest = done.head.split()
        typer.echo(f"Journal: line {number}, with the hash\n  {digest}")
        typer.echo("  Write this down or send it apart: it proves later that nothing was cut off.")
    else:
        typer.echo("Journal: none; how the case came to be what it is cannot be shown.")
    if done.sha256:
        typer.echo(f"SHA-256 of the file:\n  {done.sha256}")
    if done.breaks:
        typer.echo("Sealed as they are, breaks in the chains of custody:")
        for broken in done.breaks:
            typer.echo(f"  {broken}")


def _named(output: Path, encrypted: bool) -> Path:
    """Where to write: an encrypted zip ends in .age. Raises BadParameter where the ending and the option disagree."""
    ending = output.suffix.lower()
    if ending in (".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"):
        raise typer.BadParameter(
            "a sealed case is a folder, or a file ending in .zip", param_hint="--output"
        )
    if encrypted and ending == ".zip":
        return output.with_name(f"{output.name}.age")
    if encrypted and ending != ".age":
        raise typer.BadParameter(
            "only a single file can be encrypted; use a name ending in .zip", param_hint="--output"
        )
    if ending == ".age" and not encrypted:
        raise typer.BadParameter("a name ending in .age needs --encrypt-to", param_hint="--output")
    return output
