"""Normals of a noisy cloud that stay sharp at edges: bilateral filtering, narrowed step by step.

After Öztireli et al., Feature Preserving Point Set Surfaces based on Non-Linear Kernel Regression, 2009: neighbours
count by distance, by how far they lie off the tangent plane, and by how much their normals differ; the last width
shrinks, so that faces are averaged over and edges are not.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cad.cloud.neighbours import Beside, leans, local_planes
from cad.geometry.vectors import Array

_ROUNDS = 8
#: Difference of unit normals that halves a neighbour's say: from that of raw normals to that of smoothed ones.
_WIDE, _NARROW = 0.4, 0.25
#: Of the plane through a point's own face: neighbours, and the least cosine between normals of one face.
_PLANE_NEIGHBOURS, _ALIKE = 80, 0.88


@njit(cache=True)
def _filtered(points, normals, index, distance, spatial, lean, off):
    count, most = index.shape
    out = np.empty_like(normals)
    for i in range(count):
        sx, sy, sz = 0.0, 0.0, 0.0
        for m in range(most):
            j = index[i, m]
            if j == count:
                break
            dx = normals[i, 0] - normals[j, 0]
            dy = normals[i, 1] - normals[j, 1]
            dz = normals[i, 2] - normals[j, 2]
            height = (
                (points[j, 0] - points[i, 0]) * normals[i, 0]
                + (points[j, 1] - points[i, 1]) * normals[i, 1]
                + (points[j, 2] - points[i, 2]) * normals[i, 2]
            )
            d = distance[i, m]
            exponent = d * d / (spatial * spatial) + height * height / (off * off)
            weight = np.exp(-0.5 * (exponent + (dx * dx + dy * dy + dz * dz) / (lean * lean)))
            sx += weight * normals[j, 0]
            sy += weight * normals[j, 1]
            sz += weight * normals[j, 2]
        length = np.sqrt(sx * sx + sy * sy + sz * sz) + 1e-300
        out[i, 0], out[i, 1], out[i, 2] = sx / length, sy / length, sz / length
    return out


def sharp_normals(beside: Beside, normals: Array, noise: float, spacing: float) -> Array:
    """Unit normals ``(n, 3)`` smoothed within faces. ``noise``, ``spacing``: lengths in the points' unit."""
    spatial = max(4.5 * noise, 2.2 * spacing)
    distance, index = beside.within(2 * spatial)
    out = np.ascontiguousarray(normals, float)
    for lean in np.linspace(_WIDE, _NARROW, _ROUNDS):
        out = _filtered(beside.points, out, index, distance, spatial, lean, max(3 * noise, 0.3 * spacing))
    return _of_own_face(beside.points, out, index[:, :_PLANE_NEIGHBOURS])


def _of_own_face(points: Array, normals: Array, index: np.ndarray) -> Array:
    """Normals of the planes through the neighbours that face as a point does.

    Filtering turns a curve into stairs; the places, chosen by what it found, do not.
    """
    known = index < len(points)
    index = np.where(known, index, 0)
    weight = np.sqrt(np.clip((leans(normals, index) - _ALIKE) / (1 - _ALIKE), 0, 1)) * known + 1e-9
    return local_planes(points, normals, index, weight)[0]
