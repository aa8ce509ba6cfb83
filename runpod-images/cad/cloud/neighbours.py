"""Who lies beside whom in a cloud, as the filters ask for it."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from cad.geometry.vectors import Array

_MOST = 120


def neighbours_within(points: Array, reach: float) -> tuple[Array, np.ndarray]:
    """Distances and indices ``(n, k)`` of the nearest points within ``reach``, each point itself included; where there
    are fewer, ``inf`` and ``n``."""
    distance, index = cKDTree(points).query(points, k=min(_MOST, len(points)), distance_upper_bound=reach)
    return distance, index.astype(np.int32)
