"""Assess an investigation of a potentially unlawful death against the Minnesota Protocol (2016)."""

__version__ = "0.1.0"
