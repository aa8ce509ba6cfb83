"""Mean shift: points of an embedding to clusters (Comaniciu & Meer 2002, flat kernel, seeded from a sample)."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from cad.geometry.vectors import Array

_SEEDS, _ROUNDS = 400, 30


def mean_shift(embedding: Array, bandwidth: float, rng: np.random.Generator) -> np.ndarray:
    """Cluster of each row ``(N,)``, numbered from 0, heaviest first; every row gets the nearest mode."""
    tree = cKDTree(embedding)
    modes = embedding[rng.permutation(len(embedding))[:_SEEDS]]
    for _ in range(_ROUNDS):
        near = tree.query_ball_point(modes, bandwidth)
        moved = np.array([embedding[rows].mean(0) if rows else mode for rows, mode in zip(near, modes, strict=True)])
        still = np.abs(moved - modes).max() < 1e-3 * bandwidth
        modes = moved
        if still:
            break
    weight = np.array([len(rows) for rows in tree.query_ball_point(modes, bandwidth)])
    kept: list[Array] = []
    for mode in modes[np.argsort(-weight, kind="stable")]:
        if all(np.linalg.norm(mode - other) > bandwidth for other in kept):
            kept.append(mode)
    return cKDTree(np.array(kept)).query(embedding)[1]
