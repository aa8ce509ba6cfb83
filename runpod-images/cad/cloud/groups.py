"""Points that hang together."""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy.spatial import cKDTree

from cad.geometry.vectors import Array


@njit(cache=True)
def _joined(pairs, count):
    """Number of the group of each of ``count`` things, in the order in which groups are first met."""
    above = np.arange(count)
    for p in range(len(pairs)):
        a, b = pairs[p, 0], pairs[p, 1]
        while above[a] != a:
            above[a] = above[above[a]]
            a = above[a]
        while above[b] != b:
            above[b] = above[above[b]]
            b = above[b]
        if a < b:
            above[b] = a
        else:
            above[a] = b
    label, groups = np.empty(count, np.int64), 0
    for k in range(count):
        # The first of a group is above all others of it.
        if above[k] == k:
            label[k] = groups
            groups += 1
        else:
            root = above[k]
            while above[root] != root:
                root = above[root]
            label[k] = label[root]
    return label


def groups_within(points: Array, reach: float) -> np.ndarray:
    """Number of the group of each point ``(n,)``, from 0; steps of at most ``reach`` join points."""
    return _joined(cKDTree(points).query_pairs(reach, output_type="ndarray"), len(points))
