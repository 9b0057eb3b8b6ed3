"""`python -m minnesota`, and the console script: the program begins here."""

import gc
import os
import signal
import sys
from types import FrameType


def main() -> None:
    """Run the program and exit with its code. Every way in begins here."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _stop_loading)
    from minnesota.cli import run

    code = run()
    gc.freeze()  # the process ends: Python need not look once more for what it could free
    sys.exit(code)


def _stop_loading(number: int, frame: FrameType | None) -> None:
    """End at once: nothing was begun, and what is raised while modules are loaded may get lost."""
    os.write(2, b"Stopped.\n")
    os._exit(130)  # ExitCode.stopped, which is not loaded yet


if __name__ == "__main__":
    main()
