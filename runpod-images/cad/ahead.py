"""Jobs begun before their turn: on a second core, each in a process of its own.

What comes of them is what would come of them one after the other. Results are taken in the order of the jobs, and the
computing time of those taken counts as the taker's own, against its own limit. Jobs whose turn never comes are ended
and cost nobody anything.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import resource
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import numpy as np

import cad.kernel.packed  # noqa: F401 - solids travel between the processes

T = TypeVar("T")

#: More at once take a few hundred MB each, and the first two jobs are most of the work.
AT_ONCE_MAX = 2
_PR_SET_PDEATHSIG = 1

#: Computing time, in seconds, of results taken from other processes.
_taken_s = 0.0


def cores() -> int:
    """How many this process may use: those it is bound to, and what its container is granted of them."""
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        granted, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return here if granted == "max" else max(1, min(here, ceil(int(granted) / int(period) - 0.25)))
    except (OSError, ValueError):
        return here


def spent_s() -> float:
    """Computing time of this process, and of all results it took from others."""
    return time.process_time() + _taken_s


def in_turn(jobs: Sequence[Callable[[], Iterator[T]]], at_once: int) -> Iterator[Iterator[T]]:
    """The results of each job, in the order of the jobs; ``at_once``: how many may be at work.

    Whoever asks for the next job's results is done with those of the one before. Results travel as copies in any case,
    so that they do not depend on the number of cores.
    """
    if at_once < 2 or not hasattr(os, "fork"):
        yield from (map(_copied, job()) for job in jobs)
        return
    waiting, begun = deque(jobs), deque[_Begun]()
    try:
        while waiting or begun:
            while waiting and len(begun) < at_once:
                begun.append(_Begun(waiting.popleft()))
            yield begun[0].results()
            begun.popleft().end()
    finally:
        for job in begun:
            job.end()


def _copied(result: T) -> T:
    return pickle.loads(pickle.dumps(result, pickle.HIGHEST_PROTOCOL))  # noqa: S301 - our own bytes


class _Begun:
    """A job at work in a process of its own."""

    def __init__(self, job: Callable[[], Iterator[Any]]) -> None:
        self._job = job
        read, write = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        spent = spent_s()
        self._process = os.fork()
        if self._process == 0:
            os.close(read)
            _work(job, write, _limit_s() - spent)
        os.close(write)
        self._pipe = os.fdopen(read, "rb")

    def results(self) -> Iterator[Any]:
        taken, done = 0, False
        while not done:
            try:
                spent, done, result = pickle.load(self._pipe)  # noqa: S301 - from our own process
            except (EOFError, pickle.UnpicklingError):
                self._break_off_alike()
                yield from islice(map(_copied, self._job()), taken, None)
                return
            _take(spent)
            if not done:
                taken += 1
                yield result

    def _break_off_alike(self) -> None:
        """What ended the job ends us, as it would have without a second core; but for want of memory, which alone we
        may have enough of."""
        status = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        self._process = 0
        if status == -signal.SIGKILL:
            return
        if status < 0:
            os.kill(os.getpid(), -status)
        raise RuntimeError(f"a job broke off with status {status}")

    def end(self) -> None:
        self._pipe.close()
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
            self._process = 0


def _take(seconds: float) -> None:
    """Counts against this process' own limit, which ends us where it would have without a second core."""
    global _taken_s
    _taken_s += seconds
    left = _limit_s() - spent_s()
    if left < np.inf:
        if left <= 0:
            os.kill(os.getpid(), signal.SIGXCPU)
        _limit_to(time.process_time() + left)


@cache
def _limit_s() -> float:
    """As this process was given it."""
    limit = resource.getrlimit(resource.RLIMIT_CPU)[0]
    return np.inf if limit == resource.RLIM_INFINITY else float(limit)


def _limit_to(seconds: float) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (max(1, ceil(seconds)), resource.getrlimit(resource.RLIMIT_CPU)[1]))


def end_with_parent() -> None:
    """Nobody would take the results of an orphan."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _work(job: Callable[[], Iterator[Any]], write: int, limit_s: float) -> NoReturn:
    """Writes ``(seconds since the last, is it over, result)`` of each result, and leaves."""
    status = 1
    try:
        end_with_parent()
        if limit_s < np.inf:
            _limit_to(limit_s)
        before = 0.0
        with os.fdopen(write, "wb") as pipe:
            for result in job():
                now = time.process_time()
                pickle.dump((now - before, False, result), pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()
                before = now
            pickle.dump((time.process_time() - before, True, None), pipe)
        status = 0
    except BrokenPipeError:
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)
