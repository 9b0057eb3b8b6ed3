"""The checks a step may name: what each is called, what it is asked of, and the function that looks."""

from minnesota.checks import (
    accountability as _accountability,
    independent as _independent,
    participation as _participation,
    prompt as _prompt,
    thorough as _thorough,
    transparent as _transparent,
)
from minnesota.checks.registry import CHECKS, Check

__all__ = ["CHECKS", "Check"]
