"""A case to seal, and the tools of others that look at what was sealed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from minnesota.keeping.events import Event
from minnesota.keeping.keep import begin_journal
from support.cases import HEAD
from support.commands import run

BODY = """
incident: {{date: 2025-01-02, sources: [E02]}}
victims:
  - id: V01
exhibits:
  - id: E01
    kind: photo
    title: A photograph
    file: evidence/E01-photo.jpg
    sha256: {photo}
    custody:
      - {{holder: First, received: 2025-01-03, handed_on: 2025-01-04}}
      - {{holder: Second, received: 2025-01-08}}
  - id: E02
    kind: document
    title: A statement
    file: evidence/E02-déclaration.txt
    sha256: sha256:{text}
"""
PHOTO, TEXT = bytes(range(256)) * 2000, "Ils étaient neuf.\n".encode()


def make_case(folder: Path) -> Path:
    """A case with two exhibits' files, a broken chain of custody and a journal of two lines."""
    (folder / "evidence").mkdir(parents=True)
    (folder / "evidence/E01-photo.jpg").write_bytes(PHOTO)
    (folder / "evidence/E02-déclaration.txt").write_bytes(TEXT)
    digests = {"photo": hashlib.sha256(PHOTO).hexdigest(), "text": hashlib.sha256(TEXT).hexdigest()}
    (folder / "case.yaml").write_text(HEAD + BODY.format(**digests), "utf-8")
    (folder / "case.schema.json").write_text("{}")
    begin_journal(folder / "case.yaml", Event.init, None)
    done = run(
        "record",
        "bias.weighing",
        folder,
        "--status",
        "done",
        "--source",
        "E02",
        "--note",
        "Looked at.",
    )
    assert done.returncode == 0, done.stderr
    return folder


def state(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def ssh_key(path: Path) -> Path:
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "nobody", "-f", path], check=True
    )
    return path


def bagit_accepts(folder: Path) -> bool:
    done = subprocess.run(
        [sys.executable, "-m", "bagit", "--validate", str(folder)], capture_output=True
    )
    return done.returncode == 0
