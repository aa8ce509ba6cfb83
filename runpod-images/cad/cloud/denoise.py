"""Places of a noisy cloud, averaged over their own face.

Bilateral filtering of points along their normals (Fleishman et al., Bilateral Mesh Denoising, 2003), with the offset
of a neighbour taken along the mean of both normals: on planes, spheres and cylinders that offset is zero, so that
curved faces keep their radius (the symmetric distance of Rusinkiewicz, A Symmetric Objective Function for ICP, 2019).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cad.cloud.neighbours import Beside
from cad.geometry.vectors import Array

_ROUNDS = 3
#: Difference of unit normals at which a neighbour's say is down to 0.6.
_LEAN = 0.25
#: Neighbours share most of their averages: errors left over those of independent points. And edges, where faces are
#: rounded, keep more.
_CORRELATED, _LEFT_MIN = 1.5, 0.35


@njit(cache=True)
def _moved(points, normals, index, distance, spatial, lean, off):
    """Points moved along their normals, and by how much averaging narrowed the noise of each (a share)."""
    count, most = index.shape
    out, narrowed = np.empty_like(points), np.empty(count)
    for i in range(count):
        total, total2, sums = 1.0, 1.0, 0.0
        for m in range(most):
            j = index[i, m]
            if j == count:
                break
            if j == i:
                continue
            bend, height = 0.0, 0.0
            for k in range(3):
                d = normals[i, k] - normals[j, k]
                bend += d * d
                height += (points[j, k] - points[i, k]) * (normals[i, k] + normals[j, k])
            height *= 0.5
            d = distance[i, m]
            exponent = d * d / (spatial * spatial) + height * height / (off * off) + bend / (lean * lean)
            weight = np.exp(-0.5 * exponent)
            total += weight
            total2 += weight * weight
            sums += weight * height
        narrowed[i] = np.sqrt(total2) / total
        for k in range(3):
            out[i, k] = points[i, k] + sums / total * normals[i, k]
    return out, narrowed


def denoised(beside: Beside, normals: Array, noise: float, spacing: float) -> tuple[Array, float]:
    """The points on smoother faces, and what is left of ``noise`` (standard deviation across the surface)."""
    spatial = max(4 * noise, 1.8 * spacing)
    distance, index = beside.within(2 * spatial)
    out, share = beside.points, 1.0
    normals = np.ascontiguousarray(normals, float)
    for _ in range(_ROUNDS):
        out, narrowed = _moved(out, normals, index, distance, spatial, _LEAN, max(3 * noise, 0.3 * spacing))
        share = min(share, float(np.median(narrowed)))
    return out, noise * min(max(_CORRELATED * share, _LEFT_MIN), 1.0)
