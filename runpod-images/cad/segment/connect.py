"""Points of one surface that hang together."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from cad.geometry.vectors import Array


def pieces(points: Array, gap: float, least: int) -> np.ndarray:
    """Mask of the points in groups (joined by steps ≤ ``gap``) of at least ``least`` points."""
    if len(points) < least:
        return np.zeros(len(points), bool)
    pairs = cKDTree(points).query_pairs(gap, output_type="ndarray")
    graph = coo_matrix((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(len(points),) * 2)
    label = connected_components(graph, directed=False)[1]
    return np.bincount(label)[label] >= least
