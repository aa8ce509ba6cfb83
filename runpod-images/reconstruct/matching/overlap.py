"""Which pairs of photos are worth matching in full: those whose largest features already match.

Preemptive matching (Wu, "Towards linear-time incremental structure from motion", 3DV 2013): large features survive a
change of view, and a thirtieth of the work ranks the others by overlap. Votes have no safe threshold (a turntable's
repeated print gives every pair dozens), so every photo keeps its best neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from reconstruct.matching.nearest import match_descriptors

PROBE_FEATURES = 700
NEIGHBOURS = 14
EXHAUSTIVE_UP_TO = 20


def overlapping_pairs(
    descriptors: list[np.ndarray],
    sizes: list[np.ndarray],
    processes: int,
    progress: Callable[[float, float, str], None],
) -> list[tuple[int, int]]:
    """Pairs (i < j) of photos that seem to show the same; ``descriptors`` and keypoint ``sizes`` by photo."""
    count = len(descriptors)
    every = [(i, j) for i in range(count) for j in range(i + 1, count)]
    if count <= EXHAUSTIVE_UP_TO:
        return every
    probes = [d[np.argsort(-s, kind="stable")[:PROBE_FEATURES]] for d, s in zip(descriptors, sizes, strict=True)]
    votes = np.zeros((count, count), int)
    with ThreadPoolExecutor(processes) as pool:
        results = pool.map(lambda pair: len(match_descriptors(probes[pair[0]], probes[pair[1]])), every)
        for done, ((i, j), found) in enumerate(zip(every, results, strict=True), start=1):
            votes[i, j] = votes[j, i] = found
            if done % 100 == 0:
                progress(done, len(every), "looking for photos that overlap")
    nearest = np.argsort(-votes, axis=1, kind="stable")[:, :NEIGHBOURS]
    wanted = np.zeros((count, count), bool)
    wanted[np.arange(count)[:, None], nearest] = True
    wanted |= wanted.T
    return [(i, j) for i, j in every if wanted[i, j]]
