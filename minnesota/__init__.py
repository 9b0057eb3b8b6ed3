"""Assess an investigation of a potentially unlawful death against the Minnesota Protocol (2016).

For other programs: `load_case` reads a case, `load_protocol` a pack, `assess` judges the one by the
other. Nothing is
imported before it is used, and nothing is ever written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minnesota.version import __version__

if TYPE_CHECKING:
    from minnesota.base.diagnostics import Diagnostic, Problems
    from minnesota.engine.assess import assess
    from minnesota.engine.finding import Assessment, Finding
    from minnesota.model.protocol import Protocol
    from minnesota.reading.case import CaseFile, load_case
    from minnesota.reading.protocol import load_protocol

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
    "CaseFile": ("reading.case", "CaseFile"),
    "Diagnostic": ("base.diagnostics", "Diagnostic"),
    "Finding": ("engine.finding", "Finding"),
    "Problems": ("base.diagnostics", "Problems"),
    "Protocol": ("model.protocol", "Protocol"),
    "load_case": ("reading.case", "load_case"),
    "load_protocol": ("reading.protocol", "load_protocol"),
}


def __getattr__(name: str) -> Any:
    """The public names, imported when they are asked for."""
    from importlib import import_module

    if name not in _WHERE:
        raise AttributeError(f"module 'minnesota' has no attribute '{name}'")
    module_name, attribute = _WHERE[name]
    return getattr(import_module(f"minnesota.{module_name}"), attribute)
