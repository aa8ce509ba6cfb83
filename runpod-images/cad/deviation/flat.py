"""Plane faces meshed anew with points inside: the kernel's fans of slivers carry no heat map."""

from __future__ import annotations

import numpy as np
from scipy.spatial import Delaunay, QhullError, cKDTree

from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array, frame_of, unit

_FLAT = 1e-6
#: Inner points keep this share of the edge length from the rim, so that the rim's own segments stay edges.
_RIM = 0.7


def remeshed_planes(mesh: Mesh, edge: float) -> Mesh:
    """The same body; every plane face that can be is covered by even triangles with edges of about ``edge``.

    Rims are halved until no segment is longer than ``edge``, as :func:`cad.deviation.refine.refined` does from the
    other side. A face whose new triangles do not have its old area is left as it was.
    """
    vertices, triangles, faces, total = [], [], [], 0
    for number in np.unique(mesh.faces):
        old = mesh.corners[mesh.faces == number]
        made = _remeshed(old, edge)
        points, index = made if made is not None else (old.reshape(-1, 3), np.arange(3 * len(old)).reshape(-1, 3))
        points, inverse = np.unique(points, axis=0, return_inverse=True)
        vertices.append(points)
        triangles.append(inverse.reshape(-1)[index] + total)
        faces.append(np.full(len(index), number))
        total += len(points)
    return Mesh(np.vstack(vertices), np.vstack(triangles), np.concatenate(faces))


def _remeshed(corners: Array, edge: float) -> tuple[Array, np.ndarray] | None:
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal = unit(cross.sum(0))
    heights = (corners - corners[0, 0]) @ normal
    area = float(np.linalg.norm(cross, axis=1).sum() / 2)
    if np.abs(heights).max() > _FLAT * np.sqrt(area) or area < edge**2:
        return None
    rim = _rim(corners, edge)
    x, y = frame_of(normal)
    flat = lambda p: np.stack([p @ x, p @ y], -1)  # noqa: E731
    old, rim_flat = flat(corners), flat(rim)
    # A little closer: none of their edges is to be split again.
    inner = _grid(rim_flat, 0.9 * edge)
    inner = inner[cKDTree(rim_flat).query(inner)[0] > _RIM * edge]
    inner = inner[_inside(old, inner)]
    try:
        found = Delaunay(np.vstack([rim_flat, inner])).simplices
    except QhullError:
        return None
    points = np.vstack([rim, np.outer(inner[:, 0], x) + np.outer(inner[:, 1], y) + (corners[0, 0] @ normal) * normal])
    places = flat(points)[found]
    sides = places[:, 1:] - places[:, :1]
    twice = sides[:, 0, 0] * sides[:, 1, 1] - sides[:, 0, 1] * sides[:, 1, 0]
    found = np.where((twice < 0)[:, None], found[:, [0, 2, 1]], found)
    kept = _inside(old, places.mean(1)) & (np.abs(twice) > 1e-9 * edge**2)
    if abs(np.abs(twice[kept]).sum() / 2 - area) > 1e-5 * area:
        return None
    return points, found[kept]


def _rim(corners: Array, edge: float) -> Array:
    """Points of the edges that only one triangle has, each halved until it is short enough."""
    points, index = np.unique(corners.reshape(-1, 3), axis=0, return_inverse=True)
    index = index.reshape(-1, 3)
    pairs = np.sort(np.stack([index, index[:, [1, 2, 0]]], 2).reshape(-1, 2), axis=1)
    pairs, count = np.unique(pairs, axis=0, return_counts=True)
    out = [points]
    for a, b in points[pairs[count == 1]]:
        halvings = max(0, int(np.ceil(np.log2(max(np.linalg.norm(b - a) / edge, 1e-9)))))
        share = np.arange(1, 2**halvings)[:, None] / 2**halvings
        out.append(a + share * (b - a))
    return np.unique(np.vstack(out), axis=0)


def _grid(rim: Array, edge: float) -> Array:
    """Corners of equilateral triangles over the rim's box."""
    low, high = rim.min(0), rim.max(0)
    step = np.array([edge, edge * np.sqrt(3) / 2])
    columns, rows = (np.ceil((high - low) / step) + 1).astype(int)
    i, j = np.meshgrid(np.arange(columns), np.arange(rows), indexing="ij")
    return np.stack([low[0] + (i + 0.5 * (j % 2)) * step[0], low[1] + j * step[1]], -1).reshape(-1, 2)


def _inside(triangles: Array, points: Array) -> np.ndarray:
    """Which points of the plane lie in one of the triangles."""
    out = np.zeros(len(points), bool)
    a, b, c = (triangles[:, k] for k in range(3))

    def side(p: Array, u: Array, v: Array) -> Array:
        return (v[:, 0] - u[:, 0]) * (p[:, None, 1] - u[:, 1]) - (v[:, 1] - u[:, 1]) * (p[:, None, 0] - u[:, 0])

    for start in range(0, len(points), 1000):
        p = points[start : start + 1000]
        s = np.stack([side(p, a, b), side(p, b, c), side(p, c, a)])
        out[start : start + 1000] = ((s >= 0).all(0) | (s <= 0).all(0)).any(1)
    return out
