"""Assess an investigation of a potentially unlawful death against the Minnesota Protocol (2016).

For other programs: `load_case` reads a case, `load_protocol` a pack, `assess` judges the one by the other. Nothing is
imported before it is used, and nothing is ever written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minnesota.version import __version__

if TYPE_CHECKING:
    from minnesota.casefile import CaseFile
    from minnesota.casefile import load as load_case
    from minnesota.diagnostics import Diagnostic, Problems
    from minnesota.engine.assess import assess
    from minnesota.engine.finding import Assessment, Finding
    from minnesota.packs import load as load_protocol
    from minnesota.protocol import Protocol

__all__ = [
    "Assessment",
    "CaseFile",
    "Diagnostic",
    "Finding",
    "Problems",
    "Protocol",
    "__version__",
    "assess",
    "load_case",
    "load_protocol",
]

_WHERE = {
    "assess": ("engine.assess", "assess"),
    "Assessment": ("engine.finding", "Assessment"),
    "CaseFile": ("casefile", "CaseFile"),
    "Diagnostic": ("diagnostics", "Diagnostic"),
    "Finding": ("engine.finding", "Finding"),
    "Problems": ("diagnostics", "Problems"),
    "Protocol": ("protocol", "Protocol"),
    "load_case": ("casefile", "load"),
    "load_protocol": ("packs", "load"),
}


def __getattr__(name: str) -> Any:
    """The public names, imported when they are asked for."""
    from importlib import import_module

    if name not in _WHERE:
        raise AttributeError(f"module 'minnesota' has no attribute '{name}'")
    module_name, attribute = _WHERE[name]
    return getattr(import_module(f"minnesota.{module_name}"), attribute)
