"""Winding number of an oriented point cloud: about 1 inside, 0 outside, soft where the cloud is open.

Source: Barill et al., Fast Winding Numbers for Soups and Clouds, 2018 (the direct sum, on a thinned cloud).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy.spatial import cKDTree

from cad.geometry.vectors import Array


@njit(cache=True, fastmath=True)
def _sum(points, moments, queries, soften2):
    # In single precision, two to four times as many a step; what it is asked for is soft.
    out, count = np.zeros(len(queries), np.float32), len(points)
    squares, above, root = np.empty(count, np.float32), np.empty(count, np.float32), np.empty(count, np.float32)
    square_bits, root_bits = squares.view(np.int32), root.view(np.int32)
    half, three_halves = np.float32(0.5), np.float32(1.5)
    for q in range(len(queries)):
        for p in range(count):
            dx = points[p, 0] - queries[q, 0]
            dy = points[p, 1] - queries[q, 1]
            dz = points[p, 2] - queries[q, 2]
            squares[p] = dx * dx + dy * dy + dz * dz + soften2
            above[p] = moments[p, 0] * dx + moments[p, 1] * dy + moments[p, 2] * dz
        # 1/r by the halved exponent and three of Newton's steps: roots and divisions take twice as long.
        for p in range(count):
            root_bits[p] = np.int32(0x5F3759DF) - (square_bits[p] >> np.int32(1))
        total = np.float32(0.0)
        for p in range(count):
            r, h = root[p], half * squares[p]
            r = r * (three_halves - h * r * r)
            r = r * (three_halves - h * r * r)
            r = r * (three_halves - h * r * r)
            total += above[p] * (r * r * r)
        out[q] = total * np.float32(1 / (4 * np.pi))
    return out


def point_areas(points: Array, neighbours: int = 12) -> Array:
    """Surface each point stands for ``(n,)``: a disc that reaches its neighbours; length unit squared."""
    count = min(neighbours, len(points) - 1)
    reach = cKDTree(points).query(points, k=count + 1)[0][:, -1]
    return np.pi * reach**2 / (count + 1)


class WindingField:
    """Field of ``points (n, 3)`` with outward ``normals``; ``table_z`` closes the unseen contact with a table.

    The part and its mirror image below the table make one closed body, so the contact needs no points.
    """

    def __init__(self, points: Array, normals: Array, table_z: float | None, seed: int = 0, most: int = 9000) -> None:
        keep = np.arange(len(points))
        if len(points) > most:
            keep = np.random.default_rng(seed).choice(len(points), most, replace=False)
        thin, areas = points[keep], point_areas(points[keep])
        moments = normals[keep] * np.minimum(areas, 12 * np.median(areas))[:, None]
        if table_z is not None:
            thin = np.vstack([thin, thin * [1, 1, -1] + [0, 0, 2 * table_z]])
            moments = np.vstack([moments, moments * [1, 1, -1]])
        self._middle = thin.mean(0)
        self._points, self._moments = ((rows.astype(np.float32)) for rows in (thin - self._middle, moments))
        self._soften2 = np.float32(np.median(areas))

    def at(self, queries: Array) -> Array:
        """Winding number at ``queries (m, 3)``."""
        local = (np.asarray(queries, float) - self._middle).astype(np.float32)
        return _sum(self._points, self._moments, local, self._soften2).astype(float)
