"""How much memory a process tree holds, and held at most."""

from __future__ import annotations

import time

import psutil

#: Proportional sets cost the kernel milliseconds each; this keeps watching below 1 % of a core.
INTERVAL_S = 0.5


class MemoryWatch:
    """Samples a tree's memory; ``peak_mb`` is the most seen.

    A single process (beside its guard) counts by its resident set. Several count by their proportional sets: forked
    workers share most of their pages, and a sum of resident sets would count these once for each.
    """

    def __init__(self, process_id: int) -> None:
        self._root = psutil.Process(process_id)
        self._next_s = 0.0
        self._last_mb = 0.0
        self.peak_mb = 0.0

    def sample_mb(self) -> float:
        """MB held now; measured at most every ``INTERVAL_S``, the last figure in between."""
        if time.monotonic() < self._next_s:
            return self._last_mb
        self._next_s = time.monotonic() + INTERVAL_S
        try:
            tree = [self._root, *self._root.children(recursive=True)]
            sizes = [self._root.memory_info().rss] if len(tree) <= 2 else list(map(_proportional_bytes, tree))
        except psutil.Error:
            return self._last_mb
        self._last_mb = sum(sizes) / 2**20
        self.peak_mb = round(max(self.peak_mb, self._last_mb), 1)
        return self._last_mb


def _proportional_bytes(process: psutil.Process) -> int:
    try:
        return process.memory_full_info().pss
    except psutil.Error:
        return 0
