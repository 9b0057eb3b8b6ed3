"""Sealed cases: written, verified, opened."""
