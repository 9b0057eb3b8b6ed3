"""Encryption of a sealed case with age, to public keys of age or SSH, and what opens it again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from minnesota.base.diagnostics import Diagnostic, Problems
from minnesota.sealing.bags import bag_fault

_IN_MEMORY = 64 * 1024 * 1024  # of a decrypted case; a larger one goes to a file without a name
_BEGINNINGS = (b"age-encryption.org/", b"-----BEGIN AGE")


def recipients(given: Sequence[str]) -> list[Any]:
    """Return the recipients meant by public keys of age or SSH, or by files of such lines.

    Raises Problems with one for each line that is no key, and each file without any.
    """
    import pyrage

    found: list[Any] = []
    faults: list[Diagnostic] = []
    for text in given:
        if text.startswith(("age1", "ssh-")):
            place, lines = "--encrypt-to", [text]
        else:
            place, lines = text, Path(text).read_text("utf-8", "replace").splitlines()
        has_key = False
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            has_key = True
            kind = pyrage.ssh if line.startswith("ssh-") else pyrage.x25519
            try:
                found.append(kind.Recipient.from_str(line.strip()))
            except pyrage.RecipientError:
                message = "this is no public key to encrypt to"
                hint = "give age1…, ssh-ed25519 … or ssh-rsa …, or a file with such lines"
                faults.append(Diagnostic(place, number, 1, "no-recipient", message, hint))
        if not has_key:
            message = "there is no public key in this file"
            faults.append(Diagnostic(text, 1, 1, "no-recipient", message))
    if faults:
        raise Problems(faults)
    return found


def identities(paths: Sequence[Path]) -> list[Any]:
    """Return the private keys in files, of age or of SSH.

    Raises Problems with one for each file that holds none that can be used.
    """
    import pyrage

    found: list[Any] = []
    faults: list[Diagnostic] = []
    for path in paths:
        try:
            found += _private_keys(path.read_bytes())
        except pyrage.IdentityError as error:
            message = f"this key cannot be used: {error}"
            hint = (
                "a key with a passphrase has to be freed of it first (a copy, with ssh-keygen -p)"
            )
            faults.append(Diagnostic(str(path), 1, 1, "no-identity", message, hint))
    if faults:
        raise Problems(faults)
    return found


def _private_keys(content: bytes) -> list[Any]:
    """Return the private keys in a file. Raises IdentityError when there is none."""
    import pyrage

    if content.startswith(b"-----BEGIN") and b"PRIVATE KEY" in content[:64]:
        return [pyrage.ssh.Identity.from_buffer(content)]
    keys: list[Any] = []
    for line in content.decode("ascii", "replace").splitlines():
        line = line.strip()
        if line.startswith("AGE-SECRET-KEY-"):
            keys.append(pyrage.x25519.Identity.from_str(line))
    if not keys:
        raise pyrage.IdentityError("there is no private key of age or SSH in it")
    return keys


@contextmanager
def encrypted(stream: BinaryIO, recipients: Sequence[Any], output: Path) -> Iterator[BinaryIO]:
    """Open a stream of which all goes encrypted into another, `stream`.

    It goes through a pipe, so that the plain text is never on a disk. `output`: the file that an
    OSError names.
    """
    from concurrent.futures import ThreadPoolExecutor

    import pyrage

    reading_end, writing_end = os.pipe()

    def encrypt() -> None:
        with os.fdopen(reading_end, "rb") as plain:
            pyrage.encrypt_io(plain, stream, list(recipients))

    with ThreadPoolExecutor(1) as pool:
        try:
            # Closed before the other end is waited for, whatever happens.
            with os.fdopen(writing_end, "wb") as plain:
                encrypting = pool.submit(encrypt)
                yield plain
        except BrokenPipeError:
            pass  # the other end says why
        try:
            encrypting.result()
        except pyrage.EncryptError as error:
            raise OSError(None, f"it could not be encrypted: {error}", str(output)) from None


@contextmanager
def decrypted(
    stream: IO[bytes], path: Path, identities: Sequence[Any], folder: Path | None
) -> Iterator[IO[bytes]]:
    """Open what a stream holds, decrypted where it is encrypted.

    Decrypted it stands in memory or, when large, in a file that never has a name. `folder`: where
    that file is made, beside what will be written; None for the system's own. `path`: the file
    that is read.

    Raises Problems when it is encrypted and none of the `identities` opens it.
    """
    beginning = stream.read(64)
    stream.seek(0)
    if not beginning.startswith(_BEGINNINGS):
        yield stream
        return
    if not identities:
        hint = "give the key to it with --identity FILE"
        raise Problems([bag_fault(str(path), "encrypted", "this is encrypted", hint)])
    import pyrage

    with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(folder) if folder else None) as plain:
        try:
            pyrage.decrypt_io(stream, plain, list(identities))
        except (pyrage.DecryptError, OSError) as error:
            message = f"this cannot be decrypted: {error}"
            hint = "is this the key that it was encrypted to, and was it copied whole?"
            raise Problems([bag_fault(str(path), "encrypted", message, hint)]) from None
        yield plain
