"""Signatures over a sealed case, made and checked by ssh-keygen with keys of SSH."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from minnesota.base.diagnostics import Diagnostic, Problems, shown
from minnesota.sealing.bags import SIGNATURE, SIGNED, bag_fault

NAMESPACE = "minnesota"  # what a signature is for


class SignatureCheck(NamedTuple):
    """What is to be said of a signature; `note`: what was not checked, and why."""

    summary: str
    note: str = ""
    fault: Diagnostic | None = None


def signer(key: Path) -> Callable[[bytes], bytes]:
    """Return a function that signs with an SSH key. A passphrase is asked for by ssh-keygen.

    Raises Problems when there is no ssh-keygen; so does the function when it cannot sign.
    """
    program = shutil.which("ssh-keygen")
    if program is None:
        message, hint = "signing needs ssh-keygen", "install OpenSSH"
        raise Problems.one(key, "no-ssh-keygen", message, hint)

    def sign(content: bytes) -> bytes:
        signing = _run([program, "-Y", "sign", "-n", NAMESPACE, "-f", str(key)], content)
        signature = signing.stdout
        if signing.returncode or not signature.startswith(b"-----BEGIN SSH SIGNATURE"):
            lines = signing.stderr.decode(errors="replace").strip().splitlines()
            reason = lines[-1] if lines else "it did not say why"
            message = f"ssh-keygen could not sign: {reason}"
            raise Problems.one(key, "not-signed", message)
        return signature

    return sign


def check_signature(signature: bytes, signed: bytes, signers: Path | None) -> SignatureCheck:
    """Return what is to be said of the signature over `signed`; empty when there is none.

    `signers`: a file of whose signatures are trusted, as ssh-keygen reads it.

    Raises Problems when a trusted signature is asked for and there is no ssh-keygen.
    """
    if not signature:
        fault = None
        if signers:
            message = "there is no signature, and a trusted one was asked for"
            fault = bag_fault(SIGNATURE, "unsigned", message)
        note = "it is not signed: whoever could change it could also make its manifests anew"
        return SignatureCheck("not signed", note, fault)
    program = shutil.which("ssh-keygen")
    if program is None:
        if signers:
            message, hint = "checking this needs ssh-keygen", "install OpenSSH"
            raise Problems([bag_fault(SIGNATURE, "no-ssh-keygen", message, hint)])
        note = "the signature was not checked: ssh-keygen is not installed"
        return SignatureCheck("not checked", note)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "sig")
        file.write_bytes(signature)

        def keygen(operation: str, *arguments: str) -> str | None:
            """Return what ssh-keygen prints; None where it refuses."""
            command = [program, "-Y", operation, "-n", NAMESPACE, "-s", str(file), *arguments]
            running = _run(command, signed)
            if running.returncode:
                return None
            return running.stdout.decode(errors="replace").strip()

        return _check_with(keygen, signers)


def _check_with(keygen: Callable[..., str | None], signers: Path | None) -> SignatureCheck:
    """Return what ssh-keygen says of a signature, and whether one of the `signers` made it."""
    summary = keygen("check-novalidate")
    if summary is None:
        message = f"this is no good signature of {SIGNED}"
        return SignatureCheck("not good", fault=bag_fault(SIGNATURE, "bad-signature", message))
    match = re.search(r"\S+ key SHA256:\S+", summary)
    key = match[0] if match else "a key"
    if signers is None:
        note = "whose key signed it was not checked: give --signers FILE"
        return SignatureCheck(f"good, by {key}", note)
    principals = keygen("find-principals", "-f", str(signers)) or ""
    for principal in principals.splitlines():
        if keygen("verify", "-f", str(signers), "-I", principal) is not None:
            return SignatureCheck(f"good, by {shown(principal)}, {key}")
    message = f"the signature is by {key}, whom {signers} does not trust"
    fault = bag_fault(SIGNATURE, "untrusted", message)
    return SignatureCheck(f"by {key}, not trusted", fault=fault)


def _run(command: Sequence[str], content: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, input=content, capture_output=True, check=False)  # noqa: S603
