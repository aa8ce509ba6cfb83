"""Points of one surface that hang together."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from cad.geometry.vectors import Array


def _labels(points: Array, gap: float) -> np.ndarray:
    pairs = cKDTree(points).query_pairs(gap, output_type="ndarray")
    graph = coo_matrix((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(len(points),) * 2)
    return connected_components(graph, directed=False)[1]


def largest_piece(points: Array, gap: float) -> np.ndarray:
    """Mask of the largest group of points joined by steps ≤ ``gap``."""
    if len(points) == 0:
        return np.zeros(0, bool)
    label = _labels(points, gap)
    return label == np.bincount(label).argmax()


def pieces(points: Array, gap: float, least: int) -> np.ndarray:
    """Mask of the points in groups (joined by steps ≤ ``gap``) of at least ``least`` points."""
    if len(points) < least:
        return np.zeros(len(points), bool)
    label = _labels(points, gap)
    return np.bincount(label)[label] >= least
