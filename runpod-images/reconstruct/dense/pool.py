"""One single-threaded process for a share of the views."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from reconstruct.stage import StageError

Task = TypeVar("Task")
Result = TypeVar("Result")
ONE_THREAD = ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class ViewPool:
    """Processes that live for the whole stage, so that imports are paid once. Use as a context manager."""

    def __init__(self, processes: int) -> None:
        self._processes = max(1, processes)

    def __enter__(self) -> ViewPool:
        # Threads of native libraries would fight the sibling processes for the cores (3-4 times slower).
        os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
        self._pool = ProcessPoolExecutor(self._processes, mp_context=multiprocessing.get_context("spawn"))
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def map(
        self, function: Callable[[Task], Result], tasks: Sequence[Task], done: Callable[[int], None]
    ) -> list[Result]:
        """Results in the order of ``tasks``; ``done`` hears how many have come.

        Raises ``StageError`` (stage-crashed) when a process dies; an exception of a task comes through as it is.
        """
        futures = {self._pool.submit(function, task): k for k, task in enumerate(tasks)}
        results: list = [None] * len(tasks)
        try:
            for count, future in enumerate(as_completed(futures), 1):
                results[futures[future]] = future.result()
                done(count)
        except BrokenProcessPool as error:
            raise StageError("stage-crashed", "dense", "a process that made depth maps died", retryable=True) from error
        return results
