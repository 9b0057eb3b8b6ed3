"""Build step: writes each pack as `compiled.json` beside its YAML, with the YAML's digest.

The program believes the JSON only while that digest is the digest of the YAML beside it, so an
edited pack is read from its YAML until the package is built again.
"""

from __future__ import annotations

import compileall
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand: python protocols/compile.py
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent.parent


def compile_all() -> None:
    """Compile every pack of the checkout."""
    sys.path.insert(0, str(ROOT))
    from minnesota.reading.protocol import compiled

    for head in sorted((ROOT / "protocols").glob("*/protocol.yaml")):
        for name, text in compiled(head.parent).items():
            (head.parent / name).write_text(text, encoding="utf-8")


class PackBuildHook(BuildHookInterface):
    """Runs before a wheel is built, an editable one included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the packs, if this is the wheel; and the code where pip would not, in an editable
        install.
        """
        if self.target_name == "wheel":
            compile_all()
        if version == "editable":
            compileall.compile_dir(ROOT / "minnesota", quiet=1)


if __name__ == "__main__":
    compile_all()
