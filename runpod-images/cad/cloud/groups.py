"""Points that hang together."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from cad.geometry.vectors import Array


def groups_within(points: Array, reach: float) -> np.ndarray:
    """Number of the group of each point ``(n,)``, from 0; steps of at most ``reach`` join points."""
    pairs = cKDTree(points).query_pairs(reach, output_type="ndarray")
    graph = coo_matrix((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(len(points), len(points)))
    return connected_components(graph, directed=False)[1]
