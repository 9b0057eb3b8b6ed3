"""Showing an assessment: one file an output. Nothing here decides anything."""
