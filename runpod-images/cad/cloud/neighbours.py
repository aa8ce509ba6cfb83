"""Who lies beside whom in a cloud, as the filters ask for it, and how those beside a point are spread."""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy.spatial import cKDTree

from cad.geometry.vectors import Array

_MOST = 120


class Beside:
    """The neighbours of each of ``points (n, 3)``, looked up once for all who ask."""

    def __init__(self, points: Array) -> None:
        self.points = np.ascontiguousarray(points, float)
        self._tree = cKDTree(self.points)
        self._within: tuple[float, Array, np.ndarray] | None = None

    def nearest(self, count: int) -> np.ndarray:
        """Indices ``(n, count)`` of the nearest points, each point itself included."""
        return self._tree.query(self.points, k=min(count, len(self.points)))[1]

    def within(self, reach: float) -> tuple[Array, np.ndarray]:
        """Distances and indices ``(n, k)`` of the nearest points within ``reach``, each point itself included; where
        there are fewer, ``inf`` and ``n``."""
        if self._within is None or self._within[0] < reach:
            most = min(_MOST, len(self.points))
            distance, index = self._tree.query(self.points, k=most, distance_upper_bound=reach)
            self._within = reach, distance, index.astype(np.int32)
        widest, distance, index = self._within
        if widest == reach:
            return distance, index
        beyond = distance >= reach
        return np.where(beyond, np.inf, distance), np.where(beyond, np.int32(len(self.points)), index)


@njit(cache=True, error_model="numpy")
def _leans(normals, index):
    out = np.empty(index.shape)
    for i in range(index.shape[0]):
        x, y, z = normals[i, 0], normals[i, 1], normals[i, 2]
        for m in range(index.shape[1]):
            j = index[i, m]
            out[i, m] = normals[j, 0] * x + normals[j, 1] * y + normals[j, 2] * z
    return out


@njit(cache=True, error_model="numpy")
def _spreads(points, index, weight):
    out = np.empty((index.shape[0], 3, 3))
    for i in range(index.shape[0]):
        sx, sy, sz = 0.0, 0.0, 0.0
        for m in range(index.shape[1]):
            j, w = index[i, m], weight[i, m]
            sx += w * points[j, 0]
            sy += w * points[j, 1]
            sz += w * points[j, 2]
        xx, xy, xz, yy, yz, zz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for m in range(index.shape[1]):
            j, w = index[i, m], weight[i, m]
            x, y, z = points[j, 0] - sx, points[j, 1] - sy, points[j, 2] - sz
            xx += w * x * x
            xy += w * x * y
            xz += w * x * z
            yy += w * y * y
            yz += w * y * z
            zz += w * z * z
        out[i, 0, 0], out[i, 1, 1], out[i, 2, 2] = xx, yy, zz
        out[i, 0, 1] = out[i, 1, 0] = xy
        out[i, 0, 2] = out[i, 2, 0] = xz
        out[i, 1, 2] = out[i, 2, 1] = yz
    return out


def leans(normals: Array, index: np.ndarray) -> Array:
    """Cosines ``(n, k)`` between the normal of each point and those of its neighbours ``index (n, k)``."""
    return _leans(np.ascontiguousarray(normals, float), index.astype(np.int32))


def local_planes(points: Array, normals: Array, index: np.ndarray, weight: Array) -> tuple[Array, Array]:
    """Planes through the neighbours ``index (n, k)`` of each point, weighed by ``weight (n, k)``: unit normals on the
    side of ``normals (n, 3)``, and the spread across the plane ``(n,)``."""
    weight = weight / weight.sum(1, keepdims=True)
    values, vectors = np.linalg.eigh(_spreads(np.ascontiguousarray(points, float), index.astype(np.int32), weight))
    normal = vectors[:, :, 0]
    turned = np.where(np.einsum("ni,ni->n", normal, normals) < 0, -1.0, 1.0)[:, None]
    return normal * turned, np.sqrt(np.maximum(values[:, 0], 0))
