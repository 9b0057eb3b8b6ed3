"""Unsealing: proving that a sealed case is what was sealed, before a single file is written."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from minnesota.base.diagnostics import Problems
from minnesota.sealing import bags
from minnesota.sealing.bags import bag_fault
from minnesota.sealing.encryption import decrypted
from minnesota.sealing.names import CASE
from minnesota.sealing.seal import Progress, progress_out_of
from minnesota.sealing.verify import OpenBag, Unsealed, hash_members, verify_bag


def unseal_case(
    path: Path,
    output: Path | None = None,
    identities: Sequence[Any] = (),
    signers: Path | None = None,
    progress: Progress | None = None,
) -> Unsealed:
    """Verify a sealed case and, where nothing is wrong with it, write its case into a folder.

    `output`: that folder, new or empty. `identities`: age's. `signers`: a file of whose signatures
    are trusted, as ssh-keygen reads it.

    Raises Problems when this is no sealed case at all, or cannot be read.
    """
    if output is not None:
        is_empty_folder = output.is_dir() and not any(output.iterdir())
        if not is_empty_folder:
            bags.refuse_taken(output)
    with _open_sealed(path, identities, output) as (members, faults):
        if faults:
            return Unsealed(None, "", len(members), 0, "", "not looked at", (), (), tuple(faults))
        readings = 2 if output else 1  # to verify, then to copy
        total = readings * sum(member.size for member in members.values())
        count_bytes = progress_out_of(total, progress)
        bag = hash_members(members, count_bytes)
        unsealed = verify_bag(bag, signers)
        if output is not None and not unsealed.faults:
            _write_case(bag, output, count_bytes)
        return unsealed


@contextmanager
def _open_sealed(
    path: Path, identities: Sequence[Any], output: Path | None
) -> Iterator[bags.Contents]:
    """Open the files of a sealed case. Raises Problems when it is none or cannot be read."""
    if path.is_dir():
        if not (path / "bagit.txt").is_file():
            message = "this folder holds no sealed case: it has no bagit.txt"
            raise Problems([bag_fault(str(path), "no-seal", message)])
        yield bags.in_folder(path)
        return
    folder = output.resolve().parent if output else None
    with path.open("rb") as stream, decrypted(stream, path, identities, folder) as plain:
        length = plain.seek(0, 2)
        try:
            archive = zipfile.ZipFile(plain)
        except bags.DAMAGED as error:
            message = f"this cannot be read as a zip: {error}"
            hint = "was it copied whole? hold its SHA-256 against the one that `seal` printed"
            raise Problems([bag_fault(str(path), "no-seal", message, hint)]) from None
        with archive:
            yield bags.in_zip(archive, length)


def _write_case(bag: OpenBag, output: Path, progress: bags.Progress | None) -> None:
    """Write the case of a bag into a folder. Raises Problems when it is not what was verified."""
    with bags.new_folder(output, progress) as put:
        for name, member in bag.members.items():
            if not name.startswith(CASE):
                continue
            written = put(member._replace(name=member.name.removeprefix(CASE)))
            if written != bag.sums[name]:
                message = "this was changed after it was verified; nothing was written"
                raise Problems([bag_fault(name, "changed", message)])
