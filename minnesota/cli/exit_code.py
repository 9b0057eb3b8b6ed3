"""What a command says to the shell."""

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended. A number from 128 on is 128 and the signal that ended it."""

    done = 0
    gaps = 1
    unusable = 2
    hung_up = 129
    stopped = 130
    terminated = 143
