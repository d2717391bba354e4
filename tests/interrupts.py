"""Ctrl-C for programs that tests start, however the tests were started."""

from __future__ import annotations

import signal


def hear_interrupts() -> None:
    """For a process about to begin: a shell's background jobs, and all that they start, are deaf to SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
