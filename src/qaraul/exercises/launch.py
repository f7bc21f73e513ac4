"""Become another program that stops when its parent is gone, however the parent went.

Run as `python -m qaraul.exercises.launch PARENT PROGRAM ARGUMENT…`.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h; kept through exec


def main() -> None:
    """Ask the kernel for a signal at the parent's end, then become the program."""
    parent, program = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            raise SystemExit(1)
    os.execv(program[0], program)  # noqa: S606  our own command, no shell wanted


if __name__ == "__main__":
    main()
