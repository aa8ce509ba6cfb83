"""Gives a process a share of its time: ``python slow_down.py PID SHARE``, until it is ended.

Chromium's own throttling slows the page's main thread alone; the work that is measured here runs in workers. A slice
is short against a frame, so that what is slowed runs slowly and not in fits.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time

SLICE_S = 0.01


def main(arguments: list[str]) -> int:
    """Stops and lets go, over and over."""
    pid, share = int(arguments[0]), float(arguments[1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while True:
            os.kill(pid, signal.SIGSTOP)
            time.sleep(SLICE_S * (1 - share))
            os.kill(pid, signal.SIGCONT)
            time.sleep(SLICE_S * share)
    except ProcessLookupError:
        return 1
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
