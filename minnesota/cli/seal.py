"""`minnesota seal`: a case as one package that proves itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from minnesota.cli.options import AsOf, CasePath, day

HELP = """Seal a case: the case, its journal, its exhibits, the assessment and the gap report, in one package.

It first verifies that the case is valid, that every exhibit's file is the one recorded, and that the
journal is whole, and refuses otherwise. Breaks in a chain of custody are told and sealed as they are. What
it writes is a BagIt bag (RFC 8493), with the SHA-256 and SHA-512 of every file: a folder, or a zip where
the name ends in .zip. The same case gives the same zip on the same day. It holds no user name, no path
and no time of day but those that the case, its journal and its exhibits hold themselves.

\b
Examples:
  minnesota seal my-case -o sealed                      a folder
  minnesota seal my-case -o case.zip                    one file
  minnesota seal my-case -o case.zip --encrypt-to age1… case.zip.age, for whoever has that key
  minnesota seal my-case -o case.zip --encrypt-to keys.txt --sign ~/.ssh/id_ed25519

--encrypt-to takes a public key of age or SSH, or a file with such lines; the plain package is then never
written to a disk. --sign uses ssh-keygen, which asks for the key's passphrase itself.

Exit codes: 0 sealed; 2 refused, nothing was written.
"""


def seal(
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="A new folder, or a new file that ends in .zip.",
            show_default=False,
        ),
    ],
    path: CasePath = Path(),
    encrypt_to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RECIPIENT", help="Encrypt to this key; may be repeated.", show_default=False
        ),
    ] = None,
    sign: Annotated[
        Path | None,
        typer.Option(metavar="KEY", help="Sign with this SSH key (private).", show_default=False),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Seal the case and say what was sealed."""
    from minnesota.sealing.seal import recipients, seal_case

    target = _named(output, bool(encrypt_to))
    keys = recipients(encrypt_to) if encrypt_to else []
    with bar("Sealing") as progress:
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
            "a seal is a folder, or a file that ends in .zip", param_hint="--output"
        )
    if encrypted and ending == ".zip":
        return output.with_name(f"{output.name}.age")
    if encrypted and ending != ".age":
        raise typer.BadParameter(
            "only one file can be encrypted; end its name in .zip", param_hint="--output"
        )
    if ending == ".age" and not encrypted:
        raise typer.BadParameter(
            "say to whom to encrypt it, with --encrypt-to", param_hint="--output"
        )
    return output


@contextmanager
def bar(doing: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error, at a terminal, that shows itself when there is much to read."""
    import sys

    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(doing), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(doing, total=None, visible=False)

        def tell(read: int, total: int) -> None:
            shown.update(task, advance=read, total=total, visible=total > 50_000_000)

        yield tell
