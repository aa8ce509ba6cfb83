"""Distance from points to a triangle mesh."""

from __future__ import annotations

import numba as nb
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from reconstruct.dense.views import FloatArray

CANDIDATES = 12


def sample_surface(points: FloatArray, faces: NDArray[np.integer], count: int, seed: int = 0):
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
def _closest(p, a, b, c):
    """Closest point of triangle ``abc`` to ``p`` (Ericson 2005, 5.1.5)."""
    ab = b - a
    ac = c - a
    ap = p - a
    d1 = (ab * ap).sum()
    d2 = (ac * ap).sum()
    if d1 <= 0 and d2 <= 0:
        return a
    bp = p - b
    d3 = (ab * bp).sum()
    d4 = (ac * bp).sum()
    if d3 >= 0 and d4 <= d3:
        return b
    vc = d1 * d4 - d3 * d2
    if vc <= 0 and d1 >= 0 and d3 <= 0:
        return a + ab * (d1 / (d1 - d3))
    cp = p - c
    d5 = (ab * cp).sum()
    d6 = (ac * cp).sum()
    if d6 >= 0 and d5 <= d6:
        return c
    vb = d5 * d2 - d1 * d6
    if vb <= 0 and d2 >= 0 and d6 <= 0:
        return a + ac * (d2 / (d2 - d6))
    va = d3 * d6 - d5 * d4
    if va <= 0 and d4 - d3 >= 0 and d5 - d6 >= 0:
        return b + (c - b) * ((d4 - d3) / (d4 - d3 + d5 - d6))
    scale = 1 / (va + vb + vc)
    return a + ab * (vb * scale) + ac * (vc * scale)


@nb.njit(cache=True)
def _nearest(queries, candidates, points, faces, distance, face, foot):
    for i in range(len(queries)):
        best = np.inf
        for f in candidates[i]:
            q = _closest(queries[i], points[faces[f, 0]], points[faces[f, 1]], points[faces[f, 2]])
            d = ((q - queries[i]) ** 2).sum()
            if d < best:
                best = d
                face[i] = f
                foot[i] = q
        distance[i] = np.sqrt(best)


def to_surface(queries: FloatArray, points: FloatArray, faces: NDArray[np.integer], samples: int = 200_000):
    """Distance ``(q,)``, nearest face ``(q,)`` and foot ``(q,3)`` of each query on the mesh.

    Candidates are the faces of the nearest of ``samples`` surface samples; the distance to those is exact.
    """
    places, owner = sample_surface(points, faces, samples)
    _, index = cKDTree(places).query(queries, CANDIDATES)
    distance, face = np.empty(len(queries)), np.zeros(len(queries), np.int64)
    foot = np.empty((len(queries), 3))
    _nearest(
        np.ascontiguousarray(queries, float), owner[index], np.ascontiguousarray(points, float),
        np.ascontiguousarray(faces, np.int64), distance, face, foot,
    )  # fmt: skip
    return distance, face, foot
