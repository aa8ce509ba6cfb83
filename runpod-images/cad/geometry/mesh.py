"""A triangle mesh as two arrays, and what is measured on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy.spatial import cKDTree

from cad.geometry.vectors import Array


@dataclass(frozen=True)
class Mesh:
    """``vertices (v, 3)``, ``triangles (t, 3)``, and for each triangle the face of the B-rep it belongs to."""

    vertices: Array
    triangles: np.ndarray
    faces: np.ndarray

    @property
    def corners(self) -> Array:
        return self.vertices[self.triangles]

    def cross(self) -> Array:
        """Normals with the length of twice each triangle's area ``(t, 3)``."""
        c = self.corners
        return np.cross(c[:, 1] - c[:, 0], c[:, 2] - c[:, 0])

    def areas(self) -> Array:
        return np.linalg.norm(self.cross(), axis=1) / 2

    def volume(self) -> float:
        """Signed volume of the closed mesh (divergence theorem)."""
        c = self.corners
        return float(np.einsum("ij,ij->i", c[:, 0], np.cross(c[:, 1], c[:, 2])).sum() / 6)

    def bounds(self) -> tuple[Array, Array]:
        used = self.vertices[np.unique(self.triangles)]
        return used.min(0), used.max(0)

    def diagonal(self) -> float:
        low, high = self.bounds()
        return float(np.linalg.norm(high - low))

    def sample(self, count: int, rng: np.random.Generator) -> tuple[Array, Array, np.ndarray]:
        """``count`` points spread evenly by area: points, outward normals, triangle of each."""
        cross = self.cross()
        twice = np.linalg.norm(cross, axis=1)
        cumulative = np.cumsum(twice)
        # Systematic sampling: one jittered pick per equal share of area, evener than independent picks.
        picks = (np.arange(count) + rng.random(count)) / count * cumulative[-1]
        chosen = np.minimum(np.searchsorted(cumulative, picks), len(twice) - 1)
        weights = rng.random((count, 2))
        over = weights.sum(1) > 1
        weights[over] = 1 - weights[over]
        c = self.corners[chosen]
        points = c[:, 0] + (c[:, 1] - c[:, 0]) * weights[:, :1] + (c[:, 2] - c[:, 0]) * weights[:, 1:]
        return points, cross[chosen] / np.maximum(twice[chosen], 1e-300)[:, None], chosen


@njit(cache=True, error_model="numpy", inline="always")
def _dot(ax, ay, az, bx, by, bz):
    return ax * bx + ay * by + az * bz


@njit(cache=True, error_model="numpy")
def _triangle_distance2(p, t):
    """Squared distance from a point to a triangle ``(3, 3)`` (Ericson, Real-Time Collision Detection, 5.1.5)."""
    abx, aby, abz = t[1, 0] - t[0, 0], t[1, 1] - t[0, 1], t[1, 2] - t[0, 2]
    acx, acy, acz = t[2, 0] - t[0, 0], t[2, 1] - t[0, 1], t[2, 2] - t[0, 2]
    apx, apy, apz = p[0] - t[0, 0], p[1] - t[0, 1], p[2] - t[0, 2]
    d1, d2 = _dot(abx, aby, abz, apx, apy, apz), _dot(acx, acy, acz, apx, apy, apz)
    if d1 <= 0 and d2 <= 0:
        return _dot(apx, apy, apz, apx, apy, apz)
    bpx, bpy, bpz = p[0] - t[1, 0], p[1] - t[1, 1], p[2] - t[1, 2]
    d3, d4 = _dot(abx, aby, abz, bpx, bpy, bpz), _dot(acx, acy, acz, bpx, bpy, bpz)
    if d3 >= 0 and d4 <= d3:
        return _dot(bpx, bpy, bpz, bpx, bpy, bpz)
    cpx, cpy, cpz = p[0] - t[2, 0], p[1] - t[2, 1], p[2] - t[2, 2]
    d5, d6 = _dot(abx, aby, abz, cpx, cpy, cpz), _dot(acx, acy, acz, cpx, cpy, cpz)
    if d6 >= 0 and d5 <= d6:
        return _dot(cpx, cpy, cpz, cpx, cpy, cpz)
    va, vb, vc = d3 * d6 - d5 * d4, d5 * d2 - d1 * d6, d1 * d4 - d3 * d2
    if vc <= 0 and d1 >= 0 and d3 <= 0:
        u = d1 / (d1 - d3)
        x, y, z = apx - abx * u, apy - aby * u, apz - abz * u
    elif vb <= 0 and d2 >= 0 and d6 <= 0:
        u = d2 / (d2 - d6)
        x, y, z = apx - acx * u, apy - acy * u, apz - acz * u
    elif va <= 0 and d4 - d3 >= 0 and d5 - d6 >= 0:
        u = (d4 - d3) / ((d4 - d3) + (d5 - d6))
        x, y, z = bpx - (t[2, 0] - t[1, 0]) * u, bpy - (t[2, 1] - t[1, 1]) * u, bpz - (t[2, 2] - t[1, 2]) * u
    else:
        s = 1.0 / (va + vb + vc)
        v, w = vb * s, vc * s
        x, y, z = apx - abx * v - acx * w, apy - aby * v - acy * w, apz - abz * v - acz * w
    return _dot(x, y, z, x, y, z)


@njit(cache=True, error_model="numpy")
def _nearest(points, corners, candidates):
    distance = np.empty(len(points))
    nearest = np.empty(len(points), np.int64)
    for i in range(len(points)):
        best, which, last = 1e300, -1, -1
        for t in candidates[i]:
            if t == last:
                continue
            last = t
            d2 = _triangle_distance2(points[i], corners[t])
            if d2 < best:
                best, which = d2, t
        distance[i], nearest[i] = np.sqrt(best), which
    return distance, nearest


def distance_to_mesh(points: Array, mesh: Mesh, seed: int = 0, samples: int = 60_000) -> tuple[Array, np.ndarray]:
    """Distance of each point to the mesh's surface and the nearest triangle.

    Exact among the triangles of the eight nearest surface samples and of the nearest corners.
    """
    surface, _, owner = mesh.sample(samples, np.random.default_rng(seed))
    centres = mesh.corners.mean(1)
    tree = cKDTree(np.vstack([surface, centres]))
    owners = np.concatenate([owner, np.arange(len(centres))])
    near = tree.query(points, k=min(8, len(owners)))[1].reshape(len(points), -1)
    candidates = np.ascontiguousarray(owners[near])
    return _nearest(np.ascontiguousarray(points, dtype=float), np.ascontiguousarray(mesh.corners), candidates)
