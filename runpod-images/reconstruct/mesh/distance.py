"""Distance from points to a triangle mesh."""

from __future__ import annotations

import numba as nb
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from reconstruct.dense.views import FloatArray

CANDIDATES = 12


def sample_surface(
    points: FloatArray, faces: NDArray[np.integer], count: int, seed: int = 0
) -> tuple[FloatArray, NDArray[np.int64]]:
    """``count`` points spread evenly by area, and the face of each."""
    a, b, c = (points[faces[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    generator = np.random.default_rng(seed)
    places = (np.arange(count) + generator.random()) / count
    face = np.minimum(np.searchsorted(np.cumsum(area) / area.sum(), places), len(faces) - 1)
    u, v = generator.random((2, count))
    root = np.sqrt(u)
    weights = np.stack([1 - root, root * (1 - v), root * v], 1)
    return np.einsum("nk,nkd->nd", weights, points[faces[face]]), face


@nb.njit(cache=True)
def _weights(px, py, pz, t):
    """Weights of ``b`` and ``c`` for the point of triangle ``t = (a, b, c)`` closest to p (Ericson 2005, 5.1.5)."""
    abx, aby, abz = t[1, 0] - t[0, 0], t[1, 1] - t[0, 1], t[1, 2] - t[0, 2]
    acx, acy, acz = t[2, 0] - t[0, 0], t[2, 1] - t[0, 1], t[2, 2] - t[0, 2]
    apx, apy, apz = px - t[0, 0], py - t[0, 1], pz - t[0, 2]
    d1 = abx * apx + aby * apy + abz * apz
    d2 = acx * apx + acy * apy + acz * apz
    if d1 <= 0 and d2 <= 0:
        return 0.0, 0.0
    bb, bc, cc = abx**2 + aby**2 + abz**2, abx * acx + aby * acy + abz * acz, acx**2 + acy**2 + acz**2
    d3, d4 = d1 - bb, d2 - bc
    if d3 >= 0 and d4 <= d3:
        return 1.0, 0.0
    vc = d1 * d4 - d3 * d2
    if vc <= 0 and d1 >= 0 and d3 <= 0:
        return d1 / (d1 - d3), 0.0
    d5, d6 = d1 - bc, d2 - cc
    if d6 >= 0 and d5 <= d6:
        return 0.0, 1.0
    vb = d5 * d2 - d1 * d6
    if vb <= 0 and d2 >= 0 and d6 <= 0:
        return 0.0, d2 / (d2 - d6)
    va = d3 * d6 - d5 * d4
    if va <= 0 and d4 - d3 >= 0 and d5 - d6 >= 0:
        w = (d4 - d3) / (d4 - d3 + d5 - d6)
        return 1 - w, w
    total = va + vb + vc
    return vb / total, vc / total


@nb.njit(cache=True)
def _nearest(queries, candidates, triangles, distance, face, foot):
    for i in range(len(queries)):
        px, py, pz = queries[i, 0], queries[i, 1], queries[i, 2]
        best = np.inf
        for f in candidates[i]:
            t = triangles[f]
            b, c = _weights(px, py, pz, t)
            a = 1 - b - c
            x = a * t[0, 0] + b * t[1, 0] + c * t[2, 0]
            y = a * t[0, 1] + b * t[1, 1] + c * t[2, 1]
            z = a * t[0, 2] + b * t[1, 2] + c * t[2, 2]
            d = (x - px) ** 2 + (y - py) ** 2 + (z - pz) ** 2
            if d < best:
                best = d
                face[i] = f
                foot[i, 0], foot[i, 1], foot[i, 2] = x, y, z
        distance[i] = np.sqrt(best)


def to_surface(
    queries: FloatArray, points: FloatArray, faces: NDArray[np.integer], samples: int = 200_000
) -> tuple[FloatArray, NDArray[np.int64], FloatArray]:
    """Distance ``(q,)``, nearest face ``(q,)`` and foot ``(q,3)`` of each query on the mesh.

    Candidates are the faces of the nearest of ``samples`` surface samples; the distance to those is exact.
    """
    places, owner = sample_surface(points, faces, samples)
    _, index = cKDTree(places).query(queries, CANDIDATES)
    distance, face = np.empty(len(queries)), np.zeros(len(queries), np.int64)
    foot = np.empty((len(queries), 3))
    triangles = np.ascontiguousarray(points[faces], float)
    _nearest(np.ascontiguousarray(queries, float), owner[index], triangles, distance, face, foot)
    return distance, face, foot
