"""The checks a step may name: what each is called, what it is asked of, and the function that
looks.
"""

from minnesota.checks import (
    accountability,
    death,
    delays,
    forms,
    independent,
    interviews,
    items,
    participation,
    prompt,
    protection,
    records,
    thorough,
    transparent,
)
from minnesota.checks.registry import CHECKS, Check

__all__ = [
    "CHECKS",
    "Check",
    "accountability",
    "death",
    "delays",
    "forms",
    "independent",
    "interviews",
    "items",
    "participation",
    "prompt",
    "protection",
    "records",
    "thorough",
    "transparent",
]
