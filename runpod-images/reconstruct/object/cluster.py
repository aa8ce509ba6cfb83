"""Which of the points are the part: one connected body near where the cameras look."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from reconstruct.dense.views import FloatArray

ISLAND_SHARE_MIN = 0.01
ISLAND_GAP_MAX = 0.05


def clusters(points: FloatArray, cell: float) -> NDArray[np.int64]:
    """Label ``(n,)`` of each point: occupied cells of edge ``cell`` that touch, even at a corner, are one cluster."""
    keys = np.floor(points / cell).astype(np.int64)
    cells, owner = np.unique(keys, axis=0, return_inverse=True)
    pairs = cKDTree(cells).query_pairs(1.9, output_type="ndarray")
    size = len(cells)
    graph = coo_matrix((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    return connected_components(graph, directed=False)[1][owner.ravel()]


def part_mask(
    points: FloatArray, weight: FloatArray, centre: FloatArray, radius: float, cell: float
) -> NDArray[np.bool_]:
    """The cluster with the most weight near ``centre``, and islands close to it.

    A cluster's score is its summed ``weight``, fading with the distance from ``centre`` in units of ``radius`` so that
    a large thing at the border does not win. Islands (at least 1 % of the part's points, within 5 % of its diagonal
    from its bounding box) belong to it: plain areas without depth can divide a part.
    """
    if not len(points):
        return np.zeros(0, bool)
    label = clusters(points, cell)
    near = np.exp(-((np.linalg.norm(points - centre, axis=1) / (0.5 * radius)) ** 2))
    main = int(np.bincount(label, weight * near).argmax())
    chosen = label == main
    low, high = points[chosen].min(0), points[chosen].max(0)
    gap_max = ISLAND_GAP_MAX * float(np.linalg.norm(high - low))
    counts = np.bincount(label)
    for other in np.nonzero(counts >= ISLAND_SHARE_MIN * counts[main])[0]:
        island = points[label == other]
        gap = np.maximum(np.maximum(low - island, island - high), 0)
        border = np.linalg.norm(island - centre, axis=1).max() > 0.95 * radius
        if not border and np.linalg.norm(gap, axis=1).max() < gap_max:
            chosen |= label == other
    return chosen
