"""Where `protocols/`, `templates/` and `examples/` are: in a wheel, an editable install or a
checkout.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal


def find(kind: Literal["protocols", "templates", "examples"]) -> Traversable:
    """The folder of that name. Raises FileNotFoundError when the installation is incomplete."""
    inside = files("minnesota") / kind
    if inside.is_dir():
        return inside
    checkout = Path(__file__).resolve().parent.parent.parent
    # beside the package only in a checkout: in a wheel, "beside" is everybody's site-packages
    if (checkout / "pyproject.toml").is_file() and (checkout / kind).is_dir():
        return checkout / kind
    raise FileNotFoundError(
        f"this installation of minnesota lacks its folder {kind}/; install it again"
    )
