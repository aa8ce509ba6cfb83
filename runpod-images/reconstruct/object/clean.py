"""Stray points dropped and normals sharpened, all relative to the cloud's own spacing."""

from __future__ import annotations

import numba as nb
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from reconstruct.dense.ply import Cloud
from reconstruct.dense.views import FloatArray

NEIGHBOURS = 24
SAME_SIDE_DEG = 35.0


def spacing(points: FloatArray) -> float:
    """Median distance to the sixth neighbour: about 1.4 times the step of an even cloud."""
    sample = points[:: max(1, len(points) // 20000)]
    return float(np.median(cKDTree(points).query(sample, 7)[0][:, 6]))


@nb.njit(cache=True)
def _local_planes(points, normals, weights, neighbours, cos_same, normal_out, residual_out, support_out):
    for i in range(len(points)):
        total = 0.0
        mean = np.zeros(3)
        count = 0
        for j in neighbours[i]:
            if (normals[i] * normals[j]).sum() >= cos_same:
                mean += weights[j] * points[j]
                total += weights[j]
                count += 1
        support_out[i] = count
        residual_out[i] = 0.0
        normal_out[i] = normals[i]
        if count < 6:
            continue
        mean /= total
        cov = np.zeros((3, 3))
        for j in neighbours[i]:
            if (normals[i] * normals[j]).sum() >= cos_same:
                d = points[j] - mean
                for a in range(3):
                    for b in range(3):
                        cov[a, b] += weights[j] * d[a] * d[b]
        values, vectors = np.linalg.eigh(cov / total)
        n = vectors[:, 0].copy()
        if (n * normals[i]).sum() < 0:
            n = -n
        # A ring or a strip of points has no plane of its own: keep the normal that the photos gave.
        if values[1] > 4 * values[0] and (n * normals[i]).sum() > cos_same:
            normal_out[i] = n
        residual_out[i] = ((points[i] - mean) * n).sum()


def clean(cloud: Cloud) -> Cloud:
    """Drop points that stand off their neighbours, and fit each normal to the neighbours on its own side of an edge.

    Neighbours count as one side where their photographed normals differ by less than 35°. A point goes when fewer
    than a quarter of its 24 neighbours are on its side, when it stands off their plane by more than three robust
    sigmas, or when its neighbours are four times as far as is usual here.
    """
    tree = cKDTree(cloud.points)
    distance, neighbours = tree.query(cloud.points, min(NEIGHBOURS + 1, len(cloud)))
    n = len(cloud)
    normals, residual, support = np.empty((n, 3)), np.empty(n), np.empty(n, np.int64)
    weights = np.maximum(cloud.confidence, 0.05)
    _local_planes(
        cloud.points, cloud.normals, weights, neighbours.astype(np.int64), float(np.cos(np.radians(SAME_SIDE_DEG))),
        normals, residual, support,
    )  # fmt: skip
    sigma = 1.4826 * float(np.median(np.abs(residual))) + 1e-12
    reach = distance[:, -1]
    good = (support >= NEIGHBOURS // 4) & (np.abs(residual) < 3 * max(sigma, 0.1 * spacing(cloud.points)))
    good &= reach < 4 * np.median(reach)
    kept = Cloud(cloud.points, normals, cloud.colours, cloud.confidence, cloud.views)
    return kept.keep(good)


def bounds(points: FloatArray) -> tuple[NDArray, NDArray, float]:
    """Smallest and largest corner, and the diagonal."""
    low, high = points.min(0), points.max(0)
    return low, high, float(np.linalg.norm(high - low))
