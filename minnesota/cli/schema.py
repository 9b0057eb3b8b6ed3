"""`minnesota schema`: JSON Schema, for editors that complete and check while one types."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

HELP = """Print the JSON Schema of a document for editors.

An editor that knows the schema completes and checks while you type.

\b
Examples:
  minnesota schema case > case.schema.json
  minnesota schema protocol > protocol.schema.json

\b
Exit codes:
  0  printed
  2  there is no such kind of document
"""


class Kind(StrEnum):
    """A kind of document."""

    case = "case"
    protocol = "protocol"


def schema(
    kind: Annotated[
        Kind, typer.Argument(metavar="KIND", help="Kind of document: case or protocol.")
    ],
) -> None:
    """Print a schema."""
    from minnesota.reading.schema import schema_of

    typer.echo(schema_of(kind.value), nl=False)
